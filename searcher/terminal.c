#include "terminal.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool assay_terminal_colors(int when) {
    const char *refused = getenv("NO_COLOR");
    if (when == ASSAY_TERMINAL_ALWAYS)
        return true;
    return when == ASSAY_TERMINAL_AUTO && isatty(STDOUT_FILENO) &&
           (refused == NULL || refused[0] == '\0');
}

size_t assay_terminal_width(void) {
    struct winsize size = {0};
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 100;
    return size.ws_col < 40 ? 40 : size.ws_col > 120 ? 120 : size.ws_col;
}

void assay_terminal_line(assay_terminal *terminal) {
    if (terminal->column != 0)
        assay_buffer_add_byte(terminal->out, '\n');
    terminal->column = 0;
}

static void set_style(assay_terminal *terminal, const char *style) {
    if (terminal->color && style != NULL)
        assay_buffer_add_text(terminal->out, style);
}

/* The bytes of the character at text's start that may be shown; 0: it is a blank (white space, a control character, no UTF-8). */
static size_t shown(assay_span text) {
    if (text.data == NULL || text.size == 0)
        return 0;
    size_t size = assay_utf8_length(text);
    unsigned char first = (unsigned char)text.data[0];
    bool c1 = size == 2 && first == 0xC2 && (unsigned char)text.data[1] < 0xA0;
    return size == 1 && (first <= ' ' || first == 0x7F) ? 0 : c1 ? 0 : size;
}

static size_t blank_size(assay_span text) {
    size_t size = assay_utf8_length(text);
    return size == 0 ? 1 : size;
}

/* One word of the text: its bytes [begin, end), its width in characters. */
typedef struct {
    size_t begin, end, width;
} shown_word;

static bool next_word(shown_word *word, assay_span text, size_t at) {
    while (at < text.size && shown(assay_span_skip(text, at)) == 0)
        at += blank_size(assay_span_skip(text, at));
    *word = (shown_word){at, at, 0};
    while (word->end < text.size) {
        size_t size = shown(assay_span_skip(text, word->end));
        if (size == 0)
            break;
        word->end += size;
        word->width++;
    }
    return word->end > word->begin;
}

typedef struct {
    const assay_mark *marks;
    size_t count, at;
    bool on;
} marker;

/* Switches marks so that they are right for the byte at `offset`. */
static void mark_until(assay_terminal *terminal, marker *m, size_t offset) {
    while (m->at < m->count && m->marks[m->at].end <= offset)
        m->at++;
    bool on = m->at < m->count && m->marks[m->at].begin <= offset;
    if (on == m->on)
        return;
    if (m->on)
        set_style(terminal, ASSAY_TERMINAL_PLAIN);
    set_style(terminal, on ? ASSAY_TERMINAL_MARK : terminal->style);
    m->on = on;
}

static void put_word(assay_terminal *terminal, assay_span text, const shown_word *word, marker *m) {
    for (size_t at = word->begin; at < word->end;) {
        size_t size = assay_utf8_length(assay_span_skip(text, at));
        mark_until(terminal, m, at);
        assay_buffer_add(terminal->out, text.data + at, size);
        at += size;
    }
    terminal->column += word->width;
}

void assay_terminal_text(assay_terminal *terminal, assay_span text, const assay_mark *marks,
                         size_t mark_count) {
    marker m = {.marks = marks, .count = terminal->color ? mark_count : 0};
    shown_word word;
    bool glue =
        true; /* nothing between what was there and the first word unless the text says so */
    set_style(terminal, terminal->style);
    for (size_t at = 0; next_word(&word, text, at); at = word.end) {
        bool gap = !glue || word.begin != 0;
        if (terminal->column > terminal->indent && gap) {
            if (terminal->column + 1 + word.width > terminal->width) {
                assay_buffer_add_byte(terminal->out, '\n');
                terminal->column = 0;
            } else {
                mark_until(terminal, &m, word.begin - 1 < text.size ? word.begin - 1 : 0);
                assay_buffer_add_byte(terminal->out, ' ');
                terminal->column++;
            }
        }
        for (; terminal->column < terminal->indent; terminal->column++)
            assay_buffer_add_byte(terminal->out, ' ');
        put_word(terminal, text, &word, &m);
        glue = false;
    }
    if (m.on || terminal->style != NULL)
        set_style(terminal, ASSAY_TERMINAL_PLAIN);
}
