/* What reference managers import: MEDLINE tags, RIS, BibTeX. */
#include "printer.h"
#include "values.h"

static void add_wrapped(assay_buffer *out, assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        assay_buffer_add_byte(out, (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
}

/* All values of a field as one text. */
static void add_joined(assay_buffer *out, const assay_record *record, assay_record_field field) {
    for (size_t i = 0; i < record->text[field].count; i++) {
        if (i != 0)
            assay_buffer_add_byte(out, ' ');
        add_wrapped(out, record->text[field].items[i]);
    }
}

typedef struct {
    assay_buffer *out;
    const char *format; /* of a tag: "%-4s- ", "%s  - " */
    const char *end;
} tag_writer;

static void add_tag(const tag_writer *tags, const char *tag, assay_span value) {
    if (value.size == 0)
        return;
    assay_buffer_add_text(tags->out, tag);
    assay_buffer_add_text(tags->out, tags->format);
    add_wrapped(tags->out, value);
    assay_buffer_add_text(tags->out, tags->end);
}

static void add_tags(const tag_writer *tags, const char *tag, const assay_span_list *values) {
    for (size_t i = 0; i < values->count; i++)
        add_tag(tags, tag, values->items[i]);
}

static void add_abstract(const tag_writer *tags, const char *tag, const assay_record *record) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    add_joined(&text, record, ASSAY_FIELD_SUMMARY);
    if (text.size == 0)
        add_joined(&text, record, ASSAY_FIELD_PLAIN);
    add_tag(tags, tag, assay_buffer_span(&text));
    assay_buffer_done(&text);
}

static void add_url(const tag_writer *tags, const char *tag, const assay_record *record) {
    assay_buffer url;
    assay_buffer_init(&url, ASSAY_BUFFER_NO_CAP);
    assay_values_url(&url, record);
    add_tag(tags, tag, assay_buffer_span(&url));
    assay_buffer_done(&url);
}

/* ---- nbib ---- */

static bool is_listed(const assay_span_list *list, assay_span value) {
    for (size_t i = 0; i < list->count; i++)
        if (assay_span_equal(list->items[i], value))
            return true;
    return false;
}

/* "Heading/qualifier" of this heading: its qualifier; an empty span for one of another. */
static assay_span qualifier_of(assay_span qualified, assay_span heading) {
    if (!assay_span_starts(qualified, heading) || qualified.size <= heading.size ||
        qualified.data[heading.size] != '/')
        return (assay_span){NULL, 0};
    return assay_span_skip(qualified, heading.size + 1);
}

/* Stars stand at the qualifiers that are main topics, else at the heading. */
static void add_headings(const tag_writer *tags, const assay_record *record) {
    const assay_span_list *headings = &record->text[ASSAY_FIELD_MESH],
                          *qualified = &record->text[ASSAY_FIELD_MESH_QUALIFIED],
                          *starred = &record->text[ASSAY_FIELD_MESH_QUALIFIED_MAJOR];
    assay_buffer line;
    assay_buffer_init(&line, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < headings->count; i++) {
        assay_span heading = headings->items[i];
        bool below = false;
        for (size_t k = 0; k < starred->count; k++)
            below = below || qualifier_of(starred->items[k], heading).size != 0;
        bool major = !below && is_listed(&record->text[ASSAY_FIELD_MESH_MAJOR], heading);
        assay_buffer_clear(&line);
        assay_buffer_format(&line, "%s%.*s", major ? "*" : "", ASSAY_SPAN_ARG(heading));
        for (size_t k = 0; k < qualified->count; k++) {
            assay_span qualifier = qualifier_of(qualified->items[k], heading);
            if (qualifier.size != 0)
                assay_buffer_format(&line, "/%s%.*s",
                                    is_listed(starred, qualified->items[k]) ? "*" : "",
                                    ASSAY_SPAN_ARG(qualifier));
        }
        add_tag(tags, "MH  ", assay_buffer_span(&line));
    }
    assay_buffer_done(&line);
}

/* As MEDLINE writes dates: 2021 Jun 14, 2021 Jun, 2021. */
static size_t medline_date(char out[12], const assay_record *record) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char iso[11];
    const size_t size = assay_values_date(iso, record);
    if (size < 7) {
        memcpy(out, iso, size);
        return size;
    }
    const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
    memcpy(out, iso, 4);
    if (month < 1 || month > 12)
        return 4;
    out[4] = ' ';
    memcpy(out + 5, months + (size_t)(month - 1) * 3, 3);
    if (size == 7)
        return 8;
    out[8] = ' ';
    const size_t zero = iso[8] == '0';
    memcpy(out + 9, iso + 8 + zero, 2 - zero);
    return 11 - zero;
}

