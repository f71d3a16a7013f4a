#include "records/pages/txt_page.h"

/* Without blanks at both ends: ASCII's and the no-break space. */
static assay_span trim_line(assay_span line) {
    static const char nbsp[] = "\xC2\xA0";
    for (;;) {
        size_t before = line.size;
        line = assay_span_trim(line);
        if (assay_span_starts(line, assay_span_of(nbsp)))
            line = assay_span_skip(line, 2);
        if (assay_span_ends(line, assay_span_of(nbsp)))
            line.size -= 2;
        if (line.size == before)
            return line;
    }
}

assay_status assay_txt_page_make(assay_txt_page *out, assay_span text, assay_arena *arena,
                                 assay_error *err) {
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    *out = (assay_txt_page){.text = text, .arena = arena};
    out->lines = assay_arena_calloc(arena, count, sizeof *out->lines);
    if (out->lines == NULL)
        return assay_fail_memory(err);
    assay_span rest = text;
    while (rest.data != NULL && out->count < count)
        out->lines[out->count++] = trim_line(assay_span_cut(&rest, '\n'));
    return ASSAY_OK;
}

size_t assay_txt_find_line(const assay_txt_page *page, size_t from, const char *wanted) {
    for (size_t i = from; i < page->count; i++)
        if (assay_span_equal(page->lines[i], assay_span_of(wanted)))
            return i;
    return ASSAY_TXT_NONE;
}

size_t assay_txt_find_start(const assay_txt_page *page, size_t from, const char *wanted) {
    for (size_t i = from; i < page->count; i++)
        if (assay_span_starts(page->lines[i], assay_span_of(wanted)))
            return i;
    return ASSAY_TXT_NONE;
}

size_t assay_txt_skip_blank(const assay_txt_page *page, size_t from, size_t end) {
    if (end > page->count)
        end = page->count;
    while (from < end && page->lines[from].size == 0)
        from++;
    return from < end ? from : end;
}

bool assay_txt_next(size_t *first, size_t *last, assay_txt_paragraphs *paragraphs) {
    const assay_txt_page *page = paragraphs->page;
    size_t end = paragraphs->end < page->count ? paragraphs->end : page->count;
    size_t at = assay_txt_skip_blank(page, paragraphs->at, end);
    *first = at;
    while (at < end && page->lines[at].size != 0)
        at++;
    *last = paragraphs->at = at;
    return *first < *last;
}

assay_status assay_txt_join(assay_span *out, const assay_txt_page *page, size_t first, size_t last,
                            assay_error *err) {
    size_t size = 0;
    for (size_t i = first; i < last; i++)
        size += page->lines[i].size + 1;
    char *text = assay_arena_alloc(page->arena, size + 1);
    if (text == NULL)
        return assay_fail_memory(err);
    size = 0;
    for (size_t i = first; i < last; i++) {
        assay_span line = page->lines[i];
        if (line.size == 0)
            continue;
        if (size != 0 && text[size - 1] != '-')
            text[size++] = ' ';
        memcpy(text + size, line.data, line.size);
        size += line.size;
    }
    *out = assay_span_make(text, size);
    return ASSAY_OK;
}
