#include "query/ovid.h"

#include "query/qualifiers.h"

static bool is_small(char byte) {
    return byte >= 'a' && byte <= 'z';
}
static bool is_letter(char byte) {
    return is_small((char)(byte | 0x20));
}
static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}
static bool is_word(char byte) {
    return is_letter(byte) || is_digit(byte) || (unsigned char)byte >= 0x80;
}

/* Nothing, a blank or a closing parenthesis stands there. */
static bool ends(assay_span text, size_t at) {
    return at >= text.size || text.data[at] <= ' ' || text.data[at] == ')';
}

/* ---- field codes ---- */

static const struct {
    const char *code;
    assay_query_field field;
} codes[] = {
    {"mp", ASSAY_QUERY_FIELD_ANY},
    {"af", ASSAY_QUERY_FIELD_TEXT},
    {"tx", ASSAY_QUERY_FIELD_TEXT},
    {"ti", ASSAY_QUERY_FIELD_TITLE},
    {"ot", ASSAY_QUERY_FIELD_TITLE},
    {"tt", ASSAY_QUERY_FIELD_TITLE},
    {"ab", ASSAY_QUERY_FIELD_ABSTRACT},
    {"tw", ASSAY_QUERY_FIELD_TIAB},
    {"kf", ASSAY_QUERY_FIELD_KEYWORD},
    {"kw", ASSAY_QUERY_FIELD_KEYWORD},
    {"sh", ASSAY_QUERY_FIELD_MESH},
    {"hw", ASSAY_QUERY_FIELD_MESH},
    {"mh", ASSAY_QUERY_FIELD_MESH},
    {"mj", ASSAY_QUERY_FIELD_MESH_MAJOR},
    {"fs", ASSAY_QUERY_FIELD_QUALIFIER},
    {"xs", ASSAY_QUERY_FIELD_QUALIFIER},
    {"nm", ASSAY_QUERY_FIELD_INTERVENTION},
    {"rn", ASSAY_QUERY_FIELD_INTERVENTION},
    {"ox", ASSAY_QUERY_FIELD_INTERVENTION},
    {"rs", ASSAY_QUERY_FIELD_INTERVENTION},
    {"pt", ASSAY_QUERY_FIELD_PUBLICATION_TYPE},
    {"au", ASSAY_QUERY_FIELD_AUTHOR},
    {"fa", ASSAY_QUERY_FIELD_FIRST_AUTHOR},
    {"ca", ASSAY_QUERY_FIELD_AUTHOR},
    {"ir", ASSAY_QUERY_FIELD_AUTHOR},
    {"in", ASSAY_QUERY_FIELD_AFFILIATION},
    {"ia", ASSAY_QUERY_FIELD_AFFILIATION},
    {"jn", ASSAY_QUERY_FIELD_JOURNAL},
    {"ja", ASSAY_QUERY_FIELD_JOURNAL},
    {"jw", ASSAY_QUERY_FIELD_JOURNAL},
    {"nj", ASSAY_QUERY_FIELD_JOURNAL},
    {"so", ASSAY_QUERY_FIELD_JOURNAL},
    {"la", ASSAY_QUERY_FIELD_LANGUAGE},
    {"lg", ASSAY_QUERY_FIELD_LANGUAGE},
    {"cp", ASSAY_QUERY_FIELD_COUNTRY},
    {"yr", ASSAY_QUERY_FIELD_DATE},
    {"dp", ASSAY_QUERY_FIELD_DATE},
    {"ed", ASSAY_QUERY_FIELD_DATE},
    {"ez", ASSAY_QUERY_FIELD_DATE},
    {"da", ASSAY_QUERY_FIELD_DATE},
    {"dc", ASSAY_QUERY_FIELD_DATE},
    {"dt", ASSAY_QUERY_FIELD_DATE},
    {"ep", ASSAY_QUERY_FIELD_DATE},
    {"up", ASSAY_QUERY_FIELD_UPDATED},
    {"lr", ASSAY_QUERY_FIELD_UPDATED},
    {"ui", ASSAY_QUERY_FIELD_PMID},
    {"an", ASSAY_QUERY_FIELD_PMID},
    {"pm", ASSAY_QUERY_FIELD_PMID},
    {"do", ASSAY_QUERY_FIELD_DOI},
    {"is", ASSAY_QUERY_FIELD_ISSN},
    {"vo", ASSAY_QUERY_FIELD_VOLUME},
    {"ip", ASSAY_QUERY_FIELD_ISSUE},
    {"pg", ASSAY_QUERY_FIELD_PAGES},
    {"gr", ASSAY_QUERY_FIELD_GRANT},
    {"no", ASSAY_QUERY_FIELD_GRANT},
    {"si", ASSAY_QUERY_FIELD_ID},
    {"sb", ASSAY_QUERY_FIELD_SUBSET},
    {"st", ASSAY_QUERY_FIELD_SUBSET},
    {"pn", ASSAY_QUERY_FIELD_SUBJECT_NAME},
    {"ci", ASSAY_QUERY_FIELD_CONFLICT},
    {"ac", ASSAY_QUERY_FIELD_AUTHOR_ID},
};

