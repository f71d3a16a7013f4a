/* Numbers, dates, JSON text, statuses. */
#include <math.h>

#include "base/date.h"
#include "base/json_write.h"
#include "base/number.h"
#include "support/suite.h"

START_TEST(numbers_are_read_whole_or_not_at_all) {
    uint64_t u = 7;
    int64_t i = 7;
    double d = 7;
    ck_assert(assay_number_u64(&u, ASSAY_SPAN("18446744073709551615")) && u == UINT64_MAX);
    ck_assert(!assay_number_u64(&u, ASSAY_SPAN("18446744073709551616")));
    ck_assert(!assay_number_u64(&u, ASSAY_SPAN("12a")) && !assay_number_u64(&u, ASSAY_SPAN("")));
    ck_assert(assay_number_i64(&i, ASSAY_SPAN("-42")) && i == -42);
    ck_assert(!assay_number_i64(&i, ASSAY_SPAN("- 42")));
    ck_assert(assay_number_double(&d, ASSAY_SPAN("-95.37")) && d == -95.37);
    ck_assert(!assay_number_double(&d, ASSAY_SPAN("1e999")) &&
              !assay_number_double(&d, ASSAY_SPAN("nan")));
    ck_assert(!assay_number_double(&d, ASSAY_SPAN("1.5 ")));
}
END_TEST

START_TEST(sizes_take_units_and_refuse_overflow) {
    uint64_t bytes;
    ck_assert(assay_number_bytes(&bytes, ASSAY_SPAN("512")) && bytes == 512);
    ck_assert(assay_number_bytes(&bytes, ASSAY_SPAN("64M")) && bytes == 64ull << 20);
    ck_assert(assay_number_bytes(&bytes, ASSAY_SPAN("2gb")) && bytes == 2ull << 30);
    ck_assert(!assay_number_bytes(&bytes, ASSAY_SPAN("99999999999T")));
    ck_assert(!assay_number_bytes(&bytes, ASSAY_SPAN("M")));
}
END_TEST

static const struct {
    const char *text;
    assay_date date;
} dates[] = {{"2024", 20240000},
             {"2024-05", 20240500},
             {"2024-05-17", 20240517},
             {"2024/05/17", 20240517},
             {"20240517", 20240517},
             {"2024 May 17", 20240517},
             {"May 17, 2024", 20240517},
             {"June 2021", 20210600},
             {"17 May 2024", 20240517},
             {"2024 May-Jun", 20240500},
             {"2024 Spring", 20240000},
             {"2024-05-17T10:00", 20240517},
             {"Jul 01, 2026", 20260701},
             {"2021 Jul 1", 20210701},
             {"2024-02-30", 0},
             {"yesterday", 0},
             {"2024-13", 0},
             {"", 0},
             {"May", 0},
             {"12", 0}};

START_TEST(dates_are_read_in_every_usual_form) {
    assay_date date = 0;
    bool read = assay_date_parse(&date, assay_span_of(dates[_i].text));
    ck_assert_msg(read == (dates[_i].date != 0) && date == dates[_i].date, "%s: %u", dates[_i].text,
                  date);
}
END_TEST

START_TEST(days_are_counted_as_the_calendar_does) {
    ck_assert_int_eq(assay_date_days(19700101), 0);
    ck_assert_int_eq(assay_date_days(20000301), 11017);
    ck_assert_uint_eq(assay_date_add_days(20240228, 2), 20240301);
    ck_assert_uint_eq(assay_date_add_days(20240101, -1), 20231231);
    ck_assert_uint_eq(assay_date_last(20240200), 20240229);
    ck_assert_uint_eq(assay_date_first(20240000), 20240101);
    char text[11];
    ck_assert_uint_eq(assay_date_print(text, 20240500), 7);
    ck_assert_str_eq(text, "2024-05");
}
END_TEST

/* The string within its quotes. */
static assay_span quoted(assay_buffer *out, assay_span text) {
    assay_buffer_clear(out);
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_string(&json, text);
    return assay_span_make(out->data + 1, out->size - 2);
}

START_TEST(json_escapes_a_byte_the_same_wherever_it_stands) {
    enum { SIZE = 71 };
    assay_buffer alone, whole, expected;
    assay_buffer_init(&alone, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&whole, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&expected, ASSAY_BUFFER_NO_CAP);
    for (unsigned byte = 0; byte < 256; byte++) {
        const char one = (char)(unsigned char)byte;
        const assay_span escaped = quoted(&alone, assay_span_make(&one, 1));
        for (size_t at = 0; at < SIZE; at++) {
            char text[SIZE];
            memset(text, 'x', SIZE);
            text[at] = one;
            assay_buffer_clear(&expected);
            assay_buffer_add(&expected, memset((char[SIZE]){0}, 'x', SIZE), at);
            assay_buffer_add_span(&expected, escaped);
            assay_buffer_add(&expected, memset((char[SIZE]){0}, 'x', SIZE), SIZE - 1 - at);
            const assay_span got = quoted(&whole, assay_span_make(text, SIZE));
            ck_assert(assay_span_equal(got, assay_buffer_span(&expected)));
        }
    }
    assay_buffer_done(&alone);
    assay_buffer_done(&whole);
    assay_buffer_done(&expected);
}
END_TEST

START_TEST(json_is_valid_whatever_the_text) {
    assay_buffer out;
    assay_buffer_init(&out, 1000);
    assay_json_writer json = assay_json_writer_on(&out);
    assay_json_open(&json, '{');
    assay_json_string_at(&json, "a\"b", ASSAY_SPAN("line\nquote\" \x01 \xC3\xA9 bad \xFF end"));
    assay_json_double_at(&json, "d", 0.1);
    assay_json_double_at(&json, "inf", (double)INFINITY);
    assay_json_key(&json, "list");
    assay_json_open(&json, '[');
    assay_json_int(&json, -1);
    assay_json_bool(&json, true);
    assay_json_null(&json);
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    ck_span_eq(assay_buffer_span(&out),
               "{\"a\\\"b\":\"line\\nquote\\\" \\u0001 \xC3\xA9 bad \xEF\xBF\xBD end\",\"d\":0.1,"
               "\"inf\":null,\"list\":[-1,true,null]}");
    assay_buffer_done(&out);
}
END_TEST

START_TEST(a_failure_keeps_its_message_and_its_place) {
    assay_error err = {0};
    ck_assert_int_eq(assay_fail(&err, ASSAY_E_IO, "cannot read %s", "x"), ASSAY_E_IO);
    ck_assert_int_eq(assay_fail_in(&err, "file %d", 3), ASSAY_E_IO);
    ck_assert_str_eq(err.message, "file 3: cannot read x");
    char longer[1000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    (void)assay_fail(&err, ASSAY_E_BUG, "%s", longer);
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
    ck_assert_str_eq(err.message + sizeof err.message - 4, "...");
    ck_assert_str_eq(assay_status_name(ASSAY_E_STALE), "ASSAY_E_STALE");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base values");
    TCase *tests = tcase_create("values");
    tcase_add_test(tests, numbers_are_read_whole_or_not_at_all);
    tcase_add_test(tests, sizes_take_units_and_refuse_overflow);
    tcase_add_loop_test(tests, dates_are_read_in_every_usual_form, 0,
                        (int)(sizeof dates / sizeof *dates));
    tcase_add_test(tests, days_are_counted_as_the_calendar_does);
    tcase_add_test(tests, json_escapes_a_byte_the_same_wherever_it_stands);
    tcase_add_test(tests, json_is_valid_whatever_the_text);
    tcase_add_test(tests, a_failure_keeps_its_message_and_its_place);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
