/* Random plans over random collections: brute force, the exhaustive and the pruned evaluation agree
 * to the last bit. ASSAY_DIFFERENTIAL=n makes n times as many; ASSAY_SEED=s starts elsewhere. */
#include "support/folder.h"
#include "support/reference.h"
#include "support/suite.h"

#include "ranking/writing/merge.h"

#include <inttypes.h>
#include <pthread.h>

static uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* A collection written, opened and made a snapshot. */
typedef struct {
    reference r;
    test_folder folder;
    assay_segment *segments[8];
    assay_tombstones *tombstones[8];
    assay_snapshot *snapshot;
} collection;

/* Writes the open part anew with its records in an order drawn by lot, and opens that instead. */
static void shuffle_part(collection *c, uint32_t part, uint64_t state) {
    assay_error err;
    char name[32];
    uint32_t count = assay_segment_footer(c->segments[part])->records;
    uint32_t *order = malloc((count + (size_t)1) * sizeof *order);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = reference_draw(&state, i + 1);
        order[i] = i;
        order[i] = order[other];
        order[other] = i;
    }
    const assay_merge_source source = {c->segments[part], NULL};
    const assay_merge_options options = {.order = order};
    snprintf(name, sizeof name, "%u.shuffled.seg", part);
    ck_ok(assay_merge(test_folder_at(&c->folder, name), &source, 1, &options, &err), err);
    assay_segment_close(c->segments[part]);
    ck_ok(assay_segment_open(&c->segments[part], test_folder_at(&c->folder, name), &err), err);
    free(order);
}

