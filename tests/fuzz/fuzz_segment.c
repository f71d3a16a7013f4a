/* Any bytes as a segment file: opening, verifying and scanning it whole ends without a crash. Checksums are
 * put right first, so that what lies behind them is reached. */
#include "base/file.h"
#include "ranking/segment/columns.h"
#include "ranking/segment/postings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_hash(uint8_t *at, const uint8_t *data, size_t size) {
    uint64_t hash = XXH3_64bits(data, size);
    memcpy(at, &hash, sizeof hash);
}

static void hash_pages(uint8_t *out, const uint8_t *data, uint64_t size) {
    for (uint64_t from = 0; from < size; from += ASSAY_PAGE_SIZE, out += 8)
        put_hash(out, data + from, size - from < ASSAY_PAGE_SIZE ? size - from : ASSAY_PAGE_SIZE);
}

static void seal(uint8_t *file, size_t size) {
    if (size < ASSAY_START_SIZE + ASSAY_FOOTER_SIZE)
        return;
    uint8_t *footer = file + size - ASSAY_FOOTER_SIZE;
    uint64_t checksums = assay_load_u64(footer + 8 * ASSAY_PART_CHECKSUMS);
    uint64_t end = size - ASSAY_FOOTER_SIZE;
    if (checksums < end) {
        uint64_t pages = (checksums + ASSAY_PAGE_SIZE - 1) / ASSAY_PAGE_SIZE;
        uint64_t tables = (8 * pages + ASSAY_PAGE_SIZE - 1) / ASSAY_PAGE_SIZE;
        uint8_t *table = file + checksums + 8 * pages;
        if (8 * (pages + tables) + 8 <= end - checksums) {
            hash_pages(file + checksums, file, checksums);
            hash_pages(table, file + checksums, 8 * pages);
            put_hash(table + 8 * tables, table, 8 * tables);
        }
    }
    put_hash(footer + ASSAY_FOOTER_SIZE - 8, footer, ASSAY_FOOTER_SIZE - 8);
}

static void scan_postings(const assay_segment *segment, const assay_segment_term *term) {
    assay_posting_cursor *cursor = NULL;
    bool more = true;
    if (assay_posting_cursor_open(&cursor, segment, term, NULL) != ASSAY_OK)
        return;
    for (uint32_t step = 0; more; step++) {
        const uint32_t *positions = NULL;
        uint32_t count = 0;
        assay_status status =
            step % 3 == 0 && step != 0
                ? assay_posting_cursor_seek(&more, cursor,
                                            assay_posting_cursor_record(cursor) + step, NULL)
                : assay_posting_cursor_next(&more, cursor, NULL);
        if (status != ASSAY_OK || !more ||
            assay_posting_cursor_positions(&positions, &count, cursor, NULL) != ASSAY_OK)
            break;
    }
    assay_posting_cursor_close(cursor);
}

static void scan(const assay_segment *segment) {
    assay_term_cursor terms;
    bool more = true;
    if (assay_term_cursor_seek(&terms, segment, (assay_span){0}, NULL) != ASSAY_OK)
        return;
    while (assay_term_cursor_next(&more, &terms, NULL) == ASSAY_OK && more) {
        assay_segment_term found;
        if (assay_segment_find(&found, segment, terms.text, NULL) != ASSAY_OK)
            continue;
        scan_postings(segment, &terms.term);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    assay_segment *segment = NULL;
    assay_error err;
    uint8_t *file = malloc(size + 1);
    int fd = memfd_create("segment", MFD_CLOEXEC);
    if (file == NULL || fd < 0)
        abort();
    if (size != 0)
        memcpy(file, data, size);
    seal(file, size);
    if (write(fd, file, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (assay_segment_open(&segment, path, &err) == ASSAY_OK) {
        scan(segment);
        (void)!assay_segment_verify(segment, &err);
    }
    assay_segment_close(segment);
    close(fd);
    free(file);
    return 0;
}
