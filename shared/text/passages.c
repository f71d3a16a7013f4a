#include "text/passages.h"

#include "text/unicode.h"

#include <stdlib.h>

enum { DEFAULT_BYTES = 240, LEAST_BYTES = 40, MOST_BYTES = 1 << 20, COMPOUND_BYTES = 64 };

/* A word covered by an earlier passage counts this much for a later one. */
static const double AGAIN = 0.25;

/* A stretch of matches, first..last, that fits a passage. */
typedef struct {
    size_t first, last;
    uint32_t end; /* of the match that ends last */
    double distinct, total;
} window;

typedef struct {
    assay_span text;
    const assay_tokens *tokens;
    const assay_match *matches;
    size_t match_count, bytes;
    size_t wanted;      /* above all wanted numbers that matched */
    uint32_t *counts;   /* of matches in the window, by wanted number */
    double *weights;    /* by wanted number, less when covered already */
    const double *full; /* likewise, as wanted */
    assay_highlights *out;
} chooser;

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' ||
           byte == '\v';
}

/* Windows. */

/* Sums that differ by rounding only are equal. */
static bool is_better(const window *a, const window *b) {
    static const double slack = 1e-6;
    if (a->distinct > b->distinct + slack || a->distinct < b->distinct - slack)
        return a->distinct > b->distinct;
    return a->total > b->total + slack;
}

/* Is the match in a passage chosen already, or does one stand between it and `from`? */
static bool is_barred(const chooser *c, uint32_t from, const assay_match *match) {
    for (size_t i = 0; i < c->out->passage_count; i++) {
        const assay_passage *passage = &c->out->passages[i];
        if (match->end > passage->begin && from < passage->end)
            return true;
    }
    return false;
}

static void enter(chooser *c, window *now, size_t i) {
    const assay_match *match = &c->matches[i];
    if (c->counts[match->wanted]++ == 0)
        now->distinct += c->weights[match->wanted];
    now->total += c->full[match->wanted];
}

static void leave(chooser *c, window *now, size_t i) {
    const assay_match *match = &c->matches[i];
    if (--c->counts[match->wanted] == 0)
        now->distinct -= c->weights[match->wanted];
    now->total -= c->full[match->wanted];
}

/* Distinct weight is summed afresh: entering and leaving leaves rounding behind. */
static double distinct_weight(chooser *c, size_t first, size_t past) {
    double sum = 0;
    for (size_t i = first; i < past; i++)
        if (c->counts[c->matches[i].wanted]++ == 0)
            sum += c->weights[c->matches[i].wanted];
    for (size_t i = first; i < past; i++)
        c->counts[c->matches[i].wanted] = 0;
    return sum;
}

/* The best window: every match opens one that takes in what follows while it fits. False when no match
 * is left. */
static bool best_window(window *best, chooser *c) {
    window now = {0};
    bool found = false;
    size_t past = 0;
    for (size_t first = 0; first < c->match_count; first++) {
        const assay_match *open = &c->matches[first];
        if (is_barred(c, open->begin, open)) {
            if (past > first)
                leave(c, &now, first);
            continue;
        }
        for (past = past > first ? past : first; past < c->match_count; past++) {
            const assay_match *next = &c->matches[past];
            bool fits = past == first || next->end - open->begin <= c->bytes;
            if (!fits || next->end < open->begin || is_barred(c, open->begin, next))
                break;
            enter(c, &now, past);
        }
        if (past > first) {
            now.first = first;
            now.last = past - 1;
            if (!found || is_better(&now, best))
                *best = now;
            found = true;
            leave(c, &now, first);
        }
    }
    if (!found)
        return false;
    best->end = 0;
    for (size_t i = best->first; i <= best->last; i++)
        if (c->matches[i].end > best->end)
            best->end = c->matches[i].end;
    return true;
}

/* Ends of passages. */

