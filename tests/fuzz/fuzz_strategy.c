/* Any bytes as a strategy: an error that names the file, or lines whose numbers rise and which refer to lines before them only; and line by
 * line, as a session grows. */
#include <stdio.h>
#include <stdlib.h>

#include "query/strategy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "fuzz_strategy: %s\n", what);
    abort();
}

static void check_references(const assay_strategy *strategy, const assay_strategy_line *line,
                             const assay_query_node *node) {
    if (node->op == ASSAY_QUERY_HISTORY) {
        const assay_strategy_line *to = assay_strategy_find(strategy, node->number);
        must(to != NULL && to < line, "a reference to no line before");
    }
    for (size_t i = 0; i < node->count; i++)
        check_references(strategy, line, node->children[i]);
}

static void check_lines(const assay_strategy *strategy) {
    for (size_t i = 0; i < strategy->count; i++) {
        const assay_strategy_line *line = &strategy->lines[i];
        must(i == 0 || line->number > line[-1].number, "numbers that do not rise");
        must(line->query.root != NULL, "a line without a query");
        check_references(strategy, line, line->query.root);
        for (size_t w = 0; w < line->query.warning_count && strategy->name != NULL; w++) {
            size_t at, column;
            assay_strategy_place(&at, &column, strategy, line, line->query.warnings[w].column);
            must(at >= line->line && column >= 1, "a place before the line");
        }
    }
}

static void check_whole(assay_span text, const assay_parse_options *options) {
    assay_arena arena;
    assay_strategy strategy = {0};
    assay_error err = {.status = ASSAY_OK};
    assay_arena_init(&arena);
    assay_status status = assay_strategy_parse(&strategy, &arena, text, "f", options, &err);
    if (status == ASSAY_OK)
        must(strategy.count != 0, "no line and no error");
    else
        must(err.message[0] == 'f' && err.message[1] == ':', "an error without the file's name");
    check_lines(&strategy);
    assay_arena_done(&arena);
}

static void check_session(assay_span text) {
    assay_arena arena;
    assay_strategy strategy = {0};
    assay_error err;
    assay_arena_init(&arena);
    while (text.data != NULL && text.size != 0) {
        size_t before = strategy.count;
        assay_span line = assay_span_cut(&text, '\n');
        bool grown = assay_strategy_append(&strategy, &arena, line, NULL, &err) == ASSAY_OK;
        must(strategy.count == before + grown, "a line that failed and stayed");
    }
    check_lines(&strategy);
    assay_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const assay_parse_options ways[] = {{.today = 20260101, .default_and = true},
                                               {.today = 20260101, .pubmed = true},
                                               {.today = 20260101, .lenient = true}};
    assay_span text = {(const char *)data, size};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        check_whole(text, &ways[i]);
    check_session(text);
    return 0;
}
