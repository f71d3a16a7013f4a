#include "support/guarded.h"
#include "support/segments.h"
#include "support/suite.h"

#include "ranking/kernels/codec.h"

/* n ascending ids below `limit` (> n), evenly or in clusters. */
static void fill_ids(uint32_t *ids, unsigned n, uint64_t limit, bool clustered, uint64_t *state) {
    uint64_t left = limit - n, at = 0;
    for (unsigned i = 0; i < n; i++) {
        uint64_t gap = left == 0 ? 0 : model_next(state) % (2 * left / (n - i) + 1);
        if (clustered && model_next(state) % 8 != 0)
            gap = 0;
        gap = gap < left ? gap : left;
        left -= gap;
        at += gap;
        ids[i] = (uint32_t)(at + i);
    }
}

static void check16(const uint32_t *ids, unsigned n, uint16_t base) {
    uint16_t in[256], out[256];
    uint8_t packed[ASSAY_CODEC_MAX];
    assay_codec_shape shape;
    for (unsigned i = 0; i < n; i++)
        in[i] = (uint16_t)(ids[i] + base + 1);
    size_t size = assay_codec_encode16(packed, &shape, in, n, base);
    ck_assert_uint_eq(size, assay_codec_size(n, shape));
    ck_assert(assay_codec_shape_ok(shape, 16));
    uint8_t *data = guarded_new(size + GUARDED_PAD);
    memcpy(data, packed, size);
    assay_codec_decode16(out, data, n, shape, base);
    ck_assert_int_eq(memcmp(in, out, n * sizeof *in), 0);
    guarded_free(data, size + GUARDED_PAD);
}

static void check32(const uint32_t *ids, unsigned n, uint32_t base) {
    uint32_t in[256], out[256];
    uint8_t packed[ASSAY_CODEC_MAX];
    assay_codec_shape shape;
    for (unsigned i = 0; i < n; i++)
        in[i] = ids[i] + base + 1;
    size_t size = assay_codec_encode32(packed, &shape, in, n, base);
    ck_assert_uint_eq(size, assay_codec_size(n, shape));
    ck_assert(assay_codec_shape_ok(shape, 32));
    uint8_t *data = guarded_new(size + GUARDED_PAD);
    memcpy(data, packed, size);
    assay_codec_decode32(out, data, n, shape, base);
    ck_assert_int_eq(memcmp(in, out, n * sizeof *in), 0);
    guarded_free(data, size + GUARDED_PAD);
}

START_TEST(every_number_of_ids_comes_back) {
    uint64_t state = 1;
    for (unsigned n = 1; n <= 256; n++)
        for (unsigned kind = 0; kind < 6; kind++) {
            uint32_t ids[256];
            uint64_t limit = kind % 3 == 0 ? n + 1U : kind % 3 == 1 ? 20U * n + 7 : 65535U;
            fill_ids(ids, n, limit < 65535 ? limit : 65535, kind >= 3, &state);
            check16(ids, n, UINT16_MAX);
            check32(ids, n, UINT32_MAX);
            fill_ids(ids, n, UINT32_MAX - 1, kind >= 3, &state);
            check32(ids, n, 0);
        }
}
END_TEST

START_TEST(every_width_comes_back_with_and_without_exceptions) {
    uint64_t state = 2;
    for (unsigned width = 0; width <= 32; width++)
        for (unsigned n = 1; n <= 256; n += n < 20 ? 1 : 59)
            for (unsigned odd = 0; odd < 4; odd++) {
                uint32_t values[256], out[256];
                uint8_t packed[ASSAY_CODEC_MAX];
                assay_codec_shape shape;
                uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
                for (unsigned i = 0; i < n; i++) {
                    values[i] = model_next(&state) & mask;
                    if (odd != 0 && model_next(&state) % (odd * 30) == 0)
                        values[i] = model_next(&state);
                }
                size_t size = assay_codec_encode_values(packed, &shape, values, n);
                uint8_t *data = guarded_new(size + GUARDED_PAD);
                memcpy(data, packed, size);
                assay_codec_decode_values(out, data, n, shape);
                ck_assert_int_eq(memcmp(values, out, n * sizeof *values), 0);
                guarded_free(data, size + GUARDED_PAD);
            }
}
END_TEST

START_TEST(blocks_of_consecutive_ids_take_no_bits) {
    uint16_t ids[256];
    uint8_t packed[ASSAY_CODEC_MAX];
    assay_codec_shape shape;
    for (unsigned i = 0; i < 256; i++)
        ids[i] = (uint16_t)(1000 + i);
    ck_assert_uint_eq(assay_codec_encode16(packed, &shape, ids, 256, 999), 0);
}
END_TEST

START_TEST(any_bytes_decode_without_touching_what_is_not_theirs) {
    uint64_t state = 3;
    for (unsigned round = 0; round < 20000; round++) {
        uint16_t ids[256];
        uint32_t values[256];
        unsigned n = 1 + model_next(&state) % 256;
        assay_codec_shape shape = {(uint8_t)(model_next(&state) % 17), 0,
                                   (uint8_t)model_next(&state)};
        shape.high_width = (uint8_t)(model_next(&state) % (17U - shape.width));
        size_t size = assay_codec_size(n, shape) + GUARDED_PAD;
        uint8_t *data = guarded_new(size);
        for (size_t i = 0; i < size; i++)
            data[i] = (uint8_t)model_next(&state);
        assay_codec_decode16(ids, data, n, shape, (uint16_t)round);
        assay_codec_decode_values(values, data, n, shape);
        guarded_free(data, size);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/codec");
    TCase *tcase = tcase_create("codec");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, every_number_of_ids_comes_back);
    tcase_add_test(tcase, every_width_comes_back_with_and_without_exceptions);
    tcase_add_test(tcase, blocks_of_consecutive_ids_take_no_bits);
    tcase_add_test(tcase, any_bytes_decode_without_touching_what_is_not_theirs);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
