#include "catalogue/xapian_query.h"
#include "support/folder.h"
#include "support/suite.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <sys/stat.h>
#include <sys/wait.h>

static test_folder folder;
static assay_error err;

static void set_up(void) {
    test_folder_make(&folder);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

static const char *database_path(void) {
    return test_folder_at(&folder, "db");
}

static assay_xapian_writer *open_writer(assay_xapian_mode mode) {
    assay_xapian_writer_options options = {.mode = mode, .flush_documents = 3, .no_sync = true};
    assay_xapian_writer *writer = NULL;
    ck_ok(assay_xapian_writer_open(&writer, database_path(), &options, &err), err);
    return writer;
}

static assay_xapian_reader *open_reader(void) {
    const char *path = database_path();
    assay_xapian_reader *reader = NULL;
    ck_ok(assay_xapian_reader_open(&reader, &path, 1, &err), err);
    return reader;
}

/* A document of words (each at the next position), its own Q term, its number as value 3. */
static void put_words(assay_xapian_writer *writer, assay_docid docid, const char *words) {
    assay_xapian_document *document = NULL;
    ck_ok(assay_xapian_document_new(&document, &err), err);
    assay_span rest = assay_span_of(words);
    for (uint32_t position = 1; rest.size != 0; position++) {
        assay_span word = assay_span_cut(&rest, ' ');
        ck_ok(assay_xapian_document_add_term(document, word, 1, &position, 1, &err), err);
    }
    char number[16];
    int size = snprintf(number, sizeof number, "Q%u", docid);
    ck_ok(assay_xapian_document_add_term(document, assay_span_make(number, (size_t)size), 0, NULL,
                                         0, &err),
          err);
    size_t encoded = assay_xapian_number_encode(number, docid);
    ck_ok(assay_xapian_document_set_value(document, 3, assay_span_make(number, encoded), &err),
          err);
    ck_ok(assay_xapian_document_set_data(document, assay_span_of(words), &err), err);
    ck_ok(assay_xapian_writer_put(writer, docid, document, &err), err);
    assay_xapian_document_free(document);
}

static void build(const char *const *texts) {
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_CREATE);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    for (assay_docid docid = 1; texts[docid - 1] != NULL; docid++)
        put_words(writer, docid, texts[docid - 1]);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);
}

static const char *const six[] = {"lung cancer lung",
                                  "breast cancer",
                                  "lung metastases of cancer",
                                  "kidney stone lung",
                                  "cancer of the lung",
                                  "unrelated words here",
                                  NULL};

START_TEST(a_missing_database_is_not_found_and_out_is_untouched) {
    assay_xapian_reader *reader = (void *)&folder;
    const char *path = database_path();
    ck_assert_int_eq(assay_xapian_reader_open(&reader, &path, 1, &err), ASSAY_E_NOT_FOUND);
    ck_assert_ptr_eq(reader, &folder);
    ck_assert_ptr_nonnull(strstr(err.message, path));
}
END_TEST

START_TEST(a_folder_of_something_else_is_refused) {
    const char *path = folder.path;
    assay_xapian_reader *reader = NULL;
    ck_assert_int_eq(assay_xapian_reader_open(&reader, &path, 1, &err), ASSAY_E_NOT_FOUND);
    ck_assert_ptr_null(reader);
}
END_TEST

START_TEST(a_second_writer_in_another_process_finds_it_locked) {
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_CREATE);
    pid_t child = fork();
    if (child == 0) {
        assay_xapian_writer *other = NULL;
        _exit(assay_xapian_writer_open(&other, database_path(), NULL, &err) == ASSAY_E_LOCKED ? 0
                                                                                              : 1);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    assay_xapian_writer_close(writer);
}
END_TEST

