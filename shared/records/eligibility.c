#include "records/eligibility.h"

#include "records/paragraphs.h"

static char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static bool is_letter(char c) {
    c = to_lower(c);
    return c >= 'a' && c <= 'z';
}

/* Offset of the word (given in lower case) or SIZE_MAX. */
static size_t find_word(assay_span text, const char *word, size_t from) {
    assay_span wanted = assay_span_of(word);
    for (size_t at = from; at + wanted.size <= text.size; at++) {
        if (to_lower(text.data[at]) != word[0] || (at != 0 && is_letter(text.data[at - 1])))
            continue;
        size_t end = at + wanted.size;
        if (assay_span_starts_ascii_case(assay_span_skip(text, at), wanted) &&
            (end == text.size || !is_letter(text.data[end])))
            return at;
    }
    return SIZE_MAX;
}

typedef enum { SIDE_NONE, SIDE_IN, SIDE_OUT } side;

/* The side a heading's words name. "Non-inclusion" is how French sponsors exclude; a heading that
 * names both ("Inclusion/Exclusion Criteria") names none. */
static side side_named(assay_span heading) {
    size_t in = find_word(heading, "inclusion", 0), out = find_word(heading, "exclusion", 0);
    if (in == SIZE_MAX)
        in = find_word(heading, "included", 0);
    if (out == SIZE_MAX)
        out = find_word(heading, "excluded", 0);
    if (in != SIZE_MAX && out != SIZE_MAX)
        return SIDE_NONE;
    if (out != SIZE_MAX)
        return SIDE_OUT;
    if (in == SIZE_MAX)
        return SIDE_NONE;
    size_t word = in;
    while (word != 0 && (heading.data[word - 1] == ' ' || heading.data[word - 1] == '-'))
        word--;
    bool negated = word >= 3 && assay_span_equal_ascii_case(
                                    assay_span_make(heading.data + word - 3, 3), ASSAY_SPAN("non"));
    return negated ? SIDE_OUT : SIDE_IN;
}

static size_t count_words(assay_span text) {
    size_t words = 0;
    for (size_t i = 0; i < text.size; i++)
        words += text.data[i] != ' ' && (i == 0 || text.data[i - 1] == ' ');
    return words;
}

/* Bytes of the heading a paragraph begins with, 0 when none; *named says its side. A heading ends at
 * a colon, fills a short line, or is the bare words "Inclusion criteria" before something else. */
static size_t heading_size(side *named, assay_span text) {
    static const char *const bare[] = {"inclusion criteria", "exclusion criteria"};
    size_t colon = assay_span_find_byte(assay_span_first(text, 120), ':');
    if (colon != SIZE_MAX) {
        assay_span head = assay_span_first(text, colon);
        bool speaks = find_word(head, "criteria", 0) != SIZE_MAX ||
                      find_word(head, "criterion", 0) != SIZE_MAX;
        *named = side_named(head);
        if (*named != SIDE_NONE && count_words(head) <= (speaks ? 12 : 5))
            return colon + 1;
    }
    *named = side_named(text);
    if (*named != SIDE_NONE && text.size <= 80 && count_words(text) <= 5 &&
        text.data[text.size - 1] != '.')
        return text.size;
    for (size_t i = 0; i < 2; i++)
        if (assay_span_starts_ascii_case(text, assay_span_of(bare[i]))) {
            *named = i == 0 ? SIDE_IN : SIDE_OUT;
            return strlen(bare[i]);
        }
    return 0;
}

/* Where a heading stands inside a paragraph, as when all criteria came in one line; text.size when
 * nowhere. Only the full words with a capital and a colon count: prose speaks of exclusion criteria
 * too. */
static size_t inner_heading(assay_span text) {
    static const char *const names[] = {
        "Inclusion Criteria:", "Exclusion Criteria:", "INCLUSION CRITERIA:",
        "EXCLUSION CRITERIA:", "Inclusion criteria:", "Exclusion criteria:"};
    size_t first = text.size;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = assay_span_find(assay_span_skip(text, 1), assay_span_of(names[i]));
        if (at != SIZE_MAX && at + 1 < first && text.data[at] == ' ')
            first = at + 1;
    }
    return first;
}

static assay_status add_paragraph(assay_record *record, side *now, assay_span text,
                                  assay_error *err) {
    while (text.size != 0) {
        side named;
        size_t heading = heading_size(&named, text);
        if (heading != 0) {
            *now = named;
            text = assay_span_trim(assay_span_skip(text, heading));
        }
        text = assay_span_trim(assay_span_skip(text, assay_paragraphs_marker(text).size));
        if (text.size == 0)
            break;
        size_t end = inner_heading(text);
        ASSAY_TRY(assay_record_add(record,
                                   *now == SIDE_OUT ? ASSAY_FIELD_EXCLUSION : ASSAY_FIELD_INCLUSION,
                                   assay_span_first(text, end), err));
        text = assay_span_skip(text, end);
    }
    return ASSAY_OK;
}

assay_status assay_eligibility_add(assay_record *record, assay_span text, assay_error *err) {
    assay_paragraphs paragraphs = {text};
    assay_paragraph paragraph;
    assay_buffer storage;
    assay_status status = ASSAY_OK;
    side now = SIDE_IN;
    assay_buffer_init(&storage, ASSAY_BUFFER_NO_CAP);
    while (status == ASSAY_OK && assay_paragraphs_next(&paragraph, &paragraphs, &storage))
        status = add_paragraph(record, &now, paragraph.text, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&storage, err);
    assay_buffer_done(&storage);
    return status;
}
