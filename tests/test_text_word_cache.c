#include "text/word_cache.h"

#include "support/suite.h"

#include <stdio.h>

static assay_word_cache cache;

static void stop(void) {
    assay_word_cache_done(&cache);
}

static assay_word_key key_of(const char *text, size_t room) {
    return assay_word_cache_key(assay_span_of(text), room);
}

static void add(const char *text, uint32_t term, uint8_t count) {
    assay_word_token tokens[3] = {{.term = term}, {.term = term + 1}, {.term = term + 2}};
    assay_word word = {.count = count, .positions = count};
    assay_word_key key = key_of(text, strlen(text));
    assay_word_cache_add(&cache, &key, &word, tokens);
}

static const assay_word *find(const char *text) {
    assay_word_key key = key_of(text, strlen(text));
    return assay_word_cache_find(&cache, &key);
}

START_TEST(words_are_found_with_their_tokens) {
    ck_assert_ptr_null(find("a"));
    add("a", 1, 1);
    add("il-2", 10, 3);
    add("nothing", 20, 0);
    add("a-word-of-more-than-sixteen-bytes-39-xx", 30, 1);
    ck_assert_uint_eq(assay_word_cache_tokens(&cache, find("a"))->term, 1);
    const assay_word *several = find("il-2");
    ck_assert_uint_eq(several->count, 3);
    ck_assert_uint_eq(assay_word_cache_tokens(&cache, several)[2].term, 12);
    ck_assert_uint_eq(find("nothing")->count, 0);
    ck_assert_uint_eq(
        assay_word_cache_tokens(&cache, find("a-word-of-more-than-sixteen-bytes-39-xx"))->term, 30);
    ck_assert_ptr_null(find("a-word-of-more-than-sixteen-bytes-39-xy"));
    ck_assert_ptr_null(find("aa"));
    assay_word_cache_clear(&cache);
    ck_assert_ptr_null(find("a"));
}
END_TEST

/* Bytes after the word do not belong to the key, read or not. */
START_TEST(keys_do_not_depend_on_what_follows) {
    static const char text[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
    for (size_t size = 1; size <= ASSAY_WORD_KEY_MAX; size++) {
        assay_span word = {text, size};
        assay_word_key wide = assay_word_cache_key(word, sizeof text - 1);
        char copy[ASSAY_WORD_KEY_MAX];
        memcpy(copy, text, size);
        assay_word_key narrow = assay_word_cache_key((assay_span){copy, size}, size);
        ck_assert_uint_eq(wide.low, narrow.low);
        ck_assert_uint_eq(wide.high, narrow.high);
        ck_assert_uint_eq(wide.hash, narrow.hash);
    }
}
END_TEST

START_TEST(memory_is_bounded_and_words_asked_for_stay) {
    enum { WORDS = 800000 };
    char text[32];
    size_t lost = 0, right = 0;
    for (uint32_t i = 0; i < WORDS; i++) {
        snprintf(text, sizeof text, "word%u", i);
        add(text, i, i % 4 == 0 ? 2 : 1);
        if (find("word0") == NULL) {
            lost++;
            add("word0", 0, 2);
        }
    }
    ck_assert_uint_lt(lost, 10);
    ck_assert_uint_le(assay_word_cache_memory(&cache), (size_t)64 << 20);
    for (uint32_t i = 0; i < WORDS; i++) {
        snprintf(text, sizeof text, "word%u", i);
        const assay_word *word = find(text);
        if (word != NULL && assay_word_cache_tokens(&cache, word)->term != i)
            ck_abort_msg("%s has another word's tokens", text);
        right += word != NULL;
    }
    ck_assert_uint_gt(right, WORDS / 4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/word_cache");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, NULL, stop);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, words_are_found_with_their_tokens);
    tcase_add_test(cases, keys_do_not_depend_on_what_follows);
    tcase_add_test(cases, memory_is_bounded_and_words_asked_for_stay);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
