/* Topics of a test collection: an id and a text each, from any of the usual files.
 *
 *   TSV          id TAB text
 *   TREC         <top> <num> Number: 1 <title> ... <desc> Description: ... </top>      the title, or title and description
 *   TREC XML     <topics><topic number="1">text or elements</topic></topics>           all its text
 *   JSON lines   {"_id" or "id" or "qid": ..., "text" or "query" or "title": ...}      (BEIR's queries.jsonl)
 *
 * The form is told by the first characters. Texts live in the list's arena. */
#ifndef ASSAY_EVALUATION_TOPICS_H
#define ASSAY_EVALUATION_TOPICS_H
#include "base/arena.h"

typedef struct {
    assay_span id, text;
} assay_topic;

typedef struct {
    assay_topic *items;
    size_t count, capacity;
    assay_arena arena;
} assay_topics;

/* Reads a file's whole text; `name` stands in messages. ASSAY_E_FORMAT with the line, also for an id that stands twice and for a
 * file without topics. *out is the caller's: assay_topics_done, also after a failure. */
ASSAY_MUST_USE assay_status assay_topics_read(assay_topics *out, assay_span text, const char *name,
                                              assay_error *err);
void assay_topics_done(assay_topics *topics);
#endif
