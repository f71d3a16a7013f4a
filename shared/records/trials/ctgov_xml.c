#include "records/trials/ctgov_xml.h"

#include "records/articles/medline.h"
#include "records/eligibility.h"
#include "records/paragraphs.h"
#include "records/trials/trial.h"
#include "records/vocabulary.h"

typedef assay_status (*part_fill)(assay_record *record, const assay_xml_node *node,
                                  assay_error *err);

static assay_status text_of(assay_span *out, const assay_xml_node *parent, const char *name,
                            assay_record *record, assay_error *err) {
    return assay_xml_text(out, assay_xml_child(parent, name), NULL, record->arena, err);
}

static assay_status add_extra(assay_record *record, const char *key, const assay_xml_node *node,
                              assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, NULL, record->arena, err));
    return assay_record_add_extra(record, assay_span_of(key), text, err);
}

/* A hard-wrapped <textblock>. */
static assay_status add_textblock(assay_record *record, assay_record_field field,
                                  const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_raw_text(&text, assay_xml_child(node, "textblock"), record->arena, err));
    return assay_paragraphs_add(record, field, text, err);
}

static assay_status add_ids(assay_record *record, const assay_xml_node *node, assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        assay_span value = assay_xml_plain(at);
        if (assay_xml_is(at, "nct_id") || assay_xml_is(at, "nct_alias"))
            ASSAY_TRY(assay_record_add_id(record, "nct", value, err));
        else if (assay_xml_is(at, "org_study_id") || assay_xml_is(at, "secondary_id"))
            ASSAY_TRY(assay_record_add_trial_id(record, value, "org", err));
    }
    return ASSAY_OK;
}

static assay_status add_sponsors(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "lead_sponsor")) {
            ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_SPONSOR, at, "agency", err));
            ASSAY_TRY(assay_vocabulary_add_code(
                record, ASSAY_FIELD_SPONSOR_CLASS,
                assay_xml_plain(assay_xml_child(at, "agency_class")), err));
        } else if (assay_xml_is(at, "collaborator"))
            ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_COLLABORATOR, at, "agency", err));
    }
    return ASSAY_OK;
}

static assay_status add_summary(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    return add_textblock(record, ASSAY_FIELD_SUMMARY, node, err);
}

static assay_status add_description(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    return add_textblock(record, ASSAY_FIELD_DESCRIPTION, node, err);
}

static assay_status add_status(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_vocabulary_add_status(record, assay_xml_plain(node), err);
}

static assay_status add_phase(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_vocabulary_add_phases(record, assay_xml_plain(node), err);
}

/* "Observational [Patient Registry]": what stands in brackets is design. */
static assay_status add_study_type(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    assay_span rest = assay_xml_plain(node), type = assay_span_cut(&rest, '[');
    ASSAY_TRY(assay_vocabulary_add_study_type(record, assay_span_trim(type), err));
    return assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN,
                                     assay_span_trim(assay_span_cut(&rest, ']')), err);
}

static assay_status add_design(assay_record *record, const assay_xml_node *node, assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        assay_span rest = assay_xml_plain(at), value = assay_span_trim(assay_span_cut(&rest, '('));
        if (value.size == 0 || assay_span_equal(value, ASSAY_SPAN("N/A")))
            continue;
        if (assay_span_ends(value, ASSAY_SPAN(" Assignment")))
            value.size -= strlen(" Assignment");
        if (value.size > 60 || assay_xml_is(at, "intervention_model_description") ||
            assay_xml_is(at, "masking_description"))
            ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_DESIGN, at, err));
        else
            ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN, value, err));
    }
    return ASSAY_OK;
}

static assay_status add_outcome(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    assay_span measure, time_frame, description;
    assay_record_field field = assay_xml_is(node, "primary_outcome") ? ASSAY_FIELD_OUTCOME_PRIMARY
                               : assay_xml_is(node, "secondary_outcome")
                                   ? ASSAY_FIELD_OUTCOME_SECONDARY
                                   : ASSAY_FIELD_OUTCOME_OTHER;
    if (assay_xml_child(node, "measure") == NULL) /* before 2008: the text alone */
        return assay_xml_add(record, field, node, err);
    ASSAY_TRY(text_of(&measure, node, "measure", record, err));
    ASSAY_TRY(text_of(&time_frame, node, "time_frame", record, err));
    ASSAY_TRY(text_of(&description, node, "description", record, err));
    return assay_trial_add_outcome(record, field, measure, time_frame, description, err);
}

