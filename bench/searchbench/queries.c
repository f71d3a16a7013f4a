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

static assay_status run(void *user, const char **words, size_t count, assay_error *err) {
    const queries_options *o = user;
    (void)words, (void)count;
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
        ASSAY_ONE_INDEX_OPTION(&o.dir, "INDEX", "the index they are for"),
        ASSAY_CHOICE_OPTION(
            'k', "kind", &o.kind, "natural|phrase|banded",
            "pieces of titles (natural), quoted pieces of text, or words by document frequency"),
        ASSAY_NUMBER_OPTION('n', "count", &o.count, "N", "how many (1000)"),
        ASSAY_NUMBER_OPTION(0, "words-min", &o.words_min, "N", "words of the shortest (2)"),
        ASSAY_NUMBER_OPTION(0, "words-max", &o.words_max, "N", "words of the longest (5)"),
        ASSAY_TEXT_OPTION(
            0, "bands", &o.bands, "LIST",
            "banded: numbers of records such as 10-100,100-1000,1000- (tenfold from 1)"),
        ASSAY_NUMBER_OPTION(0, "seed", &o.seed, "N", "another set (1)"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "queries",
        .arguments = "",
        .arguments_min = 0,
        .arguments_max = 0,
        .summary = "draws a set of queries from an index",
        .description = "Prints one query a line. The same index and options give the same queries.",
        .examples = "searchbench queries -d idx --kind banded --bands 10-1000,1000- > banded.txt\n",
        .options = options};
    return bench_command_run(&command, words, count, run, &o);
}
