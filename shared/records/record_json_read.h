/* A record out of a JSON tree that is parsed already: what the jsonl reader shares with record_json. */
#ifndef ASSAY_RECORDS_RECORD_JSON_READ_H
#define ASSAY_RECORDS_RECORD_JSON_READ_H
#include "records/json/json_tree.h"

/* As assay_record_json_read. */
ASSAY_MUST_USE assay_status assay_record_json_read_tree(assay_record *record,
                                                        const assay_json_value *object,
                                                        assay_error *err);
#endif
