#include "generator/document.h"
#include <string.h>

/* Rates, fitted (corpus/fit.md says how well): of 100,000 unless said otherwise. */
enum {
    RATE_REPEAT = 52000,              /* a content word of the text repeats something said before */
    RATE_REPEAT_INSIDE = 23000,       /* the same after another content word */
    RATE_REPEAT_TITLE = 18000,        /* of these, something of the title */
    RATE_REPEAT_RARER = 68000,        /* of two places the one with the rarer word */
    FREQUENT = 4000,                  /* words up to this rank ... */
    RATE_REPEAT_NOT_FREQUENT = 30000, /* are spared repetition */
    RATE_REPEAT_ON = 58000,           /* a repetition goes on with the token that followed */
    RATE_REPEAT_FUNCTION = 80000,     /* a function word is one used before */
    RATE_SUBJECT = 36000,             /* of the words drawn afresh, on the subject */
    RATE_FIELD = 48000,               /* and of the field */
    RATE_TITLE_SUBJECT = 50000,
    RATE_TITLE_RARER = 25000, /* of two words a title takes the rarer */
    RATE_TOPIC = 12000,       /* with a topics file: from its line */
    RATE_TELEGRAPHIC = 65000, /* function words left out of short trial summaries */
    RATE_PREFERRED = 50000    /* the function word after a content word is the one it prefers */
};

/* Tokens: 33 even quantiles of real records, the last at 99.7 %. */
static const uint16_t title_length[33] = {1,  3,  6,  7,  7,  8,  8,  9,  9,  10, 10,
                                          11, 11, 12, 12, 13, 13, 14, 14, 14, 15, 15,
                                          16, 17, 17, 18, 19, 19, 20, 22, 23, 26, 36};
static const uint16_t abstract_length[33] = {30,  66,  92,  110, 125, 138, 148, 156, 164, 174, 184,
                                             193, 200, 207, 213, 221, 228, 236, 243, 250, 256, 261,
                                             267, 273, 281, 291, 302, 315, 333, 357, 386, 442, 620};
static const uint16_t trial_length[33] = {3,   5,   7,   8,   9,   11,  13,  15,  17,  21,   25,
                                          30,  36,  44,  55,  67,  88,  110, 139, 176, 222,  268,
                                          314, 361, 409, 445, 492, 545, 619, 705, 837, 1100, 1700};
static const uint16_t sentence_length[33] = {1,  6,  9,  10, 12, 13, 14, 14, 15, 16, 17,
                                             18, 19, 19, 20, 21, 22, 23, 23, 24, 25, 26,
                                             27, 28, 30, 31, 33, 35, 37, 40, 44, 53, 80};

enum {
    LABELS = 5,
    LABEL_STYLES = 3,
    LITERAL_INCLUSION = LABELS * LABEL_STYLES,
    LITERAL_EXCLUSION,
    LITERALS
};
static const char *const literals[LITERALS] = {
    "BACKGROUND",        "METHODS",     "RESULTS",    "DISCUSSION",
    "CONCLUSIONS",       "Background",  "Methods",    "Results",
    "Discussion",        "Conclusions", "OBJECTIVE",  "DESIGN",
    "MAIN RESULTS",      "LIMITATIONS", "CONCLUSION", "Inclusion Criteria",
    "Exclusion Criteria"};

const char *document_literal(uint32_t code) {
    return literals[code - CODE_LITERAL];
}

enum { FIELDS = 64, SUBJECTS = 16 }; /* subjects of each field */

/* ---- the chain of classes */

enum { OUTCOME_CONTENT = FUNCTION_WORDS, OUTCOME_NUMBER, OUTCOMES };

static void build_chain(alias_table *table, int column) {
    uint32_t weights[OUTCOMES];
    for (int i = 0; i < FUNCTION_WORDS; i++) {
        const function_word *word = &function_words[i];
        const uint32_t columns[5] = {word->after_content, word->after_number, word->at_start,
                                     word->title_after_content, word->title_at_start};
        weights[i] = columns[column];
    }
    weights[OUTCOME_CONTENT] = content_rates[column];
    weights[OUTCOME_NUMBER] = number_rates[column];
    alias_table_build(table, weights, OUTCOMES);
}

