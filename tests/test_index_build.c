#include "base/file.h"
#include "index/build.h"
#include "index/maintenance.h"
#include "index/reader.h"
#include "index/schema.h"
#include "index/stored.h"
#include "index/writer.h"
#include "support/folder.h"
#include "support/suite.h"

#include <sys/stat.h>

static test_folder folder;
static assay_error err;
static char index_path[128], input_path[128];

static void set_up(void) {
    test_folder_make(&folder);
    snprintf(index_path, sizeof index_path, "%s/index", folder.path);
    snprintf(input_path, sizeof input_path, "%s/records.jsonl", folder.path);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

static void write_input(const char *lines) {
    FILE *file = fopen(input_path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(lines, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static const assay_build_options plain = {.create = true, .no_sync = true, .jobs = 2};

static assay_build_counts add_with(const char *lines, const assay_build_options *options) {
    assay_build_counts counts;
    const char *path = input_path;
    write_input(lines);
    ck_ok(assay_build_add(&counts, index_path, &path, 1, options, &err), err);
    return counts;
}
static assay_build_counts add(const char *lines) {
    return add_with(lines, &plain);
}

static assay_reader *open_reader(void) {
    assay_reader *reader = NULL;
    ck_ok(assay_reader_open(&reader, index_path, &err), err);
    return reader;
}

static void check_sound(uint64_t records) {
    assay_check_counts counts;
    ck_ok(assay_index_verify(&counts, index_path, NULL, NULL, &err), err);
    ck_assert_uint_eq(counts.records, records);
}

/* Records that differ, about 100 bytes each, into a buffer of the caller's. */
static void many(assay_buffer *out, int from, int count, int version) {
    for (int i = from; i < from + count; i++)
        assay_buffer_format(
            out,
            "{\"_id\": \"r%d\", \"title\": \"Record %d\", \"text\": \"word%d word%d "
            "version%d melanoma\"}\n",
            i, i, i % 97, i % 31, version);
    assay_buffer_add_byte(out, '\0');
}

static assay_build_counts add_many(int from, int count, int version,
                                   const assay_build_options *options) {
    assay_buffer lines;
    assay_buffer_init(&lines, ASSAY_BUFFER_NO_CAP);
    many(&lines, from, count, version);
    assay_build_counts counts = add_with(lines.data, options);
    assay_buffer_done(&lines);
    return counts;
}

static const char two[] =
    "{\"_id\": \"a\", \"title\": \"Inhaled interleukin-2\", \"text\": \"Lung metastases.\"}\n"
    "{\"_id\": \"b\", \"title\": \"Dupilumab\", \"text\": \"Asthma of adults.\"}\n";

START_TEST(records_come_back_whole) {
    add(two);
    assay_reader *reader = open_reader();
    assay_arena arena;
    assay_record record;
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_docid docid = 0;
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:b"), &err), err);
    ck_assert_uint_eq(docid, 2);
    ck_ok(assay_reader_find_id(&docid, reader, ASSAY_SPAN("id:a"), &err), err);
    ck_assert_uint_eq(docid, 1);
    ck_ok(assay_reader_record(&record, reader, docid, &err), err);
    ck_span_eq(record.identity, "id:a");
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_TITLE), "Inhaled interleukin-2");
    ck_assert_int_eq(assay_reader_record(&record, reader, 3, &err), ASSAY_E_NOT_FOUND);
    assay_arena_done(&arena);
    assay_reader_close(reader);
    check_sound(2);
}
END_TEST

START_TEST(the_same_content_is_left_alone_and_other_content_replaces) {
    add(two);
    assay_build_counts counts = add(two);
    ck_assert_uint_eq(counts.unchanged, 2);
    ck_assert_uint_eq(counts.added + counts.replaced, 0);
    counts =
        add("{\"_id\": \"a\", \"title\": \"Inhaled interleukin-2\", \"text\": \"Changed.\"}\n");
    ck_assert_uint_eq(counts.replaced, 1);
    assay_reader *reader = open_reader();
    assay_docid docid = 0;
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:a"), &err), err);
    ck_assert_uint_eq(docid, 3);
    assay_history history;
    ck_ok(assay_reader_history(&history, reader, docid, &err), err);
    ck_assert_uint_eq(history.changes, 1);
    ck_assert_uint_ne(history.first_indexed, 0);
    assay_reader_close(reader);
    check_sound(2);
}
END_TEST

START_TEST(an_identity_twice_in_one_load_keeps_the_later_one) {
    assay_build_counts counts =
        add("{\"_id\": \"a\", \"title\": \"First\"}\n{\"_id\": \"a\", \"title\": \"Second\"}\n"
            "{\"_id\": \"a\", \"title\": \"Second\"}\n");
    ck_assert_uint_eq(counts.added, 1);
    ck_assert_uint_eq(counts.replaced, 1);
    ck_assert_uint_eq(counts.unchanged, 1);
    assay_reader *reader = open_reader();
    const assay_snapshot *snapshot = NULL;
    uint64_t df = 9;
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 1);
    ck_ok(assay_snapshot_df(&df, snapshot, ASSAY_SPAN("Zfirst"), &err), err);
    ck_assert_uint_eq(df, 0);
    assay_reader_close(reader);
    check_sound(1);
}
END_TEST

/* The bytes of the only segment. */
static void read_segment(assay_buffer *out) {
    assay_reader *reader = open_reader();
    const assay_manifest *manifest = assay_reader_manifest(reader);
    ck_assert_uint_eq(manifest->count, 1);
    char *path = assay_index_dir_segment(index_path, manifest->segments[0].number);
    ck_ok(assay_file_read(out, path, &err), err);
    free(path);
    assay_reader_close(reader);
}

START_TEST(any_number_of_workers_makes_the_same_segment) {
    assay_buffer first, other;
    assay_buffer_init(&first, ASSAY_BUFFER_NO_CAP);
    for (int jobs = 1; jobs <= 5; jobs += 2) {
        snprintf(index_path, sizeof index_path, "%s/index%d", folder.path, jobs);
        const assay_build_options options = {.create = true, .no_sync = true, .jobs = jobs};
        add_many(0, 2000, 0, &options);
        assay_buffer_init(&other, ASSAY_BUFFER_NO_CAP);
        read_segment(&other);
        if (first.size == 0)
            assay_buffer_add_span(&first, assay_buffer_span(&other));
        ck_assert_uint_eq(first.size, other.size);
        ck_assert_int_eq(memcmp(first.data, other.data, other.size), 0);
        assay_buffer_done(&other);
    }
    assay_buffer_done(&first);
}
END_TEST

static void count_notice(void *user, assay_span notice) {
    static const char before[] = "version0";
    ck_assert_ptr_nonnull(memmem(notice.data, notice.size, before, sizeof before - 1));
    ++*(uint64_t *)user;
}

START_TEST(little_memory_means_more_commits_and_the_same_index) {
    uint64_t notices = 0;
    assay_build_options options = {
        .create = true, .no_sync = true, .jobs = 2, .memory = 1 << 20, .user = &notices};
    assay_build_counts counts = add_many(0, 3000, 0, &options);
    ck_assert_uint_gt(counts.commits, 1);
    ck_assert_uint_eq(counts.added, 3000);
    check_sound(3000);
    counts = add_many(0, 3000, 0, &options);
    ck_assert_uint_eq(counts.unchanged, 3000);
    options.notice = count_notice;
    counts = add_many(0, 3000, 1, &options);
    ck_assert_uint_eq(counts.replaced, 3000);
    ck_assert_uint_gt(counts.commits, 1);
    ck_assert_uint_eq(notices, 3000);
    check_sound(3000);
}
END_TEST

/* Articles, each taken out before it comes when `anew`. */
static void articles(assay_buffer *out, int count, bool anew) {
    assay_buffer_clear(out);
    assay_buffer_add_text(out, "<PubmedArticleSet>\n");
    for (int i = 99000000; i < 99000000 + count; i++) {
        if (anew)
            assay_buffer_format(out, "<DeleteCitation><PMID>%d</PMID></DeleteCitation>", i);
        assay_buffer_format(out,
                            "<PubmedArticle><MedlineCitation><PMID>%d</PMID><Article><ArticleTitle>"
                            "%s</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n",
                            i, anew ? "After" : "Before");
    }
    assay_buffer_format(out, "</PubmedArticleSet>%c", '\0');
}

START_TEST(what_is_taken_out_and_put_back_in_one_load_is_removed_once) {
    enum { COUNT = 3000 };
    assay_build_options options = {.create = true, .no_sync = true, .jobs = 2, .memory = 1 << 20};
    assay_buffer xml;
    assay_buffer_init(&xml, ASSAY_BUFFER_NO_CAP);
    articles(&xml, COUNT, false);
    ck_assert_uint_eq(add_with(xml.data, &options).added, COUNT);
    articles(&xml, COUNT, true);
    assay_build_counts counts = add_with(xml.data, &options);
    ck_assert_uint_eq(counts.deleted, COUNT);
    ck_assert_uint_eq(counts.added, COUNT);
    ck_assert_uint_gt(counts.commits, 2);
    assay_buffer_done(&xml);
    check_sound(COUNT);
}
END_TEST

START_TEST(many_small_loads_leave_few_segments) {
    for (int i = 0; i < 12; i++)
        add_many(i * 10, i == 0 ? 2000 : 10, i, &plain);
    assay_reader *reader = open_reader();
    ck_assert_uint_le(assay_reader_manifest(reader)->count, 5);
    assay_reader_close(reader);
    check_sound(2000);
    ck_ok(assay_index_optimize(index_path, ASSAY_ORDER_SIMILAR, 1, &err), err);
    reader = open_reader();
    ck_assert_uint_eq(assay_reader_manifest(reader)->count, 1);
    ck_assert_uint_eq(assay_reader_manifest(reader)->segments[0].dead, 0);
    assay_reader_close(reader);
    check_sound(2000);
}
END_TEST

START_TEST(deleting_everything_leaves_an_empty_index_that_takes_records_again) {
    add(two);
    const assay_span ids[] = {ASSAY_SPAN("id:a"), ASSAY_SPAN("id:nobody"), ASSAY_SPAN("id:b")};
    bool found[3];
    uint64_t deleted = 0;
    ck_ok(assay_index_delete(&deleted, found, index_path, ids, 3, &err), err);
    ck_assert_uint_eq(deleted, 2);
    ck_assert(found[0] && !found[1] && found[2]);
    check_sound(0);
    ck_assert_uint_eq(add(two).added, 2);
    check_sound(2);
}
END_TEST

START_TEST(a_reader_keeps_its_snapshot_until_it_moves_on) {
    add(two);
    assay_reader *reader = open_reader();
    const assay_snapshot *snapshot = NULL;
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    add("{\"_id\": \"c\", \"title\": \"Third\"}\n");
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 2);
    bool changed = false;
    ck_ok(assay_reader_refresh(&changed, reader, &err), err);
    ck_assert(changed);
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 3);
    ck_ok(assay_reader_refresh(&changed, reader, &err), err);
    ck_assert(!changed);
    assay_reader_close(reader);
}
END_TEST

