#include "generator/random.h"

/* Fills the cells that weigh less than their share from those that weigh more. All integers: weights are scaled so
 * that a full cell is exactly `total`. */
void alias_table_build(alias_table *table, const uint32_t *weights, uint32_t count) {
    uint64_t total = 0, scaled[ALIAS_MAX];
    uint32_t poor[ALIAS_MAX] = {0}, rich[ALIAS_MAX] = {0}, poor_count = 0, rich_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        total += weights[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        scaled[i] = (uint64_t)weights[i] * count;
        if (scaled[i] < total) {
            poor[poor_count++] = i;
        } else {
            rich[rich_count++] = i;
        }
        table->cells[i].keep = UINT32_MAX;
        table->cells[i].other = i;
    }
    table->count = count;
    while (poor_count > 0 && rich_count > 0) {
        uint32_t small = poor[--poor_count], large = rich[rich_count - 1];
        table->cells[small].keep = (uint32_t)(scaled[small] * UINT32_MAX / total);
        table->cells[small].other = large;
        scaled[large] -= total - scaled[small];
        if (scaled[large] < total) {
            rich_count--;
            poor[poor_count++] = large;
        }
    }
}
