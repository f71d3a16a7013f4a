/* Terms that stand for each other, within a query: which of its words are to be expanded, and what by. */
#include "search/search_internal.h"

/* Words that are looked up as one term: "non small cell lung cancer". */
enum { TERM_WORDS_MAX = 8 };

assay_status search_vocabularies(assay_synonyms **out, assay_search *search, assay_error *err) {
    if (search->synonyms == NULL)
        ASSAY_TRY(assay_synonyms_open(&search->synonyms, assay_reader_path(search->reader),
                                      search->analyzer, err));
    *out = search->synonyms;
    return ASSAY_OK;
}

assay_status assay_search_add_synonyms(assay_search *search, const char *path, assay_error *err) {
    assay_synonyms *synonyms = NULL;
    ASSAY_TRY(search_vocabularies(&synonyms, search, err));
    return assay_synonyms_load(synonyms, path, search->analyzer, err);
}

/* ---- what a leaf is expanded by ---- */

static bool has_space(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == ' ' || text.data[i] == '\t')
            return true;
    return false;
}

/* Leaves like `leaf` for each term: words and phrases in its field. */
static assay_status leaves_of(const assay_query_node *const **out, assay_arena *arena,
                              const assay_query_node *leaf, const assay_synonym_list *list,
                              assay_error *err) {
    const assay_query_node **leaves =
        assay_arena_calloc(arena, list->count + 1, sizeof(const assay_query_node *));
    if (leaves == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        assay_query_op op = has_space(list->terms[i]) ? ASSAY_QUERY_PHRASE : ASSAY_QUERY_WORD;
        assay_query_node *node = assay_query_node_new(arena, op, leaf->column);
        if (node == NULL)
            return assay_fail_memory(err);
        node->text = list->terms[i];
        node->field = leaf->field;
        node->no_explode = true; /* what a term is expanded by is itself expanded no further */
        leaves[i] = node;
    }
    *out = leaves;
    return ASSAY_OK;
}

static bool is_expandable(const assay_query_node *leaf) {
    return (leaf->op == ASSAY_QUERY_WORD || leaf->op == ASSAY_QUERY_PHRASE) &&
           assay_fields_info(leaf->field)->kind == ASSAY_KIND_TEXT;
}

assay_status search_expand(const assay_query_node *const **out, size_t *count, search_run *run,
                           const assay_query_node *leaf) {
    assay_synonyms *synonyms = NULL;
    assay_synonym_list list;
    *count = 0;
    if (!is_expandable(leaf))
        return search_warn(run, "W-NO-SYNONYMS", leaf->column,
                           "only words and phrases have synonyms");
    ASSAY_TRY(search_vocabularies(&synonyms, run->search, run->err));
    ASSAY_TRY(assay_synonyms_of(&list, synonyms, run->arena, run->search->analyzer, leaf->text,
                                run->err));
    if (list.count == 0)
        return search_warn(run, "W-NO-SYNONYMS", leaf->column, "no vocabulary knows \"%.*s\"",
                           ASSAY_SPAN_ARG(leaf->text));
    if (list.found > list.count)
        ASSAY_TRY(search_warn(run, "W-SYNONYM-LIMIT", leaf->column,
                              "\"%.*s\" has %zu synonyms; the first %zu are used",
                              ASSAY_SPAN_ARG(leaf->text), list.found, list.count));
    ASSAY_TRY(leaves_of(out, run->arena, leaf, &list, run->err));
    *count = list.count;
    return ASSAY_OK;
}

/* [pa]. Without a vocabulary that tells of actions, or for a name none has, there is nothing to search for: said, not answered. */
static assay_status search_action(const assay_query_node *const **out, size_t *count,
                                  search_run *run, const assay_query_node *leaf) {
    assay_synonyms *synonyms = NULL;
    assay_synonym_list list = {0};
    bool loaded = false;
    ASSAY_TRY(search_vocabularies(&synonyms, run->search, run->err));
    ASSAY_TRY(assay_synonyms_acting(&list, &loaded, synonyms, run->arena, run->search->analyzer,
                                    leaf->text, !leaf->no_explode, ASSAY_PLANNER_EXPANSION_MAX,
                                    run->err));
    if (!loaded)
        return assay_fail(run->err, ASSAY_E_USAGE,
                          "column %zu: pa: which substances act so is told by MeSH; load its "
                          "descriptors first (indexer vocabulary -d DIR desc2026.xml)",
                          leaf->column + 1);
    if (list.count == 0)
        return assay_fail(run->err, ASSAY_E_USAGE,
                          "column %zu: pa: no substance of the loaded MeSH has the action \"%.*s\"",
                          leaf->column + 1, ASSAY_SPAN_ARG(leaf->text));
    ASSAY_TRY(leaves_of(out, run->arena, leaf, &list, run->err));
    *count = list.count;
    return ASSAY_OK;
}

