#include "records/articles/jats.h"
#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

static const char article[] =
    "<article article-type='research-article' xml:lang='en' "
    "xmlns:xlink='http://www.w3.org/1999/xlink'>"
    "<front><journal-meta><journal-id journal-id-type='nlm-ta'>Fables Med</journal-id>"
    "<journal-title-group><journal-title>Fables of Medicine</journal-title></journal-title-group>"
    "<issn>9999-1111</issn></journal-meta><article-meta>"
    "<article-id pub-id-type='pmc'>99000301</article-id><article-id pub-id-type='pmid'>99000302"
    "</article-id><title-group><article-title>Moon</article-title><subtitle>a trial</subtitle>"
    "</title-group><contrib-group><contrib contrib-type='author'><name><surname>Doe</surname>"
    "<given-names>Jane</given-names></name><xref ref-type='aff' rid='a'><sup>1</sup></xref>"
    "</contrib></contrib-group><aff id='a'><label>1</label>Nowhere</aff>"
    "<pub-date pub-type='epub'><day>4</day><month>5</month><year>2019</year></pub-date>"
    "<pub-date pub-type='ppub'><month>7</month><year>2019</year></pub-date>"
    "<volume>3</volume><elocation-id>e7</elocation-id>"
    "<abstract><sec><title>Background.</title><p>Dark.</p></sec><sec><title>Results</"
    "title><p>Light "
    "(<ext-link xlink:href='https://example.org'>NCT99000301</ext-link>).</p></sec></abstract>"
    "<abstract abstract-type='summary'><p>For all.</p></abstract>"
    "<kwd-group><kwd>moon</kwd></kwd-group></article-meta></front>"
    "<body><sec><title>Introduction</title><p>Known <xref ref-type='bibr'>1</xref>, said [<xref "
    "ref-type='bibr'>2</xref>, <xref ref-type='bibr'>3</xref>] and felt<sup><xref ref-type='bibr'>4"
    "</xref></sup>; CD4<sup>+</sup> (<xref ref-type='bibr'>Roe, 1999</xref>) "
    "<inline-formula><alternatives><tex-math>\\alpha</tex-math><math><mi>α</mi></math>"
    "</alternatives></inline-formula>.</p><fig id='f'><label>Figure 1</label><caption><p>The moon."
    "</p></caption></fig><sec><title>Deeper</title><p>More.</p></sec></sec>"
    "<table-wrap><label>Table 1.</label><caption><title>Doses</title></caption><table><thead><tr>"
    "<th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2<xref ref-type='table-fn'>a</xref>"
    "</td></tr></tbody></table><table-wrap-foot><fn><p>note</p></fn></table-wrap-foot></table-wrap>"
    "</body><back><ack><p>Thanks.</p></ack><ref-list><ref><element-citation><person-group><name>"
    "<surname>Roe</surname><given-names>R</given-names></name></person-group><article-title>Sun"
    "</article-title><source>Fables</source><year>1999</year><volume>1</volume><fpage>2</fpage>"
    "<lpage>3</lpage><pub-id pub-id-type='pmid'>99000303</pub-id></element-citation></ref><ref>"
    "<label>2</label><mixed-citation>Doe J. <italic>Star</italic>. 2001. <pub-id "
    "pub-id-type='doi'>10.99999/star</pub-id></mixed-citation></ref><ref><mixed-citation><name>"
    "<surname>Doe</surname><given-names>J</given-names></name>, <string-name><given-names>R"
    "</given-names> <surname>Roe</surname></string-name> (2002) Sea.</mixed-citation></ref>"
    "</ref-list></back></article>";

START_TEST(front_body_and_back_go_to_their_fields) {
    test_records_read(&kept, article, NULL);
    ck_assert_uint_eq(kept.count, 1);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "pmcid:PMC99000301");
    ck_assert_int_eq(r->type, ASSAY_RECORD_FULLTEXT);
    ck_field_eq(r, TITLE, 0, "Moon: a trial");
    ck_field_eq(r, AUTHOR, 0, "Doe, Jane");
    ck_field_eq(r, AFFILIATION, 0, "Nowhere");
    ck_field_eq(r, SUMMARY, 0, "Background: Dark.");
    ck_field_eq(r, SUMMARY, 1, "Results: Light (NCT99000301).");
    ck_field_count(r, SUMMARY, 2);
    ck_field_eq(r, PLAIN, 0, "For all.");
    ck_field_eq(r, JOURNAL, 0, "Fables of Medicine");
    ck_field_eq(r, PAGES, 0, "e7");
    ck_field_eq(r, KEYWORD, 0, "moon");
    ck_field_eq(r, LANGUAGE, 0, "en");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20190700);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_ELECTRONIC], 20190504);
    ck_span_eq(test_record_extra(r, "acknowledgements"), "Thanks.");
}
END_TEST

