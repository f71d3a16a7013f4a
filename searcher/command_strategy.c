/* searcher strategy: the numbered lines of a reviewer's search strategy, each counted, the last one answered. */
#include "answer_options.h"
#include "request_options.h"

#include "base/file.h"

enum { STRATEGY_MAX_BYTES = 8 << 20 };

static uint64_t number;

static const assay_option options[] = {
    ASSAY_NUMBER_OPTION(0, "line", &number, "N", "answer line N instead of the last"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "strategy",
    .arguments = "FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "Runs the numbered lines of a reviewer's search strategy: a count for each line, "
               "then the records of the last.",
    .description =
        "Lines look like \"1. melanoma[tiab]\", \"#3 #1 AND #2\", \"4 1 or 2\", \"5 or/1-3\"; "
        "without numbers they are counted from 1. A line refers to lines before it. Words side by "
        "side are ANDed unless --default-op or is given; and, or, not are operators in any case; "
        "with --pubmed they are taken from left to right. A strategy out of Ovid (exp Melanoma/, "
        "melanoma.ti,ab., adj3, limit 5 to ...) is told by its spelling and read as one; below its "
        "count each line shows how. An indented line goes on with the one "
        "before; # and a blank, or //, begin a comment. FILE may be - for standard input. In "
        "formats for programs the counts go to standard error, in JSON into the document.",
    .examples = "  searcher strategy -d trials review.txt\n"
                "  searcher strategy -d trials --all --format nbib review.txt > found.nbib\n"
                "  searcher strategy -d trials --count --line 4 review.txt\n",
    .shared = {assay_index_options, assay_query_options, assay_format_options,
               assay_single_options},
    .options = options};

typedef struct {
    assay_strategy strategy;
    assay_arena arena;
    assay_answer_line *lines; /* one a line of the strategy */
    const assay_strategy_line *chosen;
    assay_search *search;
    assay_search_request request;
    assay_error *err;
} running;

static assay_status read_strategy(running *r, const char *path) {
    assay_buffer text;
    assay_buffer_init(&text, STRATEGY_MAX_BYTES);
    bool is_input = strcmp(path, "-") == 0;
    assay_status status = assay_file_read(&text, is_input ? "/dev/stdin" : path, r->err);
    if (status == ASSAY_OK)
        status =
            assay_strategy_parse(&r->strategy, &r->arena, assay_buffer_span(&text),
                                 is_input ? "standard input" : path, &r->request.parse, r->err);
    assay_buffer_done(&text);
    ASSAY_TRY(status);
    r->chosen = &r->strategy.lines[r->strategy.count - 1];
    if (number != 0)
        r->chosen =
            number <= UINT32_MAX ? assay_strategy_find(&r->strategy, (unsigned)number) : NULL;
    if (r->chosen == NULL)
        return assay_fail(r->err, ASSAY_E_USAGE, "%s has no line #%llu", path,
                          (unsigned long long)number);
    return ASSAY_OK;
}

/* ---- counts ---- */

static assay_status keep_warnings(assay_answer_line *out, running *r,
                                  const assay_search_results *results) {
    const assay_query *query = &out->line->query;
    size_t count = query->warning_count + results->warning_count;
    assay_query_warning *kept = assay_arena_calloc(&r->arena, count + 1, sizeof *kept);
    if (kept == NULL)
        return assay_fail_memory(r->err);
    for (size_t i = 0; i < count; i++) {
        kept[i] = i < query->warning_count ? query->warnings[i]
                                           : results->warnings[i - query->warning_count];
        ASSAY_TRY(assay_arena_copy(&kept[i].message, &r->arena, kept[i].message, r->err));
    }
    out->warnings = kept;
    out->warning_count = count;
    return ASSAY_OK;
}

static assay_status count_line(assay_answer_line *out, running *r,
                               const assay_strategy_line *line) {
    assay_search_results results = {0};
    assay_search_request request = r->request;
    request.query = line->text;
    request.tree = line->query.root;
    request.count = request.offset = 0;
    request.all = false;
    request.exact_count = true;
    request.rank = ASSAY_RANK_FAST;
    request.facets = request.histogram = (assay_span){NULL, 0};
    request.order = (assay_search_order){ASSAY_SORT_RELEVANCE, true};
    request.collapse = ASSAY_COLLAPSE_NONE;
    *out = (assay_answer_line){.line = line};
    assay_status status = assay_search_run(&results, r->search, &request, r->err);
    if (status == ASSAY_E_SYNTAX || status == ASSAY_E_USAGE || status == ASSAY_E_LIMIT ||
        status == ASSAY_E_UNSUPPORTED)
        status = assay_strategy_fail_at(&r->strategy, line, r->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(&out->parsed, &r->arena, results.parsed, r->err);
    if (status == ASSAY_OK)
        status = keep_warnings(out, r, &results);
    out->total = results.total;
    assay_search_results_done(&results);
    return status;
}

static assay_status count_lines(running *r) {
    r->lines = assay_arena_calloc(&r->arena, r->strategy.count, sizeof *r->lines);
    if (r->lines == NULL)
        return assay_fail_memory(r->err);
    for (size_t i = 0; i < r->strategy.count; i++)
        ASSAY_TRY(count_line(&r->lines[i], r, &r->strategy.lines[i]));
    return ASSAY_OK;
}

/* ---- what is printed ---- */

static void warn_lines(const running *r) {
    for (size_t i = 0; i < r->strategy.count; i++)
        for (size_t w = 0; w < r->lines[i].warning_count; w++) {
            const assay_query_warning *warning = &r->lines[i].warnings[w];
            size_t line, column;
            assay_strategy_place(&line, &column, &r->strategy, r->lines[i].line, warning->column);
            assay_message(ASSAY_SEARCHER, "%s:%zu:%zu: %s: %.*s", r->strategy.name, line, column,
                          warning->code, ASSAY_SPAN_ARG(warning->message));
        }
}

/* A line of the strategy in one line, safe for terminals. */
static void add_query(assay_buffer *out, assay_span text) {
    bool blank = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte <= ' ' || byte == 0x7F) {
            blank = true;
            continue;
        }
        if (blank)
            assay_buffer_add_byte(out, ' ');
        blank = false;
        assay_buffer_add_byte(out, text.data[i]);
    }
}

