#include "records/input/input.h"
#include "records/tables/csv.h"
#include "support/suite.h"

#include <stdio.h>

static assay_error err;

/* The rows of text, cells in brackets, a line a row, with marks: '!' unclosed, '~' repaired. */
static void rows_are(assay_span text, char separator, size_t expected, const char *wanted) {
    assay_buffer rows;
    assay_input *input = NULL;
    assay_csv csv;
    bool more = true;
    assay_buffer_init(&rows, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_input_open_bytes(&input, text, "test", &err), err);
    assay_csv_init(&csv, input, separator, 1 << 20);
    csv.expected = expected;
    for (;;) {
        ck_ok(assay_csv_next(&more, &csv, &err), err);
        if (!more)
            break;
        for (size_t i = 0; i < csv.count; i++)
            assay_buffer_format(&rows, "[%.*s]", ASSAY_SPAN_ARG(csv.cells[i]));
        assay_buffer_format(&rows, "%s%s\n", csv.unclosed ? "!" : "", csv.repaired != 0 ? "~" : "");
    }
    ck_span_eq(assay_buffer_span(&rows), wanted);
    assay_csv_done(&csv);
    assay_input_free(input);
    assay_buffer_done(&rows);
}

static const struct {
    const char *text, *rows;
} plain[] = {
    {"a,b,c\n1,2,3\n", "[a][b][c]\n[1][2][3]\n"},
    {"a,b\r\n1,2\r\n", "[a][b]\n[1][2]\n"},
    {"a,b\r1,2", "[a][b]\n[1][2]\n"},
    {"a,,\n,,x", "[a][][]\n[][][x]\n"},
    {"\"a,b\",\"c\"\"d\"\"\"\n", "[a,b][c\"d\"]\n"},
    {"\"two\nlines\",x\n", "[two\nlines][x]\n"},
    {"\"\",x\n1,2", "[][x]\n[1][2]\n"},
    {"5\" tube,x\n", "[5\" tube][x]\n"},
    {"\"said \"so\" today\",x\n", "[said \"so\" today][x]\n"},
    {"\n\n ,\na,b\n\n", "[a][b]\n"},
    {"\"never closed,x\nnext,row\n", "[\"never closed][x]!\n[next][row]\n"},
    {"a;b,c", "[a;b][c]\n"},
    {"", ""},
    {"\"", "[\"]!\n"},
    {"\"a\"", "[a]\n"},
    {"a,\"", "[a][\"]!\n"},
};

START_TEST(tables_are_read_as_they_are_written) {
    rows_are(assay_span_of(plain[_i].text), ',', 0, plain[_i].rows);
}
END_TEST

START_TEST(tabs_divide_and_commas_do_not) {
    rows_are(ASSAY_SPAN("a\tb,c\n\"x\ty\"\tz"), '\t', 0, "[a][b,c]\n[x\ty][z]\n");
}
END_TEST

START_TEST(a_quote_that_swallows_rows_is_told_by_the_number_of_cells) {
    rows_are(ASSAY_SPAN("\"a mg\tx\n1\t2\n3\tb\"\n"), '\t', 2, "[\"a mg][x]!\n[1][2]\n[3][b\"]\n");
    rows_are(ASSAY_SPAN("\"a\nmg\"\tx\n"), '\t', 2, "[a\nmg][x]\n");
}
END_TEST

START_TEST(bytes_of_windows_1252_and_nul_are_repaired) {
    rows_are(assay_span_make("caf\xE9,\x93q\x94\na\0b,\xCE\xB3", 15), ',', 0,
             "[caf\xC3\xA9][\xE2\x80\x9Cq\xE2\x80\x9D]~\n[a b][\xCE\xB3]~\n");
}
END_TEST

