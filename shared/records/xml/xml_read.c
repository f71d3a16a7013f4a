#include "records/xml/xml_decode.h"
#include "records/xml/xml_tree.h"

#include <stdlib.h>

enum { CHUNK = 128 << 10, MAX_TAG_NAME = 64 };

typedef enum {
    FRESH,   /* before a document: white space is passed over */
    PARSING, /* in a document */
    SEEKING  /* after an error: until the next document or record begins */
} phase;

typedef struct {
    assay_xml_tree tree;
    assay_xml_decoder decoder;
    assay_input *input;
    const assay_record_sink *sink;
    void *user;
    phase phase;
    bool resumed; /* begun inside a document, or with a record left open: its end will not match */
    uint64_t records;     /* given to the handler */
    uint64_t problems;    /* told to the sink */
    uint64_t chunk_start; /* offset in the file of the bytes in hand */
    assay_span bytes;     /* in hand */
    assay_span text;      /* of them */
    size_t at;            /* in text: what the parser is given next, or was given last */
    long long given;      /* bytes this parser took before `at` */
    uint64_t line;        /* of the file where this parser began, from 1 */
    uint64_t seek_line;   /* while seeking: line of `at` */
} reader;

/* The place in `text` of the parser's byte index. */
static size_t place_of(const reader *r, long long index) {
    long long ahead = index - r->given;
    if (ahead < 0)
        return 0;
    size_t place = r->at + (size_t)ahead;
    return place < r->text.size ? place : r->text.size;
}

static uint64_t line_now(const reader *r) {
    return r->line + XML_GetCurrentLineNumber(r->tree.parser) - 1;
}

static assay_status report(reader *r, bool lost, uint64_t line, size_t place,
                           const assay_error *problem, assay_error *err) {
    const assay_xml_node *record = r->tree.record;
    assay_read_place where = {.line = line,
                              .byte = r->chunk_start +
                                      assay_xml_decode_offset(&r->decoder, r->bytes, place)};
    if (record != NULL && r->tree.handler->id != NULL)
        where.record = r->tree.handler->id(record);
    r->problems++;
    return assay_read_report_at(r->input, r->sink, where, lost, problem, err);
}

static assay_status on_complete(assay_xml_tree *tree, assay_error *err) {
    reader *r = tree->owner;
    assay_error problem = {.status = ASSAY_OK};
    assay_status status = tree->handler->record(r->user, tree->record, &problem);
    r->records++;
    if (status == ASSAY_E_FORMAT)
        return report(r, true, r->line + tree->record_line - 1, place_of(r, tree->record_index),
                      &problem, err);
    if (status != ASSAY_OK && err != NULL)
        *err = problem;
    return status;
}

static assay_status on_unclosed(assay_xml_tree *tree, assay_error *err) {
    reader *r = tree->owner;
    assay_error problem;
    r->resumed = true; /* from here on end tags do not match */
    assay_fail(&problem, ASSAY_E_FORMAT, "<%.*s> of line %llu is never closed",
               ASSAY_SPAN_ARG(tree->record->name),
               (unsigned long long)(r->line + tree->record_line - 1));
    return report(r, true, line_now(r), place_of(r, XML_GetCurrentByteIndex(tree->parser)),
                  &problem, err);
}

