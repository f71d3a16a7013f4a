/* Answers for people. */
#include "meanings.h"
#include "printer.h"
#include "search/search_explain.h"
#include "terminal.h"
#include "values.h"

#include <stdio.h>

enum { INDENT = 4 };

static void add_styled(assay_buffer *out, const assay_answer *answer, const char *style,
                       assay_span text) {
    assay_terminal terminal = {
        .out = out, .color = answer->color, .width = SIZE_MAX, .style = style};
    assay_terminal_text(&terminal, text, NULL, 0);
}

/* " 1. Title": the number stands in the margin. */
static void add_title(assay_buffer *out, const assay_answer *answer, const assay_answer_hit *hit) {
    char number[24];
    int size = snprintf(number, sizeof number, "%2zu. ", hit->rank);
    assay_terminal terminal = {.out = out,
                               .color = answer->color,
                               .width = answer->width,
                               .indent = INDENT,
                               .column = (size_t)size,
                               .style = ASSAY_TERMINAL_BOLD};
    assay_buffer_add(out, number, (size_t)size);
    terminal.indent = (size_t)size > INDENT ? (size_t)size : INDENT;
    const assay_snippet *title = hit->snippets != NULL ? &hit->snippets->title : NULL;
    if (title != NULL && title->text.size != 0)
        assay_terminal_text(&terminal, title->text, title->marks,
                            answer->highlight ? title->mark_count : 0);
    else
        assay_terminal_text(&terminal,
                            hit->record != NULL ? ASSAY_SPAN("(no title)")
                                                : ASSAY_SPAN("(deleted meanwhile)"),
                            NULL, 0);
    assay_terminal_line(&terminal);
}

/* "  ·  " between what there is. */
static void add_piece(assay_buffer *line, assay_span text) {
    if (text.size == 0)
        return;
    if (line->size != 0)
        assay_buffer_add_text(line, " \xC2\xB7 ");
    assay_buffer_add_span(line, text);
}

static void add_codes(assay_buffer *line, const assay_span_list *codes) {
    assay_buffer words;
    assay_buffer_init(&words, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < codes->count; i++) {
        if (i != 0)
            assay_buffer_add_text(&words, "/");
        assay_values_words(&words, codes->items[i]);
    }
    add_piece(line, assay_buffer_span(&words));
    assay_buffer_done(&words);
}

static void add_facts_of(assay_buffer *line, const assay_record *record) {
    char date[11];
    size_t size = assay_values_date(date, record);
    add_piece(line, assay_span_of(assay_record_type_name(record->type)));
    add_piece(line, assay_span_make(date, size));
    add_piece(line, assay_record_first(record, ASSAY_FIELD_JOURNAL));
    add_codes(line, &record->text[ASSAY_FIELD_PHASE]);
    add_codes(line, &record->text[ASSAY_FIELD_STATUS]);
    if (record->enrolment >= 0) {
        char text[40];
        int length = snprintf(text, sizeof text, "%lld people", (long long)record->enrolment);
        add_piece(line, assay_span_make(text, (size_t)length));
    }
}

static void add_facts(assay_buffer *out, const assay_answer *answer, const assay_answer_hit *hit) {
    assay_buffer line;
    assay_buffer_init(&line, ASSAY_BUFFER_NO_CAP);
    if (hit->record != NULL)
        add_facts_of(&line, hit->record);
    if (hit->hit->distance_km >= 0) {
        char text[40];
        int length = snprintf(text, sizeof text, "%.1f km away", hit->hit->distance_km);
        add_piece(&line, assay_span_make(text, (size_t)length));
    }
    if (answer->request->order.by == ASSAY_SORT_RELEVANCE && !hit->hit->pinned) {
        char text[40];
        int length = snprintf(text, sizeof text, "score %.2f", hit->hit->score);
        add_piece(&line, assay_span_make(text, (size_t)length));
    }
    assay_buffer_add_text(out, "    ");
    add_styled(out, answer, ASSAY_TERMINAL_ID, hit->hit->identity);
    if (line.size != 0) {
        assay_buffer_add_text(out, " \xC2\xB7 ");
        add_styled(out, answer, ASSAY_TERMINAL_DIM, assay_buffer_span(&line));
    }
    assay_buffer_add_byte(out, '\n');
    assay_buffer_done(&line);
}

static void add_snippet(assay_buffer *out, const assay_answer *answer,
                        const assay_snippet *snippet) {
    assay_terminal terminal = {
        .out = out, .color = answer->color, .width = answer->width, .indent = INDENT};
    if (snippet->cut_begin)
        assay_terminal_text(&terminal, ASSAY_SPAN("..."), NULL, 0);
    assay_terminal_text(&terminal, snippet->text, snippet->marks,
                        answer->highlight ? snippet->mark_count : 0);
    if (snippet->cut_end)
        assay_terminal_text(&terminal, ASSAY_SPAN("..."), NULL, 0);
    assay_terminal_line(&terminal);
}

static void add_collapsed(assay_buffer *out, const assay_search_hit *hit) {
    if (hit->collapsed_count == 0)
        return;
    assay_buffer_format(out, "    + %zu more of the same:", hit->collapsed_count);
    for (size_t i = 0; i < hit->collapsed_count; i++) {
        assay_buffer_add_byte(out, ' ');
        assay_buffer_add_span(out, hit->collapsed[i]);
    }
    assay_buffer_add_byte(out, '\n');
}

