#include "records/pages/txt_sections.h"

static const assay_txt_section *section_of(const assay_txt_outline *outline, assay_span line) {
    for (size_t i = 0; i < outline->count; i++)
        if (assay_span_equal(line, assay_span_of(outline->sections[i].heading)))
            return &outline->sections[i];
    return NULL;
}

assay_status assay_txt_fill_sections(assay_record *record, const assay_txt_page *page,
                                     const assay_txt_outline *outline, assay_error *err) {
    size_t begin = 0;
    const assay_txt_section *open = NULL;
    for (size_t i = 0; i <= page->count; i++) {
        const assay_txt_section *next = NULL;
        if (i < page->count && (next = section_of(outline, page->lines[i])) == NULL)
            continue;
        if (open == NULL)
            ASSAY_TRY(outline->fill_head(record, page, i, err));
        else if (open->fill != NULL)
            ASSAY_TRY(open->fill(record, page, begin, i, err));
        open = next;
        begin = i + 1;
    }
    return ASSAY_OK;
}
