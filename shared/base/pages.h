/* Tables that are met at random: with pages of the usual size most looks at one also miss the
 * processor's table of pages.
 *
 * A hint: answers are the same without it. Any thread. */
#ifndef ASSAY_BASE_PAGES_H
#define ASSAY_BASE_PAGES_H
#include <stddef.h>

/* The system may use large pages for [at, at + size), which malloc or calloc just gave and nobody
 * wrote to yet. Small tables are left alone. */
void assay_pages_prefer_large(void *at, size_t size);
#endif
