#include "records/articles/ris.h"

#include "records/articles/medline.h"
#include "records/identifier.h"

enum { PMID_DIGITS = 6 }; /* fewer may number a library's records */

typedef struct {
    assay_record *record;
    const assay_tagged_field *fields;
    size_t count;
    bool medline, embase; /* where it was found */
    assay_span abstract;  /* AB */
    assay_span *source_id;
} filling;

static assay_span value_of(const filling *f, const char *tag) {
    for (size_t i = 0; i < f->count; i++)
        if (assay_span_equal(f->fields[i].tag, assay_span_of(tag)))
            return f->fields[i].value;
    return (assay_span){NULL, 0};
}

static bool is_tag(assay_span tag, const char *const *tags, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (assay_span_equal(tag, assay_span_of(tags[i])))
            return true;
    return false;
}

#define IS_ONE_OF(tag, list) is_tag(tag, list, sizeof(list) / sizeof *(list))

bool assay_ris_is_list(assay_span tag) {
    static const char *const lists[] = {"KW", "AD", "SN", "UR", "DB", "AU", "A1", "A2"};
    return IS_ONE_OF(tag, lists);
}

static bool mentions(assay_span text, const char *word) {
    const assay_span wanted = assay_span_of(word);
    for (; text.size >= wanted.size; text = assay_span_skip(text, 1))
        if (assay_span_starts_ascii_case(text, wanted))
            return true;
    return false;
}

static bool is_digits(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size != 0;
}

static assay_status add_extra(assay_record *record, assay_span tag, assay_span value,
                              assay_error *err) {
    char key[16] = "ris_";
    size_t size = 4;
    for (size_t i = 0; i < tag.size && size < sizeof key; i++)
        key[size++] =
            tag.data[i] >= 'A' && tag.data[i] <= 'Z' ? (char)(tag.data[i] + 32) : tag.data[i];
    return assay_record_add_extra(record, assay_span_make(key, size), value, err);
}

/* ---- identifiers ---- */

static assay_status add_once_as(filling *f, const char *scheme, assay_span value,
                                assay_error *err) {
    char storage[ASSAY_IDENTIFIER_MAX];
    assay_span normal;
    if (value.size == 0 || assay_record_id_of(f->record, scheme).size != 0 ||
        !assay_identifier_normalise(&normal, storage, scheme, value))
        return ASSAY_OK;
    return assay_record_add_id(f->record, scheme, normal, err);
}

/* "PMID: 12345678" wherever it stands in the text. */
static assay_span pmid_in(assay_span text) {
    size_t at = assay_span_find(text, ASSAY_SPAN("PMID:"));
    if (at == SIZE_MAX)
        return (assay_span){NULL, 0};
    assay_span number = assay_span_trim(assay_span_skip(text, at + 5));
    size_t size = 0;
    while (size < number.size && number.data[size] >= '0' && number.data[size] <= '9')
        size++;
    return assay_span_first(number, size);
}

/* Ovid's links end in the number the database has for the record. */
static assay_span ovid_number(assay_span link) {
    size_t at = assay_span_find(link, ASSAY_SPAN("AN="));
    if (!mentions(link, "ovid") || at == SIZE_MAX)
        return (assay_span){NULL, 0};
    assay_span rest = assay_span_skip(link, at + 3);
    return assay_span_cut(&rest, '&');
}

static void find_database(filling *f) {
    for (size_t i = 0; i < f->count; i++) {
        const assay_span tag = f->fields[i].tag, value = f->fields[i].value;
        static const char *const databases[] = {"DB", "DP"};
        if (IS_ONE_OF(tag, databases)) {
            f->medline = f->medline || mentions(value, "pubmed") || mentions(value, "medline") ||
                         assay_span_equal(value, ASSAY_SPAN("NLM"));
            f->embase = f->embase || mentions(value, "embase");
        }
        if (assay_span_equal(tag, ASSAY_SPAN("L2")) && mentions(value, "ovid"))
            f->medline = f->medline || mentions(value, "&D=med");
    }
}

