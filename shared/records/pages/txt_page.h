/* A page as text: its lines and paragraphs, for the templates that recognise and read it.
 *
 * Everything borrowed from the page lives until its arena is reset. One thread at a time. */
#ifndef ASSAY_RECORDS_TXT_PAGE_H
#define ASSAY_RECORDS_TXT_PAGE_H
#include "base/arena.h"
#include "base/buffer.h"

#define ASSAY_TXT_NONE SIZE_MAX

typedef struct {
    assay_span text;   /* the whole page, UTF-8 */
    assay_span *lines; /* trimmed of blanks at both ends; empty ones included */
    size_t count;
    assay_arena *arena; /* borrowed */
} assay_txt_page;

/* Cuts text, which must outlive the page, into lines. */
ASSAY_MUST_USE assay_status assay_txt_page_make(assay_txt_page *out, assay_span text,
                                                assay_arena *arena, assay_error *err);
/* The first line from `from` on that equals `wanted`, or begins with it; ASSAY_TXT_NONE when none. */
size_t assay_txt_find_line(const assay_txt_page *page, size_t from, const char *wanted);
size_t assay_txt_find_start(const assay_txt_page *page, size_t from, const char *wanted);
/* The first line from `from` on, before `end`, that is not empty; `end` when none. */
size_t assay_txt_skip_blank(const assay_txt_page *page, size_t from, size_t end);

/* Paragraphs of the lines [at, end): runs of lines that are not empty. Starts as {page, from, end}. */
typedef struct {
    const assay_txt_page *page;
    size_t at, end;
} assay_txt_paragraphs;

/* The next paragraph as lines [*first, *last). */
bool assay_txt_next(size_t *first, size_t *last, assay_txt_paragraphs *paragraphs);
/* The lines [first, last) as one text, joined by a blank, or where a word was broken ("long-") by
 * nothing. In the arena. */
ASSAY_MUST_USE assay_status assay_txt_join(assay_span *out, const assay_txt_page *page,
                                           size_t first, size_t last, assay_error *err);
#endif
