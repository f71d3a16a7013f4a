#include "batch_lines.h"

#include "query/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = ASSAY_QUERY_MAX_BYTES + 4096 }; /* an id and a query */

assay_status assay_batch_lines_open(assay_batch_lines *out, const char *path, assay_error *err) {
    bool is_input = strcmp(path, "-") == 0;
    FILE *input = is_input ? stdin : fopen(path, "rbe");
    if (input == NULL)
        return assay_fail(err, errno == ENOENT ? ASSAY_E_NOT_FOUND : ASSAY_E_IO,
                          "cannot open %s: %s", path, strerror(errno));
    *out = (assay_batch_lines){.input = input, .name = is_input ? "standard input" : path};
    assay_buffer_init(&out->text, LINE_MAX_BYTES);
    return ASSAY_OK;
}

void assay_batch_lines_close(assay_batch_lines *lines) {
    assay_buffer_done(&lines->text);
    if (lines->input != NULL && lines->input != stdin)
        fclose(lines->input);
    lines->input = NULL;
}

/* One line without its end into lines->text; what is too long for it sticks as its failure. False at the end. */
static bool read_line(assay_batch_lines *lines) {
    int byte = getc(lines->input);
    assay_buffer_clear(&lines->text);
    if (byte == EOF)
        return false;
    for (; byte != EOF && byte != '\n'; byte = getc(lines->input))
        assay_buffer_add_byte(&lines->text, (char)byte);
    lines->line++;
    return true;
}

static assay_status make_query(assay_batch_query **out, const assay_batch_lines *lines,
                               assay_span topic, assay_span query, assay_error *err) {
    char number[24];
    int digits = snprintf(number, sizeof number, "%zu", lines->line);
    if (topic.size == 0)
        topic = assay_span_make(number, (size_t)digits);
    assay_batch_query *made = malloc(sizeof *made + topic.size + 1 + query.size);
    if (made == NULL)
        return assay_fail_memory(err);
    *made = (assay_batch_query){.line = lines->line, .topic = (char *)(made + 1)};
    memcpy(made->topic, topic.data, topic.size);
    made->topic[topic.size] = '\0';
    for (char *byte = made->topic; byte < made->topic + topic.size; byte++)
        *byte = (unsigned char)*byte < ' ' ? ' ' : *byte;
    char *text = made->topic + topic.size + 1;
    memcpy(text, query.data, query.size);
    made->query = assay_span_make(text, query.size);
    made->too_long = lines->text.failed == ASSAY_E_LIMIT;
    *out = made;
    return ASSAY_OK;
}

assay_status assay_batch_lines_next(assay_batch_query **out, assay_batch_lines *lines,
                                    assay_error *err) {
    *out = NULL;
    while (read_line(lines)) {
        if (lines->text.failed == ASSAY_E_MEMORY)
            return assay_fail_memory(err);
        assay_span query = assay_buffer_span(&lines->text), topic = {NULL, 0};
        if (lines->line == 1 && assay_span_starts(query, ASSAY_SPAN("\xEF\xBB\xBF")))
            query = assay_span_skip(query, 3);
        if (assay_span_trim(query).size == 0)
            continue;
        if (assay_span_find_byte(query, '\t') != SIZE_MAX)
            topic = assay_span_trim(assay_span_cut(&query, '\t'));
        return make_query(out, lines, topic, assay_span_trim(query), err);
    }
    if (ferror(lines->input))
        return assay_fail(err, ASSAY_E_IO, "cannot read %s", lines->name);
    return ASSAY_OK;
}
