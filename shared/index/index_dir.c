#include "index/index_dir.h"

#include "base/file.h"
#include "base/number.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

__attribute__((format(printf, 1, 2))) static char *format_path(const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *path = NULL;
    if (vasprintf(&path, format, args) < 0)
        path = NULL;
    va_end(args);
    return path;
}

char *assay_index_dir_catalogue(const char *dir) {
    return format_path("%s/catalogue", dir);
}
char *assay_index_dir_segments(const char *dir) {
    return format_path("%s/segments", dir);
}
char *assay_index_dir_segment(const char *dir, uint32_t number) {
    return format_path("%s/segments/%u.seg", dir, number);
}
char *assay_index_dir_tombstones(const char *dir, uint32_t number, uint32_t generation) {
    return format_path("%s/segments/%u.del.%u", dir, number, generation);
}

static bool exists(const char *dir, const char *name) {
    char *path = format_path("%s/%s", dir, name);
    struct stat about;
    bool found = path != NULL && stat(path, &about) == 0;
    free(path);
    return found;
}

/* Anything but "." and ".." and hidden files. */
static bool is_empty_folder(const char *dir) {
    DIR *folder = opendir(dir);
    if (folder == NULL)
        return false;
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(folder)) != NULL;)
        empty = entry->d_name[0] == '.';
    closedir(folder);
    return empty;
}

assay_status assay_index_dir_check(const char *dir, assay_error *err) {
    struct stat about;
    if (stat(dir, &about) != 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? assay_fail(err, ASSAY_E_NOT_FOUND, "there is no index at %s", dir)
                   : assay_fail(err, ASSAY_E_IO, "cannot look at %s: %s", dir, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        return assay_fail(err, ASSAY_E_FORMAT, "%s is not an index: it is not a folder", dir);
    if (access(dir, R_OK | X_OK) != 0)
        return assay_fail(err, ASSAY_E_IO, "cannot read %s: %s", dir, strerror(errno));
    if (!exists(dir, "catalogue"))
        return assay_fail(err, ASSAY_E_FORMAT, "%s is not an index: it has no catalogue", dir);
    return ASSAY_OK;
}

static assay_status make_folder(const char *path, assay_error *err) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_E_IO, "cannot make the folder %s: %s", path, strerror(errno));
}

assay_status assay_index_dir_create(const char *dir, assay_error *err) {
    ASSAY_TRY(make_folder(dir, err));
    assay_error ignored;
    assay_status status = assay_index_dir_check(dir, &ignored);
    struct stat about;
    if (stat(dir, &about) == 0 && !S_ISDIR(about.st_mode))
        return assay_index_dir_check(dir, err);
    if (status == ASSAY_E_FORMAT && !is_empty_folder(dir) && !exists(dir, "segments"))
        return assay_fail(err, ASSAY_E_FORMAT, "%s is not an index, and not empty", dir);
    char *segments = assay_index_dir_segments(dir);
    if (segments == NULL)
        return assay_fail_memory(err);
    status = make_folder(segments, err);
    free(segments);
    return status == ASSAY_OK ? assay_file_sync_dir(dir, err) : status;
}

/* Whether a name is one the manifest gives: "N.seg" or "N.del.G". */
static bool is_named(const assay_manifest *manifest, assay_span name) {
    uint64_t number = 0, generation = 0;
    if (!assay_number_u64(&number, assay_span_cut(&name, '.')))
        return false;
    bool is_segment = assay_span_equal(name, ASSAY_SPAN("seg"));
    if (!is_segment && (!assay_span_equal(assay_span_cut(&name, '.'), ASSAY_SPAN("del")) ||
                        !assay_number_u64(&generation, name)))
        return false;
    for (size_t i = 0; i < manifest->count; i++)
        if (manifest->segments[i].number == number)
            return is_segment || (generation == manifest->segments[i].generation);
    return false;
}

