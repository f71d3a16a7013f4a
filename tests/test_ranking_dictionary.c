#include "support/segments.h"
#include "support/suite.h"

#include "ranking/segment/postings.h"

#include <stdio.h>
#include <unistd.h>

static char path[64];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-dictionary-%d.seg", (int)getpid());
}

static void teardown(void) {
    unlink(path);
}

enum { TERMS = 5000 };

/* Terms of an even number, so that odd ones are known to be absent. */
static void name_of(char out[64], uint32_t number) {
    static const char *const stems[] = {"",         "a", "adeno", "adenocarcinoma of the ",
                                        "\xff\xfe", "z"};
    snprintf(out, 64, "%s%05u", stems[number % 6], number);
}

static assay_segment *many_terms(model *m) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    char term[64];
    model_init(m);
    for (uint32_t i = 0; i < TERMS; i++) {
        model_begin(m, i + 1);
        name_of(term, 2 * i);
        model_occurrence(m, term, 1, 1);
        name_of(term, 2 * (i / 3));
        model_occurrence(m, term, 2, 1);
    }
    model_write(m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    return segment;
}

START_TEST(every_term_is_found_and_no_other) {
    model m;
    assay_error err = {0};
    assay_segment *segment = many_terms(&m);
    char term[64];
    for (uint32_t number = 0; number < 2 * TERMS; number++) {
        assay_segment_term found;
        name_of(term, number);
        works(assay_segment_find(&found, segment, assay_span_of(term), &err));
        same(found.df != 0, number % 2 == 0);
    }
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

/* Of 1 to 24 bytes that take a nibble, two or three in any mixture. */
static void any_bytes(char out[64], uint64_t *state) {
    static const char known[] = ASSAY_DICTIONARY_BYTES;
    size_t size = 1 + model_next(state) % 24, rare = model_next(state) % 8;
    for (size_t i = 0; i < size; i++) {
        uint64_t kind = model_next(state) % 8;
        out[i] = kind >= rare ? known[model_next(state) % 14]
                 : kind != 0  ? known[14 + model_next(state) % 16]
                              : (char)(1 + model_next(state) % 255);
    }
    out[size] = '\0';
}

START_TEST(terms_of_any_bytes_are_found_and_walked) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_term_cursor cursor;
    uint64_t state = 23;
    bool more = true;
    model_init(&m);
    for (uint32_t i = 0; i < TERMS; i++) {
        char term[64];
        any_bytes(term, &state);
        model_begin(&m, i + 1);
        for (uint32_t again = 0; again <= i % 2; again++)
            model_occurrence(&m, term, again + 1, 1);
    }
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    works(assay_term_cursor_seek(&cursor, segment, (assay_span){0}, &err));
    uint32_t terms = assay_map_count(&m.terms), walked = 0;
    for (;; walked++) {
        works(assay_term_cursor_next(&more, &cursor, &err));
        if (!more)
            break;
        same(assay_map_find(&m.terms, cursor.text) != ASSAY_MAP_NONE, true);
    }
    ck_assert_uint_eq(walked, terms);
    for (uint32_t id = 0; id < terms; id++) {
        assay_segment_term found;
        works(assay_segment_find(&found, segment, assay_map_key(&m.terms, id), &err));
        same(found.df, m.lists[id].count);
    }
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(a_seek_stands_before_the_first_term_not_below) {
    model m;
    assay_error err = {0};
    assay_segment *segment = many_terms(&m);
    uint32_t terms = assay_map_count(&m.terms);
    for (uint32_t number = 0; number < 2 * TERMS; number += 37) {
        char from[64];
        assay_term_cursor cursor;
        assay_span least = {0};
        bool more = false;
        name_of(from, number);
        from[strlen(from) - number % 3] = '\0'; /* prefixes too */
        for (uint32_t id = 0; id < terms; id++) {
            assay_span key = assay_map_key(&m.terms, id);
            if (assay_span_compare(key, assay_span_of(from)) >= 0 &&
                (least.data == NULL || assay_span_compare(key, least) < 0))
                least = key;
        }
        works(assay_term_cursor_seek(&cursor, segment, assay_span_of(from), &err));
        works(assay_term_cursor_next(&more, &cursor, &err));
        same(more, least.data != NULL);
        same(!more || assay_span_equal(cursor.text, least), true);
    }
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

/* From one term, by a beginning of it: as walking on term by term does, and on from there as if nothing had been. Returns how many terms
 * were passed. */
static size_t check_passing(const assay_segment *segment, assay_span from, size_t size) {
    assay_error err = {0};
    assay_term_cursor walking, passing;
    bool more = false, there = false;
    size_t passed = 0;
    works(assay_term_cursor_seek(&walking, segment, from, &err));
    works(assay_term_cursor_next(&more, &walking, &err));
    works(assay_term_cursor_seek(&passing, segment, from, &err));
    works(assay_term_cursor_next(&there, &passing, &err));
    works(assay_term_cursor_pass(&passing, size, &err));
    works(assay_term_cursor_next(&there, &passing, &err));
    for (; more && assay_span_starts(walking.text, assay_span_first(from, size)); passed++)
        works(assay_term_cursor_next(&more, &walking, &err));
    for (int i = 0; i < 3; i++) {
        same(there, more);
        same(!more || (assay_span_equal(passing.text, walking.text) &&
                       passing.term.ordinal == walking.term.ordinal &&
                       passing.term.df == walking.term.df),
             true);
        works(assay_term_cursor_next(&there, &passing, &err));
        works(assay_term_cursor_next(&more, &walking, &err));
    }
    return passed;
}

START_TEST(what_begins_alike_is_passed_over) {
    model m;
    assay_segment *segment = many_terms(&m);
    size_t passed = 0;
    for (uint32_t id = 0; id < assay_map_count(&m.terms); id += 53) {
        assay_span term = assay_map_key(&m.terms, id);
        for (size_t size = 1; size <= term.size; size++)
            passed += check_passing(segment, term, size);
    }
    ck_assert_uint_gt(passed, TERMS);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(a_seek_past_the_last_term_finds_nothing) {
    model m;
    assay_error err = {0};
    assay_segment *segment = many_terms(&m);
    assay_term_cursor cursor;
    bool more = true;
    ck_ok(assay_term_cursor_seek(&cursor, segment, ASSAY_SPAN("\xff\xff"), &err), err);
    ck_ok(assay_term_cursor_next(&more, &cursor, &err), err);
    ck_assert(!more);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

/* Seeks forward at random through every list, against a plain walk. */
START_TEST(cursors_seek_as_they_walk) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    uint64_t state = 17;
    model_init(&m);
    model_random(
        &m, &(model_shape){.seed = 6, .records = 90000, .terms = 40, .length = 4, .dense = true});
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    for (uint32_t id = 0; id < assay_map_count(&m.terms); id++) {
        const model_list *list = &m.lists[id];
        assay_segment_term term;
        assay_posting_cursor *cursor = NULL;
        works(assay_segment_find(&term, segment, assay_map_key(&m.terms, id), &err));
        works(assay_posting_cursor_open(&cursor, segment, &term, &err));
        uint32_t target = 0, stride = 1 + model_next(&state) % 9000;
        for (size_t at = 0; target < m.records; target += 1 + model_next(&state) % stride) {
            bool more = false;
            const uint32_t *positions = NULL;
            uint32_t count = 0;
            while (at < list->count && list->items[at].record < target)
                at++;
            works(assay_posting_cursor_seek(&more, cursor, target, &err));
            same(more, at < list->count);
            if (!more)
                break;
            same(assay_posting_cursor_record(cursor), list->items[at].record);
            same(assay_posting_cursor_wdf(cursor), list->items[at].wdf);
            works(assay_posting_cursor_positions(&positions, &count, cursor, &err));
            same(count, list->items[at].position_count);
            same(count == 0 || memcmp(positions, list->items[at].positions, count * 4) == 0, true);
        }
        assay_posting_cursor_close(cursor);
    }
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/dictionary");
    TCase *tcase = tcase_create("dictionary");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, every_term_is_found_and_no_other);
    tcase_add_test(tcase, terms_of_any_bytes_are_found_and_walked);
    tcase_add_test(tcase, a_seek_stands_before_the_first_term_not_below);
    tcase_add_test(tcase, what_begins_alike_is_passed_over);
    tcase_add_test(tcase, a_seek_past_the_last_term_finds_nothing);
    tcase_add_test(tcase, cursors_seek_as_they_walk);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
