/* searcher shell: one query after another over one open index. */
#include "answer_options.h"
#include "request_options.h"
#include "shell_completion.h"
#include "shell_input.h"
#include "terminal.h"

#include "base/number.h"

#include <signal.h>
#include <stdio.h>

static const assay_option options[] = {{0}};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "shell",
    .arguments = "",
    .summary = "Asks one query after another: each has a number, by which later ones refer to it.",
    .description = "A line is a query, such as \"il-2 melanoma\" or \"#1 AND phase:2\", or a "
                   "command that begins with a colon: :help lists them. On a terminal, lines are "
                   "edited and remembered (in the file of the environment's ASSAY_HISTORY, "
                   "~/.assay_history otherwise), and Tab completes fields, their values and the "
                   "words of the index. From a pipe, lines are read until its end; the exit status "
                   "is 5 when one of them failed.",
    .examples = "  searcher shell -d trials\n"
                "  printf 'melanoma\\nlung\\n#1 AND #2\\n:show 1\\n' | searcher shell -d trials\n",
    .shared = {assay_index_options, assay_query_options, assay_format_options},
    .options = options};

static const char help[] =
    "  words, fields, operators   a query; #2 AND #5 joins earlier ones\n"
    "  :next :prev                the hits after these, before these\n"
    "  :show N|ID...              hits of the last answer, or records, whole\n"
    "  :why ID                    the rank of a record in the last answer, or why it has none\n"
    "  :history                   all queries with their numbers\n"
    "  :set NAME VALUE            an option of `searcher search`: :set limit 20, :set sort date,\n"
    "                             :set filter 'type:trial', :set no-exact-count\n"
    "  :complete WORD             what Tab would offer: melan, status:rec\n"
    "  :help :quit\n";

typedef struct {
    assay_search *search;
    assay_search_request request;
    assay_search_results results; /* of the last query */
    const assay_printer *printer;
    assay_strategy queries;
    assay_arena arena; /* the session's */
    assay_error err;
    bool answered, quit;
} session;

/* ---- interruption: a query goes, the session stays ---- */

static atomic_bool interrupted;

static void interrupt(int signal_number) {
    (void)signal_number;
    atomic_store(&interrupted, true);
}

static assay_status search_interruptibly(session *s) {
    struct sigaction ours = {.sa_handler = interrupt}, before;
    atomic_store(&interrupted, false);
    s->request.cancel = &interrupted;
    sigaction(SIGINT, &ours, &before);
    assay_status status = assay_search_run(&s->results, s->search, &s->request, &s->err);
    sigaction(SIGINT, &before, NULL);
    s->request.cancel = NULL;
    return status;
}

/* ---- queries ---- */

static assay_status print_text(const char *text, assay_error *err) {
    ASSAY_TRY(assay_message_write(assay_span_of(text), err));
    return ASSAY_OK;
}

static assay_status print_number(session *s) {
    assay_buffer out;
    if (strcmp(s->printer->name, "text") != 0)
        return ASSAY_OK;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "#%zu  %.*s\n\n", s->queries.count,
                        ASSAY_SPAN_ARG(s->results.parsed));
    assay_status status = assay_program_write(&out, &s->err);
    assay_buffer_done(&out);
    return status;
}

static assay_status print_results(session *s) {
    assay_answer answer = assay_answer_from_options(s->search, &s->request, &s->results);
    return assay_answer_print(s->printer, &answer, &s->err);
}

static assay_status ask(session *s, assay_span line) {
    assay_strategy before = s->queries;
    ASSAY_TRY(assay_strategy_append(&s->queries, &s->arena, line, &s->request.parse, &s->err));
    s->request.query = s->queries.lines[s->queries.count - 1].text;
    s->request.offset = (uint32_t)assay_requested.offset;
    s->answered = search_interruptibly(s) == ASSAY_OK;
    if (!s->answered) {
        s->queries = before;
        return s->err.status;
    }
    ASSAY_TRY(print_number(s));
    return print_results(s);
}

static assay_status need_answer(session *s) {
    return s->answered ? ASSAY_OK
                       : assay_fail(&s->err, ASSAY_E_USAGE, "there is no answer yet to look at");
}

/* ---- commands ---- */

static assay_status turn_page(session *s, bool forward) {
    ASSAY_TRY(need_answer(s));
    uint32_t step = s->request.count, offset = s->request.offset;
    if (forward && s->results.total_is_exact && s->results.total <= (uint64_t)offset + step)
        return assay_fail(&s->err, ASSAY_E_USAGE, "these are the last hits");
    if (!forward && offset == 0)
        return assay_fail(&s->err, ASSAY_E_USAGE, "these are the first hits");
    s->request.offset = forward ? offset + step : offset > step ? offset - step : 0;
    assay_status status = search_interruptibly(s);
    s->answered = status == ASSAY_OK;
    ASSAY_TRY(status);
    return print_results(s);
}

