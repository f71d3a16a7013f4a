#include "text/unicode.h"

#include "support/suite.h"

static void folds_to(const char *text, const char *expected) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_unicode_fold_text(&out, assay_span_of(text));
    ck_span_eq(assay_buffer_span(&out), expected);
    assay_buffer_done(&out);
}

START_TEST(case_and_accents_fold_away) {
    folds_to("Pöder LABÃO-Almeida", "poder labao-almeida");
    folds_to("e\xCC\x81t\xC3\xA9", "ete"); /* the accent apart, the accent within */
    folds_to("Sørensen Łódź Đorđe", "sorensen lodz dorde");
    folds_to("Straße Æther Œuvre", "strasse aether oeuvre");
    folds_to("İstanbul ıрмак", "istanbul iрмак");
}
END_TEST

START_TEST(compatibility_forms_become_plain) {
    folds_to("ＩＬ－２", "il-2");
    folds_to("ﬁbrosis", "fibrosis");
    folds_to("Ⅳ", "iv");
    folds_to("CO₂", "co2");
}
END_TEST

START_TEST(micro_sign_is_the_greek_letter) {
    folds_to("\xC2\xB5", "\xCE\xBC");
    folds_to("Ω", "ω");
    folds_to("ς", "σ");
}
END_TEST

START_TEST(other_scripts_keep_their_letters) {
    folds_to("か\xE3\x82\x99", "か\xE3\x82\x99"); /* composed when words are read, not here */
    folds_to("が", "が");
    folds_to("한국", "한국");
    folds_to("癌", "癌");
}
END_TEST

START_TEST(soft_hyphens_vanish) {
    folds_to("immuno\xC2\xADtherapy", "immunotherapy");
}
END_TEST

START_TEST(marks_compose_with_the_letter_before) {
    uint32_t code = 0;
    ck_assert(assay_unicode_compose(&code, 0x304B, 0x3099));
    ck_assert_uint_eq(code, 0x304C);
    ck_assert(!assay_unicode_compose(&code, 'a', 'b'));
}
END_TEST

START_TEST(bad_bytes_are_read_one_by_one) {
    static const struct {
        const char *text;
        size_t bad;
    } rows[] = {{"abc", 0},          {"\xFF", 1},         {"a\xC3", 1},
                {"\xC0\xAF", 2},     {"\xED\xA0\x80", 3}, {"\xF4\x90\x80\x80", 4},
                {"\xE2\x82", 2},     {"\x80\x80", 2},     {"\xEF\xBF\xBD", 0},
                {"\xF0\x9F\x98x", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_uint_eq(assay_unicode_bad_bytes(assay_span_of(rows[i].text)), rows[i].bad);
}
END_TEST

START_TEST(a_cut_never_splits_a_character) {
    assay_span text = assay_span_of("aé癌😀");
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t at = 0; at < sizeof expected / sizeof *expected; at++)
        ck_assert_uint_eq(assay_unicode_floor(text, at), expected[at]);
    ck_assert_uint_eq(assay_unicode_floor(assay_span_of("\x80\x80\x80\x80\x80"), 4), 4);
}
END_TEST

/* Folding what a character folded to changes nothing. */
static bool folds_once(uint32_t code) {
    assay_char out[ASSAY_UNICODE_FOLD_MAX], again[ASSAY_UNICODE_FOLD_MAX];
    size_t count = assay_unicode_fold(out, code);
    if (count > ASSAY_UNICODE_FOLD_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        bool letter = out[i].kind == ASSAY_CHAR_LETTER || out[i].kind == ASSAY_CHAR_GREEK;
        if (out[i].code >= 0x110000 || out[i].kind > ASSAY_CHAR_CLOSE_PAREN)
            return false;
        if (letter && (assay_unicode_fold(again, out[i].code) != 1 || again[0].code != out[i].code))
            return false;
    }
    return true;
}

START_TEST(every_character_folds_within_bounds_and_stays_folded) {
    for (uint32_t code = 0; code < 0x110000; code++)
        if ((code < 0xD800 || code > 0xDFFF) && !folds_once(code))
            ck_abort_msg("U+%04X", code);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/unicode");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, case_and_accents_fold_away);
    tcase_add_test(cases, compatibility_forms_become_plain);
    tcase_add_test(cases, micro_sign_is_the_greek_letter);
    tcase_add_test(cases, other_scripts_keep_their_letters);
    tcase_add_test(cases, soft_hyphens_vanish);
    tcase_add_test(cases, marks_compose_with_the_letter_before);
    tcase_add_test(cases, bad_bytes_are_read_one_by_one);
    tcase_add_test(cases, a_cut_never_splits_a_character);
    tcase_add_test(cases, every_character_folds_within_bounds_and_stays_folded);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
