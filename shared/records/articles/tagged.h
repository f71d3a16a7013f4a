/* The tagged fields of a record, gathered from a file's lines: what MEDLINE's and RIS's readers have in common. One thread at a time. */
#ifndef ASSAY_RECORDS_TAGGED_H
#define ASSAY_RECORDS_TAGGED_H
#include "records/input/lines.h"

typedef struct {
    assay_span tag;   /* "TI", without blanks */
    assay_span value; /* lines joined */
} assay_tagged_field;

typedef struct {
    assay_lines lines;
    assay_arena arena; /* of the fields */
    assay_tagged_field *fields;
    size_t count, capacity;
    assay_buffer value; /* of the field begun last, to which lines are added */
    size_t size;        /* of the record's lines, in bytes */
    bool too_large;
} assay_tagged;

void assay_tagged_init(assay_tagged *tagged, const assay_emitter *emitter);
void assay_tagged_done(assay_tagged *tagged);
/* For the next record. */
void assay_tagged_forget(assay_tagged *tagged);

/* Counts a line of the record; false when with it the record is larger than may be: it is passed over. */
bool assay_tagged_fits(assay_tagged *tagged, assay_span line);
/* Ends the field begun last and begins another; both spans are copied. */
ASSAY_MUST_USE assay_status assay_tagged_begin(assay_tagged *tagged, assay_span tag,
                                               assay_span value, assay_error *err);
/* Gives the field begun last its value, entities resolved: exports escape "<" now and then, as the web page they come from does. */
ASSAY_MUST_USE assay_status assay_tagged_end(assay_tagged *tagged, assay_error *err);

static inline bool assay_tagged_is_tag_byte(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
#endif
