#include "generator/output.h"
#include <string.h>

bool output_finish(output *out) {
    size_t length = out->length;
    out->length = 0;
    return fwrite(out->bytes, 1, length, out->file) == length && fflush(out->file) == 0;
}

bool output_make_room(output *out) {
    return out->length + OUTPUT_ROOM <= OUTPUT_BYTES || output_finish(out);
}

void output_text(output *out, const char *text) {
    size_t length = strlen(text);
    memcpy(out->bytes + out->length, text, length);
    out->length += length;
}

static void output_decimal(output *out, uint64_t value, int digits) {
    char text[20];
    int at = (int)sizeof text;
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || at > (int)sizeof text - digits);
    memcpy(out->bytes + out->length, text + at, sizeof text - (size_t)at);
    out->length += sizeof text - (size_t)at;
}

static void output_number(output *out, uint32_t code) {
    uint32_t value = code & 0xFFFFF, form = code >> 20 & 0xF;
    static const uint32_t parts[10] = {0, 0, 0, 0, 0, 10, 10, 100, 1000, 1000};
    static const int digits[10] = {0, 0, 0, 0, 0, 1, 1, 2, 3, 3};
    if (form < 4) {
        output_decimal(out, value, 1);
    } else if (form == 4) {
        output_decimal(out, 2025 - value, 4);
    } else {
        output_decimal(out, form == 8 ? 0 : value / parts[form], 1);
        output_text(out, form == 9 ? "," : ".");
        output_decimal(out, value % parts[form], digits[form]);
    }
}

static inline void output_form(output *out, const word_form *form) {
    memcpy(out->bytes + out->length, form->bytes, WORD_MAX);
    out->length += form->length;
}

void output_word(output *out, const document_model *model, uint32_t code, bool capital) {
    char *at = out->bytes + out->length;
    if (code < CODE_CONTENT) {
        output_form(out, &model->functions[code]);
    } else if (code <= CODE_CONTENT + KNOWN_FORMS) {
        output_form(out, &model->known[code - CODE_CONTENT - 1]);
    } else if (code < CODE_TOPIC) {
        word_form form = vocabulary_spell(code - CODE_CONTENT);
        output_form(out, &form);
    } else if (code < CODE_LITERAL) {
        output_form(out, &model->given->words[code - CODE_TOPIC]);
    } else if (code < (uint32_t)CODE_NUMBER) {
        output_text(out, document_literal(code));
    } else {
        output_number(out, code);
    }
    if (capital && *at >= 'a' && *at <= 'z') {
        *at = (char)(*at - 'a' + 'A');
    }
}

void output_tokens(output *out, const document_model *model, const document *of, uint32_t from,
                   uint32_t to, bool title_case) {
    static const char *const glues[GLUES] = {"",   " ",   "-",   ", ", " (",  "/",
                                             ": ", " = ", " < ", ". ", "\\n", "\\n- "};
    for (uint32_t i = from; i < to; i++) {
        const document_token *token = &of->tokens[i];
        if (i > from && token->glue == GLUE_SPACE) {
            out->bytes[out->length++] = ' ';
        } else if (i > from) {
            output_text(out, glues[token->glue]);
        }
        output_word(out, model, token->code,
                    (token->flags & TOKEN_CAPITAL) || (title_case && token->code >= CODE_CONTENT));
        if (token->flags) {
            static const char *const marks[16] = {"",  ")",  "%",  "%)",  "",  ")",  "%",  "%)",
                                                  ".", ").", "%.", "%).", ".", ").", "%.", "%)."};
            output_text(out, marks[token->flags]);
        }
    }
}

/* ---- fields */

typedef struct {
    output *out;
    const document_model *model;
    const document *of;
    random_source *source;
} fields;

static void phrase(fields *f, uint32_t words) {
    for (uint32_t i = 0; i < words; i++) {
        output_text(f->out, i > 0 ? " " : "");
        output_word(f->out, f->model, document_subject_word(f->of, f->model, f->source), true);
    }
}

