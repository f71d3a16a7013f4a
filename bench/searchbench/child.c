#include "searchbench/child.h"

#include "searchbench/clock.h"
#include "searchbench/process.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static bool write_all(int file, const void *bytes, size_t size) {
    for (const char *at = bytes; size > 0;) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool read_all(int file, void *bytes, size_t size) {
    for (char *at = bytes; size > 0;) {
        ssize_t got = read(file, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static assay_status wait_for(pid_t pid, bench_child_cost *cost) {
    struct rusage usage = {.ru_maxrss = 0};
    int status = -1;
    while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
        continue;
    cost->peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
    cost->major_faults = (uint64_t)usage.ru_majflt;
    cost->cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                        (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ASSAY_OK : ASSAY_E_BUG;
}

assay_status bench_child_run(bench_child_cost *cost, void *result, size_t size,
                             assay_status (*work)(void *result, void *user, assay_error *err),
                             void *user, assay_error *err) {
    int ends[2];
    assay_error error = {.status = ASSAY_OK};
    if (pipe(ends) != 0)
        return assay_fail(err, ASSAY_E_IO, "cannot make a pipe: %s", strerror(errno));
    fflush(stdout);
    double started = bench_clock_seconds();
    pid_t pid = fork();
    if (pid == 0) {
        bench_usage before = bench_usage_now();
        assay_status status = work(result, user, &error);
        error.status = status;
        uint64_t written = bench_usage_since(&before).bytes_written;
        bool told = write_all(ends[1], &error, sizeof error) &&
                    write_all(ends[1], &written, sizeof written) &&
                    write_all(ends[1], result, size);
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    bool told = pid > 0 && read_all(ends[0], &error, sizeof error) &&
                read_all(ends[0], &cost->bytes_written, sizeof cost->bytes_written) &&
                read_all(ends[0], result, size);
    close(ends[0]);
    if (pid < 0)
        return assay_fail(err, ASSAY_E_MEMORY, "cannot start a process: %s", strerror(errno));
    assay_status ended = wait_for(pid, cost);
    cost->seconds = bench_clock_seconds() - started;
    if (!told || ended != ASSAY_OK)
        return assay_fail(err, ASSAY_E_BUG, "the process that did the work died");
    if (error.status != ASSAY_OK)
        *err = error;
    return error.status;
}
