/* What an index holds of a record: which terms, which columns, under which names. One table for both programs.
 *
 *   ranked text    every word once as "Z" + stem, with wdf (the field's weight an occurrence) and positions. Positions run on through the
 *                  record with a gap of ASSAY_SCHEMA_GAP between values, and the blob column "fields" maps them to
 *                  fields (ranking/retrieval/plan.h), so that ti:, ab:, cond: ... need no postings of their own: they are positions in a field.
 *   other text     prefix + "Z" + stem, wdf 0, with positions in the same numbering
 *   keywords       prefix + whole value, folded
 *   word forms     "W" + folded word of ranked text, in segments only: exact forms, wildcards, fuzzy words
 *   identifiers    "Q" + identity (one a record; in the catalogue only), "XID" + "scheme:value", "XCT" + what its references name
 *   qualifiers     "XQH" + folded "heading/qualifier", "XQM" the same where it is a main topic, "XQL" + folded qualifier
 *   presence       "XHAS" + field name
 *   columns        numbers for ranges and sorting, keywords for facets; in the catalogue values in the slots below
 *
 * Prefixes follow libxapian's convention. A change that gives any record other terms raises ASSAY_SCHEMA_VERSION. */
#ifndef ASSAY_INDEX_SCHEMA_H
#define ASSAY_INDEX_SCHEMA_H
#include "query/fields.h"
#include "records/record.h"
#include "records/sections.h"

enum { ASSAY_SCHEMA_VERSION = 5, ASSAY_SCHEMA_GAP = 24 };

typedef enum {
    ASSAY_STORE_NONE,    /* answered in another way (has:, near:, indexed by others) */
    ASSAY_STORE_RANKED,  /* ranked text, told apart by positions: `places` */
    ASSAY_STORE_WORDS,   /* prefix + stem, with positions */
    ASSAY_STORE_KEYWORD, /* prefix + folded whole value */
    ASSAY_STORE_ID,      /* prefix + "scheme:value" */
    ASSAY_STORE_COLUMN   /* an I64 column and a catalogue value */
} assay_store;

typedef struct {
    assay_store store;
    const char *prefix; /* WORDS, KEYWORD, ID */
    uint64_t
        places; /* RANKED: bits of the places whose positions count; WORDS: places searched besides (elig, tx) */
    const char *
        column; /* COLUMN; also the facet's KEYWORDS column of a KEYWORD field, NULL when it has none */
    int slot; /* COLUMN: the catalogue's value slot; -1: none */
} assay_schema_field;

/* Static storage. */
const assay_schema_field *assay_schema_field_of(assay_query_field field);

/* Places: what the "fields" column tells apart within ranked text. Number, the query field that names it. */
#define ASSAY_SCHEMA_PLACES(X)                                                                     \
    X(TITLE)                                                                                       \
    X(ABSTRACT)                                                                                    \
    X(PLAIN)                                                                                       \
    X(DESCRIPTION)                                                                                 \
    X(CONDITION)                                                                                   \
    X(CONDITION_REGISTERED)                                                                        \
    X(INTERVENTION) X(KEYWORD) X(MESH) X(OUTCOME) X(INCLUSION) X(BODY) X(FIGURE) X(TABLE)
/* Sections of abstracts and of full texts stand after them: ASSAY_PLACE_ABSTRACT_PART + assay_section, likewise BODY. What has no known
 * section is ABSTRACT or BODY, so that records without sections have nothing more. */
typedef enum {
#define X(name) ASSAY_PLACE_##name,
    ASSAY_SCHEMA_PLACES(X)
#undef X
        ASSAY_PLACE_WHOLE_COUNT,
    ASSAY_PLACE_ABSTRACT_PART = ASSAY_PLACE_WHOLE_COUNT,
    ASSAY_PLACE_BODY_PART = ASSAY_PLACE_ABSTRACT_PART + ASSAY_SECTION_COUNT,
    ASSAY_PLACE_COUNT = ASSAY_PLACE_BODY_PART + ASSAY_SECTION_COUNT
} assay_place;

