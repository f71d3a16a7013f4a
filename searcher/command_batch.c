/* searcher batch: many queries over one open index.
 *
 *   this thread reads lines -> queue -> threads that search and print, each with a search of its own -> ordered output */
#include "answer_options.h"
#include "batch_lines.h"
#include "request_options.h"

#include "base/cpu.h"
#include "base/json_write.h"
#include "base/ordered.h"
#include "base/queue.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    THREADS_MAX = 256,
    WINDOW_PER_THREAD = 16,
    KEPT_BYTES = 256 << 10,
    TO_OUTPUT = 0,
    TO_ERRORS
};

static uint64_t threads;

static const assay_option options[] = {
    ASSAY_NUMBER_OPTION('j', "threads", &threads, "N", "threads that search; default one a core"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "batch",
    .arguments = "[FILE]",
    .arguments_max = 1,
    .summary = "Answers many queries, one a line, on all cores over one open index; answers stand "
               "in the order of the lines.",
    .description =
        "A line is a query, or an id, a tab and a query; without an id the line's number stands "
        "for it. FILE may be - (standard input), as without one. Formats: jsonl (the default: an "
        "answer a line, with its warnings), tsv, csv, ids, trec and template; the id is the field "
        "topic. A query that fails has a line in its place: in jsonl of kind error, otherwise id, "
        "\"error\" and the message; in trec, where there is no place for it, and besides in every "
        "format but jsonl, it is told on standard error. The exit status is 5 then. Output does "
        "not depend on the number of threads.",
    .examples =
        "  searcher batch -d trials -n 1000 --format trec --run mine topics.tsv > mine.run\n"
        "  printf 'q1\\til-2\\nq2\\tcar t\\n' | searcher batch -d trials --format ids\n",
    .shared = {assay_index_options, assay_query_options, assay_format_options},
    .options = options};

typedef struct {
    const assay_printer *printer;
    assay_search_request request;
    assay_batch_lines lines;
    assay_queue *queue;
    assay_ordered *ordered;
    assay_search *searches[THREADS_MAX];
    pthread_t workers[THREADS_MAX];
    size_t thread_count, started;
    pthread_mutex_t lock;
    uint64_t failed, asked;
} batch;

typedef struct {
    batch *batch;
    assay_search *search;
} worker;

/* ---- one query ---- */

typedef struct {
    batch *batch;
    uint64_t ticket;
} sink;

/* assay_answer's write. */
static assay_status add_output(void *writer, assay_buffer *out, assay_error *err) {
    const sink *to = writer;
    ASSAY_TRY(assay_buffer_check(out, err));
    bool good =
        assay_ordered_add(to->batch->ordered, to->ticket, TO_OUTPUT, assay_buffer_span(out));
    assay_buffer_clear(out);
    return good ? ASSAY_OK : assay_ordered_result(to->batch->ordered, err);
}

static void add_message(const batch *b, const assay_batch_query *query, const char *code,
                        assay_span message) {
    assay_buffer line;
    assay_buffer_init(&line, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&line, ASSAY_SEARCHER ": %s:%zu: %s%s%.*s\n", b->lines.name, query->line,
                        code, code[0] != '\0' ? ": " : "", ASSAY_SPAN_ARG(message));
    assay_ordered_add(b->ordered, query->ticket, TO_ERRORS, assay_buffer_span(&line));
    assay_buffer_done(&line);
}

static void add_quoted(assay_buffer *out, const char *text) {
    assay_buffer_add_byte(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            assay_buffer_add_byte(out, '"');
        assay_buffer_add_byte(out, *text);
    }
    assay_buffer_add_byte(out, '"');
}

static void add_json_failure(assay_buffer *out, const assay_batch_query *query,
                             const assay_error *err) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_string_at(&json, "kind", ASSAY_SPAN("error"));
    assay_json_string_at(&json, "topic", assay_span_of(query->topic));
    assay_json_uint_at(&json, "schema_version", 1);
    assay_json_uint_at(&json, "line", query->line);
    assay_json_string_at(&json, "query", query->query);
    assay_json_string_at(&json, "status", assay_span_of(assay_status_name(err->status)));
    assay_json_string_at(&json, "message", assay_span_of(err->message));
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
}

