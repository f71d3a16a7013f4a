#include "base/cpu.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static bool disabled(const char *name) {
    const char *list = getenv("ASSAY_CPU_DISABLE");
    return list != NULL && strstr(list, name) != NULL;
}

static assay_cpu_level detect(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2");
    if (!avx2 || disabled("avx2"))
        return ASSAY_CPU_SCALAR;
    return avx512 && !disabled("avx512") ? ASSAY_CPU_AVX512 : ASSAY_CPU_AVX2;
#else
    (void)disabled;
    return ASSAY_CPU_SCALAR;
#endif
}

assay_cpu_level assay_cpu(void) {
    static _Atomic int cached = -1;
    int level = atomic_load_explicit(&cached, memory_order_relaxed);
    if (level < 0) {
        level = (int)detect();
        atomic_store_explicit(&cached, level, memory_order_relaxed);
    }
    return (assay_cpu_level)level;
}

const char *assay_cpu_name(assay_cpu_level level) {
    static const char *const names[] = {"scalar", "avx2", "avx512"};
    return names[level];
}

int assay_cpu_cores(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int cores = CPU_COUNT(&set);
    return cores > 0 ? cores : 1;
}
