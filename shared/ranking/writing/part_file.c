#include "ranking/writing/part_file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { SPOOL_MEMORY = 64 << 20, PUSHED_PAGES = 512 };

static void write_page(assay_part_file *file, const uint8_t *page, size_t size) {
    assay_buffer_add_u64(&file->page_hashes, XXH3_64bits(page, size));
    if (fwrite(page, 1, size, file->file.stream) != size)
        file->failed = true;
    if (file->page_hashes.size / 8 % PUSHED_PAGES == 0)
        assay_file_writer_push(&file->file);
}

void assay_part_file_add(assay_part_file *file, const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    for (; file->size % ASSAY_PAGE_SIZE == 0 && size >= ASSAY_PAGE_SIZE; size -= ASSAY_PAGE_SIZE) {
        write_page(file, at, ASSAY_PAGE_SIZE);
        file->size += ASSAY_PAGE_SIZE;
        at += ASSAY_PAGE_SIZE;
    }
    while (size != 0) {
        size_t used = file->size % ASSAY_PAGE_SIZE, room = ASSAY_PAGE_SIZE - used;
        size_t part = size < room ? size : room;
        memcpy(file->page + used, at, part);
        file->size += part;
        if (part == room)
            write_page(file, file->page, ASSAY_PAGE_SIZE);
        at += part;
        size -= part;
    }
}

static void pad_to(assay_part_file *file, size_t multiple) {
    static const uint8_t zeros[ASSAY_SEGMENT_ALIGN] = {0};
    assay_part_file_add(file, zeros, (multiple - file->size % multiple) % multiple);
}

assay_status assay_part_file_open(assay_part_file *out, const char *path, assay_error *err) {
    memset(out, 0, sizeof *out);
    assay_buffer_init(&out->page_hashes, ASSAY_BUFFER_NO_CAP);
    ASSAY_TRY(assay_file_writer_open(&out->file, path, err));
    uint8_t start[12] = ASSAY_SEGMENT_MAGIC;
    start[8] = ASSAY_SEGMENT_VERSION;
    assay_part_file_add(out, start, sizeof start);
    return ASSAY_OK;
}

void assay_part_file_align(assay_part_file *file) {
    pad_to(file, ASSAY_SEGMENT_ALIGN);
}

void assay_part_file_begin(assay_part_file *file, assay_part part) {
    assay_part_file_align(file);
    file->footer.part_at[part] = file->size;
}

void assay_part_file_end(assay_part_file *file, assay_part part) {
    file->footer.part_size[part] = file->size - file->footer.part_at[part];
}

static void add_footer(assay_buffer *out, const assay_format_footer *footer) {
    for (int i = 0; i < ASSAY_PART_COUNT; i++)
        assay_buffer_add_u64(out, footer->part_at[i]);
    for (int i = 0; i < ASSAY_PART_COUNT; i++)
        assay_buffer_add_u64(out, footer->part_size[i]);
    assay_buffer_add_u64(out, footer->total_length);
    assay_buffer_add_u64(out, footer->postings);
    assay_buffer_add_u64(out, footer->positions);
    assay_buffer_add_u32(out, footer->records);
    assay_buffer_add_u32(out, footer->terms);
    assay_buffer_add_u32(out, footer->number_base);
    assay_buffer_add_u32(out, footer->number_max);
    assay_buffer_add_u32(out, footer->length_min);
    assay_buffer_add_u32(out, footer->length_max);
    for (int i = 0; i < ASSAY_LENGTH_CLASSES; i++)
        assay_buffer_add_u32(out, footer->length_upper[i]);
    assay_buffer_add_u32(out, footer->hash_min_df);
    assay_buffer_add_byte(out, (char)footer->hash_bits);
    assay_buffer_add_byte(out, (char)footer->ordinal_bits);
    assay_buffer_add_byte(out, (char)footer->length_width);
    assay_buffer_add_byte(out, (char)footer->reordered);
    while (out->failed == ASSAY_OK && out->size < ASSAY_FOOTER_SIZE - 24)
        assay_buffer_add_byte(out, 0);
    assay_buffer_add(out, ASSAY_SEGMENT_MAGIC, 8);
    assay_buffer_add_u32(out, ASSAY_SEGMENT_VERSION);
    assay_buffer_add_u32(out, 0);
    assay_buffer_add_u64(out, XXH3_64bits(out->data, out->size));
}

