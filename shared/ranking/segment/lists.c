/* Laying lists open: every array a reader is given has been checked to lie inside its part. */
#include "ranking/kernels/bits.h"
#include "ranking/segment/segment.h"

/* A part's bytes being taken apart from the front. */
typedef struct {
    const uint8_t *at;
    uint64_t left;
} window;

/* size bytes, or NULL when there are fewer. */
static const uint8_t *take(window *w, uint64_t size) {
    if (size > w->left)
        return NULL;
    const uint8_t *at = w->at;
    w->at += size;
    w->left -= size;
    return at;
}

static assay_status fail_list(const assay_segment *segment, uint64_t offset, assay_error *err) {
    return assay_segment_corrupt(segment, ASSAY_PART_POSTINGS, offset, "a list does not read", err);
}

/* All of POSTINGS from offset on, nothing verified yet. */
static assay_status open_window(window *out, const assay_segment *segment, uint64_t offset,
                                assay_error *err) {
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSTINGS];
    ASSAY_TRY(assay_segment_view(&out->at, segment, ASSAY_PART_POSTINGS, offset, 0, err));
    out->left = size - offset;
    return ASSAY_OK;
}

static uint64_t file_offset(const assay_segment *segment, uint64_t postings_offset) {
    return assay_segment_footer(segment)->part_at[ASSAY_PART_POSTINGS] + postings_offset;
}

static size_t kth_size(uint32_t df) {
    size_t sets = df >= 1000 ? 3 : df >= 100 ? 2 : df >= 10 ? 1 : 0;
    return sets * ASSAY_KTH_CODES;
}

/* ---- INLINE ---- */

/* The posting; its positions are passed over. */
static bool read_inline_posting(assay_inline_list *out, assay_bits_reader *body, uint32_t i,
                                const assay_segment_term *term, uint32_t records) {
    uint64_t record =
        i == 0 ? assay_bits_take(body, assay_bits_width(records - 1))
               : out->records[i - 1] + UINT64_C(1) +
                     assay_bits_take_golomb(body, assay_inline_gap_order(records, out->df));
    uint32_t wdf = term->ranked ? assay_bits_take_golomb(body, 0) : 0, count = 0;
    if (term->has_positions) {
        bool differs = !term->ranked || assay_bits_take(body, 1) != 0;
        count = differs ? assay_bits_take_golomb(body, 0) : wdf;
    }
    if (record >= records || count > body->end - body->at)
        return false;
    out->records[i] = (uint32_t)record;
    out->wdf[i] = wdf;
    out->position_counts[i] = count;
    out->position_at[i] = (uint32_t)body->at;
    for (uint32_t p = 0; p < count && !body->failed; p++)
        (void)assay_bits_take_golomb(body, ASSAY_INLINE_POSITION_ORDER);
    return !body->failed;
}

static assay_status code_inline(assay_inline_list *out, const assay_segment *segment, uint32_t i,
                                assay_error *err) {
    uint32_t length = 0;
    ASSAY_TRY(assay_segment_length(&length, segment, out->records[i], err));
    unsigned class = assay_length_class(assay_segment_footer(segment)->length_upper, length);
    out->codes[i] = assay_code_make(out->wdf[i], class);
    out->cf += out->wdf[i];
    if (out->wdf[i] > out->max_wdf)
        out->max_wdf = out->wdf[i];
    return ASSAY_OK;
}

assay_status assay_segment_inline(assay_inline_list *out, const assay_segment *segment,
                                  const assay_segment_term *term, assay_error *err) {
    assay_bits_reader body = assay_bits_of(term->body);
    uint32_t records = assay_segment_footer(segment)->records;
    memset(out, 0, sizeof *out);
    out->df = assay_bits_take_golomb(&body, ASSAY_INLINE_DF_ORDER) + 1;
    out->body = term->body;
    bool sound = records != 0 && out->df == term->df && out->df <= ASSAY_INLINE_MAX_DF;
    for (uint32_t i = 0; i < (sound ? out->df : 1); i++) {
        if (!sound || !read_inline_posting(out, &body, i, term, records))
            return assay_fail(err, ASSAY_E_CORRUPT, "%s: dictionary: term %u does not read",
                              assay_segment_path(segment), term->ordinal);
        if (term->ranked)
            ASSAY_TRY(code_inline(out, segment, i, err));
    }
    return ASSAY_OK;
}

/* ---- SPARSE ---- */

