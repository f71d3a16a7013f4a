/* The dictionary of a segment being written: terms in ascending order, their entries, the hash table.
 *
 * Failures stick in the buffers and are reported by finish. One thread at a time. */
#ifndef ASSAY_RANKING_DICTIONARY_WRITER_H
#define ASSAY_RANKING_DICTIONARY_WRITER_H
#include "base/bytes.h"
#include "ranking/writing/part_file.h"

typedef struct {
    assay_span text, body;
    uint32_t df;
    uint8_t head;
    bool there;
} assay_dictionary_term;

/* Terms come in two passes, each ascending: the first pass's wait, and join the second's as they come. */
typedef struct {
    assay_buffer lane; /* per term waiting: u8 size, text, u32 df, u8 head, u16 size, body */
    assay_bytes rest;  /* of it, once the second pass has begun */
    assay_dictionary_term next; /* the one before the rest */
    bool joining;
    assay_buffer bytes, blocks;
    assay_buffer hashed; /* u64 hash, u32 ordinal of each term that goes into HASH */
    uint32_t terms;
    uint8_t last[ASSAY_TERM_BYTES_MAX]; /* the term before */
    size_t last_size;
    uint8_t last_head;
    uint8_t places[256]; /* of each byte in ASSAY_DICTIONARY_BYTES */
} assay_dictionary_writer;

void assay_dictionary_writer_init(assay_dictionary_writer *writer);
void assay_dictionary_writer_done(assay_dictionary_writer *writer);
/* head: kind, ranked and positions bits of format.h's entry. Terms ascend strictly in their pass, 0 and then
 * 1, and no term is in both. A body or term over its limit sticks as ASSAY_E_LIMIT. */
void assay_dictionary_writer_add(assay_dictionary_writer *writer, unsigned pass, assay_span term,
                                 uint32_t df, uint8_t head, assay_span body);
/* Writes DICTIONARY, BLOCKS and HASH. */
ASSAY_MUST_USE assay_status assay_dictionary_writer_finish(assay_dictionary_writer *writer,
                                                           assay_part_file *file, assay_error *err);
#endif
