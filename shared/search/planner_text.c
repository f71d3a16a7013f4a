/* Words and phrases. */
#include "search/planner_internal.h"

assay_status plan_mark(planning *p, assay_span term, double weight, uint32_t phrase) {
    assay_planned *out = p->out;
    ASSAY_TRY(assay_arena_grow(p->arena, &out->marks, &out->mark_capacity, out->mark_count,
                               sizeof *out->marks, p->err));
    out->marks[out->mark_count++] = (assay_plan_mark){term, weight, phrase};
    return ASSAY_OK;
}

static assay_status add_span(assay_span **items, size_t *count, size_t *capacity, planning *p,
                             assay_span text) {
    ASSAY_TRY(assay_arena_grow(p->arena, items, capacity, *count, sizeof **items, p->err));
    ASSAY_TRY(assay_arena_copy(&(*items)[*count], p->arena, text, p->err));
    (*count)++;
    return ASSAY_OK;
}

assay_status plan_analyze(planning *p, assay_span text) {
    assay_tokens_clear(&p->tokens);
    return assay_analyzer_run(&p->tokens, p->planner->analyzer, text, p->err);
}

static assay_span term_of(const planning *p, const assay_token *token) {
    return assay_map_key(assay_analyzer_terms(p->planner->analyzer), token->term);
}

static assay_span form_of(const planning *p, const assay_token *token) {
    return assay_map_key(assay_analyzer_forms(p->planner->analyzer), token->form);
}

