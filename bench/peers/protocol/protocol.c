#include "protocol.h"

#include "lines.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const size_t max_document_bytes = (size_t)256 << 20;

static const struct {
    const char *name;
    peer_op op;
    peer_match match;
    bool ranked;
    bool counted;
} operations[] = {
    {"or", PEER_OR, PEER_MATCH_ANY, true, false},
    {"and", PEER_AND, PEER_MATCH_ALL, true, false},
    {"phrase", PEER_PHRASE, PEER_MATCH_PHRASE, true, false},
    {"or_count", PEER_OR_COUNT, PEER_MATCH_ANY, true, true},
    {"count_or", PEER_COUNT_OR, PEER_MATCH_ANY, false, true},
    {"count_and", PEER_COUNT_AND, PEER_MATCH_ALL, false, true},
    {"count_phrase", PEER_COUNT_PHRASE, PEER_MATCH_PHRASE, false, true},
};

bool peer_fail(peer_error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    for (char *c = error->text; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r') {
            *c = ' ';
        }
    }
    return false;
}

static uint64_t read_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static bool wants_cpu_clock(void) {
    const char *name = getenv("PEERS_CLOCK");
    return name != NULL && strcmp(name, "cpu") == 0;
}

/* ---- requests ---- */

static bool parse_operation(peer_request *request, peer_span name, peer_error *error) {
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strlen(operations[i].name) == name.size &&
            memcmp(operations[i].name, name.data, name.size) == 0) {
            request->op = operations[i].op;
            request->match = operations[i].match;
            request->ranked = operations[i].ranked;
            request->counted = operations[i].counted;
            return true;
        }
    }
    return peer_fail(error, "unknown operation '%.*s'", (int)name.size, name.data);
}

static bool parse_k(peer_request *request, peer_span digits, peer_error *error) {
    uint32_t k = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9' || i == 5) {
            return peer_fail(error, "K is not a number from 0 to %d", PEER_MAX_K);
        }
        k = k * 10 + (uint32_t)(digits.data[i] - '0');
    }
    if (k > PEER_MAX_K || (request->ranked && k == 0)) {
        return peer_fail(error, "K is not a number from %d to %d", request->ranked ? 1 : 0,
                         PEER_MAX_K);
    }
    request->k = request->ranked ? k : 0;
    return true;
}

static bool same(peer_span a, peer_span b) {
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static size_t drop_repeats(peer_span *terms, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t seen = 0;
        while (seen < kept && !same(terms[seen], terms[i])) {
            seen++;
        }
        if (seen == kept) {
            terms[kept++] = terms[i];
        }
    }
    return kept;
}

static bool parse_request(peer_request *request, peer_line *line, peer_error *error) {
    if (!line_split(line, error)) {
        return false;
    }
    if (line->token_count < 3) {
        return peer_fail(error, "a request is: OP K TERM ...");
    }
    if (!parse_operation(request, line->tokens[0], error) ||
        !parse_k(request, line->tokens[1], error)) {
        return false;
    }
    size_t count = line->token_count - 2;
    if (count > PEER_MAX_TERMS) {
        return peer_fail(error, "over %d terms", PEER_MAX_TERMS);
    }
    peer_span *terms = line->tokens + 2;
    request->terms = terms;
    request->term_count = request->match == PEER_MATCH_PHRASE ? count : drop_repeats(terms, count);
    return true;
}

/* ---- answers ---- */

static void print_answer(const peer_request *request, const peer_answer *answer, uint64_t time_ns) {
    uint64_t count = request->counted ? answer->count : answer->hit_count;
    printf("%" PRIu64 " %" PRIu64, time_ns, count);
    for (size_t i = 0; i < answer->hit_count; i++) {
        printf(" %" PRIu32 ":%.9g", answer->hits[i].document, answer->hits[i].score);
    }
    putchar('\n');
}

static void answer_request(const peer_engine *engine, void *reader, clockid_t clock,
                           peer_line *line, peer_answer *answer) {
    peer_request request;
    peer_error error = {""};
    if (!parse_request(&request, line, &error)) {
        printf("ERROR %s\n", error.text);
        return;
    }
    answer->count = 0;
    answer->hit_count = 0;
    uint64_t start = read_clock(clock);
    bool found = engine->search(reader, &request, answer, &error);
    uint64_t time_ns = read_clock(clock) - start;
    if (found) {
        print_answer(&request, answer, time_ns);
    } else {
        printf("ERROR %s\n", error.text);
    }
}

/* ---- the folder of an index ---- */

static uint64_t folder_bytes; /* nftw hands no context to its callback */

static int add_file_size(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)path;
    (void)place;
    folder_bytes += kind == FTW_F ? (uint64_t)status->st_size : 0;
    return 0;
}

static int read_file(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status;
    (void)place;
    FILE *file = kind == FTW_F ? fopen(path, "rb") : NULL;
    if (file != NULL) {
        static char block[1 << 16];
        for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;) {
            folder_bytes += got;
        }
        fclose(file);
    }
    return 0;
}

static bool walk_folder(const char *folder, __nftw_func_t visit) {
    folder_bytes = 0;
    return nftw(folder, visit, 16, FTW_PHYS) == 0;
}

static bool make_empty_folder(const char *folder, peer_error *error) {
    if (mkdir(folder, 0777) == 0) {
        return true;
    }
    if (errno != EEXIST) {
        return peer_fail(error, "%s: %s", folder, strerror(errno));
    }
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        return peer_fail(error, "%s: %s", folder, strerror(errno));
    }
    bool empty = true;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    }
    closedir(entries);
    return empty || peer_fail(error, "%s: not empty", folder);
}

