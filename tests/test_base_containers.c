/* Arena, buffer, map and spans. */
#include <stdio.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/map.h"
#include "support/suite.h"

START_TEST(an_arena_gives_aligned_memory_and_keeps_its_limit) {
    assay_arena arena;
    assay_arena_init(&arena);
    for (size_t size = 0; size < 3000; size += 7) {
        unsigned char *memory = assay_arena_alloc(&arena, size);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % 16, 0);
        memset(memory, 0xAB, size);
    }
    arena.limit = arena.allocated;
    ck_assert_ptr_null(assay_arena_alloc(&arena, 1 << 22));
    ck_assert_ptr_null(assay_arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(assay_arena_calloc(&arena, SIZE_MAX / 2, 3));
    assay_arena_reset(&arena);
    ck_assert_ptr_nonnull(assay_arena_alloc(&arena, 100));
    assay_arena_done(&arena);
    ck_assert_uint_eq(arena.allocated, 0);
}
END_TEST

START_TEST(a_reset_arena_has_handed_out_nothing_whatever_it_holds) {
    assay_arena arena;
    assay_arena_init(&arena);
    ck_assert_uint_eq(assay_arena_used(&arena), 0);
    for (int i = 0; i < 100; i++)
        ck_assert_ptr_nonnull(assay_arena_alloc(&arena, 100000));
    ck_assert_uint_eq(assay_arena_used(&arena), 100 * 100000);
    assay_arena_reset(&arena);
    ck_assert_uint_eq(assay_arena_used(&arena), 0);
    ck_assert_uint_ge(arena.allocated, 1000000);
    assay_arena_done(&arena);
}
END_TEST

/* What a reset leaves: the largest chunk of more than the ordinary size, and of the others what may be kept. */
START_TEST(a_reset_arena_keeps_what_its_owner_says_and_uses_it_again) {
    const size_t step = (size_t)1 << 20;
    assay_arena arena;
    assay_arena_init(&arena);
    arena.kept = 3 * step;
    for (int round = 0; round < 3; round++) {
        ck_assert_ptr_nonnull(assay_arena_alloc(&arena, 5 * step));
        for (int i = 0; i < 20; i++)
            memset(assay_arena_alloc(&arena, step / 2 + 1), round, step / 2 + 1);
        ck_assert_uint_gt(arena.allocated, 20 * step);
        assay_arena_reset(&arena);
        ck_assert_uint_eq(assay_arena_used(&arena), 0);
        ck_assert_uint_ge(arena.allocated, 8 * step);
        ck_assert_uint_lt(arena.allocated, 9 * step);
    }
    size_t held = arena.allocated;
    for (int i = 0; i < 12; i++) /* nine in the largest */
        ck_assert_ptr_nonnull(assay_arena_alloc(&arena, step / 2 + 1));
    ck_assert_uint_eq(arena.allocated, held);
    assay_arena_done(&arena);
    ck_assert_uint_eq(arena.allocated, 0);
}
END_TEST

START_TEST(an_array_in_an_arena_grows_and_keeps_its_items) {
    assay_arena arena;
    assay_error err = {0};
    assay_arena_init(&arena);
    uint32_t *items = NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; i < 1000; i++) {
        ck_ok(assay_arena_grow(&arena, &items, &capacity, i, sizeof *items, &err), err);
        items[i] = i * i;
    }
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(items[i], i * i);
    assay_arena_done(&arena);
}
END_TEST

START_TEST(a_buffer_refuses_to_pass_its_cap_and_remembers_it) {
    assay_buffer buffer;
    assay_error err = {0};
    assay_buffer_init(&buffer, 10);
    assay_buffer_add_text(&buffer, "12345678");
    assay_buffer_add_text(&buffer, "abc");
    ck_assert_int_eq(assay_buffer_check(&buffer, &err), ASSAY_E_LIMIT);
    ck_span_eq(assay_buffer_span(&buffer), "12345678");
    assay_buffer_add_byte(&buffer, 'x');
    ck_span_eq(assay_buffer_span(&buffer), "12345678");
    assay_buffer_clear(&buffer);
    assay_buffer_format(&buffer, "%d-%s", 7, "ok");
    ck_ok(assay_buffer_check(&buffer, &err), err);
    ck_span_eq(assay_buffer_span(&buffer), "7-ok");
    assay_buffer_done(&buffer);
}
END_TEST

