#include "records/input/container.h"
#include "records/input/decompress.h"
#include "records/input/encoding.h"
#include "records/input/input.h"
#include "support/folder.h"
#include "support/records.h"

#include <archive.h>
#include <archive_entry.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

static assay_error err;

/* A source that gives at most `step` bytes a time and may fail at its end. */
typedef struct {
    assay_span left;
    size_t step;
    assay_status at_end;
} drip;

static assay_status fill_drop(size_t *size, void *user, void *out, size_t capacity,
                              assay_error *error) {
    drip *d = user;
    size_t most = capacity < d->step ? capacity : d->step;
    *size = d->left.size < most ? d->left.size : most;
    if (*size == 0 && d->at_end != ASSAY_OK)
        return assay_fail(error, d->at_end, "the source broke");
    memcpy(out, d->left.data, *size);
    d->left = assay_span_skip(d->left, *size);
    return ASSAY_OK;
}

static assay_input *open_drip(drip *d) {
    assay_input *input = NULL;
    ck_ok(assay_input_new(&input, "drip", (assay_input_source){d, fill_drop, NULL}, &err), err);
    return input;
}

START_TEST(lines_come_without_their_ends_whatever_the_pieces) {
    static const char text[] = "one\r\ntwo\n\n\rfour\r\r\nlast";
    static const char *const lines[] = {"one", "two", "", "\rfour\r", "last"};
    for (size_t step = 1; step <= sizeof text; step++) {
        drip d = {assay_span_of(text), step, ASSAY_OK};
        assay_input *input = open_drip(&d);
        assay_span line;
        bool more = true;
        for (size_t i = 0; i < 5; i++) {
            ck_ok(assay_input_line(&line, &more, input, 100, &err), err);
            ck_assert(more);
            ck_span_eq(line, lines[i]);
            ck_assert_uint_eq(assay_input_line_number(input), i + 1);
        }
        ck_ok(assay_input_line(&line, &more, input, 100, &err), err);
        ck_assert(!more);
        ck_assert_uint_eq(assay_input_offset(input), sizeof text - 1);
        assay_input_free(input);
    }
}
END_TEST

START_TEST(a_line_that_is_too_long_is_skipped_and_told) {
    char *text = malloc(1 << 20);
    memset(text, 'x', 1 << 20);
    text[(1 << 20) - 6] = '\n';
    memcpy(text + (1 << 20) - 5, "after", 5);
    drip d = {assay_span_make(text, 1 << 20), 1000, ASSAY_OK};
    assay_input *input = open_drip(&d);
    assay_span line;
    bool more;
    ck_assert_int_eq(assay_input_line(&line, &more, input, 4096, &err), ASSAY_E_LIMIT);
    ck_ok(assay_input_line(&line, &more, input, 4096, &err), err);
    ck_span_eq(line, "after");
    ck_assert_uint_eq(assay_input_line_number(input), 2);
    assay_input_free(input);
    free(text);
}
END_TEST

START_TEST(a_source_that_breaks_gives_its_whole_lines_first) {
    drip d = {ASSAY_SPAN("one\ntwo\nhal"), 4, ASSAY_E_IO};
    assay_input *input = open_drip(&d);
    assay_span line;
    bool more;
    for (int i = 0; i < 2; i++)
        ck_ok(assay_input_line(&line, &more, input, 100, &err), err);
    ck_span_eq(line, "two");
    ck_assert_int_eq(assay_input_line(&line, &more, input, 100, &err), ASSAY_E_IO);
    ck_assert_str_eq(err.message, "the source broke");
    assay_input_free(input);
}
END_TEST

