#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

bool assay_number_u64(uint64_t *out, assay_span text) {
    uint64_t value = 0;
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
        if (digit > 9 || __builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit, &value))
            return false;
    }
    *out = value;
    return true;
}

bool assay_number_i64(int64_t *out, assay_span text) {
    bool negative = text.size != 0 && text.data[0] == '-';
    uint64_t magnitude;
    if (!assay_number_u64(&magnitude, assay_span_skip(text, negative)) || magnitude > INT64_MAX)
        return false;
    *out = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;
static locale_t c_locale;

static void make_c_locale(void) {
    c_locale = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
}

bool assay_number_double(double *out, assay_span text) {
    char copy[64], *end;
    if (text.size == 0 || text.size >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (strchr("0123456789+-.eE", text.data[i]) == NULL || text.data[i] == '\0')
            return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    pthread_once(&c_locale_once, make_c_locale);
    double value = c_locale != (locale_t)0 ? strtod_l(copy, &end, c_locale) : strtod(copy, &end);
    if (*end != '\0' || end == copy || !isfinite(value))
        return false;
    *out = value;
    return true;
}

bool assay_number_bytes(uint64_t *out, assay_span text) {
    static const char units[] = "KMGT";
    if (text.size > 1 && (text.data[text.size - 1] == 'B' || text.data[text.size - 1] == 'b'))
        text.size--;
    unsigned shift = 0;
    for (unsigned unit = 0; unit < 4 && text.size > 1; unit++)
        if ((text.data[text.size - 1] & ~0x20) == units[unit]) {
            shift = 10 * (unit + 1);
            text.size--;
            break;
        }
    uint64_t value;
    if (!assay_number_u64(&value, text) || value > UINT64_MAX >> shift)
        return false;
    *out = value << shift;
    return true;
}
