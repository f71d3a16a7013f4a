/* One interface behind all output formats: an answer is begun, given hit by hit, and ended.
 *
 * A printer appends to the buffer; what has gathered there is written between hits, so answers of any length stream. Text from records is
 * hostile: a printer escapes it for its format (terminals: no control characters). */
#ifndef ASSAY_SEARCHER_PRINTER_H
#define ASSAY_SEARCHER_PRINTER_H
#include "query/strategy.h"
#include "search/search.h"
#include "search/snippets.h"

/* A line of a strategy, run by itself. */
typedef struct {
    const assay_strategy_line *line;
    uint64_t total;
    assay_span parsed;
    const assay_query_warning *warnings;
    size_t warning_count;
} assay_answer_line;

typedef struct {
    assay_search *search;
    const assay_search_request *request;
    const assay_search_results *results;
    size_t snippets;       /* at most so many a hit */
    bool color, highlight; /* on a terminal; marks at all */
    size_t width;          /* of a line of text */
    bool explain;
    const char *run;   /* TREC tag */
    const char *topic; /* TREC query number */
    const char *
        fields; /* "id,title,...": columns of tables, extra fields of JSON; NULL: the format's own */
    const char *pattern; /* of the template format */
    bool
        continued; /* one of many: tables have their head already, lines of JSON are answers, times are left out */
    const char *strategy; /* the file whose lines these are; NULL: none */
    const assay_answer_line *lines;
    size_t line_count;
    /* Where it goes: takes what gathered in out and empties it. NULL: standard output. */
    assay_status (*write)(void *writer, assay_buffer *out, assay_error *err);
    void *writer;
} assay_answer;

typedef struct {
    const char *topic;
    size_t rank; /* from 1 */
    const assay_search_hit *hit;
    const assay_record *record;           /* NULL unless the printer reads records */
    const assay_snippets *snippets;       /* NULL unless it shows them */
    const assay_explanation *explanation; /* NULL unless asked for */
    const assay_changes
        *changes;       /* what the last update brought; NULL unless the printer shows it */
    assay_arena *arena; /* gone after the hit */
} assay_answer_hit;

typedef struct {
    const char *name, *about;
    bool records, snippets; /* what it wants loaded */
    bool changes;           /* and this */
    bool head_once;         /* of many answers only the first has the head */
    bool counts;            /* facets and the histogram stand in the document */
    bool tells;             /* warnings and totals stand in the document, not on standard error */
    assay_status (*begin)(assay_buffer *out, const assay_answer *answer, assay_error *err);
    assay_status (*hit)(assay_buffer *out, const assay_answer *answer, const assay_answer_hit *hit,
                        assay_error *err);
    assay_status (*end)(assay_buffer *out, const assay_answer *answer, assay_error *err);
} assay_printer;

/* NULL when there is none of that name. */
const assay_printer *assay_printer_find(const char *name);
/* "text, json, ...". Static storage. */
const char *assay_printer_names(void);

extern const assay_printer assay_print_text, assay_print_json, assay_print_jsonl, assay_print_csv,
    assay_print_tsv, assay_print_ids, assay_print_trec, assay_print_template, assay_print_nbib,
    assay_print_ris, assay_print_bibtex, assay_print_html;
/* Not found by name: a whole answer on one line. */
extern const assay_printer assay_print_json_line;

/* Loads and prints every hit of the answer, writing to standard output as it goes. */
ASSAY_MUST_USE assay_status assay_printer_run(const assay_printer *printer,
                                              const assay_answer *answer, assay_error *err);
#endif
