#include "query/qualifiers.h"

/* Name, code, the codes of what it stands below. */
static const struct {
    const char *name, *code, *above;
} table[] = {
    {"abnormalities", "AB", "EM"},
    {"administration & dosage", "AD", "PD TU"},
    {"adverse effects", "AE", "PD TU"},
    {"agonists", "AG", "CH PD"},
    {"analogs & derivatives", "AA", "CH"},
    {"analysis", "AN", ""},
    {"anatomy & histology", "AH", ""},
    {"antagonists & inhibitors", "AI", "CH PD"},
    {"biosynthesis", "BI", "ME"},
    {"blood", "BL", "AN ME"},
    {"blood supply", "BS", "AH"},
    {"cerebrospinal fluid", "CF", "AN ME"},
    {"chemical synthesis", "CS", "CH"},
    {"chemically induced", "CI", "ET"},
    {"chemistry", "CH", ""},
    {"classification", "CL", ""},
    {"complications", "CO", "ET"},
    {"congenital", "CN", "ET"},
    {"contraindications", "CT", "PD TU"},
    {"cytology", "CY", "AH"},
    {"deficiency", "DF", "ME"},
    {"diagnosis", "DI", ""},
    {"diagnostic imaging", "DG", "DI"},
    {"diagnostic use", "DU", "PD"},
    {"diet therapy", "DH", "TH"},
    {"drug effects", "DE", ""},
    {"drug therapy", "DT", "TH"},
    {"economics", "EC", "OG"},
    {"education", "ED", ""},
    {"embryology", "EM", "AH ET"},
    {"enzymology", "EN", "ME"},
    {"epidemiology", "EP", "SN"},
    {"ethics", "ES", "ED"},
    {"ethnology", "EH", "EP"},
    {"etiology", "ET", ""},
    {"genetics", "GE", "ET PH"},
    {"growth & development", "GD", "PH"},
    {"history", "HI", ""},
    {"immunology", "IM", "ET PH"},
    {"injuries", "IN", ""},
    {"innervation", "IR", "AH"},
    {"instrumentation", "IS", ""},
    {"isolation & purification", "IP", "AN"},
    {"legislation & jurisprudence", "LJ", "OG"},
    {"manpower", "MA", "OG"},
    {"metabolism", "ME", "PH"},
    {"methods", "MT", ""},
    {"microbiology", "MI", "ET"},
    {"mortality", "MO", "EP"},
    {"nursing", "NU", "TH"},
    {"organization & administration", "OG", ""},
    {"parasitology", "PS", "ET"},
    {"pathogenicity", "PY", ""},
    {"pathology", "PA", "CY DI"},
    {"pharmacokinetics", "PK", "PD ME"},
    {"pharmacology", "PD", ""},
    {"physiology", "PH", ""},
    {"physiopathology", "PP", "PH"},
    {"poisoning", "PO", "AE"},
    {"prevention & control", "PC", "TH"},
    {"psychology", "PX", ""},
    {"radiation effects", "RE", ""},
    {"radiography", "RA", "DG"},
    {"radionuclide imaging", "RI", "DG"},
    {"radiotherapy", "RT", "TH"},
    {"rehabilitation", "RH", "TH"},
    {"secondary", "SC", "CO"},
    {"secretion", "SE", "PH"},
    {"standards", "ST", "OG"},
    {"statistics & numerical data", "SN", ""},
    {"supply & distribution", "SD", "OG SN"},
    {"surgery", "SU", "TH"},
    {"therapeutic use", "TU", ""},
    {"therapy", "TH", ""},
    {"toxicity", "TO", "AE"},
    {"transmission", "TM", "ET"},
    {"transplantation", "TR", "SU"},
    {"trends", "TD", "OG"},
    {"ultrasonography", "US", "DG"},
    {"ultrastructure", "UL", "CY"},
    {"urine", "UR", "AN ME"},
    {"utilization", "UT", "OG SN"},
    {"veterinary", "VE", ""},
    {"virology", "VI", "MI"},
};
enum { COUNT = sizeof table / sizeof *table };

static size_t find_code(assay_span code) {
    size_t i = 0;
    while (i < COUNT && !assay_span_equal_ascii_case(code, assay_span_of(table[i].code)))
        i++;
    return i;
}

static size_t find_name(assay_span name) {
    size_t i = 0;
    while (i < COUNT && !assay_span_equal_ascii_case(name, assay_span_of(table[i].name)))
        i++;
    return i;
}

bool assay_qualifiers_find(assay_span *name, assay_span text) {
    text = assay_span_trim(text);
    size_t i = text.size == 2 ? find_code(text) : find_name(text);
    if (i == COUNT)
        return false;
    *name = assay_span_of(table[i].name);
    return true;
}

static bool stands_below(size_t i, const char *code) {
    assay_span rest = assay_span_of(table[i].above);
    while (rest.size != 0)
        if (assay_span_equal(assay_span_cut(&rest, ' '), assay_span_of(code)))
            return true;
    return false;
}

static bool is_listed(const char *const *list, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (list[i] == name)
            return true;
    return false;
}

size_t assay_qualifiers_below(const char **out, size_t max, assay_span name) {
    size_t first = find_name(name), count = 0;
    if (first == COUNT || max == 0)
        return 0;
    out[count++] = table[first].name;
    for (size_t done = 0; done < count; done++) {
        const char *code = table[find_name(assay_span_of(out[done]))].code;
        for (size_t i = 0; i < COUNT && count < max; i++)
            if (stands_below(i, code) && !is_listed(out, count, table[i].name))
                out[count++] = table[i].name;
    }
    return count;
}

const char *assay_qualifiers_name(size_t i) {
    return i < COUNT ? table[i].name : NULL;
}

const char *assay_qualifiers_code(size_t i) {
    return i < COUNT ? table[i].code : NULL;
}
