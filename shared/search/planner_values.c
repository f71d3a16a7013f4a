/* Keywords, identifiers, ranges and presence. */
#include <math.h>

#include "base/number.h"
#include "index/keyword.h"
#include "query/changes.h"
#include "query/qualifiers.h"
#include "records/identifier.h"
#include "search/planner_internal.h"

static assay_status term_plan(plan_ref *out, planning *p, const char *prefix, assay_span text) {
    assay_span term;
    ASSAY_TRY(plan_term_bytes(&term, p, prefix, text));
    *out = assay_plan_term(p->arena, term, 1, 1);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- keywords ---- */

/* Values that stand for others: a trial that takes all sexes takes women; "open" is three states. */
static const struct {
    assay_query_field field;
    const char *written, *stored[3];
} meanings[] = {
    {ASSAY_QUERY_FIELD_SEX, "female", {"female", "all"}},
    {ASSAY_QUERY_FIELD_SEX, "f", {"female", "all"}},
    {ASSAY_QUERY_FIELD_SEX, "women", {"female", "all"}},
    {ASSAY_QUERY_FIELD_SEX, "male", {"male", "all"}},
    {ASSAY_QUERY_FIELD_SEX, "m", {"male", "all"}},
    {ASSAY_QUERY_FIELD_SEX, "men", {"male", "all"}},
    {ASSAY_QUERY_FIELD_STATUS,
     "open",
     {"recruiting", "not yet recruiting", "enrolling by invitation"}},
    {ASSAY_QUERY_FIELD_COUNTRY, "usa", {"united states"}},
    {ASSAY_QUERY_FIELD_COUNTRY, "us", {"united states"}},
    {ASSAY_QUERY_FIELD_COUNTRY, "uk", {"united kingdom"}},
    {ASSAY_QUERY_FIELD_HEALTHY, "true", {"yes"}},
    {ASSAY_QUERY_FIELD_HEALTHY, "y", {"yes"}},
    {ASSAY_QUERY_FIELD_HEALTHY, "false", {"no"}},
    {ASSAY_QUERY_FIELD_HEALTHY, "n", {"no"}},
    {ASSAY_QUERY_FIELD_RESULTS, "true", {"yes"}},
    {ASSAY_QUERY_FIELD_RESULTS, "y", {"yes"}},
    {ASSAY_QUERY_FIELD_RESULTS, "false", {"no"}},
    {ASSAY_QUERY_FIELD_RESULTS, "n", {"no"}},
    {ASSAY_QUERY_FIELD_AGE_GROUP, "older", {"older_adult"}},
    {ASSAY_QUERY_FIELD_TYPE, "trials", {"trial"}},
    {ASSAY_QUERY_FIELD_TYPE, "abstracts", {"abstract"}},
    {ASSAY_QUERY_FIELD_TYPE, "full text", {"fulltext"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "english", {"eng", "en"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "german", {"ger", "deu", "de"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "french", {"fre", "fra", "fr"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "spanish", {"spa", "es"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "italian", {"ita", "it"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "portuguese", {"por", "pt"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "russian", {"rus", "ru"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "chinese", {"chi", "zho", "zh"}},
    {ASSAY_QUERY_FIELD_LANGUAGE, "japanese", {"jpn", "ja"}},
};

static assay_status add_keyword(plan_list *any, planning *p, const assay_query_node *node,
                                assay_span value) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    assay_buffer term;
    assay_buffer_init(&term, (size_t)4 * ASSAY_TERM_MAX);
    plan_ref plan = assay_keyword_term(&term, node->field, store->prefix, value)
                        ? assay_plan_term(p->arena, assay_buffer_span(&term), 1, 1)
                        : assay_plan_leaf(p->arena, ASSAY_PLAN_NOTHING);
    assay_status status = assay_buffer_check(&term, p->err);
    assay_buffer_done(&term);
    ASSAY_TRY(status);
    return plan_list_add(any, p, plan);
}

/* [sh]: the qualifier and those below it. */
static assay_status add_qualifiers(plan_list *any, planning *p, const assay_query_node *node) {
    const char *names[ASSAY_QUALIFIERS_BELOW_MAX];
    size_t count = node->no_explode
                       ? 0
                       : assay_qualifiers_below(names, ASSAY_QUALIFIERS_BELOW_MAX, node->text);
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(add_keyword(any, p, node, assay_span_of(names[i])));
    return ASSAY_OK;
}

assay_status plan_keyword(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_list any = {0};
    if (node->field == ASSAY_QUERY_FIELD_QUALIFIER)
        ASSAY_TRY(add_qualifiers(&any, p, node));
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].field == node->field &&
            assay_span_equal_ascii_case(node->text, assay_span_of(meanings[i].written)))
            for (size_t j = 0; j < 3 && meanings[i].stored[j] != NULL; j++)
                ASSAY_TRY(add_keyword(&any, p, node, assay_span_of(meanings[i].stored[j])));
    if (any.count == 0)
        ASSAY_TRY(add_keyword(&any, p, node, node->text));
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- identifiers ---- */

static const char *scheme_of(assay_query_field field) {
    switch (field) {
    case ASSAY_QUERY_FIELD_NCT:
        return "nct";
    case ASSAY_QUERY_FIELD_PMID:
        return "pmid";
    case ASSAY_QUERY_FIELD_PMCID:
        return "pmcid";
    case ASSAY_QUERY_FIELD_DOI:
        return "doi";
    default:
        return NULL;
    }
}

/* "scheme:value" as records carry it, from what was typed: a bare value of a field that has one scheme, "pmid:123", a value whose form
 * gives its scheme away, else "id:" and what was typed. */
static assay_status normal_id(assay_span *out, planning *p, const assay_query_node *node) {
    const char *scheme = scheme_of(node->field);
    char storage[ASSAY_IDENTIFIER_MAX], name[16];
    assay_span value = node->text, normal;
    size_t colon = assay_span_find_byte(value, ':');
    if (scheme == NULL && (scheme = assay_identifier_guess(value)) == NULL) {
        scheme = "id";
        if (colon != SIZE_MAX && colon < sizeof name) {
            memcpy(name, value.data, colon);
            name[colon] = '\0';
            scheme = name;
            value = assay_span_skip(value, colon + 1);
        }
    }
    if (!assay_identifier_normalise(&normal, storage, scheme, value))
        normal = value;
    return assay_arena_format(out, p->arena, p->err, "%s:%.*s", scheme, ASSAY_SPAN_ARG(normal));
}

/* A bare value whose form gives no scheme away may be a source's own number, a sponsor's, a publisher's or PubMed's. */
static assay_status plan_bare_id(plan_ref *out, planning *p, const assay_query_node *node) {
    static const char *const schemes[] = {"id", "org", "pii", "pmid"};
    plan_list any = {0};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        char storage[ASSAY_IDENTIFIER_MAX];
        assay_span id, normal;
        plan_ref plan = NULL;
        if (!assay_identifier_normalise(&normal, storage, schemes[i], node->text))
            continue;
        ASSAY_TRY(assay_arena_format(&id, p->arena, p->err, "%s:%.*s", schemes[i],
                                     ASSAY_SPAN_ARG(normal)));
        ASSAY_TRY(term_plan(&plan, p, ASSAY_TERM_ID, id));
        ASSAY_TRY(plan_list_add(&any, p, plan));
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status plan_id(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    const assay_planner_resolver *resolver = &p->planner->resolver;
    bool relation = node->field == ASSAY_QUERY_FIELD_CITES ||
                    node->field == ASSAY_QUERY_FIELD_CITED_BY ||
                    node->field == ASSAY_QUERY_FIELD_LINKED;
    assay_span id;
    if (node->field == ASSAY_QUERY_FIELD_ID && assay_identifier_guess(node->text) == NULL &&
        assay_span_find_byte(node->text, ':') == SIZE_MAX)
        return plan_bare_id(out, p, node);
    ASSAY_TRY(normal_id(&id, p, node));
    if (!relation)
        return term_plan(out, p, store->prefix != NULL ? store->prefix : ASSAY_TERM_ID, id);
    if (resolver->related == NULL)
        return assay_fail(p->err, ASSAY_E_UNSUPPORTED, "column %zu: %s needs the catalogue",
                          node->column + 1, assay_fields_info(node->field)->name);
    const uint32_t *records = NULL;
    size_t count = 0;
    ASSAY_TRY(
        resolver->related(&records, &count, resolver->user, p->arena, node->field, id, p->err));
    *out = assay_plan_set(p->arena, records, count);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- ranges ---- */

static int64_t bound(double value, bool is_low) {
    if (value <= -9e18)
        return INT64_MIN;
    if (value >= 9e18)
        return INT64_MAX;
    return (int64_t)(is_low ? ceil(value) : floor(value));
}

/* The ages a trial takes reach from min to max; either may be unstated, which excludes nobody. */
static plan_ref plan_age(planning *p, const assay_query_node *node) {
    int64_t low = bound(node->low, true), high = bound(node->high, false);
    plan_ref from =
        assay_plan_range(p->arena, ASSAY_SPAN(ASSAY_COLUMN_MIN_AGE), INT64_MIN, high, true);
    plan_ref to =
        assay_plan_range(p->arena, ASSAY_SPAN(ASSAY_COLUMN_MAX_AGE), low, INT64_MAX, true);
    assay_span trial = ASSAY_SPAN("Ttrial");
    const plan_ref all[3] = {assay_plan_term(p->arena, trial, 1, 1), from, to};
    return assay_plan_many(p->arena, ASSAY_PLAN_AND, all, 3);
}

assay_status plan_range(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_schema_field *store = assay_schema_field_of(node->field);
    if (node->field == ASSAY_QUERY_FIELD_AGE)
        *out = plan_age(p, node);
    else if (store->store != ASSAY_STORE_COLUMN)
        return assay_fail(p->err, ASSAY_E_SYNTAX, "column %zu: %s takes no range", node->column + 1,
                          assay_fields_info(node->field)->name);
    else
        *out = assay_plan_range(p->arena, assay_span_of(store->column), bound(node->low, true),
                                bound(node->high, false), false);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- changes ---- */

/* Days on which an update changed a key, within the node's dates. */
typedef struct {
    planning *p;
    const assay_query_node *node;
    plan_list any;
    size_t prefix_size;
    assay_status status;
} change_days;

static bool visit_day(void *user, assay_span term, uint64_t df) {
    change_days *days = user;
    assay_span day = assay_span_skip(term, days->prefix_size);
    int64_t number;
    if (df == 0 || !assay_number_i64(&number, day) || (double)number < days->node->low ||
        (double)number > days->node->high)
        return true;
    days->status = assay_arena_copy(&term, days->p->arena, term, days->p->err);
    if (days->status == ASSAY_OK)
        days->status =
            plan_list_add(&days->any, days->p, assay_plan_term(days->p->arena, term, 1, 1));
    return days->status == ASSAY_OK;
}

static assay_status add_days(change_days *days, assay_span key) {
    planning *p = days->p;
    const assay_planner_dictionary *dictionary = &p->planner->dictionary;
    assay_span prefix;
    ASSAY_TRY(assay_arena_format(&prefix, p->arena, p->err, ASSAY_TERM_CHANGED "%.*s@",
                                 ASSAY_SPAN_ARG(key)));
    days->prefix_size = prefix.size;
    ASSAY_TRY(dictionary->scan(dictionary->user, prefix, visit_day, days, p->err));
    return days->status;
}

assay_status plan_change(plan_ref *out, planning *p, const assay_query_node *node) {
    change_days days = {.p = p, .node = node, .status = ASSAY_OK};
    const char *names = assay_changes_keys(node->text);
    assay_span keys = assay_span_of(names != NULL ? names : ""), term;
    while (keys.size != 0) {
        assay_span key = assay_span_cut(&keys, ' ');
        if (node->op == ASSAY_QUERY_RANGE) {
            ASSAY_TRY(add_days(&days, key));
            continue;
        }
        ASSAY_TRY(plan_term_bytes(&term, p, ASSAY_TERM_CHANGED, key));
        ASSAY_TRY(plan_list_add(&days.any, p, assay_plan_term(p->arena, term, 1, 1)));
    }
    *out = plan_list_join(&days.any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- presence ---- */

assay_status plan_has(plan_ref *out, planning *p, const assay_query_node *node) {
    if (node->field == ASSAY_QUERY_FIELD_MIN_AGE || node->field == ASSAY_QUERY_FIELD_MAX_AGE) {
        const assay_schema_field *store = assay_schema_field_of(node->field);
        *out =
            assay_plan_range(p->arena, assay_span_of(store->column), INT64_MIN, INT64_MAX, false);
        return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
    }
    assay_query_field field =
        node->field == ASSAY_QUERY_FIELD_SITE_STATUS ? ASSAY_QUERY_FIELD_LOCATION : node->field;
    return term_plan(out, p, ASSAY_TERM_HAS, assay_span_of(assay_fields_info(field)->name));
}