static assay_status nbib_hit(assay_buffer *out, const assay_answer *answer,
                             const assay_answer_hit *hit, assay_error *err) {
    const tag_writer tags = {out, "- ", "\n"};
    const assay_record *record = hit->record;
    char date[12];
    (void)answer;
    if (record == NULL)
        return ASSAY_OK;
    add_tag(&tags, "PMID", assay_record_id_of(record, "pmid"));
    add_tag(&tags, "DP  ", assay_span_make(date, medline_date(date, record)));
    add_tags(&tags, "TI  ", &record->text[ASSAY_FIELD_TITLE]);
    add_abstract(&tags, "AB  ", record);
    add_tags(&tags, "FAU ", &record->text[ASSAY_FIELD_AUTHOR]);
    add_tags(&tags, "CN  ", &record->text[ASSAY_FIELD_COLLECTIVE]);
    add_tags(&tags, "AD  ", &record->text[ASSAY_FIELD_AFFILIATION]);
    add_tags(&tags, "LA  ", &record->text[ASSAY_FIELD_LANGUAGE]);
    add_tags(&tags, "PT  ", &record->text[ASSAY_FIELD_PUBLICATION_TYPE]);
    add_tags(&tags, "JT  ", &record->text[ASSAY_FIELD_JOURNAL]);
    add_tags(&tags, "TA  ", &record->text[ASSAY_FIELD_JOURNAL_ABBREVIATION]);
    add_tags(&tags, "VI  ", &record->text[ASSAY_FIELD_VOLUME]);
    add_tags(&tags, "IP  ", &record->text[ASSAY_FIELD_ISSUE]);
    add_tags(&tags, "PG  ", &record->text[ASSAY_FIELD_PAGES]);
    add_tags(&tags, "IS  ", &record->text[ASSAY_FIELD_ISSN]);
    add_headings(&tags, record);
    add_tags(&tags, "OT  ", &record->text[ASSAY_FIELD_KEYWORD]);
    assay_span nct = assay_record_id_of(record, "nct"), doi = assay_record_id_of(record, "doi");
    if (nct.size != 0)
        assay_buffer_format(out, "SI  - ClinicalTrials.gov/%.*s\n", ASSAY_SPAN_ARG(nct));
    if (doi.size != 0)
        assay_buffer_format(out, "AID - %.*s [doi]\n", ASSAY_SPAN_ARG(doi));
    add_tag(&tags, "PMC ", assay_record_id_of(record, "pmcid"));
    assay_buffer_add_byte(out, '\n');
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_nbib = {
    .name = "nbib", .about = "MEDLINE tagged text", .records = true, .hit = nbib_hit};

/* ---- ris: what records/articles/read_ris.c takes back ---- */

/* A comma at the end tells reference managers that there is no given name. */
static void add_groups(const tag_writer *tags, const assay_span_list *groups) {
    const tag_writer named = {tags->out, tags->format, ",\r\n"};
    add_tags(&named, "AU", groups);
}

/* A heading that is a keyword too stands once. */
static void add_keywords(const tag_writer *tags, const assay_record *record) {
    const assay_span_list *keywords = &record->text[ASSAY_FIELD_KEYWORD],
                          *headings = &record->text[ASSAY_FIELD_MESH];
    add_tags(tags, "KW", keywords);
    for (size_t i = 0; i < headings->count; i++)
        if (!is_listed(keywords, headings->items[i]))
            add_tag(tags, "KW", headings->items[i]);
}

static assay_status ris_hit(assay_buffer *out, const assay_answer *answer,
                            const assay_answer_hit *hit, assay_error *err) {
    const tag_writer tags = {out, "  - ", "\r\n"};
    const assay_record *record = hit->record;
    char date[11];
    (void)answer;
    if (record == NULL)
        return ASSAY_OK;
    size_t size = assay_values_date(date, record);
    assay_buffer_format(out, "TY  - %s\r\n", record->type == ASSAY_RECORD_TRIAL ? "GEN" : "JOUR");
    add_tag(&tags, "ID", hit->hit->identity);
    add_tags(&tags, "TI", &record->text[ASSAY_FIELD_TITLE]);
    add_tags(&tags, "AU", &record->text[ASSAY_FIELD_AUTHOR]);
    add_groups(&tags, &record->text[ASSAY_FIELD_COLLECTIVE]);
    add_tag(&tags, "PY", assay_span_make(date, size < 4 ? size : 4));
    for (size_t i = 0; i < size; i++)
        date[i] = date[i] == '-' ? '/' : date[i];
    add_tag(&tags, "DA", assay_span_make(date, size));
    add_tags(&tags, "JO", &record->text[ASSAY_FIELD_JOURNAL]);
    add_tags(&tags, "VL", &record->text[ASSAY_FIELD_VOLUME]);
    add_tags(&tags, "IS", &record->text[ASSAY_FIELD_ISSUE]);
    add_tags(&tags, "SP", &record->text[ASSAY_FIELD_PAGES]);
    add_tags(&tags, "SN", &record->text[ASSAY_FIELD_ISSN]);
    add_abstract(&tags, "AB", record);
    add_keywords(&tags, record);
    add_tag(&tags, "DO", assay_record_id_of(record, "doi"));
    if (assay_record_id_of(record, "pmid").size != 0)
        add_tag(&tags, "DB", ASSAY_SPAN("PubMed"));
    add_tag(&tags, "AN", assay_record_id_of(record, "pmid"));
    add_tag(&tags, "C2", assay_record_id_of(record, "pmcid"));
    add_url(&tags, "UR", record);
    assay_buffer_add_text(out, "ER  - \r\n\r\n");
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_ris = {
    .name = "ris", .about = "for reference managers", .records = true, .hit = ris_hit};

/* ---- bibtex ---- */

static void add_bibtex_text(assay_buffer *out, assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i];
        if (memchr("#$%&_{}", byte, 7) != NULL)
            assay_buffer_add_byte(out, '\\');
        if (byte == '\\')
            assay_buffer_add_text(out, "\\textbackslash{}");
        else
            assay_buffer_add_byte(out, byte);
    }
}

