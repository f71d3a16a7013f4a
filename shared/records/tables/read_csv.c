/* Tables of anybody's: the first line names the columns, by the usual names or those of --map. */
#include "records/tables/csv.h"
#include "records/tables/table.h"

static assay_status read_csv(assay_input *input, const assay_read_options *options,
                             const assay_record_sink *sink, assay_error *err) {
    static const assay_table_format format = {
        .name = "csv", .habit = -1, .column = assay_column_mapped};
    return assay_table_read(input, &format, options, sink, err);
}

static assay_status read_tsv(assay_input *input, const assay_read_options *options,
                             const assay_record_sink *sink, assay_error *err) {
    static const assay_table_format format = {
        .name = "tsv", .separator = '\t', .habit = -1, .column = assay_column_mapped};
    return assay_table_read(input, &format, options, sink, err);
}

/* How many cells of the first line are names of columns known here. */
static int known_columns(assay_span head, char separator) {
    assay_span line = assay_span_trim(assay_span_cut(&head, '\n'));
    int known = 0;
    while (line.size != 0 && known < 8) {
        assay_span cell = assay_span_trim(assay_span_cut(&line, separator));
        known += cell.size < 64 && assay_column_named(cell).kind != ASSAY_COLUMN_EXTRA;
    }
    return known;
}

/* Two known columns, or one and the file's name, are a table; a line of prose is not. */
static int detect(assay_span head, assay_span name, char separator, const char *suffix) {
    assay_span line = head;
    line = assay_span_cut(&line, '\n');
    bool named = assay_span_ends(name, assay_span_of(suffix));
    if (line.size == 0 || strchr("{[<", line.data[0]) != NULL)
        return 0;
    if (assay_span_find_byte(line, separator) == SIZE_MAX)
        return named ? 30 : 0;
    int known = known_columns(head, separator);
    if (named)
        return known != 0 ? 70 : 40;
    return known >= 2 ? 55 : 0;
}

static int detect_csv(assay_span head, assay_span name) {
    char separator = assay_csv_sniff(head);
    return separator != '\t' ? detect(head, name, separator, ".csv") : 0;
}

static int detect_tsv(assay_span head, assay_span name) {
    return assay_csv_sniff(head) == '\t' ? detect(head, name, '\t', ".tsv") : 0;
}

const assay_format assay_format_csv = {
    "csv", "a table with a line of column names; ',' or ';' between cells", detect_csv, read_csv};
const assay_format assay_format_tsv = {"tsv", "a table with tabs between cells", detect_tsv,
                                       read_tsv};