START_TEST(what_is_put_can_be_read_after_the_commit_and_not_before) {
    build((const char *const[]){"alpha beta", NULL});
    assay_xapian_reader *reader = open_reader();
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_OPEN);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    for (assay_docid docid = 2; docid <= 9; docid++)
        put_words(writer, docid, "alpha gamma");
    bool changed = true;
    ck_ok(assay_xapian_reader_reopen(&changed, reader, &err), err);
    ck_assert(!changed);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    ck_ok(assay_xapian_reader_reopen(&changed, reader, &err), err);
    ck_assert(changed);
    assay_xapian_statistics statistics;
    ck_ok(assay_xapian_reader_statistics(&statistics, reader, &err), err);
    ck_assert_uint_eq(statistics.documents, 9);
    ck_assert_uint_eq(statistics.last_docid, 9);
    ck_assert_uint_eq(statistics.total_length, 18);
    assay_xapian_writer_close(writer);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(a_cancelled_or_closed_transaction_leaves_nothing) {
    build((const char *const[]){"alpha", NULL});
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_OPEN);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    for (assay_docid docid = 2; docid <= 9; docid++)
        put_words(writer, docid, "beta");
    ck_ok(assay_xapian_writer_cancel(writer, &err), err);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    put_words(writer, 2, "gamma");
    assay_xapian_writer_close(writer);
    assay_xapian_reader *reader = open_reader();
    assay_xapian_statistics statistics;
    ck_ok(assay_xapian_reader_statistics(&statistics, reader, &err), err);
    ck_assert_uint_eq(statistics.documents, 1);
    assay_xapian_reader_close(reader);
}
END_TEST

/* Documents whose values are settled after every third; each has its number as value 3. */
static void put_and_settle(assay_xapian_writer *writer) {
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    for (assay_docid docid = 1; docid <= 20; docid++) {
        put_words(writer, docid, "alpha");
        if (docid % 3 == 0)
            ck_ok(assay_xapian_writer_settle_values(writer, &err), err);
    }
}

START_TEST(values_settled_on_the_way_are_there_with_the_commit_and_not_without) {
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_CREATE);
    put_and_settle(writer);
    ck_ok(assay_xapian_writer_cancel(writer, &err), err);
    uint32_t count = 99;
    ck_ok(assay_xapian_writer_doc_count(&count, writer, &err), err);
    ck_assert_uint_eq(count, 0);
    put_and_settle(writer);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);
    assay_xapian_reader *reader = open_reader();
    assay_buffer value;
    assay_buffer_init(&value, ASSAY_BUFFER_NO_CAP);
    for (assay_docid docid = 1; docid <= 20; docid++) {
        assay_buffer_clear(&value);
        ck_ok(assay_xapian_reader_value(&value, reader, docid, 3, &err), err);
        ck_assert_double_eq(assay_xapian_number_decode(assay_buffer_span(&value)), docid);
    }
    assay_buffer_done(&value);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(documents_are_found_replaced_and_deleted) {
    build(six);
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_OPEN);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    assay_docid found = 99;
    ck_ok(assay_xapian_writer_find(&found, writer, ASSAY_SPAN("Q4"), &err), err);
    ck_assert_uint_eq(found, 4);
    ck_ok(assay_xapian_writer_find(&found, writer, ASSAY_SPAN("Q77"), &err), err);
    ck_assert_uint_eq(found, 0);
    put_words(writer, 4, "replaced");
    ck_ok(assay_xapian_writer_delete(writer, 2, &err), err);
    ck_assert_int_eq(assay_xapian_writer_delete(writer, 2, &err), ASSAY_E_NOT_FOUND);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);

    assay_xapian_reader *reader = open_reader();
    assay_buffer data;
    assay_buffer_init(&data, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_xapian_reader_data(&data, reader, 4, &err), err);
    ck_span_eq(assay_buffer_span(&data), "replaced");
    ck_assert_int_eq(assay_xapian_reader_data(&data, reader, 2, &err), ASSAY_E_NOT_FOUND);
    ck_ok(assay_xapian_reader_find(&found, reader, ASSAY_SPAN("stone"), &err), err);
    ck_assert_uint_eq(found, 0);
    assay_buffer_done(&data);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(values_metadata_and_spellings_come_back) {
    build(six);
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_OPEN);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    ck_ok(assay_xapian_writer_set_metadata(writer, ASSAY_SPAN("a/1"), ASSAY_SPAN("x\0y"), &err),
          err);
    ck_ok(assay_xapian_writer_set_metadata(writer, ASSAY_SPAN("b/1"), ASSAY_SPAN("z"), &err), err);
    ck_ok(assay_xapian_writer_add_spelling(writer, ASSAY_SPAN("melanoma"), 7, &err), err);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);

    assay_xapian_reader *reader = open_reader();
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_xapian_reader_metadata(&out, reader, ASSAY_SPAN("a/1"), &err), err);
    ck_assert(assay_span_equal(assay_buffer_span(&out), ASSAY_SPAN("x\0y")));
    assay_buffer_clear(&out);
    ck_ok(assay_xapian_reader_suggest(&out, reader, ASSAY_SPAN("melanma"), 2, &err), err);
    ck_span_eq(assay_buffer_span(&out), "melanoma");
    assay_buffer_clear(&out);
    ck_ok(assay_xapian_reader_value(&out, reader, 5, 3, &err), err);
    ck_assert_double_eq(assay_xapian_number_decode(assay_buffer_span(&out)), 5);
    assay_buffer_clear(&out);
    ck_ok(assay_xapian_reader_value(&out, reader, 5, 4, &err), err);
    ck_ok(assay_xapian_reader_value(&out, reader, 500, 3, &err), err);
    ck_assert_uint_eq(out.size, 0);
    assay_buffer_done(&out);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(terms_and_postings_are_walked_in_order) {
    build(six);
    assay_xapian_reader *reader = open_reader();
    assay_xapian_terms *terms = NULL;
    ck_ok(assay_xapian_terms_open(&terms, reader, ASSAY_SPAN("lu"), &err), err);
    assay_xapian_term term;
    bool more = false;
    ck_ok(assay_xapian_terms_next(&term, &more, terms, &err), err);
    ck_assert(more);
    ck_span_eq(term.term, "lung");
    ck_assert_uint_eq(term.documents, 4);
    ck_ok(assay_xapian_terms_next(&term, &more, terms, &err), err);
    ck_assert(!more);
    assay_xapian_terms_close(terms);

    assay_xapian_postings *postings = NULL;
    ck_ok(assay_xapian_postings_open(&postings, reader, ASSAY_SPAN("lung"), &err), err);
    assay_xapian_posting posting;
    ck_ok(assay_xapian_postings_next(&posting, &more, postings, &err), err);
    ck_assert_uint_eq(posting.docid, 1);
    ck_assert_uint_eq(posting.wdf, 2);
    ck_assert_uint_eq(posting.length, 3);
    const uint32_t *positions = NULL;
    size_t count = 0;
    ck_ok(assay_xapian_postings_positions(&positions, &count, postings, &err), err);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(positions[1], 3);
    ck_ok(assay_xapian_postings_skip(&posting, &more, postings, 5, &err), err);
    ck_assert_uint_eq(posting.docid, 5);
    ck_ok(assay_xapian_postings_next(&posting, &more, postings, &err), err);
    ck_assert(!more);
    assay_xapian_postings_close(postings);
    assay_xapian_reader_close(reader);
}
END_TEST

