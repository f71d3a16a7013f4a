#include "text/identifiers.h"

#include "support/suite.h"

/* Every row: a text, and the identifier at its start; NULL where there is none. */
static const struct {
    const char *text, *form;
} rows[] = {
    {"NCT99000001", "nct:NCT99000001"},
    {"nct99000001.", "nct:NCT99000001"},
    {"NCT: 99000001", "nct:NCT99000001"},
    {"NCT990000012", NULL},
    {"NCT9900001", NULL},
    {"ISRCTN99000001)", "isrctn:ISRCTN99000001"},
    {"EUCTR2099-000001-20-GB", "eudract:2099-000001-20"},
    {"2099-000001-20", "eudract:2099-000001-20"},
    {"2099-000001-2", NULL},
    {"2099-500001-20-00", "ctis:2099-500001-20-00"},
    {"ChiCTR9900000001", "chictr:ChiCTR9900000001"},
    {"ChiCTR-ior-99000001.", "chictr:ChiCTR-IOR-99000001"},
    {"ACTRN99000000000001", "anzctr:ACTRN99000000000001"},
    {"DRKS99000001", "drks:DRKS99000001"},
    {"JPRN-UMIN990000001", "umin:UMIN990000001"},
    {"jRCTs990000001", "jrct:jRCTs990000001"},
    {"jRCT9900000001", "jrct:jRCT9900000001"},
    {"CTRI/2099/01/000001", "ctri:CTRI/2099/01/000001"},
    {"IRCT20990101000001N1", "irct:IRCT20990101000001N1"},
    {"KCT9900001", "cris:KCT9900001"},
    {"NTR9901", "ntr:NTR9901"},
    {"NTR1", NULL},
    {"RBR-99abcd", "rebec:RBR-99ABCD"},
    {"PACTR209901000000001", "pactr:PACTR209901000000001"},
    {"TCTR20990101001", "tctr:TCTR20990101001"},
    {"SLCTR/2099/001", "slctr:SLCTR/2099/001"},
    {"RPCEC99000001", "rpcec:RPCEC99000001"},
    {"PER-099-99", "repec:PER-099-99"},
    {"LBCTR2099010001", "lbctr:LBCTR2099010001"},
    {"ITMCTR2099000001", "itmctr:ITMCTR2099000001"},
    {"PMID: 99000001;", "pmid:99000001"},
    {"PMID 00990001", "pmid:990001"},
    {"PMID: none", NULL},
    {"PMC9900001", "pmcid:PMC9900001"},
    {"PMCID: PMC9900001", "pmcid:PMC9900001"},
    {"PMC9900001x", NULL},
    {"10.99999/ABC.1.", "doi:10.99999/abc.1"},
    {"doi:10.99999/x(1)y)", "doi:10.99999/x(1)y"},
    {"DOI: https://doi.org/10.99999/x;", "doi:10.99999/x"},
    {"https://dx.doi.org/10.99999/x", "doi:10.99999/x"},
    {"10.99999/", NULL},
    {"10.99/x", NULL},
    {"10.99999/x\xE2\x80\x9D and", "doi:10.99999/x"},
    {"0000-0009-9900-000x", "orcid:0000-0009-9900-000X"},
    {"https://orcid.org/0000-0009-9900-0001", "orcid:0000-0009-9900-0001"},
    {"https://Example.org/Path/?q=1#f.", "url:example.org/path/?q=1#f"},
    {"www.example.org/", "url:example.org"},
    {"http://", NULL},
    {"http://-", NULL},
    {"https://clinicaltrials.gov/study/NCT99000001?tab=table", "nct:NCT99000001"},
    {"https://www.isrctn.com/ISRCTN99000001", "isrctn:ISRCTN99000001"},
    {"https://pubmed.ncbi.nlm.nih.gov/99000001/", "pmid:99000001"},
    {"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9900001/", "pmcid:PMC9900001"},
    {"melanoma", NULL},
    {"", NULL},
};

START_TEST(identifiers_are_told_in_their_normal_form) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assay_identifier found;
        assay_span text = assay_span_of(rows[i].text);
        bool is = assay_identifiers_match(&found, text, 0);
        ck_assert_msg(is == (rows[i].form != NULL), "%s", rows[i].text);
        if (!is)
            continue;
        ck_span_eq(assay_identifiers_form(&found), rows[i].form);
        ck_assert_uint_lt(found.begin, found.end);
        ck_assert_uint_le(found.end, text.size);
    }
}
END_TEST

/* The first word of each text must be one in which an identifier is looked for. */
START_TEST(every_identifier_has_a_trigger) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].form == NULL)
            continue;
        assay_span word = assay_span_of(rows[i].text);
        size_t size = strcspn(rows[i].text, "/: ");
        ck_assert_msg(assay_identifiers_trigger(assay_span_first(word, size)) == 0, "%s",
                      rows[i].text);
    }
    ck_assert_uint_eq(assay_identifiers_trigger(ASSAY_SPAN("trial-NCT99000001")), 6);
    ck_assert_uint_eq(assay_identifiers_trigger(ASSAY_SPAN("melanoma")), SIZE_MAX);
    ck_assert_uint_eq(assay_identifiers_trigger(ASSAY_SPAN("2010-2012")),
                      0); /* tried, and found wanting */
}
END_TEST

START_TEST(long_values_are_cut) {
    char text[5000] = "https://example.org/";
    assay_identifier found;
    memset(text + 20, 'x', sizeof text - 20);
    ck_assert(assay_identifiers_match(&found, assay_span_make(text, sizeof text), 0));
    ck_assert_uint_eq(found.size, ASSAY_IDENTIFIERS_MAX);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/identifiers");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, identifiers_are_told_in_their_normal_form);
    tcase_add_test(cases, every_identifier_has_a_trigger);
    tcase_add_test(cases, long_values_are_cut);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
