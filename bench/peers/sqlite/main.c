/* SQLite's FTS5: a contentless table with positions, read through a tokenizer that cuts at single
 * spaces only, so that terms are the bytes of the token file. */
#include "../protocol/protocol.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The dearest request: each of its terms quoted, with every byte of it doubled. */
#define MAX_MATCH_BYTES (2 * PEER_MAX_REQUEST_BYTES + 8 * PEER_MAX_TERMS)

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *insert;
    sqlite3_int64 next_row;
} writer;

typedef struct {
    sqlite3 *database;
    sqlite3_stmt *rank;
    sqlite3_stmt *count;
    char match[MAX_MATCH_BYTES];
} reader;

/* ---- the tokenizer ---- */

static int tokenizer_create(void *context, const char **arguments, int count, Fts5Tokenizer **out) {
    static char stateless;
    (void)context;
    (void)arguments;
    (void)count;
    *out = (Fts5Tokenizer *)(void *)&stateless;
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer) {
    (void)tokenizer;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int size,
                    int (*token)(void *, int, const char *, int, int, int)) {
    (void)tokenizer;
    (void)flags;
    int result = SQLITE_OK;
    for (int from = 0; from < size && result == SQLITE_OK;) {
        const char *space = memchr(text + from, ' ', (size_t)(size - from));
        int to = space == NULL ? size : (int)(space - text);
        if (to > from) {
            result = token(context, 0, text + from, to - from, from, to);
        }
        from = to + 1;
    }
    return result;
}

static int register_tokenizer(sqlite3 *database) {
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, NULL);
    if (result == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
        result = sqlite3_finalize(statement);
    }
    if (result != SQLITE_OK || api == NULL) {
        return result != SQLITE_OK ? result : SQLITE_ERROR;
    }
    fts5_tokenizer functions = {tokenizer_create, tokenizer_delete, tokenize};
    return api->xCreateTokenizer(api, "spaces", NULL, &functions, NULL);
}

/* ---- opening ---- */

static bool fail_sqlite(sqlite3 *database, peer_error *error) {
    return peer_fail(error, "SQLite: %s",
                     database == NULL ? "out of memory" : sqlite3_errmsg(database));
}

static sqlite3 *open_database(const char *folder, int flags, peer_error *error) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/fts5.db", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        peer_fail(error, "path too long");
        return NULL;
    }
    sqlite3 *database = NULL;
    if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        register_tokenizer(database) != SQLITE_OK) {
        fail_sqlite(database, error);
        sqlite3_close(database);
        return NULL;
    }
    return database;
}

static bool run(sqlite3 *database, const char *statements, peer_error *error) {
    return sqlite3_exec(database, statements, NULL, NULL, NULL) == SQLITE_OK ||
           fail_sqlite(database, error);
}

static bool prepare(sqlite3_stmt **out, sqlite3 *database, const char *text, peer_error *error) {
    return sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) ==
               SQLITE_OK ||
           fail_sqlite(database, error);
}

static const char *version(void) {
    return sqlite3_libversion();
}

/* ---- building ---- */

static void free_writer(writer *self) {
    sqlite3_finalize(self->insert);
    sqlite3_close(self->database);
    free(self);
}

