#include "records/tables/column.h"

#include <stdlib.h>
#include <threads.h>

typedef struct {
    const char *name;
    assay_column column;
} named_column;

#define FIELD(f)                                                                                   \
    { ASSAY_COLUMN_FIELD, ASSAY_FIELD_##f, 0, NULL }
#define LIST(f)                                                                                    \
    { ASSAY_COLUMN_LIST, ASSAY_FIELD_##f, 0, NULL }
#define DATE(d)                                                                                    \
    { ASSAY_COLUMN_DATE, 0, ASSAY_DATE_##d, NULL }
#define ID(s)                                                                                      \
    { ASSAY_COLUMN_ID, 0, 0, s }
#define KIND(k)                                                                                    \
    { ASSAY_COLUMN_##k, 0, 0, NULL }

/* Usual names beside the model's keys; put in order of name before the first look-up. */
static named_column usual[] = {
    {"id", KIND(SOURCE_ID)},
    {"docid", KIND(SOURCE_ID)},
    {"doc_id", KIND(SOURCE_ID)},
    {"docno", KIND(SOURCE_ID)},
    {"document_id", KIND(SOURCE_ID)},
    {"record_id", KIND(SOURCE_ID)},
    {"type", KIND(TYPE)},
    {"doc_type", KIND(TYPE)},
    {"record_type", KIND(TYPE)},
    {"pmid", ID("pmid")},
    {"pubmed_id", ID("pmid")},
    {"pubmed", ID("pmid")},
    {"pmcid", ID("pmcid")},
    {"pmc", ID("pmcid")},
    {"pmc_id", ID("pmcid")},
    {"doi", ID("doi")},
    {"nct", ID("nct")},
    {"nct_id", ID("nct")},
    {"nctid", ID("nct")},
    {"nct_number", ID("nct")},
    {"eudract", ID("eudract")},
    {"isrctn", ID("isrctn")},
    {"chictr", ID("chictr")},
    {"ctis", ID("ctis")},
    {"medline", ID("medline")},
    {"nihms_id", ID("nihms")},
    {"pii", ID("pii")},
    {"org_study_id", ID("org")},
    {"trial_id", KIND(TRIAL_IDS)},
    {"trialid", KIND(TRIAL_IDS)},
    {"other_ids", KIND(TRIAL_IDS)},
    {"registry_id", KIND(TRIAL_IDS)},
    {"secondary_ids", KIND(TRIAL_IDS)},
    {"secondary_id", KIND(TRIAL_IDS)},
    {"headline", FIELD(TITLE)},
    {"brief_title", FIELD(TITLE)},
    {"study_title", FIELD(TITLE)},
    {"article_title", FIELD(TITLE)},
    {"public_title", FIELD(TITLE)},
    {"scientific_title", FIELD(OFFICIAL_TITLE)},
    {"text", KIND(TEXT)},
    {"content", KIND(TEXT)},
    {"contents", KIND(TEXT)},
    {"abstract", FIELD(SUMMARY)},
    {"abstract_text", FIELD(SUMMARY)},
    {"brief_summary", FIELD(SUMMARY)},
    {"detailed_description", FIELD(DESCRIPTION)},
    {"plain_language_summary", FIELD(PLAIN)},
    {"lay_summary", FIELD(PLAIN)},
    {"full_text", FIELD(BODY)},
    {"fulltext", FIELD(BODY)},
    {"condition", LIST(CONDITION)},
    {"conditions", LIST(CONDITION)},
    {"disease", LIST(CONDITION)},
    {"diseases", LIST(CONDITION)},
    {"disease_areas", LIST(CONDITION)},
    {"intervention", KIND(INTERVENTIONS)},
    {"interventions", KIND(INTERVENTIONS)},
    {"drug", LIST(INTERVENTION)},
    {"drugs", LIST(INTERVENTION)},
    {"keyword", LIST(KEYWORD)},
    {"keywords", LIST(KEYWORD)},
    {"author_keywords", LIST(KEYWORD)},
    {"mesh", LIST(MESH)},
    {"mesh_terms", LIST(MESH)},
    {"mesh_term", LIST(MESH)},
    {"mesh_headings", LIST(MESH)},
    {"major", KIND(MESH_MAJOR)},
    {"minor", KIND(MESH_MINOR)},
    {"chemicals", LIST(SUBSTANCE)},
    {"substances", LIST(SUBSTANCE)},
    {"eligibility", KIND(ELIGIBILITY)},
    {"eligibility_criteria", KIND(ELIGIBILITY)},
    {"criteria", KIND(ELIGIBILITY)},
    {"inclusion_criteria", FIELD(INCLUSION)},
    {"exclusion_criteria", FIELD(EXCLUSION)},
    {"outcomes", LIST(OUTCOME_PRIMARY)},
    {"outcome_measures", LIST(OUTCOME_OTHER)},
    {"primary_outcome", LIST(OUTCOME_PRIMARY)},
    {"primary_outcomes", LIST(OUTCOME_PRIMARY)},
    {"primary_outcome_measures", LIST(OUTCOME_PRIMARY)},
    {"secondary_outcome", LIST(OUTCOME_SECONDARY)},
    {"secondary_outcomes", LIST(OUTCOME_SECONDARY)},
    {"secondary_outcome_measures", LIST(OUTCOME_SECONDARY)},
    {"other_outcomes", LIST(OUTCOME_OTHER)},
    {"other_outcome_measures", LIST(OUTCOME_OTHER)},
    {"status", KIND(STATUS)},
    {"study_status", KIND(STATUS)},
    {"overall_status", KIND(STATUS)},
    {"trial_status", KIND(STATUS)},
    {"recruitment", KIND(STATUS)},
    {"recruitment_status", KIND(STATUS)},
    {"phase", KIND(PHASES)},
    {"phases", KIND(PHASES)},
    {"study_type", KIND(STUDY_TYPE)},
    {"study_types", KIND(STUDY_TYPE)},
    {"study_design", LIST(DESIGN)},
    {"study_designs", LIST(DESIGN)},
    {"sex", KIND(SEX)},
    {"gender", KIND(SEX)},
    {"age", KIND(AGE)},
    {"age_groups", KIND(AGE)},
    {"min_age", KIND(MIN_AGE)},
    {"minimum_age", KIND(MIN_AGE)},
    {"max_age", KIND(MAX_AGE)},
    {"maximum_age", KIND(MAX_AGE)},
    {"min_age_days", KIND(MIN_AGE_DAYS)},
    {"max_age_days", KIND(MAX_AGE_DAYS)},
    {"enrollment", KIND(ENROLMENT)},
    {"enrolment", KIND(ENROLMENT)},
    {"target_size", KIND(ENROLMENT)},
    {"targeted_enrollment", KIND(ENROLMENT)},
    {"updates", KIND(UPDATES)},
    {"healthy_volunteers", KIND(HEALTHY)},
    {"has_results", KIND(RESULTS)},
    {"study_results", KIND(RESULTS)},
    {"lead_sponsor", FIELD(SPONSOR)},
    {"primary_sponsor", FIELD(SPONSOR)},
    {"sponsor_collaborators", KIND(SPONSORS)},
    {"collaborators", LIST(COLLABORATOR)},
    {"funder_type", LIST(SPONSOR_CLASS)},
    {"funded_bys", LIST(SPONSOR_CLASS)},
    {"principal_investigator", LIST(INVESTIGATOR)},
    {"investigator", LIST(INVESTIGATOR)},
    {"investigators", LIST(INVESTIGATOR)},
    {"grant_number", LIST(GRANT)},
    {"author", LIST(AUTHOR)},
    {"authors", LIST(AUTHOR)},
    {"affiliation", LIST(AFFILIATION)},
    {"journal_book", FIELD(JOURNAL)},
    {"journal_title", FIELD(JOURNAL)},
    {"page", FIELD(PAGES)},
    {"lang", LIST(LANGUAGE)},
    {"language", LIST(LANGUAGE)},
    {"languages", LIST(LANGUAGE)},
    {"publication_type", LIST(PUBLICATION_TYPE)},
    {"publication_types", LIST(PUBLICATION_TYPE)},
    {"article_type", LIST(PUBLICATION_TYPE)},
    {"country", LIST(COUNTRY)},
    {"countries", LIST(COUNTRY)},
    {"locations", KIND(LOCATIONS)},
    {"url", FIELD(LINK)},
    {"link", FIELD(LINK)},
    {"study_url", FIELD(LINK)},
    {"web_address", FIELD(LINK)},
    {"year", DATE(PUBLISHED)},
    {"date", DATE(PUBLISHED)},
    {"pub_date", DATE(PUBLISHED)},
    {"pub_year", DATE(PUBLISHED)},
    {"publish_time", DATE(PUBLISHED)},
    {"publication_date", DATE(PUBLISHED)},
    {"publication_year", DATE(PUBLISHED)},
    {"create_date", DATE(CREATED)},
    {"first_posted", DATE(FIRST_SEEN)},
    {"first_received", DATE(FIRST_SEEN)},
    {"date_registration", DATE(FIRST_SEEN)},
    {"last_updated", DATE(UPDATED)},
    {"last_update_posted", DATE(UPDATED)},
    {"start_date", DATE(START)},
    {"primary_completion_date", DATE(PRIMARY_COMPLETION)},
    {"completion_date", DATE(COMPLETION)},
    {"results_first_posted", DATE(RESULTS)},
    {"results_first_received", DATE(RESULTS)},
    {"rank", KIND(IGNORE)}, /* the place in somebody's list of results */
};
enum { USUAL_COUNT = sizeof usual / sizeof *usual, NAME_MAX_SIZE = 64 };

/* The model's keys where no usual name gives them a finer meaning. */
static named_column model[ASSAY_FIELD_COUNT + ASSAY_DATE_COUNT];
enum { MODEL_COUNT = sizeof model / sizeof *model };
static once_flag tables_ready = ONCE_FLAG_INIT;

/* Most are told by their first bytes. */
static int by_name(const void *a, const void *b) {
    const char *x = ((const named_column *)a)->name, *y = ((const named_column *)b)->name;
    int first = (int)(unsigned char)x[0] - (int)(unsigned char)y[0];
    return first != 0 ? first : strcmp(x, y);
}

static void prepare_tables(void) {
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++)
        model[i] = (named_column){assay_record_field_key((assay_record_field)i),
                                  {ASSAY_COLUMN_FIELD, (assay_record_field)i, 0, NULL}};
    for (int i = 0; i < ASSAY_DATE_COUNT; i++)
        model[ASSAY_FIELD_COUNT + i] =
            (named_column){assay_record_date_key((assay_record_date)i),
                           {ASSAY_COLUMN_DATE, 0, (assay_record_date)i, NULL}};
    qsort(usual, USUAL_COUNT, sizeof *usual, by_name);
    qsort(model, MODEL_COUNT, sizeof *model, by_name);
}

/* Lower case, anything but letters and digits one '_', none at the ends. False when it is too long to be
 * a name known here. */
static bool normal_name(char out[NAME_MAX_SIZE], assay_span name) {
    size_t size = 0;
    bool gap = false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            gap = size != 0;
            continue;
        }
        if (size + 2 >= NAME_MAX_SIZE)
            return false;
        if (gap)
            out[size++] = '_';
        gap = false;
        out[size++] = c;
    }
    out[size] = '\0';
    return true;
}

assay_column assay_column_named(assay_span name) {
    char normal[NAME_MAX_SIZE];
    const named_column wanted = {normal, {0}};
    if (!normal_name(normal, name))
        return (assay_column){0};
    call_once(&tables_ready, prepare_tables);
    const named_column *found = bsearch(&wanted, usual, USUAL_COUNT, sizeof *usual, by_name);
    if (found == NULL)
        found = bsearch(&wanted, model, MODEL_COUNT, sizeof *model, by_name);
    return found != NULL ? found->column : (assay_column){0};
}

/* The next "column=field" of the map; false at its end. *formed is false for a piece without '='. */
static bool next_mapping(assay_span *column, assay_span *field, bool *formed, assay_span *map) {
    if (map->size == 0)
        return false;
    assay_span piece = assay_span_trim(assay_span_cut(map, ','));
    *formed = assay_span_find_byte(piece, '=') != SIZE_MAX;
    *column = assay_span_trim(assay_span_cut(&piece, '='));
    *field = assay_span_trim(piece);
    return true;
}

assay_column assay_column_mapped(assay_span map, assay_span name) {
    assay_span column, field;
    bool formed;
    while (next_mapping(&column, &field, &formed, &map)) {
        if (!assay_span_equal_ascii_case(column, assay_span_trim(name)))
            continue;
        if (field.size == 0 || assay_span_equal(field, ASSAY_SPAN("-")))
            return (assay_column){.kind = ASSAY_COLUMN_IGNORE};
        return assay_column_named(field);
    }
    return assay_column_named(name);
}

assay_status assay_column_check_map(assay_span map, assay_error *err) {
    assay_span column, field;
    bool formed;
    while (next_mapping(&column, &field, &formed, &map)) {
        if (!formed || column.size == 0)
            return assay_fail(err, ASSAY_E_USAGE,
                              "the map wants \"column=field,column=field\", not \"%.*s\"",
                              ASSAY_SPAN_ARG(column));
        bool dropped = field.size == 0 || assay_span_equal(field, ASSAY_SPAN("-"));
        bool kept = assay_span_equal(field, ASSAY_SPAN("extra"));
        if (!dropped && !kept && assay_column_named(field).kind == ASSAY_COLUMN_EXTRA)
            return assay_fail(err, ASSAY_E_USAGE, "the map names an unknown field \"%.*s\"",
                              ASSAY_SPAN_ARG(field));
    }
    return ASSAY_OK;
}
