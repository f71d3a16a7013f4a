/* Random collections and random queries through the whole engine: the exhaustive evaluation, the pruned one and libxapian give the same
 * records in the same order with the same scores. */
#include "support/index.h"

#include "index/maintenance.h"

#include <math.h>

static test_folder folder;
static assay_error err;

/* ---- chance, the same on every machine ---- */

static uint64_t state;
static uint32_t chance(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}
static bool once_in(uint32_t n) {
    return chance(n) == 0;
}

/* Frequent words first: chance(chance(n)) prefers them. */
static const char *const words[] = {
    "trial",       "cells",       "lung",     "IL-2",        "the",         "melanoma",
    "of",          "cancer",      "IL2",      "patients",    "CAR",         "T",
    "therapy",     "dose",        "toxicity", "TGF-β1",      "interleukin", "2",
    "CD8⁺",        "metastases",  "B7-H3",    "renal",       "carcinoma",   "immunotherapy",
    "immune",      "endothelial", "NKTR-214", "aldesleukin", "vascular",    "leak",
    "haemoglobin", "hemoglobin",  "10.5",     "mice"};
enum { WORDS = sizeof words / sizeof *words };
static const char *word(void) {
    return words[chance(chance(WORDS) + 1)];
}

static const char *const phases[] = {"PHASE1", "PHASE2", "PHASE3", "EARLY_PHASE1"};
static const char *const statuses[] = {"RECRUITING", "COMPLETED", "TERMINATED"};

/* ---- collections ---- */

static void add_words(assay_buffer *out, uint32_t most) {
    uint32_t count = 1 + chance(most);
    for (uint32_t i = 0; i < count; i++)
        assay_buffer_format(out, "%s%s", i != 0 ? " " : "", word());
}

static void add_record(assay_buffer *out, uint32_t number) {
    assay_buffer_format(out, "{\"id\":\"id:r%u\",\"type\":\"%s\",\"title\":[\"", number,
                        once_in(2) ? "trial" : "abstract");
    add_words(out, 8);
    assay_buffer_add_text(out, "\"],\"summary\":[\"");
    add_words(out, once_in(6) ? 120 : 25);
    assay_buffer_add_text(out, "\"],\"keywords\":[\"");
    add_words(out, 3);
    assay_buffer_add_text(out, "\"],\"exclusion\":[\"");
    add_words(out, 6);
    assay_buffer_format(out, "\"],\"authors\":[\"%s, A\"]", word());
    if (once_in(2))
        assay_buffer_format(out, ",\"phases\":[\"%s\"],\"status\":[\"%s\"]", phases[chance(4)],
                            statuses[chance(3)]);
    if (!once_in(4))
        assay_buffer_format(out, ",\"published\":\"20%02u-0%u\"", 10 + chance(14), 1 + chance(9));
    if (once_in(2))
        assay_buffer_format(out, ",\"enrolment\":%u", chance(500));
    if (once_in(2))
        assay_buffer_format(out, ",\"min_age_days\":%u", 365 * chance(60));
    if (once_in(3))
        assay_buffer_format(out, ",\"max_age_days\":%u", 365 * (60 + chance(30)));
    assay_buffer_add_text(out, "}\n");
}

/* Loaded in pieces, with records replaced: several segments, dead records. */
static void build(uint32_t records) {
    for (uint32_t piece = 0; piece < 3; piece++) {
        assay_buffer lines;
        assay_buffer_init(&lines, ASSAY_BUFFER_NO_CAP);
        for (uint32_t i = 0; i < records / 3 + 1; i++)
            add_record(&lines, chance(records));
        assay_buffer_add_byte(&lines, '\0');
        ck_ok(assay_buffer_check(&lines, &err), err);
        test_index_add(&folder, lines.data);
        assay_buffer_done(&lines);
    }
}

/* ---- queries ---- */

static void add_query(assay_buffer *out, uint32_t depth);

static void add_phrase(assay_buffer *out) {
    assay_buffer_add_byte(out, '"');
    add_words(out, 3);
    assay_buffer_add_byte(out, '"');
    if (once_in(3))
        assay_buffer_format(out, "~%u", chance(6));
}

