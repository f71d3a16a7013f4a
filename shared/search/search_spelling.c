/* Did you mean: words of the query no record has, and the words of the index most like them. Told, never applied.
 *
 * The index's own word forms are looked through by edit distance: one edit for words of four and five letters, two for longer ones. The
 * nearest word wins, among equals the one of the most records, then the first in byte order. Words that begin with the same letter are
 * looked at first; only when none of them is near, all are. */
#include "base/number.h"
#include "index/dictionary.h"
#include "search/search_internal.h"
#include "text/pattern.h"
#include "text/stopwords.h"

enum { SHORTEST = 4, LONG = 6, WORDS_MAX = 32 /* looked up of one query */ };

typedef struct {
    search_run *run;
    assay_tokens tokens;
    assay_suggestion *items;
    size_t count, capacity, looked_up;
} speller;

/* What a scan has found. */
typedef struct {
    assay_span typed;
    uint32_t letters;      /* bits of those it has */
    assay_pattern pattern; /* words within the edits that are still of interest */
    unsigned distance;
    uint64_t records;
    char word[ASSAY_TERM_MAX];
    size_t size;
} nearest_word;

static uint32_t letters_of(assay_span word) {
    uint32_t bits = 0;
    for (size_t i = 0; i < word.size; i++)
        if ((unsigned char)word.data[i] < 0x80)
            bits |= UINT32_C(1) << ((unsigned char)word.data[i] & 31);
    return bits;
}

/* An edit changes the set of plain letters by at most one gone and one come. */
static bool may_be_near(const nearest_word *best, assay_span word) {
    size_t gap =
        word.size > best->typed.size ? word.size - best->typed.size : best->typed.size - word.size;
    unsigned limit = best->pattern.edits;
    return gap <= (size_t)4 * limit &&
           __builtin_popcount(letters_of(word) ^ best->letters) <= 2 * (int)limit;
}

static size_t visit(void *visitor, assay_span term, uint64_t df) {
    nearest_word *best = visitor;
    assay_span word = assay_span_skip(term, 1);
    size_t unwanted = assay_pattern_rules_out(&best->pattern, word);
    if (unwanted != 0)
        return 1 + unwanted;
    if (!may_be_near(best, word) || word.size > sizeof best->word)
        return 0;
    unsigned limit = best->pattern.edits,
             distance = assay_pattern_distance(best->typed, word, limit);
    bool nearer = distance < best->distance,
         more = distance == best->distance && df > best->records;
    if (distance == 0 || distance > limit || !(nearer || more) || assay_stopwords_is_stop(word))
        return 0;
    best->pattern.edits = best->distance = distance;
    best->records = df;
    best->size = word.size;
    memcpy(best->word, word.data, word.size);
    return 0;
}

static assay_status scan(nearest_word *best, speller *s, size_t same) {
    char prefix[ASSAY_TERM_MAX + 1] = {ASSAY_TERM_FORM};
    memcpy(prefix + 1, best->typed.data, same);
    return assay_dictionary_walk(&s->run->columns, assay_span_make(prefix, 1 + same), visit, best,
                                 s->run->err);
}

static assay_status look_up(nearest_word *best, speller *s, assay_span form) {
    unsigned limit = form.size >= LONG ? 2 : 1;
    *best = (nearest_word){.typed = form, .letters = letters_of(form), .distance = limit + 1};
    ASSAY_TRY(assay_pattern_fuzzy(&best->pattern, form, limit, 0, s->run->err));
    ASSAY_TRY(scan(best, s, 1));
    /* With one edit found, words with another first letter are not asked: people seldom mistype the first. */
    if (best->distance > 1)
        ASSAY_TRY(scan(best, s, 0));
    return ASSAY_OK;
}

/* ---- which words are looked up ---- */

static bool is_spelled(assay_span form) {
    size_t letters = 0;
    for (size_t i = 0; i < form.size; i++) {
        if (form.data[i] >= '0' && form.data[i] <= '9')
            return false;
        letters += ((unsigned char)form.data[i] & 0xC0) != 0x80;
    }
    return letters >= SHORTEST;
}

