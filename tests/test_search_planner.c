/* Query texts and the plans they become, over a dictionary of a few words. */
#include "index/schema.h"
#include "query/parse.h"
#include "search/planner.h"
#include "support/suite.h"

static assay_arena arena;
static assay_analyzer *analyzer;

static void setup(void) {
    assay_error err = {0};
    assay_arena_init(&arena);
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
}

static void teardown(void) {
    assay_analyzer_free(analyzer);
    assay_arena_done(&arena);
}

static const char *const words[] = {"WIL2",       "Wimmune",   "Wimmunity",       "Wmelanoma",
                                    "Wmelanomas", "XCOfrance", "XCOunited states"};

static assay_status scan_words(void *user, assay_span prefix,
                               bool (*visit)(void *visitor, assay_span term, uint64_t df),
                               void *visitor, assay_error *err) {
    (void)user;
    (void)err;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_starts(assay_span_of(words[i]), prefix) &&
            !visit(visitor, assay_span_of(words[i]), i + 1))
            break;
    return ASSAY_OK;
}

/* The plan as text: kinds as short words, terms as they are. */
static void show(assay_buffer *out, const assay_plan *plan) {
    static const char *const names[] = {
        [ASSAY_PLAN_NOTHING] = "nothing", [ASSAY_PLAN_ALL] = "all",
        [ASSAY_PLAN_TERM] = "",           [ASSAY_PLAN_OR] = "or",
        [ASSAY_PLAN_AND] = "and",         [ASSAY_PLAN_AND_MAYBE] = "maybe",
        [ASSAY_PLAN_AND_NOT] = "not",     [ASSAY_PLAN_FILTER] = "filter",
        [ASSAY_PLAN_PHRASE] = "phrase",   [ASSAY_PLAN_NEAR] = "near",
        [ASSAY_PLAN_SYNONYM] = "any",     [ASSAY_PLAN_SCALE] = "scale",
        [ASSAY_PLAN_CONSTANT] = "const",  [ASSAY_PLAN_SET] = "set",
        [ASSAY_PLAN_RANGE] = "range"};
    if (plan->kind == ASSAY_PLAN_TERM) {
        assay_buffer_add_span(out, plan->term);
        return;
    }
    assay_buffer_add_text(out, names[plan->kind]);
    if (plan->kind == ASSAY_PLAN_RANGE)
        assay_buffer_format(out, "[%.*s %lld %lld%s]", ASSAY_SPAN_ARG(plan->column),
                            (long long)plan->min, (long long)plan->max,
                            plan->missing ? " missing" : "");
    if (plan->window != 0)
        assay_buffer_format(out, "/%u", plan->window);
    const uint64_t whole = ((uint64_t)1 << ASSAY_PLACE_WHOLE_COUNT) - 1;
    if (plan->fields != 0)
        assay_buffer_format(out, "@%llu%s", (unsigned long long)(plan->fields & whole),
                            (plan->fields & ~whole) != 0 ? "+parts" : "");
    if (plan->child_count == 0)
        return;
    assay_buffer_add_byte(out, '(');
    for (uint32_t i = 0; i < plan->child_count; i++) {
        assay_buffer_add_text(out, i != 0 ? " " : "");
        show(out, plan->children[i]);
    }
    assay_buffer_add_byte(out, ')');
}

static assay_status plan_text(assay_planned *out, const char *text, assay_error *err) {
    assay_query query;
    const assay_parse_options options = {.today = 20260101};
    const assay_planner planner = {.analyzer = analyzer, .dictionary = {.scan = scan_words}};
    ck_ok(assay_parse_query(&query, &arena, assay_span_of(text), &options, err), *err);
    return assay_planner_run(out, &planner, &arena, query.root, err);
}

