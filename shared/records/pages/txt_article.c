#include "records/pages/txt_article.h"

#include "records/articles/medline.h"
#include "records/pages/citation.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Bytes of the superscript digit, sign or comma between them at the start, 0 when there is none. */
static size_t superscript_size(assay_span text) {
    static const char *const marks[] = {"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};
    for (size_t i = 0; i < 3; i++)
        if (assay_span_starts(text, assay_span_of(marks[i])))
            return 2;
    bool block = text.size >= 3 && text.data[0] == '\xE2' && text.data[1] == '\x81' &&
                 (unsigned char)text.data[2] >= 0xB0 && (unsigned char)text.data[2] <= 0xBE;
    return block ? 3 : 0;
}

/* Without citation marks at the end: superscripts, "^{1,2}". */
static assay_span without_marks(assay_span text) {
    for (;;) {
        size_t before = text.size;
        if (text.size >= 3 && superscript_size(assay_span_skip(text, text.size - 3)) == 3)
            text.size -= 3;
        else if (text.size >= 2 && superscript_size(assay_span_skip(text, text.size - 2)) == 2)
            text.size -= 2;
        else if (assay_span_ends(text, ASSAY_SPAN("}"))) {
            size_t at = text.size;
            while (at > 1 && text.size - at < 60 && text.data[at - 1] != '{')
                at--;
            if (at > 1 && text.data[at - 1] == '{' && text.data[at - 2] == '^')
                text.size = at - 2;
        }
        if (text.size == before)
            return text;
    }
}

static bool ends_sentence(assay_span text) {
    text = assay_span_trim(without_marks(assay_span_trim(text)));
    if (text.size == 0)
        return true;
    if (assay_span_ends(text, ASSAY_SPAN("\xE2\x80\x9D")))
        return true;
    return strchr(".!?:\")", text.data[text.size - 1]) != NULL;
}

bool assay_txt_article_is_torn(assay_span text, assay_span next) {
    if (next.size == 0 || ends_sentence(text))
        return false;
    char first = next.data[0];
    bool lower = (first >= 'a' && first <= 'z') || first == '(' || is_digit(first);
    return lower || text.data[text.size - 1] == '-' || text.data[text.size - 1] == ',';
}

bool assay_txt_article_is_heading(assay_span line) {
    if (line.size < 3 || line.size > 160 || memchr(line.data, '\t', line.size) != NULL)
        return false;
    char first = line.data[0], last = line.data[line.size - 1];
    bool opens = (first >= 'A' && first <= 'Z') || (is_digit(first) && line.size > 4);
    return opens && strchr(".,;:-", last) == NULL &&
           superscript_size(assay_span_skip(line, line.size - 2)) == 0;
}

bool assay_txt_article_is_references(assay_span line) {
    static const char *const names[] = {"References", "Reference", "Bibliography",
                                        "Literature cited", "Works cited"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (assay_span_equal_ascii_case(line, assay_span_of(names[i])))
            return true;
    return false;
}

bool assay_txt_article_is_caption(assay_span text) {
    static const char *const labels[] = {"Table ", "Figure ", "Fig. ", "Scheme ", "Box "};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t at = strlen(labels[i]);
        if (!assay_span_starts(text, assay_span_of(labels[i])) || text.size > 1500)
            continue;
        size_t digits = at;
        while (at < text.size && is_digit(text.data[at]))
            at++;
        bool stop = at < text.size && strchr(".:|", text.data[at]) != NULL;
        while (at < text.size && strchr(".:| ", text.data[at]) != NULL)
            at++;
        if (at == digits || at == text.size)
            continue;
        /* "Table 2 below presents" is a sentence, "Table 2 Doses" a caption. */
        return stop || !(text.data[at] >= 'a' && text.data[at] <= 'z');
    }
    return false;
}

bool assay_txt_article_is_rows(const assay_txt_page *page, size_t first, size_t last) {
    size_t tabbed = 0;
    for (size_t i = first; i < last; i++)
        tabbed += memchr(page->lines[i].data, '\t', page->lines[i].size) != NULL;
    return tabbed != 0 && tabbed * 2 >= last - first;
}

static bool has_superscript(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (superscript_size(assay_span_skip(text, i)) != 0)
            return true;
    return false;
}

bool assay_txt_article_is_front(assay_span text) {
    static const char *const starts[] = {
        "Keywords",  "Key words", "Volume ", "Correspondence",   "Received", "Citation:",
        "Copyright", "DOI:",      "doi:",    "https://doi.org/", "\xC2\xA9"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (assay_span_starts_ascii_case(text, assay_span_of(starts[i])))
            return true;
    bool names = has_superscript(text) && memchr(text.data, ',', text.size) != NULL;
    return superscript_size(text) != 0 || (names && !ends_sentence(text));
}

static assay_status add_keywords(assay_record *record, assay_span text, assay_error *err) {
    size_t colon = assay_span_find_byte(text, ':');
    assay_span list = assay_span_skip(text, colon == SIZE_MAX ? strlen("Keywords") : colon + 1);
    char separator = assay_span_find_byte(list, ';') != SIZE_MAX ? ';' : ',';
    while (list.data != NULL) {
        assay_span word = assay_span_trim(assay_span_cut(&list, separator));
        if (list.data == NULL && assay_span_ends(word, ASSAY_SPAN(".")))
            word.size--;
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_KEYWORD, word, err));
    }
    return ASSAY_OK;
}

