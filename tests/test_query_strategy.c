#include "query/strategy.h"
#include "support/suite.h"

#include <stdio.h>

static assay_arena arena;
static assay_error err;
static assay_strategy strategy;

static void set_up(void) {
    assay_arena_init(&arena);
    strategy = (assay_strategy){0};
}
static void tear_down(void) {
    assay_arena_done(&arena);
}

static assay_status parse(const char *text) {
    return assay_strategy_parse(&strategy, &arena, assay_span_of(text), "review.txt", NULL, &err);
}

/* "1 melanoma; 2 (#1 AND b)": numbers and canonical queries. */
static const char *read_back(const char *text) {
    static char printed[2048];
    assay_buffer out;
    ck_ok(parse(text), err);
    assay_buffer_init(&out, sizeof printed);
    for (size_t i = 0; i < strategy.count; i++) {
        assay_buffer_format(&out, "%s%u ", i != 0 ? "; " : "", strategy.lines[i].number);
        assay_query_print(&out, strategy.lines[i].query.root);
    }
    snprintf(printed, sizeof printed, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&out)));
    assay_buffer_done(&out);
    return printed;
}

static const struct {
    const char *text, *wanted;
} readable[] = {
    {"1. a\n2. b\n#3 #1 AND #2", "1 a; 2 b; 3 (#1 AND #2)"},
    {"a\nb\n#1 AND #2", "1 a; 2 b; 3 (#1 AND #2)"},
    {"1 a\n2 b\n3 1 or 2", "1 a; 2 b; 3 (#1 OR #2)"},
    {"1 a\r\n2 b\r\n3 or/1-2\r\n", "1 a; 2 b; 3 (#1 OR #2)"},
    {"1 a\n2 b\n3 c\n4 and/1,2-3\n5 OR/#1-#2,4",
     "1 a; 2 b; 3 c; 4 (#1 AND #2 AND #3); 5 (#1 OR #2 OR #4)"},
    {"#1: a\n#5: b\n#9: (#1 or #5) not #5", "1 a; 5 b; 9 (+(#1 OR #5) -#5)"},
    {"1) a or b\n2) (1 and 1) or 1", "1 (a OR b); 2 ((#1 AND #1) OR #1)"},
    {"# a review\n\n1. a\n// the drug\n2. b\n", "1 a; 2 b"},
    {"1. a or\n    b\n2. c\n", "1 (a OR b); 2 c"},
    {"  9. a\n 10. b\n", "9 a; 10 b"},
    {"5 fluorouracil\nmelanoma", "1 (+5 +fluorouracil); 2 melanoma"},
    {"1 a (12,345)\n2 b (7)", "1 a; 2 b"},
    {"\xEF\xBB\xBF"
     "1 a",
     "1 a"},
    {"1 melanoma[tiab]\n2 1 and 2019", NULL},
    {"1 a\n2 a or 1", "1 a; 2 (a OR 1)"},
};

START_TEST(lines_are_read_in_every_usual_notation) {
    if (readable[_i].wanted == NULL)
        ck_assert_int_eq(parse(readable[_i].text), ASSAY_E_SYNTAX);
    else
        ck_assert_str_eq(read_back(readable[_i].text), readable[_i].wanted);
}
END_TEST