assay_status assay_index_dir_sweep(const char *dir, const assay_manifest *manifest,
                                   assay_error *err) {
    char *segments = assay_index_dir_segments(dir);
    if (segments == NULL)
        return assay_fail_memory(err);
    DIR *folder = opendir(segments);
    assay_status status = ASSAY_OK;
    if (folder == NULL)
        status = assay_fail(err, ASSAY_E_IO, "cannot read %s: %s", segments, strerror(errno));
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.' || is_named(manifest, assay_span_of(entry->d_name)))
            continue;
        /* One that will not go is only left over: nothing reads it. */
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL)
        closedir(folder);
    free(segments);
    return status;
}

/* A file the manifest names must be there: its absence is damage, not a usual "not found". */
static assay_status as_damage(assay_status status, assay_error *err) {
    if (status == ASSAY_E_NOT_FOUND || status == ASSAY_E_FORMAT) {
        if (err != NULL)
            err->status = ASSAY_E_CORRUPT;
        return ASSAY_E_CORRUPT;
    }
    return status;
}

static assay_status open_tombstones(assay_open_segment *out, const char *dir,
                                    const assay_manifest_segment *about, assay_error *err) {
    char *path = assay_index_dir_tombstones(dir, about->number, about->generation);
    if (path == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_tombstones_open(&out->tombstones, path, out->segment, err);
    if (status == ASSAY_OK && assay_tombstones_dead(out->tombstones) != about->dead)
        status = assay_fail(err, ASSAY_E_CORRUPT, "%s has %u dead records, not %u", path,
                            assay_tombstones_dead(out->tombstones), about->dead);
    free(path);
    return as_damage(status, err);
}

assay_status assay_index_dir_open(assay_open_segment *out, const char *dir,
                                  const assay_manifest_segment *about, assay_error *err) {
    assay_open_segment opened = {NULL, NULL};
    char *path = assay_index_dir_segment(dir, about->number);
    if (path == NULL)
        return assay_fail_memory(err);
    assay_status status = as_damage(assay_segment_open(&opened.segment, path, err), err);
    if (status == ASSAY_OK && assay_segment_footer(opened.segment)->records != about->records)
        status = assay_fail(err, ASSAY_E_CORRUPT, "%s has %u records, not %u", path,
                            assay_segment_footer(opened.segment)->records, about->records);
    if (status == ASSAY_OK && about->generation != 0)
        status = open_tombstones(&opened, dir, about, err);
    free(path);
    if (status != ASSAY_OK)
        assay_open_segment_close(&opened);
    else
        *out = opened;
    return status;
}

void assay_open_segment_close(assay_open_segment *segment) {
    assay_tombstones_close(segment->tombstones);
    assay_segment_close(segment->segment);
    *segment = (assay_open_segment){NULL, NULL};
}

static const char *const part_names[ASSAY_CATALOGUE_PARTS] = {"postlist", "docdata",  "termlist",
                                                              "position", "spelling", "synonym"};

const char *assay_index_dir_part_name(size_t part) {
    return part_names[part];
}

static uint64_t folder_size(const char *path, uint64_t *parts) {
    uint64_t total = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        struct stat about;
        if (fstatat(dirfd(folder), entry->d_name, &about, 0) != 0 || !S_ISREG(about.st_mode))
            continue;
        total += (uint64_t)about.st_size;
        for (size_t i = 0; parts != NULL && i < ASSAY_CATALOGUE_PARTS; i++)
            if (strncmp(entry->d_name, part_names[i], strlen(part_names[i])) == 0)
                parts[i] += (uint64_t)about.st_size;
    }
    if (folder != NULL)
        closedir(folder);
    return total;
}

assay_status assay_index_dir_sizes(assay_index_sizes *out, const char *dir, assay_error *err) {
    char *catalogue = assay_index_dir_catalogue(dir), *segments = assay_index_dir_segments(dir);
    assay_status status = ASSAY_OK;
    if (catalogue == NULL || segments == NULL) {
        status = assay_fail_memory(err);
    } else {
        *out = (assay_index_sizes){0};
        out->catalogue = folder_size(catalogue, out->catalogue_parts);
        out->segments = folder_size(segments, NULL);
    }
    free(catalogue);
    free(segments);
    return status;
}
