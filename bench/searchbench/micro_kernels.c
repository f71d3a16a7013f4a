/* Codecs and kernels on made postings: the same for every variant. */
#include "base/cpu.h"
#include "ranking/kernels/kernels.h"
#include "searchbench/micro.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

enum {
    RANGE = 1 << 16, /* accumulators, records of a range */
    WORDS = RANGE / 64,
    IDS = 4096,
    BLOCK = 256
};

typedef struct {
    const assay_kernels *kernels;
    uint16_t block[BLOCK]; /* ascending ids of one block */
    uint32_t values[BLOCK];
    uint8_t packed[ASSAY_CODEC_MAX + 64];
    assay_codec_shape shape;
    unsigned n;
    uint16_t ids[IDS + ASSAY_KERNEL_SLACK], taken[RANGE + ASSAY_KERNEL_SLACK],
        bounds[RANGE + ASSAY_KERNEL_SLACK], sums[RANGE + ASSAY_KERNEL_SLACK], table[256];
    uint8_t codes[RANGE + ASSAY_KERNEL_SLACK];
    uint64_t bits[WORDS], other[WORDS], set[WORDS];
    uint16_t ranks[WORDS];
    uint64_t result;
} bench;

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void fill(bench *b) {
    uint64_t state = 88172645463325252U;
    for (size_t i = 0; i < RANGE; i++)
        b->codes[i] = (uint8_t)(next_random(&state) % 100 < 60 ? 0 : next_random(&state) % 120);
    for (size_t i = 0; i < 256; i++)
        b->table[i] = i == 0 ? 0 : (uint16_t)(1 + next_random(&state) % 400);
    for (size_t i = 0; i < WORDS; i++) {
        b->bits[i] = next_random(&state) & next_random(&state);
        b->other[i] = next_random(&state);
    }
    for (size_t i = 0; i < IDS; i++)
        b->ids[i] = (uint16_t)(i * 16 + next_random(&state) % 16);
    for (size_t i = 0; i < BLOCK; i++)
        b->values[i] = (uint32_t)(next_random(&state) % 4000);
}

/* ---- calls ---- */

static void call_decode16(void *user) {
    bench *b = user;
    b->kernels->decode16(b->taken, b->packed, b->n, b->shape, 0xffff);
}
static uint64_t sum_taken(void *user) {
    const bench *b = user;
    return XXH3_64bits(b->taken, b->n * sizeof *b->taken);
}

static void call_encode16(void *user) {
    bench *b = user;
    b->result = assay_codec_encode16(b->packed, &b->shape, b->block, b->n, 0xffff);
}
static uint64_t sum_packed(void *user) {
    const bench *b = user;
    return XXH3_64bits(b->packed, (size_t)b->result);
}

static void call_decode_values(void *user) {
    bench *b = user;
    b->kernels->decode_values((uint32_t *)(void *)b->set, b->packed, b->n, b->shape);
}
static uint64_t sum_values(void *user) {
    const bench *b = user;
    return XXH3_64bits(b->set, b->n * sizeof(uint32_t));
}

static uint64_t sum_sums(void *user) {
    bench *b = user;
    uint64_t sum = XXH3_64bits(b->sums, RANGE * sizeof *b->sums);
    memset(b->sums, 0, sizeof b->sums);
    return sum;
}
/* Sums wrap when a case is called often: what is timed does not depend on their values. */
static void call_add_ids(void *user) {
    bench *b = user;
    b->kernels->add_ids(b->sums, b->ids, b->codes, IDS, b->table);
}
static void call_add_column(void *user) {
    bench *b = user;
    b->kernels->add_column(b->sums, b->codes, RANGE, b->table);
}
static void call_add_bits(void *user) {
    bench *b = user;
    (void)b->kernels->add_bits(b->sums, b->bits, WORDS, b->codes, b->table);
}

/* One sum in a hundred reaches what is needed, and all are 0 again after. */
static void call_take_sums(void *user) {
    bench *b = user;
    b->kernels->add_column(b->sums, b->codes, RANGE, b->table);
    b->result = 0;
    for (size_t at = 0; at < RANGE; at += 4096)
        b->result +=
            b->kernels->take_sums(b->taken, b->bounds, b->sums + at, 4096, (uint16_t)at, 395);
}
static void call_find_marked(void *user) {
    bench *b = user;
    b->result = b->kernels->find_marked(b->taken, b->other, b->ids, IDS);
}
static uint64_t sum_result(void *user) {
    return ((const bench *)user)->result;
}

static void call_set_and(void *user) {
    bench *b = user;
    memcpy(b->set, b->other, sizeof b->set);
    b->kernels->set_and(b->set, b->bits, WORDS);
}
static uint64_t sum_set(void *user) {
    const bench *b = user;
    return XXH3_64bits(b->set, sizeof b->set);
}
static void call_set_count(void *user) {
    bench *b = user;
    b->result = b->kernels->set_count(b->bits, WORDS);
}
static void call_bits_ids(void *user) {
    bench *b = user;
    b->result = b->kernels->bits_ids(b->taken, b->bits, WORDS);
}
static void call_column_bits(void *user) {
    bench *b = user;
    b->kernels->column_bits(b->set, b->codes, RANGE);
}
static void call_prefix_ranks(void *user) {
    bench *b = user;
    b->kernels->prefix_ranks(b->ranks, b->bits);
}
static uint64_t sum_ranks(void *user) {
    const bench *b = user;
    return XXH3_64bits(b->ranks, sizeof b->ranks);
}

