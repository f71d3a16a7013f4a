/* The registry's own CSV and TSV downloads: the columns of today, those before 2023, those before 2017. */
#include "records/paragraphs.h"
#include "records/tables/table.h"
#include "records/vocabulary.h"

static bool is(assay_span name, const char *wanted) {
    return assay_span_equal_ascii_case(name, assay_span_of(wanted));
}

/* Names that mean something else here than in anybody's table. */
static assay_column column(assay_span map, assay_span name) {
    static const struct {
        const char *name;
        assay_record_field field;
    } lists[] = {{"Conditions", ASSAY_FIELD_CONDITION_REGISTERED},
                 {"Outcome Measures", ASSAY_FIELD_OUTCOME_OTHER}}; /* not told apart there */
    if (map.size == 0)
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
            if (is(name, lists[i].name))
                return (assay_column){.kind = ASSAY_COLUMN_LIST, .field = lists[i].field};
    return assay_column_mapped(map, name);
}

/* "Allocation: RANDOMIZED|Masking: Triple (Participant, Investigator)": the value of each in codes. */
static assay_status add_design(assay_record *record, assay_span value, assay_error *err) {
    while (value.size != 0) {
        assay_span rest = assay_span_cut(&value, '|');
        size_t colon = assay_span_find_byte(rest, ':');
        rest = assay_span_trim(assay_span_skip(rest, colon != SIZE_MAX ? colon + 1 : 0));
        assay_span code = assay_span_trim(assay_span_cut(&rest, '('));
        if (assay_span_ends(code, ASSAY_SPAN(" Assignment")))
            code.size -= strlen(" Assignment");
        if (code.size != 0)
            ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN, code, err));
    }
    return ASSAY_OK;
}

static assay_status cell(bool *done, assay_record *record, assay_span name, assay_span value,
                         assay_error *err) {
    *done = true;
    if (is(name, "Study Design") || is(name, "Study Designs"))
        return add_design(record, value, err);
    if (is(name, "Brief Summary"))
        return assay_paragraphs_add(record, ASSAY_FIELD_SUMMARY, value, err);
    if (is(name, "Study Type") || is(name, "Study Types")) {
        assay_span rest = value, type = assay_span_cut(&rest, ':');
        if (assay_span_trim(type).size != 0)
            ASSAY_TRY(assay_vocabulary_add_study_type(record, type, err));
        return assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN, rest, err);
    }
    if (is(name, "Results First Received")) /* "No Study Results Posted", beside dates */
        *done = value.size != 0 && assay_span_starts(value, ASSAY_SPAN("No "));
    else
        *done = false;
    return ASSAY_OK;
}

static assay_status read_ctgov_csv(assay_input *input, const assay_read_options *options,
                                   const assay_record_sink *sink, assay_error *err) {
    static const assay_table_format format = {.name = "ctgov-csv",
                                              .habit = ASSAY_RECORD_TRIAL,
                                              .dividers = "|",
                                              .month_first = true,
                                              .column = column,
                                              .cell = cell};
    return assay_table_read(input, &format, options, sink, err);
}

static int detect_ctgov_csv(assay_span head, assay_span name) {
    (void)name;
    bool number = assay_table_has_column(head, "NCT Number");
    bool title =
        assay_table_has_column(head, "Study Title") || assay_table_has_column(head, "Title");
    bool status = assay_table_has_column(head, "Study Status") ||
                  assay_table_has_column(head, "Status") ||
                  assay_table_has_column(head, "Recruitment");
    return number && title && status ? 90 : 0;
}

const assay_format assay_format_ctgov_csv = {
    "ctgov-csv", "ClinicalTrials.gov's CSV or TSV download, old and new columns", detect_ctgov_csv,
    read_ctgov_csv};
