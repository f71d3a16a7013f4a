#include "search/search_explain.h"

#include "search/search_internal.h"

static assay_evaluate_options options_of(const assay_search_request *request, double b,
                                         uint32_t k) {
    assay_evaluate_options options = assay_evaluate_defaults();
    options.k = k;
    options.k1 = request->k1;
    options.b = b;
    options.min_normlen = request->settings.min_normlen;
    return options;
}

/* The plan with what the second look added as parts of its own: words near each other, and the record's likeness to the best answers. */
static assay_status with_second_look(const assay_plan **out, assay_arena *arena,
                                     const assay_search_results *results, assay_docid docid,
                                     assay_error *err) {
    double likeness = 0;
    for (size_t i = 0; i < results->count; i++)
        if (results->hits[i].docid == docid)
            likeness = results->hits[i].likeness;
    const assay_plan *parts[3] = {results->plan};
    size_t count = 1;
    if (results->nearness != NULL)
        parts[count++] = results->nearness;
    if (likeness > 0)
        parts[count++] = assay_plan_weigh(arena, ASSAY_PLAN_CONSTANT,
                                          assay_plan_set(arena, &docid, 1), likeness);
    *out = results->plan;
    if (count == 1)
        return ASSAY_OK;
    *out = assay_plan_many(arena, ASSAY_PLAN_AND_MAYBE, parts, count);
    return assay_plan_check(*out, err);
}

assay_status assay_search_explain(assay_explanation *out, assay_arena *arena, assay_search *search,
                                  const assay_search_results *results,
                                  const assay_search_request *request, assay_docid docid,
                                  assay_error *err) {
    const assay_snapshot *snapshot = NULL;
    assay_evaluate_options options = options_of(request, results->b, 1);
    ASSAY_TRY(assay_reader_snapshot(&snapshot, search->reader, err));
    const assay_plan *plan = NULL;
    ASSAY_TRY(with_second_look(&plan, arena, results, docid, err));
    return assay_evaluate_explain(out, arena, search->evaluator, snapshot, plan, docid, &options,
                                  err);
}

/* Index of the first row after the subtree of row i. */
static size_t after(const assay_explanation *explanation, size_t i) {
    size_t next = i + 1;
    while (next < explanation->count && explanation->rows[next].depth > explanation->rows[i].depth)
        next++;
    return next;
}

/* Down from a row that does not match to the deepest condition that is the reason. */
static size_t blame(const assay_explanation *explanation, size_t i, bool *by_not) {
    const assay_plan *node = explanation->rows[i].node;
    size_t end = after(explanation, i), first = i + 1;
    *by_not = false;
    switch (node->kind) {
    case ASSAY_PLAN_AND_NOT:
        if (first < end && explanation->rows[first].matches) {
            for (size_t k = after(explanation, first); k < end; k = after(explanation, k))
                if (explanation->rows[k].matches) {
                    *by_not = true;
                    return k;
                }
        }
        return first < end ? blame(explanation, first, by_not) : i;
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        for (size_t k = first; k < end; k = after(explanation, k))
            if (!explanation->rows[k].matches)
                return blame(explanation, k, by_not);
        return i;
    default:
        return i;
    }
}

assay_status assay_search_why(assay_search_reason *out, assay_arena *arena, assay_search *search,
                              const assay_search_results *results,
                              const assay_search_request *request, assay_docid docid,
                              assay_error *err) {
    assay_explanation explanation;
    ASSAY_TRY(assay_search_explain(&explanation, arena, search, results, request, docid, err));
    *out = (assay_search_reason){.exists = explanation.found};
    if (!explanation.found || explanation.count == 0)
        return ASSAY_OK;
    out->matches = explanation.rows[0].matches;
    if (!out->matches) {
        out->rejected_by = explanation.rows[blame(&explanation, 0, &out->rejected_by_not)].node;
        return ASSAY_OK;
    }
    assay_search_request all = *request;
    assay_search_results every = {0};
    all.all = true;
    all.offset = 0;
    all.facets = all.histogram = (assay_span){NULL, 0};
    assay_status status = assay_search_run(&every, search, &all, err);
    for (size_t i = 0; status == ASSAY_OK && i < every.count; i++)
        if (every.hits[i].docid == docid) {
            out->rank = i + 1;
            out->score = every.hits[i].score;
        }
    assay_search_results_done(&every);
    return status;
}

/* ---- a node in words ---- */

static const char *prefix_meaning(assay_span *rest, assay_span term) {
    size_t longest = 0;
    const char *found = NULL;
    for (int field = 0; field < ASSAY_QUERY_FIELD_COUNT; field++) {
        const assay_schema_field *store = assay_schema_field_of((assay_query_field)field);
        if (store->prefix == NULL || strlen(store->prefix) <= longest ||
            !assay_span_starts(term, assay_span_of(store->prefix)))
            continue;
        longest = strlen(store->prefix);
        found = assay_fields_info((assay_query_field)field)->name;
    }
    *rest = assay_span_skip(term, longest);
    return found;
}

