#include "search/xapian_lists.h"

#include "index/schema.h"
#include "ranking/retrieval/proximity.h"
#include "search/xapian_ranges.h"

#include <stdlib.h>

bool assay_xapian_lists_is_form(assay_span term) {
    return term.size != 0 && term.data[0] == ASSAY_TERM_FORM;
}

static assay_status add(assay_xapian_list *list, const assay_xapian_lists *lists, uint32_t record,
                        uint64_t wdf, assay_error *err) {
    ASSAY_TRY(assay_arena_grow(lists->arena, &list->items, &list->capacity, list->count,
                               sizeof *list->items, err));
    list->items[list->count++] =
        (assay_xapian_item){record, wdf < UINT32_MAX ? (uint32_t)wdf : UINT32_MAX};
    return ASSAY_OK;
}

assay_status assay_xapian_list_records(uint32_t **out, const assay_xapian_lists *lists,
                                       const assay_xapian_list *list, assay_error *err) {
    uint32_t *records = assay_arena_calloc(lists->arena, list->count + 1, sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < list->count; i++)
        records[i] = list->items[i].record;
    *out = records;
    return ASSAY_OK;
}

/* ---- leaves ---- */

static assay_status list_of_form(assay_xapian_list *out, const assay_xapian_lists *lists,
                                 const assay_plan *node, assay_error *err) {
    if (lists->forms == NULL)
        return assay_fail(err, ASSAY_E_UNSUPPORTED,
                          "exact forms and wildcards need the index's segments");
    assay_record_list found = {0};
    assay_status status = assay_evaluate_matches(&found, lists->evaluator, lists->forms, node, err);
    for (size_t i = 0; i < found.count && status == ASSAY_OK; i++)
        status = add(out, lists, found.items[i], 0, err);
    assay_record_list_done(&found);
    return status;
}

static assay_status list_of_postings(assay_xapian_list *out, const assay_xapian_lists *lists,
                                     assay_span term, assay_error *err) {
    assay_xapian_postings *postings = NULL;
    assay_xapian_posting posting;
    bool more = false;
    ASSAY_TRY(assay_xapian_postings_open(&postings, lists->reader, term, err));
    assay_status status = assay_xapian_postings_next(&posting, &more, postings, err);
    while (status == ASSAY_OK && more) {
        status = add(out, lists, posting.docid, term.size != 0 ? posting.wdf : 0, err);
        if (status == ASSAY_OK)
            status = assay_xapian_postings_next(&posting, &more, postings, err);
    }
    assay_xapian_postings_close(postings);
    return status;
}

static assay_status list_of_set(assay_xapian_list *out, const assay_xapian_lists *lists,
                                const assay_plan *node, assay_error *err) {
    for (uint32_t i = 0; i < node->record_count; i++)
        ASSAY_TRY(add(out, lists, node->records[i], 0, err));
    return ASSAY_OK;
}

static assay_status list_of_range(assay_xapian_list *out, const assay_xapian_lists *lists,
                                  const assay_plan *node, assay_error *err) {
    assay_xapian_query *query = NULL;
    uint32_t *records = NULL;
    size_t count = 0;
    ASSAY_TRY(assay_xapian_range_query(&query, node, err));
    assay_status status =
        assay_xapian_query_records(&records, &count, lists->reader, query, lists->arena, err);
    assay_xapian_query_free(query);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++)
        status = add(out, lists, records[i], 0, err);
    return status;
}

/* ---- algebra ---- */

typedef enum { WDF_SUM, WDF_LEAST, WDF_FIRST } wdf_rule;

static uint64_t joined_wdf(wdf_rule rule, uint32_t a, uint32_t b) {
    switch (rule) {
    case WDF_SUM:
        return (uint64_t)a + b;
    case WDF_LEAST:
        return a < b ? a : b;
    case WDF_FIRST:
        break;
    }
    return a;
}

typedef struct {
    bool left_only, right_only, both; /* which records the join keeps */
    wdf_rule rule;
} join_kind;

static const join_kind join_any = {true, true, true, WDF_SUM};
static const join_kind join_all = {false, false, true, WDF_SUM};
static const join_kind join_all_least = {false, false, true, WDF_LEAST};
static const join_kind join_filter = {false, false, true, WDF_FIRST};
static const join_kind join_maybe = {true, false, true, WDF_SUM};
static const join_kind join_without = {true, false, false, WDF_FIRST};

