#include "records/sections.h"

enum { HEADING_MAX = 80, LABEL_MAX = 60 };

/* Strong words begin a section whatever follows; the others only when they are all of it. */
static const struct {
    const char *words;
    assay_section section;
    bool strong;
} table[] = {
    {"introduction", ASSAY_SECTION_INTRO, true},
    {"background", ASSAY_SECTION_INTRO, true},
    {"objective", ASSAY_SECTION_INTRO, false},
    {"objectives", ASSAY_SECTION_INTRO, false},
    {"aim", ASSAY_SECTION_INTRO, false},
    {"aims", ASSAY_SECTION_INTRO, false},
    {"purpose", ASSAY_SECTION_INTRO, false},
    {"rationale", ASSAY_SECTION_INTRO, false},
    {"context", ASSAY_SECTION_INTRO, false},
    {"importance", ASSAY_SECTION_INTRO, false},
    {"question", ASSAY_SECTION_INTRO, false},
    {"hypothesis", ASSAY_SECTION_INTRO, false},
    {"study objective", ASSAY_SECTION_INTRO, false},
    {"methods", ASSAY_SECTION_METHODS, true},
    {"method", ASSAY_SECTION_METHODS, false},
    {"methodology", ASSAY_SECTION_METHODS, true},
    {"materials", ASSAY_SECTION_METHODS, true},
    {"material and methods", ASSAY_SECTION_METHODS, true},
    {"patients and methods", ASSAY_SECTION_METHODS, true},
    {"subjects and methods", ASSAY_SECTION_METHODS, true},
    {"study design", ASSAY_SECTION_METHODS, true},
    {"experimental section", ASSAY_SECTION_METHODS, true},
    {"experimental procedures", ASSAY_SECTION_METHODS, true},
    {"statistical analysis", ASSAY_SECTION_METHODS, false},
    {"design", ASSAY_SECTION_METHODS, false},
    {"design and setting", ASSAY_SECTION_METHODS, false},
    {"design, setting, and participants", ASSAY_SECTION_METHODS, false},
    {"setting", ASSAY_SECTION_METHODS, false},
    {"settings", ASSAY_SECTION_METHODS, false},
    {"setting and participants", ASSAY_SECTION_METHODS, false},
    {"patients", ASSAY_SECTION_METHODS, false},
    {"subjects", ASSAY_SECTION_METHODS, false},
    {"participants", ASSAY_SECTION_METHODS, false},
    {"intervention", ASSAY_SECTION_METHODS, false},
    {"interventions", ASSAY_SECTION_METHODS, false},
    {"exposures", ASSAY_SECTION_METHODS, false},
    {"measurements", ASSAY_SECTION_METHODS, false},
    {"main outcome measure", ASSAY_SECTION_METHODS, true},
    {"main outcomes and measures", ASSAY_SECTION_METHODS, false},
    {"outcome measures", ASSAY_SECTION_METHODS, false},
    {"data sources", ASSAY_SECTION_METHODS, true},
    {"data extraction", ASSAY_SECTION_METHODS, true},
    {"study selection", ASSAY_SECTION_METHODS, true},
    {"search strategy", ASSAY_SECTION_METHODS, false},
    {"trial registration", ASSAY_SECTION_NONE, true},
    {"results", ASSAY_SECTION_RESULTS, true},
    {"result", ASSAY_SECTION_RESULTS, false},
    {"main results", ASSAY_SECTION_RESULTS, false},
    {"findings", ASSAY_SECTION_RESULTS, true},
    {"measurements and main results", ASSAY_SECTION_RESULTS, false},
    {"discussion", ASSAY_SECTION_DISCUSSION, true},
    {"comment", ASSAY_SECTION_DISCUSSION, false},
    {"limitations", ASSAY_SECTION_DISCUSSION, false},
    {"interpretation", ASSAY_SECTION_CONCLUSION, false},
    {"conclusion", ASSAY_SECTION_CONCLUSION, true},
    {"conclusions", ASSAY_SECTION_CONCLUSION, true},
    {"concluding remarks", ASSAY_SECTION_CONCLUSION, true},
    {"case report", ASSAY_SECTION_CASE, true},
    {"case reports", ASSAY_SECTION_CASE, true},
    {"case presentation", ASSAY_SECTION_CASE, true},
    {"case description", ASSAY_SECTION_CASE, true},
    {"case", ASSAY_SECTION_CASE, false},
    {"cases", ASSAY_SECTION_CASE, false},
    {"supplementary", ASSAY_SECTION_SUPPLEMENT, true},
    {"supplemental", ASSAY_SECTION_SUPPLEMENT, true},
    {"supporting information", ASSAY_SECTION_SUPPLEMENT, true},
    {"appendix", ASSAY_SECTION_SUPPLEMENT, true},
};

