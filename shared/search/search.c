#include "search/search_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ATTEMPTS = 5 };

/* ---- open and close ---- */

/* "assay-1 english": the stemmer is the second word. */
static assay_status make_analyzer(assay_search *search, assay_error *err) {
    const char *wanted = assay_reader_manifest(search->reader)->analyzer;
    char language[64] = "";
    assay_span rest = assay_span_of(wanted);
    assay_span_cut(&rest, ' ');
    assay_span name = assay_span_cut(&rest, ' ');
    if (name.size != 0 && name.size < sizeof language)
        memcpy(language, name.data, name.size);
    assay_analyzer_options options = {.stemmer = language[0] != '\0' ? language : NULL};
    if (assay_analyzer_new(&search->analyzer, &options, err) == ASSAY_OK &&
        strcmp(assay_analyzer_identity(search->analyzer), wanted) == 0)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_E_VERSION,
                      "%s: its words were analyzed by \"%s\", which this program does not know; "
                      "index it anew",
                      assay_reader_path(search->reader), wanted);
}

/* Takes the reader over. */
static assay_status search_over(assay_search **out, assay_reader *reader, assay_error *err) {
    assay_search *search = calloc(1, sizeof *search);
    if (search == NULL) {
        assay_reader_close(reader);
        return assay_fail_memory(err);
    }
    search->reader = reader;
    assay_status status = make_analyzer(search, err);
    if (status == ASSAY_OK)
        status = assay_evaluator_new(&search->evaluator, err);
    if (status != ASSAY_OK)
        assay_search_close(search);
    else
        *out = search;
    return status;
}

assay_status assay_search_open(assay_search **out, const char *dir, assay_error *err) {
    assay_reader *reader = NULL;
    ASSAY_TRY(assay_reader_open(&reader, dir, err));
    return search_over(out, reader, err);
}

assay_status assay_search_share(assay_search **out, assay_search *search, assay_error *err) {
    assay_reader *reader = NULL;
    ASSAY_TRY(assay_reader_share(&reader, search->reader, err));
    ASSAY_TRY(search_over(out, reader, err));
    (*out)->synonyms = assay_synonyms_share(search->synonyms);
    return ASSAY_OK;
}

void assay_search_close(assay_search *search) {
    if (search == NULL)
        return;
    assay_hits_done(&search->hits);
    assay_record_list_done(&search->list);
    assay_evaluator_free(search->evaluator);
    assay_terms_free(search->terms);
    assay_synonyms_free(search->synonyms);
    assay_analyzer_free(search->analyzer);
    assay_reader_close(search->reader);
    free(search);
}

assay_reader *assay_search_reader(assay_search *search) {
    return search->reader;
}
assay_analyzer *assay_search_analyzer(assay_search *search) {
    return search->analyzer;
}

assay_search_request assay_search_defaults(void) {
    assay_evaluate_options core = assay_evaluate_defaults();
    return (assay_search_request){
        .count = 10, .k1 = core.k1, .b = core.b, .settings = assay_search_settings_defaults()};
}

void assay_search_results_done(assay_search_results *results) {
    assay_arena_done(&results->arena);
    *results = (assay_search_results){0};
}

/* ---- one plan on the engine asked for ---- */

static assay_evaluate_options options_of(const search_run *run, uint32_t k, bool count) {
    const assay_search_request *request = run->request;
    return (assay_evaluate_options){.k = k,
                                    .k1 = request->k1,
                                    .b = run->b,
                                    .min_normlen = request->settings.min_normlen,
                                    .count = count,
                                    .mode = request->mode,
                                    .cancel = request->cancel};
}

assay_status search_evaluate(search_run *run, const assay_plan *plan, uint32_t k, double floor,
                             bool count) {
    assay_search *search = run->search;
    assay_evaluate_options options = options_of(run, k, count);
    options.floor = floor > 0 ? floor : 0;
    if (run->request->engine == ASSAY_ENGINE_XAPIAN)
        return assay_execute_xapian_run(&search->hits, &run->xapian, run->arena, plan, &options,
                                        run->err);
    return assay_evaluate(&search->hits, search->evaluator, run->snapshot, plan, &options,
                          run->err);
}

