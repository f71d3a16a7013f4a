#include "values.h"

static void add_list(assay_buffer *out, const assay_span_list *values, const char *between) {
    for (size_t i = 0; i < values->count; i++) {
        if (i != 0)
            assay_buffer_add_text(out, between);
        assay_buffer_add_span(out, values->items[i]);
    }
}

size_t assay_values_date(char out[11], const assay_record *record) {
    static const assay_record_date order[] = {ASSAY_DATE_PUBLISHED,  ASSAY_DATE_ELECTRONIC,
                                              ASSAY_DATE_FIRST_SEEN, ASSAY_DATE_START,
                                              ASSAY_DATE_CREATED,    ASSAY_DATE_UPDATED};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (record->dates[order[i]] != 0)
            return assay_date_print(out, record->dates[order[i]]);
    out[0] = '\0';
    return 0;
}

void assay_values_url(assay_buffer *out, const assay_record *record) {
    static const struct {
        const char *scheme, *before;
    } pages[] = {{"nct", "https://clinicaltrials.gov/study/"},
                 {"pmid", "https://pubmed.ncbi.nlm.nih.gov/"},
                 {"pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/"},
                 {"doi", "https://doi.org/"}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assay_span id = assay_record_id_of(record, pages[i].scheme);
        if (id.size == 0)
            continue;
        assay_buffer_add_text(out, pages[i].before);
        assay_buffer_add_span(out, id);
        return;
    }
}

void assay_values_words(assay_buffer *out, assay_span code) {
    bool start = true;
    if (assay_span_equal(code, assay_span_of("NA"))) {
        assay_buffer_add_text(out, "N/A");
        return;
    }
    for (size_t i = 0; i < code.size; i++) {
        char byte = code.data[i];
        bool digit = byte >= '0' && byte <= '9', upper = byte >= 'A' && byte <= 'Z';
        if (digit && i != 0 && code.data[i - 1] >= 'A' && code.data[i - 1] <= 'Z')
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add_byte(out, byte == '_'       ? ' '
                                   : upper && !start ? (char)(byte + ('a' - 'A'))
                                                     : byte);
        start = false;
        if (byte == '_')
            start = i + 6 <= code.size && memcmp(code.data + i + 1, "PHASE", 5) == 0;
    }
}

/* ---- by name ---- */

typedef void add_value(assay_buffer *out, const char *between, const assay_answer_hit *hit);

static void add_rank(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_buffer_format(out, "%zu", hit->rank);
}
static void add_topic(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_buffer_add_text(out, hit->topic);
}
static void add_score(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_buffer_format(out, "%.6f", hit->hit->score);
}
static void add_id(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_buffer_add_span(out, hit->hit->identity);
}
static void add_type(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_buffer_add_text(out, assay_record_type_name(hit->record->type));
}
static void add_date(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    char text[11];
    (void)between;
    assay_buffer_add(out, text, assay_values_date(text, hit->record));
}
static void add_year(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    char text[11];
    (void)between;
    size_t size = assay_values_date(text, hit->record);
    assay_buffer_add(out, text, size < 4 ? size : 4);
}
static void add_url(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    assay_values_url(out, hit->record);
}
static void add_snippet(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    for (size_t i = 0; hit->snippets != NULL && i < hit->snippets->count; i++) {
        if (i != 0)
            assay_buffer_add_text(out, between);
        assay_buffer_add_span(out, hit->snippets->items[i].text);
    }
}
static void add_matched(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    for (size_t i = 0; hit->snippets != NULL && i < hit->snippets->matched_count; i++) {
        if (i != 0)
            assay_buffer_add_text(out, between);
        assay_buffer_add_span(out, hit->snippets->matched[i]);
    }
}
static void add_enrolment(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    if (hit->record->enrolment >= 0)
        assay_buffer_format(out, "%lld", (long long)hit->record->enrolment);
}
static void add_distance(assay_buffer *out, const char *between, const assay_answer_hit *hit) {
    (void)between;
    if (hit->hit->distance_km >= 0)
        assay_buffer_format(out, "%.1f", hit->hit->distance_km);
}

static const struct {
    const char *name;
    add_value *add;
    bool needs_record;
} specials[] = {{"topic", add_topic, false},        {"rank", add_rank, false},
                {"score", add_score, false},        {"id", add_id, false},
                {"type", add_type, true},           {"date", add_date, true},
                {"year", add_year, true},           {"url", add_url, true},
                {"snippet", add_snippet, true},     {"matched", add_matched, true},
                {"enrolment", add_enrolment, true}, {"distance_km", add_distance, false}};

static const char *const schemes[] = {"nct",    "pmid",   "pmcid", "doi", "eudract",
                                      "isrctn", "chictr", "pii",   "org"};

static bool add_special(assay_buffer *out, assay_span name, const char *between,
                        const assay_answer_hit *hit) {
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        if (!assay_span_equal(name, assay_span_of(specials[i].name)))
            continue;
        if (hit != NULL && (!specials[i].needs_record || hit->record != NULL))
            specials[i].add(out, between, hit);
        return true;
    }
    return false;
}

static bool add_field(assay_buffer *out, assay_span name, const char *between,
                      const assay_answer_hit *hit) {
    const assay_record *record = hit != NULL ? hit->record : NULL;
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++)
        if (assay_span_equal(name, assay_span_of(assay_record_field_key((assay_record_field)i)))) {
            if (record != NULL)
                add_list(out, &record->text[i], between);
            return true;
        }
    for (int i = 0; i < ASSAY_DATE_COUNT; i++)
        if (assay_span_equal(name, assay_span_of(assay_record_date_key((assay_record_date)i)))) {
            char text[11];
            if (record != NULL)
                assay_buffer_add(out, text, assay_date_print(text, record->dates[i]));
            return true;
        }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (assay_span_equal(name, assay_span_of(schemes[i]))) {
            if (record != NULL)
                assay_buffer_add_span(out, assay_record_id_of(record, schemes[i]));
            return true;
        }
    return false;
}

bool assay_values_add(assay_buffer *out, assay_span name, const char *between,
                      const assay_answer_hit *hit) {
    return add_special(out, name, between, hit) || add_field(out, name, between, hit);
}

assay_status assay_values_check(const char *names, assay_error *err) {
    assay_span rest = assay_span_of(names);
    while (rest.size != 0) {
        assay_span name = assay_span_trim(assay_span_cut(&rest, ','));
        if (!assay_values_add(NULL, name, "", NULL))
            return assay_fail(
                err, ASSAY_E_USAGE,
                "there is no field \"%.*s\" to show; fields are topic, rank, score, id, "
                "type, title, date, url, snippet, matched, nct, pmid, doi and the "
                "keys of a record as `indexer dump` prints it",
                ASSAY_SPAN_ARG(name));
    }
    return ASSAY_OK;
}