/* The stem is asked first: it was looked up for the ranking just now, and is seldom unknown where the form is not. */
static assay_status is_known(bool *out, speller *s, assay_span form, assay_span stem) {
    char term[ASSAY_TERM_MAX + 2] = {ASSAY_TERM_FORM};
    uint64_t records = 0;
    if (form.size > ASSAY_TERM_MAX)
        form.size = ASSAY_TERM_MAX;
    memcpy(term + 1, form.data, form.size);
    ASSAY_TRY(assay_snapshot_df(&records, s->run->snapshot, stem, s->run->err));
    if (records == 0)
        ASSAY_TRY(assay_snapshot_df(&records, s->run->snapshot,
                                    assay_span_make(term, form.size + 1), s->run->err));
    *out = records != 0;
    return ASSAY_OK;
}

static assay_status suggest(speller *s, const assay_query_node *leaf, assay_span typed,
                            const nearest_word *best) {
    search_run *run = s->run;
    assay_suggestion found = {.column = leaf->column, .records = best->records};
    for (size_t i = 0; i < s->count; i++)
        if (assay_span_equal(s->items[i].typed, typed))
            return ASSAY_OK;
    ASSAY_TRY(assay_arena_copy(&found.typed, run->arena, typed, run->err));
    ASSAY_TRY(assay_arena_copy(&found.word, run->arena, assay_span_make(best->word, best->size),
                               run->err));
    ASSAY_TRY(assay_arena_grow(run->arena, &s->items, &s->capacity, s->count, sizeof *s->items,
                               run->err));
    s->items[s->count++] = found;
    return ASSAY_OK;
}

/* A word of no record's text may be somebody's name, a journal's or a place's: those are asked for by their fields, and who forgot that is
 * told so instead of being offered another word. */
static assay_status tell_name(bool *told, speller *s, const assay_query_node *leaf,
                              assay_span typed, assay_span stem) {
    static const assay_query_field fields[] = {
        ASSAY_QUERY_FIELD_AUTHOR, ASSAY_QUERY_FIELD_JOURNAL, ASSAY_QUERY_FIELD_SPONSOR,
        ASSAY_QUERY_FIELD_LOCATION, ASSAY_QUERY_FIELD_AFFILIATION};
    for (size_t i = 0; !*told && i < sizeof fields / sizeof *fields; i++) {
        assay_span term;
        uint64_t records = 0;
        ASSAY_TRY(assay_arena_format(&term, s->run->arena, s->run->err, "%s%.*s",
                                     assay_schema_field_of(fields[i])->prefix,
                                     ASSAY_SPAN_ARG(stem)));
        ASSAY_TRY(assay_snapshot_df(&records, s->run->snapshot, term, s->run->err));
        *told = records != 0;
        if (*told)
            return search_warn(s->run, "W-NAME", leaf->column,
                               "\"%.*s\" is in no record's text; %s:%.*s finds %llu",
                               ASSAY_SPAN_ARG(typed), assay_fields_info(fields[i])->name,
                               ASSAY_SPAN_ARG(typed), (unsigned long long)records);
    }
    return ASSAY_OK;
}

/* Digits that no record's text has may be a PMID: plain ones are not read as one, since doses and counts are numbers too. */
static assay_status tell_number(speller *s, const assay_query_node *leaf, assay_span form) {
    enum { SHORTEST_PMID = 5, LONGEST_PMID = 8 };
    assay_docid docid = 0;
    assay_span id;
    bool known = false;
    uint64_t number;
    if (leaf->field != ASSAY_QUERY_FIELD_ANY || form.size < SHORTEST_PMID ||
        form.size > LONGEST_PMID || !assay_number_u64(&number, form))
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&id, s->run->arena, s->run->err, "Z%.*s", ASSAY_SPAN_ARG(form)));
    ASSAY_TRY(is_known(&known, s, form, id));
    if (known || s->looked_up++ >= WORDS_MAX)
        return ASSAY_OK;
    ASSAY_TRY(
        assay_arena_format(&id, s->run->arena, s->run->err, "pmid:%.*s", ASSAY_SPAN_ARG(form)));
    ASSAY_TRY(assay_reader_find_typed(&docid, s->run->search->reader, id, s->run->err));
    if (docid == 0)
        return ASSAY_OK;
    return search_warn(s->run, "W-PMID", leaf->column,
                       "\"%.*s\" is in no record's text; %.*s finds the record of that PMID",
                       ASSAY_SPAN_ARG(form), ASSAY_SPAN_ARG(id));
}

