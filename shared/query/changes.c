#include "query/changes.h"

#include "query/values.h"

#include <math.h>

static const struct {
    assay_query_field field;
    const char *keys;
} table[] = {
    {ASSAY_QUERY_FIELD_ANY, ASSAY_CHANGES_ANY},
    {ASSAY_QUERY_FIELD_EVERYWHERE, ASSAY_CHANGES_ANY},
    {ASSAY_QUERY_FIELD_TITLE, "title official_title vernacular_title acronym"},
    {ASSAY_QUERY_FIELD_ABSTRACT, "summary"},
    {ASSAY_QUERY_FIELD_TIAB, "title official_title vernacular_title acronym summary"},
    {ASSAY_QUERY_FIELD_PLAIN, "plain_summary"},
    {ASSAY_QUERY_FIELD_DESCRIPTION, "description intervention_descriptions arms why_stopped"},
    {ASSAY_QUERY_FIELD_CONDITION, "conditions conditions_registered"},
    {ASSAY_QUERY_FIELD_CONDITION_REGISTERED, "conditions_registered"},
    {ASSAY_QUERY_FIELD_INTERVENTION,
     "interventions intervention_other_names intervention_types intervention_descriptions arms "
     "substances"},
    {ASSAY_QUERY_FIELD_KEYWORD, "keywords"},
    {ASSAY_QUERY_FIELD_MESH, "mesh mesh_major mesh_qualified mesh_qualified_major"},
    {ASSAY_QUERY_FIELD_MESH_MAJOR, "mesh_major mesh_qualified_major"},
    {ASSAY_QUERY_FIELD_QUALIFIER, "mesh_qualified mesh_qualified_major"},
    {ASSAY_QUERY_FIELD_OUTCOME, "outcomes_primary outcomes_secondary outcomes_other"},
    {ASSAY_QUERY_FIELD_ADVERSE_EVENT, "adverse_events"},
    {ASSAY_QUERY_FIELD_INCLUSION, "inclusion"},
    {ASSAY_QUERY_FIELD_EXCLUSION, "exclusion"},
    {ASSAY_QUERY_FIELD_ELIGIBILITY,
     "inclusion exclusion sex age_groups min_age_days max_age_days healthy_volunteers"},
    {ASSAY_QUERY_FIELD_BODY, "body body_sections"},
    {ASSAY_QUERY_FIELD_CAPTION, "captions tables"},
    {ASSAY_QUERY_FIELD_FIGURE, "captions"},
    {ASSAY_QUERY_FIELD_TABLE, "captions tables"},
    {ASSAY_QUERY_FIELD_ACKNOWLEDGEMENT, "extra"},
    {ASSAY_QUERY_FIELD_ISBN, "extra"},
    {ASSAY_QUERY_FIELD_JOURNAL_ID, "extra"},
    {ASSAY_QUERY_FIELD_REFERENCE, "references"},
    {ASSAY_QUERY_FIELD_AUTHOR, "authors collective_authors investigators"},
    {ASSAY_QUERY_FIELD_AUTHOR_ID, "author_identifiers"},
    {ASSAY_QUERY_FIELD_SUBJECT_NAME, "personal_name_subjects"},
    {ASSAY_QUERY_FIELD_AFFILIATION, "affiliations"},
    {ASSAY_QUERY_FIELD_JOURNAL, "journal journal_abbreviation"},
    {ASSAY_QUERY_FIELD_SPONSOR, "sponsor collaborators sponsor_class"},
    {ASSAY_QUERY_FIELD_LOCATION, "locations"},
    {ASSAY_QUERY_FIELD_CITY, "locations"},
    {ASSAY_QUERY_FIELD_STATE, "locations"},
    {ASSAY_QUERY_FIELD_COUNTRY, "locations countries"},
    {ASSAY_QUERY_FIELD_SITE_STATUS, "locations"},
    {ASSAY_QUERY_FIELD_SITE, "locations"},
    {ASSAY_QUERY_FIELD_NEAR_PLACE, "locations"},
    {ASSAY_QUERY_FIELD_ID, "ids"},
    {ASSAY_QUERY_FIELD_NCT, "ids"},
    {ASSAY_QUERY_FIELD_PMID, "ids"},
    {ASSAY_QUERY_FIELD_PMCID, "ids"},
    {ASSAY_QUERY_FIELD_DOI, "ids"},
    {ASSAY_QUERY_FIELD_CITES, "references"},
    {ASSAY_QUERY_FIELD_LINKED, "references"},
    {ASSAY_QUERY_FIELD_PUBLICATION_TYPE, "publication_types"},
    {ASSAY_QUERY_FIELD_TYPE, "type"},
    {ASSAY_QUERY_FIELD_LANGUAGE, "languages"},
    {ASSAY_QUERY_FIELD_STATUS, "status"},
    {ASSAY_QUERY_FIELD_PHASE, "phases"},
    {ASSAY_QUERY_FIELD_STUDY_TYPE, "study_type design"},
    {ASSAY_QUERY_FIELD_DESIGN, "design"},
    {ASSAY_QUERY_FIELD_FUNDER, "sponsor_class"},
    {ASSAY_QUERY_FIELD_AGE_GROUP, "age_groups"},
    {ASSAY_QUERY_FIELD_SEX, "sex"},
    {ASSAY_QUERY_FIELD_AGE, "min_age_days max_age_days age_groups"},
    {ASSAY_QUERY_FIELD_MIN_AGE, "min_age_days"},
    {ASSAY_QUERY_FIELD_MAX_AGE, "max_age_days"},
    {ASSAY_QUERY_FIELD_HEALTHY, "healthy_volunteers"},
    {ASSAY_QUERY_FIELD_RESULTS, "has_results results_posted"},
    {ASSAY_QUERY_FIELD_CONDITION_EXACT, "conditions conditions_registered"},
    {ASSAY_QUERY_FIELD_MESH_EXACT, "mesh"},
    {ASSAY_QUERY_FIELD_ENROLMENT, "enrolment"},
    {ASSAY_QUERY_FIELD_DATE, "published published_electronically created"},
    {ASSAY_QUERY_FIELD_START, "start"},
    {ASSAY_QUERY_FIELD_COMPLETION, "completion primary_completion"},
    {ASSAY_QUERY_FIELD_FIRST_SEEN, "first_seen"},
    {ASSAY_QUERY_FIELD_VOLUME, "volume"},
    {ASSAY_QUERY_FIELD_ISSUE, "issue"},
    {ASSAY_QUERY_FIELD_PAGES, "pages"},
    {ASSAY_QUERY_FIELD_ISSN, "issn"},
    {ASSAY_QUERY_FIELD_GRANT, "grants"},
    {ASSAY_QUERY_FIELD_CONFLICT, "conflicts_of_interest"},
    {ASSAY_QUERY_FIELD_SUBSET, "subsets record_status publication_status"},
};
enum { COUNT = sizeof table / sizeof *table };

