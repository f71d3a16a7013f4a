#include "searchbench/draw.h"

#include "base/number.h"
#include "index/schema.h"

enum { TRIES = 10000 };

static uint64_t below(bench_draw *draw, uint64_t n) {
    return n > 0 ? gsl_rng_uniform_int(draw->random, n) : 0;
}

static unsigned draw_length(bench_draw *draw) {
    return draw->words_min + (unsigned)below(draw, draw->words_max - draw->words_min + 1);
}

/* ---- bands ---- */

static assay_status tenfold_bands(bench_draw *draw, assay_error *err) {
    uint64_t records = assay_snapshot_records(draw->target->snapshot);
    for (uint64_t low = 1; low <= records && draw->band_count < BENCH_BANDS_MAX; low *= 10)
        draw->bands[draw->band_count++] = (bench_band){.low = low, .high = low * 10 - 1};
    return draw->band_count > 0
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_NOT_FOUND, "%s: no records", draw->target->path);
}

static assay_status parse_bands(bench_draw *draw, assay_span text, assay_error *err) {
    while (text.data != NULL) {
        assay_span high, low = assay_span_trim(assay_span_cut(&text, ','));
        if (draw->band_count == BENCH_BANDS_MAX)
            return assay_fail(err, ASSAY_E_USAGE, "more than %d bands", BENCH_BANDS_MAX);
        bench_band *band = &draw->bands[draw->band_count++];
        high = low;
        low = assay_span_cut(&high, '-');
        *band = (bench_band){.high = UINT64_MAX};
        if (!assay_number_u64(&band->low, low) || band->low == 0 || high.data == NULL ||
            (high.size != 0 && !assay_number_u64(&band->high, high)) || band->high < band->low)
            return assay_fail(err, ASSAY_E_USAGE,
                              "--bands takes numbers of records such as 10-100,1000-");
    }
    return ASSAY_OK;
}

/* A word a person can type and the analyzer leaves whole. */
static bool is_whole_word(bench_draw *draw, assay_span word) {
    assay_error ignored;
    if (word.size < 2)
        return false;
    assay_tokens_clear(&draw->tokens);
    return assay_analyzer_run(&draw->tokens, draw->analyzer, word, &ignored) == ASSAY_OK &&
           draw->tokens.count == 1 && draw->tokens.items[0].kind == ASSAY_TOKEN_PART;
}

/* Algorithm R (Vitter 1985): each word of the band as likely as another. */
static assay_status sample(bench_draw *draw, bench_band *band, assay_span word, assay_error *err) {
    if (band->words == NULL)
        band->words = assay_arena_calloc(&draw->arena, BENCH_BAND_WORDS, sizeof *band->words);
    if (band->words == NULL)
        return assay_fail_memory(err);
    band->seen++;
    size_t at = band->count < BENCH_BAND_WORDS ? band->count++ : (size_t)below(draw, band->seen);
    if (at >= BENCH_BAND_WORDS)
        return ASSAY_OK;
    return assay_arena_copy(&band->words[at], &draw->arena, word, err);
}

/* Bands are of the frequency of what is searched: the word's stem. */
static assay_status sort_word(bench_draw *draw, assay_span word, assay_error *err) {
    uint64_t df = 0;
    if (!is_whole_word(draw, word))
        return ASSAY_OK;
    assay_span stem =
        assay_map_key(assay_analyzer_terms(draw->analyzer), draw->tokens.items[0].term);
    ASSAY_TRY(assay_snapshot_df(&df, draw->target->snapshot, stem, err));
    for (size_t i = 0; i < draw->band_count; i++)
        if (df >= draw->bands[i].low && df <= draw->bands[i].high)
            return sample(draw, &draw->bands[i], word, err);
    return ASSAY_OK;
}

static assay_status scan_words(bench_draw *draw, const assay_segment *segment, assay_error *err) {
    static const char prefix[] = {ASSAY_TERM_FORM};
    assay_term_cursor cursor;
    bool more = false;
    ASSAY_TRY(assay_term_cursor_seek(&cursor, segment, assay_span_make(prefix, 1), err));
    for (;;) {
        ASSAY_TRY(assay_term_cursor_next(&more, &cursor, err));
        if (!more || cursor.text.size == 0 || cursor.text.data[0] != prefix[0])
            return ASSAY_OK;
        ASSAY_TRY(sort_word(draw, assay_span_skip(cursor.text, 1), err));
    }
}

