#include "ranking/segment/columns.h"

enum { ENTRY_SIZE = 64, RANGE_SIZE = 32 };

uint64_t assay_column_key_i64(int64_t value) {
    return (uint64_t)value ^ UINT64_C(1) << 63;
}

int64_t assay_column_i64_of(uint64_t key) {
    key ^= UINT64_C(1) << 63;
    int64_t value;
    memcpy(&value, &key, sizeof value);
    return value;
}

/* Positive numbers above negative ones, negative ones in reverse of their bits. */
uint64_t assay_column_key_double(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

double assay_column_double_of(uint64_t key) {
    uint64_t bits = key >> 63 != 0 ? key & ~(UINT64_C(1) << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static assay_status fail_columns(const assay_segment *segment, uint64_t offset, assay_error *err) {
    return assay_segment_corrupt(segment, ASSAY_PART_COLUMNS, offset, "a column does not read",
                                 err);
}

/* The width <= 64 bits from bit `bit` on of what stands at offset `at` of COLUMNS. */
static assay_status read_bits(uint64_t *out, const assay_segment *segment, uint64_t at,
                              uint64_t bit, unsigned width, assay_error *err) {
    *out = 0;
    if (width == 0)
        return ASSAY_OK;
    uint64_t from = at + bit / 8;
    unsigned shift = bit % 8, size = (shift + width + 7) / 8;
    const uint8_t *data = NULL;
    ASSAY_TRY(assay_segment_view(&data, segment, ASSAY_PART_COLUMNS, from, size, err));
    uint64_t low = assay_load_u64(data) >> shift; /* 512 bytes follow every part */
    if (shift + width > 64)
        low |= (uint64_t)data[8] << (64 - shift);
    *out = width == 64 ? low : low & ((UINT64_C(1) << width) - 1);
    return ASSAY_OK;
}

assay_status assay_columns_count(uint32_t *out, const assay_segment *segment, assay_error *err) {
    const uint8_t *at = NULL;
    *out = 0;
    if (assay_segment_footer(segment)->part_size[ASSAY_PART_COLUMNS] == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_COLUMNS, 0, 4, err));
    if (assay_load_u32(at) > ASSAY_COLUMNS_MAX)
        return fail_columns(segment, 0, err);
    *out = assay_load_u32(at);
    return ASSAY_OK;
}

/* Sizes that only multiply below 2^64: M + 1 <= 2^32 entries of at most 64 bits. */
static uint64_t packed_size(uint64_t count, unsigned width) {
    return (count * width + 7) / 8;
}

/* The table of strings at the column's first byte; *end is where it ends in COLUMNS. */
static assay_status open_strings(uint64_t *end, assay_column *column, assay_error *err) {
    const uint8_t *at = NULL;
    const assay_segment *segment = column->segment;
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_COLUMNS, column->at, 4, err));
    column->strings = assay_load_u32(at);
    column->string_at = column->at + 4;
    column->bytes_at = column->string_at + UINT64_C(4) * ((uint64_t)column->strings + 1);
    ASSAY_TRY(assay_segment_view(&at, segment, ASSAY_PART_COLUMNS, column->bytes_at - 4, 4, err));
    *end = column->bytes_at + assay_load_u32(at);
    return ASSAY_OK;
}

/* The starts at offset `from` of COLUMNS; *end is where they end. */
static assay_status open_starts(uint64_t *end, assay_column *column, uint64_t from,
                                assay_error *err) {
    const uint8_t *at = NULL;
    ASSAY_TRY(assay_segment_view(&at, column->segment, ASSAY_PART_COLUMNS, from, 16, err));
    column->items = assay_load_u64(at);
    column->base_width = at[8];
    column->start_width = at[9];
    if (column->base_width > 64 || column->start_width > 64 || column->items > UINT64_MAX / 64)
        return fail_columns(column->segment, from, err);
    column->base_at = column->start_at = *end = from + 16;
    if (column->items == 0)
        return ASSAY_OK;
    column->start_at =
        column->base_at +
        packed_size(column->records / ASSAY_COLUMN_BLOCK + UINT64_C(1), column->base_width);
    unsigned width = column->start_width != 0 ? column->start_width : 1;
    *end = column->start_at + packed_size(column->records + UINT64_C(1), width);
    return ASSAY_OK;
}

