/* All that Assay uses of libxapian to write and read a database, in C; queries are in
 * xapian_query.h.
 *
 *   writer    one a database (libxapian's lock), one transaction at a time: begin, add, commit
 *   document  terms with wdf and positions, values by slot, data; made anywhere, added by the
 * writer reader    a snapshot: sees one commit until it is reopened; several databases read as one
 *
 * Exceptions end here: every call gives an assay_status. ASSAY_E_STALE means that the writer went
 * on twice and the snapshot is gone: reopen and repeat. A database found damaged is
 * ASSAY_E_CORRUPT. Each object serves one thread at a time; objects share nothing, so different
 * threads may use different ones. Terms are bytes, at most ASSAY_XAPIAN_TERM_MAX of them (a zero
 * byte counts twice). */
#ifndef ASSAY_CATALOGUE_XAPIAN_C_H
#define ASSAY_CATALOGUE_XAPIAN_C_H
#include "base/buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ASSAY_XAPIAN_TERM_MAX = 245 };

typedef uint32_t assay_docid; /* from 1; 0 is none */

/* A document to be added. */
typedef struct assay_xapian_document assay_xapian_document;

/* *out is the caller's: assay_xapian_document_free. */
ASSAY_MUST_USE assay_status assay_xapian_document_new(assay_xapian_document **out,
                                                      assay_error *err);
void assay_xapian_document_free(assay_xapian_document *document);
/* Empties it for the next document. */
ASSAY_MUST_USE assay_status assay_xapian_document_clear(assay_xapian_document *document,
                                                        assay_error *err);
/* Raises the term's wdf by `wdf` (0 for a filter term) and adds its positions, any order, none is
 * fine. */
ASSAY_MUST_USE assay_status assay_xapian_document_add_term(assay_xapian_document *document,
                                                           assay_span term, uint32_t wdf,
                                                           const uint32_t *positions, size_t count,
                                                           assay_error *err);
