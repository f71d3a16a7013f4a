/* The law of ranks is a chain of power laws p(x) ~ x^-slope. Its inverse distribution function is tabulated at 65,536
 * even steps as ranks in 16-bit fixed point; within a step a rank is drawn evenly, and beyond the last step, one draw of
 * 65,536, from the power law itself. */
#include "generator/vocabulary.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 65536, RANK_MAX = 1 << 30, SEGMENTS = 18 };

struct vocabulary {
    uint64_t inverse[STEPS]; /* rank << 16 at which step i begins */
    double tail_rank, tail_slope;
    word_form forms[KNOWN_FORMS]; /* of ranks 1 ... */
};

/* Where a slope begins, in ranks, and the slope. */
static const struct {
    double from, slope;
} law[SEGMENTS] = {{1, 0.15},     {2, 0.58},     {4, 0.93},     {8, 0.58},    {16, 0.28},
                   {32, 0.15},    {64, 0.15},    {128, 0.57},   {256, 0.74},  {512, 1.01},
                   {1024, 1.12},  {2048, 1.34},  {4096, 1.64},  {8192, 1.86}, {16384, 1.95},
                   {32768, 1.92}, {65536, 1.70}, {131072, 1.57}};

/* x^exponent by square roots, which every machine rounds alike. x > 0. */
static double power(double x, double exponent) {
    double result = 1, base = exponent < 0 ? 1 / x : x, rest = exponent < 0 ? -exponent : exponent;
    while (rest >= 1) {
        result *= base;
        rest -= 1;
    }
    for (int bit = 0; bit < 48 && rest > 0; bit++) {
        base = sqrt(base);
        rest *= 2;
        if (rest >= 1) {
            result *= base;
            rest -= 1;
        }
    }
    return result;
}

/* The integral of x^-slope from a to b, without the constant. */
static double mass_between(double a, double b, double slope) {
    return (power(b, 1 - slope) - power(a, 1 - slope)) / (1 - slope);
}

static void build_inverse(vocabulary *words) {
    double scale[SEGMENTS] = {1}, mass[SEGMENTS], total = 0;
    for (int i = 0; i < SEGMENTS; i++) {
        if (i > 0) {
            scale[i] = scale[i - 1] * power(law[i].from, law[i].slope - law[i - 1].slope);
        }
        double end = i + 1 < SEGMENTS ? law[i + 1].from : 1e18;
        mass[i] = scale[i] * mass_between(law[i].from, end, law[i].slope);
        total += mass[i];
    }
    double before = 0;
    int segment = 0;
    for (int step = 0; step < STEPS; step++) {
        double wanted = total * step / STEPS;
        while (segment + 1 < SEGMENTS && before + mass[segment] <= wanted) {
            before += mass[segment++];
        }
        double slope = law[segment].slope, from = law[segment].from;
        double inside = (wanted - before) / scale[segment] * (1 - slope);
        double rank = power(power(from, 1 - slope) + inside, 1 / (1 - slope));
        words->inverse[step] = (uint64_t)((rank < RANK_MAX ? rank : RANK_MAX) * 65536);
    }
    words->tail_rank = (double)words->inverse[STEPS - 1] / 65536;
    words->tail_slope = law[SEGMENTS - 1].slope;
}

uint32_t vocabulary_draw(const vocabulary *words, uint64_t bits) {
    uint32_t step = (uint32_t)(bits >> 48);
    if (step < STEPS - 1) {
        uint64_t from = words->inverse[step], to = words->inverse[step + 1];
        uint32_t ranks = (uint32_t)((to - from) >> 16);
        return ranks < 256 ? (uint32_t)((from + ((to - from) * (bits & 0xFFFFFFFF) >> 32)) >> 16)
                           : (uint32_t)(from >> 16) + random_scale((uint32_t)bits, ranks);
    }
    double left = ((double)(bits & 0xFFFFFFFF) + 1) / 4294967297.0;
    double rank = words->tail_rank * power(left, 1 / (1 - words->tail_slope));
    return rank < RANK_MAX ? (uint32_t)rank : RANK_MAX;
}

/* Ranks fall into bands a quarter of an octave wide, the first ones an octave; a subject has its own
 * few words of each band, so that over all subjects a band is drawn evenly and the law of ranks stays
 * what it is. */
uint32_t vocabulary_subject_word(uint32_t rank, uint64_t key, bool wide, uint32_t bits) {
    uint32_t octave = 31 - (uint32_t)__builtin_clz(rank),
             log_width = octave < 7 ? octave : octave - 2;
    uint32_t from = rank >> log_width << log_width;
    uint32_t own =
        (uint32_t)(((uint64_t)(wide ? 2731 : 512) << log_width) >> 16) + 1; /* 1/24, 1/128 */
    uint64_t choice = random_scale(bits, own);
    return from + random_scale((uint32_t)(random_hash(key + choice, from) >> 32), 1u << log_width);
}

uint32_t vocabulary_tie(uint32_t rank) {
    uint32_t bits = (uint32_t)(random_hash(rank, 1) & 0xFFFF);
    return 24576 + bits / 2;
}