/* Whether the parser wanted more than the file has. */
static bool wants_more(const reader *r) {
    enum XML_Error code = XML_GetErrorCode(r->tree.parser);
    return code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
           code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

/* Puts what went wrong into words. */
static void describe(const reader *r, assay_error *problem, bool at_end) {
    enum XML_Error code = XML_GetErrorCode(r->tree.parser);
    const assay_xml_node *record = r->tree.record;
    if (r->tree.refusal.status != ASSAY_OK) {
        *problem = r->tree.refusal;
        return;
    }
    if (code == XML_ERROR_AMPLIFICATION_LIMIT_BREACH) {
        assay_fail(problem, ASSAY_E_LIMIT, "entities that expand without end are refused");
        return;
    }
    if (at_end && record != NULL)
        assay_fail(problem, ASSAY_E_FORMAT, "the file ends inside <%.*s> of line %llu",
                   ASSAY_SPAN_ARG(record->name),
                   (unsigned long long)(r->line + r->tree.record_line - 1));
    else if (at_end && r->tree.seen_element)
        assay_fail(problem, ASSAY_E_FORMAT, "the file ends before </%.*s>: it may be cut short",
                   ASSAY_SPAN_ARG(r->tree.root));
    else
        assay_fail(problem, ASSAY_E_FORMAT, "XML: %s", XML_ErrorString(code));
}

/* Whether an error outside records is only the seam between documents, or of a document that was
 * entered in its middle. */
static bool is_seam(const reader *r) {
    enum XML_Error code = XML_GetErrorCode(r->tree.parser);
    if (r->tree.record != NULL || r->tree.refusal.status != ASSAY_OK)
        return false;
    if (r->resumed)
        return code == XML_ERROR_TAG_MISMATCH || code == XML_ERROR_NO_ELEMENTS ||
               code == XML_ERROR_MISPLACED_XML_PI || code == XML_ERROR_UNCLOSED_TOKEN;
    return r->tree.seen_element && r->tree.depth == 0 &&
           (code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT || code == XML_ERROR_MISPLACED_XML_PI);
}

static assay_status on_error(reader *r, bool last, assay_error *err) {
    bool at_end = last && wants_more(r);
    size_t place = place_of(r, XML_GetCurrentByteIndex(r->tree.parser));
    uint64_t line = line_now(r);
    if (r->tree.stop != ASSAY_OK)
        return r->tree.stop;
    if (!is_seam(r)) {
        assay_error problem;
        describe(r, &problem, at_end);
        bool lost = r->tree.record != NULL || !at_end || r->records == 0;
        ASSAY_TRY(report(r, lost, line, place, &problem, err));
    }
    /* At least one byte on, or the same error would come again. */
    r->at = place > r->at ? place : r->at + (r->at < r->text.size);
    r->seek_line = line;
    r->phase = SEEKING;
    return ASSAY_OK;
}

/* Whether what begins at the "<" at `at` begins a document or a record. */
static bool begins_something(const reader *r, size_t at) {
    assay_span text = assay_span_make(r->text.data + at + 1, r->text.size - at - 1);
    if (assay_span_starts(text, ASSAY_SPAN("?xml ")))
        return true;
    size_t end = 0;
    while (end < text.size && end < MAX_TAG_NAME && strchr(" \t\r\n/>", text.data[end]) == NULL)
        end++;
    return end < text.size && end != 0 &&
           assay_xml_tree_is_record(&r->tree, assay_span_first(text, end));
}

static assay_status resume(reader *r, assay_error *err) {
    static const char prefix[] = "<resumed>";
    bool document = r->text.size - r->at > 1 && r->text.data[r->at + 1] == '?';
    ASSAY_TRY(assay_xml_tree_restart(&r->tree, err));
    r->resumed = !document;
    r->given = 0;
    r->line = r->seek_line;
    r->phase = PARSING;
    if (!document) {
        if (XML_Parse(r->tree.parser, prefix, sizeof prefix - 1, 0) != XML_STATUS_OK)
            return assay_fail(err, ASSAY_E_BUG, "the XML parser cannot be resumed");
        r->given = sizeof prefix - 1;
    }
    return ASSAY_OK;
}

/* Looks for the next start. Leaves `at` there, or before a tag that is not complete yet, or at the
 * end of the text. */
static assay_status seek(reader *r, bool last, assay_error *err) {
    while (r->at < r->text.size) {
        assay_span rest = assay_span_skip(r->text, r->at);
        size_t tag = assay_span_find_byte(rest, '<'), end = tag != SIZE_MAX ? tag : rest.size;
        for (size_t i = 0; i < end; i++)
            r->seek_line += rest.data[i] == '\n';
        r->at += end;
        if (tag == SIZE_MAX)
            break;
        if (!last && r->text.size - r->at < MAX_TAG_NAME)
            break;
        if (begins_something(r, r->at))
            return resume(r, err);
        r->at++;
    }
    return ASSAY_OK;
}

static assay_status parse(reader *r, bool last, assay_error *err) {
    assay_span rest = assay_span_skip(r->text, r->at);
    enum XML_Status status =
        XML_Parse(r->tree.parser, rest.data != NULL ? rest.data : "", (int)rest.size, last);
    if (status != XML_STATUS_OK || r->tree.refusal.status != ASSAY_OK)
        return on_error(r, last, err);
    r->given += (long long)rest.size;
    r->at = r->text.size;
    return ASSAY_OK;
}

/* Passes white space before a document. */
static void open_document(reader *r) {
    while (r->at < r->text.size && strchr(" \t\r\n", r->text.data[r->at]) != NULL &&
           r->text.data[r->at] != '\0')
        r->line += r->text.data[r->at++] == '\n';
    if (r->at < r->text.size)
        r->phase = PARSING;
}

/* Takes the text in hand as far as it goes; r->at says how far. */
static assay_status take(reader *r, bool last, assay_error *err) {
    r->at = 0;
    for (;;) {
        if (r->phase == FRESH) {
            open_document(r);
            if (r->phase == FRESH)
                return ASSAY_OK;
        }
        if (r->phase == SEEKING) {
            ASSAY_TRY(seek(r, last, err));
            if (r->phase == SEEKING)
                return ASSAY_OK;
        }
        ASSAY_TRY(parse(r, last, err));
        if (r->phase == PARSING)
            return ASSAY_OK;
    }
}

/* The encoding a declaration at the start names; UTF-8 when none does. */
static assay_status find_encoding(assay_xml_encoding *out, size_t *mark, assay_span head,
                                  assay_error *err) {
    *out = ASSAY_XML_UTF8;
    *mark = 0;
    if (assay_xml_encoding_of(out, mark, head))
        return ASSAY_OK;
    head = assay_span_trim(assay_span_first(head, 400));
    size_t end = assay_span_find(head, ASSAY_SPAN("?>"));
    if (!assay_span_starts(head, ASSAY_SPAN("<?xml")) || end == SIZE_MAX)
        return ASSAY_OK;
    head = assay_span_first(head, end);
    size_t at = assay_span_find(head, ASSAY_SPAN("encoding"));
    if (at == SIZE_MAX)
        return ASSAY_OK;
    assay_span value = assay_span_trim(assay_span_skip(head, at + 8));
    if (!assay_span_starts(value, ASSAY_SPAN("=")))
        return ASSAY_OK;
    value = assay_span_trim(assay_span_skip(value, 1));
    if (value.size < 2 || (*value.data != '"' && *value.data != '\''))
        return ASSAY_OK;
    char quote = *value.data;
    value = assay_span_skip(value, 1);
    value = assay_span_cut(&value, quote);
    if (!assay_xml_encoding_named(out, value))
        return assay_fail(err, ASSAY_E_FORMAT, "the encoding \"%.*s\" is not known",
                          ASSAY_SPAN_ARG(assay_span_first(value, 40)));
    /* Sixteen-bit text would have shown its zeros: the declaration is a leftover. */
    if (*out == ASSAY_XML_UTF16LE || *out == ASSAY_XML_UTF16BE)
        *out = ASSAY_XML_UTF8;
    return ASSAY_OK;
}

static assay_status read_chunks(reader *r, char *chunk, size_t mark, assay_error *err) {
    size_t held = 0, got;
    bool last = false;
    while (!last) {
        ASSAY_TRY(assay_input_read(&got, r->input, chunk + held, CHUNK - held, err));
        held += got;
        last = got == 0;
        if (held < mark && !last)
            continue;
        r->bytes = assay_span_skip(assay_span_make(chunk, held), mark);
        r->chunk_start += mark;
        mark = 0;
        size_t used;
        ASSAY_TRY(assay_xml_decode(&r->text, &used, &r->decoder, r->bytes, last, err));
        ASSAY_TRY(take(r, last, err));
        if (r->at < r->text.size)
            used = assay_xml_decode_offset(&r->decoder, r->bytes, r->at);
        held = r->bytes.size - used;
        r->chunk_start += used;
        memmove(chunk, r->bytes.data + used, held);
    }
    return ASSAY_OK;
}

/* What is worth saying about the file as a whole. */
static assay_status conclude(reader *r, assay_error *err) {
    assay_error problem;
    assay_span root = r->tree.root;
    bool known = assay_xml_tree_is_record(&r->tree, root);
    for (const char *const *at = r->tree.handler->roots; *at != NULL; at++)
        known = known || assay_span_equal(root, assay_span_of(*at));
    if (r->records == 0 && r->problems == 0 && !known) {
        if (root.data == NULL)
            assay_fail(&problem, ASSAY_E_FORMAT, "no XML element in it");
        else
            assay_fail(&problem, ASSAY_E_FORMAT, "<%.*s> holds no <%s>", ASSAY_SPAN_ARG(root),
                       r->tree.handler->records[0]);
        ASSAY_TRY(report(r, true, 0, 0, &problem, err));
    }
    if (r->decoder.replaced == 0)
        return ASSAY_OK;
    assay_fail(&problem, ASSAY_E_FORMAT, "%llu characters are not valid in the file's encoding",
               (unsigned long long)r->decoder.replaced);
    return report(r, false, 0, 0, &problem, err);
}

static assay_status read_all(reader *r, assay_error *err) {
    assay_xml_encoding encoding;
    assay_span head;
    size_t mark;
    ASSAY_TRY(assay_input_peek(&head, r->input, err));
    assay_error problem;
    if (find_encoding(&encoding, &mark, head, &problem) != ASSAY_OK)
        return report(r, true, 1, 0, &problem, err);
    assay_xml_decode_init(&r->decoder, encoding);
    char *chunk = malloc(CHUNK);
    if (chunk == NULL)
        return assay_fail_memory(err);
    assay_status status = read_chunks(r, chunk, mark, err);
    if (status == ASSAY_OK) {
        r->bytes = r->text = (assay_span){NULL, 0};
        r->tree.record = NULL;
        status = conclude(r, err);
    }
    free(chunk);
    return status;
}

assay_status assay_xml_read(assay_input *input, const assay_read_options *options,
                            const assay_record_sink *sink, const assay_xml_handler *handler,
                            void *user, assay_error *err) {
    size_t limit = options->max_record_bytes;
    reader r = {.input = input,
                .sink = sink,
                .user = user,
                .line = 1,
                .chunk_start = assay_input_offset(input)};
    assay_xml_decode_init(&r.decoder, ASSAY_XML_UTF8);
    assay_status status =
        assay_xml_tree_init(&r.tree, handler, limit != 0 ? limit : ASSAY_READ_MAX_RECORD, err);
    r.tree.owner = &r;
    r.tree.events = (assay_xml_tree_events){on_complete, on_unclosed};
    if (status == ASSAY_OK)
        status = read_all(&r, err);
    assay_xml_decode_done(&r.decoder);
    assay_xml_tree_done(&r.tree);
    return status;
}
