/* One generated document: its title and text as tokens, before they are written out.
 *
 * How a document comes about: a kind (trial or abstract) and lengths from real quantiles; a subject, of 64 fields with
 * 64 subjects each, a few of them much written about; then token after token. What class comes next (a function word,
 * a content word, a number) depends on the token before, by rates counted in real text. A content word is, in this order
 * of trial: a repetition of something the document said before, often with the words that followed it there; a word
 * tied to the one before; a word of the subject or the field; any word. Each document depends on the seed and its own
 * number alone. */
#ifndef ASSAY_CORPUS_GENERATOR_DOCUMENT_H
#define ASSAY_CORPUS_GENERATOR_DOCUMENT_H
#include "generator/function_words.h"
#include "generator/topics.h"
#include "generator/vocabulary.h"

/* What a token is: a code. */
enum {
    CODE_CONTENT = 1 << 8,        /* + rank; below: a function word */
    CODE_TOPIC = 0x50000000,      /* + index of a word of the topics file */
    CODE_LITERAL = 0x60000000,    /* + index of a fixed text */
    CODE_NUMBER = (int)0x70000000 /* + form << 20 + value */
};
enum { DOCUMENT_MAX = 4096 };

/* What stands before a token. */
enum {
    GLUE_NONE,
    GLUE_SPACE,
    GLUE_HYPHEN,
    GLUE_COMMA,
    GLUE_OPEN,
    GLUE_SLASH,
    GLUE_COLON,
    GLUE_EQUALS,
    GLUE_LESS,
    GLUE_FULL_STOP,
    GLUE_NEW_LINE,
    GLUE_ITEM,
    GLUES
};
enum { TOKEN_CLOSE = 1, TOKEN_PERCENT = 2, TOKEN_CAPITAL = 4, TOKEN_STOP = 8 };

typedef struct {
    uint32_t code;
    uint8_t glue, flags;
} document_token;

typedef struct {
    bool trial;
    uint32_t field, subject;     /* 0-63; 0-4,095 */
    uint32_t topic;              /* line of the topics file */
    uint32_t title_count, count; /* tokens: the title's first, then the text's */
    document_token tokens[DOCUMENT_MAX];
} document;

typedef struct {
    const vocabulary *words;
    const topics *given; /* NULL: none */
    alias_table after_content, after_number, at_start, title_after_content, title_at_start;
    alias_table after_function[FUNCTION_WORDS];
    alias_table function_word; /* any, as after a content word */
    uint32_t trial_rate;       /* of 100,000 */
    const word_form *known;    /* the vocabulary's */
    word_form functions[FUNCTION_WORDS];
} document_model;

void document_model_init(document_model *model, const vocabulary *words, const topics *given,
                         uint32_t trial_rate);

/* Fills *out with document `number`; `source` is left where the fields of the record go on. */
void document_make(document *out, const document_model *model, uint64_t seed, uint64_t number,
                   random_source *source);

/* A content word (its code) on the document's subject. */
uint32_t document_subject_word(const document *of, const document_model *model,
                               random_source *source);

/* The fixed text of a CODE_LITERAL. */
const char *document_literal(uint32_t code);
#endif