static int compare_locals(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void open_part(collection *c, assay_snapshot_part *parts, uint32_t part, bool shuffled,
                      uint64_t seed) {
    assay_error err;
    char name[32];
    snprintf(name, sizeof name, "%u.seg", part);
    reference_write(&c->r, part, test_folder_at(&c->folder, name));
    ck_ok(assay_segment_open(&c->segments[part], test_folder_at(&c->folder, name), &err), err);
    if (shuffled)
        shuffle_part(c, part, seed + 7 * part + 1);
    parts[part] = (assay_snapshot_part){c->segments[part], NULL};
    uint32_t *dead = malloc((c->r.count + 1) * sizeof *dead), count = 0;
    for (uint32_t i = 0; i < c->r.count; i++)
        if (c->r.records[i].part == part && c->r.records[i].dead)
            ck_ok(assay_segment_record(&dead[count++], c->segments[part], c->r.records[i].number,
                                       &err),
                  err);
    qsort(dead, count, sizeof *dead, compare_locals);
    snprintf(name, sizeof name, "%u.del", part);
    if (count != 0) {
        const char *path = test_folder_at(&c->folder, name);
        ck_ok(assay_tombstones_write(path, c->segments[part], NULL, dead, count, &err), err);
        ck_ok(assay_tombstones_open(&c->tombstones[part], path, c->segments[part], &err), err);
        parts[part].tombstones = c->tombstones[part];
    }
    free(dead);
}

static void collection_open(collection *c, const reference_shape *shape) {
    assay_error err;
    assay_snapshot_part parts[8];
    memset(c, 0, sizeof *c);
    reference_make(&c->r, shape);
    test_folder_make(&c->folder);
    for (uint32_t part = 0; part < shape->parts; part++)
        open_part(c, parts, part, shape->seed % 2 != 0, shape->seed);
    ck_ok(assay_snapshot_open(&c->snapshot, parts, shape->parts, &err), err);
}

static void collection_close(collection *c) {
    assay_snapshot_close(c->snapshot);
    for (uint32_t part = 0; part < c->r.parts; part++) {
        assay_tombstones_close(c->tombstones[part]);
        assay_segment_close(c->segments[part]);
    }
    test_folder_remove(&c->folder);
    reference_done(&c->r);
}

/* Instead of a depth: a plan around one PHRASE or NEAR, or one of plain words asked for many hits. */
enum { NEAR_ALONE = 0, FLAT_FOR_MANY = 100 };

/* ---- printing a plan that failed ---- */

static void print_plan(const assay_plan *plan, unsigned depth) {
    static const char *const names[] = {"NOTHING", "ALL",   "TERM",     "OR",     "AND",
                                        "MAYBE",   "NOT",   "FILTER",   "PHRASE", "NEAR",
                                        "SYNONYM", "SCALE", "CONSTANT", "SET",    "RANGE"};
    fprintf(stderr, "%*s%s %.*s wqf %u factor %g window %u fields %llu\n", (int)(2 * depth), "",
            names[plan->kind], ASSAY_SPAN_ARG(plan->term), plan->wqf, plan->factor, plan->window,
            (unsigned long long)plan->fields);
    for (uint32_t i = 0; i < plan->child_count; i++)
        print_plan(plan->children[i], depth + 1);
}

static void fail_hits(const char *who, uint64_t seed, const assay_plan *plan,
                      const assay_evaluate_options *o, const assay_hits *hits,
                      const assay_hit *wanted, size_t count) {
    print_plan(plan, 0);
    for (size_t i = 0; i < count && i < hits->count; i++) {
        if (memcmp(&hits->items[i].score, &wanted[i].score, sizeof(double)) != 0 ||
            hits->items[i].record != wanted[i].record) {
            fprintf(stderr, "hit %zu: %u %.17g, not %u %.17g\n", i, hits->items[i].record,
                    hits->items[i].score, wanted[i].record, wanted[i].score);
            break;
        }
    }
    ck_abort_msg("%s, seed %llu, k %u k1 %g b %g: %zu hits, not %zu", who, (unsigned long long)seed,
                 o->k, o->k1, o->b, hits->count, count);
}

static void compare(const char *who, uint64_t seed, const assay_plan *plan,
                    const assay_evaluate_options *o, const assay_hits *hits,
                    const assay_hit *wanted, size_t matches) {
    size_t count = matches < o->k ? matches : o->k;
    bool same = hits->count == count;
    for (size_t i = 0; same && i < count; i++)
        same = hits->items[i].record == wanted[i].record &&
               memcmp(&hits->items[i].score, &wanted[i].score, sizeof(double)) == 0;
    if (!same)
        fail_hits(who, seed, plan, o, hits, wanted, count);
    bool exact = hits->matches_exact ? hits->matches == matches : hits->matches <= matches;
    if (!exact || hits->at_most < matches || (o->count && !hits->matches_exact)) {
        print_plan(plan, 0);
        ck_abort_msg("%s, seed %llu: matches %llu (exact %d, at most %llu), not %zu", who,
                     (unsigned long long)seed, (unsigned long long)hits->matches,
                     hits->matches_exact, (unsigned long long)hits->at_most, matches);
    }
}

static assay_evaluate_options random_options(uint64_t *state, uint32_t records) {
    static const uint32_t ks[] = {10, 10, 10, 1, 2, 100, 1000};
    assay_evaluate_options o = assay_evaluate_defaults();
    o.k = ks[reference_draw(state, 7)];
    if (reference_draw(state, 12) == 0)
        o.k = reference_draw(state, records + 5);
    o.k1 = reference_draw(state, 5) == 0 ? reference_draw(state, 4) : 1.2;
    o.b = reference_draw(state, 5) == 0 ? reference_draw(state, 5) / 4.0 : 0.75;
    o.min_normlen = reference_draw(state, 8) == 0 ? 0.5 : 0;
    o.count = reference_draw(state, 3) == 0;
    return o;
}

static void check_matches(assay_evaluator *evaluator, const collection *c, const assay_plan *plan,
                          const assay_hit *wanted, size_t count) {
    assay_error err;
    assay_record_list list = {0};
    ck_ok(assay_evaluate_matches(&list, evaluator, c->snapshot, plan, &err), err);
    ck_assert_uint_eq(list.count, count);
    uint64_t sum = 0, wanted_sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (uint64_t)list.items[i] * list.items[i];
        wanted_sum += (uint64_t)wanted[i].record * wanted[i].record;
        if (i != 0 && list.items[i - 1] >= list.items[i])
            ck_abort_msg("records do not ascend");
    }
    ck_assert_uint_eq(sum, wanted_sum);
    assay_record_list_done(&list);
}

/* With a floor: those of the hits that score as much, no others. */
static void check_floor(assay_evaluator *evaluator, const collection *c, uint64_t seed,
                        const assay_plan *plan, assay_evaluate_options o, const assay_hits *all) {
    assay_error err;
    assay_hits hits = {0};
    if (all->count == 0)
        return;
    o.floor = all->items[seed % all->count].score;
    size_t count = 0;
    while (count < all->count && all->items[count].score >= o.floor)
        count++;
    for (int mode = 0; mode < 2; mode++) {
        o.mode = mode != 0 ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
        ck_ok(assay_evaluate(&hits, evaluator, c->snapshot, plan, &o, &err), err);
        bool same = hits.count == count;
        for (size_t i = 0; same && i < count; i++)
            same = hits.items[i].record == all->items[i].record &&
                   memcmp(&hits.items[i].score, &all->items[i].score, sizeof(double)) == 0;
        if (!same)
            fail_hits("with a floor", seed, plan, &o, &hits, all->items, count);
        if (hits.matches_exact)
            ck_assert_uint_eq(hits.matches, all->matches);
    }
    assay_hits_done(&hits);
}

