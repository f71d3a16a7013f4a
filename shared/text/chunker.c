#include "text/chunker.h"

#include "base/bytes.h"
#include "text/unicode.h"

/* What a byte is to a piece. TIEs and JOINERs need a look at what follows. */
enum {
    OTHER = 0,
    WORD,     /* ASCII letters and digits */
    HIGH,     /* of characters beyond ASCII */
    SPACE,    /* the blank */
    LINE_END, /* the line feed */
    TIE,      /* goes on only with a word right after it */
    JOINER
};

// clang-format off
#define W2 WORD, WORD
#define W8 W2, W2, W2, W2
#define H8 HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH
#define H32 H8, H8, H8, H8
static const uint8_t classes[256] = {
    [' '] = SPACE, ['\n'] = LINE_END,
    ['*'] = TIE, [','] = TIE, ['.'] = TIE, ['_'] = TIE,
    ['+'] = JOINER, ['-'] = JOINER, ['\''] = JOINER, ['^'] = JOINER,
    ['0'] = W8, W2,
    ['A'] = W8, W8, W8, W2,
    ['a'] = W8, W8, W8, W2,
    [128] = H32, H32, H32, H32};
// clang-format on

enum { CARET_MAX = 32, ALIAS_MAX = 32, BREAK_MAX = 64 };

/* Reads that are safe at any index: past the end stands a NUL. */
typedef struct {
    const unsigned char *s;
    size_t size;
} bytes;

