#include "records/articles/medline.h"
#include "records/articles/pubmed.h"

static assay_status add_pmid(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_span version = assay_xml_attribute_of(node, "Version");
    if (version.size != 0 && !assay_span_equal(version, ASSAY_SPAN("1")))
        ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("pmid_version"), version, err));
    return assay_record_add_id(record, "pmid", assay_xml_plain(node), err);
}

static assay_status add_title(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, NULL, record->arena, err));
    return assay_record_add_held(record, ASSAY_FIELD_TITLE, assay_medline_title(text), err);
}

static assay_status add_vernacular(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    return assay_xml_add(record, ASSAY_FIELD_VERNACULAR_TITLE, node, err);
}

static assay_status add_issue(assay_record *record, const assay_xml_node *node, assay_error *err) {
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_VOLUME, assay_xml_child(node, "Volume"), err));
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_ISSUE, assay_xml_child(node, "Issue"), err));
    record->dates[ASSAY_DATE_PUBLISHED] = assay_pubmed_date(assay_xml_child(node, "PubDate"));
    return ASSAY_OK;
}

static assay_status add_journal(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    const assay_xml_node *issue = assay_xml_child(node, "JournalIssue");
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_ISSN, node, "ISSN", err));
    if (issue != NULL)
        ASSAY_TRY(add_issue(record, issue, err));
    ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_JOURNAL, assay_xml_child(node, "Title"), err));
    return assay_xml_add_each(record, ASSAY_FIELD_JOURNAL_ABBREVIATION, node, "ISOAbbreviation",
                              err);
}

static assay_status add_pages(assay_record *record, const assay_xml_node *node, assay_error *err) {
    const assay_xml_node *printed = assay_xml_child(node, "MedlinePgn");
    assay_span first = assay_xml_plain(assay_xml_child(node, "StartPage"));
    assay_span last = assay_xml_plain(assay_xml_child(node, "EndPage")), pages;
    if (printed != NULL)
        return assay_xml_add(record, ASSAY_FIELD_PAGES, printed, err);
    ASSAY_TRY(assay_arena_format(&pages, record->arena, err, "%.*s%s%.*s", ASSAY_SPAN_ARG(first),
                                 last.size != 0 ? "-" : "", ASSAY_SPAN_ARG(last)));
    return assay_record_add_held(record, ASSAY_FIELD_PAGES, pages, err);
}

static assay_status add_location_id(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    bool doi =
        assay_span_equal_ascii_case(assay_xml_attribute_of(node, "EIdType"), ASSAY_SPAN("doi"));
    assay_span valid = assay_xml_attribute_of(node, "ValidYN");
    if (assay_span_equal(valid, ASSAY_SPAN("N")))
        return ASSAY_OK;
    return assay_record_add_id(record, doi ? "doi" : "pii", assay_xml_plain(node), err);
}

static assay_status add_language(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    return assay_record_add_once(record, ASSAY_FIELD_LANGUAGE, assay_xml_plain(node), err);
}

/* "P01 CA12345/CA/NCI NIH HHS/United States", as MEDLINE prints them. */
static assay_status add_grants(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const char *const parts[] = {"GrantID", "Acronym", "Agency", "Country"};
    for (const assay_xml_node *grant = assay_xml_child(node, "Grant"); grant != NULL;
         grant = assay_xml_sibling(grant, "Grant")) {
        assay_span joined = {NULL, 0};
        for (size_t i = 0; i < 4; i++) {
            assay_span part;
            ASSAY_TRY(
                assay_xml_text(&part, assay_xml_child(grant, parts[i]), NULL, record->arena, err));
            if (part.size != 0)
                ASSAY_TRY(assay_arena_format(&joined, record->arena, err, "%.*s%s%.*s",
                                             ASSAY_SPAN_ARG(joined), joined.size != 0 ? "/" : "",
                                             ASSAY_SPAN_ARG(part)));
        }
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_GRANT, joined, err));
    }
    return ASSAY_OK;
}

static assay_status add_types(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_xml_add_each(record, ASSAY_FIELD_PUBLICATION_TYPE, node, "PublicationType", err);
}