static void build_function_chain(alias_table *table, const function_word *word) {
    uint32_t weights[OUTCOMES] = {0}, named = word->content_next + word->number_next, usual = 0;
    for (int i = 0; i < FUNCTION_FOLLOWERS; i++) {
        named += word->next[i].rate;
    }
    for (int i = 0; i < FUNCTION_WORDS; i++) {
        usual += function_words[i].after_content;
    }
    uint32_t left = named < 100000 ? 100000 - named : 0;
    for (int i = 0; i < FUNCTION_WORDS; i++) {
        weights[i] = (uint32_t)((uint64_t)function_words[i].after_content * left / usual);
    }
    for (int i = 0; i < FUNCTION_FOLLOWERS; i++) {
        weights[word->next[i].word] += word->next[i].rate;
    }
    weights[OUTCOME_CONTENT] = word->content_next;
    weights[OUTCOME_NUMBER] = word->number_next;
    alias_table_build(table, weights, OUTCOMES);
}

void document_model_init(document_model *model, const vocabulary *words, const topics *given,
                         uint32_t trial_rate) {
    uint32_t weights[FUNCTION_WORDS];
    model->words = words;
    model->known = vocabulary_known(words);
    model->given = given;
    model->trial_rate = trial_rate;
    build_chain(&model->after_content, 0);
    build_chain(&model->after_number, 1);
    build_chain(&model->at_start, 2);
    build_chain(&model->title_after_content, 3);
    build_chain(&model->title_at_start, 4);
    for (int i = 0; i < FUNCTION_WORDS; i++) {
        size_t length = strlen(function_words[i].word);
        build_function_chain(&model->after_function[i], &function_words[i]);
        memcpy(model->functions[i].bytes, function_words[i].word, length);
        model->functions[i].length = (uint8_t)length;
        weights[i] = function_words[i].after_content;
    }
    alias_table_build(&model->function_word, weights, FUNCTION_WORDS);
}

/* ---- token after token */

/* Where a document in the making stands. */
typedef struct {
    document *out;
    const document_model *model;
    random_source *source;
    bool in_title, telegraphic; /* telegraphic: few function words */
    uint32_t repeat_at;         /* the token being repeated; 0: none */
    uint32_t open;              /* tokens until the parenthesis closes, 0: none open */
} writing;

static bool is_content(uint32_t code) {
    return code >= CODE_CONTENT && code < CODE_LITERAL;
}
static bool is_function(uint32_t code) {
    return code < CODE_CONTENT;
}

static uint32_t field_word(const document *of, const document_model *model, random_source *source,
                           uint32_t subject_rate, uint32_t field_rate) {
    uint64_t bits = random_next(source);
    uint32_t rank = vocabulary_draw(model->words, bits), lot = random_below(source, 100000);
    bool wide = lot >= subject_rate;
    uint64_t key = (uint64_t)(wide ? of->field : of->subject + FIELDS) << 32;
    uint32_t own = vocabulary_subject_word(rank, key, wide, (uint32_t)(bits >> 16));
    /* Without a branch: none could be foreseen. */
    rank = lot < subject_rate + field_rate ? own : rank;
    /* It is written out when the document is whole; by then its letters are at hand. */
    __builtin_prefetch(&model->known[rank < KNOWN_FORMS ? rank : 0]);
    return CODE_CONTENT + rank;
}

static uint32_t topic_word(const document *of, const topics *given, random_source *source) {
    uint32_t from = given->line_from[of->topic], count = given->line_from[of->topic + 1] - from;
    uint32_t a = random_below(source, count), b = random_below(source, count);
    return CODE_TOPIC + from + (a < b ? a : b);
}

uint32_t document_subject_word(const document *of, const document_model *model,
                               random_source *source) {
    if (model->given != NULL && random_chance(source, RATE_TOPIC * 2)) {
        return topic_word(of, model->given, source);
    }
    return field_word(of, model, source, RATE_TITLE_SUBJECT, RATE_FIELD);
}

