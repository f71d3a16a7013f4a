/* What a removed record held is known without its segment, and an updated index answers as a fresh one. */
#include "base/file.h"
#include "index/index_dir.h"
#include "index/maintenance.h"
#include "index/removed.h"
#include "index/writer.h"
#include "support/index.h"

#include <string.h>

static test_folder folder;
static assay_error err;

static void set_up(void) {
    test_folder_make(&folder);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

/* ---- files by what is known of records, and by a walk over all lists ---- */

static void read_file(assay_buffer *out, const char *name) {
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_file_read(out, test_folder_at(&folder, name), &err), err);
}

static void compare_tombstones(const assay_open_segment *open, const assay_tombstones_held *held,
                               const uint32_t *records, size_t count) {
    assay_buffer walked, known;
    bool fits = false;
    ck_ok(assay_tombstones_write(test_folder_at(&folder, "walked"), open->segment, open->tombstones,
                                 records, count, &err),
          err);
    ck_ok(assay_tombstones_write_held(&fits, test_folder_at(&folder, "known"), open->segment,
                                      open->tombstones, records, count, held, &err),
          err);
    ck_assert_msg(fits, "%s: what is held is not what it has", assay_segment_path(open->segment));
    read_file(&walked, "walked");
    read_file(&known, "known");
    ck_assert_uint_eq(walked.size, known.size);
    ck_assert_mem_eq(walked.data, known.data, walked.size);
    assay_buffer_done(&walked);
    assay_buffer_done(&known);
}

/* The live records of the segment of which one in `share` is removed. */
static size_t choose(uint32_t *records, assay_docid *docids, const assay_open_segment *open,
                     uint32_t share) {
    size_t count = 0;
    for (uint32_t i = 0; i < assay_segment_footer(open->segment)->records; i++) {
        if (open->tombstones != NULL &&
            assay_tombstones_has(assay_tombstones_bits(open->tombstones), i))
            continue;
        ck_ok(assay_segment_number(&docids[count], open->segment, i, &err), err);
        records[count] = i;
        count += docids[count] % share == 0;
    }
    return count;
}

/* Removes one record in `share` of every segment, in both ways; nothing is committed. Returns how many. */
static size_t compare_index(const char *dir, uint32_t share) {
    assay_reader *reader = NULL;
    const assay_open_segment *segments = NULL;
    assay_xapian_writer *catalogue = NULL;
    size_t count = 0, removed_all = 0;
    ck_ok(assay_reader_open(&reader, dir, &err), err);
    ck_ok(assay_reader_segments(&segments, &count, reader, &err), err);
    char *path = assay_index_dir_catalogue(dir);
    const assay_xapian_writer_options options = {.mode = ASSAY_XAPIAN_OPEN, .no_sync = true};
    ck_ok(assay_xapian_writer_open(&catalogue, path, &options, &err), err);
    ck_ok(assay_xapian_writer_begin(catalogue, &err), err);
    for (size_t s = 0; s < count; s++) {
        size_t room = assay_segment_footer(segments[s].segment)->records + (size_t)1;
        uint32_t *records = calloc(room, sizeof *records);
        assay_docid *docids = calloc(room, sizeof *docids);
        ck_assert(records != NULL && docids != NULL);
        assay_removed *removed = NULL;
        assay_tombstones_held held;
        bool known = false;
        ck_ok(assay_removed_new(&removed, assay_reader_manifest(reader)->analyzer, 1 << 30, &err),
              err);
        size_t chosen = choose(records, docids, &segments[s], share), listed = 0;
        for (size_t i = 0; i < chosen; i++)
            ck_ok(assay_removed_take(removed, catalogue, docids[i], &err), err);
        (void)assay_removed_list(&listed, removed);
        ck_assert_uint_eq(listed, chosen);
        ck_ok(assay_removed_hold(&known, &held, removed, docids, records, chosen, &err), err);
        ck_assert(known);
        compare_tombstones(&segments[s], &held, records, chosen);
        removed_all += chosen;
        assay_removed_free(removed);
        free(records);
        free(docids);
    }
    free(path);
    assay_xapian_writer_close(catalogue);
    assay_reader_close(reader);
    return removed_all;
}

/* ---- records ---- */

