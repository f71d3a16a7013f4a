#include "records/pages/prose.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The number at the start, thousands commas allowed; *size its bytes. False when there is none or it is
 * part of another ("3.5", "12-year"). */
static bool plain_number(int64_t *out, size_t *size, assay_span text) {
    int64_t value = 0;
    size_t at = 0;
    while (at < text.size && at < 10 &&
           (is_digit(text.data[at]) || (at != 0 && text.data[at] == ','))) {
        if (text.data[at] != ',')
            value = value * 10 + (text.data[at] - '0');
        at++;
    }
    *size = at;
    *out = value;
    return at != 0 && at < text.size && text.data[at] == ' ' && value > 0;
}

static bool names_people(assay_span text) {
    static const char *const words[] = {"adults",     "participants", "people",  "patients",
                                        "children",   "volunteers",   "women",   "men",
                                        "volunteers", "infants",      "subjects"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_starts_ascii_case(text, assay_span_of(words[i])))
            return true;
    return false;
}

static void set_enrolment(assay_record *record, assay_span text) {
    for (size_t i = 0; i < text.size && record->enrolment < 0; i++) {
        bool begins = is_digit(text.data[i]) && (i == 0 || text.data[i - 1] == ' ');
        int64_t value;
        size_t size;
        if (begins && plain_number(&value, &size, assay_span_skip(text, i)) &&
            names_people(assay_span_skip(text, i + size + 1)))
            record->enrolment = value;
    }
}

assay_status assay_prose_add_design(assay_record *record, assay_span text, assay_error *err) {
    static const char *const names[] = {"PHASE1", "PHASE2", "PHASE3", "PHASE4"};
    set_enrolment(record, text);
    if (record->text[ASSAY_FIELD_PHASE].count != 0)
        return ASSAY_OK;
    for (size_t i = 0; i + 7 <= text.size; i++) {
        if (!assay_span_starts_ascii_case(assay_span_skip(text, i), ASSAY_SPAN("phase ")))
            continue;
        for (size_t at = i + 6; at < text.size; at += 2) {
            if (text.data[at] < '1' || text.data[at] > '4')
                break;
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_PHASE,
                                            assay_span_of(names[text.data[at] - '1']), err));
            if (at + 1 >= text.size || text.data[at + 1] != '/')
                break;
        }
    }
    return ASSAY_OK;
}
