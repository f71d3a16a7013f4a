#include "ranking/writing/dictionary_writer.h"

#include "base/bytes.h"

#include <assert.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Terms of few records are nine in ten and rarely asked for: they stay out of the hash table. */
enum { HASH_MIN_DF = 9, HASHED_SIZE = 12 };

/* Places below the first take one nibble, below the second two. */
enum { ONE_NIBBLE = 14, TWO_NIBBLES = 30 };

void assay_dictionary_writer_init(assay_dictionary_writer *writer) {
    static const char known[] = ASSAY_DICTIONARY_BYTES;
    memset(writer, 0, sizeof *writer);
    memset(writer->places, TWO_NIBBLES, sizeof writer->places);
    for (size_t i = 0; known[i] != 0; i++)
        writer->places[(uint8_t)known[i]] = (uint8_t)i;
    assay_buffer_init(&writer->lane, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&writer->bytes, UINT32_MAX);
    assay_buffer_init(&writer->blocks, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&writer->hashed, ASSAY_BUFFER_NO_CAP);
}

void assay_dictionary_writer_done(assay_dictionary_writer *writer) {
    assay_buffer_done(&writer->lane);
    assay_buffer_done(&writer->bytes);
    assay_buffer_done(&writer->blocks);
    assay_buffer_done(&writer->hashed);
}

static size_t shared_with_last(const assay_dictionary_writer *writer, assay_span term) {
    size_t most = term.size < writer->last_size ? term.size : writer->last_size, n = 0;
    while (n < most && (uint8_t)term.data[n] == writer->last[n])
        n++;
    return n;
}

/* The text's nibbles (format.h), whole bytes of them. */
static void add_nibbles(assay_dictionary_writer *writer, assay_span text) {
    uint8_t nibbles[3 * ASSAY_TERM_BYTES_MAX + 1];
    size_t count = 0, bytes = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = (uint8_t)text.data[i], place = writer->places[byte];
        if (place < ONE_NIBBLE) {
            nibbles[count++] = place;
        } else if (place < TWO_NIBBLES) {
            nibbles[count++] = 14;
            nibbles[count++] = (uint8_t)(place - ONE_NIBBLE);
        } else {
            nibbles[count++] = 15;
            nibbles[count++] = byte & 15;
            nibbles[count++] = byte >> 4;
        }
    }
    nibbles[count] = 0;
    for (size_t i = 0; i < count; i += 2)
        nibbles[bytes++] = (uint8_t)(nibbles[i] | nibbles[i + 1] << 4);
    assay_buffer_add(&writer->bytes, nibbles, bytes);
}

static void add_text(assay_dictionary_writer *writer, assay_span term, uint8_t head) {
    bool first = writer->terms % ASSAY_DICTIONARY_BLOCK == 0;
    if (first)
        assay_buffer_add_u32(&writer->blocks, (uint32_t)writer->bytes.size);
    size_t shared = first ? 0 : shared_with_last(writer, term), suffix = term.size - shared;
    bool same_head = !first && head == writer->last_head;
    assay_buffer_add_byte(&writer->bytes,
                          (char)((same_head ? 128 : 0) | (shared < 15 ? shared : 15) << 3 |
                                 (suffix < 7 ? suffix : 7)));
    if (shared >= 15)
        assay_buffer_add_varint(&writer->bytes, shared - 15);
    if (suffix >= 7)
        assay_buffer_add_varint(&writer->bytes, suffix - 7);
    add_nibbles(writer, assay_span_skip(term, shared));
    if (!same_head)
        assay_buffer_add_byte(&writer->bytes, (char)head);
    if (suffix != 0 && term.data != NULL)
        memcpy(writer->last + shared, term.data + shared, suffix);
    writer->last_size = term.size;
    writer->last_head = head;
}

static void add_entry(assay_dictionary_writer *writer, const assay_dictionary_term *term) {
    if (writer->terms == UINT32_MAX) {
        writer->bytes.failed = ASSAY_E_LIMIT;
        return;
    }
    size_t size = term->body.size;
    add_text(writer, term->text, (uint8_t)(term->head | (size < 15 ? size : 15) << 4));
    if (term->body.size >= 15)
        assay_buffer_add_byte(&writer->bytes, (char)(term->body.size - 15));
    assay_buffer_add_span(&writer->bytes, term->body);
    if (term->df >= HASH_MIN_DF) {
        assay_buffer_add_u64(&writer->hashed, XXH3_64bits(term->text.data, term->text.size));
        assay_buffer_add_u32(&writer->hashed, writer->terms);
    }
    writer->terms++;
}

static void let_wait(assay_buffer *lane, const assay_dictionary_term *term) {
    assay_buffer_add_byte(lane, (char)term->text.size);
    assay_buffer_add_span(lane, term->text);
    assay_buffer_add_u32(lane, term->df);
    assay_buffer_add_byte(lane, (char)term->head);
    assay_buffer_add_u16(lane, (uint16_t)term->body.size);
    assay_buffer_add_span(lane, term->body);
}

