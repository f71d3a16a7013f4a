/* Pages made of a head and sections under known headings, each a line of its own. */
#ifndef ASSAY_RECORDS_TXT_SECTIONS_H
#define ASSAY_RECORDS_TXT_SECTIONS_H
#include "records/pages/txt_page.h"
#include "records/record.h"

typedef struct {
    const char *heading;
    /* Takes the lines [first, last) below the heading; NULL for what is the same on every page. */
    assay_status (*fill)(assay_record *record, const assay_txt_page *page, size_t first,
                         size_t last, assay_error *err);
} assay_txt_section;

typedef struct {
    /* Takes the lines before the first heading: [0, last). */
    assay_status (*fill_head)(assay_record *record, const assay_txt_page *page, size_t last,
                              assay_error *err);
    const assay_txt_section *sections;
    size_t count;
} assay_txt_outline;

ASSAY_MUST_USE assay_status assay_txt_fill_sections(assay_record *record,
                                                    const assay_txt_page *page,
                                                    const assay_txt_outline *outline,
                                                    assay_error *err);
#endif
