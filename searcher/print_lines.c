/* A line a hit: identities, TREC runs, tables, templates. */
#include "printer.h"
#include "values.h"

/* ---- ids, trec ---- */

static assay_status ids_hit(assay_buffer *out, const assay_answer *answer,
                            const assay_answer_hit *hit, assay_error *err) {
    if (answer->continued)
        assay_buffer_format(out, "%s\t", answer->topic);
    assay_buffer_add_span(out, hit->hit->identity);
    assay_buffer_add_byte(out, '\n');
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_ids = {
    .name = "ids", .about = "identities, a line each", .hit = ids_hit};

/* Runs have blanks between their columns and none within. */
static void add_token(assay_buffer *out, assay_span text) {
    for (const char *byte = text.data; byte != text.data + text.size; byte++)
        assay_buffer_add_byte(out, (unsigned char)*byte <= ' ' ? '_' : *byte);
}

/* "id:" is what records without a registry's number got put before their own name: a run names documents as its collection does. */
static assay_status trec_hit(assay_buffer *out, const assay_answer *answer,
                             const assay_answer_hit *hit, assay_error *err) {
    assay_span id = hit->hit->identity;
    size_t colon = assay_span_find_byte(id, ':');
    if (colon != SIZE_MAX)
        id = assay_span_skip(id, colon + 1);
    add_token(out, assay_span_of(answer->topic));
    assay_buffer_add_text(out, " Q0 ");
    add_token(out, id);
    assay_buffer_format(out, " %zu %.9f %s\n", hit->rank, hit->hit->score, answer->run);
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_trec = {
    .name = "trec", .about = "topic Q0 document rank score run", .hit = trec_hit};

/* ---- tables ---- */

static const char table_fields[] =
    "rank,id,type,score,date,title,journal,status,phases,nct,pmid,doi,url";

static const char batch_fields[] =
    "topic,rank,id,type,score,date,title,journal,status,phases,nct,pmid,doi,url";

static const char *fields_of(const assay_answer *answer) {
    const char *usual = answer->continued ? batch_fields : table_fields;
    return answer->fields != NULL ? answer->fields : usual;
}

static bool is_one_of(char byte, const char *bytes) {
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* RFC 4180; a value a spreadsheet would run as a formula is kept from it by an apostrophe. */
static void add_csv(assay_buffer *out, assay_span value) {
    bool quote = false;
    for (size_t i = 0; i < value.size && !quote; i++)
        quote = is_one_of(value.data[i], ",\"\r\n");
    bool formula = value.size != 0 && is_one_of(value.data[0], "=@\t\r");
    if (quote)
        assay_buffer_add_byte(out, '"');
    if (formula)
        assay_buffer_add_byte(out, '\'');
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"' && quote)
            assay_buffer_add_byte(out, '"');
        assay_buffer_add_byte(out, value.data[i]);
    }
    if (quote)
        assay_buffer_add_byte(out, '"');
}

static void add_tsv(assay_buffer *out, assay_span value) {
    for (size_t i = 0; i < value.size; i++)
        assay_buffer_add_byte(out, (unsigned char)value.data[i] < ' ' ? ' ' : value.data[i]);
}

typedef void add_cell(assay_buffer *out, assay_span value);

static assay_status table_head(assay_buffer *out, const assay_answer *answer, char between,
                               add_cell *add, assay_error *err) {
    assay_span rest = assay_span_of(fields_of(answer));
    for (bool first = true; rest.size != 0; first = false) {
        if (!first)
            assay_buffer_add_byte(out, between);
        add(out, assay_span_trim(assay_span_cut(&rest, ',')));
    }
    assay_buffer_add_text(out, between == ',' ? "\r\n" : "\n");
    return assay_buffer_check(out, err);
}

static assay_status table_row(assay_buffer *out, const assay_answer *answer,
                              const assay_answer_hit *hit, char between, add_cell *add,
                              assay_error *err) {
    assay_span rest = assay_span_of(fields_of(answer));
    assay_buffer value;
    assay_buffer_init(&value, ASSAY_BUFFER_NO_CAP);
    for (bool first = true; rest.size != 0; first = false) {
        if (!first)
            assay_buffer_add_byte(out, between);
        assay_buffer_clear(&value);
        assay_values_add(&value, assay_span_trim(assay_span_cut(&rest, ',')), "; ", hit);
        add(out, assay_buffer_span(&value));
    }
    assay_buffer_done(&value);
    assay_buffer_add_text(out, between == ',' ? "\r\n" : "\n");
    return assay_buffer_check(out, err);
}

static assay_status csv_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    return table_head(out, answer, ',', add_csv, err);
}
static assay_status csv_hit(assay_buffer *out, const assay_answer *answer,
                            const assay_answer_hit *hit, assay_error *err) {
    return table_row(out, answer, hit, ',', add_csv, err);
}
static assay_status tsv_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    return table_head(out, answer, '\t', add_tsv, err);
}
static assay_status tsv_hit(assay_buffer *out, const assay_answer *answer,
                            const assay_answer_hit *hit, assay_error *err) {
    return table_row(out, answer, hit, '\t', add_tsv, err);
}
const assay_printer assay_print_csv = {.name = "csv",
                                       .about = "a table; --fields names its columns",
                                       .records = true,
                                       .snippets = true,
                                       .head_once = true,
                                       .begin = csv_begin,
                                       .hit = csv_hit};
const assay_printer assay_print_tsv = {.name = "tsv",
                                       .about = "the same with tabs",
                                       .records = true,
                                       .snippets = true,
                                       .head_once = true,
                                       .begin = tsv_begin,
                                       .hit = tsv_hit};

/* ---- template ---- */

static char escaped(char byte) {
    return byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
}

/* "{id}\t{title}\n": names in braces, \n \t \\ \{ as usual. */
static assay_status template_hit(assay_buffer *out, const assay_answer *answer,
                                 const assay_answer_hit *hit, assay_error *err) {
    assay_span rest = assay_span_of(answer->pattern);
    while (rest.size != 0) {
        size_t close = assay_span_find_byte(rest, '}');
        if (rest.data[0] == '\\' && rest.size > 1) {
            assay_buffer_add_byte(out, escaped(rest.data[1]));
            rest = assay_span_skip(rest, 2);
        } else if (rest.data[0] == '{' && close != SIZE_MAX) {
            assay_span name = assay_span_make(rest.data + 1, close - 1);
            if (!assay_values_add(out, name, "; ", hit))
                return assay_fail(err, ASSAY_E_USAGE, "the template names no field \"%.*s\"",
                                  ASSAY_SPAN_ARG(name));
            rest = assay_span_skip(rest, close + 1);
        } else {
            assay_buffer_add_byte(out, rest.data[0]);
            rest = assay_span_skip(rest, 1);
        }
    }
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_template = {.name = "template",
                                            .about = "--template says what a hit looks like",
                                            .records = true,
                                            .snippets = true,
                                            .hit = template_hit};
