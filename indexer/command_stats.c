#include "commands.h"

#include "base/json_write.h"
#include "index/reader.h"
#include "index/schema.h"
#include "ranking/segment/shares.h"

enum { STATS_SCHEMA = 1 };

static const char *dir;
static bool json, parts;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_FLAG_OPTION(0, "json", &json, "as JSON"),
    ASSAY_FLAG_OPTION(0, "parts", &parts,
                      "instead: where the bytes of the segments' terms go, by kind of term"),
    {0},
};

static const assay_command command = {.program = ASSAY_INDEXER,
                                      .name = "stats",
                                      .arguments = "",
                                      .summary =
                                          "Prints what is in the index, and how large it is.",
                                      .options = options};

typedef struct {
    const assay_manifest *manifest;
    assay_xapian_statistics catalogue;
    uint64_t total_length, live; /* of the segments */
    assay_index_sizes sizes;
} stats;

static void print_text(assay_buffer *out, const stats *s) {
    assay_buffer_format(
        out,
        "records        %u\nlast number    %u\nwords          %llu (%.1f a "
        "record)\nanalyzer       %s\nschema         %u\ncatalogue text %s\n",
        s->catalogue.documents, s->catalogue.last_docid, (unsigned long long)s->total_length,
        s->live != 0 ? (double)s->total_length / (double)s->live : 0, s->manifest->analyzer,
        s->manifest->schema, s->manifest->text ? "yes" : "no");
    for (size_t i = 0; i < s->manifest->count; i++) {
        const assay_manifest_segment *segment = &s->manifest->segments[i];
        assay_buffer_format(out, "segment        %u: %u records, %u dead\n", segment->number,
                            segment->records, segment->dead);
    }
    assay_buffer_format(out, "segments       %.1f MB\ncatalogue      %.1f MB\n",
                        (double)s->sizes.segments / 1e6, (double)s->sizes.catalogue / 1e6);
    for (size_t i = 0; i < ASSAY_CATALOGUE_PARTS; i++)
        if (s->sizes.catalogue_parts[i] != 0)
            assay_buffer_format(out, "  %-12s %.1f MB\n", assay_index_dir_part_name(i),
                                (double)s->sizes.catalogue_parts[i] / 1e6);
}

static void print_json(assay_buffer *out, const stats *s) {
    assay_json_writer writer = assay_json_writer_on(out);
    assay_json_open(&writer, '{');
    assay_json_int_at(&writer, "schema", STATS_SCHEMA);
    assay_json_uint_at(&writer, "records", s->catalogue.documents);
    assay_json_uint_at(&writer, "last_number", s->catalogue.last_docid);
    assay_json_uint_at(&writer, "total_length", s->total_length);
    assay_json_string_at(&writer, "analyzer", assay_span_of(s->manifest->analyzer));
    assay_json_uint_at(&writer, "index_schema", s->manifest->schema);
    assay_json_bool_at(&writer, "catalogue_text", s->manifest->text);
    assay_json_uint_at(&writer, "revision", s->catalogue.revision);
    assay_json_key(&writer, "segments");
    assay_json_open(&writer, '[');
    for (size_t i = 0; i < s->manifest->count; i++) {
        assay_json_open(&writer, '{');
        assay_json_uint_at(&writer, "number", s->manifest->segments[i].number);
        assay_json_uint_at(&writer, "records", s->manifest->segments[i].records);
        assay_json_uint_at(&writer, "dead", s->manifest->segments[i].dead);
        assay_json_close(&writer, '}');
    }
    assay_json_close(&writer, ']');
    assay_json_key(&writer, "bytes");
    assay_json_open(&writer, '{');
    assay_json_uint_at(&writer, "segments", s->sizes.segments);
    assay_json_uint_at(&writer, "catalogue", s->sizes.catalogue);
    for (size_t i = 0; i < ASSAY_CATALOGUE_PARTS; i++)
        assay_json_uint_at(&writer, assay_index_dir_part_name(i), s->sizes.catalogue_parts[i]);
    assay_json_close(&writer, '}');
    assay_json_close(&writer, '}');
    assay_buffer_add_byte(out, '\n');
}

static assay_status gather(stats *s, assay_reader *reader, assay_error *err) {
    const assay_snapshot *snapshot = NULL;
    ASSAY_TRY(assay_reader_statistics(&s->catalogue, reader, err));
    ASSAY_TRY(assay_reader_snapshot(&snapshot, reader, err));
    ASSAY_TRY(assay_index_dir_sizes(&s->sizes, dir, err));
    s->manifest = assay_reader_manifest(reader);
    s->live = assay_snapshot_records(snapshot);
    s->total_length = assay_snapshot_total_length(snapshot);
    return ASSAY_OK;
}

/* ---- parts ---- */

enum { KIND_RANKED, KIND_FORMS, KIND_OTHERS, KINDS };

static unsigned kind_of(void *user, assay_span term) {
    (void)user;
    if (term.size == 0)
        return KIND_OTHERS;
    return term.data[0] == ASSAY_TERM_RANKED ? KIND_RANKED
           : term.data[0] == ASSAY_TERM_FORM ? KIND_FORMS
                                             : KIND_OTHERS;
}

static void print_share(assay_buffer *out, const char *name, const assay_share *share) {
    assay_buffer_format(out, "%-12s %10llu %11llu", name, (unsigned long long)share->terms,
                        (unsigned long long)share->postings);
    for (int i = 0; i < ASSAY_SHARE_COUNT; i++)
        assay_buffer_format(out, " %10llu", (unsigned long long)share->bytes[i]);
    assay_buffer_add_byte(out, '\n');
}

static assay_status print_parts(assay_buffer *out, assay_reader *reader, assay_error *err) {
    static const char *const names[KINDS] = {"ranked", "forms", "others"};
    const assay_share_kinds kinds = {NULL, kind_of, KINDS};
    const assay_open_segment *segments = NULL;
    assay_share shares[KINDS] = {0};
    size_t count = 0;
    ASSAY_TRY(assay_reader_segments(&segments, &count, reader, err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(assay_segment_shares(shares, segments[i].segment, &kinds, err));
    assay_buffer_format(out, "%-12s %10s %11s %10s %10s %10s %10s %10s %10s\n", "bytes of", "terms",
                        "postings", "text", "inline", "entries", "records", "codes", "positions");
    for (int k = 0; k < KINDS; k++)
        print_share(out, names[k], &shares[k]);
    return ASSAY_OK;
}

int assay_command_stats(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_reader *reader = NULL;
    assay_error err;
    stats found;
    assay_status status = assay_reader_open(&reader, dir, &err);
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    if (status == ASSAY_OK)
        status = parts ? print_parts(&out, reader, &err) : gather(&found, reader, &err);
    if (status == ASSAY_OK && !parts)
        (json ? print_json : print_text)(&out, &found);
    if (status == ASSAY_OK) {
        exit_code = assay_program_print(ASSAY_INDEXER, &out);
    } else {
        assay_buffer_done(&out);
        exit_code = assay_message_failure(ASSAY_INDEXER, &err);
    }
    assay_reader_close(reader);
    return exit_code;
}
