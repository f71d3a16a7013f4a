/* The segment file: what stands where, to the byte.
 *
 * A segment holds M records, numbered locally 0..M-1 and cut into ranges of 2^16. It is written
 * once, never changed, and mapped by its readers. All numbers are little-endian and nothing is
 * aligned unless said here: read them with base/bytes.h. `varint` is LEB128, `H(n,w)` and `V(w)`
 * the bit packings of codec.h, u8/u16/u32/u64 fixed sizes, `x[n]` an array without padding.
 *
 *   file       : START section* CHECKSUMS FOOTER
 *   START      : magic[8] u32 version, zeros up to 64 bytes
 *   section    : begins at a multiple of 64, zeros between
 *   CHECKSUMS  : u64 page_hash[pages]    XXH3 of each 16 KiB page of [0, CHECKSUMS)
 *                u64 table_hash[tables]  XXH3 of each 16 KiB of page_hash[]
 *                u64 XXH3 of table_hash[] (the last page and table may be short)
 *   FOOTER     : the last 512 bytes, see assay_format_footer below
 *
 * Opening verifies the footer and table_hash[]; pages are verified when first touched. So a flipped
 * bit anywhere is an error that names part and offset, and opening reads a few pages. At least 512
 * readable bytes follow every byte of a section: vector code may read past the end of its data.
 *
 *   DICTIONARY : block*, the terms in ascending byte order, 32 in each block but the last
 *   block      : term*
 *   term       : u8 lens [varint] [varint] suffix [head] [more] body
 *                suffix: its bytes as nibbles, the lower first: the byte's place in the first 14 of
 *                ASSAY_DICTIONARY_BYTES; 14 and the place among the next 16; or 15, byte & 15, byte >> 4;
 *                a zero to a whole byte
 *                lens bits 0-2 bytes of suffix, 3-6 bytes shared with the term BEFORE (0 for a block's
 *                first); 7 and 15 = 7 and 15 + the varint that follows, shared first; bit 7: no head,
 *                it is that of the term before
 *   head       : u8: bits 0-1 kind (assay_list_kind), 2 ranked, 3 positions, bits 4-7 size of body;
 *                15 = 15 + u8 more
 *   body       : INLINE: a bit stream (bits.h); G(n) is a Golomb code of order n: df - 1 as G(2), then per
 *                posting: the first record in the bits that M - 1 needs, record - previous - 1 as G(r) with
 *                assay_inline_gap_order; ranked: wdf as G(0); with positions: a bit, whether their number
 *                is not the wdf (none when not ranked), if so their number as G(0); the first position,
 *                then position - previous - 1 as G(6); zeros to a whole byte
 *                SPARSE, RANGED: varint df; ranked: varint cf, varint max_wdf; varint offset in
 *                POSTINGS; positions: varint offset in POSITIONS
 *                ALIAS: varint df, varint offset in POSTINGS. A term without wdf and positions that
 *                is in the same records as a ranked one: that one's list, codes not meant; head bit
 *                2 says RANGED, else SPARSE. With head bit 3 a SUBSET instead: varint df, varint own,
 *                varint parent df, varint parent. Such a term is in some of the records of a ranked one,
 *                its parent: own >> 2 is the offset in POSTINGS of a list, not ranked, of the ranks 0..
 *                which the records have among the parent's - with bit 1 of own, which the parent's other
 *                records have - parent >> 1 that of the parent's list; bit 0 of either says RANGED, else
 *                SPARSE
 *   BLOCKS     : u32 offset in DICTIONARY of each block
 *   HASH       : u32 slot[2^hash_bits]; 0: empty, else fingerprint << ordinal_bits | ordinal + 1,
 *                ordinal = number of the term in ascending order, fingerprint = the top
 *                32-ordinal_bits bits of h = XXH3(term). The term stands in the first free slot
 *                from h & (2^hash_bits - 1) on, going up and round. Only terms with df >=
 *                hash_min_df are there; others are found by binary search over the blocks
 *
 * A posting's CODE is one byte: high nibble = wdf class, low nibble = length class (0 shortest;
 * edges in the footer). Classes 0..10 are the wdf itself (0: no wdf in this record), then 11-12,
 * 13-16, 17-24, 25-48, 49 and more. For classes from 11 on the exact wdf is a PATCH, in record
 * order: one byte, wdf - the lowest wdf of its class, or 255 for "see overflow", the next u32 of
 * the overflow list. Scores rise with the wdf class and fall with the length class whatever k1 and
 * b are, so the best of a set of postings is bounded by its undominated codes; a BOUND is 2, 4 or 8
 * codes (repeated when fewer are needed); for any code of the set, one of them is no worse in both
 * nibbles.
 *
 *   KTH        : for each k of 10, 100, 1000 with df >= k: u8 code[4], each so that at least k
 *                postings have a code no worse in both nibbles (0xff = unused)
 *   pieces     : u8 width[nb], u8 high_width[nb], u8 exceptions[nb]
 *
 *   SPARSE list, posting i in block i / 256, ids over the whole segment, nb blocks:
 *                ranked: u8 bound[4], KTH
 *                nb > 1: u32 last_record[nb], u32 data_at[nb + 1]; ranked: u32 patch_start[nb]
 *                pieces; ranked and nb > 1: u8 bound[nb][2]
 *                id data (H packed); ranked: u8 code[df], patches, overflow
 *
 *   RANGED list: chunks, then where postings_at points:
 *                u32 range_count; ranked: u8 bound[8], KTH
 *                range_entry[range_count], ascending by range
 *   range_entry: u16 range, u8 chunk kind (assay_chunk_kind), u8 0, u32 distance from the chunk's
 *                first byte forward to range_count, u16 count - 1, u16 0, u8 bound[4] (0 when not
 *                ranked)
 *   chunk      : u32 size of the chunk in bytes, u32 offset of its codes in it (0: none), then
 *     BLOCKS   : u16 last_id[nb], u16 data_at[nb] (in units of 2 bytes, from the first id data);
 *                ranked: u16 patch_start[nb]; pieces; ranked: u8 bound[nb][2]; to an even offset in
 *                the chunk; id data of each block at an even offset: V packed when it has 256
 *                postings, else H packed; u8 code[count], patches, overflow
 *     BITS     : u16 rank[128] (postings before each 512 records); ranked: u16 patch_start[64], u8
 *                bound[64][2] (per 1024 records); zeros to a multiple of 64 in the FILE; u64
 *                bits[1024]; u8 code[count] in record order, patches, overflow
 *     COLUMN   : as BITS, but u8 code[65536] by local id (0 = no posting; no wdf is 0)
 *
 * POSITIONS of a list stand apart, in blocks of 256 postings by rank, so that ranking never touches
 * them; see positions.h. LENGTHS: u16 or u32 per record (length_width). NUMBERS: absent when record
 * i has number number_base + i; else u32 number[M], and when these do not ascend u32 by_number[M],
 * the local ids in order of their numbers. COLUMNS: see columns.h.
 *
 * Layout and choices: Lemire & Boytsov 2015 (SIMD bit packing), Lucene 10 (blocks of 256, pareto
 * bounds), Mackenzie et al. 2021 (ranges); measured for this file by searchbench index. */