/* The token's term under the field: "Z" + stem for ranked fields, a prefix before that for others. */
assay_status plan_token(plan_ref *out, planning *p, const assay_token *token,
                        const assay_schema_field *store) {
    assay_span term = term_of(p, token);
    if (store->store == ASSAY_STORE_WORDS)
        ASSAY_TRY(plan_term_bytes(&term, p, store->prefix, term));
    *out = assay_plan_term(p->arena, term, 1, 1);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status plan_mark_token(planning *p, const assay_token *token, uint32_t phrase) {
    assay_span term;
    ASSAY_TRY(assay_arena_copy(&term, p->arena, term_of(p, token), p->err));
    return plan_mark(p, term, token->is_stop ? 0.1 : 1, phrase);
}

static assay_status identifier_plan(plan_ref *out, planning *p, const assay_token *token) {
    assay_span term;
    assay_planned *planned = p->out;
    ASSAY_TRY(add_span(&planned->identifiers, &planned->identifier_count,
                       &planned->identifier_capacity, p, form_of(p, token)));
    ASSAY_TRY(plan_term_bytes(&term, p, ASSAY_TERM_ID, form_of(p, token)));
    *out = assay_plan_term(p->arena, term, 1, 1);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- phrases over tokens ---- */

/* Which PART tokens of the leaf stand in a row, with their distances. */
typedef struct {
    plan_ref *children;
    uint32_t *offsets;
    size_t count;
} part_row;

static assay_status collect_parts(part_row *out, planning *p, const assay_schema_field *store,
                                  uint32_t mark_phrase) {
    part_row row = {
        .children = assay_arena_calloc(p->arena, p->tokens.count + 1, sizeof *row.children),
        .offsets = assay_arena_calloc(p->arena, p->tokens.count + 1, sizeof *row.offsets)};
    if (row.children == NULL || row.offsets == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < p->tokens.count; i++) {
        const assay_token *token = &p->tokens.items[i];
        if (token->kind != ASSAY_TOKEN_PART)
            continue;
        ASSAY_TRY(plan_token(&row.children[row.count], p, token, store));
        row.offsets[row.count++] = token->position;
        if (mark_phrase != 0)
            ASSAY_TRY(plan_mark_token(p, token, mark_phrase));
    }
    *out = row;
    return ASSAY_OK;
}

plan_ref plan_in_places(plan_ref plan, const assay_schema_field *store) {
    if (plan != NULL && store->store == ASSAY_STORE_RANKED && store->places != 0) {
        assay_plan *mine = (assay_plan *)(uintptr_t)plan; /* made just now, by us */
        mine->fields = store->places;
        mine->field_column = ASSAY_SPAN(ASSAY_COLUMN_FIELDS);
    }
    return plan;
}

/* Parts in their order (slop 0), or near each other; a single part is that part, in its places. */
static plan_ref row_plan(planning *p, const part_row *row, const assay_schema_field *store,
                         unsigned slop, bool unordered) {
    bool placed = store->store == ASSAY_STORE_RANKED && store->places != 0;
    if (row->count == 0)
        return assay_plan_leaf(p->arena, ASSAY_PLAN_NOTHING);
    if (row->count == 1 && !placed)
        return row->children[0];
    plan_ref plan;
    if (unordered && row->count > 1)
        plan = assay_plan_near(p->arena, row->children, row->count, (uint32_t)row->count + slop);
    else
        plan = assay_plan_phrase(p->arena, row->children, row->offsets, row->count,
                                 slop == 0 ? 0 : (uint32_t)row->count + slop);
    return plan_in_places(plan, store);
}

/* elig: and tx: look in fields of both kinds. */
static assay_status plan_in_stores(plan_ref *out, planning *p, const assay_query_node *node,
                                   unsigned slop, uint32_t mark_phrase) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    part_row row;
    ASSAY_TRY(collect_parts(&row, p, store, mark_phrase));
    plan_ref plan = row_plan(p, &row, store, slop, node->unordered);
    static const assay_query_field beyond_ranked[] = {ASSAY_QUERY_FIELD_EXCLUSION,
                                                      ASSAY_QUERY_FIELD_REFERENCE};
    plan_list any = {0};
    ASSAY_TRY(plan_list_add(&any, p, plan));
    if (store->store == ASSAY_STORE_WORDS && store->places != 0) {
        assay_schema_field ranked = {ASSAY_STORE_RANKED, NULL, store->places, NULL, -1};
        ASSAY_TRY(collect_parts(&row, p, &ranked, 0));
        ASSAY_TRY(plan_list_add(&any, p, row_plan(p, &row, &ranked, slop, node->unordered)));
    }
    for (size_t i = 0; node->field == ASSAY_QUERY_FIELD_TEXT && i < 2; i++) {
        const assay_schema_field *other = assay_schema_field_of(beyond_ranked[i]);
        ASSAY_TRY(collect_parts(&row, p, other, 0));
        ASSAY_TRY(plan_list_add(&any, p, row_plan(p, &row, other, slop, node->unordered)));
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- words ---- */

static const assay_token *joined_of_all(const assay_tokens *tokens) {
    const assay_token *widest = NULL;
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == ASSAY_TOKEN_JOINED &&
            (widest == NULL ||
             tokens->items[i].end - tokens->items[i].begin > widest->end - widest->begin))
            widest = &tokens->items[i];
    bool whole = widest != NULL && widest->begin <= tokens->items[0].begin &&
                 widest->end >= tokens->items[tokens->count - 1].end;
    return whole ? widest : NULL;
}

static bool has_joined(const assay_tokens *tokens) {
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == ASSAY_TOKEN_JOINED)
            return true;
    return false;
}

/* What a token of a leaf in parts keeps of its weight. */
static double share_in_compound(const planning *p, const assay_token *token) {
    const assay_planner_compound *compound = &p->planner->options.compound;
    double share = 1;
    if (token->kind == ASSAY_TOKEN_JOINED)
        share = compound->joined;
    else if (token->kind == ASSAY_TOKEN_PART && term_of(p, token).size == strlen("Zx"))
        share = compound->letter;
    return share != 0 ? share : 1;
}

/* Every token of the leaf as one more alternative of a ranked OR. Stop words stay out unless asked for. */
static assay_status add_ranked_tokens(plan_list *should, planning *p) {
    static const assay_schema_field ranked = {ASSAY_STORE_RANKED, NULL, 0, NULL, -1};
    bool compound = has_joined(&p->tokens);
    for (size_t i = 0; i < p->tokens.count; i++) {
        const assay_token *token = &p->tokens.items[i];
        plan_ref plan = NULL;
        if (token->kind == ASSAY_TOKEN_IDENTIFIER) {
            ASSAY_TRY(identifier_plan(&plan, p, token));
        } else if (token->is_stop && !p->planner->options.keep_stop_words) {
            ASSAY_TRY(add_span(&p->out->ignored, &p->out->ignored_count, &p->out->ignored_capacity,
                               p, form_of(p, token)));
            continue;
        } else {
            ASSAY_TRY(plan_token(&plan, p, token, &ranked));
            if (compound)
                ((assay_plan *)(uintptr_t)plan)->factor = share_in_compound(p, token);
            ASSAY_TRY(plan_mark_token(p, token, 0));
        }
        ASSAY_TRY(plan_list_add(should, p, plan));
    }
    return ASSAY_OK;
}

/* Notes where the leaf's words stand among those of its group. */
static assay_status place_words(planning *p) {
    assay_planned *out = p->out;
    for (size_t i = 0; i < p->tokens.count; i++) {
        const assay_token *token = &p->tokens.items[i];
        if (token->kind != ASSAY_TOKEN_PART || token->is_stop)
            continue;
        assay_plan_place place = {.position = out->places_end + token->position};
        ASSAY_TRY(assay_arena_copy(&place.term, p->arena, term_of(p, token), p->err));
        ASSAY_TRY(assay_arena_grow(p->arena, &out->places, &out->place_capacity, out->place_count,
                                   sizeof *out->places, p->err));
        out->places[out->place_count++] = place;
    }
    out->places_end += p->tokens.next_position;
    return ASSAY_OK;
}

assay_status plan_word_into(plan_list *should, planning *p, const assay_query_node *node) {
    ASSAY_TRY(plan_analyze(p, node->text));
    if (node->field == ASSAY_QUERY_FIELD_ANY) {
        ASSAY_TRY(place_words(p));
        return add_ranked_tokens(should, p);
    }
    p->out->places_end += ASSAY_SCHEMA_GAP;
    plan_ref plan = NULL;
    ASSAY_TRY(plan_word(&plan, p, node, true));
    return plan_list_add(should, p, plan);
}

static assay_status identifiers_of_word(plan_list *out, planning *p) {
    for (size_t i = 0; i < p->tokens.count; i++) {
        plan_ref plan = NULL;
        if (p->tokens.items[i].kind != ASSAY_TOKEN_IDENTIFIER)
            continue;
        ASSAY_TRY(identifier_plan(&plan, p, &p->tokens.items[i]));
        ASSAY_TRY(plan_list_add(out, p, plan));
    }
    return ASSAY_OK;
}

static size_t count_parts(const assay_tokens *tokens) {
    size_t parts = 0;
    for (size_t i = 0; i < tokens->count; i++)
        parts += tokens->items[i].kind == ASSAY_TOKEN_PART;
    return parts;
}

/* A compound that must match as one: its parts side by side, or joined ("Interleukin (IL)-2" has no interleukin 2 side by side but
 * has interleukin2); ranked by all its tokens. */
static assay_status plan_compound(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    const assay_token *joined = joined_of_all(&p->tokens);
    plan_list any = {0}, scored = {0};
    plan_ref parts = NULL, whole = NULL;
    ASSAY_TRY(plan_in_stores(&parts, p, node, 0, ++p->phrases));
    ASSAY_TRY(plan_list_add(&any, p, parts));
    if (joined != NULL) {
        ASSAY_TRY(plan_token(&whole, p, joined, store));
        bool placed = store->store == ASSAY_STORE_RANKED && store->places != 0;
        if (placed)
            whole = plan_in_places(assay_plan_phrase(p->arena, &whole, NULL, 1, 0), store);
        ASSAY_TRY(plan_list_add(&any, p, whole));
        ASSAY_TRY(plan_mark_token(p, joined, 0));
    }
    plan_ref match = plan_list_join(&any, p, ASSAY_PLAN_OR);
    if (store->store != ASSAY_STORE_RANKED) {
        *out = match;
        return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
    }
    size_t marks = p->out->mark_count;
    planning with_stops = *p;
    ASSAY_TRY(add_ranked_tokens(&scored, &with_stops));
    p->out->mark_count = marks;
    *out = plan_both(p, ASSAY_PLAN_FILTER, plan_list_join(&scored, p, ASSAY_PLAN_OR), match);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status plan_word(plan_ref *out, planning *p, const assay_query_node *node, bool required) {
    if (plan_is_heading(p, node))
        return plan_heading(out, p, node);
    ASSAY_TRY(plan_analyze(p, node->text));
    plan_list alternatives = {0};
    if (!required && node->field == ASSAY_QUERY_FIELD_ANY) {
        ASSAY_TRY(add_ranked_tokens(&alternatives, p));
        *out = plan_list_join(&alternatives, p, ASSAY_PLAN_OR);
        return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
    }
    size_t parts = count_parts(&p->tokens);
    plan_ref words = NULL;
    ASSAY_TRY(identifiers_of_word(&alternatives, p));
    if (parts == 1)
        ASSAY_TRY(plan_in_stores(&words, p, node, 0, ++p->phrases));
    else if (parts > 1)
        ASSAY_TRY(plan_compound(&words, p, node));
    if (words != NULL)
        ASSAY_TRY(plan_list_add(&alternatives, p, words));
    *out = plan_list_join(&alternatives, p, ASSAY_PLAN_AND);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status plan_phrase(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_list all = {0};
    plan_ref words = NULL;
    if (plan_is_heading(p, node))
        return plan_heading(out, p, node);
    ASSAY_TRY(plan_analyze(p, node->text));
    if (node->slop == 0 && joined_of_all(&p->tokens) != NULL)
        return plan_compound(out, p, node);
    ASSAY_TRY(identifiers_of_word(&all, p));
    if (count_parts(&p->tokens) != 0) {
        ASSAY_TRY(plan_in_stores(&words, p, node, node->slop, ++p->phrases));
        ASSAY_TRY(plan_list_add(&all, p, words));
    }
    *out = plan_list_join(&all, p, ASSAY_PLAN_AND);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* The very forms, ranked by their stems. Within a field the stems must stand there; the form may stand anywhere in the record. */
assay_status plan_exact(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_list forms = {0};
    plan_ref words = NULL;
    assay_query_node phrase = *node;
    phrase.op = ASSAY_QUERY_PHRASE;
    ASSAY_TRY(plan_analyze(p, node->text));
    for (size_t i = 0; i < p->tokens.count; i++) {
        static const char prefix[] = {ASSAY_TERM_FORM, '\0'};
        const assay_token *token = &p->tokens.items[i];
        assay_span term;
        if (token->kind != ASSAY_TOKEN_PART)
            continue;
        ASSAY_TRY(plan_term_bytes(&term, p, prefix, form_of(p, token)));
        ASSAY_TRY(plan_list_add(&forms, p, assay_plan_term(p->arena, term, 1, 1)));
    }
    ASSAY_TRY(plan_phrase(&words, p, &phrase));
    *out = forms.count != 0
               ? plan_both(p, ASSAY_PLAN_FILTER, words, plan_list_join(&forms, p, ASSAY_PLAN_AND))
               : words;
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}
