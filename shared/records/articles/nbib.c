#include "records/articles/nbib.h"

#include "records/articles/medline.h"

typedef assay_status (*field_fill)(assay_record *record, assay_span value, assay_error *err);

static assay_status add_issn(assay_record *record, assay_span value, assay_error *err) {
    return assay_record_add_once(record, ASSAY_FIELD_ISSN, assay_span_cut(&value, ' '), err);
}

/* "10.99999/x [doi]", "S0001 [pii]". */
static assay_status add_location_id(assay_record *record, assay_span value, assay_error *err) {
    if (assay_span_ends(value, ASSAY_SPAN("[doi]")))
        return assay_record_add_id(record, "doi", assay_span_first(value, value.size - 5), err);
    if (assay_span_ends(value, ASSAY_SPAN("[pii]")))
        return assay_record_add_id(record, "pii", assay_span_first(value, value.size - 5), err);
    if (assay_span_ends(value, ASSAY_SPAN("[bookaccession]")))
        return assay_record_add_id(record, "bookaccession",
                                   assay_span_first(value, value.size - 15), err);
    return assay_record_add_extra(record, ASSAY_SPAN("location_id"), value, err);
}

static assay_status add_abstract(assay_record *record, assay_span value, assay_error *err) {
    return assay_medline_add_abstract(record, value, err);
}

static assay_status add_title(assay_record *record, assay_span value, assay_error *err) {
    return assay_record_add(record, ASSAY_FIELD_TITLE, assay_medline_title(value), err);
}

/* Author keywords; a star marks the major ones. */
static assay_status add_keyword(assay_record *record, assay_span value, assay_error *err) {
    if (assay_span_starts(value, ASSAY_SPAN("*")))
        value = assay_span_skip(value, 1);
    return assay_record_add_once(record, ASSAY_FIELD_KEYWORD, value, err);
}

/* "M89N0Q7EQR (aldesleukin)", "0 (Interleukin-2)". */
static assay_status add_substance(assay_record *record, assay_span value, assay_error *err) {
    assay_span rest = value, number = assay_span_trim(assay_span_cut(&rest, '('));
    if (rest.data == NULL)
        return assay_record_add_once(record, ASSAY_FIELD_SUBSTANCE, value, err);
    if (assay_span_ends(rest, ASSAY_SPAN(")")))
        rest.size--;
    if (number.size > 1)
        ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("registry_number"), number, err));
    return assay_record_add_once(record, ASSAY_FIELD_SUBSTANCE, rest, err);
}

/* "ClinicalTrials.gov/NCT99000001". */
static assay_status add_registration(assay_record *record, assay_span value, assay_error *err) {
    assay_span number = value, bank = assay_span_cut(&number, '/');
    if (number.data == NULL)
        return assay_record_add_extra(record, ASSAY_SPAN("databank"), value, err);
    return assay_medline_add_databank(record, bank, number, err);
}

static assay_status add_pmcid(assay_record *record, assay_span value, assay_error *err) {
    return assay_record_add_id(record, "pmcid", value, err);
}

static assay_status add_pmid(assay_record *record, assay_span value, assay_error *err) {
    return assay_record_add_id(record, "pmid", value, err);
}

static assay_status add_mesh(assay_record *record, assay_span value, assay_error *err) {
    return assay_medline_add_mesh(record, value, err);
}

static const struct {
    const char *tag;
    field_fill fill;
} parts[] = {{"PMID", add_pmid},       {"PMC", add_pmcid},       {"IS", add_issn},
             {"LID", add_location_id}, {"AID", add_location_id}, {"AB", add_abstract},
             {"OAB", add_abstract},    {"TI", add_title},        {"OT", add_keyword},
             {"KW", add_keyword},      {"RN", add_substance},    {"SI", add_registration},
             {"MH", add_mesh}};

static const struct {
    const char *tag;
    assay_record_field field;
} texts[] = {{"FAU", ASSAY_FIELD_AUTHOR},
             {"CN", ASSAY_FIELD_COLLECTIVE},
             {"FIR", ASSAY_FIELD_INVESTIGATOR},
             {"AD", ASSAY_FIELD_AFFILIATION},
             {"IRAD", ASSAY_FIELD_AFFILIATION},
             {"JT", ASSAY_FIELD_JOURNAL},
             {"BTI", ASSAY_FIELD_JOURNAL},
             {"TA", ASSAY_FIELD_JOURNAL_ABBREVIATION},
             {"VI", ASSAY_FIELD_VOLUME},
             {"IP", ASSAY_FIELD_ISSUE},
             {"PG", ASSAY_FIELD_PAGES},
             {"LA", ASSAY_FIELD_LANGUAGE},
             {"PT", ASSAY_FIELD_PUBLICATION_TYPE},
             {"GR", ASSAY_FIELD_GRANT},
             {"PL", ASSAY_FIELD_COUNTRY},
             {"TT", ASSAY_FIELD_VERNACULAR_TITLE},
             {"NM", ASSAY_FIELD_SUBSTANCE},
             {"COIS", ASSAY_FIELD_CONFLICT},
             {"FPS", ASSAY_FIELD_SUBJECT_NAME},
             {"AUID", ASSAY_FIELD_AUTHOR_ID},
             {"SB", ASSAY_FIELD_SUBSET},
             {"STAT", ASSAY_FIELD_RECORD_STATUS},
             {"PST", ASSAY_FIELD_PUBLICATION_STATUS}};