static const struct {
    const char *text, *message;
    assay_status status;
} refused[] = {
    {"", "review.txt: the strategy has no line", ASSAY_E_SYNTAX},
    {"# nothing but a remark\n", "review.txt: the strategy has no line", ASSAY_E_SYNTAX},
    {"1. a\n2. b AND #9", "review.txt:2:10: there is no #9; the last before this line is #1",
     ASSAY_E_SYNTAX},
    {"1. a\n2. #3\n3. b",
     "review.txt:2:4: #3 stands later, on line 3; a line refers to lines before it",
     ASSAY_E_SYNTAX},
    {"1. a\n2. #2 or a", "review.txt:2:4: #2 refers to itself", ASSAY_E_SYNTAX},
    {"1. a\n1. b", "review.txt:2:1: numbers rise from line to line; the one before is 1",
     ASSAY_E_SYNTAX},
    {"1. a\nb", "review.txt:2:1: a number is missing; the line before is 1", ASSAY_E_SYNTAX},
    {"1. a\n2.", "review.txt:2:3: there is no query on this line", ASSAY_E_SYNTAX},
    {"1. a\n2. b and\n     (c", "review.txt:3:6: this parenthesis is never closed", ASSAY_E_SYNTAX},
    {"1. a\n2. (#1)[ti]",
     "review.txt:2:5: a field does not restrict an earlier query; join them by AND",
     ASSAY_E_SYNTAX},
    {"1. a\n2. or/1-", "review.txt:2:7: lines go from a number to a larger one", ASSAY_E_SYNTAX},
    {"1. a\n2. or/3-1", "review.txt:2:7: lines go from a number to a larger one", ASSAY_E_SYNTAX},
    {"1. (il-2 or aldesleukin).qq.", "review.txt:1:26: Ovid's field \"qq\" is not known here",
     ASSAY_E_SYNTAX},
    {"1. a.ti.\n2. exp Skin Neoplasms/ or",
     "review.txt:2:26: something to search for is missing here", ASSAY_E_SYNTAX},
    {"1. immun$ b)", "review.txt:1:12: this parenthesis was never opened", ASSAY_E_SYNTAX},
    {"1. lung adj3 cancer\n2. limit 1 to englisch",
     "review.txt:2:15: unknown filter \"englisch\"; the nearest are english", ASSAY_E_USAGE},
    {"1. a.ti.\n2. (1 or b).ti.",
     "review.txt:2:5: a field does not restrict an earlier query; join them by AND",
     ASSAY_E_SYNTAX},
    {"999999. a", "review.txt:1:1: numbers go up to 99999", ASSAY_E_SYNTAX},
};

START_TEST(what_cannot_be_run_is_refused_with_its_place) {
    ck_assert_int_eq(parse(refused[_i].text), refused[_i].status);
    ck_assert_str_eq(err.message, refused[_i].message);
    ck_assert_ptr_null(strategy.lines);
}
END_TEST

/* What looks like Ovid's and is not. */
static const char *const ours[] = {"CAR/28zeta or and/or",
                                   "3.5 or e.g. melanoma. ab",
                                   "\"in.ti,ab. quotes/\" or $5",
                                   "adjuvant adj",
                                   ".ti.",
                                   "a /"};

START_TEST(what_only_looks_like_ovid_is_read) {
    ck_assert_msg(parse(ours[_i]) == ASSAY_OK, "%s: %s", ours[_i], err.message);
}
END_TEST

START_TEST(an_unknown_field_is_named_with_file_line_and_column) {
    ck_assert_int_eq(parse("1. a\n2. b OR titel:c"), ASSAY_E_USAGE);
    ck_assert_msg(strstr(err.message, "review.txt:2:9: unknown field \"titel\"") == err.message,
                  "%s", err.message);
}
END_TEST