static assay_xapian_query *term_query(const char *term) {
    assay_xapian_query *query = NULL;
    ck_ok(assay_xapian_query_term(&query, assay_span_of(term), &err), err);
    return query;
}

static assay_xapian_query *pair(assay_xapian_operator operation, const char *a, const char *b) {
    assay_xapian_query *parts[2] = {term_query(a), term_query(b)}, *query = NULL;
    ck_ok(assay_xapian_query_combine(&query, operation, (const assay_xapian_query *const *)parts, 2,
                                     0, &err),
          err);
    assay_xapian_query_free(parts[0]);
    assay_xapian_query_free(parts[1]);
    return query;
}

/* The docids of all hits as text, "1,3". */
static const char *answer(assay_xapian_query *query, bool no_scores) {
    static char text[64];
    assay_xapian_reader *reader = open_reader();
    assay_xapian_match_options options = {
        .count = 10, .k1 = 1.2, .b = 0.75, .exact_count = true, .no_scores = no_scores};
    assay_xapian_hit hits[10];
    assay_xapian_matches matches;
    ck_ok(assay_xapian_match(hits, &matches, reader, query, &options, &err), err);
    ck_assert_uint_eq(matches.lower, matches.hits);
    ck_assert_uint_eq(matches.upper, matches.hits);
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < matches.hits; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used, i == 0 ? "%u" : ",%u", hits[i].docid);
    assay_xapian_query_free(query);
    assay_xapian_reader_close(reader);
    return text;
}

START_TEST(operators_match_what_they_say) {
    build(six);
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_OR, "lung", "breast"), true), "1,2,3,4,5");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_AND, "lung", "cancer"), true), "1,3,5");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_AND_NOT, "cancer", "lung"), true), "2");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_AND_MAYBE, "breast", "lung"), true), "2");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_FILTER, "cancer", "of"), true), "3,5");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_PHRASE, "lung", "cancer"), true), "1");
    ck_assert_str_eq(answer(pair(ASSAY_XAPIAN_NEAR, "lung", "cancer"), true), "1");
    ck_assert_str_eq(answer(term_query("lung"), false), "1,4,3,5");
}
END_TEST

