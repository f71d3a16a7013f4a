#include "search/cite.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    assay_arena *arena;
    assay_search *search;
    assay_span reference;
    assay_tokens tokens; /* of the reference */
    assay_map words;     /* its terms */
    assay_cite_match *matches;
    size_t count, capacity;
    assay_error *err;
} matcher;

/* ---- what the reference holds ---- */

static assay_status learn_words(matcher *m) {
    assay_analyzer *analyzer = assay_search_analyzer(m->search);
    ASSAY_TRY(assay_analyzer_run(&m->tokens, analyzer, m->reference, m->err));
    for (size_t i = 0; i < m->tokens.count; i++) {
        const assay_token *token = &m->tokens.items[i];
        if (token->kind != ASSAY_TOKEN_IDENTIFIER &&
            assay_map_intern(&m->words, assay_map_key(assay_analyzer_terms(analyzer),
                                                      token->term)) == ASSAY_MAP_NONE)
            return assay_fail_memory(m->err);
    }
    return ASSAY_OK;
}

/* The number stands in the reference with no digit on either side. */
static bool has_number(assay_span text, assay_span number) {
    for (size_t from = 0; number.size != 0;) {
        size_t at = assay_span_find(assay_span_skip(text, from), number);
        if (at == SIZE_MAX)
            return false;
        at += from;
        bool free_before = at == 0 || text.data[at - 1] < '0' || text.data[at - 1] > '9';
        size_t end = at + number.size;
        bool free_after = end == text.size || text.data[end] < '0' || text.data[end] > '9';
        if (free_before && free_after)
            return true;
        from = at + 1;
    }
    return false;
}

static assay_span first_number(assay_span text) {
    size_t begin = 0, end;
    while (begin < text.size && (text.data[begin] < '0' || text.data[begin] > '9'))
        begin++;
    for (end = begin; end < text.size && text.data[end] >= '0' && text.data[end] <= '9';)
        end++;
    return assay_span_first(assay_span_skip(text, begin), end - begin);
}

/* ---- one candidate against the reference ---- */

static assay_status share_of_words(double *out, matcher *m, assay_span text) {
    assay_analyzer *analyzer = assay_search_analyzer(m->search);
    assay_tokens tokens = {0};
    size_t parts = 0, found = 0;
    assay_status status = assay_analyzer_run(&tokens, analyzer, text, m->err);
    for (size_t i = 0; status == ASSAY_OK && i < tokens.count; i++) {
        if (tokens.items[i].kind != ASSAY_TOKEN_PART)
            continue;
        assay_span term = assay_map_key(assay_analyzer_terms(analyzer), tokens.items[i].term);
        parts++;
        found += assay_map_find(&m->words, term) != ASSAY_MAP_NONE;
    }
    assay_tokens_done(&tokens);
    *out = parts != 0 ? (double)found / (double)parts : 0;
    return status;
}

