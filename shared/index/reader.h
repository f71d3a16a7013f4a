/* An index as it was at one commit, for those who search, print and check it.
 *
 *   reader -> catalogue (a Xapian snapshot) -> records, identities, metadata
 *          -> segments (opened at the first need, all of one manifest) -> ranking snapshot
 *
 * Opening reads a few pages. A writer going on never disturbs a reader; when it went on so far that
 * the snapshot's pages or files are gone, what a call needs is opened anew and the call repeated, a
 * few times, then ASSAY_E_STALE. Record numbers stay right over that: a number is never given to
 * another record; one that was replaced meanwhile is ASSAY_E_NOT_FOUND.
 *
 * A reader serves one thread. assay_reader_share makes one for another thread over the same open
 * segments. */
#ifndef ASSAY_INDEX_READER_H
#define ASSAY_INDEX_READER_H
#include "catalogue/xapian_c.h"
#include "index/index_dir.h"
#include "index/stored.h"
#include "ranking/retrieval/evaluate.h"
#include "records/record_changes.h"

typedef struct assay_reader assay_reader;

/* ASSAY_E_NOT_FOUND (nothing there, or an index nothing was ever committed to), ASSAY_E_FORMAT (not
 * an index), ASSAY_E_VERSION, ASSAY_E_CORRUPT. Segments are not looked at yet. *out is the
 * caller's: assay_reader_close. */
ASSAY_MUST_USE assay_status assay_reader_open(assay_reader **out, const char *dir,
                                              assay_error *err);
void assay_reader_close(assay_reader *reader); /* NULL is fine */
/* *out is the caller's, with a catalogue of its own. reader must not be in use meanwhile. */
ASSAY_MUST_USE assay_status assay_reader_share(assay_reader **out, assay_reader *reader,
                                               assay_error *err);
/* Moves on to the last commit. Everything borrowed from the reader is gone when *changed. */
ASSAY_MUST_USE assay_status assay_reader_refresh(bool *changed, assay_reader *reader,
                                                 assay_error *err);

/* Borrowed from the reader until it is refreshed or closed. */
const char *assay_reader_path(const assay_reader *reader);
const assay_manifest *assay_reader_manifest(const assay_reader *reader);
assay_xapian_reader *assay_reader_catalogue(assay_reader *reader);
/* Opens the segments if nobody has yet. ASSAY_E_CORRUPT names the segment that is missing or
 * damaged. The snapshot may be used by any number of threads while the reader lives. */
ASSAY_MUST_USE assay_status assay_reader_snapshot(const assay_snapshot **out, assay_reader *reader,
                                                  assay_error *err);
/* Likewise: the segments themselves, for columns and dictionaries; as many as the manifest has. */
ASSAY_MUST_USE assay_status assay_reader_segments(const assay_open_segment **out, size_t *count,
                                                  assay_reader *reader, assay_error *err);

ASSAY_MUST_USE assay_status assay_reader_statistics(assay_xapian_statistics *out,
                                                    assay_reader *reader, assay_error *err);
/* The record of this identity ("nct:NCT01590069"); 0 when there is none. */
ASSAY_MUST_USE assay_status assay_reader_find(assay_docid *out, assay_reader *reader,
                                              assay_span identity, assay_error *err);
/* The first record that has the identifier "scheme:value", normalised; 0 when none has. */
ASSAY_MUST_USE assay_status assay_reader_find_id(assay_docid *out, assay_reader *reader,
                                                 assay_span id, assay_error *err);
/* The record of an identity or identifier as people type it (records/identifier.h); 0 when there is none. */
ASSAY_MUST_USE assay_status assay_reader_find_typed(assay_docid *out, assay_reader *reader,
                                                    assay_span typed, assay_error *err);
/* Appends the record's JSON. ASSAY_E_NOT_FOUND for a number no record has. */
ASSAY_MUST_USE assay_status assay_reader_json(assay_buffer *out, assay_reader *reader,
                                              assay_docid docid, assay_error *err);
/* Fills an initialised record. */
ASSAY_MUST_USE assay_status assay_reader_record(assay_record *record, assay_reader *reader,
                                                assay_docid docid, assay_error *err);
/* All zero when nothing is known of it. */
ASSAY_MUST_USE assay_status assay_reader_history(assay_history *out, assay_reader *reader,
                                                 assay_docid docid, assay_error *err);
/* What its updates changed, in the arena; none when nothing is kept. */
ASSAY_MUST_USE assay_status assay_reader_changes(assay_changes *out, assay_reader *reader,
                                                 assay_arena *arena, assay_docid docid,
                                                 assay_error *err);
/* The first record number >= from; 0 when there is none. */
ASSAY_MUST_USE assay_status assay_reader_next(assay_docid *out, assay_reader *reader,
                                              assay_docid from, assay_error *err);
#endif
