#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double interval = 0.25; /* seconds between lines */

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

void assay_progress_start(assay_progress *progress, assay_progress_mode mode,
                          uint64_t total_bytes) {
    *progress = (assay_progress){.total_bytes = total_bytes};
    progress->line =
        mode == ASSAY_PROGRESS_ALWAYS || (mode == ASSAY_PROGRESS_AUTO && isatty(STDERR_FILENO));
    progress->json = mode == ASSAY_PROGRESS_JSON;
    progress->started = progress->shown = now();
}

double assay_progress_seconds(const assay_progress *progress) {
    return now() - progress->started;
}

/* Seconds left at the rate so far; -1: unknown. */
static double left(const assay_progress *progress, uint64_t bytes, double seconds) {
    if (progress->total_bytes == 0 || bytes == 0 || seconds < 1)
        return -1;
    if (bytes >= progress->total_bytes)
        return 0;
    return seconds * (double)(progress->total_bytes - bytes) / (double)bytes;
}

static void show_line(uint64_t records, uint64_t bytes, double rate, double rest) {
    fprintf(stderr, "\r\033[K%llu records, %.1f MB, %.1f MB/s", (unsigned long long)records,
            (double)bytes / 1e6, rate / 1e6);
    if (rest >= 0)
        fprintf(stderr, ", %u:%02u left", (unsigned)rest / 60, (unsigned)rest % 60);
    fflush(stderr);
}

void assay_progress_show(assay_progress *progress, uint64_t records, uint64_t bytes) {
    if (!progress->line && !progress->json)
        return;
    double at = now();
    if (at - progress->shown < interval)
        return;
    progress->shown = at;
    double seconds = at - progress->started, rate = (double)bytes / seconds;
    double rest = left(progress, bytes, seconds);
    if (progress->json) {
        fprintf(stderr,
                "{\"progress\": {\"records\": %llu, \"bytes\": %llu, \"bytes_per_second\": %.0f, "
                "\"seconds_left\": ",
                (unsigned long long)records, (unsigned long long)bytes, rate);
        if (rest >= 0)
            fprintf(stderr, "%.0f}}\n", rest);
        else
            fprintf(stderr, "null}}\n");
        return;
    }
    show_line(records, bytes, rate, rest);
    progress->drawn = true;
}

void assay_progress_clear(assay_progress *progress) {
    if (!progress->drawn)
        return;
    fprintf(stderr, "\r\033[K");
    progress->drawn = false;
}
