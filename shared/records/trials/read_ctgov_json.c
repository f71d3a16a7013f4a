/* ClinicalTrials.gov API v2: a study, an array, a page {"studies":[...]}, JSON lines, or any document that
 * wraps them. */
#include "records/json/json_lines.h"
#include "records/trials/ctgov_json.h"

static assay_status fill_record(assay_record *record, const assay_json_value *study,
                                const assay_read_options *options, assay_error *err) {
    record->source_format = ASSAY_SPAN("ctgov-json");
    record->type =
        options->default_type >= 0 ? (assay_record_type)options->default_type : ASSAY_RECORD_TRIAL;
    if (assay_json_member(study, "protocolSection") == NULL)
        return assay_fail(err, ASSAY_E_FORMAT, "a study without \"protocolSection\"");
    ASSAY_TRY(assay_ctgov_json_fill(record, study, err));
    if (record->ids.count == 0 && record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "a study without a number and a title");
    return assay_record_identify(record, (assay_span){NULL, 0}, err);
}

static bool is_study_key(assay_span key) {
    static const char *const keys[] = {"protocolSection", "derivedSection", "resultsSection"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (assay_span_equal(key, assay_span_of(keys[i])))
            return true;
    return false;
}

static assay_status read_ctgov_json(assay_input *input, const assay_read_options *options,
                                    const assay_record_sink *sink, assay_error *err) {
    static const assay_json_format format = {.fill = fill_record, .is_record_key = is_study_key};
    return assay_json_lines_read(input, &format, options, sink, err);
}

static int detect_ctgov_json(assay_span head, assay_span name) {
    (void)name;
    assay_span start = assay_span_trim(head);
    if (start.size == 0 || (start.data[0] != '{' && start.data[0] != '['))
        return 0;
    return assay_span_find(head, ASSAY_SPAN("\"protocolSection\"")) != SIZE_MAX ? 95 : 0;
}

const assay_format assay_format_ctgov_json = {
    "ctgov-json", "ClinicalTrials.gov API v2: a study, an array, {\"studies\":[...]}, JSON lines",
    detect_ctgov_json, read_ctgov_json};
