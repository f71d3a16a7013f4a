#include "index/build_internal.h"

#include "index/schema.h"
#include "records/record_notice.h"

void assay_build_notices_init(assay_build_notices *notices) {
    notices->stored = NULL;
    assay_buffer_init(&notices->packed, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&notices->before, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&notices->notice, ASSAY_BUFFER_NO_CAP);
}

void assay_build_notices_done(assay_build_notices *notices) {
    assay_stored_free(notices->stored);
    assay_buffer_done(&notices->packed);
    assay_buffer_done(&notices->before);
    assay_buffer_done(&notices->notice);
}

/* Leaves notices->before empty when the old version cannot be had. */
static assay_status read_before(assay_build_notices *notices, assay_xapian_reader *committed,
                                assay_docid old, assay_error *err) {
    if (old == 0 || committed == NULL)
        return ASSAY_OK;
    ASSAY_TRY(assay_xapian_reader_value(&notices->packed, committed, old, ASSAY_SLOT_RECORD, err));
    if (notices->packed.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_stored_open(&notices->stored, committed, err));
    return assay_stored_unpack(&notices->before, notices->stored,
                               assay_buffer_span(&notices->packed), err);
}

assay_status assay_build_notices_tell(assay_build_notices *notices,
                                      const assay_build_options *options,
                                      assay_xapian_reader *committed, assay_span identity,
                                      assay_docid old, const assay_record *record,
                                      assay_error *err) {
    if (options->notice == NULL)
        return ASSAY_OK;
    assay_buffer_clear(&notices->packed);
    assay_buffer_clear(&notices->before);
    assay_buffer_clear(&notices->notice);
    ASSAY_TRY(read_before(notices, committed, old, err));
    ASSAY_TRY(assay_record_notice_write(
        &notices->notice, identity, assay_buffer_span(&notices->before), old != 0, record, err));
    options->notice(options->user, assay_buffer_span(&notices->notice));
    return ASSAY_OK;
}
