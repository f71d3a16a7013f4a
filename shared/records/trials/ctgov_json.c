#include "records/trials/ctgov_json.h"

#include "records/eligibility.h"
#include "records/paragraphs.h"
#include "records/trials/trial.h"
#include "records/vocabulary.h"

typedef const assay_json_value *json;

static bool is_markup(char byte) {
    const char *set = "\\`*_{}[]()#+-.!<>~^|&";
    while (*set != '\0' && *set != byte)
        set++;
    return *set != '\0';
}

/* The API writes text as Markdown: "Age \>= 18", "\[see below\]". The backslashes go. */
static assay_status plain(assay_span *text, assay_record *record, assay_error *err) {
    size_t at = assay_span_find_byte(*text, '\\'), size = 0;
    if (at == SIZE_MAX)
        return ASSAY_OK;
    char *to = assay_arena_alloc(record->arena, text->size);
    if (to == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < text->size; i++) {
        bool escape = text->data[i] == '\\' && i + 1 < text->size && is_markup(text->data[i + 1]);
        i += escape;
        to[size++] = text->data[i];
    }
    *text = assay_span_make(to, size);
    return ASSAY_OK;
}

static assay_status text_at(assay_span *out, json parent, const char *path, assay_record *record,
                            assay_error *err) {
    *out = assay_json_text_at(parent, path);
    return plain(out, record, err);
}

/* A string, or each of an array of them. */
static assay_status add_texts(assay_record *record, assay_record_field field, json value,
                              assay_error *err) {
    assay_span text = assay_json_text(value);
    ASSAY_TRY(plain(&text, record, err));
    ASSAY_TRY(assay_record_add_once(record, field, text, err));
    for (json item = assay_json_first(value); item != NULL; item = item->next) {
        text = item->text;
        ASSAY_TRY(plain(&text, record, err));
        ASSAY_TRY(assay_record_add_once(record, field, text, err));
    }
    return ASSAY_OK;
}

static assay_status add_extra(assay_record *record, const char *key, json parent, const char *path,
                              assay_error *err) {
    assay_span text;
    ASSAY_TRY(text_at(&text, parent, path, record, err));
    return assay_record_add_extra(record, assay_span_of(key), text, err);
}

static assay_status add_identification(assay_record *record, json module, assay_error *err) {
    ASSAY_TRY(assay_record_add_id(record, "nct", assay_json_text_at(module, "nctId"), err));
    for (json alias = assay_json_first(assay_json_member(module, "nctIdAliases")); alias != NULL;
         alias = alias->next)
        ASSAY_TRY(assay_record_add_id(record, "nct", alias->text, err));
    ASSAY_TRY(assay_record_add_trial_id(record, assay_json_text_at(module, "orgStudyIdInfo.id"),
                                        "org", err));
    for (json info = assay_json_first(assay_json_member(module, "secondaryIdInfos")); info != NULL;
         info = info->next) {
        assay_span id = assay_json_text_at(info, "id"), type = assay_json_text_at(info, "type");
        if (assay_span_equal(type, ASSAY_SPAN("NIH")))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_GRANT, id, err));
        else
            ASSAY_TRY(assay_record_add_trial_id(record, id, "org", err));
    }
    ASSAY_TRY(add_texts(record, ASSAY_FIELD_TITLE, assay_json_member(module, "briefTitle"), err));
    ASSAY_TRY(add_texts(record, ASSAY_FIELD_OFFICIAL_TITLE,
                        assay_json_member(module, "officialTitle"), err));
    ASSAY_TRY(add_texts(record, ASSAY_FIELD_ACRONYM, assay_json_member(module, "acronym"), err));
    return add_extra(record, "source", module, "organization.fullName", err);
}

/* Paths of a date in the order of preference. */
static void set_date(assay_record *record, assay_record_date date, json module, const char *path) {
    assay_date found;
    if (record->dates[date] == 0 && assay_date_parse(&found, assay_json_text_at(module, path)))
        record->dates[date] = found;
}