START_TEST(peeking_consumes_nothing) {
    drip d = {ASSAY_SPAN("abcdef"), 2, ASSAY_OK};
    assay_input *input = open_drip(&d);
    assay_span head;
    char out[4];
    size_t size;
    ck_ok(assay_input_peek(&head, input, &err), err);
    ck_span_eq(head, "abcdef");
    ck_ok(assay_input_read(&size, input, out, sizeof out, &err), err);
    ck_assert_uint_eq(size, 4);
    ck_ok(assay_input_read(&size, input, out, sizeof out, &err), err);
    ck_assert_uint_eq(size, 2);
    ck_ok(assay_input_read(&size, input, out, sizeof out, &err), err);
    ck_assert_uint_eq(size, 0);
    assay_input_free(input);
}
END_TEST

START_TEST(utf16_becomes_utf8_in_any_pieces) {
    static const char little[] = "a\0\xB3\x03\x3D\xD8\x89\xDC\x00\xD8z\0";
    for (size_t step = 1; step < 13; step++) {
        drip d = {assay_span_make(little, 12), step, ASSAY_OK};
        assay_input *input = open_drip(&d), *plain = NULL;
        ck_ok(assay_encoding_open_utf16(&plain, input, ASSAY_ENCODING_UTF16_LITTLE, &err), err);
        assay_span text;
        ck_ok(assay_input_peek(&text, plain, &err), err);
        ck_span_eq(text, "a\xCE\xB3\xF0\x9F\x92\x89\xEF\xBF\xBDz");
        assay_input_free(plain);
        assay_input_free(input);
    }
}
END_TEST

START_TEST(stray_bytes_are_repaired_one_by_one) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_assert_uint_eq(
        assay_encoding_repair(&out, ASSAY_SPAN("caf\xE9 \xCE\xB3 \x80"), ASSAY_REPAIR_WINDOWS_1252),
        2);
    ck_span_eq(assay_buffer_span(&out), "caf\xC3\xA9 \xCE\xB3 \xE2\x82\xAC");
    assay_buffer_done(&out);
}
END_TEST

/* Records of one line each, enough of them to fill many blocks of a compressor. */
enum { LINES = 2000 };
static assay_buffer make_lines(void) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    unsigned seed = 7;
    for (int i = 0; i < LINES; i++) {
        assay_buffer_format(&text, "{\"id\":\"%d\",\"title\":\"Trial of substance %u\"}\n", i,
                            seed);
        seed = seed * 1103515245U + 12345U;
    }
    return text;
}

static assay_buffer compress_gzip(assay_span text) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_assert(assay_buffer_reserve(&out, text.size + 1000));
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)text.data,
                       .avail_in = (uInt)text.size,
                       .next_out = (Bytef *)out.data,
                       .avail_out = (uInt)(text.size + 1000)};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.size = stream.total_out;
    deflateEnd(&stream);
    return out;
}

static assay_buffer compress_zstd(assay_span text) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    size_t room = ZSTD_compressBound(text.size);
    ck_assert(assay_buffer_reserve(&out, room));
    out.size = ZSTD_compress(out.data, room, text.data, text.size, 3);
    ck_assert(!ZSTD_isError(out.size));
    return out;
}

static assay_buffer compress_xz(assay_span text) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    size_t room = lzma_stream_buffer_bound(text.size), size = 0;
    ck_assert(assay_buffer_reserve(&out, room));
    ck_assert_int_eq(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, (const uint8_t *)text.data,
                                             text.size, (uint8_t *)out.data, &size, room),
                     LZMA_OK);
    out.size = size;
    return out;
}

static assay_buffer (*const compressors[])(assay_span) = {compress_gzip, compress_zstd,
                                                          compress_xz};

static test_records kept;

