#include "ranking/writing/chunk_writer.h"

#include "ranking/kernels/piece.h"

/* Where density makes a bit set, and then a column of codes, worth their bytes: a bit set at 1/8 costs
 * half a byte a posting more than packed ids and is probed in one step; a column at 5/8 half a byte
 * more again and needs no ranks. Ranks are never probed: they become bits where those take fewer bytes. */
enum {
    BITS_MIN = ASSAY_RANGE_SIZE / 8,
    BITS_MIN_RANKS = ASSAY_RANGE_SIZE / 8 * 3,
    COLUMN_MIN = ASSAY_RANGE_SIZE / 8 * 5
};

static unsigned block_count(size_t postings) {
    return (unsigned)((postings + ASSAY_BLOCK_SIZE - 1) / ASSAY_BLOCK_SIZE);
}

static unsigned block_size(size_t postings, unsigned block) {
    size_t left = postings - (size_t)block * ASSAY_BLOCK_SIZE;
    return left < ASSAY_BLOCK_SIZE ? (unsigned)left : ASSAY_BLOCK_SIZE;
}

static uint32_t count_patched(const uint8_t *codes, size_t n) {
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += codes[i] >= ASSAY_PATCH_FIRST_CODE;
    return count;
}

static void add_bound2(assay_buffer *out, const uint8_t *codes, size_t count) {
    assay_code_set set;
    uint8_t bound[2];
    assay_code_set_clear(&set);
    assay_code_set_add(&set, codes, count);
    assay_code_set_bound(bound, 2, &set);
    assay_buffer_add(out, bound, 2);
}

/* Patches, then the wdf that no patch holds. */
static void add_patches(assay_buffer *out, const assay_posting_batch *batch) {
    bool overflow = false;
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->codes[i] < ASSAY_PATCH_FIRST_CODE)
            continue;
        uint32_t above = batch->wdf[i] - assay_wdf_class_low(batch->codes[i] >> 4);
        overflow |= above >= 255;
        assay_buffer_add_byte(out, (char)(above < 255 ? above : 255));
    }
    for (size_t i = 0; i < batch->count && overflow; i++)
        if (batch->codes[i] >= ASSAY_PATCH_FIRST_CODE &&
            batch->wdf[i] - assay_wdf_class_low(batch->codes[i] >> 4) >= 255)
            assay_buffer_add_u32(out, batch->wdf[i]);
}

static void add_shapes(assay_buffer *out, const assay_codec_shape *shapes, unsigned blocks) {
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_byte(out, (char)shapes[b].width);
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_byte(out, (char)shapes[b].high_width);
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_byte(out, (char)shapes[b].exceptions);
}

/* ---- SPARSE ---- */

static void add_sparse_directory(assay_buffer *out, const assay_posting_batch *batch,
                                 const uint32_t *data_at, unsigned blocks, bool ranked) {
    uint32_t patches = 0;
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_u32(out,
                             batch->records[(size_t)b * 256 + block_size(batch->count, b) - 1]);
    for (unsigned b = 0; b <= blocks; b++)
        assay_buffer_add_u32(out, data_at[b]);
    for (unsigned b = 0; b < blocks && ranked; b++) {
        assay_buffer_add_u32(out, patches);
        patches += count_patched(batch->codes + (size_t)b * 256, block_size(batch->count, b));
    }
}

static void add_sparse_bounds(assay_buffer *out, const assay_posting_batch *batch,
                              unsigned blocks) {
    for (unsigned b = 0; b < blocks; b++)
        add_bound2(out, batch->codes + (size_t)b * 256, block_size(batch->count, b));
}

static void write_sparse(assay_buffer *out, const assay_posting_batch *batch, bool ranked,
                         assay_buffer *data, assay_codec_shape *shapes, uint32_t *data_at) {
    unsigned blocks = block_count(batch->count);
    uint8_t packed[ASSAY_CODEC_MAX];
    uint32_t base = UINT32_MAX;
    for (unsigned b = 0; b < blocks; b++) {
        const uint32_t *ids = batch->records + (size_t)b * 256;
        unsigned n = block_size(batch->count, b);
        data_at[b] = (uint32_t)data->size;
        assay_buffer_add(data, packed, assay_codec_encode32(packed, &shapes[b], ids, n, base));
        base = ids[n - 1];
    }
    data_at[blocks] = (uint32_t)data->size;
    if (blocks > 1)
        add_sparse_directory(out, batch, data_at, blocks, ranked);
    add_shapes(out, shapes, blocks);
    if (blocks > 1 && ranked)
        add_sparse_bounds(out, batch, blocks);
    assay_buffer_add(out, data->data, data->size);
}