static assay_status add_status(assay_record *record, json module, assay_error *err) {
    static const struct {
        const char *path;
        assay_record_date date;
    } dates[] = {{"studyFirstPostDateStruct.date", ASSAY_DATE_FIRST_SEEN},
                 {"studyFirstSubmitDate", ASSAY_DATE_FIRST_SEEN},
                 {"lastUpdatePostDateStruct.date", ASSAY_DATE_UPDATED},
                 {"lastUpdateSubmitDate", ASSAY_DATE_UPDATED},
                 {"startDateStruct.date", ASSAY_DATE_START},
                 {"primaryCompletionDateStruct.date", ASSAY_DATE_PRIMARY_COMPLETION},
                 {"completionDateStruct.date", ASSAY_DATE_COMPLETION},
                 {"resultsFirstPostDateStruct.date", ASSAY_DATE_RESULTS},
                 {"resultsFirstSubmitDate", ASSAY_DATE_RESULTS}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        set_date(record, dates[i].date, module, dates[i].path);
    ASSAY_TRY(
        assay_vocabulary_add_status(record, assay_json_text_at(module, "overallStatus"), err));
    ASSAY_TRY(
        add_texts(record, ASSAY_FIELD_WHY_STOPPED, assay_json_member(module, "whyStopped"), err));
    ASSAY_TRY(add_extra(record, "last_known_status", module, "lastKnownStatus", err));
    ASSAY_TRY(add_extra(record, "verification_date", module, "statusVerifiedDate", err));
    ASSAY_TRY(
        add_extra(record, "expanded_access", module, "expandedAccessInfo.hasExpandedAccess", err));
    const assay_record_reference access = {
        .relation = ASSAY_SPAN("expanded_access"),
        .nct = assay_json_text_at(module, "expandedAccessInfo.nctId")};
    return assay_record_add_reference(record, &access, err);
}

static assay_status add_sponsors(assay_record *record, json module, assay_error *err) {
    json party = assay_json_member(module, "responsibleParty");
    ASSAY_TRY(
        add_texts(record, ASSAY_FIELD_SPONSOR, assay_json_path(module, "leadSponsor.name"), err));
    ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_SPONSOR_CLASS,
                                        assay_json_text_at(module, "leadSponsor.class"), err));
    for (json other = assay_json_first(assay_json_member(module, "collaborators")); other != NULL;
         other = other->next)
        ASSAY_TRY(
            add_texts(record, ASSAY_FIELD_COLLABORATOR, assay_json_member(other, "name"), err));
    if (assay_json_member(party, "oldNameTitle") != NULL)
        ASSAY_TRY(assay_trial_add_investigator(record, assay_json_text_at(party, "oldNameTitle"),
                                               (assay_span){0},
                                               assay_json_text_at(party, "oldOrganization"), err));
    return assay_trial_add_investigator(record, assay_json_text_at(party, "investigatorFullName"),
                                        assay_json_text_at(party, "investigatorTitle"),
                                        assay_json_text_at(party, "investigatorAffiliation"), err);
}

static assay_status add_description(assay_record *record, json module, assay_error *err) {
    assay_span brief, detailed;
    ASSAY_TRY(text_at(&brief, module, "briefSummary", record, err));
    ASSAY_TRY(text_at(&detailed, module, "detailedDescription", record, err));
    ASSAY_TRY(assay_paragraphs_add(record, ASSAY_FIELD_SUMMARY, brief, err));
    return assay_paragraphs_add(record, ASSAY_FIELD_DESCRIPTION, detailed, err);
}

static assay_status add_conditions(assay_record *record, json module, assay_error *err) {
    ASSAY_TRY(add_texts(record, ASSAY_FIELD_CONDITION_REGISTERED,
                        assay_json_member(module, "conditions"), err));
    return add_texts(record, ASSAY_FIELD_KEYWORD, assay_json_member(module, "keywords"), err);
}

