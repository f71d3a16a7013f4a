/* What every test program shares: running one Check suite and reporting in words. */
#ifndef ASSAY_TESTS_SUITE_H
#define ASSAY_TESTS_SUITE_H
#include <check.h>
#include <stdlib.h>

/* Runs the suite, prints what failed, returns the process's exit status. The suite is moved in. */
int assay_suite_run(Suite *suite);

/* The folder of real records and collections, or NULL where it is absent (then skip with a line):
 * $ASSAY_DATA, or ../shared/data beside the checkout. Borrowed; lives as long as the program. */
const char *assay_suite_data_dir(void);

/* Asserts that the call is ASSAY_OK and prints err's message when it is not. */
#define ck_ok(call, err)                                                                           \
    do {                                                                                           \
        assay_status ck_status_ = (call);                                                          \
        ck_assert_msg(ck_status_ == ASSAY_OK, "%s: %s", #call, (err).message);                     \
    } while (0)

#define ck_span_eq(actual, text)                                                                   \
    do {                                                                                           \
        assay_span ck_a_ = (actual), ck_b_ = assay_span_of(text);                                  \
        ck_assert_msg(assay_span_equal(ck_a_, ck_b_), "%s is \"%.*s\", not \"%s\"", #actual,       \
                      (int)ck_a_.size, ck_a_.data, (text));                                        \
    } while (0)
#endif