static assay_status next_page(session *s, assay_span rest) {
    (void)rest;
    return turn_page(s, true);
}
static assay_status previous_page(session *s, assay_span rest) {
    (void)rest;
    return turn_page(s, false);
}

/* The identity of hit N of the answer shown, or the word itself. */
static assay_status record_named(const char **out, session *s, assay_span word) {
    uint64_t rank;
    assay_span id = word;
    if (word.size < 6 && assay_number_u64(&rank, word)) {
        ASSAY_TRY(need_answer(s));
        uint64_t first = (uint64_t)s->results.offset + 1;
        if (rank < first || rank >= first + s->results.count)
            return assay_fail(&s->err, ASSAY_E_USAGE, "hit %llu is not among those shown",
                              (unsigned long long)rank);
        id = s->results.hits[rank - first].identity;
    }
    ASSAY_TRY(assay_arena_copy(&id, &s->arena, id, &s->err));
    *out = id.data;
    return ASSAY_OK;
}

static assay_status show(session *s, assay_span rest) {
    assay_buffer out;
    assay_status status = ASSAY_OK;
    if (rest.size == 0)
        return assay_fail(&s->err, ASSAY_E_USAGE, "which hit? :show 1, or an identifier");
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    while (rest.size != 0 && status == ASSAY_OK) {
        const char *id = NULL;
        assay_span word = assay_span_cut(&rest, ' ');
        if (word.size == 0)
            continue;
        status = record_named(&id, s, word);
        if (status == ASSAY_OK)
            status = assay_show_add(&out, s->search, id,
                                    assay_terminal_colors(assay_answered.color), &s->err);
    }
    if (status == ASSAY_OK)
        status = assay_program_write(&out, &s->err);
    assay_buffer_done(&out);
    return status;
}

static assay_status why(session *s, assay_span rest) {
    const char *id = NULL;
    ASSAY_TRY(need_answer(s));
    if (rest.size == 0)
        return assay_fail(&s->err, ASSAY_E_USAGE, "why which record? :why NCT01590069");
    ASSAY_TRY(record_named(&id, s, rest));
    assay_answered.why = id;
    assay_status status = print_results(s);
    assay_answered.why = NULL;
    return status;
}

static assay_status print_history(session *s, assay_span rest) {
    assay_buffer out;
    (void)rest;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < s->queries.count; i++)
        assay_buffer_format(&out, "#%-3u %.*s\n", s->queries.lines[i].number,
                            ASSAY_SPAN_ARG(s->queries.lines[i].text));
    assay_status status = assay_program_write(&out, &s->err);
    assay_buffer_done(&out);
    return status;
}

/* "sort date" as --sort=date, by the tables of the command line. */
static assay_status set_option(session *s, assay_span rest) {
    static const assay_command settable = {
        .program = ASSAY_SEARCHER,
        .name = ":set",
        .arguments = "",
        .shared = {assay_query_options, assay_format_options},
        .options = options,
    };
    assay_request_options requested = assay_requested;
    assay_answer_options answered = assay_answered;
    assay_span name = assay_span_cut(&rest, ' '), value = assay_span_trim(rest), word;
    size_t arguments;
    bool wants_help;
    if (name.size == 0)
        return assay_fail(&s->err, ASSAY_E_USAGE, "set what? :set limit 20");
    if (value.size > 1 && (value.data[0] == '\'' || value.data[0] == '"') &&
        value.data[value.size - 1] == value.data[0])
        value = assay_span_make(value.data + 1, value.size - 2);
    ASSAY_TRY(assay_arena_format(&word, &s->arena, &s->err, "--%.*s%s%.*s", ASSAY_SPAN_ARG(name),
                                 value.data != NULL && value.size != 0 ? "=" : "",
                                 ASSAY_SPAN_ARG(value)));
    const char *words[1] = {word.data};
    assay_status status =
        assay_options_parse(&arguments, &wants_help, &settable, words, 1, &s->err);
    if (status == ASSAY_OK)
        status = assay_answer_printer(&s->printer, &s->err);
    if (status == ASSAY_OK)
        status = assay_request_from_options(&s->request, &s->err);
    if (status != ASSAY_OK) {
        assay_requested = requested;
        assay_answered = answered;
        return status;
    }
    s->request.hooks.user = &s->queries;
    s->request.hooks.named = assay_strategy_named;
    s->request.query = s->queries.count != 0 ? s->queries.lines[s->queries.count - 1].text : word;
    return ASSAY_OK;
}

