#include "ranking/writing/list_writer.h"

#include "base/bytes.h"
#include "ranking/kernels/bits.h"
#include "ranking/writing/chunk_writer.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* A list is cut at range edges when a range holds this many postings on the average; below that the
 * directory would outweigh the postings. */
enum { RANGED_MIN_PER_RANGE = 96, RANGED_MIN = 256, INLINE_MAX_BYTES = 250 };

assay_status assay_list_writer_init(assay_list_writer *writer, assay_error *err) {
    memset(writer, 0, sizeof *writer);
    assay_buffer_init(&writer->directory, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&writer->position_directory, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&writer->scratch, ASSAY_BUFFER_NO_CAP);
    writer->histogram = calloc(1, sizeof *writer->histogram);
    writer->hash_state = XXH3_createState();
    return writer->histogram != NULL && writer->hash_state != NULL ? ASSAY_OK
                                                                   : assay_fail_memory(err);
}

void assay_list_writer_done(assay_list_writer *writer) {
    assay_buffer_done(&writer->directory);
    assay_buffer_done(&writer->position_directory);
    assay_buffer_done(&writer->scratch);
    free(writer->histogram);
    XXH3_freeState(writer->hash_state);
    free(writer->batch.records);
    free(writer->batch.wdf);
    free(writer->batch.codes);
    free(writer->batch.position_end);
    free(writer->batch.positions);
    memset(writer, 0, sizeof *writer);
}

static void fail(assay_list_writer *writer, assay_status status) {
    if (writer->failed == ASSAY_OK)
        writer->failed = status;
}

/* ---- the batch ---- */

static bool grow(void *array, size_t count, size_t size) {
    void *old = NULL;
    memcpy(&old, array, sizeof old);
    void *larger = realloc(old, count * size);
    if (larger == NULL)
        return false;
    memcpy(array, &larger, sizeof larger);
    // cppcheck-suppress memleak ; kept through array
    return true;
}

static bool make_room(assay_list_writer *writer, size_t postings, size_t positions) {
    assay_posting_batch *batch = &writer->batch;
    if (batch->count + postings > batch->capacity) {
        size_t capacity = (batch->count + postings) * 2;
        if (!grow(&batch->records, capacity, 4) || !grow(&batch->wdf, capacity, 4) ||
            !grow(&batch->codes, capacity, 1) || !grow(&batch->position_end, capacity, 4))
            return false;
        batch->capacity = capacity;
    }
    if (batch->position_count + positions > batch->position_capacity) {
        size_t capacity = (batch->position_count + positions) * 2;
        if (capacity > UINT32_MAX || !grow(&batch->positions, capacity, 4))
            return false;
        batch->position_capacity = capacity;
    }
    return true;
}

static void clear_batch(assay_posting_batch *batch) {
    batch->count = batch->position_count = 0;
}

static void hash_batch(assay_list_writer *writer) {
    if (!writer->hashing && XXH3_128bits_reset(writer->hash_state) != XXH_OK)
        fail(writer, ASSAY_E_BUG);
    writer->hashing = true;
    if (XXH3_128bits_update(writer->hash_state, writer->batch.records, writer->batch.count * 4) !=
        XXH_OK)
        fail(writer, ASSAY_E_BUG);
}

/* ---- chunks of a RANGED list ---- */

static void note_codes(assay_list_writer *writer, assay_code_set *set) {
    const assay_posting_batch *batch = &writer->batch;
    assay_code_set_clear(set);
    assay_code_set_add(set, batch->codes, batch->count);
    assay_code_set_join(&writer->set, set);
    if (writer->expected >= 10)
        assay_code_histogram_add(writer->histogram, batch->codes, batch->count);
}

static void gather_codes(assay_list_writer *writer, assay_code_set *set) {
    assay_posting_batch *batch = &writer->batch;
    for (size_t i = 0; i < batch->count; i++)
        batch->codes[i] = assay_code_make(batch->wdf[i], writer->length_class[batch->records[i]]);
    note_codes(writer, set);
}

/* The batch's chunk has begun at offset of the list. */
static void end_chunk(assay_list_writer *writer, const assay_code_set *set, uint64_t offset,
                      assay_chunk_kind kind) {
    assay_buffer *directory = &writer->directory;
    uint8_t bound[4] = {0};
    if (writer->list.ranked)
        assay_code_set_bound(bound, sizeof bound, set);
    hash_batch(writer);
    writer->list.aligned |= kind != ASSAY_CHUNK_BLOCKS;
    assay_buffer_add_u16(directory, (uint16_t)writer->range);
    assay_buffer_add_byte(directory, (char)kind);
    assay_buffer_add_byte(directory, 0);
    assay_buffer_add_u64(directory, offset); /* 8 bytes for now; see write_ranged */
    assay_buffer_add_u16(directory, (uint16_t)(writer->batch.count - 1));
    assay_buffer_add(directory, bound, sizeof bound);
    clear_batch(&writer->batch);
}

