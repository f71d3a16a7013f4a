#include "ranking/segment/segment.h"

#include "base/file.h"

#include <stdatomic.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "segments are mapped as they stand");

/* Pages [0, pages) cover the parts; page p's hash stands in table p / HASHES_PER_TABLE, itself a page
 * of hashes that is verified before it is believed. */
enum { HASHES_PER_TABLE = ASSAY_PAGE_SIZE / 8 };

struct assay_segment {
    assay_file_map map;
    char *path;
    assay_format_footer footer;
    uint64_t pages, tables;
    const uint8_t *page_hash, *table_hash;
    _Atomic uint64_t *page_seen, *table_seen; /* bit: verified */
};

static const char *const part_names[ASSAY_PART_COUNT] = {
    "dictionary", "dictionary blocks", "dictionary hash", "postings", "positions",
    "lengths",    "record numbers",    "columns",         "checksums"};

const char *assay_segment_path(const assay_segment *segment) {
    return segment->path;
}

const assay_format_footer *assay_segment_footer(const assay_segment *segment) {
    return &segment->footer;
}

assay_status assay_segment_corrupt(const assay_segment *segment, assay_part part, uint64_t offset,
                                   const char *what, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: %s at byte %llu: %s", segment->path,
                      part_names[part],
                      (unsigned long long)(segment->footer.part_at[part] + offset), what);
}

/* ---- checksums ---- */

static bool seen(const _Atomic uint64_t *bits, uint64_t i) {
    return atomic_load_explicit(&bits[i / 64], memory_order_relaxed) >> (i % 64) & 1;
}

static void mark_seen(_Atomic uint64_t *bits, uint64_t i) {
    atomic_fetch_or_explicit(&bits[i / 64], UINT64_C(1) << (i % 64), memory_order_relaxed);
}

/* The first part that has a byte in [from, from + size). */
static assay_part part_of(const assay_segment *segment, uint64_t from, uint64_t size) {
    assay_part first = ASSAY_PART_CHECKSUMS;
    const assay_format_footer *footer = &segment->footer;
    for (int part = 0; part < ASSAY_PART_CHECKSUMS; part++)
        if (footer->part_size[part] != 0 && footer->part_at[part] < from + size &&
            footer->part_at[part] + footer->part_size[part] > from &&
            footer->part_at[part] < footer->part_at[first])
            first = (assay_part)part;
    return first;
}

static assay_status verify_table(const assay_segment *segment, uint64_t table, assay_error *err) {
    uint64_t from = table * ASSAY_PAGE_SIZE, all = segment->pages * 8;
    uint64_t size = all - from < ASSAY_PAGE_SIZE ? all - from : ASSAY_PAGE_SIZE;
    if (XXH3_64bits(segment->page_hash + from, size) !=
        assay_load_u64(segment->table_hash + 8 * table))
        return assay_segment_corrupt(segment, ASSAY_PART_CHECKSUMS, from, "checksum mismatch", err);
    mark_seen(segment->table_seen, table);
    return ASSAY_OK;
}

static assay_status verify_page(const assay_segment *segment, uint64_t page, assay_error *err) {
    if (!seen(segment->table_seen, page / HASHES_PER_TABLE))
        ASSAY_TRY(verify_table(segment, page / HASHES_PER_TABLE, err));
    uint64_t from = page * ASSAY_PAGE_SIZE;
    uint64_t end = segment->footer.part_at[ASSAY_PART_CHECKSUMS];
    uint64_t size = end - from < ASSAY_PAGE_SIZE ? end - from : ASSAY_PAGE_SIZE;
    if (XXH3_64bits(segment->map.data + from, size) !=
        assay_load_u64(segment->page_hash + 8 * page)) {
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: %s: checksum mismatch in bytes %llu to %llu",
                          segment->path, part_names[part_of(segment, from, size)],
                          (unsigned long long)from, (unsigned long long)(from + size));
    }
    mark_seen(segment->page_seen, page);
    return ASSAY_OK;
}

assay_status assay_segment_touch(const assay_segment *segment, uint64_t offset, uint64_t size,
                                 assay_error *err) {
    if (size == 0)
        return ASSAY_OK;
    uint64_t last = (offset + size - 1) / ASSAY_PAGE_SIZE;
    if (last >= segment->pages) /* the checksums have none of their own */
        last = segment->pages - 1;
    for (uint64_t page = offset / ASSAY_PAGE_SIZE; page <= last; page++)
        if (!seen(segment->page_seen, page))
            ASSAY_TRY(verify_page(segment, page, err));
    return ASSAY_OK;
}

