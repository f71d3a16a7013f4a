#include "records/input/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 256 << 10, PEEK = 64 << 10 };

struct assay_input {
    char *name;
    assay_input_source source;
    char *buffer;
    size_t start, end, capacity; /* the window is [start, end) */
    uint64_t offset, line;
    bool ended;          /* the source gave its last byte, or failed */
    assay_status status; /* of the source */
    assay_error error;
};

assay_status assay_input_new(assay_input **out, const char *name, assay_input_source source,
                             assay_error *err) {
    assay_input *input = calloc(1, sizeof *input);
    if (input != NULL) {
        input->name = strdup(name);
        input->buffer = malloc(FIRST_CAPACITY);
        input->capacity = FIRST_CAPACITY;
        input->source = source;
    }
    if (input == NULL || input->name == NULL || input->buffer == NULL) {
        if (input == NULL && source.close != NULL)
            source.close(source.user);
        assay_input_free(input);
        return assay_fail_memory(err);
    }
    *out = input;
    return ASSAY_OK;
}

void assay_input_free(assay_input *input) {
    if (input == NULL)
        return;
    if (input->source.close != NULL)
        input->source.close(input->source.user);
    free(input->buffer);
    free(input->name);
    free(input);
}

/* Makes room after the window: by moving it to the front, then by doubling. */
static assay_status make_room(assay_input *input, size_t at_least, assay_error *err) {
    size_t size = input->end - input->start, wanted = input->capacity;
    if (input->end < input->capacity && input->capacity - input->start >= at_least)
        return ASSAY_OK;
    if (input->start != 0)
        memmove(input->buffer, input->buffer + input->start, size);
    input->start = 0;
    input->end = size;
    while (wanted < at_least || wanted == size)
        if (__builtin_mul_overflow(wanted, (size_t)2, &wanted))
            return assay_fail_memory(err);
    if (wanted == input->capacity)
        return ASSAY_OK;
    char *bigger = realloc(input->buffer, wanted);
    if (bigger == NULL)
        return assay_fail_memory(err);
    input->buffer = bigger;
    input->capacity = wanted;
    return ASSAY_OK;
}

/* One more piece from the source; a failure of the source is kept for later. */
static assay_status fill(assay_input *input, size_t at_least, assay_error *err) {
    ASSAY_TRY(make_room(input, at_least, err));
    size_t size = 0;
    input->status = input->source.fill(&size, input->source.user, input->buffer + input->end,
                                       input->capacity - input->end, &input->error);
    if (input->status != ASSAY_OK || size == 0)
        input->ended = true;
    else
        input->end += size;
    return ASSAY_OK;
}

/* The failure kept back, now that the bytes before it are gone. */
static assay_status kept(const assay_input *input, assay_error *err) {
    if (input->status != ASSAY_OK && err != NULL)
        *err = input->error;
    return input->status;
}

assay_status assay_input_window(assay_span *out, assay_input *input, size_t at_least,
                                assay_error *err) {
    while (input->end - input->start < at_least && !input->ended)
        ASSAY_TRY(fill(input, at_least, err));
    if (input->end == input->start)
        ASSAY_TRY(kept(input, err));
    *out = assay_span_make(input->buffer + input->start, input->end - input->start);
    return ASSAY_OK;
}

void assay_input_skip(assay_input *input, size_t n) {
    input->start += n;
    input->offset += n;
    if (input->start == input->end)
        input->start = input->end = 0;
}

bool assay_input_at_end(const assay_input *input) {
    return input->ended;
}

assay_status assay_input_peek(assay_span *out, assay_input *input, assay_error *err) {
    return assay_input_window(out, input, PEEK, err);
}

assay_status assay_input_read(size_t *size, assay_input *input, void *out, size_t capacity,
                              assay_error *err) {
    assay_span window;
    ASSAY_TRY(assay_input_window(&window, input, 1, err));
    size_t taken = window.size < capacity ? window.size : capacity;
    if (taken != 0)
        memcpy(out, window.data, taken);
    assay_input_skip(input, taken);
    *size = taken;
    return ASSAY_OK;
}

/* Drops bytes up to and with the next line end. */
static assay_status skip_line(assay_input *input, assay_error *err) {
    for (;;) {
        assay_span window;
        ASSAY_TRY(assay_input_window(&window, input, 1, err));
        size_t end = assay_span_find_byte(window, '\n');
        assay_input_skip(input, end != SIZE_MAX ? end + 1 : window.size);
        if (end != SIZE_MAX || window.size == 0)
            return ASSAY_OK;
    }
}

