/* Sorted postings to a segment file.
 *
 *   open(facts about the records)
 *   encode: the terms with wdf or positions, ascending
 *   encode: the others, ascending
 *   finish(columns)
 *
 * Terms are taken in order by one thread at a time, their lists encoded by many and placed in order again
 * (list_slice.h, list_placer.h): the file has the same bytes whatever the number of threads. 64 slices at
 * most wait for their turn.
 *
 * The file appears, whole and durable, when finish succeeds. One thread at a time, but where said. */
#ifndef ASSAY_RANKING_SEGMENT_WRITER_H
#define ASSAY_RANKING_SEGMENT_WRITER_H
#include "ranking/segment/parents.h"
#include "ranking/writing/list_placer.h"
#include "ranking/writing/list_writer.h"

#include <pthread.h>

typedef struct {
    uint32_t records;
    const uint32_t *lengths;      /* by local id; borrowed until finish, as all here */
    const uint32_t *numbers;      /* likewise; any order, all different */
    const uint32_t *length_upper; /* edges of length classes, NULL: equal shares of the records */
    const assay_parents *parents; /* NULL: none */
} assay_segment_facts;

typedef struct {
    assay_segment_facts facts;
    assay_part_file file;
    assay_list_placer placer;
    unsigned pass;
    uint8_t *length_class;
    uint32_t length_upper[ASSAY_LENGTH_CLASSES];
    pthread_mutex_t lock; /* facts.parents' */
} assay_segment_writer;

/* Where the lists come from. A worker is a number below the threads given to encode. */
typedef struct {
    void *user;
    /* Gives the worker the next terms of the pass; *more false after the last. One thread at a time. */
    assay_status (*take)(bool *more, void *user, unsigned worker, unsigned pass, assay_error *err);
    /* The lists of what the worker took. Workers side by side. */
    assay_status (*encode)(void *user, unsigned worker, unsigned pass, assay_list_writer *lists,
                           assay_error *err);
} assay_list_source;
/* What take gives at once, in postings: not much by itself, and little of them all. */
static inline uint64_t assay_list_source_share(uint64_t postings) {
    const uint64_t least = 32768, shares = 4096;
    return postings / shares > least ? postings / shares : least;
}

/* *out is the caller's: finish or abandon. */
ASSAY_MUST_USE assay_status assay_segment_writer_open(assay_segment_writer *out, const char *path,
                                                      const assay_segment_facts *facts,
                                                      assay_error *err);
/* The next pass, by threads >= 1. */
ASSAY_MUST_USE assay_status assay_segment_writer_encode(assay_segment_writer *writer,
                                                        const assay_list_source *source,
                                                        unsigned threads, assay_error *err);
/* In the second pass: the list that the term's, of df records, may be stored as ranks of; NULL: none.
 * Borrowed until finish. *id is the same for the same parent. Any thread. */
const assay_written_parent *assay_segment_writer_parent(uint32_t *id, assay_span *text,
                                                        assay_segment_writer *writer,
                                                        assay_span term, uint32_t df);
/* All terms are written; columns is the COLUMNS part whole (columns_writer.h), may be empty. Done either
 * way. */
ASSAY_MUST_USE assay_status assay_segment_writer_finish(assay_segment_writer *writer,
                                                        assay_span columns, assay_error *err);
void assay_segment_writer_abandon(assay_segment_writer *writer);

/* Edges so that each class holds about a sixteenth of the records. */
ASSAY_MUST_USE assay_status assay_length_edges(uint32_t upper[ASSAY_LENGTH_CLASSES],
                                               const uint32_t *lengths, uint32_t records,
                                               assay_error *err);
#endif
