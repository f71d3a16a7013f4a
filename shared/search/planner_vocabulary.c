/* Terms that stand for each other: synonyms, and MeSH headings with what is narrower. Each group is matched by any and scored as one term. */
#include "index/keyword.h"
#include "query/qualifiers.h"
#include "search/planner_internal.h"

assay_status plan_expand(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_planner_resolver *resolver = &p->planner->resolver;
    const assay_query_node *leaf = node->children[0];
    const assay_query_node *const *others = NULL;
    size_t count = 0;
    plan_list any = {0};
    plan_ref plan = NULL;
    ASSAY_TRY(plan_node(&plan, p, leaf, true));
    ASSAY_TRY(plan_list_add(&any, p, plan));
    if (resolver->expand != NULL)
        ASSAY_TRY(resolver->expand(&others, &count, resolver->user, p->arena, leaf, p->err));
    for (size_t i = 0; i < count; i++) {
        ASSAY_TRY(plan_node(&plan, p, others[i], true));
        ASSAY_TRY(plan_list_add(&any, p, plan));
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_SYNONYM);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- MeSH headings ---- */

static bool is_qualified(const assay_query_node *node) {
    return assay_span_find_byte(node->text, '/') != SIZE_MAX;
}

bool plan_is_heading(const planning *p, const assay_query_node *node) {
    bool mesh =
        node->field == ASSAY_QUERY_FIELD_MESH || node->field == ASSAY_QUERY_FIELD_MESH_MAJOR;
    return mesh && !p->in_heading && node->slop == 0 && !node->unordered &&
           (node->no_explode || is_qualified(node) || p->planner->resolver.explode != NULL);
}

static assay_status frequency(uint64_t *out, const planning *p, assay_span term) {
    const assay_planner_dictionary *dictionary = &p->planner->dictionary;
    *out = 1;
    return dictionary->frequency != NULL
               ? dictionary->frequency(out, dictionary->user, term, p->err)
               : ASSAY_OK;
}

/* Records with this whole heading, or heading/qualifier, as a term that scores nothing. */
static assay_status whole_heading(plan_ref *out, uint64_t *df, planning *p, const char *prefix,
                                  assay_span text) {
    assay_buffer term;
    *df = 0;
    assay_buffer_init(&term, (size_t)4 * ASSAY_TERM_MAX);
    assay_status status = ASSAY_OK;
    if (assay_keyword_term(&term, ASSAY_QUERY_FIELD_MESH_EXACT, prefix, text)) {
        *out = assay_plan_term(p->arena, assay_buffer_span(&term), 1, 1);
        status = frequency(df, p, assay_buffer_span(&term));
    }
    if (status == ASSAY_OK)
        status = assay_buffer_check(&term, p->err);
    assay_buffer_done(&term);
    return status;
}

/* The stem of a heading that the fewest records have: what the heading is ranked by, for the words of a heading come together. */
static assay_status rarest_word(plan_ref *out, planning *p, assay_span text) {
    uint64_t least = UINT64_MAX;
    const assay_map *terms = assay_analyzer_terms(p->planner->analyzer);
    *out = NULL;
    assay_tokens_clear(&p->tokens);
    ASSAY_TRY(assay_analyzer_run(&p->tokens, p->planner->analyzer, text, p->err));
    uint32_t phrase = ++p->phrases;
    for (size_t i = 0; i < p->tokens.count; i++) {
        const assay_token *token = &p->tokens.items[i];
        uint64_t df;
        if (token->kind != ASSAY_TOKEN_PART)
            continue;
        assay_span term;
        ASSAY_TRY(assay_arena_copy(&term, p->arena, assay_map_key(terms, token->term), p->err));
        ASSAY_TRY(plan_mark(p, term, token->is_stop ? 0.1 : 1, phrase));
        ASSAY_TRY(frequency(&df, p, term));
        if (df < least) {
            least = df;
            *out = assay_plan_term(p->arena, term, 1, 1);
        }
    }
    return least == UINT64_MAX || *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* The heading with any of the qualifiers; *out NULL when no record has it so. */
static assay_status with_qualifiers(plan_ref *out, planning *p, assay_span heading,
                                    assay_span qualifier, bool major) {
    const char *prefix = major ? ASSAY_TERM_QUALIFIED_MAJOR : ASSAY_TERM_QUALIFIED;
    const char *names[ASSAY_QUALIFIERS_BELOW_MAX];
    size_t count = assay_qualifiers_below(names, ASSAY_QUALIFIERS_BELOW_MAX, qualifier);
    plan_list any = {0};
    for (size_t i = 0; i < count || i == 0; i++) {
        assay_span both, name = count != 0 ? assay_span_of(names[i]) : qualifier;
        plan_ref plan = NULL;
        uint64_t df;
        ASSAY_TRY(assay_arena_format(&both, p->arena, p->err, "%.*s/%.*s", ASSAY_SPAN_ARG(heading),
                                     ASSAY_SPAN_ARG(name)));
        ASSAY_TRY(whole_heading(&plan, &df, p, prefix, both));
        if (df != 0)
            ASSAY_TRY(plan_list_add(&any, p, plan));
    }
    *out = any.count != 0 ? plan_list_join(&any, p, ASSAY_PLAN_OR) : NULL;
    return ASSAY_OK;
}

/* One heading of a tree, with a qualifier or (empty) any; nothing is added when no record has it. */
static assay_status add_heading(plan_list *any, planning *p, const assay_query_node *heading,
                                assay_span qualifier) {
    const char *prefix = assay_schema_field_of(ASSAY_QUERY_FIELD_MESH_EXACT)->prefix;
    bool major = heading->field == ASSAY_QUERY_FIELD_MESH_MAJOR;
    plan_ref whole = NULL, words = NULL;
    uint64_t df;
    ASSAY_TRY(whole_heading(&whole, &df, p, prefix, heading->text));
    if (df == 0)
        return ASSAY_OK;
    if (qualifier.size != 0)
        ASSAY_TRY(with_qualifiers(&whole, p, heading->text, qualifier, major));
    if (whole == NULL)
        return ASSAY_OK;
    if (major)
        ASSAY_TRY(plan_phrase(&words, p, heading));
    else
        ASSAY_TRY(rarest_word(&words, p, heading->text));
    if (words == NULL)
        return ASSAY_OK;
    return plan_list_add(any, p, plan_both(p, ASSAY_PLAN_FILTER, words, whole));
}

static assay_status plan_headings(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_planner_resolver *resolver = &p->planner->resolver;
    const assay_query_node *const *headings = NULL;
    size_t count = 0;
    plan_list any = {0};
    plan_ref words = NULL;
    assay_span qualifier = {NULL, 0};
    if (is_qualified(node)) {
        assay_query_node *heading = assay_query_node_new(p->arena, node->op, node->column);
        if (heading == NULL)
            return assay_fail_memory(p->err);
        *heading = *node;
        qualifier = node->text;
        heading->text = assay_span_cut(&qualifier, '/');
        node = heading;
    }
    if (resolver->explode != NULL)
        ASSAY_TRY(resolver->explode(&headings, &count, resolver->user, p->arena, node, p->err));
    if (node->no_explode || qualifier.size != 0) {
        ASSAY_TRY(add_heading(&any, p, node, qualifier));
    } else {
        assay_query_node unboosted = *node; /* weighed outside */
        unboosted.boost = 1;
        ASSAY_TRY(plan_node(&words, p, &unboosted, true));
        ASSAY_TRY(plan_list_add(&any, p, words));
    }
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(add_heading(&any, p, headings[i], qualifier));
    *out = plan_list_join(&any, p, ASSAY_PLAN_SYNONYM);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status plan_heading(plan_ref *out, planning *p, const assay_query_node *node) {
    p->in_heading = true;
    assay_status status = plan_headings(out, p, node);
    p->in_heading = false;
    return status;
}

/* ---- pharmacological actions ---- */

/* A substance as a heading, and by its name among what is given. */
static assay_status add_substance(plan_list *any, planning *p, const assay_query_node *substance) {
    assay_query_node heading = *substance, named = *substance;
    plan_ref plan = NULL;
    heading.field = ASSAY_QUERY_FIELD_MESH;
    ASSAY_TRY(add_heading(any, p, &heading, (assay_span){NULL, 0}));
    named.field = ASSAY_QUERY_FIELD_INTERVENTION;
    named.op = ASSAY_QUERY_PHRASE;
    ASSAY_TRY(plan_phrase(&plan, p, &named));
    return plan_list_add(any, p, plan);
}

assay_status plan_action(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_planner_resolver *resolver = &p->planner->resolver;
    const assay_query_node *const *substances = NULL;
    size_t count = 0;
    plan_list any = {0};
    if (resolver->explode == NULL ||
        (node->op != ASSAY_QUERY_WORD && node->op != ASSAY_QUERY_PHRASE))
        return assay_fail(p->err, ASSAY_E_UNSUPPORTED,
                          "column %zu: pa takes the name of a pharmacological action",
                          node->column + 1);
    ASSAY_TRY(resolver->explode(&substances, &count, resolver->user, p->arena, node, p->err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(add_substance(&any, p, substances[i]));
    *out = plan_list_join(&any, p, ASSAY_PLAN_SYNONYM);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}