assay_status search_scores(double *scores, search_run *run, const assay_plan *plan,
                           const uint32_t *records, size_t count) {
    assay_search *search = run->search;
    assay_evaluate_options options = options_of(run, (uint32_t)count, false);
    if (run->request->engine == ASSAY_ENGINE_RANKING)
        return assay_evaluate_records(scores, search->evaluator, run->snapshot, plan, records,
                                      count, &options, run->err);
    const assay_plan *both[2] = {plan, assay_plan_set(run->arena, records, count)};
    const assay_plan *among = assay_plan_many(run->arena, ASSAY_PLAN_FILTER, both, 2);
    ASSAY_TRY(assay_plan_check(among, run->err));
    ASSAY_TRY(search_evaluate(run, among, (uint32_t)count, 0, false));
    for (size_t i = 0; i < count; i++) {
        scores[i] = 0;
        for (size_t h = 0; h < search->hits.count; h++)
            if (search->hits.items[h].record == records[i])
                scores[i] = search->hits.items[h].score;
    }
    return ASSAY_OK;
}

assay_status search_matches(search_run *run, const assay_plan *plan) {
    assay_search *search = run->search;
    if (run->request->engine == ASSAY_ENGINE_XAPIAN)
        return assay_execute_xapian_matches(&search->list, &run->xapian, run->arena, plan,
                                            run->err);
    return assay_evaluate_matches(&search->list, search->evaluator, run->snapshot, plan, run->err);
}

/* Without segments: the record says it. */
static assay_status identity_in_catalogue(assay_span *out, search_run *run, assay_docid docid) {
    assay_arena arena;
    assay_record record;
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_status status = assay_reader_record(&record, run->search->reader, docid, run->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, run->arena, record.identity, run->err);
    assay_arena_done(&arena);
    return status;
}

assay_status search_identity(assay_span *out, search_run *run, assay_docid docid) {
    assay_record_place place;
    bool found = false;
    if (run->snapshot == NULL)
        return identity_in_catalogue(out, run, docid);
    ASSAY_TRY(assay_column_set_place(&place, &found, &run->columns, docid, run->err));
    *out = (assay_span){NULL, 0};
    return found ? assay_set_column_name(out, run->arena, &run->identities, place, run->err)
                 : ASSAY_OK;
}

/* ---- a query that found nothing ---- */

static assay_status add_clause(search_run *run, assay_search_clause *clause,
                               const assay_query_node *node) {
    const assay_plan *plan = NULL;
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_query_print(&text, node);
    assay_status status = assay_buffer_check(&text, run->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(&clause->text, run->arena, assay_buffer_span(&text), run->err);
    assay_buffer_done(&text);
    ASSAY_TRY(status);
    ASSAY_TRY(search_plan_part(&plan, run, node));
    ASSAY_TRY(search_evaluate(run, plan, 0, 0, true));
    clause->matches = run->search->hits.matches;
    return ASSAY_OK;
}

static size_t clauses_of(const assay_query_node *root) {
    if (root == NULL)
        return 0;
    bool group = root->op == ASSAY_QUERY_AND || root->op == ASSAY_QUERY_BEST ||
                 root->op == ASSAY_QUERY_NEAR || root->op == ASSAY_QUERY_ADJ;
    return group ? root->count : 1;
}

/* The parts of query and filter with their counts: which of them is to blame. */
static assay_status count_clauses(search_run *run) {
    assay_search_results *out = run->out;
    const assay_query_node *const roots[] = {out->query.root, out->filter.root};
    size_t count = clauses_of(roots[0]) + clauses_of(roots[1]), at = 0;
    if (count < 2)
        return ASSAY_OK;
    assay_search_clause *clauses = assay_arena_calloc(run->arena, count, sizeof *clauses);
    if (clauses == NULL)
        return assay_fail_memory(run->err);
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < clauses_of(roots[r]); i++)
            ASSAY_TRY(add_clause(run, &clauses[at++],
                                 clauses_of(roots[r]) > 1 ? roots[r]->children[i] : roots[r]));
    out->clauses = clauses;
    out->clause_count = count;
    return ASSAY_OK;
}

