#include "commands.h"

#include <signal.h>
#include <stdio.h>

/* The first is what is meant when no command is named. */
static const struct {
    const char *name, *summary;
    int (*run)(const char **words, size_t count);
} commands[] = {
    {"search", "answer a query (what is meant when no command is named)", assay_command_search},
    {"show", "print records whole", assay_command_show},
    {"similar", "find the records most like one", assay_command_similar},
    {"links", "tell what a record is linked with: references, cited by", assay_command_links},
    {"cite", "find the record a pasted reference means", assay_command_cite},
    {"eval", "run the topics of a test collection and measure the answers", assay_command_eval},
    {"fields", "the fields a query can name, with all their spellings", assay_command_fields},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(
        &out,
        "usage: searcher -d INDEX [OPTION...] QUERY...\n"
        "       searcher COMMAND [OPTION...] [ARGUMENT...]\n\n"
        "Searches trial summaries and biomedical abstracts, best match first.\n\n"
        "Try:\n"
        "  searcher -d trials inhaled il-2 lung metastases\n"
        "  searcher -d trials '\"CAR T\" (melanoma OR glioma) -mouse'\n"
        "  searcher -d trials 'NCT01590069'\n"
        "  searcher -d trials 'ti:aldesleukin phase:2 status:recruiting age:54y'\n"
        "  searcher -d trials --filter 'dp:2020..' --sort date -n 5 'interleukin 2'\n"
        "  searcher -d trials --facet phase,status --histogram dp:year melanoma\n\n"
        "Queries:\n"
        "  word word        any of them; the more, the rarer and the nearer to each other, the "
        "better\n"
        "  +word -word      must have it, must not have it\n"
        "  a AND b, a OR b, NOT a, ( )    in capitals; NOT binds tighter than AND, AND than OR\n"
        "  \"a b\"  \"a b\"~3   side by side; in any order with at most 3 words between\n"
        "  a NEAR/3 b, a ADJ/3 b          the same for single words, ADJ in this order\n"
        "  =form  immun*  h?moglobin  melanma~1  ~word    this very form, wildcards, misspelt, "
        "synonyms\n"
        "  field:word  word[ti]  AREA[BriefTitle]word     in a field: `searcher fields` lists "
        "them\n"
        "  dp:2019..2021  n:>100  age:54y  near:29.76,-95.37,50mi  has:results  missing:doi\n\n"
        "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        assay_buffer_format(&out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    assay_buffer_add_text(
        &out,
        "  help       this text; `searcher search --help` has all options of a search\n\n"
        "Exit status: 0 it ran, 1 no hit (only with --exit-status), 2 wrong usage or a query\n"
        "that does not parse, 3 input, output or memory, 4 a damaged or foreign index,\n"
        "70 a mistake of this program.\n");
    return assay_command_print(&out);
}

bool assay_command_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count) {
    assay_error err;
    bool wants_help = false;
    if (assay_options_parse(arguments, &wants_help, command, words, count, &err) != ASSAY_OK) {
        assay_buffer usage;
        assay_buffer_init(&usage, ASSAY_BUFFER_NO_CAP);
        assay_options_usage(&usage, command);
        *exit_code = assay_message_failure(ASSAY_SEARCHER, &err);
        fprintf(stderr, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&usage)));
        assay_buffer_done(&usage);
        return false;
    }
    if (!wants_help)
        return true;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_options_help(&out, command);
    *exit_code = assay_command_print(&out);
    return false;
}

assay_status assay_command_write(assay_buffer *out, assay_error *err) {
    ASSAY_TRY(assay_buffer_check(out, err));
    ASSAY_TRY(assay_message_write(assay_buffer_span(out), err));
    assay_buffer_clear(out);
    return ASSAY_OK;
}

int assay_command_print(assay_buffer *out) {
    assay_error err;
    assay_status status = assay_command_write(out, &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_buffer_done(out);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(ASSAY_SEARCHER, &err);
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an output error with a message */
    if (count < 2) {
        assay_message(ASSAY_SEARCHER,
                      "what to search for? searcher -d INDEX QUERY; see searcher help");
        return ASSAY_EXIT_USAGE;
    }
    const char *name = words[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help();
    if (strcmp(name, "--version") == 0) {
        assay_buffer out;
        assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
        assay_buffer_add_text(&out, "searcher (Assay) " ASSAY_VERSION "\n");
        return assay_command_print(&out);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run((const char **)words + 2, (size_t)count - 2);
    return commands[0].run((const char **)words + 1, (size_t)count - 1);
}