static void begin_positions(assay_list_writer *writer) {
    assay_buffer_add_u64(&writer->position_directory,
                         writer->slice->positions.size - writer->list.positions_at);
    writer->list.chunks++;
}

static void flush_chunk(assay_list_writer *writer) {
    assay_posting_batch *batch = &writer->batch;
    const assay_encoded_list *list = &writer->list;
    assay_buffer *postings = &writer->slice->postings;
    assay_code_set set;
    if (batch->count == 0)
        return;
    if (list->ranked)
        gather_codes(writer, &set);
    /* The list's first byte is aligned in the file when one of its chunks has to be. */
    uint64_t offset = postings->size - list->postings_at;
    assay_chunk_use use = list->ranked      ? ASSAY_CHUNK_RANKED
                          : list->is_subset ? ASSAY_CHUNK_RANKS
                                            : ASSAY_CHUNK_FILTER;
    assay_chunk_kind kind = assay_chunk_write(postings, batch, use, offset);
    if (list->has_positions) {
        begin_positions(writer);
        assay_chunk_write_positions(&writer->slice->positions, batch, list->ranked);
    }
    end_chunk(writer, &set, offset, kind);
}

/* The batch becomes what the chunk holds, but for wdf and positions. */
static bool load_chunk(assay_list_writer *writer, const assay_chunk *chunk,
                       const uint32_t *records) {
    assay_posting_batch *batch = &writer->batch;
    if (!make_room(writer, chunk->count, 0))
        return false;
    memcpy(batch->records, records, chunk->count * sizeof *records);
    batch->count = chunk->count;
    if (chunk->codes == NULL)
        return true;
    if (chunk->kind != ASSAY_CHUNK_COLUMN)
        memcpy(batch->codes, chunk->codes, chunk->count);
    for (size_t i = 0; i < chunk->count && chunk->kind == ASSAY_CHUNK_COLUMN; i++)
        batch->codes[i] = chunk->codes[records[i] & (ASSAY_RANGE_SIZE - 1)];
    return true;
}

void assay_list_writer_add_chunk(assay_list_writer *writer, const assay_chunk *chunk,
                                 const uint32_t *records, assay_span positions) {
    assay_buffer *postings = &writer->slice->postings;
    assay_code_set set;
    flush_chunk(writer);
    if (!load_chunk(writer, chunk, records)) {
        fail(writer, ASSAY_E_MEMORY);
        return;
    }
    writer->range = records[0] >> ASSAY_RANGE_BITS;
    writer->added += chunk->count;
    if (writer->list.ranked)
        note_codes(writer, &set);
    uint64_t offset = postings->size - writer->list.postings_at;
    assay_chunk_copy(postings, chunk, offset);
    if (writer->list.has_positions) {
        begin_positions(writer);
        assay_buffer_add_span(&writer->slice->positions, positions);
    }
    end_chunk(writer, &set, offset, (assay_chunk_kind)chunk->kind);
}

/* While a list grows its directory holds the chunks' places in it; now that its own is known they
 * become distances. An entry has the same fields in other widths:
 *   u16 range, u8 kind, u8 0, u64 place, u16 count - 1, u8 bound[4] = 18 bytes */
enum { GROWING_ENTRY = 18 };

static void add_range_entry(assay_list_writer *writer, const uint8_t *entry, uint64_t list_at) {
    assay_buffer *out = &writer->scratch;
    uint64_t distance = list_at - assay_load_u64(entry + 4);
    if (distance > UINT32_MAX)
        fail(writer, ASSAY_E_LIMIT);
    assay_buffer_add(out, entry, 4);
    assay_buffer_add_u32(out, (uint32_t)distance);
    assay_buffer_add(out, entry + 12, 2);
    assay_buffer_add_u16(out, 0);
    assay_buffer_add(out, entry + 14, 4);
}

static size_t bound_and_kth(uint8_t *out, unsigned bound, const assay_list_writer *writer) {
    assay_code_set_bound(out, bound, &writer->set);
    return bound + assay_code_histogram_kth(out + bound, writer->histogram, writer->expected,
                                            writer->length_upper, writer->average_length);
}