/* Whether these bytes are of one page that has been verified, as most that are asked for. */
static inline bool within_seen(const assay_segment *segment, uint64_t at, uint64_t size) {
    uint64_t page = at / ASSAY_PAGE_SIZE;
    return size <= ASSAY_PAGE_SIZE && (at + size) / ASSAY_PAGE_SIZE == page &&
           page < segment->pages && seen(segment->page_seen, page);
}

/* The checksums themselves lie past the pages they are of. */
static assay_status touch_tables(const assay_segment *segment, assay_error *err) {
    for (uint64_t table = 0; table * HASHES_PER_TABLE < segment->pages; table++)
        if (!seen(segment->table_seen, table))
            ASSAY_TRY(verify_table(segment, table, err));
    return ASSAY_OK;
}

assay_status assay_segment_view(const uint8_t **out, const assay_segment *segment, assay_part part,
                                uint64_t offset, uint64_t size, assay_error *err) {
    uint64_t all = segment->footer.part_size[part];
    if (offset > all || size > all - offset)
        return assay_segment_corrupt(segment, part, offset, "reference past the end", err);
    uint64_t at = segment->footer.part_at[part] + offset;
    if (part == ASSAY_PART_CHECKSUMS)
        ASSAY_TRY(touch_tables(segment, err));
    else if (!within_seen(segment, at, size))
        ASSAY_TRY(assay_segment_touch(segment, at, size, err));
    *out = segment->map.data + at;
    return ASSAY_OK;
}

void assay_segment_expect(const assay_segment *segment, assay_part part, uint64_t offset) {
    if (offset < segment->footer.part_size[part])
        __builtin_prefetch(segment->map.data + segment->footer.part_at[part] + offset);
}

/* ---- opening ---- */

static assay_status fail_footer(const assay_segment *segment, const char *what, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: footer: %s", segment->path, what);
}

static void read_footer(assay_format_footer *footer, const uint8_t *at) {
    assay_bytes bytes = {at, at + ASSAY_FOOTER_SIZE, false};
    for (int i = 0; i < ASSAY_PART_COUNT; i++)
        footer->part_at[i] = assay_bytes_u64(&bytes);
    for (int i = 0; i < ASSAY_PART_COUNT; i++)
        footer->part_size[i] = assay_bytes_u64(&bytes);
    footer->total_length = assay_bytes_u64(&bytes);
    footer->postings = assay_bytes_u64(&bytes);
    footer->positions = assay_bytes_u64(&bytes);
    footer->records = assay_bytes_u32(&bytes);
    footer->terms = assay_bytes_u32(&bytes);
    footer->number_base = assay_bytes_u32(&bytes);
    footer->number_max = assay_bytes_u32(&bytes);
    footer->length_min = assay_bytes_u32(&bytes);
    footer->length_max = assay_bytes_u32(&bytes);
    for (int i = 0; i < ASSAY_LENGTH_CLASSES; i++)
        footer->length_upper[i] = assay_bytes_u32(&bytes);
    footer->hash_min_df = assay_bytes_u32(&bytes);
    footer->hash_bits = assay_bytes_u8(&bytes);
    footer->ordinal_bits = assay_bytes_u8(&bytes);
    footer->length_width = assay_bytes_u8(&bytes);
    footer->reordered = assay_bytes_u8(&bytes);
}

