#include "evaluation/topics.h"

#include "base/buffer.h"
#include "base/map.h"
#include "records/json/json_tree.h"

typedef struct {
    assay_topics *topics;
    const char *name;
    assay_error *err;
} topic_reader;

static assay_status add_topic(topic_reader *reader, assay_span id, assay_span text) {
    assay_topics *topics = reader->topics;
    id = assay_span_trim(id);
    text = assay_span_trim(text);
    if (id.size == 0)
        return assay_fail(reader->err, ASSAY_E_FORMAT, "a topic without an id");
    ASSAY_TRY(assay_arena_grow(&topics->arena, &topics->items, &topics->capacity, topics->count,
                               sizeof *topics->items, reader->err));
    assay_topic *topic = &topics->items[topics->count];
    ASSAY_TRY(assay_arena_copy(&topic->id, &topics->arena, id, reader->err));
    ASSAY_TRY(assay_arena_copy(&topic->text, &topics->arena, text, reader->err));
    topics->count++;
    return ASSAY_OK;
}

/* ---- lines ---- */

static assay_status add_tsv(topic_reader *reader, assay_span line) {
    assay_span text = line;
    assay_span id = assay_span_cut(&text, '\t');
    if (text.data == NULL)
        return assay_fail(reader->err, ASSAY_E_FORMAT, "no tab between a topic's id and its text");
    return add_topic(reader, id, text);
}

/* The text or number at the first of the keys that has one. */
static assay_span json_text(const assay_json_value *object, const char *const *keys) {
    for (; *keys != NULL; keys++) {
        const assay_json_value *value = assay_json_member(object, *keys);
        if (value != NULL && (value->kind == ASSAY_JSON_STRING || value->kind == ASSAY_JSON_NUMBER))
            return value->text;
    }
    return (assay_span){NULL, 0};
}

static assay_status add_json(topic_reader *reader, assay_span line) {
    static const char *const ids[] = {"_id", "id", "qid", "number", NULL};
    static const char *const texts[] = {"text", "query", "title", "question", "body", NULL};
    const assay_json_value *object = NULL;
    size_t mended = 0;
    assay_arena arena;
    assay_arena_init(&arena);
    assay_status status = assay_json_parse(&object, &mended, line, &arena, reader->err);
    if (status == ASSAY_OK && object->kind != ASSAY_JSON_OBJECT)
        status = assay_fail(reader->err, ASSAY_E_FORMAT, "not a JSON object");
    if (status == ASSAY_OK)
        status = add_topic(reader, json_text(object, ids), json_text(object, texts));
    assay_arena_done(&arena);
    return status;
}

static assay_status read_lines(topic_reader *reader, assay_span text,
                               assay_status (*add)(topic_reader *, assay_span)) {
    for (size_t number = 1; text.size != 0; number++) {
        assay_span line = assay_span_cut(&text, '\n');
        if (assay_span_trim(line).size != 0 && add(reader, line) != ASSAY_OK)
            return assay_fail_in(reader->err, "%s line %zu", reader->name, number);
    }
    return ASSAY_OK;
}

/* ---- TREC's own forms: tags, but not XML ---- */

/* What stands between `open` and the next tag that ends it; *rest moves behind. False when there is no `open`. */
static bool cut_element(assay_span *out, assay_span *rest, const char *open, const char *close) {
    size_t at = assay_span_find(*rest, assay_span_of(open));
    if (at == SIZE_MAX)
        return false;
    assay_span inside = assay_span_skip(*rest, at + strlen(open));
    size_t end = assay_span_find(inside, assay_span_of(close));
    *out = assay_span_first(inside, end != SIZE_MAX ? end : inside.size);
    *rest = assay_span_skip(inside, out->size);
    return true;
}

static assay_span without_label(assay_span text, const char *label) {
    text = assay_span_trim(text);
    assay_span wanted = assay_span_of(label);
    return assay_span_starts_ascii_case(text, wanted)
               ? assay_span_trim(assay_span_skip(text, wanted.size))
               : text;
}

