/* Memory whose end is followed by a page nobody may touch: reading or writing past it ends the program. */
#ifndef ASSAY_TESTS_GUARDED_H
#define ASSAY_TESTS_GUARDED_H
#include <stddef.h>
#include <stdint.h>

/* How far decoders may read past their data (segment.h). */
enum { GUARDED_PAD = 64 };

uint8_t *guarded_new(size_t size);
void guarded_free(uint8_t *data, size_t size);
#endif