static void write_ranged(assay_list_writer *writer) {
    flush_chunk(writer);
    assay_buffer *postings = &writer->slice->postings;
    uint64_t list_at = postings->size - writer->list.postings_at;
    size_t entries = writer->directory.size / GROWING_ENTRY;
    uint8_t head[8 + ASSAY_KTH_COUNT * ASSAY_KTH_CODES];
    writer->list.list_at = (size_t)list_at;
    writer->scratch.size = 0;
    assay_buffer_add_u32(&writer->scratch, (uint32_t)entries);
    if (writer->list.ranked)
        assay_buffer_add(&writer->scratch, head, bound_and_kth(head, 8, writer));
    for (size_t i = 0; i < entries; i++)
        add_range_entry(writer, (const uint8_t *)writer->directory.data + i * GROWING_ENTRY,
                        list_at);
    assay_buffer_add(postings, writer->scratch.data, writer->scratch.size);
    assay_buffer_add(&writer->slice->positions, writer->position_directory.data,
                     writer->position_directory.size);
}

/* ---- the other lists ---- */

static void write_sparse(assay_list_writer *writer) {
    uint8_t head[4 + ASSAY_KTH_COUNT * ASSAY_KTH_CODES];
    bool ranked = writer->list.ranked;
    assay_code_set set;
    size_t size = 0;
    if (ranked) {
        gather_codes(writer, &set);
        size = bound_and_kth(head, 4, writer);
    }
    hash_batch(writer);
    assay_chunk_write_sparse(&writer->slice->postings, &writer->batch, ranked ? head : NULL, size);
    if (writer->list.has_positions)
        assay_chunk_write_positions(&writer->slice->positions, &writer->batch, ranked);
}

static void put_inline_positions(assay_bits_writer *out, const assay_posting_batch *batch,
                                 size_t i) {
    uint32_t previous = UINT32_MAX;
    for (size_t at = i == 0 ? 0 : batch->position_end[i - 1]; at < batch->position_end[i]; at++) {
        assay_bits_put_golomb(out, batch->positions[at] - previous - 1,
                              ASSAY_INLINE_POSITION_ORDER);
        previous = batch->positions[at];
    }
}

/* wdf and number of positions: most often one of each. */
static void put_inline_counts(assay_bits_writer *out, const assay_list_writer *writer, size_t i) {
    const assay_posting_batch *batch = &writer->batch;
    uint32_t wdf = batch->wdf[i];
    uint32_t count = batch->position_end[i] - (i == 0 ? 0 : batch->position_end[i - 1]);
    if (writer->list.ranked)
        assay_bits_put_golomb(out, wdf, 0);
    if (!writer->list.has_positions)
        return;
    if (writer->list.ranked)
        assay_bits_put(out, count != wdf, 1);
    if (!writer->list.ranked || count != wdf)
        assay_bits_put_golomb(out, count, 0);
}

/* False when the list is too long for it. */
static bool write_inline(assay_list_writer *writer) {
    const assay_posting_batch *batch = &writer->batch;
    const assay_encoded_list *list = &writer->list;
    assay_buffer *text = &writer->slice->text;
    assay_bits_writer bits = {text, 0, 0};
    size_t before = text->size;
    unsigned order = assay_inline_gap_order(writer->records, list->df);
    if (list->df > (list->ranked ? ASSAY_INLINE_MAX_DF : ASSAY_INLINE_MAX_FILTER) ||
        batch->position_count > INLINE_MAX_BYTES)
        return false;
    assay_bits_put_golomb(&bits, list->df - 1, ASSAY_INLINE_DF_ORDER);
    for (size_t i = 0; i < batch->count; i++) {
        if (i == 0)
            assay_bits_put(&bits, batch->records[0], assay_bits_width(writer->records - 1));
        else
            assay_bits_put_golomb(&bits, batch->records[i] - batch->records[i - 1] - 1, order);
        put_inline_counts(&bits, writer, i);
        if (list->has_positions)
            put_inline_positions(&bits, batch, i);
    }
    assay_bits_flush(&bits);
    if (text->size - before <= INLINE_MAX_BYTES)
        return true;
    text->size = before;
    return false;
}

/* ---- the contract ---- */

