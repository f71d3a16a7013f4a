/* Looking terms up: the reading side of DICTIONARY, BLOCKS and HASH (format.h). */
#include "ranking/kernels/bits.h"
#include "ranking/segment/segment.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The block's bytes: from its offset to the next block's, or the end. */
static assay_status open_block(assay_bytes *out, const assay_segment *segment, uint32_t block,
                               assay_error *err) {
    const assay_format_footer *footer = assay_segment_footer(segment);
    uint64_t blocks = footer->part_size[ASSAY_PART_BLOCKS] / 4;
    bool last = block + UINT64_C(1) >= blocks;
    const uint8_t *at = NULL, *bytes = NULL;
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_BLOCKS, UINT64_C(4) * block, last ? 4 : 8,
                                 err));
    uint64_t from = assay_load_u32(at);
    uint64_t to = last ? footer->part_size[ASSAY_PART_DICTIONARY] : assay_load_u32(at + 4);
    if (to < from)
        return assay_segment_corrupt(segment, ASSAY_PART_BLOCKS, UINT64_C(4) * block,
                                     "blocks do not ascend", err);
    ASSAY_TRY(assay_segment_view(&bytes, segment, ASSAY_PART_DICTIONARY, from, to - from, err));
    *out = (assay_bytes){bytes, bytes + (to - from), false};
    return ASSAY_OK;
}

static assay_status fail_block(const assay_segment *segment, uint32_t ordinal, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: dictionary: block %u does not read",
                      assay_segment_path(segment), ordinal / ASSAY_DICTIONARY_BLOCK);
}

/* An entry of a block: the bytes of its term that are its own, still packed, and what stands for it. */
typedef struct {
    const uint8_t *text;
    uint16_t shared, size; /* bytes of the term before that it begins with; its own */
    uint8_t head;
    assay_span body;
} packed_entry;

static inline unsigned nibble_at(const uint8_t *data, size_t i) {
    return data[i / 2] >> (i % 2 * 4) & 15;
}

/* Bit 4 * i for each nibble i of the word that is 14 or 15. */
static inline uint64_t escapes_of(uint64_t word) {
    return word >> 1 & word >> 2 & word >> 3 & UINT64_C(0x1111111111111111);
}

/* Of the bits of a word those of its first `nibbles` nibbles. */
static inline uint64_t first_nibbles(uint64_t bits, size_t nibbles) {
    return nibbles < 16 ? bits & ((UINT64_C(1) << (4 * nibbles)) - 1) : bits;
}

/* Whether the first `size` nibbles, 16 at most, are a byte of text each. */
static inline bool all_known(const uint8_t *data, size_t size) {
    return first_nibbles(escapes_of(assay_load_u64(data)), size) == 0;
}

static size_t packed_size_long(const uint8_t *data, size_t size) {
    size_t nibbles = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned nibble = nibble_at(data, nibbles);
        nibbles += nibble < 14 ? 1 : nibble == 14 ? 2 : 3;
    }
    return (nibbles + 1) / 2;
}

/* Bytes that `size` bytes of text are packed in. They are fewer than are readable behind any part. Goes from
 * escape to escape: most often there are none to two. */
static inline size_t packed_size(const uint8_t *data, size_t size) {
    uint64_t word = assay_load_u64(data), escapes = escapes_of(word);
    for (size_t nibbles = size; nibbles <= 16;) {
        uint64_t inside = first_nibbles(escapes, nibbles);
        if (inside == 0)
            return (nibbles + 1) / 2;
        unsigned at = (unsigned)__builtin_ctzll(inside), more = 1 + (unsigned)(word >> at & 1);
        nibbles += more;
        unsigned behind = at + 4 * (more + 1); /* what stands for the byte is no escape */
        escapes = behind < 64 ? escapes >> behind << behind : 0;
    }
    return packed_size_long(data, size);
}

