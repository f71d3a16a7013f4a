#include "search/settings.h"

#include "base/number.h"

#include <math.h>
#include <stddef.h>

assay_search_settings assay_search_settings_defaults(void) {
    return (assay_search_settings){
        .min_normlen = 0.6,
        .general = {.share = 0.7, .few = 5, .many = 15},
        .compound = {.letter = 0.1, .joined = 0.7},
        .nearness = 0.125,
        .nearness_depth = 13,
        .nearness_gap = 3,
        .likeness = {.records = 10, .terms = 40, .weight = 0.15, .power = 3},
        .agreement = 0.9,
        .head = 13};
}

/* One of the two is where the value goes. */
typedef struct {
    const char *name;
    double least, most;
    size_t real, count; /* offsets; the other one is NOWHERE */
} setting;

#define NOWHERE SIZE_MAX
#define REAL(field) offsetof(assay_search_settings, field), NOWHERE
#define COUNT(field) NOWHERE, offsetof(assay_search_settings, field)

static const setting table[] = {
    {"min-normlen", 0, 10, REAL(min_normlen)},
    {"general", 0.01, 1, REAL(general.share)},
    {"general-few", 0, 1000, COUNT(general.few)},
    {"general-many", 1, 1000, COUNT(general.many)},
    {"compound-letter", 0.01, 1, REAL(compound.letter)},
    {"compound-joined", 0.01, 1, REAL(compound.joined)},
    {"nearness", 0, 10, REAL(nearness)},
    {"nearness-depth", 2, ASSAY_SETTINGS_DEPTH_MAX, COUNT(nearness_depth)},
    {"nearness-gap", 1, 100, COUNT(nearness_gap)},
    {"nearness-slack", 0, 100, COUNT(nearness_slack)},
    {"likeness", 0, 10, REAL(likeness.weight)},
    {"likeness-records", 2, ASSAY_SETTINGS_DEPTH_MAX, COUNT(likeness.records)},
    {"likeness-terms", 1, 250, COUNT(likeness.terms)},
    {"likeness-power", 0, 100, REAL(likeness.power)},
    {"agreement", 0, 2, REAL(agreement)},
    {"head", 2, ASSAY_SETTINGS_DEPTH_MAX, COUNT(head)},
};

static assay_status set_one(assay_search_settings *settings, assay_span name, assay_span text,
                            assay_error *err) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const setting *s = &table[i];
        double value;
        if (!assay_span_equal(name, assay_span_of(s->name)))
            continue;
        if (!assay_number_double(&value, text) || !(value >= s->least && value <= s->most) ||
            (s->count != NOWHERE && value != floor(value)))
            return assay_fail(err, ASSAY_E_USAGE, "%s takes %s%g to %g, not \"%.*s\"", s->name,
                              s->count != NOWHERE ? "a whole number of " : "", s->least, s->most,
                              ASSAY_SPAN_ARG(text));
        char *at = (char *)settings;
        if (s->real != NOWHERE)
            *(double *)(void *)(at + s->real) = value;
        else
            *(uint32_t *)(void *)(at + s->count) = (uint32_t)value;
        return ASSAY_OK;
    }
    return assay_fail(err, ASSAY_E_USAGE, "no setting is called \"%.*s\"", ASSAY_SPAN_ARG(name));
}

assay_status assay_search_settings_set(assay_search_settings *settings, assay_span text,
                                       assay_error *err) {
    assay_search_settings changed = *settings;
    while (text.size != 0) {
        assay_span value = assay_span_trim(assay_span_cut(&text, ','));
        assay_span name = assay_span_cut(&value, '=');
        ASSAY_TRY(set_one(&changed, name, value, err));
    }
    *settings = changed;
    return ASSAY_OK;
}