static assay_status join(assay_xapian_list *out, const assay_xapian_lists *lists,
                         const assay_xapian_list *a, const assay_xapian_list *b, join_kind kind,
                         assay_error *err) {
    size_t i = 0, j = 0;
    assay_xapian_list joined = {0};
    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? a->items[i].record : UINT64_MAX,
                 right = j < b->count ? b->items[j].record : UINT64_MAX;
        if (left < right) {
            if (kind.left_only)
                ASSAY_TRY(add(&joined, lists, a->items[i].record, a->items[i].wdf, err));
            i++;
        } else if (right < left) {
            if (kind.right_only)
                ASSAY_TRY(add(&joined, lists, b->items[j].record, b->items[j].wdf, err));
            j++;
        } else {
            uint64_t wdf = joined_wdf(kind.rule, a->items[i].wdf, b->items[j].wdf);
            if (kind.both)
                ASSAY_TRY(add(&joined, lists, a->items[i].record, wdf, err));
            i++, j++;
        }
    }
    *out = joined;
    return ASSAY_OK;
}

/* Any of children [from, to): halves first, so that many short lists cost no more than their sum times its logarithm. */
static assay_status any_of(assay_xapian_list *out, const assay_xapian_lists *lists,
                           const assay_plan *node, uint32_t from, uint32_t to, assay_error *err) {
    if (to - from == 0)
        return ASSAY_OK;
    if (to - from == 1)
        return assay_xapian_list_of(out, lists, node->children[from], err);
    assay_xapian_list a = {0}, b = {0};
    uint32_t middle = from + (to - from) / 2;
    ASSAY_TRY(any_of(&a, lists, node, from, middle, err));
    ASSAY_TRY(any_of(&b, lists, node, middle, to, err));
    return join(out, lists, &a, &b, join_any, err);
}

/* The first child joined with each of the others in turn. */
static assay_status fold(assay_xapian_list *out, const assay_xapian_lists *lists,
                         const assay_plan *node, join_kind kind, assay_error *err) {
    assay_xapian_list all = {0};
    for (uint32_t i = 0; i < node->child_count; i++) {
        assay_xapian_list next = {0};
        ASSAY_TRY(assay_xapian_list_of(&next, lists, node->children[i], err));
        if (i == 0)
            all = next;
        else
            ASSAY_TRY(join(&all, lists, &all, &next, kind, err));
    }
    *out = all;
    return ASSAY_OK;
}

/* ---- positions ---- */

enum { PROXIMITY_TERMS_MAX = 4096 };

/* The open posting lists of one child of a PHRASE or NEAR: a term, or the terms of an OR. */
typedef struct {
    assay_xapian_postings **terms;
    uint32_t *docids; /* where each stands; 0: at the end */
    uint32_t count;
    uint32_t *merged; /* positions of the present record */
    size_t merged_count, merged_capacity;
} child_postings;

typedef struct {
    const assay_xapian_lists *lists;
    const assay_plan *node;
    child_postings *children;
    assay_buffer fields;
} proximity_walk;

static void walk_close(proximity_walk *walk) {
    for (uint32_t i = 0; walk->children != NULL && i < walk->node->child_count; i++) {
        for (uint32_t t = 0; t < walk->children[i].count; t++)
            assay_xapian_postings_close(walk->children[i].terms[t]);
        free(walk->children[i].merged);
    }
    assay_buffer_done(&walk->fields);
}