static assay_status add_codes(assay_record *record, json value, assay_error *err) {
    ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN, assay_json_text(value), err));
    for (json item = assay_json_first(value); item != NULL; item = item->next)
        ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_DESIGN, item->text, err));
    return ASSAY_OK;
}

static assay_status add_design_info(assay_record *record, json info, assay_error *err) {
    static const char *const codes[] = {
        "allocation",          "interventionModel",     "primaryPurpose",
        "maskingInfo.masking", "maskingInfo.whoMasked", "observationalModel",
        "timePerspective"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        ASSAY_TRY(add_codes(record, assay_json_path(info, codes[i]), err));
    ASSAY_TRY(add_texts(record, ASSAY_FIELD_DESIGN,
                        assay_json_member(info, "interventionModelDescription"), err));
    return add_texts(record, ASSAY_FIELD_DESIGN,
                     assay_json_path(info, "maskingInfo.maskingDescription"), err);
}

static assay_status add_design(assay_record *record, json module, assay_error *err) {
    json registry = assay_json_member(module, "patientRegistry");
    ASSAY_TRY(
        assay_vocabulary_add_study_type(record, assay_json_text_at(module, "studyType"), err));
    for (json phase = assay_json_first(assay_json_member(module, "phases")); phase != NULL;
         phase = phase->next)
        ASSAY_TRY(assay_vocabulary_add_phases(record, phase->text, err));
    ASSAY_TRY(add_design_info(record, assay_json_member(module, "designInfo"), err));
    if (registry != NULL && registry->kind == ASSAY_JSON_TRUE)
        ASSAY_TRY(
            assay_record_add_once(record, ASSAY_FIELD_DESIGN, ASSAY_SPAN("PATIENT_REGISTRY"), err));
    for (json access = assay_json_first(assay_json_member(module, "expandedAccessTypes"));
         access != NULL; access = access->next)
        if (access->kind == ASSAY_JSON_TRUE)
            ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("expanded_access_type"),
                                             access->key, err));
    assay_trial_set_enrolment(record, assay_json_text_at(module, "enrollmentInfo.count"));
    ASSAY_TRY(add_extra(record, "enrolment_type", module, "enrollmentInfo.type", err));
    ASSAY_TRY(add_extra(record, "target_duration", module, "targetDuration", err));
    ASSAY_TRY(add_extra(record, "biospecimen_retention", module, "bioSpec.retention", err));
    return add_extra(record, "biospecimens", module, "bioSpec.description", err);
}

static assay_status add_arms(assay_record *record, json module, assay_error *err) {
    for (json arm = assay_json_first(assay_json_member(module, "armGroups")); arm != NULL;
         arm = arm->next) {
        assay_span label, description;
        ASSAY_TRY(text_at(&label, arm, "label", record, err));
        ASSAY_TRY(text_at(&description, arm, "description", record, err));
        ASSAY_TRY(
            assay_trial_add_arm(record, label, assay_json_text_at(arm, "type"), description, err));
    }
    for (json item = assay_json_first(assay_json_member(module, "interventions")); item != NULL;
         item = item->next) {
        ASSAY_TRY(
            add_texts(record, ASSAY_FIELD_INTERVENTION, assay_json_member(item, "name"), err));
        ASSAY_TRY(add_texts(record, ASSAY_FIELD_INTERVENTION_OTHER,
                            assay_json_member(item, "otherNames"), err));
        ASSAY_TRY(add_texts(record, ASSAY_FIELD_INTERVENTION_TEXT,
                            assay_json_member(item, "description"), err));
        ASSAY_TRY(assay_vocabulary_add_code(record, ASSAY_FIELD_INTERVENTION_TYPE,
                                            assay_json_text_at(item, "type"), err));
    }
    return ASSAY_OK;
}