static assay_status add_arm(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_span label, type, description;
    ASSAY_TRY(text_of(&label, node, "arm_group_label", record, err));
    ASSAY_TRY(text_of(&type, node, "arm_group_type", record, err));
    ASSAY_TRY(text_of(&description, node, "description", record, err));
    return assay_trial_add_arm(record, label, type, description, err);
}

static assay_status add_intervention(assay_record *record, const assay_xml_node *node,
                                     assay_error *err) {
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_INTERVENTION, node, "intervention_name", err));
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_INTERVENTION_OTHER, node, "other_name", err));
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_INTERVENTION_TEXT, node, "description", err));
    return assay_vocabulary_add_code(record, ASSAY_FIELD_INTERVENTION_TYPE,
                                     assay_xml_plain(assay_xml_child(node, "intervention_type")),
                                     err);
}

static assay_status add_eligibility(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    assay_span criteria;
    const assay_xml_node *population = assay_xml_at(node, "study_pop/textblock");
    ASSAY_TRY(assay_xml_raw_text(&criteria, assay_xml_at(node, "criteria/textblock"), record->arena,
                                 err));
    ASSAY_TRY(assay_eligibility_add(record, criteria, err));
    ASSAY_TRY(
        assay_vocabulary_add_sex(record, assay_xml_plain(assay_xml_child(node, "gender")), err));
    (void)assay_record_age_days(&record->min_age_days,
                                assay_xml_plain(assay_xml_child(node, "minimum_age")));
    (void)assay_record_age_days(&record->max_age_days,
                                assay_xml_plain(assay_xml_child(node, "maximum_age")));
    record->healthy_volunteers =
        assay_vocabulary_yes_no(assay_xml_plain(assay_xml_child(node, "healthy_volunteers")));
    ASSAY_TRY(
        add_extra(record, "gender_description", assay_xml_child(node, "gender_description"), err));
    ASSAY_TRY(add_extra(record, "sampling_method", assay_xml_child(node, "sampling_method"), err));
    ASSAY_TRY(add_extra(record, "study_population", population, err));
    return assay_trial_derive_age_groups(record, err);
}

/* "Jane Doe, MD". */
static assay_status person_of(assay_span *out, const assay_xml_node *node, assay_record *record,
                              assay_error *err) {
    static const char *const parts[] = {"first_name", "middle_name", "last_name"};
    assay_span degrees;
    *out = (assay_span){NULL, 0};
    for (size_t i = 0; i < 3; i++) {
        assay_span part;
        ASSAY_TRY(text_of(&part, node, parts[i], record, err));
        if (part.size != 0)
            ASSAY_TRY(assay_arena_format(out, record->arena, err, "%.*s%s%.*s",
                                         ASSAY_SPAN_ARG(*out), out->size != 0 ? " " : "",
                                         ASSAY_SPAN_ARG(part)));
    }
    ASSAY_TRY(text_of(&degrees, node, "degrees", record, err));
    if (degrees.size == 0 || out->size == 0)
        return ASSAY_OK;
    return assay_arena_format(out, record->arena, err, "%.*s, %.*s", ASSAY_SPAN_ARG(*out),
                              ASSAY_SPAN_ARG(degrees));
}

static assay_status add_official(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    assay_span name, role, affiliation;
    ASSAY_TRY(person_of(&name, node, record, err));
    ASSAY_TRY(text_of(&role, node, "role", record, err));
    ASSAY_TRY(text_of(&affiliation, node, "affiliation", record, err));
    return assay_trial_add_investigator(record, name, role, affiliation, err);
}

/* A site's status in the registry's upper-case words. */
static void make_code(assay_span *status, assay_record *record) {
    char *code = assay_arena_alloc(record->arena, status->size + 1);
    size_t size = 0;
    if (code == NULL)
        return;
    for (size_t i = 0; i < status->size; i++) {
        char c = status->data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter)
            code[size++] = c >= 'a' ? (char)(c - 32) : c;
        else if (size != 0 && code[size - 1] != '_')
            code[size++] = '_';
    }
    *status = assay_span_make(code, size);
}