/* The first token that ends after `at`. Ends of parts grow; joined tokens follow their parts. */
static size_t token_after(const assay_tokens *tokens, uint32_t at) {
    size_t low = 0, high = tokens->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tokens->items[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the word that `at` would cut begins; at itself when it cuts none. */
static uint32_t word_begin(const assay_tokens *tokens, uint32_t at) {
    uint32_t begin = at;
    for (size_t i = token_after(tokens, at); i < tokens->count; i++) {
        const assay_token *token = &tokens->items[i];
        if (token->begin > at + COMPOUND_BYTES)
            break;
        if (token->begin < begin && token->end > at)
            begin = token->begin;
    }
    return begin;
}

/* A sentence starts at `at`: after a full stop and white space with a capital or a figure, or on a new
 * line. */
static bool is_sentence_start(assay_span text, size_t at) {
    if (at == 0)
        return true;
    if (at >= text.size || is_blank(text.data[at]) || !is_blank(text.data[at - 1]))
        return false;
    size_t before = at;
    while (before > 0 && is_blank(text.data[before - 1]))
        if (text.data[--before] == '\n')
            return true;
    if (before < 2)
        return before == 0;
    char stop = text.data[before - 1];
    unsigned char first = (unsigned char)text.data[at];
    bool starts = (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9') || first >= 0x80;
    bool initial = stop == '.' && text.data[before - 2] >= 'A' && text.data[before - 2] <= 'Z';
    return starts && !initial && (stop == '.' || stop == '?' || stop == '!');
}

/* The passage may begin between low and at: with the nearest sentence, else a third of the room before
 * the match, at a word. */
static uint32_t choose_begin(const chooser *c, uint32_t low, uint32_t at, size_t room) {
    uint32_t earliest = at - low > room ? at - (uint32_t)room : low;
    for (uint32_t i = at;; i--) {
        if (is_sentence_start(c->text, i) && word_begin(c->tokens, i) == i)
            return i;
        if (i == earliest)
            break;
    }
    uint32_t begin = at - low > room / 3 ? at - (uint32_t)(room / 3) : low;
    while (begin < at && begin > low && !is_blank(c->text.data[begin - 1]))
        begin++;
    uint32_t word = word_begin(c->tokens, begin);
    return word >= low ? word : at;
}

/* The passage may end between at and high: with a sentence if one ends in the last quarter, else at a
 * word. */
static uint32_t choose_end(const chooser *c, uint32_t at, uint32_t high, uint32_t target) {
    if (target >= high)
        return high;
    if (target <= at)
        return at;
    for (uint32_t i = target; i > at && i > target - (target - at) / 4; i--)
        if (is_blank(c->text.data[i - 1]) && is_sentence_start(c->text, i))
            return i;
    uint32_t end = target;
    while (end > at && !is_blank(c->text.data[end]))
        end--;
    if (end == at)
        end = (uint32_t)assay_unicode_floor(c->text, target);
    end = word_begin(c->tokens, end);
    return end > at ? end : at;
}

static assay_status add_passage(chooser *c, assay_passage passage, assay_error *err) {
    assay_highlights *out = c->out;
    if (out->passage_count == out->passage_capacity) {
        size_t capacity = out->passage_capacity * 2 + 4;
        assay_passage *grown = realloc(out->passages, capacity * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        out->passages = grown;
        out->passage_capacity = capacity;
    }
    while (passage.begin < passage.end && is_blank(c->text.data[passage.begin]))
        passage.begin++;
    while (passage.end > passage.begin && is_blank(c->text.data[passage.end - 1]))
        passage.end--;
    if (passage.begin < passage.end)
        out->passages[out->passage_count++] = passage;
    return ASSAY_OK;
}

/* The free room around a window: from the passage before it to the one after. */
static void free_room(const chooser *c, const window *w, uint32_t *low, uint32_t *high) {
    *low = 0;
    *high = (uint32_t)c->text.size;
    for (size_t i = 0; i < c->out->passage_count; i++) {
        const assay_passage *passage = &c->out->passages[i];
        if (passage->end <= c->matches[w->first].begin && passage->end > *low)
            *low = passage->end;
        if (passage->begin >= w->end && passage->begin < *high)
            *high = passage->begin;
    }
}

static assay_status choose_one(bool *chosen, chooser *c, assay_error *err) {
    window best = {0};
    *chosen = best_window(&best, c);
    memset(c->counts, 0, c->wanted * sizeof *c->counts);
    if (!*chosen)
        return ASSAY_OK;
    uint32_t low, high, from = c->matches[best.first].begin;
    free_room(c, &best, &low, &high);
    size_t room = best.end - from < c->bytes ? c->bytes - (best.end - from) : 0;
    assay_passage passage = {.begin = choose_begin(c, low, from, room)};
    size_t target = passage.begin + c->bytes;
    passage.end = choose_end(c, best.end, high,
                             target < c->text.size ? (uint32_t)target : (uint32_t)c->text.size);
    size_t first = best.first, past = best.last;
    while (past < c->match_count && c->matches[past].end <= passage.end)
        past++;
    while (first > 0 && c->matches[first - 1].begin >= passage.begin)
        first--;
    passage.score = distinct_weight(c, first, past);
    ASSAY_TRY(add_passage(c, passage, err));
    for (size_t i = first; i < past; i++)
        c->counts[c->matches[i].wanted] = 1;
    for (size_t i = first; i < past; i++)
        if (c->counts[c->matches[i].wanted] != 0) {
            c->counts[c->matches[i].wanted] = 0;
            c->weights[c->matches[i].wanted] *= AGAIN;
        }
    return ASSAY_OK;
}

/* Highlights. */

static assay_status add_highlight(assay_highlights *out, assay_highlight highlight,
                                  assay_error *err) {
    if (out->highlight_count == out->highlight_capacity) {
        size_t capacity = out->highlight_capacity * 2 + 16;
        assay_highlight *grown = realloc(out->highlights, capacity * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        out->highlights = grown;
        out->highlight_capacity = capacity;
    }
    out->highlights[out->highlight_count++] = highlight;
    return ASSAY_OK;
}

/* Matches that overlap become one range, under the number of the first. */
static assay_status mark(const chooser *c, assay_passage *passage, assay_error *err) {
    assay_highlights *out = c->out;
    passage->first = out->highlight_count;
    for (size_t i = 0; i < c->match_count; i++) {
        const assay_match *match = &c->matches[i];
        if (match->begin < passage->begin || match->end > passage->end)
            continue;
        assay_highlight *last = out->highlight_count > passage->first
                                    ? &out->highlights[out->highlight_count - 1]
                                    : NULL;
        if (last != NULL && match->begin < last->end)
            last->end = match->end > last->end ? match->end : last->end;
        else
            ASSAY_TRY(add_highlight(out, (assay_highlight){match->begin, match->end, match->wanted},
                                    err));
    }
    passage->count = out->highlight_count - passage->first;
    return ASSAY_OK;
}

static int by_begin(const void *a, const void *b) {
    const assay_passage *x = a, *y = b;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

/* What stands for a text without matches. A word longer than a passage is cut, for once. */
static assay_status add_beginning(chooser *c, assay_error *err) {
    uint32_t begin = 0, size = (uint32_t)c->text.size;
    while (begin < size && is_blank(c->text.data[begin]))
        begin++;
    uint32_t target = size - begin < c->bytes ? size : begin + (uint32_t)c->bytes;
    uint32_t end = choose_end(c, begin, size, target);
    if (end == begin)
        end = (uint32_t)assay_unicode_floor(c->text, target);
    return add_passage(c, (assay_passage){.begin = begin, .end = end}, err);
}

static assay_status choose_all(chooser *c, size_t wanted, assay_error *err) {
    assay_highlights *out = c->out;
    bool more = true;
    while (more && out->passage_count < wanted) {
        size_t before = out->passage_count;
        ASSAY_TRY(choose_one(&more, c, err));
        more = more && out->passage_count > before;
    }
    if (out->passage_count == 0) {
        ASSAY_TRY(add_beginning(c, err));
    }
    if (out->passage_count > 1)
        qsort(out->passages, out->passage_count, sizeof *out->passages, by_begin);
    return ASSAY_OK;
}

static assay_status choose(chooser *c, const assay_highlighter_options *options, assay_error *err) {
    assay_highlights *out = c->out;
    memcpy(c->weights, c->full, c->wanted * sizeof *c->weights);
    out->coverage = distinct_weight(c, 0, c->match_count);
    if (options->passages == 0) {
        assay_passage all = {.end = (uint32_t)c->text.size, .score = out->coverage};
        ASSAY_TRY(add_passage(c, all, err));
    } else {
        size_t most = ASSAY_HIGHLIGHT_PASSAGES_MAX;
        ASSAY_TRY(choose_all(c, options->passages < most ? options->passages : most, err));
    }
    for (size_t i = 0; i < out->passage_count; i++) {
        assay_passage *passage = &out->passages[i];
        passage->cut_begin = assay_span_trim(assay_span_first(c->text, passage->begin)).size > 0;
        passage->cut_end = assay_span_trim(assay_span_skip(c->text, passage->end)).size > 0;
        ASSAY_TRY(mark(c, passage, err));
    }
    return ASSAY_OK;
}

assay_status assay_passages_choose(assay_highlights *out, assay_span text,
                                   const assay_tokens *tokens, const assay_match *matches,
                                   size_t match_count, const double *weights,
                                   const assay_highlighter_options *options, assay_error *err) {
    size_t bytes = options->passage_bytes == 0 ? DEFAULT_BYTES : options->passage_bytes;
    bytes = bytes < LEAST_BYTES ? LEAST_BYTES : bytes > MOST_BYTES ? MOST_BYTES : bytes;
    size_t wanted = 1;
    for (size_t i = 0; i < match_count; i++)
        if (matches[i].wanted >= wanted)
            wanted = matches[i].wanted + (size_t)1;
    chooser c = {.text = text,
                 .tokens = tokens,
                 .matches = matches,
                 .match_count = match_count,
                 .bytes = bytes,
                 .wanted = wanted,
                 .full = weights,
                 .counts = calloc(wanted, sizeof *c.counts),
                 .weights = calloc(wanted, sizeof *c.weights),
                 .out = out};
    out->passage_count = out->highlight_count = 0;
    assay_status status =
        c.counts != NULL && c.weights != NULL ? choose(&c, options, err) : assay_fail_memory(err);
    free(c.counts);
    free(c.weights);
    return status;
}
