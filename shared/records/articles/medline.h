/* What PubMed's XML and MEDLINE's tagged text share: dates, titles, registrations, links. */
#ifndef ASSAY_RECORDS_MEDLINE_H
#define ASSAY_RECORDS_MEDLINE_H
#include "records/record.h"

/* A publication date as MEDLINE prints it, "1998 Dec-1999 Jan", "2000 Spring", "1975-1976": its
 * first day as far as known, 0 when there is no year in it. Any thread. */
assay_date assay_medline_date(assay_span text);
/* Sets the date unless it is set already. */
void assay_medline_set_date(assay_record *record, assay_record_date which, assay_span text);
/* A title without the brackets that mark a translated one; "[Not Available]" is none. */
assay_span assay_medline_title(assay_span text);
/* A registration in a data bank: a trial's number becomes a "registration" reference, anything else
 * extra "databank". */
ASSAY_MUST_USE assay_status assay_medline_add_databank(assay_record *record, assay_span bank,
                                                       assay_span number, assay_error *err);
/* "Heading/qualifier" in MESH_QUALIFIED, each once, and in MESH_QUALIFIED_MAJOR when it is a main topic: the star stands at the qualifier, or
 * at the heading and at none of its qualifiers. */
ASSAY_MUST_USE assay_status assay_medline_add_qualifier(assay_record *record, assay_span heading,
                                                        assay_span qualifier, bool major,
                                                        assay_error *err);
/* A heading with qualifiers after slashes, stars before what is major (*Melanoma): MESH, MESH_MAJOR, and as above. */
ASSAY_MUST_USE assay_status assay_medline_add_mesh(assay_record *record, assay_span heading,
                                                   assay_error *err);
/* An abstract in one run to SUMMARY, a value a section where it is structured: "BACKGROUND: ...
 * METHODS: ...". */
ASSAY_MUST_USE assay_status assay_medline_add_abstract(assay_record *record, assay_span value,
                                                       assay_error *err);
#endif