static bool find_code(assay_query_field *out, assay_span code) {
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (assay_span_equal_ascii_case(code, assay_span_of(codes[i].code))) {
            *out = codes[i].field;
            return true;
        }
    return false;
}

/* mp holds what the others do; title and abstract together are a field of their own. */
static void add_field(assay_ovid_suffix *out, assay_query_field field) {
    bool any = out->count == 1 && out->fields[0] == ASSAY_QUERY_FIELD_ANY;
    if (field == ASSAY_QUERY_FIELD_ANY)
        out->count = 0;
    for (size_t i = 0; i < out->count; i++)
        if (out->fields[i] == field)
            return;
    if (!any && out->count < ASSAY_OVID_CODES_MAX)
        out->fields[out->count++] = field;
}

static void join_title_and_abstract(assay_ovid_suffix *out) {
    size_t kept = 0;
    int parts = 0;
    for (size_t i = 0; i < out->count; i++)
        parts += out->fields[i] == ASSAY_QUERY_FIELD_TITLE      ? 1
                 : out->fields[i] == ASSAY_QUERY_FIELD_ABSTRACT ? 2
                 : out->fields[i] == ASSAY_QUERY_FIELD_TIAB     ? 4
                                                                : 0;
    if (parts < 3)
        return;
    for (size_t i = 0; i < out->count; i++)
        if (out->fields[i] != ASSAY_QUERY_FIELD_TITLE &&
            out->fields[i] != ASSAY_QUERY_FIELD_ABSTRACT &&
            out->fields[i] != ASSAY_QUERY_FIELD_TIAB)
            out->fields[kept++] = out->fields[i];
    out->fields[kept++] = ASSAY_QUERY_FIELD_TIAB;
    out->count = kept;
}

static size_t skip_blanks(assay_span text, size_t at) {
    while (at < text.size && text.data[at] == ' ')
        at++;
    return at;
}

static bool code_here(assay_span text, size_t at) {
    return at + 2 <= text.size && is_letter(text.data[at]) && is_letter(text.data[at + 1]) &&
           (at + 2 == text.size || !is_word(text.data[at + 2]));
}

/* Without its final point only what is no word by chance. */
static bool is_usual(const assay_ovid_suffix *suffix) {
    bool usual = suffix->count != 0 && suffix->unknown.size == 0;
    for (size_t i = 0; i < suffix->count; i++)
        usual = usual && suffix->fields[i] <= ASSAY_QUERY_FIELD_QUALIFIER;
    return usual || (suffix->count == 1 && suffix->unknown.size == 0 &&
                     suffix->fields[0] == ASSAY_QUERY_FIELD_PUBLICATION_TYPE);
}

void assay_ovid_suffix_at(assay_ovid_suffix *out, assay_span text, size_t at) {
    size_t end = at + 1;
    *out = (assay_ovid_suffix){.count = 0};
    if (at >= text.size || text.data[at] != '.')
        return;
    for (;;) {
        assay_query_field field;
        if (!code_here(text, end))
            return;
        assay_span code = assay_span_make(text.data + end, 2);
        if (find_code(&field, code))
            add_field(out, field);
        else
            out->unknown = code;
        end += 2;
        size_t next = skip_blanks(text, end);
        if (next >= text.size || text.data[next] != ',' ||
            !code_here(text, skip_blanks(text, next + 1)))
            break;
        end = skip_blanks(text, next + 1);
    }
    if (end + 1 < text.size && text.data[end] == ',' && text.data[end + 1] == '.')
        end++; /* a code was taken out */
    bool closed = end < text.size && text.data[end] == '.';
    if (ends(text, end + closed) && (closed || is_usual(out)))
        out->size = end + closed - at;
    join_title_and_abstract(out);
}

