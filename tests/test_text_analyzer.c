#include "base/buffer.h"
#include "text/analyzer.h"

#include "support/suite.h"

#include <stdio.h>

static assay_analyzer *analyzer;
static assay_tokens tokens;
static assay_error err;

static void start(void) {
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
}

static void stop(void) {
    assay_tokens_done(&tokens);
    assay_analyzer_free(analyzer);
}

static void run(assay_span text) {
    assay_tokens_clear(&tokens);
    ck_ok(assay_analyzer_run(&tokens, analyzer, text, &err), err);
}

static assay_span form_of(const assay_token *token) {
    return assay_map_key(assay_analyzer_forms(analyzer), token->form);
}

/* The forms, a blank between. */
static assay_span printed(assay_buffer *out) {
    assay_buffer_clear(out);
    for (size_t i = 0; i < tokens.count; i++) {
        if (i > 0)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add_span(out, form_of(&tokens.items[i]));
    }
    return assay_buffer_span(out);
}

/* "\n" in the table is a line end. */
static void unescape(assay_buffer *out, assay_span text) {
    assay_buffer_clear(out);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '\\' && i + 1 < text.size && text.data[i + 1] == 'n') {
            assay_buffer_add_byte(out, '\n');
            i++;
        } else {
            assay_buffer_add_byte(out, text.data[i]);
        }
}

START_TEST(every_row_of_the_golden_table_gives_its_tokens) {
    FILE *table = fopen("tests/golden/analysis.tsv", "r");
    ck_assert_msg(table != NULL, "tests/golden/analysis.tsv is not there");
    assay_buffer text, out;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    char *line = NULL;
    size_t capacity = 0;
    int rows = 0;
    for (ssize_t size; (size = getline(&line, &capacity, table)) > 0;) {
        assay_span expected = {line, (size_t)size};
        if (line[0] == '#')
            continue;
        unescape(&text, assay_span_cut(&expected, '\t'));
        expected = assay_span_trim(expected);
        for (int again = 0; again < 2; again++) { /* learnt, then remembered */
            run(assay_buffer_span(&text));
            assay_span actual = printed(&out);
            ck_assert_msg(assay_span_equal(actual, expected),
                          "%.*s\n gives    %.*s\n and not  %.*s",
                          ASSAY_SPAN_ARG(assay_buffer_span(&text)), ASSAY_SPAN_ARG(actual),
                          ASSAY_SPAN_ARG(expected));
        }
        rows++;
    }
    ck_assert_int_gt(rows, 50);
    free(line);
    fclose(table);
    assay_buffer_done(&text);
    assay_buffer_done(&out);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/analyzer");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, every_row_of_the_golden_table_gives_its_tokens);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