static assay_status open_keywords(assay_column *column, assay_error *err) {
    const uint8_t *at = NULL;
    uint64_t end = 0;
    ASSAY_TRY(open_strings(&end, column, err));
    ASSAY_TRY(assay_segment_view(&at, column->segment, ASSAY_PART_COLUMNS, end, 1, err));
    column->ordinal_width = at[0];
    if (column->ordinal_width > 32)
        return fail_columns(column->segment, end, err);
    return open_starts(&column->ordinal_at, column, end + 1, err);
}

static assay_status open_bytes(assay_column *column, assay_error *err) {
    ASSAY_TRY(open_starts(&column->bytes_at, column, column->at, err));
    return column->items <= column->size && column->bytes_at <= column->at + column->size
               ? ASSAY_OK
               : fail_columns(column->segment, column->at, err);
}

static assay_status open_names(assay_column *column, assay_error *err) {
    const uint8_t *at = NULL;
    uint64_t end = 0;
    ASSAY_TRY(open_strings(&end, column, err));
    ASSAY_TRY(assay_segment_view(&at, column->segment, ASSAY_PART_COLUMNS, end, 2, err));
    column->ordinal_width = at[0];
    column->number_width = at[1];
    column->ordinal_at = end + 2;
    return column->ordinal_width <= 32 && column->number_width <= 32
               ? ASSAY_OK
               : fail_columns(column->segment, end, err);
}

static assay_status view_entry(const uint8_t **entry, const assay_segment *segment, uint32_t i,
                               assay_error *err) {
    return assay_segment_view(entry, segment, ASSAY_PART_COLUMNS, 4 + (uint64_t)i * ENTRY_SIZE,
                              ENTRY_SIZE, err);
}

/* Borrowed from the entry, of whose bytes it is no more than there may be. */
static assay_span name_of(const uint8_t *entry) {
    size_t size = entry[1] < ASSAY_COLUMN_NAME_MAX ? entry[1] : ASSAY_COLUMN_NAME_MAX;
    return assay_span_make((const char *)entry + 2, size);
}

assay_status assay_column_at(assay_column *out, const assay_segment *segment, uint32_t i,
                             assay_error *err) {
    const uint8_t *entry = NULL;
    uint64_t all = assay_segment_footer(segment)->part_size[ASSAY_PART_COLUMNS];
    ASSAY_TRY(view_entry(&entry, segment, i, err));
    assay_column column = {.segment = segment,
                           .type = (assay_column_type)entry[0],
                           .name = name_of(entry),
                           .records = assay_segment_footer(segment)->records,
                           .at = assay_load_u64(entry + 40),
                           .size = assay_load_u64(entry + 48)};
    if (entry[0] < ASSAY_COLUMN_I64 || entry[0] > ASSAY_COLUMN_NAMES ||
        entry[1] > ASSAY_COLUMN_NAME_MAX || column.at > all || column.size > all - column.at)
        return fail_columns(segment, 4 + (uint64_t)i * ENTRY_SIZE, err);
    if (column.type == ASSAY_COLUMN_KEYWORDS)
        ASSAY_TRY(open_keywords(&column, err));
    if (column.type == ASSAY_COLUMN_BYTES)
        ASSAY_TRY(open_bytes(&column, err));
    if (column.type == ASSAY_COLUMN_NAMES)
        ASSAY_TRY(open_names(&column, err));
    *out = column;
    return ASSAY_OK;
}

assay_status assay_column_find(assay_column *out, const assay_segment *segment, assay_span name,
                               assay_error *err) {
    uint32_t count = 0;
    ASSAY_TRY(assay_columns_count(&count, segment, err));
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *entry = NULL;
        ASSAY_TRY(view_entry(&entry, segment, i, err));
        if (assay_span_equal(name_of(entry), name))
            return assay_column_at(out, segment, i, err);
    }
    return ASSAY_E_NOT_FOUND;
}

static assay_status check_record(const assay_column *column, uint32_t record, assay_error *err) {
    return record < column->records ? ASSAY_OK : fail_columns(column->segment, column->at, err);
}

