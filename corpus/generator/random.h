/* Numbers drawn by counting: the same seed gives the same numbers on every machine.
 *
 * splitmix64 (Steele, Lea, Flood 2014). Only integer arithmetic and correctly rounded square roots are
 * used in the generator, so that no library's pow or log can change a byte of the output; and no
 * expression draws twice, so that no compiler's order of evaluation can. */
#ifndef ASSAY_CORPUS_GENERATOR_RANDOM_H
#define ASSAY_CORPUS_GENERATOR_RANDOM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} random_source;

static inline uint64_t random_mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* A hash of two numbers. */
static inline uint64_t random_hash(uint64_t a, uint64_t b) {
    return random_mix((a + 1) * 0x9E3779B97F4A7C15u ^ (b + 1) * 0xD1B54A32D192ED03u);
}

static inline uint64_t random_next(random_source *source) {
    return random_mix(source->state += 0x9E3779B97F4A7C15u);
}

/* A number below `limit`, which is below 2^32, from 32 random bits. */
static inline uint32_t random_scale(uint32_t bits, uint32_t limit) {
    return (uint32_t)((uint64_t)bits * limit >> 32);
}

static inline uint32_t random_below(random_source *source, uint32_t limit) {
    return random_scale((uint32_t)(random_next(source) >> 32), limit);
}

/* True with a probability of `rate` in 100,000. */
static inline bool random_chance(random_source *source, uint32_t rate) {
    return random_below(source, 100000) < rate;
}

/* Draws outcomes 0 .. count - 1 in proportion to their weights in constant time (Walker 1977, Vose 1991). */
enum { ALIAS_MAX = 128 };
typedef struct {
    uint32_t count;
    struct {
        uint32_t keep; /* of 2^32: this outcome, else the other */
        uint32_t other;
    } cells[ALIAS_MAX];
} alias_table;

void alias_table_build(alias_table *table, const uint32_t *weights, uint32_t count);

static inline uint32_t alias_table_draw(const alias_table *table, uint64_t bits) {
    uint32_t cell = random_scale((uint32_t)(bits >> 32), table->count);
    uint32_t other = table->cells[cell].other,
             mask = 0u - ((uint32_t)bits >= table->cells[cell].keep);
    return cell ^ ((cell ^ other) & mask); /* without a branch: it could not be predicted */
}

/* A value from 33 quantiles that lie evenly (the last one a far tail), straight lines between. */
static inline uint32_t random_quantile(random_source *source, const uint16_t quantiles[33]) {
    uint32_t place = random_below(source, 32 << 16), at = place >> 16;
    uint32_t low = quantiles[at], high = quantiles[at + 1];
    return low + (uint32_t)((uint64_t)(place & 0xFFFF) * (high - low + (at < 31)) >> 16);
}
#endif