static void read_all(assay_span bytes, const char *name) {
    ck_ok(test_records_read_bytes(&kept, bytes, name, NULL, NULL, &err), err);
}

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(compressed_files_are_looked_through) {
    assay_buffer text = make_lines(), packed = compressors[_i](assay_buffer_span(&text));
    read_all(assay_buffer_span(&packed), "a.jsonl.z");
    ck_assert_uint_eq(kept.count, LINES);
    ck_assert_uint_eq(kept.problem_count, 0);
    assay_buffer_done(&packed);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(several_members_are_one_file) {
    assay_buffer text = make_lines(), packed = compressors[_i](assay_buffer_span(&text));
    assay_buffer twice;
    assay_buffer_init(&twice, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_span(&twice, assay_buffer_span(&packed));
    assay_buffer_add_span(&twice, assay_buffer_span(&packed));
    assay_buffer_add(&twice, "\0\0\0\0", 4);
    read_all(assay_buffer_span(&twice), "a.jsonl");
    ck_assert_uint_eq(kept.count, 2 * LINES);
    ck_assert_uint_eq(kept.problem_count, 0);
    assay_buffer_done(&twice);
    assay_buffer_done(&packed);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(truncated_data_gives_the_records_before_the_cut_and_one_problem) {
    assay_buffer text = make_lines(), packed = compressors[_i](assay_buffer_span(&text));
    for (int part = 1; part <= 9; part += 4) {
        size_t cut = packed.size * (size_t)part / 10;
        read_all(assay_span_make(packed.data, cut), "cut.jsonl.z");
        ck_assert_uint_eq(kept.problem_count, 1);
        ck_assert_str_eq(kept.problems[0].path, "cut.jsonl.z");
        ck_assert(kept.problems[0].lost);
        ck_assert_msg(strstr(kept.problems[0].message, "byte") != NULL, "%s",
                      kept.problems[0].message);
        /* A codec that works in large blocks gives none of a block that is not whole. */
        if (_i == 0)
            ck_assert_uint_ge(kept.count, LINES * (size_t)part / 10 - 100);
        ck_assert_uint_lt(kept.count, LINES);
    }
    assay_buffer_done(&packed);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(damaged_data_is_told_and_no_crash) {
    assay_buffer text = make_lines(), packed = compressors[_i](assay_buffer_span(&text));
    for (size_t at = 12; at < packed.size; at += packed.size / 23) {
        packed.data[at] = (char)(packed.data[at] ^ 0x55);
        assay_status status = test_records_read_bytes(&kept, assay_buffer_span(&packed),
                                                      "bad.jsonl", NULL, NULL, &err);
        bool checked = compressors[_i] != compress_zstd; /* its frames here carry no checksum */
        ck_assert(!checked || status != ASSAY_OK || kept.lost != 0);
        packed.data[at] = (char)(packed.data[at] ^ 0x55);
    }
    assay_buffer_done(&packed);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(bytes_behind_compressed_data_are_told) {
    assay_buffer text = make_lines(), packed = compressors[_i](assay_buffer_span(&text));
    assay_buffer_add_text(&packed, "and more");
    read_all(assay_buffer_span(&packed), "a.jsonl");
    ck_assert_uint_eq(kept.count, LINES);
    ck_assert_uint_eq(kept.problem_count, 1);
    assay_buffer_done(&packed);
    assay_buffer_done(&text);
}
END_TEST

typedef struct {
    const char *name;
    assay_span content;
} member;

static assay_buffer pack(bool zip, const member *members, size_t count) {
    assay_buffer out;
    size_t used = 0, room = 65536;
    for (size_t i = 0; i < count; i++)
        room += members[i].content.size + 4096;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    ck_assert(assay_buffer_reserve(&out, room));
    struct archive *archive = archive_write_new();
    if (zip)
        ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    else
        ck_assert_int_eq(archive_write_set_format_ustar(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, out.data, room, &used), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_size(entry, (la_int64_t)members[i].content.size);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
        ck_assert_int_eq(
            archive_write_data(archive, members[i].content.data, members[i].content.size),
            (la_ssize_t)members[i].content.size);
        archive_entry_free(entry);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    out.size = used;
    return out;
}

#define LINE(id) ASSAY_SPAN("{\"id\":\"" id "\",\"title\":\"A title\"}\n")

START_TEST(members_of_archives_are_read_in_place) {
    const member members[] = {{"a.jsonl", LINE("1")},
                              {"b/c.jsonl", LINE("2")},
                              {"b/.hidden.jsonl", LINE("3")},
                              {"__MACOSX/x.jsonl", LINE("4")},
                              {"d.jsonl", ASSAY_SPAN("{\"id\":\n")}};
    assay_buffer packed = pack(_i == 1, members, 5);
    read_all(assay_buffer_span(&packed), "all.pack");
    ck_assert_uint_eq(kept.count, 2);
    ck_span_eq(test_record(&kept, 1)->identity, "id:2");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert_str_eq(kept.problems[0].path, "all.pack!d.jsonl");
    assay_buffer_done(&packed);
}
END_TEST

START_TEST(archives_within_archives_are_followed_three_deep) {
    assay_buffer inner = pack(false, &(member){"r.jsonl", LINE("1")}, 1);
    for (int depth = 2; depth <= 4; depth++) {
        assay_buffer gz = compress_gzip(assay_buffer_span(&inner));
        assay_buffer outer = pack(depth == 2, &(member){"in.tar.gz", assay_buffer_span(&gz)}, 1);
        assay_buffer_done(&gz);
        assay_buffer_done(&inner);
        inner = outer;
        read_all(assay_buffer_span(&inner), "out");
        ck_assert_uint_eq(kept.count, depth <= 3);
        ck_assert_uint_eq(kept.lost, depth > 3);
    }
    ck_assert_int_eq(kept.problems[0].status, ASSAY_E_LIMIT);
    assay_buffer_done(&inner);
}
END_TEST

START_TEST(a_truncated_archive_gives_what_stands_before_the_cut) {
    const member members[] = {{"a.jsonl", LINE("1")}, {"b.jsonl", LINE("2")}};
    assay_buffer packed = pack(false, members, 2);
    read_all(assay_span_make(packed.data, 512 + 512 + 512 + 10), "cut.tar");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 1);
    read_all(assay_span_make(packed.data, 512 + 512 + 100), "cut.tar");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert_str_eq(kept.problems[0].path, "cut.tar");
    assay_buffer_done(&packed);
}
END_TEST

START_TEST(a_gzip_that_holds_nothing_is_an_empty_file) {
    assay_buffer packed = compress_gzip(ASSAY_SPAN(""));
    ck_assert_int_eq(
        test_records_read_bytes(&kept, assay_buffer_span(&packed), "x", NULL, NULL, &err),
        ASSAY_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "empty"));
    assay_buffer_done(&packed);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/input");
    TCase *tests = tcase_create("input");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, lines_come_without_their_ends_whatever_the_pieces);
    tcase_add_test(tests, a_line_that_is_too_long_is_skipped_and_told);
    tcase_add_test(tests, a_source_that_breaks_gives_its_whole_lines_first);
    tcase_add_test(tests, peeking_consumes_nothing);
    tcase_add_test(tests, utf16_becomes_utf8_in_any_pieces);
    tcase_add_test(tests, stray_bytes_are_repaired_one_by_one);
    tcase_add_loop_test(tests, compressed_files_are_looked_through, 0, 3);
    tcase_add_loop_test(tests, several_members_are_one_file, 0, 3);
    tcase_add_loop_test(tests, truncated_data_gives_the_records_before_the_cut_and_one_problem, 0,
                        3);
    tcase_add_loop_test(tests, damaged_data_is_told_and_no_crash, 0, 3);
    tcase_add_loop_test(tests, bytes_behind_compressed_data_are_told, 0, 3);
    tcase_add_loop_test(tests, members_of_archives_are_read_in_place, 0, 2);
    tcase_add_test(tests, archives_within_archives_are_followed_three_deep);
    tcase_add_test(tests, a_truncated_archive_gives_what_stands_before_the_cut);
    tcase_add_test(tests, a_gzip_that_holds_nothing_is_an_empty_file);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