static void describe_failure(assay_buffer *out, const batch *b, const assay_batch_query *query,
                             const assay_error *err) {
    if (b->printer == &assay_print_json_line) {
        add_json_failure(out, query, err);
    } else if (b->printer == &assay_print_csv) {
        add_quoted(out, query->topic);
        assay_buffer_add_text(out, ",error,");
        add_quoted(out, err->message);
        assay_buffer_add_text(out, "\r\n");
    } else if (b->printer != &assay_print_trec) {
        assay_buffer_format(out, "%s\terror\t", query->topic);
        for (const char *byte = err->message; *byte != '\0'; byte++)
            assay_buffer_add_byte(out, (unsigned char)*byte < ' ' ? ' ' : *byte);
        assay_buffer_add_byte(out, '\n');
    }
}

/* What is wrong with a query leaves the others alone; what is wrong with the index or the machine does not. */
static bool is_of_query(assay_status status) {
    return status == ASSAY_E_SYNTAX || status == ASSAY_E_USAGE || status == ASSAY_E_LIMIT ||
           status == ASSAY_E_UNSUPPORTED || status == ASSAY_E_NOT_FOUND;
}

static void tell_failure(batch *b, const assay_batch_query *query, const assay_error *err) {
    assay_buffer line;
    if (!is_of_query(err->status)) {
        assay_ordered_fail(b->ordered, err);
        return;
    }
    assay_buffer_init(&line, ASSAY_BUFFER_NO_CAP);
    describe_failure(&line, b, query, err);
    assay_ordered_add(b->ordered, query->ticket, TO_OUTPUT, assay_buffer_span(&line));
    assay_buffer_done(&line);
    if (!b->printer->tells)
        add_message(b, query, "", assay_span_of(err->message));
    pthread_mutex_lock(&b->lock);
    b->failed++;
    pthread_mutex_unlock(&b->lock);
}

static assay_status answer_query(assay_search_results *results, const worker *w,
                                 const assay_batch_query *query, assay_error *err) {
    batch *b = w->batch;
    assay_search_request request = b->request;
    sink to = {b, query->ticket};
    request.query = query->query;
    if (query->too_long)
        return assay_fail(err, ASSAY_E_LIMIT, "query is longer than %d bytes",
                          ASSAY_QUERY_MAX_BYTES);
    ASSAY_TRY(assay_search_run(results, w->search, &request, err));
    for (size_t i = 0; i < results->warning_count && !b->printer->tells; i++)
        add_message(b, query, results->warnings[i].code, results->warnings[i].message);
    assay_answer answer = assay_answer_from_options(w->search, &request, results);
    answer.topic = query->topic;
    answer.continued = true;
    answer.write = add_output;
    answer.writer = &to;
    return assay_printer_run(b->printer, &answer, err);
}

static void *work(void *user) {
    const worker *w = user;
    assay_search_results results = {0};
    assay_error err;
    void *item;
    while (assay_queue_take(&item, w->batch->queue)) {
        assay_batch_query *query = item;
        if (answer_query(&results, w, query, &err) != ASSAY_OK)
            tell_failure(w->batch, query, &err);
        assay_ordered_end(w->batch->ordered, query->ticket);
        free(query);
    }
    assay_search_results_done(&results);
    return NULL;
}

/* ---- all of them ---- */

static assay_status write_ordered(void *user, unsigned channel, assay_span bytes,
                                  assay_error *err) {
    (void)user;
    if (channel == TO_ERRORS) {
        fprintf(stderr, "%.*s", ASSAY_SPAN_ARG(bytes));
        return ASSAY_OK;
    }
    ASSAY_TRY(assay_message_write(bytes, err));
    return assay_message_flush(err); /* whoever asks through a pipe waits for the answer */
}

static assay_status choose_printer(batch *b, assay_error *err) {
    enum { FIT = 5 };
    static const assay_printer *const fit[FIT] = {&assay_print_csv, &assay_print_tsv,
                                                  &assay_print_ids, &assay_print_trec,
                                                  &assay_print_template};
    if (strcmp(assay_answered.format, "text") == 0 && assay_answered.pattern == NULL)
        assay_answered.format = "jsonl";
    ASSAY_TRY(assay_answer_printer(&b->printer, err));
    if (!b->printer->counts &&
        (assay_requested.facets != NULL || assay_requested.histogram != NULL))
        return assay_fail(err, ASSAY_E_USAGE, "a batch has facets and histograms in jsonl only");
    if (b->printer == &assay_print_jsonl) {
        b->printer = &assay_print_json_line;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < FIT; i++)
        if (b->printer == fit[i])
            return ASSAY_OK;
    return assay_fail(err, ASSAY_E_USAGE,
                      "a batch is printed as jsonl, tsv, csv, ids, trec or template, not %s",
                      b->printer->name);
}

