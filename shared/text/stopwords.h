/* English function words: those free to leave out of a ranked OR, and those that only phrase a
 * question.
 *
 * Abbreviations of the field that look like function words are not in the lists (ALL, WHO, MAY).
 * Words are folded, not stemmed. Any thread. */
#ifndef ASSAY_TEXT_STOPWORDS_H
#define ASSAY_TEXT_STOPWORDS_H
#include "base/span.h"

bool assay_stopwords_is_stop(assay_span word);
/* Words of a spoken question or request that say nothing about its subject: "what", "does",
 * "please", "find", "studies". A caller drops them from long queries only, and never the last word
 * left. */
bool assay_stopwords_is_question(assay_span word);
/* The words of either list, *count of them, sorted by bytes. Static storage. */
const char *const *assay_stopwords_list(size_t *count, bool question);
#endif
