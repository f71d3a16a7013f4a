/* Generates any number of trial-like and abstract-like records as JSON lines, the same bytes for the same seed, and
 * queries that match them. Record i does not depend on how many are asked for. */
#include "generator/queries.h"
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 2, EXIT_IO = 3 };
enum { TRIALS_MIXED = 17200, TRIALS_ALL = 100000 }; /* of 100,000 */

typedef struct {
    uint64_t count, first, seed, queries;
    uint32_t trial_rate;
    const char *topics_path;
    query_kind kind;
    bool help;
} settings;

static const char usage[] =
    "Usage: generate -n RECORDS [options]\n"
    "       generate -n RECORDS --queries COUNT [--ops KIND] [options]\n"
    "\n"
    "Writes RECORDS records to standard output as JSON lines. The same options give the same "
    "bytes, and record i is the\n"
    "same however many are asked for. Words are invented, function words are English; how close "
    "the statistics are to\n"
    "real abstracts is told in corpus/fit.md.\n"
    "\n"
    "  -n RECORDS        how many; with --queries the size of the collection that they are for\n"
    "  --seed SEED       another collection (default 1)\n"
    "  --first NUMBER    begin with this record (default 0), so that several processes share the "
    "work\n"
    "  --type TYPE       mixed (17.2 % trials, default), trial or abstract\n"
    "  --topics FILE     mix the words of FILE into the text: a line a topic, the words that "
    "matter most first\n"
    "  --queries COUNT   write queries instead of records, one a line\n"
    "  --ops KIND        natural: pieces of titles (default); banded: words of all frequencies; "
    "phrase: quoted\n"
    "  --help            this text\n"
    "\n"
    "Exit status: 0 done, 2 wrong use, 3 cannot read or write.\n";

static bool parse_number(uint64_t *out, const char *text, uint64_t most) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0 || value > most) {
        return false;
    }
    *out = value;
    return true;
}

static bool parse_type(settings *all, const char *name) {
    static const struct {
        const char *name;
        uint32_t rate;
    } types[] = {{"mixed", TRIALS_MIXED}, {"trial", TRIALS_ALL}, {"abstract", 0}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, name) == 0) {
            all->trial_rate = types[i].rate;
            return true;
        }
    }
    return false;
}

static bool parse_kind(settings *all, const char *name) {
    static const char *const kinds[] = {"natural", "banded", "phrase"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i], name) == 0) {
            all->kind = (query_kind)i;
            return true;
        }
    }
    return false;
}

static bool parse_option(settings *all, int option, const char *value) {
    const uint64_t most = UINT64_C(1) << 48;
    switch (option) {
    case 'n':
        return parse_number(&all->count, value, most);
    case 's':
        return parse_number(&all->seed, value, UINT64_MAX);
    case 'f':
        return parse_number(&all->first, value, most);
    case 'q':
        return parse_number(&all->queries, value, most);
    case 't':
        return parse_type(all, value);
    case 'o':
        return parse_kind(all, value);
    case 'F':
        all->topics_path = value;
        return true;
    case 'h':
        all->help = true;
        return true;
    default:
        return false;
    }
}

static bool parse(settings *all, int argc, char **argv) {
    static const struct option options[] = {{"records", required_argument, NULL, 'n'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"first", required_argument, NULL, 'f'},
                                            {"type", required_argument, NULL, 't'},
                                            {"topics", required_argument, NULL, 'F'},
                                            {"queries", required_argument, NULL, 'q'},
                                            {"ops", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;
    bool counted = false;
    while ((option = getopt_long(argc, argv, "n:h", options, NULL)) != -1) {
        if (option == '?') {
            return false;
        }
        if (!parse_option(all, option, optarg)) {
            fprintf(stderr, "generate: '%s' is not a value this option takes\n", optarg);
            return false;
        }
        counted |= option == 'n';
    }
    if (optind < argc) {
        fprintf(stderr, "generate: unexpected argument: %s\n", argv[optind]);
    } else if (!counted && !all->help) {
        fputs("generate: how many records? -n RECORDS\n", stderr);
    } else if (all->queries > 0 && all->count == 0) {
        fputs("generate: queries need a collection of at least one record\n", stderr);
    } else {
        return true;
    }
    return false;
}

static bool run(const settings *all, output *out, const document_model *model, document *scratch) {
    uint64_t count = all->queries > 0 ? all->queries : all->count,
             first = all->queries > 0 ? 0 : all->first;
    random_source source;
    for (uint64_t i = first; i < first + count; i++) {
        if (!output_make_room(out)) {
            return false;
        }
        if (all->queries > 0) {
            query_make(out, model, scratch, all->kind, all->seed, all->count, i);
        } else {
            document_make(scratch, model, all->seed, i, &source);
            output_record(out, model, scratch, i, &source);
        }
    }
    return output_finish(out);
}

int main(int argc, char **argv) {
    settings all = {.seed = 1, .trial_rate = TRIALS_MIXED};
    if (!parse(&all, argc, argv)) {
        fputs("Try generate --help\n", stderr);
        return EXIT_USAGE;
    }
    if (all.help) {
        return fputs(usage, stdout) >= 0 && fflush(stdout) == 0 ? 0 : EXIT_IO;
    }
    topics given = {0};
    const char *problem;
    if (all.topics_path != NULL && !topics_read(&given, all.topics_path, &problem)) {
        fprintf(stderr, "generate: %s: %s\n", all.topics_path, problem);
        return EXIT_IO;
    }
    vocabulary *words = vocabulary_new();
    output *out = malloc(sizeof *out);
    document *scratch = malloc(sizeof *scratch);
    document_model *model = malloc(sizeof *model);
    int status = EXIT_IO;
    if (words == NULL || out == NULL || scratch == NULL || model == NULL) {
        fputs("generate: out of memory\n", stderr);
    } else {
        document_model_init(model, words, all.topics_path != NULL ? &given : NULL, all.trial_rate);
        out->file = stdout;
        out->length = 0;
        status = run(&all, out, model, scratch) ? 0 : EXIT_IO;
        if (status != 0) {
            fprintf(stderr, "generate: standard output: %s\n", strerror(errno));
        }
    }
    free(model);
    free(scratch);
    free(out);
    vocabulary_free(words);
    topics_done(&given);
    return status;
}
