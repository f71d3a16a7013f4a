/* Wildcards, fuzzy words and regular expressions: one leaf, many words of the dictionary. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "search/planner_internal.h"
#include "text/pattern.h"

/* What a leaf asks of each word, and the words found so far. */
typedef struct {
    planning *p;
    const assay_query_node *leaf;
    const assay_pattern *pattern; /* NULL for a regular expression */
    const regex_t *regex;
    size_t prefix_size;
    struct found_word {
        assay_span word;
        uint64_t df;
    } * found;
    size_t count, capacity;
    assay_status status;
} word_search;

static bool matches(const word_search *search, assay_span word) {
    char text[ASSAY_TERM_MAX + 1];
    if (search->pattern != NULL)
        return assay_pattern_matches(search->pattern, word);
    if (word.size >= sizeof text)
        return false;
    memcpy(text, word.data, word.size);
    text[word.size] = '\0';
    return regexec(search->regex, text, 0, NULL, 0) == 0;
}

static bool visit_word(void *user, assay_span term, uint64_t df) {
    word_search *search = user;
    planning *p = search->p;
    assay_span word = assay_span_skip(term, search->prefix_size);
    if (df == 0 || !matches(search, word))
        return true;
    search->status = assay_arena_grow(p->arena, &search->found, &search->capacity, search->count,
                                      sizeof *search->found, p->err);
    if (search->status == ASSAY_OK)
        search->status = assay_arena_copy(&word, p->arena, word, p->err);
    if (search->status != ASSAY_OK)
        return false;
    search->found[search->count++] = (struct found_word){word, df};
    return true;
}

static int by_frequency(const void *a, const void *b) {
    const struct found_word *x = a, *y = b;
    if (x->df != y->df)
        return x->df > y->df ? -1 : 1;
    return assay_span_compare(x->word, y->word);
}

static assay_status scan(word_search *search, const char *prefix) {
    planning *p = search->p;
    assay_span from, literal = {NULL, 0};
    if (search->pattern != NULL)
        literal = assay_pattern_prefix(search->pattern);
    search->prefix_size = strlen(prefix);
    ASSAY_TRY(plan_term_bytes(&from, p, prefix, literal));
    const assay_planner_dictionary *dictionary = &p->planner->dictionary;
    ASSAY_TRY(dictionary->scan(dictionary->user, from, visit_word, search, p->err));
    ASSAY_TRY(search->status);
    if (search->count > 1)
        qsort(search->found, search->count, sizeof *search->found, by_frequency);
    return ASSAY_OK;
}

/* Tells what the leaf became, and returns how many words to use. */
static assay_status note_expansion(size_t *used, const word_search *search) {
    planning *p = search->p;
    assay_planned *out = p->out;
    size_t count =
        search->count < ASSAY_PLANNER_EXPANSION_MAX ? search->count : ASSAY_PLANNER_EXPANSION_MAX;
    assay_span *words = assay_arena_calloc(p->arena, count + 1, sizeof *words);
    if (words == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < count; i++)
        words[i] = search->found[i].word;
    ASSAY_TRY(assay_arena_grow(p->arena, &out->expansions, &out->expansion_capacity,
                               out->expansion_count, sizeof *out->expansions, p->err));
    out->expansions[out->expansion_count++] =
        (assay_plan_expansion){search->leaf, count, search->count, words};
    *used = count;
    return ASSAY_OK;
}

