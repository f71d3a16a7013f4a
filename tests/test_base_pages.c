#include "base/pages.h"

#include "support/suite.h"

#include <string.h>

/* Sizes below, at and above what is worth a hint, none a multiple of a page. */
START_TEST(a_table_keeps_its_bytes_whatever_pages_it_gets) {
    static const size_t sizes[] = {0, 1, 4097, (4 << 20) - 1, (4 << 20) + 13, (9 << 20) + 5};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *table = calloc(sizes[i] + 1, 1);
        ck_assert_ptr_nonnull(table);
        assay_pages_prefer_large(table, sizes[i]);
        for (size_t k = 0; k <= sizes[i]; k += 511)
            ck_assert_uint_eq(table[k], 0);
        memset(table, 0x5a, sizes[i]);
        assay_pages_prefer_large(table, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++)
            if (table[k] != 0x5a)
                ck_abort_msg("byte %zu of %zu", k, sizes[i]);
        ck_assert_uint_eq(table[sizes[i]], 0);
        free(table);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/pages");
    TCase *tests = tcase_create("pages");
    tcase_add_test(tests, a_table_keeps_its_bytes_whatever_pages_it_gets);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
