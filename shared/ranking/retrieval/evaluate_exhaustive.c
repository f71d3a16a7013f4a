/* The definition: every record of every segment, one after the other, through the tree.
 *
 * Simple, slow and right; what the fast evaluation is held against. */
#include "ranking/retrieval/evaluator.h"
#include "ranking/segment/postings.h"

typedef struct {
    assay_evaluation *evaluation;
    assay_posting_cursor **cursors; /* by term; NULL where the part has not got it */
    bool *at_end;
    uint32_t *wdf;
    bool *present;
    const uint64_t *dead;
    assay_record_view view;
} scan;

static void scan_close(scan *s) {
    for (uint32_t t = 0; t < s->evaluation->program.term_count; t++)
        assay_posting_cursor_close(s->cursors[t]);
}

static assay_status read_positions(assay_positions *out, assay_record_view *view, uint32_t t,
                                   assay_error *err) {
    scan *s = view->owner;
    return assay_posting_cursor_positions(&out->items, &out->count, s->cursors[t], err);
}

static assay_status scan_open(scan *s, assay_evaluation *evaluation, size_t part) {
    const assay_program *program = &evaluation->program;
    assay_arena *arena = &evaluation->evaluator->arena;
    *s = (scan){.evaluation = evaluation};
    s->cursors = assay_arena_calloc(arena, program->term_count, sizeof(assay_posting_cursor *));
    s->at_end = assay_arena_calloc(arena, program->term_count, sizeof *s->at_end);
    s->wdf = assay_arena_calloc(arena, program->term_count, sizeof *s->wdf);
    s->present = assay_arena_calloc(arena, program->term_count, sizeof *s->present);
    if (s->cursors == NULL || s->at_end == NULL || s->wdf == NULL || s->present == NULL)
        return assay_fail_memory(evaluation->err);
    s->dead = assay_snapshot_dead(program->snapshot, part);
    s->view = (assay_record_view){.program = program,
                                  .part = part,
                                  .wdf = s->wdf,
                                  .present = s->present,
                                  .positions = read_positions,
                                  .owner = s,
                                  .arena = &evaluation->evaluator->positions};
    for (uint32_t t = 0; t < program->term_count; t++) {
        const assay_segment_term *term = &program->terms[t].found[part];
        if (term->df == 0)
            continue;
        assay_status status = assay_posting_cursor_open(
            &s->cursors[t], program->snapshot->parts[part].segment, term, evaluation->err);
        if (status != ASSAY_OK) {
            scan_close(s);
            return status;
        }
    }
    return ASSAY_OK;
}

/* Brings every cursor to the record and notes which terms it has. */
static assay_status load_record(scan *s, uint32_t local) {
    assay_evaluation *evaluation = s->evaluation;
    const assay_program *program = &evaluation->program;
    for (uint32_t t = 0; t < program->term_count; t++) {
        s->present[t] = false;
        if (s->cursors[t] == NULL || s->at_end[t])
            continue;
        bool more;
        ASSAY_TRY(assay_posting_cursor_seek(&more, s->cursors[t], local, evaluation->err));
        s->at_end[t] = !more;
        if (more && assay_posting_cursor_record(s->cursors[t]) == local) {
            s->present[t] = true;
            s->wdf[t] = assay_posting_cursor_wdf(s->cursors[t]);
            evaluation->statistics->decoded++;
        }
    }
    const assay_segment *segment = program->snapshot->parts[s->view.part].segment;
    s->view.local = local;
    ASSAY_TRY(assay_segment_number(&s->view.number, segment, local, evaluation->err));
    ASSAY_TRY(assay_segment_length(&s->view.length, segment, local, evaluation->err));
    s->view.length_part = assay_bm25_length_part(&program->bm25, s->view.length);
    return ASSAY_OK;
}

/* What is done with a record that matches. */
typedef assay_status on_match(assay_evaluation *evaluation, assay_record_view *view, double score);

static assay_status scan_part(scan *s, uint32_t index, on_match *then) {
    assay_evaluation *evaluation = s->evaluation;
    const assay_snapshot *snapshot = evaluation->program.snapshot;
    uint32_t records = assay_segment_footer(snapshot->parts[s->view.part].segment)->records;
    for (uint32_t local = 0; local < records; local++) {
        if (s->dead != NULL && assay_tombstones_has(s->dead, local))
            continue;
        if (local % 1024 == 0)
            ASSAY_TRY(assay_evaluation_check(evaluation));
        ASSAY_TRY(load_record(s, local));
        bool matches;
        double score = 0.0;
        ASSAY_TRY(assay_match_walk(&matches, &score, &s->view, index, evaluation->err));
        if (matches)
            ASSAY_TRY(then(evaluation, &s->view, score));
    }
    evaluation->statistics->scored += s->view.scored;
    evaluation->statistics->positions_read += s->view.positions_read;
    return ASSAY_OK;
}

static assay_status scan_all(assay_evaluation *evaluation, uint32_t index, on_match *then) {
    for (size_t part = 0; part < evaluation->program.snapshot->count; part++) {
        scan s;
        ASSAY_TRY(scan_open(&s, evaluation, part));
        assay_status status = scan_part(&s, index, then);
        scan_close(&s);
        ASSAY_TRY(status);
    }
    return ASSAY_OK;
}

static assay_status count_match(assay_evaluation *evaluation, assay_record_view *view,
                                double score) {
    (void)view;
    (void)score;
    evaluation->matches++;
    return ASSAY_OK;
}

static assay_status keep_match(assay_evaluation *evaluation, assay_record_view *view,
                               double score) {
    evaluation->matches++;
    evaluation->statistics->candidates++;
    return assay_topk_add(&evaluation->evaluator->topk, (assay_hit){view->number, score},
                          evaluation->err);
}

assay_status assay_evaluate_exhaustive(assay_evaluation *evaluation) {
    assay_program *program = &evaluation->program;
    for (uint32_t i = 0; i < program->node_count; i++) {
        const assay_program_node *node = &program->nodes[i];
        if (node->kind != ASSAY_PLAN_SYNONYM || !node->scored)
            continue;
        evaluation->matches = 0;
        ASSAY_TRY(scan_all(evaluation, i, count_match));
        assay_program_weigh(program, i, evaluation->matches);
    }
    evaluation->matches = 0;
    ASSAY_TRY(scan_all(evaluation, 0, keep_match));
    evaluation->at_most = evaluation->matches;
    evaluation->matches_exact = true;
    return ASSAY_OK;
}
