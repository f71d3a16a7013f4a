#include "search/likeness.h"

#include "search/search_explain.h"
#include "support/index.h"

#include <math.h>

static assay_error err;
static assay_arena arena;

static void set_up(void) {
    assay_arena_init(&arena);
}
static void tear_down(void) {
    assay_arena_done(&arena);
}

/* ---- signatures ---- */

/* Of words in this order, each once; the buffer is the caller's. */
static void sign(assay_buffer *out, const char *const *words, size_t count) {
    assay_map map;
    assay_occurrence items[64];
    assay_signature_maker maker = {0};
    assay_map_init(&map);
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < count; i++)
        items[i] =
            (assay_occurrence){assay_map_intern(&map, assay_span_of(words[i])), (uint32_t)i + 1, 1};
    ck_ok(assay_signature_make(out, &maker, &map, items, count, (uint32_t)count, &err), err);
    assay_signature_maker_done(&maker);
    assay_map_done(&map);
}

/* In the arena. */
static assay_likeness_entries entries_of(const assay_buffer *signature) {
    uint16_t *entries = assay_arena_alloc(&arena, ASSAY_SIGNATURE_TERMS * sizeof *entries);
    ck_assert_ptr_nonnull(entries);
    return (assay_likeness_entries){entries,
                                    assay_signature_unpack(entries, assay_buffer_span(signature))};
}

START_TEST(a_signature_does_not_depend_on_the_order_words_were_met_in) {
    static const char *const words[] = {"Zmelanoma", "Zlung", "Zil2", "Zmetastas", "Zlung"};
    static const char *const turned[] = {"Zlung", "Zmetastas", "Zlung", "Zil2", "Zmelanoma"};
    assay_buffer a, b;
    sign(&a, words, 5);
    sign(&b, turned, 5);
    ck_assert(assay_span_equal(assay_buffer_span(&a), assay_buffer_span(&b)));
    assay_likeness_entries entries = entries_of(&a);
    ck_assert_uint_eq(entries.count, 4);
    for (size_t i = 1; i < 4; i++)
        ck_assert_uint_lt(entries.entries[i - 1] >> 2, entries.entries[i] >> 2);
    assay_buffer_done(&a);
    assay_buffer_done(&b);
}
END_TEST

START_TEST(words_that_tell_nothing_are_in_no_signature) {
    static const char *const words[] = {"Zpatient", "Zthe", "Z12.5", "Zx", "Z", "Zstudi"};
    assay_buffer a;
    sign(&a, words, 6);
    ck_assert_uint_eq(a.size, 0);
    assay_buffer_done(&a);
}
END_TEST

START_TEST(a_signature_keeps_the_words_used_most) {
    char names[60][16];
    const char *words[60];
    for (int i = 0; i < 58; i++) {
        snprintf(names[i], sizeof names[i], "Zword%c%c", 'a' + i / 26, 'a' + i % 26);
        words[i] = names[i];
    }
    words[58] = words[59] = names[57];
    assay_buffer a;
    sign(&a, words, 60);
    assay_likeness_entries entries = entries_of(&a);
    ck_assert_uint_le(a.size, ASSAY_SIGNATURE_BYTES);
    ck_assert_uint_gt(entries.count, ASSAY_SIGNATURE_TERMS / 2);
    bool found = false;
    for (size_t i = 0; i < entries.count; i++)
        found |= entries.entries[i] >> 2 == assay_signature_code(assay_span_of(names[57]));
    ck_assert(found);
    assay_buffer_done(&a);
}
END_TEST

START_TEST(what_is_no_signature_has_no_entries) {
    static const char *const words[] = {"Zmelanoma", "Zlung", "Zil2"};
    uint16_t entries[ASSAY_SIGNATURE_TERMS];
    char bytes[256];
    assay_buffer a;
    sign(&a, words, 3);
    for (size_t size = 0; size < a.size; size++)
        ck_assert_uint_eq(assay_signature_unpack(entries, assay_span_make(a.data, size)), 0);
    for (int value = 0; value < 256; value++) /* any bytes are safe */
        for (size_t size = 0; size <= sizeof bytes; size++) {
            memset(bytes, value, sizeof bytes);
            ck_assert_uint_le(assay_signature_unpack(entries, assay_span_make(bytes, size)),
                              ASSAY_SIGNATURE_TERMS);
        }
    assay_buffer_done(&a);
}
END_TEST

