#include "ranking/writing/reorder.h"

#include "base/cpu.h"
#include "ranking/segment/postings.h"
#include "ranking/writing/merging.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/* Parts of so many records are not divided again: a block of postings spans more than FEW, and where a record stands in HALF_RANGE makes no
 * query faster. A round that moves fewer than one record in QUIET is the last of its level. */
enum { FEW = 32, HALF_RANGE = ASSAY_RANGE_SIZE / 2 };
enum { ROUNDS = 20, QUIET = 2000, MIN_DF = 32, DF_SHARE = 5000, MEMORY = 1 << 30 };

/* Records and their terms: those of record r are terms[start[r] .. start[r + 1]). */
typedef struct {
    uint32_t records, term_count;
    size_t *start;
    uint32_t *terms;
} graph;

/* Per term, for the records being halved; all zero between uses. One thread's own. */
typedef struct {
    uint32_t *left, *right;    /* how many records of each half have it */
    float *to_right, *to_left; /* what moving one of them saves */
    uint32_t *met, met_count;  /* terms that occur */
} scratch;

typedef struct {
    float gain;
    uint32_t record;
} mover;

typedef struct {
    const graph *g;
    uint32_t *order;
    mover *movers; /* one a record, by place in the order */
    unsigned rounds;
    uint32_t smallest;
} task;

/* ---- the graph ---- */

/* Terms of these numbers of postings take part. */
typedef struct {
    uint32_t least, most;
} df_limits;

static bool takes_part(const assay_segment_term *term, df_limits limits) {
    return term->ranked && term->df >= limits.least && term->df <= limits.most;
}

/* Quarters of powers of two. */
enum { DF_CLASSES = 32 * 4 };
static unsigned class_of(uint32_t df) {
    unsigned width = 32 - (unsigned)__builtin_clz(df);
    return (width - 1) * 4 + (width > 3 ? df >> (width - 3) & 3 : 0);
}

/* Lowers the upper limit until what takes part fits in the memory. */
static assay_status fit_memory(df_limits *limits, const assay_merge_source *source, uint64_t memory,
                               assay_error *err) {
    uint64_t postings[DF_CLASSES] = {0}, room = memory / sizeof(uint32_t);
    uint32_t greatest[DF_CLASSES] = {0}, most = 0;
    assay_term_cursor terms;
    bool more = true;
    ASSAY_TRY(assay_term_cursor_seek(&terms, source->segment, (assay_span){0}, err));
    for (;;) {
        ASSAY_TRY(assay_term_cursor_next(&more, &terms, err));
        if (!more)
            break;
        if (!takes_part(&terms.term, *limits))
            continue;
        unsigned c = class_of(terms.term.df);
        postings[c] += terms.term.df;
        greatest[c] = terms.term.df > greatest[c] ? terms.term.df : greatest[c];
    }
    for (unsigned c = 0; c < DF_CLASSES && postings[c] <= room; c++) {
        room -= postings[c];
        most = greatest[c] != 0 ? greatest[c] : most;
    }
    limits->most = most;
    return ASSAY_OK;
}

/* Calls for each posting of the terms that take part: counting in the first pass (terms NULL), filling in
 * the second. next[r] is where record r's next term goes. */
static assay_status visit_postings(graph *g, size_t *next, const assay_merge_source *source,
                                   const uint32_t *place, df_limits limits, assay_error *err) {
    assay_term_cursor terms;
    assay_posting_cursor *postings = NULL;
    const assay_segment_term none = {0};
    bool more = true;
    ASSAY_TRY(assay_posting_cursor_open(&postings, source->segment, &none, err));
    assay_status status = assay_term_cursor_seek(&terms, source->segment, (assay_span){0}, err);
    g->term_count = 0;
    while (status == ASSAY_OK) {
        status = assay_term_cursor_next(&more, &terms, err);
        if (status != ASSAY_OK || !more)
            break;
        if (!takes_part(&terms.term, limits))
            continue;
        status = assay_posting_cursor_reopen(postings, &terms.term, err);
        while (status == ASSAY_OK) {
            status = assay_posting_cursor_next(&more, postings, err);
            if (status != ASSAY_OK || !more)
                break;
            uint32_t record = place[assay_posting_cursor_record(postings)];
            if (record == ASSAY_MERGE_DEAD)
                continue;
            if (g->terms != NULL)
                g->terms[next[record]] = g->term_count;
            next[record]++;
        }
        g->term_count++;
    }
    assay_posting_cursor_close(postings);
    return status;
}