static void unpack_text(uint8_t *out, const uint8_t *data, size_t size) {
    static const char known[] = ASSAY_DICTIONARY_BYTES;
    size_t at = 0, i = 0;
    if (size <= 16 && all_known(data, size))
        for (; i < size; i++) /* nothing to guess at */
            out[i] = (uint8_t)known[nibble_at(data, at++)];
    for (; i < size; i++) {
        unsigned nibble = nibble_at(data, at++);
        if (nibble < 14) {
            out[i] = (uint8_t)known[nibble];
        } else if (nibble == 14) {
            out[i] = (uint8_t)known[14 + nibble_at(data, at++)];
        } else {
            out[i] = (uint8_t)(nibble_at(data, at) | nibble_at(data, at + 1) << 4);
            at += 2;
        }
    }
}

/* Moves to the next entry of the block, nothing unpacked. False when the block is cut short, or the term
 * begins with more than the `before` bytes of the one before. */
static bool next_entry(packed_entry *entry, size_t before, assay_bytes *block) {
    uint8_t lens = assay_bytes_u8(block);
    uint64_t shared = lens >> 3 & 15, size = lens & 7;
    if (shared == 15)
        shared += assay_bytes_varint(block);
    if (size == 7)
        size += assay_bytes_varint(block);
    if (shared > before || size > ASSAY_TERM_BYTES_MAX - shared)
        return false;
    entry->shared = (uint16_t)shared;
    entry->size = (uint16_t)size;
    entry->text = block->at;
    (void)assay_bytes_take(block, packed_size(block->at, (size_t)size));
    if (lens >> 7 == 0)
        entry->head = assay_bytes_u8(block);
    uint64_t body = entry->head >> 4;
    if (body == 15)
        body += assay_bytes_u8(block);
    entry->body = assay_bytes_take(block, body);
    return assay_bytes_ok(block);
}

/* A term of a block being read from its front. */
typedef struct {
    uint8_t *text; /* of the current term; room for ASSAY_TERM_BYTES_MAX */
    size_t size;   /* 0 before the first */
    packed_entry entry;
} block_term;

static bool next_in_block(block_term *term, assay_bytes *block) {
    packed_entry *entry = &term->entry;
    if (!next_entry(entry, term->size, block))
        return false;
    unpack_text(term->text + entry->shared, entry->text, entry->size);
    term->size = (size_t)entry->shared + entry->size;
    return true;
}

static bool read_inline(assay_segment_term *out, assay_span body) {
    assay_bits_reader bits = assay_bits_of(body);
    out->df = assay_bits_take_golomb(&bits, ASSAY_INLINE_DF_ORDER) + 1;
    out->body = body;
    return !bits.failed && out->df <= ASSAY_INLINE_MAX_DF;
}

static uint8_t kind_of_flag(bool ranged) {
    return ranged ? ASSAY_LIST_RANGED : ASSAY_LIST_SPARSE;
}

static bool read_subset(assay_segment_term *out, assay_bytes *body) {
    uint64_t df = assay_bytes_varint(body), own = assay_bytes_varint(body);
    uint64_t parent_df = assay_bytes_varint(body), parent = assay_bytes_varint(body);
    out->kind = ASSAY_LIST_SUBSET;
    out->has_positions = false;
    out->df = (uint32_t)df;
    out->ranks_at = own >> 2;
    out->ranks_rest = (own & 2) != 0;
    out->ranks_kind = kind_of_flag(own & 1);
    out->parent_df = (uint32_t)parent_df;
    out->postings_at = parent >> 1;
    out->parent_kind = kind_of_flag(parent & 1);
    return assay_bytes_ok(body) && df != 0 && df < parent_df && parent_df <= UINT32_MAX &&
           !out->ranked;
}

