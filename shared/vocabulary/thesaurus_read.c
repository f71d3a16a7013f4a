#include "vocabulary/thesaurus_read.h"

#include "records/input/decompress.h"
#include "records/input/lines.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static const struct {
    const char *name;
    assay_status (*read)(const assay_thesaurus_source *source, assay_error *err);
} formats[] = {{"mesh-xml", assay_thesaurus_read_mesh_xml},
               {"mesh-ascii", assay_thesaurus_read_mesh_ascii},
               {"mesh-tree", assay_thesaurus_read_mesh_tree},
               {"solr", assay_thesaurus_read_solr}};
enum { MESH_XML, MESH_ASCII, MESH_TREE, SOLR, FORMATS };

const char *assay_thesaurus_formats(void) {
    return "auto, mesh-xml, mesh-ascii, mesh-tree or solr";
}

/* "Body Regions;A01" */
static bool is_tree_line(assay_span line) {
    assay_span place = line, name = assay_span_cut(&place, ';');
    return name.size != 0 && place.size >= 3 && place.data[0] >= 'A' && place.data[0] <= 'Z' &&
           place.data[1] >= '0' && place.data[1] <= '9' && place.data[2] >= '0' &&
           place.data[2] <= '9';
}

static int detect(assay_span head) {
    if (assay_span_starts(head, ASSAY_SPAN("\xEF\xBB\xBF")))
        head = assay_span_skip(head, 3);
    assay_span line = assay_span_trim(head);
    if (assay_span_starts(line, ASSAY_SPAN("<")))
        return MESH_XML;
    if (assay_span_starts(line, ASSAY_SPAN("*NEWRECORD")))
        return MESH_ASCII;
    return is_tree_line(assay_span_trim(assay_span_cut(&line, '\n'))) ? MESH_TREE : SOLR;
}

/* ---- the sink of readers made for records: there are none here, and the first problem is the last ---- */

static assay_record *no_record(void *user, assay_error *err) {
    (void)user;
    (void)assay_fail(err, ASSAY_E_BUG, "a vocabulary holds no records");
    return NULL;
}

static assay_status stop(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)user;
    if (!problem->lost)
        return ASSAY_OK;
    if (problem->line == 0)
        return assay_fail(err, problem->error->status, "%s", problem->error->message);
    return assay_fail(err, problem->error->status, "line %llu: %s",
                      (unsigned long long)problem->line, problem->error->message);
}

assay_status assay_thesaurus_each_line(const assay_thesaurus_source *source,
                                       assay_status (*take)(void *user, assay_span line,
                                                            assay_error *err),
                                       void *user, assay_error *err) {
    const assay_read_options options = {.max_record_bytes = LINE_MAX_BYTES};
    const assay_emitter emitter = {source->input, &options, source->sink, "vocabulary"};
    assay_lines lines;
    assay_span line;
    bool more = true;
    assay_lines_init(&lines, &emitter);
    assay_status status = assay_lines_next(&line, &more, &lines, err);
    while (status == ASSAY_OK && more) {
        if (assay_input_line_number(source->input) == 1 &&
            assay_span_starts(line, ASSAY_SPAN("\xEF\xBB\xBF")))
            line = assay_span_skip(line, 3);
        line = assay_span_trim(line);
        if (line.size != 0 && take(user, line, err) != ASSAY_OK)
            status = assay_fail_in(err, "line %llu",
                                   (unsigned long long)assay_input_line_number(source->input));
        else
            status = assay_lines_next(&line, &more, &lines, err);
    }
    assay_lines_done(&lines);
    return status;
}

/* ---- files ---- */

static assay_status read_input(assay_thesaurus_builder *builder, assay_input *input,
                               const char *format, assay_error *err) {
    const assay_record_sink sink = {.begin = no_record, .problem = stop};
    const assay_thesaurus_source source = {builder, input, &sink};
    assay_span head;
    size_t which = 0;
    ASSAY_TRY(assay_input_peek(&head, input, err));
    if (format == NULL || strcmp(format, "auto") == 0)
        which = (size_t)detect(head);
    else
        while (which < FORMATS && strcmp(formats[which].name, format) != 0)
            which++;
    if (which == FORMATS)
        return assay_fail(err, ASSAY_E_USAGE, "there is no format %s; there are %s", format,
                          assay_thesaurus_formats());
    uint32_t before = assay_thesaurus_builder_concepts(builder);
    ASSAY_TRY(formats[which].read(&source, err));
    if (assay_thesaurus_builder_concepts(builder) == before)
        return assay_fail(err, ASSAY_E_FORMAT, "no terms in it (read as %s)", formats[which].name);
    return ASSAY_OK;
}

static assay_status read_compressed(assay_thesaurus_builder *builder, assay_input *file,
                                    const char *format, assay_error *err) {
    assay_span head;
    assay_input *inside = NULL;
    ASSAY_TRY(assay_input_peek(&head, file, err));
    assay_compression compression = assay_decompress_detect(head);
    if (compression == ASSAY_COMPRESSION_NONE)
        return read_input(builder, file, format, err);
    ASSAY_TRY(assay_decompress_open(&inside, file, compression, err));
    assay_status status = read_input(builder, inside, format, err);
    assay_input_free(inside);
    return status;
}

assay_status assay_thesaurus_read(assay_thesaurus_builder *builder, const char *path,
                                  const char *format, assay_error *err) {
    assay_input *file = NULL;
    ASSAY_TRY(assay_input_open_file(&file, path, NULL, err));
    assay_status status = read_compressed(builder, file, format, err);
    assay_input_free(file);
    if (status == ASSAY_OK || status == ASSAY_E_MEMORY || status == ASSAY_E_USAGE)
        return status;
    return assay_fail_in(err, "%s", path);
}
