/* What a collection of JSON lines looks like as search sees it: vocabulary growth, document frequencies, repetition,
 * lengths, pairs of adjacent words. Given two files it prints them side by side, which is how the generator was fitted.
 *
 *   fit_stats FILE [FILE]
 *
 * A token here is a run of ASCII letters, digits and bytes above 127, lower-cased: no analyzer, so that the figures do
 * not move with one. Words and pairs are known by 64-bit hashes only. Memory grows with the number of distinct pairs:
 * about half a gigabyte for 160,000 abstracts. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t key; /* 0: free */
    uint32_t df, cf, last;
} entry;

typedef struct {
    entry *slots;
    size_t capacity, count;
} table;

typedef struct {
    uint32_t *items;
    size_t count, capacity;
} numbers;

typedef struct {
    char *bytes;
    size_t length, capacity;
} text;

enum { CHECKPOINTS = 7, ROWS = 400 };
static const uint32_t checkpoints[CHECKPOINTS] = {100, 1000, 3000, 10000, 30000, 100000, 1000000};

typedef struct {
    table words, pairs;
    numbers title_length, text_length[2], sentence_length; /* text: 0 abstract, 1 trial */
    uint64_t growth[CHECKPOINTS];
    uint64_t records, trials, tokens, letters, digits, mixed, foreign, hyphens, capitals;
    uint64_t title_words, title_words_in_text;
    text line, title, body;
} collection;

typedef struct {
    char name[64];
    char value[2][32];
} row;

static row rows[ROWS];
static size_t row_count;

static void *grow(void *memory, size_t count, size_t size) {
    void *grown = realloc(memory, count * size);
    if (grown == NULL) {
        fputs("fit_stats: out of memory\n", stderr);
        exit(3);
    }
    return grown;
}

static void numbers_add(numbers *list, uint32_t value) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 1024;
        list->items = grow(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->count++] = value;
}