/* Some of the hits, and a number no record has, scored by themselves. */
static void check_given(assay_evaluator *evaluator, const collection *c, uint64_t seed,
                        const assay_plan *plan, const assay_evaluate_options *o,
                        const assay_hits *all) {
    enum { GIVEN = 20 };
    assay_error err;
    uint32_t records[GIVEN + 1];
    double scores[GIVEN + 1];
    size_t count = all->count < GIVEN ? all->count : GIVEN;
    for (size_t i = 0; i < count; i++)
        records[i] = all->items[(i * 7 + seed) % all->count].record;
    records[count] = UINT32_MAX;
    ck_ok(assay_evaluate_records(scores, evaluator, c->snapshot, plan, records, count + 1, o, &err),
          err);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(
            memcmp(&scores[i], &all->items[(i * 7 + seed) % all->count].score, sizeof *scores) == 0,
            "seed %" PRIu64 ": a record by itself scores %.17g", seed, scores[i]);
    ck_assert(scores[count] == 0);
}

/* Words near each other, alone or with a word or a condition besides. */
static const assay_plan *near_plan(assay_arena *arena, const reference *r, uint64_t *state) {
    const assay_plan *words[4], *outer[2];
    char name[16];
    uint32_t count = 2 + reference_draw(state, 3);
    for (uint32_t i = 0; i <= count; i++) {
        uint32_t t = reference_draw(state, r->terms);
        while (!reference_has_positions(t))
            t = reference_draw(state, r->terms);
        const assay_plan *word =
            assay_plan_term(arena, assay_span_of(reference_term(name, t)), 1, 1);
        *(i < count ? &words[i] : &outer[1]) = word;
    }
    uint32_t window = reference_draw(state, 2) == 0 ? 0 : count + reference_draw(state, 6);
    assay_plan *near = reference_draw(state, 3) == 0
                           ? assay_plan_near(arena, words, count, count + window)
                           : assay_plan_phrase(arena, words, NULL, count, window);
    if (reference_draw(state, 4) == 0)
        near = assay_plan_in_fields(near, ASSAY_SPAN("fields"), 1 + reference_draw(state, 7));
    outer[0] = near;
    static const assay_plan_kind kinds[] = {ASSAY_PLAN_AND, ASSAY_PLAN_FILTER, ASSAY_PLAN_AND_NOT,
                                            ASSAY_PLAN_AND_MAYBE, ASSAY_PLAN_OR};
    uint32_t kind = reference_draw(state, 10);
    return kind < 5 ? assay_plan_many(arena, kinds[kind], outer, 2) : near;
}

/* Many hits of plain words, whose candidates wait for each other over several ranges. */
static const assay_plan *flat_plan(assay_arena *arena, const reference *r, uint64_t *state) {
    const assay_plan *words[6], *outer[2];
    char name[16];
    uint32_t count = 1 + reference_draw(state, 6);
    for (uint32_t i = 0; i < count; i++) {
        const char *word = reference_term(name, reference_draw(state, r->terms));
        words[i] = assay_plan_term(arena, assay_span_of(word), 1 + reference_draw(state, 2), 1);
    }
    outer[0] = assay_plan_many(
        arena, reference_draw(state, 4) == 0 ? ASSAY_PLAN_AND : ASSAY_PLAN_OR, words, count);
    outer[1] = assay_plan_term(
        arena, assay_span_of(reference_term(name, reference_draw(state, r->terms))), 1, 1);
    static const assay_plan_kind kinds[] = {ASSAY_PLAN_FILTER, ASSAY_PLAN_AND_NOT};
    uint32_t kind = reference_draw(state, 6);
    return kind < 2 ? assay_plan_many(arena, kinds[kind], outer, 2) : outer[0];
}

