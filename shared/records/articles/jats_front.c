#include "records/articles/jats.h"

#include "records/articles/medline.h"
#include "records/identifier.h"

static assay_status add_extra(assay_record *record, const char *key, const assay_xml_node *node,
                              assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_jats_text(&text, node, record->arena, err));
    return assay_record_add_extra(record, assay_span_of(key), text, err);
}

assay_date assay_jats_date(const assay_xml_node *node) {
    static const char *const names[] = {"year", "month", "day"};
    char text[64];
    size_t size = 0;
    bool numeric = true;
    for (size_t i = 0; i < 3; i++) {
        assay_span part = assay_xml_plain(assay_xml_child(node, names[i]));
        if (part.size == 0 && i == 1)
            part = assay_xml_plain(assay_xml_child(node, "season"));
        if (part.size == 0 || part.size > 15)
            break;
        numeric = numeric && part.data[0] >= '0' && part.data[0] <= '9';
        if (size != 0)
            text[size++] = ' ';
        memcpy(text + size, part.data, part.size);
        size += part.size;
    }
    for (size_t i = 0; numeric && i < size; i++)
        if (text[i] == ' ')
            text[i] = '-';
    return assay_medline_date(assay_span_make(text, size));
}

static assay_status add_journal(assay_record *record, const assay_xml_node *meta,
                                assay_error *err) {
    const assay_xml_node *title = assay_xml_at(meta, "journal-title-group/journal-title");
    if (title == NULL)
        title = assay_xml_child(meta, "journal-title");
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_JOURNAL, title, err));
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_ISSN, meta, "issn", err));
    for (const assay_xml_node *at = assay_xml_child(meta, "journal-id"); at != NULL;
         at = assay_xml_sibling(at, "journal-id")) {
        assay_span type = assay_xml_attribute_of(at, "journal-id-type");
        if (assay_span_equal(type, ASSAY_SPAN("nlm-ta")) ||
            assay_span_equal(type, ASSAY_SPAN("iso-abbrev")))
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_JOURNAL_ABBREVIATION,
                                            assay_xml_plain(at), err));
    }
    return add_extra(record, "publisher", assay_xml_at(meta, "publisher/publisher-name"), err);
}

static assay_status add_id(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const char *const schemes[][2] = {
        {"pmid", "pmid"}, {"pmc", "pmcid"},        {"pmcid", "pmcid"},   {"doi", "doi"},
        {"pii", "pii"},   {"publisher-id", "pii"}, {"manuscript", "mid"}};
    assay_span type = assay_xml_attribute_of(node, "pub-id-type"), value = assay_xml_plain(node);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (assay_span_equal(type, assay_span_of(schemes[i][0]))) {
            bool bare = strcmp(schemes[i][1], "pmcid") == 0 && value.size != 0 &&
                        value.data[0] >= '0' && value.data[0] <= '9';
            if (bare)
                ASSAY_TRY(assay_arena_format(&value, record->arena, err, "PMC%.*s",
                                             ASSAY_SPAN_ARG(value)));
            return assay_record_add_id(record, schemes[i][1], value, err);
        }
    return ASSAY_OK;
}

static assay_status add_titles(assay_record *record, const assay_xml_node *group,
                               assay_error *err) {
    assay_span title, subtitle;
    ASSAY_TRY(assay_jats_text(&title, assay_xml_child(group, "article-title"), record->arena, err));
    ASSAY_TRY(assay_jats_text(&subtitle, assay_xml_child(group, "subtitle"), record->arena, err));
    if (subtitle.size != 0 && title.size != 0)
        ASSAY_TRY(assay_arena_format(&title, record->arena, err, "%.*s: %.*s",
                                     ASSAY_SPAN_ARG(title), ASSAY_SPAN_ARG(subtitle)));
    ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_TITLE, title, err));
    const assay_xml_node *other = assay_xml_at(group, "trans-title-group/trans-title");
    if (other == NULL)
        other = assay_xml_child(group, "trans-title");
    return assay_jats_add(record, ASSAY_FIELD_VERNACULAR_TITLE, other, err);
}

