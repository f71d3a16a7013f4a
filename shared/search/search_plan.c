/* From the request's text to the plan that is evaluated. */
#include "search/search_internal.h"

#include "index/dictionary.h"

/* ---- the words of the index ---- */

static assay_status scan_words(void *user, assay_span prefix,
                               bool (*visit)(void *visitor, assay_span term, uint64_t df),
                               void *visitor, assay_error *err) {
    search_run *run = user;
    if (run->snapshot == NULL)
        return assay_fail(err, ASSAY_E_UNSUPPORTED,
                          "wildcards and fuzzy words need the index's segments");
    return assay_dictionary_scan(&run->columns, prefix, visit, visitor, err);
}

static assay_status word_frequency(uint64_t *out, void *user, assay_span term, assay_error *err) {
    search_run *run = user;
    if (run->snapshot != NULL)
        return assay_snapshot_df(out, run->snapshot, term, err);
    uint32_t documents = 0;
    ASSAY_TRY(assay_xapian_reader_term_frequency(
        &documents, NULL, assay_reader_catalogue(run->search->reader), term, err));
    *out = documents;
    return ASSAY_OK;
}

/* ---- the resolver: the caller's answers, with the run as the user of ours ---- */

static const assay_search_meaning *meaning_of(const search_run *run, assay_meaning_kind kind,
                                              const assay_query_node *node) {
    for (size_t i = 0; i < run->out->meaning_count; i++)
        if (run->out->meanings[i].node == node && run->out->meanings[i].kind == kind)
            return &run->out->meanings[i];
    return NULL;
}

static assay_status note_meaning(search_run *run, assay_meaning_kind kind,
                                 const assay_query_node *node,
                                 const assay_query_node *const *others, size_t count) {
    assay_search_results *out = run->out;
    if (meaning_of(run, kind, node) != NULL)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(run->arena, &out->meanings, &out->meaning_capacity,
                               out->meaning_count, sizeof *out->meanings, run->err));
    out->meanings[out->meaning_count++] = (assay_search_meaning){kind, node, others, count};
    return ASSAY_OK;
}

static assay_status resolve_named(const assay_query_node **out, void *user, assay_arena *arena,
                                  const assay_query_node *reference, assay_error *err) {
    search_run *run = user;
    const assay_search_hooks *hooks = &run->request->hooks;
    ASSAY_TRY(hooks->named(out, hooks->user, arena, reference, err));
    const assay_query_node **others = assay_arena_alloc(arena, sizeof *others);
    if (others == NULL)
        return assay_fail_memory(err);
    *others = *out;
    return note_meaning(run, ASSAY_MEANING_NAMED, reference, others, *out != NULL ? 1 : 0);
}

static assay_status resolve_expand(const assay_query_node *const **out, size_t *count, void *user,
                                   assay_arena *arena, const assay_query_node *leaf,
                                   assay_error *err) {
    search_run *run = user;
    const assay_search_hooks *hooks = &run->request->hooks;
    const assay_search_meaning *known = meaning_of(run, ASSAY_MEANING_SYNONYMS, leaf);
    if (known != NULL) {
        *out = known->others;
        *count = known->count;
        return ASSAY_OK;
    }
    if (hooks->expand != NULL)
        ASSAY_TRY(hooks->expand(out, count, hooks->user, arena, leaf, err));
    else
        ASSAY_TRY(search_expand(out, count, run, leaf));
    return note_meaning(run, ASSAY_MEANING_SYNONYMS, leaf, *out, *count);
}

static assay_status resolve_explode(const assay_query_node *const **out, size_t *count, void *user,
                                    assay_arena *arena, const assay_query_node *leaf,
                                    assay_error *err) {
    search_run *run = user;
    const assay_search_meaning *known = meaning_of(run, ASSAY_MEANING_NARROWER, leaf);
    (void)arena, (void)err; /* the run's */
    if (known != NULL) {
        *out = known->others;
        *count = known->count;
        return ASSAY_OK;
    }
    ASSAY_TRY(search_explode(out, count, run, leaf));
    return note_meaning(run, ASSAY_MEANING_NARROWER, leaf, *out, *count);
}

static assay_planner planner_of(search_run *run) {
    const assay_search_hooks *hooks = &run->request->hooks;
    assay_planner_options options = run->request->planner;
    if (run->request->rank != ASSAY_RANK_FAST) {
        options.general = run->request->settings.general;
        options.compound = run->request->settings.compound;
    }
    return (assay_planner){
        .analyzer = run->search->analyzer,
        .dictionary = {run, scan_words, word_frequency},
        .resolver = {.user = run,
                     .related = search_related,
                     .near = run->snapshot != NULL ? search_near : NULL,
                     .same_site = search_same_site,
                     .named = hooks->named != NULL ? resolve_named : NULL,
                     .expand = resolve_expand,
                     .explode = resolve_explode},
        .options = options,
    };
}

assay_status search_plan_part(const assay_plan **out, search_run *run,
                              const assay_query_node *node) {
    assay_planned planned;
    assay_planner planner = planner_of(run);
    ASSAY_TRY(assay_planner_run(&planned, &planner, run->arena, node, run->err));
    *out = planned.root;
    return ASSAY_OK;
}

/* ---- parsing ---- */

static assay_status take_warnings(search_run *run, const assay_query *query) {
    for (size_t i = 0; i < query->warning_count; i++) {
        ASSAY_TRY(assay_arena_grow(run->arena, &run->warnings, &run->warning_capacity,
                                   run->warning_count, sizeof *run->warnings, run->err));
        run->warnings[run->warning_count++] = query->warnings[i];
    }
    return ASSAY_OK;
}

