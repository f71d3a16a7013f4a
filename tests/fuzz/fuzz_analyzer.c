/* Any bytes through analysis, highlighting, identifiers and patterns: what the headers promise must hold. */
#include <stdlib.h>

#include "text/highlighter.h"
#include "text/pattern.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

static void check_token(const assay_analyzer *analyzer, const assay_token *token, size_t size) {
    const assay_map *forms = assay_analyzer_forms(analyzer),
                    *terms = assay_analyzer_terms(analyzer);
    must(token->begin < token->end && token->end <= size);
    must(token->form < assay_map_count(forms));
    assay_span form = assay_map_key(forms, token->form);
    must(form.size > 0 && form.size <= ASSAY_TERM_MAX);
    must(assay_unicode_bad_bytes(form) == 0);
    if (token->kind == ASSAY_TOKEN_IDENTIFIER) {
        must(token->term == ASSAY_MAP_NONE && assay_span_find_byte(form, ':') != SIZE_MAX);
        return;
    }
    must(token->term < assay_map_count(terms));
    assay_span term = assay_map_key(terms, token->term);
    must(term.size > 1 && term.size <= ASSAY_TERM_MAX && term.data[0] == 'Z');
}

static void check_tokens(const assay_analyzer *analyzer, const assay_tokens *tokens, size_t size) {
    const assay_token *last = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const assay_token *token = &tokens->items[i];
        check_token(analyzer, token, size);
        must(token->position < tokens->next_position);
        if (token->kind == ASSAY_TOKEN_JOINED) {
            must(last != NULL && token->position <= last->position && token->begin <= last->begin);
            continue;
        }
        must(last == NULL || (token->begin >= last->begin && token->position >= last->position));
        last = token;
    }
    must(tokens->bad_bytes <= size);
}

/* Learnt or remembered, the tokens are the same. */
static void check_again(assay_analyzer *analyzer, const assay_tokens *first, assay_span text) {
    assay_tokens again = {0};
    assay_error err;
    must(assay_analyzer_run(&again, analyzer, text, &err) == ASSAY_OK);
    must(again.count == first->count && again.next_position == first->next_position &&
         again.bad_bytes == first->bad_bytes);
    for (size_t i = 0; i < again.count; i++) {
        const assay_token *a = &again.items[i], *b = &first->items[i];
        must(a->term == b->term && a->form == b->form && a->position == b->position &&
             a->begin == b->begin && a->end == b->end && a->kind == b->kind &&
             a->is_stop == b->is_stop);
    }
    assay_tokens_done(&again);
}

static bool takes_pattern(const void *context, assay_span form) {
    return assay_pattern_matches(context, form);
}

static void check_highlights(assay_analyzer *analyzer, assay_span text) {
    assay_highlighter *highlighter;
    assay_highlights found = {0};
    assay_error err;
    assay_pattern glob, fuzzy;
    assay_span head = assay_span_first(text, 24);
    must(assay_highlighter_new(&highlighter, analyzer, &err) == ASSAY_OK);
    (void)!assay_highlighter_add_text(highlighter, head, 0, 1, &err);
    (void)!assay_highlighter_add_phrase(highlighter, head, (uint32_t)(text.size % 3), text.size % 2,
                                        1, 2, &err);
    if (assay_pattern_glob(&glob, assay_span_first(head, 6), &err) == ASSAY_OK)
        (void)!assay_highlighter_add_predicate(highlighter, takes_pattern, &glob, 2, 1, &err);
    if (assay_pattern_fuzzy(&fuzzy, assay_span_first(head, 7), 2, 1, &err) == ASSAY_OK)
        (void)!assay_highlighter_add_predicate(highlighter, takes_pattern, &fuzzy, 3, 1, &err);
    assay_highlighter_options options = {text.size % 4, 50};
    must(assay_highlighter_run(&found, highlighter, text, &options, &err) == ASSAY_OK);
    size_t marks = 0;
    for (size_t p = 0; p < found.passage_count; p++) {
        const assay_passage *passage = &found.passages[p];
        must(passage->begin < passage->end && passage->end <= text.size);
        must(p == 0 || found.passages[p - 1].end <= passage->begin);
        must(assay_unicode_floor(text, passage->begin) == passage->begin);
        must(assay_unicode_floor(text, passage->end) == passage->end);
        for (size_t i = passage->first; i < passage->first + passage->count; i++, marks++)
            must(found.highlights[i].begin < found.highlights[i].end &&
                 found.highlights[i].begin >= passage->begin &&
                 found.highlights[i].end <= passage->end);
    }
    must(marks == found.highlight_count);
    assay_highlights_done(&found);
    assay_highlighter_free(highlighter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    assay_span text = {(const char *)data, size};
    assay_analyzer *analyzer;
    assay_tokens tokens = {0};
    assay_error err;
    must(assay_analyzer_new(&analyzer, NULL, &err) == ASSAY_OK);
    must(assay_analyzer_run(&tokens, analyzer, text, &err) == ASSAY_OK);
    check_tokens(analyzer, &tokens, size);
    must(tokens.bad_bytes == assay_unicode_bad_bytes(text));
    check_again(analyzer, &tokens, text);
    check_highlights(analyzer, text);
    assay_tokens_done(&tokens);
    assay_analyzer_free(analyzer);
    return 0;
}
