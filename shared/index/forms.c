#include "index/forms.h"

#include "index/schema.h"
#include "text/stemmer.h"

#include <stdlib.h>

struct assay_forms {
    assay_stemmer *stemmer;
    assay_parents parents;
    char term[256];
};

static assay_span stem_of(void *user, assay_span term) {
    assay_forms *forms = user;
    const assay_span none = {NULL, 0};
    if (term.size < 2 || term.data[0] != ASSAY_TERM_FORM)
        return none;
    assay_span stem = assay_stemmer_run(forms->stemmer, assay_span_skip(term, 1));
    if (stem.size == 0 || stem.size >= sizeof forms->term)
        return none;
    forms->term[0] = ASSAY_TERM_RANKED;
    memcpy(forms->term + 1, stem.data, stem.size);
    return assay_span_make(forms->term, stem.size + 1);
}

assay_status assay_forms_new(assay_forms **out, const char *analyzer, assay_error *err) {
    const char *language = strrchr(analyzer, ' ');
    assay_forms *forms = calloc(1, sizeof *forms);
    if (forms == NULL)
        return assay_fail_memory(err);
    forms->parents = (assay_parents){forms, stem_of};
    assay_status status =
        assay_stemmer_new(&forms->stemmer, language != NULL ? language + 1 : "none", err);
    if (status != ASSAY_OK)
        assay_forms_free(forms);
    else
        *out = forms;
    return status;
}

void assay_forms_free(assay_forms *forms) {
    if (forms == NULL)
        return;
    assay_stemmer_free(forms->stemmer);
    free(forms);
}

const assay_parents *assay_forms_parents(const assay_forms *forms) {
    return forms != NULL ? &forms->parents : NULL;
}
