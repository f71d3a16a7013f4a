#include "searchbench/document.h"

#include "base/cpu.h"
#include "base/file.h"
#include "cli/message.h"
#include "searchbench_commit.h"

#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>

enum { FILE_MAX = 1 << 30 };

static void write_cpu(assay_json_writer *json) {
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon != NULL) {
            assay_json_string_at(json, "cpu", assay_span_trim(assay_span_of(colon + 1)));
            break;
        }
    }
    if (file != NULL)
        fclose(file);
    assay_json_int_at(json, "cores", assay_cpu_cores());
    assay_json_string_at(json, "kernels", assay_span_of(assay_cpu_name(assay_cpu())));
}

/* The program's words as they were given, its own without its folder. */
static void write_words(assay_json_writer *json) {
    FILE *file = fopen("/proc/self/cmdline", "r");
    char line[4096];
    size_t size = file != NULL ? fread(line, 1, sizeof line, file) : 0;
    if (file != NULL)
        fclose(file);
    assay_span words = assay_span_make(line, size);
    while (words.size > 0 && words.data[words.size - 1] == '\0')
        words.size--;
    for (size_t i = 0; i < words.size; i++)
        line[i] = line[i] == '\0' ? ' ' : line[i];
    for (const char *slash; (slash = memchr(words.data, '/', words.size)) != NULL &&
                            memchr(words.data, ' ', (size_t)(slash - words.data)) == NULL;)
        words = assay_span_skip(words, (size_t)(slash - words.data) + 1);
    assay_json_string_at(json, "words", words);
}

static void write_run(assay_json_writer *json) {
    char stamp[32] = "";
    time_t now = time(NULL);
    struct tm utc;
    struct utsname system;
    double load = 0;
    if (gmtime_r(&now, &utc) != NULL)
        strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    assay_json_key(json, "run");
    assay_json_open(json, '{');
    assay_json_string_at(json, "time", assay_span_of(stamp));
    write_words(json);
    assay_json_string_at(json, "assay", ASSAY_SPAN(ASSAY_VERSION));
    assay_json_string_at(json, "commit", ASSAY_SPAN(BENCH_COMMIT));
    assay_json_string_at(json, "build", ASSAY_SPAN(BENCH_BUILD));
    assay_json_string_at(json, "compiler", ASSAY_SPAN(__VERSION__));
    write_cpu(json);
    if (uname(&system) == 0) {
        assay_json_string_at(json, "system", assay_span_of(system.sysname));
        assay_json_string_at(json, "release", assay_span_of(system.release));
    }
    if (getloadavg(&load, 1) == 1)
        assay_json_double_at(json, "load", load);
    assay_json_close(json, '}');
}

void bench_document_begin(bench_document *document, const char *kind) {
    assay_buffer_init(&document->text, ASSAY_BUFFER_NO_CAP);
    document->json = assay_json_writer_on(&document->text);
    assay_json_open(&document->json, '{');
    assay_json_int_at(&document->json, "searchbench", BENCH_DOCUMENT_VERSION);
    assay_json_string_at(&document->json, "kind", assay_span_of(kind));
    write_run(&document->json);
}

assay_status bench_document_print(bench_document *document, assay_error *err) {
    assay_json_close(&document->json, '}');
    assay_buffer_add_byte(&document->text, '\n');
    ASSAY_TRY(assay_buffer_check(&document->text, err));
    ASSAY_TRY(assay_message_write(assay_buffer_span(&document->text), err));
    return assay_message_flush(err);
}

void bench_document_done(bench_document *document) {
    assay_buffer_done(&document->text);
}

void bench_document_hash(assay_json_writer *json, const char *key, uint64_t hash) {
    char text[24];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
    assay_json_string_at(json, key, assay_span_of(text));
}

static assay_status check(const cJSON *document, const char *path, const char *kind,
                          assay_error *err) {
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(document, "searchbench");
    if (!cJSON_IsNumber(version))
        return assay_fail(err, ASSAY_E_FORMAT, "%s: not a document of searchbench", path);
    if (version->valuedouble != BENCH_DOCUMENT_VERSION)
        return assay_fail(
            err, ASSAY_E_VERSION,
            "%s: version %g of searchbench's documents; this program reads version %d", path,
            version->valuedouble, BENCH_DOCUMENT_VERSION);
    const char *found = bench_document_text(document, "kind", "");
    if (kind != NULL && strcmp(found, kind) != 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s: a document of kind \"%s\", not \"%s\"", path,
                          found, kind);
    return ASSAY_OK;
}

assay_status bench_document_read(cJSON **out, const char *path, const char *kind,
                                 assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, FILE_MAX);
    cJSON *document = NULL;
    assay_status status = assay_file_read(&text, path, err);
    if (status == ASSAY_OK) {
        document = cJSON_ParseWithLength(text.data, text.size);
        status = check(document, path, kind, err);
    }
    assay_buffer_done(&text);
    if (status != ASSAY_OK) {
        cJSON_Delete(document);
        return status;
    }
    *out = document;
    return ASSAY_OK;
}

double bench_document_number(const cJSON *object, const char *key, double fallback) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : fallback;
}

const char *bench_document_text(const cJSON *object, const char *key, const char *fallback) {
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text != NULL ? text : fallback;
}
