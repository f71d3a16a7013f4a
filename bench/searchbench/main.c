/* searchbench: how fast is it, what does it cost, and is it still right? bench/README.md has the tour. */
#include "searchbench/commands.h"

static const assay_program_command commands[] = {
    {"queries", "draw a set of queries from an index", bench_command_queries},
    {"latency", "time queries on an index, closed loop or at a fixed rate", bench_command_latency},
    {"index", "time the building of an index, stage by stage", bench_command_index},
    {"micro", "time codecs, kernels, readers and analysis", bench_command_micro},
    {"tokens", "write records as the token lines peers are fed", bench_command_tokens},
    {"peers", "time engines side by side on the same tokens and queries", bench_command_peers},
    {"relevance", "relevance against latency on a test collection", bench_command_relevance},
    {"compare", "tell whether a second run is slower than the first", bench_command_compare},
    {"report", "make a page with pictures of the documents of runs", bench_command_report},
};

int main(int count, char **words) {
    static const assay_program searchbench = {
        .name = BENCH_PROGRAM,
        .head = "usage: searchbench COMMAND [OPTION...] [ARGUMENT...]\n\n"
                "Measures Assay and its peers. What measures prints one JSON document.\n\n"
                "Commands:\n",
        .tail = "  help       this text; `searchbench COMMAND --help` has the options of one\n",
        .without_word = "which command? See searchbench help",
        .commands = commands,
        .count = sizeof commands / sizeof *commands,
    };
    return assay_program_run(&searchbench, count, words);
}
