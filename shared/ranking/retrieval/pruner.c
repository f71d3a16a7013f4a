/* The workshop itself: its memory, and what it holds of the part and the range it is in. */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

enum {
    SLOTS = 8,       /* blocks of positions of a term kept open, */
    SLOTS_TERMS = 16 /* unless the plan has more terms than these */
};

/* ---- scratch ---- */

void assay_pruner_free(assay_pruner *p) {
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->block_count; i++)
        assay_lazy_positions_done(&p->blocks[i]);
    free(p->blocks);
    free(p->sums);
    free(p->ids);
    free(p->id_bounds);
    free(p->batch);
    free(p->batch_bounds);
    free(p->found);
    free(p->which);
    free(p->scores);
    free(p->parts);
    free(p->hits);
    free(p->has);
    free(p->codes);
    free(p->places);
    free(p->counts);
    free(p->zero_codes);
    assay_pool_done(&p->pool);
    assay_arena_done(&p->part_arena);
    assay_arena_done(&p->range_arena);
    free(p);
}

static assay_status pruner_new(assay_pruner **out, assay_error *err) {
    assay_pruner *p = calloc(1, sizeof *p);
    if (p == NULL)
        return assay_fail_memory(err);
    assay_arena_init(&p->part_arena);
    assay_arena_init(&p->range_arena);
    p->sums = calloc(ASSAY_PRUNER_ROOM, sizeof *p->sums);
    p->ids = calloc(ASSAY_PRUNER_ROOM, sizeof *p->ids);
    p->id_bounds = calloc(ASSAY_PRUNER_ROOM, sizeof *p->id_bounds);
    p->zero_codes = calloc(ASSAY_PRUNER_ROOM, 1);
    p->batch = calloc(ASSAY_PRUNER_ROOM, sizeof *p->batch);
    p->batch_bounds = calloc(ASSAY_PRUNER_ROOM, sizeof *p->batch_bounds);
    p->found = calloc(ASSAY_PRUNER_ROOM, sizeof *p->found);
    p->which = calloc(ASSAY_PRUNER_ROOM, sizeof *p->which);
    p->scores = calloc(ASSAY_PRUNER_BATCH, sizeof *p->scores);
    p->parts = calloc(ASSAY_PRUNER_BATCH, sizeof *p->parts);
    p->hits = calloc(ASSAY_PRUNER_BATCH, sizeof *p->hits);
    p->has = calloc(ASSAY_PRUNER_ROOM, sizeof *p->has);
    p->codes = calloc(ASSAY_PRUNER_BATCH, sizeof *p->codes);
    p->places = calloc(ASSAY_PRUNER_ROOM, sizeof *p->places);
    p->counts = calloc(ASSAY_PRUNER_BATCH, sizeof *p->counts);
    if (p->sums == NULL || p->ids == NULL || p->id_bounds == NULL || p->zero_codes == NULL ||
        p->batch == NULL || p->batch_bounds == NULL || p->found == NULL || p->which == NULL ||
        p->scores == NULL || p->parts == NULL || p->hits == NULL || p->has == NULL ||
        p->codes == NULL || p->places == NULL || p->counts == NULL) {
        assay_pruner_free(p);
        return assay_fail_memory(err);
    }
    *out = p;
    return ASSAY_OK;
}

/* Blocks of positions of each term, kept from query to query for their memory. */
static assay_status reserve_blocks(assay_pruner *p, size_t terms) {
    p->block_slots = terms <= SLOTS_TERMS ? SLOTS : 1;
    size_t count = terms * p->block_slots;
    if (count <= p->block_count)
        return ASSAY_OK;
    assay_lazy_positions *blocks =
        count <= SIZE_MAX / sizeof *blocks ? realloc(p->blocks, count * sizeof *blocks) : NULL;
    if (blocks == NULL)
        return assay_fail_memory(p->err);
    memset(blocks + p->block_count, 0, (count - p->block_count) * sizeof *blocks);
    p->blocks = blocks;
    p->block_count = count;
    return ASSAY_OK;
}

/* ---- parts ---- */

static assay_status read_positions(assay_positions *out, assay_record_view *view, uint32_t t,
                                   assay_error *err) {
    assay_pruner *p = view->owner;
    return assay_range_list_positions(out, &p->lists[t], &p->blocks[(size_t)t * p->block_slots],
                                      p->block_slots, p->ranks[t], (uint16_t)view->local, err);
}

