#include "search/snippets.h"

#include "text/highlighter.h"

#include <math.h>
#include <stdlib.h>

/* One part of the query: a leaf, with all it stands for. */
typedef struct {
    assay_span label;
    double weight;
    bool found; /* in the record at work */
} wanted_part;

struct assay_snippeter {
    assay_search *search;
    const assay_search_results *results;
    assay_highlighter *highlighter;
    assay_highlights found; /* scratch */
    assay_tokens tokens;    /* scratch */
    wanted_part *parts;
    size_t part_count, part_capacity;
    double total;     /* weight of all parts */
    assay_map *words; /* of wildcards: one map a leaf */
    size_t word_maps;
};

void assay_snippeter_free(assay_snippeter *snippeter) {
    if (snippeter == NULL)
        return;
    assay_highlighter_free(snippeter->highlighter);
    assay_highlights_done(&snippeter->found);
    assay_tokens_done(&snippeter->tokens);
    for (size_t i = 0; i < snippeter->word_maps; i++)
        assay_map_done(&snippeter->words[i]);
    free(snippeter->words);
    free(snippeter->parts);
    free(snippeter);
}

/* ---- what is wanted ---- */

/* How much telling one part of the query is: the rarest of its words, by the logarithm of its rarity. */
static assay_status weight_of(double *out, assay_snippeter *s, assay_span text, assay_error *err) {
    const assay_snapshot *snapshot = NULL;
    assay_error ignored;
    *out = 1;
    if (assay_reader_snapshot(&snapshot, assay_search_reader(s->search), &ignored) != ASSAY_OK)
        return ASSAY_OK;
    assay_analyzer *analyzer = assay_search_analyzer(s->search);
    double records = (double)assay_snapshot_records(snapshot);
    assay_tokens_clear(&s->tokens);
    ASSAY_TRY(assay_analyzer_run(&s->tokens, analyzer, text, err));
    for (size_t i = 0; i < s->tokens.count; i++) {
        uint64_t df = 0;
        if (s->tokens.items[i].kind == ASSAY_TOKEN_IDENTIFIER)
            continue;
        ASSAY_TRY(assay_snapshot_df(
            &df, snapshot, assay_map_key(assay_analyzer_terms(analyzer), s->tokens.items[i].term),
            err));
        double weight = log(1 + records / ((double)df + 1));
        if (weight > *out)
            *out = weight;
    }
    return ASSAY_OK;
}