START_TEST(sets_and_ranges_filter) {
    build(six);
    assay_docid docids[] = {1, 4, 5};
    double weights[] = {1, 3, 2};
    assay_xapian_query *query = NULL;
    ck_ok(assay_xapian_query_set(&query, docids, NULL, 3, &err), err);
    ck_assert_str_eq(answer(query, false), "1,4,5");
    ck_ok(assay_xapian_query_set(&query, docids, weights, 3, &err), err);
    ck_assert_str_eq(answer(query, false), "4,5,1");
    char low[16], high[16];
    assay_span from = assay_span_make(low, assay_xapian_number_encode(low, 2));
    assay_span to = assay_span_make(high, assay_xapian_number_encode(high, 4));
    ck_ok(assay_xapian_query_range(&query, 3, from, to, &err), err);
    ck_assert_str_eq(answer(query, true), "2,3,4");
    ck_ok(assay_xapian_query_range(&query, 3, to, ASSAY_SPAN(""), &err), err);
    ck_assert_str_eq(answer(query, true), "4,5,6");
    ck_ok(assay_xapian_query_all(&query, &err), err);
    ck_assert_str_eq(answer(query, true), "1,2,3,4,5,6");
    ck_ok(assay_xapian_query_nothing(&query, &err), err);
    ck_assert_str_eq(answer(query, true), "");
}
END_TEST