static assay_status add_pmid(filling *f, assay_error *err) {
    static const char *const own[] = {"PMID", "PM"};
    const assay_span accession = value_of(f, "AN"), id = value_of(f, "ID"),
                     number = value_of(f, "C5");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        ASSAY_TRY(add_once_as(f, "pmid", value_of(f, own[i]), err));
    ASSAY_TRY(add_once_as(f, "pmcid", value_of(f, "PMC"), err));
    ASSAY_TRY(add_once_as(f, "pmid", pmid_in(accession), err));
    if (f->embase && is_digits(number) && number.size >= PMID_DIGITS)
        ASSAY_TRY(add_once_as(f, "pmid", number, err));
    if (f->medline && !f->embase) {
        ASSAY_TRY(add_once_as(f, "pmid", accession, err));
        ASSAY_TRY(add_once_as(f, "pmid", ovid_number(value_of(f, "L2")), err));
        if (is_digits(id) && id.size >= PMID_DIGITS)
            ASSAY_TRY(add_once_as(f, "pmid", id, err));
    }
    return ASSAY_OK;
}

/* An identity of ours, or a number whose form says what it is. */
static assay_status add_typed(filling *f, assay_span value, assay_error *err) {
    const char *scheme = assay_identifier_guess(value);
    assay_span rest = value, name = assay_span_cut(&rest, ':');
    static const char *const schemes[] = {"pmid", "pmcid", "doi"};
    if (scheme == NULL && assay_identifier_is_registry(name)) {
        scheme = assay_identifier_registry(rest);
        value = rest;
    } else if (scheme == NULL && rest.data != NULL) {
        for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
            if (assay_span_equal(name, assay_span_of(schemes[i]))) {
                scheme = schemes[i];
                value = rest;
            }
    }
    if (scheme != NULL)
        return add_once_as(f, scheme, value, err);
    if (assay_span_starts(value, ASSAY_SPAN("id:")))
        *f->source_id = assay_span_skip(value, 3);
    return ASSAY_OK;
}

/* What the source calls the record, told apart from what others call theirs. */
static assay_status name_accession(filling *f, assay_error *err) {
    static const char *const names[][2] = {{"embase", "embase"},     {"cochrane", "central"},
                                           {"central", "central"},   {"scopus", "scopus"},
                                           {"psycinfo", "psycinfo"}, {"cinahl", "cinahl"},
                                           {"web of science", "wos"}};
    assay_span number = value_of(f, "AN"), database = value_of(f, "DB");
    if (number.size == 0 && f->embase)
        number = value_of(f, "U2");
    const char *scheme = f->embase ? "embase" : NULL;
    for (size_t i = 0; scheme == NULL && i < sizeof names / sizeof *names; i++)
        if (mentions(database, names[i][0]))
            scheme = names[i][1];
    if (scheme == NULL && assay_span_starts(number, ASSAY_SPAN("CN-")))
        scheme = "central";
    if (number.size == 0 || pmid_in(number).size != 0 || (f->medline && scheme == NULL))
        return ASSAY_OK;
    if (scheme == NULL && is_digits(number)) /* whose, nobody knows */
        return add_extra(f->record, ASSAY_SPAN("AN"), number, err);
    if (scheme != NULL)
        ASSAY_TRY(assay_record_add_id(f->record, scheme, number, err));
    else
        ASSAY_TRY(assay_record_add_id(f->record, "source", number, err));
    if (f->source_id->size != 0)
        return ASSAY_OK;
    return assay_arena_format(f->source_id, f->record->arena, err, "%s%s%.*s",
                              scheme != NULL ? scheme : "", scheme != NULL ? "/" : "",
                              ASSAY_SPAN_ARG(number));
}

/* ---- single fields ---- */

static assay_status add_author(filling *f, assay_span tag, assay_span value, assay_error *err) {
    bool group = assay_span_ends(value, ASSAY_SPAN(",")); /* no family and given name */
    (void)tag;
    if (group)
        value = assay_span_first(value, value.size - 1);
    return assay_record_add_once(f->record, group ? ASSAY_FIELD_COLLECTIVE : ASSAY_FIELD_AUTHOR,
                                 value, err);
}

/* Whether it begins with "METHODS: " or the like. */
static bool is_label(assay_span text) {
    size_t size = 0;
    while (size < text.size && (text.data[size] == ' ' || text.data[size] == '/' ||
                                (text.data[size] >= 'A' && text.data[size] <= 'Z')))
        size++;
    return size > 3 && size < text.size && text.data[size] == ':';
}

