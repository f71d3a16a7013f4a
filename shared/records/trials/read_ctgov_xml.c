#include "records/emit.h"
#include "records/trials/ctgov_xml.h"

static assay_span id_of(const assay_xml_node *node) {
    return assay_xml_plain(assay_xml_at(node, "id_info/nct_id"));
}

static assay_status take_record(void *user, const assay_xml_node *node, assay_error *err) {
    const assay_emitter *emitter = user;
    assay_record *record;
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_TRIAL, err));
    ASSAY_TRY(assay_ctgov_xml_fill(record, node, err));
    if (record->ids.count == 0 && record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "<clinical_study> without a number and a title");
    return assay_emit(emitter, record, (assay_span){NULL, 0}, err);
}

static assay_status read_ctgov(assay_input *input, const assay_read_options *options,
                               const assay_record_sink *sink, assay_error *err) {
    static const char *const records[] = {"clinical_study", NULL};
    static const char *const roots[] = {"search_results", "clinical_studies", NULL};
    static const assay_xml_handler handler = {records, roots, id_of, take_record};
    assay_emitter emitter = {input, options, sink, "ctgov-xml"};
    return assay_xml_read(input, options, sink, &handler, &emitter, err);
}

static int detect(assay_span head, assay_span name) {
    (void)name;
    if (!assay_span_starts(assay_span_trim(head), ASSAY_SPAN("<")))
        return 0;
    return assay_span_find(head, ASSAY_SPAN("<clinical_study")) != SIZE_MAX ? 90 : 0;
}

const assay_format assay_format_ctgov_xml = {
    "ctgov-xml", "ClinicalTrials.gov's legacy XML, <clinical_study>", detect, read_ctgov};
