/* Archives and compressed files looked through: every plain file within is shown to a visitor.
 *
 *   .gz .zst .xz .bz2   one file, under the name without the suffix
 *   tar, zip            each member, as "archive!member"; hidden ones ('.' first) are left out
 *
 * Archives within archives are followed to a depth of 3. Nothing is unpacked to disk. */
#ifndef ASSAY_RECORDS_CONTAINER_H
#define ASSAY_RECORDS_CONTAINER_H
#include "records/input/input.h"

typedef struct {
    void *user;
    /* A plain file, at its beginning. Anything but ASSAY_OK stops. claimed: the kind of compressed data or archive its name says it is
     * though it is none ("gzip"), NULL for one that is what it is called. */
    assay_status (*file)(void *user, assay_input *input, const char *claimed, assay_error *err);
    /* The container (or what is left of it) cannot be read. */
    assay_status (*damaged)(void *user, const assay_input *container, const assay_error *problem,
                            assay_error *err);
} assay_container_visitor;

/* Shows input, or what is in it. */
ASSAY_MUST_USE assay_status assay_container_walk(assay_input *input,
                                                 const assay_container_visitor *visitor,
                                                 assay_error *err);
#endif
