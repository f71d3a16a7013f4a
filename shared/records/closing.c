#include "records/closing.h"

assay_span assay_closing_key(assay_span heading) {
    static const char *const keys[][2] = {{"acknowledg", "acknowledgements"},
                                          {"funding", "funding"},
                                          {"financial support", "funding"},
                                          {"conflict of interest", "conflicts_of_interest"},
                                          {"conflicts of interest", "conflicts_of_interest"},
                                          {"competing interest", "conflicts_of_interest"},
                                          {"declaration of interest", "conflicts_of_interest"},
                                          {"declaration of competing", "conflicts_of_interest"},
                                          {"disclosure statement", "conflicts_of_interest"},
                                          {"author contribution", "author_contributions"},
                                          {"authors' contribution", "author_contributions"},
                                          {"data availability", "data_availability"},
                                          {"ethics approval", "ethics"},
                                          {"ethical approval", "ethics"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (heading.size < 60 && assay_span_starts_ascii_case(heading, assay_span_of(keys[i][0])))
            return assay_span_of(keys[i][1]);
    return (assay_span){NULL, 0};
}

assay_status assay_closing_add(assay_record *record, assay_span key, assay_span text,
                               assay_error *err) {
    if (assay_span_equal(key, ASSAY_SPAN("conflicts_of_interest")))
        return assay_record_add(record, ASSAY_FIELD_CONFLICT, text, err);
    return assay_record_add_extra(record, key, text, err);
}