assay_status search_explode(const assay_query_node *const **out, size_t *count, search_run *run,
                            const assay_query_node *leaf) {
    assay_synonyms *synonyms = NULL;
    assay_synonym_list list;
    *count = 0;
    if (leaf->field == ASSAY_QUERY_FIELD_ACTION)
        return search_action(out, count, run, leaf);
    ASSAY_TRY(search_vocabularies(&synonyms, run->search, run->err));
    ASSAY_TRY(assay_synonyms_narrower(&list, synonyms, run->arena, run->search->analyzer,
                                      leaf->text, !leaf->no_explode, ASSAY_PLANNER_EXPANSION_MAX,
                                      run->err));
    if (list.found > list.count)
        ASSAY_TRY(search_warn(run, "W-SYNONYM-LIMIT", leaf->column,
                              "\"%.*s\" has %zu headings below it; the first %zu are used",
                              ASSAY_SPAN_ARG(leaf->text), list.found, list.count));
    ASSAY_TRY(leaves_of(out, run->arena, leaf, &list, run->err));
    *count = list.count;
    return ASSAY_OK;
}

/* ---- which words are expanded: --expand, and ~( ... ) ---- */

typedef struct {
    search_run *run;
    assay_synonyms *synonyms;
    assay_buffer text, key;
    bool all; /* quoted and fielded terms too */
} expanding;

static assay_status expand_tree(assay_query_node **out, expanding *e, assay_query_node *node,
                                bool wanted);

static assay_status is_known(bool *out, expanding *e, assay_span text) {
    ASSAY_TRY(assay_thesaurus_key(&e->key, e->run->search->analyzer, text, e->run->err));
    *out = e->key.size != 0 && assay_synonyms_knows(e->synonyms, assay_buffer_span(&e->key));
    return ASSAY_OK;
}

static assay_status wrap(assay_query_node **out, expanding *e, assay_query_node *leaf) {
    search_run *run = e->run;
    assay_query_node *inside = assay_query_node_new(run->arena, leaf->op, leaf->column),
                     *node = assay_query_node_new(run->arena, ASSAY_QUERY_EXPAND, leaf->column);
    if (node == NULL || inside == NULL)
        return assay_fail_memory(run->err);
    *inside = *leaf;
    inside->occur = ASSAY_OCCUR_SHOULD;
    inside->boost = 1;
    node->occur = leaf->occur;
    node->boost = leaf->boost;
    *out = node;
    return assay_query_add_child(node, run->arena, inside, run->err);
}

static assay_status expand_leaf(assay_query_node **out, expanding *e, assay_query_node *leaf) {
    bool plain = leaf->op == ASSAY_QUERY_WORD && leaf->field == ASSAY_QUERY_FIELD_ANY, known;
    *out = leaf;
    if (!is_expandable(leaf) || !(plain || e->all))
        return ASSAY_OK;
    ASSAY_TRY(is_known(&known, e, leaf->text));
    return known ? wrap(out, e, leaf) : ASSAY_OK;
}

/* How many children of the group, from `from` on, are words that may be one term. */
static size_t run_of_words(const assay_query_node *group, size_t from) {
    size_t to = from;
    while (to < group->count && to - from < TERM_WORDS_MAX) {
        const assay_query_node *child = group->children[to];
        if (child->op != ASSAY_QUERY_WORD || child->field != ASSAY_QUERY_FIELD_ANY ||
            child->boost != 1 || child->occur == ASSAY_OCCUR_NOT ||
            child->occur != group->children[from]->occur)
            break;
        to++;
    }
    return to - from;
}

static assay_status join_text(expanding *e, const assay_query_node *group, size_t from,
                              size_t count) {
    assay_buffer_clear(&e->text);
    for (size_t i = from; i < from + count; i++) {
        assay_buffer_add_text(&e->text, i != from ? " " : "");
        assay_buffer_add_span(&e->text, group->children[i]->text);
    }
    return assay_buffer_check(&e->text, e->run->err);
}

/* The most words from `from` on that a vocabulary knows as one term; e->text holds them. 0: none of several words. */
static assay_status longest_term(size_t *out, expanding *e, const assay_query_node *group,
                                 size_t from) {
    for (size_t count = run_of_words(group, from); count > 1; count--) {
        bool known = false;
        ASSAY_TRY(join_text(e, group, from, count));
        ASSAY_TRY(is_known(&known, e, assay_buffer_span(&e->text)));
        if (known) {
            *out = count;
            return ASSAY_OK;
        }
    }
    *out = 0;
    return ASSAY_OK;
}

/* Words side by side that are one term stay as they are, and the term comes beside them as a phrase with its synonyms: nothing is lost.
 * Where all words must be there, the phrase or its synonyms may stand for them. */