void assay_chunk_write_sparse(assay_buffer *out, const assay_posting_batch *batch,
                              const uint8_t *bound_and_kth, size_t size) {
    bool ranked = bound_and_kth != NULL;
    size_t blocks = block_count(batch->count);
    assay_buffer data, tables;
    assay_buffer_init(&data, UINT32_MAX);
    assay_buffer_init(&tables, ASSAY_BUFFER_NO_CAP);
    if (ranked)
        assay_buffer_add(out, bound_and_kth, size);
    if (assay_buffer_reserve(&tables, (blocks + 1) * (sizeof(assay_codec_shape) + 4))) {
        uint32_t *data_at = (uint32_t *)(void *)tables.data;
        assay_codec_shape *shapes = (assay_codec_shape *)(void *)(data_at + blocks + 1);
        write_sparse(out, batch, ranked, &data, shapes, data_at);
    }
    if (ranked) {
        assay_buffer_add(out, batch->codes, batch->count);
        add_patches(out, batch);
    }
    if (out->failed == ASSAY_OK)
        out->failed = data.failed != ASSAY_OK ? data.failed : tables.failed;
    assay_buffer_done(&data);
    assay_buffer_done(&tables);
}

/* ---- chunks ---- */

static void add_zeros(assay_buffer *out, size_t count) {
    while (count-- != 0)
        assay_buffer_add_byte(out, 0);
}

static void set_u32(assay_buffer *out, size_t at, size_t value) {
    if (out->failed == ASSAY_OK)
        for (unsigned i = 0; i < 4; i++)
            out->data[at + i] = (char)(value >> (8 * i));
}

typedef struct {
    uint8_t data[ASSAY_RANGE_SIZE * 2 + ASSAY_CODEC_MAX];
    size_t size;
    uint16_t data_at[256];
    assay_codec_shape shapes[256];
} packed_blocks;

static void pack_blocks(packed_blocks *out, const assay_posting_batch *batch) {
    uint16_t ids[256], base = UINT16_MAX;
    out->size = 0;
    for (unsigned b = 0; b < block_count(batch->count); b++) {
        unsigned n = block_size(batch->count, b);
        for (unsigned i = 0; i < n; i++)
            ids[i] = (uint16_t)batch->records[(size_t)b * 256 + i];
        out->data_at[b] = (uint16_t)(out->size / 2);
        out->size += assay_codec_encode16(out->data + out->size, &out->shapes[b], ids, n, base);
        if (out->size % 2 != 0)
            out->data[out->size++] = 0;
        base = ids[n - 1];
    }
}

static void write_blocks(assay_buffer *out, const assay_posting_batch *batch, bool ranked,
                         size_t start) {
    packed_blocks packed;
    unsigned blocks = block_count(batch->count);
    uint32_t patches = 0;
    pack_blocks(&packed, batch);
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_u16(
            out, (uint16_t)batch->records[(size_t)b * 256 + block_size(batch->count, b) - 1]);
    for (unsigned b = 0; b < blocks; b++)
        assay_buffer_add_u16(out, packed.data_at[b]);
    for (unsigned b = 0; b < blocks && ranked; b++) {
        assay_buffer_add_u16(out, (uint16_t)patches);
        patches += count_patched(batch->codes + (size_t)b * 256, block_size(batch->count, b));
    }
    add_shapes(out, packed.shapes, blocks);
    for (unsigned b = 0; b < blocks && ranked; b++)
        add_bound2(out, batch->codes + (size_t)b * 256, block_size(batch->count, b));
    add_zeros(out, (out->size - start) % 2);
    assay_buffer_add(out, packed.data, packed.size);
}

/* first[s]: postings before stripe (or rank step) s of `step` records; first[steps] = all. */
static void steps_of(uint32_t *first, unsigned steps, unsigned step,
                     const assay_posting_batch *batch) {
    size_t i = 0;
    for (unsigned s = 0; s <= steps; s++) {
        while (i < batch->count && (batch->records[i] & (ASSAY_RANGE_SIZE - 1)) < s * step)
            i++;
        first[s] = (uint32_t)i;
    }
}

