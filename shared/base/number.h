/* Numbers in text, whole and checked: no white space skipped, nothing left over, no overflow. */
#ifndef ASSAY_BASE_NUMBER_H
#define ASSAY_BASE_NUMBER_H
#include "base/span.h"

/* Decimal digits only. False (out untouched) for anything else or above UINT64_MAX. */
bool assay_number_u64(uint64_t *out, assay_span text);
/* As above with an optional leading '-'. */
bool assay_number_i64(int64_t *out, assay_span text);
/* Decimal notation with optional sign, fraction and exponent; finite. Independent of the locale. */
bool assay_number_double(double *out, assay_span text);
/* "512", "512K", "64M", "2G" (powers of 1024, either case, optional B). */
bool assay_number_bytes(uint64_t *out, assay_span text);
#endif