static assay_status parse_text(assay_query *out, search_run *run, assay_span text,
                               const assay_parse_options *options) {
    assay_span copy; /* the tree borrows from the text */
    ASSAY_TRY(assay_arena_copy(&copy, run->arena, text, run->err));
    ASSAY_TRY(assay_parse_query(out, run->arena, copy, options, run->err));
    return take_warnings(run, out);
}

static assay_status print_tree(assay_span *out, search_run *run, const assay_query_node *node) {
    assay_buffer text;
    *out = (assay_span){NULL, 0};
    if (node == NULL)
        return ASSAY_OK;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_query_print(&text, node);
    assay_status status = assay_buffer_check(&text, run->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, run->arena, assay_buffer_span(&text), run->err);
    assay_buffer_done(&text);
    return status;
}

static assay_status parse_request(search_run *run) {
    const assay_search_request *request = run->request;
    assay_search_results *out = run->out;
    assay_query_node *none = NULL;
    assay_span filter = request->filter;
    assay_parse_options parse = request->parse;
    assay_span query = request->query;
    ASSAY_TRY(search_patient_read(&query, &filter, run));
    parse.plain |= run->patient != NULL;
    if (request->tree != NULL)
        out->query.root = (assay_query_node *)(uintptr_t)request->tree; /* only read */
    else
        ASSAY_TRY(parse_text(&out->query, run, query, &parse));
    if (filter.size != 0) {
        assay_parse_options options = request->parse;
        options.default_and = true;
        options.plain = options.ovid = false;
        ASSAY_TRY(parse_text(&out->filter, run, filter, &options));
    } else {
        out->filter.root = none;
    }
    if (run->patient == NULL)
        ASSAY_TRY(search_expand_query(&out->query.root, run));
    return print_tree(&out->parsed, run, out->query.root);
}

/* ---- remarks on the plan ---- */

static assay_status remark_on_stop_words(search_run *run, const assay_planned *planned) {
    assay_buffer words;
    if (planned->ignored_count == 0)
        return ASSAY_OK;
    assay_buffer_init(&words, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < planned->ignored_count; i++) {
        assay_buffer_add_text(&words, i != 0 ? ", " : "");
        assay_buffer_add_span(&words, planned->ignored[i]);
    }
    assay_status status = assay_buffer_check(&words, run->err);
    if (status == ASSAY_OK)
        status = search_warn(run, "W-STOP-WORDS", 0, "too common to rank by: %.*s",
                             ASSAY_SPAN_ARG(assay_buffer_span(&words)));
    assay_buffer_done(&words);
    return status;
}

static assay_status remark_on(search_run *run, const assay_planned *planned) {
    for (size_t i = 0; i < planned->expansion_count; i++) {
        const assay_plan_expansion *expansion = &planned->expansions[i];
        if (expansion->found > expansion->terms)
            ASSAY_TRY(search_warn(run, "W-EXPANSION-LIMIT", expansion->leaf->column,
                                  "\"%.*s\" stands for %zu words; the %zu most frequent are used",
                                  ASSAY_SPAN_ARG(expansion->leaf->text), expansion->found,
                                  expansion->terms));
        else if (expansion->found == 0)
            ASSAY_TRY(search_warn(run, "W-NO-EXPANSION", expansion->leaf->column,
                                  "no word of the index is like \"%.*s\"",
                                  ASSAY_SPAN_ARG(expansion->leaf->text)));
    }
    return remark_on_stop_words(run, planned);
}

/* What each named filter of the tree stands for. */
static assay_status note_filters(search_run *run, const assay_query_node *node) {
    if (node == NULL)
        return ASSAY_OK;
    if (node->op == ASSAY_QUERY_FILTER)
        return note_meaning(run, ASSAY_MEANING_FILTER, node,
                            (const assay_query_node *const *)node->children, 1);
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(note_filters(run, node->children[i]));
    return ASSAY_OK;
}

/* The first place a tree names. */
static const assay_query_node *first_place(const assay_query_node *node) {
    if (node == NULL || node->op == ASSAY_QUERY_DISTANCE)
        return node;
    for (size_t i = 0; i < node->count; i++) {
        const assay_query_node *place = first_place(node->children[i]);
        if (place != NULL)
            return place;
    }
    return NULL;
}

assay_status search_plan(search_run *run) {
    assay_search_results *out = run->out;
    ASSAY_TRY(parse_request(run));
    ASSAY_TRY(note_filters(run, out->query.root));
    ASSAY_TRY(note_filters(run, out->filter.root));
    run->place = first_place(out->query.root);
    if (run->place == NULL)
        run->place = first_place(out->filter.root);
    assay_planner planner = planner_of(run);
    if (run->patient != NULL)
        ASSAY_TRY(search_patient_plan(run));
    else
        ASSAY_TRY(
            assay_planner_run(&out->planned, &planner, run->arena, out->query.root, run->err));
    ASSAY_TRY(remark_on(run, &out->planned));
    if (out->query.root == NULL && out->filter.root == NULL)
        ASSAY_TRY(search_warn(run, "W-EMPTY", 0, "there is no word in the query"));
    const assay_plan *plan = out->planned.root;
    if (out->filter.root != NULL) {
        assay_planned filter;
        ASSAY_TRY(assay_planner_run(&filter, &planner, run->arena, out->filter.root, run->err));
        ASSAY_TRY(remark_on(run, &filter));
        const assay_plan *pair[2] = {
            out->query.root != NULL ? plan : assay_plan_leaf(run->arena, ASSAY_PLAN_ALL),
            filter.root};
        plan = assay_plan_many(run->arena, ASSAY_PLAN_FILTER, pair, 2);
    }
    ASSAY_TRY(assay_plan_check(plan, run->err));
    out->plan = plan;
    return ASSAY_OK;
}