START_TEST(a_reader_that_slept_through_merges_finds_the_new_segments) {
    add_many(0, 50, 0, &plain);
    assay_reader *reader = open_reader();
    for (int i = 1; i <= 6; i++)
        add_many(0, 50, i, &plain);
    /* Its segments are gone by now, and its catalogue's pages written over. */
    const assay_snapshot *snapshot = NULL;
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 50);
    assay_docid docid = 0;
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:r7"), &err), err);
    ck_assert_uint_gt(docid, 300);
    assay_reader_close(reader);
}
END_TEST

START_TEST(readers_share_segments_and_not_catalogues) {
    add(two);
    assay_reader *reader = open_reader(), *other = NULL;
    const assay_snapshot *mine = NULL, *theirs = NULL;
    ck_ok(assay_reader_snapshot(&mine, reader, &err), err);
    ck_ok(assay_reader_share(&other, reader, &err), err);
    ck_ok(assay_reader_snapshot(&theirs, other, &err), err);
    ck_assert_ptr_eq(mine, theirs);
    assay_reader_close(reader);
    ck_assert_uint_eq(assay_snapshot_records(theirs), 2);
    assay_reader_close(other);
}
END_TEST

/* Loaded small, large, and small again: records without and with the dictionary, which is then settled. */
START_TEST(records_are_stored_with_what_the_first_have_in_common) {
    add(two);
    assay_reader *early = open_reader();
    assay_buffer json;
    assay_buffer_init(&json, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_reader_json(&json, early, 1, &err), err);
    const size_t size = json.size;
    assay_buffer lines;
    assay_buffer_init(&lines, ASSAY_BUFFER_NO_CAP);
    for (int i = 0; i < 600; i++) {
        assay_buffer_format(&lines, "{\"_id\": \"l%d\", \"title\": \"Long %d\", \"text\": \"", i,
                            i);
        for (int k = 0; k < 60; k++)
            assay_buffer_format(&lines, "word%d of the trial ", (i * 31 + k * k) % 997);
        assay_buffer_add_text(&lines, "\"}\n");
    }
    assay_buffer_add_byte(&lines, '\0');
    ck_assert_uint_eq(add_with(lines.data, &plain).added, 600);
    assay_buffer_done(&lines);
    add_many(3000, 10, 1, &plain);
    check_sound(612);
    bool changed = false;
    ck_ok(assay_reader_refresh(&changed, early, &err), err);
    assay_docid docid = 0;
    static const char *const identities[] = {"id:a", "id:l0", "id:l599", "id:r3009"};
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++) {
        json.size = 0;
        ck_ok(assay_reader_find(&docid, early, assay_span_of(identities[i]), &err), err);
        ck_assert_uint_ne(docid, 0);
        ck_ok(assay_reader_json(&json, early, docid, &err), err);
        ck_assert(assay_span_starts(assay_buffer_span(&json), ASSAY_SPAN("{\"schema\":1,")));
        ck_assert(i != 0 || json.size == size);
    }
    json.size = 0;
    ck_ok(assay_xapian_reader_metadata(&json, assay_reader_catalogue(early),
                                       ASSAY_SPAN(ASSAY_STORED_KEY), &err),
          err);
    ck_assert_uint_gt(json.size, 1000);
    assay_buffer_done(&json);
    assay_reader_close(early);
}
END_TEST