static inline unsigned char byte_at(bytes b, size_t i) {
    return i < b.size ? b.s[i] : 0;
}
static inline uint8_t class_at(bytes b, size_t i) {
    return classes[byte_at(b, i)];
}
static inline bool word_at(bytes b, size_t i) {
    uint8_t c = class_at(b, i);
    return c == WORD || c == HIGH;
}
static inline bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}
static inline bool is_small(unsigned char c) {
    return c >= 'a' && c <= 'z';
}
static inline bool is_blank(unsigned char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/* The hyphen before i stands at the end of a line and a small letter follows: where that is, or 0.
 */
static size_t after_line_end(bytes b, size_t i) {
    bool line_end = false;
    size_t j = i;
    for (; is_blank(byte_at(b, j)) && j - i < BREAK_MAX; j++)
        line_end |= b.s[j] == '\n';
    return line_end && is_small(byte_at(b, j)) ? j : 0;
}

/* " (IL)-2" at i: where what follows the hyphen starts, or 0. */
static size_t after_alias(bytes b, size_t i) {
    size_t j = i + 2, limit = j + ALIAS_MAX;
    while (j < limit && word_at(b, j))
        j++;
    if (j == i + 2 || byte_at(b, j) != ')')
        return 0;
    if (byte_at(b, j + 1) == '-')
        return word_at(b, j + 2) ? j + 2 : 0;
    uint32_t code = 0;
    if (class_at(b, j + 1) == HIGH)
        assay_unicode_decode(&code, (assay_span){(const char *)b.s, b.size}, j + 1);
    bool hyphen = code == 0x2010 || code == 0x2011 || code == 0x2013 || code == 0x2212;
    return hyphen ? j + 1 : 0;
}

/* "^{10,12}" or "^2+" at i: its end, or i. */
static size_t after_caret(bytes b, size_t i) {
    size_t j = i + 1;
    if (byte_at(b, j) == '{') {
        while (j < i + CARET_MAX && byte_at(b, j) != '}' && byte_at(b, j) != '\n' && j < b.size)
            j++;
        return byte_at(b, j) == '}' ? j + 1 : i;
    }
    if (byte_at(b, j) == '+' || byte_at(b, j) == '-')
        j++;
    if (!word_at(b, j) && j == i + 1)
        return i;
    return j;
}

static size_t after_point(bytes b, size_t begin, size_t i) {
    unsigned char before = i > begin ? b.s[i - 1] : 0, after = byte_at(b, i + 1);
    if (is_digit(after))
        return is_digit(before) ? i + 1 : i;
    /* i.v., U.S.: single letters */
    bool single = i == begin + 1 || (i > begin + 1 && b.s[i - 2] == '.');
    bool letters = class_at(b, i + 1) == WORD && !is_digit(before) && class_at(b, i - 1) == WORD;
    return letters && single && class_at(b, i + 2) != WORD ? i + 1 : i;
}

/* The piece stands at a joiner: where it goes on, or i when it ends. */
static size_t after_joiner(bytes b, size_t begin, size_t i) {
    unsigned char after = byte_at(b, i + 1);
    switch (b.s[i]) {
    case ' ':
        if (after == '(')
            return after_alias(b, i) != 0 ? after_alias(b, i) : i;
        bool raised = after == 0xE2 && byte_at(b, i + 2) == 0x81 &&
                      (byte_at(b, i + 3) == 0xBA || byte_at(b, i + 3) == 0xBB);
        return raised ? i + 4 : i;
    case '-':
        if (word_at(b, i + 1))
            return i + 1;
        return is_blank(after) && after_line_end(b, i + 1) != 0 ? after_line_end(b, i + 1) : i;
    case '_':
        return word_at(b, i + 1) ? i + 1 : i;
    case '\'':
        if (after == '-')
            return word_at(b, i + 2) ? i + 2 : i;
        return word_at(b, i + 1) ? i + 1 : i;
    case ',':
        return is_digit(after) && i > begin && is_digit(b.s[i - 1]) ? i + 1 : i;
    case '.':
        return after_point(b, begin, i);
    case '*':
        return is_digit(after) ? i + 1 : i;
    case '+':
        return i + 1;
    default:
        return after_caret(b, i);
    }
}

/* i: how far the piece is known to go. */
static size_t end_of_piece(bytes b, size_t begin, size_t i) {
    size_t limit = begin + ASSAY_CHUNK_MAX;
    if (i == begin && (b.s[i] == '.' || b.s[i] == '^'))
        i = b.s[i] == '.' ? i + 1 : after_caret(b, i);
    if (limit > b.size)
        limit = b.size;
    while (i < limit) {
        uint8_t class = classes[b.s[i]];
        if (class == WORD || class == HIGH) {
            i++;
        } else if (class >= TIE || class == SPACE) {
            size_t next = after_joiner(b, begin, i);
            if (next == i)
                break;
            i = next;
        } else {
            break;
        }
    }
    return i;
}

/* Cuts at a character; the tail of an absurdly long word would be a word nobody wrote. */
static assay_chunk cut_piece(assay_chunker *chunker, assay_chunk chunk) {
    bytes b = {(const unsigned char *)chunker->text.data, chunker->text.size};
    chunk.end = assay_unicode_floor(chunker->text, chunk.begin + ASSAY_CHUNK_MAX);
    chunker->at = chunk.end;
    if (class_at(b, chunk.end - 1) == WORD)
        while (class_at(b, chunker->at) == WORD)
            chunker->at++;
    return chunk;
}

static bool starts_piece(bytes b, size_t i) {
    if (b.s[i] == '.')
        return is_digit(byte_at(b, i + 1)) && (i == 0 || !word_at(b, i - 1));
    return b.s[i] == '^' && after_caret(b, i) != i;
}

/* Between pieces stands a blank line, and not one that a page break put within a sentence. */
static bool is_paragraph(bytes b, size_t from, size_t to) {
    int lines = 0;
    for (size_t i = from; i < to && lines < 2; i++)
        if (b.s[i] == '\n')
            lines++;
        else if (lines > 0 && !is_blank(b.s[i]))
            lines = 0;
    if (lines < 2)
        return false;
    unsigned char before = 0;
    for (size_t i = from; before == 0 && i < to && !is_blank(b.s[i]); i++)
        before = b.s[i];
    bool within = is_small(byte_at(b, to)) && from > 0 &&
                  (before == 0 ? is_small(b.s[from - 1]) : before == ',');
    return !within;
}

/* Bit i: byte i is an ASCII letter or digit. Plain C that compilers turn into vector code; the
 * multiplication gathers the low bits of eight bytes. */
static uint64_t word_bits(const unsigned char block[64]) {
    unsigned char is_word[64];
    for (int i = 0; i < 64; i++) {
        unsigned char letter = (unsigned char)((block[i] | 0x20) - 'a');
        unsigned char digit = (unsigned char)(block[i] - '0');
        is_word[i] = (unsigned char)((letter < 26) | (digit < 10));
    }
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits |= assay_load_u64(is_word + (size_t)i * 8) * 0x0102040810204080U >> 56 << (i * 8);
    return bits;
}

void assay_chunker_load(assay_chunker *chunker, size_t block) {
    assay_span text = chunker->text;
    chunker->block = block;
    if (text.size - block >= 64) {
        chunker->words = word_bits((const unsigned char *)text.data + block);
        return;
    }
    unsigned char rest[64] = {0};
    memcpy(rest, text.data + block, text.size - block);
    chunker->words = word_bits(rest);
}

/* Does a piece of letters and digits end at i for certain? */
static inline bool surely_ends(bytes b, size_t i) {
    uint8_t class = class_at(b, i), after = class_at(b, i + 1);
    if (class == SPACE)
        return byte_at(b, i + 1) != '(' && after != HIGH;
    if (class == TIE)
        return after != WORD && after != HIGH;
    return class == OTHER || class == LINE_END;
}

assay_chunk assay_chunker_next(assay_chunker *chunker) {
    assay_span text = chunker->text;
    bytes b = {(const unsigned char *)text.data, text.size};
    bool line_end = false;
    size_t i = chunker->at;
    for (; i < b.size; i++) {
        uint8_t class = classes[b.s[i]];
        if (class == WORD || class == HIGH)
            break;
        line_end |= class == LINE_END;
        if (class >= TIE && starts_piece(b, i))
            break;
    }
    assay_chunk chunk = {.begin = i, .end = i};
    if (i < b.size) {
        size_t at = chunker->at;
        chunk.paragraph = line_end && at > 0 && is_paragraph(b, at, i);
        chunk.end = classes[b.s[i]] == WORD ? assay_chunker_word_end(chunker, i) : i;
        if (chunk.end == i || !surely_ends(b, chunk.end))
            chunk.end = end_of_piece(b, i, chunk.end);
    }
    chunker->at = chunk.end;
    return chunk.end - chunk.begin >= ASSAY_CHUNK_MAX ? cut_piece(chunker, chunk) : chunk;
}
