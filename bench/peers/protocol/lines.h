/* Lines of tokens: reading, checking and cutting them at single spaces. */
#ifndef ASSAY_BENCH_PEERS_LINES_H
#define ASSAY_BENCH_PEERS_LINES_H

#include "protocol.h"

#include <stdio.h>

typedef struct {
    char *data; /* the caller's: lines_done */
    size_t size;
    size_t capacity;
    peer_span *tokens; /* into data, until the next read */
    size_t token_count;
    size_t token_capacity;
} peer_line;

typedef enum { LINE_READ, LINE_TOO_LONG, LINE_END, LINE_NO_MEMORY, LINE_IO_ERROR } line_status;

/* Reads up to the next newline, which is left out. A line over limit bytes is read to its end and
 * dropped. */
line_status line_read(peer_line *line, FILE *file, size_t limit);

/* Cuts the line into tokens. Fails on an empty token, a token over PEER_MAX_TOKEN_BYTES, a control
 * character and on bytes that are not UTF-8. An empty line has no tokens. */
bool line_split(peer_line *line, peer_error *error);

void line_done(peer_line *line);

#endif