START_TEST(a_reader_sees_through_an_optimization) {
    for (int i = 0; i < 5; i++)
        add_many(0, 300, i, &plain);
    assay_reader *reader = open_reader(), *asleep = open_reader();
    assay_index_sizes before, after;
    const assay_snapshot *snapshot = NULL;
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    ck_ok(assay_index_dir_sizes(&before, index_path, &err), err);
    ck_ok(assay_index_optimize(index_path, ASSAY_ORDER_SIMILAR, 1, &err), err);
    ck_ok(assay_index_dir_sizes(&after, index_path, &err), err);
    ck_assert_uint_lt(after.catalogue, before.catalogue);
    check_sound(300);
    assay_docid docid = 0, same = 0;
    bool changed = false;
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:r7"), &err), err);
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 300);
    ck_ok(assay_reader_snapshot(&snapshot, asleep, &err), err); /* its segments are gone */
    ck_assert_uint_eq(assay_snapshot_records(snapshot), 300);
    /* As many commits as before: the revision alone would tell nothing. */
    for (int i = 5; i < 9; i++) {
        add_many(0, 1, i, &plain);
        ck_ok(assay_reader_refresh(&changed, reader, &err), err);
        ck_assert(changed);
        ck_ok(assay_reader_find(&same, reader, ASSAY_SPAN("id:r0"), &err), err);
        ck_assert_uint_gt(same, docid);
    }
    check_sound(300);
    assay_reader_close(asleep);
    assay_reader_close(reader);
}
END_TEST