static assay_status add_outcome_list(assay_record *record, assay_record_field field, json list,
                                     assay_error *err) {
    for (json outcome = assay_json_first(list); outcome != NULL; outcome = outcome->next) {
        assay_span measure, frame, description;
        ASSAY_TRY(text_at(&measure, outcome, "measure", record, err));
        ASSAY_TRY(text_at(&frame, outcome, "timeFrame", record, err));
        ASSAY_TRY(text_at(&description, outcome, "description", record, err));
        ASSAY_TRY(assay_trial_add_outcome(record, field, measure, frame, description, err));
    }
    return ASSAY_OK;
}

static assay_status add_outcomes(assay_record *record, json module, assay_error *err) {
    ASSAY_TRY(add_outcome_list(record, ASSAY_FIELD_OUTCOME_PRIMARY,
                               assay_json_member(module, "primaryOutcomes"), err));
    ASSAY_TRY(add_outcome_list(record, ASSAY_FIELD_OUTCOME_SECONDARY,
                               assay_json_member(module, "secondaryOutcomes"), err));
    return add_outcome_list(record, ASSAY_FIELD_OUTCOME_OTHER,
                            assay_json_member(module, "otherOutcomes"), err);
}

static assay_status add_eligibility(assay_record *record, json module, assay_error *err) {
    assay_span criteria, sex = assay_json_text_at(module, "sex");
    json volunteers = assay_json_member(module, "healthyVolunteers");
    ASSAY_TRY(text_at(&criteria, module, "eligibilityCriteria", record, err));
    ASSAY_TRY(assay_eligibility_add(record, criteria, err));
    if (sex.size != 0)
        ASSAY_TRY(assay_vocabulary_add_sex(record, sex, err));
    (void)assay_record_age_days(&record->min_age_days, assay_json_text_at(module, "minimumAge"));
    (void)assay_record_age_days(&record->max_age_days, assay_json_text_at(module, "maximumAge"));
    for (json group = assay_json_first(assay_json_member(module, "stdAges")); group != NULL;
         group = group->next)
        ASSAY_TRY(assay_vocabulary_add_age_groups(record, group->text, err));
    if (volunteers != NULL)
        record->healthy_volunteers = assay_vocabulary_yes_no(volunteers->text);
    ASSAY_TRY(add_extra(record, "gender_description", module, "genderDescription", err));
    ASSAY_TRY(add_extra(record, "sampling_method", module, "samplingMethod", err));
    ASSAY_TRY(add_extra(record, "study_population", module, "studyPopulation", err));
    return assay_trial_derive_age_groups(record, err);
}

static assay_status add_site(assay_record *record, json site, assay_error *err) {
    assay_record_location at = {.facility = assay_json_text_at(site, "facility"),
                                .city = assay_json_text_at(site, "city"),
                                .state = assay_json_text_at(site, "state"),
                                .zip = assay_json_text_at(site, "zip"),
                                .country = assay_json_text_at(site, "country"),
                                .status = assay_json_text_at(site, "status")};
    at.has_point = assay_json_number(&at.latitude, assay_json_path(site, "geoPoint.lat")) &&
                   assay_json_number(&at.longitude, assay_json_path(site, "geoPoint.lon"));
    for (json person = assay_json_first(assay_json_member(site, "contacts")); person != NULL;
         person = person->next)
        if (assay_span_equal(assay_json_text_at(person, "role"),
                             ASSAY_SPAN("PRINCIPAL_INVESTIGATOR")))
            ASSAY_TRY(assay_trial_add_investigator(record, assay_json_text_at(person, "name"),
                                                   ASSAY_SPAN("Principal Investigator"),
                                                   at.facility, err));
    return assay_record_add_location(record, &at, err);
}

static assay_status add_places(assay_record *record, json module, assay_error *err) {
    for (json official = assay_json_first(assay_json_member(module, "overallOfficials"));
         official != NULL; official = official->next)
        ASSAY_TRY(assay_trial_add_investigator(record, assay_json_text_at(official, "name"),
                                               assay_json_text_at(official, "role"),
                                               assay_json_text_at(official, "affiliation"), err));
    for (json site = assay_json_first(assay_json_member(module, "locations")); site != NULL;
         site = site->next)
        ASSAY_TRY(add_site(record, site, err));
    if (assay_json_member(module, "locations") == NULL) /* as database exports rename it */
        for (json site = assay_json_first(assay_json_member(module, "locations_nested"));
             site != NULL; site = site->next)
            ASSAY_TRY(add_site(record, site, err));
    return ASSAY_OK;
}

