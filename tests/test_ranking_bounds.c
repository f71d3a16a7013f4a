/* Bounds hold whatever k1, b and the average length are: nothing scores more than its code's best, no
 * set more than its bound, and k postings reach what KTH promises. */
#include "ranking/bm25.h"
#include "ranking/bounds.h"
#include "support/reference.h"
#include "support/suite.h"

enum { POSTINGS = 3000 };

/* Millions of checks: Check's own would take longer than what they check. */
static void holds(bool fact) {
    if (!fact)
        ck_abort_msg("a bound does not hold");
}

/* Postings of one term: wdf, lengths and the codes a segment gives them. */
typedef struct {
    assay_format_footer footer;
    uint32_t wdf[POSTINGS], length[POSTINGS], count, max_wdf;
    uint8_t codes[POSTINGS];
    uint64_t total_length;
} postings;

static void postings_draw(postings *out, uint64_t *state) {
    uint32_t upper = 0, spread = 1 + reference_draw(state, 400);
    *out = (postings){.count = 1 + reference_draw(state, POSTINGS)};
    out->footer.length_min = UINT32_MAX;
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++) {
        upper += 1 + reference_draw(state, spread);
        out->footer.length_upper[c] = c + 1 < ASSAY_LENGTH_CLASSES ? upper : UINT32_MAX;
    }
    for (uint32_t i = 0; i < out->count; i++) {
        uint32_t wdf = 1 + reference_draw(state, reference_draw(state, 20) == 0 ? 300 : 12);
        uint32_t length = wdf + reference_draw(state, 2 * upper);
        out->wdf[i] = wdf;
        out->length[i] = length;
        out->codes[i] = assay_code_make(wdf, assay_length_class(out->footer.length_upper, length));
        out->max_wdf = wdf > out->max_wdf ? wdf : out->max_wdf;
        out->total_length += length;
        if (length < out->footer.length_min)
            out->footer.length_min = length;
        if (length > out->footer.length_max)
            out->footer.length_max = length;
    }
}

/* Parameters of a query, and of its collection. */
static assay_bm25 draw_bm25(uint64_t *state, const postings *p) {
    static const double k1s[] = {1.2, 0, 0.01, 5, 100}, bs[] = {0.75, 0, 1, 0.3};
    double min_normlen = reference_draw(state, 4) == 0 ? 0.5 : 0;
    uint64_t records = p->count + reference_draw(state, 5 * POSTINGS);
    return assay_bm25_make(k1s[reference_draw(state, 5)], bs[reference_draw(state, 4)], min_normlen,
                           records, p->total_length + reference_draw(state, 1000000));
}

static double score_of(const postings *p, const assay_bm25 *bm25, double weight, uint32_t i) {
    return assay_bm25_score(weight, assay_bm25_length_part(bm25, p->length[i]), p->wdf[i]);
}

typedef void check(const postings *p, const assay_bm25 *bm25, double weight, uint64_t *state);

static void for_many(check *then) {
    static postings p;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t state = seed * 6364136223846793005U + 88172645463325252U;
        postings_draw(&p, &state);
        for (unsigned i = 0; i < 12; i++) {
            assay_bm25 bm25 = draw_bm25(&state, &p);
            double weight =
                reference_draw(&state, 5) == 0 ? 0 : reference_draw(&state, 9999) / 777.0;
            then(&p, &bm25, weight, &state);
        }
    }
}

static void check_codes(const postings *p, const assay_bm25 *bm25, double weight, uint64_t *state) {
    assay_bm25_lengths lengths;
    uint16_t table[256];
    double scale = weight > 0 ? (1 + reference_draw(state, 60000)) / weight : 1;
    assay_bm25_lengths_make(&lengths, bm25, &p->footer);
    assay_bm25_table(table, &lengths, weight, p->max_wdf, scale);
    for (uint32_t i = 0; i < p->count; i++) {
        double score = score_of(p, bm25, weight, i);
        holds(score <= assay_bm25_code_best(&lengths, weight, p->codes[i], p->max_wdf));
        holds(score >= assay_bm25_code_worst(&lengths, weight, p->codes[i]));
        holds(table[p->codes[i]] > score * scale);
        holds(table[p->codes[i]] >= assay_bm25_down(score, scale));
    }
}

START_TEST(no_posting_leaves_the_bounds_of_its_code) {
    for_many(check_codes);
}
END_TEST

