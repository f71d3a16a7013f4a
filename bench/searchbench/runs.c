#include "searchbench/runs.h"

#include <stdlib.h>

const cJSON *bench_run_member(const bench_run *run, const char *key) {
    return cJSON_GetObjectItemCaseSensitive(run->document, key);
}

static double records_of(const bench_run *run) {
    const cJSON *index = bench_run_member(run, "index");
    if (index != NULL)
        return bench_document_number(index, "records", 0);
    const cJSON *engine = cJSON_GetArrayItem(bench_run_member(run, "engines"), 0);
    return engine != NULL ? bench_document_number(engine, "documents", 0) : 0;
}

static int by_kind_and_size(const void *a, const void *b) {
    const bench_run *x = a, *y = b;
    int order = strcmp(x->kind, y->kind);
    if (order == 0)
        order = x->records < y->records ? -1 : x->records > y->records;
    return order != 0 ? order : strcmp(x->path, y->path);
}

static bool is_harmless(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(" .,:+-_/()@", c) != NULL);
}

/* Documents nest as deep as cJSON reads them, which has a limit of its own. */
static void make_harmless(cJSON *item) {
    for (; item != NULL; item = item->next) {
        for (char *c = item->valuestring; c != NULL && *c != '\0'; c++)
            *c = is_harmless(*c) ? *c : '_';
        make_harmless(item->child);
    }
}

assay_status bench_runs_read(bench_runs *runs, const char *const *paths, size_t count,
                             assay_error *err) {
    if (count > BENCH_RUNS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d documents", BENCH_RUNS_MAX);
    for (size_t i = 0; i < count; i++) {
        bench_run *run = &runs->items[runs->count];
        ASSAY_TRY(bench_document_read(&run->document, paths[i], NULL, err));
        runs->count++;
        make_harmless(run->document);
        run->path = paths[i];
        run->kind = bench_document_text(run->document, "kind", "");
        run->records = records_of(run);
    }
    qsort(runs->items, runs->count, sizeof *runs->items, by_kind_and_size);
    return ASSAY_OK;
}

void bench_runs_done(bench_runs *runs) {
    for (size_t i = 0; i < runs->count; i++)
        cJSON_Delete(runs->items[i].document);
    runs->count = 0;
}

const bench_run *bench_runs_largest(const bench_runs *runs, const char *kind) {
    const bench_run *found = NULL;
    for (size_t i = 0; i < runs->count; i++)
        if (strcmp(runs->items[i].kind, kind) == 0)
            found = &runs->items[i];
    return found;
}

const cJSON *bench_run_op(const bench_run *run, const char *op, const char *engine) {
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "ops")) {
        if (strcmp(bench_document_text(item, "op", ""), op) == 0 &&
            strcmp(bench_document_text(item, "engine", ""), engine) == 0 &&
            bench_document_number(item, "threads", 1) < 1.5)
            return item;
    }
    return NULL;
}

void bench_names_add(bench_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return;
    if (names->count < BENCH_ENGINES_MAX)
        names->names[names->count++] = name;
}

void bench_names_of(bench_names *names, const bench_run *run, const char *key) {
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "ops")) {
        const char *name = bench_document_text(item, key, NULL);
        if (name != NULL)
            bench_names_add(names, name);
    }
}
