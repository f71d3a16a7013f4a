/* Queries that match a generated collection: pieces of titles, words by how widespread they are, phrases. */
#ifndef ASSAY_CORPUS_GENERATOR_QUERIES_H
#define ASSAY_CORPUS_GENERATOR_QUERIES_H
#include "generator/output.h"

typedef enum { QUERIES_NATURAL, QUERIES_BANDED, QUERIES_PHRASE } query_kind;

/* Appends query `number` of a kind, on a line of its own, for the collection of `records` records made with `seed`.
 * `scratch` is overwritten. */
void query_make(output *out, const document_model *model, document *scratch, query_kind kind,
                uint64_t seed, uint64_t records, uint64_t number);
#endif