static assay_status open_searches(batch *b, assay_error *err) {
    ASSAY_TRY(assay_request_open(&b->searches[0], err));
    for (size_t i = 1; i < b->thread_count; i++)
        ASSAY_TRY(assay_search_share(&b->searches[i], b->searches[0], err));
    return ASSAY_OK;
}

static assay_status print_head(const batch *b, assay_error *err) {
    assay_buffer out;
    if (!b->printer->head_once)
        return ASSAY_OK;
    assay_search_results none = {0};
    assay_answer answer = assay_answer_from_options(b->searches[0], &b->request, &none);
    answer.continued = true;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = b->printer->begin(&out, &answer, err);
    if (status == ASSAY_OK)
        status = assay_program_write(&out, err);
    assay_buffer_done(&out);
    return status;
}

static assay_status feed(batch *b, assay_error *err) {
    for (;;) {
        assay_batch_query *query;
        ASSAY_TRY(assay_batch_lines_next(&query, &b->lines, err));
        if (query == NULL || !assay_ordered_open(&query->ticket, b->ordered)) {
            free(query);
            return ASSAY_OK;
        }
        b->asked++;
        if (!assay_queue_put(b->queue, query)) {
            free(query);
            return assay_fail(err, ASSAY_E_BUG, "the queue of queries is closed");
        }
    }
}

static assay_status run_threads(batch *b, assay_error *err) {
    worker workers[THREADS_MAX];
    assay_status status = ASSAY_OK;
    for (; b->started < b->thread_count && status == ASSAY_OK; b->started++) {
        workers[b->started] = (worker){b, b->searches[b->started]};
        if (pthread_create(&b->workers[b->started], NULL, work, &workers[b->started]) != 0) {
            status = assay_fail(err, ASSAY_E_IO, "cannot start a thread");
            break;
        }
    }
    if (status == ASSAY_OK)
        status = feed(b, err);
    assay_queue_close(b->queue);
    for (size_t i = 0; i < b->started; i++)
        pthread_join(b->workers[i], NULL);
    ASSAY_TRY(status);
    return assay_ordered_result(b->ordered, err);
}

static assay_status run_batch(batch *b, const char *path, assay_error *err) {
    b->thread_count = threads != 0 ? (size_t)threads : (size_t)assay_cpu_cores();
    if (b->thread_count > THREADS_MAX)
        return assay_fail(err, ASSAY_E_USAGE, "--threads goes up to %d", THREADS_MAX);
    ASSAY_TRY(choose_printer(b, err));
    ASSAY_TRY(assay_request_from_options(&b->request, err));
    ASSAY_TRY(assay_batch_lines_open(&b->lines, path, err));
    ASSAY_TRY(open_searches(b, err));
    size_t window = b->thread_count * WINDOW_PER_THREAD;
    ASSAY_TRY(assay_queue_new(&b->queue, window, err));
    ASSAY_TRY(assay_ordered_new(&b->ordered, window, KEPT_BYTES, write_ordered, b, err));
    ASSAY_TRY(print_head(b, err));
    ASSAY_TRY(run_threads(b, err));
    return assay_message_flush(err);
}

static void batch_done(batch *b) {
    assay_ordered_free(b->ordered);
    assay_queue_free(b->queue);
    for (size_t i = 0; i < b->thread_count && i < THREADS_MAX; i++)
        assay_search_close(b->searches[i]);
    assay_batch_lines_close(&b->lines);
    pthread_mutex_destroy(&b->lock);
}

int assay_command_batch(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    assay_error err;
    static batch b;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    pthread_mutex_init(&b.lock, NULL);
    assay_status status = run_batch(&b, arguments != 0 ? words[0] : "-", &err);
    uint64_t failed = b.failed, asked = b.asked;
    batch_done(&b);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &err);
    if (failed == 0)
        return ASSAY_EXIT_OK;
    assay_message(ASSAY_SEARCHER, "%llu of %llu queries failed", (unsigned long long)failed,
                  (unsigned long long)asked);
    return ASSAY_EXIT_INPUT;
}