static bool read_entry(assay_segment_term *out, const packed_entry *raw,
                       const assay_segment *segment, uint32_t ordinal) {
    bool ranked = (raw->head & 4) != 0, positions = (raw->head & 8) != 0;
    *out = (assay_segment_term){.ordinal = ordinal,
                                .kind = raw->head & 3,
                                .ranked = ranked,
                                .has_positions = positions,
                                .coded = ranked};
    if (out->kind == ASSAY_LIST_INLINE)
        return read_inline(out, raw->body);
    assay_bytes body = assay_bytes_of(raw->body);
    if (out->kind == ASSAY_LIST_ALIAS && positions)
        return read_subset(out, &body) && out->parent_df <= assay_segment_footer(segment)->records;
    if (out->kind == ASSAY_LIST_ALIAS) {
        out->kind = kind_of_flag(ranked);
        out->ranked = false;
        out->coded = true;
    }
    uint64_t df = assay_bytes_varint(&body);
    out->cf = out->ranked ? assay_bytes_varint(&body) : 0;
    uint64_t max_wdf = out->ranked ? assay_bytes_varint(&body) : 0;
    out->postings_at = assay_bytes_varint(&body);
    out->positions_at = positions ? assay_bytes_varint(&body) : 0;
    out->df = (uint32_t)df;
    out->max_wdf = (uint32_t)max_wdf;
    return assay_bytes_ok(&body) && df != 0 && df <= ASSAY_SEGMENT_RECORDS_MAX &&
           max_wdf <= UINT32_MAX;
}

/* ---- exact look-up ---- */

/* Whether the last of the entries is that of `term`: its own bytes, and before them those of the entries
 * it shares bytes with. */
static bool is_last(const packed_entry *entries, size_t count, assay_span term) {
    uint8_t own[ASSAY_TERM_BYTES_MAX];
    size_t end = (size_t)entries[count - 1].shared + entries[count - 1].size;
    bool same = end == term.size;
    for (const packed_entry *entry = entries + count; same && end != 0;) {
        size_t from = (--entry)->shared;
        if (from >= end)
            continue;
        unpack_text(own, entry->text, end - from);
        same = memcmp(own, term.data + from, end - from) == 0;
        end = from;
    }
    return same;
}

/* Reads the term of this ordinal if its bytes are `term`. */
static assay_status match_in_block(bool *matches, assay_segment_term *out,
                                   const assay_segment *segment, uint32_t ordinal, assay_span term,
                                   assay_error *err) {
    assay_bytes block;
    packed_entry entries[ASSAY_DICTIONARY_BLOCK];
    size_t place = ordinal % ASSAY_DICTIONARY_BLOCK, before = 0;
    uint8_t head = 0;
    ASSAY_TRY(open_block(&block, segment, ordinal / ASSAY_DICTIONARY_BLOCK, err));
    for (size_t i = 0; i <= place; i++) {
        entries[i].head = head;
        if (!next_entry(&entries[i], before, &block))
            return fail_block(segment, ordinal, err);
        before = (size_t)entries[i].shared + entries[i].size;
        head = entries[i].head;
    }
    *matches = is_last(entries, place + 1, term);
    if (*matches && !read_entry(out, &entries[place], segment, ordinal))
        return fail_block(segment, ordinal, err);
    return ASSAY_OK;
}

static assay_status find_by_hash(bool *found, assay_segment_term *out, const assay_segment *segment,
                                 assay_span term, assay_error *err) {
    const assay_format_footer *footer = assay_segment_footer(segment);
    uint64_t hash = XXH3_64bits(term.data, term.size);
    uint64_t mask = (UINT64_C(1) << footer->hash_bits) - 1;
    unsigned fingerprint_bits = 32 - footer->ordinal_bits;
    uint32_t wanted = fingerprint_bits == 0 ? 0 : (uint32_t)(hash >> (64 - fingerprint_bits));
    uint64_t ordinal_mask = (UINT64_C(1) << footer->ordinal_bits) - 1;
    *found = false;
    for (uint64_t step = 0; step <= mask && !*found; step++) {
        const uint8_t *at = NULL;
        ASSAY_TRY(
            assay_segment_view(&at, segment, ASSAY_PART_HASH, 4 * ((hash + step) & mask), 4, err));
        uint32_t slot = assay_load_u32(at);
        if (slot == 0)
            return ASSAY_OK;
        uint64_t ordinal = (slot & ordinal_mask) - 1;
        if ((uint64_t)slot >> footer->ordinal_bits != wanted)
            continue;
        if (ordinal >= footer->terms)
            return assay_segment_corrupt(segment, ASSAY_PART_HASH, 4 * ((hash + step) & mask),
                                         "no such term", err);
        ASSAY_TRY(match_in_block(found, out, segment, (uint32_t)ordinal, term, err));
    }
    return ASSAY_OK;
}

