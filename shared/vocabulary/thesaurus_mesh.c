/* MeSH in the three shapes NLM gives it out. */
#include "records/xml/xml.h"
#include "vocabulary/thesaurus_read.h"

enum { RECORD_MAX_BYTES = 16 << 20 };

/* ---- XML ---- */

typedef struct {
    assay_thesaurus_builder *builder;
    assay_arena arena; /* of one record */
} xml_reading;

static assay_status text_of(assay_span *out, xml_reading *r, const assay_xml_node *parent,
                            const char *path, assay_error *err) {
    *out = (assay_span){NULL, 0};
    const assay_xml_node *node = assay_xml_at(parent, path);
    return node != NULL ? assay_xml_text(out, node, NULL, &r->arena, err) : ASSAY_OK;
}

/* Permuted terms ("Infarction, Myocardial") are looked up but not searched for: nobody writes them. */
static assay_status add_xml_term(xml_reading *r, const assay_xml_node *term, assay_span name,
                                 assay_error *err) {
    assay_span text;
    ASSAY_TRY(text_of(&text, r, term, "String", err));
    if (text.size == 0 || assay_span_equal(text, name))
        return ASSAY_OK;
    bool permuted =
        assay_span_equal(assay_xml_attribute_of(term, "IsPermutedTermYN"), ASSAY_SPAN("Y"));
    return permuted ? assay_thesaurus_builder_key(r->builder, text, err)
                    : assay_thesaurus_builder_term(r->builder, text, err);
}

static assay_status add_xml_terms(xml_reading *r, const assay_xml_node *record, assay_span name,
                                  assay_error *err) {
    const assay_xml_node *concept = assay_xml_at(record, "ConceptList/Concept");
    for (; concept != NULL; concept = assay_xml_sibling(concept, "Concept")) {
        const assay_xml_node *term = assay_xml_at(concept, "TermList/Term");
        for (; term != NULL; term = assay_xml_sibling(term, "Term"))
            ASSAY_TRY(add_xml_term(r, term, name, err));
    }
    return ASSAY_OK;
}

static assay_status add_xml_places(xml_reading *r, const assay_xml_node *record, assay_error *err) {
    const assay_xml_node *place = assay_xml_at(record, "TreeNumberList/TreeNumber");
    for (; place != NULL; place = assay_xml_sibling(place, "TreeNumber"))
        ASSAY_TRY(assay_thesaurus_builder_place(r->builder, assay_xml_plain(place), err));
    return ASSAY_OK;
}

static assay_status add_xml_actions(xml_reading *r, const assay_xml_node *record,
                                    assay_error *err) {
    const assay_xml_node *action =
        assay_xml_at(record, "PharmacologicalActionList/PharmacologicalAction");
    for (; action != NULL; action = assay_xml_sibling(action, "PharmacologicalAction")) {
        assay_span name;
        ASSAY_TRY(text_of(&name, r, action, "DescriptorReferredTo/DescriptorName/String", err));
        if (name.size != 0)
            ASSAY_TRY(assay_thesaurus_builder_action(r->builder, name, err));
    }
    return ASSAY_OK;
}

static assay_status add_xml_record(xml_reading *r, const assay_xml_node *record, assay_error *err) {
    assay_span name;
    bool heading = assay_xml_is(record, "DescriptorRecord");
    ASSAY_TRY(text_of(&name, r, record,
                      heading ? "DescriptorName/String" : "SupplementalRecordName/String", err));
    if (name.size == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "a record without a name");
    ASSAY_TRY(assay_thesaurus_builder_concept(r->builder, err));
    ASSAY_TRY(assay_thesaurus_builder_term(r->builder, name, err));
    ASSAY_TRY(add_xml_terms(r, record, name, err));
    ASSAY_TRY(add_xml_actions(r, record, err));
    return add_xml_places(r, record, err);
}

static assay_status take_record(void *user, const assay_xml_node *record, assay_error *err) {
    xml_reading *r = user;
    assay_arena_reset(&r->arena);
    assay_status status = add_xml_record(r, record, err);
    return status == ASSAY_E_LIMIT ? ASSAY_E_FORMAT : status; /* told with its line */
}