START_TEST(lines_that_double_and_double_are_refused_before_they_are_run) {
    assay_buffer text;
    assay_buffer_init(&text, 1 << 16);
    assay_buffer_add_text(&text, "1. a or b\n");
    for (int i = 2; i < 30; i++)
        assay_buffer_format(&text, "%d. #%d or (#%d and x)\n", i, i - 1, i - 1);
    assay_buffer_add_byte(&text, '\0');
    ck_assert_int_eq(parse(text.data), ASSAY_E_LIMIT);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(a_pasted_count_is_told_of) {
    ck_ok(parse("1. melanoma (12,345)"), err);
    ck_assert_uint_eq(strategy.lines[0].query.warning_count, 1);
    ck_assert_str_eq(strategy.lines[0].query.warnings[0].code, "W-PASTED-COUNT");
    ck_span_eq(strategy.lines[0].text, "melanoma");
}
END_TEST

START_TEST(places_are_found_over_lines_that_go_on) {
    size_t line, column;
    ck_ok(parse("1. a\n\n2. b or\n   c\n"), err);
    ck_span_eq(strategy.lines[1].text, "b or\n   c");
    assay_strategy_place(&line, &column, &strategy, &strategy.lines[1], 0);
    ck_assert_uint_eq(line, 3);
    ck_assert_uint_eq(column, 4);
    assay_strategy_place(&line, &column, &strategy, &strategy.lines[1], 8);
    ck_assert_uint_eq(line, 4);
    ck_assert_uint_eq(column, 4);
}
END_TEST

START_TEST(pubmed_reading_goes_from_left_to_right) {
    assay_parse_options options = {.pubmed = true};
    assay_buffer out;
    ck_ok(assay_strategy_parse(&strategy, &arena, ASSAY_SPAN("1 a\n2 b\n3 1 or 2 and 1"), "x",
                               &options, &err),
          err);
    assay_buffer_init(&out, 256);
    assay_query_print(&out, strategy.lines[2].query.root);
    ck_span_eq(assay_buffer_span(&out), "((#1 OR #2) AND #1)");
    assay_buffer_done(&out);
}
END_TEST

START_TEST(a_session_grows_line_by_line) {
    static const assay_strategy empty = {0};
    strategy = empty;
    assay_buffer out;
    ck_ok(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("il-2 melanoma"), NULL, &err), err);
    ck_ok(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("1 or 2 (2019)"), NULL, &err), err);
    ck_ok(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("#1 NOT #2"), NULL, &err), err);
    ck_assert_uint_eq(strategy.count, 3);
    assay_buffer_init(&out, 256);
    for (unsigned number = 1; number <= 3; number++) {
        assay_query_print(&out, assay_strategy_find(&strategy, number)->query.root);
        assay_buffer_add_byte(&out, ';');
    }
    ck_span_eq(assay_buffer_span(&out), "(il-2 melanoma);(1 or 2 2019);(#1 -#2);");
    assay_buffer_done(&out);
}
END_TEST

START_TEST(what_a_session_refuses_leaves_it_as_it_was) {
    ck_ok(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("a"), NULL, &err), err);
    ck_assert_int_eq(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("b AND #2"), NULL, &err),
                     ASSAY_E_SYNTAX);
    ck_assert_str_eq(err.message, "column 7: #2 refers to itself");
    ck_assert_int_eq(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("#9"), NULL, &err),
                     ASSAY_E_SYNTAX);
    ck_assert_str_eq(err.message, "column 1: there is no #9; the last before this line is #1");
    ck_assert_int_eq(assay_strategy_append(&strategy, &arena, ASSAY_SPAN("(b"), NULL, &err),
                     ASSAY_E_SYNTAX);
    ck_assert_str_eq(err.message, "column 1: this parenthesis is never closed");
    ck_assert_uint_eq(strategy.count, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("query/strategy");
    TCase *tests = tcase_create("strategy");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, lines_are_read_in_every_usual_notation, 0,
                        (int)(sizeof readable / sizeof *readable));
    tcase_add_loop_test(tests, what_cannot_be_run_is_refused_with_its_place, 0,
                        (int)(sizeof refused / sizeof *refused));
    tcase_add_loop_test(tests, what_only_looks_like_ovid_is_read, 0,
                        (int)(sizeof ours / sizeof *ours));
    tcase_add_test(tests, an_unknown_field_is_named_with_file_line_and_column);
    tcase_add_test(tests, lines_that_double_and_double_are_refused_before_they_are_run);
    tcase_add_test(tests, a_pasted_count_is_told_of);
    tcase_add_test(tests, places_are_found_over_lines_that_go_on);
    tcase_add_test(tests, pubmed_reading_goes_from_left_to_right);
    tcase_add_test(tests, a_session_grows_line_by_line);
    tcase_add_test(tests, what_a_session_refuses_leaves_it_as_it_was);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