/* "key":["Phrase One","Phrase Two"]; `most` values of at most `words` words. */
static void phrase_list(fields *f, const char *key, const char *prefix, uint32_t most,
                        uint32_t words) {
    uint32_t count = 1 + random_below(f->source, most);
    output_text(f->out, ",\"");
    output_text(f->out, key);
    output_text(f->out, "\":[");
    for (uint32_t i = 0; i < count; i++) {
        output_text(f->out, i > 0 ? ",\"" : "\"");
        output_text(f->out, prefix);
        phrase(f, 1 + random_below(f->source, words));
        output_text(f->out, "\"");
    }
    output_text(f->out, "]");
}

static void choice(fields *f, const char *key, const char *const *values, uint32_t count) {
    output_text(f->out, ",\"");
    output_text(f->out, key);
    output_text(f->out, "\":\"");
    output_text(f->out, values[random_below(f->source, count)]);
    output_text(f->out, "\"");
}

/* The later the likelier; a quarter without the day. */
static void date(fields *f, const char *key) {
    uint32_t a = random_below(f->source, 37), b = random_below(f->source, 37);
    output_text(f->out, ",\"");
    output_text(f->out, key);
    output_text(f->out, "\":\"");
    output_decimal(f->out, 1989 + (a > b ? a : b), 4);
    output_text(f->out, "-");
    output_decimal(f->out, 1 + random_below(f->source, 12), 2);
    if (!random_chance(f->source, 25000)) {
        output_text(f->out, "-");
        output_decimal(f->out, 1 + random_below(f->source, 28), 2);
    }
    output_text(f->out, "\"");
}

static void trial_fields(fields *f) {
    static const char *const phases[] = {"NA",     "NA",     "PHASE1", "PHASE1, PHASE2",
                                         "PHASE2", "PHASE2", "PHASE3", "PHASE4"};
    static const char *const statuses[] = {
        "COMPLETED",  "COMPLETED",          "COMPLETED",
        "COMPLETED",  "RECRUITING",         "RECRUITING",
        "UNKNOWN",    "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING",
        "TERMINATED", "WITHDRAWN"};
    static const char *const types[] = {"INTERVENTIONAL", "INTERVENTIONAL", "INTERVENTIONAL",
                                        "OBSERVATIONAL"};
    static const char *const kinds[] = {
        "Drug: ", "Drug: ", "Biological: ", "Behavioral: ", "Device: ", "Procedure: "};
    static const char *const sexes[] = {"ALL", "ALL", "ALL", "ALL", "ALL", "ALL", "FEMALE", "MALE"};
    phrase_list(f, "conditions", "", 4, 4);
    phrase_list(f, "interventions", kinds[random_below(f->source, 6)], 3, 3);
    if (random_chance(f->source, 30000)) {
        phrase_list(f, "keywords", "", 12, 4);
    }
    if (random_chance(f->source, 40000)) {
        phrase_list(f, "mesh", "", 6, 3);
    }
    if (random_chance(f->source, 58000)) {
        choice(f, "phase", phases, 8);
    }
    choice(f, "status", statuses, 11);
    choice(f, "study_type", types, 4);
    choice(f, "sex", sexes, 8);
    date(f, "start_date");
}

static void abstract_fields(fields *f) {
    output_text(f->out, ",\"journal\":\"");
    output_text(f->out, "Journal of ");
    phrase(f, 1);
    output_text(f->out, "\"");
    date(f, "published");
    if (random_chance(f->source, 45000)) {
        phrase_list(f, "keywords", "", 8, 2);
    }
    if (random_chance(f->source, 55000)) {
        phrase_list(f, "mesh", "", 12, 2);
    }
}

void output_record(output *out, const document_model *model, const document *of, uint64_t number,
                   random_source *source) {
    fields f = {out, model, of, source};
    output_text(out, "{\"id\":\"G");
    output_decimal(out, number, 9);
    output_text(out, of->trial ? "\",\"type\":\"trial\",\"title\":\""
                               : "\",\"type\":\"abstract\",\"title\":\"");
    output_tokens(out, model, of, 0, of->title_count, random_chance(source, 25000));
    output_text(out, "\",\"text\":\"");
    output_tokens(out, model, of, of->title_count, of->count, false);
    output_text(out, "\"");
    if (of->trial) {
        trial_fields(&f);
    } else {
        abstract_fields(&f);
    }
    output_text(out, "}\n");
}