static assay_status add_location(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    assay_record_location place = {.has_point = false};
    const assay_xml_node *facility = assay_xml_child(node, "facility");
    const assay_xml_node *address = assay_xml_child(facility, "address");
    ASSAY_TRY(text_of(&place.facility, facility, "name", record, err));
    ASSAY_TRY(text_of(&place.city, address, "city", record, err));
    ASSAY_TRY(text_of(&place.state, address, "state", record, err));
    ASSAY_TRY(text_of(&place.zip, address, "zip", record, err));
    ASSAY_TRY(text_of(&place.country, address, "country", record, err));
    ASSAY_TRY(text_of(&place.status, node, "status", record, err));
    make_code(&place.status, record);
    ASSAY_TRY(assay_record_add_location(record, &place, err));
    for (const assay_xml_node *at = assay_xml_child(node, "investigator"); at != NULL;
         at = assay_xml_sibling(at, "investigator"))
        ASSAY_TRY(add_official(record, at, err));
    return ASSAY_OK;
}

static assay_status add_reference(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    bool result = assay_xml_is(node, "results_reference");
    assay_record_reference link = {.relation =
                                       result ? ASSAY_SPAN("result") : ASSAY_SPAN("background"),
                                   .pmid = assay_xml_plain(assay_xml_child(node, "PMID"))};
    ASSAY_TRY(text_of(&link.text, node, "citation", record, err));
    return assay_record_add_reference(record, &link, err);
}

static assay_status add_link(assay_record *record, const assay_xml_node *node, assay_error *err) {
    ASSAY_TRY(add_extra(record, "link_description", assay_xml_child(node, "description"), err));
    return assay_record_add_once(record, ASSAY_FIELD_LINK,
                                 assay_xml_plain(assay_xml_child(node, "url")), err);
}

static assay_status add_enrolment(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    assay_trial_set_enrolment(record, assay_xml_plain(node));
    return assay_record_add_extra(record, ASSAY_SPAN("enrolment_type"),
                                  assay_xml_attribute_of(node, "type"), err);
}

static assay_status add_countries(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    return assay_xml_add_each(record, ASSAY_FIELD_COUNTRY, node, "country", err);
}

static assay_status add_mesh(assay_record *record, const assay_xml_node *node, assay_error *err) {
    if (assay_xml_is(node, "condition_browse"))
        ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_CONDITION, node, "mesh_term", err));
    return assay_xml_add_each(record, ASSAY_FIELD_MESH, node, "mesh_term", err);
}

/* reported_events/serious_events/category_list/category/event_list/event/sub_title */
static assay_status add_events(assay_trial_results *results, const assay_xml_node *events,
                               assay_error *err) {
    const assay_xml_node *categories = assay_xml_child(events, "category_list");
    for (const assay_xml_node *category = assay_xml_child(categories, "category"); category != NULL;
         category = assay_xml_sibling(category, "category"))
        for (const assay_xml_node *event =
                 assay_xml_child(assay_xml_child(category, "event_list"), "event");
             event != NULL; event = assay_xml_sibling(event, "event"))
            ASSAY_TRY(assay_trial_results_event(
                results, assay_xml_plain(assay_xml_child(event, "sub_title")), err));
    return ASSAY_OK;
}

static assay_status add_posted(assay_trial_results *results, const assay_xml_node *node,
                               assay_error *err) {
    const assay_xml_node *reported = assay_xml_child(node, "reported_events");
    for (const assay_xml_node *at =
             assay_xml_child(assay_xml_child(node, "outcome_list"), "outcome");
         at != NULL; at = assay_xml_sibling(at, "outcome")) {
        assay_span title, frame, description;
        ASSAY_TRY(text_of(&title, at, "title", results->record, err));
        ASSAY_TRY(text_of(&frame, at, "time_frame", results->record, err));
        ASSAY_TRY(text_of(&description, at, "description", results->record, err));
        ASSAY_TRY(assay_trial_results_outcome(results, title, frame, description, err));
    }
    ASSAY_TRY(add_events(results, assay_xml_child(reported, "serious_events"), err));
    return add_events(results, assay_xml_child(reported, "other_events"), err);
}