/* Ovid puts a comma between the full stop of a section and the next one's label. */
static assay_status without_joints(assay_span *out, assay_arena *arena, assay_span text,
                                   assay_error *err) {
    char *clean = assay_arena_alloc(arena, text.size);
    size_t size = 0;
    if (clean == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < text.size; i++) {
        bool joint = text.data[i] == ',' && i != 0 && text.data[i - 1] == '.' &&
                     i + 1 < text.size && text.data[i + 1] == ' ' &&
                     is_label(assay_span_skip(text, i + 2));
        if (!joint)
            clean[size++] = text.data[i];
    }
    *out = assay_span_make(clean, size);
    return ASSAY_OK;
}

/* AB and N2 often say the same. */
static assay_status add_abstract(filling *f, assay_span tag, assay_span value, assay_error *err) {
    if (assay_span_equal(tag, ASSAY_SPAN("N2")) && assay_span_equal(value, f->abstract))
        return ASSAY_OK;
    ASSAY_TRY(without_joints(&value, f->record->arena, value, err));
    return assay_medline_add_abstract(f->record, value, err);
}

/* Headings of MEDLINE are known by their stars and go with their qualifiers; any other star marks what is major. */
static assay_status add_keyword(filling *f, assay_span keyword, assay_error *err) {
    bool starred = assay_span_starts(keyword, ASSAY_SPAN("*"));
    if (assay_span_find(keyword, ASSAY_SPAN("/*")) != SIZE_MAX || (starred && f->medline))
        return assay_medline_add_mesh(f->record, keyword, err);
    return assay_record_add_once(f->record, ASSAY_FIELD_KEYWORD, assay_span_skip(keyword, starred),
                                 err);
}

static assay_status add_keywords(filling *f, assay_span tag, assay_span value, assay_error *err) {
    (void)tag;
    while (value.size != 0)
        ASSAY_TRY(add_keyword(f, assay_span_trim(assay_span_cut(&value, ';')), err));
    return ASSAY_OK;
}

static assay_status add_link(filling *f, assay_span tag, assay_span value, assay_error *err) {
    (void)tag;
    if (mentions(value, "pubmed"))
        ASSAY_TRY(add_once_as(f, "pmid", value, err));
    if (mentions(value, "doi.org/"))
        ASSAY_TRY(add_once_as(f, "doi", value, err));
    return assay_record_add_once(f->record, ASSAY_FIELD_LINK, value, err);
}

static assay_status add_doi(filling *f, assay_span tag, assay_span value, assay_error *err) {
    char storage[ASSAY_IDENTIFIER_MAX];
    assay_span normal;
    return assay_identifier_normalise(&normal, storage, "doi", value)
               ? assay_record_add_id(f->record, "doi", normal, err)
               : add_extra(f->record, tag, value, err);
}

/* The type of the work; some put the DOI there. */
static assay_status add_work(filling *f, assay_span tag, assay_span value, assay_error *err) {
    const char *scheme = assay_identifier_guess(value);
    (void)tag;
    if (scheme != NULL && strcmp(scheme, "doi") == 0)
        return add_once_as(f, "doi", value, err);
    return assay_record_add_once(f->record, ASSAY_FIELD_PUBLICATION_TYPE, value, err);
}

/* An X at the end is the check digit of serial numbers. */
static size_t digits_in(assay_span word) {
    size_t digits = 0;
    for (size_t i = 0; i < word.size; i++)
        digits += (word.data[i] >= '0' && word.data[i] <= '9') ||
                  (i + 1 == word.size && (word.data[i] | 0x20) == 'x');
    return digits;
}

/* "1234-5678", "12345678", several with blanks between, "1234-5678 (Electronic)"; ISBN of books. */
static assay_status add_serial(filling *f, assay_span tag, assay_span value, assay_error *err) {
    (void)tag;
    while (value.size != 0) {
        assay_span word = assay_span_trim(assay_span_cut(&value, ' '));
        while (word.size != 0 && strchr(";,", word.data[word.size - 1]) != NULL)
            word.size--;
        size_t digits = digits_in(word);
        if (digits == 8 && word.size == 9 && word.data[4] == '-') {
            ASSAY_TRY(assay_record_add_once(f->record, ASSAY_FIELD_ISSN, word, err));
        } else if (digits == 8 && word.size == 8) {
            assay_span dashed;
            ASSAY_TRY(assay_arena_format(&dashed, f->record->arena, err, "%.4s-%.4s", word.data,
                                         word.data + 4));
            ASSAY_TRY(assay_record_add_once(f->record, ASSAY_FIELD_ISSN, dashed, err));
        } else if (digits == 10 || digits == 13) {
            ASSAY_TRY(assay_record_add_extra(f->record, ASSAY_SPAN("isbn"), word, err));
        }
    }
    return ASSAY_OK;
}