/* Keys that may be asked for by themselves. */
static const char *const keys[] = {"title",
                                   "official_title",
                                   "vernacular_title",
                                   "acronym",
                                   "description",
                                   "why_stopped",
                                   "arms",
                                   "conditions",
                                   "interventions",
                                   "intervention_other_names",
                                   "intervention_types",
                                   "intervention_descriptions",
                                   "substances",
                                   "mesh_major",
                                   "mesh_qualified",
                                   "mesh_qualified_major",
                                   "body_sections",
                                   "outcomes_primary",
                                   "outcomes_secondary",
                                   "outcomes_other",
                                   "design",
                                   "age_groups",
                                   "min_age_days",
                                   "max_age_days",
                                   "healthy_volunteers",
                                   "has_results",
                                   "results_posted",
                                   "captions",
                                   "tables",
                                   "sponsor",
                                   "sponsor_class",
                                   "collaborators",
                                   "investigators",
                                   "authors",
                                   "collective_authors",
                                   "author_identifiers",
                                   "personal_name_subjects",
                                   "conditions_registered",
                                   "plain_summary",
                                   "journal",
                                   "journal_abbreviation",
                                   "locations",
                                   "countries",
                                   "ids",
                                   "references",
                                   "publication_types",
                                   "languages",
                                   "phases",
                                   "grants",
                                   "links",
                                   "conflicts_of_interest",
                                   "subsets",
                                   "record_status",
                                   "publication_status",
                                   "published",
                                   "published_electronically",
                                   "created",
                                   "completion",
                                   "primary_completion",
                                   "affiliations",
                                   "extra"};

static const char *find_key(assay_span name) {
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(keys[i])))
            return keys[i];
    return NULL;
}

const char *assay_changes_keys(assay_span name) {
    assay_query_field field;
    if (assay_fields_find(&field, name))
        for (size_t i = 0; i < COUNT; i++)
            if (table[i].field == field)
                return table[i].keys;
    return find_key(name);
}

const char *assay_changes_name(size_t i) {
    return i < COUNT ? assay_fields_info(table[i].field)->name : NULL;
}

static assay_status fail_name(assay_error *err, assay_span name, size_t column) {
    const char *near[3] = {NULL}, *found[12];
    size_t count = assay_fields_nearest(found, sizeof found / sizeof *found, name), kept = 0;
    for (size_t i = 0; i < count && kept < 3; i++)
        if (assay_changes_keys(assay_span_of(found[i])) != NULL)
            near[kept++] = found[i];
    if (kept == 0)
        return assay_fail(err, ASSAY_E_USAGE,
                          "column %zu: changed: takes the name of a field, such as status, n, end "
                          "or out, not \"%.*s\"",
                          column + 1, ASSAY_SPAN_ARG(name));
    return assay_fail(err, ASSAY_E_USAGE,
                      "column %zu: changed: unknown field \"%.*s\"; the nearest are %s%s%s%s%s",
                      column + 1, ASSAY_SPAN_ARG(name), near[0], kept > 1 ? ", " : "",
                      kept > 1 ? near[1] : "", kept > 2 ? ", " : "", kept > 2 ? near[2] : "");
}

