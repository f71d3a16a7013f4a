/* How long does the ranking core take to answer, and how much of its postings does it leave alone?
 *
 *   bench_ranking build DOCS.jsonl OUT.seg       title (twice) and text of each line, analyzed
 *   bench_ranking run SEG QUERIES.txt NAME ROUNDS MODE...
 *   bench_ranking turns SEG OTHER QUERIES.txt NAME ROUNDS MODE...
 *
 * turns: one segment and another of another size, each query asked of both in turn, so that whatever else the
 * machine does meets both; the mean over queries of the best of ROUNDS of each, and their ratio.
 * NAME is one of or, and, phrase; MODE one of or10 or100 or1000 or10_count count (with and, phrase
 * likewise). Prints one JSON line a mode: mean, median and p99 over queries of the best of ROUNDS, a
 * checksum of the hits, the share of postings decoded and scored, and the floor: the mean when each
 * query is told its k-th best score beforehand, so that only what could be among the k best is read;
 * it must give the same hits. With BENCH_EXHAUSTIVE=1 also the exhaustive evaluation's mean, whose
 * hits must be the same. */
#include "base/number.h"
#include "ranking/retrieval/evaluate.h"
#include "ranking/writing/inverter.h"
#include "text/analyzer.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void die(const char *what) {
    fprintf(stderr, "bench_ranking: %s\n", what);
    exit(70);
}

static void must(assay_status status, const assay_error *err) {
    if (status != ASSAY_OK)
        die(err->message);
}

static double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* ---- build ---- */

typedef struct {
    assay_analyzer *analyzer;
    assay_tokens tokens;
    assay_occurrence *items;
    size_t capacity;
} feeder;

static void feed(assay_inverter *inverter, feeder *f, const char *text, uint32_t wdf) {
    assay_error err;
    size_t before = f->tokens.count;
    must(assay_analyzer_run(&f->tokens, f->analyzer, assay_span_of(text), &err), &err);
    size_t count = f->tokens.count - before, n = 0;
    if (count > f->capacity) {
        f->capacity = 2 * count;
        f->items = realloc(f->items, f->capacity * sizeof *f->items);
        if (f->items == NULL)
            die("out of memory");
    }
    for (size_t i = before; i < f->tokens.count; i++) {
        const assay_token *token = &f->tokens.items[i];
        if (token->kind != ASSAY_TOKEN_IDENTIFIER)
            f->items[n++] = (assay_occurrence){token->term, token->position, wdf};
    }
    must(assay_inverter_add(inverter, 0, f->items, n, &err), &err);
    f->tokens.next_position += 100;
}

static void feed_line(assay_inverter *inverter, feeder *f, const char *line, uint32_t number) {
    assay_error err;
    cJSON *json = cJSON_Parse(line);
    const char *title = cJSON_GetStringValue(cJSON_GetObjectItem(json, "title"));
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(json, "text"));
    assay_tokens_clear(&f->tokens);
    must(assay_inverter_begin(inverter, number, &err), &err);
    feed(inverter, f, title != NULL ? title : "", 2);
    feed(inverter, f, text != NULL ? text : "", 1);
    cJSON_Delete(json);
}

static int build(const char *docs, const char *out) {
    assay_error err;
    feeder f = {0};
    assay_inverter *inverter;
    unsigned space;
    must(assay_analyzer_new(&f.analyzer, NULL, &err), &err);
    must(assay_inverter_new(&inverter, NULL, &err), &err);
    must(assay_inverter_space(&space, inverter, assay_analyzer_terms(f.analyzer), ASSAY_SPAN(""),
                              &err),
         &err);
    FILE *in = fopen(docs, "r");
    if (in == NULL)
        die("cannot open the documents");
    char *line = NULL;
    size_t room = 0;
    uint32_t number = 0;
    double start = now_us();
    while (getline(&line, &room, in) > 0)
        feed_line(inverter, &f, line, ++number);
    double middle = now_us();
    must(assay_inverter_write(inverter, out, &err), &err);
    printf("{\"records\": %u, \"read_and_analyze_s\": %.2f, \"write_s\": %.2f}\n", number,
           (middle - start) / 1e6, (now_us() - middle) / 1e6);
    fclose(in);
    free(line);
    free(f.items);
    assay_tokens_done(&f.tokens);
    assay_inverter_free(inverter);
    assay_analyzer_free(f.analyzer);
    return 0;
}