/* ---- the run ---- */

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Fills the answer's window [offset, offset + count) from hits in order. */
static assay_status take_window(search_run *run, const search_items *items) {
    assay_search_results *out = run->out;
    size_t from = run->request->offset < items->count ? run->request->offset : items->count,
           count = items->count - from;
    if (!run->request->all && count > run->request->count)
        count = run->request->count;
    assay_search_hit *hits = assay_arena_calloc(run->arena, count + 1, sizeof *hits);
    if (hits == NULL)
        return assay_fail_memory(run->err);
    for (size_t i = 0; i < count; i++) {
        const search_item *item = &items->items[from + i];
        hits[i] = (assay_search_hit){.docid = item->docid,
                                     .score = item->score,
                                     .likeness = item->likeness,
                                     .identity = item->identity,
                                     .pinned = item->pinned,
                                     .distance_km = item->distance_km};
    }
    out->hits = hits;
    out->count = count;
    return ASSAY_OK;
}

static assay_status find_hits(search_run *run) {
    const assay_search_request *request = run->request;
    bool collapse = request->collapse != ASSAY_COLLAPSE_NONE;
    size_t window = (size_t)request->offset + request->count, all = run->out->statistics.documents;
    size_t want = request->all ? all : window;
    for (;;) {
        search_items items;
        bool enough = true;
        if (request->order.by == ASSAY_SORT_RELEVANCE)
            ASSAY_TRY(search_hits_best(&items, run, want));
        else
            ASSAY_TRY(search_hits_sorted(&items, run, want));
        if (!collapse)
            return take_window(run, &items);
        ASSAY_TRY(search_collapse_window(&enough, run, &items, window));
        if (enough || items.complete || want >= all)
            return ASSAY_OK;
        want = want * 4 + 16;
    }
}

static assay_status open_run(search_run *run) {
    assay_search *search = run->search;
    const assay_open_segment *segments = NULL;
    size_t count = 0;
    bool xapian = run->request->engine == ASSAY_ENGINE_XAPIAN;
    if (xapian && !assay_reader_manifest(search->reader)->text)
        return assay_fail(
            run->err, ASSAY_E_UNSUPPORTED,
            "%s was built with --no-xapian-text: libxapian has no words to search in; "
            "use --engine ranking",
            assay_reader_path(search->reader));
    assay_status status = assay_reader_snapshot(&run->snapshot, search->reader, run->err);
    if (status == ASSAY_OK)
        status = assay_reader_segments(&segments, &count, search->reader, run->err);
    if (status != ASSAY_OK && !xapian)
        return status;
    if (status != ASSAY_OK) {
        run->snapshot = NULL;
        ASSAY_TRY(search_warn(run, "W-SEGMENTS", 0,
                              "%s; answered without segments, ranked as by --rank fast "
                              "(indexer rebuild makes them again)",
                              run->err->message));
        count = 0;
    }
    run->columns = (assay_column_set){segments, count};
    ASSAY_TRY(assay_column_set_column(&run->identities, &run->columns, run->arena,
                                      ASSAY_COLUMN_IDENTITY, ASSAY_COLUMN_NAMES, run->err));
    run->xapian = (assay_execute_xapian){assay_reader_catalogue(search->reader), run->snapshot,
                                         search->evaluator};
    return assay_reader_statistics(&run->out->statistics, search->reader, run->err);
}

static assay_status run_once(search_run *run) {
    assay_search_results *out = run->out;
    const assay_search_request *request = run->request;
    uint64_t began = now_us();
    ASSAY_TRY(open_run(run));
    uint64_t opened = now_us();
    ASSAY_TRY(search_plan(run));
    ASSAY_TRY(search_feedback(run));
    out->b = run->b;
    out->patient = run->patient != NULL;
    uint64_t planned = now_us();
    ASSAY_TRY(find_hits(run));
    if (request->facets.size != 0 || request->histogram.size != 0)
        ASSAY_TRY(search_facets(run));
    if (out->total == 0 && out->total_is_exact)
        ASSAY_TRY(count_clauses(run));
    ASSAY_TRY(search_spelling(run));
    uint64_t ended = now_us();
    out->times =
        (assay_search_times){opened - began, planned - opened, ended - planned, ended - began};
    out->warnings = run->warnings;
    out->warning_count = run->warning_count;
    return ASSAY_OK;
}