static assay_status plan_terms_of(plan_ref *out, const word_search *search, const char *prefix,
                                  size_t used) {
    planning *p = search->p;
    plan_list any = {0};
    for (size_t i = 0; i < used; i++) {
        assay_span term;
        ASSAY_TRY(plan_term_bytes(&term, p, prefix, search->found[i].word));
        ASSAY_TRY(plan_list_add(&any, p, assay_plan_term(p->arena, term, 1, 1)));
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* The stems that stand for the words found, each once. */
typedef struct {
    word_search *search;
    const assay_schema_field *store;
    assay_map seen;
    plan_list any;
} stem_list;

static assay_status add_stem(stem_list *list, assay_span stem) {
    planning *p = list->search->p;
    uint32_t before = assay_map_count(&list->seen), id = assay_map_intern(&list->seen, stem);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(p->err);
    if (id != before)
        return ASSAY_OK;
    ASSAY_TRY(plan_term_bytes(&stem, p, "Z", stem));
    if (list->store->store == ASSAY_STORE_WORDS)
        ASSAY_TRY(plan_term_bytes(&stem, p, list->store->prefix, stem));
    return plan_list_add(&list->any, p, assay_plan_term(p->arena, stem, 1, 1));
}

static assay_status has_stem(bool *out, const stem_list *list, assay_span stem) {
    planning *p = list->search->p;
    const assay_planner_dictionary *dictionary = &p->planner->dictionary;
    uint64_t df = 0;
    ASSAY_TRY(plan_term_bytes(&stem, p, "Z", stem));
    ASSAY_TRY(plan_term_bytes(&stem, p, list->store->prefix, stem));
    ASSAY_TRY(dictionary->frequency(&df, dictionary->user, stem, p->err));
    *out = df != 0;
    return ASSAY_OK;
}

/* williams* is to find Williams, whose stem is shorter. */
static assay_status add_stem_of_literal(stem_list *list) {
    planning *p = list->search->p;
    assay_span text = list->search->leaf->text;
    size_t star = assay_span_find_byte(text, '*');
    if (star == SIZE_MAX || star + 1 != text.size || assay_span_find_byte(text, '?') != SIZE_MAX)
        return ASSAY_OK;
    ASSAY_TRY(plan_analyze(p, assay_span_first(text, star)));
    if (p->tokens.count != 1 || p->tokens.items[0].kind != ASSAY_TOKEN_PART)
        return ASSAY_OK;
    bool has;
    assay_span term,
        stem = assay_map_key(assay_analyzer_terms(p->planner->analyzer), p->tokens.items[0].term);
    ASSAY_TRY(assay_arena_copy(&term, p->arena, assay_span_skip(stem, 1), p->err));
    ASSAY_TRY(has_stem(&has, list, term));
    return has ? add_stem(list, term) : ASSAY_OK;
}

/* Words of fields that are not ranked have no forms of their own in the index: of the forms of ranked text those whose stem the field has,
 * and the field's stems that look like the pattern, names above all. */
static assay_status keep_field_s_own(stem_list *list) {
    word_search *search = list->search;
    planning *p = search->p;
    word_search stems = *search;
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++) {
        bool has;
        ASSAY_TRY(
            has_stem(&has, list, assay_analyzer_stem(p->planner->analyzer, search->found[i].word)));
        if (has)
            search->found[kept++] = search->found[i];
    }
    search->count = kept;
    stems.found = NULL;
    stems.count = stems.capacity = 0;
    char prefix[16];
    snprintf(prefix, sizeof prefix, "%s%c", list->store->prefix, ASSAY_TERM_RANKED);
    ASSAY_TRY(scan(&stems, prefix));
    for (size_t i = 0; i < stems.count; i++)
        ASSAY_TRY(add_stem(list, stems.found[i].word));
    ASSAY_TRY(add_stem_of_literal(list));
    if (kept == 0) { /* nothing but names: told by their stems */
        search->found = stems.found;
        search->count = stems.count;
    }
    return ASSAY_OK;
}

/* Looks the pattern up and gives its words' stems as one term: what the group is ranked by. */
static assay_status plan_stems_of(plan_ref *out, size_t *used, word_search *search,
                                  const assay_schema_field *store) {
    planning *p = search->p;
    stem_list list = {.search = search, .store = store};
    assay_map_init(&list.seen);
    assay_status status = scan(search, "W");
    if (status == ASSAY_OK && store->store == ASSAY_STORE_WORDS)
        status = keep_field_s_own(&list);
    if (status == ASSAY_OK)
        status = note_expansion(used, search);
    for (size_t i = 0; status == ASSAY_OK && i < *used; i++)
        status = add_stem(&list, assay_analyzer_stem(p->planner->analyzer, search->found[i].word));
    assay_map_done(&list.seen);
    ASSAY_TRY(status);
    *out = plan_list_join(&list.any, p, ASSAY_PLAN_SYNONYM);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

static assay_status mark_forms(const word_search *search, size_t used) {
    for (size_t i = 0; i < used; i++) {
        assay_span term;
        ASSAY_TRY(plan_term_bytes(&term, search->p, "W", search->found[i].word));
        ASSAY_TRY(plan_mark(search->p, term, 1, 0));
    }
    return ASSAY_OK;
}

/* In text fields: the records with any of the forms, ranked as one term by the forms' stems. */
static assay_status plan_forms(plan_ref *out, word_search *search) {
    planning *p = search->p;
    const assay_schema_field *store = assay_schema_field_of(search->leaf->field);
    size_t used;
    plan_ref forms = NULL, stems = NULL;
    ASSAY_TRY(plan_stems_of(&stems, &used, search, store));
    ASSAY_TRY(mark_forms(search, used));
    ASSAY_TRY(plan_terms_of(&forms, search, "W", used));
    if (store->store == ASSAY_STORE_RANKED && store->places != 0 && used != 0) {
        assay_plan *placed = assay_plan_phrase(p->arena, &stems, NULL, 1, 0);
        if (placed == NULL)
            return assay_fail_memory(p->err);
        placed->fields = store->places;
        placed->field_column = ASSAY_SPAN(ASSAY_COLUMN_FIELDS);
        stems = placed;
    }
    *out =
        store->store == ASSAY_STORE_RANKED ? plan_both(p, ASSAY_PLAN_FILTER, stems, forms) : stems;
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

static assay_status plan_values(plan_ref *out, word_search *search, const char *prefix) {
    size_t used;
    ASSAY_TRY(scan(search, prefix));
    ASSAY_TRY(note_expansion(&used, search));
    return plan_terms_of(out, search, prefix, used);
}

static assay_status compile_regex(regex_t *regex, planning *p, const assay_query_node *leaf,
                                  assay_span text) {
    assay_span whole;
    char reason[128];
    ASSAY_TRY(assay_arena_format(&whole, p->arena, p->err, "^(%.*s)$", ASSAY_SPAN_ARG(text)));
    int failed = regcomp(regex, whole.data, REG_EXTENDED | REG_NOSUB);
    if (failed == 0)
        return ASSAY_OK;
    regerror(failed, regex, reason, sizeof reason);
    return assay_fail(p->err, ASSAY_E_SYNTAX, "column %zu: /%.*s/: %s", leaf->column + 1,
                      ASSAY_SPAN_ARG(text), reason);
}

/* words: of text fields; otherwise whole values of a keyword field. */
static assay_status make_pattern(assay_pattern *out, planning *p, const assay_query_node *node,
                                 bool words) {
    assay_status status;
    if (node->op == ASSAY_QUERY_FUZZY)
        status = assay_pattern_fuzzy(out, node->text, node->edits, 0, p->err);
    else if (words)
        status = assay_pattern_glob(out, node->text, p->err);
    else
        status = assay_pattern_value(out, node->text, p->err);
    return status == ASSAY_OK ? ASSAY_OK : assay_fail_in(p->err, "column %zu", node->column + 1);
}

static assay_status plan_regex(plan_ref *out, planning *p, const assay_query_node *node,
                               const char *prefix) {
    regex_t regex;
    word_search search = {.p = p, .leaf = node, .regex = &regex, .status = ASSAY_OK};
    ASSAY_TRY(compile_regex(&regex, p, node, node->text));
    assay_status status = plan_values(out, &search, prefix);
    regfree(&regex);
    return status;
}

/* A glob or a fuzzy word of text, ready to be looked up. */
static assay_status start_search(word_search *out, planning *p, const assay_query_node *node,
                                 bool words) {
    assay_pattern *pattern = assay_arena_alloc(p->arena, sizeof *pattern);
    if (pattern == NULL)
        return assay_fail_memory(p->err);
    ASSAY_TRY(make_pattern(pattern, p, node, words));
    *out = (word_search){.p = p, .leaf = node, .pattern = pattern, .status = ASSAY_OK};
    return ASSAY_OK;
}

assay_status plan_pattern_stems(plan_ref *out, planning *p, const assay_query_node *node) {
    word_search search;
    size_t used;
    ASSAY_TRY(start_search(&search, p, node, true));
    ASSAY_TRY(plan_stems_of(out, &used, &search, assay_schema_field_of(node->field)));
    return mark_forms(&search, used);
}

assay_status plan_pattern(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    bool words = store->store == ASSAY_STORE_RANKED || store->store == ASSAY_STORE_WORDS;
    if (!words && store->store != ASSAY_STORE_KEYWORD)
        return assay_fail(p->err, ASSAY_E_SYNTAX, "column %zu: %s takes no wildcards",
                          node->column + 1, assay_fields_info(node->field)->name);
    if (node->op == ASSAY_QUERY_REGEX)
        return plan_regex(out, p, node, store->prefix);
    word_search search;
    ASSAY_TRY(start_search(&search, p, node, words));
    return words ? plan_forms(out, &search) : plan_values(out, &search, store->prefix);
}