/* An empty value removes it. */
ASSAY_MUST_USE assay_status assay_xapian_document_set_value(assay_xapian_document *document,
                                                            uint32_t slot, assay_span value,
                                                            assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_document_set_data(assay_xapian_document *document,
                                                           assay_span data, assay_error *err);

/* A number as bytes that sort as the number does, for values; at most 9 bytes. Returns the size. */
size_t assay_xapian_number_encode(char out[16], double number);
/* 0 for bytes that no number encodes to is possible; an empty value is 0. */
double assay_xapian_number_decode(assay_span value);

typedef struct assay_xapian_writer assay_xapian_writer;

typedef enum {
    ASSAY_XAPIAN_OPEN,   /* must be there: ASSAY_E_NOT_FOUND */
    ASSAY_XAPIAN_CREATE, /* must not be there */
    ASSAY_XAPIAN_CREATE_OR_OPEN
} assay_xapian_mode;

typedef struct {
    assay_xapian_mode mode;
    uint32_t flush_documents; /* documents held in memory before they go to the tables; 0: Xapian's
                                 own threshold. Tables are only committed by commit. */
    bool no_sync; /* leave out fsync: a power cut may damage the database; for tests and throw-away
                     indexes */
    bool plain_term_lists; /* a database made anew does not compress records' lists of terms: for
                              records that have hardly any */
} assay_xapian_writer_options;

/* ASSAY_E_LOCKED while another process writes. options may be NULL (open, own threshold, fsync).
 * *out is the caller's: assay_xapian_writer_close. */
ASSAY_MUST_USE assay_status assay_xapian_writer_open(assay_xapian_writer **out, const char *path,
                                                     const assay_xapian_writer_options *options,
                                                     assay_error *err);
/* What was not committed is lost. NULL is fine. */
void assay_xapian_writer_close(assay_xapian_writer *writer);
/* Every change stands between begin and either commit (durable, all of it) or cancel (none). */
ASSAY_MUST_USE assay_status assay_xapian_writer_begin(assay_xapian_writer *writer,
                                                      assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_commit(assay_xapian_writer *writer,
                                                       assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_cancel(assay_xapian_writer *writer,
                                                       assay_error *err);
/* The document under a number of the caller's; one that is there is replaced. */
ASSAY_MUST_USE assay_status assay_xapian_writer_put(assay_xapian_writer *writer, assay_docid docid,
                                                    const assay_xapian_document *document,
                                                    assay_error *err);
/* As put for a document that is not there yet; numbers must rise. Quicker: nothing is looked up. */
ASSAY_MUST_USE assay_status assay_xapian_writer_append(assay_xapian_writer *writer,
                                                       assay_docid docid,
                                                       const assay_xapian_document *document,
                                                       assay_error *err);
/* ASSAY_E_NOT_FOUND when it is not there. */
ASSAY_MUST_USE assay_status assay_xapian_writer_delete(assay_xapian_writer *writer,
                                                       assay_docid docid, assay_error *err);
/* Any reading through the writer sees what was put in this transaction too. */
ASSAY_MUST_USE assay_status assay_xapian_writer_last_docid(assay_docid *out,
                                                           assay_xapian_writer *writer,
                                                           assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_doc_count(uint32_t *out,
                                                          assay_xapian_writer *writer,
                                                          assay_error *err);
/* The first document that has the term, 0 when none has. */
ASSAY_MUST_USE assay_status assay_xapian_writer_find(assay_docid *out, assay_xapian_writer *writer,
                                                     assay_span term, assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_value(assay_buffer *out,
                                                      assay_xapian_writer *writer,
                                                      assay_docid docid, uint32_t slot,
                                                      assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_data(assay_buffer *out, assay_xapian_writer *writer,
                                                     assay_docid docid, assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_writer_set_metadata(assay_xapian_writer *writer,
                                                             assay_span key, assay_span value,
                                                             assay_error *err);
/* Appends the value to out; nothing when the key is unknown. */
ASSAY_MUST_USE assay_status assay_xapian_writer_metadata(assay_buffer *out,
                                                         assay_xapian_writer *writer,
                                                         assay_span key, assay_error *err);
/* Raises or (negative) lowers how often a word is known to the spelling checker. */
ASSAY_MUST_USE assay_status assay_xapian_writer_add_spelling(assay_xapian_writer *writer,
                                                             assay_span word, int64_t count,
                                                             assay_error *err);
/* What was put so far goes from memory into the tables and begins its way to the disk, not committed: done by
 * the time of the commit, it need not be done by it. */
ASSAY_MUST_USE assay_status assay_xapian_writer_settle(assay_xapian_writer *writer,
                                                       assay_error *err);
/* The same of values alone. libxapian holds all of them until they are settled, and copies them then: a few
 * thousand documents' at a time stay in the processor's caches and take the same memory each time. */
ASSAY_MUST_USE assay_status assay_xapian_writer_settle_values(assay_xapian_writer *writer,
                                                              assay_error *err);
/* Writes the database anew, without holes, into the folder `destination` (made when missing). */
ASSAY_MUST_USE assay_status assay_xapian_compact(const char *source, const char *destination,
                                                 assay_error *err);

typedef struct assay_xapian_reader assay_xapian_reader;

/* Each path is a database's folder, a stub file, or "remote:HOST:PORT" (Xapian's own server).
 * Record d of database i of n is known as (d - 1) * n + i + 1. ASSAY_E_NOT_FOUND, ASSAY_E_VERSION,
 * ASSAY_E_CORRUPT. *out is the caller's: assay_xapian_reader_close. */
ASSAY_MUST_USE assay_status assay_xapian_reader_open(assay_xapian_reader **out,
                                                     const char *const *paths, size_t count,
                                                     assay_error *err);
void assay_xapian_reader_close(assay_xapian_reader *reader); /* NULL is fine */
/* Moves on to the last commit; *changed (may be NULL) tells whether there was a newer one. */
ASSAY_MUST_USE assay_status assay_xapian_reader_reopen(bool *changed, assay_xapian_reader *reader,
                                                       assay_error *err);

typedef struct {
    uint32_t documents;
    assay_docid last_docid;
    uint64_t total_length; /* sum of all wdf */
    uint64_t revision;     /* of the commit seen; 0 when several databases are read */
} assay_xapian_statistics;

ASSAY_MUST_USE assay_status assay_xapian_reader_statistics(assay_xapian_statistics *out,
                                                           assay_xapian_reader *reader,
                                                           assay_error *err);
/* Both 0 for a term that is not there. Either pointer may be NULL. */
ASSAY_MUST_USE assay_status assay_xapian_reader_term_frequency(uint32_t *documents,
                                                               uint64_t *occurrences,
                                                               assay_xapian_reader *reader,
                                                               assay_span term, assay_error *err);
/* The first document that has the term, 0 when none has. */
ASSAY_MUST_USE assay_status assay_xapian_reader_find(assay_docid *out, assay_xapian_reader *reader,
                                                     assay_span term, assay_error *err);
/* Appends to out. ASSAY_E_NOT_FOUND for a number no document has. */
ASSAY_MUST_USE assay_status assay_xapian_reader_data(assay_buffer *out, assay_xapian_reader *reader,
                                                     assay_docid docid, assay_error *err);
/* Appends to out; nothing for a document without one or a number that is not there. */
ASSAY_MUST_USE assay_status assay_xapian_reader_value(assay_buffer *out,
                                                      assay_xapian_reader *reader,
                                                      assay_docid docid, uint32_t slot,
                                                      assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_reader_length(uint32_t *out, assay_xapian_reader *reader,
                                                       assay_docid docid, assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_reader_metadata(assay_buffer *out,
                                                         assay_xapian_reader *reader,
                                                         assay_span key, assay_error *err);
/* Keys that start with prefix, in byte order. Return false to stop. */
ASSAY_MUST_USE assay_status assay_xapian_reader_metadata_keys(
    assay_xapian_reader *reader, assay_span prefix, bool (*key)(void *user, assay_span key),
    void *user, assay_error *err);
/* Appends the nearest known word within max_edits, nothing when the word is known or none is near.
 */
ASSAY_MUST_USE assay_status assay_xapian_reader_suggest(assay_buffer *out,
                                                        assay_xapian_reader *reader,
                                                        assay_span word, uint32_t max_edits,
                                                        assay_error *err);
/* Reads every table through. ASSAY_E_CORRUPT with how many faults and what libxapian says of them.
 */
ASSAY_MUST_USE assay_status assay_xapian_check(const char *path, assay_error *err);

/* Walks, in byte order of terms or rising docids. Each: open, then next until *more is false, close
 * (NULL is fine). Borrowed spans live until the following call. They hold the snapshot of the
 * reader they came from, which must outlive them. */
typedef struct assay_xapian_terms assay_xapian_terms;
typedef struct {
    assay_span term;
    uint32_t documents; /* that have it */
    uint32_t wdf;       /* in the document walked; 0 when all terms are */
} assay_xapian_term;

/* All terms that start with prefix. */
ASSAY_MUST_USE assay_status assay_xapian_terms_open(assay_xapian_terms **out,
                                                    assay_xapian_reader *reader, assay_span prefix,
                                                    assay_error *err);
/* The terms of one document. */
ASSAY_MUST_USE assay_status assay_xapian_terms_of(assay_xapian_terms **out,
                                                  assay_xapian_reader *reader, assay_docid docid,
                                                  assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_terms_next(assay_xapian_term *out, bool *more,
                                                    assay_xapian_terms *terms, assay_error *err);
void assay_xapian_terms_close(assay_xapian_terms *terms);

typedef struct assay_xapian_postings assay_xapian_postings;
typedef struct {
    assay_docid docid;
    uint32_t wdf;
    uint32_t length; /* of the document */
} assay_xapian_posting;

/* An empty term walks every document (wdf 1). */
ASSAY_MUST_USE assay_status assay_xapian_postings_open(assay_xapian_postings **out,
                                                       assay_xapian_reader *reader, assay_span term,
                                                       assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_postings_next(assay_xapian_posting *out, bool *more,
                                                       assay_xapian_postings *postings,
                                                       assay_error *err);
/* On to the first docid not below `docid`, never back. */
ASSAY_MUST_USE assay_status assay_xapian_postings_skip(assay_xapian_posting *out, bool *more,
                                                       assay_xapian_postings *postings,
                                                       assay_docid docid, assay_error *err);
/* The positions in the present document, rising. Borrowed until the next call. */
ASSAY_MUST_USE assay_status assay_xapian_postings_positions(const uint32_t **out, size_t *count,
                                                            assay_xapian_postings *postings,
                                                            assay_error *err);
void assay_xapian_postings_close(assay_xapian_postings *postings);

#ifdef __cplusplus
}
#endif
#endif