assay_status assay_input_line(assay_span *out, bool *more, assay_input *input, size_t max_bytes,
                              assay_error *err) {
    size_t searched = 0, end;
    assay_span window;
    for (;;) {
        ASSAY_TRY(assay_input_window(&window, input, searched + 1, err));
        end = assay_span_find_byte(assay_span_skip(window, searched), '\n');
        if (end != SIZE_MAX || window.size == searched)
            break;
        searched = window.size;
        if (searched > max_bytes + 1) {
            ASSAY_TRY(skip_line(input, err));
            input->line++;
            return assay_fail(err, ASSAY_E_LIMIT, "a line is longer than %zu bytes", max_bytes);
        }
    }
    if (end == SIZE_MAX) {
        if (input->status != ASSAY_OK) /* what was to follow is unknown: half a line is not one */
            return kept(input, err);
        end = window.size;
        *more = window.size != 0;
    } else {
        end += searched;
        *more = true;
    }
    *out = assay_span_first(window, end);
    if (out->size != 0 && out->data[out->size - 1] == '\r')
        out->size--;
    input->line += *more;
    if (*more) { /* not assay_input_skip: the line stays where it is until the next call */
        size_t consumed = end < window.size ? end + 1 : end;
        input->start += consumed;
        input->offset += consumed;
    }
    if (out->size > max_bytes)
        return assay_fail(err, ASSAY_E_LIMIT, "a line is longer than %zu bytes", max_bytes);
    return ASSAY_OK;
}

const char *assay_input_name(const assay_input *input) {
    return input->name;
}

uint64_t assay_input_line_number(const assay_input *input) {
    return input->line;
}

uint64_t assay_input_offset(const assay_input *input) {
    return input->offset;
}

typedef struct {
    int fd;
    assay_input_progress *progress;
} file_source;

static assay_status fill_from_file(size_t *size, void *user, void *out, size_t capacity,
                                   assay_error *err) {
    file_source *file = user;
    ssize_t got;
    do
        got = read(file->fd, out, capacity);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return assay_fail(err, ASSAY_E_IO, "cannot read: %s", strerror(errno));
    *size = (size_t)got;
    if (file->progress != NULL) {
        file->progress->bytes += *size;
        if (file->progress->sink->progress != NULL)
            file->progress->sink->progress(file->progress->sink->user, file->progress->bytes);
    }
    return ASSAY_OK;
}

static void close_file(void *user) {
    file_source *file = user;
    if (file->fd > STDERR_FILENO)
        (void)close(file->fd);
    free(file);
}

static assay_status open_fd(int *out, const char *path, assay_error *err) {
    if (strcmp(path, "-") == 0) {
        *out = STDIN_FILENO;
        return ASSAY_OK;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (fd < 0)
        return assay_fail(err, errno == ENOENT ? ASSAY_E_NOT_FOUND : ASSAY_E_IO,
                          "cannot open %s: %s", path, strerror(errno));
    if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode)) {
        (void)close(fd);
        return assay_fail(err, ASSAY_E_IO, "cannot read %s: it is a folder", path);
    }
    *out = fd;
    return ASSAY_OK;
}

assay_status assay_input_open_file(assay_input **out, const char *path,
                                   assay_input_progress *progress, assay_error *err) {
    int fd = -1;
    ASSAY_TRY(open_fd(&fd, path, err));
    file_source *file = malloc(sizeof *file);
    if (file == NULL) {
        if (fd > STDERR_FILENO)
            (void)close(fd);
        return assay_fail_memory(err);
    }
    *file = (file_source){fd, progress};
    return assay_input_new(out, path, (assay_input_source){file, fill_from_file, close_file}, err);
}

static assay_status fill_from_bytes(size_t *size, void *user, void *out, size_t capacity,
                                    assay_error *err) {
    (void)err;
    assay_span *left = user;
    *size = left->size < capacity ? left->size : capacity;
    if (*size != 0)
        memcpy(out, left->data, *size);
    *left = assay_span_skip(*left, *size);
    return ASSAY_OK;
}

assay_status assay_input_open_bytes(assay_input **out, assay_span bytes, const char *name,
                                    assay_error *err) {
    assay_span *left = malloc(sizeof *left);
    if (left == NULL)
        return assay_fail_memory(err);
    *left = bytes;
    return assay_input_new(out, name, (assay_input_source){left, fill_from_bytes, free}, err);
}