static void describe_term(assay_buffer *out, assay_span term) {
    if (assay_span_starts(term, ASSAY_SPAN(ASSAY_TERM_HAS))) {
        assay_buffer_add_text(out, "has:");
        assay_buffer_add_span(out, assay_span_skip(term, strlen(ASSAY_TERM_HAS)));
    } else if (term.size != 0 && term.data[0] == ASSAY_TERM_RANKED) {
        assay_buffer_add_span(out, assay_span_skip(term, 1));
    } else if (term.size != 0 && term.data[0] == ASSAY_TERM_FORM) {
        assay_buffer_add_byte(out, '=');
        assay_buffer_add_span(out, assay_span_skip(term, 1));
    } else {
        assay_span rest;
        const char *field = prefix_meaning(&rest, term);
        assay_buffer_format(out, "%s:", field != NULL ? field : "term");
        if (rest.size > 1 && rest.data[0] == ASSAY_TERM_RANKED)
            rest = assay_span_skip(rest, 1);
        assay_buffer_add_span(out, rest);
    }
}

static const char *kind_name(assay_plan_kind kind) {
    static const char *const names[] = {[ASSAY_PLAN_NOTHING] = "nothing",
                                        [ASSAY_PLAN_ALL] = "every record",
                                        [ASSAY_PLAN_TERM] = "",
                                        [ASSAY_PLAN_OR] = "any of",
                                        [ASSAY_PLAN_AND] = "all of",
                                        [ASSAY_PLAN_AND_MAYBE] = "first, better with the rest",
                                        [ASSAY_PLAN_AND_NOT] = "first, without the rest",
                                        [ASSAY_PLAN_FILTER] = "first, where the rest holds",
                                        [ASSAY_PLAN_PHRASE] = "phrase",
                                        [ASSAY_PLAN_NEAR] = "near each other",
                                        [ASSAY_PLAN_SYNONYM] = "synonyms of one word",
                                        [ASSAY_PLAN_SCALE] = "times",
                                        [ASSAY_PLAN_CONSTANT] = "constant",
                                        [ASSAY_PLAN_SET] = "one of a list of records",
                                        [ASSAY_PLAN_RANGE] = "value"};
    return names[kind];
}

static void describe_fields(assay_buffer *out, const assay_plan *node) {
    static const char *const places[] = {
#define X(name) #name,
        ASSAY_SCHEMA_PLACES(X)
#undef X
    };
    const uint64_t whole[2] = {UINT64_C(1) << ASSAY_PLACE_ABSTRACT, UINT64_C(1)
                                                                        << ASSAY_PLACE_BODY};
    const char *between = " in ";
    for (size_t i = 0; i < ASSAY_PLACE_COUNT; i++) {
        bool body = i >= ASSAY_PLACE_BODY_PART, part = i >= ASSAY_PLACE_ABSTRACT_PART;
        size_t section =
            i - (body ? (size_t)ASSAY_PLACE_BODY_PART : (size_t)ASSAY_PLACE_ABSTRACT_PART);
        if ((node->fields >> i & 1) == 0 || (part && (node->fields & whole[body]) != 0))
            continue;
        assay_buffer_add_text(out, between);
        between = ", ";
        if (part) {
            assay_buffer_format(out, "%s of %s", assay_section_name((assay_section)section),
                                body ? "body" : "abstract");
            continue;
        }
        for (const char *at = places[i]; *at != '\0'; at++)
            assay_buffer_add_byte(out,
                                  *at == '_' ? ' ' : (char)(*at >= 'A' ? *at + ('a' - 'A') : *at));
    }
}

static void describe_words(assay_buffer *out, const assay_plan *node) {
    enum { SHOWN = 8 };
    assay_buffer_add_text(out, " \"");
    for (uint32_t i = 0; i < node->child_count && i < SHOWN; i++) {
        if (i != 0)
            assay_buffer_add_byte(out, ' ');
        if (node->children[i]->kind == ASSAY_PLAN_TERM)
            describe_term(out, node->children[i]->term);
        else
            assay_buffer_add_text(out, "(...)");
    }
    assay_buffer_add_text(out, node->child_count > SHOWN ? " ...\"" : "\"");
}

void assay_search_describe(assay_buffer *out, const assay_plan *node) {
    if (node->kind == ASSAY_PLAN_TERM) {
        describe_term(out, node->term);
        return;
    }
    if (node->kind == ASSAY_PLAN_CONSTANT && node->children[0]->kind == ASSAY_PLAN_SET) {
        assay_buffer_add_text(out, "like the best answers");
        return;
    }
    assay_buffer_add_text(out, kind_name(node->kind));
    if (node->kind == ASSAY_PLAN_PHRASE || node->kind == ASSAY_PLAN_NEAR ||
        node->kind == ASSAY_PLAN_SYNONYM)
        describe_words(out, node);
    if (node->kind == ASSAY_PLAN_PHRASE || node->kind == ASSAY_PLAN_NEAR)
        describe_fields(out, node);
    if (node->kind == ASSAY_PLAN_SCALE || node->kind == ASSAY_PLAN_CONSTANT)
        assay_buffer_format(out, " %g", node->factor);
    if (node->kind == ASSAY_PLAN_RANGE) {
        assay_buffer_format(out, " of %.*s", ASSAY_SPAN_ARG(node->column));
        if (node->min != INT64_MIN)
            assay_buffer_format(out, " from %lld", (long long)node->min);
        if (node->max != INT64_MAX)
            assay_buffer_format(out, " to %lld", (long long)node->max);
    }
}
