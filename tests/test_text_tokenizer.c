#include "text/tokenizer.h"

#include "support/suite.h"

static assay_tokenizer tokenizer;
static assay_error err;

static void start(void) {
    assay_tokenizer_init(&tokenizer);
}

static void stop(void) {
    assay_tokenizer_done(&tokenizer);
}

/* "form@position[begin,end)" with '*' after joined forms, a blank between. */
static void gives(const char *piece, const char *expected) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_tokenizer_run(&tokenizer, assay_span_of(piece), &err), err);
    for (size_t i = 0; i < tokenizer.token_count; i++) {
        const assay_piece_token *token = &tokenizer.tokens[i];
        assay_buffer_format(&out, "%s%.*s@%u[%u,%u)%s", i > 0 ? " " : "",
                            ASSAY_SPAN_ARG(assay_tokenizer_form(&tokenizer, token)),
                            token->position, token->begin, token->end, token->joined ? "*" : "");
    }
    ck_span_eq(assay_buffer_span(&out), expected);
    assay_buffer_done(&out);
}

START_TEST(parts_take_positions_and_joined_forms_share_them) {
    gives("IL-2", "il@0[0,2) 2@1[3,4) il2@0[0,4)*");
    ck_assert_uint_eq(assay_tokenizer_positions(&tokenizer), 2);
    gives("PD-1-IL-2", "pd@0[0,2) 1@1[3,4) pd1@0[0,4)* il@2[5,7) 2@3[8,9) il2@2[5,9)* "
                       "pd1il2@0[0,9)*");
}
END_TEST

START_TEST(offsets_are_those_of_the_original) {
    gives("TGF-β1", "tgf@0[0,3) beta@1[4,6) 1@2[6,7) beta1@1[4,7)* tgfbeta1@0[0,7)*");
    gives("CD8⁺", "cd@0[0,2) 8@1[2,3) cd8@0[0,3)* cd8+@0[0,6)*");
    gives("ﬁn", "fin@0[0,4)");
    gives("a\xCC\x81-\xCC\x81"
          "b",
          "a@0[0,1) b@1[6,7) ab@0[0,7)*");
}
END_TEST

START_TEST(a_short_form_stands_where_its_long_form_ends) {
    gives("Interleukin (IL)-2", "interleukin@0[0,11) il@0[13,15) 2@1[17,18) il2@0[13,18)* "
                                "interleukin2@0[0,18)*");
    ck_assert_uint_eq(assay_tokenizer_positions(&tokenizer), 2);
    gives("life (QoL)-related", "life@0[0,4) qol@0[6,9) related@1[11,18) qolrelated@0[6,18)*");
}
END_TEST

START_TEST(a_sign_set_apart_belongs_to_its_marker) {
    gives("CD8 ⁺", "cd@0[0,2) 8@1[2,3) cd8@0[0,3)* cd8+@0[0,7)*");
}
END_TEST

START_TEST(powers_keep_both_numbers) {
    gives("10⁶", "10@0[0,2) 6@1[2,5) 10^6@0[0,5)*");
    gives("10^-3", "10@0[0,2) 3@1[4,5) 10^-3@0[0,5)*");
    gives("65²", "65@0[0,2)"); /* a citation */
}
END_TEST

START_TEST(long_chains_have_no_joined_whole) {
    ck_ok(assay_tokenizer_run(&tokenizer, ASSAY_SPAN("a-b-c-d-e-f-g-h"), &err), err);
    ck_assert_uint_eq(tokenizer.token_count, 9);
    ck_ok(assay_tokenizer_run(&tokenizer, ASSAY_SPAN("a-b-c-d-e-f-g-h-i"), &err), err);
    ck_assert_uint_eq(tokenizer.token_count, 9);
}
END_TEST

START_TEST(nothing_gives_nothing) {
    gives("", "");
    gives("⁺", "");
    gives("\xFF\xFE", "");
    gives("’", "");
    ck_assert_uint_eq(assay_tokenizer_positions(&tokenizer), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/tokenizer");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, parts_take_positions_and_joined_forms_share_them);
    tcase_add_test(cases, offsets_are_those_of_the_original);
    tcase_add_test(cases, a_short_form_stands_where_its_long_form_ends);
    tcase_add_test(cases, a_sign_set_apart_belongs_to_its_marker);
    tcase_add_test(cases, powers_keep_both_numbers);
    tcase_add_test(cases, long_chains_have_no_joined_whole);
    tcase_add_test(cases, nothing_gives_nothing);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
