#include "records/trials/trial.h"

#include "base/number.h"

/* The registry's mark for an enrolment nobody knows. */
enum { UNKNOWN_ENROLMENT = 99999999 };

assay_status assay_trial_add_outcome(assay_record *record, assay_record_field field,
                                     assay_span measure, assay_span time_frame,
                                     assay_span description, assay_error *err) {
    assay_span text;
    if (measure.size == 0) {
        measure = description;
        description = (assay_span){NULL, 0};
    }
    if (time_frame.size == 0 && description.size == 0)
        return assay_record_add(record, field, measure, err);
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s%s%s%.*s",
                                 ASSAY_SPAN_ARG(measure), time_frame.size != 0 ? " [" : "",
                                 ASSAY_SPAN_ARG(time_frame), time_frame.size != 0 ? "]" : "",
                                 description.size != 0 ? ": " : "", ASSAY_SPAN_ARG(description)));
    return assay_record_add_held(record, field, text, err);
}

assay_status assay_trial_add_arm(assay_record *record, assay_span label, assay_span type,
                                 assay_span description, assay_error *err) {
    assay_span text;
    if (label.size == 0 && description.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s%s%s%.*s",
                                 ASSAY_SPAN_ARG(label), type.size != 0 ? " (" : "",
                                 ASSAY_SPAN_ARG(type), type.size != 0 ? ")" : "",
                                 description.size != 0 ? ": " : "", ASSAY_SPAN_ARG(description)));
    return assay_record_add_held(record, ASSAY_FIELD_ARM, text, err);
}

assay_status assay_trial_add_investigator(assay_record *record, assay_span name, assay_span role,
                                          assay_span affiliation, assay_error *err) {
    assay_span text;
    if (name.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s%s%.*s",
                                 ASSAY_SPAN_ARG(name), role.size != 0 ? ", " : "",
                                 ASSAY_SPAN_ARG(role), affiliation.size != 0 ? ", " : "",
                                 ASSAY_SPAN_ARG(affiliation)));
    return assay_record_add_once(record, ASSAY_FIELD_INVESTIGATOR, text, err);
}

void assay_trial_set_enrolment(assay_record *record, assay_span text) {
    uint64_t count;
    if (assay_number_u64(&count, assay_span_trim(text)) && count < UNKNOWN_ENROLMENT)
        record->enrolment = (int64_t)count;
}

assay_status assay_trial_derive_age_groups(assay_record *record, assay_error *err) {
    static const struct {
        const char *group;
        int32_t from, to; /* days */
    } groups[] = {{"CHILD", 0, 6574}, {"ADULT", 6574, 23741}, {"OLDER_ADULT", 23741, INT32_MAX}};
    if (record->text[ASSAY_FIELD_AGE_GROUP].count != 0)
        return ASSAY_OK;
    int32_t min = record->min_age_days, max = record->max_age_days;
    for (size_t i = 0; i < 3; i++)
        if ((min == ASSAY_AGE_UNKNOWN || min < groups[i].to) &&
            (max == ASSAY_AGE_UNKNOWN || max >= groups[i].from))
            ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_AGE_GROUP,
                                       assay_span_of(groups[i].group), err));
    return ASSAY_OK;
}

/* ---- posted results ---- */

/* Whether it is the first of its kind. */
static assay_status is_new(bool *out, assay_map *seen, assay_span text, assay_error *err) {
    uint32_t before = assay_map_count(seen);
    uint32_t id = assay_map_intern(seen, text);
    *out = id == before;
    return id != ASSAY_MAP_NONE ? ASSAY_OK : assay_fail_memory(err);
}

/* An outcome's measure is what stands before its time frame, or before its description. */
static assay_status note_measures(assay_map *seen, const assay_span_list *outcomes,
                                  assay_error *err) {
    bool fresh;
    for (size_t i = 0; i < outcomes->count; i++) {
        assay_span whole = outcomes->items[i];
        size_t frame = assay_span_find(whole, ASSAY_SPAN(" [")),
               description = assay_span_find(whole, ASSAY_SPAN(": "));
        ASSAY_TRY(is_new(&fresh, seen, whole, err));
        if (frame != SIZE_MAX)
            ASSAY_TRY(is_new(&fresh, seen, assay_span_first(whole, frame), err));
        if (description != SIZE_MAX)
            ASSAY_TRY(is_new(&fresh, seen, assay_span_first(whole, description), err));
    }
    return ASSAY_OK;
}

assay_status assay_trial_results_begin(assay_trial_results *results, assay_record *record,
                                       assay_error *err) {
    static const assay_record_field outcomes[] = {
        ASSAY_FIELD_OUTCOME_PRIMARY, ASSAY_FIELD_OUTCOME_SECONDARY, ASSAY_FIELD_OUTCOME_OTHER};
    results->record = record;
    assay_map_init(&results->outcomes);
    assay_map_init(&results->events);
    for (size_t i = 0; i < 3; i++)
        ASSAY_TRY(note_measures(&results->outcomes, &record->text[outcomes[i]], err));
    return ASSAY_OK;
}

assay_status assay_trial_results_outcome(assay_trial_results *results, assay_span title,
                                         assay_span time_frame, assay_span description,
                                         assay_error *err) {
    bool fresh = false;
    if (title.size != 0)
        ASSAY_TRY(is_new(&fresh, &results->outcomes, title, err));
    return fresh ? assay_trial_add_outcome(results->record, ASSAY_FIELD_OUTCOME_OTHER, title,
                                           time_frame, description, err)
                 : ASSAY_OK;
}

assay_status assay_trial_results_event(assay_trial_results *results, assay_span term,
                                       assay_error *err) {
    bool fresh = false;
    if (term.size != 0)
        ASSAY_TRY(is_new(&fresh, &results->events, term, err));
    return fresh ? assay_record_add(results->record, ASSAY_FIELD_ADVERSE_EVENT, term, err)
                 : ASSAY_OK;
}

void assay_trial_results_done(assay_trial_results *results) {
    if (results->record == NULL)
        return;
    assay_map_done(&results->outcomes);
    assay_map_done(&results->events);
}
