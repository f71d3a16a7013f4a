/* Any bytes as a query, in every way of reading: an error with its place, or a warning, or at least one leaf; and what is printed of a
 * tree reads as the same tree. */
#include <stdio.h>
#include <stdlib.h>

#include "query/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_query: %s\n", what);
    abort();
}

static void show(assay_span text) {
    (void)!fwrite(text.data, 1, text.size, stderr);
    fputc('\n', stderr);
}

static bool has_word(assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'))
            return true;
    }
    return false;
}

static size_t count_leaves(const assay_query_node *node, size_t size) {
    size_t leaves = node->op < ASSAY_QUERY_BEST;
    must(node->column <= size, "a column past the query's end");
    must(node->field < ASSAY_QUERY_FIELD_COUNT, "no such field");
    must((node->count == 0) == (node->op < ASSAY_QUERY_BEST), "an inner node without children");
    for (size_t i = 0; i < node->count; i++)
        leaves += count_leaves(node->children[i], size);
    return leaves;
}

static void print(assay_buffer *out, const assay_query_node *root) {
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    assay_query_print(out, root);
    must(out->failed == ASSAY_OK, "the tree cannot be printed");
}

/* The canonical text means the same, for those who paste it. */
static void check_print(assay_arena *arena, const assay_query_node *root, assay_date today) {
    const assay_parse_options options = {.today = today};
    assay_buffer once, twice;
    assay_query again;
    assay_error err;
    print(&once, root);
    assay_status status =
        assay_parse_query(&again, arena, assay_buffer_span(&once), &options, &err);
    if (status != ASSAY_OK && status != ASSAY_E_LIMIT) {
        show(assay_buffer_span(&once));
        fprintf(stderr, "%s\n", err.message);
    }
    must(status == ASSAY_OK || status == ASSAY_E_LIMIT, "what is printed does not parse");
    if (status == ASSAY_OK) {
        must(again.root != NULL, "what is printed is empty");
        print(&twice, again.root);
        bool same = assay_span_equal(assay_buffer_span(&once), assay_buffer_span(&twice));
        if (!same) {
            show(assay_buffer_span(&once));
            show(assay_buffer_span(&twice));
        }
        must(same, "what is printed reads as something else");
        assay_buffer_done(&twice);
    }
    assay_buffer_done(&once);
}

/* What a lenient reading made of a mistake may be words no strict reading takes. */
static bool was_forgiven(const assay_query *query) {
    for (size_t i = 0; i < query->warning_count; i++)
        if (strcmp(query->warnings[i].code, "W-SYNTAX") == 0 ||
            strcmp(query->warnings[i].code, "W-PAREN") == 0)
            return true;
    return false;
}

static void check_way(assay_span text, const assay_parse_options *options) {
    assay_arena arena;
    assay_query query;
    assay_error err = {.status = ASSAY_OK};
    assay_arena_init(&arena);
    assay_status status = assay_parse_query(&query, &arena, text, options, &err);
    bool forgiving = options->lenient || options->plain;
    if (status != ASSAY_OK) {
        if (forgiving && status != ASSAY_E_LIMIT) {
            show(text);
            fprintf(stderr, "%s\n", err.message);
        }
        must(err.status == status && err.message[0] != '\0', "an error without a message");
        must(!forgiving || status == ASSAY_E_LIMIT, "a lenient reading that fails");
    } else if (query.root == NULL) {
        must(query.warning_count != 0 || !has_word(text), "silently empty");
    } else {
        must(count_leaves(query.root, text.size) != 0, "a tree without leaves");
        /* Ovid has wildcards that ours has not: dog$1 ends in one letter or none. */
        if (!options->plain && !options->ovid && !was_forgiven(&query))
            check_print(&arena, query.root, options->today);
    }
    for (size_t i = 0; status == ASSAY_OK && i < query.warning_count; i++)
        must(query.warnings[i].column <= text.size && query.warnings[i].message.size != 0,
             "a warning without its place");
    assay_arena_done(&arena);
}

static void check_text(assay_span text) {
    static const assay_parse_options ways[] = {{.today = 20260101},
                                               {.today = 20260101, .pubmed = true},
                                               {.today = 20260101, .default_and = true},
                                               {.today = 20260101, .lenient = true},
                                               {.today = 20260101, .plain = true},
                                               {.today = 20260101, .any_case = true},
                                               {.today = 20260101, .references = true},
                                               {.today = 20260101, .ovid = true},
                                               {.today = 20260101, .ovid = true, .lenient = true}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        check_way(text, &ways[i]);
}

/* The whole, and each of its lines: a file of the corpus holds many queries. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    assay_span rest = {(const char *)data, size};
    check_text(rest);
    while (assay_span_find_byte(rest, '\n') != SIZE_MAX)
        check_text(assay_span_cut(&rest, '\n'));
    check_text(rest);
    return 0;
}
