/* RIS fields to a record: the parts of read_ris.c.
 *
 * RIS has no owner any more, and every exporter its own ways with it; what is read here is what PubMed's users (Zotero, EndNote), Ovid,
 * Embase.com, Scopus, Cochrane and publishers write. A tag that has no place in the model is extra "ris_" and the tag, in small letters.
 *
 *   PMID    PMID, PM, "PMID: 1" in AN, N1 and C1..C8; AN, the AN= of Ovid's links and a long number in ID where DB or DP says PubMed or
 *           MEDLINE and not Embase; C5 of Embase; a link to PubMed
 *   others  DO, a DOI in M3, L3 or a link; PMC numbers and trials' numbers in C1..C8; an identity of ours in ID
 *   source  AN, U2 of Embase: "embase/L1", "central/CN-1", or the number itself where it has letters. ID counts for nothing else: it numbers
 *           the records of one library
 *
 * One thread a record. */
#ifndef ASSAY_RECORDS_RIS_H
#define ASSAY_RECORDS_RIS_H
#include "records/articles/tagged.h"

/* Fills a record; *source_id is what its source calls it, in the record's arena, or empty. */
ASSAY_MUST_USE assay_status assay_ris_fill(assay_record *record, assay_span *source_id,
                                           const assay_tagged_field *fields, size_t count,
                                           assay_error *err);
/* Tags of which a line that is not indented, without a tag of its own, begins another value. */
bool assay_ris_is_list(assay_span tag);
#endif
