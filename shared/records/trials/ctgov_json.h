/* A study of ClinicalTrials.gov's API v2 as a record: every module the model has a place for, the rest of
 * value as extra. Tables of results (participant flow, adverse events, measurements) are not read. */
#ifndef ASSAY_RECORDS_CTGOV_JSON_H
#define ASSAY_RECORDS_CTGOV_JSON_H
#include "records/json/json_tree.h"

/* study is the object that holds "protocolSection"; record is initialised. */
ASSAY_MUST_USE assay_status assay_ctgov_json_fill(assay_record *record,
                                                  const assay_json_value *study, assay_error *err);
#endif
