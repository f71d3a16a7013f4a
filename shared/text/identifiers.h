/* Identifiers in running text: trial registrations, PMID, PMCID, DOI, ORCID, URL.
 *
 * Each is told as "scheme:value", the value as records normalise it: NCT and other registrations as
 * their registry writes them, DOI in lower case without a prefix, PMCID with PMC, URL in lower case
 * without protocol and "www.". A URL that leads to a DOI, a PubMed page, a PMC article or a
 * registered trial is that. Any thread. */
#ifndef ASSAY_TEXT_IDENTIFIERS_H
#define ASSAY_TEXT_IDENTIFIERS_H
#include "base/span.h"

/* The longest form; longer values are cut at a character boundary. */
enum { ASSAY_IDENTIFIERS_MAX = 200 };

typedef struct {
    size_t begin, end; /* bytes of the text; begin after a prefix such as "doi:" */
    size_t size;
    char form[ASSAY_IDENTIFIERS_MAX + 4];
} assay_identifier;

static inline assay_span assay_identifiers_form(const assay_identifier *identifier) {
    return (assay_span){identifier->form, identifier->size};
}
/* Reads an identifier that starts at text[at], where a word starts. False (out undefined) when
 * there is none. */
bool assay_identifiers_match(assay_identifier *out, assay_span text, size_t at);
/* Where in a word an identifier may begin (to be tried with assay_identifiers_match), or SIZE_MAX.
 */
size_t assay_identifiers_trigger(assay_span word);
#endif