static void text_add(text *out, const char *bytes, size_t length) {
    if (out->length + length + 1 > out->capacity) {
        out->capacity = (out->length + length + 1) * 2;
        out->bytes = grow(out->bytes, out->capacity, 1);
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = 0;
}

static entry *table_slot(const table *map, uint64_t key) {
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (map->capacity - 1);
    while (map->slots[at].key != 0 && map->slots[at].key != key) {
        at = (at + 1) & (map->capacity - 1);
    }
    return &map->slots[at];
}

static void table_double(table *map) {
    table larger = {NULL, map->capacity ? map->capacity * 2 : (size_t)1 << 16, map->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        fputs("fit_stats: out of memory\n", stderr);
        exit(3);
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            *table_slot(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
}

/* Counts one occurrence in record `record` (from 1). */
static void table_count(table *map, uint64_t key, uint32_t record) {
    if (map->count * 4 >= map->capacity * 3) {
        table_double(map);
    }
    entry *slot = table_slot(map, key ? key : 1);
    if (slot->key == 0) {
        slot->key = key ? key : 1;
        map->count++;
    }
    slot->cf++;
    if (slot->last != record) {
        slot->last = record;
        slot->df++;
    }
}

/* ---- reading JSON lines: only "type", "title" and "text" of the outer object are looked at */

static const char *skip_space(const char *at) {
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

static void add_code_point(text *out, unsigned code) {
    char utf8[3];
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (length == 1) {
        utf8[0] = (char)code;
    } else {
        utf8[0] = (char)((length == 2 ? 0xC0 : 0xE0) | (code >> (6 * (length - 1))));
        for (size_t i = 1; i < length; i++) {
            utf8[i] = (char)(0x80 | (code >> (6 * (length - 1 - i)) & 0x3F));
        }
    }
    text_add(out, utf8, length);
}

/* `at` is behind the opening quote; returns the place behind the closing one, NULL when there is none. */
static const char *read_string(const char *at, text *out) {
    out->length = 0;
    text_add(out, "", 0);
    while (*at != '"') {
        const char *plain = at;
        while (*at != 0 && *at != '"' && *at != '\\') {
            at++;
        }
        text_add(out, plain, (size_t)(at - plain));
        if (*at == 0) {
            return NULL;
        }
        if (*at == '\\') {
            at++;
            if (*at == 'u') {
                char digits[5] = {0};
                memcpy(digits, at + 1, strnlen(at + 1, 4));
                add_code_point(out, (unsigned)strtoul(digits, NULL, 16) & 0xFFFF);
                at += 1 + strnlen(at + 1, 4);
            } else if (*at != 0) {
                char plain_escape = *at == 'n' || *at == 'r' ? '\n' : *at == 't' ? '\t' : *at;
                text_add(out, &plain_escape, 1);
                at++;
            }
        }
    }
    return at + 1;
}

static const char *skip_value(const char *at, text *scratch) {
    int depth = 0;
    do {
        at = skip_space(at);
        if (*at == '"') {
            at = read_string(at + 1, scratch);
        } else if (*at != 0) {
            depth += (*at == '[' || *at == '{') - (*at == ']' || *at == '}');
            at++;
        } else {
            at = NULL;
        }
    } while (at != NULL && (depth > 0 || (*at != ',' && *at != '}')));
    return at;
}

static bool read_record(collection *all, const char *line, bool *trial) {
    text key = {0}, scratch = {0};
    text_add(&key, "", 0);
    text_add(&scratch, "", 0);
    const char *at = skip_space(line);
    bool good = *at == '{';
    *trial = false;
    all->title.length = all->body.length = 0;
    for (at += good; good && *at != '}' && *at != 0;) {
        at = skip_space(*at == ',' ? skip_space(at + 1) : at);
        at = *at == '"' ? read_string(at + 1, &key) : NULL;
        at = at ? skip_space(at) : NULL;
        if (at == NULL || *at != ':') {
            good = false;
            break;
        }
        at = skip_space(at + 1);
        text *target = strcmp(key.bytes, "title") == 0  ? &all->title
                       : strcmp(key.bytes, "text") == 0 ? &all->body
                                                        : &scratch;
        bool is_string = *at == '"';
        at = is_string ? read_string(at + 1, target) : skip_value(at, &scratch);
        good = at != NULL;
        if (good && is_string && strcmp(key.bytes, "type") == 0) {
            *trial = strcmp(scratch.bytes, "trial") == 0;
        }
        at = good ? skip_space(at) : at;
    }
    free(key.bytes);
    free(scratch.bytes);
    return good;
}

/* ---- counting */

static bool is_letter(unsigned char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}
static bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}
static bool in_token(unsigned char c) {
    return is_letter(c) || is_digit(c) || c >= 0x80;
}

typedef struct {
    uint64_t key;
    size_t length;
    bool digit, letter, foreign, capital;
} token;

/* The token at `at`, which is in one. */
static token read_token(const char *at, const char *end) {
    token t = {1469598103934665603u, 0, false, false, false, *at >= 'A' && *at <= 'Z'};
    for (; at < end && in_token((unsigned char)*at); at++, t.length++) {
        unsigned char c = (unsigned char)*at;
        t.digit |= is_digit(c);
        t.letter |= is_letter(c);
        t.foreign |= c >= 0x80;
        t.key = (t.key ^ (is_letter(c) ? c | 32 : c)) * 1099511628211u;
    }
    t.key ^= t.key >> 29;
    return t;
}

static void count_token(collection *all, const token *t) {
    all->tokens++;
    all->letters += t->length;
    all->digits += t->digit && !t->letter;
    all->mixed += t->digit && t->letter;
    all->foreign += t->foreign;
    all->capitals += t->capital;
}

/* Counts the tokens of a text; pairs do not cross a sentence's end. Returns their number. */
static uint32_t count_text(collection *all, const text *source, uint32_t record, bool sentences) {
    const char *at = source->bytes, *end = at + source->length;
    uint64_t previous = 0;
    uint32_t count = 0, sentence = 0;
    while (at < end) {
        if (in_token((unsigned char)*at)) {
            token t = read_token(at, end);
            count_token(all, &t);
            table_count(&all->words, t.key, record);
            if (previous != 0) {
                table_count(&all->pairs, (previous * 0xD6E8FEB86659FD93u) ^ t.key, record);
            }
            previous = t.key;
            at += t.length;
            count++;
            sentence++;
            continue;
        }
        all->hyphens += *at == '-' && previous != 0 && at + 1 < end &&
                        in_token((unsigned char)at[1]) && in_token((unsigned char)at[-1]);
        bool stops = strchr(".?!", *at) != NULL && (at + 1 == end || at[1] == ' ' || at[1] == '\n');
        if (stops || (*at == '\n' && at > source->bytes && at[-1] == '\n')) {
            previous = 0;
            if (sentences && sentence > 0) {
                numbers_add(&all->sentence_length, sentence);
            }
            sentence = 0;
        }
        at++;
    }
    return count;
}

/* How many of the title's words of four letters or more the text has too. */
static void count_title_words(collection *all, const table *words, uint32_t record) {
    const char *at = all->title.bytes, *end = at + all->title.length;
    while (at < end) {
        if (!in_token((unsigned char)*at)) {
            at++;
            continue;
        }
        token t = read_token(at, end);
        at += t.length;
        if (t.length >= 4 && t.letter) {
            all->title_words++;
            all->title_words_in_text +=
                words->capacity > 0 && table_slot(words, t.key)->last == record;
        }
    }
}

static void count_record(collection *all, bool trial) {
    uint32_t record = (uint32_t)++all->records;
    all->trials += trial;
    numbers_add(&all->text_length[trial], count_text(all, &all->body, record, true));
    count_title_words(all, &all->words, record);
    numbers_add(&all->title_length, count_text(all, &all->title, record, false));
    for (size_t i = 0; i < CHECKPOINTS; i++) {
        if (checkpoints[i] == record) {
            all->growth[i] = all->words.count;
        }
    }
}

static bool count_file(collection *all, const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "fit_stats: %s: %s\n", path, strerror(errno));
        return false;
    }
    size_t capacity = 0;
    uint64_t number = 0;
    bool good = true;
    text_add(&all->title, "", 0);
    text_add(&all->body, "", 0);
    while (good && getline(&all->line.bytes, &capacity, file) > 0) {
        bool trial;
        number++;
        good = read_record(all, all->line.bytes, &trial);
        if (good) {
            count_record(all, trial);
        } else {
            fprintf(stderr, "fit_stats: %s:%llu: not a JSON record\n", path,
                    (unsigned long long)number);
        }
    }
    fclose(file);
    return good;
}

/* ---- reporting */

/* `decimals` -1: four significant digits. */
static void report(int side, const char *name, double value, int decimals) {
    size_t at = 0;
    while (at < row_count && strcmp(rows[at].name, name) != 0) {
        at++;
    }
    if (at == ROWS) {
        return;
    }
    row_count += at == row_count;
    snprintf(rows[at].name, sizeof rows[at].name, "%s", name);
    char *out = rows[at].value[side];
    if (decimals < 0) {
        snprintf(out, sizeof rows[at].value[side], "%.4g", value);
    } else {
        snprintf(out, sizeof rows[at].value[side], "%.*f", decimals, value);
    }
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_value_down(const void *a, const void *b) {
    return by_value(b, a);
}

static void report_quantiles(int side, const char *what, numbers *list) {
    static const double at[] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    char name[64];
    double sum = 0;
    if (list->count == 0) {
        return;
    }
    qsort(list->items, list->count, sizeof *list->items, by_value);
    for (size_t i = 0; i < list->count; i++) {
        sum += list->items[i];
    }
    snprintf(name, sizeof name, "%s, mean", what);
    report(side, name, sum / (double)list->count, 1);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        snprintf(name, sizeof name, "%s, %g %%", what, at[i] * 100);
        report(side, name, list->items[(size_t)((double)(list->count - 1) * at[i])], 0);
    }
}

/* Documents with the k-th most widespread word or pair, per 100,000. */
static void report_ranks(int side, const char *what, const table *map, uint64_t records,
                         bool collection_frequency) {
    static const uint32_t ranks[] = {1,     2,      5,      10,     20,     50,    100,
                                     200,   500,    1000,   2000,   5000,   10000, 20000,
                                     50000, 100000, 200000, 500000, 1000000};
    numbers values = {0};
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            numbers_add(&values, collection_frequency ? map->slots[i].cf : map->slots[i].df);
        }
    }
    if (values.count > 0) {
        qsort(values.items, values.count, sizeof *values.items, by_value_down);
    }
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks && ranks[i] <= values.count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s, rank %u", what, ranks[i]);
        report(side, name, 1e5 * values.items[ranks[i] - 1] / (double)records, -1);
    }
    free(values.items);
}