/* ---- likeness ---- */

static const assay_feedback_options options = {
    .records = 10, .terms = 40, .weight = 0.5, .power = 2};

static const assay_likeness *learn(const assay_likeness_record *records, size_t count,
                                   const char *word) {
    const assay_likeness *likeness = NULL;
    const assay_plan *query = assay_plan_term(&arena, assay_span_of(word), 1, 1);
    assay_likeness_tally *tally;
    ck_ok(assay_likeness_begin(&tally, &arena, &options, 0.9, query, records, count, &err), err);
    if (tally != NULL)
        ck_ok(assay_likeness_new(&likeness, &arena, &options, tally, records, count, &err), err);
    return likeness;
}

START_TEST(what_is_like_the_best_gains_what_is_like_the_query_alone_does_not) {
    static const char *const topic[] = {"Zmelanoma", "Zlung", "Zil2"};
    static const char *const other[] = {"Zmelanoma", "Zkidney", "Zheart"};
    assay_buffer a, b;
    sign(&a, topic, 3);
    sign(&b, other, 3);
    const assay_likeness_record records[] = {
        {entries_of(&a), 9}, {entries_of(&a), 8}, {entries_of(&b), 7}, {entries_of(&b), 3}};
    assay_feedback_options two = options;
    two.records = 2;
    const assay_likeness *likeness = NULL;
    const assay_plan *query = assay_plan_term(&arena, ASSAY_SPAN("Zmelanoma"), 1, 1);
    assay_likeness_tally *tally;
    ck_ok(assay_likeness_begin(&tally, &arena, &two, 0.9, query, records, 4, &err), err);
    ck_assert_ptr_nonnull(tally);
    ck_ok(assay_likeness_new(&likeness, &arena, &two, tally, records, 4, &err), err);
    ck_assert_ptr_nonnull(likeness);
    double like = assay_likeness_bonus(likeness, entries_of(&a), 0),
           unlike = assay_likeness_bonus(likeness, entries_of(&b), 0),
           later = assay_likeness_bonus(likeness, entries_of(&a), 4);
    ck_assert(like > unlike);
    ck_assert(fabs(like - unlike - 0.5 * 9 * (3.0 / 9) * (3.0 / 9)) < 1e-9);
    ck_assert(unlike > later); /* the head stays the head */
    ck_assert(assay_likeness_bonus(likeness, entries_of(&a), ASSAY_LIKENESS_DEPTH) == 0);
    assay_buffer_done(&a);
    assay_buffer_done(&b);
}
END_TEST

START_TEST(the_best_teach_nothing_where_they_do_not_agree) {
    static const char *const words[][2] = {
        {"Zlung", "Zil2"}, {"Zlung", "Zgout"}, {"Zkidney", "Zheart"}, {"Zliver", "Zheart"}};
    assay_buffer signatures[4];
    assay_likeness_record records[4];
    for (size_t i = 0; i < 4; i++) {
        sign(&signatures[i], words[i], 2);
        records[i] = (assay_likeness_record){entries_of(&signatures[i]), 9 - 2 * (double)i};
    }
    ck_assert_ptr_null(learn(records, 4, "Zmelanoma"));
    for (size_t i = 0; i < 4; i++) /* as good as each other */
        records[i].score = 9 - 0.1 * (double)i;
    ck_assert_ptr_nonnull(learn(records, 4, "Zmelanoma"));
    for (size_t i = 0; i < 4; i++)
        assay_buffer_done(&signatures[i]);
}
END_TEST

START_TEST(one_record_or_records_without_signatures_teach_nothing) {
    static const char *const topic[] = {"Zmelanoma", "Zlung"};
    assay_buffer a;
    sign(&a, topic, 2);
    const assay_likeness_record one[] = {{entries_of(&a), 9}};
    const assay_likeness_record empty[] = {{{NULL, 0}, 9}, {{NULL, 0}, 8}, {{NULL, 0}, 7}};
    ck_assert_ptr_null(learn(one, 1, "Zkidney"));
    ck_assert_ptr_null(learn(empty, 3, "Zkidney"));
    assay_buffer_done(&a);
}
END_TEST

/* ---- in a search ---- */

enum { RECORDS = 120 };

