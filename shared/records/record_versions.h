/* Two versions of a record as JSON, key by key: what notices (record_notice.h) and histories (record_changes.h) are made of. Private to
 * records. Trees live in the arena, their text in what they were read from. Any thread. */
#ifndef ASSAY_RECORDS_RECORD_VERSIONS_H
#define ASSAY_RECORDS_RECORD_VERSIONS_H
#include "base/buffer.h"
#include "records/json/json_tree.h"
#include "records/record.h"

bool assay_versions_equal(const assay_json_value *a, const assay_json_value *b);
bool assay_versions_hold(const assay_json_value *list, const assay_json_value *value);
/* The object's member, null ones too; NULL when there is none. */
const assay_json_value *assay_versions_member(const assay_json_value *object, assay_span key);
/* How the record came here is no news. */
bool assay_versions_told(assay_span key);
/* before: JSON, or empty: then *from is untouched. after: NULL: then *to is untouched; its JSON goes into text, which the trees borrow
 * from. ASSAY_E_FORMAT when before is no JSON. */
ASSAY_MUST_USE assay_status assay_versions_read(const assay_json_value **from,
                                                const assay_json_value **to, assay_buffer *text,
                                                assay_arena *arena, assay_span before,
                                                const assay_record *after, assay_error *err);

/* Calls back for each key that differs, those of `to` first; either value may be NULL, not both. Stops at the first failure. */
typedef assay_status assay_versions_visit(void *user, assay_span key, const assay_json_value *from,
                                          const assay_json_value *to, assay_error *err);
ASSAY_MUST_USE assay_status assay_versions_compare(assay_versions_visit *visit, void *user,
                                                   const assay_json_value *from,
                                                   const assay_json_value *to, assay_error *err);
#endif
