#include "support/guarded.h"

#include <check.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t whole_pages(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size + page - 1) / page * page;
}

uint8_t *guarded_new(size_t size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = whole_pages(size);
    uint8_t *map =
        mmap(NULL, pages + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(map, MAP_FAILED);
    ck_assert_int_eq(mprotect(map + pages, page, PROT_NONE), 0);
    return map + pages - size;
}

void guarded_free(uint8_t *data, size_t size) {
    size_t pages = whole_pages(size);
    munmap(data + size - pages, pages + (size_t)sysconf(_SC_PAGESIZE));
}