static assay_status set_electronic(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    (void)err;
    if (record->dates[ASSAY_DATE_ELECTRONIC] == 0)
        record->dates[ASSAY_DATE_ELECTRONIC] = assay_pubmed_date(node);
    return ASSAY_OK;
}

static assay_status fill_article(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    static const assay_pubmed_part parts[] = {{"Journal", add_journal},
                                              {"ArticleTitle", add_title},
                                              {"VernacularTitle", add_vernacular},
                                              {"Pagination", add_pages},
                                              {"ELocationID", add_location_id},
                                              {"Abstract", assay_pubmed_add_abstract},
                                              {"AuthorList", assay_pubmed_add_authors},
                                              {"Language", add_language},
                                              {"DataBankList", assay_pubmed_add_databanks},
                                              {"GrantList", add_grants},
                                              {"PublicationTypeList", add_types},
                                              {"ArticleDate", set_electronic},
                                              {NULL, NULL}};
    /* Before 1988 files put one affiliation beside the authors. */
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_AFFILIATION, node, "Affiliation", err));
    ASSAY_TRY(assay_pubmed_fill(record, node, parts, err));
    /* A title only in the article's own language is still its title. */
    if (record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_record_add(record, ASSAY_FIELD_TITLE,
                                assay_record_first(record, ASSAY_FIELD_VERNACULAR_TITLE), err);
    return ASSAY_OK;
}

static assay_status add_journal_info(assay_record *record, const assay_xml_node *node,
                                     assay_error *err) {
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_COUNTRY, node, "Country", err));
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_JOURNAL_ABBREVIATION, node, "MedlineTA", err));
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_ISSN, node, "ISSNLinking", err));
    return assay_pubmed_add_extra(record, "nlm_id", assay_xml_child(node, "NlmUniqueID"), err);
}

static assay_status add_chemicals(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "Chemical"); at != NULL;
         at = assay_xml_sibling(at, "Chemical")) {
        assay_span number = assay_xml_plain(assay_xml_child(at, "RegistryNumber"));
        ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_SUBSTANCE, at, "NameOfSubstance", err));
        if (number.size > 1)
            ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("registry_number"), number, err));
    }
    return ASSAY_OK;
}

static assay_status add_supplementary(assay_record *record, const assay_xml_node *node,
                                      assay_error *err) {
    return assay_xml_add_each(record, ASSAY_FIELD_SUBSTANCE, node, "SupplMeshName", err);
}

static bool is_starred(const assay_xml_node *node) {
    return assay_span_equal(assay_xml_attribute_of(node, "MajorTopicYN"), ASSAY_SPAN("Y"));
}

static assay_status add_heading(assay_record *record, const assay_xml_node *heading,
                                assay_error *err) {
    assay_span name;
    const assay_xml_node *descriptor = assay_xml_child(heading, "DescriptorName");
    if (descriptor == NULL) /* files before 2001 */
        descriptor = assay_xml_child(heading, "Descriptor");
    ASSAY_TRY(assay_xml_text(&name, descriptor, NULL, record->arena, err));
    ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_MESH, name, err));
    const assay_xml_node *first = assay_xml_child(heading, "QualifierName");
    bool starred = is_starred(descriptor), below = false;
    for (const assay_xml_node *at = first; at != NULL; at = assay_xml_sibling(at, "QualifierName"))
        below = below || is_starred(at);
    for (const assay_xml_node *at = first; at != NULL; at = assay_xml_sibling(at, "QualifierName"))
        ASSAY_TRY(assay_medline_add_qualifier(record, name, assay_xml_plain(at),
                                              is_starred(at) || (starred && !below), err));
    return starred || below ? assay_record_add_held(record, ASSAY_FIELD_MESH_MAJOR, name, err)
                            : ASSAY_OK;
}

static assay_status add_headings(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "MeshHeading"); at != NULL;
         at = assay_xml_sibling(at, "MeshHeading"))
        ASSAY_TRY(add_heading(record, at, err));
    return ASSAY_OK;
}