void assay_list_writer_begin(assay_list_writer *writer, uint32_t df, bool ranked,
                             bool has_positions) {
    uint64_t ranges = ((uint64_t)writer->records + ASSAY_RANGE_SIZE - 1) >> ASSAY_RANGE_BITS;
    bool ranged = df >= RANGED_MIN && df >= ranges * RANGED_MIN_PER_RANGE;
    writer->list = (assay_encoded_list){.origin = writer->origin,
                                        .postings_at = writer->slice->postings.size,
                                        .positions_at = writer->slice->positions.size,
                                        .df = df,
                                        .kind = ranged ? ASSAY_LIST_RANGED : ASSAY_LIST_SPARSE,
                                        .ranked = ranked,
                                        .has_positions = has_positions};
    writer->expected = df;
    writer->added = writer->range = 0;
    clear_batch(&writer->batch);
    assay_code_set_clear(&writer->set);
    if (ranked && df >= 10)
        memset(writer->histogram, 0, sizeof *writer->histogram);
    writer->directory.size = writer->position_directory.size = 0;
    writer->hashing = false;
}

/* In a RANGED list the first posting of another range ends the chunk. */
static inline bool enter_range(assay_list_writer *writer, uint32_t record) {
    uint32_t range = record >> ASSAY_RANGE_BITS;
    if (writer->list.kind == ASSAY_LIST_RANGED && range != writer->range) {
        flush_chunk(writer);
        writer->range = range;
    }
    return writer->failed == ASSAY_OK;
}

void assay_list_writer_add(assay_list_writer *writer, uint32_t record, uint32_t wdf,
                           const uint32_t *positions, size_t position_count) {
    assay_posting_batch *batch = &writer->batch;
    bool full = batch->count == batch->capacity ||
                position_count > batch->position_capacity - batch->position_count;
    if (!enter_range(writer, record) || (full && !make_room(writer, 1, position_count))) {
        fail(writer, ASSAY_E_MEMORY);
        return;
    }
    batch->records[batch->count] = record;
    batch->wdf[batch->count] = wdf;
    for (size_t i = 0; i < position_count; i++)
        batch->positions[batch->position_count + i] = positions[i];
    batch->position_count += position_count;
    batch->position_end[batch->count] = (uint32_t)batch->position_count;
    batch->count++;
    writer->added++;
    writer->list.cf += wdf;
    writer->list.max_wdf = wdf > writer->list.max_wdf ? wdf : writer->list.max_wdf;
    writer->list.position_count += position_count;
}

static int compare_u32(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Puts the positions of postings from `first` on in order, each once; they begin at `begin`. */
static void order_positions(assay_posting_batch *batch, size_t first, size_t begin) {
    size_t kept = begin;
    for (size_t i = first, from = begin; i < batch->count; i++) {
        size_t end = batch->position_end[i], start = kept;
        qsort(batch->positions + from, end - from, sizeof *batch->positions, compare_u32);
        for (size_t p = from; p < end; p++)
            if (kept == start || batch->positions[p] != batch->positions[kept - 1])
                batch->positions[kept++] = batch->positions[p];
        batch->position_end[i] = (uint32_t)kept;
        from = end;
    }
    batch->position_count = kept;
}

/* Pairs to postings of the batch, which has room; false when positions are out of order. */
static bool add_pairs(assay_posting_batch *batch, const uint32_t *pairs, size_t count) {
    size_t postings = batch->count, positions = batch->position_count;
    uint32_t last = UINT32_MAX;
    int64_t previous = -1;
    bool ordered = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t record = pairs[2 * i], value = pairs[2 * i + 1], position = value >> 8;
        if (record != last) {
            batch->records[postings] = last = record;
            batch->wdf[postings++] = 0;
            previous = -1;
        }
        batch->wdf[postings - 1] += value & 255;
        if (position != ASSAY_TUPLE_NO_POSITION) {
            ordered &= position > previous;
            previous = position;
            batch->positions[positions++] = position;
        }
        batch->position_end[postings - 1] = (uint32_t)positions;
    }
    batch->count = postings;
    batch->position_count = positions;
    return ordered;
}

/* How many of the pairs are in the first one's range. */
static size_t pairs_in_range(const uint32_t *pairs, size_t count) {
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (pairs[2 * middle] >> ASSAY_RANGE_BITS == pairs[0] >> ASSAY_RANGE_BITS)
            low = middle;
        else
            high = middle;
    }
    return high;
}

void assay_list_writer_add_pairs(assay_list_writer *writer, const uint32_t *pairs, size_t count) {
    assay_posting_batch *batch = &writer->batch;
    assay_encoded_list *list = &writer->list;
    for (size_t i = 0, n = 0; i < count; i += n) {
        n = list->kind == ASSAY_LIST_RANGED ? pairs_in_range(pairs + 2 * i, count - i) : count;
        if (!enter_range(writer, pairs[2 * i]) || !make_room(writer, n, n)) {
            fail(writer, ASSAY_E_MEMORY);
            return;
        }
        size_t first = batch->count, begin = batch->position_count;
        if (!add_pairs(batch, pairs + 2 * i, n))
            order_positions(batch, first, begin);
        for (size_t p = first; p < batch->count; p++) {
            list->cf += batch->wdf[p];
            list->max_wdf = batch->wdf[p] > list->max_wdf ? batch->wdf[p] : list->max_wdf;
        }
        writer->added += (uint32_t)(batch->count - first);
        list->position_count += batch->position_count - begin;
    }
}