static void add_leaf(assay_buffer *out) {
    static const char *const fields[] = {"ti", "ab", "tiab", "kw", "exc", "elig", "au", "tx"};
    static const char *const patterns[] = {"immun*", "*therapy",  "h?moglobin", "melanma~1",
                                           "ca*",    "=patients", "=IL-2",      "*"};
    static const char *const values[] = {
        "phase:2", "status:recruiting", "type:trial", "dp:2015..2020", "n:>100",
        "age:54y", "has:phase",         "missing:dp", "dp:2018"};
    switch (chance(12)) {
    case 0:
    case 1:
        add_phrase(out);
        return;
    case 2:
        assay_buffer_format(out, "%s:%s", fields[chance(8)], word());
        return;
    case 3:
        assay_buffer_format(out, "%s:", fields[chance(8)]);
        add_phrase(out);
        return;
    case 4:
        assay_buffer_add_text(out, patterns[chance(8)]);
        return;
    case 5:
        assay_buffer_add_text(out, values[chance(9)]);
        return;
    case 6:
        assay_buffer_format(out, "%s %s/%u %s", word(), once_in(2) ? "NEAR" : "ADJ", chance(5),
                            word());
        return;
    default:
        assay_buffer_add_text(out, word());
        if (once_in(6))
            assay_buffer_format(out, "^%u", 1 + chance(4));
    }
}

static void add_group(assay_buffer *out, uint32_t depth) {
    uint32_t count = 1 + chance(4);
    for (uint32_t i = 0; i < count; i++) {
        if (i != 0)
            assay_buffer_add_byte(out, ' ');
        if (once_in(4))
            assay_buffer_add_byte(out, once_in(2) ? '+' : '-');
        assay_buffer_add_byte(out, '(');
        add_query(out, depth + 1);
        assay_buffer_add_byte(out, ')');
    }
}

static void add_query(assay_buffer *out, uint32_t depth) {
    static const char *const operators[] = {" AND ", " OR ", " NOT ", " "};
    if (depth > 2 || once_in(2)) {
        add_leaf(out);
        return;
    }
    if (once_in(2)) {
        add_group(out, depth);
        return;
    }
    const char *operation = operators[chance(4)];
    uint32_t count = 2 + chance(2);
    for (uint32_t i = 0; i < count; i++) {
        if (i != 0)
            assay_buffer_add_text(out, operation);
        assay_buffer_add_byte(out, '(');
        add_query(out, depth + 1);
        assay_buffer_add_byte(out, ')');
    }
}

/* ---- comparison ---- */

static void ask(assay_search_results *results, assay_search *search, assay_span query,
                assay_search_engine engine, assay_evaluate_mode mode, uint32_t count) {
    assay_search_request request = assay_search_defaults();
    request.rank = ASSAY_RANK_FAST;
    request.query = query;
    request.engine = engine;
    request.mode = mode;
    request.count = count;
    request.exact_count = true;
    request.rank = query.size % 2 != 0 ? ASSAY_RANK_FAST : ASSAY_RANK_DEFAULT;
    request.k1 = 1.2;
    request.b = 0.75;
    assay_status status = assay_search_run(results, search, &request, &err);
    ck_assert_msg(status == ASSAY_OK, "%.*s: %s", ASSAY_SPAN_ARG(query), err.message);
}

static bool is_same_score(double a, double b) {
    return fabs(a - b) <= 1e-9 * (fabs(a) > fabs(b) ? fabs(a) : fabs(b));
}

static void check_same(const assay_search_results *a, const assay_search_results *b,
                       assay_span query, const char *what, bool exactly) {
    ck_assert_msg(a->total == b->total, "%s: %llu and %llu matches: %.*s", what,
                  (unsigned long long)a->total, (unsigned long long)b->total,
                  ASSAY_SPAN_ARG(query));
    ck_assert_msg(a->count == b->count, "%s: %zu and %zu hits: %.*s", what, a->count, b->count,
                  ASSAY_SPAN_ARG(query));
    for (size_t i = 0; i < a->count; i++) {
        double x = a->hits[i].score, y = b->hits[i].score;
        ck_assert_msg(exactly ? x == y : is_same_score(x, y),
                      "%s: hit %zu scores %.17g and %.17g: %.*s", what, i, x, y,
                      ASSAY_SPAN_ARG(query));
        ck_assert_msg(a->hits[i].docid == b->hits[i].docid, "%s: hit %zu is %.*s and %.*s: %.*s",
                      what, i, ASSAY_SPAN_ARG(a->hits[i].identity),
                      ASSAY_SPAN_ARG(b->hits[i].identity), ASSAY_SPAN_ARG(query));
    }
}