START_TEST(a_missing_segment_is_damage_and_is_named) {
    add(two);
    ck_assert_int_eq(remove(test_folder_at(&folder, "index/segments/1.seg")), 0);
    assay_reader *reader = open_reader();
    const assay_snapshot *snapshot = NULL;
    ck_assert_int_eq(assay_reader_snapshot(&snapshot, reader, &err), ASSAY_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(err.message, "segments/1.seg"));
    assay_docid docid = 0;
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:a"), &err), err);
    ck_assert_uint_eq(docid, 1);
    assay_reader_close(reader);
    assay_build_counts counts;
    ck_ok(assay_build_rebuild(&counts, index_path, &plain, &err), err);
    ck_assert_uint_eq(counts.read, 2);
    check_sound(2);
}
END_TEST

static void set_manifest(const char *text) {
    char path[160];
    snprintf(path, sizeof path, "%s/catalogue", index_path);
    assay_xapian_writer *writer = NULL;
    ck_ok(assay_xapian_writer_open(&writer, path, NULL, &err), err);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    ck_ok(assay_xapian_writer_set_metadata(writer, ASSAY_SPAN(ASSAY_MANIFEST_KEY),
                                           assay_span_of(text), &err),
          err);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);
}

START_TEST(a_newer_format_is_refused_by_name) {
    add(two);
    set_manifest("assay-index 2\nnothing known\n");
    assay_reader *reader = NULL;
    ck_assert_int_eq(assay_reader_open(&reader, index_path, &err), ASSAY_E_VERSION);
    ck_assert_ptr_nonnull(strstr(err.message, "format 2"));
    assay_build_counts counts;
    const char *path = input_path;
    ck_assert_int_eq(assay_build_add(&counts, index_path, &path, 1, &plain, &err), ASSAY_E_VERSION);
}
END_TEST

