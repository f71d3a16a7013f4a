/* The line protocol of the peers, for adapters written in C or C++.
 *
 * An adapter fills a peer_engine with its functions and hands control to peer_main, which reads
 * the token file and the requests, checks every byte of them, measures the time of each search and
 * prints the answers. README.md in the folder above defines the protocol.
 *
 * Spans given to an engine are borrowed until its function returns. Functions that return false
 * have described the failure with peer_fail. Nothing here is shared between threads. */
#ifndef ASSAY_BENCH_PEERS_PROTOCOL_H
#define ASSAY_BENCH_PEERS_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PEER_PROTOCOL 1
#define PEER_MAX_K 10000
#define PEER_MAX_TERMS 1000
#define PEER_MAX_TOKEN_BYTES 240
#define PEER_MAX_REQUEST_BYTES 65536

typedef enum {
    PEER_OR,
    PEER_AND,
    PEER_PHRASE,
    PEER_OR_COUNT,
    PEER_COUNT_OR,
    PEER_COUNT_AND,
    PEER_COUNT_PHRASE
} peer_op;

typedef enum { PEER_MATCH_ANY, PEER_MATCH_ALL, PEER_MATCH_PHRASE } peer_match;

typedef struct {
    const char *data; /* not NUL-terminated */
    size_t size;
} peer_span;

typedef struct {
    peer_op op;
    peer_match match;
    bool ranked;  /* the k best are wanted */
    bool counted; /* the exact number of matching documents is wanted */
    uint32_t k;   /* 1..PEER_MAX_K where ranked, otherwise 0 */
    const peer_span *terms;
    size_t term_count; /* 1..PEER_MAX_TERMS; distinct unless a phrase */
} peer_request;

typedef struct {
    uint32_t document; /* line number in the token file, from 0 */
    double score;
} peer_hit;

typedef struct {
    uint64_t count; /* set by the engine where request->counted */
    size_t hit_count;
    peer_hit hits[PEER_MAX_K];
} peer_answer;

typedef struct {
    char text[512];
} peer_error;

typedef struct {
    const char *name;
    const char *formula; /* engines of one formula give the same scores once multiplied by scale */
    double scale;
    const char *phrase; /* how a phrase is scored; comparable where formula and phrase are equal */
    const char *(*version)(void);
    /* A new index in the existing, empty folder; NULL on failure. */
    void *(*create)(const char *folder, peer_error *error);
    /* One document: its tokens as they are and the line that they are pieces of. */
    bool (*add)(void *writer, const peer_span *tokens, size_t count, peer_span line,
                peer_error *error);
    /* Makes the index ready to be searched. The writer is gone afterwards, failed or not. */
    bool (*finish)(void *writer, peer_error *error);
    void *(*open)(const char *folder, uint64_t *documents, peer_error *error);
    bool (*search)(void *reader, const peer_request *request, peer_answer *answer,
                   peer_error *error);
    void (*close)(void *reader);
} peer_engine;

/* Describes a failure; returns false so that it can be returned on. */
bool peer_fail(peer_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The whole program. Returns the exit status: 0 done, 1 failed, 2 wrong usage. */
int peer_main(int argc, char **argv, const peer_engine *engine);

#ifdef __cplusplus
}
#endif

#endif