static void add_stripes(assay_buffer *out, const assay_posting_batch *batch) {
    uint32_t first[ASSAY_STRIPES + 1], patches = 0;
    steps_of(first, ASSAY_STRIPES, ASSAY_STRIPE_SIZE, batch);
    for (unsigned s = 0; s < ASSAY_STRIPES; s++) {
        assay_buffer_add_u16(out, (uint16_t)patches);
        patches += count_patched(batch->codes + first[s], first[s + 1] - first[s]);
    }
    for (unsigned s = 0; s < ASSAY_STRIPES; s++)
        add_bound2(out, batch->codes + first[s], first[s + 1] - first[s]);
}

static void write_bits(assay_buffer *out, const assay_posting_batch *batch, bool ranked,
                       size_t start, uint64_t offset) {
    uint64_t bits[ASSAY_RANGE_SIZE / 64] = {0};
    uint32_t first[ASSAY_RANKS + 1];
    steps_of(first, ASSAY_RANKS, ASSAY_RANK_STEP, batch);
    for (unsigned r = 0; r < ASSAY_RANKS; r++)
        assay_buffer_add_u16(out, (uint16_t)first[r]);
    if (ranked)
        add_stripes(out, batch);
    uint64_t at = offset + (out->size - start);
    add_zeros(out, (ASSAY_SEGMENT_ALIGN - at % ASSAY_SEGMENT_ALIGN) % ASSAY_SEGMENT_ALIGN);
    for (size_t i = 0; i < batch->count; i++) {
        unsigned id = batch->records[i] & (ASSAY_RANGE_SIZE - 1);
        bits[id / 64] |= UINT64_C(1) << (id % 64);
    }
    assay_buffer_add(out, bits, sizeof bits);
}

static void write_column(assay_buffer *out, const assay_posting_batch *batch) {
    uint8_t column[ASSAY_RANGE_SIZE] = {0};
    for (size_t i = 0; i < batch->count; i++)
        column[batch->records[i] & (ASSAY_RANGE_SIZE - 1)] = batch->codes[i];
    assay_buffer_add(out, column, sizeof column);
}

static assay_chunk_kind choose_kind(const assay_posting_batch *batch, assay_chunk_use use) {
    if (batch->count < (use == ASSAY_CHUNK_RANKS ? BITS_MIN_RANKS : BITS_MIN))
        return ASSAY_CHUNK_BLOCKS;
    if (use != ASSAY_CHUNK_RANKED || batch->count < COLUMN_MIN)
        return ASSAY_CHUNK_BITS;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->wdf[i] == 0)
            return ASSAY_CHUNK_BITS;
    return ASSAY_CHUNK_COLUMN;
}

assay_chunk_kind assay_chunk_write(assay_buffer *out, const assay_posting_batch *batch,
                                   assay_chunk_use use, uint64_t offset) {
    bool ranked = use == ASSAY_CHUNK_RANKED;
    assay_chunk_kind kind = choose_kind(batch, use);
    size_t start = out->size;
    add_zeros(out, 8);
    if (kind == ASSAY_CHUNK_BLOCKS)
        write_blocks(out, batch, ranked, start);
    else
        write_bits(out, batch, ranked, start, offset);
    if (ranked) {
        set_u32(out, start + 4, out->size - start);
        if (kind == ASSAY_CHUNK_COLUMN)
            write_column(out, batch);
        else
            assay_buffer_add(out, batch->codes, batch->count);
        add_patches(out, batch);
    }
    set_u32(out, start, out->size - start);
    return kind;
}

/* Nothing in it but the zeros before a bit set depends on where it stands. */
void assay_chunk_copy(assay_buffer *out, const assay_chunk *chunk, uint64_t offset) {
    if (chunk->kind == ASSAY_CHUNK_BLOCKS) {
        assay_buffer_add(out, chunk->last_id - 8, chunk->size);
        return;
    }
    size_t start = out->size, head = 8 + 2 * (size_t)ASSAY_RANKS;
    head += chunk->block_bound != NULL ? 4 * (size_t)ASSAY_STRIPES : 0;
    const uint8_t *bytes = chunk->rank - 8;
    size_t bits_at = (size_t)(chunk->bits - bytes);
    assay_buffer_add(out, bytes, head);
    add_zeros(out,
              (ASSAY_SEGMENT_ALIGN - (offset + head) % ASSAY_SEGMENT_ALIGN) % ASSAY_SEGMENT_ALIGN);
    size_t moved_to = out->size - start;
    assay_buffer_add(out, chunk->bits, chunk->size - bits_at);
    set_u32(out, start, chunk->size - bits_at + moved_to);
    if (chunk->codes != NULL)
        set_u32(out, start + 4, (size_t)(chunk->codes - bytes) - bits_at + moved_to);
}