static assay_status open_child(child_postings *child, const assay_xapian_lists *lists,
                               const assay_plan *node, assay_error *err) {
    bool single = node->kind == ASSAY_PLAN_TERM;
    uint32_t count = single ? 1 : node->child_count;
    if (count > PROXIMITY_TERMS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d words at one place of a phrase",
                          PROXIMITY_TERMS_MAX);
    child->terms = assay_arena_calloc(lists->arena, count + 1, sizeof(assay_xapian_postings *));
    child->docids = assay_arena_calloc(lists->arena, count + 1, sizeof *child->docids);
    if (child->terms == NULL || child->docids == NULL)
        return assay_fail_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        const assay_plan *term = single ? node : node->children[i];
        assay_xapian_posting posting;
        bool more = false;
        ASSAY_TRY(assay_xapian_postings_open(&child->terms[i], lists->reader, term->term, err));
        child->count = i + 1;
        ASSAY_TRY(assay_xapian_postings_next(&posting, &more, child->terms[i], err));
        child->docids[i] = more ? posting.docid : 0;
    }
    return ASSAY_OK;
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static assay_status merge_positions(child_postings *child, const uint32_t *positions, size_t count,
                                    assay_error *err) {
    if (child->merged_count + count > child->merged_capacity) {
        size_t capacity = 2 * (child->merged_count + count) + 16;
        uint32_t *grown = realloc(child->merged, capacity * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        child->merged = grown;
        child->merged_capacity = capacity;
    }
    if (count != 0)
        memcpy(child->merged + child->merged_count, positions, count * sizeof *positions);
    child->merged_count += count;
    return ASSAY_OK;
}

/* The child's positions in the record: those of all its terms, ascending, each once. */
static assay_status child_positions(assay_positions *out, child_postings *child, uint32_t record,
                                    assay_error *err) {
    child->merged_count = 0;
    for (uint32_t i = 0; i < child->count; i++) {
        assay_xapian_posting posting;
        const uint32_t *positions = NULL;
        size_t count = 0;
        bool more = true;
        if (child->docids[i] != 0 && child->docids[i] < record) {
            ASSAY_TRY(assay_xapian_postings_skip(&posting, &more, child->terms[i], record, err));
            child->docids[i] = more ? posting.docid : 0;
        }
        if (child->docids[i] != record)
            continue;
        ASSAY_TRY(assay_xapian_postings_positions(&positions, &count, child->terms[i], err));
        ASSAY_TRY(merge_positions(child, positions, count, err));
    }
    if (child->count > 1 && child->merged_count > 1)
        qsort(child->merged, child->merged_count, sizeof *child->merged, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < child->merged_count; i++)
        if (kept == 0 || child->merged[kept - 1] != child->merged[i])
            child->merged[kept++] = child->merged[i];
    child->merged_count = kept;
    *out = (assay_positions){child->merged, (uint32_t)kept};
    return ASSAY_OK;
}

static assay_status fits(bool *out, proximity_walk *walk, uint32_t record, assay_error *err) {
    assay_positions positions[ASSAY_PLAN_NEAR_MAX];
    const assay_plan *node = walk->node;
    for (uint32_t i = 0; i < node->child_count; i++)
        ASSAY_TRY(child_positions(&positions[i], &walk->children[i], record, err));
    if (node->fields == 0) {
        *out = assay_proximity_fits(node, positions);
        return ASSAY_OK;
    }
    assay_buffer_clear(&walk->fields);
    ASSAY_TRY(assay_xapian_reader_value(&walk->fields, walk->lists->reader, record,
                                        ASSAY_SLOT_FIELDS, err));
    assay_field_reader fields = {.left = assay_buffer_span(&walk->fields)};
    assay_interval interval;
    *out = false;
    while (!*out && assay_field_reader_next(&interval, &fields, node->fields))
        *out = assay_proximity_fits_within(node, positions, interval);
    return ASSAY_OK;
}

static assay_status keep_fitting(assay_xapian_list *out, proximity_walk *walk,
                                 const assay_xapian_list *candidates, assay_error *err) {
    const assay_plan *node = walk->node;
    walk->children =
        assay_arena_calloc(walk->lists->arena, node->child_count, sizeof *walk->children);
    if (walk->children == NULL)
        return assay_fail_memory(err);
    for (uint32_t i = 0; i < node->child_count; i++)
        ASSAY_TRY(open_child(&walk->children[i], walk->lists, node->children[i], err));
    for (size_t i = 0; i < candidates->count; i++) {
        bool good = false;
        ASSAY_TRY(fits(&good, walk, candidates->items[i].record, err));
        if (good)
            ASSAY_TRY(
                add(out, walk->lists, candidates->items[i].record, candidates->items[i].wdf, err));
    }
    return ASSAY_OK;
}

static assay_status list_of_proximity(assay_xapian_list *out, const assay_xapian_lists *lists,
                                      const assay_plan *node, assay_error *err) {
    assay_xapian_list candidates = {0};
    ASSAY_TRY(fold(&candidates, lists, node, join_all_least, err));
    if (node->child_count == 1 && node->fields == 0) {
        *out = candidates;
        return ASSAY_OK;
    }
    proximity_walk walk = {.lists = lists, .node = node};
    assay_buffer_init(&walk.fields, ASSAY_BUFFER_NO_CAP);
    assay_status status = keep_fitting(out, &walk, &candidates, err);
    walk_close(&walk);
    return status;
}

assay_status assay_xapian_list_of(assay_xapian_list *out, const assay_xapian_lists *lists,
                                  const assay_plan *node, assay_error *err) {
    switch (node->kind) {
    case ASSAY_PLAN_NOTHING:
        return ASSAY_OK;
    case ASSAY_PLAN_ALL:
        return list_of_postings(out, lists, (assay_span){NULL, 0}, err);
    case ASSAY_PLAN_TERM:
        return assay_xapian_lists_is_form(node->term)
                   ? list_of_form(out, lists, node, err)
                   : list_of_postings(out, lists, node->term, err);
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_SYNONYM:
        return any_of(out, lists, node, 0, node->child_count, err);
    case ASSAY_PLAN_AND:
        return fold(out, lists, node, join_all, err);
    case ASSAY_PLAN_AND_MAYBE:
        return fold(out, lists, node, join_maybe, err);
    case ASSAY_PLAN_AND_NOT:
        return fold(out, lists, node, join_without, err);
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        return fold(out, lists, node, join_filter, err);
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return list_of_proximity(out, lists, node, err);
    case ASSAY_PLAN_SET:
        return list_of_set(out, lists, node, err);
    case ASSAY_PLAN_RANGE:
        return list_of_range(out, lists, node, err);
    }
    return assay_fail(err, ASSAY_E_BUG, "a plan node of kind %d", (int)node->kind);
}
