#include "records/pages/citation.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Whether the last byte belongs to the sentence: a stop, or a bracket that was opened before. */
static bool ends_outside(assay_span doi) {
    char last = doi.data[doi.size - 1], open = last == ')' ? '(' : '[';
    int depth = 0;
    if (last != ')' && last != ']')
        return strchr(".,;:", last) != NULL;
    for (size_t i = 0; i < doi.size; i++)
        depth += (doi.data[i] == open) - (doi.data[i] == last);
    return depth < 0;
}

assay_span assay_citation_doi(assay_span text) {
    size_t from = 0;
    for (;;) {
        size_t at = assay_span_find(assay_span_skip(text, from), ASSAY_SPAN("10."));
        if (at == SIZE_MAX)
            return (assay_span){NULL, 0};
        at += from;
        from = at + 3;
        size_t digits = from;
        while (digits < text.size && is_digit(text.data[digits]))
            digits++;
        bool apart = at == 0 || !is_digit(text.data[at - 1]);
        if (!apart || digits - at < 7 || digits >= text.size || text.data[digits] != '/')
            continue;
        size_t end = digits + 1;
        while (end < text.size && text.data[end] > ' ' &&
               strchr("<>\"{}|\\", text.data[end]) == NULL)
            end++;
        while (end > digits + 1 && ends_outside(assay_span_make(text.data + at, end - at)))
            end--;
        if (end > digits + 1)
            return assay_span_make(text.data + at, end - at);
    }
}

assay_span assay_citation_pmid(assay_span text) {
    size_t at = assay_span_find(text, ASSAY_SPAN("PMID:"));
    if (at == SIZE_MAX)
        return (assay_span){NULL, 0};
    assay_span number = assay_span_trim(assay_span_skip(text, at + 5));
    size_t size = 0;
    while (size < number.size && is_digit(number.data[size]))
        size++;
    return assay_span_first(number, size);
}

bool assay_citation_number(unsigned *number, assay_span *rest, assay_span line) {
    unsigned value = 0;
    size_t at = 0;
    while (at < line.size && at < 4 && is_digit(line.data[at]))
        value = value * 10 + (unsigned)(line.data[at++] - '0');
    if (at == 0 || at + 1 >= line.size || (line.data[at] != '.' && line.data[at] != ')') ||
        line.data[at + 1] != ' ')
        return false;
    *number = value;
    *rest = assay_span_trim(assay_span_skip(line, at + 1));
    return true;
}

/* Without " - DOI - PMC - PubMed" at the end. */
static assay_span without_links(assay_span text) {
    static const char *const names[] = {"DOI", "PMC", "PubMed", "Free PMC article"};
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            assay_span name = assay_span_of(names[i]), head = text;
            if (!assay_span_ends(text, name))
                continue;
            head.size -= name.size;
            if (assay_span_ends(head, ASSAY_SPAN("- "))) {
                head.size -= 2;
                text = assay_span_trim(head);
                again = true;
            }
        }
    }
    return text;
}

assay_status assay_citation_add(assay_record *record, assay_span text, assay_error *err) {
    assay_record_reference link = {.relation = ASSAY_SPAN("reference"),
                                   .doi = assay_citation_doi(text),
                                   .pmid = assay_citation_pmid(text)};
    assay_span copy;
    ASSAY_TRY(assay_arena_copy(&copy, record->arena, without_links(assay_span_trim(text)), err));
    char *bytes = (char *)(uintptr_t)copy.data;
    size_t size = 0;
    for (size_t i = 0; i < copy.size; i++)
        if (bytes[i] != '*')
            bytes[size++] = bytes[i];
    link.text = assay_span_make(bytes, size);
    return assay_record_add_reference(record, &link, err);
}

/* Where the word before `end` begins. */
static size_t word_before(assay_span text, size_t end) {
    while (end != 0 && text.data[end - 1] != ' ')
        end--;
    return end;
}

assay_status assay_citation_add_author(assay_record *record, assay_span name, assay_error *err) {
    assay_span text;
    name = assay_span_trim(name);
    size_t family = word_before(name, name.size);
    while (family > 1) {
        size_t before = word_before(name, family - 1);
        if (name.data[before] < 'a' || name.data[before] > 'z')
            break;
        family = before;
    }
    if (family == 0)
        return assay_record_add(record, ASSAY_FIELD_AUTHOR, name, err);
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s, %.*s",
                                 ASSAY_SPAN_ARG(assay_span_skip(name, family)),
                                 ASSAY_SPAN_ARG(assay_span_trim(assay_span_first(name, family)))));
    return assay_record_add_held(record, ASSAY_FIELD_AUTHOR, text, err);
}