/* Mean number of occurrences in a document that has the word, by the word's document frequency. */
static void report_repetition(int side, const char *what, const table *map) {
    enum { BANDS = 12 };
    double df[BANDS] = {0}, cf[BANDS] = {0}, terms[BANDS] = {0};
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            int band = 0;
            while (band < BANDS - 1 && map->slots[i].df >= 1u << (2 * (band + 1))) {
                band++;
            }
            df[band] += map->slots[i].df;
            cf[band] += map->slots[i].cf;
            terms[band]++;
        }
    }
    for (int band = 0; band < BANDS; band++) {
        char name[64];
        if (terms[band] > 0) {
            snprintf(name, sizeof name, "%s with df %u-%u", what, 1u << (2 * band),
                     (1u << (2 * (band + 1))) - 1);
            report(side, name, terms[band], 0);
            snprintf(name, sizeof name, "%s with df %u-%u: mean tf", what, 1u << (2 * band),
                     (1u << (2 * (band + 1))) - 1);
            report(side, name, cf[band] / df[band], 3);
        }
    }
}

static void report_collection(int side, collection *all) {
    double tokens = (double)all->tokens, records = (double)all->records;
    report(side, "records", records, 0);
    report(side, "trials, %", 100 * (double)all->trials / records, 1);
    report(side, "tokens a record", tokens / records, 1);
    report(side, "bytes a token", (double)all->letters / tokens, 3);
    report(side, "numbers, % of tokens", 100 * (double)all->digits / tokens, 2);
    report(side, "letters and digits mixed, % of tokens", 100 * (double)all->mixed / tokens, 2);
    report(side, "beyond ASCII, % of tokens", 100 * (double)all->foreign / tokens, 2);
    report(side, "capital first, % of tokens", 100 * (double)all->capitals / tokens, 2);
    report(side, "hyphen joins, % of tokens", 100 * (double)all->hyphens / tokens, 2);
    report(side, "title words also in the text, %",
           100 * (double)all->title_words_in_text / (double)all->title_words, 1);
    report_quantiles(side, "title tokens", &all->title_length);
    report_quantiles(side, "abstract tokens", &all->text_length[0]);
    report_quantiles(side, "trial tokens", &all->text_length[1]);
    report_quantiles(side, "sentence tokens", &all->sentence_length);
    for (size_t i = 0; i < CHECKPOINTS; i++) {
        char name[64];
        if (all->growth[i] > 0) {
            snprintf(name, sizeof name, "vocabulary of %u records", checkpoints[i]);
            report(side, name, (double)all->growth[i], 0);
        }
    }
    report(side, "vocabulary", (double)all->words.count, 0);
    report(side, "distinct pairs", (double)all->pairs.count, 0);
    report_ranks(side, "word df per 100,000 records", &all->words, all->records, false);
    report_ranks(side, "word cf per 100,000 tokens", &all->words, all->tokens, true);
    report_ranks(side, "pair df per 100,000 records", &all->pairs, all->records, false);
    report_repetition(side, "words", &all->words);
    report_repetition(side, "pairs", &all->pairs);
}