assay_status search_warn(search_run *run, const char *code, size_t column, const char *format,
                         ...) {
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    assay_query_warning warning = {code, column, {NULL, 0}};
    ASSAY_TRY(assay_arena_copy(&warning.message, run->arena, assay_span_of(message), run->err));
    ASSAY_TRY(assay_arena_grow(run->arena, &run->warnings, &run->warning_capacity,
                               run->warning_count, sizeof *run->warnings, run->err));
    run->warnings[run->warning_count++] = warning;
    return ASSAY_OK;
}

assay_status assay_search_run(assay_search_results *results, assay_search *search,
                              const assay_search_request *request, assay_error *err) {
    assay_status status = ASSAY_E_STALE;
    for (int attempt = 0; attempt < ATTEMPTS && status == ASSAY_E_STALE; attempt++) {
        assay_arena arena = results->arena;
        bool changed;
        if (attempt != 0)
            ASSAY_TRY(assay_reader_refresh(&changed, search->reader, err));
        assay_arena_reset(&arena);
        *results = (assay_search_results){
            .arena = arena, .offset = request->offset, .engine = request->engine};
        search_run run = {.search = search,
                          .request = request,
                          .out = results,
                          .arena = &results->arena,
                          .b = request->b,
                          .err = err};
        status = run_once(&run);
    }
    return status;
}

/* ---- records ---- */

assay_status assay_search_load(assay_record *record, assay_search *search, assay_arena *arena,
                               assay_docid docid, assay_error *err) {
    assay_record_init(record, arena);
    return assay_reader_record(record, search->reader, docid, err);
}

assay_status assay_search_find(assay_docid *out, assay_search *search, assay_span typed,
                               assay_error *err) {
    return assay_reader_find_typed(out, search->reader, typed, err);
}

/* ---- names ---- */

static const char *const engine_names[] = {"ranking", "xapian"};
const char *assay_search_engine_name(assay_search_engine engine) {
    return engine_names[engine];
}
bool assay_search_engine_parse(assay_search_engine *out, assay_span name) {
    for (size_t i = 0; i < sizeof engine_names / sizeof *engine_names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(engine_names[i]))) {
            *out = (assay_search_engine)i;
            return true;
        }
    return false;
}

static const struct {
    const char *name;
    bool descending;
} sorts[] = {{"relevance", true}, {"date", true},      {"updated", true},
             {"title", false},    {"author", false},   {"journal", false},
             {"enrolment", true}, {"distance", false}, {"id", false}};
const char *assay_search_sort_name(assay_search_sort sort) {
    return sorts[sort].name;
}
bool assay_search_order_parse(assay_search_order *out, assay_span text) {
    assay_span way = text, name = assay_span_cut(&way, ':');
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        if (!assay_span_equal_ascii_case(name, assay_span_of(sorts[i].name)))
            continue;
        bool descending = assay_span_equal_ascii_case(way, ASSAY_SPAN("desc"));
        if (way.data == NULL)
            descending = sorts[i].descending;
        else if (!descending && !assay_span_equal_ascii_case(way, ASSAY_SPAN("asc")))
            return false;
        *out = (assay_search_order){(assay_search_sort)i, descending};
        return true;
    }
    return false;
}

bool assay_search_rank_parse(assay_search_rank *out, assay_span name) {
    static const char *const names[] = {"default", "fast", "deep"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(names[i]))) {
            *out = (assay_search_rank)i;
            return true;
        }
    return false;
}

bool assay_search_collapse_parse(assay_search_collapse *out, assay_span name) {
    static const char *const names[] = {"none", "doi", "nct", "dup"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(names[i]))) {
            *out = (assay_search_collapse)i;
            return true;
        }
    return false;
}