static uint32_t fresh_word(writing *w, uint32_t before) {
    if (w->model->given != NULL && random_chance(w->source, RATE_TOPIC)) {
        return topic_word(w->out, w->model->given, w->source);
    }
    if (is_content(before) && before < CODE_TOPIC) {
        uint64_t bits = random_next(w->source);
        if ((bits & 0xFFFF) < vocabulary_tie(before - CODE_CONTENT)) {
            return CODE_CONTENT +
                   vocabulary_follower(before - CODE_CONTENT, (uint32_t)(bits >> 32));
        }
    }
    uint32_t subject_rate = w->in_title ? RATE_TITLE_SUBJECT : RATE_SUBJECT;
    uint32_t code = field_word(w->out, w->model, w->source, subject_rate, RATE_FIELD);
    if (w->in_title && random_chance(w->source, RATE_TITLE_RARER)) {
        uint32_t other = field_word(w->out, w->model, w->source, subject_rate, RATE_FIELD);
        code = other > code ? other : code;
    }
    return code;
}

/* Chooses a place to repeat from; returns its code, or 0 when there is nothing to repeat there. */
static uint32_t start_repeating(writing *w) {
    document *out = w->out;
    bool title = random_chance(w->source, RATE_REPEAT_TITLE) || out->count == out->title_count;
    uint32_t places = title ? out->title_count : out->count, at = random_below(w->source, places);
    if (random_chance(w->source, RATE_REPEAT_RARER)) {
        uint32_t other = random_below(w->source, places);
        at = out->tokens[other].code > out->tokens[at].code && is_content(out->tokens[other].code)
                 ? other
                 : at;
    }
    if (at >= out->count || !is_content(out->tokens[at].code)) {
        return 0;
    }
    if (out->tokens[at].code < CODE_CONTENT + FREQUENT &&
        random_chance(w->source, RATE_REPEAT_NOT_FREQUENT)) {
        return 0;
    }
    w->repeat_at = at;
    return out->tokens[at].code;
}

/* The token that followed the one being repeated, or 0 when the repetition ends. */
static uint32_t go_on_repeating(writing *w) {
    uint32_t at = w->repeat_at + 1;
    if (w->repeat_at == 0 || at >= w->out->count || !random_chance(w->source, RATE_REPEAT_ON)) {
        w->repeat_at = 0;
        return 0;
    }
    const document_token *next = &w->out->tokens[at];
    bool goes =
        next->code < CODE_LITERAL && (next->glue == GLUE_SPACE || next->glue == GLUE_HYPHEN);
    w->repeat_at = goes ? at : 0;
    return goes ? next->code : 0;
}

static uint32_t next_number(random_source *source) {
    /* integers of 1, 2, 3 and 4 digits, years, then decimals 9.9 99.9 9.99 0.999, thousands 9,999 99,999 */
    static const uint8_t forms[32] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                      1, 1, 2, 2, 2, 3, 4, 4, 4, 5, 6, 6, 7, 8, 9, 9};
    static const uint32_t below[10] = {10, 100, 1000, 10000, 60, 1000, 1000, 1000, 1000, 100000};
    uint32_t form = forms[random_below(source, 32)];
    uint32_t value = random_below(source, below[form]);
    if (form < 4 && random_chance(source, 40000)) { /* small ones are more frequent */
        value = random_below(source, value + 1);
    }
    return (uint32_t)CODE_NUMBER + (form << 20) + value;
}

static const alias_table *chain_after(const writing *w, uint32_t before, bool start) {
    if (start) {
        return w->in_title ? &w->model->title_at_start : &w->model->at_start;
    }
    if (is_function(before)) {
        return &w->model->after_function[before];
    }
    if (is_content(before)) {
        return w->in_title ? &w->model->title_after_content : &w->model->after_content;
    }
    return &w->model->after_number;
}

/* The function word after a content word: as the chain has it, or the one this word prefers, or one that the document
 * has used in such a place before. */
