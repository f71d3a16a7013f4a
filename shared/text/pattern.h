/* Words that look alike: wildcards (* and ?) and words within one or two edits, as predicates over the
 * folded words of a dictionary.
 *
 * A pattern is folded as text is: case, accents and width do not count, Greek letters are spelled out,
 * hyphens and apostrophes are left out as in joined forms ("IL-1*" finds il15). A dictionary scan starts
 * at assay_pattern_prefix and ends with the first word that does not begin with it. Matching takes time
 * proportional to pattern times word at worst, whatever the bytes. A pattern is immutable once made; any
 * number of threads may match with it. */
#ifndef ASSAY_TEXT_PATTERN_H
#define ASSAY_TEXT_PATTERN_H
#include "base/buffer.h"

/* The longest pattern or fuzzy word, in characters; the most edits. */
enum { ASSAY_PATTERN_MAX = 128, ASSAY_PATTERN_EDITS_MAX = 2 };

typedef struct {
    uint32_t codes[ASSAY_PATTERN_MAX]; /* characters; wildcards are ASSAY_PATTERN_ANY and _ONE */
    size_t count;
    unsigned edits; /* 0: a glob */
    char prefix[ASSAY_PATTERN_MAX * 4];
    size_t prefix_size;
} assay_pattern;

#define ASSAY_PATTERN_ANY UINT32_C(0xFFFFFFFF)
#define ASSAY_PATTERN_ONE UINT32_C(0xFFFFFFFE)

/* A glob: '*' any characters, '?' one character, '\' takes the next as it is. ASSAY_E_LIMIT when too
 * long, ASSAY_E_SYNTAX when it is not one word or nothing but wildcards is left. */
ASSAY_MUST_USE assay_status assay_pattern_glob(assay_pattern *out, assay_span text,
                                               assay_error *err);
/* The same over whole values as assay_unicode_fold_text leaves them: blanks, hyphens and Greek letters
 * stand for themselves ("renal cell*"). */
ASSAY_MUST_USE assay_status assay_pattern_value(assay_pattern *out, assay_span text,
                                                assay_error *err);
/* Words within `edits` insertions, deletions, replacements or swaps of neighbours (Damerau-Levenshtein
 * in the restricted form: no letter is edited twice). The first `fixed` characters must be the same.
 * ASSAY_E_LIMIT for a word too long, ASSAY_E_USAGE for edits other than 1 and 2. */
ASSAY_MUST_USE assay_status assay_pattern_fuzzy(assay_pattern *out, assay_span word, unsigned edits,
                                                size_t fixed, assay_error *err);
/* Does the folded word match? */
bool assay_pattern_matches(const assay_pattern *pattern, assay_span word);
/* Of a fuzzy pattern, its `fixed` not looked at: how many bytes of the word are enough to tell that no word
 * which begins with them matches; 0 when not even all of them are. Who scans a dictionary in order passes over
 * such words. */
size_t assay_pattern_rules_out(const assay_pattern *pattern, assay_span word);
/* What every match begins with; may be empty. Borrowed from the pattern. */
static inline assay_span assay_pattern_prefix(const assay_pattern *pattern) {
    return (assay_span){pattern->prefix, pattern->prefix_size};
}
/* Has the text a wildcard that is not escaped? */
bool assay_pattern_is_glob(assay_span text);
/* How many literal characters a glob has, for rules such as "at least three before a star". */
size_t assay_pattern_literals(const assay_pattern *pattern);

/* The edit distance of two folded words, or limit + 1 when it is larger than limit (<= 2). */
unsigned assay_pattern_distance(assay_span a, assay_span b, unsigned limit);
#endif
