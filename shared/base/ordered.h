/* What many threads write, in the order their jobs were given.
 *
 *   feeder: open -> ticket 0, 1, 2, ...     each worker: add(ticket), add(ticket), end(ticket)
 *
 * Whatever the threads do, all of ticket 0 is written before all of ticket 1. A ticket that is not the first open one keeps what it adds, up to
 * `kept` bytes, then waits for its turn; at most `window` tickets are open: memory is bounded by window * kept, besides one add. Workers
 * must take up tickets in their order, or waiting never ends.
 *
 * Each ticket has two channels, written one after the other (0, then 1) when there is nothing else to order them by. One thread opens; any
 * thread may add to and end a ticket it alone holds. The first failure sticks: from then on nothing is written and opening is refused. */
#ifndef ASSAY_BASE_ORDERED_H
#define ASSAY_BASE_ORDERED_H
#include "base/span.h"
#include "base/status.h"

#include <stdint.h>

typedef struct assay_ordered assay_ordered;
enum { ASSAY_ORDERED_CHANNELS = 2 };

/* Called by one thread at a time. */
typedef assay_status assay_ordered_write(void *user, unsigned channel, assay_span bytes,
                                         assay_error *err);

/* *out is the caller's: assay_ordered_free. window > 0. */
ASSAY_MUST_USE assay_status assay_ordered_new(assay_ordered **out, size_t window, size_t kept,
                                              assay_ordered_write *write, void *user,
                                              assay_error *err);
/* Nobody may be using it. NULL is fine. */
void assay_ordered_free(assay_ordered *ordered);
/* Waits while `window` tickets are open; false after a failure. */
bool assay_ordered_open(uint64_t *ticket, assay_ordered *ordered);
/* Copies bytes; false after a failure. */
bool assay_ordered_add(assay_ordered *ordered, uint64_t ticket, unsigned channel, assay_span bytes);
/* Every opened ticket is ended once, also after a failure. */
void assay_ordered_end(assay_ordered *ordered, uint64_t ticket);
/* Makes this the failure that sticks unless there is one. */
void assay_ordered_fail(assay_ordered *ordered, const assay_error *err);
/* Once all tickets are ended: ASSAY_OK, or the failure that stuck. */
ASSAY_MUST_USE assay_status assay_ordered_result(assay_ordered *ordered, assay_error *err);
#endif