static assay_span relation_of(assay_span type) {
    return assay_span_equal(type, ASSAY_SPAN("RESULT"))    ? ASSAY_SPAN("result")
           : assay_span_equal(type, ASSAY_SPAN("DERIVED")) ? ASSAY_SPAN("derived")
                                                           : ASSAY_SPAN("background");
}

static assay_status add_references(assay_record *record, json module, assay_error *err) {
    for (json item = assay_json_first(assay_json_member(module, "references")); item != NULL;
         item = item->next) {
        assay_record_reference to = {.relation = relation_of(assay_json_text_at(item, "type")),
                                     .text = assay_json_text_at(item, "citation"),
                                     .pmid = assay_json_text_at(item, "pmid")};
        ASSAY_TRY(assay_record_add_reference(record, &to, err));
        for (json retraction = assay_json_first(assay_json_member(item, "retractions"));
             retraction != NULL; retraction = retraction->next) {
            to = (assay_record_reference){.relation = ASSAY_SPAN("retraction"),
                                          .text = assay_json_text_at(retraction, "source"),
                                          .pmid = assay_json_text_at(retraction, "pmid")};
            ASSAY_TRY(assay_record_add_reference(record, &to, err));
        }
    }
    for (json link = assay_json_first(assay_json_member(module, "seeAlsoLinks")); link != NULL;
         link = link->next) {
        ASSAY_TRY(add_texts(record, ASSAY_FIELD_LINK, assay_json_member(link, "url"), err));
        ASSAY_TRY(add_extra(record, "link_description", link, "label", err));
    }
    for (json data = assay_json_first(assay_json_member(module, "availIpds")); data != NULL;
         data = data->next) {
        ASSAY_TRY(add_texts(record, ASSAY_FIELD_LINK, assay_json_member(data, "url"), err));
        ASSAY_TRY(add_extra(record, "data_available", data, "type", err));
    }
    return ASSAY_OK;
}

static assay_status add_oversight(assay_record *record, json module, assay_error *err) {
    ASSAY_TRY(add_extra(record, "has_monitoring_committee", module, "oversightHasDmc", err));
    ASSAY_TRY(add_extra(record, "fda_regulated_drug", module, "isFdaRegulatedDrug", err));
    return add_extra(record, "fda_regulated_device", module, "isFdaRegulatedDevice", err);
}

static assay_status add_sharing(assay_record *record, json module, assay_error *err) {
    ASSAY_TRY(add_extra(record, "data_sharing", module, "ipdSharing", err));
    ASSAY_TRY(add_extra(record, "data_sharing_plan", module, "description", err));
    ASSAY_TRY(add_extra(record, "data_sharing_access", module, "accessCriteria", err));
    return add_texts(record, ASSAY_FIELD_LINK, assay_json_member(module, "url"), err);
}

/* Headings the registry derives; the branches above them are kept, not counted as the trial's own. */
static assay_status add_browse(assay_record *record, json module, bool condition,
                               assay_error *err) {
    for (json mesh = assay_json_first(assay_json_member(module, "meshes")); mesh != NULL;
         mesh = mesh->next) {
        assay_span term = assay_json_text_at(mesh, "term");
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_MESH, term, err));
        if (condition)
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_CONDITION, term, err));
    }
    for (json ancestor = assay_json_first(assay_json_member(module, "ancestors")); ancestor != NULL;
         ancestor = ancestor->next)
        ASSAY_TRY(add_extra(record, "mesh_ancestor", ancestor, "term", err));
    return ASSAY_OK;
}