/* "Volume 16 Issue 4 - 2025" */
static assay_status add_volume(assay_record *record, assay_span text, assay_error *err) {
    assay_span words = assay_span_skip(text, strlen("Volume "));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_VOLUME, assay_span_cut(&words, ' '), err));
    size_t issue = assay_span_find(text, ASSAY_SPAN("Issue "));
    if (issue != SIZE_MAX) {
        assay_span rest = assay_span_skip(text, issue + strlen("Issue "));
        ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_ISSUE, assay_span_cut(&rest, ' '), err));
    }
    assay_medline_set_date(record, ASSAY_DATE_PUBLISHED,
                           assay_span_skip(text, text.size < 4 ? 0 : text.size - 4));
    return ASSAY_OK;
}

/* "Received: August 09, 2025 | **Published:** September 09, 2025" */
static assay_status add_dates(assay_record *record, assay_span text, assay_error *err) {
    while (text.data != NULL) {
        assay_span part = assay_span_trim(assay_span_cut(&text, '|')), date = part;
        assay_span name = assay_span_cut(&date, ':');
        while (name.size != 0 && name.data[0] == '*')
            name = assay_span_skip(name, 1);
        date = assay_span_trim(date);
        while (date.size != 0 && (date.data[0] == '*' || date.data[0] == ' '))
            date = assay_span_skip(date, 1);
        if (assay_span_starts_ascii_case(name, ASSAY_SPAN("Published")) &&
            assay_medline_date(date) != 0)
            record->dates[ASSAY_DATE_PUBLISHED] = assay_medline_date(date);
        else if (assay_span_starts_ascii_case(name, ASSAY_SPAN("Received")))
            ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("received"), date, err));
        else if (assay_span_starts_ascii_case(name, ASSAY_SPAN("Accepted")))
            ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("accepted"), date, err));
    }
    return ASSAY_OK;
}

/* "Ada Doe,¹ Bo Roe,¹,²*": names end in a comma, marks or both. */
static assay_status add_authors(assay_record *record, assay_span text, assay_error *err) {
    size_t begin = 0, at = 0;
    while (at <= text.size) {
        size_t mark = at < text.size ? superscript_size(assay_span_skip(text, at)) : 0;
        bool separator =
            at == text.size || mark != 0 || text.data[at] == ',' || text.data[at] == '*';
        if (!separator) {
            at++;
            continue;
        }
        assay_span name = assay_span_trim(assay_span_make(text.data + begin, at - begin));
        if (assay_span_starts(name, ASSAY_SPAN("and ")))
            name = assay_span_skip(name, 4);
        if (name.size > 2)
            ASSAY_TRY(assay_citation_add_author(record, name, err));
        at += mark != 0 ? mark : 1;
        begin = at;
    }
    return ASSAY_OK;
}

assay_status assay_txt_article_add_front(assay_record *record, assay_span text, assay_error *err) {
    size_t mark = superscript_size(text);
    assay_span doi = assay_citation_doi(text);
    if (assay_span_starts_ascii_case(text, ASSAY_SPAN("Key")))
        return add_keywords(record, text, err);
    if (assay_span_starts(text, ASSAY_SPAN("Volume ")))
        return add_volume(record, text, err);
    if (assay_span_starts(text, ASSAY_SPAN("Received")))
        return add_dates(record, text, err);
    if (assay_span_starts_ascii_case(text, ASSAY_SPAN("Correspondence")))
        return assay_record_add_extra(record, ASSAY_SPAN("correspondence"), text, err);
    if (doi.size != 0 && text.size < 400)
        return assay_record_add_id(record, "doi", doi, err);
    if (mark != 0)
        return assay_record_add_once(record, ASSAY_FIELD_AFFILIATION, assay_span_skip(text, mark),
                                     err);
    if (has_superscript(text) && text.size < 3000)
        return add_authors(record, text, err);
    return assay_record_add_extra(record, ASSAY_SPAN("front_matter"), text, err);
}
