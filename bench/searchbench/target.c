#include "searchbench/target.h"

#include "search/execute_xapian.h"
#include "searchbench/document.h"

#include <sys/stat.h>
#include <xxhash.h>

static void add_segment(bench_target *target, const assay_segment *segment) {
    const assay_format_footer *footer = assay_segment_footer(segment);
    uint64_t facts[4] = {target->hash, footer->records, footer->postings, footer->positions};
    target->segments++;
    target->terms += footer->terms;
    target->postings += footer->postings;
    target->positions += footer->positions;
    target->hash = XXH3_64bits(facts, sizeof facts);
    for (int part = 0; part < ASSAY_PART_COUNT; part++)
        target->segment_bytes += footer->part_size[part];
    const uint8_t *checksums = NULL;
    uint64_t size = footer->part_size[ASSAY_PART_CHECKSUMS];
    if (assay_segment_view(&checksums, segment, ASSAY_PART_CHECKSUMS, 0, size, NULL) == ASSAY_OK)
        target->hash = XXH3_64bits_withSeed(checksums, size, target->hash);
}

static assay_status open_alone(bench_target *target, assay_error *err) {
    ASSAY_TRY(assay_segment_open(&target->alone, target->path, err));
    const assay_snapshot_part part = {target->alone, NULL};
    ASSAY_TRY(assay_snapshot_open(&target->own, &part, 1, err));
    target->snapshot = target->own;
    add_segment(target, target->alone);
    return ASSAY_OK;
}

assay_status bench_target_open(bench_target *target, const char *path, assay_error *err) {
    struct stat about;
    *target = (bench_target){.path = path};
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
        return open_alone(target, err);
    const assay_open_segment *segments = NULL;
    size_t count = 0;
    assay_index_sizes sizes;
    ASSAY_TRY(assay_reader_open(&target->reader, path, err));
    ASSAY_TRY(assay_reader_snapshot(&target->snapshot, target->reader, err));
    ASSAY_TRY(assay_reader_segments(&segments, &count, target->reader, err));
    ASSAY_TRY(assay_index_dir_sizes(&sizes, path, err));
    target->catalogue_bytes = sizes.catalogue;
    for (size_t i = 0; i < count; i++)
        add_segment(target, segments[i].segment);
    return ASSAY_OK;
}

void bench_target_close(bench_target *target) {
    assay_snapshot_close(target->own);
    assay_segment_close(target->alone);
    assay_reader_close(target->reader);
    *target = (bench_target){.path = NULL};
}

void bench_target_write(assay_json_writer *json, const bench_target *target) {
    assay_json_key(json, "index");
    assay_json_open(json, '{');
    assay_json_string_at(json, "path", assay_span_of(target->path));
    assay_json_uint_at(json, "records", assay_snapshot_records(target->snapshot));
    assay_json_uint_at(json, "length", assay_snapshot_total_length(target->snapshot));
    assay_json_uint_at(json, "segments", target->segments);
    assay_json_uint_at(json, "terms", target->terms);
    assay_json_uint_at(json, "postings", target->postings);
    assay_json_uint_at(json, "positions", target->positions);
    assay_json_uint_at(json, "segment_bytes", target->segment_bytes);
    assay_json_uint_at(json, "catalogue_bytes", target->catalogue_bytes);
    bench_document_hash(json, "hash", target->hash);
    assay_json_close(json, '}');
}

assay_status bench_worker_open(bench_worker *worker, bench_target *target,
                               assay_search_engine engine, assay_error *err) {
    *worker = (bench_worker){.target = target, .engine = engine};
    assay_arena_init(&worker->arena);
    if (engine == ASSAY_ENGINE_RANKING)
        return assay_evaluator_new(&worker->evaluator, err);
    if (target->reader == NULL)
        return assay_fail(err, ASSAY_E_UNSUPPORTED,
                          "%s: a segment alone; Xapian needs a whole index", target->path);
    if (!assay_reader_manifest(target->reader)->text)
        return assay_fail(err, ASSAY_E_UNSUPPORTED,
                          "%s: built without text terms, so Xapian cannot search it", target->path);
    return assay_reader_share(&worker->reader, target->reader, err);
}

void bench_worker_close(bench_worker *worker) {
    assay_evaluator_free(worker->evaluator);
    assay_reader_close(worker->reader);
    assay_hits_done(&worker->hits);
    assay_arena_done(&worker->arena);
    *worker = (bench_worker){.target = NULL};
}

assay_status bench_worker_ask(bench_worker *worker, const assay_plan *plan, const bench_op *op,
                              assay_error *err) {
    assay_evaluate_options options = assay_evaluate_defaults();
    options.k = op->k;
    options.count = op->count;
    options.mode = worker->mode;
    if (worker->engine == ASSAY_ENGINE_RANKING)
        return assay_evaluate(&worker->hits, worker->evaluator, worker->target->snapshot, plan,
                              &options, err);
    const assay_execute_xapian xapian = {assay_reader_catalogue(worker->reader), NULL, NULL};
    assay_arena_reset(&worker->arena);
    return assay_execute_xapian_run(&worker->hits, &xapian, &worker->arena, plan, &options, err);
}
