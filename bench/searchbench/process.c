#include "searchbench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void read_io(bench_usage *usage) {
    FILE *file = fopen("/proc/self/io", "r");
    char line[128];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "rchar: ", 7) == 0)
            usage->bytes_read = strtoull(line + 7, NULL, 10);
        if (strncmp(line, "wchar: ", 7) == 0)
            usage->bytes_written = strtoull(line + 7, NULL, 10);
    }
    if (file != NULL)
        fclose(file);
}

bench_usage bench_usage_now(void) {
    struct rusage usage;
    bench_usage out = {.cpu_seconds = 0};
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        out.cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                          (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
        out.minor_faults = (uint64_t)usage.ru_minflt;
        out.major_faults = (uint64_t)usage.ru_majflt;
        out.peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
    }
    read_io(&out);
    return out;
}

bench_usage bench_usage_since(const bench_usage *earlier) {
    bench_usage now = bench_usage_now();
    now.cpu_seconds -= earlier->cpu_seconds;
    now.minor_faults -= earlier->minor_faults;
    now.major_faults -= earlier->major_faults;
    now.bytes_read -= earlier->bytes_read;
    now.bytes_written -= earlier->bytes_written;
    return now;
}

bool bench_pages_forget(void) {
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file == NULL)
        return false;
    bool written = fputs("1", file) >= 0;
    return fclose(file) == 0 && written;
}

/* "7f..-7f.. r--p 0 fe:00 123   /path": the path, or NULL when the line is no head of a mapping. */
static const char *mapped_path(char *line) {
    line[strcspn(line, "\n")] = '\0';
    if (strchr("0123456789abcdef", line[0]) == NULL)
        return NULL;
    const char *slash = strchr(line, '/');
    return slash != NULL ? slash : "";
}

static bool is_below(const char *path, const char *folder) {
    size_t size = strlen(folder);
    return strncmp(path, folder, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

bool bench_pages_used(uint64_t *bytes, const char *folder) {
    FILE *file = fopen("/proc/self/smaps", "r");
    char *whole = realpath(folder, NULL);
    char line[4400];
    bool inside = false, known = false;
    *bytes = 0;
    while (file != NULL && whole != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *path = mapped_path(line);
        if (path != NULL) {
            inside = is_below(path, whole);
        } else if (strncmp(line, "Referenced:", 11) == 0) {
            known = true;
            *bytes += inside ? strtoull(line + 11, NULL, 10) * 1024 : 0;
        }
    }
    if (file != NULL)
        fclose(file);
    free(whole);
    return known;
}

/* ---- files ---- */

/* nftw hands no context to its callback. */
static struct { uint64_t left, bytes; } walked;

static uint64_t resident(int file, size_t size) {
    long page = sysconf(_SC_PAGESIZE);
    if (size == 0 || page <= 0)
        return 0;
    size_t pages = (size + (size_t)page - 1) / (size_t)page, in = 0;
    unsigned char *marks = malloc(pages);
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    if (marks != NULL && map != MAP_FAILED && mincore(map, size, marks) == 0)
        for (size_t i = 0; i < pages; i++)
            in += marks[i] & 1;
    if (map != MAP_FAILED)
        munmap(map, size);
    free(marks);
    return (uint64_t)in * (uint64_t)page;
}

static int drop_one(const char *path, const struct stat *about, int kind, struct FTW *place) {
    (void)place;
    if (kind != FTW_F)
        return 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return -1;
    (void)fdatasync(file); /* dirty pages are not dropped */
    int failed = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    walked.left += resident(file, (size_t)about->st_size);
    close(file);
    return failed == 0 ? 0 : -1;
}

static int add_size(const char *path, const struct stat *about, int kind, struct FTW *place) {
    (void)path, (void)place;
    walked.bytes += kind == FTW_F ? (uint64_t)about->st_size : 0;
    return 0;
}

assay_status bench_cache_drop(uint64_t *left, const char *path, assay_error *err) {
    walked.left = 0;
    if (nftw(path, drop_one, 16, FTW_PHYS) != 0)
        return assay_fail(err, ASSAY_E_IO, "%s: cannot drop it from memory: %s", path,
                          strerror(errno));
    *left = walked.left;
    return ASSAY_OK;
}

assay_status bench_files_bytes(uint64_t *bytes, const char *path, assay_error *err) {
    walked.bytes = 0;
    if (nftw(path, add_size, 16, FTW_PHYS) != 0)
        return assay_fail(err, ASSAY_E_IO, "%s: %s", path, strerror(errno));
    *bytes = walked.bytes;
    return ASSAY_OK;
}