static void add_counts(assay_buffer *out, const running *r) {
    for (size_t i = 0; i < r->strategy.count; i++) {
        assay_buffer_format(out, "#%-4u %9llu  ", r->lines[i].line->number,
                            (unsigned long long)r->lines[i].total);
        add_query(out, r->lines[i].line->text);
        assay_buffer_add_byte(out, '\n');
        if (r->lines[i].line->is_ovid) {
            assay_buffer_format(out, "%17s", "= ");
            add_query(out, r->lines[i].parsed);
            assay_buffer_add_byte(out, '\n');
        }
    }
}

/* The counts are part of the answer for people, and beside it for programs. */
static assay_status print_counts(const running *r, bool beside) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    add_counts(&out, r);
    assay_status status = assay_buffer_check(&out, r->err);
    assay_span rest = assay_buffer_span(&out);
    while (status == ASSAY_OK && beside && rest.size != 0) {
        assay_span line = assay_span_cut(&rest, '\n');
        assay_message(ASSAY_SEARCHER, "%.*s", ASSAY_SPAN_ARG(line));
    }
    if (status == ASSAY_OK && !beside) {
        assay_buffer_add_text(&out, assay_answered.count_only ? "" : "\n");
        status = assay_program_write(&out, r->err);
    }
    assay_buffer_done(&out);
    return status;
}

static assay_status print_chosen(uint64_t *found, running *r, const assay_printer *printer) {
    assay_search_results results = {0};
    bool is_text = strcmp(printer->name, "text") == 0;
    if (!printer->tells) {
        warn_lines(r);
        ASSAY_TRY(print_counts(r, !is_text));
    }
    if (assay_answered.count_only && is_text) {
        *found = r->lines[r->chosen - r->strategy.lines].total;
        return ASSAY_OK;
    }
    r->request.query = r->chosen->text;
    r->request.tree = r->chosen->query.root;
    assay_status status = assay_search_run(&results, r->search, &r->request, r->err);
    if (status == ASSAY_OK) {
        assay_answer answer = assay_answer_from_options(r->search, &r->request, &results);
        answer.strategy = r->strategy.name;
        answer.lines = r->lines;
        answer.line_count = r->strategy.count;
        results.warning_count = printer->tells ? results.warning_count : 0; /* told by line */
        status = assay_answer_print(printer, &answer, r->err);
    }
    *found = results.total;
    assay_search_results_done(&results);
    return status;
}

static assay_status answer_strategy(uint64_t *found, running *r, const char *path) {
    const assay_printer *printer = NULL;
    ASSAY_TRY(assay_answer_printer(&printer, r->err));
    ASSAY_TRY(assay_request_from_options(&r->request, r->err));
    r->request.parse.default_and = assay_requested.default_op != 0;
    ASSAY_TRY(read_strategy(r, path));
    r->request.hooks.user = &r->strategy;
    r->request.hooks.named = assay_strategy_named;
    ASSAY_TRY(assay_request_open(&r->search, r->err));
    ASSAY_TRY(count_lines(r));
    ASSAY_TRY(print_chosen(found, r, printer));
    return assay_message_flush(r->err);
}

int assay_strategy_answer(const char *path) {
    assay_error err;
    uint64_t found = 0;
    running r = {.err = &err};
    assay_arena_init(&r.arena);
    assay_status status = answer_strategy(&found, &r, path);
    assay_search_close(r.search);
    assay_arena_done(&r.arena);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &err);
    return assay_answered.exit_status && found == 0 ? ASSAY_EXIT_NOTHING : ASSAY_EXIT_OK;
}

int assay_command_strategy(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    return assay_strategy_answer(words[0]);
}
