#include "text/stemmer.h"

#include <libstemmer.h>
#include <limits.h>
#include <stdlib.h>

struct assay_stemmer {
    struct sb_stemmer *snowball; /* NULL: none */
    bool is_english;
};

assay_status assay_stemmer_new(assay_stemmer **out, const char *language, assay_error *err) {
    assay_stemmer *stemmer = calloc(1, sizeof *stemmer);
    if (stemmer == NULL)
        return assay_fail_memory(err);
    if (strcmp(language, "none") != 0) {
        stemmer->snowball = sb_stemmer_new(language, "UTF_8");
        if (stemmer->snowball == NULL) {
            free(stemmer);
            return assay_fail(err, ASSAY_E_USAGE, "no stemmer is called \"%s\"", language);
        }
    }
    stemmer->is_english = strcmp(language, "english") == 0;
    *out = stemmer;
    return ASSAY_OK;
}

void assay_stemmer_free(assay_stemmer *stemmer) {
    if (stemmer == NULL)
        return;
    sb_stemmer_delete(stemmer->snowball);
    free(stemmer);
}

/* What Porter2 takes off or changes are letters and apostrophes. */
static bool is_left_alone(assay_span word) {
    for (size_t i = 0; i < word.size; i++)
        if ((word.data[i] < '0' || word.data[i] > '9') && word.data[i] != '.')
            return false;
    return true;
}

assay_span assay_stemmer_run(assay_stemmer *stemmer, assay_span word) {
    if (stemmer->snowball == NULL || word.size == 0 || word.size > INT_MAX / 2 ||
        (stemmer->is_english && is_left_alone(word)))
        return word;
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)word.data, (int)word.size);
    if (stem == NULL)
        return (assay_span){NULL, 0};
    return (assay_span){(const char *)stem, (size_t)sb_stemmer_length(stemmer->snowball)};
}
