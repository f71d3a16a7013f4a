#include "records/emit.h"
#include "records/trials/ictrp.h"
#include "records/xml/xml.h"

static assay_span id_of(const assay_xml_node *node) {
    return assay_xml_plain(assay_xml_child(node, "TrialID"));
}

static assay_status fill(assay_record *record, const assay_xml_node *trial, assay_error *err) {
    for (const assay_xml_node *at = trial->first; at != NULL; at = at->next) {
        assay_span text;
        if (at->name.size == 0)
            continue;
        ASSAY_TRY(assay_xml_raw_text(&text, at, record->arena, err));
        if (assay_span_trim(text).size != 0)
            ASSAY_TRY(assay_ictrp_add(record, at->name, text, err));
    }
    return assay_ictrp_finish(record, err);
}

static assay_status take_record(void *user, const assay_xml_node *node, assay_error *err) {
    const assay_emitter *emitter = user;
    assay_record *record;
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_TRIAL, err));
    ASSAY_TRY(fill(record, node, err));
    if (record->ids.count == 0 && record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "<Trial> without TrialID and a title");
    return assay_emit(emitter, record, assay_ictrp_number(record), err);
}

static assay_status read_ictrp(assay_input *input, const assay_read_options *options,
                               const assay_record_sink *sink, assay_error *err) {
    static const char *const records[] = {"Trial", NULL};
    static const char *const roots[] = {"Trials_downloaded_from_ICTRP", "Trials", NULL};
    static const assay_xml_handler handler = {records, roots, id_of, take_record};
    assay_emitter emitter = {input, options, sink, "ictrp-xml"};
    return assay_xml_read(input, options, sink, &handler, &emitter, err);
}

static int detect(assay_span head, assay_span name) {
    (void)name;
    if (!assay_span_starts(assay_span_trim(head), ASSAY_SPAN("<")))
        return 0;
    if (assay_span_find(head, ASSAY_SPAN("<Trials_downloaded_from_ICTRP")) != SIZE_MAX)
        return 95;
    return assay_span_find(head, ASSAY_SPAN("<TrialID>")) != SIZE_MAX ? 85 : 0;
}

const assay_format assay_format_ictrp_xml = {
    "ictrp-xml", "WHO ICTRP exports as XML: trials of all registries", detect, read_ictrp};