static assay_status add_contributor(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    assay_span type = assay_xml_attribute_of(node, "contrib-type"), family, given, text;
    const assay_xml_node *name = assay_xml_child(node, "name");
    if (name == NULL)
        name = assay_xml_child(node, "string-name");
    if (name == NULL)
        name = assay_xml_at(node, "name-alternatives/name");
    bool author = type.size == 0 || assay_span_equal(type, ASSAY_SPAN("author"));
    ASSAY_TRY(assay_jats_text(&text, assay_xml_child(node, "collab"), record->arena, err));
    if (author)
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_COLLECTIVE, text, err));
    ASSAY_TRY(assay_jats_text(&family, assay_xml_child(name, "surname"), record->arena, err));
    ASSAY_TRY(assay_jats_text(&given, assay_xml_child(name, "given-names"), record->arena, err));
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s", ASSAY_SPAN_ARG(family),
                                 given.size != 0 && family.size != 0 ? ", " : "",
                                 ASSAY_SPAN_ARG(given)));
    if (author)
        return assay_record_add_held(record, ASSAY_FIELD_AUTHOR, text, err);
    return assay_record_add_extra(record, type, text, err);
}

/* An affiliation without its label. */
static assay_xml_role affiliation_roles(const assay_xml_node *element) {
    if (assay_xml_is(element, "label") || assay_xml_is(element, "sup"))
        return ASSAY_XML_DROPPED;
    return assay_jats_roles(element);
}

static assay_status add_affiliation(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, affiliation_roles, record->arena, err));
    return assay_record_add_once(record, ASSAY_FIELD_AFFILIATION, text, err);
}

static assay_status add_contributors(assay_record *record, const assay_xml_node *group,
                                     assay_error *err) {
    for (const assay_xml_node *at = group->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "contrib")) {
            ASSAY_TRY(add_contributor(record, at, err));
            for (const assay_xml_node *aff = assay_xml_child(at, "aff"); aff != NULL;
                 aff = assay_xml_sibling(aff, "aff"))
                ASSAY_TRY(add_affiliation(record, aff, err));
        } else if (assay_xml_is(at, "aff"))
            ASSAY_TRY(add_affiliation(record, at, err));
    }
    return ASSAY_OK;
}

/* In print if at all, else the first day it could be read. */
static void set_dates(assay_record *record, const assay_xml_node *meta) {
    for (const assay_xml_node *at = assay_xml_child(meta, "pub-date"); at != NULL;
         at = assay_xml_sibling(at, "pub-date")) {
        assay_span type = assay_xml_attribute_of(at, "pub-type");
        assay_span format = assay_xml_attribute_of(at, "publication-format");
        assay_date date = assay_jats_date(at);
        bool electronic = assay_span_starts(type, ASSAY_SPAN("epub")) ||
                          assay_span_equal(format, ASSAY_SPAN("electronic"));
        if (assay_span_equal(type, ASSAY_SPAN("ppub")) ||
            assay_span_equal(type, ASSAY_SPAN("epub-ppub")) ||
            assay_span_equal(format, ASSAY_SPAN("print")) ||
            (assay_span_equal(type, ASSAY_SPAN("collection")) &&
             record->dates[ASSAY_DATE_PUBLISHED] == 0))
            record->dates[ASSAY_DATE_PUBLISHED] = date;
        if (electronic)
            record->dates[ASSAY_DATE_ELECTRONIC] = date;
        else if (type.size == 0 && format.size == 0 && record->dates[ASSAY_DATE_PUBLISHED] == 0)
            record->dates[ASSAY_DATE_PUBLISHED] = date;
    }
    if (record->dates[ASSAY_DATE_PUBLISHED] == 0)
        record->dates[ASSAY_DATE_PUBLISHED] = record->dates[ASSAY_DATE_ELECTRONIC];
}

