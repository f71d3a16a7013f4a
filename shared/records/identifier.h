/* The forms of identifiers: of registries of trials, of articles.
 *
 * One spelling per identifier, so that the same trial or article is recognised whatever file it
 * came from: prefixes ("doi:", "https://doi.org/", "PMID:"), case and leading zeros are settled
 * here. The registries are those of the WHO's primary list
 * (https://www.who.int/clinical-trials-registry-platform) and ClinicalTrials.gov, EudraCT and CTIS.
 * Any thread. */
#ifndef ASSAY_RECORDS_IDENTIFIER_H
#define ASSAY_RECORDS_IDENTIFIER_H
#include "base/span.h"

enum {
    ASSAY_IDENTIFIER_MAX = 256,       /* bytes of a normalised value */
    ASSAY_IDENTIFIER_SCHEME_MAX = 32, /* of a scheme and its ':' */
    ASSAY_IDENTIFIER_WHOLE_MAX = ASSAY_IDENTIFIER_MAX + ASSAY_IDENTIFIER_SCHEME_MAX
};

/* Writes the normal form of value to storage and points *out at it. A scheme that is not known here
 * has no form but its length and printable bytes. False (out untouched) when value is not of the
 * scheme's form. */
bool assay_identifier_normalise(assay_span *out, char storage[ASSAY_IDENTIFIER_MAX],
                                const char *scheme, assay_span value);
/* The scheme of the trial registry whose form value has ("nct", "isrctn", ...), or NULL. */
const char *assay_identifier_registry(assay_span value);
/* Whether scheme names a registry of trials. */
bool assay_identifier_is_registry(assay_span scheme);
/* The scheme value's form gives away without being named: a registry, "doi" or "pmcid"; NULL for
 * anything else (plain digits are nobody's). */
const char *assay_identifier_guess(assay_span value);
/* The normal "scheme:value" of an identifier as people type it ("NCT99000001", "PMID:099000001", "https://doi.org/10.99999/x"), written to
 * storage. False (out untouched) when it names no scheme and its form gives none away, or is not of the scheme's form. */
bool assay_identifier_typed(assay_span *out, char storage[ASSAY_IDENTIFIER_WHOLE_MAX],
                            assay_span typed);
#endif
