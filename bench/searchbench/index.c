/* searchbench index: what building an index costs, stage by stage and as a whole. */
#include "index/build.h"
#include "index/index_dir.h"
#include "searchbench/child.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"
#include "searchbench/samples.h"
#include "searchbench/stages.h"
#include "searchbench/target.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096, REPEAT_MAX = 100 };

typedef struct {
    const char *work;
    uint64_t jobs, repeat, memory;
    bool no_text, keep, no_stages;
} index_options;

typedef struct {
    index_options options;
    const char *const *paths;
    size_t path_count;
    char staged_dir[PATH_SIZE], whole_dir[PATH_SIZE];
    bench_stages stages[REPEAT_MAX];
    assay_build_counts counts;
    bench_child_cost staged_cost, whole_cost[REPEAT_MAX];
    bench_document document;
    assay_error err;
} index_run;

/* ---- folders ---- */

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *place) {
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static assay_status remove_folder(const char *path, assay_error *err) {
    struct stat about;
    if (stat(path, &about) == 0 && nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
        return assay_fail(err, ASSAY_E_IO, "%s: %s", path, strerror(errno));
    return ASSAY_OK;
}

/* ---- work ---- */

static assay_status staged_work(void *result, void *user, assay_error *err) {
    const index_run *r = user;
    const bench_stages_options options = {.paths = r->paths,
                                          .path_count = r->path_count,
                                          .dir = r->staged_dir,
                                          .no_text = r->options.no_text,
                                          .memory_bytes = r->options.memory / 2};
    return bench_stages_run(result, &options, err);
}

static assay_status whole_work(void *result, void *user, assay_error *err) {
    const index_run *r = user;
    const assay_build_options options = {.create = true,
                                         .no_text = r->options.no_text,
                                         .memory = r->options.memory,
                                         .jobs = (int)r->options.jobs,
                                         .read = {.default_type = -1}};
    return assay_build_add(result, r->whole_dir, r->paths, r->path_count, &options, err);
}

static assay_status measure(index_run *r) {
    for (uint64_t i = 0; i < r->options.repeat; i++) {
        if (!r->options.no_stages) {
            ASSAY_TRY(remove_folder(r->staged_dir, &r->err));
            ASSAY_TRY(bench_child_run(&r->staged_cost, &r->stages[i], sizeof r->stages[i],
                                      staged_work, r, &r->err));
        }
        ASSAY_TRY(remove_folder(r->whole_dir, &r->err));
        ASSAY_TRY(bench_child_run(&r->whole_cost[i], &r->counts, sizeof r->counts, whole_work, r,
                                  &r->err));
    }
    return ASSAY_OK;
}

/* ---- what is written ---- */

static void write_rates(assay_json_writer *json, double seconds, double source_bytes,
                        double records) {
    assay_json_double_at(json, "seconds", seconds);
    if (seconds > 0) {
        assay_json_double_at(json, "mb_per_s", source_bytes / 1e6 / seconds);
        assay_json_double_at(json, "records_per_s", records / seconds);
    }
}

/* An operation as `compare` knows it: its repetitions stand where queries do elsewhere. */
static void write_op(index_run *r, const char *name, const double *seconds, double cpu_seconds) {
    assay_json_writer *json = &r->document.json;
    double microseconds[REPEAT_MAX];
    size_t count = (size_t)r->options.repeat;
    assay_json_open(json, '{');
    assay_json_string_at(json, "op", assay_span_of(name));
    assay_json_string_at(json, "engine", ASSAY_SPAN("assay"));
    assay_json_key(json, "per_query_us");
    assay_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        microseconds[i] = seconds[i] * 1e6;
        assay_json_double(json, microseconds[i]);
    }
    assay_json_close(json, ']');
    bench_summary summary = bench_summarize(microseconds, count);
    bench_summary_write(json, &summary);
    write_rates(json, summary.p50 * 1e-6, (double)r->counts.bytes_read, (double)r->counts.read);
    assay_json_double_at(json, "cpu_seconds", cpu_seconds);
    assay_json_close(json, '}');
}

static void write_ops(index_run *r) {
    double seconds[REPEAT_MAX] = {0};
    size_t count = (size_t)r->options.repeat;
    assay_json_key(&r->document.json, "ops");
    assay_json_open(&r->document.json, '[');
    for (int stage = 0; stage < BENCH_STAGES && !r->options.no_stages; stage++) {
        for (size_t i = 0; i < count; i++)
            seconds[i] = r->stages[i].seconds[stage];
        write_op(r, bench_stage_name((bench_stage)stage), seconds,
                 r->stages[count - 1].cpu_seconds[stage]);
    }
    for (size_t i = 0; i < count; i++)
        seconds[i] = r->whole_cost[i].seconds;
    write_op(r, "whole", seconds, r->whole_cost[count - 1].cpu_seconds);
    assay_json_close(&r->document.json, ']');
}

static void write_cost(assay_json_writer *json, const char *key, const bench_child_cost *cost) {
    assay_json_key(json, key);
    assay_json_open(json, '{');
    assay_json_double_at(json, "seconds", cost->seconds);
    assay_json_double_at(json, "cpu_seconds", cost->cpu_seconds);
    assay_json_uint_at(json, "peak_bytes", cost->peak_bytes);
    assay_json_uint_at(json, "bytes_written", cost->bytes_written);
    assay_json_uint_at(json, "major_faults", cost->major_faults);
    assay_json_close(json, '}');
}

static assay_status write_sizes(index_run *r) {
    static const char *const parts[ASSAY_PART_COUNT] = {"dictionary", "blocks",    "hash",
                                                        "postings",   "positions", "lengths",
                                                        "numbers",    "columns",   "checksums"};
    assay_json_writer *json = &r->document.json;
    assay_index_sizes sizes;
    bench_target target = {.path = NULL};
    const assay_open_segment *segments = NULL;
    size_t count = 0;
    uint64_t sums[ASSAY_PART_COUNT] = {0};
    ASSAY_TRY(assay_index_dir_sizes(&sizes, r->whole_dir, &r->err));
    assay_status status = bench_target_open(&target, r->whole_dir, &r->err);
    if (status == ASSAY_OK)
        status = assay_reader_segments(&segments, &count, target.reader, &r->err);
    for (size_t i = 0; i < count; i++)
        for (int part = 0; part < ASSAY_PART_COUNT; part++)
            sums[part] += assay_segment_footer(segments[i].segment)->part_size[part];
    if (status == ASSAY_OK) {
        bench_target_write(json, &target);
        assay_json_key(json, "sizes");
        assay_json_open(json, '{');
        for (size_t i = 0; i < ASSAY_CATALOGUE_PARTS; i++) {
            char key[64];
            snprintf(key, sizeof key, "catalogue_%s", assay_index_dir_part_name(i));
            assay_json_uint_at(json, key, sizes.catalogue_parts[i]);
        }
        for (int part = 0; part < ASSAY_PART_COUNT; part++) {
            char key[64];
            snprintf(key, sizeof key, "segment_%s", parts[part]);
            assay_json_uint_at(json, key, sums[part]);
        }
        assay_json_close(json, '}');
    }
    bench_target_close(&target);
    return status;
}

static assay_status write_document(index_run *r) {
    assay_json_writer *json = &r->document.json;
    bench_document_begin(&r->document, "index");
    assay_json_key(json, "source");
    assay_json_open(json, '{');
    assay_json_string_at(json, "path", assay_span_of(r->paths[0]));
    assay_json_uint_at(json, "bytes", r->counts.bytes_read);
    assay_json_uint_at(json, "text_bytes", r->counts.text_bytes);
    assay_json_uint_at(json, "records", r->counts.read);
    assay_json_uint_at(json, "added", r->counts.added);
    assay_json_uint_at(json, "failed", r->counts.failed);
    assay_json_close(json, '}');
    assay_json_uint_at(json, "jobs", r->options.jobs);
    assay_json_bool_at(json, "xapian_text", !r->options.no_text);
    write_ops(r);
    if (!r->options.no_stages)
        write_cost(json, "staged", &r->staged_cost);
    write_cost(json, "whole", &r->whole_cost[r->options.repeat - 1]);
    return write_sizes(r);
}

static assay_status run(index_run *r) {
    const index_options *o = &r->options;
    if (o->work == NULL)
        return assay_fail(&r->err, ASSAY_E_USAGE, "--work DIR is needed");
    if (o->repeat == 0 || o->repeat > REPEAT_MAX || o->jobs > 64)
        return assay_fail(&r->err, ASSAY_E_USAGE, "--repeat takes 1 to %d, --jobs 0 to 64",
                          REPEAT_MAX);
    if (mkdir(o->work, 0777) != 0 && errno != EEXIST)
        return assay_fail(&r->err, ASSAY_E_IO, "%s: %s", o->work, strerror(errno));
    snprintf(r->staged_dir, PATH_SIZE, "%s/staged", o->work);
    snprintf(r->whole_dir, PATH_SIZE, "%s/whole", o->work);
    ASSAY_TRY(measure(r));
    ASSAY_TRY(write_document(r));
    ASSAY_TRY(remove_folder(r->staged_dir, &r->err));
    if (!o->keep)
        ASSAY_TRY(remove_folder(r->whole_dir, &r->err));
    return bench_document_print(&r->document, &r->err);
}

int bench_command_index(const char **words, size_t count) {
    index_run *r = calloc(1, sizeof *r);
    if (r == NULL)
        return ASSAY_EXIT_IO;
    index_options *o = &r->options;
    *o = (index_options){.repeat = 1, .memory = UINT64_C(1) << 30};
    const assay_option options[] = {
        ASSAY_TEXT_OPTION(0, "work", &o->work, "DIR", "a folder for the indexes that are built"),
        ASSAY_NUMBER_OPTION('j', "jobs", &o->jobs, "N", "workers of the whole build (a core each)"),
        ASSAY_BYTES_OPTION('m', "memory", &o->memory, "SIZE", "as indexer's (1G)"),
        ASSAY_NUMBER_OPTION('r', "repeat", &o->repeat, "N", "build so many times (1)"),
        ASSAY_FLAG_OPTION(0, "no-xapian-text", &o->no_text, "as indexer's"),
        ASSAY_FLAG_OPTION(0, "whole-only", &o->no_stages, "do not time single stages"),
        ASSAY_FLAG_OPTION(0, "keep", &o->keep, "leave the index in DIR/whole"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "index",
        .arguments = "PATH...",
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .summary = "times the building of an index",
        .description =
            "Builds an index twice from the same records: stage by stage in one thread (read, "
            "parse, analyze, invert, write, pack, document, xapian, merge), and as `indexer add` "
            "does it. Each in a process of its own, whose peak of memory is told.",
        .examples = "searchbench index --work work records.jsonl > index.json\n",
        .options = options};
    size_t arguments;
    int exit_code;
    if (assay_program_start(&arguments, &exit_code, &command, words, count)) {
        r->paths = words;
        r->path_count = arguments;
        exit_code =
            run(r) == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &r->err);
        bench_document_done(&r->document);
    }
    free(r);
    return exit_code;
}
