/* Lists stored as ranks in another list: read, merged, searched like any other. */
#include "support/folder.h"
#include "support/segments.h"
#include "support/suite.h"

#include "ranking/retrieval/evaluate.h"
#include "ranking/segment/postings.h"
#include "ranking/writing/inverter.h"
#include "ranking/writing/merge.h"

#include <string.h>

/* Stems Z0.. and of each the forms W0a (some of its records), W0b (the others), W0c (all of them); form
 * W0x is said to be of stem Z0 and is not. */
enum { STEMS = 12, PARTS = 3 };
static const char kinds[] = "abcx";
enum { KINDS = sizeof kinds - 1 };

static test_folder folder;
static assay_error err;

static void set_up(void) {
    test_folder_make(&folder);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

static uint64_t mix(uint64_t x) {
    x = (x ^ (x >> 31)) * UINT64_C(0x9E3779B97F4A7C15);
    return x ^ (x >> 29);
}
/* Whether a record has a stem; stem 0 is in most, the last in few. */
static bool has_stem(uint32_t record, uint32_t stem) {
    return mix(record * UINT64_C(131) + stem) % 1000 < (900U >> stem) || record % 5000 == stem;
}
static bool has_form(uint32_t record, uint32_t stem, char kind) {
    bool odd = mix(record * UINT64_C(977) + stem) % 4 == 0;
    if (kind == 'x')
        return mix(record + stem) % 10 == 0;
    return has_stem(record, stem) && (kind == 'c' || odd == (kind == 'a'));
}

static assay_span parent_of(void *user, assay_span term) {
    static char text[32];
    (void)user;
    if (term.size < 3 || term.data[0] != 'W')
        return (assay_span){NULL, 0};
    memcpy(text, term.data, term.size);
    text[0] = 'Z';
    return assay_span_make(text, term.size - 1);
}
static const assay_parents parents = {NULL, parent_of};

static void add_record(assay_inverter *inverter, uint32_t record) {
    for (uint32_t s = 0; s < STEMS; s++) {
        const assay_occurrence stem = {s, record % 50, 1 + record % 3};
        if (has_stem(record, s))
            works(assay_inverter_add(inverter, 0, &stem, 1, &err));
        for (uint32_t k = 0; k < KINDS; k++) {
            const uint32_t form = s * KINDS + k;
            if (has_form(record, s, kinds[k]))
                works(assay_inverter_filter(inverter, 1, &form, 1, &err));
        }
    }
}

static void write_records(const char *path, uint32_t first, uint32_t last) {
    assay_inverter *inverter = NULL;
    assay_map stems, forms;
    unsigned space = 0;
    char text[16];
    const assay_inverter_options options = {.parents = &parents};
    assay_map_init(&stems);
    assay_map_init(&forms);
    for (uint32_t s = 0; s < STEMS; s++) {
        int size = snprintf(text, sizeof text, "%u", s);
        (void)assay_map_intern(&stems, assay_span_make(text, (size_t)size));
        for (uint32_t k = 0; k < KINDS; k++) {
            size = snprintf(text, sizeof text, "%u%c", s, kinds[k]);
            (void)assay_map_intern(&forms, assay_span_make(text, (size_t)size));
        }
    }
    ck_ok(assay_inverter_new(&inverter, &options, &err), err);
    ck_ok(assay_inverter_space(&space, inverter, &stems, ASSAY_SPAN("Z"), &err), err);
    ck_ok(assay_inverter_space(&space, inverter, &forms, ASSAY_SPAN("W"), &err), err);
    for (uint32_t r = first; r < last; r++) {
        works(assay_inverter_begin(inverter, r + 1, &err));
        add_record(inverter, r);
    }
    ck_ok(assay_inverter_write(inverter, path, &err), err);
    assay_inverter_free(inverter);
    assay_map_done(&stems);
    assay_map_done(&forms);
}

static assay_segment *open_at(const char *name) {
    assay_segment *segment = NULL;
    ck_ok(assay_segment_open(&segment, test_folder_at(&folder, name), &err), err);
    return segment;
}

static bool is_dead(uint32_t record) {
    return record % 7 == 3;
}

/* The list has these records, each once, in ascending local order. */
static void check_list(const assay_segment *segment, const assay_segment_term *term,
                       uint32_t records, uint32_t stem, char kind) {
    assay_posting_cursor *cursor = NULL;
    bool *seen = calloc(records, sizeof *seen), more = true;
    uint32_t found = 0;
    ck_ok(assay_posting_cursor_open(&cursor, segment, term, &err), err);
    for (uint32_t last = 0;; found++) {
        uint32_t number = 0;
        works(assay_posting_cursor_next(&more, cursor, &err));
        if (!more)
            break;
        uint32_t record = assay_posting_cursor_record(cursor);
        if (found != 0 && record <= last)
            ck_abort_msg("W%u%c: records do not ascend", stem, kind);
        last = record;
        works(assay_segment_number(&number, segment, record, &err));
        if (seen[number - 1] || !has_form(number - 1, stem, kind))
            ck_abort_msg("W%u%c: record %u", stem, kind, number);
        seen[number - 1] = true;
    }
    ck_assert_uint_eq(found, term->df);
    assay_posting_cursor_close(cursor);
    free(seen);
}

/* Each list, by the numbers of its records, in any order of these. Returns how many are subsets. */
static unsigned check_lists(const assay_segment *segment, uint32_t records, bool dead_gone) {
    unsigned subsets = 0;
    for (uint32_t i = 0; i < STEMS * KINDS; i++) {
        char text[16], kind = kinds[i % KINDS];
        assay_segment_term term;
        uint32_t wanted = 0, stem = i / KINDS;
        int size = snprintf(text, sizeof text, "W%u%c", stem, kind);
        for (uint32_t r = 0; r < records; r++)
            wanted += has_form(r, stem, kind) && !(dead_gone && is_dead(r));
        ck_ok(assay_segment_find(&term, segment, assay_span_make(text, (size_t)size), &err), err);
        ck_assert_uint_eq(term.df, wanted);
        if (wanted != 0)
            check_list(segment, &term, records, stem, kind);
        subsets += term.kind == ASSAY_LIST_SUBSET;
    }
    return subsets;
}

START_TEST(a_form_is_ranks_in_its_stem) {
    static const uint32_t sizes[] = {200, 3000, 140000};
    uint32_t records = sizes[_i];
    write_records(test_folder_at(&folder, "all.seg"), 0, records);
    assay_segment *segment = open_at("all.seg");
    unsigned subsets = check_lists(segment, records, false);
    ck_assert_msg(subsets >= (records == 200 ? 4U : 12U), "%u subsets", subsets);
    ck_ok(assay_segment_verify(segment, &err), err);
    assay_segment_close(segment);
}
END_TEST

static uint32_t *shuffled(uint32_t count) {
    uint32_t *order = malloc((count + (size_t)1) * sizeof *order);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = (uint32_t)(mix(i) % (i + 1));
        order[i] = i;
        order[i] = order[other];
        order[other] = i;
    }
    return order;
}