/* ---- numbers ---- */

typedef struct {
    uint64_t min, max, at; /* at: offset of the packed values in COLUMNS */
    unsigned width;
    bool has_missing;
} column_range;

static assay_status open_range(column_range *out, const assay_column *column, uint32_t range,
                               assay_error *err) {
    const uint8_t *at = NULL;
    ASSAY_TRY(assay_segment_view(&at, column->segment, ASSAY_PART_COLUMNS,
                                 column->at + (uint64_t)range * RANGE_SIZE, RANGE_SIZE, err));
    *out = (column_range){assay_load_u64(at), assay_load_u64(at + 8), assay_load_u64(at + 16),
                          at[24], at[25] != 0};
    if (out->at > column->size || out->width > 64)
        return fail_columns(column->segment, column->at, err);
    out->at += column->at;
    return ASSAY_OK;
}

static assay_status read_key(uint64_t *key, bool *present, const assay_column *column,
                             const column_range *range, uint32_t local, assay_error *err) {
    uint64_t raw = 0;
    ASSAY_TRY(read_bits(&raw, column->segment, range->at, (uint64_t)local * range->width,
                        range->width, err));
    *present = !range->has_missing || raw != 0;
    *key = range->min + raw - (range->has_missing ? 1 : 0);
    return ASSAY_OK;
}

static assay_status key_of(uint64_t *key, bool *present, const assay_column *column,
                           uint32_t record, assay_error *err) {
    column_range range;
    ASSAY_TRY(check_record(column, record, err));
    ASSAY_TRY(open_range(&range, column, record >> ASSAY_RANGE_BITS, err));
    return read_key(key, present, column, &range, record & (ASSAY_RANGE_SIZE - 1), err);
}

static assay_status check_type(const assay_column *column, assay_column_type type,
                               assay_error *err) {
    return column->type == type ? ASSAY_OK
                                : assay_fail(err, ASSAY_E_USAGE, "column %.*s has another type",
                                             ASSAY_SPAN_ARG(column->name));
}

assay_status assay_column_i64(int64_t *out, bool *present, const assay_column *column,
                              uint32_t record, assay_error *err) {
    uint64_t key = 0;
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_I64, err));
    ASSAY_TRY(key_of(&key, present, column, record, err));
    *out = *present ? assay_column_i64_of(key) : 0;
    return ASSAY_OK;
}

assay_status assay_column_double(double *out, bool *present, const assay_column *column,
                                 uint32_t record, assay_error *err) {
    uint64_t key = 0;
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_DOUBLE, err));
    ASSAY_TRY(key_of(&key, present, column, record, err));
    *out = *present ? assay_column_double_of(key) : 0;
    return ASSAY_OK;
}

static void set_bits(uint64_t *bits, uint32_t first, uint32_t size) {
    for (uint32_t i = first; i < first + size; i++)
        bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static assay_status select_in_range(uint64_t *bits, const assay_column *column, uint32_t r,
                                    uint64_t low, uint64_t high, assay_error *err) {
    column_range range;
    uint32_t first = r << ASSAY_RANGE_BITS, left = column->records - first;
    uint32_t size = left < ASSAY_RANGE_SIZE ? left : ASSAY_RANGE_SIZE;
    ASSAY_TRY(open_range(&range, column, r, err));
    if ((range.has_missing && range.width == 0) || range.max < low || range.min > high)
        return ASSAY_OK;
    if (!range.has_missing && range.min >= low && range.max <= high) {
        set_bits(bits, first, size);
        return ASSAY_OK;
    }
    for (uint32_t i = 0; i < size; i++) {
        uint64_t key = 0;
        bool present = false;
        ASSAY_TRY(read_key(&key, &present, column, &range, i, err));
        if (present && key >= low && key <= high)
            bits[(first + i) / 64] |= UINT64_C(1) << ((first + i) % 64);
    }
    return ASSAY_OK;
}

static assay_status select_keys(uint64_t *bits, const assay_column *column, uint64_t low,
                                uint64_t high, assay_error *err) {
    uint32_t ranges = assay_footer_ranges(assay_segment_footer(column->segment));
    for (uint32_t r = 0; r < ranges && low <= high; r++)
        ASSAY_TRY(select_in_range(bits, column, r, low, high, err));
    return ASSAY_OK;
}

assay_status assay_column_select_i64(uint64_t *bits, const assay_column *column, int64_t low,
                                     int64_t high, assay_error *err) {
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_I64, err));
    return select_keys(bits, column, assay_column_key_i64(low), assay_column_key_i64(high), err);
}

