/* Kinds of pages that come as text: how each is recognised, and read without its boilerplate.
 *
 * What repeats on every page of a kind (banners, disclaimers, "get updates") goes into no field: it is
 * neither ranked, shown nor counted. One file a template; any thread. */
#ifndef ASSAY_RECORDS_TXT_TEMPLATES_H
#define ASSAY_RECORDS_TXT_TEMPLATES_H
#include "records/pages/txt_page.h"
#include "records/record.h"

typedef struct {
    const char *name;
    assay_record_type type;
    /* How sure it is, 0 (no) to 100. */
    int (*recognise)(const assay_txt_page *page);
    assay_status (*fill)(assay_record *record, const assay_txt_page *page, assay_error *err);
} assay_txt_template;

/* The surest template; the plain one (first line is the title) fits every page. */
const assay_txt_template *assay_txt_template_of(const assay_txt_page *page);

/* txt_tracker.c, txt_pubmed_page.c, txt_review.c, txt_plain.c */
extern const assay_txt_template assay_txt_tracker, assay_txt_pubmed_page, assay_txt_review,
    assay_txt_plain;
#endif
