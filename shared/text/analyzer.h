/* Text to terms, the same for records and queries; the rules are versioned and the version goes
 * into every index.
 *
 *   bytes -> UTF-8 check -> citation marks dropped -> normal form, folding, Greek -> tokens ->
 * stems
 *
 * A compound such as "IL-2" gives its PARTS at positions of their own (il, 2) and a JOINED token
 * (il2) at the position of its first part; "IL2" gives the very same tokens. Phrases use parts
 * only, so that all spellings meet. An identifier (NCT01590069, a DOI, a URL ...) is one IDENTIFIER
 * token, never split.
 *
 * Terms are numbered: `terms` interns the term as it stands in an index ("Z" + stem, the text's
 * ranked term), `forms` the folded word before stemming. A word seen before costs one look-up. An
 * analyzer serves one thread; its maps grow with the vocabulary until assay_analyzer_forget. */
#ifndef ASSAY_TEXT_ANALYZER_H
#define ASSAY_TEXT_ANALYZER_H
#include "base/map.h"

/* Raised whenever any text would give other tokens than before. */
enum { ASSAY_ANALYZER_VERSION = 1 };

typedef enum {
    ASSAY_TOKEN_PART = 0,   /* a word, or a piece of a compound */
    ASSAY_TOKEN_JOINED = 1, /* a compound written as one word; shares the first part's position */
    ASSAY_TOKEN_IDENTIFIER =
        2 /* form is "scheme:value", e.g. "nct:NCT01590069"; has a position of its own, no stem */
} assay_token_kind;

typedef struct {
    uint32_t term;       /* id in the analyzer's terms; ASSAY_MAP_NONE for an identifier */
    uint32_t form;       /* id in the analyzer's forms; see assay_analyzer_run_among */
    uint32_t position;   /* counts up from the position the caller starts at */
    uint32_t begin, end; /* bytes of the original text it came from, end exclusive */
    uint8_t kind;        /* assay_token_kind */
    uint8_t is_stop;     /* a stop word: indexed, but free to leave out of a ranked OR */
} assay_token;

typedef struct {
    assay_token *items;
    size_t count, capacity;
    uint32_t next_position; /* where following text would start */
    uint32_t bad_bytes;     /* bytes that were not UTF-8, read as U+FFFD */
} assay_tokens;

enum { ASSAY_LETTERS_ALL = (1 << 26) - 1 };

typedef struct assay_analyzer assay_analyzer;

typedef struct {
    const char *stemmer; /* a libstemmer language, "english" by default (NULL), or "none" */
} assay_analyzer_options;

/* ASSAY_E_USAGE for an unknown stemmer. *out is the caller's: assay_analyzer_free. options may be
 * NULL. */
ASSAY_MUST_USE assay_status assay_analyzer_new(assay_analyzer **out,
                                               const assay_analyzer_options *options,
                                               assay_error *err);
void assay_analyzer_free(assay_analyzer *analyzer);

/* Appends the text's tokens to `tokens` (zero-initialised or used before; assay_tokens_done frees),
 * in order of begin, a JOINED token right after its parts. Texts over 2^31 bytes are refused
 * (ASSAY_E_LIMIT). */
ASSAY_MUST_USE assay_status assay_analyzer_run(assay_tokens *tokens, assay_analyzer *analyzer,
                                               assay_span text, assay_error *err);
/* As above for who asks only for some words: `letters` has a bit for each letter (bit 0: a) they may begin
 * with. Other words of plain letters need not be stemmed then; they have their places, but ASSAY_MAP_NONE
 * for term and form, unless they are remembered. */
ASSAY_MUST_USE assay_status assay_analyzer_run_among(assay_tokens *tokens, assay_analyzer *analyzer,
                                                     assay_span text, uint32_t letters,
                                                     assay_error *err);
void assay_tokens_clear(assay_tokens *tokens); /* count and next_position 0; memory kept */
void assay_tokens_done(assay_tokens *tokens);

/* The maps token ids refer to. Borrowed from the analyzer. */
const assay_map *assay_analyzer_terms(const assay_analyzer *analyzer);
const assay_map *assay_analyzer_forms(const assay_analyzer *analyzer);
/* Empties the maps (ids start again at 0), to bound memory between batches. */
void assay_analyzer_forget(assay_analyzer *analyzer);
/* The stem of a folded word as it is, not split further, borrowed until the next call; {NULL, 0} when memory is exhausted. */
assay_span assay_analyzer_stem(assay_analyzer *analyzer, assay_span form);
/* Bytes held by the maps and the words remembered; forget only when this is too much, for the words
 * have to be learnt again. */
size_t assay_analyzer_memory(const assay_analyzer *analyzer);
/* One line that names everything the terms depend on: "assay-1 english ...". Static per analyzer.
 */
const char *assay_analyzer_identity(const assay_analyzer *analyzer);

/* The longest term in bytes, prefix included; longer words are cut at a character boundary
 * (libxapian's own limit is 245). */
enum { ASSAY_TERM_MAX = 200 };
#endif
