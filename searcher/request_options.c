#include "request_options.h"

#include <stdlib.h>

assay_request_options assay_requested = {
    .count = 10, .exact = true, .k1 = 1.2, .b = 0.75, .sort = "relevance", .collapse = "none"};

assay_status assay_request_from_options(assay_search_request *out, assay_error *err) {
    const assay_request_options *asked = &assay_requested;
    assay_search_request request = assay_search_defaults();
    if (asked->count > UINT32_MAX / 2 || asked->offset > UINT32_MAX / 2)
        return assay_fail(err, ASSAY_E_USAGE, "-n and --offset go up to %u", UINT32_MAX / 2);
    if (!(asked->k1 >= 0) || !(asked->k1 <= 1000) || !(asked->b >= 0) || !(asked->b <= 1))
        return assay_fail(err, ASSAY_E_USAGE, "--k1 is 0 to 1000, --b is 0 to 1");
    if (!assay_search_order_parse(&request.order, assay_span_of(asked->sort)))
        return assay_fail(err, ASSAY_E_USAGE,
                          "--sort %s: it is relevance, date, updated, title, enrolment, distance "
                          "or id, with :asc or :desc",
                          asked->sort);
    if (!assay_search_collapse_parse(&request.collapse, assay_span_of(asked->collapse)))
        return assay_fail(err, ASSAY_E_USAGE, "--collapse %s: it is doi, nct or dup",
                          asked->collapse);
    request.filter = assay_span_of(asked->filter);
    request.facets = assay_span_of(asked->facets);
    request.histogram = assay_span_of(asked->histogram);
    request.parse = (assay_parse_options){.pubmed = asked->pubmed,
                                          .default_and = asked->default_op == 1,
                                          .lenient = asked->lenient,
                                          .plain = asked->plain};
    request.engine = (assay_search_engine)asked->engine;
    request.mode = asked->exhaustive ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
    request.offset = (uint32_t)asked->offset;
    request.count = (uint32_t)asked->count;
    request.all = asked->all;
    request.exact_count = asked->exact;
    request.k1 = asked->k1;
    request.b = asked->b;
    request.lint = asked->lint;
    request.rank = (assay_search_rank)asked->rank;
    *out = request;
    return ASSAY_OK;
}

assay_status assay_request_open(assay_search **out, assay_error *err) {
    const char *dir = assay_requested.dir != NULL ? assay_requested.dir : getenv("ASSAY_INDEX");
    if (dir == NULL || dir[0] == '\0')
        return assay_fail(err, ASSAY_E_USAGE, "which index? give -d DIR");
    return assay_search_open(out, dir, err);
}