static const struct {
    const char *tag;
    assay_record_date date;
} dates[] = {{"DP", ASSAY_DATE_PUBLISHED},   {"DEP", ASSAY_DATE_ELECTRONIC},
             {"EDAT", ASSAY_DATE_CREATED},   {"CRDT", ASSAY_DATE_CREATED},
             {"DA", ASSAY_DATE_CREATED},     {"LR", ASSAY_DATE_UPDATED},
             {"CTDT", ASSAY_DATE_FIRST_SEEN}};

/* What cites, corrects or comments on what; the value ends in "PMID: 123". */
static const char *const relations[][2] = {{"CIN", "comment_in"},
                                           {"CON", "comment_on"},
                                           {"EIN", "erratum_in"},
                                           {"EFR", "erratum_for"},
                                           {"RIN", "retraction_in"},
                                           {"ROF", "retraction_of"},
                                           {"UIN", "update_in"},
                                           {"UOF", "update_of"},
                                           {"RPI", "republished_in"},
                                           {"RPF", "republished_from"},
                                           {"ORI", "original_report_in"},
                                           {"SPIN", "summary_for_patients_in"},
                                           {"ECI", "expression_of_concern_in"},
                                           {"ECF", "expression_of_concern_for"}};

static const char *const extras[][2] = {{"JID", "nlm_id"},
                                        {"CI", "copyright"},
                                        {"PB", "publisher"},
                                        {"ISBN", "isbn"},
                                        {"CTI", "collection"},
                                        {"MID", "mid"},
                                        {"GS", "gene_symbol"},
                                        {"GN", "note"},
                                        {"RF", "reference_count"},
                                        {"FED", "editor"},
                                        {"SFM", "space_flight_mission"},
                                        {"OID", "other_id"}};

static assay_status add_relation(assay_record *record, const char *relation, assay_span value,
                                 assay_error *err) {
    size_t at = assay_span_find(value, ASSAY_SPAN("PMID:"));
    assay_record_reference link = {.relation = assay_span_of(relation), .text = value};
    if (at != SIZE_MAX) {
        assay_span number = assay_span_trim(assay_span_skip(value, at + 5));
        link.pmid = assay_span_cut(&number, ' ');
        link.text = assay_span_first(value, at);
    }
    return assay_record_add_reference(record, &link, err);
}

static bool is_tag(assay_span tag, const char *name) {
    return assay_span_equal(tag, assay_span_of(name));
}

static assay_status fill_field(assay_record *record, assay_span tag, assay_span value,
                               assay_error *err) {
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (is_tag(tag, parts[i].tag))
            return parts[i].fill(record, value, err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (is_tag(tag, texts[i].tag))
            return assay_record_add_once(record, texts[i].field, value, err);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        if (is_tag(tag, dates[i].tag)) {
            assay_medline_set_date(record, dates[i].date, value);
            return ASSAY_OK;
        }
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (is_tag(tag, relations[i][0]))
            return add_relation(record, relations[i][1], value, err);
    for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
        if (is_tag(tag, extras[i][0]))
            return assay_record_add_extra(record, assay_span_of(extras[i][1]), value, err);
    return ASSAY_OK;
}

/* The short form of a name counts only where no full form ("FAU" before "AU") stands. */
static bool is_short_form(const assay_tagged_field *fields, size_t i, const char *tag,
                          const char *full) {
    return is_tag(fields[i].tag, tag) && (i == 0 || !is_tag(fields[i - 1].tag, full));
}

assay_status assay_nbib_fill(assay_record *record, const assay_tagged_field *fields, size_t count,
                             assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        assay_span value = fields[i].value;
        if (is_short_form(fields, i, "AU", "FAU"))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_AUTHOR, value, err));
        else if (is_short_form(fields, i, "IR", "FIR"))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_INVESTIGATOR, value, err));
        else if (is_short_form(fields, i, "PS", "FPS"))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_SUBJECT_NAME, value, err));
        else
            ASSAY_TRY(fill_field(record, fields[i].tag, value, err));
    }
    if (record->text[ASSAY_FIELD_TITLE].count != 0)
        return ASSAY_OK;
    assay_record_field other = record->text[ASSAY_FIELD_VERNACULAR_TITLE].count != 0
                                   ? ASSAY_FIELD_VERNACULAR_TITLE
                                   : ASSAY_FIELD_JOURNAL; /* a book's own title */
    return assay_record_add(record, ASSAY_FIELD_TITLE, assay_record_first(record, other), err);
}
