/* What a collection of JSON lines looks like as search sees it: vocabulary growth, document frequencies, repetition,
 * lengths, pairs of adjacent words. Given two files it prints them side by side, which is how the generator was fitted.
 *
 *   fit_stats FILE [FILE]
 *
 * Words and pairs are known by 64-bit hashes only. Memory grows with the number of distinct pairs:
 * about half a gigabyte for 160,000 abstracts. */
#include "fit/records.h"
#include "fit/together.h"
#include "fit/tokens.h"
#include <stdlib.h>
#include <string.h>

enum { CHECKPOINTS = 7, ROWS = 400 };
static const uint32_t checkpoints[CHECKPOINTS] = {100, 1000, 3000, 10000, 30000, 100000, 1000000};

typedef struct {
    table words, pairs;
    numbers title_length, text_length[2], sentence_length; /* text: 0 abstract, 1 trial */
    uint64_t growth[CHECKPOINTS];
    uint64_t records, trials, tokens, letters, digits, mixed, foreign, hyphens, capitals;
    uint64_t title_words, title_words_in_text;
    word_pairs together;
    record_reader reader;
} collection;

typedef struct {
    char name[64];
    char value[2][32];
} row;

static row rows[ROWS];
static size_t row_count;

/* ---- counting */

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
static void count_title_words(collection *all, uint32_t record) {
    const char *at = all->reader.title.bytes, *end = at + all->reader.title.length;
    for (token t; next_token(&t, &at, end);) {
        if (t.length >= 4 && t.letter) {
            const entry *found = table_find(&all->words, t.key);
            all->title_words++;
            all->title_words_in_text += found != NULL && found->last == record;
        }
    }
}

static void count_record(collection *all, bool trial) {
    uint32_t record = (uint32_t)++all->records;
    all->trials += trial;
    numbers_add(&all->text_length[trial], count_text(all, &all->reader.body, record, true));
    count_title_words(all, record);
    numbers_add(&all->title_length, count_text(all, &all->reader.title, record, false));
    word_pairs_sample(&all->together, &all->reader.title, record);
    for (size_t i = 0; i < CHECKPOINTS; i++) {
        if (checkpoints[i] == record) {
            all->growth[i] = all->words.count;
        }
    }
}

static bool count_file(collection *all, const char *path) {
    if (!record_reader_open(&all->reader, path)) {
        return false;
    }
    bool good = true, trial = false, more = true;
    while (good && more) {
        good = record_reader_next(&all->reader, &trial, &more);
        if (good && more) {
            count_record(all, trial);
        }
    }
    record_reader_close(&all->reader);
    return good && word_pairs_count(&all->together, path, &all->words);
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

/* Records with both of two words from one title: how many, and how many times as many as chance would give. */
static void report_together(int side, const word_pairs *pairs, double records) {
    numbers both = {0}, lift = {0};
    for (size_t i = 0; i < pairs->count; i++) {
        const word_pair *pair = &pairs->items[i];
        double chance = (double)pair->df[0] * pair->df[1] / records;
        numbers_add(&both, (uint32_t)(1e6 * pair->both / records));
        numbers_add(&lift, (uint32_t)(100 * pair->both / chance));
    }
    report_quantiles(side, "two title words, records with both per million", &both);
    report_quantiles(side, "two title words, percent of chance", &lift);
    free(both.items);
    free(lift.items);
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
    report_together(side, &all->together, records);
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
        free(all->together.items);
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
