/* A record's way from a reader to the sink: begun, filled by the format, identified, delivered. */
#ifndef ASSAY_RECORDS_EMIT_H
#define ASSAY_RECORDS_EMIT_H
#include "records/reader.h"

/* What a reader hands to its parts. */
typedef struct {
    assay_input *input;
    const assay_read_options *options;
    const assay_record_sink *sink;
    const char *format;
} assay_emitter;

/* An empty record of the sink's with the format's name and its type: the one the options ask for, else
 * the format's habit. */
ASSAY_MUST_USE assay_status assay_emit_begin(assay_record **out, const assay_emitter *emitter,
                                             assay_record_type habit, assay_error *err);
/* Identifies the record (source_id may be empty) and delivers it. */
ASSAY_MUST_USE assay_status assay_emit(const assay_emitter *emitter, assay_record *record,
                                       assay_span source_id, assay_error *err);
/* Tells the sink that "scheme:value" is gone. */
ASSAY_MUST_USE assay_status assay_emit_deletion(const assay_emitter *emitter, const char *scheme,
                                                assay_span value, assay_error *err);
#endif
