#include "records/emit.h"

#include "records/identifier.h"

assay_status assay_emit_begin(assay_record **out, const assay_emitter *emitter,
                              assay_record_type habit, assay_error *err) {
    assay_record *record = emitter->sink->begin(emitter->sink->user, err);
    if (record == NULL)
        return err != NULL && err->status != ASSAY_OK ? err->status : assay_fail_memory(err);
    int wanted = emitter->options->default_type;
    record->source_format = assay_span_of(emitter->format);
    record->type =
        wanted >= 0 && wanted <= ASSAY_RECORD_FULLTEXT ? (assay_record_type)wanted : habit;
    *out = record;
    return ASSAY_OK;
}

assay_status assay_emit(const assay_emitter *emitter, assay_record *record, assay_span source_id,
                        assay_error *err) {
    ASSAY_TRY(assay_record_identify(record, source_id, err));
    return emitter->sink->record(emitter->sink->user, record, err);
}

assay_status assay_emit_deletion(const assay_emitter *emitter, const char *scheme, assay_span value,
                                 assay_error *err) {
    char normal[ASSAY_IDENTIFIER_MAX], identity[ASSAY_IDENTIFIER_MAX + 16];
    assay_span id, name = assay_span_of(scheme);
    if (!assay_identifier_normalise(&id, normal, scheme, value))
        return assay_fail(err, ASSAY_E_FORMAT, "a deletion without a valid %s", scheme);
    memcpy(identity, name.data, name.size);
    identity[name.size] = ':';
    memcpy(identity + name.size + 1, id.data, id.size);
    return emitter->sink->deletion(emitter->sink->user,
                                   assay_span_make(identity, name.size + 1 + id.size), err);
}
