#include "lines.h"

#include <stdlib.h>

static bool grow(void **memory, size_t *capacity, size_t element) {
    size_t wanted = *capacity == 0 ? 1024 : *capacity * 2;
    if (wanted > SIZE_MAX / element / 2) {
        return false;
    }
    void *larger = realloc(*memory, wanted * element);
    if (larger == NULL) {
        return false;
    }
    *memory = larger;
    *capacity = wanted;
    return true;
}

static bool append_byte(peer_line *line, int byte) {
    if (line->size == line->capacity) {
        void *data = line->data;
        if (!grow(&data, &line->capacity, 1)) {
            return false;
        }
        line->data = data;
    }
    line->data[line->size++] = (char)byte;
    return true;
}

line_status line_read(peer_line *line, FILE *file, size_t limit) {
    line->size = 0;
    line->token_count = 0;
    bool too_long = false;
    int byte = getc_unlocked(file);
    if (byte == EOF) {
        return ferror(file) ? LINE_IO_ERROR : LINE_END;
    }
    for (; byte != '\n' && byte != EOF; byte = getc_unlocked(file)) {
        if (line->size == limit) {
            too_long = true;
        } else if (!append_byte(line, byte)) {
            return LINE_NO_MEMORY;
        }
    }
    if (ferror(file)) {
        return LINE_IO_ERROR;
    }
    return too_long ? LINE_TOO_LONG : LINE_READ;
}

/* Length of the well-formed UTF-8 sequence at text, 0 if there is none (Unicode 15, table 3-7). */
static size_t utf8_length(const unsigned char *text, size_t left) {
    unsigned char lead = text[0];
    size_t length = lead < 0x80   ? 1
                    : lead < 0xC2 ? 0
                    : lead < 0xE0 ? 2
                    : lead < 0xF0 ? 3
                    : lead < 0xF5 ? 4
                                  : 0;
    if (length == 0 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool bad_second = (lead == 0xE0 && text[1] < 0xA0) || (lead == 0xED && text[1] > 0x9F) ||
                      (lead == 0xF0 && text[1] < 0x90) || (lead == 0xF4 && text[1] > 0x8F);
    return length > 1 && bad_second ? 0 : length;
}

static bool check_bytes(const peer_line *line, peer_error *error) {
    const unsigned char *bytes = (const unsigned char *)line->data;
    for (size_t at = 0; at < line->size;) {
        if (bytes[at] < 0x20) {
            return peer_fail(error, "control character at byte %zu", at);
        }
        size_t length = utf8_length(bytes + at, line->size - at);
        if (length == 0) {
            return peer_fail(error, "not UTF-8 at byte %zu", at);
        }
        at += length;
    }
    return true;
}

static bool append_token(peer_line *line, size_t from, size_t to, peer_error *error) {
    if (from == to) {
        return peer_fail(error, "empty token at byte %zu", from);
    }
    if (to - from > PEER_MAX_TOKEN_BYTES) {
        return peer_fail(error, "token over %d bytes at byte %zu", PEER_MAX_TOKEN_BYTES, from);
    }
    if (line->token_count == line->token_capacity) {
        void *tokens = line->tokens;
        if (!grow(&tokens, &line->token_capacity, sizeof(peer_span))) {
            return peer_fail(error, "out of memory");
        }
        line->tokens = tokens;
    }
    line->tokens[line->token_count++] = (peer_span){line->data + from, to - from};
    return true;
}

bool line_split(peer_line *line, peer_error *error) {
    line->token_count = 0;
    if (line->size == 0) {
        return true;
    }
    if (!check_bytes(line, error)) {
        return false;
    }
    size_t from = 0;
    for (size_t at = 0; at <= line->size; at++) {
        if (at == line->size || line->data[at] == ' ') {
            if (!append_token(line, from, at, error)) {
                return false;
            }
            from = at + 1;
        }
    }
    return true;
}

void line_done(peer_line *line) {
    free(line->data);
    free(line->tokens);
    *line = (peer_line){0};
}