assay_status assay_thesaurus_read_mesh_xml(const assay_thesaurus_source *source, assay_error *err) {
    static const char *const records[] = {"DescriptorRecord", "SupplementalRecord", NULL};
    static const char *const roots[] = {"DescriptorRecordSet", "SupplementalRecordSet", NULL};
    static const assay_xml_handler handler = {
        .records = records, .roots = roots, .record = take_record};
    const assay_read_options options = {.max_record_bytes = RECORD_MAX_BYTES};
    xml_reading r = {.builder = source->builder};
    assay_arena_init(&r.arena);
    assay_status status = assay_xml_read(source->input, &options, source->sink, &handler, &r, err);
    assay_arena_done(&r.arena);
    return status;
}

/* ---- MeSH as text ---- */

typedef struct {
    assay_thesaurus_builder *builder;
    bool in_record, named; /* before *NEWRECORD nothing counts; entries come after the name */
} ascii_reading;

static bool is_key(assay_span key, const char *name) {
    return assay_span_equal(key, assay_span_of(name));
}

static assay_status take_name(ascii_reading *r, assay_span value, assay_error *err) {
    if (r->named)
        return assay_fail(err, ASSAY_E_FORMAT, "a second name in one record");
    r->named = true;
    ASSAY_TRY(assay_thesaurus_builder_concept(r->builder, err));
    return assay_thesaurus_builder_term(r->builder, value, err);
}

/* "PRINT ENTRY = Tumour|T191|NON|EQV|..." */
static assay_status take_ascii_line(void *user, assay_span line, assay_error *err) {
    ascii_reading *r = user;
    if (is_key(line, "*NEWRECORD")) {
        r->in_record = true;
        r->named = false;
        return ASSAY_OK;
    }
    size_t equals = assay_span_find(line, ASSAY_SPAN(" = "));
    if (!r->in_record)
        return assay_fail(err, ASSAY_E_FORMAT, "there is no *NEWRECORD before this");
    if (equals == SIZE_MAX)
        return ASSAY_OK;
    assay_span key = assay_span_first(line, equals), value = assay_span_skip(line, equals + 3);
    if (is_key(key, "MH") || is_key(key, "NM"))
        return take_name(r, value, err);
    bool entry = is_key(key, "ENTRY") || is_key(key, "PRINT ENTRY") || is_key(key, "SY"),
         place = is_key(key, "MN"), action = is_key(key, "PA");
    if (!entry && !place && !action)
        return ASSAY_OK;
    if (!r->named)
        return assay_fail(err, ASSAY_E_FORMAT, "%.*s before the record's MH", ASSAY_SPAN_ARG(key));
    if (action)
        return assay_thesaurus_builder_action(r->builder, assay_span_trim(value), err);
    if (place)
        return assay_thesaurus_builder_place(r->builder, assay_span_trim(value), err);
    return assay_thesaurus_builder_term(r->builder, assay_span_trim(assay_span_cut(&value, '|')),
                                        err);
}

assay_status assay_thesaurus_read_mesh_ascii(const assay_thesaurus_source *source,
                                             assay_error *err) {
    ascii_reading r = {.builder = source->builder};
    return assay_thesaurus_each_line(source, take_ascii_line, &r, err);
}

/* ---- the tree alone; a heading's places stand in lines far from each other, so each line is a concept and the places of a heading are
 * found by its key ---- */

static assay_status take_tree_line(void *user, assay_span line, assay_error *err) {
    assay_span place = line, name = assay_span_trim(assay_span_cut(&place, ';'));
    if (place.data == NULL)
        return assay_fail(err, ASSAY_E_FORMAT, "no \";\" between a heading and its place");
    ASSAY_TRY(assay_thesaurus_builder_concept(user, err));
    ASSAY_TRY(assay_thesaurus_builder_term(user, name, err));
    return assay_thesaurus_builder_place(user, assay_span_trim(place), err);
}

assay_status assay_thesaurus_read_mesh_tree(const assay_thesaurus_source *source,
                                            assay_error *err) {
    return assay_thesaurus_each_line(source, take_tree_line, source->builder, err);
}