static bool begins(assay_span text, assay_span words, bool strong) {
    if (!assay_span_starts_ascii_case(text, words))
        return false;
    assay_span rest = assay_span_skip(text, words.size);
    return rest.size == 0 || (strong && strchr(" ,:;/&-.", rest.data[0]) != NULL);
}

static assay_section section_of(assay_span text) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (begins(text, assay_span_of(table[i].words), table[i].strong))
            return table[i].section;
    return ASSAY_SECTION_NONE;
}

/* "2.", "2.1", "III." before, a colon or a full stop after. */
static assay_span without_number(assay_span heading) {
    size_t end = 0;
    heading = assay_span_trim(heading);
    while (end < heading.size && strchr("0123456789.)IVX", heading.data[end]) != NULL)
        end++;
    bool number = end != 0 && end < heading.size && heading.data[end] == ' ';
    heading = assay_span_trim(assay_span_skip(heading, number ? end : 0));
    while (heading.size != 0 && strchr(":.", heading.data[heading.size - 1]) != NULL)
        heading.size--;
    return heading;
}

/* What stands after "and" or "&"; empty when nothing does. */
static assay_span second_half(assay_span heading) {
    static const char *const joins[] = {" and ", " & ", "/"};
    for (size_t at = 0; at < heading.size; at++)
        for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
            assay_span rest = assay_span_skip(heading, at);
            if (assay_span_starts_ascii_case(rest, assay_span_of(joins[i])))
                return assay_span_skip(rest, strlen(joins[i]));
        }
    return (assay_span){NULL, 0};
}

assay_section assay_section_of_heading(assay_span heading) {
    static const struct {
        assay_section first, second, both;
    } pairs[] = {
        {ASSAY_SECTION_METHODS, ASSAY_SECTION_RESULTS, ASSAY_SECTION_METHODS_RESULTS},
        {ASSAY_SECTION_RESULTS, ASSAY_SECTION_DISCUSSION, ASSAY_SECTION_RESULTS_DISCUSSION},
        {ASSAY_SECTION_DISCUSSION, ASSAY_SECTION_CONCLUSION, ASSAY_SECTION_DISCUSSION_CONCLUSION}};
    heading = without_number(heading);
    if (heading.size == 0 || heading.size > HEADING_MAX)
        return ASSAY_SECTION_NONE;
    assay_section first = section_of(heading), second = section_of(second_half(heading));
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].first == first && pairs[i].second == second)
            return pairs[i].both;
    return first;
}

assay_section assay_section_of_label(assay_span value) {
    size_t colon = assay_span_find_byte(assay_span_first(value, LABEL_MAX), ':');
    return colon == SIZE_MAX ? ASSAY_SECTION_NONE
                             : assay_section_of_heading(assay_span_first(value, colon));
}

static const char *const names[ASSAY_SECTION_COUNT] = {
    [ASSAY_SECTION_NONE] = "other",
    [ASSAY_SECTION_INTRO] = "introduction",
    [ASSAY_SECTION_METHODS] = "methods",
    [ASSAY_SECTION_RESULTS] = "results",
    [ASSAY_SECTION_DISCUSSION] = "discussion",
    [ASSAY_SECTION_CONCLUSION] = "conclusion",
    [ASSAY_SECTION_CASE] = "case",
    [ASSAY_SECTION_SUPPLEMENT] = "supplement",
    [ASSAY_SECTION_METHODS_RESULTS] = "methods and results",
    [ASSAY_SECTION_RESULTS_DISCUSSION] = "results and discussion",
    [ASSAY_SECTION_DISCUSSION_CONCLUSION] = "discussion and conclusion",
};

const char *assay_section_name(assay_section section) {
    return names[section];
}

assay_section assay_section_named(assay_span name) {
    for (int i = 1; i < ASSAY_SECTION_COUNT; i++)
        if (assay_span_equal(name, assay_span_of(names[i])))
            return (assay_section)i;
    return ASSAY_SECTION_NONE;
}
