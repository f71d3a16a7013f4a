#include "records/tables/csv.h"

#include "base/utf8.h"
#include "records/input/encoding.h"
#include "records/input/input.h"

#include <stdlib.h>

void assay_csv_init(assay_csv *csv, assay_input *input, char separator, size_t max_bytes) {
    *csv =
        (assay_csv){.input = input, .separator = separator, .max_bytes = max_bytes, .next_line = 1};
    assay_buffer_init(&csv->text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&csv->whole, ASSAY_BUFFER_NO_CAP);
}

void assay_csv_done(assay_csv *csv) {
    assay_buffer_done(&csv->text);
    assay_buffer_done(&csv->whole);
    free(csv->cells);
}

/* Where a row being split stands. */
typedef struct {
    assay_span text;
    size_t at;
    bool last;     /* nothing follows text */
    bool literal;  /* quotes mean nothing */
    bool unclosed; /* text ended within quotes */
} cursor;

static bool add_cell(assay_csv *csv, assay_span cell) {
    if (csv->count == csv->capacity) {
        size_t wanted = csv->capacity == 0 ? 64 : csv->capacity * 2;
        assay_span *bigger = realloc(csv->cells, wanted * sizeof *bigger);
        if (bigger == NULL)
            return false;
        csv->cells = bigger;
        csv->capacity = wanted;
    }
    csv->cells[csv->count++] = cell;
    return true;
}

/* Offset of what ends a cell outside quotes: separator, CR, LF, or text's end. */
static size_t cell_end(assay_span text, size_t at, char separator) {
    while (at < text.size && text.data[at] != separator && text.data[at] != '\n' &&
           text.data[at] != '\r')
        at++;
    return at;
}

/* The end of the quoted part whose content begins at `start`: the offset of its closing quote, SIZE_MAX
 * when there is none. A quote counts as closing when a cell or row can end behind it. */
static size_t closing_quote(const cursor *c, size_t start, char separator, bool *doubled) {
    size_t at = start;
    for (;;) {
        size_t quote = assay_span_find_byte(assay_span_skip(c->text, at), '"');
        if (quote == SIZE_MAX)
            return SIZE_MAX;
        quote += at;
        if (quote + 1 == c->text.size)
            return c->last ? quote : SIZE_MAX;
        char next = c->text.data[quote + 1];
        if (next == separator || next == '\n' || next == '\r')
            return quote;
        *doubled = true;
        at = quote + 1 + (next == '"'); /* a lone quote stays, as many writers leave them */
    }
}

/* Content with "" as "; csv->text has room for the whole row, so that spans into it stay. */
static assay_span undouble(assay_csv *csv, assay_span content) {
    size_t from = csv->text.size;
    for (size_t i = 0; i < content.size; i++) {
        assay_buffer_add_byte(&csv->text, content.data[i]);
        i += content.data[i] == '"' && i + 1 < content.size && content.data[i + 1] == '"';
    }
    return assay_span_make(csv->text.data + from, csv->text.size - from);
}

typedef enum { ROW_WHOLE, ROW_PARTIAL, ROW_MEMORY } row_state;

/* One cell from c->at; leaves c->at at what ends it. */
static row_state take_cell(assay_span *out, assay_csv *csv, cursor *c) {
    size_t start = c->at;
    if (!c->literal && start < c->text.size && c->text.data[start] == '"') {
        bool doubled = false;
        size_t quote = closing_quote(c, start + 1, csv->separator, &doubled);
        if (quote == SIZE_MAX) {
            c->unclosed = true;
            return ROW_PARTIAL;
        }
        assay_span content = assay_span_make(c->text.data + start + 1, quote - start - 1);
        *out = doubled ? undouble(csv, content) : content;
        c->at = quote + 1;
        return ROW_WHOLE;
    }
    c->at = cell_end(c->text, start, csv->separator);
    *out = assay_span_make(c->text.data + start, c->at - start);
    return ROW_WHOLE;
}

/* Splits the row text begins with; c->at ends behind its line end. ROW_PARTIAL when text holds no end of
 * it. */
static row_state split_row(assay_csv *csv, cursor *c) {
    csv->count = 0;
    assay_buffer_clear(&csv->text);
    if (!assay_buffer_reserve(&csv->text, c->text.size + 1))
        return ROW_MEMORY;
    for (;;) {
        assay_span cell;
        row_state state = take_cell(&cell, csv, c);
        if (state != ROW_WHOLE)
            return state;
        if (!add_cell(csv, cell))
            return ROW_MEMORY;
        if (c->at == c->text.size)
            return c->last ? ROW_WHOLE : ROW_PARTIAL;
        char end = c->text.data[c->at++];
        if (end == csv->separator)
            continue;
        if (end == '\r') {
            if (c->at == c->text.size && !c->last)
                return ROW_PARTIAL; /* a LF may follow */
            c->at += c->at < c->text.size && c->text.data[c->at] == '\n';
        }
        return ROW_WHOLE;
    }
}

