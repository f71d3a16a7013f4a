#include "searchbench/ops.h"

#include "base/number.h"

static const struct {
    assay_span name;
    bench_match match;
} matches[] = {{{"or", 2}, BENCH_ANY}, {{"and", 3}, BENCH_ALL}, {{"phrase", 6}, BENCH_PHRASE}};
enum { MATCHES = sizeof matches / sizeof *matches };

static bool take_match(bench_op *op, assay_span *rest) {
    for (size_t i = 0; i < MATCHES; i++) {
        if (assay_span_starts(*rest, matches[i].name)) {
            op->match = matches[i].match;
            *rest = assay_span_skip(*rest, matches[i].name.size);
            return true;
        }
    }
    return false;
}

static bool parse_count_only(bench_op *op, assay_span rest) {
    op->count = true;
    op->match = BENCH_ANY;
    if (rest.size == 0)
        return true;
    if (!assay_span_starts(rest, ASSAY_SPAN("_")))
        return false;
    rest = assay_span_skip(rest, 1);
    return take_match(op, &rest) && rest.size == 0;
}

static bool parse_ranked(bench_op *op, assay_span rest) {
    uint64_t k = 10;
    if (!take_match(op, &rest))
        return false;
    op->count = assay_span_ends(rest, ASSAY_SPAN("_count"));
    if (op->count)
        rest = assay_span_first(rest, rest.size - 6);
    if (rest.size == 0 && !op->count)
        return false;
    if (rest.size != 0 && (!assay_number_u64(&k, rest) || k == 0 || k > BENCH_K_MAX))
        return false;
    op->k = (unsigned)k;
    return true;
}

static bool parse_one(bench_op *op, assay_span name) {
    *op = (bench_op){.k = 0};
    if (name.size == 0 || name.size >= sizeof op->name)
        return false;
    memcpy(op->name, name.data, name.size);
    if (assay_span_starts(name, ASSAY_SPAN("count")))
        return parse_count_only(op, assay_span_skip(name, 5));
    return parse_ranked(op, name);
}

assay_status bench_ops_parse(bench_op out[BENCH_OPS_MAX], size_t *count, assay_span names,
                             assay_error *err) {
    size_t found = 0;
    for (assay_span rest = names; rest.data != NULL;) {
        assay_span name = assay_span_trim(assay_span_cut(&rest, ','));
        if (found == BENCH_OPS_MAX)
            return assay_fail(err, ASSAY_E_USAGE, "more than %d operations", BENCH_OPS_MAX);
        if (!parse_one(&out[found++], name))
            return assay_fail(err, ASSAY_E_USAGE,
                              "unknown operation \"%.*s\"; such are or10, or100, or1000, and10, "
                              "phrase10, or_count, count, count_and",
                              ASSAY_SPAN_ARG(name));
    }
    *count = found;
    return ASSAY_OK;
}