/* Compares the block's first term with this one. */
static assay_status compare_first(int *order, const assay_segment *segment, uint32_t block,
                                  assay_span term, assay_error *err) {
    assay_bytes bytes;
    uint8_t text[ASSAY_TERM_BYTES_MAX];
    block_term first = {.text = text};
    ASSAY_TRY(open_block(&bytes, segment, block, err));
    if (!next_in_block(&first, &bytes))
        return fail_block(segment, block * ASSAY_DICTIONARY_BLOCK, err);
    *order = assay_span_compare(assay_span_make((const char *)text, first.size), term);
    return ASSAY_OK;
}

/* The last block whose first term is <= term; block 0 when there is none. terms > 0. */
static assay_status block_for(uint32_t *out, const assay_segment *segment, assay_span term,
                              assay_error *err) {
    uint64_t low = 0, high = assay_segment_footer(segment)->part_size[ASSAY_PART_BLOCKS] / 4;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        int order = 0;
        ASSAY_TRY(compare_first(&order, segment, (uint32_t)middle, term, err));
        if (order <= 0)
            low = middle;
        else
            high = middle;
    }
    *out = (uint32_t)low;
    return ASSAY_OK;
}

static assay_status find_by_order(assay_segment_term *out, const assay_segment *segment,
                                  assay_span term, assay_error *err) {
    assay_term_cursor cursor;
    bool more = false;
    ASSAY_TRY(assay_term_cursor_seek(&cursor, segment, term, err));
    ASSAY_TRY(assay_term_cursor_next(&more, &cursor, err));
    if (more && assay_span_equal(cursor.text, term))
        *out = cursor.term;
    return ASSAY_OK;
}

assay_status assay_segment_find(assay_segment_term *out, const assay_segment *segment,
                                assay_span term, assay_error *err) {
    assay_segment_term found = {0};
    bool hit = false;
    const assay_format_footer *footer = assay_segment_footer(segment);
    if (footer->terms != 0 && term.size <= ASSAY_TERM_BYTES_MAX) {
        ASSAY_TRY(find_by_hash(&hit, &found, segment, term, err));
        if (!hit && footer->hash_min_df > 1)
            ASSAY_TRY(find_by_order(&found, segment, term, err));
    }
    *out = found;
    return ASSAY_OK;
}

/* ---- ordered scan ---- */

/* The entry has been moved to, in the cursor's block; the term before it stands in the cursor's bytes. */
static assay_status take_entry(assay_term_cursor *cursor, const packed_entry *entry,
                               assay_error *err) {
    unpack_text(cursor->bytes + entry->shared, entry->text, entry->size);
    if (!read_entry(&cursor->term, entry, cursor->segment, cursor->next))
        return fail_block(cursor->segment, cursor->next, err);
    cursor->text =
        assay_span_make((const char *)cursor->bytes, (size_t)entry->shared + entry->size);
    cursor->head = entry->head;
    cursor->body_size = entry->body.size;
    return ASSAY_OK;
}

