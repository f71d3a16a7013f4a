#include "meanings.h"

enum { SHOWN = 12 };

static bool is_told(const assay_search_meaning *meaning) {
    return meaning->kind != ASSAY_MEANING_NAMED && meaning->count != 0;
}

static const char *kind_lead(assay_meaning_kind kind) {
    return kind == ASSAY_MEANING_SYNONYMS ? "also "
           : kind == ASSAY_MEANING_FILTER ? ""
                                          : "headings ";
}

static const char *kind_name(assay_meaning_kind kind) {
    return kind == ASSAY_MEANING_SYNONYMS ? "synonyms"
           : kind == ASSAY_MEANING_FILTER ? "filter"
                                          : "narrower";
}

/* A filter's query in full, anything else by its text. */
static void add_other(assay_buffer *out, const assay_search_meaning *meaning, size_t k) {
    if (meaning->kind == ASSAY_MEANING_FILTER)
        assay_query_print(out, meaning->others[k]);
    else
        assay_buffer_add_span(out, meaning->others[k]->text);
}

static void add_json_other(assay_json_writer *json, const assay_search_meaning *meaning, size_t k) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    add_other(&text, meaning, k);
    assay_json_string(json, assay_buffer_span(&text));
    assay_buffer_done(&text);
}

void assay_meanings_text(assay_buffer *out, const assay_search_results *results, const char *lead) {
    for (size_t i = 0; i < results->meaning_count; i++) {
        const assay_search_meaning *meaning = &results->meanings[i];
        if (!is_told(meaning))
            continue;
        assay_buffer_format(out, "%s%.*s: %s", lead, ASSAY_SPAN_ARG(meaning->node->text),
                            kind_lead(meaning->kind));
        for (size_t k = 0; k < meaning->count && k < SHOWN; k++) {
            assay_buffer_add_text(out, k != 0 ? ", " : "");
            add_other(out, meaning, k);
        }
        if (meaning->count > SHOWN)
            assay_buffer_format(out, " and %zu more", meaning->count - SHOWN);
        assay_buffer_add_byte(out, '\n');
    }
}

void assay_meanings_json(assay_json_writer *json, const assay_search_results *results) {
    assay_json_key(json, "synonyms");
    assay_json_open(json, '[');
    for (size_t i = 0; i < results->meaning_count; i++) {
        const assay_search_meaning *meaning = &results->meanings[i];
        if (!is_told(meaning))
            continue;
        assay_json_open(json, '{');
        assay_json_string_at(json, "of", meaning->node->text);
        assay_json_uint_at(json, "column", meaning->node->column + 1);
        assay_json_string_at(json, "kind", assay_span_of(kind_name(meaning->kind)));
        assay_json_key(json, "terms");
        assay_json_open(json, '[');
        for (size_t k = 0; k < meaning->count; k++)
            add_json_other(json, meaning, k);
        assay_json_close(json, ']');
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}

void assay_suggestions_text(assay_buffer *out, const assay_search_results *results,
                            const char *lead) {
    if (results->suggestion_count == 0)
        return;
    assay_buffer_format(out, "%sdid you mean: ", lead);
    if (results->did_you_mean.size != 0)
        assay_buffer_add_span(out, results->did_you_mean);
    else
        for (size_t i = 0; i < results->suggestion_count; i++)
            assay_buffer_format(out, "%s%.*s", i != 0 ? ", " : "",
                                ASSAY_SPAN_ARG(results->suggestions[i].word));
    assay_buffer_add_byte(out, '\n');
}

void assay_suggestions_json(assay_json_writer *json, const assay_search_results *results) {
    assay_json_key(json, "suggestions");
    assay_json_open(json, '[');
    for (size_t i = 0; i < results->suggestion_count; i++) {
        const assay_suggestion *suggestion = &results->suggestions[i];
        assay_json_open(json, '{');
        assay_json_uint_at(json, "column", suggestion->column + 1);
        assay_json_string_at(json, "typed", suggestion->typed);
        assay_json_string_at(json, "word", suggestion->word);
        assay_json_uint_at(json, "records", suggestion->records);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    if (results->did_you_mean.size != 0)
        assay_json_string_at(json, "did_you_mean", results->did_you_mean);
}
