/* The WHO platform's CSV export. */
#include "records/tables/table.h"
#include "records/trials/ictrp.h"

static assay_column column(assay_span map, assay_span name) {
    assay_column mapped = assay_column_mapped(map, name);
    return mapped.kind != ASSAY_COLUMN_EXTRA ? mapped
                                             : (assay_column){.kind = ASSAY_COLUMN_TRIAL_IDS};
}

static assay_status cell(bool *done, assay_record *record, assay_span name, assay_span value,
                         assay_error *err) {
    *done = true;
    return assay_ictrp_add(record, name, value, err);
}

/* A number of no known form is the source's own name for the trial. */
static assay_status finish(assay_flat *flat, assay_error *err) {
    if (flat->source_id.size == 0)
        flat->source_id = assay_ictrp_number(flat->record);
    return assay_ictrp_finish(flat->record, err);
}

static assay_status read_ictrp_csv(assay_input *input, const assay_read_options *options,
                                   const assay_record_sink *sink, assay_error *err) {
    static const assay_table_format format = {.name = "ictrp-csv",
                                              .separator = ',',
                                              .habit = ASSAY_RECORD_TRIAL,
                                              .column = column,
                                              .cell = cell,
                                              .finish = finish};
    return assay_table_read(input, &format, options, sink, err);
}

static int detect_ictrp_csv(assay_span head, assay_span name) {
    (void)name;
    return assay_table_has_column(head, "TrialID") && assay_table_has_column(head, "Public title")
               ? 90
               : 0;
}

const assay_format assay_format_ictrp_csv = {"ictrp-csv", "the WHO registry platform's CSV export",
                                             detect_ictrp_csv, read_ictrp_csv};