static void check_plan(assay_evaluator *evaluator, const collection *c, uint64_t seed,
                       unsigned depth, bool by_force) {
    assay_error err;
    assay_arena arena;
    assay_arena_init(&arena);
    uint64_t state = seed * 6364136223846793005U + 1442695040888963407U;
    const assay_plan *plan = depth == NEAR_ALONE ? near_plan(&arena, &c->r, &state)
                             : depth == FLAT_FOR_MANY
                                 ? flat_plan(&arena, &c->r, &state)
                                 : reference_plan(&arena, &c->r, &state, depth);
    assay_evaluate_options o = random_options(&state, c->r.count);
    if (depth == FLAT_FOR_MANY)
        o.k = 256 + reference_draw(&state, 4000);
    assay_hits exhaustive = {0}, pruned = {0};
    o.mode = ASSAY_EVALUATE_EXHAUSTIVE;
    ck_ok(assay_evaluate(&exhaustive, evaluator, c->snapshot, plan, &o, &err), err);
    o.mode = ASSAY_EVALUATE_PRUNED;
    ck_ok(assay_evaluate(&pruned, evaluator, c->snapshot, plan, &o, &err), err);
    if (by_force) {
        assay_hit *wanted;
        size_t count = reference_search(&wanted, &c->r, plan, &o);
        compare("exhaustive", seed, plan, &o, &exhaustive, wanted, count);
        check_matches(evaluator, c, plan, wanted, count);
        free(wanted);
    }
    compare("pruned", seed, plan, &o, &pruned, exhaustive.items, (size_t)exhaustive.matches);
    if (seed % 3 == 1)
        check_given(evaluator, c, seed, plan, &o, &exhaustive);
    if (seed % 3 == 0)
        check_floor(evaluator, c, seed, plan, o, &exhaustive);
    assay_hits_done(&exhaustive);
    assay_hits_done(&pruned);
    assay_arena_done(&arena);
}

static void campaign(uint32_t collections, uint32_t plans, uint32_t records_max, bool by_force) {
    assay_error err;
    assay_evaluator *evaluator;
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    uint64_t first = setting("ASSAY_SEED", 1);
    collections = (uint32_t)(collections * setting("ASSAY_DIFFERENTIAL", 1) /
                             setting("ASSAY_DIFFERENTIAL_PART", 1));
    if (collections == 0)
        collections = 1;
    for (uint64_t seed = first; seed < first + collections; seed++) {
        uint64_t state = seed * 977 + records_max;
        for (unsigned i = 0; i < 8; i++)
            (void)reference_draw(&state, 2);
        reference_shape shape = {.seed = seed + records_max,
                                 .records = 1 + reference_draw(&state, records_max),
                                 .terms = 3 + reference_draw(&state, 50),
                                 .parts = 1 + reference_draw(&state, 3),
                                 .dead_percent =
                                     reference_draw(&state, 2) ? 0 : reference_draw(&state, 80)};
        collection c;
        collection_open(&c, &shape);
        for (uint32_t i = 0; i < plans; i++)
            check_plan(evaluator, &c, seed * 1000 + i, 1 + i % 4, by_force);
        collection_close(&c);
    }
    assay_evaluator_free(evaluator);
}

START_TEST(tiny_collections_agree_with_brute_force) {
    campaign(150, 40, 30, true);
}
END_TEST

START_TEST(small_collections_agree_with_brute_force) {
    campaign(25, 30, 3000, true);
}
END_TEST

START_TEST(collections_of_several_ranges_agree) {
    campaign(2, 60, 150000, false);
}
END_TEST

/* Few and frequent words: many records have them all, some of them in order. */
static void phrases(uint64_t seed, uint32_t records, uint32_t terms, uint32_t plans,
                    bool by_force) {
    assay_error err;
    assay_evaluator *evaluator;
    reference_shape shape = {
        .seed = seed, .records = records, .terms = terms, .parts = 1, .dead_percent = seed % 2 * 7};
    collection c;
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    collection_open(&c, &shape);
    for (uint32_t i = 0; i < plans; i++)
        check_plan(evaluator, &c, seed * 1000 + i, NEAR_ALONE, by_force);
    collection_close(&c);
    assay_evaluator_free(evaluator);
}

START_TEST(phrases_agree_with_brute_force) {
    uint64_t first = setting("ASSAY_SEED", 1);
    for (uint64_t seed = first; seed < first + 12; seed++)
        phrases(seed, 2000, 12, 30, true);
    phrases(first, 90000, 20, 40, false);
}
END_TEST

