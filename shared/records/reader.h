/* Reading records out of files: the contract every format keeps, and the table of formats.
 *
 *   path, "-" or bytes -> decompression -> archive members -> format detection -> reader -> sink
 *
 * A reader pushes records into a sink as they come; it holds one record at a time, so a file of any
 * size is read in bounded memory. What cannot be read is reported to the sink as a problem with its
 * place and the reading goes on with the next record where the format allows. Input is hostile:
 * sizes and nesting are limited (below). One thread a reader. */
#ifndef ASSAY_RECORDS_READER_H
#define ASSAY_RECORDS_READER_H
#include "records/record.h"

/* A record or part of one that could not be read, or was read with a loss worth a word. */
typedef struct {
    const char *path;  /* file, with "!member" for an archive's */
    uint64_t line;     /* from 1; 0 when unknown */
    uint64_t byte;     /* offset in the decompressed file */
    assay_span record; /* id of the record where known, else empty */
    bool lost; /* a record was lost (counted failed); false: a warning, the record is kept */
    const assay_error *error;
} assay_read_problem;

typedef struct {
    void *user;
    /* An empty record to fill, bound to an arena of the sink's choosing. A record that turns out
     * unreadable is given up: begin is called again without record between. NULL stops the
     * reading with err. */
    assay_record *(*begin)(void *user, assay_error *err);
    /* The record begun last is complete (identified). A failure stops the reading. */
    assay_status (*record)(void *user, assay_record *record, assay_error *err);
    /* The source says this identity is gone ("pmid:123"). */
    assay_status (*deletion)(void *user, assay_span identity, assay_error *err);
    /* Return ASSAY_OK to go on, anything else to stop the reading with it. */
    assay_status (*problem)(void *user, const assay_read_problem *problem, assay_error *err);
    /* Bytes read so far from disk (compressed), over all files of the call, for progress. May be
     * NULL. */
    void (*progress)(void *user, uint64_t bytes_read);
} assay_record_sink;

typedef struct {
    const char *format; /* a name of the table, or NULL / "auto" to detect */
    assay_span map;   /* csv, tsv, jsonl: "column=field,column=field" naming the model's JSON keys;
                         empty: usual names */
    int default_type; /* assay_record_type for formats that do not say; -1: as the format's habit is
                       */
    size_t max_record_bytes; /* 0: ASSAY_READ_MAX_RECORD */
} assay_read_options;

#define ASSAY_READ_MAX_RECORD ((size_t)64 << 20) /* one record's source text */
enum { ASSAY_READ_MAX_DEPTH = 200 }; /* nesting of elements, objects, archives within archives: 3 */

/* Reads a file, a folder (walked in byte order of names, hidden files left out) or "-" (standard
 * input). Compression and archives are looked through. ASSAY_E_NOT_FOUND, ASSAY_E_IO,
 * ASSAY_E_FORMAT (the one file asked for is empty or no reader fits: names what was tried),
 * ASSAY_E_USAGE (unknown format, bad map) or what the sink returned. Problems inside files go to the
 * sink, as do those with files of a folder or archive. */
ASSAY_MUST_USE assay_status assay_read_path(const char *path, const assay_read_options *options,
                                            const assay_record_sink *sink, assay_error *err);
/* As above for bytes in memory, called `name` in messages. */
ASSAY_MUST_USE assay_status assay_read_bytes(assay_span bytes, const char *name,
                                             const assay_read_options *options,
                                             const assay_record_sink *sink, assay_error *err);

/* Where a reader gets its bytes: decompressed, rewindable only as far as what detection peeked at.
 */
typedef struct assay_input assay_input;
/* Up to capacity bytes; *size 0 at the end. */
ASSAY_MUST_USE assay_status assay_input_read(size_t *size, assay_input *input, void *out,
                                             size_t capacity, assay_error *err);
/* The first bytes of the file without consuming them (at least 64 KiB unless the file is shorter).
 * Borrowed. */
ASSAY_MUST_USE assay_status assay_input_peek(assay_span *out, assay_input *input, assay_error *err);
/* A whole line without its end ("\n", "\r\n"), borrowed until the next read; *more false at the end
 * of the file. ASSAY_E_LIMIT when it is longer than max_bytes (the rest of the line is skipped). */
ASSAY_MUST_USE assay_status assay_input_line(assay_span *out, bool *more, assay_input *input,
                                             size_t max_bytes, assay_error *err);
const char *assay_input_name(const assay_input *input);
uint64_t assay_input_line_number(const assay_input *input); /* of the line returned last, from 1 */
uint64_t assay_input_offset(const assay_input *input);      /* bytes consumed, decompressed */

typedef struct {
    const char *name;        /* "pubmed-xml" */
    const char *description; /* one line for --help */
    /* How sure it is, 0 (no) to 100, from the file's first bytes and its base name. */
    int (*detect)(assay_span head, assay_span name);
    assay_status (*read)(assay_input *input, const assay_read_options *options,
                         const assay_record_sink *sink, assay_error *err);
} assay_format;

/* All formats (the table in formats.c), ended by a NULL name. Any thread. */
const assay_format *assay_formats(void);
const assay_format *assay_format_named(assay_span name);

/* For readers: reports `err` as a problem at the input's present place. */
ASSAY_MUST_USE assay_status assay_read_report(const assay_input *input,
                                              const assay_record_sink *sink, assay_span record_id,
                                              bool lost, const assay_error *problem,
                                              assay_error *err);

/* Where a problem is; 0 and empty for what is not known. */
typedef struct {
    uint64_t line, byte;
    assay_span record;
} assay_read_place;
/* As above at a place of the reader's own. */
ASSAY_MUST_USE assay_status assay_read_report_at(const assay_input *input,
                                                 const assay_record_sink *sink,
                                                 assay_read_place place, bool lost,
                                                 const assay_error *problem, assay_error *err);

/* One line a format, in files read_<format>.c */
extern const assay_format assay_format_ctgov_json, assay_format_ctgov_xml, assay_format_ctgov_csv,
    assay_format_pubmed_xml, assay_format_nbib, assay_format_ris, assay_format_jats,
    assay_format_pubtator, assay_format_trec, assay_format_cf, assay_format_jsonl, assay_format_csv,
    assay_format_tsv, assay_format_ictrp_xml, assay_format_ictrp_csv, assay_format_txt;
#endif
