#include "records/trials/ictrp.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/utf8.h"
#include "records/eligibility.h"
#include "records/paragraphs.h"
#include "records/trials/trial.h"
#include "records/vocabulary.h"
#include "records/xml/html_entities.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of the tag text begins with, 0 when "<" is less-than; *line_end for one that ends a line. */
static size_t tag_length(assay_span text, bool *line_end) {
    enum { LONGEST = 64 };
    size_t end = assay_span_find_byte(assay_span_first(text, LONGEST), '>');
    size_t name = text.size > 1 && text.data[1] == '/' ? 2 : 1;
    if (end == SIZE_MAX || name >= text.size || !is_letter(text.data[name]))
        return 0;
    assay_span rest = assay_span_skip(text, name);
    *line_end = assay_span_starts_ascii_case(rest, ASSAY_SPAN("br")) ||
                assay_span_starts_ascii_case(rest, ASSAY_SPAN("p>")) ||
                assay_span_starts_ascii_case(rest, ASSAY_SPAN("li"));
    return end + 1;
}

/* Length of the entity text begins with, 0 for none; *code is its character. */
static size_t entity_length(assay_span text, uint32_t *code) {
    enum { LONGEST = 12 };
    size_t end = assay_span_find_byte(assay_span_first(text, LONGEST), ';');
    uint64_t number;
    if (end == SIZE_MAX || end < 2)
        return 0;
    assay_span name = assay_span_make(text.data + 1, end - 1);
    if (name.data[0] == '#') {
        if (!assay_number_u64(&number, assay_span_skip(name, 1)) || number == 0 ||
            number > 0x10FFFF)
            return 0;
        *code = (uint32_t)number;
        return end + 1;
    }
    *code = assay_html_entity(name);
    return *code != 0 ? end + 1 : 0;
}

static size_t last_line_blank(const char *out, size_t size) {
    while (size != 0 && out[size - 1] == ' ')
        size--;
    return size;
}

/* Text without tags, entities and padding; line ends stay. Never longer than it was. */
static assay_status clean(assay_span *text, assay_record *record, assay_error *err) {
    size_t size = 0;
    if (text->data == NULL)
        return ASSAY_OK;
    char *out = assay_arena_alloc(record->arena, text->size + 1);
    if (out == NULL)
        return assay_fail_memory(err);
    for (size_t at = 0; at < text->size;) {
        assay_span rest = assay_span_skip(*text, at);
        char byte = text->data[at];
        bool line_end = byte == '\n';
        uint32_t code;
        size_t used = byte == '<' ? tag_length(rest, &line_end) : 0;
        if (used != 0 || line_end || byte == '\r') {
            at += used != 0 ? used : 1;
            size = line_end ? last_line_blank(out, size) : size;
            if (line_end && size != 0)
                out[size++] = '\n';
            continue;
        }
        used = byte == '&' ? entity_length(rest, &code) : 0;
        if (used != 0 && code != 0xA0) {
            size += assay_utf8_write(out + size, code);
        } else if (byte == ' ' || byte == '\t' || used != 0) {
            if (size != 0 && out[size - 1] != ' ' && out[size - 1] != '\n')
                out[size++] = ' ';
        } else {
            out[size++] = byte;
        }
        at += used != 0 ? used : 1;
    }
    *text = assay_span_trim(assay_span_make(out, size));
    return ASSAY_OK;
}

/* 31/12/2020, day first, beside what assay_date_parse knows. */
static bool parse_date(assay_date *out, assay_span text) {
    uint64_t parts[3];
    assay_span rest = text;
    if (assay_date_parse(out, text))
        return true;
    for (size_t i = 0; i < 3; i++)
        if (!assay_number_u64(&parts[i], assay_span_cut(&rest, '/')) || parts[i] > 9999)
            return false;
    assay_date date = assay_date_make((int)parts[2], (int)parts[1], (int)parts[0]);
    if (date != 0)
        *out = date;
    return date != 0;
}

static assay_status add_date(assay_record *record, assay_record_date date, assay_span name,
                             assay_span value, assay_error *err) {
    assay_date parsed;
    if (value.size == 0)
        return ASSAY_OK;
    if (!parse_date(&parsed, value))
        return assay_record_add_extra(record, name, value, err);
    if (record->dates[date] == 0)
        record->dates[date] = parsed;
    return ASSAY_OK;
}