static uint32_t function_after_content(writing *w, uint32_t before, uint32_t usual) {
    if (random_chance(w->source, RATE_PREFERRED)) {
        return alias_table_draw(&w->model->function_word, random_hash(before, 3));
    }
    if (w->out->count > 1 && random_chance(w->source, RATE_REPEAT_FUNCTION)) {
        uint32_t at = 1 + random_below(w->source, w->out->count - 1);
        if (is_function(w->out->tokens[at].code) && is_content(w->out->tokens[at - 1].code)) {
            return w->out->tokens[at].code;
        }
    }
    return usual;
}

static uint32_t next_code(writing *w, uint32_t before, bool start) {
    uint32_t code = w->repeat_at != 0 ? go_on_repeating(w) : 0;
    if (code != 0) {
        return code;
    }
    uint32_t outcome = alias_table_draw(chain_after(w, before, start), random_next(w->source));
    if (outcome == OUTCOME_NUMBER) {
        return next_number(w->source);
    }
    if (outcome < FUNCTION_WORDS &&
        !(w->telegraphic && random_chance(w->source, RATE_TELEGRAPHIC))) {
        return start || !is_content(before) ? outcome : function_after_content(w, before, outcome);
    }
    uint32_t repeat = is_content(before) ? RATE_REPEAT_INSIDE : RATE_REPEAT;
    if (!w->in_title && w->out->count > 0 && random_chance(w->source, repeat)) {
        code = start_repeating(w);
    }
    code = code != 0 ? code : fresh_word(w, before);
    return code != before ? code
                          : field_word(w->out, w->model, w->source, RATE_SUBJECT, RATE_FIELD);
}

static uint8_t glue_between(writing *w, uint32_t before, uint32_t code) {
    if (is_function(before)) {
        return GLUE_SPACE;
    }
    uint32_t lot = random_below(w->source, 1000);
    if (is_content(code)) {
        if (is_content(before)) {
            bool compound =
                (before * 0x9E3779B1u ^ code * 0x85EBCA77u) * 0xC2B2AE3Du < UINT32_MAX / 20;
            if (compound) { /* some pairs always carry a hyphen */
                return GLUE_HYPHEN;
            }
            return lot >= 143  ? GLUE_SPACE
                   : lot < 20  ? GLUE_HYPHEN
                   : lot < 85  ? GLUE_COMMA
                   : lot < 125 ? GLUE_OPEN
                   : lot < 135 ? GLUE_SLASH
                               : GLUE_COLON;
        }
        return lot > 100 ? GLUE_SPACE : lot < 60 ? GLUE_HYPHEN : GLUE_COMMA;
    }
    if (is_function(code)) {
        return lot < 80 ? GLUE_COMMA : GLUE_SPACE;
    }
    if (is_content(before)) {
        return lot < 280   ? GLUE_HYPHEN
               : lot < 400 ? GLUE_OPEN
               : lot < 460 ? GLUE_COMMA
               : lot < 530 ? GLUE_EQUALS
               : lot < 550 ? GLUE_LESS
                           : GLUE_SPACE;
    }
    return lot < 350 ? GLUE_HYPHEN : lot < 700 ? GLUE_COMMA : GLUE_SPACE;
}

static void add_token(writing *w, uint32_t code, uint8_t glue, uint8_t flags) {
    w->out->tokens[w->out->count++] = (document_token){code, glue, flags};
}

/* Closes a parenthesis whose time has come, or before a sentence ends. */
static void close_when_due(writing *w, bool now) {
    if (w->open > 0 && (--w->open == 0 || now)) {
        w->out->tokens[w->out->count - 1].flags |= TOKEN_CLOSE;
        w->open = 0;
    }
}

