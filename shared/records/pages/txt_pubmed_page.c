/* A PubMed page saved as text: banner, citation, title (twice), abstract, figures, references. */
#include "records/articles/medline.h"
#include "records/pages/citation.h"
#include "records/pages/txt_sections.h"
#include "records/pages/txt_templates.h"

static assay_status fill_abstract(assay_record *record, const assay_txt_page *page, size_t first,
                                  size_t last, assay_error *err) {
    assay_txt_paragraphs paragraphs = {page, first, last};
    size_t begin, end;
    while (assay_txt_next(&begin, &end, &paragraphs)) {
        assay_span text;
        ASSAY_TRY(assay_txt_join(&text, page, begin, end, err));
        if (!assay_span_starts(text, ASSAY_SPAN("Keywords:"))) {
            ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_SUMMARY, text, err));
            continue;
        }
        text = assay_span_trim(assay_span_skip(text, strlen("Keywords:")));
        if (assay_span_ends(text, ASSAY_SPAN(".")))
            text.size--;
        while (text.data != NULL)
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_KEYWORD, assay_span_cut(&text, ';'),
                                            err));
    }
    return ASSAY_OK;
}

static bool is_figure_label(assay_span line) {
    bool named = assay_span_starts(line, ASSAY_SPAN("Figure ")) ||
                 assay_span_starts(line, ASSAY_SPAN("Fig. "));
    return named && line.size <= 12;
}

/* The label stands twice, the caption's lines below it. */
static assay_status fill_figures(assay_record *record, const assay_txt_page *page, size_t first,
                                 size_t last, assay_error *err) {
    size_t at = assay_txt_skip_blank(page, first, last);
    while (at < last) {
        assay_span label = page->lines[at], caption, text;
        size_t begin = at + is_figure_label(label);
        while (begin < last && assay_span_equal(page->lines[begin], label) && begin > at)
            begin++;
        size_t end = begin;
        while (end < last && (end == begin || !is_figure_label(page->lines[end])))
            end++;
        ASSAY_TRY(assay_txt_join(&caption, page, begin, end, err));
        bool labelled = begin > at;
        ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s",
                                     labelled ? (int)label.size : 0, label.data,
                                     labelled ? ". " : "", ASSAY_SPAN_ARG(caption)));
        if (caption.size != 0)
            ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_CAPTION, text, err));
        at = assay_txt_skip_blank(page, end, last);
    }
    return ASSAY_OK;
}

/* "1. Citation - DOI - PubMed", every number a 1; lines without a number go on. */
static assay_status fill_references(assay_record *record, const assay_txt_page *page, size_t first,
                                    size_t last, assay_error *err) {
    size_t at = first;
    while (at < last) {
        assay_span item, text;
        unsigned number;
        if (!assay_citation_number(&number, &item, page->lines[at])) {
            at++;
            continue;
        }
        size_t end = at + 1;
        while (end < last && !assay_citation_number(&number, &item, page->lines[end]))
            end++;
        ASSAY_TRY(assay_txt_join(&text, page, at, end, err));
        if (assay_citation_number(&number, &item, text))
            ASSAY_TRY(assay_citation_add(record, item, err));
        at = end;
    }
    return ASSAY_OK;
}

static assay_status fill_lines(assay_record *record, assay_record_field field,
                               const assay_txt_page *page, size_t first, size_t last,
                               assay_error *err) {
    for (size_t i = first; i < last; i++) {
        assay_span line = page->lines[i];
        if (assay_span_starts(line, ASSAY_SPAN("Actions")))
            continue;
        if (field == ASSAY_FIELD_MESH)
            ASSAY_TRY(line.size != 0 ? assay_medline_add_mesh(record, line, err) : ASSAY_OK);
        else
            ASSAY_TRY(assay_record_add_once(record, field, line, err));
    }
    return ASSAY_OK;
}

static assay_status fill_types(assay_record *record, const assay_txt_page *page, size_t first,
                               size_t last, assay_error *err) {
    return fill_lines(record, ASSAY_FIELD_PUBLICATION_TYPE, page, first, last, err);
}

static assay_status fill_mesh(assay_record *record, const assay_txt_page *page, size_t first,
                              size_t last, assay_error *err) {
    return fill_lines(record, ASSAY_FIELD_MESH, page, first, last, err);
}

static assay_status fill_substances(assay_record *record, const assay_txt_page *page, size_t first,
                                    size_t last, assay_error *err) {
    return fill_lines(record, ASSAY_FIELD_SUBSTANCE, page, first, last, err);
}

static assay_status fill_conflict(assay_record *record, const assay_txt_page *page, size_t first,
                                  size_t last, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_txt_join(&text, page, first, last, err));
    return assay_record_add(record, ASSAY_FIELD_CONFLICT, text, err);
}

/* Headings; NULL for lists of other pages and the site's own. */
static const assay_txt_section sections[] = {{"Abstract", fill_abstract},
                                             {"PubMed Disclaimer", NULL},
                                             {"Conflict of interest statement", fill_conflict},
                                             {"Figures", fill_figures},
                                             {"Similar articles", NULL},
                                             {"Cited by", NULL},
                                             {"References", fill_references},
                                             {"Publication types", fill_types},
                                             {"MeSH terms", fill_mesh},
                                             {"Substances", fill_substances},
                                             {"Related information", NULL},
                                             {"Grants and funding", NULL},
                                             {"LinkOut - more resources", NULL}};