static size_t count_lines(assay_span text) {
    size_t lines = 0;
    for (size_t at = 0; (at = assay_span_find_byte(text, '\n')) != SIZE_MAX; lines++)
        text = assay_span_skip(text, at + 1);
    return lines;
}

/* A row that runs over lines and then has not the header's cells, where its first line alone has: a quote
 * that was meant as one. */
static row_state settle_quotes(assay_csv *csv, cursor *c, row_state state) {
    bool over_lines = count_lines(assay_span_first(c->text, c->at)) > 1;
    bool never_closed = state == ROW_PARTIAL && c->unclosed;
    if (!never_closed &&
        (state != ROW_WHOLE || !over_lines || csv->expected == 0 || csv->count == csv->expected))
        return state;
    cursor literal = {.text = c->text, .last = c->last, .literal = true};
    state = split_row(csv, &literal);
    if (never_closed || (state == ROW_WHOLE && csv->count == csv->expected)) {
        csv->unclosed = true;
        *c = literal;
        return state;
    }
    cursor again = {.text = c->text, .last = c->last};
    state = split_row(csv, &again);
    *c = again;
    return state;
}

/* Splits the row of text again with its bytes made UTF-8. */
static assay_status split_repaired(assay_csv *csv, assay_span row, bool literal, assay_error *err) {
    assay_buffer_clear(&csv->whole);
    csv->repaired = assay_encoding_repair(&csv->whole, row, ASSAY_REPAIR_WINDOWS_1252);
    ASSAY_TRY(assay_buffer_check(&csv->whole, err));
    for (size_t i = 0; i < csv->whole.size; i++)
        if (csv->whole.data[i] == '\0') {
            csv->whole.data[i] = ' ';
            csv->repaired++;
        }
    cursor c = {.text = assay_buffer_span(&csv->whole), .last = true, .literal = literal};
    return split_row(csv, &c) == ROW_WHOLE ? ASSAY_OK : assay_fail_memory(err);
}

static assay_status too_long(assay_csv *csv, assay_span window, assay_error *err) {
    size_t end = assay_span_find_byte(window, '\n');
    csv->given = end != SIZE_MAX ? end + 1 : window.size;
    csv->count = 0;
    csv->next_line += end != SIZE_MAX;
    return assay_fail(err, ASSAY_E_LIMIT, "a row of more than %zu bytes", csv->max_bytes);
}

/* The row at the window's start, the window growing until it holds the row. */
static assay_status take_row(assay_csv *csv, assay_error *err) {
    size_t wanted = 1;
    for (;;) {
        assay_span window;
        ASSAY_TRY(assay_input_window(&window, csv->input, wanted, err));
        bool last = window.size < wanted; /* the source has no more */
        cursor c = {.text = window, .last = last};
        row_state state = split_row(csv, &c);
        if (state == ROW_WHOLE || last || window.size > csv->max_bytes)
            state = settle_quotes(csv, &c, state);
        if (state == ROW_MEMORY)
            return assay_fail_memory(err);
        if (state == ROW_PARTIAL && window.size > csv->max_bytes)
            return too_long(csv, window, err);
        if (state == ROW_PARTIAL) {
            wanted = window.size + 1;
            continue;
        }
        assay_span row = assay_span_first(window, c.at);
        csv->given = c.at;
        csv->next_line += count_lines(row);
        if (assay_utf8_valid(row) == row.size && assay_span_find_byte(row, '\0') == SIZE_MAX)
            return ASSAY_OK;
        return split_repaired(csv, row, c.literal, err);
    }
}

static bool is_blank_row(const assay_csv *csv) {
    for (size_t i = 0; i < csv->count; i++)
        if (assay_span_trim(csv->cells[i]).size != 0)
            return false;
    return true;
}

assay_status assay_csv_next(bool *more, assay_csv *csv, assay_error *err) {
    do {
        assay_span window;
        assay_input_skip(csv->input, csv->given);
        csv->given = 0;
        csv->repaired = 0;
        csv->unclosed = false;
        csv->count = 0;
        ASSAY_TRY(assay_input_window(&window, csv->input, 1, err));
        csv->line = csv->next_line;
        csv->byte = assay_input_offset(csv->input);
        *more = window.size != 0;
        if (!*more)
            return ASSAY_OK;
        ASSAY_TRY(take_row(csv, err));
    } while (is_blank_row(csv));
    return ASSAY_OK;
}

char assay_csv_sniff(assay_span text) {
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size && (quoted || text.data[i] != '\n'); i++) {
        quoted ^= text.data[i] == '"';
        for (size_t k = 0; k < sizeof candidates && !quoted; k++)
            counts[k] += text.data[i] == candidates[k];
    }
    for (size_t k = 1; k < sizeof candidates; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}