static assay_tombstones *bury(const assay_segment *segment, uint32_t first, const char *name) {
    uint32_t records = assay_segment_footer(segment)->records, count = 0;
    uint32_t *dead = malloc((records + (size_t)1) * sizeof *dead);
    assay_tombstones *tombstones = NULL;
    for (uint32_t r = 0; r < records; r++)
        if (is_dead(first + r))
            dead[count++] = r;
    const char *path = test_folder_at(&folder, name);
    ck_ok(assay_tombstones_write(path, segment, NULL, dead, count, &err), err);
    ck_ok(assay_tombstones_open(&tombstones, path, segment, &err), err);
    free(dead);
    return tombstones;
}

/* _i: bit 0 with dead records, bit 1 in another order. */
START_TEST(a_merge_keeps_subsets) {
    enum { RECORDS = 9000 };
    static const uint32_t cuts[PARTS + 1] = {0, 100, 4000, RECORDS};
    assay_merge_source sources[PARTS];
    assay_segment *segments[PARTS];
    assay_tombstones *tombstones[PARTS] = {NULL, NULL, NULL};
    char name[32];
    uint32_t live = 0;
    for (uint32_t r = 0; r < RECORDS; r++)
        live += !((_i & 1) && is_dead(r));
    for (int i = 0; i < PARTS; i++) {
        snprintf(name, sizeof name, "%d.seg", i);
        write_records(test_folder_at(&folder, name), cuts[i], cuts[i + 1]);
        segments[i] = open_at(name);
        snprintf(name, sizeof name, "%d.del", i);
        if (_i & 1)
            tombstones[i] = bury(segments[i], cuts[i], name);
        sources[i] = (assay_merge_source){segments[i], tombstones[i]};
    }
    uint32_t *order = _i & 2 ? shuffled(live) : NULL;
    const assay_merge_options options = {.order = order, .parents = &parents};
    ck_ok(assay_merge(test_folder_at(&folder, "out.seg"), sources, PARTS, &options, &err), err);
    assay_segment *merged = open_at("out.seg");
    ck_assert_uint_ge(check_lists(merged, RECORDS, _i & 1), 12);
    ck_ok(assay_segment_verify(merged, &err), err);
    if (_i ==
        0) { /* byte for byte what the records give at once, but for the edges of length classes */
        write_records(test_folder_at(&folder, "all.seg"), 0, RECORDS);
        assay_segment *whole = open_at("all.seg");
        ck_assert_uint_eq(assay_segment_footer(whole)->part_size[ASSAY_PART_POSTINGS],
                          assay_segment_footer(merged)->part_size[ASSAY_PART_POSTINGS]);
        assay_segment_close(whole);
    }
    assay_segment_close(merged);
    for (int i = 0; i < PARTS; i++) {
        assay_tombstones_close(tombstones[i]);
        assay_segment_close(segments[i]);
    }
    free(order);
}
END_TEST