static assay_dictionary_term next_waiting(assay_bytes *lane) {
    assay_dictionary_term next = {.there = assay_bytes_left(lane) != 0};
    next.text = assay_bytes_take(lane, next.there ? assay_bytes_u8(lane) : 0);
    next.df = next.there ? assay_bytes_u32(lane) : 0;
    next.head = next.there ? assay_bytes_u8(lane) : 0;
    next.body = assay_bytes_take(lane, next.there ? assay_bytes_u16(lane) : 0);
    return next;
}

/* Those waiting that stand before the term; NULL: all. */
static void join_waiting(assay_dictionary_writer *writer, const assay_dictionary_term *before) {
    if (!writer->joining) {
        writer->joining = true;
        writer->rest = assay_bytes_of(assay_buffer_span(&writer->lane));
        writer->next = next_waiting(&writer->rest);
    }
    while (writer->next.there &&
           (before == NULL || assay_span_compare(writer->next.text, before->text) < 0)) {
        add_entry(writer, &writer->next);
        writer->next = next_waiting(&writer->rest);
    }
}

void assay_dictionary_writer_add(assay_dictionary_writer *writer, unsigned pass, assay_span term,
                                 uint32_t df, uint8_t head, assay_span body) {
    const assay_dictionary_term added = {term, body, df, head, true};
    if (term.size > ASSAY_TERM_BYTES_MAX || body.size > ASSAY_ENTRY_MAX) {
        writer->lane.failed = ASSAY_E_LIMIT;
    } else if (pass == 0) {
        assert(!writer->joining);
        let_wait(&writer->lane, &added);
    } else {
        join_waiting(writer, &added);
        add_entry(writer, &added);
    }
}

/* The smallest power of two that leaves a fifth of the slots free. */
static uint8_t bits_for_slots(uint64_t terms) {
    uint8_t bits = 0;
    while ((UINT64_C(1) << bits) * 4 < terms * 5)
        bits++;
    return bits;
}

static uint8_t bits_for_ordinals(uint64_t terms) {
    uint8_t bits = 1;
    while (UINT64_C(1) << bits <= terms)
        bits++;
    return bits;
}

static void fill_slots(uint32_t *slots, const assay_dictionary_writer *writer, uint8_t hash_bits,
                       uint8_t ordinal_bits) {
    uint64_t mask = (UINT64_C(1) << hash_bits) - 1;
    unsigned fingerprint_bits = 32U - ordinal_bits;
    for (size_t at = 0; at < writer->hashed.size; at += HASHED_SIZE) {
        uint64_t hash = assay_load_u64(writer->hashed.data + at), slot = hash & mask;
        uint64_t fingerprint = fingerprint_bits == 0 ? 0 : hash >> (64 - fingerprint_bits);
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        slots[slot] = (uint32_t)(fingerprint << ordinal_bits) |
                      (assay_load_u32(writer->hashed.data + at + 8) + 1);
    }
}

static assay_status write_hash(assay_dictionary_writer *writer, assay_part_file *file,
                               assay_error *err) {
    uint8_t hash_bits = bits_for_slots(writer->hashed.size / HASHED_SIZE);
    uint8_t ordinal_bits = bits_for_ordinals(writer->terms);
    uint32_t *slots = calloc(UINT64_C(1) << hash_bits, sizeof *slots);
    if (slots == NULL)
        return assay_fail_memory(err);
    fill_slots(slots, writer, hash_bits, ordinal_bits);
    assay_part_file_begin(file, ASSAY_PART_HASH);
    assay_part_file_add(file, slots, sizeof *slots << hash_bits);
    assay_part_file_end(file, ASSAY_PART_HASH);
    free(slots);
    file->footer.hash_bits = hash_bits;
    file->footer.ordinal_bits = ordinal_bits;
    file->footer.hash_min_df = HASH_MIN_DF;
    file->footer.terms = writer->terms;
    return ASSAY_OK;
}

assay_status assay_dictionary_writer_finish(assay_dictionary_writer *writer, assay_part_file *file,
                                            assay_error *err) {
    ASSAY_TRY(assay_buffer_check(&writer->lane, err));
    join_waiting(writer, NULL);
    ASSAY_TRY(assay_buffer_check(&writer->bytes, err));
    ASSAY_TRY(assay_buffer_check(&writer->blocks, err));
    ASSAY_TRY(assay_buffer_check(&writer->hashed, err));
    assay_part_file_begin(file, ASSAY_PART_DICTIONARY);
    assay_part_file_add(file, writer->bytes.data, writer->bytes.size);
    assay_part_file_end(file, ASSAY_PART_DICTIONARY);
    assay_part_file_begin(file, ASSAY_PART_BLOCKS);
    assay_part_file_add(file, writer->blocks.data, writer->blocks.size);
    assay_part_file_end(file, ASSAY_PART_BLOCKS);
    return write_hash(writer, file, err);
}
