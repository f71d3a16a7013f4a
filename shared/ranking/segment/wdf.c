/* Exact wdf from codes and patches (format.h). */
#include "ranking/segment/segment.h"

/* Of the first n of eight codes, n > 0: those from ASSAY_PATCH_FIRST_CODE on, by the upper bit of each
 * byte. */
static unsigned count_patched_8(const uint8_t *codes, size_t n) {
    const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;
    uint64_t eight = assay_load_u64(codes) << (64 - 8 * n);
    uint64_t rest = (eight & ~upper) + ones * (256U - ASSAY_PATCH_FIRST_CODE);
    return (unsigned)(((eight & rest & upper) >> 7) * ones >> 56);
}

/* How many of n codes have a patch. Counted in bytes first: that is what vectors count best in.
 * Reads up to 7 bytes past them, which are readable (format.h). */
static size_t count_patched(const uint8_t *codes, size_t n) {
    size_t count = 0;
    for (; n >= 64; codes += 64, n -= 64) {
        uint8_t some = 0;
        for (unsigned i = 0; i < 64; i++)
            some = (uint8_t)(some + (codes[i] >= ASSAY_PATCH_FIRST_CODE));
        count += some;
    }
    for (; n >= 8; codes += 8, n -= 8)
        count += count_patched_8(codes, 8);
    return n != 0 ? count + count_patched_8(codes, n) : count;
}

/* Patches being read in order. Where they end and the overflow list begins is found out when a patch
 * is in that. */
typedef struct {
    const uint8_t *patches;
    size_t size;
    size_t next;              /* patch to read */
    size_t overflow;          /* place in the overflow list of the next 255 */
    size_t all;               /* patches in front of the overflow list */
    bool counted;             /* overflow and all are known */
    const assay_chunk *chunk; /* whose patches have not been counted; NULL: all is known */
} patch_reader;

static size_t patches_of(const assay_chunk *chunk);

static bool count_overflow(patch_reader *reader) {
    if (reader->chunk != NULL)
        reader->all = patches_of(reader->chunk);
    reader->overflow = 0;
    if (reader->all > reader->size || reader->next > reader->all)
        return false;
    for (size_t i = 0; i < reader->next; i++)
        reader->overflow += reader->patches[i] == 255;
    reader->counted = true;
    return true;
}

/* The wdf of the next posting with a code from ASSAY_PATCH_FIRST_CODE on. */
static bool next_patched(uint32_t *out, patch_reader *reader, uint8_t code) {
    if (reader->next >= reader->size)
        return false;
    uint8_t patch = reader->patches[reader->next];
    if (patch == 255) {
        if ((!reader->counted && !count_overflow(reader)) || reader->next >= reader->all ||
            (reader->size - reader->all) / 4 <= reader->overflow)
            return false;
        *out = assay_load_u32(reader->patches + reader->all + 4 * reader->overflow++);
    } else {
        *out = assay_wdf_class_low(code >> 4) + patch;
    }
    reader->next++;
    return true;
}

static bool next_wdf(uint32_t *out, patch_reader *reader, uint8_t code) {
    if (code >= ASSAY_PATCH_FIRST_CODE)
        return next_patched(out, reader, code);
    *out = code >> 4;
    return true;
}

static assay_status fail_wdf(const assay_segment *segment, uint64_t file_offset, assay_error *err) {
    uint64_t postings = assay_segment_footer(segment)->part_at[ASSAY_PART_POSTINGS];
    return assay_segment_corrupt(segment, ASSAY_PART_POSTINGS, file_offset - postings,
                                 "exact wdf do not read", err);
}

/* ---- chunks ---- */

/* Postings before stripe s of a BITS or COLUMN chunk. */
static uint32_t stripe_start(const assay_chunk *chunk, uint32_t stripe) {
    uint32_t start =
        assay_load_u16(chunk->rank + 2 * (size_t)stripe * (ASSAY_STRIPE_SIZE / ASSAY_RANK_STEP));
    return start <= chunk->count ? start : chunk->count;
}

