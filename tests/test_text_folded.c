#include "text/folded.h"

#include "base/utf8.h"
#include "support/suite.h"

static assay_folded folded;
static assay_error err;

static void stop(void) {
    assay_folded_done(&folded);
}

/* What is left after citations are stripped: BREAKs are '|', a raised character has '^' before it. */
static void leaves(const char *piece, const char *expected) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_folded_set(&folded, assay_span_of(piece), &err), err);
    assay_folded_strip_citations(&folded);
    for (size_t i = 0; i < folded.count; i++) {
        assay_char c = folded.items[i].is;
        char bytes[4];
        assay_buffer_add_text(&out, c.raised ? "^" : "");
        if (c.kind == ASSAY_CHAR_BREAK)
            assay_buffer_add_byte(&out, '|');
        else
            assay_buffer_add(&out, bytes, assay_utf8_write(bytes, c.code));
    }
    ck_span_eq(assay_buffer_span(&out), expected);
    assay_buffer_done(&out);
}

START_TEST(citations_after_words_and_points_go) {
    leaves("cells¹⁻³", "cells|||");
    leaves("¹⁰,¹²", "|||||");
    leaves("trial^{15,20–25}", "trial||||||||"); /* the caret and braces are gone */
    leaves("word²", "word|");
    leaves("il2¹⁰", "il2||");
    leaves("65²", "65|");
}
END_TEST

START_TEST(charges_and_signs_stay) {
    leaves("Ca²⁺", "ca2+");
    leaves("CD8⁺", "cd8+");
    leaves("CD4⁻", "cd4-");
    leaves("Foxp3^{+}", "foxp3+");
    leaves("SO₄²⁻", "so42-");
    leaves("CD8 ⁺", "cd8+|");
}
END_TEST

START_TEST(powers_stay_raised) {
    leaves("10⁶", "10^6");
    leaves("10^{-3}", "10^-^3");
    leaves("2¹⁰", "2^1^0");
}
END_TEST

START_TEST(exponents_of_units_and_isotopes_are_lowered) {
    leaves("m²", "m2");
    leaves("cm³", "cm3");
    leaves("μm²", "μm2");
    leaves("χ²", "χ2");
    leaves("mL⁻¹", "ml-1");
    leaves("¹⁸F-FDG", "18f-fdg");
    leaves("⁹⁹ᵐTc", "99mtc");
    leaves("¹Faculty", "|faculty");
}
END_TEST

START_TEST(a_caret_that_raises_nothing_is_a_break) {
    leaves("x^y", "x|y");
    leaves("x^", "x|");
    leaves("x^{y}", "x||y}");
    leaves("^^1", "||");
}
END_TEST

START_TEST(a_sharp_s_that_starts_a_word_is_a_beta) {
    leaves("IFN-ß", "ifn-β");
    leaves("Straße", "strasse");
}
END_TEST

START_TEST(marks_join_the_letter_before) {
    ck_ok(assay_folded_set(&folded, ASSAY_SPAN("か\xE3\x82\x99x"), &err), err);
    ck_assert_uint_eq(folded.count, 2);
    ck_assert_uint_eq(folded.items[0].is.code, 0x304C);
    ck_assert_uint_eq(folded.items[0].end, 6);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/folded");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, NULL, stop);
    tcase_add_test(cases, citations_after_words_and_points_go);
    tcase_add_test(cases, charges_and_signs_stay);
    tcase_add_test(cases, powers_stay_raised);
    tcase_add_test(cases, exponents_of_units_and_isotopes_are_lowered);
    tcase_add_test(cases, a_caret_that_raises_nothing_is_a_break);
    tcase_add_test(cases, a_sharp_s_that_starts_a_word_is_a_beta);
    tcase_add_test(cases, marks_join_the_letter_before);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
