/* Text for people: coloured on a terminal, wrapped to its width, without a byte that could steer it.
 *
 * A writer fills lines of `width` columns, each after `indent` blanks; marks stand over pieces of text. Control characters of the text become
 * blanks. */
#ifndef ASSAY_SEARCHER_TERMINAL_H
#define ASSAY_SEARCHER_TERMINAL_H
#include "base/buffer.h"
#include "search/snippets.h"

#define ASSAY_TERMINAL_BOLD "\033[1m"
#define ASSAY_TERMINAL_DIM "\033[2m"
#define ASSAY_TERMINAL_MARK "\033[1;33m"
#define ASSAY_TERMINAL_ID "\033[36m"
#define ASSAY_TERMINAL_PLAIN "\033[0m"

typedef struct {
    assay_buffer *out;
    bool color;
    size_t width, indent;
    size_t column;     /* of the next character; 0: the line is not begun */
    const char *style; /* of unmarked text, NULL: none */
} assay_terminal;

/* What --color takes; auto is a terminal without NO_COLOR. */
#define ASSAY_TERMINAL_WHEN "auto|always|never"
enum { ASSAY_TERMINAL_AUTO, ASSAY_TERMINAL_ALWAYS, ASSAY_TERMINAL_NEVER }; /* in that order */
bool assay_terminal_colors(int when);
/* Of the terminal, between 40 and 120; 100 when the output is none. */
size_t assay_terminal_width(void);

/* Appends text, wrapped at blanks; runs of white space are one. marks may be NULL. */
void assay_terminal_text(assay_terminal *terminal, assay_span text, const assay_mark *marks,
                         size_t mark_count);
/* Ends the line if one is begun. */
void assay_terminal_line(assay_terminal *terminal);
#endif
