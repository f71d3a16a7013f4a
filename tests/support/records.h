/* A sink that keeps what a reader gives: records, deletions, problems. */
#ifndef ASSAY_TESTS_RECORDS_H
#define ASSAY_TESTS_RECORDS_H
#include "base/map.h"
#include "records/reader.h"
#include "support/suite.h"

typedef struct {
    assay_arena arena;
    assay_record record;
} test_kept_record;

typedef struct {
    char *path, *message, *record;
    uint64_t line, byte;
    bool lost;
    assay_status status;
} test_kept_problem;

typedef struct {
    bool only_count; /* records are counted and forgotten */
    test_kept_record **records;
    size_t count, begun, capacity; /* records delivered; begun; room */
    test_kept_problem problems[64];
    size_t problem_count, lost; /* all of them, kept or not */
    char deletions[8][64];
    size_t deletion_count;
    uint64_t progress;
    size_t stop_after; /* refuse the record after so many; 0: never */
    assay_map identities;
} test_records;

void test_records_init(test_records *kept);
void test_records_done(test_records *kept);
/* Empties it and reads; returns what the reader returned. map may be NULL. */
assay_status test_records_read_bytes(test_records *kept, assay_span bytes, const char *name,
                                     const char *format, const char *map, assay_error *err);
assay_status test_records_read_path(test_records *kept, const char *path, const char *format,
                                    assay_error *err);
/* Reads text that must be accepted without a failure of the call. */
void test_records_read(test_records *kept, const char *text, const char *format);
/* The record delivered i-th. */
const assay_record *test_record(const test_records *kept, size_t i);
/* The value of an extra, or an empty span. */
assay_span test_record_extra(const assay_record *record, const char *key);

#define ck_field_eq(record, field, index, value)                                                   \
    do {                                                                                           \
        ck_assert_msg((record)->text[ASSAY_FIELD_##field].count > (index),                         \
                      "%s has %zu values, no %zuth", #field,                                       \
                      (record)->text[ASSAY_FIELD_##field].count, (size_t)(index));                 \
        assay_span ck_value_ = (record)->text[ASSAY_FIELD_##field].items[index];                   \
        ck_span_eq(ck_value_, value);                                                              \
    } while (0)
#define ck_field_count(record, field, expected)                                                    \
    ck_assert_uint_eq((record)->text[ASSAY_FIELD_##field].count, expected)
#endif
