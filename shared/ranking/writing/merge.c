#include "ranking/writing/merge.h"

#include "base/cpu.h"
#include "ranking/writing/merging.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- records ---- */

typedef struct {
    uint32_t number, source, local;
} live_record;

static int compare_live(const void *a, const void *b) {
    const live_record *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static const uint64_t *dead_bits(const assay_merge_source *source) {
    return source->tombstones != NULL ? assay_tombstones_bits(source->tombstones) : NULL;
}

static uint64_t live_count(const assay_merge_source *source) {
    uint32_t dead = source->tombstones != NULL ? assay_tombstones_dead(source->tombstones) : 0;
    return assay_segment_footer(source->segment)->records - (uint64_t)dead;
}

/* Live records of one source, appended to out. */
static assay_status gather_source(live_record *out, size_t *count, const assay_merge_source *source,
                                  uint32_t s, assay_error *err) {
    const uint64_t *dead = dead_bits(source);
    uint32_t records = assay_segment_footer(source->segment)->records;
    for (uint32_t i = 0; i < records; i++) {
        if (dead != NULL && assay_tombstones_has(dead, i))
            continue;
        live_record *live = &out[*count];
        *live = (live_record){0, s, i};
        ASSAY_TRY(assay_segment_number(&live->number, source->segment, i, err));
        ++*count;
    }
    return ASSAY_OK;
}

static assay_status gather_live(live_record *out, const assay_merge_source *sources, size_t count,
                                assay_error *err) {
    size_t gathered = 0;
    for (size_t s = 0; s < count; s++)
        ASSAY_TRY(gather_source(out, &gathered, &sources[s], (uint32_t)s, err));
    bool ascending = true;
    for (size_t i = 1; i < gathered; i++)
        ascending &= out[i].number > out[i - 1].number;
    if (!ascending)
        qsort(out, gathered, sizeof *out, compare_live);
    for (size_t i = 1; i < gathered; i++)
        if (out[i].number == out[i - 1].number)
            return assay_fail(err, ASSAY_E_USAGE, "record %u is live in two segments",
                              out[i].number);
    return ASSAY_OK;
}

static assay_status allocate(assay_merge_records *out, assay_error *err) {
    size_t size = (out->records + (size_t)1) * sizeof(uint32_t);
    out->target = calloc(out->count, sizeof *out->target);
    out->source = malloc(size);
    out->local = malloc(size);
    out->numbers = malloc(size);
    out->lengths = malloc(size);
    if (out->target == NULL || out->source == NULL || out->local == NULL || out->numbers == NULL ||
        out->lengths == NULL)
        return assay_fail_memory(err);
    for (size_t s = 0; s < out->count; s++) {
        uint32_t records = assay_segment_footer(out->sources[s].segment)->records;
        out->target[s] = malloc((records + (size_t)1) * sizeof(uint32_t));
        if (out->target[s] == NULL)
            return assay_fail_memory(err);
        memset(out->target[s], 0xff, records * sizeof(uint32_t));
    }
    return ASSAY_OK;
}

/* order[i] must name each place once. */
static assay_status place(assay_merge_records *out, const live_record *live, const uint32_t *order,
                          assay_error *err) {
    for (uint32_t i = 0; i < out->records; i++) {
        uint32_t from = order != NULL ? order[i] : i;
        if (from >= out->records ||
            out->target[live[from].source][live[from].local] != ASSAY_MERGE_DEAD)
            return assay_fail(err, ASSAY_E_USAGE, "the order of records is no permutation");
        const live_record *record = &live[from];
        out->target[record->source][record->local] = i;
        out->source[i] = record->source;
        out->local[i] = record->local;
        out->numbers[i] = record->number;
        ASSAY_TRY(assay_segment_length(&out->lengths[i], out->sources[record->source].segment,
                                       record->local, err));
    }
    out->in_order = true;
    for (uint32_t i = 1; i < out->records; i++)
        out->in_order &=
            out->source[i] > out->source[i - 1] ||
            (out->source[i] == out->source[i - 1] && out->local[i] > out->local[i - 1]);
    return ASSAY_OK;
}

static void choose_edges(assay_merge_records *out, const uint32_t *given) {
    const uint32_t *first = assay_segment_footer(out->sources[0].segment)->length_upper;
    out->has_edges = true;
    for (size_t s = 1; s < out->count && given == NULL; s++)
        out->has_edges &= memcmp(first, assay_segment_footer(out->sources[s].segment)->length_upper,
                                 sizeof out->length_upper) == 0;
    memcpy(out->length_upper, given != NULL ? given : first, sizeof out->length_upper);
}

assay_status assay_merge_records_init(assay_merge_records *out, const assay_merge_source *sources,
                                      size_t count, const assay_merge_options *options,
                                      assay_error *err) {
    *out = (assay_merge_records){
        .sources = sources, .count = count, .parents = options != NULL ? options->parents : NULL};
    uint64_t all = 0;
    for (size_t s = 0; s < count; s++)
        all += live_count(&sources[s]);
    if (count == 0 || all > ASSAY_SEGMENT_RECORDS_MAX)
        return assay_fail(err, count == 0 ? ASSAY_E_USAGE : ASSAY_E_LIMIT,
                          "no segments to merge, or too many records for one");
    out->records = (uint32_t)all;
    out->none_dead = true;
    for (size_t s = 0; s < count; s++)
        out->none_dead = out->none_dead && sources[s].tombstones == NULL;
    choose_edges(out, options != NULL ? options->length_upper : NULL);
    live_record *live = calloc(all + 1, sizeof *live);
    assay_status status = live != NULL ? allocate(out, err) : assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = gather_live(live, sources, count, err);
    if (status == ASSAY_OK)
        status = place(out, live, options != NULL ? options->order : NULL, err);
    free(live);
    return status;
}

void assay_merge_records_done(assay_merge_records *records) {
    for (size_t s = 0; records->target != NULL && s < records->count; s++)
        free(records->target[s]);
    free(records->target);
    free(records->source);
    free(records->local);
    free(records->numbers);
    free(records->lengths);
}

/* ---- the contract ---- */

/* The columns, on a thread of their own when there may be one. */
typedef struct {
    const assay_merge_records *records;
    assay_buffer *out;
    assay_status status;
    assay_error err;
} columns_job;

static void *merge_columns(void *argument) {
    columns_job *job = argument;
    job->status = assay_merge_columns(job->out, job->records, &job->err);
    return NULL;
}

static assay_status merge_terms_beside(assay_segment_writer *writer, columns_job *job, int threads,
                                       assay_error *err) {
    pthread_t thread;
    bool apart = threads > 1 && pthread_create(&thread, NULL, merge_columns, job) == 0;
    if (!apart)
        merge_columns(job);
    assay_status status = assay_merge_terms(writer, job->records, (unsigned)threads, err);
    if (apart)
        pthread_join(thread, NULL);
    if (status == ASSAY_OK && job->status != ASSAY_OK)
        status = assay_fail(err, job->status, "%s", job->err.message);
    return status;
}

static assay_status merge_into(const char *path, const assay_merge_records *records,
                               assay_buffer *columns, int threads, assay_error *err) {
    assay_segment_writer writer;
    columns_job job = {records, columns, ASSAY_OK, {0}};
    assay_segment_facts facts = {records->records, records->lengths, records->numbers,
                                 records->has_edges ? records->length_upper : NULL,
                                 records->parents};
    ASSAY_TRY(assay_segment_writer_open(&writer, path, &facts, err));
    assay_status status = merge_terms_beside(&writer, &job, threads, err);
    if (status == ASSAY_OK)
        return assay_segment_writer_finish(&writer, assay_buffer_span(columns), err);
    assay_segment_writer_abandon(&writer);
    return status;
}

assay_status assay_merge(const char *path, const assay_merge_source *sources, size_t count,
                         const assay_merge_options *options, assay_error *err) {
    assay_merge_records records;
    assay_buffer columns;
    int asked = options != NULL ? options->threads : 0;
    int threads = asked > 0 ? asked : assay_cpu_cores();
    assay_buffer_init(&columns, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_merge_records_init(&records, sources, count, options, err);
    if (status == ASSAY_OK)
        status = merge_into(path, &records, &columns, threads, err);
    assay_merge_records_done(&records);
    assay_buffer_done(&columns);
    return status;
}