/* ". 2018 Oct 3;9(4):77-83.", ". 2021 Sep:98:107836.": date, volume(issue), pages. */
static assay_status add_citation(assay_record *record, assay_span line, assay_error *err) {
    line = assay_span_trim(assay_span_skip(line, 1));
    if (assay_span_ends(line, ASSAY_SPAN(".")))
        line.size--;
    size_t date_end = 0;
    while (date_end < line.size && line.data[date_end] != ';' && line.data[date_end] != ':')
        date_end++;
    assay_medline_set_date(record, ASSAY_DATE_PUBLISHED, assay_span_first(line, date_end));
    assay_span pages = assay_span_skip(line, date_end + 1), volume = assay_span_cut(&pages, ':');
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_PAGES, pages, err));
    assay_span issue = volume;
    volume = assay_span_cut(&issue, '(');
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_VOLUME, volume, err));
    return assay_record_add(record, ASSAY_FIELD_ISSUE, assay_span_cut(&issue, ')'), err);
}

/* "doi: 10.99999/x. Epub 2021 Jul 1.", with PMID and PMCID where the page shows them. */
static assay_status add_ids(assay_record *record, assay_span line, assay_error *err) {
    size_t epub = assay_span_find(line, ASSAY_SPAN("Epub "));
    size_t pmcid = assay_span_find(line, ASSAY_SPAN("PMCID:"));
    ASSAY_TRY(assay_record_add_id(record, "doi", assay_citation_doi(line), err));
    ASSAY_TRY(assay_record_add_id(record, "pmid", assay_citation_pmid(line), err));
    if (pmcid != SIZE_MAX) {
        assay_span number = assay_span_trim(assay_span_skip(line, pmcid + 6));
        ASSAY_TRY(assay_record_add_id(record, "pmcid", assay_span_cut(&number, ' '), err));
    }
    if (epub != SIZE_MAX) {
        assay_span date = assay_span_skip(line, epub + 5);
        assay_medline_set_date(record, ASSAY_DATE_ELECTRONIC, assay_span_cut(&date, '.'));
    }
    return ASSAY_OK;
}

/* "Jamal Doe et al. Int Immunopharmacol. 2021 Sep." */
static assay_status add_byline(assay_record *record, assay_span line, assay_error *err) {
    size_t at = assay_span_find(line, ASSAY_SPAN("et al. "));
    assay_span name = assay_span_first(line, at);
    while (assay_span_ends(name, ASSAY_SPAN("\xC2\xA0")) || assay_span_ends(name, ASSAY_SPAN(" ")))
        name.size -= name.data[name.size - 1] == ' ' ? 1 : 2;
    ASSAY_TRY(assay_citation_add_author(record, name, err));
    assay_span rest = assay_span_skip(line, at + strlen("et al. "));
    assay_span journal = assay_span_cut(&rest, '.');
    ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_JOURNAL_ABBREVIATION, journal, err));
    if (rest.data != NULL)
        assay_medline_set_date(record, ASSAY_DATE_PUBLISHED, assay_span_cut(&rest, '.'));
    return ASSAY_OK;
}

/* After the banner: the line that ends it, or 0. */
static size_t banner_end(const assay_txt_page *page) {
    size_t keys = assay_txt_find_start(page, 0, "Access keys");
    return keys != ASSAY_TXT_NONE && keys < 40 ? keys + 1 : 0;
}

/* Type of publication, then the citation, identifiers, and the title after them; all but the
 * identifiers may be missing. */
static assay_status fill_head(assay_record *record, const assay_txt_page *page, size_t last,
                              assay_error *err) {
    bool cited = false;
    for (size_t i = banner_end(page); i < last; i++) {
        assay_span line = page->lines[i];
        if (line.size == 0 || assay_span_equal(line, ASSAY_SPAN("Affiliations")))
            continue;
        if (assay_span_starts(line, ASSAY_SPAN(". "))) {
            ASSAY_TRY(add_citation(record, line, err));
            cited = true;
        } else if (assay_span_starts(line, ASSAY_SPAN("doi:")) ||
                   assay_span_starts(line, ASSAY_SPAN("PMID:"))) {
            ASSAY_TRY(add_ids(record, line, err));
            cited = true;
        } else if (assay_span_find(line, ASSAY_SPAN("et al. ")) != SIZE_MAX)
            ASSAY_TRY(add_byline(record, line, err));
        else if (!cited)
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_PUBLICATION_TYPE, line, err));
        else if (record->text[ASSAY_FIELD_TITLE].count == 0)
            ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_TITLE, line, err));
    }
    return ASSAY_OK;
}

static assay_status fill(assay_record *record, const assay_txt_page *page, assay_error *err) {
    static const assay_txt_outline outline = {fill_head, sections,
                                              sizeof sections / sizeof *sections};
    return assay_txt_fill_sections(record, page, &outline, err);
}

static int recognise(const assay_txt_page *page) {
    bool disclaimer = assay_txt_find_line(page, 0, "PubMed Disclaimer") != ASSAY_TXT_NONE;
    bool banner = assay_txt_find_start(page, 0, "Access keys NCBI Homepage") != ASSAY_TXT_NONE;
    bool doi = assay_txt_find_start(page, 0, "doi:") != ASSAY_TXT_NONE;
    if (disclaimer && (banner || doi))
        return 95;
    return banner && doi ? 80 : 0;
}

const assay_txt_template assay_txt_pubmed_page = {"pubmed page", ASSAY_RECORD_ABSTRACT, recognise,
                                                  fill};
