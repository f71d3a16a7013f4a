/* Synonym lists: terms between commas, a line a concept. */
#include "vocabulary/thesaurus_read.h"

typedef assay_status (*add_term)(assay_thesaurus_builder *builder, assay_span text,
                                 assay_error *err);

/* The end of the piece at `from`: an unescaped comma, or "=>", or the line's end. */
static size_t piece_end(assay_span line, size_t from) {
    size_t at = from;
    for (; at < line.size; at++) {
        if (line.data[at] == '\\')
            at++;
        else if (line.data[at] == ',' ||
                 assay_span_starts(assay_span_skip(line, at), ASSAY_SPAN("=>")))
            return at;
    }
    return line.size;
}

static assay_status add_piece(assay_thesaurus_builder *builder, add_term add, assay_span piece,
                              size_t *added, assay_error *err) {
    char text[ASSAY_THESAURUS_TERM_MAX + 1];
    size_t size = 0;
    piece = assay_span_trim(piece);
    if (piece.size == 0)
        return ASSAY_OK;
    for (size_t i = 0; i < piece.size && size < sizeof text; i++) {
        i += piece.data[i] == '\\' && i + 1 < piece.size;
        text[size++] = piece.data[i];
    }
    ++*added;
    return size < sizeof text ? add(builder, assay_span_make(text, size), err)
                              : add(builder, piece, err); /* which refuses it, with its size */
}

/* The terms of one side of the line; *at is left behind it. */
static assay_status add_side(assay_thesaurus_builder *builder, add_term add, assay_span line,
                             size_t *at, assay_error *err) {
    size_t added = 0;
    for (;;) {
        size_t end = piece_end(line, *at);
        ASSAY_TRY(
            add_piece(builder, add, assay_span_make(line.data + *at, end - *at), &added, err));
        *at = end;
        if (end == line.size || line.data[end] != ',')
            break;
        ++*at;
    }
    return added != 0 ? ASSAY_OK
                      : assay_fail(err, ASSAY_E_FORMAT, "a rule needs terms on both sides of =>");
}

static bool has_arrow(assay_span line) {
    size_t at = 0;
    while ((at = piece_end(line, at)) < line.size && line.data[at] == ',')
        at++;
    return at < line.size;
}

assay_status assay_thesaurus_solr_line(assay_thesaurus_builder *builder, assay_span line,
                                       assay_error *err) {
    size_t at = 0;
    if (line.data[0] == '#')
        return ASSAY_OK;
    ASSAY_TRY(assay_thesaurus_builder_concept(builder, err));
    if (!has_arrow(line))
        return add_side(builder, assay_thesaurus_builder_term, line, &at, err);
    ASSAY_TRY(add_side(builder, assay_thesaurus_builder_key, line, &at, err));
    at += 2;
    ASSAY_TRY(add_side(builder, assay_thesaurus_builder_meaning, line, &at, err));
    return at == line.size ? ASSAY_OK
                           : assay_fail(err, ASSAY_E_FORMAT, "a rule has one => and no more");
}

static assay_status take_line(void *user, assay_span line, assay_error *err) {
    return assay_thesaurus_solr_line(user, line, err);
}

assay_status assay_thesaurus_read_solr(const assay_thesaurus_source *source, assay_error *err) {
    return assay_thesaurus_each_line(source, take_line, source->builder, err);
}
