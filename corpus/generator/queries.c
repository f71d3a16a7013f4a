#include "generator/queries.h"

static void make_any_document(document *out, const document_model *model, uint64_t seed,
                              uint64_t records, random_source *source) {
    random_source inside;
    document_make(out, model, seed, random_next(source) % records, &inside);
}

/* How many words queries have, as people type them: most two or three. */
static uint32_t query_length(random_source *source) {
    static const uint8_t lengths[32] = {1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3,
                                        3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 8, 8};
    return lengths[random_below(source, 32)];
}

/* Tokens of a title in a row; mostly without the function words. */
static bool natural(output *out, const document_model *model, const document *of,
                    random_source *source) {
    uint32_t length = query_length(source), count = of->title_count, taken = 0;
    uint32_t from = count > length ? random_below(source, count - length + 1) : 0;
    bool all = random_chance(source, 14000);
    for (uint32_t i = from; i < count && taken < length; i++) {
        if (all || of->tokens[i].code >= CODE_CONTENT) {
            output_text(out, taken == 0 ? "" : " ");
            output_word(out, model, of->tokens[i].code, false);
            taken++;
        }
    }
    return taken > 0;
}

/* Content words, each from an octave of ranks drawn evenly: as many of the rare as of the
 * frequent. */
static bool banded(output *out, const document_model *model, random_source *source) {
    uint32_t count = query_length(source);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t octave = random_below(source, 17);
        uint32_t rank = (1u << octave) + random_below(source, 1u << octave);
        output_text(out, i > 0 ? " " : "");
        output_word(out, model, CODE_CONTENT + rank, false);
    }
    return true;
}

static bool fits_phrase(const document_token *token, bool first) {
    return token->code < CODE_LITERAL &&
           (first || token->glue == GLUE_SPACE || token->glue == GLUE_HYPHEN);
}

/* Two to four words of a text in a row, within a sentence and without numbers. */
static bool phrase(output *out, const document_model *model, const document *of,
                   random_source *source) {
    uint32_t lot = random_below(source, 6), length = lot < 3 ? 2 : lot < 5 ? 3 : 4;
    uint32_t from = random_below(source, of->count), functions = 0;
    for (uint32_t i = from; i < from + length; i++) {
        functions += i < of->count && of->tokens[i].code < CODE_CONTENT;
        if (i >= of->count || i == of->title_count || !fits_phrase(&of->tokens[i], i == from) ||
            (i > from && of->tokens[i - 1].flags & (TOKEN_STOP | TOKEN_CLOSE))) {
            return false;
        }
    }
    if (functions * 2 >= length && random_chance(source, 45000)) {
        return false; /* people ask for such phrases less often than texts have them */
    }
    for (uint32_t i = from; i < from + length; i++) {
        output_text(out, i == from ? "\"" : of->tokens[i].glue == GLUE_HYPHEN ? "-" : " ");
        output_word(out, model, of->tokens[i].code, false);
    }
    output_text(out, "\"");
    return true;
}

void query_make(output *out, const document_model *model, document *scratch, query_kind kind,
                uint64_t seed, uint64_t records, uint64_t number) {
    random_source source = {random_hash(seed ^ 0x5175657269657321u, number * 4 + kind)};
    bool made = false;
    while (!made) {
        if (kind == QUERIES_BANDED) {
            made = banded(out, model, &source);
            continue;
        }
        make_any_document(scratch, model, seed, records, &source);
        made = kind == QUERIES_NATURAL ? natural(out, model, scratch, &source)
                                       : phrase(out, model, scratch, &source);
    }
    output_text(out, "\n");
}
