#include "vocabulary/thesaurus_dir.h"

#include "base/file.h"
#include "vocabulary/thesaurus_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".voc"

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

static bool is_name(assay_span name) {
    if (name.size == 0 || name.size > ASSAY_THESAURUS_NAME_MAX || name.data[0] == '.')
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!is_name_byte(name.data[i]))
            return false;
    return true;
}

assay_status assay_thesaurus_dir_name(assay_span *out, assay_arena *arena, const char *path,
                                      assay_error *err) {
    assay_span name = assay_span_of(path);
    const char *slash = strrchr(path, '/');
    if (slash != NULL)
        name = assay_span_of(slash + 1);
    size_t dot = assay_span_find_byte(name, '.');
    name = assay_span_first(name, dot != SIZE_MAX && dot != 0 ? dot : name.size);
    char *bytes = assay_arena_alloc(arena, ASSAY_THESAURUS_NAME_MAX);
    if (bytes == NULL)
        return assay_fail_memory(err);
    size_t size = 0;
    for (; size < name.size && size < ASSAY_THESAURUS_NAME_MAX; size++)
        bytes[size] = is_name_byte(name.data[size]) ? name.data[size] : '_';
    *out = assay_span_make(bytes, size);
    return ASSAY_OK;
}

assay_status assay_thesaurus_dir_path(assay_span *out, assay_arena *arena, const char *dir,
                                      assay_span name, assay_error *err) {
    if (!is_name(name))
        return assay_fail(err, ASSAY_E_USAGE,
                          "\"%.*s\" is no name of a vocabulary: letters, digits, - _ and . only",
                          ASSAY_SPAN_ARG(assay_span_first(name, 60)));
    return assay_arena_format(out, arena, err, "%s/vocabularies/%.*s" SUFFIX, dir,
                              ASSAY_SPAN_ARG(name));
}

static int by_bytes(const void *a, const void *b) {
    return assay_span_compare(*(const assay_span *)a, *(const assay_span *)b);
}

typedef struct {
    assay_span *items;
    size_t count, capacity;
} name_list;

static assay_status list_folder(name_list *names, DIR *folder, assay_arena *arena,
                                assay_error *err) {
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        assay_span name = assay_span_of(entry->d_name);
        if (!assay_span_ends(name, ASSAY_SPAN(SUFFIX)))
            continue;
        name.size -= sizeof SUFFIX - 1;
        if (!is_name(name))
            continue;
        ASSAY_TRY(assay_arena_grow(arena, &names->items, &names->capacity, names->count,
                                   sizeof *names->items, err));
        ASSAY_TRY(assay_arena_copy(&names->items[names->count++], arena, name, err));
    }
    return ASSAY_OK;
}

assay_status assay_thesaurus_dir_list(assay_span **out, size_t *count, assay_arena *arena,
                                      const char *dir, assay_error *err) {
    assay_span path;
    name_list names = {0};
    ASSAY_TRY(assay_arena_format(&path, arena, err, "%s/vocabularies", dir));
    DIR *folder = opendir(path.data);
    if (folder == NULL && errno != ENOENT)
        return assay_fail(err, ASSAY_E_IO, "cannot read %s: %s", path.data, strerror(errno));
    if (folder != NULL) {
        assay_status status = list_folder(&names, folder, arena, err);
        closedir(folder);
        ASSAY_TRY(status);
    }
    if (names.count > 1)
        qsort(names.items, names.count, sizeof *names.items, by_bytes);
    *out = names.items;
    *count = names.count;
    return ASSAY_OK;
}

/* The folder exists and there is room for the name. */
static assay_status prepare(assay_arena *arena, const char *dir, assay_span name,
                            assay_error *err) {
    assay_span folder, *names = NULL;
    size_t count = 0, same = 0;
    ASSAY_TRY(assay_arena_format(&folder, arena, err, "%s/vocabularies", dir));
    if (mkdir(folder.data, 0777) != 0 && errno != EEXIST)
        return assay_fail(err, ASSAY_E_IO, "cannot make the folder %s: %s", folder.data,
                          strerror(errno));
    ASSAY_TRY(assay_file_sync_dir(dir, err));
    ASSAY_TRY(assay_thesaurus_dir_list(&names, &count, arena, dir, err));
    for (size_t i = 0; i < count; i++)
        same += assay_span_equal(names[i], name);
    if (count - same >= ASSAY_THESAURI_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "%s has %d vocabularies, and may have no more", dir,
                          (int)ASSAY_THESAURI_MAX);
    return ASSAY_OK;
}

