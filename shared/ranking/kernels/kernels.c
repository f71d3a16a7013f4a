#include "ranking/kernels/kernels.h"

#include "base/cpu.h"

const assay_kernels *assay_kernels_get(void) {
    switch (assay_cpu()) {
#if defined(__x86_64__)
    case ASSAY_CPU_AVX512:
        return &assay_kernels_avx512;
    case ASSAY_CPU_AVX2:
        return &assay_kernels_avx2;
#else
    case ASSAY_CPU_AVX512:
    case ASSAY_CPU_AVX2:
#endif
    case ASSAY_CPU_SCALAR:
        break;
    }
    return &assay_kernels_scalar;
}
