/* Pieces of positions and streams of bits: every length, on guard pages, by every kernel table. */
#include "support/guarded.h"
#include "support/segments.h"
#include "support/suite.h"

#include "base/cpu.h"
#include "ranking/kernels/bits.h"
#include "ranking/kernels/kernels.h"

static size_t tables(const assay_kernels *out[3]) {
    size_t count = 0;
    out[count++] = &assay_kernels_scalar;
#if defined(__x86_64__)
    if (assay_cpu() >= ASSAY_CPU_AVX2)
        out[count++] = &assay_kernels_avx2;
    if (assay_cpu() >= ASSAY_CPU_AVX512)
        out[count++] = &assay_kernels_avx512;
#endif
    return count;
}

/* Gaps with about this mean, now and then a great one. */
static void fill(uint32_t *values, unsigned n, uint32_t mean, uint64_t *state) {
    for (unsigned i = 0; i < n; i++) {
        uint64_t value = 0;
        while (model_next(state) % (mean + 1) != 0)
            value++;
        values[i] = (uint32_t)(model_next(state) % 500 == 0 ? value << 12 : value);
    }
}

static void check_rice(const assay_kernels *kernels, const assay_piece *piece,
                       const uint32_t *values, uint64_t *state) {
    uint32_t out[257];
    for (int round = 0; round < 8; round++) {
        unsigned from = (unsigned)(model_next(state) % piece->n);
        unsigned count = 1 + (unsigned)(model_next(state) % (piece->n - from));
        out[count] = 77;
        kernels->decode_rice(out, piece->data, piece->n, piece->order, from, count);
        ck_assert_int_eq(memcmp(out, values + from, count * sizeof *out), 0);
        ck_assert_uint_eq(out[count], 77);
    }
}

/* Returns whether the piece is of Rice codes. */
static bool check_piece(const uint32_t *values, unsigned n, uint64_t *state) {
    const assay_kernels *all[3];
    uint8_t packed[ASSAY_PIECE_MAX];
    uint32_t out[256];
    bool rice = false;
    size_t size = assay_piece_encode(packed, values, n), count = tables(all);
    ck_assert_uint_le(size, assay_piece_packed_size(values, n));
    uint8_t *data = guarded_new(size + GUARDED_PAD);
    memcpy(data, packed, size);
    ck_assert_uint_eq(assay_piece_pack(packed, values, n), assay_piece_packed_size(values, n));
    for (size_t k = 0; k < count; k++) {
        assay_piece piece;
        ck_assert(assay_piece_open(&piece, data, size, n, all[k]->rice_size));
        ck_assert_uint_eq(piece.size, size);
        rice = piece.rice;
        if (rice)
            check_rice(all[k], &piece, values, state);
        else
            all[k]->decode_values(out, piece.data, n, piece.shape);
        ck_assert(rice || memcmp(out, values, n * sizeof *out) == 0);
        for (size_t cut = 0; cut < size; cut += 1 + cut / 16)
            ck_assert(!assay_piece_open(&piece, data, cut, n, all[k]->rice_size));
    }
    guarded_free(data, size + GUARDED_PAD);
    return rice;
}

START_TEST(pieces_of_every_length_come_back) {
    static const uint32_t means[] = {0, 1, 3, 20, 150, 900};
    uint64_t state = 11;
    uint32_t values[256];
    unsigned rice = 0, all = 0;
    for (unsigned n = 1; n <= 256; n++)
        for (unsigned m = 0; m < sizeof means / sizeof *means; m++, all++) {
            fill(values, n, means[m], &state);
            rice += check_piece(values, n, &state);
        }
    ck_assert_uint_gt(rice, all / 4); /* both kinds are met */
    ck_assert_uint_lt(rice, all);
}
END_TEST

START_TEST(any_bytes_are_a_piece_or_refused) {
    const assay_kernels *all[3];
    uint64_t state = 5;
    uint32_t values[256];
    size_t count = tables(all), opened = 0;
    for (int round = 0; round < 20000; round++) {
        unsigned n = 1 + (unsigned)(model_next(&state) % 256);
        size_t size = (size_t)(model_next(&state) % 400);
        uint8_t *data = guarded_new(size + GUARDED_PAD);
        for (size_t i = 0; i < size; i++)
            data[i] = (uint8_t)(model_next(&state) & model_next(&state));
        if (size != 0)
            data[0] = (uint8_t)(data[0] | (round % 2 != 0 ? ASSAY_PIECE_RICE : 0));
        for (size_t k = 0; k < count; k++) {
            assay_piece piece;
            if (!assay_piece_open(&piece, data, size, n, all[k]->rice_size))
                continue;
            opened++;
            ck_assert_uint_le(piece.size, size);
            if (piece.rice)
                all[k]->decode_rice(values, piece.data, n, piece.order, 0, n);
            else
                all[k]->decode_values(values, piece.data, n, piece.shape);
        }
        guarded_free(data, size + GUARDED_PAD);
    }
    ck_assert_uint_gt(opened, 1000);
}
END_TEST

START_TEST(streams_of_bits_come_back_and_end_where_they_end) {
    uint64_t state = 3;
    for (int round = 0; round < 2000; round++) {
        assay_buffer out;
        assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
        assay_bits_writer writer = {&out, 0, 0};
        uint64_t plain[20];
        uint32_t golomb[20];
        unsigned width[20], order[20];
        for (int i = 0; i < 20; i++) {
            width[i] = (unsigned)(model_next(&state) % 58);
            order[i] = (unsigned)(model_next(&state) % 20);
            plain[i] = model_next(&state) & ((UINT64_C(1) << width[i]) - 1);
            golomb[i] = (uint32_t)model_next(&state) >> (2 + model_next(&state) % 29);
            assay_bits_put(&writer, plain[i], width[i]);
            assay_bits_put_golomb(&writer, golomb[i], order[i]);
        }
        assay_bits_flush(&writer);
        uint8_t *data = guarded_new(out.size + 8);
        memcpy(data, out.data, out.size);
        assay_bits_reader reader = assay_bits_of(assay_span_make((const char *)data, out.size));
        for (int i = 0; i < 20; i++) {
            ck_assert_uint_eq(assay_bits_take(&reader, width[i]), plain[i]);
            ck_assert_uint_eq(assay_bits_take_golomb(&reader, order[i]), golomb[i]);
        }
        ck_assert(!reader.failed);
        ck_assert_uint_lt(reader.end - reader.at, 8);
        (void)assay_bits_take(&reader, 8);
        ck_assert(reader.failed);
        guarded_free(data, out.size + 8);
        assay_buffer_done(&out);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/piece");
    TCase *tcase = tcase_create("piece");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, pieces_of_every_length_come_back);
    tcase_add_test(tcase, any_bytes_are_a_piece_or_refused);
    tcase_add_test(tcase, streams_of_bits_come_back_and_end_where_they_end);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