/* ---- the two commands ---- */

static bool add_documents(const peer_engine *engine, void *writer, FILE *tokens,
                          uint64_t *documents, peer_error *error) {
    peer_line line = {0};
    peer_error why = {""};
    bool good = true;
    for (*documents = 0; good; ++*documents) {
        line_status status = line_read(&line, tokens, max_document_bytes);
        if (status == LINE_END) {
            break;
        }
        if (status != LINE_READ) {
            good = peer_fail(&why, status == LINE_TOO_LONG ? "line too long" : "cannot be read");
        } else {
            peer_span whole = {line.data, line.size};
            good = line_split(&line, &why) &&
                   engine->add(writer, line.tokens, line.token_count, whole, &why);
        }
        if (!good) {
            peer_fail(error, "line %" PRIu64 ": %s", *documents + 1, why.text);
        }
    }
    line_done(&line);
    return good;
}

static bool build_index(const peer_engine *engine, FILE *tokens, const char *folder,
                        uint64_t *documents, peer_error *error) {
    if (!make_empty_folder(folder, error)) {
        return false;
    }
    void *writer = engine->create(folder, error);
    if (writer == NULL) {
        return false;
    }
    bool added = add_documents(engine, writer, tokens, documents, error);
    peer_error ignored;
    return engine->finish(writer, added ? error : &ignored) && added;
}

static int build(const peer_engine *engine, const char *tokens_path, const char *folder) {
    peer_error error = {""};
    FILE *tokens = fopen(tokens_path, "rb");
    if (tokens == NULL) {
        fprintf(stderr, "%s: %s: %s\n", engine->name, tokens_path, strerror(errno));
        return EXIT_FAILED;
    }
    uint64_t documents = 0;
    uint64_t start = read_clock(CLOCK_MONOTONIC);
    bool built = build_index(engine, tokens, folder, &documents, &error);
    double seconds = (double)(read_clock(CLOCK_MONOTONIC) - start) * 1e-9;
    fclose(tokens);
    if (built && !walk_folder(folder, add_file_size)) {
        built = peer_fail(&error, "%s: %s", folder, strerror(errno));
    }
    if (!built) {
        fprintf(stderr, "%s: %s: %s\n", engine->name, tokens_path, error.text);
        return EXIT_FAILED;
    }
    printf("{\"engine\":\"%s\",\"version\":\"%s\",\"documents\":%" PRIu64
           ",\"seconds\":%.3f,\"bytes\":%" PRIu64 "}\n",
           engine->name, engine->version(), documents, seconds, folder_bytes);
    return EXIT_OK;
}

static void warm(const char *folder) {
    if (walk_folder(folder, read_file)) {
        printf("OK %" PRIu64 "\n", folder_bytes);
    } else {
        printf("ERROR %s: cannot be read\n", folder);
    }
}

static bool line_is(const peer_line *line, const char *word) {
    return strlen(word) == line->size && memcmp(word, line->data, line->size) == 0;
}

static int serve_lines(const peer_engine *engine, void *reader, const char *folder,
                       peer_answer *answer) {
    clockid_t clock = wants_cpu_clock() ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
    peer_line line = {0};
    line_status status;
    while ((status = line_read(&line, stdin, PEER_MAX_REQUEST_BYTES)) != LINE_END) {
        if (status == LINE_TOO_LONG) {
            printf("ERROR request over %d bytes\n", PEER_MAX_REQUEST_BYTES);
        } else if (status != LINE_READ || line_is(&line, "QUIT")) {
            break;
        } else if (line_is(&line, "WARM")) {
            warm(folder);
        } else {
            answer_request(engine, reader, clock, &line, answer);
        }
        if (fflush(stdout) != 0) {
            break;
        }
    }
    bool good = (status == LINE_END || status == LINE_READ) && !ferror(stdout);
    line_done(&line);
    return good ? EXIT_OK : EXIT_FAILED;
}

static int serve(const peer_engine *engine, const char *folder) {
    peer_error error = {""};
    uint64_t documents = 0;
    peer_answer *answer = malloc(sizeof *answer);
    void *reader = answer == NULL ? NULL : engine->open(folder, &documents, &error);
    if (reader == NULL) {
        fprintf(stderr, "%s: %s: %s\n", engine->name, folder,
                answer == NULL ? "out of memory" : error.text);
        free(answer);
        return EXIT_FAILED;
    }
    printf("{\"protocol\":%d,\"engine\":\"%s\",\"version\":\"%s\",\"documents\":%" PRIu64
           ",\"formula\":\"%s\",\"scale\":%g,\"phrase\":\"%s\",\"clock\":\"%s\"}\n",
           PEER_PROTOCOL, engine->name, engine->version(), documents, engine->formula,
           engine->scale, engine->phrase, wants_cpu_clock() ? "cpu" : "wall");
    fflush(stdout);
    int status = serve_lines(engine, reader, folder, answer);
    engine->close(reader);
    free(answer);
    return status;
}

int peer_main(int argc, char **argv, const peer_engine *engine) {
    if (argc == 4 && strcmp(argv[1], "build") == 0) {
        return build(engine, argv[2], argv[3]);
    }
    if (argc == 3 && strcmp(argv[1], "serve") == 0) {
        return serve(engine, argv[2]);
    }
    fprintf(stderr, "usage: %s build TOKENS_FILE INDEX_DIR\n       %s serve INDEX_DIR\n",
            engine->name, engine->name);
    return EXIT_USAGE;
}