/* The place of a field's k-th value of ranked text. */
assay_place assay_schema_place(const assay_record *record, assay_record_field field, size_t k);

/* How a text field of a record enters the index. */
typedef struct {
    unsigned weight;   /* wdf an occurrence; 0: not ranked */
    assay_place place; /* ranked text's */
    const char *
        prefix; /* NULL or: its words are stored under this prefix (besides, or instead when weight is 0) */
    const char *keyword; /* NULL or: each whole value is stored under this prefix */
} assay_schema_text;
const assay_schema_text *assay_schema_text_of(assay_record_field field);

#define ASSAY_TERM_RANKED 'Z'
#define ASSAY_TERM_FORM 'W'
#define ASSAY_TERM_IDENTITY 'Q'
#define ASSAY_TERM_ID "XID"
#define ASSAY_TERM_CITES "XCT"
#define ASSAY_TERM_QUALIFIED "XQH"       /* + folded "heading/qualifier" */
#define ASSAY_TERM_QUALIFIED_MAJOR "XQM" /* likewise, main topics alone */
#define ASSAY_TERM_HAS "XHAS"
#define ASSAY_TERM_CHANGED "XCG" /* + key, or + key + "@" + day */

/* Columns that have no query field of their own: "fields" (BYTES) maps positions to places; "points"
 * (BYTES) has a pair of i32 little-endian, latitude and longitude in 1e-7 degrees, for each site;
 * ages (I64) are days, missing when there is no such limit; "year" (I64) is that of the field dp;
 * "title" (KEYWORDS) is how the folded title begins, ASSAY_TITLE_HEAD bytes: twelve letters packed into a number took three
 * times the bytes (1.3 MB on 161,147 abstracts);
 * "author" (KEYWORDS) is how the folded first author begins, ASSAY_AUTHOR_HEAD bytes: family names are shared, so a few letters more;
 * "journal" (KEYWORDS), a facet too, is the journal's whole name;
 * "signature" (signature.h) is BYTES, "identity" NAMES. */
#define ASSAY_COLUMN_FIELDS "fields"
#define ASSAY_COLUMN_POINTS "points"
#define ASSAY_COLUMN_MIN_AGE "min_age"
#define ASSAY_COLUMN_MAX_AGE "max_age"
#define ASSAY_COLUMN_YEAR "year"
#define ASSAY_COLUMN_IDENTITY "identity"
#define ASSAY_COLUMN_TITLE "title"
#define ASSAY_TITLE_HEAD 5u
#define ASSAY_COLUMN_AUTHOR "author"
#define ASSAY_AUTHOR_HEAD 8u
#define ASSAY_COLUMN_JOURNAL "journal"

/* Who a record is sorted by: its first author, else its first group of authors; empty when it has none. */
assay_span assay_schema_author(const assay_record *record);

/* Catalogue value slots (sortable_serialise for numbers). */
enum {
    ASSAY_SLOT_HASH = 1,   /* content hash, 16 bytes */
    ASSAY_SLOT_FIELDS = 2, /* as the "fields" column */
    ASSAY_SLOT_DATE = 3,
    ASSAY_SLOT_START = 4,
    ASSAY_SLOT_COMPLETION = 5,
    ASSAY_SLOT_FIRST_SEEN = 6,
    ASSAY_SLOT_UPDATED = 7,
    ASSAY_SLOT_INDEXED = 8,
    ASSAY_SLOT_ENROLMENT = 9,
    ASSAY_SLOT_UPDATES = 10,
    ASSAY_SLOT_MIN_AGE = 11,
    ASSAY_SLOT_MAX_AGE = 12,
    ASSAY_SLOT_LENGTH = 13,  /* ranked length, for --no-xapian-text */
    ASSAY_SLOT_RECORD = 14,  /* the record whole: index/stored.h */
    ASSAY_SLOT_HISTORY = 15, /* first indexed, last changed, changes: index/stored.h */
    ASSAY_SLOT_CHANGES = 16  /* what updates changed, as records/record_changes.h packs it */
};

#endif
