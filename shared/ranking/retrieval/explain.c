/* One record through the tree, node by node. */
#include "ranking/retrieval/evaluator.h"
#include "ranking/segment/postings.h"

/* The record's terms, read by cursors of their own. */
typedef struct {
    assay_posting_cursor **cursors; /* by term; NULL where the part has not got it */
    uint32_t *wdf;
    bool *present;
    assay_record_view view;
} explained;

static assay_status read_positions(assay_positions *out, assay_record_view *view, uint32_t t,
                                   assay_error *err) {
    explained *record = view->owner;
    return assay_posting_cursor_positions(&out->items, &out->count, record->cursors[t], err);
}

static assay_status load_term(explained *record, const assay_program *program, uint32_t t,
                              assay_error *err) {
    const assay_segment_term *term = &program->terms[t].found[record->view.part];
    bool more = false;
    if (term->df == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_posting_cursor_open(
        &record->cursors[t], program->snapshot->parts[record->view.part].segment, term, err));
    ASSAY_TRY(assay_posting_cursor_seek(&more, record->cursors[t], record->view.local, err));
    record->present[t] =
        more && assay_posting_cursor_record(record->cursors[t]) == record->view.local;
    if (record->present[t])
        record->wdf[t] = assay_posting_cursor_wdf(record->cursors[t]);
    return ASSAY_OK;
}

/* The part that holds the live record of this number. */
static assay_status locate(explained *record, bool *found, const assay_snapshot *snapshot,
                           uint32_t number, assay_error *err) {
    *found = false;
    for (size_t part = 0; part < snapshot->count && !*found; part++) {
        uint32_t local;
        assay_status status =
            assay_segment_record(&local, snapshot->parts[part].segment, number, err);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        ASSAY_TRY(status);
        const uint64_t *dead = assay_snapshot_dead(snapshot, part);
        if (dead != NULL && assay_tombstones_has(dead, local))
            continue;
        record->view.part = part;
        record->view.local = local;
        *found = true;
    }
    return ASSAY_OK;
}

static assay_status load(explained *record, assay_evaluation *evaluation, uint32_t number,
                         assay_error *err) {
    const assay_program *program = &evaluation->program;
    const assay_segment *segment = program->snapshot->parts[record->view.part].segment;
    record->view.number = number;
    ASSAY_TRY(assay_segment_length(&record->view.length, segment, record->view.local, err));
    record->view.length_part = assay_bm25_length_part(&program->bm25, record->view.length);
    for (uint32_t t = 0; t < program->term_count; t++)
        ASSAY_TRY(load_term(record, program, t, err));
    return ASSAY_OK;
}

/* A SYNONYM's wdf, from the score it gives: score = weight * wdf / (part + wdf). */
static uint32_t wdf_of_score(double score, double weight, double part) {
    return score > 0 && weight > score ? (uint32_t)(score * part / (weight - score) + 0.5) : 0;
}

static assay_status fill_row(assay_explanation_row *row, explained *record,
                             assay_evaluation *evaluation, uint32_t i, assay_error *err) {
    const assay_program_node *node = &evaluation->program.nodes[i];
    double score = 0.0;
    ASSAY_TRY(assay_match_walk(&row->matches, &score, &record->view, i, err));
    row->node = node->plan;
    row->score = row->matches ? score : 0.0;
    row->df = node->df;
    row->weight = node->scored ? node->weight : 0.0;
    if (!row->matches)
        return ASSAY_OK;
    if (node->kind == ASSAY_PLAN_TERM)
        row->wdf = record->wdf[node->term];
    else if (node->kind == ASSAY_PLAN_SYNONYM)
        row->wdf = wdf_of_score(score, node->weight, record->view.length_part);
    return ASSAY_OK;
}

/* Rows below a SYNONYM, and of what only filters, keep a score of 0. */
static assay_status fill_rows(assay_explanation *out, explained *record, bool found,
                              assay_evaluation *evaluation, assay_error *err) {
    const assay_program *program = &evaluation->program;
    uint32_t ends[ASSAY_PLAN_DEPTH_MAX + 1], depth = 0;
    for (uint32_t i = 0; i < program->node_count; i++) {
        while (depth > 0 && ends[depth - 1] <= i)
            depth--;
        out->rows[i] = (assay_explanation_row){.node = program->nodes[i].plan, .depth = depth};
        if (found)
            ASSAY_TRY(fill_row(&out->rows[i], record, evaluation, i, err));
        if (depth <= ASSAY_PLAN_DEPTH_MAX)
            ends[depth++] = program->nodes[i].next;
    }
    out->count = program->node_count;
    return ASSAY_OK;
}

static assay_status explain(assay_explanation *out, explained *record, assay_evaluation *evaluation,
                            uint32_t number, assay_error *err) {
    assay_program *program = &evaluation->program;
    bool found = false;
    for (uint32_t i = 0; i < program->node_count; i++) {
        uint64_t df = 0;
        if (program->nodes[i].kind != ASSAY_PLAN_SYNONYM || !program->nodes[i].scored)
            continue;
        ASSAY_TRY(assay_evaluate_subtree(evaluation, i, &df, NULL));
        assay_program_weigh(program, i, df);
    }
    ASSAY_TRY(locate(record, &found, program->snapshot, number, err));
    if (found)
        ASSAY_TRY(load(record, evaluation, number, err));
    out->found = found;
    out->length = found ? record->view.length : 0;
    return fill_rows(out, record, found, evaluation, err);
}

assay_status assay_explain_run(assay_explanation *out, assay_arena *arena,
                               assay_evaluation *evaluation, uint32_t number, assay_error *err) {
    const assay_program *program = &evaluation->program;
    assay_arena *scratch = &evaluation->evaluator->arena;
    explained record = {0};
    uint64_t records = assay_snapshot_records(program->snapshot);
    assay_explanation explanation = {
        .records = records,
        .average_length =
            records != 0 ? (double)assay_snapshot_total_length(program->snapshot) / (double)records
                         : 0};
    record.cursors =
        assay_arena_calloc(scratch, program->term_count + 1, sizeof(assay_posting_cursor *));
    record.wdf = assay_arena_calloc(scratch, program->term_count + 1, sizeof *record.wdf);
    record.present = assay_arena_calloc(scratch, program->term_count + 1, sizeof *record.present);
    explanation.rows = assay_arena_calloc(arena, program->node_count + 1, sizeof *explanation.rows);
    if (record.cursors == NULL || record.wdf == NULL || record.present == NULL ||
        explanation.rows == NULL)
        return assay_fail_memory(err);
    record.view = (assay_record_view){.program = program,
                                      .wdf = record.wdf,
                                      .present = record.present,
                                      .positions = read_positions,
                                      .owner = &record,
                                      .arena = &evaluation->evaluator->positions};
    assay_status status = explain(&explanation, &record, evaluation, number, err);
    for (uint32_t t = 0; t < program->term_count; t++)
        assay_posting_cursor_close(record.cursors[t]);
    if (status == ASSAY_OK)
        *out = explanation;
    return status;
}
