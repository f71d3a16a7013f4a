#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

static const char article[] =
    "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation Status='MEDLINE'>"
    "<PMID Version='2'>99000101</PMID><DateRevised><Year>2021</Year><Month>03</Month><Day>09</Day>"
    "</DateRevised><Article><Journal><ISSN IssnType='Print'>9999-1111</ISSN><JournalIssue>"
    "<Volume>7</Volume><Issue>2</Issue><PubDate><MedlineDate>2020 Nov-Dec</MedlineDate></PubDate>"
    "</JournalIssue><Title>Fables of medicine</Title><ISOAbbreviation>Fables Med</ISOAbbreviation>"
    "</Journal><ArticleTitle>[CD8<sup>+</sup> cells &amp; the <i>moon</i>].</ArticleTitle>"
    "<Pagination><StartPage>1</StartPage><EndPage>9</EndPage><MedlinePgn>1-9</MedlinePgn>"
    "</Pagination><ELocationID EIdType='doi' ValidYN='Y'>10.99999/FM.1</ELocationID>"
    "<Abstract><AbstractText Label='AIM' NlmCategory='OBJECTIVE'>To see.</AbstractText>"
    "<AbstractText Label='UNLABELLED'>We saw\n 10<sup>6</sup>   stars.</AbstractText>"
    "<CopyrightInformation>Nobody's.</CopyrightInformation></Abstract>"
    "<AuthorList><Author><LastName>Doe</LastName><ForeName>Jane</ForeName><Initials>J</Initials>"
    "<Suffix>Jr</Suffix><Identifier Source='ORCID'>0000-0000-9999-0001</Identifier>"
    "<AffiliationInfo><Affiliation>Nowhere Clinic</Affiliation></AffiliationInfo></Author>"
    "<Author><CollectiveName>Moon Group</CollectiveName></Author></AuthorList>"
    "<Language>eng</Language><DataBankList><DataBank><DataBankName>ClinicalTrials.gov"
    "</DataBankName><AccessionNumberList><AccessionNumber>NCT99000101</AccessionNumber>"
    "</AccessionNumberList></DataBank><DataBank><DataBankName>GENBANK</DataBankName>"
    "<AccessionNumberList><AccessionNumber>ZZ999</AccessionNumber></AccessionNumberList>"
    "</DataBank></DataBankList><GrantList><Grant><GrantID>Z1</GrantID><Agency>Nobody</Agency>"
    "<Country>Nowhere</Country></Grant></GrantList><PublicationTypeList><PublicationType UI='x'>"
    "Review</PublicationType></PublicationTypeList><VernacularTitle>Der Mond.</VernacularTitle>"
    "<ArticleDate DateType='Electronic'><Year>2020</Year><Month>10</Month><Day>1</Day>"
    "</ArticleDate></Article><MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>Fables Med"
    "</MedlineTA><NlmUniqueID>9999</NlmUniqueID></MedlineJournalInfo><ChemicalList><Chemical>"
    "<RegistryNumber>0</RegistryNumber><NameOfSubstance UI='D0'>Cheese</NameOfSubstance></Chemical>"
    "</ChemicalList><CommentsCorrectionsList><CommentsCorrections "
    "RefType='RetractionIn'><RefSource>"
    "Fables Med. 2022</RefSource><PMID Version='1'>99000102</PMID></CommentsCorrections>"
    "</CommentsCorrectionsList><MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN='N'>Moon"
    "</DescriptorName><QualifierName MajorTopicYN='Y'>adverse effects</QualifierName></MeshHeading>"
    "<MeshHeading><DescriptorName MajorTopicYN='N'>Humans</DescriptorName></MeshHeading>"
    "</MeshHeadingList><OtherAbstract Type='plain-language-summary'><AbstractText>In short."
    "</AbstractText></OtherAbstract><KeywordList><Keyword>moon</Keyword></KeywordList>"
    "</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus='pubmed'><Year>2020</Year>"
    "<Month>10</Month><Day>2</Day></PubMedPubDate></History><PublicationStatus>ppublish"
    "</PublicationStatus><ArticleIdList><ArticleId IdType='pubmed'>99000101</ArticleId>"
    "<ArticleId IdType='pmc'>PMC99000101</ArticleId><ArticleId IdType='doi'>10.99999/fm.1"
    "</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>Roe R. Sun. 1999.</Citation>"
    "<ArticleIdList><ArticleId IdType='pubmed'>99000103</ArticleId></ArticleIdList></Reference>"
    "</ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>";