static void complete(const assay_span **out, size_t *count, void *user, assay_arena *arena,
                     assay_span word);

static assay_status print_completions(session *s, assay_span rest) {
    const assay_span *words = NULL;
    size_t count = 0;
    assay_arena arena;
    assay_buffer out;
    assay_arena_init(&arena);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    complete(&words, &count, s, &arena, rest);
    for (size_t i = 0; i < count; i++)
        assay_buffer_format(&out, "%.*s\n", ASSAY_SPAN_ARG(words[i]));
    assay_status status = assay_program_write(&out, &s->err);
    assay_buffer_done(&out);
    assay_arena_done(&arena);
    return status;
}

static assay_status print_help(session *s, assay_span rest) {
    (void)rest;
    return print_text(help, &s->err);
}
static assay_status quit(session *s, assay_span rest) {
    (void)rest;
    s->quit = true;
    return ASSAY_OK;
}

static const struct {
    const char *name;
    assay_status (*run)(session *s, assay_span rest);
} commands[] = {{"help", print_help},
                {"next", next_page},
                {"prev", previous_page},
                {"show", show},
                {"why", why},
                {"history", print_history},
                {"set", set_option},
                {"complete", print_completions},
                {"quit", quit}};
enum { COMMANDS = sizeof commands / sizeof *commands };

static assay_status run_command(session *s, assay_span line) {
    assay_span rest = line, name = assay_span_cut(&rest, ' ');
    for (size_t i = 0; i < COMMANDS && name.size != 0; i++)
        if (assay_span_starts(assay_span_of(commands[i].name), name))
            return commands[i].run(s, assay_span_trim(rest));
    return assay_fail(&s->err, ASSAY_E_USAGE, "there is no command :%.*s; :help lists them",
                      ASSAY_SPAN_ARG(name));
}

static void complete(const assay_span **out, size_t *count, void *user, assay_arena *arena,
                     assay_span word) {
    const session *s = user;
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    assay_shell_completions(out, count, s->search, names, COMMANDS, arena, word);
}

/* ---- the session ---- */

static assay_status run_line(session *s, assay_span line) {
    assay_status status = assay_span_starts(line, ASSAY_SPAN(":"))
                              ? run_command(s, assay_span_skip(line, 1))
                              : ask(s, line);
    ASSAY_TRY(status);
    return assay_message_flush(&s->err);
}

/* What ends a session: an output nobody reads, an index that is damaged, memory. */
static bool is_fatal(assay_status status) {
    return status == ASSAY_E_IO || status == ASSAY_E_CORRUPT || status == ASSAY_E_MEMORY ||
           status == ASSAY_E_BUG;
}

static assay_status run_session(session *s, assay_shell_input *input, size_t *failed) {
    char prompt[32];
    assay_span line;
    for (;;) {
        snprintf(prompt, sizeof prompt, "#%zu> ", s->queries.count + 1);
        if (s->quit || !assay_shell_input_next(&line, input, prompt))
            return ASSAY_OK;
        line = assay_span_trim(line);
        if (line.size == 0)
            continue;
        assay_status status = run_line(s, line);
        if (status != ASSAY_OK && is_fatal(status))
            return status;
        if (status != ASSAY_OK) {
            ++*failed;
            assay_message_failure(ASSAY_SEARCHER, &s->err);
        }
    }
}

static assay_status start(session *s) {
    ASSAY_TRY(assay_answer_printer(&s->printer, &s->err));
    ASSAY_TRY(assay_request_from_options(&s->request, &s->err));
    s->request.hooks.user = &s->queries;
    s->request.hooks.named = assay_strategy_named;
    return assay_request_open(&s->search, &s->err);
}

int assay_command_shell(const char **words, size_t count) {
    size_t arguments = 0, failed = 0;
    int exit_code = 0;
    assay_shell_input input = {0};
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    session s = {0};
    assay_arena_init(&s.arena);
    assay_shell_input_open(&input, complete, &s);
    bool terminal = input.terminal;
    assay_status status = start(&s);
    if (status == ASSAY_OK && terminal)
        status = print_text("a query, or :help, or :quit\n", &s.err);
    if (status == ASSAY_OK)
        status = run_session(&s, &input, &failed);
    assay_shell_input_close(&input);
    assay_search_results_done(&s.results);
    assay_search_close(s.search);
    assay_arena_done(&s.arena);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &s.err);
    return failed != 0 && !terminal ? ASSAY_EXIT_INPUT : ASSAY_EXIT_OK;
}