static assay_status add_issue(assay_record *record, const assay_xml_node *meta, assay_error *err) {
    assay_span first = assay_xml_plain(assay_xml_child(meta, "fpage"));
    assay_span last = assay_xml_plain(assay_xml_child(meta, "lpage")), pages;
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_VOLUME, assay_xml_child(meta, "volume"), err));
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_ISSUE, assay_xml_child(meta, "issue"), err));
    if (first.size == 0)
        return assay_xml_add(record, ASSAY_FIELD_PAGES, assay_xml_child(meta, "elocation-id"), err);
    ASSAY_TRY(assay_arena_format(&pages, record->arena, err, "%.*s%s%.*s", ASSAY_SPAN_ARG(first),
                                 last.size != 0 ? "-" : "", ASSAY_SPAN_ARG(last)));
    return assay_record_add_held(record, ASSAY_FIELD_PAGES, pages, err);
}

/* "Background: text" for a section, the text alone for paragraphs outside sections. */
static assay_status add_abstract_part(assay_record *record, assay_record_field field,
                                      const assay_xml_node *part, assay_error *err) {
    const assay_xml_node *title = assay_xml_child(part, "title");
    assay_span heading, text = {NULL, 0};
    ASSAY_TRY(assay_jats_text(&heading, title, record->arena, err));
    while (heading.size != 0 && strchr(":. ", heading.data[heading.size - 1]) != NULL)
        heading.size--;
    if (heading.size == 0)
        return assay_jats_add(record, field, part, err);
    assay_xml_node body = *part; /* the same children without the heading */
    while (body.first != NULL && body.first != title)
        body.first = body.first->next;
    body.first = title->next;
    ASSAY_TRY(assay_jats_text(&text, &body, record->arena, err));
    if (text.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s: %.*s", ASSAY_SPAN_ARG(heading),
                                 ASSAY_SPAN_ARG(text)));
    return assay_record_add_held(record, field, text, err);
}

assay_status assay_jats_add_abstract(assay_record *record, const assay_xml_node *node,
                                     assay_error *err) {
    static const char *const plain[] = {"plain-language-summary", "summary", "executive-summary",
                                        "lay-summary", "editor"};
    static const char *const beside[] = {
        "toc", "graphical", "teaser", "key-points", "author-highlights", "precis", "short"};
    assay_span type = assay_xml_attribute_of(node, "abstract-type");
    assay_record_field field = ASSAY_FIELD_SUMMARY;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        if (assay_span_equal(type, assay_span_of(beside[i])))
            return add_extra(record, beside[i], node, err);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (assay_span_equal(type, assay_span_of(plain[i])))
            field = ASSAY_FIELD_PLAIN;
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (assay_xml_is(at, "sec") || (at->name.size != 0 && !assay_xml_is(at, "title") &&
                                        assay_jats_roles(at) != ASSAY_XML_DROPPED))
            ASSAY_TRY(add_abstract_part(record, field, at, err));
    return ASSAY_OK;
}

static assay_status add_awards(assay_record *record, const assay_xml_node *group,
                               assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(group, "award-group"); at != NULL;
         at = assay_xml_sibling(at, "award-group")) {
        assay_span source, number, text;
        ASSAY_TRY(
            assay_jats_text(&source, assay_xml_child(at, "funding-source"), record->arena, err));
        ASSAY_TRY(assay_jats_text(&number, assay_xml_child(at, "award-id"), record->arena, err));
        ASSAY_TRY(assay_arena_format(
            &text, record->arena, err, "%.*s%s%.*s", ASSAY_SPAN_ARG(number),
            number.size != 0 && source.size != 0 ? "/" : "", ASSAY_SPAN_ARG(source)));
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_GRANT, text, err));
    }
    return add_extra(record, "funding", assay_xml_child(group, "funding-statement"), err);
}