START_TEST(rows_know_their_lines_and_bytes) {
    assay_input *input = NULL;
    assay_csv csv;
    bool more;
    ck_ok(assay_input_open_bytes(&input, ASSAY_SPAN("a,b\n\n\"x\ny\",2\nlast,3"), "test", &err),
          err);
    assay_csv_init(&csv, input, ',', 1 << 20);
    static const uint64_t lines[] = {1, 2, 5}, bytes[] = {0, 4, 13};
    for (size_t i = 0; i < 3; i++) {
        ck_ok(assay_csv_next(&more, &csv, &err), err);
        if (i == 1) /* the blank row was passed over */
            ck_assert_uint_eq(csv.line, 3);
        else
            ck_assert_uint_eq(csv.line, lines[i]);
        if (i != 1)
            ck_assert_uint_eq(csv.byte, bytes[i]);
    }
    assay_csv_done(&csv);
    assay_input_free(input);
}
END_TEST

START_TEST(a_row_beyond_the_limit_is_refused_and_the_next_ones_read) {
    enum { SIZE = 3 << 20 };
    char *text = malloc(SIZE);
    assay_input *input = NULL;
    assay_csv csv;
    bool more;
    memset(text, 'x', SIZE);
    memcpy(text, "a,b\n", 4);
    memcpy(text + SIZE - 5, "\n1,2\n", 5);
    ck_ok(assay_input_open_bytes(&input, assay_span_make(text, SIZE), "test", &err), err);
    assay_csv_init(&csv, input, ',', 1 << 20);
    ck_ok(assay_csv_next(&more, &csv, &err), err);
    ck_assert_int_eq(assay_csv_next(&more, &csv, &err), ASSAY_E_LIMIT);
    assay_status status = ASSAY_E_LIMIT;
    for (int i = 0; i < 8 && status == ASSAY_E_LIMIT; i++)
        status = assay_csv_next(&more, &csv, &err);
    while (status == ASSAY_OK && more && !assay_span_equal(csv.cells[0], ASSAY_SPAN("1")))
        status = assay_csv_next(&more, &csv, &err);
    ck_ok(status, err);
    ck_assert(more);
    ck_span_eq(csv.cells[1], "2");
    assay_csv_done(&csv);
    assay_input_free(input);
    free(text);
}
END_TEST

START_TEST(a_quoted_cell_of_many_buffers_is_whole) {
    enum { SIZE = 700000 };
    char *text = malloc(SIZE);
    assay_input *input = NULL;
    assay_csv csv;
    bool more;
    memset(text, '\n', SIZE);
    memcpy(text, "1,\"", 3);
    memcpy(text + SIZE - 4, "\",3\n", 4);
    ck_ok(assay_input_open_bytes(&input, assay_span_make(text, SIZE), "test", &err), err);
    assay_csv_init(&csv, input, ',', 1 << 20);
    ck_ok(assay_csv_next(&more, &csv, &err), err);
    ck_assert_uint_eq(csv.count, 3);
    ck_assert_uint_eq(csv.cells[1].size, SIZE - 7);
    ck_assert(!csv.unclosed);
    assay_csv_done(&csv);
    assay_input_free(input);
    free(text);
}
END_TEST

START_TEST(the_separator_is_sniffed_outside_quotes) {
    ck_assert_int_eq(assay_csv_sniff(ASSAY_SPAN("a;b;c,d\n,,,,,")), ';');
    ck_assert_int_eq(assay_csv_sniff(ASSAY_SPAN("a\tb")), '\t');
    ck_assert_int_eq(assay_csv_sniff(ASSAY_SPAN("\"a;b;c\",d")), ',');
    ck_assert_int_eq(assay_csv_sniff(ASSAY_SPAN("")), ',');
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/csv");
    TCase *tests = tcase_create("csv");
    tcase_add_loop_test(tests, tables_are_read_as_they_are_written, 0,
                        sizeof plain / sizeof *plain);
    tcase_add_test(tests, tabs_divide_and_commas_do_not);
    tcase_add_test(tests, a_quote_that_swallows_rows_is_told_by_the_number_of_cells);
    tcase_add_test(tests, bytes_of_windows_1252_and_nul_are_repaired);
    tcase_add_test(tests, rows_know_their_lines_and_bytes);
    tcase_add_test(tests, a_row_beyond_the_limit_is_refused_and_the_next_ones_read);
    tcase_add_test(tests, a_quoted_cell_of_many_buffers_is_whole);
    tcase_add_test(tests, the_separator_is_sniffed_outside_quotes);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