/* Empty bands are left out. */
static assay_status fill_bands(bench_draw *draw, assay_error *err) {
    const assay_open_segment *segments = NULL;
    size_t count = 0, kept = 0;
    ASSAY_TRY(assay_reader_segments(&segments, &count, draw->target->reader, err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(scan_words(draw, segments[i].segment, err));
    for (size_t i = 0; i < draw->band_count; i++)
        if (draw->bands[i].count > 0)
            draw->bands[kept++] = draw->bands[i];
    draw->band_count = kept;
    return kept > 0
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_NOT_FOUND, "%s: no word in any band", draw->target->path);
}

/* ---- texts ---- */

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The blank-separated words of text; those with marks inside of a phrase end it. */
typedef struct {
    assay_span words[256];
    bool ends[256]; /* a mark stands between this word and the next */
    size_t count;
} text_words;

static void split(text_words *out, assay_span text) {
    out->count = 0;
    for (assay_span rest = text; rest.data != NULL && out->count < 256;) {
        assay_span word = assay_span_cut(&rest, ' ');
        size_t before = word.size;
        while (word.size > 0 && !is_word_byte(word.data[0]))
            word = assay_span_skip(word, 1);
        size_t led = before - word.size;
        while (word.size > 0 && !is_word_byte(word.data[word.size - 1]))
            word = assay_span_first(word, word.size - 1);
        if (led > 0 && out->count > 0)
            out->ends[out->count - 1] = true;
        if (word.size == 0 || word.size > 40)
            continue;
        out->words[out->count] = word;
        out->ends[out->count++] = led + word.size < before;
    }
}

static bool take_piece(assay_buffer *out, bench_draw *draw, assay_span text, bool quoted) {
    text_words words;
    split(&words, text);
    size_t length = draw_length(draw);
    if (words.count < length)
        return false;
    size_t first = (size_t)below(draw, words.count - length + 1), size = out->size;
    if (quoted)
        assay_buffer_add_byte(out, '"');
    for (size_t i = first; i < first + length; i++) {
        bool broken = quoted && i + 1 < first + length && words.ends[i];
        if (broken || memchr(words.words[i].data, '"', words.words[i].size) != NULL ||
            memchr(words.words[i].data, '\n', words.words[i].size) != NULL) {
            out->size = size;
            return false;
        }
        if (i > first)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add_span(out, words.words[i]);
    }
    assay_buffer_add_text(out, quoted ? "\"\n" : "\n");
    return true;
}

static assay_status draw_text(bool *drawn, assay_buffer *out, bench_draw *draw, assay_error *err) {
    assay_docid docid = 0;
    assay_record record;
    assay_reader *reader = draw->target->reader;
    *drawn = false;
    ASSAY_TRY(assay_reader_next(&docid, reader, 1 + (uint32_t)below(draw, draw->last), err));
    if (docid == 0)
        return ASSAY_OK;
    assay_arena_reset(&draw->scratch);
    assay_record_init(&record, &draw->scratch);
    ASSAY_TRY(assay_reader_record(&record, reader, docid, err));
    bool quoted = draw->kind == BENCH_PHRASES;
    const assay_span_list *field = &record.text[quoted ? ASSAY_FIELD_SUMMARY : ASSAY_FIELD_TITLE];
    if (field->count > 0)
        *drawn = take_piece(out, draw, field->items[below(draw, field->count)], quoted);
    return ASSAY_OK;
}

static void draw_banded(assay_buffer *out, bench_draw *draw) {
    unsigned length = draw_length(draw);
    for (unsigned i = 0; i < length; i++) {
        const bench_band *band = &draw->bands[below(draw, draw->band_count)];
        if (i > 0)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add_span(out, band->words[below(draw, band->count)]);
    }
    assay_buffer_add_byte(out, '\n');
}

assay_status bench_draw_one(assay_buffer *out, bench_draw *draw, assay_error *err) {
    bool drawn = false;
    if (draw->kind == BENCH_BANDED) {
        draw_banded(out, draw);
        return ASSAY_OK;
    }
    for (int i = 0; i < TRIES; i++) {
        ASSAY_TRY(draw_text(&drawn, out, draw, err));
        if (drawn)
            return ASSAY_OK;
    }
    return assay_fail(err, ASSAY_E_NOT_FOUND, "%s: no record has so many words in a row",
                      draw->target->path);
}

assay_status bench_draw_open(bench_draw *draw, const char *bands, uint64_t seed, assay_error *err) {
    assay_xapian_statistics about;
    assay_arena_init(&draw->arena);
    assay_arena_init(&draw->scratch);
    if (draw->target->reader == NULL)
        return assay_fail(err, ASSAY_E_UNSUPPORTED, "%s: queries are drawn from a whole index",
                          draw->target->path);
    draw->random = gsl_rng_alloc(gsl_rng_mt19937);
    if (draw->random == NULL)
        return assay_fail_memory(err);
    gsl_rng_set(draw->random, (unsigned long)seed);
    ASSAY_TRY(assay_analyzer_new(&draw->analyzer, NULL, err));
    ASSAY_TRY(assay_reader_statistics(&about, draw->target->reader, err));
    draw->last = about.last_docid;
    if (draw->kind != BENCH_BANDED)
        return ASSAY_OK;
    ASSAY_TRY(bands != NULL ? parse_bands(draw, assay_span_of(bands), err)
                            : tenfold_bands(draw, err));
    return fill_bands(draw, err);
}

void bench_draw_done(bench_draw *draw) {
    if (draw->random != NULL)
        gsl_rng_free(draw->random);
    assay_analyzer_free(draw->analyzer);
    assay_tokens_done(&draw->tokens);
    assay_arena_done(&draw->arena);
    assay_arena_done(&draw->scratch);
}