static void print_rows(int sides, char **names) {
    printf("| | %s |%s%s\n|---|---:|%s\n", names[0], sides > 1 ? names[1] : "",
           sides > 1 ? " | ratio |" : "", sides > 1 ? "---:|---:|" : "");
    for (size_t i = 0; i < row_count; i++) {
        printf("| %s | %s |", rows[i].name, rows[i].value[0]);
        if (sides > 1) {
            double a = strtod(rows[i].value[0], NULL), b = strtod(rows[i].value[1], NULL);
            printf(" %s | ", rows[i].value[1]);
            printf(a > 0 && b > 0 ? "%.2f |" : "|", b / a);
        }
        putchar('\n');
    }
}

static void collection_free(collection *all) {
    if (all != NULL) {
        free(all->words.slots);
        free(all->pairs.slots);
        free(all->title_length.items);
        free(all->text_length[0].items);
        free(all->text_length[1].items);
        free(all->sentence_length.items);
        free(all->line.bytes);
        free(all->title.bytes);
        free(all->body.bytes);
        free(all);
    }
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3 || strcmp(argv[1], "--help") == 0) {
        fputs("Usage: fit_stats FILE [FILE]\nStatistics of JSON lines with title and text; of two "
              "files side by side.\n",
              argc == 2 ? stdout : stderr);
        return argc == 2 ? 0 : 2;
    }
    for (int side = 0; side < argc - 1; side++) {
        collection *all = calloc(1, sizeof *all);
        bool counted = all != NULL && count_file(all, argv[side + 1]);
        if (counted) {
            report_collection(side, all);
        }
        collection_free(all);
        if (!counted) {
            return 3;
        }
    }
    print_rows(argc - 1, argv + 1);
    return fflush(stdout) == 0 ? 0 : 3;
}