static assay_status add_first_seen(assay_record *record, assay_span name, assay_span value,
                                   assay_error *err) {
    return add_date(record, ASSAY_DATE_FIRST_SEEN, name, value, err);
}

/* The unmistakable 20201231, which some registers give beside it. */
static assay_status add_registration(assay_record *record, assay_span name, assay_span value,
                                     assay_error *err) {
    (void)name, (void)err;
    assay_date parsed;
    if (assay_date_parse(&parsed, value))
        record->dates[ASSAY_DATE_FIRST_SEEN] = parsed;
    return ASSAY_OK;
}

static assay_status add_start(assay_record *record, assay_span name, assay_span value,
                              assay_error *err) {
    return add_date(record, ASSAY_DATE_START, name, value, err);
}

static assay_status add_completion(assay_record *record, assay_span name, assay_span value,
                                   assay_error *err) {
    return add_date(record, ASSAY_DATE_COMPLETION, name, value, err);
}

static assay_status add_results_date(assay_record *record, assay_span name, assay_span value,
                                     assay_error *err) {
    return add_date(record, ASSAY_DATE_RESULTS, name, value, err);
}

static assay_status add_number(assay_record *record, assay_span name, assay_span value,
                               assay_error *err) {
    (void)name;
    return assay_record_add_trial_id(record, value, "ictrp", err);
}

static assay_status add_secondary_numbers(assay_record *record, assay_span name, assay_span value,
                                          assay_error *err) {
    (void)name;
    while (value.size != 0)
        ASSAY_TRY(assay_record_add_trial_id(record, assay_span_cut(&value, ';'), "org", err));
    return ASSAY_OK;
}

static assay_status add_status(assay_record *record, assay_span name, assay_span value,
                               assay_error *err) {
    (void)name;
    return assay_vocabulary_add_status(record, value, err);
}

static assay_status add_type(assay_record *record, assay_span name, assay_span value,
                             assay_error *err) {
    (void)name;
    return value.size != 0 ? assay_vocabulary_add_study_type(record, value, err) : ASSAY_OK;
}

static assay_status add_phase(assay_record *record, assay_span name, assay_span value,
                              assay_error *err) {
    (void)name;
    return value.size != 0 ? assay_vocabulary_add_phases(record, value, err) : ASSAY_OK;
}

static assay_status add_sex(assay_record *record, assay_span name, assay_span value,
                            assay_error *err) {
    (void)name;
    return value.size != 0 ? assay_vocabulary_add_sex(record, value, err) : ASSAY_OK;
}

/* "18 Years", "18Y", a bare "18" of years, "No limit". */
static bool parse_age(int32_t *out, assay_span text) {
    uint64_t years;
    if (assay_number_u64(&years, text) && years <= 150) {
        *out = (int32_t)(years * 36525 / 100);
        return true;
    }
    return assay_record_age_days(out, text);
}

static assay_status add_min_age(assay_record *record, assay_span name, assay_span value,
                                assay_error *err) {
    if (value.size == 0 || parse_age(&record->min_age_days, value))
        return ASSAY_OK;
    return assay_record_add_extra(record, name, value, err);
}

static assay_status add_max_age(assay_record *record, assay_span name, assay_span value,
                                assay_error *err) {
    if (value.size == 0 || parse_age(&record->max_age_days, value))
        return ASSAY_OK;
    return assay_record_add_extra(record, name, value, err);
}

/* "120", or "treated:60;control:60;", which is 120 too and is kept as it stands besides. */
static assay_status add_size(assay_record *record, assay_span name, assay_span value,
                             assay_error *err) {
    uint64_t sum = 0, part;
    assay_span rest = value;
    if (assay_span_find_byte(value, ':') == SIZE_MAX) {
        assay_trial_set_enrolment(record, value);
        return record->enrolment >= 0 ? ASSAY_OK : assay_record_add_extra(record, name, value, err);
    }
    while (rest.size != 0) {
        assay_span group = assay_span_trim(assay_span_cut(&rest, ';'));
        size_t colon = group.size;
        while (colon != 0 && group.data[colon - 1] != ':')
            colon--;
        if (assay_number_u64(&part, assay_span_trim(assay_span_skip(group, colon))) &&
            part < 10000000)
            sum += part;
    }
    if (sum != 0)
        record->enrolment = (int64_t)sum;
    return assay_record_add_extra(record, name, value, err);
}