/* Magic and version first, so that another format or version is named as such, not called damaged. */
static assay_status check_frame(const assay_segment *segment, assay_error *err) {
    size_t size = segment->map.size;
    if (size < 8 || memcmp(segment->map.data, ASSAY_SEGMENT_MAGIC, 8) != 0)
        return assay_fail(err, size == 0 ? ASSAY_E_CORRUPT : ASSAY_E_FORMAT, "%s: %s",
                          segment->path, size == 0 ? "the segment is empty" : "not a segment file");
    if (size < ASSAY_START_SIZE + ASSAY_FOOTER_SIZE)
        return fail_footer(segment, "the file is cut short", err);
    const uint8_t *footer = segment->map.data + size - ASSAY_FOOTER_SIZE;
    const uint8_t *tail = footer + ASSAY_FOOTER_SIZE - 24;
    uint32_t version = assay_load_u32(segment->map.data + 8);
    bool sound = memcmp(tail, ASSAY_SEGMENT_MAGIC, 8) == 0 &&
                 XXH3_64bits(footer, ASSAY_FOOTER_SIZE - 8) == assay_load_u64(tail + 16);
    if (version != ASSAY_SEGMENT_VERSION && (!sound || assay_load_u32(tail + 8) == version))
        return assay_fail(err, ASSAY_E_VERSION, "%s: segment format %u, this program reads %d",
                          segment->path, version, ASSAY_SEGMENT_VERSION);
    if (!sound)
        return fail_footer(segment, "checksum mismatch or file cut short", err);
    if (assay_load_u32(tail + 8) != version)
        return fail_footer(segment, "version differs from the file's start", err);
    return ASSAY_OK;
}

static bool parts_lie_inside(const assay_segment *segment) {
    const assay_format_footer *footer = &segment->footer;
    uint64_t end = segment->map.size - ASSAY_FOOTER_SIZE;
    uint64_t checksums = footer->part_at[ASSAY_PART_CHECKSUMS];
    if (checksums > end || footer->part_size[ASSAY_PART_CHECKSUMS] != end - checksums)
        return false;
    for (int part = 0; part < ASSAY_PART_CHECKSUMS; part++)
        if (footer->part_at[part] % ASSAY_SEGMENT_ALIGN != 0 || footer->part_at[part] > checksums ||
            footer->part_size[part] > checksums - footer->part_at[part])
            return false;
    return true;
}

static bool counts_agree(const assay_format_footer *footer) {
    const uint64_t *size = footer->part_size;
    uint64_t blocks =
        ((uint64_t)footer->terms + ASSAY_DICTIONARY_BLOCK - 1) / ASSAY_DICTIONARY_BLOCK;
    uint64_t numbers = size[ASSAY_PART_NUMBERS], records = footer->records;
    if (footer->length_width != 2 && footer->length_width != 4)
        return false;
    if (footer->hash_bits > 31 || footer->ordinal_bits > 32 || footer->ordinal_bits == 0 ||
        size[ASSAY_PART_HASH] != UINT64_C(4) << footer->hash_bits)
        return false;
    if (footer->reordered > 1 || numbers != (footer->reordered ? 8
                                             : numbers != 0    ? 4
                                                               : 0) *
                                                records)
        return false;
    for (int i = 1; i < ASSAY_LENGTH_CLASSES; i++)
        if (footer->length_upper[i] < footer->length_upper[i - 1])
            return false;
    return footer->length_upper[ASSAY_LENGTH_CLASSES - 1] == UINT32_MAX &&
           records <= ASSAY_SEGMENT_RECORDS_MAX &&
           (numbers != 0 || records == 0 || footer->number_base <= UINT32_MAX - (records - 1)) &&
           size[ASSAY_PART_LENGTHS] == records * footer->length_width &&
           size[ASSAY_PART_BLOCKS] == 4 * blocks;
}

static assay_status open_checksums(assay_segment *segment, assay_error *err) {
    uint64_t at = segment->footer.part_at[ASSAY_PART_CHECKSUMS];
    uint64_t size = segment->footer.part_size[ASSAY_PART_CHECKSUMS];
    segment->pages = (at + ASSAY_PAGE_SIZE - 1) / ASSAY_PAGE_SIZE;
    segment->tables = (segment->pages + HASHES_PER_TABLE - 1) / HASHES_PER_TABLE;
    if (size != 8 * (segment->pages + segment->tables) + 8)
        return fail_footer(segment, "the table of checksums has another size", err);
    segment->page_hash = segment->map.data + at;
    segment->table_hash = segment->page_hash + 8 * segment->pages;
    if (XXH3_64bits(segment->table_hash, 8 * segment->tables) !=
        assay_load_u64(segment->table_hash + 8 * segment->tables))
        return assay_segment_corrupt(segment, ASSAY_PART_CHECKSUMS, 8 * segment->pages,
                                     "checksum mismatch", err);
    segment->page_seen = calloc(segment->pages / 64 + 1, sizeof *segment->page_seen);
    segment->table_seen = calloc(segment->tables / 64 + 1, sizeof *segment->table_seen);
    if (segment->page_seen == NULL || segment->table_seen == NULL)
        return assay_fail_memory(err);
    return ASSAY_OK;
}

