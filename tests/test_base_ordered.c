#include "base/buffer.h"
#include "base/ordered.h"
#include "base/queue.h"
#include "support/suite.h"

#include <pthread.h>

enum { TICKETS = 500, WORKERS = 4, WINDOW = 7, KEPT = 64 };

static assay_ordered *ordered;
static assay_queue *queue;
static assay_buffer written[ASSAY_ORDERED_CHANNELS];
static assay_error err;
static size_t writes_left;

static assay_status write_down(void *user, unsigned channel, assay_span bytes, assay_error *why) {
    (void)user;
    if (writes_left-- == 0)
        return assay_fail(why, ASSAY_E_IO, "no room");
    assay_buffer_add_span(&written[channel], bytes);
    return ASSAY_OK;
}

static void set_up(void) {
    writes_left = SIZE_MAX;
    for (unsigned channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++)
        assay_buffer_init(&written[channel], ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_ordered_new(&ordered, WINDOW, KEPT, write_down, NULL, &err), err);
    ck_ok(assay_queue_new(&queue, 3, &err), err);
}
static void tear_down(void) {
    assay_queue_free(queue);
    assay_ordered_free(ordered);
    for (unsigned channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++)
        assay_buffer_done(&written[channel]);
}

/* What ticket t adds: t + 1 pieces up to thirty, so that some pass what is kept and some do not. */
static void describe(assay_buffer *out, uint64_t ticket, uint64_t piece) {
    assay_buffer_clear(out);
    assay_buffer_format(out, "%llu.%llu ", (unsigned long long)ticket, (unsigned long long)piece);
}

static void *work(void *unused) {
    void *item;
    assay_buffer text;
    assay_buffer_init(&text, 64);
    while (assay_queue_take(&item, queue)) {
        uint64_t ticket = (uint64_t)(uintptr_t)item - 1;
        for (uint64_t piece = 0; piece <= ticket % 30; piece++) {
            describe(&text, ticket, piece);
            if (!assay_ordered_add(ordered, ticket, piece % 10 == 9, assay_buffer_span(&text)))
                break;
        }
        assay_ordered_end(ordered, ticket);
    }
    assay_buffer_done(&text);
    return unused;
}

static uint64_t run_all(void) {
    pthread_t workers[WORKERS];
    uint64_t ticket = 0, given = 0;
    for (size_t i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i], NULL, work, NULL), 0);
    for (; given < TICKETS && assay_ordered_open(&ticket, ordered); given++)
        ck_assert(assay_queue_put(queue, (void *)(uintptr_t)(ticket + 1)));
    assay_queue_close(queue);
    for (size_t i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    return given;
}

START_TEST(all_of_a_ticket_stands_before_all_of_the_next) {
    assay_buffer wanted[ASSAY_ORDERED_CHANNELS], text;
    assay_buffer_init(&text, 64);
    ck_assert_uint_eq(run_all(), TICKETS);
    ck_ok(assay_ordered_result(ordered, &err), err);
    for (unsigned channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++) {
        assay_buffer_init(&wanted[channel], ASSAY_BUFFER_NO_CAP);
        for (uint64_t ticket = 0; ticket < TICKETS; ticket++)
            for (uint64_t piece = 0; piece <= ticket % 30; piece++)
                if ((piece % 10 == 9) == (channel == 1)) {
                    describe(&text, ticket, piece);
                    assay_buffer_add_span(&wanted[channel], assay_buffer_span(&text));
                }
        ck_assert(assay_span_equal(assay_buffer_span(&wanted[channel]),
                                   assay_buffer_span(&written[channel])));
        assay_buffer_done(&wanted[channel]);
    }
    assay_buffer_done(&text);
}
END_TEST

START_TEST(a_write_that_fails_ends_it_for_everybody) {
    writes_left = 20;
    ck_assert_uint_lt(run_all(), TICKETS);
    ck_assert_int_eq(assay_ordered_result(ordered, &err), ASSAY_E_IO);
    ck_assert_str_eq(err.message, "no room");
    uint64_t ticket;
    ck_assert(!assay_ordered_open(&ticket, ordered));
}
END_TEST

START_TEST(the_first_failure_is_the_one_that_is_told) {
    assay_error first, second;
    (void)!assay_fail(&first, ASSAY_E_CORRUPT, "first");
    (void)!assay_fail(&second, ASSAY_E_IO, "second");
    assay_ordered_fail(ordered, &first);
    assay_ordered_fail(ordered, &second);
    ck_assert_int_eq(assay_ordered_result(ordered, &err), ASSAY_E_CORRUPT);
    ck_assert_str_eq(err.message, "first");
}
END_TEST

START_TEST(tickets_ended_out_of_order_are_written_in_order) {
    uint64_t first, second;
    ck_assert(assay_ordered_open(&first, ordered) && assay_ordered_open(&second, ordered));
    ck_assert(assay_ordered_add(ordered, second, 0, ASSAY_SPAN("two")));
    assay_ordered_end(ordered, second);
    ck_assert_uint_eq(written[0].size, 0);
    ck_assert(assay_ordered_add(ordered, first, 0, ASSAY_SPAN("one ")));
    assay_ordered_end(ordered, first);
    ck_span_eq(assay_buffer_span(&written[0]), "one two");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/ordered");
    TCase *tests = tcase_create("ordered");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, all_of_a_ticket_stands_before_all_of_the_next);
    tcase_add_test(tests, a_write_that_fails_ends_it_for_everybody);
    tcase_add_test(tests, the_first_failure_is_the_one_that_is_told);
    tcase_add_test(tests, tickets_ended_out_of_order_are_written_in_order);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
