#include "request_options.h"

#include <stdlib.h>

assay_request_options assay_requested = {.count = 10,
                                         .exact = true,
                                         .suggest = true,
                                         .lint = true,
                                         .default_op = -1 /* as the command has it */,
                                         .k1 = 1.2,
                                         .b = 0.75,
                                         .sort = "relevance",
                                         .collapse = "none"};

const assay_option assay_index_options[] = {
    ASSAY_ONE_INDEX_OPTION(&assay_requested.dir, "DIR",
                           "the index; without it, the environment's ASSAY_INDEX"),
    {0},
};

const assay_option assay_query_options[] = {
    ASSAY_NUMBER_OPTION('n', "limit", &assay_requested.count, "N", "how many hits to show (10)"),
    ASSAY_NUMBER_OPTION(0, "offset", &assay_requested.offset, "N", "leave out the first N hits"),
    ASSAY_FLAG_OPTION(0, "all", &assay_requested.all, "every hit, however many"),
    ASSAY_TEXT_OPTION(0, "filter", &assay_requested.filter, "QUERY",
                      "only records that match this too, without any influence on the ranking; "
                      "conditions side by side must all hold"),
    ASSAY_TEXT_OPTION(0, "sort", &assay_requested.sort, "ORDER",
                      "relevance, date, updated, title, author, journal, enrolment, distance or "
                      "id, with :asc or :desc"),
    ASSAY_TEXT_OPTION(
        0, "collapse", &assay_requested.collapse, "KEY",
        "show records with the same doi, or nct, or (dup) any identifier or title, once"),
    ASSAY_TEXT_OPTION(0, "facet", &assay_requested.facets, "FIELD[:N],...",
                      "count the values of phase, status, country, year, type, condition, mesh, "
                      "sex, studytype, pt or la among all matches"),
    ASSAY_TEXT_OPTION(0, "histogram", &assay_requested.histogram, "FIELD:UNIT",
                      "count matches by year, month or day of a date: dp:month"),
    ASSAY_FLAG_OPTION(
        0, "exact-count", &assay_requested.exact,
        "count every match (on); --no-exact-count saves that work and may say \"at least\""),
    ASSAY_CHOICE_OPTION(0, "default-op", &assay_requested.default_op, "or|and",
                        "what stands between words side by side (or: ranked, the more the better)"),
    ASSAY_FLAG_OPTION(0, "pubmed", &assay_requested.pubmed,
                      "read operators from left to right and words as ANDed, as PubMed does"),
    ASSAY_FLAG_OPTION(0, "ovid", &assay_requested.ovid,
                      "read the query as Ovid MEDLINE does: exp Melanoma/ or (lung adj3 "
                      "cancer$).ti,ab."),
    ASSAY_FLAG_OPTION(0, "lenient", &assay_requested.lenient,
                      "never a syntax error: what is not understood is words, with a warning"),
    ASSAY_FLAG_OPTION(0, "plain", &assay_requested.plain, "no syntax at all: every word is a word"),
    ASSAY_FLAG_OPTION(0, "expand", &assay_requested.expand,
                      "search for synonyms too, as if ~ stood before every plain word; what is "
                      "quoted or in a field stays as it is"),
    ASSAY_TEXT_OPTION(0, "synonyms", &assay_requested.synonyms, "FILE,...",
                      "more synonyms for ~ and --expand, besides those the index has (`indexer "
                      "vocabulary`): MeSH, or \"a, b, c\" a line"),
    ASSAY_FLAG_OPTION(0, "suggest", &assay_requested.suggest,
                      "tell the words meant by those no record has (on; they are never searched "
                      "unasked); --no-suggest does not look for them"),
    ASSAY_SWITCH_OPTION(0, "patient", &assay_requested.patient,
                        "the query is a patient's description: trials that take the age and sex it "
                        "tells, ranked by the words that name conditions; unasked for a query "
                        "that reads like a case history or tells one person's age (65 yo male with "
                        "gout); --no-patient never"),
    ASSAY_FLAG_OPTION(0, "lint", &assay_requested.lint,
                      "remark on what a careful reader of the query would (on): small operators, "
                      "typographic quotation marks, AND beside OR ..."),
    ASSAY_CHOICE_OPTION(0, "engine", &assay_requested.engine, "ranking|xapian",
                        "who evaluates: the ranking core, or libxapian, with the same answer"),
    ASSAY_CHOICE_OPTION(0, "rank", &assay_requested.rank, "default|fast|deep",
                        "how much is done for the order: BM25, words near each other and likeness "
                        "to its best answers; "
                        "BM25 alone; a second search with words of the best answers"),
    ASSAY_FLAG_OPTION(0, "exhaustive", &assay_requested.exhaustive,
                      "let the ranking core visit every record: slow, for comparison"),
    ASSAY_REAL_OPTION(0, "k1", &assay_requested.k1, "NUMBER", "BM25's k1 (1.2)"),
    ASSAY_REAL_OPTION(0, "b", &assay_requested.b, "NUMBER", "BM25's b (0.75)"),
    {0},
};

