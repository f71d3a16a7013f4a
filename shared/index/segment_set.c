#include "index/segment_set.h"

#include <stdlib.h>

static void destroy(assay_segment_set *set) {
    assay_snapshot_close(set->snapshot);
    for (size_t i = 0; i < set->count; i++)
        assay_open_segment_close(&set->items[i]);
    free(set->items);
    free(set);
}

static assay_status open_all(assay_segment_set *set, const char *dir,
                             const assay_manifest *manifest, assay_snapshot_part *parts,
                             assay_error *err) {
    for (size_t i = 0; i < manifest->count; i++) {
        ASSAY_TRY(assay_index_dir_open(&set->items[i], dir, &manifest->segments[i], err));
        set->count++;
        parts[i] = (assay_snapshot_part){set->items[i].segment, set->items[i].tombstones};
    }
    return assay_snapshot_open(&set->snapshot, parts, manifest->count, err);
}

assay_status assay_segment_set_open(assay_segment_set **out, const char *dir,
                                    const assay_manifest *manifest, assay_error *err) {
    assay_segment_set *set = calloc(1, sizeof *set);
    assay_snapshot_part *parts = calloc(manifest->count + 1, sizeof *parts);
    if (set != NULL)
        set->items = calloc(manifest->count + 1, sizeof *set->items);
    assay_status status = ASSAY_OK;
    if (set == NULL || parts == NULL || set->items == NULL)
        status = assay_fail_memory(err);
    else
        status = open_all(set, dir, manifest, parts, err);
    free(parts);
    if (status != ASSAY_OK) {
        if (set != NULL)
            destroy(set);
        return status;
    }
    set->references = 1;
    *out = set;
    return ASSAY_OK;
}

assay_segment_set *assay_segment_set_share(assay_segment_set *set) {
    set->references++;
    return set;
}

void assay_segment_set_release(assay_segment_set *set) {
    if (set != NULL && --set->references == 0)
        destroy(set);
}
