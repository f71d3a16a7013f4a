#include "records/json/json.h"

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

size_t assay_json_skip_blank(assay_span text, size_t from) {
    while (from < text.size && is_blank(text.data[from]))
        from++;
    return from;
}

/* Whether the byte at `at` stands behind an odd number of backslashes; none before `start` counts. */
static bool is_escaped(assay_span text, size_t at, size_t start) {
    size_t first = at;
    while (first > start && text.data[first - 1] == '\\')
        first--;
    return (at - first) % 2 != 0;
}

size_t assay_json_string_end(assay_span text, size_t start, size_t from) {
    for (;;) {
        size_t quote = assay_span_find_byte(assay_span_skip(text, from), '"');
        if (quote == SIZE_MAX)
            return SIZE_MAX;
        quote += from;
        if (!is_escaped(text, quote, start))
            return quote;
        from = quote + 1;
    }
}

static assay_json_state open_bracket(assay_json_scan *scan, bool array) {
    if (scan->depth == ASSAY_READ_MAX_DEPTH)
        return ASSAY_JSON_DEEP;
    scan->is_array[scan->depth++] = array;
    scan->at++;
    return ASSAY_JSON_PARTIAL;
}

static assay_json_state close_bracket(assay_json_scan *scan, bool array) {
    if (scan->depth == 0 || scan->is_array[scan->depth - 1] != array)
        return ASSAY_JSON_BROKEN;
    scan->at++;
    return --scan->depth == 0 ? ASSAY_JSON_WHOLE : ASSAY_JSON_PARTIAL;
}

static assay_json_state scan_byte(assay_json_scan *scan, char byte) {
    switch (byte) {
    case '{':
    case '[':
        return open_bracket(scan, byte == '[');
    case '}':
    case ']':
        return close_bracket(scan, byte == ']');
    case '"':
        scan->in_string = true;
        scan->string_start = ++scan->at;
        return ASSAY_JSON_PARTIAL;
    case '\0':
        return ASSAY_JSON_BROKEN;
    default:
        scan->at++;
        return scan->depth != 0 ? ASSAY_JSON_PARTIAL : ASSAY_JSON_BROKEN;
    }
}

assay_json_state assay_json_scan_on(assay_json_scan *scan, assay_span text) {
    while (scan->at < text.size) {
        if (scan->in_string) {
            size_t end = assay_json_string_end(text, scan->string_start, scan->at);
            if (end == SIZE_MAX) {
                scan->at = text.size;
                return ASSAY_JSON_PARTIAL;
            }
            scan->at = end + 1;
            scan->in_string = false;
            continue;
        }
        assay_json_state state = scan_byte(scan, text.data[scan->at]);
        if (state != ASSAY_JSON_PARTIAL)
            return state;
    }
    return ASSAY_JSON_PARTIAL;
}

size_t assay_json_skip_value(assay_span text, size_t from) {
    if (from >= text.size)
        return SIZE_MAX;
    if (text.data[from] == '"') {
        size_t end = assay_json_string_end(text, from + 1, from + 1);
        return end != SIZE_MAX ? end + 1 : SIZE_MAX;
    }
    if (text.data[from] == '{' || text.data[from] == '[') {
        assay_json_scan scan = {0};
        bool whole = assay_json_scan_on(&scan, assay_span_skip(text, from)) == ASSAY_JSON_WHOLE;
        return whole ? from + scan.at : SIZE_MAX;
    }
    while (from < text.size && strchr(",]}", text.data[from]) == NULL && !is_blank(text.data[from]))
        from++;
    return from < text.size ? from : SIZE_MAX;
}

int assay_json_has_key(assay_span text, bool (*wanted)(assay_span key)) {
    size_t at = assay_json_skip_blank(text, 1);
    while (at < text.size && text.data[at] == '"') {
        size_t end = assay_json_skip_value(text, at);
        if (end == SIZE_MAX)
            return -1;
        if (wanted(assay_span_make(text.data + at + 1, end - at - 2)))
            return 1;
        at = assay_json_skip_blank(text, end);
        if (at >= text.size || text.data[at] != ':')
            return -1;
        end = assay_json_skip_value(text, assay_json_skip_blank(text, at + 1));
        if (end == SIZE_MAX)
            return -1;
        at = assay_json_skip_blank(text, end);
        if (at < text.size && text.data[at] == ',')
            at = assay_json_skip_blank(text, at + 1);
    }
    return at < text.size && text.data[at] == '}' ? 0 : -1;
}
