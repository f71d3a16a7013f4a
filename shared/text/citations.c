/* Which superscripts are citations and which belong to the text. Superscript digits after a word
 * are a citation unless they make a charge (Ca2+), a marker's sign (CD8+), a power of ten, the
 * exponent of a unit or a statistic (m2, R2), or an isotope (18F). */
#include "text/folded.h"

enum { ERASED = 255 };

static bool is_word(assay_char c) {
    return !c.raised && (c.kind == ASSAY_CHAR_LETTER || c.kind == ASSAY_CHAR_DIGIT ||
                         c.kind == ASSAY_CHAR_GREEK);
}
static bool is_letter(assay_char c) {
    return c.kind == ASSAY_CHAR_LETTER || c.kind == ASSAY_CHAR_GREEK;
}
static bool is_sign(assay_char c) {
    return c.kind == ASSAY_CHAR_PLUS || c.kind == ASSAY_CHAR_MINUS;
}
static bool may_be_raised(assay_char c) {
    return c.kind == ASSAY_CHAR_DIGIT || c.kind == ASSAY_CHAR_HYPHEN ||
           c.kind == ASSAY_CHAR_COMMA || c.kind == ASSAY_CHAR_SPACE || is_sign(c);
}

static void blank(assay_folded *folded, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        folded->items[i].is = (assay_char){' ', ASSAY_CHAR_BREAK, false, false};
}

/* Taken out when all carets are read. */
static void erase(assay_folded *folded, size_t at) {
    folded->items[at].is = (assay_char){0, ERASED, false, false};
}

static void compact(assay_folded *folded) {
    size_t kept = 0;
    for (size_t i = 0; i < folded->count; i++)
        if (folded->items[i].is.kind != ERASED)
            folded->items[kept++] = folded->items[i];
    folded->count = kept;
}

static void raise(assay_folded *folded, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        assay_char *c = &folded->items[i].is;
        c->raised = true;
        if (c->kind == ASSAY_CHAR_HYPHEN)
            c->kind = ASSAY_CHAR_MINUS;
    }
}

/* "^{10,12}" and "^2+" become raised characters; any other caret a BREAK. Returns where to go on.
 */
static size_t read_caret(assay_folded *folded, size_t caret) {
    bool braced = assay_folded_at(folded, caret + 1).kind == ASSAY_CHAR_OPEN_BRACE;
    size_t from = caret + 1 + braced, to = from;
    if (braced) {
        while (may_be_raised(assay_folded_at(folded, to)))
            to++;
        if (to == from || assay_folded_at(folded, to).kind != ASSAY_CHAR_CLOSE_BRACE) {
            blank(folded, caret, caret + 2);
            return caret + 2;
        }
        erase(folded, to);
        erase(folded, caret + 1);
    } else {
        if (assay_folded_at(folded, to).kind == ASSAY_CHAR_HYPHEN ||
            is_sign(assay_folded_at(folded, to)))
            to++;
        while (assay_folded_at(folded, to).kind == ASSAY_CHAR_DIGIT)
            to++;
        if (to > from && is_sign(assay_folded_at(folded, to)))
            to++;
        if (to == from) {
            blank(folded, caret, caret + 1);
            return caret + 1;
        }
    }
    erase(folded, caret);
    raise(folded, from, to);
    return to;
}

typedef struct {
    size_t begin, end; /* of the raised run */
    size_t digits;
    bool separators; /* commas, spaces, or a minus between digits */
    bool leading_minus, trailing_sign;
} raised_run;

/* Superscripts may be joined by plain commas and dashes: "¹,²", "¹–³". */
static size_t end_of_run(const assay_folded *folded, size_t at) {
    while (assay_folded_at(folded, at).raised) {
        at++;
        if (assay_folded_at(folded, at + 1).raised && may_be_raised(assay_folded_at(folded, at)))
            at++;
    }
    return at;
}

static raised_run read_run(const assay_folded *folded, size_t at) {
    raised_run run = {.begin = at, .end = end_of_run(folded, at)};
    assay_char first = folded->items[at].is, last = folded->items[run.end - 1].is;
    run.leading_minus = first.kind == ASSAY_CHAR_MINUS;
    run.trailing_sign = is_sign(last);
    for (size_t i = run.begin; i < run.end; i++) {
        assay_char c = folded->items[i].is;
        run.digits += c.kind == ASSAY_CHAR_DIGIT;
        bool inside = i > run.begin && i + 1 < run.end;
        run.separators |= c.kind != ASSAY_CHAR_DIGIT && (!is_sign(c) || inside);
    }
    return run;
}