static bool open_sparse_head(assay_sparse_list *out, window *w, bool ranked) {
    uint64_t blocks = out->blocks;
    bool many = blocks > 1;
    if (ranked &&
        ((out->bound = take(w, 4)) == NULL || (out->kth = take(w, kth_size(out->df))) == NULL))
        return false;
    if (many && ((out->last_record = take(w, 4 * blocks)) == NULL ||
                 (out->data_at = take(w, 4 * (blocks + 1))) == NULL))
        return false;
    if (many && ranked && (out->patch_start = take(w, 4 * blocks)) == NULL)
        return false;
    if ((out->width = take(w, blocks)) == NULL || (out->high_width = take(w, blocks)) == NULL ||
        (out->exceptions = take(w, blocks)) == NULL)
        return false;
    return !many || !ranked || (out->block_bound = take(w, 2 * blocks)) != NULL;
}

static size_t head_size_sparse(uint32_t df, uint64_t blocks, bool ranked) {
    size_t size = (size_t)blocks * 3 + (ranked ? 4 + kth_size(df) : 0);
    return size + (blocks > 1 ? (size_t)(8 * blocks + 4 + (ranked ? 6 * blocks : 0)) : 0);
}

assay_status assay_segment_sparse(assay_sparse_list *out, const assay_segment *segment,
                                  const assay_segment_term *term, assay_error *err) {
    window w;
    uint64_t at = term->postings_at;
    *out =
        (assay_sparse_list){.df = term->df, .blocks = (uint32_t)(((uint64_t)term->df + 255) / 256)};
    size_t head = head_size_sparse(out->df, out->blocks, term->coded);
    ASSAY_TRY(open_window(&w, segment, at, err));
    if (!open_sparse_head(out, &w, term->coded))
        return fail_list(segment, at, err);
    ASSAY_TRY(assay_segment_touch(segment, file_offset(segment, at), head, err));
    uint64_t data = 0;
    if (out->blocks > 1) {
        data = assay_load_u32(out->data_at + 4 * (size_t)out->blocks);
    } else {
        assay_codec_shape shape = {out->width[0], out->high_width[0], out->exceptions[0]};
        data = assay_codec_size(out->df, shape);
    }
    if ((out->data = take(&w, data)) == NULL ||
        (term->ranked && (out->codes = take(&w, out->df)) == NULL))
        return fail_list(segment, at, err);
    ASSAY_TRY(assay_segment_touch(segment, file_offset(segment, at + head),
                                  data + (term->ranked ? out->df : 0), err));
    out->patches = term->ranked ? w.at : NULL;
    out->tail_size = (size_t)w.left;
    if (!term->ranked)
        out->bound = out->kth = out->patch_start = out->block_bound = NULL;
    return ASSAY_OK;
}

static assay_status fail_block(const assay_segment *segment, const uint8_t *at, assay_error *err) {
    const uint8_t *start = NULL;
    ASSAY_TRY(assay_segment_view(&start, segment, ASSAY_PART_POSTINGS, 0, 0, err));
    return assay_segment_corrupt(segment, ASSAY_PART_POSTINGS, (uint64_t)(at - start),
                                 "a block does not read", err);
}

assay_status assay_sparse_decode(uint32_t ids[256], unsigned *count, const assay_segment *segment,
                                 const assay_sparse_list *list, uint32_t b, assay_error *err) {
    unsigned n = list->df - b * 256 < 256 ? list->df - b * 256 : 256;
    assay_codec_shape shape = {list->width[b], list->high_width[b], list->exceptions[b]};
    uint64_t from = 0, to = assay_codec_size(n, shape);
    if (list->blocks > 1) {
        from = assay_load_u32(list->data_at + 4 * (size_t)b);
        to = assay_load_u32(list->data_at + 4 * (size_t)list->blocks);
    }
    uint32_t base = b == 0 ? UINT32_MAX : assay_load_u32(list->last_record + 4 * (size_t)(b - 1));
    if (!assay_codec_shape_ok(shape, 32) || from > to || assay_codec_size(n, shape) > to - from)
        return fail_block(segment, list->data, err);
    assay_codec_decode32(ids, list->data + from, n, shape, base);
    uint32_t records = assay_segment_footer(segment)->records;
    bool sound = n != 0 && ids[n - 1] < records && (b == 0 || ids[0] > base);
    for (unsigned i = 1; i < n; i++)
        sound &= ids[i] > ids[i - 1];
    if (!sound)
        return fail_block(segment, list->data + from, err);
    *count = n;
    return ASSAY_OK;
}

