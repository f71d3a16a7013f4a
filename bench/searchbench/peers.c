/* searchbench peers: other engines and ours, the same tokens, the same queries, the same run. */
#include "searchbench/adapter.h"
#include "searchbench/clock.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"
#include "searchbench/process.h"
#include "searchbench/queryset.h"
#include "searchbench/samples.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PEERS_MAX = 16, PATH_SIZE = 4096 };

static const char *const clock_names[] = {"wall", "cpu"};

/* Scores of one formula agree to float precision, Lucene's and Tantivy's. */
static const double score_tolerance = 1e-5;

typedef struct {
    char name[64], program[PATH_SIZE], dir[PATH_SIZE];
    bench_adapter adapter;
    bench_peer_built built;
    uint64_t bytes, serve_peak_bytes;
    bool build_known; /* what building cost */
    /* the operation at hand */
    double *samples; /* us, round after round */
    uint64_t *counts;
    size_t *score_counts; /* by query */
    double *scores;       /* k a query */
    size_t asked;         /* so many of the requests: a slow engine has not the time for all */
    size_t agreeing;
    const char *agrees_with;
    uint64_t hits;
    bool refused;
} peer;

typedef struct {
    const char *bin, *engines, *tokens, *queries, *ops, *work;
    uint64_t warmup, rounds, limit;
    double warm_least, warm_most, budget; /* seconds */
    int clock;                            /* 0: wall, 1: cpu */
    bool build_only;
} peers_options;

typedef struct {
    peers_options options;
    bench_op ops[BENCH_OPS_MAX];
    size_t op_count;
    bench_queries queries;
    assay_analyzer *analyzer;
    assay_span *requests; /* in the queries' arena; {NULL, 0}: no words */
    size_t request_count;
    peer peers[PEERS_MAX];
    size_t count;
    bench_peer_answer *answer;
    bench_document document;
    assay_error err;
} peers;

/* ---- who takes part ---- */

static assay_status add_peer(peers *p, assay_span name) {
    if (p->count == PEERS_MAX)
        return assay_fail(&p->err, ASSAY_E_LIMIT, "more than %d peers", PEERS_MAX);
    peer *one = &p->peers[p->count];
    int size = (int)name.size;
    snprintf(one->name, sizeof one->name, "%.*s", size, name.data);
    snprintf(one->program, sizeof one->program, "%s/%.*s", p->options.bin, size, name.data);
    snprintf(one->dir, sizeof one->dir, "%s/%.*s", p->options.work, size, name.data);
    if (access(one->program, X_OK) != 0)
        return assay_fail(&p->err, ASSAY_E_NOT_FOUND, "%s: %s", one->program, strerror(errno));
    p->count++;
    return ASSAY_OK;
}

