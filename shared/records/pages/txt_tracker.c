/* A trial-tracker page: a headline, "NCT ID ...", plain-language sections, conditions, sites. */
#include "records/pages/conditions.h"
#include "records/pages/prose.h"
#include "records/pages/txt_sections.h"
#include "records/pages/txt_templates.h"

static bool is_redacted(assay_span line) {
    return assay_span_find(line, ASSAY_SPAN("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2")) != SIZE_MAX ||
           assay_span_starts(line, ASSAY_SPAN("Contact ")) ||
           assay_span_starts(line, ASSAY_SPAN("Phone:")) ||
           assay_span_starts(line, ASSAY_SPAN("Email:"));
}

static assay_status add_paragraphs(assay_record *record, assay_record_field field,
                                   const assay_txt_page *page, size_t first, size_t last,
                                   assay_error *err) {
    assay_txt_paragraphs paragraphs = {page, first, last};
    size_t begin, end;
    while (assay_txt_next(&begin, &end, &paragraphs)) {
        assay_span text;
        ASSAY_TRY(assay_txt_join(&text, page, begin, end, err));
        ASSAY_TRY(assay_record_add(record, field, text, err));
    }
    return ASSAY_OK;
}

static assay_status fill_summary(assay_record *record, const assay_txt_page *page, size_t first,
                                 size_t last, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_txt_join(&text, page, first, last, err));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_SUMMARY, text, err));
    return assay_prose_add_design(record, text, err);
}

static assay_status fill_plain(assay_record *record, const assay_txt_page *page, size_t first,
                               size_t last, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_txt_join(&text, page, first, last, err));
    ASSAY_TRY(assay_prose_add_design(record, text, err));
    return add_paragraphs(record, ASSAY_FIELD_PLAIN, page, first, last, err);
}

static assay_status fill_substance(assay_record *record, const assay_txt_page *page, size_t first,
                                   size_t last, assay_error *err) {
    return add_paragraphs(record, ASSAY_FIELD_INTERVENTION, page, first, last, err);
}

static assay_status fill_conditions(assay_record *record, const assay_txt_page *page, size_t first,
                                    size_t last, assay_error *err) {
    for (size_t i = first; i < last; i++)
        if (!assay_span_starts(page->lines[i], ASSAY_SPAN("The condition(s) this trial relates")))
            ASSAY_TRY(assay_conditions_add_run(record, page->lines[i], err));
    return ASSAY_OK;
}

static assay_status fill_registered(assay_record *record, const assay_txt_page *page, size_t first,
                                    size_t last, assay_error *err) {
    for (size_t i = first; i < last; i++)
        if (!assay_span_starts(page->lines[i], ASSAY_SPAN("The condition terms exactly as")))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_CONDITION_REGISTERED,
                                            page->lines[i], err));
    return ASSAY_OK;
}

/* The registrant's words stand only in the offer to be told of new studies. */
static assay_status fill_updates(assay_record *record, const assay_txt_page *page, size_t first,
                                 size_t last, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_txt_join(&text, page, first, last, err));
    size_t begin = assay_span_find(text, ASSAY_SPAN("new studies for "));
    if (begin == SIZE_MAX)
        return ASSAY_OK;
    text = assay_span_skip(text, begin + strlen("new studies for "));
    size_t end = assay_span_find(text, ASSAY_SPAN(" are added"));
    if (end == SIZE_MAX)
        return ASSAY_OK;
    return assay_record_add_once(record, ASSAY_FIELD_CONDITION_REGISTERED,
                                 assay_span_first(text, end), err);
}

static bool has_digit(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            return true;
    return false;
}

/* "Houston, Texas, 77030, United States": the zip is the part with digits before the country. */
static void set_address(assay_record_location *place, assay_span line) {
    assay_span parts[8], rest = line;
    size_t count = 0;
    while (rest.data != NULL && count < 8)
        parts[count++] = assay_span_trim(assay_span_cut(&rest, ','));
    if (count == 0)
        return;
    place->country = parts[--count];
    if (count != 0 && has_digit(parts[count - 1]))
        place->zip = parts[--count];
    if (count != 0)
        place->city = parts[0];
    if (count > 1)
        place->state = parts[count - 1];
}