/* Version v of records [from, from + count): words of their own, words of many, changed values. */
static char *lines_of(int from, int count, int version) {
    static const char *const words[] = {"melanoma", "il-2",  "lung",   "toxicity",   "placebo",
                                        "survival", "doses", "trials", "NCT99000001"};
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (int i = from; i < from + count; i++) {
        assay_buffer_format(&out,
                            "{\"id\": \"id:r%d\", \"type\": \"trial\", \"title\": [\"Record %d of "
                            "version %d\"], \"condition\": [\"Condition %d\"], \"keyword\": "
                            "[\"version %d\"], \"enrolment\": %d, \"abstract\": [\"",
                            i, i, version, i % 7, version, 10 + i * version);
        for (int k = 0; k < 30; k++)
            assay_buffer_format(&out, "%s w%d ", words[(i * 7 + k * k + version) % 9],
                                (i * 31 + k * version) % 977);
        assay_buffer_add_text(&out, "\"]}\n");
    }
    assay_buffer_add_byte(&out, '\0');
    return out.data;
}

static void add(const char *index, int from, int count, int version, bool no_text) {
    char *lines = lines_of(from, count, version);
    char path[160];
    snprintf(path, sizeof path, "%s/%s.jsonl", folder.path, index);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(lines, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    free(lines);
    const char *const paths[] = {path};
    assay_build_counts counts = {0};
    const assay_build_options options = {
        .create = true, .no_sync = true, .no_text = no_text, .jobs = 2, .stop_on_error = true};
    ck_ok(assay_build_add(&counts, test_folder_at(&folder, index), paths, 1, &options, &err), err);
    ck_assert_uint_eq(counts.read, (uint64_t)count);
}

START_TEST(records_of_all_kinds_of_fields_are_known_as_their_segments_have_them) {
    const char *const paths[] = {"corpus/sample"};
    assay_build_counts counts = {0};
    const assay_build_options options = {.create = true, .no_sync = true, .jobs = 2};
    char index[160];
    snprintf(index, sizeof index, "%s/index", folder.path);
    ck_ok(assay_build_add(&counts, index, paths, 1, &options, &err), err);
    ck_assert_uint_gt(compare_index(index, 3), 20);
    ck_assert_uint_gt(compare_index(index, 1), 60);
}
END_TEST

START_TEST(what_updates_changed_and_what_died_before_is_known_too) {
    char index[160];
    snprintf(index, sizeof index, "%s/index", folder.path);
    add("index", 0, 3000, 1, true);
    add("index", 100, 40, 2, true);
    add("index", 120, 40, 3, true);
    ck_assert_uint_gt(compare_index(index, 5), 500);
}
END_TEST

/* ---- an updated index and a fresh one ---- */

static uint64_t bits_of(double score) {
    uint64_t bits;
    memcpy(&bits, &score, sizeof bits);
    return bits;
}

static void compare_answers(assay_search *updated, assay_search *fresh, const char *query,
                            assay_search_engine engine) {
    assay_search_request request = assay_search_defaults();
    assay_search_results left = {0}, right = {0};
    request.query = assay_span_of(query);
    request.engine = engine;
    request.count = 50;
    request.exact_count = true;
    ck_ok(assay_search_run(&left, updated, &request, &err), err);
    ck_ok(assay_search_run(&right, fresh, &request, &err), err);
    ck_assert_uint_gt(left.count, 0);
    ck_assert_uint_eq(left.count, right.count);
    ck_assert_uint_eq(left.total, right.total);
    for (size_t i = 0; i < left.count; i++)
        ck_assert_msg(assay_span_equal(left.hits[i].identity, right.hits[i].identity) &&
                          bits_of(left.hits[i].score) == bits_of(right.hits[i].score),
                      "%s: hit %zu differs", query, i);
    assay_search_results_done(&left);
    assay_search_results_done(&right);
}

START_TEST(an_updated_index_answers_as_one_made_of_its_records) {
    static const char *const queries[] = {
        "melanoma lung toxicity",         "version record",  "w31 w62 w93",
        "keyword:\"version 2\" survival", "\"record 1010\"", "cond:condition placebo doses"};
    const char *const gone[] = {"id:r7", "id:r1500", "id:r2999"};
    add("updated", 0, 3000, 1, false);
    add("updated", 1000, 60, 2, false); /* few: known by their terms */
    assay_span ids[3];
    uint64_t deleted = 0;
    for (size_t i = 0; i < 3; i++)
        ids[i] = assay_span_of(gone[i]);
    ck_ok(assay_index_delete(&deleted, NULL, test_folder_at(&folder, "updated"), ids, 3, &err),
          err);
    ck_assert_uint_eq(deleted, 3);
    add("fresh", 0, 7, 1, false);
    add("fresh", 8, 992, 1, false);
    add("fresh", 1060, 440, 1, false);
    add("fresh", 1501, 1498, 1, false);
    add("fresh", 1000, 60, 2, false);
    assay_search *updated = NULL, *fresh = NULL;
    ck_ok(assay_search_open(&updated, test_folder_at(&folder, "updated"), &err), err);
    ck_ok(assay_search_open(&fresh, test_folder_at(&folder, "fresh"), &err), err);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        compare_answers(updated, fresh, queries[i], ASSAY_ENGINE_RANKING);
        compare_answers(updated, fresh, queries[i], ASSAY_ENGINE_XAPIAN);
    }
    assay_search_close(updated);
    assay_search_close(fresh);
}
END_TEST