/* ---- queries ---- */

static const assay_plan *make_plan(assay_arena *arena, feeder *f, const char *line,
                                   assay_plan_kind kind) {
    assay_error err;
    const assay_plan *children[64];
    assay_span terms[64];
    uint32_t wqf[64];
    size_t count = 0;
    assay_tokens_clear(&f->tokens);
    must(assay_analyzer_run(&f->tokens, f->analyzer, assay_span_of(line), &err), &err);
    for (size_t i = 0; i < f->tokens.count && count < 64; i++) {
        const assay_token *token = &f->tokens.items[i];
        if (token->kind == ASSAY_TOKEN_IDENTIFIER ||
            (kind == ASSAY_PLAN_PHRASE && token->kind != ASSAY_TOKEN_PART))
            continue;
        assay_span term = assay_map_key(assay_analyzer_terms(f->analyzer), token->term);
        size_t at = 0;
        while (kind != ASSAY_PLAN_PHRASE && at < count && !assay_span_equal(terms[at], term))
            at++;
        if (kind == ASSAY_PLAN_PHRASE)
            at = count;
        if (at == count) {
            terms[count] = term;
            wqf[count++] = 0;
        }
        wqf[at]++;
    }
    for (size_t i = 0; i < count; i++)
        children[i] = assay_plan_term(arena, terms[i], wqf[i], 1);
    if (kind == ASSAY_PLAN_PHRASE && count > 0)
        return assay_plan_phrase(arena, children, NULL, count, 0);
    return assay_plan_many(arena, kind == ASSAY_PLAN_PHRASE ? ASSAY_PLAN_OR : kind, children,
                           count);
}

typedef struct {
    const assay_plan **plans;
    size_t count;
    assay_snapshot *snapshot;
    assay_evaluator *evaluator;
} bench;

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

typedef struct {
    double mean, median, p99;
    double *least; /* by query: the k-th best score, 0 when there are fewer hits */
    uint64_t checksum;
    assay_evaluate_statistics sum;
} outcome;

static void add_statistics(assay_evaluate_statistics *sum, const assay_evaluate_statistics *s) {
    sum->postings += s->postings;
    sum->decoded += s->decoded;
    sum->bounded += s->bounded;
    sum->scored += s->scored;
    sum->candidates += s->candidates;
    sum->positions_read += s->positions_read;
    sum->blocks_skipped += s->blocks_skipped;
    sum->prime += s->threshold > 0 ? s->prime / s->threshold : 0;
}

static uint64_t mix(uint64_t sum, const assay_hits *hits, bool count) {
    for (size_t i = 0; i < hits->count; i++) {
        uint64_t bits;
        memcpy(&bits, &hits->items[i].score, sizeof bits);
        sum = (sum ^ bits ^ hits->items[i].record) * 0x9E3779B97F4A7C15U;
    }
    return count ? sum * 31 + hits->matches : sum;
}

/* floors: by query, what scores less is not wanted; NULL: everything is. */
static outcome measure(const bench *b, assay_evaluate_options o, int rounds, const double *floors) {
    assay_error err;
    assay_hits hits = {0};
    outcome out = {0};
    double *best = malloc((b->count + 1) * sizeof *best);
    out.least = calloc(b->count + 1, sizeof *out.least);
    if (best == NULL || out.least == NULL)
        die("out of memory");
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < b->count; i++) {
            o.floor = floors != NULL ? floors[i] : 0;
            double start = now_us();
            must(assay_evaluate(&hits, b->evaluator, b->snapshot, b->plans[i], &o, &err), &err);
            double took = now_us() - start;
            best[i] = round == 0 || took < best[i] ? took : best[i];
            if (round == 0) {
                out.checksum = mix(out.checksum, &hits, o.count);
                add_statistics(&out.sum, &hits.statistics);
                if (o.k != 0 && hits.count == o.k)
                    out.least[i] = hits.items[hits.count - 1].score;
            }
        }
    }
    for (size_t i = 0; i < b->count; i++)
        out.mean += best[i] / (double)b->count;
    if (getenv("BENCH_PER_QUERY") != NULL) {
        for (size_t i = 0; i < b->count; i++)
            fprintf(stderr, "%zu\t%.1f\n", i + 1, best[i]);
    }
    qsort(best, b->count, sizeof *best, by_value);
    out.median = best[b->count / 2];
    out.p99 = best[b->count * 99 / 100];
    free(best);
    assay_hits_done(&hits);
    return out;
}

