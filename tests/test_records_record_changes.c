#include "records/record_changes.h"
#include "records/record_json.h"
#include "support/suite.h"

#include <stdio.h>

static assay_arena arena;
static assay_error err;
static assay_changes changes;

static void setup(void) {
    assay_arena_init(&arena);
    changes = (assay_changes){0};
}
static void teardown(void) {
    assay_arena_done(&arena);
}

#define HEAD "{\"schema\":1,\"id\":\"nct:NCT99000001\",\"type\":\"trial\",\"title\":[\"A\"],"

static void note(const char *before, const char *after, uint32_t update) {
    assay_record record;
    assay_record_init(&record, &arena);
    ck_ok(assay_record_json_read(&record, assay_span_of(after), &err), err);
    ck_ok(assay_record_changes_note(&changes, &arena, assay_span_of(before), &record, update,
                                    20261122, &err),
          err);
}

static void ck_change(size_t i, uint32_t update, assay_date date, const char *key, const char *from,
                      const char *to) {
    ck_assert_uint_lt(i, changes.count);
    const assay_change *c = &changes.items[i];
    ck_assert_uint_eq(c->update, update);
    ck_assert_uint_eq(c->date, date);
    ck_assert_msg(assay_span_equal(c->key, assay_span_of(key)), "%.*s", ASSAY_SPAN_ARG(c->key));
    ck_assert_msg(assay_span_equal(c->from, assay_span_of(from)), "%.*s", ASSAY_SPAN_ARG(c->from));
    ck_assert_msg(assay_span_equal(c->to, assay_span_of(to)), "%.*s", ASSAY_SPAN_ARG(c->to));
}

START_TEST(what_is_gone_and_what_is_new_is_noted_with_the_source_s_date) {
    note(HEAD "\"keywords\":[\"a\",\"b\"],\"status\":[\"RECRUITING\"],\"updated\":\"2026-01\","
              "\"enrolment\":40}",
         HEAD
         "\"keywords\":[\"b\",\"c\",\"d\"],\"status\":[\"COMPLETED\"],\"updated\":\"2026-03\"}",
         1);
    ck_assert_uint_eq(changes.count, 3);
    ck_change(0, 1, 20260301, "keywords", "a", "c; d");
    ck_change(1, 1, 20260301, "status", "RECRUITING", "COMPLETED");
    ck_change(2, 1, 20260301, "enrolment", "40", "");
}
END_TEST

START_TEST(an_update_its_source_does_not_date_is_of_the_day_it_came) {
    note(HEAD "\"enrolment\":40,\"updated\":\"2026-01-02\"}",
         HEAD "\"enrolment\":41,\"updated\":\"2026-01-02\"}", 1);
    note(HEAD "\"enrolment\":41}", HEAD "\"enrolment\":42}", 2);
    ck_assert_uint_eq(changes.count, 2);
    ck_change(0, 2, 20261122, "enrolment", "41", "42");
    ck_change(1, 1, 20261122, "enrolment", "40", "41");
}
END_TEST

START_TEST(a_new_date_of_update_alone_is_no_change) {
    note(HEAD "\"updated\":\"2026-01-02\",\"updates\":1}",
         HEAD "\"updated\":\"2026-01-03\",\"updates\":2}", 1);
    ck_assert_uint_eq(changes.count, 0);
}
END_TEST

START_TEST(another_order_of_the_same_values_is_told_as_that) {
    note(HEAD "\"authors\":[\"A\",\"B\"]}", HEAD "\"authors\":[\"B\",\"A\"]}", 1);
    ck_change(0, 1, 20261122, "authors", "", "");
    ck_assert_int_eq(changes.items[0].kind, ASSAY_CHANGE_ORDER);
}
END_TEST