static void add_entry(assay_buffer *out, const char *key, assay_span value) {
    if (value.size == 0)
        return;
    assay_buffer_format(out, ",\n  %s = {", key);
    add_bibtex_text(out, value);
    assay_buffer_add_byte(out, '}');
}

static void add_authors(assay_buffer *out, const assay_span_list *authors) {
    if (authors->count == 0)
        return;
    assay_buffer_add_text(out, ",\n  author = {");
    for (size_t i = 0; i < authors->count; i++) {
        if (i != 0)
            assay_buffer_add_text(out, " and ");
        add_bibtex_text(out, authors->items[i]);
    }
    assay_buffer_add_byte(out, '}');
}

static assay_status bibtex_hit(assay_buffer *out, const assay_answer *answer,
                               const assay_answer_hit *hit, assay_error *err) {
    const assay_record *record = hit->record;
    char date[11];
    (void)answer;
    if (record == NULL)
        return ASSAY_OK;
    size_t size = assay_values_date(date, record);
    assay_buffer_format(out, "@%s{", record->type == ASSAY_RECORD_TRIAL ? "misc" : "article");
    for (size_t i = 0; i < hit->hit->identity.size; i++) {
        char byte = hit->hit->identity.data[i];
        bool plain = (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
        assay_buffer_add_byte(out, plain ? byte : '_');
    }
    add_entry(out, "title", assay_record_first(record, ASSAY_FIELD_TITLE));
    add_authors(out, &record->text[ASSAY_FIELD_AUTHOR]);
    add_entry(out, "journal", assay_record_first(record, ASSAY_FIELD_JOURNAL));
    add_entry(out, "year", assay_span_make(date, size < 4 ? size : 4));
    add_entry(out, "volume", assay_record_first(record, ASSAY_FIELD_VOLUME));
    add_entry(out, "number", assay_record_first(record, ASSAY_FIELD_ISSUE));
    add_entry(out, "pages", assay_record_first(record, ASSAY_FIELD_PAGES));
    add_entry(out, "doi", assay_record_id_of(record, "doi"));
    add_entry(out, "pmid", assay_record_id_of(record, "pmid"));
    assay_buffer url;
    assay_buffer_init(&url, ASSAY_BUFFER_NO_CAP);
    assay_values_url(&url, record);
    add_entry(out, "url", assay_buffer_span(&url));
    assay_buffer_done(&url);
    assay_buffer_add_text(out, "\n}\n\n");
    return assay_buffer_check(out, err);
}
const assay_printer assay_print_bibtex = {
    .name = "bibtex", .about = "for LaTeX", .records = true, .hit = bibtex_hit};