START_TEST(an_article_keeps_all_its_parts) {
    test_records_read(&kept, article, "pubmed-xml");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 0);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "pmid:99000101");
    ck_assert_int_eq(r->type, ASSAY_RECORD_ABSTRACT);
    ck_span_eq(assay_record_id_of(r, "doi"), "10.99999/fm.1");
    ck_span_eq(assay_record_id_of(r, "pmcid"), "PMC99000101");
    ck_assert_uint_eq(r->ids.count, 3);
    ck_field_eq(r, TITLE, 0, "CD8⁺ cells & the moon");
    ck_field_eq(r, VERNACULAR_TITLE, 0, "Der Mond.");
    ck_field_eq(r, SUMMARY, 0, "AIM: To see.");
    ck_field_eq(r, SUMMARY, 1, "We saw 10⁶ stars.");
    ck_field_count(r, SUMMARY, 2);
    ck_field_eq(r, PLAIN, 0, "In short.");
    ck_field_eq(r, AUTHOR, 0, "Doe, Jane Jr");
    ck_field_count(r, AUTHOR, 1);
    ck_field_eq(r, COLLECTIVE, 0, "Moon Group");
    ck_field_eq(r, AFFILIATION, 0, "Nowhere Clinic");
    ck_field_eq(r, JOURNAL, 0, "Fables of medicine");
    ck_field_eq(r, JOURNAL_ABBREVIATION, 0, "Fables Med");
    ck_field_count(r, JOURNAL_ABBREVIATION, 1);
    ck_field_eq(r, PAGES, 0, "1-9");
    ck_field_eq(r, MESH, 0, "Moon");
    ck_field_eq(r, MESH_MAJOR, 0, "Moon");
    ck_field_count(r, MESH_MAJOR, 1);
    ck_field_eq(r, MESH_QUALIFIED, 0, "Moon/adverse effects");
    ck_field_eq(r, MESH_QUALIFIED_MAJOR, 0, "Moon/adverse effects");
    ck_field_eq(r, SUBSTANCE, 0, "Cheese");
    ck_field_eq(r, KEYWORD, 0, "moon");
    ck_field_eq(r, GRANT, 0, "Z1/Nobody/Nowhere");
    ck_field_eq(r, PUBLICATION_TYPE, 0, "Review");
    ck_span_eq(test_record_extra(r, "copyright"), "Nobody's.");
    ck_span_eq(test_record_extra(r, "databank"), "GENBANK/ZZ999");
    ck_span_eq(test_record_extra(r, "pmid_version"), "2");
}
END_TEST

START_TEST(dates_and_links_are_told_apart) {
    test_records_read(&kept, article, "pubmed-xml");
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20201100);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_ELECTRONIC], 20201001);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_CREATED], 20201002);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20210309);
    ck_assert_uint_eq(r->references.count, 3);
    ck_span_eq(r->references.items[0].relation, "registration");
    ck_span_eq(r->references.items[0].nct, "NCT99000101");
    ck_span_eq(r->references.items[1].relation, "retraction_in");
    ck_span_eq(r->references.items[1].pmid, "99000102");
    ck_span_eq(r->references.items[2].relation, "reference");
    ck_span_eq(r->references.items[2].text, "Roe R. Sun. 1999.");
    ck_span_eq(r->references.items[2].pmid, "99000103");
}
END_TEST

START_TEST(books_old_sets_and_single_articles_are_read) {
    test_records_read(
        &kept,
        "<PubmedBookArticle><BookDocument><PMID>99000104</PMID><Book><PublisherName>P"
        "</PublisherName><BookTitle>Handbook</BookTitle><PubDate><Year>2011</Year></PubDate></Book>"
        "<ArticleTitle>A chapter</ArticleTitle><Abstract><AbstractText>Text.</AbstractText>"
        "</Abstract></BookDocument></PubmedBookArticle>",
        "pubmed-xml");
    ck_field_eq(test_record(&kept, 0), JOURNAL, 0, "Handbook");
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "A chapter");
    ck_assert_uint_eq(test_record(&kept, 0)->dates[ASSAY_DATE_PUBLISHED], 20110000);
    test_records_read(&kept,
                      "<MedlineCitationSet><MedlineCitation><PMID>99000105</PMID><Article>"
                      "<ArticleTitle>Old</ArticleTitle></Article></MedlineCitation>"
                      "</MedlineCitationSet>",
                      "pubmed-xml");
    ck_span_eq(test_record(&kept, 0)->identity, "pmid:99000105");
}
END_TEST

START_TEST(deletions_are_told) {
    test_records_read(&kept,
                      "<PubmedArticleSet><DeleteCitation><PMID Version='1'>99000106</PMID>"
                      "<PMID Version='1'>99000107</PMID></DeleteCitation></PubmedArticleSet>",
                      "pubmed-xml");
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.problem_count, 0);
    ck_assert_uint_eq(kept.deletion_count, 2);
    ck_assert_str_eq(kept.deletions[0], "pmid:99000106");
}
END_TEST

START_TEST(an_article_without_number_and_title_is_reported) {
    test_records_read(&kept,
                      "<PubmedArticleSet><PubmedArticle><MedlineCitation/></PubmedArticle>"
                      "<PubmedArticle><MedlineCitation><PMID>99000108</PMID></MedlineCitation>"
                      "</PubmedArticle></PubmedArticleSet>",
                      NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_str_eq(kept.problems[0].message, "<PubmedArticle> without a PMID and a title");
}
END_TEST

START_TEST(a_title_in_its_own_language_only_is_the_title) {
    test_records_read(&kept,
                      "<PubmedArticle><MedlineCitation><PMID>99000109</PMID><Article><ArticleTitle>"
                      "[Not Available].</ArticleTitle><VernacularTitle>La lune.</VernacularTitle>"
                      "</Article></MedlineCitation></PubmedArticle>",
                      NULL);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "La lune.");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/pubmed_xml");
    TCase *tests = tcase_create("pubmed_xml");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_article_keeps_all_its_parts);
    tcase_add_test(tests, dates_and_links_are_told_apart);
    tcase_add_test(tests, books_old_sets_and_single_articles_are_read);
    tcase_add_test(tests, deletions_are_told);
    tcase_add_test(tests, an_article_without_number_and_title_is_reported);
    tcase_add_test(tests, a_title_in_its_own_language_only_is_the_title);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