static assay_status begin_query(assay_pruner *p, assay_evaluation *evaluation) {
    const assay_program *program = &evaluation->program;
    assay_arena *arena = &evaluation->evaluator->arena;
    p->evaluation = evaluation;
    p->program = program;
    p->kernels = assay_kernels_get();
    p->err = evaluation->err;
    p->shape = (assay_shape){0};
    p->count = 0;
    size_t n = program->term_count;
    p->terms = assay_arena_calloc(arena, n, sizeof *p->terms);
    p->bounds = assay_arena_calloc(arena, n, sizeof *p->bounds);
    p->handled = assay_arena_calloc(arena, n, sizeof *p->handled);
    p->wdf = assay_arena_calloc(arena, n, sizeof *p->wdf);
    p->ranks = assay_arena_calloc(arena, n, sizeof *p->ranks);
    p->present = assay_arena_calloc(arena, n, sizeof *p->present);
    p->whole = assay_arena_calloc(arena, program->node_count, sizeof *p->whole);
    if (p->terms == NULL || p->bounds == NULL || p->handled == NULL || p->wdf == NULL ||
        p->ranks == NULL || p->present == NULL || p->whole == NULL)
        return assay_fail_memory(p->err);
    p->view = (assay_record_view){.program = program,
                                  .wdf = p->wdf,
                                  .present = p->present,
                                  .positions = read_positions,
                                  .owner = p,
                                  .arena = &evaluation->evaluator->positions};
    p->leaf_places = NULL;
    p->leaf_counts = NULL;
    p->near_read = p->near_fit = 0;
    p->warm = false;
    p->pooled = false;
    p->pool.count = p->pool.low_count = 0;
    p->pool.range_count = 0;
    return program->has_positions ? reserve_blocks(p, n) : ASSAY_OK;
}

assay_status assay_pruner_open_part(assay_pruner *p, size_t part) {
    const assay_program *program = p->program;
    assay_arena_reset(&p->part_arena);
    p->part = part;
    p->segment = program->snapshot->parts[part].segment;
    p->dead = assay_snapshot_dead(program->snapshot, part);
    p->view.part = part;
    const assay_format_footer *footer = assay_segment_footer(p->segment);
    p->in_range = false;
    p->records = footer->records;
    p->ranges = assay_footer_ranges(footer);
    memset(p->whole, 0, program->node_count * sizeof *p->whole);
    for (size_t i = 0; i < p->block_count; i++)
        p->blocks[i].key = 0;
    for (uint32_t t = 0; t < program->term_count; t++) {
        const assay_segment_term *found = &program->terms[t].found[part];
        p->terms[t].open = found->df != 0;
        if (found->df != 0)
            ASSAY_TRY(assay_term_list_open(&p->terms[t].list, &p->part_arena, p->kernels,
                                           p->segment, found, p->evaluation->statistics, p->err));
    }
    return ASSAY_OK;
}

assay_status assay_pruner_open_range(assay_pruner *p, uint32_t range) {
    if (p->pool.range_count == 0)
        assay_arena_reset(&p->range_arena);
    p->lists = assay_arena_alloc(&p->range_arena, p->program->term_count * sizeof *p->lists);
    if (p->lists == NULL)
        return assay_fail_memory(p->err);
    p->range = range;
    p->in_range = false;
    p->filter_made = false;
    p->handled_count = 0;
    p->record_lengths = NULL;
    p->filter = NULL;
    for (uint32_t t = 0; t < p->program->term_count; t++) {
        p->lists[t].kind = ASSAY_IN_RANGE_ABSENT;
        p->lists[t].count = 0;
        if (p->terms[t].open)
            ASSAY_TRY(assay_range_list_open(&p->lists[t], &p->terms[t].list, range, &p->range_arena,
                                            p->err));
    }
    p->in_range = true;
    return ASSAY_OK;
}
assay_status assay_pruner_get(assay_pruner **out, assay_evaluation *evaluation) {
    assay_evaluator *evaluator = evaluation->evaluator;
    if (evaluator->pruner == NULL)
        ASSAY_TRY(pruner_new(&evaluator->pruner, evaluation->err));
    *out = evaluator->pruner;
    return begin_query(*out, evaluation);
}

assay_status assay_pruner_go_on(assay_pruner **out, assay_evaluation *evaluation) {
    assay_pruner *p = evaluation->evaluator->pruner;
    const assay_program *program = &evaluation->program;
    p->evaluation = evaluation;
    p->program = program;
    p->err = evaluation->err;
    p->view.program = program;
    p->whole =
        assay_arena_calloc(&evaluation->evaluator->arena, program->node_count, sizeof *p->whole);
    if (p->whole == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < p->block_count; i++)
        p->blocks[i].key = 0;
    *out = p;
    return program->has_positions ? reserve_blocks(p, program->term_count) : ASSAY_OK;
}
