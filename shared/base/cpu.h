/* Which instruction sets this process may use, asked once.
 *
 * ASSAY_CPU_DISABLE=avx512,avx2 in the environment takes them away, so that tests can run every
 * kernel on one machine; without avx2 there is no avx512 either. Any thread. */
#ifndef ASSAY_BASE_CPU_H
#define ASSAY_BASE_CPU_H
#include <stdbool.h>

typedef enum {
    ASSAY_CPU_SCALAR = 0, /* what every machine has */
    ASSAY_CPU_AVX2 = 1,   /* AVX2, BMI1, BMI2, POPCNT, LZCNT */
    ASSAY_CPU_AVX512 = 2  /* the above and AVX-512 F, BW, DQ, VL, VBMI, VBMI2 */
} assay_cpu_level;

assay_cpu_level assay_cpu(void);
/* "scalar", "avx2" or "avx512". */
const char *assay_cpu_name(assay_cpu_level level);
/* Cores this process may run on; at least 1. */
int assay_cpu_cores(void);
#endif
