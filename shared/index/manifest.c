#include "index/manifest.h"

#include "base/number.h"
#include "index/schema.h"

#include <stdlib.h>

void assay_manifest_done(assay_manifest *manifest) {
    free(manifest->segments);
    *manifest = (assay_manifest){0};
}

assay_status assay_manifest_add(assay_manifest *manifest, const assay_manifest_segment *segment,
                                assay_error *err) {
    if (manifest->count == ASSAY_MANIFEST_SEGMENTS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d segments",
                          (int)ASSAY_MANIFEST_SEGMENTS_MAX);
    if (manifest->count == manifest->capacity) {
        size_t capacity = manifest->capacity * 2 + 8;
        assay_manifest_segment *moved =
            realloc(manifest->segments, capacity * sizeof *manifest->segments);
        if (moved == NULL)
            return assay_fail_memory(err);
        manifest->segments = moved;
        manifest->capacity = capacity;
    }
    manifest->segments[manifest->count++] = *segment;
    return ASSAY_OK;
}

assay_status assay_manifest_copy(assay_manifest *out, const assay_manifest *from,
                                 assay_error *err) {
    assay_manifest copy = *from;
    copy.segments = NULL;
    copy.count = copy.capacity = 0;
    for (size_t i = 0; i < from->count; i++) {
        assay_status status = assay_manifest_add(&copy, &from->segments[i], err);
        if (status != ASSAY_OK) {
            assay_manifest_done(&copy);
            return status;
        }
    }
    *out = copy;
    return ASSAY_OK;
}

void assay_manifest_print(assay_buffer *out, const assay_manifest *manifest) {
    assay_buffer_format(out, "assay-index %d\nanalyzer %s\nschema %u\ntext %d\nnext %u\n",
                        (int)ASSAY_INDEX_FORMAT, manifest->analyzer, manifest->schema,
                        (int)manifest->text, manifest->next);
    if (manifest->has_edges) {
        assay_buffer_add_text(out, "edges");
        for (size_t i = 0; i < ASSAY_LENGTH_CLASSES; i++)
            assay_buffer_format(out, " %u", manifest->edges[i]);
        assay_buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < manifest->count; i++) {
        const assay_manifest_segment *segment = &manifest->segments[i];
        assay_buffer_format(out, "segment %u %u %u %u\n", segment->number, segment->records,
                            segment->dead, segment->generation);
    }
}

static assay_status damaged(assay_error *err, assay_span line) {
    return assay_fail(err, ASSAY_E_CORRUPT, "the index's list of segments has a line \"%.*s\"",
                      ASSAY_SPAN_ARG(assay_span_first(line, 80)));
}

/* Exactly count numbers below 2^32, separated by single blanks. */
static bool read_numbers(uint32_t *out, size_t count, assay_span text) {
    for (size_t i = 0; i < count; i++) {
        uint64_t number = 0;
        if (!assay_number_u64(&number, assay_span_cut(&text, ' ')) || number > UINT32_MAX)
            return false;
        out[i] = (uint32_t)number;
    }
    return text.size == 0;
}

static assay_status parse_segment(assay_manifest *out, assay_span line, assay_span values,
                                  assay_error *err) {
    uint32_t numbers[4];
    if (!read_numbers(numbers, 4, values) || numbers[2] > numbers[1])
        return damaged(err, line);
    const assay_manifest_segment segment = {numbers[0], numbers[1], numbers[2], numbers[3]};
    return assay_manifest_add(out, &segment, err);
}

static assay_status parse_line(assay_manifest *out, assay_span line, assay_error *err) {
    assay_span values = line;
    assay_span key = assay_span_cut(&values, ' ');
    if (assay_span_equal(key, ASSAY_SPAN("segment")))
        return parse_segment(out, line, values, err);
    if (assay_span_equal(key, ASSAY_SPAN("edges"))) {
        out->has_edges = read_numbers(out->edges, ASSAY_LENGTH_CLASSES, values);
        return out->has_edges ? ASSAY_OK : damaged(err, line);
    }
    if (assay_span_equal(key, ASSAY_SPAN("analyzer"))) {
        if (values.size >= sizeof out->analyzer)
            return damaged(err, line);
        memcpy(out->analyzer, values.data, values.size);
        out->analyzer[values.size] = 0;
        return ASSAY_OK;
    }
    uint32_t number = 0;
    if (!read_numbers(&number, 1, values))
        return damaged(err, line);
    if (assay_span_equal(key, ASSAY_SPAN("schema")))
        out->schema = number;
    else if (assay_span_equal(key, ASSAY_SPAN("text")))
        out->text = number != 0;
    else if (assay_span_equal(key, ASSAY_SPAN("next")))
        out->next = number;
    else
        return damaged(err, line);
    return ASSAY_OK;
}

static assay_status check_format(assay_span line, assay_error *err) {
    assay_span values = line;
    uint32_t format = 0;
    if (!assay_span_equal(assay_span_cut(&values, ' '), ASSAY_SPAN("assay-index")) ||
        !read_numbers(&format, 1, values))
        return damaged(err, line);
    if (format != ASSAY_INDEX_FORMAT)
        return assay_fail(err, ASSAY_E_VERSION,
                          "the index has format %u; this program knows format %d", format,
                          (int)ASSAY_INDEX_FORMAT);
    return ASSAY_OK;
}

assay_status assay_manifest_parse(assay_manifest *out, assay_span text, assay_error *err) {
    assay_manifest made = {0};
    ASSAY_TRY(check_format(assay_span_cut(&text, '\n'), err));
    assay_status status = ASSAY_OK;
    while (text.size != 0 && status == ASSAY_OK)
        status = parse_line(&made, assay_span_cut(&text, '\n'), err);
    if (status == ASSAY_OK && made.schema != ASSAY_SCHEMA_VERSION)
        status = assay_fail(err, ASSAY_E_VERSION,
                            "the index has schema %u; this program knows schema %d", made.schema,
                            (int)ASSAY_SCHEMA_VERSION);
    if (status != ASSAY_OK)
        assay_manifest_done(&made);
    else
        *out = made;
    return status;
}