static assay_status read_trec(topic_reader *reader, assay_span text) {
    assay_span top;
    while (cut_element(&top, &text, "<top>", "</top>")) {
        assay_span number, title = {NULL, 0}, rest = top;
        if (!cut_element(&number, &rest, "<num>", "<"))
            return assay_fail(reader->err, ASSAY_E_FORMAT, "%s: a topic without <num>",
                              reader->name);
        if (!cut_element(&title, &rest, "<title>", "<") || assay_span_trim(title).size == 0)
            cut_element(&title, &rest, "<desc>", "<");
        title = without_label(without_label(title, "Topic:"), "Description:");
        ASSAY_TRY(add_topic(reader, without_label(number, "Number:"), title));
    }
    return ASSAY_OK;
}

/* Text without tags, the five entities resolved. */
static void strip_tags(assay_buffer *out, assay_span text) {
    static const struct {
        const char *name;
        char byte;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < text.size; i++) {
        assay_span here = assay_span_skip(text, i);
        if (here.data[0] == '<') {
            size_t end = assay_span_find_byte(here, '>');
            i += end != SIZE_MAX ? end : here.size;
            assay_buffer_add_byte(out, ' ');
            continue;
        }
        char byte = here.data[0];
        for (size_t e = 0; byte == '&' && e < sizeof entities / sizeof *entities; e++)
            if (assay_span_starts(here, assay_span_of(entities[e].name))) {
                byte = entities[e].byte;
                i += strlen(entities[e].name) - 1;
            }
        assay_buffer_add_byte(out, byte);
    }
}

static assay_status read_trec_xml(topic_reader *reader, assay_span text) {
    assay_span topic;
    while (cut_element(&topic, &text, "<topic ", "</topic>")) {
        assay_span attributes = topic, id;
        size_t end = assay_span_find_byte(topic, '>');
        if (end == SIZE_MAX || (!cut_element(&id, &attributes, "number=\"", "\"") &&
                                !cut_element(&id, &attributes, "id=\"", "\"")))
            return assay_fail(reader->err, ASSAY_E_FORMAT, "%s: a <topic> without a number",
                              reader->name);
        assay_buffer plain;
        assay_buffer_init(&plain, ASSAY_BUFFER_NO_CAP);
        strip_tags(&plain, assay_span_skip(topic, end + 1));
        assay_status status = assay_buffer_check(&plain, reader->err);
        if (status == ASSAY_OK)
            status = add_topic(reader, id, assay_buffer_span(&plain));
        assay_buffer_done(&plain);
        ASSAY_TRY(status);
    }
    return ASSAY_OK;
}

/* ---- all ---- */

static assay_status read_any(topic_reader *reader, assay_span text) {
    assay_span head = assay_span_first(assay_span_trim(text), 4096);
    if (assay_span_starts(head, ASSAY_SPAN("{")))
        return read_lines(reader, text, add_json);
    if (assay_span_find(head, ASSAY_SPAN("<top>")) != SIZE_MAX)
        return read_trec(reader, text);
    if (assay_span_find(head, ASSAY_SPAN("<topic ")) != SIZE_MAX)
        return read_trec_xml(reader, text);
    return read_lines(reader, text, add_tsv);
}

static assay_status refuse_repeats(const topic_reader *reader) {
    assay_map seen;
    assay_status status = ASSAY_OK;
    assay_map_init(&seen);
    for (uint32_t i = 0; i < reader->topics->count && status == ASSAY_OK; i++) {
        assay_span id = reader->topics->items[i].id;
        uint32_t number = assay_map_intern(&seen, id);
        if (number == ASSAY_MAP_NONE)
            status = assay_fail_memory(reader->err);
        else if (number != i)
            status = assay_fail(reader->err, ASSAY_E_FORMAT, "%s: topic %.*s stands twice",
                                reader->name, ASSAY_SPAN_ARG(id));
    }
    assay_map_done(&seen);
    return status;
}

assay_status assay_topics_read(assay_topics *out, assay_span text, const char *name,
                               assay_error *err) {
    topic_reader reader = {out, name, err};
    *out = (assay_topics){0};
    assay_arena_init(&out->arena);
    if (assay_span_starts(text, ASSAY_SPAN("\xEF\xBB\xBF")))
        text = assay_span_skip(text, 3);
    ASSAY_TRY(read_any(&reader, text));
    if (out->count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s: no topics", name);
    return refuse_repeats(&reader);
}

void assay_topics_done(assay_topics *topics) {
    assay_arena_done(&topics->arena);
    *topics = (assay_topics){0};
}
