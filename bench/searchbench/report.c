/* searchbench report: documents of runs as a page with pictures. */
#include "base/file.h"
#include "searchbench/commands.h"
#include "searchbench/figures.h"
#include "searchbench/page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_SIZE = 4096, SVG_MAX = 1 << 26 };

static assay_status add_picture(assay_buffer *page, const bench_figure *figure, const char *folder,
                                const bench_runs *runs, assay_error *err) {
    char path[PATH_SIZE];
    assay_buffer script, svg;
    assay_buffer_init(&script, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&svg, SVG_MAX);
    assay_status status = ASSAY_OK;
    if (figure->draw(&script, runs)) {
        status = assay_buffer_check(&script, err);
        if (status == ASSAY_OK)
            status = bench_figure_render(folder, figure->name, assay_buffer_span(&script), err);
        snprintf(path, sizeof path, "%s/%s.svg", folder, figure->name);
        if (status == ASSAY_OK)
            status = assay_file_read(&svg, path, err);
        if (status == ASSAY_OK)
            bench_page_picture(page, figure->title, figure->note, assay_buffer_span(&svg));
    }
    assay_buffer_done(&script);
    assay_buffer_done(&svg);
    return status;
}

static assay_status write_page(const char *folder, const assay_buffer *page, assay_error *err) {
    char path[PATH_SIZE];
    assay_file_writer writer = {.stream = NULL};
    ASSAY_TRY(assay_buffer_check(page, err));
    snprintf(path, sizeof path, "%s/index.html", folder);
    ASSAY_TRY(assay_file_writer_open(&writer, path, err));
    if (fwrite(page->data, 1, page->size, writer.stream) != page->size) {
        assay_file_writer_abandon(&writer);
        return assay_fail(err, ASSAY_E_IO, "%s: %s", path, strerror(errno));
    }
    return assay_file_writer_finish(&writer, err);
}

static assay_status make(assay_buffer *page, const bench_runs *runs, const char *folder,
                         assay_error *err) {
    bool pictures = true;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return assay_fail(err, ASSAY_E_IO, "%s: %s", folder, strerror(errno));
    bench_page_begin(page, runs);
    for (size_t i = 0; i < BENCH_FIGURES && pictures; i++) {
        assay_status status = add_picture(page, &bench_figures[i], folder, runs, err);
        pictures = status != ASSAY_E_NOT_FOUND;
        if (!pictures)
            assay_message(BENCH_PROGRAM, "no pictures: %s", err->message);
        else if (status != ASSAY_OK)
            return status;
    }
    bench_page_end(page, runs);
    return write_page(folder, page, err);
}

static assay_status run(void *user, const char **paths, size_t count, assay_error *err) {
    assay_buffer page;
    bench_runs *runs = calloc(1, sizeof *runs);
    if (runs == NULL)
        return assay_fail_memory(err);
    assay_buffer_init(&page, ASSAY_BUFFER_NO_CAP);
    assay_status status = bench_runs_read(runs, paths, count, err);
    if (status == ASSAY_OK)
        status = make(&page, runs, *(const char **)user, err);
    bench_runs_done(runs);
    free(runs);
    assay_buffer_done(&page);
    return status;
}

int bench_command_report(const char **words, size_t count) {
    const char *folder = "report";
    const assay_option options[] = {
        ASSAY_TEXT_OPTION('o', "output", &folder, "DIR", "where the page goes (report)"), {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "report",
        .arguments = "FILE.json...",
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .summary = "makes a page with pictures of the documents of runs",
        .description =
            "DIR/index.html needs no other file. Beside it each picture as SVG and PNG and the "
            "gnuplot script, data inside, that drew it. Without gnuplot there are tables only.",
        .examples = "searchbench report -o report peers-*.json index-*.json\n",
        .options = options};
    return bench_command_run(&command, words, count, run, &folder);
}
