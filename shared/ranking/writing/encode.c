/* The lists of a pass: taken in order, encoded by many threads, placed in order. */
#include "base/ordered.h"
#include "ranking/writing/segment_writer.h"

#include <stdlib.h>

enum { WINDOW = 64 };

typedef struct {
    assay_segment_writer *writer;
    const assay_list_source *source;
    assay_ordered *order;
    pthread_mutex_t taking;
    bool at_end;                     /* nothing is left to take */
    assay_list_slice slices[WINDOW]; /* of ticket t: t % WINDOW */
} encoding;

typedef struct {
    encoding *all;
    unsigned number;
    pthread_t thread;
    bool started;
    assay_list_writer lists;
} encoder;

/* The one that is whole comes as a pointer. */
static assay_status place_slice(void *user, unsigned channel, assay_span bytes, assay_error *err) {
    encoding *all = user;
    assay_list_slice *slice = NULL;
    (void)channel;
    memcpy(&slice, bytes.data, sizeof slice);
    ASSAY_TRY(assay_list_placer_add(&all->writer->placer, all->writer->pass, slice, err));
    assay_list_slice_clear(slice);
    return ASSAY_OK;
}

/* False at the end, or after a failure. */
static bool take(uint64_t *ticket, encoder *e) {
    encoding *all = e->all;
    assay_error err;
    bool more = false;
    pthread_mutex_lock(&all->taking);
    if (!all->at_end && assay_ordered_open(ticket, all->order)) {
        if (all->source->take(&more, all->source->user, e->number, all->writer->pass, &err) !=
            ASSAY_OK) {
            assay_ordered_fail(all->order, &err);
            more = false;
        }
        if (!more)
            assay_ordered_end(all->order, *ticket);
    }
    all->at_end = !more;
    pthread_mutex_unlock(&all->taking);
    return more;
}

static void *run(void *argument) {
    encoder *e = argument;
    encoding *all = e->all;
    uint64_t ticket = 0;
    assay_error err;
    while (take(&ticket, e)) {
        assay_list_slice *slice = &all->slices[ticket % WINDOW];
        e->lists.slice = slice;
        if (all->source->encode(all->source->user, e->number, all->writer->pass, &e->lists, &err) !=
            ASSAY_OK)
            assay_ordered_fail(all->order, &err);
        else
            (void)assay_ordered_add(all->order, ticket, 0,
                                    assay_span_make((const char *)&slice, sizeof slice));
        assay_ordered_end(all->order, ticket);
    }
    return NULL;
}

static assay_status start(encoder *e, encoding *all, unsigned number, assay_error *err) {
    const assay_segment_writer *writer = all->writer;
    uint64_t total = writer->file.footer.total_length;
    e->all = all;
    e->number = number;
    ASSAY_TRY(assay_list_writer_init(&e->lists, err));
    e->lists.length_class = writer->length_class;
    e->lists.length_upper = writer->length_upper;
    e->lists.records = writer->facts.records;
    e->lists.average_length = total != 0 ? (double)total / writer->facts.records : 1;
    e->started = number != 0 && pthread_create(&e->thread, NULL, run, e) == 0;
    return ASSAY_OK;
}

/* The calling thread is worker 0, so that there is one where no other can be started. */
static assay_status run_all(encoding *all, encoder *encoders, unsigned threads, assay_error *err) {
    assay_status status = ASSAY_OK;
    for (unsigned i = 0; i < threads && status == ASSAY_OK; i++)
        status = start(&encoders[i], all, i, err);
    if (status == ASSAY_OK)
        run(&encoders[0]);
    else
        assay_ordered_fail(all->order, err);
    for (unsigned i = 0; i < threads; i++) {
        if (encoders[i].started)
            pthread_join(encoders[i].thread, NULL);
        assay_list_writer_done(&encoders[i].lists);
    }
    return status == ASSAY_OK ? assay_ordered_result(all->order, err) : status;
}

assay_status assay_segment_writer_encode(assay_segment_writer *writer,
                                         const assay_list_source *source, unsigned threads,
                                         assay_error *err) {
    encoding all = {.writer = writer, .source = source};
    encoder *encoders = calloc(threads, sizeof *encoders);
    if (encoders == NULL)
        return assay_fail_memory(err);
    pthread_mutex_init(&all.taking, NULL);
    for (size_t i = 0; i < WINDOW; i++)
        assay_list_slice_init(&all.slices[i]);
    assay_status status = assay_ordered_new(&all.order, WINDOW, SIZE_MAX, place_slice, &all, err);
    if (status == ASSAY_OK)
        status = run_all(&all, encoders, threads, err);
    assay_ordered_free(all.order);
    for (size_t i = 0; i < WINDOW; i++)
        assay_list_slice_done(&all.slices[i]);
    pthread_mutex_destroy(&all.taking);
    free(encoders);
    writer->pass++;
    return status;
}
