/* NEAR and ADJ. What stands near what is written out: each way to choose one alternative of every operand is a row of single words (each
 * a term, or terms that stand for each other) within a window. */
#include "search/planner_internal.h"

enum { ROWS_MAX = 512 };

/* Single words in order, that stand within `window` positions. */
typedef struct {
    plan_ref *slots;
    size_t count;
    uint32_t window;
    plan_ref
        own; /* what an operand of several words is by itself: they are nearer to each other than to the rest */
} near_row;
typedef struct {
    near_row *items;
    size_t count, capacity;
} near_rows;

typedef struct {
    planning *p;
    uint32_t phrase; /* of the marks */
    const assay_schema_field *store;
} nearness;

static assay_status add_row(near_rows *rows, nearness *n, const near_row *row,
                            const assay_query_node *node) {
    planning *p = n->p;
    if (rows->count == ROWS_MAX)
        return assay_fail(p->err, ASSAY_E_LIMIT,
                          "column %zu: more than %d ways to choose words near each other",
                          node->column + 1, ROWS_MAX);
    ASSAY_TRY(assay_arena_grow(p->arena, &rows->items, &rows->capacity, rows->count,
                               sizeof *rows->items, p->err));
    rows->items[rows->count++] = *row;
    return ASSAY_OK;
}

static assay_status add_word(near_rows *rows, nearness *n, plan_ref word,
                             const assay_query_node *node) {
    near_row row = {
        .slots = assay_arena_calloc(n->p->arena, 1, sizeof *row.slots), .count = 1, .window = 1};
    if (row.slots == NULL || word == NULL)
        return assay_fail_memory(n->p->err);
    row.slots[0] = word;
    return add_row(rows, n, &row, node);
}

/* A word or a phrase: a row of its parts. */
static assay_status add_text(near_rows *rows, nearness *n, const assay_query_node *node) {
    planning *p = n->p;
    const assay_schema_field *store = assay_schema_field_of(node->field);
    ASSAY_TRY(plan_analyze(p, node->text));
    near_row row = {.slots = assay_arena_calloc(p->arena, p->tokens.count + 1, sizeof *row.slots)};
    if (row.slots == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < p->tokens.count; i++) {
        if (p->tokens.items[i].kind != ASSAY_TOKEN_PART)
            continue;
        ASSAY_TRY(plan_token(&row.slots[row.count++], p, &p->tokens.items[i], store));
        ASSAY_TRY(plan_mark_token(p, &p->tokens.items[i], n->phrase));
    }
    if (row.count == 0)
        return ASSAY_OK;
    row.window = (uint32_t)row.count + node->slop;
    if (row.count > 1) {
        size_t marks = p->out->mark_count;
        assay_query_node phrase = *node;
        phrase.op = ASSAY_QUERY_PHRASE;
        phrase.boost = 1;
        ASSAY_TRY(plan_phrase(&row.own, p, &phrase));
        p->out->mark_count = marks;
    }
    return add_row(rows, n, &row, node);
}

static assay_status rows_of(near_rows *rows, nearness *n, const assay_query_node *node);

/* Alternatives of one word are one row: terms that stand for each other. */
static assay_status add_alternatives(near_rows *rows, nearness *n, const assay_query_node *node) {
    near_rows all = {0};
    plan_list words = {0};
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(rows_of(&all, n, node->children[i]));
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].count != 1)
            continue;
        plan_ref word = all.items[i].slots[0];
        if (word->kind == ASSAY_PLAN_NOTHING) /* a wildcard no word is like */
            continue;
        bool joined = word->kind == ASSAY_PLAN_OR || word->kind == ASSAY_PLAN_SYNONYM;
        for (size_t k = 0; k < (joined ? word->child_count : 1); k++)
            ASSAY_TRY(plan_list_add(&words, n->p, joined ? word->children[k] : word));
    }
    if (words.count != 0 || all.count != 0)
        ASSAY_TRY(add_word(rows, n, plan_list_join(&words, n->p, ASSAY_PLAN_OR), node));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].count != 1)
            ASSAY_TRY(add_row(rows, n, &all.items[i], node));
    return ASSAY_OK;
}

/* ---- rows side by side ---- */

/* Two neighbours with `slop` words between them; what either is by itself goes along. */
static assay_status append_row(near_row *out, nearness *n, const near_row *left,
                               const near_row *right, uint32_t slop) {
    planning *p = n->p;
    near_row row = {.slots =
                        assay_arena_calloc(p->arena, left->count + right->count, sizeof *row.slots),
                    .count = left->count + right->count,
                    .window = left->window + slop + right->window,
                    .own = left->own != NULL ? left->own : right->own};
    if (row.slots == NULL)
        return assay_fail_memory(p->err);
    memcpy(row.slots, left->slots, left->count * sizeof *row.slots);
    memcpy(row.slots + left->count, right->slots, right->count * sizeof *row.slots);
    if (left->own != NULL && right->own != NULL) {
        row.own = plan_both(p, ASSAY_PLAN_AND, left->own, right->own);
        if (row.own == NULL)
            return assay_fail_memory(p->err);
    }
    *out = row;
    return ASSAY_OK;
}