START_TEST(many_hits_of_several_ranges_agree) {
    assay_error err;
    assay_evaluator *evaluator;
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    uint64_t first = setting("ASSAY_SEED", 1);
    for (uint64_t seed = first; seed < first + 2; seed++) {
        reference_shape shape = {.seed = seed,
                                 .records = 160000,
                                 .terms = 30,
                                 .parts = 1 + (uint32_t)(seed % 2),
                                 .dead_percent = seed % 2 * 10};
        collection c;
        collection_open(&c, &shape);
        for (uint32_t i = 0; i < 40; i++)
            check_plan(evaluator, &c, seed * 1000 + i, FLAT_FOR_MANY, false);
        collection_close(&c);
    }
    assay_evaluator_free(evaluator);
}
END_TEST

/* ---- threads ---- */

typedef struct {
    const collection *c;
    uint64_t seed;
} job;

static void *search_alone(void *arg) {
    job *own = arg;
    assay_error err;
    assay_evaluator *evaluator;
    if (assay_evaluator_new(&evaluator, &err) != ASSAY_OK)
        return NULL;
    for (uint64_t i = 0; i < 60; i++)
        check_plan(evaluator, own->c, own->seed + i, 3, false);
    assay_evaluator_free(evaluator);
    return NULL;
}

START_TEST(threads_share_a_snapshot) {
    reference_shape shape = {
        .seed = 5, .records = 4000, .terms = 30, .parts = 2, .dead_percent = 10};
    collection c;
    collection_open(&c, &shape);
    pthread_t threads[4];
    job jobs[4];
    for (unsigned i = 0; i < 4; i++) {
        jobs[i] = (job){&c, 7000 + 10 * i};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, search_alone, &jobs[i]), 0);
    }
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    collection_close(&c);
}
END_TEST

START_TEST(an_empty_snapshot_answers_nothing) {
    assay_error err;
    assay_snapshot *snapshot;
    assay_evaluator *evaluator;
    assay_arena arena;
    assay_hits hits = {0};
    assay_arena_init(&arena);
    ck_ok(assay_snapshot_open(&snapshot, NULL, 0, &err), err);
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    assay_evaluate_options o = assay_evaluate_defaults();
    const assay_plan *plan = assay_plan_term(&arena, ASSAY_SPAN("a0"), 1, 1);
    for (int mode = 0; mode < 2; mode++) {
        o.mode = mode ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
        ck_ok(assay_evaluate(&hits, evaluator, snapshot, plan, &o, &err), err);
        ck_assert_uint_eq(hits.count, 0);
        ck_assert_uint_eq(hits.at_most, 0);
    }
    assay_hits_done(&hits);
    assay_evaluator_free(evaluator);
    assay_snapshot_close(snapshot);
    assay_arena_done(&arena);
}
END_TEST

START_TEST(a_raised_flag_interrupts) {
    reference_shape shape = {.seed = 9, .records = 50, .terms = 10, .parts = 1};
    collection c;
    collection_open(&c, &shape);
    assay_error err;
    assay_evaluator *evaluator;
    assay_arena arena;
    assay_hits hits = {0};
    atomic_bool raised = true;
    assay_arena_init(&arena);
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    assay_evaluate_options o = assay_evaluate_defaults();
    o.cancel = &raised;
    const assay_plan *plan = assay_plan_leaf(&arena, ASSAY_PLAN_ALL);
    ck_assert_int_eq(assay_evaluate(&hits, evaluator, c.snapshot, plan, &o, &err),
                     ASSAY_E_INTERRUPTED);
    o.mode = ASSAY_EVALUATE_EXHAUSTIVE;
    ck_assert_int_eq(assay_evaluate(&hits, evaluator, c.snapshot, plan, &o, &err),
                     ASSAY_E_INTERRUPTED);
    assay_hits_done(&hits);
    assay_evaluator_free(evaluator);
    assay_arena_done(&arena);
    collection_close(&c);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/differential");
    TCase *tcase = tcase_create("differential");
    tcase_set_timeout(tcase, (double)(600 * setting("ASSAY_DIFFERENTIAL", 1)));
    tcase_add_test(tcase, an_empty_snapshot_answers_nothing);
    tcase_add_test(tcase, a_raised_flag_interrupts);
    tcase_add_test(tcase, tiny_collections_agree_with_brute_force);
    tcase_add_test(tcase, small_collections_agree_with_brute_force);
    tcase_add_test(tcase, many_hits_of_several_ranges_agree);
    tcase_add_test(tcase, phrases_agree_with_brute_force);
    tcase_add_test(tcase, collections_of_several_ranges_agree);
    TCase *threads = tcase_create("threads");
    tcase_set_timeout(threads, 600);
    tcase_add_test(threads, threads_share_a_snapshot);
    suite_add_tcase(suite, threads);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