static void check_query(assay_search *search, assay_span query) {
    static const uint32_t counts[] = {1, 3, 10, 1000};
    uint32_t count = counts[chance(4)];
    assay_search_results exhaustive = {0}, pruned = {0}, xapian = {0};
    ask(&exhaustive, search, query, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_EXHAUSTIVE, count);
    ask(&pruned, search, query, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED, count);
    ask(&xapian, search, query, ASSAY_ENGINE_XAPIAN, ASSAY_EVALUATE_PRUNED, count);
    check_same(&exhaustive, &pruned, query, "exhaustive, pruned", true);
    check_same(&exhaustive, &xapian, query, "ranking core, libxapian", false);
    assay_search_results_done(&exhaustive);
    assay_search_results_done(&pruned);
    assay_search_results_done(&xapian);
}

static void set_up(void) {
    test_folder_make(&folder);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

/* ASSAY_SEED and ASSAY_QUERIES repeat or lengthen a run. */
static uint64_t number_of(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(three_evaluations_of_random_queries_agree) {
    static const uint32_t sizes[] = {1, 4, 12, 40, 120, 400};
    uint64_t seed = number_of("ASSAY_SEED", 20261122) + (uint64_t)_i;
    uint64_t queries = number_of("ASSAY_QUERIES", 120);
    state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    build(sizes[_i % 6]);
    assay_search *search = test_index_open(&folder);
    for (uint64_t i = 0; i < queries; i++) {
        assay_buffer query;
        assay_buffer_init(&query, ASSAY_BUFFER_NO_CAP);
        add_query(&query, 0);
        check_query(search, assay_buffer_span(&query));
        assay_buffer_done(&query);
    }
    assay_search_close(search);
}
END_TEST

/* Before and after, on both engines; the segment is one of reordered records after. */
START_TEST(optimizing_changes_no_answer) {
    enum { QUERIES = 60 };
    static const assay_search_engine engines[] = {ASSAY_ENGINE_RANKING, ASSAY_ENGINE_XAPIAN};
    static assay_search_results before[QUERIES][2];
    assay_buffer queries[QUERIES];
    memset(before, 0, sizeof before);
    state = number_of("ASSAY_SEED", 20261122) * UINT64_C(0x9E3779B97F4A7C15) + 77;
    build(900);
    assay_search *search = test_index_open(&folder);
    for (size_t i = 0; i < QUERIES; i++) {
        assay_buffer_init(&queries[i], ASSAY_BUFFER_NO_CAP);
        add_query(&queries[i], 0);
        for (int e = 0; e < 2; e++)
            ask(&before[i][e], search, assay_buffer_span(&queries[i]), engines[e],
                ASSAY_EVALUATE_PRUNED, 50);
    }
    assay_search_close(search);
    for (int round = 0; round < 2; round++) /* a second time there is nothing to do */
        ck_ok(assay_index_optimize(test_folder_at(&folder, "index"), ASSAY_ORDER_SIMILAR, 2, &err),
              err);
    search = test_index_open(&folder);
    for (size_t i = 0; i < QUERIES; i++) {
        assay_span query = assay_buffer_span(&queries[i]);
        for (int e = 0; e < 2; e++) {
            assay_search_results after = {0};
            ask(&after, search, query, engines[e], ASSAY_EVALUATE_PRUNED, 50);
            check_same(&before[i][e], &after, query, "before, after", true);
            assay_search_results_done(&after);
            assay_search_results_done(&before[i][e]);
        }
        check_query(search, query);
        assay_buffer_done(&queries[i]);
    }
    assay_search_close(search);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/differential");
    TCase *random = tcase_create("random");
    tcase_add_checked_fixture(random, set_up, tear_down);
    tcase_set_timeout(random, 300);
    tcase_add_test(random, optimizing_changes_no_answer);
    tcase_add_loop_test(random, three_evaluations_of_random_queries_agree, 0, 12);
    suite_add_tcase(suite, random);
    return assay_suite_run(suite);
}
