#include "searchbench/adapter.h"

#include "base/file.h"
#include "searchbench/document.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- processes ---- */

typedef struct {
    int to[2], from[2];
} pipes;

static void close_pipes(const pipes *p) {
    const int ends[] = {p->to[0], p->to[1], p->from[0], p->from[1]};
    for (size_t i = 0; i < 4; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static assay_status spawn_with(pid_t *pid, const pipes *p, char *const *words, assay_error *err) {
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return assay_fail_memory(err);
    int failed = posix_spawn_file_actions_adddup2(&actions, p->to[0], STDIN_FILENO);
    failed |= posix_spawn_file_actions_adddup2(&actions, p->from[1], STDOUT_FILENO);
    if (failed == 0)
        failed = posix_spawn(pid, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_IO, "cannot run %s: %s", words[0], strerror(failed));
}

/* Starts the program with its standard input and output in our hands. */
static assay_status start(bench_adapter *adapter, const char *program, const char *verb,
                          const char *first, const char *second, assay_error *err) {
    char *const words[] = {(char *)program, (char *)verb, (char *)first, (char *)second, NULL};
    pipes p = {{-1, -1}, {-1, -1}};
    if (pipe2(p.to, O_CLOEXEC) != 0 || pipe2(p.from, O_CLOEXEC) != 0) {
        close_pipes(&p);
        return assay_fail(err, ASSAY_E_IO, "cannot make a pipe: %s", strerror(errno));
    }
    pid_t pid = 0;
    assay_status status = spawn_with(&pid, &p, words, err);
    if (status != ASSAY_OK) {
        close_pipes(&p);
        return status;
    }
    close(p.to[0]);
    close(p.from[1]);
    adapter->pid = pid;
    adapter->to = fdopen(p.to[1], "w");
    adapter->from = fdopen(p.from[0], "r");
    return adapter->to != NULL && adapter->from != NULL ? ASSAY_OK : assay_fail_memory(err);
}

/* The exit status, -1 when it did not exit by itself. */
static int end(bench_adapter *adapter, struct rusage *usage) {
    int status = -1;
    if (adapter->to != NULL)
        fclose(adapter->to);
    if (adapter->from != NULL)
        fclose(adapter->from);
    if (adapter->pid > 0)
        while (wait4(adapter->pid, &status, 0, usage) < 0 && errno == EINTR)
            continue;
    free(adapter->line);
    *adapter = (bench_adapter){.pid = 0};
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static assay_status read_answer(assay_span *out, bench_adapter *adapter, assay_error *err) {
    ssize_t size = getline(&adapter->line, &adapter->line_size, adapter->from);
    if (size <= 0 || adapter->line[size - 1] != '\n')
        return assay_fail(err, ASSAY_E_IO, "%s ended without an answer", adapter->engine);
    adapter->line[size - 1] = '\0';
    *out = assay_span_make(adapter->line, (size_t)size - 1);
    return ASSAY_OK;
}

/* ---- building ---- */

assay_status bench_adapter_build(bench_peer_built *out, const char *program, const char *tokens,
                                 const char *dir, assay_error *err) {
    bench_adapter adapter = {.pid = 0};
    struct rusage usage = {.ru_maxrss = 0};
    assay_span line = {NULL, 0};
    cJSON *report = NULL;
    assay_status status = start(&adapter, program, "build", tokens, dir, err);
    snprintf(adapter.engine, sizeof adapter.engine, "%.60s", program);
    if (status == ASSAY_OK)
        status = read_answer(&line, &adapter, err);
    if (status == ASSAY_OK)
        report = cJSON_ParseWithLength(line.data, line.size);
    int exit_code = end(&adapter, &usage);
    if (status == ASSAY_OK && exit_code != 0)
        status = assay_fail(err, ASSAY_E_IO, "%s build failed", program);
    if (status == ASSAY_OK && bench_document_number(report, "seconds", -1) < 0)
        status = assay_fail(err, ASSAY_E_FORMAT, "%s build reports no seconds", program);
    if (status == ASSAY_OK)
        *out = (bench_peer_built){
            .seconds = bench_document_number(report, "seconds", 0),
            .documents = (uint64_t)bench_document_number(report, "documents", 0),
            .bytes = (uint64_t)bench_document_number(report, "bytes", 0),
            .peak_bytes = (uint64_t)usage.ru_maxrss * 1024,
            .cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6};
    cJSON_Delete(report);
    return status;
}

static assay_status keep_build(const bench_peer_built *built, const char *path, assay_error *err) {
    assay_buffer text;
    assay_file_writer writer = {.stream = NULL};
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_json_writer json = assay_json_writer_on(&text);
    assay_json_open(&json, '{');
    assay_json_double_at(&json, "seconds", built->seconds);
    assay_json_double_at(&json, "cpu_seconds", built->cpu_seconds);
    assay_json_uint_at(&json, "peak_bytes", built->peak_bytes);
    assay_json_close(&json, '}');
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK)
        status = assay_file_writer_open(&writer, path, err);
    if (status == ASSAY_OK) {
        fwrite(text.data, 1, text.size, writer.stream); /* finish sees what was not written */
        status = assay_file_writer_finish(&writer, err);
    }
    assay_buffer_done(&text);
    return status;
}

static bool find_build(bench_peer_built *built, const char *path) {
    assay_error ignored;
    assay_buffer text;
    assay_buffer_init(&text, 1 << 16);
    cJSON *kept = assay_file_read(&text, path, &ignored) == ASSAY_OK
                      ? cJSON_ParseWithLength(text.data, text.size)
                      : NULL;
    built->seconds = bench_document_number(kept, "seconds", -1);
    built->cpu_seconds = bench_document_number(kept, "cpu_seconds", 0);
    built->peak_bytes = (uint64_t)bench_document_number(kept, "peak_bytes", 0);
    cJSON_Delete(kept);
    assay_buffer_done(&text);
    return built->seconds >= 0;
}

assay_status bench_adapter_prepare(bench_peer_built *out, bool *known, const char *program,
                                   const char *tokens, const char *dir, assay_error *err) {
    struct stat about;
    char path[4096];
    int size = snprintf(path, sizeof path, "%s.built", dir);
    if (size < 0 || (size_t)size >= sizeof path)
        return assay_fail(err, ASSAY_E_LIMIT, "%s: too long a name", dir);
    if (stat(dir, &about) == 0) {
        *known = find_build(out, path);
        return ASSAY_OK;
    }
    ASSAY_TRY(bench_adapter_build(out, program, tokens, dir, err));
    *known = true;
    return keep_build(out, path, err);
}

/* ---- serving ---- */

static void take_text(char *out, size_t size, const cJSON *hello, const char *key,
                      const char *fallback) {
    snprintf(out, size, "%s", bench_document_text(hello, key, fallback));
}

static assay_status take_hello(bench_adapter *adapter, const char *program, assay_error *err) {
    assay_span line = {NULL, 0};
    ASSAY_TRY(read_answer(&line, adapter, err));
    cJSON *hello = cJSON_ParseWithLength(line.data, line.size);
    double protocol = bench_document_number(hello, "protocol", 0);
    take_text(adapter->engine, sizeof adapter->engine, hello, "engine", "");
    take_text(adapter->version, sizeof adapter->version, hello, "version", "");
    take_text(adapter->formula, sizeof adapter->formula, hello, "formula", "");
    take_text(adapter->phrase, sizeof adapter->phrase, hello, "phrase", "");
    take_text(adapter->clock, sizeof adapter->clock, hello, "clock", "wall");
    adapter->scale = bench_document_number(hello, "scale", 1);
    adapter->documents = (uint64_t)bench_document_number(hello, "documents", 0);
    cJSON_Delete(hello);
    if (protocol != BENCH_PEER_PROTOCOL)
        return assay_fail(err, ASSAY_E_VERSION, "%s speaks version %g of the protocol, not %d",
                          program, protocol, BENCH_PEER_PROTOCOL);
    return ASSAY_OK;
}

assay_status bench_adapter_open(bench_adapter *adapter, const char *program, const char *dir,
                                assay_error *err) {
    *adapter = (bench_adapter){.pid = 0};
    ASSAY_TRY(start(adapter, program, "serve", dir, NULL, err));
    snprintf(adapter->engine, sizeof adapter->engine, "%.60s", program);
    return take_hello(adapter, program, err);
}

void bench_adapter_close(bench_adapter *adapter, uint64_t *peak_bytes) {
    struct rusage usage = {.ru_maxrss = 0};
    (void)end(adapter, &usage);
    if (peak_bytes != NULL)
        *peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

static assay_status send(bench_adapter *adapter, assay_span request, assay_error *err) {
    bool sent = fwrite(request.data, 1, request.size, adapter->to) == request.size &&
                fputc('\n', adapter->to) != EOF && fflush(adapter->to) == 0;
    return sent ? ASSAY_OK
                : assay_fail(err, ASSAY_E_IO, "%s takes no requests any more", adapter->engine);
}

assay_status bench_adapter_warm(bench_adapter *adapter, assay_error *err) {
    assay_span answer = {NULL, 0};
    ASSAY_TRY(send(adapter, ASSAY_SPAN("WARM"), err));
    ASSAY_TRY(read_answer(&answer, adapter, err));
    if (!assay_span_starts(answer, ASSAY_SPAN("OK ")))
        return assay_fail(err, ASSAY_E_IO, "%s: %s", adapter->engine, answer.data);
    return ASSAY_OK;
}

static bool take_hits(bench_peer_answer *answer, const bench_adapter *adapter, const char *at) {
    answer->hit_count = 0;
    while (*at == ' ' && answer->hit_count < BENCH_PEER_HITS_MAX) {
        char *end_of_number;
        at = strchr(at, ':');
        if (at == NULL)
            return false;
        answer->scores[answer->hit_count++] = strtod(at + 1, &end_of_number) * adapter->scale;
        at = end_of_number;
    }
    return *at == '\0';
}

assay_status bench_adapter_ask(bench_peer_answer *answer, bench_adapter *adapter,
                               assay_span request, assay_error *err) {
    assay_span line = {NULL, 0};
    ASSAY_TRY(send(adapter, request, err));
    ASSAY_TRY(read_answer(&line, adapter, err));
    if (assay_span_starts(line, ASSAY_SPAN("ERROR ")))
        return assay_fail(err, ASSAY_E_UNSUPPORTED, "%s: %s", adapter->engine, line.data + 6);
    char *at;
    answer->time_ns = strtoull(line.data, &at, 10);
    if (at == line.data || *at != ' ')
        return assay_fail(err, ASSAY_E_FORMAT, "%s answers \"%.60s\"", adapter->engine, line.data);
    answer->count = strtoull(at + 1, &at, 10);
    if (!take_hits(answer, adapter, at))
        return assay_fail(err, ASSAY_E_FORMAT, "%s answers \"%.60s\"", adapter->engine, line.data);
    return ASSAY_OK;
}