/* A minus that ends the run is a sign; one before digits stays a hyphen. */
static void lower(assay_folded *folded, const raised_run *run) {
    for (size_t i = run->begin; i < run->end; i++)
        folded->items[i].is.raised = false;
    if (run->trailing_sign)
        folded->items[run->end - 1].is.kind = ASSAY_CHAR_PLUS;
}

/* The symbol of an element follows, as in 18F-FDG or 99mTc: up to one small letter, a capital, up
 * to one more small letter, then no letter. */
static bool is_isotope(const assay_folded *folded, const raised_run *run) {
    size_t at = run->end;
    if (is_letter(assay_folded_at(folded, at)) && !assay_folded_at(folded, at).upper)
        at++;
    if (!assay_folded_at(folded, at).upper)
        return false;
    at++;
    if (is_letter(assay_folded_at(folded, at)) && !assay_folded_at(folded, at).upper)
        at++;
    assay_char after = assay_folded_at(folded, at);
    return run->digits <= 3 && (!is_letter(after) || after.upper);
}

/* A number that exponents are written over: 10 or 2. */
static bool is_base(const assay_folded *folded, size_t end) {
    size_t begin = end;
    while (begin > 0 && assay_folded_at(folded, begin - 1).kind == ASSAY_CHAR_DIGIT &&
           !assay_folded_at(folded, begin - 1).raised)
        begin--;
    if (begin > 0 && (is_letter(folded->items[begin - 1].is) ||
                      folded->items[begin - 1].is.kind == ASSAY_CHAR_POINT))
        return false;
    uint32_t first = folded->items[begin].is.code;
    return (end - begin == 1 && first == '2') ||
           (end - begin == 2 && first == '1' && folded->items[begin + 1].is.code == '0');
}

/* m2, cm3, R2, chi2: a letter alone or a length, and a 2 or a 3. */
static bool is_exponent(const assay_folded *folded, const raised_run *run) {
    uint32_t digit = folded->items[run->begin].is.code;
    if (run->digits != 1 || run->end - run->begin != 1 || (digit != '2' && digit != '3'))
        return false;
    size_t begin = run->begin;
    while (begin > 0 && is_word(folded->items[begin - 1].is))
        begin--;
    size_t length = run->begin - begin;
    if (length == 1)
        return true;
    uint32_t first = folded->items[begin].is.code;
    return length == 2 && folded->items[begin + 1].is.code == 'm' &&
           (first == 'c' || first == 'm' || first == 'd' || first == 'k' || first == 'n' ||
            first == 0x3BC);
}

static void judge(assay_folded *folded, const raised_run *run) {
    assay_char before = run->begin > 0 ? folded->items[run->begin - 1].is
                                       : (assay_char){0, ASSAY_CHAR_BREAK, false, false};
    bool marker_apart = before.kind == ASSAY_CHAR_SPACE && run->begin > 1 && run->digits == 0 &&
                        is_word(folded->items[run->begin - 2].is);
    if (marker_apart) { /* "CD8 ⁺": the caller's piece holds a space only here */
        folded->items[run->begin - 1].is = folded->items[run->begin].is;
        folded->items[run->begin - 1].is.raised = false;
        folded->items[run->begin - 1].is.kind = ASSAY_CHAR_PLUS;
        folded->items[run->begin - 1].end = folded->items[run->end - 1].end;
        blank(folded, run->begin, run->end);
        return;
    }
    if (!is_word(before)) {
        if (!run->separators && run->digits == run->end - run->begin && is_isotope(folded, run))
            lower(folded, run);
        else
            blank(folded, run->begin, run->end);
        return;
    }
    bool power = before.kind == ASSAY_CHAR_DIGIT && run->digits > 0 && !run->trailing_sign &&
                 !run->separators && is_base(folded, run->begin);
    if (power)
        return;
    bool charge = run->trailing_sign && run->digits <= 2 && !run->separators;
    bool inverse = run->leading_minus && run->digits > 0 && !run->separators;
    if (charge || inverse || (is_letter(before) && is_exponent(folded, run)))
        lower(folded, run);
    else
        blank(folded, run->begin, run->end);
}

void assay_folded_strip_citations(assay_folded *folded) {
    for (size_t i = 0; i < folded->count;)
        i = folded->items[i].is.kind == ASSAY_CHAR_CARET ? read_caret(folded, i) : i + 1;
    compact(folded);
    for (size_t i = 0; i < folded->count;) {
        if (!folded->items[i].is.raised) {
            i++;
            continue;
        }
        raised_run run = read_run(folded, i);
        judge(folded, &run);
        i = run.end;
    }
}