START_TEST(scores_are_the_formula_s) {
    build(six);
    assay_xapian_reader *reader = open_reader();
    assay_xapian_match_options options = {.count = 1, .k1 = 1.2, .b = 0.75};
    assay_xapian_hit hit;
    assay_xapian_matches matches;
    assay_xapian_query *query = term_query("breast");
    ck_ok(assay_xapian_match(&hit, &matches, reader, query, &options, &err), err);
    double tw = (6 - 1 + 0.5) / 1.5, average = 19.0 / 6;
    double expected = log(tw) * 2.2 / (1 + 1.2 * (1 - 0.75 + 0.75 * 2 / average));
    ck_assert_double_eq_tol(hit.score, expected, 1e-12);
    assay_xapian_query_free(query);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(sorting_by_value_is_stable_and_reversible) {
    build(six);
    assay_xapian_reader *reader = open_reader();
    assay_xapian_query *query = term_query("cancer");
    assay_xapian_match_options options = {.count = 10,
                                          .k1 = 1.2,
                                          .b = 0.75,
                                          .sort_by_value = true,
                                          .sort_descending = true,
                                          .sort_slot = 3};
    assay_xapian_hit hits[10];
    assay_xapian_matches matches;
    ck_ok(assay_xapian_match(hits, &matches, reader, query, &options, &err), err);
    ck_assert_uint_eq(matches.hits, 4);
    ck_assert_uint_eq(hits[0].docid, 5);
    ck_assert_uint_eq(hits[3].docid, 1);
    assay_xapian_query_free(query);
    assay_xapian_reader_close(reader);
}
END_TEST

START_TEST(several_databases_read_as_one) {
    build(six);
    const char *twice[2] = {database_path(), folder.name};
    assay_xapian_reader *reader = NULL;
    ck_ok(assay_xapian_reader_open(&reader, twice, 2, &err), err);
    uint32_t documents = 0;
    ck_ok(assay_xapian_reader_term_frequency(&documents, NULL, reader, ASSAY_SPAN("lung"), &err),
          err);
    ck_assert_uint_eq(documents, 8);
    assay_xapian_reader_close(reader);
    const char *nowhere = "remote:localhost";
    ck_assert_int_eq(assay_xapian_reader_open(&reader, &nowhere, 1, &err), ASSAY_E_USAGE);
}
END_TEST

START_TEST(a_damaged_table_is_an_error_not_a_crash) {
    build(six);
    ck_ok(assay_xapian_check(database_path(), &err), err);
    int fd = open(test_folder_at(&folder, "db/postlist.glass"), O_WRONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    char zeros[4096] = {0};
    for (int block = 0; block < 2; block++)
        ck_assert_int_eq(pwrite(fd, zeros, sizeof zeros, block * 8192), (int)sizeof zeros);
    close(fd);
    ck_assert_int_ne(assay_xapian_check(database_path(), &err), ASSAY_OK);
    ck_assert_uint_gt(strlen(err.message), 0);
}
END_TEST

START_TEST(a_term_beyond_the_limit_is_refused_not_cut) {
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_CREATE);
    assay_xapian_document *document = NULL;
    ck_ok(assay_xapian_document_new(&document, &err), err);
    char term[300];
    memset(term, 'x', sizeof term);
    ck_ok(assay_xapian_document_add_term(document, assay_span_make(term, sizeof term), 1, NULL, 0,
                                         &err),
          err);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    ck_assert_int_eq(assay_xapian_writer_put(writer, 1, document, &err), ASSAY_E_BUG);
    assay_xapian_document_free(document);
    assay_xapian_writer_close(writer);
}
END_TEST

START_TEST(compaction_keeps_record_numbers) {
    build(six);
    assay_xapian_writer *writer = open_writer(ASSAY_XAPIAN_OPEN);
    ck_ok(assay_xapian_writer_begin(writer, &err), err);
    ck_ok(assay_xapian_writer_delete(writer, 1, &err), err);
    ck_ok(assay_xapian_writer_commit(writer, &err), err);
    assay_xapian_writer_close(writer);
    char source[160];
    snprintf(source, sizeof source, "%s", database_path());
    ck_ok(assay_xapian_compact(source, test_folder_at(&folder, "small"), &err), err);
    const char *path = folder.name;
    assay_xapian_reader *reader = NULL;
    ck_ok(assay_xapian_reader_open(&reader, &path, 1, &err), err);
    assay_docid found = 0;
    ck_ok(assay_xapian_reader_find(&found, reader, ASSAY_SPAN("Q5"), &err), err);
    ck_assert_uint_eq(found, 5);
    assay_xapian_reader_close(reader);
}
END_TEST

/* Puts documents of one term each that zlib makes short; returns the size of the table of their lists. */
static off_t size_of_term_lists(const char *name, bool plain) {
    assay_xapian_writer_options options = {
        .mode = ASSAY_XAPIAN_CREATE_OR_OPEN, .no_sync = true, .plain_term_lists = plain};
    assay_xapian_writer *writer = NULL;
    const char *path = test_folder_at(&folder, name);
    char term[200], table[PATH_MAX];
    snprintf(table, sizeof table, "%s/termlist.glass", path);
    memset(term, 'x', sizeof term);
    for (assay_docid docid = 1; docid <= 600; docid++) {
        if (docid % 300 == 1) {
            ck_ok(assay_xapian_writer_open(&writer, path, &options, &err), err);
            ck_ok(assay_xapian_writer_begin(writer, &err), err);
        }
        assay_xapian_document *document = NULL;
        ck_ok(assay_xapian_document_new(&document, &err), err);
        ck_ok(assay_xapian_document_add_term(document, assay_span_make(term, sizeof term), 0, NULL,
                                             0, &err),
              err);
        ck_ok(assay_xapian_writer_put(writer, docid, document, &err), err);
        assay_xapian_document_free(document);
        if (docid % 300 == 0) {
            ck_ok(assay_xapian_writer_commit(writer, &err), err);
            assay_xapian_writer_close(writer);
        }
    }
    struct stat about;
    ck_assert_int_eq(stat(table, &about), 0);
    return about.st_size;
}

START_TEST(lists_of_terms_are_left_as_they_are_where_that_was_asked_for) {
    off_t tried = size_of_term_lists("tried", false), plain = size_of_term_lists("plain", true);
    ck_assert_int_ge(plain, 120000);
    ck_assert_int_lt(tried, plain / 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("catalogue: the binding of libxapian");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_missing_database_is_not_found_and_out_is_untouched);
    tcase_add_test(cases, a_folder_of_something_else_is_refused);
    tcase_add_test(cases, a_second_writer_in_another_process_finds_it_locked);
    tcase_add_test(cases, what_is_put_can_be_read_after_the_commit_and_not_before);
    tcase_add_test(cases, a_cancelled_or_closed_transaction_leaves_nothing);
    tcase_add_test(cases, values_settled_on_the_way_are_there_with_the_commit_and_not_without);
    tcase_add_test(cases, documents_are_found_replaced_and_deleted);
    tcase_add_test(cases, values_metadata_and_spellings_come_back);
    tcase_add_test(cases, terms_and_postings_are_walked_in_order);
    tcase_add_test(cases, operators_match_what_they_say);
    tcase_add_test(cases, sets_and_ranges_filter);
    tcase_add_test(cases, scores_are_the_formula_s);
    tcase_add_test(cases, sorting_by_value_is_stable_and_reversible);
    tcase_add_test(cases, several_databases_read_as_one);
    tcase_add_test(cases, a_damaged_table_is_an_error_not_a_crash);
    tcase_add_test(cases, a_term_beyond_the_limit_is_refused_not_cut);
    tcase_add_test(cases, lists_of_terms_are_left_as_they_are_where_that_was_asked_for);
    tcase_add_test(cases, compaction_keeps_record_numbers);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
