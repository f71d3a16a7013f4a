/* What a call came to: one code for the program, one message for the person.
 *
 * An assay_error belongs to the caller and carries the message of the first failure; there is no
 * "last error" anywhere else. On failure out-parameters are untouched unless a header says
 * otherwise. Any thread may use its own assay_error. */
#ifndef ASSAY_BASE_STATUS_H
#define ASSAY_BASE_STATUS_H
#include <stdarg.h>
#include <stddef.h>

/* name, what it means in a few words */
#define ASSAY_STATUS_LIST(X)                                                                       \
    X(ASSAY_OK, "ok")                                                                              \
    X(ASSAY_E_MEMORY, "out of memory")                                                             \
    X(ASSAY_E_IO, "input or output failed")                                                        \
    X(ASSAY_E_NOT_FOUND, "not found")                                                              \
    X(ASSAY_E_FORMAT, "input is not what it should be")                                            \
    X(ASSAY_E_LIMIT, "a stated limit is exceeded")                                                 \
    X(ASSAY_E_USAGE, "wrong usage")                                                                \
    X(ASSAY_E_SYNTAX, "query syntax error")                                                        \
    X(ASSAY_E_CORRUPT, "damaged data")                                                             \
    X(ASSAY_E_VERSION, "unknown format version")                                                   \
    X(ASSAY_E_LOCKED, "another writer holds the index")                                            \
    X(ASSAY_E_STALE, "the index changed while it was read")                                        \
    X(ASSAY_E_UNSUPPORTED, "this engine cannot do that")                                           \
    X(ASSAY_E_INTERRUPTED, "interrupted")                                                          \
    X(ASSAY_E_BUG, "internal error")

typedef enum {
#define X(name, text) name,
    ASSAY_STATUS_LIST(X)
#undef X
} assay_status;

#define ASSAY_MUST_USE __attribute__((warn_unused_result))

typedef struct {
    assay_status status;
    char message[480]; /* one line, no full stop, always terminated; cut with "..." when longer */
} assay_error;

/* The code's meaning in a few words. Static storage. */
const char *assay_status_text(assay_status status);

/* The code's name, such as "ASSAY_E_IO". Static storage. */
const char *assay_status_name(assay_status status);

/* Writes status and message into err (NULL is fine) and returns status: `return assay_fail(err,
 * ASSAY_E_IO, ...)`. */
assay_status assay_fail(assay_error *err, assay_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
assay_status assay_fail_v(assay_error *err, assay_status status, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Puts "prefix: " before the message err already holds; returns err's status. */
assay_status assay_fail_in(assay_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#ifdef __clang_analyzer__
/* The static analyzer looks into one file at a time and cannot know that these never give ASSAY_OK.
 */
#define assay_fail(...) (assay_fail(__VA_ARGS__), ASSAY_E_BUG)
#define assay_fail_in(...) (assay_fail_in(__VA_ARGS__), ASSAY_E_BUG)
#endif

#define assay_fail_memory(err) assay_fail(err, ASSAY_E_MEMORY, "out of memory")

/* Hands a failure upward: ASSAY_TRY(call(..., err)); */
#define ASSAY_TRY(call)                                                                            \
    do {                                                                                           \
        assay_status try_status_ = (call);                                                         \
        if (try_status_ != ASSAY_OK)                                                               \
            return try_status_;                                                                    \
    } while (0)
#endif
