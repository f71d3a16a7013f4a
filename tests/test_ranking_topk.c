/* The k best of many hits, whatever order they come in and however many score the same. */
#include "ranking/retrieval/topk.h"
#include "support/reference.h"
#include "support/suite.h"

#include <stdlib.h>

static int by_rank(const void *a, const void *b) {
    return assay_hit_before(*(const assay_hit *)a, *(const assay_hit *)b) ? -1 : 1;
}

/* How many different scores the hits have, and how far these are apart. */
static double draw_score(uint64_t *state, unsigned kind) {
    switch (kind) {
    case 0:
        return 0.0;
    case 1:
        return reference_draw(state, 3);
    case 2: /* alike in the upper half of their bits */
        return 7.0 + reference_draw(state, 1000) * 1e-12;
    case 3:
        return reference_draw(state, 1U << 30) * 1e-300;
    default:
        return reference_draw(state, 1U << 30) / 123457.0;
    }
}

static void check_best(assay_topk *topk, uint32_t k, size_t n, unsigned kind, uint64_t *state) {
    assay_error err;
    assay_hit *all = malloc((n + 1) * sizeof *all);
    assay_topk_begin(topk, k);
    for (size_t i = 0; i < n; i++)
        all[i] = (assay_hit){(uint32_t)(n - i), draw_score(state, kind)};
    for (size_t i = n; i > 1; i--) { /* numbers in any order */
        size_t j = reference_draw(state, (uint32_t)i);
        uint32_t number = all[j].record;
        all[j].record = all[i - 1].record;
        all[i - 1].record = number;
    }
    for (size_t i = 0; i < n; i++) {
        ck_ok(assay_topk_add(topk, all[i], &err), err);
        if (reference_draw(state, 300) == 0)
            assay_topk_tighten(topk);
    }
    assay_topk_sort(topk);
    qsort(all, n, sizeof *all, by_rank);
    ck_assert_uint_eq(topk->count, n < k ? n : k);
    for (size_t i = 0; i < topk->count; i++) {
        if (topk->items[i].record != all[i].record)
            ck_abort_msg("k %u of %zu, kind %u: hit %zu is %u, not %u", k, n, kind, i,
                         topk->items[i].record, all[i].record);
    }
    free(all);
}

START_TEST(the_k_best_come_out_in_order) {
    static const uint32_t ks[] = {0, 1, 10, 64, 65, 127, 128, 129, 1000, 5000};
    static const size_t counts[] = {0, 1, 9, 100, 127, 128, 129, 257, 2500, 12000};
    uint64_t state = 20261122;
    assay_topk topk = {0};
    for (size_t i = 0; i < sizeof ks / sizeof *ks; i++) {
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++) {
            for (unsigned kind = 0; kind < 5; kind++)
                check_best(&topk, ks[i], counts[j], kind, &state);
        }
    }
    assay_topk_done(&topk);
}
END_TEST

START_TEST(hits_below_the_floor_are_not_wanted) {
    assay_error err;
    assay_topk topk = {0};
    assay_topk_begin(&topk, 3);
    topk.floor = 2;
    for (uint32_t i = 1; i <= 4; i++)
        ck_ok(assay_topk_add(&topk, (assay_hit){i, i % 3 + 0.5}, &err), err);
    ck_ok(assay_topk_add(&topk, (assay_hit){9, 2}, &err), err);
    assay_topk_sort(&topk);
    ck_assert_uint_eq(topk.count, 2);
    ck_assert_uint_eq(topk.items[0].record, 2);
    ck_assert_uint_eq(topk.items[1].record, 9);
    assay_topk_done(&topk);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/topk");
    TCase *tcase = tcase_create("topk");
    tcase_add_test(tcase, the_k_best_come_out_in_order);
    tcase_add_test(tcase, hits_below_the_floor_are_not_wanted);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