static assay_status check_token(speller *s, const assay_query_node *leaf,
                                const assay_token *token) {
    const assay_analyzer *analyzer = s->run->search->analyzer;
    assay_span form = assay_map_key(assay_analyzer_forms(analyzer), token->form);
    nearest_word best;
    bool known = false, told = false;
    if (token->kind == ASSAY_TOKEN_PART && token->end - token->begin == leaf->text.size)
        ASSAY_TRY(tell_number(s, leaf, form));
    if (token->kind != ASSAY_TOKEN_PART || token->is_stop || !is_spelled(form) ||
        form.size > ASSAY_PATTERN_MAX)
        return ASSAY_OK;
    ASSAY_TRY(
        is_known(&known, s, form, assay_map_key(assay_analyzer_terms(analyzer), token->term)));
    if (known || s->looked_up++ >= WORDS_MAX)
        return ASSAY_OK;
    assay_span typed = assay_span_make(leaf->text.data + token->begin, token->end - token->begin);
    if (leaf->field == ASSAY_QUERY_FIELD_ANY)
        ASSAY_TRY(tell_name(&told, s, leaf, typed,
                            assay_map_key(assay_analyzer_terms(analyzer), token->term)));
    if (told)
        return ASSAY_OK;
    ASSAY_TRY(look_up(&best, s, form));
    return best.size != 0 ? suggest(s, leaf, typed, &best) : ASSAY_OK;
}

static assay_status check_leaf(speller *s, const assay_query_node *leaf) {
    if ((leaf->op != ASSAY_QUERY_WORD && leaf->op != ASSAY_QUERY_PHRASE) ||
        leaf->field == ASSAY_QUERY_FIELD_EVERYWHERE ||
        assay_schema_field_of(leaf->field)->store != ASSAY_STORE_RANKED)
        return ASSAY_OK;
    assay_tokens_clear(&s->tokens);
    ASSAY_TRY(assay_analyzer_run(&s->tokens, s->run->search->analyzer, leaf->text, s->run->err));
    for (size_t i = 0; i < s->tokens.count; i++)
        ASSAY_TRY(check_token(s, leaf, &s->tokens.items[i]));
    return ASSAY_OK;
}

/* A term that has synonyms is no mistake, whether records have it or not. */
static bool has_synonyms(const speller *s, const assay_query_node *leaf) {
    for (size_t i = 0; i < s->run->out->meaning_count; i++)
        if (s->run->out->meanings[i].node == leaf && s->run->out->meanings[i].count != 0)
            return true;
    return false;
}

static assay_status check_tree(speller *s, const assay_query_node *node) {
    if (has_synonyms(s, node))
        return ASSAY_OK;
    if (node->op < ASSAY_QUERY_BEST)
        return check_leaf(s, node);
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(check_tree(s, node->children[i]));
    return ASSAY_OK;
}

/* ---- the query with the words put in ---- */

static assay_status rewrite(assay_span *out, search_run *run, const assay_suggestion *items,
                            size_t count) {
    assay_span text = run->request->query;
    assay_buffer query;
    size_t at = 0;
    assay_buffer_init(&query, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < count; i++) {
        size_t from = items[i].column > at ? items[i].column : at;
        size_t found = assay_span_find(assay_span_skip(text, from), items[i].typed);
        if (found == SIZE_MAX || from > text.size)
            continue; /* written with escapes */
        assay_buffer_add_span(&query, assay_span_make(text.data + at, from + found - at));
        assay_buffer_add_span(&query, items[i].word);
        at = from + found + items[i].typed.size;
    }
    assay_buffer_add_span(&query, assay_span_skip(text, at));
    assay_status status = assay_buffer_check(&query, run->err);
    if (status == ASSAY_OK && at != 0)
        status = assay_arena_copy(out, run->arena, assay_buffer_span(&query), run->err);
    assay_buffer_done(&query);
    return status;
}

assay_status search_spelling(search_run *run) {
    assay_search_results *out = run->out;
    if (!run->request->suggest || run->patient != NULL || run->snapshot == NULL ||
        out->query.root == NULL)
        return ASSAY_OK;
    speller s = {.run = run};
    assay_status status = check_tree(&s, out->query.root);
    assay_tokens_done(&s.tokens);
    ASSAY_TRY(status);
    out->suggestions = s.items;
    out->suggestion_count = s.count;
    if (s.count == 0 || run->request->tree != NULL)
        return ASSAY_OK;
    return rewrite(&out->did_you_mean, run, s.items, s.count);
}