static assay_status fail_date(assay_error *err, assay_status status, assay_span text,
                              size_t column) {
    if (status == ASSAY_E_MEMORY)
        return status;
    return assay_fail(err, ASSAY_E_SYNTAX,
                      "column %zu: changed: takes a date such as 2024-05, 2020..2024 or 30d, not "
                      "\"%.*s\"",
                      column + 1, ASSAY_SPAN_ARG(text));
}

/* "2026-01..2026-06", "30d", ">=2026", "since 2026", "until 2026-06" by the rules of dates. */
static assay_status read_dates(assay_query_node *leaf, assay_arena *arena, assay_span text,
                               assay_date today, size_t column, assay_error *err) {
    static const struct {
        const char *word;
        bool low, open;
    } words[] = {{"since ", true, false},  {"since:", true, false},  {"from ", true, false},
                 {"until ", false, false}, {"until:", false, false}, {"before ", false, true},
                 {"after ", true, true},   {">=", true, false},      {"<=", false, false},
                 {">", true, true},        {"<", false, true}};
    const assay_query_field dates = ASSAY_QUERY_FIELD_INDEXED; /* any field of dates reads them */
    const assay_span none = {NULL, 0};
    assay_query_node *range = NULL;
    size_t dots = assay_span_find(text, ASSAY_SPAN("..")), i = 0;
    assay_status status;
    while (i < sizeof words / sizeof *words &&
           !assay_span_starts_ascii_case(text, assay_span_of(words[i].word)))
        i++;
    if (i < sizeof words / sizeof *words) {
        assay_span value = assay_span_trim(assay_span_skip(text, strlen(words[i].word)));
        status = assay_values_range(&range, arena, dates, words[i].low ? value : none,
                                    words[i].low ? none : value, words[i].open, words[i].open,
                                    today, column, err);
    } else if (dots != SIZE_MAX) {
        status =
            assay_values_range(&range, arena, dates, assay_span_first(text, dots),
                               assay_span_skip(text, dots + 2), false, false, today, column, err);
    } else {
        status = assay_values_leaf(&range, arena, dates, text, true, today, column, err);
    }
    if (status != ASSAY_OK)
        return fail_date(err, status, text, column);
    leaf->op = ASSAY_QUERY_RANGE;
    leaf->low = range->low;
    leaf->high = range->high;
    return ASSAY_OK;
}

assay_status assay_changes_leaf(assay_query_node **out, assay_arena *arena, assay_span text,
                                assay_date today, size_t column, assay_error *err) {
    assay_query_node *leaf = assay_query_node_new(arena, ASSAY_QUERY_KEYWORD, column);
    if (leaf == NULL)
        return assay_fail_memory(err);
    text = assay_span_trim(text);
    size_t end = 0;
    while (end < text.size && strchr(" ,:<>", text.data[end]) == NULL)
        end++;
    assay_span name = assay_span_first(text, end), rest = assay_span_skip(text, end);
    if (rest.size != 0 && strchr("<>", rest.data[0]) == NULL)
        rest = assay_span_trim(assay_span_skip(rest, 1));
    if (assay_changes_keys(name) == NULL)
        return fail_name(err, name, column);
    leaf->field = ASSAY_QUERY_FIELD_CHANGED;
    ASSAY_TRY(assay_arena_copy(&leaf->text, arena, name, err));
    if (rest.size != 0)
        ASSAY_TRY(read_dates(leaf, arena, rest, today, column, err));
    *out = leaf;
    return ASSAY_OK;
}

assay_status assay_changes_limit(assay_query_node *leaf, assay_arena *arena, assay_span date,
                                 bool low, assay_date today, size_t column, assay_error *err) {
    const assay_span none = {NULL, 0};
    assay_query_node *range = NULL;
    assay_status status =
        assay_values_range(&range, arena, ASSAY_QUERY_FIELD_INDEXED, low ? date : none,
                           low ? none : date, false, false, today, column, err);
    if (status != ASSAY_OK || date.size == 0)
        return fail_date(err, status, date, column);
    if (leaf->op != ASSAY_QUERY_RANGE) {
        leaf->op = ASSAY_QUERY_RANGE;
        leaf->low = -(double)INFINITY;
        leaf->high = (double)INFINITY;
    }
    if (low)
        leaf->low = range->low;
    else
        leaf->high = range->high;
    return ASSAY_OK;
}