static assay_status add_documents(assay_record *record, json study, assay_error *err) {
    for (json document = assay_json_first(
             assay_json_path(study, "documentSection.largeDocumentModule.largeDocs"));
         document != NULL; document = document->next) {
        ASSAY_TRY(add_extra(record, "document", document, "label", err));
        ASSAY_TRY(add_extra(record, "document_file", document, "filename", err));
    }
    return add_extra(record, "limitations", study,
                     "resultsSection.moreInfoModule.limitationsAndCaveats.description", err);
}

static assay_status add_posted(assay_trial_results *results, json section, assay_error *err) {
    static const char *const lists[] = {"adverseEventsModule.seriousEvents",
                                        "adverseEventsModule.otherEvents"};
    for (json outcome =
             assay_json_first(assay_json_path(section, "outcomeMeasuresModule.outcomeMeasures"));
         outcome != NULL; outcome = outcome->next) {
        assay_span title, frame, description;
        ASSAY_TRY(text_at(&title, outcome, "title", results->record, err));
        ASSAY_TRY(text_at(&frame, outcome, "timeFrame", results->record, err));
        ASSAY_TRY(text_at(&description, outcome, "description", results->record, err));
        ASSAY_TRY(assay_trial_results_outcome(results, title, frame, description, err));
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (json event = assay_json_first(assay_json_path(section, lists[i])); event != NULL;
             event = event->next)
            ASSAY_TRY(assay_trial_results_event(results, assay_json_text_at(event, "term"), err));
    return ASSAY_OK;
}

static assay_status add_results(assay_record *record, json study, assay_error *err) {
    json section = assay_json_member(study, "resultsSection");
    assay_trial_results results = {.record = NULL};
    if (section == NULL)
        return ASSAY_OK;
    assay_status status = assay_trial_results_begin(&results, record, err);
    if (status == ASSAY_OK)
        status = add_posted(&results, section, err);
    assay_trial_results_done(&results);
    return status;
}

static assay_status add_derived(assay_record *record, json study, assay_error *err) {
    json derived = assay_json_member(study, "derivedSection");
    json results = assay_json_member(study, "hasResults");
    ASSAY_TRY(add_browse(record, assay_json_member(derived, "conditionBrowseModule"), true, err));
    ASSAY_TRY(
        add_browse(record, assay_json_member(derived, "interventionBrowseModule"), false, err));
    for (json country =
             assay_json_first(assay_json_path(derived, "miscInfoModule.removedCountries"));
         country != NULL; country = country->next)
        ASSAY_TRY(
            assay_record_add_extra(record, ASSAY_SPAN("removed_country"), country->text, err));
    ASSAY_TRY(add_extra(record, "data_version", derived, "miscInfoModule.versionHolder", err));
    record->has_results = assay_json_member(study, "resultsSection") != NULL;
    if (results != NULL)
        record->has_results = assay_vocabulary_yes_no(results->text);
    return ASSAY_OK;
}

assay_status assay_ctgov_json_fill(assay_record *record, json study, assay_error *err) {
    static const struct {
        const char *module;
        assay_status (*fill)(assay_record *record, json module, assay_error *err);
    } modules[] = {{"identificationModule", add_identification},
                   {"statusModule", add_status},
                   {"sponsorCollaboratorsModule", add_sponsors},
                   {"oversightModule", add_oversight},
                   {"descriptionModule", add_description},
                   {"conditionsModule", add_conditions},
                   {"designModule", add_design},
                   {"armsInterventionsModule", add_arms},
                   {"outcomesModule", add_outcomes},
                   {"eligibilityModule", add_eligibility},
                   {"contactsLocationsModule", add_places},
                   {"referencesModule", add_references},
                   {"ipdSharingStatementModule", add_sharing}};
    json protocol = assay_json_member(study, "protocolSection");
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        json module = assay_json_member(protocol, modules[i].module);
        if (module != NULL)
            ASSAY_TRY(modules[i].fill(record, module, err));
    }
    ASSAY_TRY(add_results(record, study, err));
    ASSAY_TRY(add_documents(record, study, err));
    return add_derived(record, study, err);
}
