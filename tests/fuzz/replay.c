/* Runs a fuzz target on files at hand, without libFuzzer: every argument is a file or a folder of files.
 * Each file is given whole, and cut short at a few places, in memory that ends where the input ends, so
 * that a sanitizer sees a read past it. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t files_run;

static void run_copy(const uint8_t *data, size_t size) {
    uint8_t *exact = malloc(size == 0 ? 1 : size);
    if (exact == NULL)
        abort();
    if (size != 0)
        memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static int run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (file == NULL || fstat(fileno(file), &about) != 0) {
        fprintf(stderr, "replay: cannot read %s\n", path);
        return 1;
    }
    size_t size = (size_t)about.st_size;
    uint8_t *data = malloc(size + 1);
    if (data == NULL || fread(data, 1, size, file) != size)
        abort();
    fclose(file);
    run_copy(data, size);
    for (size_t part = 1; part < 8; part++)
        run_copy(data, size * part / 8);
    free(data);
    files_run++;
    return 0;
}

static int run_folder(DIR *folder, const char *path) {
    int failed = 0;
    for (struct dirent *item; (item = readdir(folder)) != NULL;) {
        char name[4096];
        int size = snprintf(name, sizeof name, "%s/%s", path, item->d_name);
        if (item->d_name[0] != '.' && size > 0 && (size_t)size < sizeof name)
            failed |= run_file(name);
    }
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        failed |= folder != NULL ? run_folder(folder, argv[i]) : run_file(argv[i]);
        if (folder != NULL)
            closedir(folder);
    }
    printf("%zu inputs\n", files_run);
    return failed != 0 || files_run == 0;
}
