/* The options that say what is searched and how: the same for every command that takes queries. */
#ifndef ASSAY_SEARCHER_REQUEST_OPTIONS_H
#define ASSAY_SEARCHER_REQUEST_OPTIONS_H
#include "commands.h"

typedef struct {
    const char *dir, *filter, *sort, *collapse, *facets, *histogram;
    uint64_t count, offset;
    double k1, b;
    int engine, default_op, rank;
    bool all, exact, pubmed, lenient, plain, lint, exhaustive;
} assay_request_options;

/* One program, one command line: set by the option table below. */
extern assay_request_options assay_requested;

#define ASSAY_REQUEST_OPTIONS                                                                      \
    {'d',                                                                                          \
     "index",                                                                                      \
     ASSAY_OPTION_TEXT,                                                                            \
     &assay_requested.dir,                                                                         \
     "DIR",                                                                                        \
     "the index; without it, the environment's ASSAY_INDEX"},                                      \
        {'n',                                                                                      \
         "limit",                                                                                  \
         ASSAY_OPTION_NUMBER,                                                                      \
         &assay_requested.count,                                                                   \
         "N",                                                                                      \
         "how many hits to show (10)"},                                                            \
        {0,                                                                                        \
         "offset",                                                                                 \
         ASSAY_OPTION_NUMBER,                                                                      \
         &assay_requested.offset,                                                                  \
         "N",                                                                                      \
         "leave out the first N hits"},                                                            \
        {0, "all", ASSAY_OPTION_FLAG, &assay_requested.all, NULL, "every hit, however many"},      \
        {0,                                                                                        \
         "filter",                                                                                 \
         ASSAY_OPTION_TEXT,                                                                        \
         &assay_requested.filter,                                                                  \
         "QUERY",                                                                                  \
         "only records that match this too, without any influence on the ranking; conditions "     \
         "side by side must all hold"},                                                            \
        {0,                                                                                        \
         "sort",                                                                                   \
         ASSAY_OPTION_TEXT,                                                                        \
         &assay_requested.sort,                                                                    \
         "ORDER",                                                                                  \
         "relevance, date, updated, title, enrolment, distance or id, with :asc or :desc"},        \
        {0,                                                                                        \
         "collapse",                                                                               \
         ASSAY_OPTION_TEXT,                                                                        \
         &assay_requested.collapse,                                                                \
         "KEY",                                                                                    \
         "show records with the same doi, or nct, or (dup) any identifier or title, once"},        \
        {0,                                                                                        \
         "facet",                                                                                  \
         ASSAY_OPTION_TEXT,                                                                        \
         &assay_requested.facets,                                                                  \
         "FIELD[:N],...",                                                                          \
         "count the values of phase, status, country, year, type, condition, mesh, sex, "          \
         "studytype, pt or la among all matches"},                                                 \
        {0,                                                                                        \
         "histogram",                                                                              \
         ASSAY_OPTION_TEXT,                                                                        \
         &assay_requested.histogram,                                                               \
         "FIELD:UNIT",                                                                             \
         "count matches by year, month or day of a date: dp:month"},                               \
        {0,                                                                                        \
         "exact-count",                                                                            \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.exact,                                                                   \
         NULL,                                                                                     \
         "count every match (on); --no-exact-count saves that work and may say \"at least\""},     \
        {0,                                                                                        \
         "default-op",                                                                             \
         ASSAY_OPTION_CHOICE,                                                                      \
         &assay_requested.default_op,                                                              \
         "or|and",                                                                                 \
         "what stands between words side by side (or: ranked, the more the better)"},              \
        {0,                                                                                        \
         "pubmed",                                                                                 \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.pubmed,                                                                  \
         NULL,                                                                                     \
         "read operators from left to right and words as ANDed, as PubMed does"},                  \
        {0,                                                                                        \
         "lenient",                                                                                \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.lenient,                                                                 \
         NULL,                                                                                     \
         "never a syntax error: what is not understood is words, with a warning"},                 \
        {0,                                                                                        \
         "plain",                                                                                  \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.plain,                                                                   \
         NULL,                                                                                     \
         "no syntax at all: every word is a word"},                                                \
        {0,                                                                                        \
         "lint",                                                                                   \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.lint,                                                                    \
         NULL,                                                                                     \
         "remark on what a careful reader of the query would"},                                    \
        {0,                                                                                        \
         "engine",                                                                                 \
         ASSAY_OPTION_CHOICE,                                                                      \
         &assay_requested.engine,                                                                  \
         "ranking|xapian",                                                                         \
         "who evaluates: the ranking core, or libxapian, with the same answer"},                   \
        {0,                                                                                        \
         "rank",                                                                                   \
         ASSAY_OPTION_CHOICE,                                                                      \
         &assay_requested.rank,                                                                    \
         "default|fast|deep",                                                                      \
         "how much is done for the order: BM25 and what its best answers have in common; BM25 "    \
         "alone; nearness and strong feedback"},                                                   \
        {0,                                                                                        \
         "exhaustive",                                                                             \
         ASSAY_OPTION_FLAG,                                                                        \
         &assay_requested.exhaustive,                                                              \
         NULL,                                                                                     \
         "let the ranking core visit every record: slow, for comparison"},                         \
        {0, "k1", ASSAY_OPTION_REAL, &assay_requested.k1, "NUMBER", "BM25's k1 (1.2)"}, {          \
        0, "b", ASSAY_OPTION_REAL, &assay_requested.b, "NUMBER", "BM25's b (0.75)"                 \
    }

/* Of commands that take records rather than queries. */
#define ASSAY_RECORD_OPTIONS                                                                       \
    {                                                                                              \
        'd', "index", ASSAY_OPTION_TEXT, &assay_requested.dir, "DIR",                              \
            "the index; without it, the environment's ASSAY_INDEX"                                 \
    }

/* What the options ask for; the query is the caller's to set. ASSAY_E_USAGE. */
ASSAY_MUST_USE assay_status assay_request_from_options(assay_search_request *out, assay_error *err);
/* Opens the index asked for. */
ASSAY_MUST_USE assay_status assay_request_open(assay_search **out, assay_error *err);
#endif