/* Notes and fields of the exporter's own: identifiers in them are known by their form. */
static assay_status add_note(filling *f, assay_span tag, assay_span value, assay_error *err) {
    const char *scheme = assay_identifier_guess(value);
    ASSAY_TRY(add_once_as(f, "pmid", pmid_in(value), err));
    if (scheme != NULL && strcmp(scheme, "pmcid") == 0)
        return add_once_as(f, scheme, value, err);
    if (scheme != NULL && strcmp(scheme, "doi") == 0)
        return add_once_as(f, scheme, value, err);
    if (scheme != NULL)
        return assay_medline_add_databank(f->record, ASSAY_SPAN(""), value, err);
    return add_extra(f->record, tag, value, err);
}

/* ---- fields that go together ---- */

/* "2019/10//undefined", "2019/07/24/", "2019///", and what MEDLINE writes. */
static assay_date date_of(assay_span value) {
    assay_date date = 0;
    for (size_t size = value.size; size >= 4; size--) {
        assay_span head = assay_span_first(value, size);
        if (head.data[size - 1] != '/' && (size == value.size || value.data[size] == '/') &&
            assay_date_parse(&date, head))
            return date;
    }
    return assay_medline_date(value);
}

/* The year, and the day where it is one of that year. */
static void set_dates(filling *f) {
    assay_span year = value_of(f, "PY");
    assay_date published = date_of(year.size != 0 ? year : value_of(f, "Y1"));
    assay_date day = date_of(value_of(f, "DA"));
    if (published == 0)
        published = date_of(value_of(f, "Y1"));
    if (published == 0 || (day > published && day / 10000 == published / 10000))
        published = day;
    f->record->dates[ASSAY_DATE_PUBLISHED] = published;
    assay_date electronic = 0;
    if (assay_date_parse(&electronic, value_of(f, "ET")))
        f->record->dates[ASSAY_DATE_ELECTRONIC] = electronic;
}

static assay_status add_pages(filling *f, assay_error *err) {
    assay_span from = value_of(f, "SP"), to = value_of(f, "EP"), pages = from;
    if (digits_in(from) + digits_in(to) == 0 && mentions(to, "specified"))
        return ASSAY_OK; /* "No", "Specified" */
    bool whole = to.size == 0 || assay_span_equal(from, to) ||
                 (assay_span_ends(from, to) && assay_span_find_byte(from, '-') != SIZE_MAX);
    if (from.size == 0)
        pages = to;
    else if (!whole)
        ASSAY_TRY(assay_arena_format(&pages, f->record->arena, err, "%.*s-%.*s",
                                     ASSAY_SPAN_ARG(from), ASSAY_SPAN_ARG(to)));
    return assay_record_add(f->record, ASSAY_FIELD_PAGES, pages, err);
}

/* The full name stands in JF or T2, in JO where there is neither; then JO is short. */
static assay_status add_journal(filling *f, assay_error *err) {
    static const char *const full[] = {"JF", "T2", "BT", "JO"}, *const brief[] = {"JA", "J2", "J1",
                                                                                  "JO"};
    assay_record *record = f->record;
    for (size_t i = 0; i < 4 && record->text[ASSAY_FIELD_JOURNAL].count == 0; i++)
        ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_JOURNAL, value_of(f, full[i]), err));
    for (size_t i = 0; i < 4 && record->text[ASSAY_FIELD_JOURNAL_ABBREVIATION].count == 0; i++) {
        assay_span name = value_of(f, brief[i]);
        if (!assay_span_equal(name, assay_record_first(record, ASSAY_FIELD_JOURNAL)))
            ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_JOURNAL_ABBREVIATION, name, err));
    }
    return ASSAY_OK;
}

