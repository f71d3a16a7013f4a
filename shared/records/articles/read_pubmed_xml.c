#include "records/articles/pubmed.h"
#include "records/emit.h"

static assay_span id_of(const assay_xml_node *node) {
    const assay_xml_node *inner = assay_xml_child(node, "MedlineCitation");
    if (inner == NULL)
        inner = assay_xml_child(node, "BookDocument");
    return assay_xml_plain(assay_xml_child(inner != NULL ? inner : node, "PMID"));
}

static assay_status delete_citations(const assay_emitter *emitter, const assay_xml_node *node,
                                     assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (assay_xml_is(at, "PMID"))
            ASSAY_TRY(assay_emit_deletion(emitter, "pmid", assay_xml_plain(at), err));
    return ASSAY_OK;
}

static assay_status fill(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const assay_pubmed_part parts[] = {{"MedlineCitation", assay_pubmed_fill_citation},
                                              {"PubmedData", assay_pubmed_fill_data},
                                              {"BookDocument", assay_pubmed_fill_book},
                                              {"PubmedBookData", assay_pubmed_fill_data},
                                              {NULL, NULL}};
    if (assay_xml_is(node, "MedlineCitation"))
        return assay_pubmed_fill_citation(record, node, err);
    return assay_pubmed_fill(record, node, parts, err);
}

static assay_status take_record(void *user, const assay_xml_node *node, assay_error *err) {
    const assay_emitter *emitter = user;
    assay_record *record;
    if (assay_xml_is(node, "DeleteCitation") || assay_xml_is(node, "DeleteDocument"))
        return delete_citations(emitter, node, err);
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    ASSAY_TRY(fill(record, node, err));
    if (record->ids.count == 0 && record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "<%.*s> without a PMID and a title",
                          ASSAY_SPAN_ARG(node->name));
    return assay_emit(emitter, record, (assay_span){NULL, 0}, err);
}

static assay_status read_pubmed(assay_input *input, const assay_read_options *options,
                                const assay_record_sink *sink, assay_error *err) {
    static const char *const records[] = {"PubmedArticle",  "PubmedBookArticle", "MedlineCitation",
                                          "DeleteCitation", "DeleteDocument",    NULL};
    static const char *const roots[] = {"PubmedArticleSet", "PubmedBookArticleSet",
                                        "MedlineCitationSet", "BookDocumentSet", NULL};
    static const assay_xml_handler handler = {records, roots, id_of, take_record};
    assay_emitter emitter = {input, options, sink, "pubmed-xml"};
    return assay_xml_read(input, options, sink, &handler, &emitter, err);
}

static int detect(assay_span head, assay_span name) {
    static const char *const tags[] = {"<PubmedArticle", "<MedlineCitation", "<PubmedBookArticle"};
    (void)name;
    if (!assay_span_starts(assay_span_trim(head), ASSAY_SPAN("<")))
        return 0;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (assay_span_find(head, assay_span_of(tags[i])) != SIZE_MAX)
            return 90;
    return 0;
}

const assay_format assay_format_pubmed_xml = {
    "pubmed-xml", "PubMed articles and book chapters: efetch, exports, yearly baseline, updates",
    detect, read_pubmed};