static assay_status open_mapped(assay_segment *segment, assay_error *err) {
    ASSAY_TRY(check_frame(segment, err));
    read_footer(&segment->footer, segment->map.data + segment->map.size - ASSAY_FOOTER_SIZE);
    if (!parts_lie_inside(segment))
        return fail_footer(segment, "a part lies outside the file", err);
    if (!counts_agree(&segment->footer))
        return fail_footer(segment, "sizes of parts do not fit the number of records or terms",
                           err);
    return open_checksums(segment, err);
}

assay_status assay_segment_open(assay_segment **out, const char *path, assay_error *err) {
    assay_segment *segment = calloc(1, sizeof *segment);
    if (segment == NULL || (segment->path = strdup(path)) == NULL) {
        free(segment);
        return assay_fail_memory(err);
    }
    assay_status status = assay_file_map_open(&segment->map, path, err);
    if (status == ASSAY_OK)
        status = open_mapped(segment, err);
    if (status != ASSAY_OK) {
        assay_segment_close(segment);
        return status;
    }
    *out = segment;
    return ASSAY_OK;
}

void assay_segment_close(assay_segment *segment) {
    if (segment == NULL)
        return;
    assay_file_map_close(&segment->map);
    free(segment->page_seen);
    free(segment->table_seen);
    free(segment->path);
    free(segment);
}

/* ---- records ---- */

assay_status assay_segment_lengths(const uint8_t **out, const assay_segment *segment,
                                   uint32_t first, uint32_t count, assay_error *err) {
    uint64_t width = segment->footer.length_width;
    return assay_segment_view(out, segment, ASSAY_PART_LENGTHS, first * width, count * width, err);
}

static assay_status fail_record(const assay_segment *segment, uint32_t record, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: postings: record %u of %u", segment->path, record,
                      segment->footer.records);
}

assay_status assay_segment_length(uint32_t *out, const assay_segment *segment, uint32_t record,
                                  assay_error *err) {
    if (record >= segment->footer.records)
        return fail_record(segment, record, err);
    const uint8_t *lengths = NULL;
    ASSAY_TRY(assay_segment_lengths(&lengths, segment, record, 1, err));
    *out = assay_length_at(lengths, segment->footer.length_width, 0);
    return ASSAY_OK;
}

assay_status assay_segment_number(uint32_t *out, const assay_segment *segment, uint32_t record,
                                  assay_error *err) {
    if (record >= segment->footer.records)
        return fail_record(segment, record, err);
    if (segment->footer.part_size[ASSAY_PART_NUMBERS] == 0) {
        *out = segment->footer.number_base + record;
        return ASSAY_OK;
    }
    const uint8_t *at = NULL;
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_NUMBERS, UINT64_C(4) * record, 4, err));
    *out = assay_load_u32(at);
    return ASSAY_OK;
}

/* The local id in place i of the ascending order of numbers. */
static assay_status record_in_order(uint32_t *out, const assay_segment *segment, uint32_t i,
                                    assay_error *err) {
    if (!segment->footer.reordered) {
        *out = i;
        return ASSAY_OK;
    }
    const uint8_t *at = NULL;
    uint64_t offset = UINT64_C(4) * ((uint64_t)segment->footer.records + i);
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_NUMBERS, offset, 4, err));
    *out = assay_load_u32(at);
    return ASSAY_OK;
}

assay_status assay_segment_record(uint32_t *out, const assay_segment *segment, uint32_t number,
                                  assay_error *err) {
    const assay_format_footer *footer = &segment->footer;
    if (footer->part_size[ASSAY_PART_NUMBERS] == 0) {
        if (number < footer->number_base || number - footer->number_base >= footer->records)
            return ASSAY_E_NOT_FOUND;
        *out = number - footer->number_base;
        return ASSAY_OK;
    }
    uint32_t low = 0, high = footer->records, record = 0, found = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        ASSAY_TRY(record_in_order(&record, segment, middle, err));
        ASSAY_TRY(assay_segment_number(&found, segment, record, err));
        if (found == number) {
            *out = record;
            return ASSAY_OK;
        }
        if (found < number)
            low = middle + 1;
        else
            high = middle;
    }
    return ASSAY_E_NOT_FOUND;
}
