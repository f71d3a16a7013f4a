/* JSON, one document or a line a hit. Its shape is searcher/answer.schema.json; SCHEMA_VERSION counts changes that break readers. */
#include "meanings.h"
#include "printer.h"
#include "search/search_explain.h"
#include "values.h"

#include "base/json_write.h"
#include "base/utf8.h"

enum { SCHEMA_VERSION = 1 };

static void add_query(assay_json_writer *json, const assay_answer *answer) {
    const assay_search_results *results = answer->results;
    assay_json_key(json, "query");
    assay_json_open(json, '{');
    assay_json_string_at(json, "raw", answer->request->query);
    assay_json_string_at(json, "parsed", results->parsed);
    if (answer->request->filter.size != 0)
        assay_json_string_at(json, "filter", answer->request->filter);
    assay_json_key(json, "expansions");
    assay_json_open(json, '[');
    for (size_t i = 0; i < results->planned.expansion_count; i++) {
        const assay_plan_expansion *expansion = &results->planned.expansions[i];
        assay_json_open(json, '{');
        assay_json_string_at(json, "of", expansion->leaf->text);
        assay_json_uint_at(json, "found", expansion->found);
        assay_json_uint_at(json, "used", expansion->terms);
        assay_json_key(json, "words");
        assay_json_open(json, '[');
        for (size_t w = 0; w < expansion->terms && w < 50; w++)
            assay_json_string(json, expansion->words[w]);
        assay_json_close(json, ']');
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_meanings_json(json, results);
    assay_json_key(json, "ignored");
    assay_json_open(json, '[');
    for (size_t i = 0; i < results->planned.ignored_count; i++)
        assay_json_string(json, results->planned.ignored[i]);
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

static void add_warnings(assay_json_writer *json, const assay_query_warning *warnings,
                         size_t count) {
    assay_json_key(json, "warnings");
    assay_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        assay_json_open(json, '{');
        assay_json_string_at(json, "code", assay_span_of(warnings[i].code));
        assay_json_uint_at(json, "column", warnings[i].column + 1);
        assay_json_string_at(json, "message", warnings[i].message);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}

static void add_strategy(assay_json_writer *json, const assay_answer *answer) {
    if (answer->strategy == NULL)
        return;
    assay_json_key(json, "strategy");
    assay_json_open(json, '{');
    assay_json_string_at(json, "file", assay_span_of(answer->strategy));
    assay_json_key(json, "lines");
    assay_json_open(json, '[');
    for (size_t i = 0; i < answer->line_count; i++) {
        const assay_answer_line *line = &answer->lines[i];
        assay_json_open(json, '{');
        assay_json_uint_at(json, "number", line->line->number);
        assay_json_uint_at(json, "line", line->line->line);
        assay_json_string_at(json, "query", line->line->text);
        assay_json_string_at(json, "parsed", line->parsed);
        assay_json_uint_at(json, "total", line->total);
        add_warnings(json, line->warnings, line->warning_count);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

static void add_index(assay_json_writer *json, const assay_answer *answer) {
    const assay_reader *reader = assay_search_reader(answer->search);
    assay_json_key(json, "index");
    assay_json_open(json, '{');
    assay_json_string_at(json, "path", assay_span_of(assay_reader_path(reader)));
    assay_json_uint_at(json, "revision", answer->results->statistics.revision);
    assay_json_uint_at(json, "documents", answer->results->statistics.documents);
    assay_json_string_at(json, "analyzer", assay_span_of(assay_reader_manifest(reader)->analyzer));
    assay_json_close(json, '}');
}

/* All of the answer but its hits. */
static void add_head(assay_json_writer *json, const assay_answer *answer) {
    const assay_search_results *results = answer->results;
    assay_json_uint_at(json, "schema_version", SCHEMA_VERSION);
    assay_json_string_at(json, "program", ASSAY_SPAN("assay-searcher " ASSAY_VERSION));
    add_query(json, answer);
    add_strategy(json, answer);
    add_warnings(json, results->warnings, results->warning_count);
    assay_suggestions_json(json, results);
    assay_json_uint_at(json, "total", results->total);
    assay_json_bool_at(json, "total_is_exact", results->total_is_exact);
    assay_json_uint_at(json, "offset", results->offset);
    assay_json_uint_at(json, "count", results->count);
    assay_json_string_at(json, "sort",
                         assay_span_of(assay_search_sort_name(answer->request->order.by)));
    if (!answer->continued)
        assay_json_uint_at(json, "took_us", results->times.total_us);
    assay_json_string_at(json, "engine", assay_span_of(assay_search_engine_name(results->engine)));
    add_index(json, answer);
}

static void add_facet(assay_json_writer *json, const assay_facet *facet) {
    assay_json_open(json, '{');
    assay_json_string_at(json, "name", facet->name);
    assay_json_uint_at(json, "distinct", facet->distinct);
    assay_json_uint_at(json, "missing", facet->missing);
    assay_json_key(json, "values");
    assay_json_open(json, '[');
    for (size_t i = 0; i < facet->count; i++) {
        assay_json_open(json, '{');
        assay_json_string_at(json, "value", facet->values[i].value);
        assay_json_uint_at(json, "count", facet->values[i].count);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

static void add_tail(assay_json_writer *json, const assay_answer *answer) {
    const assay_search_results *results = answer->results;
    if (results->facet_count != 0) {
        assay_json_key(json, "facets");
        assay_json_open(json, '[');
        for (size_t i = 0; i < results->facet_count; i++)
            add_facet(json, &results->facets[i]);
        assay_json_close(json, ']');
    }
    if (results->histogram != NULL) {
        assay_json_key(json, "histogram");
        add_facet(json, results->histogram);
    }
    if (results->clause_count != 0) {
        assay_json_key(json, "clauses");
        assay_json_open(json, '[');
        for (size_t i = 0; i < results->clause_count; i++) {
            assay_json_open(json, '{');
            assay_json_string_at(json, "query", results->clauses[i].text);
            assay_json_uint_at(json, "matches", results->clauses[i].matches);
            assay_json_close(json, '}');
        }
        assay_json_close(json, ']');
    }
}

/* ---- a hit ---- */

/* Characters before the byte: what other languages count text in. */
static uint64_t characters(assay_span text, size_t bytes) {
    uint64_t count = 0;
    for (size_t i = 0; i < bytes && i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static void add_marks(assay_json_writer *json, const assay_snippet *snippet) {
    assay_json_key(json, "marks");
    assay_json_open(json, '[');
    for (size_t i = 0; i < snippet->mark_count; i++) {
        assay_json_open(json, '[');
        assay_json_uint(json, characters(snippet->text, snippet->marks[i].begin));
        assay_json_uint(json, characters(snippet->text, snippet->marks[i].end));
        assay_json_close(json, ']');
    }
    assay_json_close(json, ']');
}

static void add_snippets(assay_json_writer *json, const assay_snippets *snippets) {
    assay_json_key(json, "title_marks");
    assay_json_open(json, '[');
    for (size_t i = 0; i < snippets->title.mark_count; i++) {
        assay_json_open(json, '[');
        assay_json_uint(json, characters(snippets->title.text, snippets->title.marks[i].begin));
        assay_json_uint(json, characters(snippets->title.text, snippets->title.marks[i].end));
        assay_json_close(json, ']');
    }
    assay_json_close(json, ']');
    assay_json_key(json, "snippets");
    assay_json_open(json, '[');
    for (size_t i = 0; i < snippets->count; i++) {
        const assay_snippet *snippet = &snippets->items[i];
        assay_json_open(json, '{');
        assay_json_string_at(json, "field", assay_span_of(assay_record_field_key(snippet->field)));
        assay_json_string_at(json, "text", snippet->text);
        add_marks(json, snippet);
        assay_json_bool_at(json, "cut_begin", snippet->cut_begin);
        assay_json_bool_at(json, "cut_end", snippet->cut_end);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_key(json, "matched");
    assay_json_open(json, '[');
    for (size_t i = 0; i < snippets->matched_count; i++)
        assay_json_string(json, snippets->matched[i]);
    assay_json_close(json, ']');
}

static void add_record(assay_json_writer *json, const assay_record *record) {
    char date[11];
    size_t size = assay_values_date(date, record);
    assay_json_string_at(json, "type", assay_span_of(assay_record_type_name(record->type)));
    assay_json_string_at(json, "title", assay_record_first(record, ASSAY_FIELD_TITLE));
    assay_json_key(json, "date");
    if (size != 0)
        assay_json_string(json, assay_span_make(date, size));
    else
        assay_json_null(json);
    assay_json_key(json, "identifiers");
    assay_json_open(json, '[');
    for (size_t i = 0; i < record->ids.count; i++) {
        assay_json_open(json, '{');
        assay_json_string_at(json, "scheme", record->ids.items[i].scheme);
        assay_json_string_at(json, "value", record->ids.items[i].value);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}

static void add_fields(assay_json_writer *json, const char *names, const assay_answer_hit *hit) {
    assay_span rest = assay_span_of(names);
    assay_json_key(json, "fields");
    assay_json_open(json, '{');
    while (rest.size != 0) {
        assay_span name = assay_span_trim(assay_span_cut(&rest, ','));
        char key[64];
        assay_buffer value;
        if (name.size == 0 || name.size >= sizeof key)
            continue;
        memcpy(key, name.data, name.size);
        key[name.size] = '\0';
        assay_buffer_init(&value, ASSAY_BUFFER_NO_CAP);
        assay_values_add(&value, name, "; ", hit);
        assay_json_string_at(json, key, assay_buffer_span(&value));
        assay_buffer_done(&value);
    }
    assay_json_close(json, '}');
}

static void add_explanation(assay_json_writer *json, const assay_explanation *explanation) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_json_key(json, "explanation");
    assay_json_open(json, '{');
    assay_json_uint_at(json, "length", explanation->length);
    assay_json_double_at(json, "average_length", explanation->average_length);
    assay_json_uint_at(json, "records", explanation->records);
    assay_json_key(json, "parts");
    assay_json_open(json, '[');
    for (size_t i = 0; i < explanation->count; i++) {
        const assay_explanation_row *row = &explanation->rows[i];
        bool leaf = row->node->kind == ASSAY_PLAN_TERM || row->node->kind == ASSAY_PLAN_SYNONYM;
        assay_buffer_clear(&text);
        assay_search_describe(&text, row->node);
        assay_json_open(json, '{');
        assay_json_uint_at(json, "depth", row->depth);
        assay_json_string_at(json, "what", assay_buffer_span(&text));
        assay_json_bool_at(json, "matches", row->matches);
        assay_json_double_at(json, "score", row->score);
        if (leaf) {
            assay_json_uint_at(json, "wdf", row->wdf);
            assay_json_uint_at(json, "df", row->df);
            assay_json_double_at(json, "weight", row->weight);
        }
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_close(json, '}');
    assay_buffer_done(&text);
}

static void add_hit(assay_json_writer *json, const assay_answer *answer,
                    const assay_answer_hit *hit) {
    assay_json_open(json, '{');
    assay_json_uint_at(json, "rank", hit->rank);
    assay_json_string_at(json, "id", hit->hit->identity);
    assay_json_double_at(json, "score", hit->hit->score);
    assay_json_bool_at(json, "pinned", hit->hit->pinned);
    if (hit->hit->distance_km >= 0)
        assay_json_double_at(json, "distance_km", hit->hit->distance_km);
    if (hit->record != NULL)
        add_record(json, hit->record);
    if (hit->snippets != NULL)
        add_snippets(json, hit->snippets);
    if (hit->changes != NULL && hit->changes->count != 0) {
        assay_json_key(json, "last_update");
        assay_record_changes_json(json, hit->changes);
    }
    if (hit->hit->collapsed_count != 0) {
        assay_json_key(json, "collapsed");
        assay_json_open(json, '[');
        for (size_t i = 0; i < hit->hit->collapsed_count; i++)
            assay_json_string(json, hit->hit->collapsed[i]);
        assay_json_close(json, ']');
    }
    if (answer->fields != NULL)
        add_fields(json, answer->fields, hit);
    if (hit->explanation != NULL)
        add_explanation(json, hit->explanation);
    assay_json_close(json, '}');
}

/* ---- one document: the writer is made anew for each piece, so commas between pieces are ours ---- */

static assay_status json_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    add_head(&json, answer);
    assay_json_key(&json, "hits");
    assay_json_open(&json, '[');
    return assay_buffer_check(out, err);
}

static assay_status json_hit(assay_buffer *out, const assay_answer *answer,
                             const assay_answer_hit *hit, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_buffer_add_text(out, hit->rank == answer->results->offset + (size_t)1 ? "\n" : ",\n");
    add_hit(&json, answer, hit);
    return assay_buffer_check(out, err);
}

static assay_status json_end(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    json.need_comma = true;
    assay_buffer_add_text(out, answer->results->count != 0 ? "\n]" : "]");
    add_tail(&json, answer);
    assay_buffer_add_text(out, "}\n");
    return assay_buffer_check(out, err);
}

const assay_printer assay_print_json = {.name = "json",
                                        .about = "one document",
                                        .records = true,
                                        .snippets = true,
                                        .changes = true,
                                        .counts = true,
                                        .tells = true,
                                        .begin = json_begin,
                                        .hit = json_hit,
                                        .end = json_end};

/* ---- one document on one line, of many ---- */

static assay_status line_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_string_at(&json, "kind", ASSAY_SPAN("answer"));
    assay_json_string_at(&json, "topic", assay_span_of(answer->topic));
    add_head(&json, answer);
    assay_json_key(&json, "hits");
    assay_json_open(&json, '[');
    return assay_buffer_check(out, err);
}

static assay_status line_hit(assay_buffer *out, const assay_answer *answer,
                             const assay_answer_hit *hit, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    if (hit->rank != answer->results->offset + (size_t)1)
        assay_buffer_add_byte(out, ',');
    add_hit(&json, answer, hit);
    return assay_buffer_check(out, err);
}

static assay_status line_end(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    json.need_comma = true;
    assay_buffer_add_byte(out, ']');
    add_tail(&json, answer);
    assay_buffer_add_text(out, "}\n");
    return assay_buffer_check(out, err);
}

const assay_printer assay_print_json_line = {.name = "jsonl",
                                             .about = "an answer a line",
                                             .records = true,
                                             .snippets = true,
                                             .changes = true,
                                             .counts = true,
                                             .tells = true,
                                             .begin = line_begin,
                                             .hit = line_hit,
                                             .end = line_end};

/* ---- lines: the answer without its hits first, then a hit a line ---- */

static assay_status jsonl_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_string_at(&json, "kind", ASSAY_SPAN("answer"));
    add_head(&json, answer);
    add_tail(&json, answer);
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
    return assay_buffer_check(out, err);
}

static assay_status jsonl_hit(assay_buffer *out, const assay_answer *answer,
                              const assay_answer_hit *hit, assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    add_hit(&json, answer, hit);
    assay_buffer_add_byte(out, '\n');
    return assay_buffer_check(out, err);
}

const assay_printer assay_print_jsonl = {.name = "jsonl",
                                         .about = "the answer's head, then a hit a line",
                                         .records = true,
                                         .snippets = true,
                                         .changes = true,
                                         .counts = true,
                                         .tells = true,
                                         .begin = jsonl_begin,
                                         .hit = jsonl_hit};