static void add_explanation(assay_buffer *out, const assay_explanation *explanation) {
    assay_buffer_format(
        out, "    score, by part (record of %u words, %.1f on average; %llu records)\n",
        explanation->length, explanation->average_length, (unsigned long long)explanation->records);
    for (size_t i = 0; i < explanation->count; i++) {
        const assay_explanation_row *row = &explanation->rows[i];
        if (!row->matches)
            continue;
        assay_buffer_format(out, "    %12.9f  %*s", row->score, (int)(2 * row->depth), "");
        assay_search_describe(out, row->node);
        if (row->node->kind == ASSAY_PLAN_TERM || row->node->kind == ASSAY_PLAN_SYNONYM)
            assay_buffer_format(out, "  (%u times, in %llu records, at most %.4f)", row->wdf,
                                (unsigned long long)row->df, row->weight);
        assay_buffer_add_byte(out, '\n');
    }
}

static assay_status print_hit(assay_buffer *out, const assay_answer *answer,
                              const assay_answer_hit *hit, assay_error *err) {
    if (hit->rank != answer->results->offset + (size_t)1)
        assay_buffer_add_byte(out, '\n');
    add_title(out, answer, hit);
    add_facts(out, answer, hit);
    for (size_t i = 0; hit->snippets != NULL && i < hit->snippets->count; i++)
        add_snippet(out, answer, &hit->snippets->items[i]);
    add_collapsed(out, hit->hit);
    if (hit->explanation != NULL)
        add_explanation(out, hit->explanation);
    return assay_buffer_check(out, err);
}

/* ---- below the hits ---- */

static void add_number(assay_buffer *out, uint64_t number) {
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < size; i++) {
        if (i != 0 && (size - i) % 3 == 0)
            assay_buffer_add_byte(out, ',');
        assay_buffer_add_byte(out, digits[i]);
    }
}

static void add_total(assay_buffer *out, const assay_search_results *results) {
    if (results->count != 0) {
        assay_buffer_format(out, "%s ", results->count == 1 ? "record" : "records");
        add_number(out, results->offset + UINT64_C(1));
        if (results->count > 1) {
            assay_buffer_add_byte(out, '-');
            add_number(out, results->offset + results->count);
        }
        assay_buffer_add_text(out, results->total_is_exact ? " of " : " of at least ");
        add_number(out, results->total);
    } else if (results->total != 0) {
        add_number(out, results->total);
        assay_buffer_format(out, " record%s, none this far down", results->total == 1 ? "" : "s");
    } else {
        assay_buffer_add_text(out, "nothing found");
    }
    assay_buffer_add_text(out, " in ");
    add_number(out, results->statistics.documents);
    assay_buffer_format(out, " (%.1f ms)\n", (double)results->times.total_us / 1000);
}

static void add_facet(assay_buffer *out, const assay_answer *answer, const assay_facet *facet) {
    enum { BAR = 30 };
    uint64_t most = 1;
    size_t widest = 4;
    if (facet->count == 0 && facet->missing == 0)
        return;
    for (size_t i = 0; i < facet->count; i++) {
        most = facet->values[i].count > most ? facet->values[i].count : most;
        widest = facet->values[i].value.size > widest ? facet->values[i].value.size : widest;
    }
    widest = widest > 48 ? 48 : widest;
    assay_buffer_add_byte(out, '\n');
    add_styled(out, answer, ASSAY_TERMINAL_BOLD, facet->name);
    assay_buffer_add_byte(out, '\n');
    for (size_t i = 0; i < facet->count; i++) {
        const assay_facet_value *value = &facet->values[i];
        assay_buffer_add_text(out, "  ");
        add_styled(out, answer, NULL, value->value);
        for (size_t pad = value->value.size; pad < widest; pad++)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_format(out, " %8llu ", (unsigned long long)value->count);
        for (uint64_t bar = 0; bar < (value->count * BAR + most - 1) / most; bar++)
            assay_buffer_add_byte(out, '#');
        assay_buffer_add_byte(out, '\n');
    }
    if (facet->distinct > facet->count)
        assay_buffer_format(out, "  and %zu more values\n", facet->distinct - facet->count);
    if (facet->missing != 0)
        assay_buffer_format(out, "  %llu without\n", (unsigned long long)facet->missing);
}

static assay_status print_end(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    const assay_search_results *results = answer->results;
    if (results->count != 0)
        assay_buffer_add_byte(out, '\n');
    for (size_t i = 0; i < results->clause_count; i++) {
        if (i == 0)
            assay_buffer_add_text(out, "no record meets all of this:\n");
        assay_buffer_format(out, "  %8llu  %.*s\n", (unsigned long long)results->clauses[i].matches,
                            ASSAY_SPAN_ARG(results->clauses[i].text));
    }
    assay_suggestions_text(out, results, "");
    assay_meanings_text(out, results, "searched ");
    add_total(out, results);
    for (size_t i = 0; i < results->facet_count; i++)
        add_facet(out, answer, &results->facets[i]);
    if (results->histogram != NULL)
        add_facet(out, answer, results->histogram);
    return assay_buffer_check(out, err);
}

const assay_printer assay_print_text = {.name = "text",
                                        .about = "for people",
                                        .records = true,
                                        .counts = true,
                                        .snippets = true,
                                        .hit = print_hit,
                                        .end = print_end};