static void write_record(assay_buffer *out, int i) {
    static const char *const topics[] = {"interferon lymphocytes resection",
                                         "statin infarction stent", "insulin retina neuropathy"};
    assay_buffer_format(
        out,
        "{\"schema\":1,\"id\":\"pmid:992%05d\",\"type\":\"abstract\",\"ids\":[\"pmid:992%05d\"],"
        "\"title\":[\"Survey %d of %s\"],\"summary\":[\"%s %s words of%s melanoma%s.\"],"
        "\"published\":\"2015\"}\n",
        i, i, i, topics[i % 3], topics[i % 3], i % 2 == 0 ? "nodes" : "margins",
        i % 6 == 0 ? " advanced" : "", i % 7 == 0 ? " melanoma" : "");
}

/* The identities found, in a buffer of the caller's. */
static void answer(assay_buffer *out, test_folder *folder, assay_search_request request) {
    assay_search_results results = {0};
    assay_search *search = test_index_open(folder);
    request.query = ASSAY_SPAN("advanced melanoma");
    ck_ok(assay_search_run(&results, search, &request, &err), err);
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < results.count; i++) {
        assay_explanation explanation;
        ck_ok(assay_search_explain(&explanation, &results.arena, search, &results, &request,
                                   results.hits[i].docid, &err),
              err);
        ck_assert(fabs(explanation.rows[0].score - results.hits[i].score) < 1e-9);
        ck_assert(i == 0 || results.hits[i].score <= results.hits[i - 1].score);
        assay_buffer_add_span(out, results.hits[i].identity);
        assay_buffer_add_byte(out, '\n');
    }
    assay_search_results_done(&results);
    assay_search_close(search);
}

static void fill_index(test_folder *folder, bool backwards, int parts) {
    test_folder_make(folder);
    for (int part = 0; part < parts; part++) {
        assay_buffer text;
        assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
        for (int i = 0; i < RECORDS / parts; i++) {
            int number = part * (RECORDS / parts) + i;
            write_record(&text, backwards ? RECORDS - 1 - number : number);
        }
        assay_buffer_add_byte(&text, '\0');
        test_index_add(folder, text.data);
        assay_buffer_done(&text);
    }
}

START_TEST(the_light_second_look_does_not_see_engine_page_or_order_of_loading) {
    test_folder folders[2];
    assay_buffer full, part, turned, xapian, fast;
    assay_search_request request = assay_search_defaults();
    fill_index(&folders[0], false, 1);
    fill_index(&folders[1], true, 4);
    request.count = RECORDS;
    answer(&full, &folders[0], request);
    answer(&turned, &folders[1], request);
    request.engine = ASSAY_ENGINE_XAPIAN;
    answer(&xapian, &folders[0], request);
    request.engine = ASSAY_ENGINE_RANKING;
    request.count = 7;
    answer(&part, &folders[0], request);
    request.count = RECORDS;
    request.rank = ASSAY_RANK_FAST;
    answer(&fast, &folders[0], request);
    ck_assert_uint_gt(full.size, 500);
    ck_assert(assay_span_equal(assay_buffer_span(&full), assay_buffer_span(&turned)));
    ck_assert(assay_span_equal(assay_buffer_span(&full), assay_buffer_span(&xapian)));
    ck_assert(assay_span_starts(assay_buffer_span(&full), assay_buffer_span(&part)));
    ck_assert(!assay_span_equal(assay_buffer_span(&full), assay_buffer_span(&fast)));
    ck_assert_uint_eq(full.size, fast.size);
    assay_buffer *const all[] = {&full, &part, &turned, &xapian, &fast};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assay_buffer_done(all[i]);
    test_folder_remove(&folders[0]);
    test_folder_remove(&folders[1]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/likeness");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, a_signature_does_not_depend_on_the_order_words_were_met_in);
    tcase_add_test(cases, words_that_tell_nothing_are_in_no_signature);
    tcase_add_test(cases, a_signature_keeps_the_words_used_most);
    tcase_add_test(cases, what_is_no_signature_has_no_entries);
    tcase_add_test(cases, what_is_like_the_best_gains_what_is_like_the_query_alone_does_not);
    tcase_add_test(cases, the_best_teach_nothing_where_they_do_not_agree);
    tcase_add_test(cases, one_record_or_records_without_signatures_teach_nothing);
    tcase_add_test(cases, the_light_second_look_does_not_see_engine_page_or_order_of_loading);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