assay_status assay_column_select_double(uint64_t *bits, const assay_column *column, double low,
                                        double high, assay_error *err) {
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_DOUBLE, err));
    low = low == 0 ? -0.0 : low; /* both zeros are within [0, 0] */
    high = high == 0 ? 0.0 : high;
    return select_keys(bits, column, assay_column_key_double(low), assay_column_key_double(high),
                       err);
}

/* ---- strings ---- */

/* The items before the record, where no record has two. */
static assay_status count_single(uint64_t *out, const assay_column *column, uint32_t record,
                                 assay_error *err) {
    uint64_t bits = 0;
    unsigned in_block = record % ASSAY_COLUMN_BLOCK;
    ASSAY_TRY(
        read_bits(&bits, column->segment, column->start_at, record - in_block, in_block, err));
    *out += (unsigned)__builtin_popcountll(bits);
    return ASSAY_OK;
}

/* The items before the record, which may be one past the last. */
static assay_status start_of(uint64_t *out, const assay_column *column, uint32_t record,
                             assay_error *err) {
    uint64_t within = 0, block = record / ASSAY_COLUMN_BLOCK;
    unsigned width = column->start_width;
    ASSAY_TRY(read_bits(out, column->segment, column->base_at, block * column->base_width,
                        column->base_width, err));
    if (width == 0)
        return count_single(out, column, record, err);
    ASSAY_TRY(read_bits(&within, column->segment, column->start_at, (uint64_t)record * width, width,
                        err));
    *out += within;
    return ASSAY_OK;
}

/* Whether the record's two starts have one base and are read at once. */
static bool is_pair(const assay_column *column, uint32_t record) {
    return record % ASSAY_COLUMN_BLOCK + 1 < ASSAY_COLUMN_BLOCK && column->start_width != 0 &&
           column->start_width <= 32;
}

static assay_status pair_of(uint64_t *from, uint64_t *to, const assay_column *column,
                            uint32_t record, assay_error *err) {
    uint64_t base = 0, two = 0;
    unsigned width = column->start_width;
    ASSAY_TRY(read_bits(&base, column->segment, column->base_at,
                        (uint64_t)(record / ASSAY_COLUMN_BLOCK) * column->base_width,
                        column->base_width, err));
    ASSAY_TRY(read_bits(&two, column->segment, column->start_at, (uint64_t)record * width,
                        2 * width, err));
    *from = base + (two & ((UINT64_C(1) << width) - 1));
    *to = base + (two >> width);
    return ASSAY_OK;
}

/* Items [*from, *to) of the record, within all of the column's. */
static assay_status items_of(uint64_t *from, uint64_t *to, const assay_column *column,
                             uint32_t record, assay_error *err) {
    ASSAY_TRY(check_record(column, record, err));
    *from = *to = 0;
    if (column->items == 0)
        return ASSAY_OK;
    if (is_pair(column, record)) {
        ASSAY_TRY(pair_of(from, to, column, record, err));
    } else {
        ASSAY_TRY(start_of(from, column, record, err));
        ASSAY_TRY(start_of(to, column, record + 1, err));
    }
    return *from <= *to && *to <= column->items
               ? ASSAY_OK
               : fail_columns(column->segment, column->start_at, err);
}

assay_status assay_column_bytes(assay_span *out, const assay_column *column, uint32_t record,
                                assay_error *err) {
    uint64_t from = 0, to = 0;
    const uint8_t *data = NULL;
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_BYTES, err));
    ASSAY_TRY(items_of(&from, &to, column, record, err));
    ASSAY_TRY(assay_segment_view(&data, column->segment, ASSAY_PART_COLUMNS,
                                 column->bytes_at + from, to - from, err));
    *out = assay_span_make((const char *)data, (size_t)(to - from));
    return ASSAY_OK;
}