static const struct {
    const char *text, *wanted;
} examples[] = {
    {"melanoma", "Zmelanoma"},
    {"IL-2", "or(Zil Z2 Zil2)"},
    {"IL2", "or(Zil Z2 Zil2)"},
    {"the melanoma", "Zmelanoma"},
    {"the", "Zthe"},
    {"+il-2 lung", "maybe(filter(or(Zil Z2 Zil2) or(phrase(Zil Z2) Zil2)) Zlung)"},
    {"melanoma -mice", "not(Zmelanoma Zmice)"},
    {"melanoma melanoma", "Zmelanoma"},
    {"pd1 OR lung", "or(filter(or(Zpd Z1 Zpd1) or(phrase(Zpd Z1) Zpd1)) Zlung)"},
    {"\"lung cancer\"", "phrase(Zlung Zcancer)"},
    {"\"lung cancer\"~2", "near/4(Zlung Zcancer)"},
    {"ti:melanoma", "phrase@1(Zmelanoma)"},
    {"tiab:\"lung cancer\"", "phrase@3+parts(Zlung Zcancer)"},
    {"exc:pregnancy", "XEXZpregnanc"},
    {"elig:pregnancy", "or(XEXZpregnanc phrase@1024(Zpregnanc))"},
    {"lung NEAR/3 cancer", "near/5(Zlung Zcancer)"},
    {"lung ADJ/0 cancer", "phrase/2(Zlung Zcancer)"},
    {"immun*", "filter(Zimmun or(Wimmunity Wimmune))"},
    {"melanma~1", "filter(Zmelanoma Wmelanoma)"},
    {"zzz*", "filter(nothing nothing)"},
    {"country:/united.*/", "XCOunited states"},
    {"country:usa", "XCOunited states"},
    {"sex:female", "or(XSXfemale XSXall)"},
    {"phase:2", "XPH2"},
    {"nct:nct99000001", "XIDnct:NCT99000001"},
    {"NCT99000001", "XIDnct:NCT99000001"},
    {"doi:10.99999/AbC", "XIDdoi:10.99999/abc"},
    {"dp:2024", "range[date 20240101 20241231]"},
    {"n:>=100", "range[enrolment 100 9223372036854775807]"},
    {"age:54y", "and(Ttrial range[min_age -9223372036854775808 19723 missing] range[max_age 19723 "
                "9223372036854775807 missing])"},
    {"has:abstract", "XHASab"},
    {"melanoma AND NOT has:ab", "not(Zmelanoma XHASab)"},
    {"*", "all"},
    {"melanoma^2", "scale(Zmelanoma)"},
};

START_TEST(queries_become_the_plans_they_should) {
    assay_planned planned;
    assay_error err = {0};
    assay_buffer out;
    assay_buffer_init(&out, 10000);
    ck_ok(plan_text(&planned, examples[_i].text, &err), err);
    show(&out, planned.root);
    assay_buffer_add_byte(&out, '\0');
    ck_assert_msg(strcmp(out.data, examples[_i].wanted) == 0, "%s becomes %s, not %s",
                  examples[_i].text, out.data, examples[_i].wanted);
    assay_buffer_done(&out);
}
END_TEST

START_TEST(what_was_left_out_found_and_recognised_is_told) {
    assay_planned planned;
    assay_error err = {0};
    ck_ok(plan_text(&planned, "the melanoma* NCT99000001", &err), err);
    ck_assert_uint_eq(planned.ignored_count, 1);
    ck_span_eq(planned.ignored[0], "the");
    ck_assert_uint_eq(planned.expansion_count, 1);
    ck_assert_uint_eq(planned.expansions[0].terms, 2);
    ck_span_eq(planned.expansions[0].words[0], "melanomas");
    ck_assert_uint_eq(planned.identifier_count, 1);
    ck_span_eq(planned.identifiers[0], "nct:NCT99000001");
    ck_assert_uint_ge(planned.mark_count, 2);
}
END_TEST

START_TEST(what_cannot_be_answered_is_refused_with_its_place) {
    static const struct {
        const char *text, *part;
        assay_status status;
    } refused[] = {{"x near:1,2,3km", "column 8", ASSAY_E_UNSUPPORTED},
                   {"#1", "no earlier queries", ASSAY_E_SYNTAX},
                   {"country:/(/", "column 9", ASSAY_E_SYNTAX},
                   {"cites:NCT99000001", "cites needs", ASSAY_E_UNSUPPORTED}};
    assay_planned planned;
    assay_error err = {0};
    ck_assert_int_eq(plan_text(&planned, refused[_i].text, &err), refused[_i].status);
    ck_assert_msg(strstr(err.message, refused[_i].part) != NULL, "%s", err.message);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search planner");
    TCase *tests = tcase_create("planner");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, queries_become_the_plans_they_should, 0,
                        (int)(sizeof examples / sizeof *examples));
    tcase_add_test(tests, what_was_left_out_found_and_recognised_is_told);
    tcase_add_loop_test(tests, what_cannot_be_answered_is_refused_with_its_place, 0, 4);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