/* ---- RANGED ---- */

/* Ranges ascend and exist, chunks lie in the list, counts add up to df. */
static bool directory_sound(const assay_ranged_list *list, uint32_t ranges, uint32_t records) {
    uint64_t sum = 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < list->range_count; i++) {
        assay_range_entry entry = assay_ranged_entry(list, i);
        if (entry.range < next || entry.range >= ranges || entry.kind > ASSAY_CHUNK_COLUMN ||
            entry.distance > list->list_at)
            return false;
        uint64_t room = records - ((uint64_t)entry.range << ASSAY_RANGE_BITS);
        if (entry.count > room)
            return false;
        next = entry.range + UINT32_C(1);
        sum += entry.count;
    }
    return sum == list->df;
}

assay_status assay_segment_ranged(assay_ranged_list *out, const assay_segment *segment,
                                  const assay_segment_term *term, assay_error *err) {
    const assay_format_footer *footer = assay_segment_footer(segment);
    const uint8_t *at = NULL;
    window w;
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_POSTINGS, term->postings_at, 4, err));
    ASSAY_TRY(open_window(&w, segment, term->postings_at, err));
    *out = (assay_ranged_list){.df = term->df,
                               .range_count = assay_load_u32(at),
                               .ranked = term->ranked,
                               .coded = term->coded,
                               .list = at,
                               .list_at = term->postings_at};
    bool sound = take(&w, 4) != NULL && out->range_count <= assay_footer_ranges(footer);
    if (sound && term->coded)
        sound =
            (out->bound = take(&w, 8)) != NULL && (out->kth = take(&w, kth_size(out->df))) != NULL;
    sound = sound &&
            (out->entries = take(&w, (uint64_t)out->range_count * ASSAY_RANGE_ENTRY_SIZE)) != NULL;
    if (!sound)
        return fail_list(segment, term->postings_at, err);
    ASSAY_TRY(assay_segment_touch(segment, file_offset(segment, term->postings_at),
                                  (uint64_t)(w.at - at), err));
    if (!term->ranked)
        out->bound = out->kth = NULL;
    if (!directory_sound(out, assay_footer_ranges(footer), footer->records))
        return fail_list(segment, term->postings_at, err);
    return ASSAY_OK;
}

static bool open_blocks(assay_chunk *out, window *w, bool ranked) {
    uint64_t blocks = out->blocks;
    if ((out->last_id = take(w, 2 * blocks)) == NULL ||
        (out->data_at = take(w, 2 * blocks)) == NULL)
        return false;
    if (ranked && (out->patch_start = take(w, 2 * blocks)) == NULL)
        return false;
    if ((out->width = take(w, blocks)) == NULL || (out->high_width = take(w, blocks)) == NULL ||
        (out->exceptions = take(w, blocks)) == NULL)
        return false;
    if (ranked && (out->block_bound = take(w, 2 * blocks)) == NULL)
        return false;
    return true;
}

static bool open_bits(assay_chunk *out, window *w, bool ranked, uint64_t chunk_at) {
    uint64_t before = w->left;
    if ((out->rank = take(w, UINT64_C(2) * ASSAY_RANKS)) == NULL)
        return false;
    if (ranked && ((out->patch_start = take(w, UINT64_C(2) * ASSAY_STRIPES)) == NULL ||
                   (out->block_bound = take(w, UINT64_C(2) * ASSAY_STRIPES)) == NULL))
        return false;
    uint64_t at = chunk_at + 8 + (before - w->left);
    if (take(w, (ASSAY_SEGMENT_ALIGN - at % ASSAY_SEGMENT_ALIGN) % ASSAY_SEGMENT_ALIGN) == NULL)
        return false;
    return (out->bits = take(w, ASSAY_RANGE_SIZE / 8)) != NULL;
}

/* Codes and patches fill the chunk from codes_at to its end. */
static bool open_codes(assay_chunk *out, const uint8_t *chunk, uint64_t codes_at) {
    uint64_t codes = out->kind == ASSAY_CHUNK_COLUMN ? ASSAY_RANGE_SIZE : out->count;
    if (codes_at > out->size || codes > out->size - codes_at)
        return false;
    out->codes = chunk + codes_at;
    out->patches = out->codes + codes;
    out->patches_size = (uint32_t)(out->size - codes_at - codes);
    return true;
}

