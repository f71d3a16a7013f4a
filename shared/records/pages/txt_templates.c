#include "records/pages/txt_templates.h"

static const assay_txt_template *const templates[] = {&assay_txt_tracker, &assay_txt_pubmed_page,
                                                      &assay_txt_review, &assay_txt_plain};

const assay_txt_template *assay_txt_template_of(const assay_txt_page *page) {
    const assay_txt_template *best = &assay_txt_plain;
    int most = 0;
    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++) {
        int sure = templates[i]->recognise(page);
        if (sure > most) {
            most = sure;
            best = templates[i];
        }
    }
    return best;
}