static assay_status match_author(int *out, matcher *m, const assay_record *record) {
    assay_span family = assay_record_first(record, ASSAY_FIELD_AUTHOR);
    size_t comma = assay_span_find_byte(family, ',');
    double share;
    *out = -1;
    if (comma != SIZE_MAX)
        family = assay_span_first(family, comma);
    else if (assay_span_find_byte(family, ' ') != SIZE_MAX)
        family = assay_span_first(family, assay_span_find_byte(family, ' '));
    if (family.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(share_of_words(&share, m, family));
    *out = share == 1;
    return ASSAY_OK;
}

static assay_date year_of(const assay_record *record) {
    assay_date date = record->dates[ASSAY_DATE_PUBLISHED];
    date = date != 0 ? date : record->dates[ASSAY_DATE_ELECTRONIC];
    return date / 10000;
}

/* 1 the year itself, 0 another; a neighbouring year counts half and is told as agreeing by its weight only. */
static double match_year(int *out, const matcher *m, const assay_record *record) {
    char text[16];
    unsigned year = year_of(record);
    *out = -1;
    if (year == 0)
        return 0;
    *out = 0;
    for (int off = 0; off < 3; off++) {
        int size = snprintf(text, sizeof text, "%u",
                            off == 0   ? year
                            : off == 1 ? year - 1
                                       : year + 1);
        if (has_number(m->reference, assay_span_make(text, (size_t)size))) {
            *out = off == 0;
            return off == 0 ? 1 : 0.5;
        }
    }
    return 0;
}

/* Whether the reference prints numbers beside a year: without them volume and page are unknown, not wrong. */
static bool has_several_numbers(assay_span text) {
    size_t numbers = 0;
    for (assay_span number = first_number(text); number.size != 0; number = first_number(text)) {
        numbers++;
        text = assay_span_skip(text, (size_t)(number.data - text.data) + number.size);
    }
    return numbers > 1;
}

static int match_number_field(const matcher *m, const assay_record *record,
                              assay_record_field field) {
    assay_span number = first_number(assay_record_first(record, field));
    if (number.size == 0 || !has_several_numbers(m->reference))
        return -1;
    return has_number(m->reference, number);
}

static assay_status compare(assay_cite_match *out, matcher *m, const assay_record *record) {
    assay_cite_match match = {.identity = record->identity,
                              .title = assay_record_first(record, ASSAY_FIELD_TITLE)};
    ASSAY_TRY(share_of_words(&match.title_share, m, match.title));
    ASSAY_TRY(match_author(&match.author, m, record));
    double year = match_year(&match.year, m, record);
    match.volume = match_number_field(m, record, ASSAY_FIELD_VOLUME);
    match.page = match_number_field(m, record, ASSAY_FIELD_PAGES);
    double got = 5 * match.title_share, all = 5;
    got += match.author == 1 ? 2 : 0;
    all += match.author >= 0 ? 2 : 0;
    got += year;
    all += match.year >= 0 ? 1 : 0;
    got += (match.volume == 1) + (match.page == 1);
    all += (match.volume >= 0) + (match.page >= 0);
    match.confidence = got / all;
    *out = match;
    return ASSAY_OK;
}

/* ---- candidates ---- */

static assay_status add_match(matcher *m, assay_docid docid, bool by_identifier) {
    assay_record record;
    assay_cite_match match;
    for (size_t i = 0; i < m->count; i++)
        if (m->matches[i].docid == docid)
            return ASSAY_OK;
    assay_record_init(&record, m->arena);
    ASSAY_TRY(assay_search_load(&record, m->search, m->arena, docid, m->err));
    ASSAY_TRY(compare(&match, m, &record));
    match.docid = docid;
    match.by_identifier = by_identifier;
    if (by_identifier)
        match.confidence = 1;
    ASSAY_TRY(assay_arena_grow(m->arena, &m->matches, &m->capacity, m->count, sizeof *m->matches,
                               m->err));
    m->matches[m->count++] = match;
    return ASSAY_OK;
}

static assay_status add_identified(matcher *m) {
    const assay_map *forms = assay_analyzer_forms(assay_search_analyzer(m->search));
    for (size_t i = 0; i < m->tokens.count; i++) {
        assay_docid docid = 0;
        if (m->tokens.items[i].kind != ASSAY_TOKEN_IDENTIFIER)
            continue;
        ASSAY_TRY(assay_reader_find_id(&docid, assay_search_reader(m->search),
                                       assay_map_key(forms, m->tokens.items[i].form), m->err));
        if (docid != 0)
            ASSAY_TRY(add_match(m, docid, true));
    }
    return ASSAY_OK;
}

static assay_status add_by_words(matcher *m) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = m->reference;
    request.parse.plain = true;
    request.count = 25;
    assay_status status = assay_search_run(&results, m->search, &request, m->err);
    for (size_t i = 0; i < results.count && status == ASSAY_OK; i++)
        status = add_match(m, results.hits[i].docid, false);
    assay_search_results_done(&results);
    return status;
}

static int by_confidence(const void *a, const void *b) {
    const assay_cite_match *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return assay_span_compare(x->identity, y->identity);
}

static assay_status find_matches(matcher *m) {
    ASSAY_TRY(learn_words(m));
    ASSAY_TRY(add_identified(m));
    ASSAY_TRY(add_by_words(m));
    if (m->count > 1)
        qsort(m->matches, m->count, sizeof *m->matches, by_confidence);
    return ASSAY_OK;
}

assay_status assay_cite_run(assay_cite_match **out, size_t *count, assay_arena *arena,
                            assay_search *search, assay_span reference, uint32_t k,
                            assay_error *err) {
    matcher m = {.arena = arena, .search = search, .reference = reference, .err = err};
    assay_map_init(&m.words);
    assay_status status = find_matches(&m);
    assay_map_done(&m.words);
    assay_tokens_done(&m.tokens);
    ASSAY_TRY(status);
    *out = m.matches;
    *count = m.count < k ? m.count : k;
    return ASSAY_OK;
}
