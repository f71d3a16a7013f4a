/* How fast is text analysis alone, one thread, on the texts of a JSON-lines corpus?
 *
 *   bench_analysis FILE.jsonl [LIMIT] [REPEATS]
 *
 * LIMIT is how much text to take (64M). Prints one JSON line: the first pass (the analyzer knows no
 * word) and the best of REPEATS further passes, in MB/s of user time, and a checksum over all
 * tokens, which must be the same on every machine. */
#include "base/json_write.h"
#include "base/number.h"
#include "text/analyzer.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

typedef struct {
    assay_buffer bytes;
    size_t *ends;
    size_t count, capacity;
} corpus;

static double user_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec * 1e-6;
}

static void add_text(corpus *texts, const cJSON *record, const char *key) {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(record, key);
    if (!cJSON_IsString(value))
        return;
    if (texts->count == texts->capacity) {
        texts->capacity = texts->capacity * 2 + 1024;
        texts->ends = realloc(texts->ends, texts->capacity * sizeof *texts->ends);
        if (texts->ends == NULL)
            abort();
    }
    assay_buffer_add_text(&texts->bytes, value->valuestring);
    texts->ends[texts->count++] = texts->bytes.size;
}

static bool load(corpus *texts, const char *path, size_t limit) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    assay_buffer_init(&texts->bytes, ASSAY_BUFFER_NO_CAP);
    char *line = NULL;
    size_t capacity = 0;
    for (ssize_t size; texts->bytes.size < limit && (size = getline(&line, &capacity, file)) > 0;) {
        cJSON *record = cJSON_ParseWithLength(line, (size_t)size);
        add_text(texts, record, "title");
        add_text(texts, record, "text");
        cJSON_Delete(record);
    }
    free(line);
    fclose(file);
    return texts->bytes.failed == ASSAY_OK && texts->count > 0;
}

typedef struct {
    double seconds;
    uint64_t tokens, checksum;
} pass;

static uint64_t mix(uint64_t sum, const assay_token *token) {
    sum = (sum ^ (((uint64_t)token->term << 32) | token->form)) * 0x9E3779B97F4A7C15U;
    sum ^= sum >> 29;
    return (sum ^ (((uint64_t)token->position << 32) | token->begin)) * 0xBF58476D1CE4E5B9U;
}

static pass run(assay_analyzer *analyzer, const corpus *texts, bool with_checksum) {
    assay_tokens tokens = {0};
    assay_error err;
    pass result = {0};
    double start = user_seconds();
    for (size_t i = 0, begin = 0; i < texts->count; begin = texts->ends[i++]) {
        assay_span text = {texts->bytes.data + begin, texts->ends[i] - begin};
        assay_tokens_clear(&tokens);
        if (assay_analyzer_run(&tokens, analyzer, text, &err) != ASSAY_OK)
            abort();
        result.tokens += tokens.count;
        for (size_t k = 0; with_checksum && k < tokens.count; k++)
            result.checksum = mix(result.checksum, &tokens.items[k]);
    }
    result.seconds = user_seconds() - start;
    assay_tokens_done(&tokens);
    return result;
}

static void report(const corpus *texts, const pass *first, const pass *best,
                   const assay_analyzer *analyzer) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_json_writer json = assay_json_writer_on(&out);
    double megabytes = (double)texts->bytes.size * 1e-6;
    assay_json_open(&json, '{');
    assay_json_string_at(&json, "bench", ASSAY_SPAN("analysis"));
    assay_json_uint_at(&json, "bytes", texts->bytes.size);
    assay_json_uint_at(&json, "texts", texts->count);
    assay_json_uint_at(&json, "tokens", best->tokens);
    assay_json_uint_at(&json, "terms", assay_map_count(assay_analyzer_terms(analyzer)));
    assay_json_double_at(&json, "first_mb_per_s", megabytes / first->seconds);
    assay_json_double_at(&json, "mb_per_s", megabytes / best->seconds);
    assay_json_double_at(&json, "tokens_per_s", (double)best->tokens / best->seconds);
    assay_json_uint_at(&json, "memory_bytes", assay_analyzer_memory(analyzer));
    assay_json_uint_at(&json, "checksum", first->checksum);
    assay_json_close(&json, '}');
    printf("%.*s\n", ASSAY_SPAN_ARG(assay_buffer_span(&out)));
    assay_buffer_done(&out);
}

int main(int argc, char **argv) {
    uint64_t limit = 64 << 20, repeats = 3;
    bool usage = argc < 2 || argc > 4 ||
                 (argc > 2 && !assay_number_bytes(&limit, assay_span_of(argv[2]))) ||
                 (argc > 3 && !assay_number_u64(&repeats, assay_span_of(argv[3])));
    if (usage) {
        fprintf(stderr, "usage: bench_analysis FILE.jsonl [LIMIT] [REPEATS]\n");
        return 2;
    }
    corpus texts = {0};
    assay_analyzer *analyzer;
    assay_error err;
    if (!load(&texts, argv[1], limit) || assay_analyzer_new(&analyzer, NULL, &err) != ASSAY_OK) {
        fprintf(stderr, "bench_analysis: cannot read texts from %s\n", argv[1]);
        return 3;
    }
    pass first = run(analyzer, &texts, false), best = run(analyzer, &texts, false);
    first.checksum = run(analyzer, &texts, true).checksum;
    for (uint64_t i = 1; i < repeats; i++) {
        pass again = run(analyzer, &texts, false);
        best = again.seconds < best.seconds ? again : best;
    }
    report(&texts, &first, &best, analyzer);
    assay_analyzer_free(analyzer);
    assay_buffer_done(&texts.bytes);
    free(texts.ends);
    return 0;
}
