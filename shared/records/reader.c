#include "records/reader.h"

#include "records/input/container.h"
#include "records/input/encoding.h"
#include "records/input/folder.h"

enum { HEAD = 64 << 10 }; /* what formats are told apart by */

/* One call of assay_read_path or assay_read_bytes. */
typedef struct {
    const assay_read_options *options;
    const assay_record_sink *sink;
    assay_record_sink guarded; /* the sink as readers see it: what it refuses is remembered */
    bool stopped;              /* the sink refused */
    bool fits;                 /* a reader was found for the file at hand */
    const char *claimed;       /* what its name says it is and it is not: container.h */
    const char *only;          /* the one file asked for; NULL when walking a folder */
    assay_input_progress progress;
} reading;

static assay_record *guarded_begin(void *user, assay_error *err) {
    reading *r = user;
    assay_record *record = r->sink->begin(r->sink->user, err);
    r->stopped |= record == NULL;
    return record;
}

static assay_status noted(reading *r, assay_status status) {
    r->stopped |= status != ASSAY_OK;
    return status;
}

static assay_status guarded_record(void *user, assay_record *record, assay_error *err) {
    reading *r = user;
    return noted(r, r->sink->record(r->sink->user, record, err));
}

static assay_status guarded_deletion(void *user, assay_span identity, assay_error *err) {
    reading *r = user;
    return noted(r, r->sink->deletion(r->sink->user, identity, err));
}

static assay_status guarded_problem(void *user, const assay_read_problem *problem,
                                    assay_error *err) {
    reading *r = user;
    return noted(r, r->sink->problem(r->sink->user, problem, err));
}

static void start_reading(reading *r, const assay_read_options *options,
                          const assay_record_sink *sink) {
    *r = (reading){.options = options, .sink = sink, .progress = {sink, 0}};
    r->guarded = (assay_record_sink){.user = r,
                                     .begin = guarded_begin,
                                     .record = guarded_record,
                                     .deletion = guarded_deletion,
                                     .problem = guarded_problem};
}

assay_status assay_read_report_at(const assay_input *input, const assay_record_sink *sink,
                                  assay_read_place place, bool lost, const assay_error *problem,
                                  assay_error *err) {
    const assay_read_problem report = {.path = assay_input_name(input),
                                       .line = place.line,
                                       .byte = place.byte,
                                       .record = place.record,
                                       .lost = lost,
                                       .error = problem};
    return sink->problem(sink->user, &report, err);
}

assay_status assay_read_report(const assay_input *input, const assay_record_sink *sink,
                               assay_span record_id, bool lost, const assay_error *problem,
                               assay_error *err) {
    const assay_read_place here = {assay_input_line_number(input), assay_input_offset(input),
                                   record_id};
    return assay_read_report_at(input, sink, here, lost, problem, err);
}

/* "trials/a.json.gz" -> "a.json" */
static assay_span base_name(assay_span path) {
    static const char *const suffixes[] = {".gz", ".zst", ".xz", ".bz2"};
    for (size_t i = path.size; i > 0; i--)
        if (path.data[i - 1] == '/' || path.data[i - 1] == '!') {
            path = assay_span_skip(path, i);
            break;
        }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (assay_span_ends(path, assay_span_of(suffixes[i])))
            path.size -= strlen(suffixes[i]);
    return path;
}

static const assay_format *surest(assay_span head, assay_span name) {
    const assay_format *best = NULL;
    int most = 0;
    for (const assay_format *format = assay_formats(); format->name != NULL; format++) {
        int sure = format->detect(head, name);
        if (sure > most) {
            most = sure;
            best = format;
        }
    }
    return best;
}

static assay_status no_reader(const char *claimed, assay_error *err) {
    assay_error list = {0};
    size_t used = 0;
    for (const assay_format *format = assay_formats(); format->name != NULL; format++) {
        size_t left = sizeof list.message - used, size = strlen(format->name);
        if (size + 3 > left)
            break;
        memcpy(list.message + used, format->name, size);
        memcpy(list.message + used + size, ", ", 3);
        used += size + 2;
    }
    const int size = (int)(used >= 2 ? used - 2 : 0);
    if (claimed != NULL)
        return assay_fail(
            err, ASSAY_E_FORMAT,
            "it is called %s data and is none, and no reader knows it as it is; tried "
            "%.*s",
            claimed, size, list.message);
    return assay_fail(err, ASSAY_E_FORMAT, "no reader knows this file; tried %.*s", size,
                      list.message);
}

/* The format the options name, or the one the file's head and name speak for; NULL with err when there is
 * none. */
static const assay_format *choose(reading *r, assay_span head, const char *path, assay_error *err) {
    assay_span named = assay_span_of(r->options->format);
    bool any = named.size == 0 || assay_span_equal(named, ASSAY_SPAN("auto"));
    const assay_format *format =
        any ? surest(head, base_name(assay_span_of(path))) : assay_format_named(named);
    r->fits = format != NULL;
    if (format == NULL && any)
        (void)no_reader(r->claimed, err);
    else if (format == NULL)
        (void)assay_fail(err, ASSAY_E_USAGE, "unknown format %.*s", ASSAY_SPAN_ARG(named));
    return format;
}

/* Reads what is known by now to be readable, `from` of the input at hand. */
static assay_status read_as(reading *r, const assay_format *format, assay_input *from,
                            assay_error *err) {
    assay_error problem = {0};
    if (r->claimed != NULL) {
        const assay_read_place beginning = {0};
        (void)assay_fail(&problem, ASSAY_E_FORMAT,
                         "it is called %s data and is none; it is read as it is", r->claimed);
        ASSAY_TRY(assay_read_report_at(from, &r->guarded, beginning, false, &problem, err));
    }
    return format->read(from, r->options, &r->guarded, err);
}

