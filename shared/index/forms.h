/* Whose form a word is: tells the writers of segments that a form's records are some of its stem's
 * (ranking/segment/parents.h).
 *
 * One thread at a time. */
#ifndef ASSAY_INDEX_FORMS_H
#define ASSAY_INDEX_FORMS_H
#include "base/status.h"
#include "ranking/segment/parents.h"

typedef struct assay_forms assay_forms;

/* analyzer: the identity of the analyzer the words come from. *out is the caller's: assay_forms_free. */
ASSAY_MUST_USE assay_status assay_forms_new(assay_forms **out, const char *analyzer,
                                            assay_error *err);
void assay_forms_free(assay_forms *forms); /* NULL is fine */
/* Borrowed from forms. */
const assay_parents *assay_forms_parents(const assay_forms *forms);
#endif