static void *create(const char *folder, peer_error *error) {
    writer *self = calloc(1, sizeof *self);
    if (self == NULL) {
        peer_fail(error, "out of memory");
        return NULL;
    }
    self->database = open_database(folder, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
    if (self->database == NULL ||
        !run(self->database,
             "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;"
             "CREATE VIRTUAL TABLE documents USING fts5(body, content='', detail=full,"
             " tokenize='spaces');"
             "INSERT INTO documents(documents, rank) VALUES('hashsize', 67108864); BEGIN;",
             error) ||
        !prepare(&self->insert, self->database, "INSERT INTO documents(rowid, body) VALUES(?, ?)",
                 error)) {
        free_writer(self);
        return NULL;
    }
    self->next_row = 1;
    return self;
}

static bool add(void *state, const peer_span *tokens, size_t count, peer_span line,
                peer_error *error) {
    (void)tokens;
    (void)count;
    writer *self = state;
    sqlite3_bind_int64(self->insert, 1, self->next_row++);
    sqlite3_bind_text(self->insert, 2, line.size == 0 ? "" : line.data, (int)line.size,
                      SQLITE_STATIC);
    sqlite3_step(self->insert);
    return sqlite3_reset(self->insert) == SQLITE_OK || fail_sqlite(self->database, error);
}

static bool finish(void *state, peer_error *error) {
    writer *self = state;
    bool finished =
        run(self->database, "INSERT INTO documents(documents) VALUES('optimize'); COMMIT; VACUUM;",
            error);
    free_writer(self);
    return finished;
}

/* ---- searching ---- */

static void close_reader(void *state) {
    reader *self = state;
    sqlite3_finalize(self->rank);
    sqlite3_finalize(self->count);
    sqlite3_close(self->database);
    free(self);
}

static bool count_rows(sqlite3 *database, uint64_t *rows, peer_error *error) {
    sqlite3_stmt *statement = NULL;
    if (!prepare(&statement, database, "SELECT count(*) FROM documents_docsize", error)) {
        return false;
    }
    bool counted = sqlite3_step(statement) == SQLITE_ROW || fail_sqlite(database, error);
    *rows = counted ? (uint64_t)sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return counted;
}

static void *open_reader(const char *folder, uint64_t *documents, peer_error *error) {
    reader *self = calloc(1, sizeof *self);
    if (self == NULL) {
        peer_fail(error, "out of memory");
        return NULL;
    }
    self->database = open_database(folder, SQLITE_OPEN_READONLY, error);
    /* By rank alone FTS5 sorts every match itself; with the row number SQLite keeps the k best
     * only, in half the time, and ties are settled. */
    if (self->database == NULL ||
        !run(self->database,
             "PRAGMA locking_mode=EXCLUSIVE; PRAGMA mmap_size=68719476736;"
             "PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;",
             error) ||
        !count_rows(self->database, documents, error) ||
        !prepare(&self->rank, self->database,
                 "SELECT rowid, rank FROM documents WHERE documents MATCH ?"
                 " ORDER BY rank, rowid LIMIT ?",
                 error) ||
        !prepare(&self->count, self->database,
                 "SELECT count(*) FROM documents WHERE documents MATCH ?", error)) {
        close_reader(self);
        return NULL;
    }
    return self;
}

/* "a" OR "b", "a" AND "b", or "a b": FTS5 doubles the quotes inside a quoted string. */
static int write_match(char *out, const peer_request *request) {
    const char *between = request->match == PEER_MATCH_ANY   ? "\" OR \""
                          : request->match == PEER_MATCH_ALL ? "\" AND \""
                                                             : " ";
    char *at = out;
    *at++ = '"';
    for (size_t i = 0; i < request->term_count; i++) {
        for (const char *c = i == 0 ? "" : between; *c != '\0'; c++) {
            *at++ = *c;
        }
        for (size_t j = 0; j < request->terms[i].size; j++) {
            char byte = request->terms[i].data[j];
            if (byte == '"') {
                *at++ = '"';
            }
            *at++ = byte;
        }
    }
    *at++ = '"';
    return (int)(at - out);
}

static bool count_matches(reader *self, uint64_t *count, int size, peer_error *error) {
    sqlite3_bind_text(self->count, 1, self->match, size, SQLITE_STATIC);
    bool counted = sqlite3_step(self->count) == SQLITE_ROW;
    *count = counted ? (uint64_t)sqlite3_column_int64(self->count, 0) : 0;
    return (sqlite3_reset(self->count) == SQLITE_OK && counted) ||
           fail_sqlite(self->database, error);
}

static bool rank_matches(reader *self, const peer_request *request, peer_answer *answer, int size,
                         peer_error *error) {
    sqlite3_bind_text(self->rank, 1, self->match, size, SQLITE_STATIC);
    sqlite3_bind_int64(self->rank, 2, (sqlite3_int64)request->k);
    while (answer->hit_count < PEER_MAX_K && sqlite3_step(self->rank) == SQLITE_ROW) {
        answer->hits[answer->hit_count++] =
            (peer_hit){(uint32_t)(sqlite3_column_int64(self->rank, 0) - 1),
                       -sqlite3_column_double(self->rank, 1)};
    }
    return sqlite3_reset(self->rank) == SQLITE_OK || fail_sqlite(self->database, error);
}

static bool search(void *state, const peer_request *request, peer_answer *answer,
                   peer_error *error) {
    reader *self = state;
    int size = write_match(self->match, request);
    return (!request->ranked || rank_matches(self, request, answer, size, error)) &&
           (!request->counted || count_matches(self, &answer->count, size, error));
}

int main(int argc, char **argv) {
    const peer_engine engine = {
        "sqlite-fts5", "robertson", 1.0,         "unit", version,      create,
        add,           finish,      open_reader, search, close_reader,
    };
    return peer_main(argc, argv, &engine);
}
