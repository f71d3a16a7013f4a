/* The catalogue written anew without the room its changes left, in the old one's place.
 *
 *   INDEX/catalogue.new   the new one while it is written, then for a moment the old one
 *
 * The two folders change names in one step, so that a process that dies at any moment leaves one or the
 * other as INDEX/catalogue, whole; what is left over goes when the next writer opens. Readers that have
 * the old one open keep it until they refresh. The manifest goes with the catalogue, unchanged. */
#ifndef ASSAY_INDEX_COMPACTION_H
#define ASSAY_INDEX_COMPACTION_H
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* The caller holds the writer's lock, has committed and closes its writer next. *smaller false: nothing
 * was gained, or the file system cannot swap two folders; the catalogue is as it was. */
ASSAY_MUST_USE assay_status assay_compaction_run(bool *smaller, const char *dir, assay_error *err);
/* Removes what a compaction that died left over. The caller holds the writer's lock. */
void assay_compaction_sweep(const char *dir);

/* Which folder stands at INDEX/catalogue: two are equal when none took the other's place meanwhile. */
typedef struct {
    uint64_t device, file;
} assay_catalogue_mark;
assay_catalogue_mark assay_compaction_mark(const char *dir); /* zeros: there is none */
#endif
