#include "fit/records.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_space(const char *at) {
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

static void add_code_point(text *out, unsigned code) {
    char utf8[3];
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (length == 1) {
        utf8[0] = (char)code;
    } else {
        utf8[0] = (char)((length == 2 ? 0xC0 : 0xE0) | (code >> (6 * (length - 1))));
        for (size_t i = 1; i < length; i++) {
            utf8[i] = (char)(0x80 | (code >> (6 * (length - 1 - i)) & 0x3F));
        }
    }
    text_add(out, utf8, length);
}

/* `at` is behind the opening quote; returns the place behind the closing one, NULL when there is none. */
static const char *read_string(const char *at, text *out) {
    out->length = 0;
    text_add(out, "", 0);
    while (*at != '"') {
        const char *plain = at;
        while (*at != 0 && *at != '"' && *at != '\\') {
            at++;
        }
        text_add(out, plain, (size_t)(at - plain));
        if (*at == 0) {
            return NULL;
        }
        if (*at == '\\') {
            at++;
            if (*at == 'u') {
                char digits[5] = {0};
                memcpy(digits, at + 1, strnlen(at + 1, 4));
                add_code_point(out, (unsigned)strtoul(digits, NULL, 16) & 0xFFFF);
                at += 1 + strnlen(at + 1, 4);
            } else if (*at != 0) {
                char plain_escape = *at == 'n' || *at == 'r' ? '\n' : *at == 't' ? '\t' : *at;
                text_add(out, &plain_escape, 1);
                at++;
            }
        }
    }
    return at + 1;
}

static const char *skip_value(const char *at, text *scratch) {
    int depth = 0;
    do {
        at = skip_space(at);
        if (*at == '"') {
            at = read_string(at + 1, scratch);
        } else if (*at != 0) {
            depth += (*at == '[' || *at == '{') - (*at == ']' || *at == '}');
            at++;
        } else {
            at = NULL;
        }
    } while (at != NULL && (depth > 0 || (*at != ',' && *at != '}')));
    return at;
}

static bool parse_record(record_reader *all, const char *line, bool *trial) {
    text key = {0}, scratch = {0};
    text_add(&key, "", 0);
    text_add(&scratch, "", 0);
    const char *at = skip_space(line);
    bool good = *at == '{';
    *trial = false;
    all->title.length = all->body.length = 0;
    for (at += good; good && *at != '}' && *at != 0;) {
        at = skip_space(*at == ',' ? skip_space(at + 1) : at);
        at = *at == '"' ? read_string(at + 1, &key) : NULL;
        at = at ? skip_space(at) : NULL;
        if (at == NULL || *at != ':') {
            good = false;
            break;
        }
        at = skip_space(at + 1);
        text *target = strcmp(key.bytes, "title") == 0  ? &all->title
                       : strcmp(key.bytes, "text") == 0 ? &all->body
                                                        : &scratch;
        bool is_string = *at == '"';
        at = is_string ? read_string(at + 1, target) : skip_value(at, &scratch);
        good = at != NULL;
        if (good && is_string && strcmp(key.bytes, "type") == 0) {
            *trial = strcmp(scratch.bytes, "trial") == 0;
        }
        at = good ? skip_space(at) : at;
    }
    free(key.bytes);
    free(scratch.bytes);
    return good;
}

bool record_reader_open(record_reader *reader, const char *path) {
    *reader = (record_reader){.file = fopen(path, "r"), .path = path};
    if (reader->file == NULL) {
        fprintf(stderr, "fit_stats: %s: %s\n", path, strerror(errno));
        return false;
    }
    text_add(&reader->title, "", 0);
    text_add(&reader->body, "", 0);
    return true;
}

void record_reader_close(record_reader *reader) {
    fclose(reader->file);
    free(reader->line);
    free(reader->title.bytes);
    free(reader->body.bytes);
}

bool record_reader_next(record_reader *reader, bool *trial, bool *more) {
    *more = getline(&reader->line, &reader->capacity, reader->file) > 0;
    if (!*more) {
        return true;
    }
    reader->number++;
    if (!parse_record(reader, reader->line, trial)) {
        fprintf(stderr, "fit_stats: %s:%llu: not a JSON record\n", reader->path,
                (unsigned long long)reader->number);
        return false;
    }
    return true;
}