#ifndef ASSAY_RANKING_FORMAT_H
#define ASSAY_RANKING_FORMAT_H
#include <stdint.h>

#define ASSAY_SEGMENT_MAGIC "ASSAYSEG"

enum {
    ASSAY_SEGMENT_VERSION = 3,
    ASSAY_SEGMENT_ALIGN = 64,
    ASSAY_PAGE_SIZE = 16384,
    ASSAY_FOOTER_SIZE = 512,
    ASSAY_START_SIZE = 64,

    ASSAY_RANGE_BITS = 16,
    ASSAY_RANGE_SIZE = 1 << ASSAY_RANGE_BITS,
    ASSAY_BLOCK_SIZE = 256, /* postings */
    ASSAY_RANK_STEP = 512,  /* records a rank[] entry of BITS and COLUMN stands for */
    ASSAY_STRIPE_SIZE = 1024 /* records a bound[] of BITS and COLUMN stands for */,
    ASSAY_RANKS = ASSAY_RANGE_SIZE / ASSAY_RANK_STEP,
    ASSAY_STRIPES = ASSAY_RANGE_SIZE / ASSAY_STRIPE_SIZE,
    ASSAY_RANGE_ENTRY_SIZE = 16,

    ASSAY_DICTIONARY_BLOCK = 32,  /* terms */
    ASSAY_INLINE_MAX_DF = 48,     /* of an INLINE entry: ranked */
    ASSAY_INLINE_MAX_FILTER = 16, /* not ranked */
    ASSAY_INLINE_DF_ORDER = 2,    /* of Golomb codes */
    ASSAY_INLINE_POSITION_ORDER = 6,
    ASSAY_ENTRY_MAX = 15 + 255, /* bytes of an entry's body */

    ASSAY_TERM_BYTES_MAX = 255,
    ASSAY_LENGTH_CLASSES = 16,
    ASSAY_WDF_CLASSES = 16,
    ASSAY_WDF_EXACT = 10, /* classes up to this one are the wdf itself */
    ASSAY_PATCH_FIRST_CODE = (ASSAY_WDF_EXACT + 1) << 4,
    ASSAY_KTH_COUNT = 3, /* k = 10, 100, 1000 */
    ASSAY_KTH_CODES = 4,
    ASSAY_KTH_UNUSED = 0xff,
    ASSAY_POSITION_MAX = (1 << 24) - 2
};
#define ASSAY_SEGMENT_RECORDS_MAX UINT32_C(0xfffffffe)

