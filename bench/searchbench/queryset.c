#include "searchbench/queryset.h"

#include "base/file.h"

#include <xxhash.h>

enum { QUERIES_BYTES_MAX = 1 << 28 };

static assay_status add_line(bench_queries *queries, assay_span line, assay_error *err) {
    line = assay_span_trim(line);
    if (line.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(&queries->arena, &queries->lines, &queries->capacity, queries->count,
                               sizeof *queries->lines, err));
    ASSAY_TRY(assay_arena_copy(&queries->lines[queries->count++], &queries->arena, line, err));
    queries->hash = XXH3_64bits_withSeed(line.data, line.size, queries->hash);
    return ASSAY_OK;
}

assay_status bench_queries_read(bench_queries *queries, const char *path, assay_error *err) {
    *queries = (bench_queries){.path = path};
    assay_arena_init(&queries->arena);
    assay_buffer text;
    assay_buffer_init(&text, QUERIES_BYTES_MAX);
    assay_status status = assay_file_read(&text, path, err);
    for (assay_span rest = assay_buffer_span(&text); status == ASSAY_OK && rest.data != NULL;)
        status = add_line(queries, assay_span_cut(&rest, '\n'), err);
    assay_buffer_done(&text);
    if (status == ASSAY_OK && queries->count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s: no queries in it", path);
    return status;
}

void bench_queries_done(bench_queries *queries) {
    assay_arena_done(&queries->arena);
    *queries = (bench_queries){.path = NULL};
}

assay_status bench_query_terms(bench_terms *out, assay_analyzer *analyzer, assay_tokens *scratch,
                               assay_span text, bool joined, bool stop_words, assay_error *err) {
    out->count = 0;
    assay_tokens_clear(scratch);
    ASSAY_TRY(assay_analyzer_run(scratch, analyzer, text, err));
    for (size_t i = 0; i < scratch->count && out->count < BENCH_QUERY_TERMS; i++) {
        const assay_token *token = &scratch->items[i];
        if (token->kind == ASSAY_TOKEN_IDENTIFIER ||
            (token->kind == ASSAY_TOKEN_JOINED && !joined) || (token->is_stop && !stop_words))
            continue;
        out->terms[out->count++] = assay_map_key(assay_analyzer_terms(analyzer), token->term);
    }
    return ASSAY_OK;
}

static const assay_plan *phrase_plan(assay_arena *arena, const bench_terms *terms) {
    const assay_plan *children[BENCH_QUERY_TERMS];
    for (size_t i = 0; i < terms->count; i++)
        children[i] = assay_plan_term(arena, terms->terms[i], 1, 1);
    return assay_plan_phrase(arena, children, NULL, terms->count, 0);
}

static const assay_plan *words_plan(assay_arena *arena, const bench_terms *terms,
                                    assay_plan_kind kind) {
    const assay_plan *children[BENCH_QUERY_TERMS];
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        uint32_t times = 0;
        bool before = false;
        for (size_t j = 0; j < terms->count; j++) {
            bool same = assay_span_equal(terms->terms[i], terms->terms[j]);
            times += same;
            before = before || (same && j < i);
        }
        if (!before)
            children[count++] = assay_plan_term(arena, terms->terms[i], times, 1);
    }
    return assay_plan_many(arena, kind, children, count);
}

static const assay_plan *make_plan(assay_arena *arena, const bench_terms *terms,
                                   bench_match match) {
    if (terms->count == 0)
        return assay_plan_leaf(arena, ASSAY_PLAN_NOTHING);
    if (match == BENCH_PHRASE)
        return phrase_plan(arena, terms);
    return words_plan(arena, terms, match == BENCH_ALL ? ASSAY_PLAN_AND : ASSAY_PLAN_OR);
}

assay_status bench_queries_plans(const assay_plan *const **out, bench_queries *queries,
                                 assay_analyzer *analyzer, bench_match match, bool stop_words,
                                 assay_error *err) {
    bench_terms terms;
    assay_tokens scratch = {0};
    const assay_plan **plans =
        assay_arena_calloc(&queries->arena, queries->count, sizeof(const assay_plan *));
    assay_status status = plans != NULL ? ASSAY_OK : assay_fail_memory(err);
    for (size_t i = 0; status == ASSAY_OK && i < queries->count; i++) {
        status = bench_query_terms(&terms, analyzer, &scratch, queries->lines[i],
                                   match != BENCH_PHRASE, stop_words || match == BENCH_PHRASE, err);
        if (status != ASSAY_OK)
            break;
        plans[i] = make_plan(&queries->arena, &terms, match);
        status = assay_plan_check(plans[i], err);
    }
    assay_tokens_done(&scratch);
    if (status == ASSAY_OK)
        *out = plans;
    return status;
}