static assay_status add_term(assay_query_node *to, expanding *e, const assay_query_node *group,
                             size_t from, size_t count) {
    search_run *run = e->run;
    assay_query_occur occur = group->children[from]->occur;
    assay_query_node *phrase = assay_query_node_new(run->arena, ASSAY_QUERY_PHRASE,
                                                    group->children[from]->column),
                     *term = NULL, *either = to;
    if (phrase == NULL)
        return assay_fail_memory(run->err);
    ASSAY_TRY(assay_arena_copy(&phrase->text, run->arena, assay_buffer_span(&e->text), run->err));
    ASSAY_TRY(wrap(&term, e, phrase));
    if (occur == ASSAY_OCCUR_MUST) {
        assay_query_node *all = assay_query_node_new(run->arena, ASSAY_QUERY_AND, phrase->column);
        either = assay_query_node_new(run->arena, ASSAY_QUERY_OR, phrase->column);
        if (all == NULL || either == NULL)
            return assay_fail_memory(run->err);
        either->occur = ASSAY_OCCUR_MUST;
        for (size_t i = from; i < from + count; i++)
            ASSAY_TRY(assay_query_add_child(all, run->arena, group->children[i], run->err));
        ASSAY_TRY(assay_query_add_child(either, run->arena, all, run->err));
        ASSAY_TRY(assay_query_add_child(to, run->arena, either, run->err));
    } else {
        for (size_t i = from; i < from + count; i++)
            ASSAY_TRY(assay_query_add_child(to, run->arena, group->children[i], run->err));
    }
    return assay_query_add_child(either, run->arena, term, run->err);
}

static assay_status expand_children(assay_query_node *to, expanding *e,
                                    const assay_query_node *group, bool wanted) {
    for (size_t i = 0; i < group->count;) {
        size_t words = 0;
        assay_query_node *child = NULL;
        if (wanted && group->op == ASSAY_QUERY_BEST)
            ASSAY_TRY(longest_term(&words, e, group, i));
        if (words != 0) {
            ASSAY_TRY(add_term(to, e, group, i, words));
            i += words;
            continue;
        }
        bool negative = group->children[i]->occur == ASSAY_OCCUR_NOT;
        ASSAY_TRY(expand_tree(&child, e, group->children[i++], wanted && !negative));
        ASSAY_TRY(assay_query_add_child(to, e->run->arena, child, e->run->err));
    }
    return ASSAY_OK;
}

/* ~( ... ): all terms within. */
static assay_status expand_group(assay_query_node **out, expanding *e, assay_query_node *node) {
    assay_query_node *inside = NULL;
    bool before = e->all;
    e->all = true;
    assay_status status = expand_tree(&inside, e, node->children[0], true);
    e->all = before;
    ASSAY_TRY(status);
    assay_query_node *copy = assay_query_node_new(e->run->arena, inside->op, inside->column);
    if (copy == NULL)
        return assay_fail_memory(e->run->err);
    *copy = *inside;
    copy->occur = node->occur;
    copy->boost *= node->boost;
    *out = copy;
    return ASSAY_OK;
}

static assay_status expand_tree(assay_query_node **out, expanding *e, assay_query_node *node,
                                bool wanted) {
    *out = node;
    if (node->op == ASSAY_QUERY_EXPAND)
        return node->children[0]->op < ASSAY_QUERY_BEST ? ASSAY_OK : expand_group(out, e, node);
    if (node->op < ASSAY_QUERY_BEST)
        return wanted ? expand_leaf(out, e, node) : ASSAY_OK;
    if (node->op == ASSAY_QUERY_NEAR || node->op == ASSAY_QUERY_ADJ ||
        node->op == ASSAY_QUERY_SAME_SITE || node->op == ASSAY_QUERY_FILTER)
        return ASSAY_OK;
    assay_query_node *copy = assay_query_node_new(e->run->arena, node->op, node->column);
    if (copy == NULL)
        return assay_fail_memory(e->run->err);
    *copy = *node;
    copy->children = NULL;
    copy->count = copy->capacity = 0;
    *out = copy;
    return expand_children(copy, e, node, wanted && node->op != ASSAY_QUERY_NOT);
}

static bool has_group_to_expand(const assay_query_node *node) {
    if (node->op == ASSAY_QUERY_EXPAND && node->children[0]->op >= ASSAY_QUERY_BEST)
        return true;
    for (size_t i = 0; i < node->count; i++)
        if (has_group_to_expand(node->children[i]))
            return true;
    return false;
}

/* A lone word is a group of one, and a lone term of several words one too. */
assay_status search_expand_query(assay_query_node **root, search_run *run) {
    if (*root == NULL || !(run->request->expand || has_group_to_expand(*root)))
        return ASSAY_OK;
    expanding e = {.run = run};
    ASSAY_TRY(search_vocabularies(&e.synonyms, run->search, run->err));
    assay_buffer_init(&e.text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&e.key, ASSAY_BUFFER_NO_CAP);
    assay_status status = expand_tree(root, &e, *root, run->request->expand);
    assay_buffer_done(&e.text);
    assay_buffer_done(&e.key);
    return status;
}