typedef enum {
    ASSAY_LIST_INLINE = 0,
    ASSAY_LIST_SPARSE = 1,
    ASSAY_LIST_RANGED = 2,
    ASSAY_LIST_ALIAS = 3, /* in the file only: a term is read as SPARSE, RANGED or SUBSET */
    ASSAY_LIST_SUBSET = 4 /* in memory only */
} assay_list_kind;
typedef enum {
    ASSAY_CHUNK_BLOCKS = 0,
    ASSAY_CHUNK_BITS = 1,
    ASSAY_CHUNK_COLUMN = 2
} assay_chunk_kind;

typedef enum {
    ASSAY_PART_DICTIONARY,
    ASSAY_PART_BLOCKS,
    ASSAY_PART_HASH,
    ASSAY_PART_POSTINGS,
    ASSAY_PART_POSITIONS,
    ASSAY_PART_LENGTHS,
    ASSAY_PART_NUMBERS,
    ASSAY_PART_COLUMNS,
    ASSAY_PART_CHECKSUMS,
    ASSAY_PART_COUNT
} assay_part;

/* The footer as it stands in memory after reading; in the file the same fields in this order
 * without padding, then zeros, then magic[8], u32 version, u32 0, u64 XXH3 of the 504 bytes before.
 */
typedef struct {
    uint64_t part_at[ASSAY_PART_COUNT], part_size[ASSAY_PART_COUNT]; /* bytes; {0, 0}: absent */
    uint64_t total_length; /* sum of the records' lengths */
    uint64_t postings;     /* all of them, filter terms' included */
    uint64_t positions;
    uint32_t records; /* M */
    uint32_t terms;
    uint32_t number_base; /* when NUMBERS is absent */
    uint32_t number_max;  /* largest record number; 0 when M == 0 */
    uint32_t length_min, length_max;
    uint32_t length_upper[ASSAY_LENGTH_CLASSES]; /* longest length of each class; last UINT32_MAX */
    uint32_t hash_min_df;
    uint8_t hash_bits, ordinal_bits;
    uint8_t length_width; /* bytes of a LENGTHS entry: 2 or 4 */
    uint8_t reordered;    /* 1: numbers do not ascend, by_number[] is there */
} assay_format_footer;

/* The bytes words are made of most. */
#define ASSAY_DICTIONARY_BYTES "eiantsorlcdmpu102gh3546y987bvf"

/* The lowest wdf of class c, for c <= 15; that of the next class - 1 is the highest (class 15 has
 * none: use the term's max_wdf). */
static inline uint32_t assay_wdf_class_low(unsigned c) {
    static const uint8_t low[ASSAY_WDF_CLASSES] = {0, 1, 2,  3,  4,  5,  6,  7,
                                                   8, 9, 10, 11, 13, 17, 25, 49};
    return low[c];
}
/* The highest wdf of class c in a list whose highest is max_wdf. */
static inline uint32_t assay_wdf_class_high(unsigned c, uint32_t max_wdf) {
    uint32_t high = c + 1 < ASSAY_WDF_CLASSES ? assay_wdf_class_low(c + 1) - 1 : max_wdf;
    return high < max_wdf ? high : max_wdf;
}
static inline unsigned assay_wdf_class(uint32_t wdf) {
    if (wdf <= 12)
        return wdf <= 10 ? wdf : 11;
    if (wdf <= 24)
        return wdf <= 16 ? 12 : 13;
    return wdf <= 48 ? 14 : 15;
}
static inline unsigned assay_code_wdf_class(uint8_t code) {
    return code >> 4;
}
static inline unsigned assay_code_length_class(uint8_t code) {
    return code & 15;
}
/* The order of an INLINE list's gaps between records: half their mean. */
static inline unsigned assay_inline_gap_order(uint32_t records, uint32_t df) {
    uint32_t mean = records / df;
    return mean < 4 ? 0 : 30 - (unsigned)__builtin_clz(mean);
}
/* The first class whose upper edge is not below length. */
static inline unsigned assay_length_class(const uint32_t upper[ASSAY_LENGTH_CLASSES],
                                          uint32_t length) {
    unsigned c = 0;
    for (unsigned step = 8; step != 0; step /= 2)
        c += length > upper[c + step - 1] ? step : 0;
    return c;
}
static inline uint8_t assay_code_make(uint32_t wdf, unsigned length_class) {
    return (uint8_t)(assay_wdf_class(wdf) << 4 | length_class);
}
/* a scores no less than b whatever the parameters. */
static inline int assay_code_covers(uint8_t a, uint8_t b) {
    return (a >> 4) >= (b >> 4) && (a & 15) <= (b & 15);
}
#endif