/* Chooses by what a UTF-16 file says in UTF-8, reads it so. XML keeps its own ways with encodings. */
static assay_status read_utf16(reading *r, assay_input *input, assay_encoding encoding,
                               assay_span head, assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, (size_t)2 * HEAD);
    assay_encoding_add_utf16(&text, assay_span_skip(assay_span_first(head, HEAD), 2), encoding);
    assay_span start = assay_span_trim(assay_buffer_span(&text));
    bool xml = assay_span_starts(start, ASSAY_SPAN("<"));
    assay_status status = assay_buffer_check(&text, err);
    const assay_format *format = choose(r, assay_buffer_span(&text), assay_input_name(input), err);
    assay_buffer_done(&text);
    ASSAY_TRY(status);
    if (format == NULL)
        return err->status;
    if (xml)
        return read_as(r, format, input, err);
    assay_input *plain = NULL;
    assay_input_skip(input, 2);
    ASSAY_TRY(assay_encoding_open_utf16(&plain, input, encoding, err));
    status = read_as(r, format, plain, err);
    assay_input_free(plain);
    return status;
}

static assay_status read_plain(reading *r, assay_input *input, assay_error *err) {
    assay_span head;
    size_t mark;
    ASSAY_TRY(assay_input_peek(&head, input, err));
    if (head.size == 0)
        return r->claimed != NULL
                   ? assay_fail(err, ASSAY_E_FORMAT, "the file is empty: no %s data", r->claimed)
                   : assay_fail(err, ASSAY_E_FORMAT, "the file is empty");
    assay_encoding encoding = assay_encoding_detect(&mark, head);
    if (encoding >= ASSAY_ENCODING_UTF16_LITTLE)
        return read_utf16(r, input, encoding, head, err);
    assay_input_skip(input, mark);
    ASSAY_TRY(assay_input_peek(&head, input, err));
    const assay_format *format =
        choose(r, assay_span_first(head, HEAD), assay_input_name(input), err);
    return format != NULL ? read_as(r, format, input, err) : err->status;
}

/* What goes wrong inside a file is the file's problem and the reading goes on, but for the sink's
 * refusal, memory, and a single file asked for that no reader knows. */
static assay_status read_file(void *user, assay_input *input, const char *claimed,
                              assay_error *err) {
    reading *r = user;
    r->claimed = claimed;
    assay_error problem = {0};
    r->fits = false;
    assay_status status = read_plain(r, input, &problem);
    bool asked_for = r->only != NULL && strcmp(r->only, assay_input_name(input)) == 0;
    if (status == ASSAY_OK)
        return ASSAY_OK;
    if (!r->stopped && status != ASSAY_E_MEMORY && status != ASSAY_E_USAGE &&
        !(status == ASSAY_E_FORMAT && asked_for && !r->fits))
        return assay_read_report(input, &r->guarded, (assay_span){NULL, 0}, true, &problem, err);
    if (err != NULL)
        *err = problem;
    return r->stopped ? status : assay_fail_in(err, "%s", assay_input_name(input));
}

static assay_status container_damaged(void *user, const assay_input *container,
                                      const assay_error *problem, assay_error *err) {
    reading *r = user;
    return assay_read_report(container, &r->guarded, (assay_span){NULL, 0}, true, problem, err);
}

static assay_status read_input(reading *r, assay_input *input, assay_error *err) {
    const assay_container_visitor visitor = {r, read_file, container_damaged};
    return assay_container_walk(input, &visitor, err);
}

static assay_status path_unreadable(void *user, const char *path, const assay_error *problem,
                                    assay_error *err) {
    reading *r = user;
    const assay_read_problem report = {.path = path, .lost = true, .error = problem};
    return r->guarded.problem(r, &report, err);
}

static assay_status read_path(reading *r, const char *path, assay_error *err) {
    assay_input *input = NULL;
    ASSAY_TRY(assay_input_open_file(&input, path, &r->progress, err));
    assay_status status = read_input(r, input, err);
    assay_input_free(input);
    return status;
}

static assay_status read_path_in_folder(void *user, const char *path, assay_error *err) {
    reading *r = user;
    assay_error problem = {0};
    assay_input *input = NULL;
    assay_status status = assay_input_open_file(&input, path, &r->progress, &problem);
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        return path_unreadable(r, path, &problem, err);
    status = read_input(r, input, err);
    assay_input_free(input);
    return status;
}

assay_status assay_read_path(const char *path, const assay_read_options *options,
                             const assay_record_sink *sink, assay_error *err) {
    reading r;
    start_reading(&r, options, sink);
    if (assay_folder_is(path)) {
        const assay_folder_visitor visitor = {&r, read_path_in_folder, path_unreadable};
        return assay_folder_walk(path, &visitor, err);
    }
    r.only = path;
    return read_path(&r, path, err);
}

assay_status assay_read_bytes(assay_span bytes, const char *name, const assay_read_options *options,
                              const assay_record_sink *sink, assay_error *err) {
    reading r;
    assay_input *input = NULL;
    start_reading(&r, options, sink);
    r.only = name;
    ASSAY_TRY(assay_input_open_bytes(&input, bytes, name, err));
    assay_status status = read_input(&r, input, err);
    assay_input_free(input);
    return status;
}