static assay_status find_peers(peers *p) {
    struct dirent **entries = NULL;
    assay_status status = ASSAY_OK;
    if (p->options.engines != NULL) {
        for (assay_span rest = assay_span_of(p->options.engines); rest.data != NULL;)
            ASSAY_TRY(add_peer(p, assay_span_trim(assay_span_cut(&rest, ','))));
        return ASSAY_OK;
    }
    int found = scandir(p->options.bin, &entries, NULL, alphasort);
    if (found < 0)
        return assay_fail(&p->err, ASSAY_E_NOT_FOUND, "%s: %s", p->options.bin, strerror(errno));
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.' && status == ASSAY_OK)
            status = add_peer(p, assay_span_of(entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return status;
}

static assay_status open_peer(peers *p, peer *one) {
    ASSAY_TRY(bench_adapter_prepare(&one->built, &one->build_known, one->program, p->options.tokens,
                                    one->dir, &p->err));
    ASSAY_TRY(bench_files_bytes(&one->bytes, one->dir, &p->err));
    ASSAY_TRY(bench_adapter_open(&one->adapter, one->program, one->dir, &p->err));
    if (strcmp(one->adapter.clock, clock_names[p->options.clock]) != 0)
        return assay_fail(&p->err, ASSAY_E_UNSUPPORTED, "%s times by the %s clock only", one->name,
                          one->adapter.clock);
    return p->options.build_only ? ASSAY_OK : bench_adapter_warm(&one->adapter, &p->err);
}

/* A peer nobody named that cannot be used is left out, with a line that says so. */
static assay_status open_peers(peers *p) {
    size_t kept = 0;
    for (size_t e = 0; e < p->count; e++) {
        assay_status status = open_peer(p, &p->peers[e]);
        if (status == ASSAY_OK) {
            if (kept != e)
                p->peers[kept] = p->peers[e];
            kept++;
            continue;
        }
        bench_adapter_close(&p->peers[e].adapter, NULL);
        if (p->options.engines != NULL)
            return status;
        assay_message(BENCH_PROGRAM, "%s is left out: %s", p->peers[e].name, p->err.message);
    }
    p->count = kept;
    return kept > 0 ? ASSAY_OK
                    : assay_fail(&p->err, ASSAY_E_NOT_FOUND, "%s: no peer", p->options.bin);
}

/* ---- requests ---- */

static const char *verb_of(const bench_op *op) {
    static const char *const ranked[] = {"or", "and", "phrase"};
    static const char *const counted[] = {"count_or", "count_and", "count_phrase"};
    if (op->k == 0)
        return counted[op->match];
    return op->count && op->match == BENCH_ANY ? "or_count" : ranked[op->match];
}

static assay_status make_request(peers *p, const bench_op *op, size_t i, assay_tokens *scratch) {
    bench_terms terms;
    assay_buffer text;
    ASSAY_TRY(
        bench_query_terms(&terms, p->analyzer, scratch, p->queries.lines[i], false, true, &p->err));
    if (terms.count == 0)
        return ASSAY_OK;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&text, "%s %u", verb_of(op), op->k);
    for (size_t t = 0; t < terms.count; t++) {
        assay_buffer_add_byte(&text, ' ');
        assay_buffer_add_span(&text, assay_span_skip(terms.terms[t], 1));
    }
    assay_status status = assay_buffer_check(&text, &p->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(&p->requests[p->request_count++], &p->queries.arena,
                                  assay_buffer_span(&text), &p->err);
    assay_buffer_done(&text);
    return status;
}

static assay_status make_requests(peers *p, const bench_op *op) {
    assay_tokens scratch = {0};
    assay_status status = ASSAY_OK;
    p->request_count = 0;
    for (size_t i = 0; i < p->queries.count && status == ASSAY_OK; i++)
        status = make_request(p, op, i, &scratch);
    assay_tokens_done(&scratch);
    return status;
}

/* ---- rounds ---- */

static assay_status ask(peers *p, peer *one, size_t i) {
    return bench_adapter_ask(p->answer, &one->adapter, p->requests[i], &p->err);
}

/* A virtual machine that has just begun is slow for a while: that is no reason to ask it less. */
static assay_status prime(peers *p, peer *one) {
    double began = bench_clock_seconds();
    for (size_t i = 0;
         i < p->request_count && bench_clock_seconds() - began < p->options.warm_least; i++) {
        assay_status status = ask(p, one, i);
        if (status != ASSAY_OK)
            return status == ASSAY_E_UNSUPPORTED ? ASSAY_OK : status;
    }
    return ASSAY_OK;
}

/* Keeps the answers of the first pass, to be compared. An engine that has used up its time is not
 * asked the rest. */
static assay_status first_pass(peers *p, peer *one, const bench_op *op) {
    double began = bench_clock_seconds();
    one->hits = 0;
    one->asked = 0;
    for (size_t i = 0; i < p->request_count; i++) {
        if (p->options.budget > 0 && i > 0 && bench_clock_seconds() - began > p->options.budget)
            return ASSAY_OK;
        assay_status status = ask(p, one, i);
        one->refused = status == ASSAY_E_UNSUPPORTED;
        if (status != ASSAY_OK)
            return one->refused ? ASSAY_OK : status;
        size_t kept = p->answer->hit_count < op->k ? p->answer->hit_count : op->k;
        one->counts[i] = p->answer->count;
        one->score_counts[i] = kept;
        one->hits += kept;
        one->asked++;
        memcpy(one->scores + i * op->k, p->answer->scores, kept * sizeof *one->scores);
    }
    return ASSAY_OK;
}

/* Until times no longer fall, for a virtual machine compiles what it runs often: no round in four was
 * faster by a thirtieth than the best before. Seconds are the engine's own, so that a busy machine
 * warms nobody less. */
static assay_status warm_up(peers *p, peer *one) {
    double passed = 0, best = INFINITY;
    if (one->asked < p->request_count) /* the first pass took long enough */
        return ASSAY_OK;
    for (uint64_t round = 0, idle = 0;; round++) {
        bool enough = round >= p->options.warmup && passed >= p->options.warm_least;
        if (enough && (idle >= 4 || passed >= p->options.warm_most))
            return ASSAY_OK;
        double sum = 0;
        for (size_t i = 0; i < p->request_count; i++) {
            ASSAY_TRY(ask(p, one, i));
            sum += (double)p->answer->time_ns;
        }
        idle = sum < best * 29 / 30 ? 0 : idle + 1;
        best = sum < best ? sum : best;
        passed += sum * 1e-9;
    }
}

/* Engines take turns, so that a machine that slows down slows all of them. */
static assay_status timed_rounds(peers *p) {
    for (uint64_t round = 0; round < p->options.rounds; round++)
        for (size_t e = 0; e < p->count; e++) {
            peer *one = &p->peers[e];
            for (size_t i = 0; i < one->asked && !one->refused; i++) {
                ASSAY_TRY(ask(p, one, i));
                one->samples[round * one->asked + i] = (double)p->answer->time_ns * 1e-3;
            }
        }
    return ASSAY_OK;
}

/* ---- agreement ---- */

static bool same_answer(const peer *a, const peer *b, size_t i, size_t k) {
    if (a->counts[i] != b->counts[i] || a->score_counts[i] != b->score_counts[i])
        return false;
    for (size_t h = 0; h < a->score_counts[i]; h++) {
        double x = a->scores[i * k + h], y = b->scores[i * k + h];
        if (fabs(x - y) > score_tolerance * fmax(fabs(x), fabs(y)))
            return false;
    }
    return true;
}

/* With the first engine of the same formula. */
static void find_agreement(peers *p, const bench_op *op) {
    for (size_t e = 0; e < p->count; e++) {
        peer *one = &p->peers[e];
        one->agrees_with = NULL;
        one->agreeing = 0;
        for (size_t f = 0; f < e && one->agrees_with == NULL; f++) {
            const peer *other = &p->peers[f];
            bool scores_alike = strcmp(one->adapter.formula, other->adapter.formula) == 0 &&
                                (op->match != BENCH_PHRASE ||
                                 strcmp(one->adapter.phrase, other->adapter.phrase) == 0);
            if (one->refused || other->refused || (op->k > 0 && !scores_alike))
                continue;
            one->agrees_with = other->name;
            size_t both = one->asked < other->asked ? one->asked : other->asked;
            for (size_t i = 0; i < both; i++)
                one->agreeing += same_answer(one, other, i, op->k);
        }
    }
}

/* ---- what is written ---- */

static void write_medians(assay_json_writer *json, const peers *p, const peer *one,
                          double *best_mean, double *scratch) {
    *best_mean = 0;
    assay_json_key(json, "per_query_us");
    assay_json_open(json, '[');
    for (size_t i = 0; i < one->asked; i++) {
        for (uint64_t round = 0; round < p->options.rounds; round++)
            scratch[round] = one->samples[round * one->asked + i];
        bench_summary s = bench_summarize(scratch, p->options.rounds);
        *best_mean += s.min / (double)one->asked;
        assay_json_double(json, round(s.p50 * 1000) / 1000);
    }
    assay_json_close(json, ']');
}

static assay_status write_op(peers *p, const bench_op *op, peer *one) {
    assay_json_writer *json = &p->document.json;
    size_t total = one->asked * p->options.rounds;
    double best_mean, *scratch = malloc((p->options.rounds + 1) * sizeof *scratch);
    if (scratch == NULL)
        return assay_fail_memory(&p->err);
    assay_json_open(json, '{');
    assay_json_string_at(json, "op", assay_span_of(op->name));
    assay_json_string_at(json, "engine", assay_span_of(one->name));
    assay_json_uint_at(json, "threads", 1);
    assay_json_string_at(json, "loop", ASSAY_SPAN("closed"));
    assay_json_string_at(json, "clock", assay_span_of(clock_names[p->options.clock]));
    assay_json_uint_at(json, "queries", one->asked);
    assay_json_uint_at(json, "rounds", p->options.rounds);
    write_medians(json, p, one, &best_mean, scratch);
    bench_summary summary = bench_summarize(one->samples, total);
    bench_summary_write(json, &summary);
    assay_json_double_at(json, "best_mean_us", best_mean);
    assay_json_double_at(json, "throughput_qps", 1e6 / summary.mean);
    assay_json_uint_at(json, "hits", one->hits);
    if (one->agrees_with != NULL) {
        assay_json_string_at(json, "agrees_with", assay_span_of(one->agrees_with));
        assay_json_uint_at(json, "agreeing_queries", one->agreeing);
    }
    assay_json_close(json, '}');
    free(scratch);
    return ASSAY_OK;
}

static void write_engines(peers *p) {
    assay_json_writer *json = &p->document.json;
    assay_json_key(json, "engines");
    assay_json_open(json, '[');
    for (size_t i = 0; i < p->count; i++) {
        peer *one = &p->peers[i];
        assay_json_open(json, '{');
        assay_json_string_at(json, "engine", assay_span_of(one->name));
        assay_json_string_at(json, "version", assay_span_of(one->adapter.version));
        assay_json_string_at(json, "formula", assay_span_of(one->adapter.formula));
        assay_json_uint_at(json, "documents", one->adapter.documents);
        assay_json_uint_at(json, "bytes", one->bytes);
        bench_adapter_close(&one->adapter, &one->serve_peak_bytes);
        assay_json_uint_at(json, "serve_peak_bytes", one->serve_peak_bytes);
        if (one->build_known) {
            assay_json_double_at(json, "build_seconds", one->built.seconds);
            assay_json_double_at(json, "build_cpu_seconds", one->built.cpu_seconds);
            assay_json_uint_at(json, "build_peak_bytes", one->built.peak_bytes);
        }
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}

static void write_head(peers *p) {
    assay_json_writer *json = &p->document.json;
    bench_document_begin(&p->document, "peers");
    assay_json_key(json, "queries");
    assay_json_open(json, '{');
    assay_json_string_at(json, "path", assay_span_of(p->queries.path));
    assay_json_uint_at(json, "count", p->queries.count);
    bench_document_hash(json, "hash", p->queries.hash);
    assay_json_close(json, '}');
}

/* ---- the run ---- */

static assay_status make_room(peers *p) {
    size_t queries = p->queries.count, k = 1;
    for (size_t i = 0; i < p->op_count; i++)
        k = p->ops[i].k > k ? p->ops[i].k : k;
    p->answer = malloc(sizeof *p->answer);
    p->requests = assay_arena_calloc(&p->queries.arena, queries, sizeof *p->requests);
    bool made = p->answer != NULL && p->requests != NULL;
    for (size_t e = 0; e < p->count && made; e++) {
        peer *one = &p->peers[e];
        one->samples = calloc(queries * p->options.rounds + 1, sizeof *one->samples);
        one->counts = calloc(queries, sizeof *one->counts);
        one->score_counts = calloc(queries, sizeof *one->score_counts);
        one->scores = calloc(queries * k, sizeof *one->scores);
        made = one->samples != NULL && one->counts != NULL && one->score_counts != NULL &&
               one->scores != NULL;
    }
    return made ? ASSAY_OK : assay_fail_memory(&p->err);
}

static assay_status run_op(peers *p, const bench_op *op) {
    ASSAY_TRY(make_requests(p, op));
    if (p->request_count == 0)
        return assay_fail(&p->err, ASSAY_E_FORMAT, "%s: no words in any query", p->queries.path);
    for (size_t e = 0; e < p->count; e++) {
        if (p->options.budget > 0)
            ASSAY_TRY(prime(p, &p->peers[e]));
        ASSAY_TRY(first_pass(p, &p->peers[e], op));
        if (!p->peers[e].refused)
            ASSAY_TRY(warm_up(p, &p->peers[e]));
    }
    find_agreement(p, op);
    ASSAY_TRY(timed_rounds(p));
    for (size_t e = 0; e < p->count; e++)
        if (!p->peers[e].refused)
            ASSAY_TRY(write_op(p, op, &p->peers[e]));
    return ASSAY_OK;
}

static assay_status check_options(peers *p) {
    const peers_options *o = &p->options;
    if (o->bin == NULL || o->tokens == NULL || o->queries == NULL || o->work == NULL)
        return assay_fail(&p->err, ASSAY_E_USAGE,
                          "--bin DIR, --tokens FILE, --queries FILE and --work DIR are needed");
    if (o->rounds == 0 || o->rounds > 100000)
        return assay_fail(&p->err, ASSAY_E_USAGE, "--repeat takes a number from 1 to 100000");
    if (setenv("PEERS_CLOCK", clock_names[o->clock], 1) != 0) /* adapters inherit it */
        return assay_fail_memory(&p->err);
    return bench_ops_parse(p->ops, &p->op_count, assay_span_of(o->ops), &p->err);
}

static assay_status run_ops(peers *p) {
    assay_json_key(&p->document.json, "ops");
    assay_json_open(&p->document.json, '[');
    for (size_t i = 0; i < p->op_count; i++)
        ASSAY_TRY(run_op(p, &p->ops[i]));
    assay_json_close(&p->document.json, ']');
    return ASSAY_OK;
}

static assay_status run(peers *p) {
    ASSAY_TRY(check_options(p));
    ASSAY_TRY(bench_queries_read(&p->queries, p->options.queries, &p->err));
    if (p->options.limit != 0 && p->options.limit < p->queries.count)
        p->queries.count = (size_t)p->options.limit;
    ASSAY_TRY(assay_analyzer_new(&p->analyzer, NULL, &p->err));
    if (mkdir(p->options.work, 0777) != 0 && errno != EEXIST)
        return assay_fail(&p->err, ASSAY_E_IO, "%s: %s", p->options.work, strerror(errno));
    ASSAY_TRY(find_peers(p));
    ASSAY_TRY(open_peers(p));
    ASSAY_TRY(make_room(p));
    write_head(p);
    if (!p->options.build_only)
        ASSAY_TRY(run_ops(p));
    write_engines(p);
    return bench_document_print(&p->document, &p->err);
}

static void done(peers *p) {
    for (size_t e = 0; e < p->count; e++) {
        bench_adapter_close(&p->peers[e].adapter, NULL);
        free(p->peers[e].samples);
        free(p->peers[e].counts);
        free(p->peers[e].score_counts);
        free(p->peers[e].scores);
    }
    free(p->answer);
    bench_document_done(&p->document);
    assay_analyzer_free(p->analyzer);
    bench_queries_done(&p->queries);
}

int bench_command_peers(const char **words, size_t count) {
    peers *p = calloc(1, sizeof *p);
    if (p == NULL)
        return ASSAY_EXIT_IO;
    peers_options *o = &p->options;
    *o = (peers_options){
        .ops = BENCH_OPS_DEFAULT, .warmup = 1, .rounds = 3, .warm_least = 2, .warm_most = 20};
    const assay_option options[] = {
        ASSAY_TEXT_OPTION('b', "bin", &o->bin, "DIR",
                          "adapters, as bench/peers/build.sh makes them"),
        ASSAY_TEXT_OPTION('e', "engines", &o->engines, "LIST", "names in DIR (all of them)"),
        ASSAY_TEXT_OPTION(0, "tokens", &o->tokens, "FILE", "documents, of `searchbench tokens`"),
        ASSAY_TEXT_OPTION('q', "queries", &o->queries, "FILE", "queries, one a line"),
        ASSAY_TEXT_OPTION(0, "work", &o->work, "DIR",
                          "where indexes are; those that are not there are built"),
        ASSAY_TEXT_OPTION(0, "ops", &o->ops, "LIST", "operations (" BENCH_OPS_DEFAULT ")"),
        ASSAY_NUMBER_OPTION('w', "warmup", &o->warmup, "N", "rounds before the clock (1)"),
        ASSAY_REAL_OPTION(
            0, "warm-least", &o->warm_least, "S",
            "and seconds of searching no less than this, by operation and engine (2)"),
        ASSAY_REAL_OPTION(0, "warm-most", &o->warm_most, "S",
                          "on from there until times no longer fall, but no longer than this (20)"),
        ASSAY_NUMBER_OPTION('r', "repeat", &o->rounds, "N", "timed rounds (3)"),
        ASSAY_NUMBER_OPTION('n', "limit", &o->limit, "N", "take the first N queries only"),
        ASSAY_REAL_OPTION(0, "budget", &o->budget, "S",
                          "an engine that needs longer than this for one round of an operation is "
                          "asked only the queries it answers in that time (0: all)"),
        ASSAY_CHOICE_OPTION(0, "clock", &o->clock, "wall|cpu",
                            "what times are of (wall); cpu: the searching thread's processor time"),
        ASSAY_FLAG_OPTION(0, "build-only", &o->build_only,
                          "build what is not there and tell its cost; ask nothing"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "peers",
        .arguments = "",
        .arguments_min = 0,
        .arguments_max = 0,
        .summary = "times engines side by side on the same tokens and queries",
        .description =
            "Every engine's adapter is a process that times its own searches. Engines take turns "
            "round by round. Where two have one formula their counts and scores are compared.",
        .examples = "bench/peers/build.sh build/peers\n"
                    "searchbench peers --bin build/peers/bin --tokens tokens.txt --queries "
                    "queries.txt --work work > peers.json\n",
        .options = options};
    size_t arguments;
    int exit_code;
    if (assay_program_start(&arguments, &exit_code, &command, words, count)) {
        exit_code =
            run(p) == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &p->err);
        done(p);
    }
    free(p);
    return exit_code;
}
