/* Character names that files use without declaring them: &nbsp; &alpha; &eacute; ... Any thread. */
#ifndef ASSAY_RECORDS_HTML_ENTITIES_H
#define ASSAY_RECORDS_HTML_ENTITIES_H
#include "base/span.h"

/* The code point of the name between "&" and ";", or 0. Case counts. */
uint32_t assay_html_entity(assay_span name);
#endif
