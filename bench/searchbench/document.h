/* The JSON documents searchbench writes and reads: one object a run, with a version and what it was
 * run on, so that figures can be told apart years later.
 *
 *   {"searchbench": 1, "kind": "latency", "run": {time, commit, cpu, kernels, ...}, ...}
 *
 * A document of another version is refused by its number, a file that is none by its name. */
#ifndef ASSAY_BENCH_DOCUMENT_H
#define ASSAY_BENCH_DOCUMENT_H
#include "base/json_write.h"

#include <cJSON.h>

enum { BENCH_DOCUMENT_VERSION = 1 };

typedef struct {
    assay_buffer text;
    assay_json_writer json; /* inside of the outermost object */
} bench_document;

/* Writes the head. bench_document_done in any case. */
void bench_document_begin(bench_document *document, const char *kind);
/* Closes the object and prints it on standard output, checked. */
ASSAY_MUST_USE assay_status bench_document_print(bench_document *document, assay_error *err);
void bench_document_done(bench_document *document);
/* 16 hexadecimal digits: JSON's numbers do not hold 64 bits. */
void bench_document_hash(assay_json_writer *json, const char *key, uint64_t hash);

/* The document in the file. kind: what it must be, NULL: any. ASSAY_E_VERSION for another version,
 * ASSAY_E_FORMAT for anything else. *out is the caller's: cJSON_Delete. */
ASSAY_MUST_USE assay_status bench_document_read(cJSON **out, const char *path, const char *kind,
                                                assay_error *err);
/* Members; fallback when there is none of that type. Text is borrowed. */
double bench_document_number(const cJSON *object, const char *key, double fallback);
const char *bench_document_text(const cJSON *object, const char *key, const char *fallback);
#endif
