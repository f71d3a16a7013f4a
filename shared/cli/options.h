/* Command lines from a table: the table is the parser, the usage line and the --help.
 *
 * GNU habits: -n 5, -n5, --count=5, --count 5, flags together (-qv), options anywhere, "--" ends
 * them, "-" alone is an argument, a long name may be cut where that is unambiguous. Every command
 * has --help (-h). A wrong option fails with ASSAY_E_USAGE and names the nearest. Tables are static;
 * values are written where they point. */
#ifndef ASSAY_CLI_OPTIONS_H
#define ASSAY_CLI_OPTIONS_H
#include "base/buffer.h"

typedef enum {
    ASSAY_OPTION_FLAG,   /* bool: set true; --no-NAME sets it false */
    ASSAY_OPTION_SWITCH, /* int: 1; --no-NAME sets it -1, so that 0 is left for "decide yourself" */
    ASSAY_OPTION_TEXT,   /* const char * */
    ASSAY_OPTION_INDEX,  /* const char *: an index, and one only */
    ASSAY_OPTION_NUMBER, /* uint64_t */
    ASSAY_OPTION_REAL,   /* double */
    ASSAY_OPTION_BYTES,  /* uint64_t; 512M, 2G */
    ASSAY_OPTION_CHOICE, /* int: place of the value in `choices` ("a|b|c") */
    ASSAY_OPTION_LIST    /* assay_option_list: may be given again and again */
} assay_option_kind;

typedef struct {
    const char **items; /* room for one a word of the command line; the caller's array */
    size_t count;
} assay_option_list;

typedef struct {
    char letter; /* 0: none */
    const char *name;
    assay_option_kind kind;
    void *value;
    const char *argument; /* its name in --help; CHOICE: "a|b|c"; NULL for a flag or switch */
    const char *help;     /* what it does, its default; lines broken by the printer */
} assay_option;

/* One entry of a table: letter (0: none), long name, where the value goes, its name in --help, what it does. The kind is checked against
 * what `to` points to (both sides of ?: must be of one type). Tables end with {0}. */
#define ASSAY_FLAG_OPTION(letter, name, to, help)                                                  \
    { letter, name, ASSAY_OPTION_FLAG, true ? (to) : (bool *)NULL, NULL, help }
#define ASSAY_SWITCH_OPTION(letter, name, to, help)                                                \
    { letter, name, ASSAY_OPTION_SWITCH, true ? (to) : (int *)NULL, NULL, help }
#define ASSAY_ONE_INDEX_OPTION(to, argument, help)                                                 \
    { 'd', "index", ASSAY_OPTION_INDEX, true ? (to) : (const char **)NULL, argument, help }
#define ASSAY_TEXT_OPTION(letter, name, to, argument, help)                                        \
    { letter, name, ASSAY_OPTION_TEXT, true ? (to) : (const char **)NULL, argument, help }
#define ASSAY_NUMBER_OPTION(letter, name, to, argument, help)                                      \
    { letter, name, ASSAY_OPTION_NUMBER, true ? (to) : (uint64_t *)NULL, argument, help }
#define ASSAY_REAL_OPTION(letter, name, to, argument, help)                                        \
    { letter, name, ASSAY_OPTION_REAL, true ? (to) : (double *)NULL, argument, help }
#define ASSAY_BYTES_OPTION(letter, name, to, argument, help)                                       \
    { letter, name, ASSAY_OPTION_BYTES, true ? (to) : (uint64_t *)NULL, argument, help }
#define ASSAY_CHOICE_OPTION(letter, name, to, argument, help)                                      \
    { letter, name, ASSAY_OPTION_CHOICE, true ? (to) : (int *)NULL, argument, help }
#define ASSAY_LIST_OPTION(letter, name, to, argument, help)                                        \
    { letter, name, ASSAY_OPTION_LIST, true ? (to) : (assay_option_list *)NULL, argument, help }

enum { ASSAY_OPTIONS_SHARED = 4 };

typedef struct {
    const char *program, *name; /* "indexer", "add"; name may be NULL */
    const char *arguments;      /* "PATH...", "" for none */
    size_t arguments_min, arguments_max;
    const char *summary;     /* one line */
    const char *description; /* paragraphs for --help; may be NULL */
    const char *examples;    /* lines for --help; may be NULL */
    /* Tables of several commands, listed first, NULL where there is none; and its own. */
    const assay_option *shared[ASSAY_OPTIONS_SHARED], *options;
} assay_command;

/* The option at this place of all the command has; NULL after the last. */
const assay_option *assay_options_at(const assay_command *command, size_t place);

/* Reads words[0..count) (what follows the command's name). What are no options is moved to the
 * front of words, *arguments of them. *help is set, and nothing else checked, when help is asked
 * for. */
ASSAY_MUST_USE assay_status assay_options_parse(size_t *arguments, bool *help,
                                                const assay_command *command, const char **words,
                                                size_t count, assay_error *err);
/* The whole help text. */
void assay_options_help(assay_buffer *out, const assay_command *command);
/* For completion by shells: a line an option, "--name TAB its argument or nothing TAB help", short ones as "-n". */
void assay_options_list(assay_buffer *out, const assay_command *command);
/* "usage: indexer add [OPTION...] PATH..." */
void assay_options_usage(assay_buffer *out, const assay_command *command);
/* Appends text in lines of at most width, each but the first after `indent` blanks. */
void assay_options_wrap(assay_buffer *out, const char *text, size_t indent, size_t width);
/* How many letters differ, for "did you mean". */
size_t assay_options_distance(const char *a, const char *b);
#endif
