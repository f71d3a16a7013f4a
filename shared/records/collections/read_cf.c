#include "records/collections/cf.h"
#include "records/emit.h"

/* The record's number without the zeros before it, as queries and judgments name it. */
static assay_span number_of(const assay_xml_node *node) {
    assay_span number = assay_xml_plain(assay_xml_child(node, "RECORDNUM"));
    while (number.size > 1 && number.data[0] == '0')
        number = assay_span_skip(number, 1);
    return number;
}

static assay_status take_record(void *user, const assay_xml_node *node, assay_error *err) {
    const assay_emitter *emitter = user;
    assay_record *record;
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    ASSAY_TRY(assay_cf_fill(record, node, err));
    if (record->text[ASSAY_FIELD_TITLE].count == 0 && number_of(node).size == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "<RECORD> without RECORDNUM and TITLE");
    return assay_emit(emitter, record, number_of(node), err);
}

/* The collection's other files, which hold no records. */
static const char *other_file(assay_span head) {
    if (assay_span_find(head, ASSAY_SPAN("<!ELEMENT ")) != SIZE_MAX &&
        assay_span_find(head, ASSAY_SPAN("<FILE")) == SIZE_MAX)
        return "a document type definition: it describes files and holds no records";
    if (assay_span_find(head, ASSAY_SPAN("<FILEQUERY")) != SIZE_MAX)
        return "queries and judgments of the Cystic Fibrosis collection: it holds no records";
    return NULL;
}

static assay_status read_cf(assay_input *input, const assay_read_options *options,
                            const assay_record_sink *sink, assay_error *err) {
    static const char *const records[] = {"RECORD", NULL};
    static const char *const roots[] = {"FILE", "ROOT", NULL};
    static const assay_xml_handler handler = {records, roots, number_of, take_record};
    assay_emitter emitter = {input, options, sink, "cf"};
    assay_span head;
    ASSAY_TRY(assay_input_peek(&head, input, err));
    const char *other = other_file(head);
    if (other != NULL) {
        assay_error problem;
        assay_fail(&problem, ASSAY_E_FORMAT, "%s", other);
        return assay_read_report(input, sink, (assay_span){NULL, 0}, false, &problem, err);
    }
    return assay_xml_read(input, options, sink, &handler, &emitter, err);
}

static int detect(assay_span head, assay_span name) {
    bool xml = assay_span_starts(assay_span_trim(head), ASSAY_SPAN("<"));
    if (!xml)
        return 0;
    if (assay_span_ends(name, ASSAY_SPAN(".dtd")) && other_file(head) != NULL)
        return 60;
    if (assay_span_find(head, ASSAY_SPAN("<FILEQUERY")) != SIZE_MAX)
        return 80;
    bool record = assay_span_find(head, ASSAY_SPAN("<RECORD>")) != SIZE_MAX;
    return record && assay_span_find(head, ASSAY_SPAN("<PAPERNUM>")) != SIZE_MAX ? 90 : 0;
}

const assay_format assay_format_cf = {"cf", "the Cystic Fibrosis collection's XML", detect,
                                      read_cf};