static assay_status multiply(near_rows *rows, nearness *n, const near_rows *right,
                             const assay_query_node *node) {
    near_rows product = {0};
    if (right->count == 0) /* no word in it */
        return ASSAY_OK;
    if (rows->count == 0) {
        *rows = *right;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < right->count; k++) {
            near_row row;
            ASSAY_TRY(append_row(&row, n, &rows->items[i], &right->items[k], node->slop));
            ASSAY_TRY(add_row(&product, n, &row, node));
        }
    *rows = product;
    return ASSAY_OK;
}

static assay_status row_plan(plan_ref *out, nearness *n, const near_row *row,
                             const assay_query_node *node) {
    planning *p = n->p;
    plan_ref plan = row->slots[0];
    for (size_t i = 0; i < row->count; i++)
        if (row->slots[i]->kind == ASSAY_PLAN_NOTHING) {
            *out = row->slots[i];
            return ASSAY_OK;
        }
    if (row->count > 1 && node->op == ASSAY_QUERY_NEAR)
        plan = plan_in_places(assay_plan_near(p->arena, row->slots, row->count, row->window),
                              n->store);
    else if (row->count > 1)
        plan = plan_in_places(
            assay_plan_phrase(p->arena, row->slots, NULL, row->count, row->window), n->store);
    *out = row->own != NULL ? plan_both(p, ASSAY_PLAN_FILTER, plan, row->own) : plan;
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

static assay_status add_operands(near_rows *rows, nearness *n, const assay_query_node *node) {
    for (size_t i = 0; i < node->count; i++) {
        near_rows operand = {0};
        ASSAY_TRY(rows_of(&operand, n, node->children[i]));
        ASSAY_TRY(multiply(rows, n, &operand, node));
    }
    return ASSAY_OK;
}

/* Nearness within nearness: its rows, and what they are by themselves. */
static assay_status add_nested(near_rows *rows, nearness *n, const assay_query_node *node) {
    near_rows inner = {0};
    ASSAY_TRY(add_operands(&inner, n, node));
    for (size_t i = 0; i < inner.count; i++) {
        near_row row = inner.items[i];
        if (row.count > 1)
            ASSAY_TRY(row_plan(&row.own, n, &inner.items[i], node));
        ASSAY_TRY(add_row(rows, n, &row, node));
    }
    return ASSAY_OK;
}

static assay_status rows_of(near_rows *rows, nearness *n, const assay_query_node *node) {
    plan_ref stems = NULL;
    switch (node->op) {
    case ASSAY_QUERY_WORD:
    case ASSAY_QUERY_PHRASE:
        if (assay_fields_info(node->field)->kind == ASSAY_KIND_TEXT)
            return add_text(rows, n, node);
        break;
    case ASSAY_QUERY_PATTERN:
    case ASSAY_QUERY_FUZZY:
        if (assay_fields_info(node->field)->kind != ASSAY_KIND_TEXT)
            break;
        ASSAY_TRY(plan_pattern_stems(&stems, n->p, node));
        return add_word(rows, n, stems, node);
    case ASSAY_QUERY_OR:
    case ASSAY_QUERY_BEST:
        return add_alternatives(rows, n, node);
    case ASSAY_QUERY_NEAR:
    case ASSAY_QUERY_ADJ:
        return add_nested(rows, n, node);
    default:
        break;
    }
    return assay_fail(n->p->err, ASSAY_E_UNSUPPORTED,
                      "column %zu: nearness is between words, phrases and alternatives of them",
                      node->column + 1);
}

/* The field all leaves are in; ANY when they are in several. */
static assay_query_field field_of(const assay_query_node *node) {
    if (node->count == 0)
        return node->field;
    assay_query_field field = field_of(node->children[0]);
    for (size_t i = 1; i < node->count; i++)
        if (field_of(node->children[i]) != field)
            return ASSAY_QUERY_FIELD_ANY;
    return field;
}

assay_status plan_near(plan_ref *out, planning *p, const assay_query_node *node) {
    near_rows rows = {0};
    plan_list any = {0};
    nearness n = {p, ++p->phrases, assay_schema_field_of(field_of(node))};
    ASSAY_TRY(add_operands(&rows, &n, node));
    for (size_t i = 0; i < rows.count; i++) {
        plan_ref plan = NULL;
        ASSAY_TRY(row_plan(&plan, &n, &rows.items[i], node));
        ASSAY_TRY(plan_list_add(&any, p, plan));
    }
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}