static assay_status write_file(const char *path, assay_span bytes, assay_error *err) {
    assay_file_writer writer = {0};
    ASSAY_TRY(assay_file_writer_open(&writer, path, err));
    if (fwrite(bytes.data, 1, bytes.size, writer.stream) == bytes.size)
        return assay_file_writer_finish(&writer, err);
    assay_status status = assay_fail(err, ASSAY_E_IO, "cannot write %s: %s", path, strerror(errno));
    assay_file_writer_abandon(&writer);
    return status;
}

assay_status assay_thesaurus_dir_put(const char *dir, assay_span name, assay_span compiled,
                                     assay_error *err) {
    assay_arena arena;
    assay_span path;
    assay_arena_init(&arena);
    assay_status status = assay_thesaurus_dir_path(&path, &arena, dir, name, err);
    if (status == ASSAY_OK)
        status = prepare(&arena, dir, name, err);
    if (status == ASSAY_OK)
        status = write_file(path.data, compiled, err);
    assay_arena_done(&arena);
    return status;
}

static assay_status remove_file(const char *dir, const char *path, assay_error *err) {
    if (unlink(path) == 0)
        return assay_file_sync_dir(dir, err);
    if (errno == ENOENT)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "there is no vocabulary %s", path);
    return assay_fail(err, ASSAY_E_IO, "cannot remove %s: %s", path, strerror(errno));
}

assay_status assay_thesaurus_dir_remove(const char *dir, assay_span name, assay_error *err) {
    assay_arena arena;
    assay_span path, folder;
    assay_arena_init(&arena);
    assay_status status = assay_thesaurus_dir_path(&path, &arena, dir, name, err);
    if (status == ASSAY_OK)
        status = assay_arena_format(&folder, &arena, err, "%s/vocabularies", dir);
    if (status == ASSAY_OK)
        status = remove_file(folder.data, path.data, err);
    assay_arena_done(&arena);
    return status;
}

static assay_status read_all(assay_buffer *out, assay_thesaurus_builder *builder,
                             const char *const *paths, size_t count, const char *format,
                             assay_error *err) {
    assay_buffer source;
    assay_buffer_init(&source, ASSAY_BUFFER_NO_CAP);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < count && status == ASSAY_OK; i++) {
        status = assay_thesaurus_read(builder, paths[i], format, err);
        assay_buffer_add_text(&source, i != 0 ? ", " : "");
        assay_buffer_add_text(&source, paths[i]);
    }
    if (status == ASSAY_OK)
        status = assay_buffer_check(&source, err);
    if (status == ASSAY_OK)
        status = assay_thesaurus_builder_finish(out, builder, assay_buffer_span(&source), err);
    assay_buffer_done(&source);
    return status;
}

assay_status assay_thesaurus_dir_load(const char *dir, assay_span name, const char *const *paths,
                                      size_t count, const char *format, assay_analyzer *analyzer,
                                      assay_error *err) {
    assay_thesaurus_builder *builder = NULL;
    assay_buffer compiled;
    ASSAY_TRY(assay_thesaurus_builder_new(&builder, analyzer, err));
    assay_buffer_init(&compiled, ASSAY_BUFFER_NO_CAP);
    assay_status status = read_all(&compiled, builder, paths, count, format, err);
    assay_thesaurus_builder_free(builder);
    if (status == ASSAY_OK)
        status = assay_thesaurus_dir_put(dir, name, assay_buffer_span(&compiled), err);
    assay_buffer_done(&compiled);
    return status;
}

static assay_status verify_one(assay_arena *arena, const char *dir, assay_span name,
                               const char *analyzer, assay_error *err) {
    assay_thesaurus *opened = NULL;
    assay_span path;
    ASSAY_TRY(assay_thesaurus_dir_path(&path, arena, dir, name, err));
    ASSAY_TRY(assay_thesaurus_open(&opened, path.data, err));
    bool fits =
        assay_span_equal(assay_thesaurus_describe(opened)->analyzer, assay_span_of(analyzer));
    assay_thesaurus_close(opened);
    return fits ? ASSAY_OK
                : assay_fail(err, ASSAY_E_VERSION, "%s: compiled for other words than the index's",
                             path.data);
}

assay_status assay_thesaurus_dir_verify(const char *dir, const char *analyzer,
                                        void (*fault)(void *user, const char *text), void *user,
                                        assay_error *err) {
    assay_arena arena;
    assay_span *names = NULL;
    size_t count = 0;
    assay_arena_init(&arena);
    assay_status status = assay_thesaurus_dir_list(&names, &count, &arena, dir, err);
    for (size_t i = 0; status == ASSAY_OK && i < count; i++) {
        assay_error problem;
        if (verify_one(&arena, dir, names[i], analyzer, &problem) != ASSAY_OK)
            fault(user, problem.message);
    }
    assay_arena_done(&arena);
    return status;
}