START_TEST(records_analyzed_otherwise_are_not_mixed_in) {
    add(two);
    const assay_build_options unstemmed = {.no_sync = true, .stemmer = "none"};
    assay_build_counts counts;
    const char *path = input_path;
    ck_assert_int_eq(assay_build_add(&counts, index_path, &path, 1, &unstemmed, &err),
                     ASSAY_E_VERSION);
    ck_assert_ptr_nonnull(strstr(err.message, "analyzer"));
}
END_TEST

START_TEST(a_xapian_database_of_another_kind_is_refused) {
    char path[160];
    ck_assert_int_eq(mkdir(index_path, 0777), 0);
    snprintf(path, sizeof path, "%s/catalogue", index_path);
    const assay_xapian_writer_options create = {.mode = ASSAY_XAPIAN_CREATE, .no_sync = true};
    assay_xapian_writer *writer = NULL;
    assay_xapian_document *document = NULL;
    ck_ok(assay_xapian_writer_open(&writer, path, &create, &err), err);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    ck_ok(assay_xapian_document_new(&document, &err), err);
    ck_ok(assay_xapian_writer_put(writer, 1, document, &err), err);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_document_free(document);
    assay_xapian_writer_close(writer);
    assay_reader *reader = NULL;
    ck_assert_int_eq(assay_reader_open(&reader, index_path, &err), ASSAY_E_FORMAT);
    assay_build_counts counts;
    const char *input = input_path;
    write_input(two);
    ck_assert_int_eq(assay_build_add(&counts, index_path, &input, 1, &plain, &err), ASSAY_E_FORMAT);
}
END_TEST

START_TEST(files_no_commit_names_are_removed_by_the_next_writer) {
    add(two);
    const char *const left[] = {"index/segments/77.seg", "index/segments/1.del.9",
                                "index/segments/5.seg.part"};
    for (size_t i = 0; i < 3; i++) {
        FILE *file = fopen(test_folder_at(&folder, left[i]), "we");
        ck_assert_ptr_nonnull(file);
        fclose(file);
    }
    add("{\"_id\": \"c\", \"title\": \"Third\"}\n");
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_ne(access(test_folder_at(&folder, left[i]), F_OK), 0);
    check_sound(3);
}
END_TEST

static atomic_bool cancel;
static void cancel_soon(void *user, const assay_build_counts *counts) {
    (void)user;
    if (counts->read > 600)
        atomic_store(&cancel, true);
}

START_TEST(a_cancelled_load_keeps_a_beginning_and_says_so) {
    assay_buffer lines;
    assay_buffer_init(&lines, ASSAY_BUFFER_NO_CAP);
    many(&lines, 0, 5000, 0);
    write_input(lines.data);
    assay_buffer_done(&lines);
    const assay_build_options options = {
        .create = true, .no_sync = true, .jobs = 2, .cancel = &cancel, .progress = cancel_soon};
    assay_build_counts counts;
    const char *path = input_path;
    ck_assert_int_eq(assay_build_add(&counts, index_path, &path, 1, &options, &err),
                     ASSAY_E_INTERRUPTED);
    ck_assert_uint_gt(counts.read, 600);
    ck_assert_uint_lt(counts.read, 5000);
    check_sound(counts.read);
}
END_TEST

