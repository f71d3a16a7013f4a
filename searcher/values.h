/* What a hit is made of, by name: columns of tables, fields of JSON, places of a template.
 *
 * Names: topic, rank, score, id, type, title, date, year, url, snippet, matched; every identifier scheme (nct, pmid, pmcid, doi ...); every key of
 * a record as `indexer dump` writes it. Values of a list are joined. */
#ifndef ASSAY_SEARCHER_VALUES_H
#define ASSAY_SEARCHER_VALUES_H
#include "printer.h"

/* Appends the value; nothing when the hit has none. False when no hit can ever have a value of that name. */
bool assay_values_add(assay_buffer *out, assay_span name, const char *between,
                      const assay_answer_hit *hit);
/* ASSAY_E_USAGE naming the first unknown name of "a,b,c". */
ASSAY_MUST_USE assay_status assay_values_check(const char *names, assay_error *err);
/* The record's date as shown: publication, else first seen, else start; "" for none. Returns its length. */
size_t assay_values_date(char out[11], const assay_record *record);
/* The web page of the record, by its identifiers; nothing without one. */
void assay_values_url(assay_buffer *out, const assay_record *record);
/* "RECRUITING" -> "Recruiting", "EARLY_PHASE1" -> "Early Phase 1", "NA" -> "N/A". */
void assay_values_words(assay_buffer *out, assay_span code);
#endif