/* The last stripe that begins at or before posting `rank`. */
static uint32_t stripe_of(const assay_chunk *chunk, uint32_t rank) {
    uint32_t low = 0, high = ASSAY_STRIPES;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (stripe_start(chunk, middle) <= rank)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Where codes of the chunk's unit - block or stripe - begin. */
static const uint8_t *unit_codes(const assay_chunk *chunk, uint32_t unit) {
    if (chunk->kind == ASSAY_CHUNK_BLOCKS)
        return chunk->codes + (size_t)unit * ASSAY_BLOCK_SIZE;
    if (chunk->kind == ASSAY_CHUNK_COLUMN)
        return chunk->codes + (size_t)unit * ASSAY_STRIPE_SIZE;
    return chunk->codes + stripe_start(chunk, unit);
}

static size_t patches_before(const assay_chunk *chunk, uint32_t unit, const uint8_t *code) {
    const uint8_t *from = unit_codes(chunk, unit);
    size_t start = assay_load_u16(chunk->patch_start + 2 * (size_t)unit);
    return start + count_patched(from, code > from ? (size_t)(code - from) : 0);
}

static size_t patches_of(const assay_chunk *chunk) {
    uint32_t last = chunk->kind == ASSAY_CHUNK_BLOCKS ? chunk->blocks - 1 : ASSAY_STRIPES - 1;
    return patches_before(chunk, last, chunk->patches);
}

/* Counts on to the code, or anew from where its unit begins. */
static void move_place(assay_patch_place *place, const assay_chunk *chunk, uint32_t unit,
                       const uint8_t *code) {
    if (place->code == NULL || place->unit != unit || place->code > code) {
        *place = (assay_patch_place){unit_codes(chunk, unit), unit,
                                     assay_load_u16(chunk->patch_start + 2 * (size_t)unit)};
    }
    if (code > place->code) {
        place->before += count_patched(place->code, (size_t)(code - place->code));
        place->code = code;
    }
}

/* The unit the posting of this rank and record stands in. */
static uint32_t unit_of(const assay_chunk *chunk, uint32_t rank, uint16_t local) {
    return chunk->kind == ASSAY_CHUNK_BLOCKS ? rank / ASSAY_BLOCK_SIZE : local / ASSAY_STRIPE_SIZE;
}

static patch_reader reader_at(const assay_chunk *chunk, assay_patch_place *place, uint32_t unit,
                              const uint8_t *code) {
    move_place(place, chunk, unit, code);
    return (patch_reader){.patches = chunk->patches,
                          .size = chunk->patches_size,
                          .next = place->before,
                          .chunk = chunk};
}

assay_status assay_chunk_wdf_run(uint32_t *out, const assay_segment *segment,
                                 const assay_chunk *chunk, uint32_t rank, const uint16_t *locals,
                                 unsigned n, assay_error *err) {
    if (chunk->codes == NULL) {
        memset(out, 0, n * sizeof *out);
        return ASSAY_OK;
    }
    if (n > chunk->count || rank > chunk->count - n)
        return fail_wdf(segment, chunk->at, err);
    bool column = chunk->kind == ASSAY_CHUNK_COLUMN, started = false;
    patch_reader reader = {0};
    assay_patch_place place = {0};
    for (unsigned i = 0; i < n; i++) {
        uint16_t local = column ? locals[i] : 0;
        const uint8_t *code = chunk->codes + (column ? local : rank + i);
        if (*code >= ASSAY_PATCH_FIRST_CODE && !started) {
            uint32_t unit = chunk->kind == ASSAY_CHUNK_BITS ? stripe_of(chunk, rank + i)
                                                            : unit_of(chunk, rank + i, local);
            reader = reader_at(chunk, &place, unit, code);
            started = true;
        }
        if (!next_wdf(&out[i], &reader, *code))
            return fail_wdf(segment, chunk->at, err);
    }
    return ASSAY_OK;
}

assay_status assay_chunk_wdf(uint32_t *out, const assay_segment *segment, const assay_chunk *chunk,
                             assay_patch_place *place, uint32_t rank, uint16_t local,
                             assay_error *err) {
    *out = 0;
    if (chunk->codes == NULL)
        return ASSAY_OK;
    bool column = chunk->kind == ASSAY_CHUNK_COLUMN;
    if (!column && rank >= chunk->count)
        return fail_wdf(segment, chunk->at, err);
    const uint8_t *code = chunk->codes + (column ? local : rank);
    *out = assay_code_wdf_class(*code);
    if (*code < ASSAY_PATCH_FIRST_CODE)
        return ASSAY_OK;
    patch_reader reader = reader_at(chunk, place, unit_of(chunk, rank, local), code);
    return next_patched(out, &reader, *code) ? ASSAY_OK : fail_wdf(segment, chunk->at, err);
}

/* ---- SPARSE lists ---- */

static assay_status sparse_reader(patch_reader *out, const assay_segment *segment,
                                  const assay_sparse_list *list, uint32_t rank, assay_error *err) {
    const uint8_t *postings = NULL;
    size_t block = rank / ASSAY_BLOCK_SIZE, last = list->blocks - 1;
    size_t start = 0, all = 0;
    if (list->blocks > 1) {
        start = assay_load_u32(list->patch_start + 4 * block);
        all = assay_load_u32(list->patch_start + 4 * last);
    }
    start += count_patched(list->codes + block * ASSAY_BLOCK_SIZE, rank % ASSAY_BLOCK_SIZE);
    all += count_patched(list->codes + last * ASSAY_BLOCK_SIZE, list->df - last * ASSAY_BLOCK_SIZE);
    size_t most = 5 * all;
    *out = (patch_reader){.patches = list->patches,
                          .size = list->tail_size < most ? list->tail_size : most,
                          .all = all,
                          .next = start};
    ASSAY_TRY(assay_segment_view(&postings, segment, ASSAY_PART_POSTINGS, 0, 0, err));
    uint64_t offset = (uint64_t)(list->patches - postings);
    return assay_segment_touch(segment,
                               assay_segment_footer(segment)->part_at[ASSAY_PART_POSTINGS] + offset,
                               out->size, err);
}

assay_status assay_sparse_wdf_run(uint32_t *out, const assay_segment *segment,
                                  const assay_sparse_list *list, uint32_t rank, unsigned n,
                                  assay_error *err) {
    patch_reader reader = {0};
    bool started = false;
    uint64_t at = assay_segment_footer(segment)->part_at[ASSAY_PART_POSTINGS];
    if (list->codes == NULL) {
        memset(out, 0, n * sizeof *out);
        return ASSAY_OK;
    }
    if (n > list->df || rank > list->df - n)
        return fail_wdf(segment, at, err);
    for (unsigned i = 0; i < n; i++) {
        uint8_t code = list->codes[rank + i];
        if (code >= ASSAY_PATCH_FIRST_CODE && !started) {
            ASSAY_TRY(sparse_reader(&reader, segment, list, rank + i, err));
            started = true;
        }
        if (!next_wdf(&out[i], &reader, code))
            return fail_wdf(segment, at, err);
    }
    return ASSAY_OK;
}

assay_status assay_sparse_wdf(uint32_t *out, const assay_segment *segment,
                              const assay_sparse_list *list, uint32_t rank, assay_error *err) {
    return assay_sparse_wdf_run(out, segment, list, rank, 1, err);
}
