#include "commands.h"

#include "base/json_write.h"
#include "index/index_dir.h"

#include <sys/resource.h>

enum { SUMMARY_SCHEMA = 1 };

static uint64_t peak_memory(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
}

static double rate(uint64_t bytes, double seconds) {
    return seconds > 0 ? (double)bytes / 1e6 / seconds : 0;
}

void assay_summary_text(assay_buffer *out, const assay_summary *summary) {
    const assay_build_counts *c = summary->counts;
    const struct {
        const char *name;
        uint64_t count;
    } rows[] = {{"read", c->read},
                {"added", c->added},
                {"replaced", c->replaced},
                {"unchanged", c->unchanged},
                {"deleted", c->deleted},
                {"failed", c->failed},
                {"skipped files", c->skipped},
                {"warnings", c->warnings}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assay_buffer_format(out, "%-14s %llu\n", rows[i].name, (unsigned long long)rows[i].count);
    assay_buffer_format(
        out, "%-14s %.1f MB in %.2f s: %.1f MB/s, %.0f records/s\n%-14s %.0f MB peak\n", "text",
        (double)c->text_bytes / 1e6, summary->seconds, rate(c->text_bytes, summary->seconds),
        summary->seconds > 0 ? (double)c->read / summary->seconds : 0, "memory",
        (double)peak_memory() / 1e6);
    assay_index_sizes sizes;
    assay_error ignored;
    if (assay_index_dir_sizes(&sizes, summary->dir, &ignored) != ASSAY_OK)
        return;
    assay_buffer_format(out, "%-14s %.1f MB: segments %.1f, catalogue %.1f (", "index",
                        (double)(sizes.catalogue + sizes.segments) / 1e6,
                        (double)sizes.segments / 1e6, (double)sizes.catalogue / 1e6);
    bool first = true;
    for (size_t i = 0; i < ASSAY_CATALOGUE_PARTS; i++)
        if (sizes.catalogue_parts[i] != 0) {
            assay_buffer_format(out, "%s%s %.1f", first ? "" : ", ", assay_index_dir_part_name(i),
                                (double)sizes.catalogue_parts[i] / 1e6);
            first = false;
        }
    assay_buffer_add_text(out, ")\n");
}

static void json_sizes(assay_json_writer *json, const char *dir) {
    assay_index_sizes sizes;
    assay_error ignored;
    if (assay_index_dir_sizes(&sizes, dir, &ignored) != ASSAY_OK)
        return;
    assay_json_key(json, "index_bytes");
    assay_json_open(json, '{');
    assay_json_uint_at(json, "segments", sizes.segments);
    assay_json_uint_at(json, "catalogue", sizes.catalogue);
    for (size_t i = 0; i < ASSAY_CATALOGUE_PARTS; i++)
        assay_json_uint_at(json, assay_index_dir_part_name(i), sizes.catalogue_parts[i]);
    assay_json_close(json, '}');
}

void assay_summary_json(assay_buffer *out, const assay_summary *summary) {
    const assay_build_counts *c = summary->counts;
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "schema", SUMMARY_SCHEMA);
    assay_json_uint_at(&json, "read", c->read);
    assay_json_uint_at(&json, "added", c->added);
    assay_json_uint_at(&json, "replaced", c->replaced);
    assay_json_uint_at(&json, "unchanged", c->unchanged);
    assay_json_uint_at(&json, "deleted", c->deleted);
    assay_json_uint_at(&json, "failed", c->failed);
    assay_json_uint_at(&json, "skipped_files", c->skipped);
    assay_json_uint_at(&json, "warnings", c->warnings);
    assay_json_uint_at(&json, "bytes_read", c->bytes_read);
    assay_json_uint_at(&json, "text_bytes", c->text_bytes);
    assay_json_uint_at(&json, "commits", c->commits);
    assay_json_double_at(&json, "seconds", summary->seconds);
    assay_json_double_at(&json, "mb_per_second", rate(c->text_bytes, summary->seconds));
    assay_json_uint_at(&json, "peak_memory_bytes", peak_memory());
    json_sizes(&json, summary->dir);
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
}
