#include "records/pages/conditions.h"

enum { MAX_WORDS = 400 };

static bool ends_ascii_case(assay_span word, const char *ending) {
    assay_span wanted = assay_span_of(ending);
    return word.size >= wanted.size &&
           assay_span_equal_ascii_case(assay_span_skip(word, word.size - wanted.size), wanted);
}

/* Whether a term may end in the word: the names of diseases, and what medical Greek ends them in. */
static bool is_head(assay_span word) {
    static const char *const endings[] = {"oma",   "omas", "itis",   "emia",  "aemia",  "osis",
                                          "pathy", "uria", "plegia", "algia", "trophy", "penia"};
    static const char *const words[] = {
        "cancer",        "cancers",    "tumor",      "tumors",         "tumour",
        "tumours",       "neoplasm",   "neoplasms",  "malignancy",     "disease",
        "diseases",      "syndrome",   "syndromes",  "disorder",       "disorders",
        "infection",     "infections", "failure",    "injury",         "injuries",
        "recurrence",    "metastasis", "metastases", "diabetes",       "hypertension",
        "hypotension",   "obesity",    "depression", "anxiety",        "asthma",
        "stroke",        "pain",       "deficiency", "hypothyroidism", "infarction",
        "insufficiency", "fracture",   "fractures",  "dementia",       "epilepsy",
        "migraine",      "psoriasis"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.size > strlen(endings[i]) && ends_ascii_case(word, endings[i]))
            return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_equal_ascii_case(word, assay_span_of(words[i])))
            return true;
    return false;
}

/* Whether a term may begin with the word. */
static bool can_begin(assay_span word) {
    static const char *const inner[] = {"in", "of",  "with", "and", "or",
                                        "to", "the", "by",   "due", "on"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (assay_span_equal_ascii_case(word, assay_span_of(inner[i])))
            return false;
    return true;
}

static int compare_ascii_case(assay_span a, assay_span b) {
    for (size_t i = 0; i < a.size && i < b.size; i++) {
        char x = a.data[i], y = b.data[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
        if (x != y)
            return (unsigned char)x < (unsigned char)y ? -1 : 1;
    }
    return a.size < b.size ? -1 : a.size > b.size;
}

typedef struct {
    assay_span words[MAX_WORDS];
    size_t count;
    /* Places a term may begin at, as word numbers, with the end after them. */
    size_t starts[MAX_WORDS + 1];
    size_t start_count;
} run_words;

static assay_span term(const run_words *run, size_t from, size_t to) {
    const char *begin = run->words[run->starts[from]].data;
    assay_span last = run->words[run->starts[to] - 1];
    return assay_span_make(begin, (size_t)(last.data + last.size - begin));
}

static bool split_words(run_words *run, assay_span text) {
    run->count = run->start_count = 0;
    while (text.size != 0) {
        text = assay_span_trim(text);
        size_t end = 0;
        while (end < text.size && text.data[end] != ' ')
            end++;
        if (end == 0)
            break;
        if (run->count == MAX_WORDS)
            return false;
        assay_span word = assay_span_first(text, end);
        bool first = run->count == 0;
        if (first || (is_head(run->words[run->count - 1]) && can_begin(word)))
            run->starts[run->start_count++] = run->count;
        run->words[run->count++] = word;
        text = assay_span_skip(text, end);
    }
    /* Words after the last disease belong to the term before them. */
    if (run->start_count > 1) {
        bool head = false;
        for (size_t i = run->starts[run->start_count - 1]; i < run->count; i++)
            head = head || is_head(run->words[i]);
        run->start_count -= !head;
    }
    run->starts[run->start_count] = run->count;
    return run->count != 0;
}

/* A cut of the run's end: the term [at, next) and the best cuts after it. terms 0: impossible. */
typedef struct {
    size_t terms, next;
} cut;

enum { MAX_STARTS = 64 };

/* best[i][j]: the most terms from start i on when the first of them is [i, j). */
static size_t best_cuts(cut best[MAX_STARTS + 1][MAX_STARTS + 1], const run_words *run) {
    size_t n = run->start_count, first = 0;
    for (size_t i = n; i-- > 0;)
        for (size_t j = i + 1; j <= n; j++) {
            best[i][j] = (cut){j == n, n};
            for (size_t k = j + 1; j < n && k <= n; k++)
                if (best[j][k].terms != 0 && best[j][k].terms + 1 > best[i][j].terms &&
                    compare_ascii_case(term(run, i, j), term(run, j, k)) < 0)
                    best[i][j] = (cut){best[j][k].terms + 1, k};
        }
    for (size_t j = 1; j <= n; j++)
        if (best[0][j].terms > (first != 0 ? best[0][first].terms : 0))
            first = j;
    return first;
}

assay_status assay_conditions_add_run(assay_record *record, assay_span run, assay_error *err) {
    run_words *words = assay_arena_alloc(record->arena, sizeof *words);
    cut(*best)[MAX_STARTS + 1] =
        assay_arena_calloc(record->arena, MAX_STARTS + 1, sizeof(cut[MAX_STARTS + 1]));
    if (words == NULL || best == NULL)
        return assay_fail_memory(err);
    run = assay_span_trim(run);
    if (!split_words(words, run) || words->start_count > MAX_STARTS)
        return assay_record_add(record, ASSAY_FIELD_CONDITION, run, err);
    size_t from = 0, to = best_cuts(best, words);
    while (from < words->start_count && to != 0) {
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_CONDITION, term(words, from, to), err));
        size_t next = best[from][to].next;
        from = to;
        to = next;
    }
    return ASSAY_OK;
}
