/* A lenient reading: what is not understood becomes words, and a warning. */
#include "query/parser.h"

bool assay_parser_forgives(const assay_parser *parser, assay_status status) {
    return parser->options->lenient && (status == ASSAY_E_SYNTAX || status == ASSAY_E_USAGE);
}

/* Without "column 3: ", which the warning has apart. */
static assay_span without_column(assay_span message) {
    assay_span rest = message;
    if (!assay_span_starts(message, ASSAY_SPAN("column ")))
        return message;
    assay_span_cut(&rest, ':');
    return rest.data != NULL ? assay_span_trim(rest) : message;
}

assay_status assay_parser_forgive(assay_parser *parser, size_t column) {
    assay_span message = ASSAY_SPAN("not understood");
    if (parser->err != NULL)
        message = without_column(assay_span_of(parser->err->message));
    return assay_query_warn(parser->query, parser->arena, "W-SYNTAX", column, parser->err,
                            "read as words: %.*s", ASSAY_SPAN_ARG(message));
}
