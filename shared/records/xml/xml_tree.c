#include "records/xml/xml_tree.h"

#include "base/utf8.h"
#include "records/xml/html_entities.h"

/* An entity may expand to this many times the document's size at most, counted from a mebibyte on:
 * real files declare none that come near. */
enum { MAX_AMPLIFICATION = 20, AMPLIFICATION_FROM = 1 << 20, MAX_NAMES = 4096 };

static assay_span local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return assay_span_of(colon != NULL ? colon + 1 : name);
}

bool assay_xml_tree_is_record(const assay_xml_tree *tree, assay_span name) {
    for (const char *const *at = tree->handler->records; *at != NULL; at++)
        if (assay_span_equal(name, assay_span_of(*at)))
            return true;
    return false;
}

/* what: "elements nested deeper than" limit unit. */
static void refuse(assay_xml_tree *tree, const char *what, size_t limit, const char *unit) {
    if (tree->refusal.status == ASSAY_OK)
        assay_fail(&tree->refusal, ASSAY_E_LIMIT, "%s %zu%s", what, limit, unit);
    XML_StopParser(tree->parser, XML_FALSE);
}

static void stop(assay_xml_tree *tree, assay_status status) {
    if (tree->stop == ASSAY_OK)
        tree->stop = status;
    XML_StopParser(tree->parser, XML_FALSE);
}

static bool halted(const assay_xml_tree *tree) {
    return tree->stop != ASSAY_OK || tree->refusal.status != ASSAY_OK;
}

/* Counts bytes the record takes; false when it takes too many. */
static bool spend(assay_xml_tree *tree, size_t size) {
    tree->cost += size;
    if (tree->cost <= tree->max_cost)
        return true;
    refuse(tree, "a record larger than", tree->max_cost, " bytes");
    return false;
}

static assay_span held_name(assay_xml_tree *tree, assay_span name) {
    uint32_t id = assay_map_find(&tree->names, name);
    if (id == ASSAY_MAP_NONE && assay_map_count(&tree->names) < MAX_NAMES)
        id = assay_map_intern(&tree->names, name);
    return id != ASSAY_MAP_NONE ? assay_map_key(&tree->names, id)
                                : assay_arena_dup(&tree->arena, name);
}

static assay_xml_node *new_node(assay_xml_tree *tree) {
    assay_xml_node *node = NULL;
    if (spend(tree, sizeof *node) &&
        (node = assay_arena_calloc(&tree->arena, 1, sizeof *node)) == NULL)
        stop(tree, assay_fail_memory(tree->err));
    return node;
}

static void append(assay_xml_tree *tree, assay_xml_node *node) {
    assay_xml_node *parent = tree->open[tree->open_count - 1];
    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

static bool is_white(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != ' ' && text.data[i] != '\n' && text.data[i] != '\t' &&
            text.data[i] != '\r')
            return false;
    return true;
}

/* Makes a node of the text since the last tag. */
static void flush_piece(assay_xml_tree *tree) {
    assay_span text = assay_buffer_span(&tree->piece);
    if (text.size == 0 || tree->open_count == 0)
        return;
    assay_xml_node *node = new_node(tree);
    if (node == NULL)
        return;
    node->text = is_white(text) ? ASSAY_SPAN(" ") : assay_arena_dup(&tree->arena, text);
    if (node->text.data == NULL)
        stop(tree, assay_fail_memory(tree->err));
    append(tree, node);
    assay_buffer_clear(&tree->piece);
}

static bool hold_attributes(assay_xml_tree *tree, assay_xml_node *node, const XML_Char **source) {
    size_t count = 0;
    while (source[count * 2] != NULL)
        count++;
    if (count == 0)
        return true;
    assay_xml_attribute *held = assay_arena_calloc(&tree->arena, count, sizeof *held);
    for (size_t i = 0; held != NULL && i < count; i++) {
        assay_span value = assay_span_of(source[i * 2 + 1]);
        held[i].name = held_name(tree, assay_span_of(source[i * 2]));
        held[i].value = assay_arena_dup(&tree->arena, value);
        if (!spend(tree, sizeof *held + value.size))
            return false;
        if (held[i].value.data == NULL)
            held = NULL;
    }
    if (held == NULL) {
        stop(tree, assay_fail_memory(tree->err));
        return false;
    }
    node->attributes = held;
    node->attribute_count = count;
    return true;
}

