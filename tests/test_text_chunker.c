#include "text/chunker.h"

#include "base/buffer.h"
#include "support/suite.h"

/* The pieces with '|' after each and '#' before one that starts a paragraph; plain pieces are taken
 * by the short way where asked. */
static void pieces(assay_span text, bool plain, assay_buffer *out) {
    assay_chunker chunker = assay_chunker_on(text);
    assay_buffer_clear(out);
    for (;;) {
        assay_chunk chunk;
        if (!plain || !assay_chunker_plain(&chunk, &chunker))
            chunk = assay_chunker_next(&chunker);
        if (chunk.begin == text.size)
            return;
        assay_buffer_add_text(out, chunk.paragraph ? "#" : "");
        assay_buffer_add(out, text.data + chunk.begin, chunk.end - chunk.begin);
        assay_buffer_add_byte(out, '|');
    }
}

static void gives(const char *text, const char *expected) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (int plain = 0; plain < 2; plain++) {
        pieces(assay_span_of(text), plain != 0, &out);
        ck_span_eq(assay_buffer_span(&out), expected);
    }
    assay_buffer_done(&out);
}

START_TEST(pieces_are_words_with_what_ties_them) {
    gives("one two, three. Four", "one|two|three|Four|");
    gives("IL-2 (B7-H3) TGF-β1; 1,000 10.5 x,y a.b.c don't",
          "IL-2|B7-H3|TGF-β1|1,000|10.5|x|y|a.b.c|don't|");
    gives("P<.05 .x", "P|.05|x|");
    gives("CD8+ CD4+CD25+ CD8 ⁺ T", "CD8+|CD4+CD25+|CD8 ⁺|T|");
    gives("  ", "");
    gives("", "");
}
END_TEST

START_TEST(short_forms_that_go_on_stay_with_their_long_form) {
    gives("Interleukin (IL)-2 is", "Interleukin (IL)-2|is|");
    gives("interleukin (IL) 2", "interleukin|IL|2|");
}
END_TEST

START_TEST(citations_stay_with_their_word) {
    gives("IL-21.^{10,12} x^2 y^ z", "IL-21|^{10,12}|x^2|y|z|");
}
END_TEST

START_TEST(broken_lines_go_on) {
    gives("the long-\n\nterm survival", "the|long-\n\nterm|survival|");
    gives("Long-\nTerm", "Long|Term|");
}
END_TEST

START_TEST(a_blank_line_ends_a_paragraph_unless_the_sentence_goes_on) {
    gives("end.\n\nNew", "end|#New|");
    gives("end\n \t\n New", "end|#New|");
    gives("to enhance\n\npharmacokinetic", "to|enhance|pharmacokinetic|");
    gives("cells,\n\nand", "cells|and|");
    gives("one\ntwo", "one|two|");
    gives("\n\nOne", "One|");
}
END_TEST

START_TEST(absurd_words_are_cut_and_their_tails_skipped) {
    char text[3000];
    memset(text, 'a', sizeof text);
    memcpy(text + 2990, " b", 2);
    assay_chunker chunker = assay_chunker_on(assay_span_make(text, 2992));
    assay_chunk chunk = assay_chunker_next(&chunker);
    ck_assert_uint_eq(chunk.end, ASSAY_CHUNK_MAX);
    chunk = assay_chunker_next(&chunker);
    ck_assert_uint_eq(chunk.begin, 2991);
}
END_TEST

/* The short way and the long way are one, wherever the words stand in the 64-byte blocks. */
START_TEST(plain_pieces_are_what_the_long_way_finds) {
    static const char alphabet[] = "aaabbZ19  ,.-(\n\xC3\xA9";
    uint64_t state = 3;
    assay_buffer slow, fast;
    assay_buffer_init(&slow, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&fast, ASSAY_BUFFER_NO_CAP);
    for (int round = 0; round < 5000; round++) {
        char text[300];
        size_t size = (size_t)round % sizeof text;
        for (size_t i = 0; i < size; i++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            text[i] = alphabet[(state >> 33) % (sizeof alphabet - 1)];
        }
        pieces(assay_span_make(text, size), false, &slow);
        pieces(assay_span_make(text, size), true, &fast);
        ck_assert_msg(assay_span_equal(assay_buffer_span(&slow), assay_buffer_span(&fast)), "%.*s",
                      (int)size, text);
    }
    assay_buffer_done(&slow);
    assay_buffer_done(&fast);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/chunker");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, pieces_are_words_with_what_ties_them);
    tcase_add_test(cases, short_forms_that_go_on_stay_with_their_long_form);
    tcase_add_test(cases, citations_stay_with_their_word);
    tcase_add_test(cases, broken_lines_go_on);
    tcase_add_test(cases, a_blank_line_ends_a_paragraph_unless_the_sentence_goes_on);
    tcase_add_test(cases, absurd_words_are_cut_and_their_tails_skipped);
    tcase_add_test(cases, plain_pieces_are_what_the_long_way_finds);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