uint32_t vocabulary_follower(uint32_t rank, uint32_t bits) {
    /* The first follower half of the time, the second a quarter, and so on to the twelfth. */
    uint32_t which = bits == 0 ? 11 : (uint32_t)__builtin_clz(bits);
    uint64_t hash = random_hash(rank, 2 + (which > 11 ? 11 : which));
    /* As frequent as the word itself within two octaves, or more frequent, down to rank 32: never a
     * rare word made frequent. */
    uint32_t octave = 31 - (uint32_t)__builtin_clz(rank), octaves = (uint32_t)(hash >> 62);
    bool near = octave < 6 || (hash >> 61 & 1);
    uint32_t up = near ? 2 : 1 + octaves + random_scale((uint32_t)(hash >> 29), octave - 4);
    uint64_t from = (((uint64_t)rank << octaves) >> up) + 1;
    uint64_t follower = from + ((hash & 0xFFFFFFFF) * from >> 32);
    return follower < RANK_MAX ? (uint32_t)follower : RANK_MAX;
}

/* ---- forms */

static const char *const onsets[] = {
    "b",  "c",  "d",  "f",  "g",  "h",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v", "br", "cr",
    "dr", "gr", "pr", "tr", "st", "sp", "pl", "cl", "fl", "ph", "th", "ch", "gl", "m", "l",  "r"};
static const char *const nuclei[] = {"a", "e",  "i",  "o", "u",  "e",  "i", "a",
                                     "o", "ia", "io", "y", "ea", "ou", "e", "i"};
static const char *const codas[] = {"",  "",  "",  "",  "",  "",  "",  "n",
                                    "r", "l", "s", "t", "c", "m", "n", "r"};
static const char *const endings[] = {"tion", "ic",   "al",  "in",  "ine", "ase", "osis", "itis",
                                      "ity",  "ment", "ous", "ate", "ist", "an",  "oma",  "ide",
                                      "ol",   "um",   "us",  "ia",  "ent", "er"};
static const char *const inflections[] = {"s", "s", "s", "ed", "ing", "ly", "es", "s"};
static const char *const foreign[] = {"\xCE\xB1", "\xCE\xB2", "\xCE\xB3", "\xCE\xBA",
                                      "\xC2\xB5", "\xC3\xA9", "\xC3\xB6"};

static void append(word_form *form, const char *piece) {
    size_t length = strlen(piece);
    if (form->length + length <= WORD_MAX) {
        memcpy(form->bytes + form->length, piece, length);
        form->length = (uint8_t)(form->length + length);
    }
}

/* Consonant, vowel, perhaps consonant; longer the rarer the word. */
static void spell(word_form *form, uint32_t rank, uint64_t hash) {
    uint32_t longer = rank < 40 ? 5 : rank < 600 ? 16 : rank < 8000 ? 23 : 28; /* of 64 */
    uint32_t syllables = 1;
    syllables += (hash & 63) < longer + 22;
    syllables += (hash >> 6 & 63) < longer;
    bool ending = (hash >> 12 & 63) < longer;
    hash = random_mix(hash);
    for (uint32_t i = 0; i < syllables; i++) {
        if (i > 0 || (hash & 7) != 0) {
            append(form, onsets[hash >> 3 & 31]);
        }
        append(form, nuclei[hash >> 8 & 15]);
        append(form, codas[hash >> 12 & 15]);
        hash >>= 16;
    }
    if (ending) {
        append(form, endings[(hash & 0xFFFF) % (sizeof endings / sizeof *endings)]);
    }
}

static void spell_abbreviation(word_form *form, uint64_t hash, bool digits) {
    uint32_t letters = 2 + (uint32_t)(hash & 1) + (uint32_t)(hash >> 1 & hash >> 2 & 1);
    letters -= digits && (hash >> 3 & 1);
    for (uint32_t i = 0; i < letters; i++) {
        hash = random_mix(hash);
        append(form, (const char[2]){(char)('A' + hash % 26), 0});
    }
    if (digits) {
        uint32_t number = (uint32_t)(hash >> 32) % ((hash >> 20 & 3) ? 10 : 200);
        char text[4] = {(char)('0' + number / 100), (char)('0' + number / 10 % 10),
                        (char)('0' + number % 10), 0};
        append(form, text + (number < 100) + (number < 10));
    }
}

word_form vocabulary_spell(uint32_t rank) {
    word_form form = {{0}, 0};
    uint64_t hash = random_hash(rank, 100);
    uint32_t kind = (uint32_t)(hash >> 54); /* of 1,024 */
    hash = random_mix(hash);
    if (rank <= 6 || kind >= 420) {
        spell(&form, rank, hash);
    } else if (kind < 50) {
        spell_abbreviation(&form, hash, false);
    } else if (kind < 64) {
        spell_abbreviation(&form, hash, true);
    } else if (kind < 73) {
        append(&form, foreign[hash % (sizeof foreign / sizeof *foreign)]);
        spell(&form, rank, random_mix(hash));
    } else if (kind < 150) { /* a name */
        spell(&form, rank, hash);
        form.bytes[0] = (char)(form.bytes[0] - 'a' + 'A');
    } else { /* the same stem as a word up to four times as frequent */
        uint32_t base = rank / 4 + 1 + (uint32_t)((hash & 0xFFFFFF) * (rank - rank / 4 - 1) >> 24);
        spell(&form, base, random_mix(random_hash(base, 100)));
        append(&form, inflections[hash >> 40 & 7]);
    }
    return form;
}

const word_form *vocabulary_known(const vocabulary *words) {
    return words->forms;
}

vocabulary *vocabulary_new(void) {
    vocabulary *words = malloc(sizeof *words);
    if (words == NULL) {
        return NULL;
    }
    build_inverse(words);
    for (uint32_t i = 0; i < KNOWN_FORMS; i++) {
        words->forms[i] = vocabulary_spell(i + 1);
    }
    return words;
}

void vocabulary_free(vocabulary *words) {
    free(words);
}
