/* What concerns several fields at once, and values that rank.
 *
 * TILT: steps of a value each add TILT_STEP to the score, so that the greater value wins among records that match about as well, and
 * a far better match still wins. Dates by their distance from today, numbers by their magnitude. As a plan:
 * AND_MAYBE(what is asked, CONSTANT(RANGE(column, from the step on)), ...), which either engine evaluates and explains as it is. */
#include "search/planner_internal.h"

#define TILT_STEP 0.25 /* an eighth of what a word of middling rarity scores */

assay_status plan_everywhere(plan_ref *out, planning *p, const assay_query_node *node) {
    static const assay_query_field fields[] = {
        ASSAY_QUERY_FIELD_ANY,     ASSAY_QUERY_FIELD_EXCLUSION, ASSAY_QUERY_FIELD_AUTHOR,
        ASSAY_QUERY_FIELD_JOURNAL, ASSAY_QUERY_FIELD_SPONSOR,   ASSAY_QUERY_FIELD_AFFILIATION,
        ASSAY_QUERY_FIELD_LOCATION};
    plan_list any = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assay_query_node leaf = *node;
        plan_ref plan = NULL;
        size_t marks = p->out->mark_count;
        leaf.field = fields[i];
        leaf.boost = 1;
        ASSAY_TRY(plan_node(&plan, p, &leaf, true));
        ASSAY_TRY(plan_list_add(&any, p, plan));
        if (i != 0) /* once is enough: all of them mark the same words */
            p->out->mark_count = marks;
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

static assay_status add_step(plan_list *parts, planning *p, assay_query_field field, int64_t from) {
    assay_span column = assay_span_of(assay_schema_field_of(field)->column);
    plan_ref above = assay_plan_range(p->arena, column, from, INT64_MAX, false);
    return plan_list_add(parts, p,
                         assay_plan_weigh(p->arena, ASSAY_PLAN_CONSTANT, above, TILT_STEP));
}

assay_status plan_tilt(plan_ref *out, planning *p, const assay_query_node *node, bool required) {
    static const int64_t days[] = {183, 365, 731, 1096, 1826, 2922, 4748, 7670};
    static const int64_t numbers[] = {10, 30, 100, 300, 1000, 3000, 10000, 30000};
    bool dates = assay_fields_info(node->field)->kind == ASSAY_KIND_DATE;
    plan_list parts = {0};
    plan_ref asked = NULL;
    ASSAY_TRY(plan_node(&asked, p, node->children[0], required));
    ASSAY_TRY(plan_list_add(&parts, p, asked));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        ASSAY_TRY(add_step(&parts, p, node->field,
                           dates ? (int64_t)assay_date_add_days((assay_date)node->low, -days[i])
                                 : numbers[i]));
    *out = plan_list_join(&parts, p, ASSAY_PLAN_AND_MAYBE);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}
