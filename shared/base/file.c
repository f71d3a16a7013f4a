#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static assay_status fail_errno(assay_error *err, const char *doing, const char *path) {
    assay_status status = errno == ENOENT ? ASSAY_E_NOT_FOUND : ASSAY_E_IO;
    return assay_fail(err, status, "%s %s: %s", doing, path, strerror(errno));
}

static assay_status map_descriptor(assay_file_map *out, int fd, const char *path,
                                   assay_error *err) {
    struct stat about;
    if (fstat(fd, &about) != 0)
        return fail_errno(err, "cannot look at", path);
    if (!S_ISREG(about.st_mode))
        return assay_fail(err, ASSAY_E_FORMAT, "%s is not a regular file", path);
    *out = (assay_file_map){NULL, (size_t)about.st_size};
    if (about.st_size == 0)
        return ASSAY_OK;
    void *data = mmap(NULL, out->size, PROT_READ, MAP_SHARED, fd, 0);
    if (data == MAP_FAILED)
        return fail_errno(err, "cannot map", path);
    out->data = data;
    return ASSAY_OK;
}

assay_status assay_file_map_open(assay_file_map *out, const char *path, assay_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "cannot open", path);
    assay_status status = map_descriptor(out, fd, path, err);
    close(fd);
    return status;
}

void assay_file_map_close(assay_file_map *map) {
    if (map->data != NULL)
        munmap((void *)(uintptr_t)map->data, map->size);
    *map = (assay_file_map){0};
}

static void forget(assay_file_writer *writer) {
    free(writer->path);
    free(writer->part);
    *writer = (assay_file_writer){0};
}

assay_status assay_file_writer_open(assay_file_writer *out, const char *path, assay_error *err) {
    assay_file_writer writer = {.path = strdup(path)};
    if (writer.path == NULL || asprintf(&writer.part, "%s.part", path) < 0) {
        writer.part = NULL;
        forget(&writer);
        return assay_fail_memory(err);
    }
    writer.stream = fopen(writer.part, "wbe");
    if (writer.stream == NULL) {
        assay_status status = fail_errno(err, "cannot write", writer.part);
        forget(&writer);
        return status;
    }
    *out = writer;
    return ASSAY_OK;
}

#ifdef SYNC_FILE_RANGE_WRITE
static void push(int fd, off_t from) {
    (void)sync_file_range(fd, from, 0, SYNC_FILE_RANGE_WRITE);
}
#else
static void push(int fd, off_t from) {
    (void)fd;
    (void)from;
}
#endif

void assay_file_writer_push(assay_file_writer *writer) {
    if (fflush(writer->stream) != 0)
        return;
    push(fileno(writer->stream), (off_t)writer->pushed);
    writer->pushed = ftello(writer->stream);
}

void assay_file_push(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    push(fd, 0);
    close(fd);
}

void assay_file_writer_abandon(assay_file_writer *writer) {
    if (writer->stream != NULL)
        fclose(writer->stream);
    if (writer->part != NULL)
        unlink(writer->part);
    forget(writer);
}

static assay_status sync_stream(FILE *stream, const char *path, assay_error *err) {
    if (fflush(stream) != 0 || ferror(stream) || fsync(fileno(stream)) != 0)
        return fail_errno(err, "cannot write", path);
    return ASSAY_OK;
}

static assay_status sync_parent(const char *path, assay_error *err) {
    char *copy = strdup(path);
    if (copy == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_file_sync_dir(dirname(copy), err);
    free(copy);
    return status;
}

assay_status assay_file_writer_finish(assay_file_writer *writer, assay_error *err) {
    assay_status status = sync_stream(writer->stream, writer->part, err);
    int closed = fclose(writer->stream);
    writer->stream = NULL;
    if (status == ASSAY_OK && closed != 0)
        status = fail_errno(err, "cannot close", writer->part);
    if (status == ASSAY_OK && rename(writer->part, writer->path) != 0)
        status = fail_errno(err, "cannot rename", writer->part);
    if (status == ASSAY_OK)
        status = sync_parent(writer->path, err);
    if (status != ASSAY_OK)
        unlink(writer->part);
    forget(writer);
    return status;
}

assay_status assay_file_read(assay_buffer *out, const char *path, assay_error *err) {
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL)
        return fail_errno(err, "cannot open", path);
    size_t got = 1;
    while (got != 0 &&
           assay_buffer_reserve(out, 65536 < out->cap - out->size ? 65536 : out->cap - out->size)) {
        size_t room = out->capacity - out->size;
        got = room != 0 ? fread(out->data + out->size, 1, room, stream) : 0;
        out->size += got;
        if (room == 0)
            break;
    }
    bool broken = ferror(stream) != 0, more = !broken && getc(stream) != EOF;
    fclose(stream);
    if (broken)
        return assay_fail(err, ASSAY_E_IO, "cannot read %s", path);
    if (out->failed == ASSAY_OK && more)
        return assay_fail(err, ASSAY_E_LIMIT, "%s is larger than %zu bytes", path, out->cap);
    return assay_buffer_check(out, err);
}

assay_status assay_file_sync_dir(const char *path, assay_error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, "cannot open", path);
    int synced = fsync(fd);
    close(fd);
    return synced == 0 ? ASSAY_OK : fail_errno(err, "cannot sync", path);
}