assay_status assay_request_from_options(assay_search_request *out, assay_error *err) {
    const assay_request_options *asked = &assay_requested;
    assay_search_request request = assay_search_defaults();
    if (asked->count > UINT32_MAX / 2 || asked->offset > UINT32_MAX / 2)
        return assay_fail(err, ASSAY_E_USAGE, "-n and --offset go up to %u", UINT32_MAX / 2);
    if (!(asked->k1 >= 0) || !(asked->k1 <= 1000) || !(asked->b >= 0) || !(asked->b <= 1))
        return assay_fail(err, ASSAY_E_USAGE, "--k1 is 0 to 1000, --b is 0 to 1");
    if (!assay_search_order_parse(&request.order, assay_span_of(asked->sort)))
        return assay_fail(err, ASSAY_E_USAGE,
                          "--sort %s: it is relevance, date, updated, title, author, journal, "
                          "enrolment, distance or id, with :asc or :desc",
                          asked->sort);
    if (!assay_search_collapse_parse(&request.collapse, assay_span_of(asked->collapse)))
        return assay_fail(err, ASSAY_E_USAGE, "--collapse %s: it is doi, nct or dup",
                          asked->collapse);
    request.filter = assay_span_of(asked->filter);
    request.facets = assay_span_of(asked->facets);
    request.histogram = assay_span_of(asked->histogram);
    request.parse = (assay_parse_options){.pubmed = asked->pubmed,
                                          .ovid = asked->ovid,
                                          .default_and = asked->default_op == 1,
                                          .lenient = asked->lenient,
                                          .plain = asked->plain,
                                          .no_lint = !asked->lint};
    request.engine = (assay_search_engine)asked->engine;
    request.mode = asked->exhaustive ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
    request.offset = (uint32_t)asked->offset;
    request.count = (uint32_t)asked->count;
    request.all = asked->all;
    request.exact_count = asked->exact;
    request.k1 = asked->k1;
    request.b = asked->b;
    request.patient = (assay_search_patient)asked->patient;
    request.expand = asked->expand;
    request.suggest = asked->suggest;
    request.rank = (assay_search_rank)asked->rank;
    *out = request;
    return ASSAY_OK;
}

/* Files between commas. */
static assay_status add_synonyms(assay_search *search, assay_span files, assay_error *err) {
    while (files.size != 0) {
        char path[4096];
        assay_span file = assay_span_cut(&files, ',');
        if (file.size == 0)
            continue;
        if (file.size >= sizeof path)
            return assay_fail(err, ASSAY_E_USAGE, "--synonyms: a path of %zu bytes", file.size);
        memcpy(path, file.data, file.size);
        path[file.size] = '\0';
        assay_status status = assay_search_add_synonyms(search, path, err);
        if (status == ASSAY_E_FORMAT || status == ASSAY_E_LIMIT) /* not the index's fault */
            err->status = status = ASSAY_E_USAGE;
        ASSAY_TRY(status);
    }
    return ASSAY_OK;
}

assay_status assay_request_open(assay_search **out, assay_error *err) {
    const char *dir = assay_requested.dir != NULL ? assay_requested.dir : getenv("ASSAY_INDEX");
    if (dir == NULL || dir[0] == '\0')
        return assay_fail(err, ASSAY_E_USAGE, "which index? give -d DIR");
    assay_search *search = NULL;
    assay_status status = assay_search_open(&search, dir, err);
    if (status == ASSAY_E_NOT_FOUND && strchr(dir, ',') != NULL)
        return assay_fail(err, ASSAY_E_USAGE,
                          "-d takes one index, not \"%s\"; records are ranked against each other "
                          "within one: add them all to it",
                          dir);
    ASSAY_TRY(status);
    status = add_synonyms(search, assay_span_of(assay_requested.synonyms), err);
    if (status == ASSAY_OK)
        *out = search;
    else
        assay_search_close(search);
    return status;
}