START_TEST(running_text_has_no_citation_marks_figures_or_formula_source) {
    test_records_read(&kept, article, "jats");
    const assay_record *r = test_record(&kept, 0);
    ck_field_eq(r, BODY, 0, "Introduction\nKnown, said and felt; CD4⁺ (Roe, 1999) α.");
    ck_field_eq(r, BODY, 1, "Deeper\nMore.");
    ck_field_count(r, BODY, 2);
    ck_field_eq(r, CAPTION, 0, "Figure 1. The moon.");
    ck_field_eq(r, CAPTION, 1, "Table 1. Doses");
    ck_field_eq(r, TABLE, 0, "A\tB\n1\t2");
}
END_TEST

START_TEST(references_and_registrations_are_links) {
    test_records_read(&kept, article, "jats");
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(r->references.count, 4);
    ck_span_eq(r->references.items[0].nct, "NCT99000301");
    ck_span_eq(r->references.items[3].text, "Doe J, R Roe (2002) Sea.");
    ck_span_eq(r->references.items[1].text, "Roe R. Sun. Fables. 1999;1:2-3");
    ck_span_eq(r->references.items[1].pmid, "99000303");
    ck_span_eq(r->references.items[2].text, "Doe J. Star. 2001.");
    ck_span_eq(r->references.items[2].doi, "10.99999/star");
}
END_TEST

START_TEST(an_article_without_a_body_is_an_abstract) {
    test_records_read(&kept,
                      "<pmc-articleset><article><front><article-meta><article-id "
                      "pub-id-type='pmid'>99000304</article-id></article-meta></front></article>"
                      "<article><front/></article></pmc-articleset>",
                      NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_int_eq(test_record(&kept, 0)->type, ASSAY_RECORD_ABSTRACT);
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

/* A reply printed with an article is found; its authors and its references are not the article's. */
START_TEST(texts_printed_with_an_article_follow_its_body) {
    test_records_read(
        &kept,
        "<article><front><article-meta><article-id pub-id-type=\"pmcid\">PMC99000001</article-id>"
        "<title-group><article-title>A trial</article-title></title-group></article-meta></front>"
        "<body><p>Coughs were counted.</p></body><sub-article article-type=\"reply\"><front-stub>"
        "<title-group><article-title>The authors reply</article-title></title-group>"
        "<contrib-group><contrib contrib-type=\"author\"><name><surname>Else</surname></name>"
        "</contrib></contrib-group></front-stub><body><p>We counted twice.</p></body>"
        "</sub-article><response><front-stub/><body><sec><title>Point</title><p>Sneezes too.</p>"
        "</sec></body></response></article>",
        NULL);
    const assay_record *record = test_record(&kept, 0);
    ck_field_count(record, BODY, 4);
    ck_field_eq(record, BODY, 0, "Coughs were counted.");
    ck_field_eq(record, BODY, 1, "The authors reply");
    ck_field_eq(record, BODY, 2, "We counted twice.");
    ck_field_eq(record, BODY, 3, "Point\nSneezes too.");
    ck_field_count(record, TITLE, 1);
    ck_field_count(record, AUTHOR, 0);
}
END_TEST

START_TEST(only_brackets_that_citations_emptied_go) {
    static const struct {
        const char *text, *wanted;
    } rows[] = {{"a [] b", "a b"},
                {"a [, ].", "a."},
                {"a (; )", "a"},
                {"(-)-epicatechin", "(-)-epicatechin"},
                {"f()", "f"},
                {"[1]", "[1]"},
                {"CD4(+) [–] x", "CD4(+) x"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64];
        size_t size = strlen(rows[i].text);
        memcpy(text, rows[i].text, size);
        size = assay_jats_drop_empty_brackets(text, size);
        ck_span_eq(assay_span_make(text, size), rows[i].wanted);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/jats");
    TCase *tests = tcase_create("jats");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, front_body_and_back_go_to_their_fields);
    tcase_add_test(tests, running_text_has_no_citation_marks_figures_or_formula_source);
    tcase_add_test(tests, references_and_registrations_are_links);
    tcase_add_test(tests, an_article_without_a_body_is_an_abstract);
    tcase_add_test(tests, texts_printed_with_an_article_follow_its_body);
    tcase_add_test(tests, only_brackets_that_citations_emptied_go);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