START_TEST(a_long_text_is_shown_from_before_where_it_differs_and_cut) {
    note(HEAD
         "\"summary\":[\"One two three four five six seven eight nine ten eleven twelve old\"]}",
         HEAD
         "\"summary\":[\"One two three four five six seven eight nine ten eleven twelve new\"]}",
         1);
    ck_change(0, 1, 20261122, "summary",
              "\xE2\x80\xA6"
              "nine ten eleven twelve old",
              "\xE2\x80\xA6"
              "nine ten eleven twelve new");
    char long_text[1000] = HEAD "\"summary\":[\"";
    size_t size = strlen(long_text);
    while (size < 600) { /* two-byte characters, so that a cut may fall into one */
        long_text[size++] = '\xC3';
        long_text[size++] = '\xA9';
    }
    snprintf(long_text + size, sizeof long_text - size, "\"]}");
    note(HEAD "\"enrolment\":1}", long_text, 2);
    ck_assert_uint_le(changes.items[0].to.size, ASSAY_CHANGE_VALUE_MAX);
    ck_assert_uint_eq(changes.items[0].to.size % 2,
                      1); /* whole characters and an ellipsis of three bytes */
}
END_TEST

START_TEST(what_is_kept_is_bounded_and_the_latest_of_each_key_stays) {
    char before[200], after[200];
    note(HEAD "\"status\":[\"RECRUITING\"]}", HEAD "\"status\":[\"COMPLETED\"]}", 1);
    for (unsigned i = 2; i < 2000; i++) {
        snprintf(before, sizeof before, HEAD "\"enrolment\":%u}", i);
        snprintf(after, sizeof after, HEAD "\"enrolment\":%u}", i + 1);
        note(before, after, i);
    }
    ck_change(0, 1999, 20261122, "enrolment", "1999", "2000");
    ck_change(changes.count - 1, 1, 20261122, "status", "", "");
    ck_assert_int_eq(changes.items[changes.count - 1].kind, ASSAY_CHANGE_OLD);
    ck_assert_uint_eq(changes.count + changes.dropped, 1999);
    assay_buffer packed;
    assay_buffer_init(&packed, ASSAY_BUFFER_NO_CAP);
    assay_record_changes_pack(&packed, &changes);
    ck_assert_uint_le(packed.size, ASSAY_CHANGES_BYTES);
    assay_buffer_done(&packed);
}
END_TEST

START_TEST(packed_and_unpacked_they_are_the_same_and_damage_is_told) {
    note(HEAD "\"status\":[\"RECRUITING\"],\"enrolment\":3}", HEAD "\"status\":[\"COMPLETED\"]}",
         7);
    assay_buffer packed;
    assay_changes again = {0};
    assay_buffer_init(&packed, ASSAY_BUFFER_NO_CAP);
    assay_record_changes_pack(&packed, &changes);
    ck_ok(assay_record_changes_unpack(&again, &arena, assay_buffer_span(&packed), &err), err);
    changes = again;
    ck_assert_uint_eq(changes.count, 2);
    ck_change(0, 7, 20261122, "status", "RECRUITING", "COMPLETED");
    ck_change(1, 7, 20261122, "enrolment", "3", "");
    for (size_t size = 1; size < packed.size; size++) /* cut anywhere: an error, or fewer changes */
        if (assay_record_changes_unpack(&again, &arena, assay_span_make(packed.data, size), &err) ==
            ASSAY_OK)
            ck_assert_uint_lt(again.count, 2);
        else
            ck_assert_int_eq(err.status, ASSAY_E_CORRUPT);
    packed.data[0] = 9;
    ck_assert_int_eq(assay_record_changes_unpack(&again, &arena, assay_buffer_span(&packed), &err),
                     ASSAY_E_VERSION);
    ck_ok(assay_record_changes_unpack(&again, &arena, (assay_span){NULL, 0}, &err), err);
    ck_assert_uint_eq(again.count, 0);
    assay_buffer_done(&packed);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/record_changes");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, what_is_gone_and_what_is_new_is_noted_with_the_source_s_date);
    tcase_add_test(all, an_update_its_source_does_not_date_is_of_the_day_it_came);
    tcase_add_test(all, a_new_date_of_update_alone_is_no_change);
    tcase_add_test(all, another_order_of_the_same_values_is_told_as_that);
    tcase_add_test(all, a_long_text_is_shown_from_before_where_it_differs_and_cut);
    tcase_add_test(all, what_is_kept_is_bounded_and_the_latest_of_each_key_stays);
    tcase_add_test(all, packed_and_unpacked_they_are_the_same_and_damage_is_told);
    suite_add_tcase(suite, all);
    return assay_suite_run(suite);
}