/* A sentence of about `length` tokens; it does not end in a function word when that can be helped. */
static void write_sentence(writing *w, uint32_t length, uint8_t glue, uint8_t end) {
    uint32_t before = 0, written = 0;
    w->repeat_at = 0;
    while ((written < length || (is_function(before) && written < length + 4)) &&
           w->out->count < DOCUMENT_MAX) {
        uint32_t code = next_code(w, before, written == 0);
        uint8_t between = written == 0 ? glue : glue_between(w, before, code);
        uint8_t flags = written == 0 && glue != GLUE_COLON ? TOKEN_CAPITAL : 0;
        if (code >= (uint32_t)CODE_NUMBER && random_chance(w->source, 22000)) {
            flags |= TOKEN_PERCENT;
        }
        if (between == GLUE_OPEN) {
            between = w->open > 0 ? GLUE_SPACE : GLUE_OPEN;
            w->open += w->open > 0 ? 0 : 2 + random_below(w->source, 3);
        }
        add_token(w, code, between, flags);
        close_when_due(w, false);
        before = code;
        written++;
    }
    if (written > 0) {
        close_when_due(w, true);
        w->out->tokens[w->out->count - 1].flags |= end;
    }
}

static void write_title(writing *w) {
    w->in_title = true;
    uint32_t length = random_quantile(w->source, title_length);
    write_sentence(w, length, GLUE_NONE, random_chance(w->source, 45000) ? TOKEN_STOP : 0);
    w->in_title = false;
    w->out->title_count = w->out->count;
}

static void write_abstract(writing *w) {
    uint32_t length = random_quantile(w->source, abstract_length), end = w->out->count + length;
    bool labelled = length > 80 && random_chance(w->source, 22000);
    uint32_t style = random_below(w->source, LABEL_STYLES), label = 0;
    while (w->out->count < end && w->out->count < DOCUMENT_MAX) {
        uint32_t done = length - (end - w->out->count);
        uint8_t glue = done == 0 ? GLUE_NONE : GLUE_SPACE;
        if (labelled && label < LABELS && done >= length * label / LABELS) {
            add_token(w, CODE_LITERAL + style * LABELS + label,
                      label == 0 ? GLUE_NONE : GLUE_NEW_LINE, 0);
            glue = GLUE_COLON;
            label++;
        }
        uint32_t sentence = random_quantile(w->source, sentence_length), left = end - w->out->count;
        write_sentence(w, sentence < left ? sentence : left, glue, TOKEN_STOP);
    }
}

/* Prose; when it is long, then two lists of criteria. */
static void write_trial(writing *w) {
    uint32_t length = random_quantile(w->source, trial_length), start = w->out->count,
             end = start + length;
    uint32_t inclusion = length > 150 ? start + length / 2 : end,
             exclusion = length > 150 ? start + length * 3 / 4 : end;
    uint32_t next = 0;
    w->telegraphic = length < 60;
    while (w->out->count < end && w->out->count < DOCUMENT_MAX) {
        uint32_t limit = next == 0 ? inclusion : next == 1 ? exclusion : end;
        if (w->out->count >= limit) {
            add_token(w, CODE_LITERAL + LITERAL_INCLUSION + next++, GLUE_NEW_LINE, 0);
            continue;
        }
        uint32_t sentence = random_quantile(w->source, sentence_length), left = end - w->out->count;
        sentence = next > 0 ? sentence / 3 + 1 : sentence;
        uint8_t glue = next > 0 ? GLUE_ITEM : w->out->count == start ? GLUE_NONE : GLUE_SPACE;
        write_sentence(w, sentence < left ? sentence : left, glue, TOKEN_STOP);
    }
}

void document_make(document *out, const document_model *model, uint64_t seed, uint64_t number,
                   random_source *source) {
    source->state = random_hash(seed, number);
    out->trial = random_chance(source, model->trial_rate);
    /* Fields and subjects by Zipf's law, near enough: the product of two even draws. */
    uint32_t a = random_below(source, 65536), b = random_below(source, 65536);
    out->field = random_scale((uint32_t)((uint64_t)a * b), FIELDS);
    a = random_below(source, 65536);
    b = random_below(source, 65536);
    out->subject = out->field * SUBJECTS + random_scale((uint32_t)((uint64_t)a * b), SUBJECTS);
    out->topic =
        model->given != NULL
            ? (uint32_t)(random_hash(out->subject, random_below(source, 4)) % model->given->lines)
            : 0;
    out->title_count = out->count = 0;
    writing w = {out, model, source, false, false, 0, 0};
    write_title(&w);
    if (out->trial) {
        write_trial(&w);
    } else {
        write_abstract(&w);
    }
}