/* ---- positions ---- */

static void add_piece(assay_buffer *out, const uint32_t *values, unsigned n) {
    uint8_t piece[ASSAY_PIECE_MAX];
    assay_buffer_add(out, piece, assay_piece_encode(piece, values, n));
}

static uint32_t zigzag(int64_t value) {
    return (uint32_t)(value < 0 ? -2 * value - 1 : 2 * value);
}

static size_t positions_begin(const assay_posting_batch *batch, size_t i) {
    return i == 0 ? 0 : batch->position_end[i - 1];
}

/* Most are 0: then those that are not, if that takes fewer bytes. */
static void put_surplus(assay_buffer *out, const uint32_t *values, unsigned n) {
    uint8_t all[ASSAY_PIECE_MAX], some[2 * ASSAY_PIECE_MAX];
    uint32_t gaps[256], others[256];
    unsigned count = 0, last = 0;
    size_t some_size = 0;
    for (unsigned i = 0; i < n; i++) {
        if (values[i] == 0)
            continue;
        gaps[count] = i - last;
        others[count++] = values[i] - 1;
        last = i + 1;
    }
    if (count != 0) {
        some_size = assay_piece_encode(some, gaps, count);
        some_size += assay_piece_encode(some + some_size, others, count);
    }
    bool sparse = count < ASSAY_SURPLUS_ALL && some_size < assay_piece_packed_size(values, n);
    assay_buffer_add_byte(out, (char)(sparse ? count : ASSAY_SURPLUS_ALL));
    if (sparse)
        assay_buffer_add(out, some, some_size);
    else
        assay_buffer_add(out, all, assay_piece_pack(all, values, n));
}

static void add_surplus(assay_buffer *out, const assay_posting_batch *batch, size_t first,
                        unsigned n, bool ranked) {
    uint32_t values[256] = {0};
    for (unsigned i = 0; i < n; i++) {
        int64_t low = ranked ? assay_wdf_class_low(batch->codes[first + i] >> 4) : 0;
        size_t count = batch->position_end[first + i] - positions_begin(batch, first + i);
        values[i] = zigzag((int64_t)count - low);
    }
    put_surplus(out, values, n);
}

static void add_firsts(assay_buffer *out, const assay_posting_batch *batch, size_t first,
                       unsigned n) {
    uint32_t values[256] = {0};
    unsigned filled = 0;
    for (unsigned i = 0; i < n; i++) {
        size_t at = positions_begin(batch, first + i);
        if (at != batch->position_end[first + i])
            values[filled++] = batch->positions[at];
    }
    if (filled != 0)
        add_piece(out, values, filled);
}

static void add_gaps(assay_buffer *out, const assay_posting_batch *batch, size_t first,
                     unsigned n) {
    uint32_t values[256] = {0};
    unsigned filled = 0;
    for (unsigned i = 0; i < n; i++)
        for (size_t at = positions_begin(batch, first + i) + 1; at < batch->position_end[first + i];
             at++) {
            values[filled++] = batch->positions[at] - batch->positions[at - 1] - 1;
            if (filled == 256) {
                add_piece(out, values, filled);
                filled = 0;
            }
        }
    if (filled != 0)
        add_piece(out, values, filled);
}

static void write_position_block(assay_buffer *out, const assay_posting_batch *batch, size_t first,
                                 unsigned n, bool ranked) {
    add_surplus(out, batch, first, n, ranked);
    add_firsts(out, batch, first, n);
    add_gaps(out, batch, first, n);
}

void assay_chunk_write_positions(assay_buffer *out, const assay_posting_batch *batch, bool ranked) {
    unsigned blocks = block_count(batch->count);
    size_t start = out->size;
    if (blocks > 1)
        add_zeros(out, 4 * (size_t)blocks);
    for (unsigned b = 0; b < blocks; b++) {
        if (blocks > 1)
            set_u32(out, start + 4 * (size_t)b, out->size - start);
        write_position_block(out, batch, (size_t)b * 256, block_size(batch->count, b), ranked);
    }
}