static assay_status add_countries(assay_record *record, assay_span name, assay_span value,
                                  assay_error *err) {
    (void)name;
    while (value.size != 0)
        ASSAY_TRY(
            assay_record_add_once(record, ASSAY_FIELD_COUNTRY, assay_span_cut(&value, ';'), err));
    return ASSAY_OK;
}

static assay_status add_inclusion(assay_record *record, assay_span name, assay_span value,
                                  assay_error *err) {
    (void)name;
    return assay_eligibility_add(record, value, err);
}

/* Under a heading of its own, so that text without one is not taken for what lets in. */
static assay_status add_exclusion(assay_record *record, assay_span name, assay_span value,
                                  assay_error *err) {
    (void)name;
    assay_span text;
    if (value.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "Exclusion Criteria:\n\n%.*s",
                                 ASSAY_SPAN_ARG(value)));
    return assay_eligibility_add(record, text, err);
}

static assay_status add_conditions(assay_record *record, assay_span name, assay_span value,
                                   assay_error *err) {
    (void)name;
    while (value.size != 0) {
        assay_span line = assay_span_cut(&value, '\n');
        while (line.size != 0)
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_CONDITION_REGISTERED,
                                            assay_span_cut(&line, ';'), err));
    }
    return ASSAY_OK;
}

/* "Drug: a;Drug: b" apart; registers' free text ("Experimental group:...;") as one. */
static assay_status add_intervention(assay_record *record, assay_span name, assay_span value,
                                     assay_error *err) {
    (void)name;
    size_t before = record->text[ASSAY_FIELD_INTERVENTION_TYPE].count;
    assay_span rest = value, first = assay_span_cut(&rest, ';');
    ASSAY_TRY(assay_vocabulary_add_intervention(record, first, err));
    if (record->text[ASSAY_FIELD_INTERVENTION_TYPE].count == before) {
        record->text[ASSAY_FIELD_INTERVENTION].count = 0;
        return assay_paragraphs_add(record, ASSAY_FIELD_INTERVENTION, value, err);
    }
    while (rest.size != 0)
        ASSAY_TRY(assay_vocabulary_add_intervention(
            record, assay_span_trim(assay_span_cut(&rest, ';')), err));
    return ASSAY_OK;
}

static assay_status add_outcomes(assay_record *record, assay_record_field field, assay_span value,
                                 assay_error *err) {
    while (value.size != 0)
        ASSAY_TRY(assay_record_add_once(record, field, assay_span_cut(&value, ';'), err));
    return ASSAY_OK;
}

static assay_status add_primary(assay_record *record, assay_span name, assay_span value,
                                assay_error *err) {
    (void)name;
    return add_outcomes(record, ASSAY_FIELD_OUTCOME_PRIMARY, value, err);
}

static assay_status add_secondary(assay_record *record, assay_span name, assay_span value,
                                  assay_error *err) {
    (void)name;
    return add_outcomes(record, ASSAY_FIELD_OUTCOME_SECONDARY, value, err);
}

static assay_status add_has_results(assay_record *record, assay_span name, assay_span value,
                                    assay_error *err) {
    (void)name, (void)err;
    if (value.size != 0)
        record->has_results = assay_vocabulary_yes_no(value);
    return ASSAY_OK;
}

/* Names, telephones and addresses of contacts help nobody find a trial. */
static assay_status leave_out(assay_record *record, assay_span name, assay_span value,
                              assay_error *err) {
    (void)record, (void)name, (void)value, (void)err;
    return ASSAY_OK;
}

typedef assay_status (*column_add)(assay_record *record, assay_span name, assay_span value,
                                   assay_error *err);

