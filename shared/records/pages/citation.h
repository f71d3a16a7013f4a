/* Printed citations: what links them to the works they name. Any thread. */
#ifndef ASSAY_RECORDS_CITATION_H
#define ASSAY_RECORDS_CITATION_H
#include "records/record.h"

/* The DOI in the text ("doi: 10.99999/x.", "https://doi.org/10.99999/x"), without what follows it;
 * empty when there is none. Borrowed. */
assay_span assay_citation_doi(assay_span text);
/* The number after "PMID:", empty when there is none. */
assay_span assay_citation_pmid(assay_span text);
/* The number of a list item, "12. " or "12) "; *rest is what follows. False when it is none. */
bool assay_citation_number(unsigned *number, assay_span *rest, assay_span line);
/* Adds a printed citation as a "reference" with the identifiers in it: marks of emphasis (*) and the
 * names of links ("- DOI - PubMed") are dropped. */
ASSAY_MUST_USE assay_status assay_citation_add(assay_record *record, assay_span text,
                                               assay_error *err);
/* Adds an author written "Given Family" as "Family, Given"; small words before the family name ("van
 * der Zee") are part of it. */
ASSAY_MUST_USE assay_status assay_citation_add_author(assay_record *record, assay_span name,
                                                      assay_error *err);
#endif
