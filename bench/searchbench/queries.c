/* searchbench queries: draws a set of queries from an index. */
#include "searchbench/commands.h"
#include "searchbench/draw.h"

typedef struct {
    const char *dir, *bands;
    uint64_t count, seed, words_min, words_max;
    int kind;
} queries_options;

static assay_status print(bench_draw *draw, uint64_t count, assay_error *err) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = ASSAY_OK;
    for (uint64_t i = 0; status == ASSAY_OK && i < count; i++)
        status = bench_draw_one(&out, draw, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&out, err);
    if (status == ASSAY_OK)
        status = assay_message_write(assay_buffer_span(&out), err);
    if (status == ASSAY_OK)
        status = assay_message_flush(err);
    assay_buffer_done(&out);
    return status;
}

static assay_status run(const queries_options *o, assay_error *err) {
    if (o->dir == NULL)
        return assay_fail(err, ASSAY_E_USAGE, "-d INDEX is needed");
    if (o->words_min == 0 || o->words_max < o->words_min || o->words_max > BENCH_WORDS_MAX)
        return assay_fail(err, ASSAY_E_USAGE, "queries have 1 to %d words", BENCH_WORDS_MAX);
    bench_target target = {.path = NULL};
    bench_draw draw = {.target = &target,
                       .kind = (bench_draw_kind)o->kind,
                       .words_min = (unsigned)o->words_min,
                       .words_max = (unsigned)o->words_max};
    assay_status status = bench_target_open(&target, o->dir, err);
    if (status == ASSAY_OK)
        status = bench_draw_open(&draw, o->bands, o->seed, err);
    if (status == ASSAY_OK)
        status = print(&draw, o->count, err);
    bench_draw_done(&draw);
    bench_target_close(&target);
    return status;
}

int bench_command_queries(const char **words, size_t count) {
    queries_options o = {.count = 1000, .seed = 1, .words_min = 2, .words_max = 5};
    const assay_option options[] = {
        {'d', "index", ASSAY_OPTION_TEXT, &o.dir, "INDEX", "the index they are for"},
        {'k', "kind", ASSAY_OPTION_CHOICE, &o.kind, "natural|phrase|banded",
         "pieces of titles (natural), quoted pieces of text, or words by document frequency"},
        {'n', "count", ASSAY_OPTION_NUMBER, &o.count, "N", "how many (1000)"},
        {0, "words-min", ASSAY_OPTION_NUMBER, &o.words_min, "N", "words of the shortest (2)"},
        {0, "words-max", ASSAY_OPTION_NUMBER, &o.words_max, "N", "words of the longest (5)"},
        {0, "bands", ASSAY_OPTION_TEXT, &o.bands, "LIST",
         "banded: numbers of records such as 10-100,100-1000,1000- (tenfold from 1)"},
        {0, "seed", ASSAY_OPTION_NUMBER, &o.seed, "N", "another set (1)"},
        {.name = NULL}};
    const assay_command command = {
        BENCH_PROGRAM,
        "queries",
        "",
        0,
        0,
        "draws a set of queries from an index",
        "Prints one query a line. The same index and options give the same queries.",
        "searchbench queries -d idx --kind banded --bands 10-1000,1000- > banded.txt\n",
        options};
    size_t arguments;
    int exit_code;
    assay_error err;
    if (!bench_command_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    return run(&o, &err) == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &err);
}