START_TEST(numbers_written_are_the_numbers_read) {
    static const uint64_t values[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX, UINT64_MAX - 1};
    assay_buffer buffer;
    assay_buffer_init(&buffer, 1000);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        assay_buffer_add_varint(&buffer, values[i]);
        assay_buffer_add_u64(&buffer, values[i]);
        assay_buffer_add_u32(&buffer, (uint32_t)values[i]);
        assay_buffer_add_u16(&buffer, (uint16_t)values[i]);
    }
    assay_bytes bytes = assay_bytes_of(assay_buffer_span(&buffer));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ck_assert_uint_eq(assay_bytes_varint(&bytes), values[i]);
        ck_assert_uint_eq(assay_bytes_u64(&bytes), values[i]);
        ck_assert_uint_eq(assay_bytes_u32(&bytes), (uint32_t)values[i]);
        ck_assert_uint_eq(assay_bytes_u16(&bytes), (uint16_t)values[i]);
    }
    ck_assert(assay_bytes_ok(&bytes));
    ck_assert_uint_eq(assay_bytes_left(&bytes), 0);
    ck_assert_uint_eq(assay_bytes_u32(&bytes), 0);
    ck_assert(!assay_bytes_ok(&bytes));
    assay_buffer_done(&buffer);
}
END_TEST

START_TEST(a_varint_of_too_many_bits_is_a_failure) {
    assay_bytes bytes = assay_bytes_of(ASSAY_SPAN("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"));
    assay_bytes_varint(&bytes);
    ck_assert(!assay_bytes_ok(&bytes));
    assay_bytes cut = assay_bytes_of(ASSAY_SPAN("\xff\xff"));
    assay_bytes_varint(&cut);
    ck_assert(!assay_bytes_ok(&cut));
}
END_TEST

START_TEST(a_map_numbers_keys_by_arrival_and_finds_them_again) {
    assay_map map;
    assay_map_init(&map);
    char key[32];
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 20000; i++) {
            snprintf(key, sizeof key, "key %u", i);
            ck_assert_uint_eq(assay_map_intern(&map, assay_span_of(key)), i);
        }
    ck_assert_uint_eq(assay_map_count(&map), 20000);
    ck_span_eq(assay_map_key(&map, 77), "key 77");
    ck_assert_uint_eq(assay_map_find(&map, ASSAY_SPAN("key 20000")), ASSAY_MAP_NONE);
    ck_assert_uint_eq(assay_map_intern(&map, ASSAY_SPAN("")), 20000);
    assay_map_clear(&map);
    ck_assert_uint_eq(assay_map_find(&map, ASSAY_SPAN("key 77")), ASSAY_MAP_NONE);
    ck_assert_uint_eq(assay_map_intern(&map, ASSAY_SPAN("key 77")), 0);
    assay_map_done(&map);
}
END_TEST

START_TEST(spans_compare_find_trim_and_cut) {
    ck_assert_int_lt(assay_span_compare(ASSAY_SPAN("ab"), ASSAY_SPAN("abc")), 0);
    ck_assert_int_gt(assay_span_compare(ASSAY_SPAN("\xC3"), ASSAY_SPAN("z")), 0);
    ck_assert_int_eq(assay_span_compare(ASSAY_SPAN(""), (assay_span){NULL, 0}), 0);
    static const char *const sorted[] = {"a", "ab", "b"};
    for (size_t i = 0; i < 3; i++)
        ck_assert(assay_span_is_one_of(assay_span_of(sorted[i]), sorted, 3));
    ck_assert(!assay_span_is_one_of(ASSAY_SPAN("abc"), sorted, 3));
    ck_assert(!assay_span_is_one_of(ASSAY_SPAN(""), sorted, 3));
    ck_assert(!assay_span_is_one_of(ASSAY_SPAN("a"), sorted, 0));
    ck_assert_uint_eq(assay_span_find(ASSAY_SPAN("a needle"), ASSAY_SPAN("need")), 2);
    ck_assert_uint_eq(assay_span_find(ASSAY_SPAN("a"), ASSAY_SPAN("need")), SIZE_MAX);
    ck_span_eq(assay_span_trim(ASSAY_SPAN(" \t x y\n")), "x y");
    ck_assert(assay_span_equal_ascii_case(ASSAY_SPAN("NcT"), ASSAY_SPAN("nCt")));
    assay_span rest = ASSAY_SPAN("a,b,");
    ck_span_eq(assay_span_cut(&rest, ','), "a");
    ck_span_eq(assay_span_cut(&rest, ','), "b");
    ck_assert_ptr_nonnull(rest.data);
    ck_span_eq(assay_span_cut(&rest, ','), "");
    ck_assert_ptr_null(rest.data);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base containers");
    TCase *tests = tcase_create("containers");
    tcase_add_test(tests, an_arena_gives_aligned_memory_and_keeps_its_limit);
    tcase_add_test(tests, a_reset_arena_has_handed_out_nothing_whatever_it_holds);
    tcase_add_test(tests, a_reset_arena_keeps_what_its_owner_says_and_uses_it_again);
    tcase_add_test(tests, an_array_in_an_arena_grows_and_keeps_its_items);
    tcase_add_test(tests, a_buffer_refuses_to_pass_its_cap_and_remembers_it);
    tcase_add_test(tests, numbers_written_are_the_numbers_read);
    tcase_add_test(tests, a_varint_of_too_many_bits_is_a_failure);
    tcase_add_test(tests, a_map_numbers_keys_by_arrival_and_finds_them_again);
    tcase_add_test(tests, spans_compare_find_trim_and_cut);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