/* ---- what is not known ---- */

static size_t count_known(const char *analyzer, size_t memory) {
    assay_removed *removed = NULL;
    assay_xapian_writer *catalogue = NULL;
    const assay_docid docids[] = {1, 2};
    const uint32_t records[] = {0, 1};
    assay_tombstones_held held;
    bool known = false;
    size_t count = 0;
    char *path = assay_index_dir_catalogue(test_folder_at(&folder, "index"));
    const assay_xapian_writer_options options = {.mode = ASSAY_XAPIAN_OPEN, .no_sync = true};
    ck_ok(assay_xapian_writer_open(&catalogue, path, &options, &err), err);
    ck_ok(assay_xapian_writer_begin(catalogue, &err), err);
    ck_ok(assay_removed_new(&removed, analyzer, memory, &err), err);
    ck_ok(assay_removed_take(removed, catalogue, 2, &err), err);
    ck_ok(assay_removed_take(removed, catalogue, 1, &err), err);
    ck_assert_uint_eq(assay_removed_list(&count, removed)[0], 1);
    ck_assert_uint_eq(count, 2);
    ck_ok(assay_removed_hold(&known, &held, removed, docids, records, 2, &err), err);
    assay_removed_free(removed);
    assay_xapian_writer_close(catalogue);
    free(path);
    return known ? held.count : 0;
}

START_TEST(records_analyzed_otherwise_or_too_many_are_not_known) {
    add("index", 0, 40, 1, true);
    assay_reader *reader = NULL;
    char analyzer[200];
    ck_ok(assay_reader_open(&reader, test_folder_at(&folder, "index"), &err), err);
    snprintf(analyzer, sizeof analyzer, "%s", assay_reader_manifest(reader)->analyzer);
    assay_reader_close(reader);
    ck_assert_uint_gt(count_known(analyzer, 1 << 20), 60);
    ck_assert_uint_eq(count_known(analyzer, 100), 0);
    ck_assert_uint_eq(count_known("assay-0 english", 1 << 20), 0);
    ck_assert_uint_eq(count_known("assay-1 klingon", 1 << 20), 0);
}
END_TEST

/* ---- real files ---- */

START_TEST(real_records_are_known_as_their_segments_have_them) {
    const char *data = assay_suite_data_dir();
    if (data == NULL) {
        printf("skipped: no real data beside the checkout\n");
        return;
    }
    static const char *const formats[] = {"ctgov-json-v2", "pubmed-xml", "cf"};
    enum { FORMATS = sizeof formats / sizeof *formats };
    char names[FORMATS][600], index[160];
    const char *paths[FORMATS];
    for (size_t i = 0; i < FORMATS; i++) {
        snprintf(names[i], sizeof names[i], "%s/formats/%s", data, formats[i]);
        paths[i] = names[i];
    }
    snprintf(index, sizeof index, "%s/index", folder.path);
    assay_build_counts counts = {0};
    const assay_build_options options = {
        .create = true, .no_sync = true, .no_text = true, .jobs = 2};
    ck_ok(assay_build_add(&counts, index, paths, FORMATS, &options, &err), err);
    ck_assert_uint_gt(compare_index(index, 5), 300);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("index/removed");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, records_of_all_kinds_of_fields_are_known_as_their_segments_have_them);
    tcase_add_test(cases, what_updates_changed_and_what_died_before_is_known_too);
    tcase_add_test(cases, an_updated_index_answers_as_one_made_of_its_records);
    tcase_add_test(cases, records_analyzed_otherwise_or_too_many_are_not_known);
    tcase_add_test(cases, real_records_are_known_as_their_segments_have_them);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