static void check_sets(const postings *p, const assay_bm25 *bm25, double weight, uint64_t *state) {
    assay_bm25_lengths lengths;
    assay_code_set set, other;
    uint8_t bound[8];
    uint32_t first = reference_draw(state, p->count), middle = 0, n = p->count - first;
    assay_bm25_lengths_make(&lengths, bm25, &p->footer);
    middle = reference_draw(state, n + 1);
    assay_code_set_clear(&set);
    assay_code_set_clear(&other);
    assay_code_set_add(&set, p->codes + first, middle);
    assay_code_set_add(&other, p->codes + first + middle, n - middle);
    assay_code_set_join(&set, &other);
    for (unsigned size = 2; size <= 8; size *= 2) {
        assay_code_set_bound(bound, size, &set);
        double best = 0;
        for (unsigned c = 0; c < size; c++) {
            double one = assay_bm25_code_best(&lengths, weight, bound[c], p->max_wdf);
            best = one > best ? one : best;
        }
        for (uint32_t i = first; i < first + n; i++) {
            bool covered = false;
            for (unsigned c = 0; c < size; c++)
                covered |= assay_code_covers(bound[c], p->codes[i]) != 0;
            holds(covered);
            holds(score_of(p, bm25, weight, i) <= best);
        }
    }
}

START_TEST(no_posting_of_a_set_leaves_its_bound) {
    for_many(check_sets);
}
END_TEST

START_TEST(an_empty_set_is_bounded_by_nothing) {
    assay_code_set set;
    uint8_t bound[4] = {1, 2, 3, 4}, zeros[4] = {0};
    assay_code_set_clear(&set);
    assay_code_set_bound(bound, 4, &set);
    ck_assert_mem_eq(bound, zeros, 4);
}
END_TEST

static void check_kth(const postings *p, const assay_bm25 *bm25, double weight, uint64_t *state) {
    assay_bm25_lengths lengths;
    assay_code_histogram histogram = {{0}};
    uint8_t kth[ASSAY_KTH_COUNT * ASSAY_KTH_CODES];
    assay_bm25_lengths_make(&lengths, bm25, &p->footer);
    assay_code_histogram_add(&histogram, p->codes, p->count);
    size_t size = assay_code_histogram_kth(kth, &histogram, p->count, p->footer.length_upper,
                                           1 + reference_draw(state, 500));
    size_t sets = p->count >= 1000 ? 3 : p->count >= 100 ? 2 : p->count >= 10 ? 1 : 0;
    ck_assert_uint_eq(size, sets * ASSAY_KTH_CODES);
    uint32_t k = 10;
    for (size_t at = 0; at < size; at++) {
        if (at != 0 && at % ASSAY_KTH_CODES == 0)
            k *= 10;
        if (kth[at] == ASSAY_KTH_UNUSED)
            continue;
        double promised = assay_bm25_code_worst(&lengths, weight, kth[at]);
        uint32_t reach = 0;
        for (uint32_t i = 0; i < p->count; i++)
            reach += score_of(p, bm25, weight, i) >= promised * (1 - 1e-9);
        ck_assert_uint_ge(reach, k);
    }
}

START_TEST(k_postings_reach_what_is_promised_of_the_kth) {
    for_many(check_kth);
}
END_TEST

START_TEST(rounded_bounds_stay_above_rounded_sums) {
    uint64_t state = 4711;
    for (unsigned round = 0; round < 200000; round++) {
        double scale = 1 + reference_draw(&state, 1000000) / 16.0, sum = 0;
        uint64_t bound = 0;
        unsigned n = 1 + reference_draw(&state, 8);
        for (unsigned i = 0; i < n; i++) {
            double score = reference_draw(&state, 1U << 30) / (double)(1U << 30) * 6000 / scale;
            sum += score;
            bound += assay_bm25_up(score, scale);
        }
        holds((double)bound > sum * scale);
        holds(bound >= assay_bm25_down(sum, scale));
    }
    ck_assert_uint_eq(assay_bm25_up(1e9, 1e9), 65535);
    ck_assert_uint_eq(assay_bm25_down(1e9, 1e9), 65535);
    ck_assert_uint_eq(assay_bm25_down(0, 1), 0);
    ck_assert_uint_eq(assay_bm25_up(0, 1), 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/bounds");
    TCase *tcase = tcase_create("bounds");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, no_posting_leaves_the_bounds_of_its_code);
    tcase_add_test(tcase, no_posting_of_a_set_leaves_its_bound);
    tcase_add_test(tcase, an_empty_set_is_bounded_by_nothing);
    tcase_add_test(tcase, k_postings_reach_what_is_promised_of_the_kth);
    tcase_add_test(tcase, rounded_bounds_stay_above_rounded_sums);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
