#include "support/segments.h"
#include "support/suite.h"

#include "ranking/segment/columns.h"
#include "ranking/writing/merge.h"

#include <stdio.h>
#include <unistd.h>

enum { RECORDS = 70000, NAMES = 9 };

static char path[64], part_path[80];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-columns-%d.seg", (int)getpid());
    snprintf(part_path, sizeof part_path, "%s.part2", path);
}

static void teardown(void) {
    unlink(path);
    unlink(part_path);
}

/* What record number n has, from n alone: so a segment can be checked without a model. */
static bool date_of(int64_t *out, uint32_t n) {
    *out = n % 977 == 0    ? INT64_MAX
           : n % 1009 == 0 ? INT64_MIN + 1
                           : 19000101 + (int64_t)(n % 5000);
    return n % 7 != 0;
}
static bool small_of(int64_t *out, uint32_t n) {
    *out = n % 3 - 1;
    return true;
}
static bool latitude_of(double *out, uint32_t n) {
    *out = n % 50 == 0 ? -0.0 : ((double)(n % 3600) - 1800) / 17;
    return n % 5 == 0;
}
static unsigned keywords_of(unsigned out[4], uint32_t n) {
    unsigned count = n % 5 == 4 ? 0 : n % 5;
    for (unsigned i = 0; i < count; i++)
        out[i] = (n * 7 + i * 3) % NAMES;
    return count;
}
static size_t bytes_of(char out[16], uint32_t n) {
    memset(out, (int)(n % 251), 16);
    return n % 4 == 0 ? 0 : n % 17;
}
static const char *const names[NAMES] = {
    "zeta", "alpha", "", "beta", "gamma", "b", "beta2", "al", "\xc3\xa9t\xc3\xa9"};

static void add_values(assay_inverter *inverter, const unsigned column[5], uint32_t n) {
    assay_error err = {0};
    int64_t number = 0;
    double real = 0;
    unsigned keywords[4];
    char bytes[16];
    if (date_of(&number, n)) {
        works(assay_inverter_i64(inverter, column[0], 5, &err)); /* the last one holds */
        works(assay_inverter_i64(inverter, column[0], number, &err));
    }
    if (small_of(&number, n))
        works(assay_inverter_i64(inverter, column[1], number, &err));
    if (latitude_of(&real, n))
        works(assay_inverter_double(inverter, column[2], real, &err));
    unsigned count = keywords_of(keywords, n);
    for (unsigned i = 0; i < count; i++)
        works(assay_inverter_keyword(inverter, column[3], assay_span_of(names[keywords[i]]), &err));
    size_t size = bytes_of(bytes, n);
    if (size != 0)
        works(assay_inverter_bytes(inverter, column[4], assay_span_make(bytes, size), &err));
}

static void write_numbers(const char *to, uint32_t first, uint32_t last) {
    static const struct {
        const char *name;
        assay_column_type type;
    } columns[] = {{"date", ASSAY_COLUMN_I64},
                   {"small", ASSAY_COLUMN_I64},
                   {"latitude", ASSAY_COLUMN_DOUBLE},
                   {"country", ASSAY_COLUMN_KEYWORDS},
                   {"fields", ASSAY_COLUMN_BYTES}};
    assay_error err = {0};
    assay_inverter *inverter = NULL;
    unsigned column[5];
    works(assay_inverter_new(&inverter, NULL, &err));
    for (int i = 0; i < 5; i++)
        works(assay_inverter_column(&column[i], inverter, assay_span_of(columns[i].name),
                                    columns[i].type, &err));
    for (uint32_t n = first; n < last; n++) {
        works(assay_inverter_begin(inverter, n, &err));
        add_values(inverter, column, n);
    }
    works(assay_inverter_write(inverter, to, &err));
    assay_inverter_free(inverter);
}

static void compare_keywords(const assay_column *column, uint32_t record, uint32_t n) {
    assay_error err = {0};
    uint32_t ordinals[4];
    unsigned want[4], wanted = keywords_of(want, n);
    size_t count = 0;
    bool seen[NAMES] = {false}, should[NAMES] = {false};
    works(assay_column_keywords(ordinals, 4, &count, column, record, &err));
    for (size_t i = 0; i < count; i++) {
        assay_span text;
        same(i == 0 || ordinals[i] > ordinals[i - 1], true);
        works(assay_column_string(&text, column, ordinals[i], &err));
        for (unsigned k = 0; k < NAMES; k++)
            seen[k] |= assay_span_equal(text, assay_span_of(names[k]));
    }
    for (unsigned i = 0; i < wanted; i++)
        should[want[i]] = true;
    same(memcmp(seen, should, sizeof seen), 0);
}