static assay_status add_title(filling *f, assay_error *err) {
    static const char *const titles[] = {"TI", "T1", "CT", "BT", "ST", "TT"};
    assay_record *record = f->record;
    for (size_t i = 0;
         i < sizeof titles / sizeof *titles && record->text[ASSAY_FIELD_TITLE].count == 0; i++)
        ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_TITLE,
                                   assay_medline_title(value_of(f, titles[i])), err));
    return assay_record_add(record, ASSAY_FIELD_VERNACULAR_TITLE, value_of(f, "TT"), err);
}

/* ---- all ---- */

typedef assay_status (*field_fill)(filling *f, assay_span tag, assay_span value, assay_error *err);

static const struct {
    const char *tag;
    field_fill fill;
} parts[] = {{"AU", add_author},   {"A1", add_author}, {"AB", add_abstract}, {"N2", add_abstract},
             {"KW", add_keywords}, {"UR", add_link},   {"L1", add_link},     {"L2", add_link},
             {"LK", add_link},     {"DO", add_doi},    {"L3", add_doi},      {"M3", add_work},
             {"SN", add_serial}};

static const struct {
    const char *tag;
    assay_record_field field;
} texts[] = {{"AD", ASSAY_FIELD_AFFILIATION},
             {"LA", ASSAY_FIELD_LANGUAGE},
             {"VL", ASSAY_FIELD_VOLUME},
             {"IS", ASSAY_FIELD_ISSUE},
             {"CA", ASSAY_FIELD_CAPTION}};

/* Read together with others, or of no use beyond the file. */
static const char *const joint[] = {"TY", "ER", "TI", "T1", "CT", "BT", "ST",   "TT",
                                    "T2", "JF", "JO", "JA", "J1", "J2", "PY",   "Y1",
                                    "DA", "SP", "EP", "AN", "ID", "PM", "PMID", "PMC"};

static const char *const extras[][2] = {
    {"DB", "database"}, {"DP", "database_provider"}, {"PB", "publisher"}, {"A2", "editor"},
    {"ED", "editor"},   {"TY", "reference_type"},    {"Y2", "retrieved"}};

static assay_status fill_field(filling *f, assay_span tag, assay_span value, assay_error *err) {
    for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
        if (assay_span_equal(tag, assay_span_of(extras[i][0])))
            return assay_record_add_extra(f->record, assay_span_of(extras[i][1]), value, err);
    if (IS_ONE_OF(tag, joint))
        return ASSAY_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (assay_span_equal(tag, assay_span_of(parts[i].tag)))
            return parts[i].fill(f, tag, value, err);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (assay_span_equal(tag, assay_span_of(texts[i].tag)))
            return assay_record_add_once(f->record, texts[i].field, value, err);
    return add_note(f, tag, value, err);
}

/* A trial is known by its registry's number, and by not being an article. */
static void settle_type(filling *f) {
    static const char *const articles[] = {"JOUR", "JFULL", "ABST", "INPR", "EJOUR", "MGZN"};
    if (IS_ONE_OF(value_of(f, "TY"), articles) || assay_record_id_of(f->record, "pmid").size != 0)
        return;
    for (size_t i = 0; i < f->record->ids.count; i++)
        if (assay_identifier_is_registry(f->record->ids.items[i].scheme))
            f->record->type = ASSAY_RECORD_TRIAL;
}

assay_status assay_ris_fill(assay_record *record, assay_span *source_id,
                            const assay_tagged_field *fields, size_t count, assay_error *err) {
    filling f = {.record = record, .fields = fields, .count = count, .source_id = source_id};
    *source_id = (assay_span){NULL, 0};
    f.abstract = value_of(&f, "AB");
    find_database(&f);
    ASSAY_TRY(add_pmid(&f, err));
    ASSAY_TRY(add_typed(&f, value_of(&f, "ID"), err));
    ASSAY_TRY(add_title(&f, err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(fill_field(&f, fields[i].tag, fields[i].value, err));
    ASSAY_TRY(name_accession(&f, err));
    set_dates(&f);
    ASSAY_TRY(add_pages(&f, err));
    ASSAY_TRY(add_journal(&f, err));
    settle_type(&f);
    return source_id->size != 0 ? assay_arena_copy(source_id, record->arena, *source_id, err)
                                : ASSAY_OK;
}