/* The same queries another way: the hits must be the same. */
static double compare(const bench *b, assay_evaluate_options o, int rounds, const double *floors,
                      uint64_t checksum, const char *what) {
    outcome other = measure(b, o, rounds, floors);
    if (other.checksum != checksum)
        die(what);
    free(other.least);
    return other.mean;
}

static void report(const bench *b, const char *name, assay_evaluate_options o, int rounds) {
    outcome pruned = measure(b, o, rounds, NULL);
    double n = (double)b->count, exhaustive = 0, postings = (double)pruned.sum.postings;
    double floor =
        compare(b, o, rounds, pruned.least, pruned.checksum, "a known threshold changes the hits");
    if (getenv("BENCH_EXHAUSTIVE") != NULL) {
        o.mode = ASSAY_EVALUATE_EXHAUSTIVE;
        exhaustive = compare(b, o, 1, NULL, pruned.checksum, "pruned and exhaustive differ");
    }
    printf("{\"mode\": \"%s\", \"queries\": %zu, \"mean_us\": %.2f, \"median_us\": %.2f, "
           "\"p99_us\": %.1f, \"floor_mean_us\": %.2f, \"times_floor\": %.2f, "
           "\"exhaustive_mean_us\": %.0f, \"checksum\": \"%016llx\", ",
           name, b->count, pruned.mean, pruned.median, pruned.p99, floor, pruned.mean / floor,
           exhaustive, (unsigned long long)pruned.checksum);
    printf("\"postings\": %.0f, \"decoded\": %.0f, \"bounded\": %.0f, \"candidates\": %.1f, "
           "\"scored\": %.1f, \"decoded_share\": %.4f, \"scored_share\": %.5f, "
           "\"positions\": %.1f, \"skipped\": %.0f, \"prime\": %.3f}\n",
           postings / n, (double)pruned.sum.decoded / n, (double)pruned.sum.bounded / n,
           (double)pruned.sum.candidates / n, (double)pruned.sum.scored / n,
           (double)pruned.sum.decoded / postings, (double)pruned.sum.scored / postings,
           (double)pruned.sum.positions_read / n, (double)pruned.sum.blocks_skipped / n,
           pruned.sum.prime / n);
    free(pruned.least);
    fflush(stdout);
}

static assay_evaluate_options mode_of(const char *mode) {
    assay_evaluate_options o = assay_evaluate_defaults();
    const char *digits = strpbrk(mode, "0123456789");
    o.k = digits != NULL ? (uint32_t)strtoul(digits, NULL, 10) : 0;
    o.count = strstr(mode, "count") != NULL;
    return o;
}

static size_t read_plans(bench *b, feeder *f, assay_arena *arena, const char *path,
                         assay_plan_kind kind) {
    FILE *in = fopen(path, "r");
    if (in == NULL)
        die("cannot open the queries");
    char *line = NULL;
    size_t room = 0, capacity = 0;
    while (getline(&line, &room, in) > 0) {
        if (b->count == capacity) {
            capacity = 2 * capacity + 64;
            b->plans = realloc(b->plans, capacity * sizeof *b->plans);
            if (b->plans == NULL)
                die("out of memory");
        }
        b->plans[b->count] = make_plan(arena, f, line, kind);
        if (b->plans[b->count++] == NULL)
            die("out of memory");
    }
    fclose(in);
    free(line);
    return b->count;
}

static assay_plan_kind kind_of(const char *name) {
    return strcmp(name, "and") == 0      ? ASSAY_PLAN_AND
           : strcmp(name, "phrase") == 0 ? ASSAY_PLAN_PHRASE
                                         : ASSAY_PLAN_OR;
}

static bool read_rounds(uint64_t *rounds, const char *text) {
    if (assay_number_u64(rounds, assay_span_of(text)) && *rounds != 0 && *rounds <= INT_MAX)
        return true;
    fprintf(stderr, "rounds: a number, not %s\n", text);
    return false;
}