/* Page hashes, hashes of the tables of them, and the hash of those. */
static void add_checksums(assay_buffer *out, const assay_buffer *page_hashes) {
    assay_buffer tables;
    assay_buffer_init(&tables, ASSAY_BUFFER_NO_CAP);
    for (size_t from = 0; from < page_hashes->size; from += ASSAY_PAGE_SIZE) {
        size_t left = page_hashes->size - from;
        size_t size = left < ASSAY_PAGE_SIZE ? left : ASSAY_PAGE_SIZE;
        assay_buffer_add_u64(&tables, XXH3_64bits(page_hashes->data + from, size));
    }
    assay_buffer_add(out, page_hashes->data, page_hashes->size);
    assay_buffer_add(out, tables.data, tables.size);
    assay_buffer_add_u64(out, XXH3_64bits(tables.data, tables.size));
    if (out->failed == ASSAY_OK)
        out->failed = tables.failed;
    assay_buffer_done(&tables);
}

static assay_status write_tail(assay_part_file *file, assay_error *err) {
    assay_buffer tail, footer;
    pad_to(file, ASSAY_SEGMENT_ALIGN);
    if (file->size % ASSAY_PAGE_SIZE != 0)
        write_page(file, file->page, file->size % ASSAY_PAGE_SIZE);
    ASSAY_TRY(assay_buffer_check(&file->page_hashes, err));
    assay_buffer_init(&tail, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&footer, ASSAY_FOOTER_SIZE);
    add_checksums(&tail, &file->page_hashes);
    file->footer.part_at[ASSAY_PART_CHECKSUMS] = file->size;
    file->footer.part_size[ASSAY_PART_CHECKSUMS] = tail.size;
    add_footer(&footer, &file->footer);
    assay_buffer_add(&tail, footer.data, footer.size);
    assay_status status = assay_buffer_check(&footer, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&tail, err);
    if (status == ASSAY_OK && fwrite(tail.data, 1, tail.size, file->file.stream) != tail.size)
        file->failed = true;
    assay_buffer_done(&tail);
    assay_buffer_done(&footer);
    return status;
}

assay_status assay_part_file_finish(assay_part_file *file, assay_error *err) {
    assay_status status = write_tail(file, err);
    if (status == ASSAY_OK && file->failed)
        status =
            assay_fail(err, ASSAY_E_IO, "cannot write %s: %s", file->file.part, strerror(errno));
    if (status != ASSAY_OK) {
        assay_part_file_abandon(file);
        return status;
    }
    assay_buffer_done(&file->page_hashes);
    return assay_file_writer_finish(&file->file, err);
}

void assay_part_file_abandon(assay_part_file *file) {
    assay_buffer_done(&file->page_hashes);
    assay_file_writer_abandon(&file->file);
}

/* ---- spools ---- */

assay_status assay_spool_open(assay_spool *out, const char *path, assay_error *err) {
    memset(out, 0, sizeof *out);
    assay_buffer_init(&out->memory, ASSAY_BUFFER_NO_CAP);
    if (asprintf(&out->path, "%s.spool.part", path) < 0) {
        out->path = NULL;
        return assay_fail_memory(err);
    }
    return ASSAY_OK;
}

void assay_spool_done(assay_spool *spool) {
    assay_buffer_done(&spool->memory);
    if (spool->stream != NULL)
        fclose(spool->stream);
    free(spool->path);
    memset(spool, 0, sizeof *spool);
}

static void spill(assay_spool *spool) {
    if (spool->stream == NULL) {
        spool->stream = fopen(spool->path, "w+be");
        if (spool->stream == NULL) {
            spool->failed = true;
            return;
        }
        unlink(spool->path);
    }
    if (fwrite(spool->memory.data, 1, spool->memory.size, spool->stream) != spool->memory.size)
        spool->failed = true;
    spool->memory.size = 0;
}

void assay_spool_add(assay_spool *spool, const void *bytes, size_t size) {
    assay_buffer_add(&spool->memory, bytes, size);
    spool->size += size;
    if (spool->memory.size >= SPOOL_MEMORY && !spool->failed)
        spill(spool);
}

assay_status assay_spool_copy(assay_part_file *file, assay_spool *spool, assay_error *err) {
    char chunk[16384];
    size_t got = 0;
    ASSAY_TRY(assay_buffer_check(&spool->memory, err));
    if (spool->stream != NULL && !spool->failed) {
        rewind(spool->stream);
        while ((got = fread(chunk, 1, sizeof chunk, spool->stream)) != 0)
            assay_part_file_add(file, chunk, got);
        spool->failed = ferror(spool->stream) != 0;
    }
    if (spool->failed)
        return assay_fail(err, ASSAY_E_IO, "cannot keep %s: %s", spool->path, strerror(errno));
    assay_part_file_add(file, spool->memory.data, spool->memory.size);
    return ASSAY_OK;
}
