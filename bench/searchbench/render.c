/* gnuplot as a child process. */
#include "base/file.h"
#include "searchbench/figures.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static assay_status write_script(const char *path, assay_span script, assay_error *err) {
    assay_file_writer writer = {.stream = NULL};
    ASSAY_TRY(assay_file_writer_open(&writer, path, err));
    if (fwrite(script.data, 1, script.size, writer.stream) != script.size) {
        assay_file_writer_abandon(&writer);
        return assay_fail(err, ASSAY_E_IO, "%s: %s", path, strerror(errno));
    }
    return assay_file_writer_finish(&writer, err);
}

/* gnuplot writes beside its script: it is started there. */
static assay_status draw(const char *folder, const char *script, const char *format,
                         assay_error *err) {
    char setting[40];
    pid_t pid = 0;
    int status = -1;
    posix_spawn_file_actions_t actions;
    snprintf(setting, sizeof setting, "format = '%s'", format);
    char *const words[] = {"gnuplot", "-e", setting, (char *)script, NULL};
    if (posix_spawn_file_actions_init(&actions) != 0)
        return assay_fail_memory(err);
    int failed = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (failed == 0)
        failed = posix_spawnp(&pid, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "cannot run gnuplot: %s", strerror(failed));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return assay_fail(err, ASSAY_E_IO, "gnuplot failed on %s/%s", folder, script);
    return ASSAY_OK;
}

assay_status bench_figure_render(const char *folder, const char *name, assay_span script,
                                 assay_error *err) {
    char path[4096], file[64];
    snprintf(file, sizeof file, "%s.gp", name);
    int size = snprintf(path, sizeof path, "%s/%s", folder, file);
    if (size < 0 || (size_t)size >= sizeof path)
        return assay_fail(err, ASSAY_E_LIMIT, "%s: too long a name", folder);
    ASSAY_TRY(write_script(path, script, err));
    ASSAY_TRY(draw(folder, file, "svg", err));
    return draw(folder, file, "png", err);
}