static void compare_record(const assay_column column[5], uint32_t record, uint32_t n) {
    assay_error err = {0};
    int64_t number = 0, want_number = 0;
    double real = 0, want_real = 0;
    bool present = false;
    assay_span bytes;
    char want_bytes[16];
    bool there = date_of(&want_number, n);
    works(assay_column_i64(&number, &present, &column[0], record, &err));
    same(present == there && (!there || number == want_number), true);
    small_of(&want_number, n);
    works(assay_column_i64(&number, &present, &column[1], record, &err));
    same(present && number == want_number, true);
    there = latitude_of(&want_real, n);
    works(assay_column_double(&real, &present, &column[2], record, &err));
    same(present == there && (!there || memcmp(&real, &want_real, sizeof real) == 0), true);
    compare_keywords(&column[3], record, n);
    works(assay_column_bytes(&bytes, &column[4], record, &err));
    size_t size = bytes_of(want_bytes, n);
    same(assay_span_equal(bytes, assay_span_make(want_bytes, size)), true);
}

static void compare_segment(const char *from, uint32_t first, uint32_t last, uint32_t step) {
    static const char *const wanted[] = {"date", "small", "latitude", "country", "fields"};
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_column column[5];
    works(assay_segment_open(&segment, from, &err));
    for (int i = 0; i < 5; i++)
        works(assay_column_find(&column[i], segment, assay_span_of(wanted[i]), &err));
    same(assay_column_find(&column[0], segment, ASSAY_SPAN("absent"), &err), ASSAY_E_NOT_FOUND);
    for (uint32_t n = first; n < last; n += step)
        compare_record(column, n - first, n);
    works(assay_segment_verify(segment, &err));
    assay_segment_close(segment);
}

START_TEST(values_of_every_type_read_back) {
    write_numbers(path, 1, RECORDS);
    compare_segment(path, 1, RECORDS, 13);
}
END_TEST

START_TEST(a_merge_keeps_the_values) {
    assay_error err = {0};
    assay_merge_source sources[2] = {{0}};
    assay_segment *one = NULL, *two = NULL;
    write_numbers(path, 1, 900);
    write_numbers(part_path, 900, 3000);
    works(assay_segment_open(&one, path, &err));
    works(assay_segment_open(&two, part_path, &err));
    sources[0].segment = two;
    sources[1].segment = one;
    unlink(path);
    works(assay_merge(path, sources, 2, NULL, &err));
    assay_segment_close(one);
    assay_segment_close(two);
    compare_segment(path, 1, 3000, 1);
}
END_TEST

START_TEST(a_selection_is_the_records_in_the_interval) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_column date, latitude;
    static const int64_t bounds[][2] = {{19000101, 19000600},   {INT64_MIN, INT64_MAX},
                                        {19005000, 19005100},   {5, 4},
                                        {INT64_MAX, INT64_MAX}, {INT64_MIN, 0}};
    uint64_t *bits = calloc(RECORDS / 64 + 1, sizeof *bits);
    write_numbers(path, 1, RECORDS);
    works(assay_segment_open(&segment, path, &err));
    works(assay_column_find(&date, segment, ASSAY_SPAN("date"), &err));
    works(assay_column_find(&latitude, segment, ASSAY_SPAN("latitude"), &err));
    for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++) {
        memset(bits, 0, (RECORDS / 64 + 1) * sizeof *bits);
        works(assay_column_select_i64(bits, &date, bounds[b][0], bounds[b][1], &err));
        for (uint32_t n = 1; n < RECORDS; n++) {
            int64_t value = 0;
            bool want = date_of(&value, n) && value >= bounds[b][0] && value <= bounds[b][1];
            if ((bits[(n - 1) / 64] >> ((n - 1) % 64) & 1) != want)
                ck_abort_msg("record %u of interval %zu", n, b);
        }
    }
    memset(bits, 0, (RECORDS / 64 + 1) * sizeof *bits);
    works(assay_column_select_double(bits, &latitude, -12.5, 40, &err));
    for (uint32_t n = 1; n < RECORDS; n++) {
        double value = 0;
        bool want = latitude_of(&value, n) && value >= -12.5 && value <= 40;
        if ((bits[(n - 1) / 64] >> ((n - 1) % 64) & 1) != want)
            ck_abort_msg("record %u by latitude", n);
    }
    free(bits);
    assay_segment_close(segment);
}
END_TEST

START_TEST(strings_are_found_by_their_bytes) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_column country;
    uint32_t ordinal = 0;
    write_numbers(path, 1, 100);
    works(assay_segment_open(&segment, path, &err));
    works(assay_column_find(&country, segment, ASSAY_SPAN("country"), &err));
    same(country.strings, NAMES);
    for (unsigned k = 0; k < NAMES; k++) {
        assay_span text;
        works(assay_column_ordinal(&ordinal, &country, assay_span_of(names[k]), &err));
        ck_assert_uint_lt(ordinal, NAMES);
        works(assay_column_string(&text, &country, ordinal, &err));
        ck_span_eq(text, names[k]);
    }
    works(assay_column_ordinal(&ordinal, &country, ASSAY_SPAN("beta1"), &err));
    same(ordinal, NAMES);
    same(assay_column_i64(&(int64_t){0}, &(bool){false}, &country, 0, &err), ASSAY_E_USAGE);
    assay_segment_close(segment);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/columns");
    TCase *tcase = tcase_create("columns");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, values_of_every_type_read_back);
    tcase_add_test(tcase, a_merge_keeps_the_values);
    tcase_add_test(tcase, a_selection_is_the_records_in_the_interval);
    tcase_add_test(tcase, strings_are_found_by_their_bytes);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