static void note_problem(void *user, const assay_read_problem *problem) {
    char *text = user;
    snprintf(text, 200, "%s:%llu", problem->path, (unsigned long long)problem->line);
}

START_TEST(a_bad_record_is_reported_with_its_place_and_stops_only_when_asked) {
    char place[200] = "";
    assay_build_options options = plain;
    options.user = place;
    options.problem = note_problem;
    const char lines[] =
        "{\"_id\": \"a\", \"title\": \"A\"}\n{broken\n{\"_id\": \"b\", \"title\": \"B\"}\n";
    assay_build_counts counts = add_with(lines, &options);
    ck_assert_uint_eq(counts.added, 2);
    ck_assert_uint_eq(counts.failed, 1);
    ck_assert_ptr_nonnull(strstr(place, "records.jsonl:2"));
    options.stop_on_error = true;
    const char *path = input_path;
    snprintf(index_path, sizeof index_path, "%s/other", folder.path);
    ck_assert_int_ne(assay_build_add(&counts, index_path, &path, 1, &options, &err), ASSAY_OK);
    check_sound(1);
}
END_TEST

START_TEST(paths_that_are_not_there_are_counted_and_the_rest_is_read) {
    write_input(two);
    const char *const paths[] = {"/nowhere/at/all.jsonl", input_path};
    assay_build_counts counts;
    ck_ok(assay_build_add(&counts, index_path, paths, 2, &plain, &err), err);
    ck_assert_uint_eq(counts.skipped, 1);
    ck_assert_uint_eq(counts.added, 2);
}
END_TEST

START_TEST(a_catalogue_without_text_still_finds_records) {
    const assay_build_options lean = {.create = true, .no_sync = true, .no_text = true};
    add_with(two, &lean);
    assay_reader *reader = open_reader();
    ck_assert(!assay_reader_manifest(reader)->text);
    assay_xapian_statistics statistics;
    ck_ok(assay_reader_statistics(&statistics, reader, &err), err);
    ck_assert_uint_eq(statistics.total_length, 0);
    assay_docid docid = 0;
    ck_ok(assay_reader_find_id(&docid, reader, ASSAY_SPAN("id:b"), &err), err);
    ck_assert_uint_eq(docid, 2);
    assay_reader_close(reader);
    check_sound(2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("index/build");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, records_come_back_whole);
    tcase_add_test(cases, the_same_content_is_left_alone_and_other_content_replaces);
    tcase_add_test(cases, an_identity_twice_in_one_load_keeps_the_later_one);
    tcase_add_test(cases, any_number_of_workers_makes_the_same_segment);
    tcase_add_test(cases, little_memory_means_more_commits_and_the_same_index);
    tcase_add_test(cases, what_is_taken_out_and_put_back_in_one_load_is_removed_once);
    tcase_add_test(cases, many_small_loads_leave_few_segments);
    tcase_add_test(cases, deleting_everything_leaves_an_empty_index_that_takes_records_again);
    tcase_add_test(cases, a_reader_keeps_its_snapshot_until_it_moves_on);
    tcase_add_test(cases, a_reader_that_slept_through_merges_finds_the_new_segments);
    tcase_add_test(cases, readers_share_segments_and_not_catalogues);
    tcase_add_test(cases, records_are_stored_with_what_the_first_have_in_common);
    tcase_add_test(cases, a_reader_sees_through_an_optimization);
    tcase_add_test(cases, a_missing_segment_is_damage_and_is_named);
    tcase_add_test(cases, a_newer_format_is_refused_by_name);
    tcase_add_test(cases, records_analyzed_otherwise_are_not_mixed_in);
    tcase_add_test(cases, a_xapian_database_of_another_kind_is_refused);
    tcase_add_test(cases, files_no_commit_names_are_removed_by_the_next_writer);
    tcase_add_test(cases, a_cancelled_load_keeps_a_beginning_and_says_so);
    tcase_add_test(cases, a_bad_record_is_reported_with_its_place_and_stops_only_when_asked);
    tcase_add_test(cases, paths_that_are_not_there_are_counted_and_the_rest_is_read);
    tcase_add_test(cases, a_catalogue_without_text_still_finds_records);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
