/* BM25 as Xapian's BM25Weight computes it (k2 = 0, k3 = 1, no relevance set), and integer bounds of
 * it.
 *
 *   idf     w = (N - df + 0.5) / (df + 0.5); below 2: w = w / 2 + 1; idf = log w
 *   weight  idf * factor * (2 wqf / (1 + wqf)) * (k1 + 1)
 *   score   weight * wdf / (k1 * (b * max(length / average, min_normlen) + 1 - b) + wdf)
 *
 * in double, operation by operation in Xapian's order, so that both give the same bits. A wdf of 0
 * scores 0. Sources: Robertson & Zaragoza 2009; Xapian 1.4, BM25Weight. Any thread. */
#ifndef ASSAY_RANKING_BM25_H
#define ASSAY_RANKING_BM25_H
#include "ranking/format.h"

#include <stdbool.h>

typedef struct {
    double k1, b, min_normlen;
    double
        length_factor; /* 1 / average length; 0 when it does not matter or nothing has a length */
} assay_bm25;

/* records: N of live ones; total_length: sum of their lengths. */
assay_bm25 assay_bm25_make(double k1, double b, double min_normlen, uint64_t records,
                           uint64_t total_length);

/* The part of a term's score that does not depend on the record. >= 0. */
double assay_bm25_weight(const assay_bm25 *bm25, uint64_t records, uint64_t df, uint32_t wqf,
                         double factor);

/* k1 * (b * normlen + 1 - b): what a record's length comes to. */
static inline double assay_bm25_length_part(const assay_bm25 *bm25, uint32_t length) {
    double normlen = (double)length * bm25->length_factor;
    if (normlen < bm25->min_normlen)
        normlen = bm25->min_normlen;
    return bm25->k1 * (normlen * bm25->b + (1 - bm25->b));
}
static inline double assay_bm25_score(double weight, double length_part, uint32_t wdf) {
    return wdf != 0 ? weight * ((double)wdf / (length_part + (double)wdf)) : 0.0;
}

/* BOUNDS. Scores are bounded by integers in units of 1/scale:
 *
 *   up(x) = floor(x * scale * (1 + 1e-9)) + 1 > x * scale
 *
 * so a sum of bounds is above the sum of scores, however the doubles were rounded on the way (2^20
 * additions of doubles err by less than 2^-32 relative, and 1e-9 is more). down(x) is the least
 * integer a record scoring x or more can be bounded by. */
static inline uint32_t assay_bm25_up(double score, double scale) {
    double units = score * scale * (1 + 1e-9);
    return units < 65534 ? (uint32_t)units + 1 : 65535;
}
static inline uint32_t assay_bm25_down(double score, double scale) {
    double units = score * scale * (1 - 1e-9);
    return units < 65535 ? (units > 0 ? (uint32_t)units : 0) : 65535;
}

/* Per code: the best score a posting with this code can have. length_low[c] is the shortest length
 * of class c. */
typedef struct {
    double part[ASSAY_LENGTH_CLASSES];       /* length part of the shortest record of the class */
    double part_worst[ASSAY_LENGTH_CLASSES]; /* and of the longest */
    /* best score of weight 1 by code, of wdf classes that have a highest wdf */
    double best[(ASSAY_WDF_CLASSES - 1) * ASSAY_LENGTH_CLASSES];
    assay_bm25 bm25; /* what this was made of */
    uint32_t min, max, upper[ASSAY_LENGTH_CLASSES];
} assay_bm25_lengths;
void assay_bm25_lengths_make(assay_bm25_lengths *out, const assay_bm25 *bm25,
                             const assay_format_footer *footer);
/* Whether lengths, zero or made before, are what these would make. */
bool assay_bm25_lengths_fit(const assay_bm25_lengths *lengths, const assay_bm25 *bm25,
                            const assay_format_footer *footer);
/* Best and worst score of a code for a term whose largest wdf is max_wdf. */
double assay_bm25_code_best(const assay_bm25_lengths *lengths, double weight, uint8_t code,
                            uint32_t max_wdf);
double assay_bm25_code_worst(const assay_bm25_lengths *lengths, double weight, uint8_t code);
/* table[code] = up(best(code)) for all codes: every posting is bounded by at least 1. */
void assay_bm25_table(uint16_t table[256], const assay_bm25_lengths *lengths, double weight,
                      uint32_t max_wdf, double scale);
#endif
