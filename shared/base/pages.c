#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

enum { LARGE = 2 << 20 };

void assay_pages_prefer_large(void *at, size_t size) {
#ifdef MADV_HUGEPAGE
    uintptr_t from = ((uintptr_t)at + LARGE - 1) & ~(uintptr_t)(LARGE - 1);
    uintptr_t to = ((uintptr_t)at + size) & ~(uintptr_t)(LARGE - 1);
    if (size >= 2 * (size_t)LARGE && to > from)
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
#else
    (void)at;
    (void)size;
#endif
}