static bool open_chunk_body(assay_chunk *out, const uint8_t *chunk, bool ranked, uint32_t codes_at,
                            uint64_t *head) {
    window w = {chunk + 8, out->size - UINT64_C(8)};
    if ((codes_at != 0) != ranked)
        return false;
    if (out->kind == ASSAY_CHUNK_BLOCKS) {
        out->blocks = (out->count + 255) / 256;
        if (!open_blocks(out, &w, ranked) || take(&w, (uint64_t)(w.at - chunk) % 2) == NULL)
            return false;
        out->data = w.at;
        uint64_t end = ranked ? codes_at : out->size;
        if (end < (uint64_t)(w.at - chunk))
            return false;
        out->data_size = (uint32_t)(end - (uint64_t)(w.at - chunk));
    } else if (!open_bits(out, &w, ranked, out->at)) {
        return false;
    }
    *head = (uint64_t)(w.at - chunk);
    if (out->kind == ASSAY_CHUNK_COLUMN && !ranked)
        return false;
    return !ranked || (codes_at >= *head && open_codes(out, chunk, codes_at));
}

/* Of an alias only the ids are meant; a column has those as a bit set. */
static void forget_codes(assay_chunk *chunk) {
    chunk->patch_start = chunk->block_bound = chunk->codes = chunk->patches = NULL;
    chunk->patches_size = 0;
    if (chunk->kind == ASSAY_CHUNK_COLUMN)
        chunk->kind = ASSAY_CHUNK_BITS;
}

assay_status assay_segment_chunk(assay_chunk *out, const assay_segment *segment,
                                 const assay_ranged_list *list, uint32_t i, assay_error *err) {
    assay_range_entry entry = assay_ranged_entry(list, i);
    uint64_t at = list->list_at - entry.distance, head = 0;
    const uint8_t *chunk = NULL;
    ASSAY_TRY(assay_segment_view(&chunk, segment, ASSAY_PART_POSTINGS, at, 8, err));
    *out = (assay_chunk){.range = entry.range,
                         .kind = entry.kind,
                         .count = entry.count,
                         .bound = list->ranked ? entry.bound : NULL,
                         .at = file_offset(segment, at),
                         .size = assay_load_u32(chunk)};
    if (out->size < 8 || out->size > entry.distance ||
        !open_chunk_body(out, chunk, list->coded, assay_load_u32(chunk + 4), &head))
        return fail_list(segment, at, err);
    if (!list->ranked)
        forget_codes(out);
    return assay_segment_touch(segment, out->at, head, err);
}

assay_status assay_chunk_touch(const assay_segment *segment, assay_chunk *chunk, assay_error *err) {
    if (!chunk->verified)
        ASSAY_TRY(assay_segment_touch(segment, chunk->at, chunk->size, err));
    chunk->verified = true;
    return ASSAY_OK;
}

/* The place of mapped bytes in the file, for touching them. */
static uint64_t offset_in(const assay_chunk *chunk, const uint8_t *at) {
    const uint8_t *head = chunk->kind == ASSAY_CHUNK_BLOCKS ? chunk->last_id : chunk->rank;
    return chunk->at + 8 + (uint64_t)(at - head);
}

assay_status assay_chunk_block(const uint8_t **data, unsigned *n, assay_codec_shape *shape,
                               uint16_t *base, const assay_segment *segment,
                               const assay_chunk *chunk, uint32_t b, assay_error *err) {
    unsigned count = chunk->count - b * 256 < 256 ? chunk->count - b * 256 : 256;
    assay_codec_shape found = {chunk->width[b], chunk->high_width[b], chunk->exceptions[b]};
    uint32_t from = UINT32_C(2) * assay_load_u16(chunk->data_at + 2 * (size_t)b);
    size_t size = assay_codec_size(count, found);
    if (!assay_codec_shape_ok(found, 16) || from > chunk->data_size ||
        size > chunk->data_size - from)
        return fail_block(segment, chunk->data, err);
    if (!chunk->verified)
        ASSAY_TRY(assay_segment_touch(segment, offset_in(chunk, chunk->data + from), size, err));
    if (!chunk->verified && chunk->codes != NULL)
        ASSAY_TRY(assay_segment_touch(segment, offset_in(chunk, chunk->codes + (size_t)b * 256),
                                      count, err));
    *data = chunk->data + from;
    *n = count;
    *shape = found;
    *base = b == 0 ? UINT16_MAX : assay_load_u16(chunk->last_id + 2 * (size_t)(b - 1));
    return ASSAY_OK;
}
