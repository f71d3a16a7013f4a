/* A record as what an index holds of it: analyzed once, fed to segments and catalogue alike.
 *
 *   record -> analyzer -> ranked words, other words by prefix, word forms, keyword terms, places,
 *   columns
 *
 * Words are ids in the analyzer's maps, keyword terms ids in `keywords`; the ids live until
 * assay_terms_forget. What the last assay_terms_run found is borrowed until the next. One thread. */
#ifndef ASSAY_INDEX_TERMS_H
#define ASSAY_INDEX_TERMS_H
#include "index/schema.h"
#include "index/signature.h"
#include "index/stored.h"
#include "ranking/writing/inverter.h"
#include "text/analyzer.h"

/* Prefixes of words that are searched but not ranked, as schema.c names them. */
enum { ASSAY_TERMS_PREFIXES = 20 };

typedef struct {
    assay_occurrence *items;
    size_t count, capacity;
} assay_occurrences;

typedef struct {
    uint32_t *items;
    size_t count, capacity;
} assay_ids;

/* The word forms of a record's ranked text in order of first arrival. */
typedef struct {
    uint32_t *ids; /* in the analyzer's forms */
    uint32_t *times;
    assay_occurrence *terms; /* the form's term and what its occurrences weigh together */
    size_t count, capacity;
    struct assay_form_place {
        uint32_t record, at; /* the last record that has the form, and where in it */
    } * places;              /* by form id */
    size_t place_count;
    uint32_t record; /* number of the record at hand, from 1 */
} assay_form_uses;

/* I64 columns: name, slot. */
typedef struct {
    const char *name;
    int slot; /* of the catalogue; -1: none */
} assay_terms_column;
enum {
    ASSAY_TERMS_DATE,
    ASSAY_TERMS_START,
    ASSAY_TERMS_COMPLETION,
    ASSAY_TERMS_FIRST_SEEN,
    ASSAY_TERMS_UPDATED,
    ASSAY_TERMS_INDEXED,
    ASSAY_TERMS_ENROLMENT,
    ASSAY_TERMS_UPDATES,
    ASSAY_TERMS_MIN_AGE,
    ASSAY_TERMS_MAX_AGE,
    ASSAY_TERMS_YEAR,
    ASSAY_TERMS_COLUMNS
};
const assay_terms_column *assay_terms_columns(void); /* ASSAY_TERMS_COLUMNS of them */

/* Facets, and heads of titles and authors: KEYWORDS columns. */
typedef struct {
    uint8_t facet; /* below ASSAY_TERMS_FACETS */
    bool folded;   /* the value is the terms' own, not the record's */
    assay_span value;
} assay_terms_facet;
enum { ASSAY_TERMS_FACETS = 14 };
const char *assay_terms_facet_name(size_t facet);

/* The three maps words and terms are numbered in. */
enum { ASSAY_TERMS_STEMS, ASSAY_TERMS_FORMS, ASSAY_TERMS_KEYWORDS, ASSAY_TERMS_MAPS };

/* What was found in one record, as it is fed to a segment. */
typedef struct {
    assay_occurrence *ranked;
    assay_occurrence *words[ASSAY_TERMS_PREFIXES]; /* by prefix; wdf 0 */
    uint32_t *forms, *filters;                     /* forms once each; of filters repeats stand */
    size_t ranked_count, word_counts[ASSAY_TERMS_PREFIXES], form_count, filter_count;
    assay_span places, points, signature;
    int64_t columns[ASSAY_TERMS_COLUMNS];
    bool has_column[ASSAY_TERMS_COLUMNS];
    assay_terms_facet *facets;
    size_t facet_count;
    const assay_span *
        changes; /* whole terms of what updates changed, told after the rest; in the batch's arena */
    size_t change_count;
} assay_analyzed;

/* A scheme of identifiers met before, and the field that asks for them; ANY: none. */
typedef struct {
    char name[14];
    uint8_t size;
    assay_query_field field;
} assay_terms_scheme;
enum { ASSAY_TERMS_SCHEMES = 8 };

typedef struct {
    assay_analyzer *analyzer;
    assay_map keywords; /* whole terms: prefix and value */
    uint32_t has_ids
        [ASSAY_QUERY_FIELD_COUNT]; /* in keywords: that a record has the field; ASSAY_MAP_NONE:
                                                  not there yet */
    assay_tokens tokens;
    assay_arena arena;    /* of the present record */
    assay_buffer scratch; /* a term being made */

    assay_occurrences ranked;
    const char *prefixes[ASSAY_TERMS_PREFIXES];
    assay_occurrences words[ASSAY_TERMS_PREFIXES]; /* by prefix; wdf 0 */
    size_t prefix_count;
    assay_form_uses forms; /* of ranked words, each form once */
    assay_ids filters;     /* in keywords; repeats stand */
    assay_buffer places, points, signature;
    assay_signature_maker maker; /* of signatures */
    int64_t columns[ASSAY_TERMS_COLUMNS];
    bool has_column[ASSAY_TERMS_COLUMNS];
    assay_terms_facet *facets; /* in the arena */
    size_t facet_count, facet_capacity;
    assay_terms_scheme schemes[ASSAY_TERMS_SCHEMES];
    size_t scheme_count;
    uint64_t text_bytes; /* of ranked and other text */
    uint32_t length;     /* sum of wdf */
    uint32_t position;   /* the next value starts here */
    uint64_t has[2];     /* query fields that have a value */
} assay_terms;

/* The caller's: assay_terms_free. analyzer_options may be NULL. */
ASSAY_MUST_USE assay_status assay_terms_new(assay_terms **out,
                                            const assay_analyzer_options *options,
                                            assay_error *err);
void assay_terms_free(assay_terms *terms); /* NULL is fine */
/* Analyzes the record; history fills the columns its source leaves open. */
ASSAY_MUST_USE assay_status assay_terms_run(assay_terms *terms, const assay_record *record,
                                            const assay_history *history, assay_error *err);
/* Copies what the last run found into the arena; facets that were not folded stay borrowed from the
 * record. */
ASSAY_MUST_USE assay_status assay_terms_keep(assay_analyzed *out, assay_terms *terms,
                                             assay_arena *arena, assay_error *err);
/* One of the three maps. */
const assay_map *assay_terms_map(const assay_terms *terms, int which);
/* Empties the maps, to bound memory between segments. */
void assay_terms_forget(assay_terms *terms);
/* Bytes the maps hold. */
size_t assay_terms_memory(const assay_terms *terms);
#endif
