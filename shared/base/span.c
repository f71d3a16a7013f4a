#include "base/span.h"

static unsigned char ascii_lower(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

static bool is_white(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

int assay_span_compare(assay_span a, assay_span b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    if (order != 0)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

bool assay_span_starts_ascii_case(assay_span text, assay_span prefix) {
    if (text.size < prefix.size)
        return false;
    for (size_t i = 0; i < prefix.size; i++)
        if (ascii_lower((unsigned char)text.data[i]) != ascii_lower((unsigned char)prefix.data[i]))
            return false;
    return true;
}

bool assay_span_equal_ascii_case(assay_span a, assay_span b) {
    return a.size == b.size && assay_span_starts_ascii_case(a, b);
}

/* As assay_span_compare with the word, whose length need not be known: most are told by their first bytes. */
static int compare_word(const char *word, assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char of_word = (unsigned char)word[i], of_text = (unsigned char)text.data[i];
        if (of_word != of_text)
            return (int)of_word - (int)of_text;
        if (of_word == '\0')
            return -1;
    }
    return word[text.size] != '\0';
}

bool assay_span_is_one_of(assay_span text, const char *const *sorted, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_word(sorted[middle], text);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

size_t assay_span_find(assay_span text, assay_span needle) {
    if (needle.size == 0)
        return 0;
    if (text.size < needle.size)
        return SIZE_MAX;
    const char *at = memmem(text.data, text.size, needle.data, needle.size);
    return at != NULL ? (size_t)(at - text.data) : SIZE_MAX;
}

size_t assay_span_find_byte(assay_span text, char byte) {
    const char *at = text.size != 0 ? memchr(text.data, byte, text.size) : NULL;
    return at != NULL ? (size_t)(at - text.data) : SIZE_MAX;
}

assay_span assay_span_trim(assay_span text) {
    while (text.size != 0 && is_white(text.data[0]))
        text = assay_span_skip(text, 1);
    while (text.size != 0 && is_white(text.data[text.size - 1]))
        text.size--;
    return text;
}

assay_span assay_span_cut(assay_span *rest, char separator) {
    assay_span whole = *rest;
    size_t at = assay_span_find_byte(whole, separator);
    if (at == SIZE_MAX) {
        *rest = (assay_span){NULL, 0};
        return whole;
    }
    *rest = assay_span_skip(whole, at + 1);
    return assay_span_first(whole, at);
}
