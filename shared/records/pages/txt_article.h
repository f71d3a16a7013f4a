/* How the parts of a full-text article look when all marks of layout are gone. Any thread. */
#ifndef ASSAY_RECORDS_TXT_ARTICLE_H
#define ASSAY_RECORDS_TXT_ARTICLE_H
#include "records/pages/txt_page.h"
#include "records/record.h"

/* A short line in the manner of a heading. */
bool assay_txt_article_is_heading(assay_span line);
bool assay_txt_article_is_references(assay_span line);
/* "Table 1 ...", "Figure 2. ...": a caption, not a sentence about it. */
bool assay_txt_article_is_caption(assay_span text);
/* Lines of cells split by tabs. */
bool assay_txt_article_is_rows(const assay_txt_page *page, size_t first, size_t last);
/* Whether a page break tore `next` off `text`: no sentence ends there, and it begins in lower case. */
bool assay_txt_article_is_torn(assay_span text, assay_span next);
/* Keywords, volume and date, authors, affiliations, correspondence, received: the front matter. */
bool assay_txt_article_is_front(assay_span text);
/* Adds a piece of front matter to the fields it belongs to. */
ASSAY_MUST_USE assay_status assay_txt_article_add_front(assay_record *record, assay_span text,
                                                        assay_error *err);
#endif