static assay_status fill_locations(assay_record *record, const assay_txt_page *page, size_t first,
                                   size_t last, assay_error *err) {
    static const char bullet[] = "\xE2\x80\xA2 ";
    assay_record_location place = {.has_point = false};
    for (size_t i = first; i < last; i++) {
        assay_span line = page->lines[i];
        if (line.size == 0 || is_redacted(line))
            continue;
        if (assay_span_starts(line, assay_span_of(bullet))) {
            if (place.facility.size != 0)
                ASSAY_TRY(assay_record_add_location(record, &place, err));
            place = (assay_record_location){
                .facility = assay_span_trim(assay_span_skip(line, strlen(bullet)))};
        } else if (place.facility.size != 0 && place.country.size == 0)
            set_address(&place, line);
    }
    return place.facility.size != 0 ? assay_record_add_location(record, &place, err) : ASSAY_OK;
}

/* Headings, with NULL for what is the same on every page or is redacted. */
static const assay_txt_section sections[] = {{"Summary", fill_summary},
                                             {"What this could mean", NULL},
                                             {"Active substance", fill_substance},
                                             {"What this could lead to", fill_plain},
                                             {"What could go wrong", fill_plain},
                                             {"Disclaimer Read more", NULL},
                                             {"Disclaimer", NULL},
                                             {"Get updates", fill_updates},
                                             {"Our safety recommendation!", NULL},
                                             {"Conditions", fill_conditions},
                                             {"As listed by the trial registrant", fill_registered},
                                             {"Contacts and locations", NULL},
                                             {"Study contacts", NULL},
                                             {"Locations", fill_locations}};
/* "Updated 3 times" */
static void set_updates(assay_record *record, assay_span text) {
    int32_t count = 0;
    size_t at = 0;
    while (at < text.size && at < 6 && text.data[at] >= '0' && text.data[at] <= '9')
        count = count * 10 + (text.data[at++] - '0');
    if (at != 0)
        record->updates = count;
}

/* "First seen Jun 25, 2026 · Last updated Jun 27, 2026 · Updated 1 time" */
static void set_dates(assay_record *record, assay_span line) {
    static const char dot[] = "\xC2\xB7";
    while (line.size != 0) {
        size_t end = assay_span_find(line, assay_span_of(dot));
        assay_span part = assay_span_trim(assay_span_first(line, end));
        line = end == SIZE_MAX ? (assay_span){NULL, 0} : assay_span_skip(line, end + strlen(dot));
        if (assay_span_starts(part, ASSAY_SPAN("First seen ")))
            (void)assay_date_parse(&record->dates[ASSAY_DATE_FIRST_SEEN],
                                   assay_span_skip(part, 11));
        else if (assay_span_starts(part, ASSAY_SPAN("Last updated ")))
            (void)assay_date_parse(&record->dates[ASSAY_DATE_UPDATED], assay_span_skip(part, 13));
        else if (assay_span_starts(part, ASSAY_SPAN("Updated ")))
            set_updates(record, assay_span_skip(part, 8));
    }
}

static assay_status fill_head(assay_record *record, const assay_txt_page *page, size_t last,
                              assay_error *err) {
    size_t number = assay_txt_find_start(page, 0, "NCT ID");
    size_t title_end = number != ASSAY_TXT_NONE && number < last ? number : last;
    assay_span title;
    ASSAY_TRY(assay_txt_join(&title, page, 0, title_end, err));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_TITLE, title, err));
    for (size_t i = title_end; i < last; i++) {
        assay_span line = page->lines[i];
        if (assay_span_starts(line, ASSAY_SPAN("NCT ID")))
            ASSAY_TRY(assay_record_add_id(record, "nct", assay_span_skip(line, 6), err));
        else if (assay_span_starts(line, ASSAY_SPAN("First seen ")) ||
                 assay_span_starts(line, ASSAY_SPAN("Last updated ")))
            set_dates(record, line);
    }
    return ASSAY_OK;
}

static assay_status fill(assay_record *record, const assay_txt_page *page, assay_error *err) {
    static const assay_txt_outline outline = {fill_head, sections,
                                              sizeof sections / sizeof *sections};
    return assay_txt_fill_sections(record, page, &outline, err);
}

static int recognise(const assay_txt_page *page) {
    size_t number = assay_txt_find_start(page, 0, "NCT ID");
    size_t seen = assay_txt_find_start(page, 0, "First seen ");
    bool summary = assay_txt_find_line(page, 0, "Summary") != ASSAY_TXT_NONE;
    if (number == ASSAY_TXT_NONE || number > 20)
        return 0;
    return seen != ASSAY_TXT_NONE && seen < 30 && summary ? 95 : 40 * summary;
}

const assay_txt_template assay_txt_tracker = {"tracker", ASSAY_RECORD_TRIAL, recognise, fill};