static assay_status read_current(assay_term_cursor *cursor, assay_error *err) {
    bool first = cursor->next % ASSAY_DICTIONARY_BLOCK == 0;
    if (first)
        ASSAY_TRY(open_block(&cursor->block, cursor->segment, cursor->next / ASSAY_DICTIONARY_BLOCK,
                             err));
    packed_entry entry = {.head = first ? 0 : cursor->head};
    if (!next_entry(&entry, first ? 0 : cursor->text.size, &cursor->block))
        return fail_block(cursor->segment, cursor->next, err);
    return take_entry(cursor, &entry, err);
}

assay_status assay_term_cursor_next(bool *more, assay_term_cursor *cursor, assay_error *err) {
    if (cursor->pending) {
        cursor->pending = false;
    } else if (cursor->next < assay_segment_footer(cursor->segment)->terms) {
        ASSAY_TRY(read_current(cursor, err));
        cursor->next++;
    } else {
        *more = false;
        return ASSAY_OK;
    }
    *more = true;
    return ASSAY_OK;
}

assay_status assay_term_cursor_seek(assay_term_cursor *cursor, const assay_segment *segment,
                                    assay_span from, assay_error *err) {
    memset(cursor, 0, sizeof *cursor);
    cursor->segment = segment;
    if (from.size == 0 || assay_segment_footer(segment)->terms == 0)
        return ASSAY_OK;
    uint32_t block = 0;
    bool more = true;
    ASSAY_TRY(block_for(&block, segment, from, err));
    cursor->next = block * ASSAY_DICTIONARY_BLOCK;
    do
        ASSAY_TRY(assay_term_cursor_next(&more, cursor, err));
    while (more && assay_span_compare(cursor->text, from) < 0);
    cursor->pending = more;
    return ASSAY_OK;
}

/* Of the block, the entries that share so much with the one before are passed over packed. */
static assay_status pass_in_block(bool *found, assay_term_cursor *cursor, size_t size,
                                  assay_error *err) {
    packed_entry entry = {.head = cursor->head};
    uint32_t terms = assay_segment_footer(cursor->segment)->terms;
    size_t before = cursor->text.size;
    *found = false;
    while (cursor->next % ASSAY_DICTIONARY_BLOCK != 0 && cursor->next < terms) {
        if (!next_entry(&entry, before, &cursor->block))
            return fail_block(cursor->segment, cursor->next, err);
        before = (size_t)entry.shared + entry.size;
        *found = entry.shared < size;
        if (*found)
            ASSAY_TRY(take_entry(cursor, &entry, err));
        cursor->next++;
        if (*found)
            break;
    }
    return ASSAY_OK;
}

/* To the first term that does not begin with these bytes, from anywhere. */
static assay_status seek_past(assay_term_cursor *cursor, uint8_t *bytes, size_t size,
                              assay_error *err) {
    while (size != 0 && bytes[size - 1] == UINT8_MAX)
        size--;
    if (size == 0) { /* nothing is past them */
        cursor->next = assay_segment_footer(cursor->segment)->terms;
        return ASSAY_OK;
    }
    bytes[size - 1]++;
    return assay_term_cursor_seek(cursor, cursor->segment,
                                  assay_span_make((const char *)bytes, size), err);
}

/* Most often what is asked for stands in this block or the next few. */
assay_status assay_term_cursor_pass(assay_term_cursor *cursor, size_t size, assay_error *err) {
    enum { NEAR = 4 };
    uint8_t bytes[ASSAY_TERM_BYTES_MAX];
    uint32_t terms = assay_segment_footer(cursor->segment)->terms;
    memcpy(bytes, cursor->bytes, size);
    for (int block = 0; block < NEAR; block++) {
        ASSAY_TRY(pass_in_block(&cursor->pending, cursor, size, err));
        if (cursor->pending || cursor->next == terms)
            return ASSAY_OK;
        ASSAY_TRY(read_current(cursor, err));
        cursor->next++;
        cursor->pending = cursor->text.size < size || memcmp(cursor->bytes, bytes, size) != 0;
        if (cursor->pending)
            return ASSAY_OK;
    }
    return seek_past(cursor, bytes, size, err);
}