/* Where a registry's page is linked, the article reports that trial. */
static assay_status add_registrations(assay_record *record, const assay_xml_node *node,
                                      assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        assay_span text = assay_xml_plain(at);
        const char *registry = assay_xml_is(at, "ext-link") || assay_xml_is(at, "related-object")
                                   ? assay_identifier_registry(text)
                                   : NULL;
        if (registry != NULL)
            ASSAY_TRY(assay_medline_add_databank(record, assay_span_of(registry), text, err));
        else if (at->first != NULL)
            ASSAY_TRY(add_registrations(record, at, err));
    }
    return ASSAY_OK;
}

static assay_status add_related(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    assay_record_reference link = {.relation =
                                       assay_xml_attribute_of(node, "related-article-type")};
    assay_span type = assay_xml_attribute_of(node, "ext-link-type");
    assay_span target = assay_xml_attribute_of(node, "href");
    if (assay_span_equal(type, ASSAY_SPAN("pubmed")))
        link.pmid = target;
    else if (assay_span_equal(type, ASSAY_SPAN("doi")))
        link.doi = target;
    return assay_record_add_reference(record, &link, err);
}

static assay_status add_subjects(assay_record *record, const assay_xml_node *categories,
                                 assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(categories, "subj-group"); at != NULL;
         at = assay_xml_sibling(at, "subj-group"))
        ASSAY_TRY(add_extra(record, "subject", assay_xml_child(at, "subject"), err));
    return ASSAY_OK;
}

static assay_status add_history(assay_record *record, const assay_xml_node *history,
                                assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(history, "date"); at != NULL;
         at = assay_xml_sibling(at, "date")) {
        char text[11];
        size_t size = assay_date_print(text, assay_jats_date(at));
        ASSAY_TRY(assay_record_add_extra(record, assay_xml_attribute_of(at, "date-type"),
                                         assay_span_make(text, size), err));
    }
    return ASSAY_OK;
}

static assay_status add_keywords(assay_record *record, const assay_xml_node *group,
                                 assay_error *err) {
    return assay_xml_add_each(record, ASSAY_FIELD_KEYWORD, group, "kwd", err);
}

static assay_status fill_element(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    static const struct {
        const char *name;
        assay_status (*fill)(assay_record *, const assay_xml_node *, assay_error *);
    } parts[] = {{"article-id", add_id},
                 {"article-categories", add_subjects},
                 {"title-group", add_titles},
                 {"contrib-group", add_contributors},
                 {"aff", add_affiliation},
                 {"abstract", assay_jats_add_abstract},
                 {"trans-abstract", assay_jats_add_abstract},
                 {"kwd-group", add_keywords},
                 {"funding-group", add_awards},
                 {"related-article", add_related},
                 {"history", add_history}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (assay_xml_is(node, parts[i].name))
            return parts[i].fill(record, node, err);
    return ASSAY_OK;
}

assay_status assay_jats_fill_front(assay_record *record, const assay_xml_node *front,
                                   assay_error *err) {
    const assay_xml_node *meta = assay_xml_child(front, "article-meta");
    const assay_xml_node *journal = assay_xml_child(front, "journal-meta");
    if (journal != NULL)
        ASSAY_TRY(add_journal(record, journal, err));
    if (meta == NULL)
        return ASSAY_OK;
    for (const assay_xml_node *at = meta->first; at != NULL; at = at->next)
        ASSAY_TRY(fill_element(record, at, err));
    set_dates(record, meta);
    ASSAY_TRY(add_issue(record, meta, err));
    ASSAY_TRY(add_registrations(record, meta, err));
    ASSAY_TRY(
        add_extra(record, "copyright", assay_xml_at(meta, "permissions/copyright-statement"), err));
    return assay_record_add_extra(
        record, ASSAY_SPAN("license"),
        assay_xml_attribute_of(assay_xml_at(meta, "permissions/license"), "href"), err);
}