static assay_segment *open_bench(bench *b, feeder *f, assay_arena *arena, const char *path,
                                 const char *queries, const char *name) {
    assay_error err;
    assay_segment *segment;
    must(assay_segment_open(&segment, path, &err), &err);
    assay_snapshot_part part = {segment, NULL};
    must(assay_snapshot_open(&b->snapshot, &part, 1, &err), &err);
    must(assay_evaluator_new(&b->evaluator, &err), &err);
    if (read_plans(b, f, arena, queries, kind_of(name)) == 0)
        die("there are no queries");
    return segment;
}

static void close_bench(bench *b, assay_segment *segment) {
    free(b->plans);
    assay_evaluator_free(b->evaluator);
    assay_snapshot_close(b->snapshot);
    assay_segment_close(segment);
}

static double time_of(const bench *b, size_t query, const assay_evaluate_options *o,
                      assay_hits *hits) {
    assay_error err;
    double start = now_us();
    must(assay_evaluate(hits, b->evaluator, b->snapshot, b->plans[query], o, &err), &err);
    return now_us() - start;
}

/* All queries in each round, so that none finds its own postings in a cache; who is first in one round is
 * second in the next. */
static void compare_sizes(const bench both[2], const char *mode, uint64_t rounds) {
    assay_evaluate_options o = mode_of(mode);
    assay_hits hits = {0};
    size_t n = both[0].count;
    double sum[2] = {0}, *best = calloc(2 * n, sizeof *best);
    if (best == NULL)
        die("out of memory");
    for (uint64_t turn = 0; turn < rounds * 2 * n; turn++) {
        uint64_t round = turn / (2 * n);
        size_t query = turn / 2 % n, which = (turn + round) % 2, at = 2 * query + which;
        double took = time_of(&both[which], query, &o, &hits);
        best[at] = round == 0 || took < best[at] ? took : best[at];
    }
    for (size_t at = 0; at < 2 * n; at++)
        sum[at % 2] += best[at];
    printf("{\"mode\": \"%s\", \"queries\": %zu, \"mean_us\": %.2f, \"other_mean_us\": %.2f, "
           "\"ratio\": %.2f}\n",
           mode, n, sum[0] / (double)n, sum[1] / (double)n, sum[1] / sum[0]);
    fflush(stdout);
    free(best);
    assay_hits_done(&hits);
}

/* One segment or two, the same queries. */
static int ask(char *const *paths, size_t count, const char *queries, char *const *modes) {
    assay_error err;
    feeder f = {0};
    bench benches[2] = {0};
    assay_segment *segments[2];
    assay_arena arena;
    const char *name = modes[0];
    uint64_t rounds;
    if (!read_rounds(&rounds, modes[1]))
        return 2;
    assay_arena_init(&arena);
    must(assay_analyzer_new(&f.analyzer, NULL, &err), &err);
    for (size_t i = 0; i < count; i++)
        segments[i] = open_bench(&benches[i], &f, &arena, paths[i], queries, name);
    for (modes += 2; *modes != NULL; modes++) {
        if (count == 2)
            compare_sizes(benches, *modes, rounds);
        else
            report(&benches[0], *modes, mode_of(*modes), (int)rounds);
    }
    for (size_t i = 0; i < count; i++)
        close_bench(&benches[i], segments[i]);
    assay_tokens_done(&f.tokens);
    assay_analyzer_free(f.analyzer);
    assay_arena_done(&arena);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "build") == 0)
        return build(argv[2], argv[3]);
    if (argc >= 7 && strcmp(argv[1], "run") == 0)
        return ask(argv + 2, 1, argv[3], argv + 4);
    if (argc >= 8 && strcmp(argv[1], "turns") == 0)
        return ask(argv + 2, 2, argv[4], argv + 5);
    fputs("usage: bench_ranking build DOCS.jsonl OUT.seg\n"
          "       bench_ranking run SEG QUERIES or|and|phrase ROUNDS MODE...\n"
          "       bench_ranking turns SEG OTHER QUERIES or|and|phrase ROUNDS MODE...\n",
          stderr);
    return 2;
}
