#include "records/articles/jats.h"
#include "records/emit.h"

static assay_span id_of(const assay_xml_node *node) {
    const assay_xml_node *meta = assay_xml_at(node, "front/article-meta");
    return assay_xml_plain(assay_xml_child(meta, "article-id"));
}

static assay_status add_extra(assay_record *record, const char *key, const assay_xml_node *node,
                              assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_jats_text(&text, node, record->arena, err));
    return assay_record_add_extra(record, assay_span_of(key), text, err);
}

static assay_status fill_back(assay_record *record, const assay_xml_node *back, assay_error *err) {
    for (const assay_xml_node *at = back->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "ref-list"))
            ASSAY_TRY(assay_jats_add_references(record, at, err));
        else if (assay_xml_is(at, "sec") || assay_xml_is(at, "app"))
            ASSAY_TRY(assay_jats_fill_body(record, at, err));
        else if (assay_xml_is(at, "app-group"))
            for (const assay_xml_node *app = assay_xml_child(at, "app"); app != NULL;
                 app = assay_xml_sibling(app, "app"))
                ASSAY_TRY(assay_jats_fill_body(record, app, err));
        else if (assay_xml_is(at, "ack"))
            ASSAY_TRY(add_extra(record, "acknowledgements", at, err));
        else if (assay_xml_is(at, "glossary"))
            ASSAY_TRY(add_extra(record, "glossary", at, err));
    }
    return ASSAY_OK;
}

/* Letters, replies, reviews and translations printed with an article: their texts follow the body, each under its own title. Who wrote and
 * what they cite is not the article's. */
static assay_status fill_sub_article(assay_record *record, const assay_xml_node *sub,
                                     assay_error *err) {
    const assay_xml_node *front = assay_xml_child(sub, "front-stub");
    assay_span title;
    if (front == NULL)
        front = assay_xml_at(sub, "front/article-meta");
    ASSAY_TRY(assay_jats_text(&title, assay_xml_at(front, "title-group/article-title"),
                              record->arena, err));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_BODY, title, err));
    const assay_xml_node *abstract = assay_xml_child(front, "abstract"),
                         *body = assay_xml_child(sub, "body");
    if (abstract != NULL)
        ASSAY_TRY(assay_jats_fill_body(record, abstract, err));
    return body != NULL ? assay_jats_fill_body(record, body, err) : ASSAY_OK;
}

static assay_status fill(assay_record *record, const assay_xml_node *article, assay_error *err) {
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_PUBLICATION_TYPE,
                               assay_xml_attribute_of(article, "article-type"), err));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_LANGUAGE,
                               assay_xml_attribute_of(article, "xml:lang"), err));
    for (const assay_xml_node *at = article->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "front") || assay_xml_is(at, "front-stub"))
            ASSAY_TRY(assay_jats_fill_front(record, at, err));
        else if (assay_xml_is(at, "body"))
            ASSAY_TRY(assay_jats_fill_body(record, at, err));
        else if (assay_xml_is(at, "back"))
            ASSAY_TRY(fill_back(record, at, err));
        else if (assay_xml_is(at, "sub-article") || assay_xml_is(at, "response"))
            ASSAY_TRY(fill_sub_article(record, at, err));
        else if (assay_xml_is(at, "floats-group") || assay_xml_is(at, "floats-wrap"))
            ASSAY_TRY(assay_jats_add_floats(record, at, err));
    }
    return ASSAY_OK;
}

static assay_status take_record(void *user, const assay_xml_node *node, assay_error *err) {
    const assay_emitter *emitter = user;
    assay_record *record;
    bool full = assay_xml_child(assay_xml_child(node, "body"), "sec") != NULL ||
                assay_xml_at(node, "body/p") != NULL;
    ASSAY_TRY(assay_emit_begin(&record, emitter,
                               full ? ASSAY_RECORD_FULLTEXT : ASSAY_RECORD_ABSTRACT, err));
    ASSAY_TRY(fill(record, node, err));
    if (record->ids.count == 0 && record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "<article> without an identifier and a title");
    return assay_emit(emitter, record, (assay_span){NULL, 0}, err);
}

static assay_status read_jats(assay_input *input, const assay_read_options *options,
                              const assay_record_sink *sink, assay_error *err) {
    static const char *const records[] = {"article", NULL};
    static const char *const roots[] = {"pmc-articleset", "articles", "article-set", NULL};
    static const assay_xml_handler handler = {records, roots, id_of, take_record};
    assay_emitter emitter = {input, options, sink, "jats"};
    return assay_xml_read(input, options, sink, &handler, &emitter, err);
}

static int detect(assay_span head, assay_span name) {
    if (!assay_span_starts(assay_span_trim(head), ASSAY_SPAN("<")))
        return 0;
    if (assay_span_find(head, ASSAY_SPAN("<pmc-articleset")) != SIZE_MAX)
        return 90;
    bool article = assay_span_find(head, ASSAY_SPAN("<article ")) != SIZE_MAX ||
                   assay_span_find(head, ASSAY_SPAN("<article>")) != SIZE_MAX;
    bool front = assay_span_find(head, ASSAY_SPAN("<article-meta")) != SIZE_MAX ||
                 assay_span_find(head, ASSAY_SPAN("<journal-meta")) != SIZE_MAX ||
                 assay_span_find(head, ASSAY_SPAN("<front>")) != SIZE_MAX;
    if (article && front)
        return 88;
    return article && assay_span_ends(name, ASSAY_SPAN(".nxml")) ? 80 : 0;
}

const assay_format assay_format_jats = {
    "jats", "full-text articles in JATS or NLM XML (.nxml): PMC, publishers", detect, read_jats};