assay_status assay_column_keywords(uint32_t *ordinals, size_t capacity, size_t *count,
                                   const assay_column *column, uint32_t record, assay_error *err) {
    uint64_t from = 0, to = 0;
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_KEYWORDS, err));
    ASSAY_TRY(items_of(&from, &to, column, record, err));
    for (uint64_t i = from; i < to && i - from < capacity; i++) {
        uint64_t ordinal = 0;
        ASSAY_TRY(read_bits(&ordinal, column->segment, column->ordinal_at,
                            i * column->ordinal_width, column->ordinal_width, err));
        if (ordinal >= column->strings)
            return fail_columns(column->segment, column->ordinal_at, err);
        ordinals[i - from] = (uint32_t)ordinal;
    }
    *count = (size_t)(to - from);
    return ASSAY_OK;
}

static assay_status string_at(assay_span *out, const assay_column *column, uint32_t ordinal,
                              assay_error *err) {
    const uint8_t *at = NULL, *text = NULL;
    ASSAY_TRY(assay_segment_view(&at, column->segment, ASSAY_PART_COLUMNS,
                                 column->string_at + UINT64_C(4) * ordinal, 8, err));
    uint32_t from = assay_load_u32(at), to = assay_load_u32(at + 4);
    if (to < from)
        return fail_columns(column->segment, column->string_at, err);
    ASSAY_TRY(assay_segment_view(&text, column->segment, ASSAY_PART_COLUMNS,
                                 column->bytes_at + from, to - from, err));
    *out = assay_span_make((const char *)text, to - from);
    return ASSAY_OK;
}

assay_status assay_column_string(assay_span *out, const assay_column *column, uint32_t ordinal,
                                 assay_error *err) {
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_KEYWORDS, err));
    if (ordinal >= column->strings)
        return assay_fail(err, ASSAY_E_USAGE, "column %.*s has no string %u",
                          ASSAY_SPAN_ARG(column->name), ordinal);
    return string_at(out, column, ordinal, err);
}

/* The number in so many digits; false when it has more, or they are too many. */
static bool put_digits(char out[ASSAY_NAME_DIGITS], unsigned digits, uint64_t number) {
    if (digits > ASSAY_NAME_DIGITS)
        return false;
    char *end = out + digits;
    while (end != out) {
        *--end = (char)('0' + number % 10);
        number /= 10;
    }
    return number == 0;
}

assay_status assay_column_name(assay_buffer *out, const assay_column *column, uint32_t record,
                               assay_error *err) {
    uint64_t ordinal = 0, number = 0;
    unsigned width = column->ordinal_width + (unsigned)column->number_width;
    uint64_t bit = (uint64_t)record * width;
    char digits[ASSAY_NAME_DIGITS];
    assay_span text = {0};
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_NAMES, err));
    ASSAY_TRY(check_record(column, record, err));
    ASSAY_TRY(
        read_bits(&ordinal, column->segment, column->ordinal_at, bit, column->ordinal_width, err));
    if (ordinal == 0)
        return ASSAY_OK;
    ASSAY_TRY(read_bits(&number, column->segment, column->ordinal_at, bit + column->ordinal_width,
                        column->number_width, err));
    if (ordinal <= column->strings)
        ASSAY_TRY(string_at(&text, column, (uint32_t)ordinal - 1, err));
    unsigned count = text.size != 0 ? (unsigned char)text.data[0] : ASSAY_NAME_DIGITS + 1;
    if (!put_digits(digits, count, number))
        return fail_columns(column->segment, column->ordinal_at, err);
    assay_buffer_add_span(out, assay_span_skip(text, 1));
    assay_buffer_add(out, digits, count);
    return assay_buffer_check(out, err);
}

assay_status assay_column_ordinal(uint32_t *out, const assay_column *column, assay_span string,
                                  assay_error *err) {
    uint32_t low = 0, high = column->strings;
    ASSAY_TRY(check_type(column, ASSAY_COLUMN_KEYWORDS, err));
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        assay_span found = {0};
        ASSAY_TRY(assay_column_string(&found, column, middle, err));
        int order = assay_span_compare(found, string);
        if (order == 0) {
            *out = middle;
            return ASSAY_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *out = column->strings;
    return ASSAY_OK;
}