static assay_status add_results(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    assay_trial_results results = {.record = NULL};
    record->has_results = 1;
    assay_status status = assay_trial_results_begin(&results, record, err);
    if (status == ASSAY_OK)
        status = add_posted(&results, node, err);
    assay_trial_results_done(&results);
    ASSAY_TRY(status);
    return add_extra(record, "limitations", assay_xml_child(node, "limitations_and_caveats"), err);
}

static const struct {
    const char *name;
    part_fill fill;
} parts[] = {{"id_info", add_ids},
             {"sponsors", add_sponsors},
             {"brief_summary", add_summary},
             {"detailed_description", add_description},
             {"overall_status", add_status},
             {"phase", add_phase},
             {"study_type", add_study_type},
             {"study_design_info", add_design},
             {"primary_outcome", add_outcome},
             {"secondary_outcome", add_outcome},
             {"other_outcome", add_outcome},
             {"enrollment", add_enrolment},
             {"arm_group", add_arm},
             {"intervention", add_intervention},
             {"eligibility", add_eligibility},
             {"overall_official", add_official},
             {"location", add_location},
             {"location_countries", add_countries},
             {"reference", add_reference},
             {"results_reference", add_reference},
             {"link", add_link},
             {"condition_browse", add_mesh},
             {"intervention_browse", add_mesh},
             {"clinical_results", add_results}};

static const struct {
    const char *name;
    assay_record_field field;
} texts[] = {{"brief_title", ASSAY_FIELD_TITLE},
             {"official_title", ASSAY_FIELD_OFFICIAL_TITLE},
             {"acronym", ASSAY_FIELD_ACRONYM},
             {"why_stopped", ASSAY_FIELD_WHY_STOPPED},
             {"condition", ASSAY_FIELD_CONDITION_REGISTERED},
             {"keyword", ASSAY_FIELD_KEYWORD},
             {"study_design", ASSAY_FIELD_DESIGN}};

/* In the order of preference where several give one date. */
static const struct {
    const char *name;
    assay_record_date date;
} dates[] = {{"study_first_posted", ASSAY_DATE_FIRST_SEEN},
             {"study_first_submitted", ASSAY_DATE_FIRST_SEEN},
             {"firstreceived_date", ASSAY_DATE_FIRST_SEEN},
             {"last_update_posted", ASSAY_DATE_UPDATED},
             {"last_update_submitted", ASSAY_DATE_UPDATED},
             {"lastchanged_date", ASSAY_DATE_UPDATED},
             {"start_date", ASSAY_DATE_START},
             {"primary_completion_date", ASSAY_DATE_PRIMARY_COMPLETION},
             {"completion_date", ASSAY_DATE_COMPLETION},
             {"end_date", ASSAY_DATE_COMPLETION},
             {"results_first_posted", ASSAY_DATE_RESULTS},
             {"results_first_submitted", ASSAY_DATE_RESULTS},
             {"firstreceived_results_date", ASSAY_DATE_RESULTS}};

static const char *const extras[][2] = {{"source", "source"},
                                        {"verification_date", "verification_date"},
                                        {"last_known_status", "last_known_status"},
                                        {"target_duration", "target_duration"},
                                        {"biospec_retention", "biospecimen_retention"},
                                        {"biospec_descr", "biospecimens"},
                                        {"has_expanded_access", "expanded_access"},
                                        {"number_of_arms", "number_of_arms"},
                                        {"number_of_groups", "number_of_groups"}};

static assay_status fill_element(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (assay_xml_is(node, parts[i].name))
            return parts[i].fill(record, node, err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (assay_xml_is(node, texts[i].name))
            return assay_xml_add(record, texts[i].field, node, err);
    for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
        if (assay_xml_is(node, extras[i][0]))
            return add_extra(record, extras[i][1], node, err);
    return ASSAY_OK;
}

assay_status assay_ctgov_xml_fill(assay_record *record, const assay_xml_node *study,
                                  assay_error *err) {
    record->has_results = 0;
    for (const assay_xml_node *at = study->first; at != NULL; at = at->next)
        if (at->name.size != 0)
            ASSAY_TRY(fill_element(record, at, err));
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assay_medline_set_date(record, dates[i].date,
                               assay_xml_plain(assay_xml_child(study, dates[i].name)));
    return assay_record_add_once(record, ASSAY_FIELD_LINK,
                                 assay_xml_plain(assay_xml_at(study, "required_header/url")), err);
}
