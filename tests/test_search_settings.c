#include "search/settings.h"

#include "search/search_explain.h"
#include "support/index.h"

#include <math.h>

static assay_error err;

/* ---- by name ---- */

START_TEST(settings_are_set_by_name_over_the_defaults) {
    assay_search_settings settings = assay_search_settings_defaults();
    const assay_search_settings defaults = settings;
    ck_ok(assay_search_settings_set(&settings, ASSAY_SPAN("nearness=0.25, head=30"), &err), err);
    ck_assert(settings.nearness == 0.25);
    ck_assert_uint_eq(settings.head, 30);
    ck_assert(settings.min_normlen == defaults.min_normlen);
    ck_assert_uint_eq(settings.nearness_depth, defaults.nearness_depth);
    ck_ok(assay_search_settings_set(&settings, ASSAY_SPAN(""), &err), err);
    ck_assert_uint_eq(settings.head, 30);
}
END_TEST

START_TEST(what_is_no_setting_is_told_and_changes_nothing) {
    static const char *const wrong[] = {"heads=30",   "head",        "head=",      "head=1.5",
                                        "head=51",    "head=1",      "head=nan",   "nearness=-1",
                                        "nearness=x", "general=0",   "=3",         "head=30,",
                                        "head=30,,",  "head=30 x=2", "head=30,b=1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assay_search_settings settings = assay_search_settings_defaults();
        bool ends_well = strcmp(wrong[i], "head=30,") == 0;
        assay_status status = assay_search_settings_set(&settings, assay_span_of(wrong[i]), &err);
        ck_assert_msg(status == (ends_well ? ASSAY_OK : ASSAY_E_USAGE), "%s", wrong[i]);
        ck_assert_uint_eq(settings.head, ends_well ? 30 : assay_search_settings_defaults().head);
    }
}
END_TEST

/* ---- general stems ---- */

static const char records[] =
    "{\"schema\":1,\"id\":\"pmid:99410001\",\"type\":\"abstract\",\"ids\":[\"pmid:99410001\"],"
    "\"title\":[\"Report\"],\"summary\":[\"Melanoma of patients.\"]}\n"
    "{\"schema\":1,\"id\":\"pmid:99410002\",\"type\":\"abstract\",\"ids\":[\"pmid:99410002\"],"
    "\"title\":[\"Report\"],\"summary\":[\"Words besides IL-2.\"]}\n";

static void begin(test_answering *a, int engine) {
    test_answering_begin(a, records, engine);
    a->request.settings.nearness = 0;
    a->request.settings.general = (assay_planner_general){.share = 0.5, .few = 2, .many = 4};
}

static double score_of(test_answering *a, const char *query) {
    test_answering_ask(a, query);
    ck_assert_uint_ge(a->results.count, 1);
    return a->results.hits[0].score;
}

START_TEST(general_stems_weigh_less_the_longer_the_query) {
    test_answering a;
    begin(&a, _i);
    double melanoma = score_of(&a, "melanoma"), two = score_of(&a, "melanoma patients"),
           patients = two - melanoma;
    ck_assert(patients > 0);
    double three = score_of(&a, "melanoma patients xerostomia"),
           four = score_of(&a, "melanoma patients xerostomia zoster"),
           six = score_of(&a, "melanoma patients xerostomia zoster vitiligo lichen");
    ck_assert(fabs(three - (melanoma + 0.75 * patients)) < 1e-9);
    ck_assert(fabs(four - (melanoma + 0.5 * patients)) < 1e-9);
    ck_assert(fabs(six - (melanoma + 0.5 * patients)) < 1e-9);
    test_answering_end(&a);
}
END_TEST

START_TEST(general_stems_keep_their_weight_where_bm25_alone_is_asked_for) {
    test_answering a;
    begin(&a, _i);
    double two = score_of(&a, "melanoma patients");
    a.request.rank = ASSAY_RANK_FAST;
    ck_assert(fabs(score_of(&a, "melanoma patients xerostomia zoster") - two) < 1e-9);
    test_answering_end(&a);
}
END_TEST

START_TEST(of_a_word_in_parts_single_letters_and_the_joined_word_weigh_less) {
    test_answering a;
    begin(&a, _i);
    a.request.settings.general.share = 1;
    a.request.settings.compound = (assay_planner_compound){.letter = 1, .joined = 1};
    double il = score_of(&a, "il"), two = score_of(&a, "2"), il2 = score_of(&a, "il-2") - il - two;
    ck_assert(il > 0 && two > 0 && il2 > 0);
    a.request.settings.compound = (assay_planner_compound){.letter = 0.5, .joined = 0.25};
    ck_assert(fabs(score_of(&a, "il-2") - (il + 0.5 * two + 0.25 * il2)) < 1e-9);
    ck_assert(fabs(score_of(&a, "2") - two) < 1e-9);
    ck_assert(fabs(score_of(&a, "il-2 2") - (il + 4.0 / 3 * two + 0.25 * il2)) < 1e-9);
    a.request.rank = ASSAY_RANK_FAST;
    ck_assert(fabs(score_of(&a, "il-2") - (il + two + il2)) < 1e-9);
    test_answering_end(&a);
}
END_TEST

START_TEST(a_lighter_stem_is_explained_as_it_scored) {
    test_answering a;
    assay_explanation explanation;
    begin(&a, _i);
    double four = score_of(&a, "melanoma patients xerostomia zoster");
    ck_ok(assay_search_explain(&explanation, &a.results.arena, a.search, &a.results, &a.request,
                               a.results.hits[0].docid, &err),
          err);
    ck_assert(fabs(explanation.rows[0].score - four) < 1e-9);
    test_answering_end(&a);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/settings");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, settings_are_set_by_name_over_the_defaults);
    tcase_add_test(cases, what_is_no_setting_is_told_and_changes_nothing);
    tcase_add_loop_test(cases, general_stems_weigh_less_the_longer_the_query, 0, 2);
    tcase_add_loop_test(cases, general_stems_keep_their_weight_where_bm25_alone_is_asked_for, 0, 2);
    tcase_add_loop_test(cases, of_a_word_in_parts_single_letters_and_the_joined_word_weigh_less, 0,
                        2);
    tcase_add_loop_test(cases, a_lighter_stem_is_explained_as_it_scored, 0, 2);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