static assay_status build_graph(graph *g, const assay_merge_source *source, const uint32_t *place,
                                df_limits limits, assay_error *err) {
    size_t *next = calloc(g->records + (size_t)1, sizeof *next), sum = 0;
    g->start = calloc(g->records + (size_t)1, sizeof *g->start);
    if (next == NULL || g->start == NULL) {
        free(next);
        return assay_fail_memory(err);
    }
    assay_status status = visit_postings(g, next, source, place, limits, err);
    for (uint32_t r = 0; r < g->records; r++) {
        g->start[r] = sum;
        sum += next[r];
        next[r] = g->start[r];
    }
    g->start[g->records] = sum;
    g->terms = malloc((sum + 1) * sizeof *g->terms);
    if (status == ASSAY_OK && g->terms == NULL)
        status = assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = visit_postings(g, next, source, place, limits, err);
    free(next);
    return status;
}

/* ---- one level ---- */

static bool scratch_init(scratch *s, uint32_t terms) {
    size_t count = (size_t)terms + 1;
    s->left = calloc(count, sizeof *s->left);
    s->right = calloc(count, sizeof *s->right);
    s->to_right = calloc(count, sizeof *s->to_right);
    s->to_left = calloc(count, sizeof *s->to_left);
    s->met = calloc(count, sizeof *s->met);
    s->met_count = 0;
    return s->left != NULL && s->right != NULL && s->to_right != NULL && s->to_left != NULL &&
           s->met != NULL;
}

static void scratch_done(scratch *s) {
    free(s->left);
    free(s->right);
    free(s->to_right);
    free(s->to_left);
    free(s->met);
}

static void count_half(scratch *s, uint32_t *half, const task *t, uint32_t from, uint32_t to) {
    const graph *g = t->g;
    for (uint32_t i = from; i < to; i++) {
        uint32_t record = t->order[i];
        for (size_t e = g->start[record]; e < g->start[record + (size_t)1]; e++) {
            uint32_t term = g->terms[e];
            if (s->left[term] + s->right[term] == 0)
                s->met[s->met_count++] = term;
            half[term]++;
        }
    }
}

static void forget_counts(scratch *s) {
    for (uint32_t i = 0; i < s->met_count; i++)
        s->left[s->met[i]] = s->right[s->met[i]] = 0;
    s->met_count = 0;
}

/* Bits of the gaps of `df` postings spread over `records`, but for a constant. */
static float gap_bits(uint32_t df, float log_records) {
    return df == 0 ? 0 : (float)df * (log_records - log2f((float)df + 1));
}

static void weigh_terms(scratch *s, uint32_t left_size, uint32_t right_size) {
    float left_log = log2f((float)left_size), right_log = log2f((float)right_size);
    for (uint32_t i = 0; i < s->met_count; i++) {
        uint32_t term = s->met[i], left = s->left[term], right = s->right[term];
        float now = gap_bits(left, left_log) + gap_bits(right, right_log);
        s->to_right[term] =
            left == 0 ? 0 : now - gap_bits(left - 1, left_log) - gap_bits(right + 1, right_log);
        s->to_left[term] =
            right == 0 ? 0 : now - gap_bits(left + 1, left_log) - gap_bits(right - 1, right_log);
    }
}