static assay_status add_part(uint32_t *number, double *weight, assay_snippeter *s, assay_span text,
                             assay_error *err) {
    if (s->part_count == s->part_capacity) {
        size_t capacity = 2 * s->part_capacity + 8;
        wanted_part *grown = realloc(s->parts, capacity * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        s->parts = grown;
        s->part_capacity = capacity;
    }
    ASSAY_TRY(weight_of(weight, s, text, err));
    *number = (uint32_t)s->part_count;
    s->parts[s->part_count++] = (wanted_part){text, *weight, false};
    s->total += *weight;
    return ASSAY_OK;
}

static bool is_one_of(const void *context, assay_span form) {
    return assay_map_find(context, form) != ASSAY_MAP_NONE;
}

/* The words a wildcard or fuzzy word became. */
static assay_status want_words(assay_snippeter *s, const assay_query_node *leaf, uint32_t number,
                               double weight, assay_error *err) {
    const assay_planned *planned = &s->results->planned;
    for (size_t i = 0; i < planned->expansion_count; i++) {
        const assay_plan_expansion *expansion = &planned->expansions[i];
        if (expansion->leaf != leaf)
            continue;
        assay_map *words = &s->words[s->word_maps++];
        assay_map_init(words);
        for (size_t w = 0; w < expansion->terms; w++)
            if (assay_map_intern(words, expansion->words[w]) == ASSAY_MAP_NONE)
                return assay_fail_memory(err);
        return assay_highlighter_add_predicate(s->highlighter, is_one_of, words, number, weight,
                                               err);
    }
    return ASSAY_OK;
}

/* The very forms of an exact leaf. */
static assay_status want_forms(assay_snippeter *s, const assay_query_node *leaf, uint32_t number,
                               double weight, assay_error *err) {
    assay_analyzer *analyzer = assay_search_analyzer(s->search);
    assay_tokens_clear(&s->tokens);
    ASSAY_TRY(assay_analyzer_run(&s->tokens, analyzer, leaf->text, err));
    for (size_t i = 0; i < s->tokens.count; i++) {
        if (s->tokens.items[i].kind == ASSAY_TOKEN_JOINED)
            continue;
        char form[ASSAY_TERM_MAX + 1];
        assay_span word = assay_map_key(assay_analyzer_forms(analyzer), s->tokens.items[i].form);
        word.size = word.size < sizeof form ? word.size : sizeof form;
        memcpy(form, word.data, word.size); /* the highlighter's analysis may move the map's */
        ASSAY_TRY(assay_highlighter_add_form(s->highlighter, assay_span_make(form, word.size),
                                             number, weight, err));
    }
    return ASSAY_OK;
}

static assay_status want_tree(assay_snippeter *s, const assay_query_node *node, uint32_t *number,
                              assay_error *err);

/* A leaf under a number of its own, or under the one of what it is a synonym of. */
static assay_status want_leaf(assay_snippeter *s, const assay_query_node *leaf, uint32_t *shared,
                              assay_error *err) {
    uint32_t number = shared != NULL ? *shared : 0;
    double weight = shared != NULL ? s->parts[number].weight : 1;
    if (shared == NULL)
        ASSAY_TRY(add_part(&number, &weight, s, leaf->text, err));
    switch (leaf->op) {
    case ASSAY_QUERY_PHRASE:
        return assay_highlighter_add_phrase(s->highlighter, leaf->text, leaf->slop, leaf->unordered,
                                            number, weight, err);
    case ASSAY_QUERY_EXACT:
        return want_forms(s, leaf, number, weight, err);
    case ASSAY_QUERY_PATTERN:
    case ASSAY_QUERY_FUZZY:
    case ASSAY_QUERY_REGEX:
        return want_words(s, leaf, number, weight, err);
    case ASSAY_QUERY_ID:
        return assay_highlighter_add_form(s->highlighter, leaf->text, number, weight, err);
    default:
        return assay_highlighter_add_text(s->highlighter, leaf->text, number, weight, err);
    }
}

/* What #n, @name or ~term stands for besides itself. */
static assay_status want_meanings(assay_snippeter *s, const assay_query_node *node,
                                  uint32_t *number, assay_error *err) {
    for (size_t i = 0; i < s->results->meaning_count; i++) {
        const assay_search_meaning *meaning = &s->results->meanings[i];
        for (size_t k = 0; meaning->node == node && k < meaning->count; k++)
            ASSAY_TRY(want_tree(s, meaning->others[k], number, err));
    }
    return ASSAY_OK;
}

static bool is_marked(const assay_query_node *node) {
    switch (node->op) {
    case ASSAY_QUERY_WORD:
    case ASSAY_QUERY_PHRASE:
    case ASSAY_QUERY_EXACT:
    case ASSAY_QUERY_PATTERN:
    case ASSAY_QUERY_FUZZY:
    case ASSAY_QUERY_REGEX:
        return assay_fields_info(node->field)->kind == ASSAY_KIND_TEXT;
    case ASSAY_QUERY_ID:
        return assay_span_find_byte(node->text, ':') != SIZE_MAX;
    default:
        return false;
    }
}

static assay_status want_tree(assay_snippeter *s, const assay_query_node *node, uint32_t *number,
                              assay_error *err) {
    if (node->op == ASSAY_QUERY_NOT || node->occur == ASSAY_OCCUR_NOT)
        return ASSAY_OK;
    if (is_marked(node)) {
        ASSAY_TRY(want_leaf(s, node, number, err));
        uint32_t own = (uint32_t)s->part_count - 1; /* just given */
        return want_meanings(s, node, number != NULL ? number : &own, err);
    }
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(want_tree(s, node->children[i], number, err));
    return want_meanings(s, node, number, err);
}

assay_status assay_snippeter_new(assay_snippeter **out, assay_search *search,
                                 const assay_search_results *results, assay_error *err) {
    assay_snippeter *s = calloc(1, sizeof *s);
    if (s == NULL)
        return assay_fail_memory(err);
    s->search = search;
    s->results = results;
    s->words = calloc(results->planned.expansion_count + 1, sizeof *s->words);
    assay_status status = s->words != NULL ? ASSAY_OK : assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = assay_highlighter_new(&s->highlighter, assay_search_analyzer(search), err);
    if (status == ASSAY_OK && results->query.root != NULL)
        status = want_tree(s, results->query.root, NULL, err);
    if (status != ASSAY_OK)
        assay_snippeter_free(s);
    else
        *out = s;
    return status;
}

/* ---- one record ---- */

/* Where passages are looked for, the likeliest first: equal passages stand in this order. */
static const assay_record_field fields_shown[] = {ASSAY_FIELD_SUMMARY,
                                                  ASSAY_FIELD_PLAIN,
                                                  ASSAY_FIELD_DESCRIPTION,
                                                  ASSAY_FIELD_BODY,
                                                  ASSAY_FIELD_OUTCOME_PRIMARY,
                                                  ASSAY_FIELD_OUTCOME_SECONDARY,
                                                  ASSAY_FIELD_CONDITION,
                                                  ASSAY_FIELD_INTERVENTION,
                                                  ASSAY_FIELD_CONDITION_REGISTERED,
                                                  ASSAY_FIELD_INTERVENTION_TEXT,
                                                  ASSAY_FIELD_ARM,
                                                  ASSAY_FIELD_KEYWORD,
                                                  ASSAY_FIELD_MESH,
                                                  ASSAY_FIELD_INCLUSION,
                                                  ASSAY_FIELD_EXCLUSION,
                                                  ASSAY_FIELD_CAPTION,
                                                  ASSAY_FIELD_TABLE,
                                                  ASSAY_FIELD_OFFICIAL_TITLE};

typedef struct {
    assay_snippet snippet;
    double score;
} candidate;

typedef struct {
    assay_snippeter *s;
    assay_arena *arena;
    candidate *best; /* by score down, then as met */
    size_t count, wanted;
    double covered; /* weight of the parts found anywhere yet */
    assay_error *err;
} gathering;

static assay_status copy_passage(assay_snippet *out, gathering *g, assay_record_field field,
                                 assay_span text, const assay_passage *passage) {
    assay_mark *marks = assay_arena_calloc(g->arena, passage->count + 1, sizeof *marks);
    if (marks == NULL)
        return assay_fail_memory(g->err);
    for (size_t i = 0; i < passage->count; i++) {
        const assay_highlight *at = &g->s->found.highlights[passage->first + i];
        marks[i] = (assay_mark){at->begin - passage->begin, at->end - passage->begin};
    }
    *out =
        (assay_snippet){field,
                        assay_span_make(text.data + passage->begin, passage->end - passage->begin),
                        marks,
                        passage->count,
                        passage->cut_begin,
                        passage->cut_end};
    return ASSAY_OK;
}

static void note_found(gathering *g) {
    for (size_t i = 0; i < g->s->found.highlight_count; i++) {
        wanted_part *part = &g->s->parts[g->s->found.highlights[i].wanted];
        if (!part->found)
            g->covered += part->weight;
        part->found = true;
    }
}

static assay_status offer(gathering *g, assay_record_field field, assay_span text,
                          const assay_passage *passage) {
    size_t at = g->count;
    while (at > 0 && g->best[at - 1].score < passage->score)
        at--;
    if (at == g->wanted)
        return ASSAY_OK;
    size_t last = g->count < g->wanted ? g->count++ : g->wanted - 1;
    for (size_t i = last; i > at; i--)
        g->best[i] = g->best[i - 1];
    g->best[at].score = passage->score;
    return copy_passage(&g->best[at].snippet, g, field, text, passage);
}

static assay_status gather_text(gathering *g, assay_record_field field, assay_span text,
                                const assay_highlighter_options *options) {
    ASSAY_TRY(assay_highlighter_run(&g->s->found, g->s->highlighter, text, options, g->err));
    note_found(g);
    for (size_t i = 0; i < g->s->found.passage_count; i++)
        if (g->s->found.passages[i].count != 0 || g->count == 0)
            ASSAY_TRY(offer(g, field, text, &g->s->found.passages[i]));
    return ASSAY_OK;
}

/* Everything the query asks for was found in one passage, or there is nothing more to find. */
static bool is_satisfied(const gathering *g) {
    return g->count == g->wanted && g->best[g->wanted - 1].score >= g->s->total * 0.999;
}

static assay_status gather(gathering *g, const assay_record *record, size_t bytes) {
    assay_highlighter_options options = {.passages = g->wanted, .passage_bytes = bytes};
    size_t count = sizeof fields_shown / sizeof *fields_shown;
    for (size_t f = 0; f < count && !is_satisfied(g); f++) {
        const assay_span_list *values = &record->text[fields_shown[f]];
        for (size_t v = 0; v < values->count && !is_satisfied(g); v++)
            ASSAY_TRY(gather_text(g, fields_shown[f], values->items[v], &options));
    }
    return ASSAY_OK;
}

static assay_status mark_title(assay_snippet *out, gathering *g, const assay_record *record) {
    assay_span title = assay_record_first(record, ASSAY_FIELD_TITLE);
    assay_highlighter_options whole = {0};
    *out = (assay_snippet){.field = ASSAY_FIELD_TITLE, .text = title};
    if (title.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_highlighter_run(&g->s->found, g->s->highlighter, title, &whole, g->err));
    note_found(g);
    return g->s->found.passage_count != 0
               ? copy_passage(out, g, ASSAY_FIELD_TITLE, title, &g->s->found.passages[0])
               : ASSAY_OK;
}

static assay_status give_matched(assay_snippets *out, const gathering *g) {
    assay_span *matched = assay_arena_calloc(g->arena, g->s->part_count + 1, sizeof *matched);
    if (matched == NULL)
        return assay_fail_memory(g->err);
    for (size_t i = 0; i < g->s->part_count; i++)
        if (g->s->parts[i].found)
            matched[out->matched_count++] = g->s->parts[i].label;
    out->matched = matched;
    return ASSAY_OK;
}

assay_status assay_snippeter_run(assay_snippets *out, assay_snippeter *snippeter,
                                 assay_arena *arena, const assay_record *record, size_t wanted,
                                 size_t bytes, assay_error *err) {
    gathering g = {.s = snippeter, .arena = arena, .err = err};
    g.wanted = wanted < ASSAY_HIGHLIGHT_PASSAGES_MAX ? wanted : ASSAY_HIGHLIGHT_PASSAGES_MAX;
    *out = (assay_snippets){0};
    for (size_t i = 0; i < snippeter->part_count; i++)
        snippeter->parts[i].found = false;
    ASSAY_TRY(mark_title(&out->title, &g, record));
    g.best = assay_arena_calloc(arena, g.wanted + 1, sizeof *g.best);
    assay_snippet *items = assay_arena_calloc(arena, g.wanted + 1, sizeof *items);
    if (g.best == NULL || items == NULL)
        return assay_fail_memory(err);
    if (g.wanted != 0)
        ASSAY_TRY(gather(&g, record, bytes));
    for (size_t i = 0; i < g.count; i++)
        items[i] = g.best[i].snippet;
    out->items = items;
    out->count = g.count;
    return give_matched(out, &g);
}
