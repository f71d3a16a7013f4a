#include "records/json/json_split.h"

void assay_json_split_init(assay_json_split *split, assay_input *input,
                           bool (*is_record_key)(assay_span key), size_t max_bytes) {
    *split = (assay_json_split){
        .input = input, .is_record_key = is_record_key, .max_bytes = max_bytes, .line = 1};
}

static void consume(assay_json_split *split, assay_span window, size_t n) {
    for (size_t at = 0; at < n; at++) {
        size_t end = assay_span_find_byte(assay_span_make(window.data + at, n - at), '\n');
        if (end == SIZE_MAX)
            break;
        split->line++;
        at += end;
    }
    assay_input_skip(split->input, n);
}

static assay_status broken(const assay_json_split *split, size_t at, const char *what,
                           assay_error *err) {
    return assay_fail(err, ASSAY_E_FORMAT, "not JSON at byte %llu, line %llu: %s",
                      (unsigned long long)(assay_input_offset(split->input) + at),
                      (unsigned long long)split->line, what);
}

static bool is_between(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == ',';
}

/* Skips white space and commas; the window then begins with what matters, or is empty at the end. */
static assay_status to_token(assay_span *window, assay_json_split *split, assay_error *err) {
    for (;;) {
        ASSAY_TRY(assay_input_window(window, split->input, 1, err));
        size_t at = 0;
        while (at < window->size && is_between(window->data[at]))
            at++;
        bool more = at == window->size && at != 0;
        consume(split, *window, at);
        *window = assay_span_skip(*window, at);
        if (!more)
            return ASSAY_OK;
    }
}

/* The whole object or array at the window's start. */
static assay_status take_element(assay_span *out, assay_json_split *split, assay_error *err) {
    assay_json_scan scan = {0};
    assay_span window;
    size_t wanted = 1;
    for (;;) {
        ASSAY_TRY(assay_input_window(&window, split->input, wanted, err));
        switch (assay_json_scan_on(&scan, window)) {
        case ASSAY_JSON_WHOLE:
            *out = assay_span_first(window, scan.at);
            return ASSAY_OK;
        case ASSAY_JSON_BROKEN:
            return broken(split, scan.at, "brackets do not match", err);
        case ASSAY_JSON_DEEP:
            return assay_fail(err, ASSAY_E_LIMIT, "JSON nested deeper than %d at byte %llu",
                              ASSAY_READ_MAX_DEPTH,
                              (unsigned long long)assay_input_offset(split->input) + scan.at);
        case ASSAY_JSON_PARTIAL:
            break;
        }
        if (window.size < wanted)
            return broken(split, scan.at, "the file ends within an object", err);
        if (window.size > split->max_bytes)
            return assay_fail(
                err, ASSAY_E_LIMIT, "an object of more than %zu bytes begins at byte %llu",
                split->max_bytes, (unsigned long long)assay_input_offset(split->input));
        wanted = window.size + 1;
    }
}

/* Passes over a string or a scalar of any size. *was_key when a ':' follows it. */
static assay_status pass_scalar(assay_json_split *split, assay_error *err) {
    assay_span window;
    size_t wanted = 1, end;
    for (;;) {
        ASSAY_TRY(assay_input_window(&window, split->input, wanted, err));
        end = assay_json_skip_value(window, 0);
        if (end != SIZE_MAX)
            break;
        if (window.size < wanted) { /* the document's last value, or a string without an end */
            if (window.data[0] == '"' || split->depth != 0)
                return broken(split, window.size, "the file ends within a value", err);
            end = window.size;
            break;
        }
        if (window.size > split->max_bytes)
            return assay_fail(err, ASSAY_E_LIMIT, "a value of more than %zu bytes at byte %llu",
                              split->max_bytes,
                              (unsigned long long)assay_input_offset(split->input));
        wanted = window.size + 1;
    }
    if (end == 0)
        return broken(split, 0, "a value is missing", err);
    consume(split, window, end);
    ASSAY_TRY(to_token(&window, split, err));
    bool key = split->depth != 0 && !split->is_array[split->depth - 1];
    if (key && window.size != 0 && window.data[0] == ':')
        consume(split, window, 1);
    return ASSAY_OK;
}

static assay_status enter(assay_json_split *split, assay_span window, assay_error *err) {
    if (split->depth == ASSAY_READ_MAX_DEPTH)
        return assay_fail(err, ASSAY_E_LIMIT, "JSON nested deeper than %d at byte %llu",
                          ASSAY_READ_MAX_DEPTH,
                          (unsigned long long)assay_input_offset(split->input));
    split->is_array[split->depth++] = window.data[0] == '[';
    consume(split, window, 1);
    return ASSAY_OK;
}

static assay_status leave(assay_json_split *split, assay_span window, assay_error *err) {
    if (split->depth == 0 || split->is_array[split->depth - 1] != (window.data[0] == ']'))
        return broken(split, 0, "brackets do not match", err);
    split->depth--;
    consume(split, window, 1);
    return ASSAY_OK;
}

assay_status assay_json_split_next(assay_json_element *out, bool *more, assay_json_split *split,
                                   assay_error *err) {
    assay_span window;
    if (split->given != 0) {
        ASSAY_TRY(assay_input_window(&window, split->input, split->given, err));
        consume(split, window, split->given);
        split->given = 0;
    }
    for (;;) {
        ASSAY_TRY(to_token(&window, split, err));
        if (window.size == 0) {
            *more = false;
            return split->depth == 0
                       ? ASSAY_OK
                       : broken(split, 0, "the file ends within an object or array", err);
        }
        char byte = window.data[0];
        if (byte == '}' || byte == ']') {
            ASSAY_TRY(leave(split, window, err));
        } else if (byte == '[') {
            ASSAY_TRY(enter(split, window, err));
        } else if (byte == '{') {
            enum { LOOK_AHEAD = 64 << 10 };
            ASSAY_TRY(assay_input_window(&window, split->input, LOOK_AHEAD, err));
            if (assay_json_has_key(window, split->is_record_key) == 1)
                break;
            ASSAY_TRY(enter(split, window, err));
        } else {
            ASSAY_TRY(pass_scalar(split, err));
        }
    }
    out->byte = assay_input_offset(split->input);
    out->line = split->line;
    ASSAY_TRY(take_element(&out->text, split, err));
    split->given = out->text.size;
    split->found++;
    *more = true;
    return ASSAY_OK;
}
