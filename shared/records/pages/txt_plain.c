/* Any other text: the first line is the title. */
#include "records/pages/txt_templates.h"
#include "records/paragraphs.h"

static assay_status fill(assay_record *record, const assay_txt_page *page, assay_error *err) {
    size_t first = assay_txt_skip_blank(page, 0, page->count);
    if (first == page->count)
        return ASSAY_OK;
    assay_span title = page->lines[first];
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_TITLE, title, err));
    const char *after = title.data + title.size;
    assay_span rest = assay_span_make(after, (size_t)(page->text.data + page->text.size - after));
    return assay_paragraphs_add(record, ASSAY_FIELD_SUMMARY, rest, err);
}

static int recognise(const assay_txt_page *page) {
    (void)page;
    return 1;
}

const assay_txt_template assay_txt_plain = {"plain", ASSAY_RECORD_ABSTRACT, recognise, fill};