/* ---- headings, nearness ---- */

size_t assay_ovid_heading_end(assay_span text, size_t at) {
    assay_span name;
    size_t end = at + 1;
    if (at >= text.size || text.data[at] != '/' || at == 0 || text.data[at - 1] <= ' ')
        return 0;
    while (code_here(text, end) &&
           assay_qualifiers_find(&name, assay_span_make(text.data + end, 2))) {
        end += 2;
        size_t next = skip_blanks(text, end);
        bool more = next < text.size && text.data[next] == ',';
        size_t code = skip_blanks(text, next + 1);
        if (!more || !code_here(text, code) ||
            !assay_qualifiers_find(&name, assay_span_make(text.data + code, 2)))
            break;
        end = code;
    }
    bool stop = end < text.size && text.data[end] == '.' && ends(text, end + 1);
    return ends(text, end + stop) || text.data[end] == '[' ? end - at : 0;
}

size_t assay_ovid_adjacent(unsigned *words, assay_span text, size_t at) {
    if (!assay_span_starts_ascii_case(assay_span_skip(text, at), ASSAY_SPAN("adj")) ||
        (at != 0 && text.data[at - 1] > ' ' && text.data[at - 1] != ')' &&
         text.data[at - 1] != '"'))
        return 0;
    size_t end = at + 3;
    for (*words = 0; end < text.size && is_digit(text.data[end]) && end < at + 7; end++)
        *words = *words * 10 + (unsigned)(text.data[end] - '0');
    bool closed = end < text.size &&
                  (text.data[end] <= ' ' || text.data[end] == '(' || text.data[end] == '"');
    return closed ? end - at : 0;
}

/* ---- telling it ---- */

static bool starts_word(assay_span text, const char *word) {
    return assay_span_starts_ascii_case(text, assay_span_of(word));
}

static bool is_ovid_at(assay_span text, size_t at) {
    assay_ovid_suffix suffix;
    unsigned words;
    bool after_word =
        at != 0 && (is_word(text.data[at - 1]) || strchr(")$*?\"#", text.data[at - 1]));
    if (text.data[at] == '.' && after_word) {
        assay_ovid_suffix_at(&suffix, text, at);
        return suffix.size != 0;
    }
    if (text.data[at] == '/')
        return after_word && assay_ovid_heading_end(text, at) != 0;
    if (text.data[at] == '$')
        return at != 0 && is_word(text.data[at - 1]);
    return (text.data[at] | 0x20) == 'a' && assay_ovid_adjacent(&words, text, at) != 0 && at != 0 &&
           text.data[at] == 'a' && text.data[at + 3] != '/';
}

bool assay_ovid_is(size_t *at, assay_span text) {
    bool quoted = false;
    assay_span trimmed = assay_span_trim(text);
    *at = 0;
    if (starts_word(trimmed, "exp ") || starts_word(trimmed, "remove duplicates from ") ||
        (starts_word(trimmed, "limit ") && trimmed.size > 6 && is_digit(trimmed.data[6])))
        return assay_span_find_byte(text, '/') != SIZE_MAX || !starts_word(trimmed, "exp ");
    for (size_t i = 0; i < text.size; i++) {
        quoted ^= text.data[i] == '"';
        if (!quoted && is_ovid_at(text, i)) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool assay_ovid_has_tag(assay_span text) {
    for (size_t open = 0; open < text.size; open++) {
        if (text.data[open] != '[')
            continue;
        assay_span inside = assay_span_skip(text, open + 1);
        size_t close = assay_span_find_byte(inside, ']');
        assay_query_field field;
        assay_span tag = assay_span_first(inside, close != SIZE_MAX ? close : 0);
        if (assay_fields_find_tag(&field, assay_span_trim(assay_span_cut(&tag, ':'))))
            return true;
    }
    return false;
}