static int by_gain(const void *a, const void *b) {
    const mover *x = a, *y = b;
    if (x->gain != y->gain)
        return x->gain > y->gain ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static void weigh_records(const task *t, const float *gains, uint32_t from, uint32_t to) {
    const graph *g = t->g;
    for (uint32_t i = from; i < to; i++) {
        uint32_t record = t->order[i];
        float gain = 0;
        for (size_t e = g->start[record]; e < g->start[record + (size_t)1]; e++)
            gain += gains[g->terms[e]];
        t->movers[i] = (mover){gain, record};
    }
    qsort(t->movers + from, to - from, sizeof *t->movers, by_gain);
}

/* Swaps the records that gain most from it; returns how many pairs. */
static uint32_t swap_round(const task *t, scratch *s, uint32_t from, uint32_t middle, uint32_t to) {
    count_half(s, s->left, t, from, middle);
    count_half(s, s->right, t, middle, to);
    weigh_terms(s, middle - from, to - middle);
    weigh_records(t, s->to_right, from, middle);
    weigh_records(t, s->to_left, middle, to);
    forget_counts(s);
    uint32_t swapped = 0;
    for (; from + swapped < middle && middle + swapped < to; swapped++) {
        mover *a = &t->movers[from + swapped], *b = &t->movers[middle + swapped];
        if (!(a->gain + b->gain > 0))
            break;
        uint32_t record = a->record;
        a->record = b->record;
        b->record = record;
    }
    for (uint32_t i = from; i < to; i++)
        t->order[i] = t->movers[i].record;
    return swapped;
}

/* ---- recursion ---- */

typedef struct {
    const task *t;
    uint32_t from, to;
    int threads;
    bool failed;
} part;

static void divide(part *p, scratch *s);

static void *divide_apart(void *argument) {
    part *p = argument;
    scratch own;
    p->failed = !scratch_init(&own, p->t->g->term_count);
    if (!p->failed)
        divide(p, &own);
    scratch_done(&own);
    return NULL;
}

static int compare_records(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Halves [from, to) and each half again; half of the threads, if there are several, go left. */
static void divide(part *p, scratch *s) {
    const task *t = p->t;
    uint32_t size = p->to - p->from, middle = p->from + size / 2;
    if (size <= t->smallest) { /* in the given order, so that equal ones keep it */
        qsort(t->order + p->from, size, sizeof *t->order, compare_records);
        return;
    }
    for (unsigned round = 0; round < t->rounds; round++)
        if (swap_round(t, s, p->from, middle, p->to) <= size / QUIET)
            break;
    part left = {t, p->from, middle, p->threads / 2, false};
    part right = {t, middle, p->to, p->threads - p->threads / 2, false};
    pthread_t thread;
    bool apart = p->threads > 1 && pthread_create(&thread, NULL, divide_apart, &left) == 0;
    if (!apart)
        divide(&left, s);
    divide(&right, s);
    if (apart)
        pthread_join(thread, NULL);
    p->failed = left.failed || right.failed;
}

static assay_status order_graph(uint32_t *order, const graph *g,
                                const assay_reorder_options *options, assay_error *err) {
    int threads = options->threads > 0 ? options->threads : assay_cpu_cores();
    task t = {g, order, malloc((g->records + (size_t)1) * sizeof(mover)),
              options->rounds != 0 ? options->rounds : ROUNDS,
              g->records < ASSAY_REORDER_WORTH ? FEW : HALF_RANGE};
    part whole = {&t, 0, g->records, threads, false};
    for (uint32_t r = 0; r < g->records; r++)
        order[r] = r;
    if (t.movers == NULL)
        return assay_fail_memory(err);
    divide_apart(&whole);
    free(t.movers);
    return whole.failed ? assay_fail_memory(err) : ASSAY_OK;
}

static assay_status reorder_records(uint32_t *order, const assay_merge_records *records,
                                    const assay_merge_source *source,
                                    const assay_reorder_options *options, assay_error *err) {
    graph g = {.records = records->records};
    uint32_t chosen = g.records / DF_SHARE > MIN_DF ? g.records / DF_SHARE : MIN_DF;
    df_limits limits = {options->min_df != 0 ? options->min_df : chosen, g.records / 2};
    uint64_t memory = options->memory != 0 ? options->memory : MEMORY;
    assay_status status = fit_memory(&limits, source, memory, err);
    if (status == ASSAY_OK)
        status = build_graph(&g, source, records->target[0], limits, err);
    if (status == ASSAY_OK && options->held != NULL)
        *options->held = g.start[g.records] * sizeof *g.terms;
    if (status == ASSAY_OK)
        status = order_graph(order, &g, options, err);
    free(g.start);
    free(g.terms);
    return status;
}

assay_status assay_reorder(uint32_t **order, uint32_t *count, const assay_merge_source *source,
                           const assay_reorder_options *options, assay_error *err) {
    const assay_reorder_options usual = {0};
    assay_merge_records records;
    uint32_t *out = NULL;
    assay_status status = assay_merge_records_init(&records, source, 1, NULL, err);
    if (status == ASSAY_OK) {
        out = malloc((records.records + (size_t)1) * sizeof *out);
        status = out == NULL ? assay_fail_memory(err)
                             : reorder_records(out, &records, source,
                                               options != NULL ? options : &usual, err);
    }
    if (status == ASSAY_OK) {
        *order = out;
        *count = records.records;
    } else {
        free(out);
    }
    assay_merge_records_done(&records);
    return status;
}
