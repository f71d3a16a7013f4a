#include "records/reader.h"
static int no(assay_span head, assay_span name) {
    (void)head;
    (void)name;
    return 0;
}
static assay_status none(assay_input *input, const assay_read_options *options, const assay_record_sink *sink, assay_error *err) {
    (void)input;
    (void)options;
    (void)sink;
    return assay_fail(err, ASSAY_E_UNSUPPORTED, "not read yet");
}
const assay_format assay_format_ictrp_csv = {"ictrp-csv", "", no, none};
