#include "index/signature.h"

#include "base/bytes.h"
#include "text/general_stems.h"
#include "text/stopwords.h"

#include <stdlib.h>
#include <xxhash.h>

/* ---- codes ---- */

static bool is_number(assay_span stem) {
    for (size_t i = 0; i < stem.size; i++)
        if ((stem.data[i] < '0' || stem.data[i] > '9') && stem.data[i] != '.')
            return false;
    return true;
}

uint16_t assay_signature_code(assay_span term) {
    if (term.size < 3 || term.data[0] != 'Z')
        return ASSAY_SIGNATURE_NO_CODE;
    assay_span stem = assay_span_skip(term, 1);
    if (is_number(stem) || assay_stopwords_is_stop(stem) || assay_general_stems_has(stem))
        return ASSAY_SIGNATURE_NO_CODE;
    return (uint16_t)(XXH3_64bits(stem.data, stem.size) % ASSAY_SIGNATURE_CODES);
}

/* ---- the maker ---- */

enum { AHEAD = 32 }; /* occurrences whose terms memory is asked for early */

void assay_signature_maker_done(assay_signature_maker *maker) {
    free(maker->terms);
    free(maker->met);
    *maker = (assay_signature_maker){0};
}

void assay_signature_maker_forget(assay_signature_maker *maker) {
    if (maker->term_capacity != 0)
        memset(maker->terms, 0, maker->term_capacity * sizeof *maker->terms);
}

static assay_status reserve(assay_signature_maker *maker, size_t terms, size_t met,
                            assay_error *err) {
    if (terms > maker->term_capacity) {
        size_t capacity = terms * 2 + 1024;
        assay_signature_term *moved = realloc(maker->terms, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        memset(moved + maker->term_capacity, 0, (capacity - maker->term_capacity) * sizeof *moved);
        maker->terms = moved;
        maker->term_capacity = capacity;
    }
    if (met > maker->met_capacity) {
        size_t capacity = met * 2 + 1024;
        uint32_t *moved = realloc(maker->met, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        maker->met = moved;
        maker->met_capacity = capacity;
    }
    return ASSAY_OK;
}

/* Sums wdf by term; how many telling terms were met. */
static size_t count_terms(assay_signature_maker *maker, const assay_map *map,
                          const assay_occurrence *items, size_t count) {
    size_t met = 0;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(&maker->terms[items[i + AHEAD].term], 1);
        assay_signature_term *term = &maker->terms[items[i].term];
        if (term->known == 0) {
            term->code = assay_signature_code(assay_map_key(map, items[i].term));
            term->known = 1;
        }
        /* No branches: which stems tell is not to be foreseen. */
        uint32_t wdf = term->code != ASSAY_SIGNATURE_NO_CODE ? items[i].wdf : 0;
        maker->met[met] = items[i].term;
        met += (wdf != 0) & (term->wdf == 0);
        term->wdf += wdf;
    }
    return met;
}

/* ---- the choice ---- */

/* wdf above, then the complement of the code, so that the greater key is the better term whatever its id. */
static uint64_t key_of(const assay_signature_term *term) {
    return (uint64_t)term->wdf << 16 | (ASSAY_SIGNATURE_CODES - 1u - term->code);
}

/* keys[0..*kept) descending. */
static void keep_best(uint64_t *keys, size_t *kept, uint64_t key) {
    if (*kept == ASSAY_SIGNATURE_TERMS) {
        if (key <= keys[*kept - 1])
            return;
        --*kept;
    }
    size_t at = (*kept)++;
    for (; at > 0 && keys[at - 1] < key; at--)
        keys[at] = keys[at - 1];
    keys[at] = key;
}

#define K1 1.2
#define B 0.75
#define REFERENCE_LENGTH 200.0

static unsigned level_of(uint64_t wdf, double norm) {
    double share = (double)wdf / ((double)wdf + norm); /* of its limit for growing wdf */
    unsigned quarter = (unsigned)(share * 4.9 + 0.5);
    return quarter < 1 ? 0 : quarter > 4 ? 3 : quarter - 1;
}

/* By insertion: they are ASSAY_SIGNATURE_TERMS at most. */
static void sort_entries(uint16_t *entries, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint16_t entry = entries[i];
        size_t at = i;
        for (; at > 0 && entries[at - 1] > entry; at--)
            entries[at] = entries[at - 1];
        entries[at] = entry;
    }
}

