/* A query as a tree: what every syntax parses into, what the planner plans from, what --show-query
 * prints.
 *
 * Nodes live in an arena, are never shared and are immutable once parsed. Field restrictions stand
 * on the leaves. Every leaf keeps the column (byte offset, from 0) of the query text it came from,
 * so that later messages can point at it. */
#ifndef ASSAY_QUERY_QUERY_H
#define ASSAY_QUERY_QUERY_H
#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "query/fields.h"

typedef enum {
    /* leaves */
    ASSAY_QUERY_WORD,     /* text: one word as typed, compounds included; analyzed by the planner */
    ASSAY_QUERY_PHRASE,   /* text: words in this order; slop: how many other words may stand between
                           */
    ASSAY_QUERY_EXACT,    /* text: this very form, not its stem (=il-2) */
    ASSAY_QUERY_PATTERN,  /* text with * and ? */
    ASSAY_QUERY_FUZZY,    /* text; edits: 1 or 2 */
    ASSAY_QUERY_REGEX,    /* text: POSIX extended, on keyword fields, whole value */
    ASSAY_QUERY_ID,       /* text: "scheme:value", normalised */
    ASSAY_QUERY_KEYWORD,  /* text: a whole value of a keyword field */
    ASSAY_QUERY_RANGE,    /* low..high inclusive, in the field's unit */
    ASSAY_QUERY_DISTANCE, /* latitude, longitude, radius_km */
    ASSAY_QUERY_HAS,      /* the record has a value in `field` */
    ASSAY_QUERY_HISTORY,  /* number: #n of a session or strategy */
    ASSAY_QUERY_SAVED,    /* text: @name */
    ASSAY_QUERY_ALL,      /* every record */
    /* inner nodes */
    ASSAY_QUERY_BEST, /* words side by side: ranked OR; children may be required or excluded */
    ASSAY_QUERY_OR,
    ASSAY_QUERY_AND,
    ASSAY_QUERY_NOT,    /* one child: every record it does not match */
    ASSAY_QUERY_NEAR,   /* leaves in any order with at most `slop` words between neighbours' ends */
    ASSAY_QUERY_ADJ,    /* the same in order */
    ASSAY_QUERY_EXPAND, /* one child: with its synonyms (~term) */
    ASSAY_QUERY_SAME_SITE, /* one child: all its location conditions hold for one and the same site
                            */
    ASSAY_QUERY_TILT,  /* one child: the same records, better the greater their value of `field`,
                         which is of dates (low: today) or numbers */
    ASSAY_QUERY_FILTER /* one child: what a named filter (text) stands for; it ranks nothing */
} assay_query_op;

typedef enum { ASSAY_OCCUR_SHOULD = 0, ASSAY_OCCUR_MUST, ASSAY_OCCUR_NOT } assay_query_occur;

typedef struct assay_query_node assay_query_node;
struct assay_query_node {
    assay_query_op op;
    assay_query_occur occur; /* within a BEST parent */
    assay_query_field field; /* leaves; ASSAY_QUERY_FIELD_ANY without restriction */
    bool no_explode;         /* [mh:noexp], mesh:= */
    bool unordered;          /* PHRASE: words in any order ("hip pain"[tiab:~2]) */
    double boost;            /* 1 without ^ */
    size_t column;
    assay_span text;
    unsigned slop, edits, number;
    double low, high; /* RANGE; -INFINITY, INFINITY where open. Dates as YYYYMMDD, ages in days. */
    double latitude, longitude, radius_km;
    assay_query_node **children;
    size_t count, capacity;
};

/* Something worth telling about a query, with a stable code such as "W-LOWER-OP". */
typedef struct {
    const char *code; /* static */
    size_t column;
    assay_span message; /* in the query's arena */
} assay_query_warning;

typedef struct {
    assay_query_node *root; /* NULL only for a query of nothing but white space and punctuation */
    assay_query_warning *warnings;
    size_t warning_count, warning_capacity;
} assay_query;

assay_query_node *assay_query_node_new(assay_arena *arena, assay_query_op op, size_t column);
ASSAY_MUST_USE assay_status assay_query_add_child(assay_query_node *parent, assay_arena *arena,
                                                  assay_query_node *child, assay_error *err);
ASSAY_MUST_USE assay_status assay_query_warn(assay_query *query, assay_arena *arena,
                                             const char *code, size_t column, assay_error *err,
                                             const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* The canonical text: native syntax, every grouping in parentheses; parsing it gives the same tree.
 */
void assay_query_print(assay_buffer *out, const assay_query_node *root);
#endif
