#include "ranking/bm25.h"

#include <math.h>
#include <string.h>

assay_bm25 assay_bm25_make(double k1, double b, double min_normlen, uint64_t records,
                           uint64_t total_length) {
    assay_bm25 bm25 = {k1, b, min_normlen, 0};
    if (b != 0 && k1 != 0 && total_length != 0)
        bm25.length_factor = 1 / ((double)total_length / (double)records);
    return bm25;
}

double assay_bm25_weight(const assay_bm25 *bm25, uint64_t records, uint64_t df, uint32_t wqf,
                         double factor) {
    double tw = ((double)(records - df) + 0.5) / ((double)df + 0.5);
    if (tw < 2)
        tw = tw * 0.5 + 1;
    double weight = log(tw) * factor;
    weight *= 2 * (double)wqf / (1 + (double)wqf);
    return weight * (bm25->k1 + 1);
}

void assay_bm25_lengths_make(assay_bm25_lengths *out, const assay_bm25 *bm25,
                             const assay_format_footer *footer) {
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++) {
        uint32_t low = c == 0 || footer->length_upper[c - 1] == UINT32_MAX
                           ? 0
                           : footer->length_upper[c - 1] + 1;
        uint32_t high = footer->length_upper[c];
        if (low < footer->length_min)
            low = footer->length_min;
        if (high > footer->length_max)
            high = footer->length_max;
        out->part[c] = assay_bm25_length_part(bm25, low);
        out->part_worst[c] = assay_bm25_length_part(bm25, high);
    }
}

double assay_bm25_code_best(const assay_bm25_lengths *lengths, double weight, uint8_t code,
                            uint32_t max_wdf) {
    unsigned class = assay_code_wdf_class(code);
    uint32_t wdf = class + 1 < ASSAY_WDF_CLASSES ? assay_wdf_class_low(class + 1) - 1 : max_wdf;
    if (wdf > max_wdf)
        wdf = max_wdf;
    return assay_bm25_score(weight, lengths->part[assay_code_length_class(code)], wdf);
}

double assay_bm25_code_worst(const assay_bm25_lengths *lengths, double weight, uint8_t code) {
    return assay_bm25_score(weight, lengths->part_worst[assay_code_length_class(code)],
                            assay_wdf_class_low(assay_code_wdf_class(code)));
}

void assay_bm25_table(uint16_t table[256], const assay_bm25_lengths *lengths, double weight,
                      uint32_t max_wdf, double scale) {
    uint32_t before = UINT32_MAX;
    uint16_t last[ASSAY_LENGTH_CLASSES] = {0};
    for (unsigned class = 0; class < ASSAY_WDF_CLASSES; class ++) {
        uint32_t wdf = class + 1 < ASSAY_WDF_CLASSES ? assay_wdf_class_low(class + 1) - 1 : max_wdf;
        if (wdf > max_wdf) /* classes the term has no posting in get the bound of its best */
            wdf = max_wdf;
        for (unsigned c = 0; wdf != before && c < ASSAY_LENGTH_CLASSES; c++) {
            double best = wdf != 0 ? weight * ((double)wdf / (lengths->part[c] + (double)wdf)) : 0;
            last[c] = (uint16_t)assay_bm25_up(best, scale);
        }
        before = wdf;
        memcpy(table + (size_t)ASSAY_LENGTH_CLASSES * class, last, sizeof last);
    }
}