static assay_status set_created(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    (void)err;
    record->dates[ASSAY_DATE_CREATED] = assay_pubmed_date(node);
    return ASSAY_OK;
}

/* What the model has no field for, under the element's name in lower case. */
static assay_status add_other(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const char *const keys[][2] = {
        {"GeneralNote", "note"},
        {"SpaceFlightMission", "space_flight_mission"},
        {"OtherID", "other_id"},
        {"NumberOfReferences", "reference_count"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (assay_xml_is(node, keys[i][0]))
            return assay_pubmed_add_extra(record, keys[i][1], node, err);
    return ASSAY_OK;
}

static assay_status add_genes(assay_record *record, const assay_xml_node *node, assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (at->name.size != 0)
            ASSAY_TRY(assay_pubmed_add_extra(record, "gene_symbol", at, err));
    return ASSAY_OK;
}

static assay_status add_subjects(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (assay_xml_is(at, "PersonalNameSubject")) {
            assay_span name;
            ASSAY_TRY(assay_pubmed_person_name(&name, at, record, err));
            ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_SUBJECT_NAME, name, err));
        }
    return ASSAY_OK;
}

static assay_status add_subset(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_record_add_once(record, ASSAY_FIELD_SUBSET, assay_xml_plain(node), err);
}

static assay_status add_conflict(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    return assay_xml_add(record, ASSAY_FIELD_CONFLICT, node, err);
}

assay_status assay_pubmed_fill_citation(assay_record *record, const assay_xml_node *node,
                                        assay_error *err) {
    static const assay_pubmed_part parts[] = {
        {"PMID", add_pmid},
        {"DateCreated", set_created},
        {"DateRevised", assay_pubmed_set_updated},
        {"Article", fill_article},
        {"MedlineJournalInfo", add_journal_info},
        {"ChemicalList", add_chemicals},
        {"SupplMeshList", add_supplementary},
        {"CommentsCorrectionsList", assay_pubmed_add_comments},
        {"MeshHeadingList", add_headings},
        {"KeywordList", assay_pubmed_add_keywords},
        {"OtherAbstract", assay_pubmed_add_abstract},
        {"InvestigatorList", assay_pubmed_add_authors},
        {"GeneSymbolList", add_genes},
        {"PersonalNameSubjectList", add_subjects},
        {"CitationSubset", add_subset},
        {"GeneralNote", add_other},
        {"CoiStatement", add_conflict},
        {"SpaceFlightMission", add_other},
        {"OtherID", add_other},
        {"NumberOfReferences", add_other},
        {NULL, NULL}};
    ASSAY_TRY(assay_pubmed_fill(record, node, parts, err));
    return assay_record_add_once(record, ASSAY_FIELD_RECORD_STATUS,
                                 assay_xml_attribute_of(node, "Status"), err);
}

/* When the database took the article in. */
static assay_status set_history(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    static const char *const wanted[] = {"pubmed", "entrez"};
    (void)err;
    for (size_t i = 0; i < 2; i++)
        for (const assay_xml_node *at = assay_xml_child(node, "PubMedPubDate"); at != NULL;
             at = assay_xml_sibling(at, "PubMedPubDate"))
            if (record->dates[ASSAY_DATE_CREATED] == 0 &&
                assay_span_equal(assay_xml_attribute_of(at, "PubStatus"), assay_span_of(wanted[i])))
                record->dates[ASSAY_DATE_CREATED] = assay_pubmed_date(at);
    return ASSAY_OK;
}

static assay_status add_status(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_record_add_once(record, ASSAY_FIELD_PUBLICATION_STATUS, assay_xml_plain(node),
                                 err);
}

assay_status assay_pubmed_fill_data(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    static const assay_pubmed_part parts[] = {{"ArticleIdList", assay_pubmed_add_ids},
                                              {"History", set_history},
                                              {"PublicationStatus", add_status},
                                              {"ReferenceList", assay_pubmed_add_references},
                                              {NULL, NULL}};
    return assay_pubmed_fill(record, node, parts, err);
}