static void pack_entries(assay_buffer *out, const uint16_t *entries, size_t count) {
    uint8_t bytes[ASSAY_SIGNATURE_BYTES + 8] = {0};
    uint64_t highs = 0;
    for (size_t i = 0; i < count; i++) {
        size_t bit = i * ASSAY_SIGNATURE_LOW_BITS, at = ASSAY_SIGNATURE_HIGHS + bit / 8;
        uint32_t low = entries[i] & ((1U << ASSAY_SIGNATURE_LOW_BITS) - 1);
        highs |= UINT64_C(1) << ((entries[i] >> ASSAY_SIGNATURE_LOW_BITS) + i);
        for (low <<= bit % 8; low != 0; low >>= 8)
            bytes[at++] |= (uint8_t)low;
    }
    for (unsigned i = 0; i < ASSAY_SIGNATURE_HIGHS; i++)
        bytes[i] = (uint8_t)(highs >> (8 * i));
    if (count != 0)
        assay_buffer_add(out, bytes,
                         ASSAY_SIGNATURE_HIGHS + (count * ASSAY_SIGNATURE_LOW_BITS + 7) / 8);
}

static void write_entries(assay_buffer *out, const uint64_t *keys, size_t kept, uint32_t length) {
    uint16_t entries[ASSAY_SIGNATURE_TERMS] = {0};
    size_t count = 0;
    double norm = K1 * (1 - B + B * length / REFERENCE_LENGTH);
    for (size_t i = 0; i < kept; i++) {
        unsigned code = ASSAY_SIGNATURE_CODES - 1u - (unsigned)(keys[i] & 0xffff);
        entries[i] = (uint16_t)(code << 2 | level_of(keys[i] >> 16, norm));
    }
    sort_entries(entries, kept);
    for (size_t i = 0; i < kept; i++)
        if (i + 1 == kept || entries[i] >> 2 != entries[i + 1] >> 2)
            entries[count++] = entries[i]; /* of two stems with one code the one used more */
    pack_entries(out, entries, count);
}

size_t assay_signature_unpack(uint16_t entries[ASSAY_SIGNATURE_TERMS], assay_span signature) {
    uint8_t bytes[ASSAY_SIGNATURE_BYTES + 8] = {0};
    if (signature.size < ASSAY_SIGNATURE_HIGHS || signature.size > ASSAY_SIGNATURE_BYTES)
        return 0;
    memcpy(bytes, signature.data, signature.size);
    uint64_t highs = assay_load_u64(bytes) & ((UINT64_C(1) << (8 * ASSAY_SIGNATURE_HIGHS)) - 1);
    size_t count = (size_t)__builtin_popcountll(highs);
    if (count > ASSAY_SIGNATURE_TERMS ||
        signature.size != ASSAY_SIGNATURE_HIGHS + (count * ASSAY_SIGNATURE_LOW_BITS + 7) / 8)
        return 0;
    for (size_t i = 0; i < count; i++, highs &= highs - 1) {
        size_t bit = i * ASSAY_SIGNATURE_LOW_BITS;
        uint32_t low = assay_load_u32(bytes + ASSAY_SIGNATURE_HIGHS + bit / 8) >> (bit % 8);
        uint32_t high = (uint32_t)__builtin_ctzll(highs) - (uint32_t)i;
        low &= (1U << ASSAY_SIGNATURE_LOW_BITS) - 1;
        entries[i] = (uint16_t)(high << ASSAY_SIGNATURE_LOW_BITS | low); /* high may be damaged */
    }
    return count;
}

assay_status assay_signature_make(assay_buffer *out, assay_signature_maker *maker,
                                  const assay_map *map, const assay_occurrence *items, size_t count,
                                  uint32_t length, assay_error *err) {
    uint64_t keys[ASSAY_SIGNATURE_TERMS];
    size_t kept = 0;
    assay_buffer_clear(out);
    ASSAY_TRY(reserve(maker, assay_map_count(map), count, err));
    size_t met = count_terms(maker, map, items, count);
    for (size_t i = 0; i < met; i++) {
        assay_signature_term *term = &maker->terms[maker->met[i]];
        keep_best(keys, &kept, key_of(term));
        term->wdf = 0;
    }
    write_entries(out, keys, kept, length);
    return assay_buffer_check(out, err);
}
