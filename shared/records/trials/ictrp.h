/* A trial of the WHO's registry platform (ICTRP) as a record, from its export's columns or elements.
 *
 * Both exports name the same things, one with blanks ("Public title"), the other with '_'
 * ("Public_title"); either is taken. Values come with <br>, entities and padding, which go. The day is
 * written before the month. One thread a record. */
#ifndef ASSAY_RECORDS_ICTRP_H
#define ASSAY_RECORDS_ICTRP_H
#include "records/record.h"

/* One column or element; one that is not known is kept as extra. */
ASSAY_MUST_USE assay_status assay_ictrp_add(assay_record *record, assay_span name, assay_span value,
                                            assay_error *err);
/* Once all are added: derives what one column alone does not tell. Identify the record with
 * assay_ictrp_number then. */
ASSAY_MUST_USE assay_status assay_ictrp_finish(assay_record *record, assay_error *err);
/* The registry's number as the export wrote it, for numbers of no known registry's form; may be empty. */
assay_span assay_ictrp_number(const assay_record *record);
#endif
