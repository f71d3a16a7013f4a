/* Tables of comma, semicolon or tab separated values, a row at a time (RFC 4180, and what people write).
 *
 * Rows end at CR, LF or CRLF; a cell in quotes may hold separators, line ends and doubled quotes; a quote
 * inside a cell that does not begin with one is itself, as is the quote of a cell that never closes (told
 * as a warning). Bytes that are not UTF-8 are taken for Windows-1252, NUL for a blank, both counted. Blank
 * rows are passed over. Memory is bounded by one row. One thread a reader. */
#ifndef ASSAY_RECORDS_CSV_H
#define ASSAY_RECORDS_CSV_H
#include "base/buffer.h"
#include "records/reader.h"

typedef struct {
    assay_input *input; /* borrowed */
    char separator;
    size_t max_bytes; /* of a row */
    size_t expected;  /* cells of a row, 0 while that is not known; settles doubtful quotes */
    /* the row at hand */
    assay_span *cells; /* count of them, borrowed until the next row */
    size_t count, capacity;
    uint64_t line, byte; /* where it begins */
    size_t repaired;     /* bytes in it that were not UTF-8 or NUL */
    bool unclosed;       /* it begins a quote that never ends */
    /* inside */
    uint64_t next_line;
    size_t given; /* bytes of the window the row took */
    assay_buffer text, whole;
} assay_csv;

void assay_csv_init(assay_csv *csv, assay_input *input, char separator, size_t max_bytes);
void assay_csv_done(assay_csv *csv);
/* *more false at the end. ASSAY_E_LIMIT for a row longer than max_bytes: its first lines are skipped, the
 * next call goes on behind them. */
ASSAY_MUST_USE assay_status assay_csv_next(bool *more, assay_csv *csv, assay_error *err);
/* What separates the cells of text's first line: the most frequent of , ; tab outside quotes. */
char assay_csv_sniff(assay_span text);
#endif