static const struct {
    const char *name; /* letters and digits */
    column_add add;   /* NULL: the text goes to .field or, with .extra, there */
    assay_record_field field;
    const char *extra;
} columns[] = {
    {"trialid", add_number, 0, NULL},
    {"secondaryid", add_secondary_numbers, 0, NULL},
    {"secondaryids", add_secondary_numbers, 0, NULL},
    {"lastrefreshedon", NULL, 0, "last_refreshed"},
    {"exportdate", NULL, 0, "export_date"},
    {"publictitle", NULL, ASSAY_FIELD_TITLE, NULL},
    {"scientifictitle", NULL, ASSAY_FIELD_OFFICIAL_TITLE, NULL},
    {"acronym", NULL, ASSAY_FIELD_ACRONYM, NULL},
    {"scientificacronym", NULL, ASSAY_FIELD_ACRONYM, NULL},
    {"primarysponsor", NULL, ASSAY_FIELD_SPONSOR, NULL},
    {"secondarysponsor", NULL, ASSAY_FIELD_COLLABORATOR, NULL},
    {"dateregistration", add_first_seen, 0, NULL},
    {"dateregistration3", add_registration, 0, NULL},
    {"sourceregister", NULL, 0, "source"},
    {"webaddress", NULL, ASSAY_FIELD_LINK, NULL},
    {"recruitmentstatus", add_status, 0, NULL},
    {"otherrecords", NULL, 0, "other_records"},
    {"inclusionagemin", add_min_age, 0, NULL},
    {"agemin", add_min_age, 0, NULL},
    {"inclusionagemax", add_max_age, 0, NULL},
    {"agemax", add_max_age, 0, NULL},
    {"inclusiongender", add_sex, 0, NULL},
    {"gender", add_sex, 0, NULL},
    {"dateenrollement", add_start, 0, NULL},
    {"dateenrollment", add_start, 0, NULL},
    {"targetsize", add_size, 0, NULL},
    {"studytype", add_type, 0, NULL},
    {"studydesign", NULL, ASSAY_FIELD_DESIGN, NULL},
    {"phase", add_phase, 0, NULL},
    {"countries", add_countries, 0, NULL},
    {"contactfirstname", leave_out, 0, NULL},
    {"contactlastname", leave_out, 0, NULL},
    {"contactaddress", leave_out, 0, NULL},
    {"contactemail", leave_out, 0, NULL},
    {"contacttel", leave_out, 0, NULL},
    {"contactaffiliation", NULL, ASSAY_FIELD_AFFILIATION, NULL},
    {"inclusioncriteria", add_inclusion, 0, NULL},
    {"exclusioncriteria", add_exclusion, 0, NULL},
    {"condition", add_conditions, 0, NULL},
    {"conditions", add_conditions, 0, NULL},
    {"intervention", add_intervention, 0, NULL},
    {"interventions", add_intervention, 0, NULL},
    {"primaryoutcome", add_primary, 0, NULL},
    {"secondaryoutcome", add_secondary, 0, NULL},
    {"secondaryoutcomes", add_secondary, 0, NULL},
    {"resultsdateposted", add_results_date, 0, NULL},
    {"resultsdatecompleted", add_completion, 0, NULL},
    {"datecompleted", add_completion, 0, NULL},
    {"resultsurllink", NULL, ASSAY_FIELD_LINK, NULL},
    {"resultsyesno", add_has_results, 0, NULL},
    {"retrospectiveflag", NULL, 0, "retrospective"},
    {"bridgingflagtruefalse", NULL, 0, "bridging"},
    {"bridgedtype", NULL, 0, "bridged_type"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

/* Whether name's letters and digits are those of wanted. */
static bool names(assay_span name, const char *wanted) {
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (!is_letter(c) && !(c >= '0' && c <= '9'))
            continue;
        if (*wanted++ != c)
            return false;
    }
    return *wanted == '\0';
}

assay_status assay_ictrp_add(assay_record *record, assay_span name, assay_span value,
                             assay_error *err) {
    ASSAY_TRY(clean(&value, record, err));
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (!names(name, columns[i].name))
            continue;
        if (columns[i].add != NULL)
            return columns[i].add(record, name, value, err);
        if (columns[i].extra != NULL)
            return assay_record_add_extra(record, assay_span_of(columns[i].extra), value, err);
        return assay_record_add_once(record, columns[i].field, value, err);
    }
    return assay_record_add_extra(record, name, value, err);
}

assay_status assay_ictrp_finish(assay_record *record, assay_error *err) {
    if (record->has_results < 0 && record->dates[ASSAY_DATE_RESULTS] != 0)
        record->has_results = 1;
    bool limited = record->min_age_days >= 0 || record->max_age_days >= 0;
    return limited ? assay_trial_derive_age_groups(record, err) : ASSAY_OK;
}

assay_span assay_ictrp_number(const assay_record *record) {
    return assay_record_id_of(record, "ictrp");
}