void assay_list_writer_add_records(assay_list_writer *writer, const uint32_t *records,
                                   size_t count) {
    assay_posting_batch *batch = &writer->batch;
    if (!make_room(writer, count, 0)) {
        fail(writer, ASSAY_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!enter_range(writer, records[i]))
            return;
        batch->records[batch->count++] = records[i];
    }
    writer->added += (uint32_t)count;
}

/* The ranks below `all` that are not among these. */
static void add_others(assay_list_writer *writer, const uint32_t *ranks, uint32_t count,
                       uint32_t all) {
    uint32_t others[256], n = 0, at = 0;
    for (uint32_t rank = 0; rank < all; rank++) {
        if (at < count && ranks[at] == rank) {
            at++;
            continue;
        }
        others[n++] = rank;
        if (n == 256) {
            assay_list_writer_add_records(writer, others, n);
            n = 0;
        }
    }
    assay_list_writer_add_records(writer, others, n);
}

void assay_list_writer_subset(assay_list_writer *writer, const uint32_t *ranks, uint32_t count,
                              const assay_list_place *parent) {
    bool rest = count > parent->df / 2;
    assay_list_writer_begin(writer, rest ? parent->df - count : count, false, false);
    writer->list.is_subset = true;
    writer->list.is_rest = rest;
    writer->list.df = count;
    writer->list.parent = *parent;
    if (rest)
        add_others(writer, ranks, count, parent->df);
    else
        assay_list_writer_add_records(writer, ranks, count);
}

/* Its records, unless it is a subset: those stand for others. */
static void note_hash(assay_list_writer *writer) {
    XXH128_hash_t hash = XXH3_128bits_digest(writer->hash_state);
    writer->list.hash[0] = hash.low64;
    writer->list.hash[1] = hash.high64;
}

static void write_outlined(assay_list_writer *writer) {
    assay_encoded_list *list = &writer->list;
    if (list->kind == ASSAY_LIST_RANGED)
        write_ranged(writer);
    else
        write_sparse(writer);
    note_hash(writer);
    list->postings_size = writer->slice->postings.size - list->postings_at;
    list->positions_size = writer->slice->positions.size - list->positions_at;
}

static assay_status first_failure(assay_status so_far, const assay_buffer *buffer) {
    return so_far != ASSAY_OK ? so_far : buffer->failed;
}

static assay_status failure(const assay_list_writer *writer) {
    const assay_list_slice *slice = writer->slice;
    assay_status status = first_failure(writer->failed, &writer->scratch);
    status = first_failure(status, &writer->directory);
    status = first_failure(status, &writer->position_directory);
    status = first_failure(status, &slice->lists);
    status = first_failure(status, &slice->text);
    status = first_failure(status, &slice->postings);
    return first_failure(status, &slice->positions);
}

assay_status assay_list_writer_end(assay_list_writer *writer, assay_span term, assay_error *err) {
    assay_encoded_list *list = &writer->list;
    assay_buffer *text = &writer->slice->text;
    if (term.size > ASSAY_TERM_BYTES_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a term of %zu bytes, at most %d are possible",
                          term.size, ASSAY_TERM_BYTES_MAX);
    if (writer->failed == ASSAY_OK && writer->added != writer->expected)
        return assay_fail(err, ASSAY_E_BUG, "a list of %u postings was promised %u", writer->added,
                          writer->expected);
    list->text_at = text->size;
    list->text_size = (uint16_t)term.size;
    assay_buffer_add_span(text, term);
    list->body_at = text->size;
    if (list->kind == ASSAY_LIST_SPARSE && !list->is_subset && write_inline(writer))
        list->kind = ASSAY_LIST_INLINE;
    else
        write_outlined(writer);
    list->body_size = (uint16_t)(text->size - list->body_at);
    assay_buffer_add(&writer->slice->lists, list, sizeof *list);
    assay_status status = failure(writer);
    return status == ASSAY_OK
               ? ASSAY_OK
               : assay_fail(err, status, "a list of %u postings cannot be written: %s", list->df,
                            assay_status_text(status));
}