/* ---- cases ---- */

static const struct {
    const char *name;
    double items;
    void (*call)(void *user);
    uint64_t (*checksum)(void *user);
} kernel_cases[] = {{"add_ids", IDS, call_add_ids, sum_sums},
                    {"add_column", RANGE, call_add_column, sum_sums},
                    {"add_bits", RANGE, call_add_bits, sum_sums},
                    {"add_column, take_sums", RANGE, call_take_sums, sum_result},
                    {"find_marked", IDS, call_find_marked, sum_result},
                    {"set_and", RANGE, call_set_and, sum_set},
                    {"set_count", RANGE, call_set_count, sum_result},
                    {"bits_ids", RANGE, call_bits_ids, sum_result},
                    {"column_bits", RANGE, call_column_bits, sum_set},
                    {"prefix_ranks", RANGE, call_prefix_ranks, sum_ranks}};

static assay_status run_kernels(bench *b, assay_json_writer *json,
                                const bench_micro_options *options, assay_error *err) {
    for (size_t i = 0; i < RANGE; i++)
        b->bounds[i] = i % 50 == 0;
    for (size_t i = 0; i < sizeof kernel_cases / sizeof *kernel_cases; i++) {
        memset(b->sums, 0, sizeof b->sums);
        const bench_micro_case which = {
            kernel_cases[i].name, b->kernels->name,        kernel_cases[i].items, 0, b,
            kernel_cases[i].call, kernel_cases[i].checksum};
        ASSAY_TRY(bench_micro_run(json, &which, options, err));
    }
    return ASSAY_OK;
}

/* Ids whose gaps take about `width` bits, a tenth of them more. */
static void make_block(bench *b, unsigned width, unsigned n) {
    uint64_t state = 0x9E3779B97F4A7C15U + width;
    uint32_t id = 0;
    b->n = n;
    for (unsigned i = 0; i < n; i++) {
        uint32_t gap = (uint32_t)(next_random(&state) % (1U << width));
        if (next_random(&state) % 10 == 0)
            gap = gap * 3 + 1;
        id += i == 0 ? gap : gap + 1;
        b->block[i] = (uint16_t)(id < 65535 - (n - i) ? id : 65535 - (n - i));
        id = b->block[i];
    }
}

static assay_status run_codecs(bench *b, assay_json_writer *json,
                               const bench_micro_options *options, assay_error *err) {
    static const unsigned widths[] = {1, 2, 4, 6, 7};
    char name[40];
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        make_block(b, widths[i], BLOCK);
        size_t size = assay_codec_encode16(b->packed, &b->shape, b->block, b->n, 0xffff);
        snprintf(name, sizeof name, "decode16, %u bits", widths[i]);
        const bench_micro_case decode = {name, b->kernels->name, BLOCK,    (double)size,
                                         b,    call_decode16,    sum_taken};
        ASSAY_TRY(bench_micro_run(json, &decode, options, err));
    }
    make_block(b, 4, 200);
    (void)assay_codec_encode16(b->packed, &b->shape, b->block, b->n, 0xffff);
    const bench_micro_case part = {"decode16, 200 ids", b->kernels->name, b->n, 0, b,
                                   call_decode16,       sum_taken};
    ASSAY_TRY(bench_micro_run(json, &part, options, err));
    b->n = BLOCK;
    (void)assay_codec_encode_values(b->packed, &b->shape, b->values, b->n);
    const bench_micro_case values = {"decode_values",    b->kernels->name, BLOCK, 0, b,
                                     call_decode_values, sum_values};
    return bench_micro_run(json, &values, options, err);
}

static assay_status run_encoder(bench *b, assay_json_writer *json,
                                const bench_micro_options *options, assay_error *err) {
    make_block(b, 4, BLOCK);
    const bench_micro_case encode = {"encode16", "scalar", BLOCK, 0, b, call_encode16, sum_packed};
    return bench_micro_run(json, &encode, options, err);
}

assay_status bench_micro_kernels(assay_json_writer *json, const bench_micro_options *options,
                                 assay_error *err) {
    const assay_kernels *variants[3] = {&assay_kernels_scalar};
    size_t count = 1;
#if defined(__x86_64__)
    if (assay_cpu() >= ASSAY_CPU_AVX2)
        variants[count++] = &assay_kernels_avx2;
    if (assay_cpu() >= ASSAY_CPU_AVX512)
        variants[count++] = &assay_kernels_avx512;
#endif
    bench *b = aligned_alloc(64, (sizeof *b + 63) / 64 * 64);
    if (b == NULL)
        return assay_fail_memory(err);
    memset(b, 0, sizeof *b);
    fill(b);
    assay_status status = run_encoder(b, json, options, err);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++) {
        b->kernels = variants[i];
        status = run_codecs(b, json, options, err);
        if (status == ASSAY_OK)
            status = run_kernels(b, json, options, err);
    }
    free(b);
    return status;
}
