/* Sorted postings to a segment file.
 *
 *   open(facts about the records)
 *   { begin_term, lists.add ..., end_term } * terms with wdf or positions, ascending
 *   second_pass, { begin_term, lists.add ..., end_term } * the others, ascending
 *   finish(columns)
 *
 * In the second pass a list that has the very records of an earlier one is not written again.
 *
 * The file appears, whole and durable, when finish succeeds. One thread at a time. */
#ifndef ASSAY_RANKING_SEGMENT_WRITER_H
#define ASSAY_RANKING_SEGMENT_WRITER_H
#include "ranking/segment/parents.h"
#include "ranking/writing/dictionary_writer.h"
#include "ranking/writing/list_writer.h"

typedef struct {
    uint32_t records;
    const uint32_t *lengths;      /* by local id; borrowed until finish, as all here */
    const uint32_t *numbers;      /* likewise; any order, all different */
    const uint32_t *length_upper; /* edges of length classes, NULL: equal shares of the records */
    const assay_parents *parents; /* NULL: none */
} assay_segment_facts;

/* A ranked list written in the first pass. */
typedef struct {
    assay_list_place place;
    uint64_t origin; /* what writer->origin was */
} assay_written_parent;

typedef struct {
    assay_segment_facts facts;
    assay_part_file file;
    assay_spool positions;
    assay_dictionary_writer dictionary;
    assay_list_writer lists; /* between begin_term and end_term: add to it */
    unsigned pass;
    uint64_t origin;      /* the caller's mark on the list being written */
    assay_map parent_ids; /* by term */
    assay_buffer parents; /* assay_written_parent each */
    uint8_t *length_class;
    uint32_t length_upper[ASSAY_LENGTH_CLASSES];
} assay_segment_writer;

/* *out is the caller's: finish or abandon. */
ASSAY_MUST_USE assay_status assay_segment_writer_open(assay_segment_writer *out, const char *path,
                                                      const assay_segment_facts *facts,
                                                      assay_error *err);
void assay_segment_writer_begin_term(assay_segment_writer *writer, uint32_t df, bool ranked,
                                     bool has_positions);
ASSAY_MUST_USE assay_status assay_segment_writer_end_term(assay_segment_writer *writer,
                                                          assay_span term, assay_error *err);
/* In the second pass: the list that the term's, of df records, may be stored as ranks of; NULL: none.
 * Borrowed until finish. *id is the same for the same parent. */
const assay_written_parent *assay_segment_writer_parent(uint32_t *id, assay_span *text,
                                                        assay_segment_writer *writer,
                                                        assay_span term, uint32_t df);
void assay_segment_writer_second_pass(assay_segment_writer *writer);
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
