/* Which part of an article a heading, or the label of a structured abstract, begins.
 *
 *   "2. Materials and Methods", "PATIENTS AND METHODS" -> METHODS        "Results and Discussion" -> RESULTS_DISCUSSION
 *
 * The parts Europe PMC lets its users search by name; labels as NLM groups them (background and objective are the introduction). What is no
 * usual heading is NONE. Any thread. */
#ifndef ASSAY_RECORDS_SECTIONS_H
#define ASSAY_RECORDS_SECTIONS_H
#include "base/span.h"

typedef enum {
    ASSAY_SECTION_NONE = 0,
    ASSAY_SECTION_INTRO,
    ASSAY_SECTION_METHODS,
    ASSAY_SECTION_RESULTS,
    ASSAY_SECTION_DISCUSSION,
    ASSAY_SECTION_CONCLUSION,
    ASSAY_SECTION_CASE,
    ASSAY_SECTION_SUPPLEMENT,
    /* headings that begin two */
    ASSAY_SECTION_METHODS_RESULTS,
    ASSAY_SECTION_RESULTS_DISCUSSION,
    ASSAY_SECTION_DISCUSSION_CONCLUSION,
    ASSAY_SECTION_COUNT
} assay_section;

assay_section assay_section_of_heading(assay_span heading);
/* Of "LABEL: text". */
assay_section assay_section_of_label(assay_span value);
/* "methods", "results and discussion"; "other" for NONE. Static storage. */
const char *assay_section_name(assay_section section);
/* NONE for what is no such name. */
assay_section assay_section_named(assay_span name);
#endif