START_TEST(searches_meet_subsets_as_any_list) {
    enum { RECORDS = 70000 };
    assay_snapshot *snapshot = NULL;
    assay_evaluator *evaluator = NULL;
    assay_arena arena;
    assay_hits hits = {0};
    write_records(test_folder_at(&folder, "all.seg"), 0, RECORDS);
    assay_segment *segment = open_at("all.seg");
    const assay_snapshot_part part = {segment, NULL};
    ck_ok(assay_snapshot_open(&snapshot, &part, 1, &err), err);
    ck_ok(assay_evaluator_new(&evaluator, &err), err);
    assay_arena_init(&arena);
    for (uint32_t stem = 0; stem < 6; stem++)
        for (int mode = 0; mode < 2; mode++) {
            char z[16], w[16];
            uint32_t wanted = 0;
            int z_size = snprintf(z, sizeof z, "Z%u", (stem + 1) % 6);
            int w_size = snprintf(w, sizeof w, "W%ua", stem);
            const assay_plan *both[2] = {
                assay_plan_term(&arena, assay_span_make(z, (size_t)z_size), 1, 1),
                assay_plan_term(&arena, assay_span_make(w, (size_t)w_size), 1, 1)};
            assay_plan *plan = assay_plan_many(&arena, ASSAY_PLAN_FILTER, both, 2);
            assay_evaluate_options options = assay_evaluate_defaults();
            options.mode = mode == 0 ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
            options.count = true;
            for (uint32_t r = 0; r < RECORDS; r++)
                wanted += has_stem(r, (stem + 1) % 6) && has_form(r, stem, 'a');
            ck_ok(assay_evaluate(&hits, evaluator, snapshot, plan, &options, &err), err);
            ck_assert_uint_eq(hits.matches, wanted);
        }
    assay_hits_done(&hits);
    assay_arena_done(&arena);
    assay_evaluator_free(evaluator);
    assay_snapshot_close(snapshot);
    assay_segment_close(segment);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/parents");
    TCase *cases = tcase_create("parents");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, a_form_is_ranks_in_its_stem, 0, 3);
    tcase_add_loop_test(cases, a_merge_keeps_subsets, 0, 4);
    tcase_add_test(cases, searches_meet_subsets_as_any_list);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