static void begin_record(assay_xml_tree *tree) {
    assay_arena_reset(&tree->arena);
    assay_buffer_clear(&tree->piece);
    tree->record = NULL;
    tree->open_count = 0;
    tree->cost = 0;
    tree->record_index = XML_GetCurrentByteIndex(tree->parser);
    tree->record_line = XML_GetCurrentLineNumber(tree->parser);
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    assay_xml_tree *tree = user;
    assay_span local = local_name(name);
    if (halted(tree))
        return;
    if (++tree->depth > ASSAY_READ_MAX_DEPTH) {
        refuse(tree, "elements nested deeper than", ASSAY_READ_MAX_DEPTH, "");
        return;
    }
    if (tree->root.data == NULL)
        tree->root = held_name(tree, local);
    tree->seen_element = true;
    if (tree->record != NULL && assay_span_equal(local, tree->record->name)) {
        assay_status status = tree->events.unclosed(tree, tree->err);
        if (status != ASSAY_OK) {
            stop(tree, status);
            return;
        }
        tree->record = NULL;
    }
    if (tree->record == NULL) {
        if (!assay_xml_tree_is_record(tree, local))
            return;
        begin_record(tree);
    }
    flush_piece(tree);
    assay_xml_node *node = new_node(tree);
    if (node == NULL || !hold_attributes(tree, node, attributes))
        return;
    node->name = held_name(tree, local);
    if (tree->record == NULL)
        tree->record = node;
    else
        append(tree, node);
    tree->open[tree->open_count++] = node;
}

static void XMLCALL on_end(void *user, const XML_Char *name) {
    assay_xml_tree *tree = user;
    (void)name;
    if (halted(tree))
        return;
    tree->depth--;
    if (tree->record == NULL)
        return;
    flush_piece(tree);
    if (--tree->open_count != 0 || halted(tree))
        return;
    assay_status status = tree->events.complete(tree, tree->err);
    tree->record = NULL;
    if (status != ASSAY_OK)
        stop(tree, status);
}

static void add_text(assay_xml_tree *tree, const char *text, size_t size) {
    if (tree->record == NULL || halted(tree) || !spend(tree, size))
        return;
    assay_buffer_add(&tree->piece, text, size);
    if (tree->piece.failed != ASSAY_OK)
        stop(tree, assay_fail_memory(tree->err));
}

static void XMLCALL on_text(void *user, const XML_Char *text, int size) {
    add_text(user, text, (size_t)size);
}

/* A name nobody declared: HTML's are known, others stay as they stand. */
static void XMLCALL on_skipped(void *user, const XML_Char *name, int is_parameter) {
    uint32_t code = assay_html_entity(assay_span_of(name));
    char text[4];
    if (is_parameter)
        return;
    if (code != 0) {
        add_text(user, text, assay_utf8_write(text, code));
        return;
    }
    add_text(user, "&", 1);
    add_text(user, name, strlen(name));
    add_text(user, ";", 1);
}

/* Stands in for every external DTD with an empty one: nothing is fetched, and names nobody declared are
 * skipped, not errors. Other external entities stay empty. */
static int XMLCALL on_external(XML_Parser parser, const XML_Char *context, const XML_Char *base,
                               const XML_Char *system, const XML_Char *public_id) {
    (void)base, (void)system, (void)public_id;
    if (context != NULL)
        return XML_STATUS_OK;
    XML_Parser empty = XML_ExternalEntityParserCreate(parser, NULL, "UTF-8");
    if (empty == NULL)
        return XML_STATUS_ERROR;
    enum XML_Status status = XML_Parse(empty, "", 0, 1);
    XML_ParserFree(empty);
    return (int)status;
}

assay_status assay_xml_tree_restart(assay_xml_tree *tree, assay_error *err) {
    if (tree->parser == NULL)
        tree->parser = XML_ParserCreate("UTF-8");
    else if (XML_ParserReset(tree->parser, "UTF-8") != XML_TRUE)
        return assay_fail(err, ASSAY_E_BUG, "the XML parser cannot be reset");
    if (tree->parser == NULL)
        return assay_fail_memory(err);
    XML_SetUserData(tree->parser, tree);
    XML_SetElementHandler(tree->parser, on_start, on_end);
    XML_SetCharacterDataHandler(tree->parser, on_text);
    XML_SetSkippedEntityHandler(tree->parser, on_skipped);
    XML_SetExternalEntityRefHandler(tree->parser, on_external);
    XML_SetParamEntityParsing(tree->parser, XML_PARAM_ENTITY_PARSING_ALWAYS);
    XML_UseForeignDTD(tree->parser, XML_TRUE);
    XML_SetBillionLaughsAttackProtectionMaximumAmplification(tree->parser, MAX_AMPLIFICATION);
    XML_SetBillionLaughsAttackProtectionActivationThreshold(tree->parser, AMPLIFICATION_FROM);
    tree->record = NULL;
    tree->open_count = tree->depth = 0;
    tree->seen_element = false;
    tree->refusal.status = ASSAY_OK;
    return ASSAY_OK;
}

assay_status assay_xml_tree_init(assay_xml_tree *tree, const assay_xml_handler *handler,
                                 size_t max_cost, assay_error *err) {
    memset(tree, 0, sizeof *tree);
    tree->handler = handler;
    tree->max_cost = max_cost;
    tree->err = err;
    assay_arena_init(&tree->arena);
    assay_map_init(&tree->names);
    assay_buffer_init(&tree->piece, ASSAY_BUFFER_NO_CAP);
    return assay_xml_tree_restart(tree, err);
}

void assay_xml_tree_done(assay_xml_tree *tree) {
    if (tree->parser != NULL)
        XML_ParserFree(tree->parser);
    assay_arena_done(&tree->arena);
    assay_map_done(&tree->names);
    assay_buffer_done(&tree->piece);
}
