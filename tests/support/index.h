/* An index of a test's own, built from records as JSON lines, and answers asked of it. */
#ifndef ASSAY_TESTS_INDEX_H
#define ASSAY_TESTS_INDEX_H
#include "index/build.h"
#include "search/search.h"
#include "support/folder.h"
#include "support/suite.h"

/* Adds the records to folder/index, making it when it is not there; on one worker, without fsync. Fails the test when any is not read. */
static inline void test_index_add_with(test_folder *folder, const char *lines, bool no_text) {
    assay_error err = {0};
    assay_build_counts counts = {0};
    FILE *file = fopen(test_folder_at(folder, "records.jsonl"), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(lines, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    char path[160];
    snprintf(path, sizeof path, "%s/records.jsonl", folder->path);
    const char *const paths[] = {path};
    assay_build_options options = {
        .create = true, .no_sync = true, .no_text = no_text, .jobs = 1, .stop_on_error = true};
    ck_ok(assay_build_add(&counts, test_folder_at(folder, "index"), paths, 1, &options, &err), err);
    ck_assert_uint_eq(counts.failed + counts.skipped, 0);
}
static inline void test_index_add(test_folder *folder, const char *lines) {
    test_index_add_with(folder, lines, false);
}
static inline assay_search *test_index_open(test_folder *folder) {
    assay_error err = {0};
    assay_search *search = NULL;
    ck_ok(assay_search_open(&search, test_folder_at(folder, "index"), &err), err);
    return search;
}
/* The identities of the hits, in order, with blanks between; until the next call. */
static inline const char *test_index_identities(const assay_search_results *results) {
    static char text[1 << 16];
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < results->count && at < sizeof text - 300; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", i != 0 ? " " : "",
                               ASSAY_SPAN_ARG(results->hits[i].identity));
    return text;
}

/* ---- questions to an index of few records ---- */

typedef struct {
    test_folder folder;
    assay_search *search;
    assay_search_request request; /* the defaults, but for the engine: change it before asking */
    assay_search_results results; /* of the last question */
} test_answering;

static inline void test_answering_begin(test_answering *a, const char *records, int engine) {
    *a = (test_answering){.request = assay_search_defaults()};
    test_folder_make(&a->folder);
    test_index_add(&a->folder, records);
    a->search = test_index_open(&a->folder);
    a->request.engine = (assay_search_engine)engine;
}
static inline void test_answering_ask(test_answering *a, const char *query) {
    assay_error err = {0};
    a->request.query = assay_span_of(query);
    ck_ok(assay_search_run(&a->results, a->search, &a->request, &err), err);
}
static inline void test_answering_end(test_answering *a) {
    assay_search_results_done(&a->results);
    assay_search_close(a->search);
    test_folder_remove(&a->folder);
}
#endif
