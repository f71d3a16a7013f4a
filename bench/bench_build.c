/* How fast do analyzed records become a segment, and how large is it?
 *
 *   bench_build DOCS.jsonl OUT.seg [LIMIT]
 *
 * Records are JSON lines with "title" and "text". Analysis is done before the clock starts; what is
 * timed is inversion (add) and encoding with writing (write). One JSON line on stdout. */
#include "base/buffer.h"
#include "ranking/inverter.h"
#include "text/analyzer.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
    size_t occurrences, forms; /* where they end */
    size_t text_bytes;
} analyzed;

typedef struct {
    assay_analyzer *analyzer;
    assay_tokens tokens;
    assay_occurrence *occurrences;
    uint32_t *forms;
    analyzed *records;
    size_t occurrence_count, form_count, record_count;
    size_t occurrence_capacity, form_capacity, record_capacity;
    size_t text_bytes;
} corpus;

static void die(const char *what, const assay_error *err) {
    fprintf(stderr, "bench_build: %s: %s\n", what, err != NULL ? err->message : "");
    exit(EXIT_FAILURE);
}

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *room(void *array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity)
        return array;
    *capacity = *capacity * 2 + 1024;
    void *out = realloc(array, *capacity * size);
    if (out == NULL)
        die("out of memory", NULL);
    return out;
}

static void add_text(corpus *c, assay_span text, uint32_t weight) {
    assay_error err;
    size_t from = c->tokens.count;
    if (assay_analyzer_run(&c->tokens, c->analyzer, text, &err) != ASSAY_OK)
        die("analysis", &err);
    c->text_bytes += text.size;
    for (size_t i = from; i < c->tokens.count; i++) {
        const assay_token *token = &c->tokens.items[i];
        c->forms = room(c->forms, &c->form_capacity, c->form_count, sizeof *c->forms);
        c->forms[c->form_count++] = token->form;
        if (token->term == ASSAY_MAP_NONE)
            continue;
        c->occurrences = room(c->occurrences, &c->occurrence_capacity, c->occurrence_count,
                              sizeof *c->occurrences);
        c->occurrences[c->occurrence_count++] =
            (assay_occurrence){token->term, token->position, weight};
    }
    c->tokens.next_position += 100;
}

static void add_line(corpus *c, const char *line) {
    cJSON *json = cJSON_Parse(line);
    const char *title = cJSON_GetStringValue(cJSON_GetObjectItem(json, "title"));
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(json, "text"));
    assay_tokens_clear(&c->tokens);
    add_text(c, assay_span_of(title), 2);
    add_text(c, assay_span_of(text), 1);
    c->records = room(c->records, &c->record_capacity, c->record_count, sizeof *c->records);
    c->records[c->record_count++] = (analyzed){c->occurrence_count, c->form_count, c->text_bytes};
    cJSON_Delete(json);
}

static void analyze(corpus *c, const char *path, size_t limit) {
    assay_error err;
    char *line = NULL;
    size_t capacity = 0;
    FILE *in = fopen(path, "r");
    if (in == NULL)
        die(path, NULL);
    if (assay_analyzer_new(&c->analyzer, NULL, &err) != ASSAY_OK)
        die("analyzer", &err);
    while (c->record_count < limit && getline(&line, &capacity, in) > 0)
        add_line(c, line);
    free(line);
    fclose(in);
}

static void add_records(assay_inverter *inverter, const corpus *c, unsigned ranked,
                        unsigned forms) {
    assay_error err;
    analyzed from = {0};
    for (size_t i = 0; i < c->record_count; i++) {
        const analyzed *to = &c->records[i];
        if (assay_inverter_begin(inverter, (uint32_t)i + 1, &err) != ASSAY_OK ||
            assay_inverter_add(inverter, ranked, c->occurrences + from.occurrences,
                               to->occurrences - from.occurrences, &err) != ASSAY_OK ||
            assay_inverter_filter(inverter, forms, c->forms + from.forms, to->forms - from.forms,
                                  &err) != ASSAY_OK)
            die("add", &err);
        from = *to;
    }
}

static void report_parts(const char *path) {
    static const char *const names[] = {"dictionary", "blocks",  "hash",    "postings", "positions",
                                        "lengths",    "numbers", "columns", "checksums"};
    assay_error err;
    assay_segment *segment = NULL;
    if (assay_segment_open(&segment, path, &err) != ASSAY_OK)
        die("open", &err);
    const assay_format_footer *footer = assay_segment_footer(segment);
    printf(", \"terms\": %u, \"postings_count\": %llu, \"positions_count\": %llu", footer->terms,
           (unsigned long long)footer->postings, (unsigned long long)footer->positions);
    for (int part = 0; part < ASSAY_PART_COUNT; part++)
        printf(", \"%s\": %llu", names[part], (unsigned long long)footer->part_size[part]);
    assay_segment_close(segment);
}

int main(int argc, char **argv) {
    corpus c = {0};
    assay_error err;
    assay_inverter *inverter = NULL;
    unsigned ranked = 0, forms = 0;
    if (argc < 3)
        die("usage: bench_build DOCS.jsonl OUT.seg [LIMIT]", NULL);
    analyze(&c, argv[1], argc > 3 ? strtoull(argv[3], NULL, 10) : SIZE_MAX);
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (assay_inverter_new(&inverter, NULL, &err) != ASSAY_OK ||
        assay_inverter_space(&ranked, inverter, assay_analyzer_terms(c.analyzer), (assay_span){0},
                             &err) != ASSAY_OK ||
        assay_inverter_space(&forms, inverter, assay_analyzer_forms(c.analyzer), ASSAY_SPAN("W"),
                             &err) != ASSAY_OK)
        die("inverter", &err);
    add_records(inverter, &c, ranked, forms);
    double added = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (assay_inverter_write(inverter, argv[2], &err) != ASSAY_OK)
        die("write", &err);
    double written = seconds(CLOCK_PROCESS_CPUTIME_ID);
    FILE *out = fopen(argv[2], "rb");
    fseek(out, 0, SEEK_END);
    double size = (double)ftell(out), text = (double)c.text_bytes;
    fclose(out);
    printf("{\"bench\": \"build\", \"version\": 1, \"records\": %zu, \"tokens\": %zu, "
           "\"text_bytes\": %.0f, \"add_s\": %.3f, \"write_s\": %.3f, \"mb_per_s\": %.1f, "
           "\"size_ratio\": %.4f",
           c.record_count, c.occurrence_count, text, added - start, written - added,
           text / 1e6 / (written - start), size / text);
    report_parts(argv[2]);
    printf("}\n");
    assay_inverter_free(inverter);
    return EXIT_SUCCESS;
}
