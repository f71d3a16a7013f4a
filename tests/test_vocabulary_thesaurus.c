/* Vocabularies: what files give, what hostile ones are told, what a compiled one must be. */
#include "base/file.h"
#include "support/folder.h"
#include "support/suite.h"
#include "vocabulary/synonyms.h"
#include "vocabulary/thesaurus_core.h"
#include "vocabulary/thesaurus_dir.h"
#include "vocabulary/thesaurus_read.h"

static test_folder folder;
static assay_analyzer *analyzer;
static assay_arena arena;
static assay_error err;

static void set_up(void) {
    test_folder_make(&folder);
    assay_arena_init(&arena);
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
}
static void tear_down(void) {
    assay_analyzer_free(analyzer);
    assay_arena_done(&arena);
    test_folder_remove(&folder);
}

static const char *write_bytes(const char *name, assay_span bytes) {
    FILE *file = fopen(test_folder_at(&folder, name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    ck_assert_int_eq(fclose(file), 0);
    return folder.name;
}

static assay_status try_read(assay_buffer *out, const char *path) {
    assay_thesaurus_builder *builder = NULL;
    ck_ok(assay_thesaurus_builder_new(&builder, analyzer, &err), err);
    assay_status status = assay_thesaurus_read(builder, path, NULL, &err);
    if (status == ASSAY_OK)
        status = assay_thesaurus_builder_finish(out, builder, ASSAY_SPAN("test"), &err);
    assay_thesaurus_builder_free(builder);
    return status;
}

static assay_thesaurus *read_text(const char *text) {
    assay_buffer bytes;
    assay_thesaurus *thesaurus = NULL;
    assay_buffer_init(&bytes, ASSAY_BUFFER_NO_CAP);
    ck_ok(try_read(&bytes, write_bytes("words", assay_span_of(text))), err);
    ck_ok(assay_thesaurus_open_bytes(&thesaurus, &bytes, "words", &err), err);
    return thesaurus;
}

/* The terms of all concepts of a text, with "; " between terms. */
static const char *terms_of(const assay_thesaurus *t, const char *text) {
    static char out[1000];
    assay_buffer key;
    uint32_t from, to;
    assay_buffer_init(&key, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_thesaurus_key(&key, analyzer, assay_span_of(text), &err), err);
    assay_thesaurus_find(&from, &to, t, assay_buffer_span(&key));
    assay_buffer_done(&key);
    out[0] = '\0';
    for (uint32_t e = from; e < to; e++) {
        uint32_t concept = assay_thesaurus_entry(t, e);
        for (uint32_t i = 0; i < assay_thesaurus_term_count(t, concept); i++)
            snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s",
                     out[0] != '\0' ? "; " : "",
                     ASSAY_SPAN_ARG(assay_thesaurus_term(t, concept, i)));
    }
    return out;
}

/* The headings below a text's, itself first. */
static const char *below(const assay_thesaurus *t, const char *text) {
    static char out[1000];
    assay_buffer key;
    uint32_t from, to;
    const uint32_t *concepts = NULL;
    size_t count = 0;
    assay_buffer_init(&key, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_thesaurus_key(&key, analyzer, assay_span_of(text), &err), err);
    assay_thesaurus_find(&from, &to, t, assay_buffer_span(&key));
    assay_buffer_done(&key);
    ck_assert_uint_eq(to - from, 1);
    ck_ok(assay_thesaurus_narrower(&concepts, &count, t, &arena, assay_thesaurus_entry(t, from),
                                   &err),
          err);
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i != 0 ? "; " : "",
                 ASSAY_SPAN_ARG(assay_thesaurus_term(t, concepts[i], 0)));
    return out;
}

START_TEST(terms_on_a_line_stand_for_each_other_however_they_are_written) {
    assay_thesaurus *t = read_text("# drugs\n\nIL-2, interleukin 2 ,aldesleukin\n"
                                   "heart attack, myocardial infarction\r\n");
    ck_assert_str_eq(terms_of(t, "IL2"), "IL-2; interleukin 2; aldesleukin");
    ck_assert_str_eq(terms_of(t, "Interleukin-2"), "IL-2; interleukin 2; aldesleukin");
    ck_assert_str_eq(terms_of(t, "Heart Attacks"), "heart attack; myocardial infarction");
    ck_assert_str_eq(terms_of(t, "heart"), "");
    assay_thesaurus_close(t);
}
END_TEST

START_TEST(an_arrow_leads_one_way_and_circles_do_no_harm) {
    assay_thesaurus *t = read_text("a1 => b1\nb1 => a1\nx => y\\, z, w\\=\\>v\nsame, same\n");
    ck_assert_str_eq(terms_of(t, "a1"), "b1");
    ck_assert_str_eq(terms_of(t, "b1"), "a1");
    ck_assert_str_eq(terms_of(t, "x"), "y, z; w=>v");
    ck_assert_str_eq(terms_of(t, "y z"), "");
    ck_assert_str_eq(terms_of(t, "same"), "same; same");
    assay_thesaurus_close(t);
}
END_TEST

static const char mesh_text[] =
    "*NEWRECORD\nRECTYPE = D\nMH = Growths\nENTRY = Lump|T191|NON|EQV\nPRINT ENTRY = Mass|T1\n"
    "MN = C90\nUI = D999901\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Growths, Skin\nMN = C90.100\nMN = C95.200\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Moles\nMN = C90.100.5\nMN = C95.200.7\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Other Growths\nMN = C900\n";

static const char mesh_xml[] =
    "<?xml version=\"1.0\"?><!DOCTYPE DescriptorRecordSet SYSTEM \"desc.dtd\">\n"
    "<DescriptorRecordSet>\n<DescriptorRecord><DescriptorUI>D999901</DescriptorUI><DescriptorName>"
    "<String>Growths</String></DescriptorName><TreeNumberList><TreeNumber>C90</TreeNumber>"
    "</TreeNumberList><ConceptList><Concept><TermList><Term><String>Growths</String></Term>"
    "<Term><String>Lump</String></Term></TermList></Concept><Concept><TermList><Term><String>Mass"
    "</String></Term><Term IsPermutedTermYN=\"Y\"><String>Mass, Large</String></Term></TermList>"
    "</Concept></ConceptList></DescriptorRecord>\n<DescriptorRecord><DescriptorName><String>"
    "Growths, Skin</String></DescriptorName><TreeNumberList><TreeNumber>C90.100</TreeNumber>"
    "</TreeNumberList></DescriptorRecord></DescriptorRecordSet>\n";

START_TEST(mesh_as_text_gives_entry_terms_and_the_tree) {
    assay_thesaurus *t = read_text(mesh_text);
    ck_assert_str_eq(terms_of(t, "lumps"), "Growths; Lump; Mass");
    ck_assert_str_eq(below(t, "Mass"), "Growths; Growths, Skin; Moles");
    assay_thesaurus_close(t);
}
END_TEST

START_TEST(mesh_as_xml_gives_the_same) {
    assay_thesaurus *t = read_text(mesh_xml);
    ck_assert_str_eq(terms_of(t, "lumps"), "Growths; Lump; Mass");
    ck_assert_str_eq(terms_of(t, "Mass, Large"), "Growths; Lump; Mass");
    ck_assert_str_eq(below(t, "Mass"), "Growths; Growths, Skin");
    assay_thesaurus_close(t);
}
END_TEST

START_TEST(the_tree_alone_gives_headings) {
    assay_thesaurus *t = read_text("Growths;C90\nMoles;C90.1\nMoles;C95\n");
    ck_assert_str_eq(below(t, "Growths"), "Growths; Moles");
    assay_thesaurus_close(t);
}
END_TEST

static void ck_refused(assay_span text, const char *part) {
    assay_buffer bytes;
    assay_buffer_init(&bytes, ASSAY_BUFFER_NO_CAP);
    const char *path = write_bytes("bad", text);
    ck_assert_int_ne(try_read(&bytes, path), ASSAY_OK);
    ck_assert_msg(strstr(err.message, path) != NULL && strstr(err.message, part) != NULL,
                  "\"%.40s\": %s", text.data, err.message);
    assay_buffer_done(&bytes);
}

START_TEST(what_does_not_read_is_named_with_file_and_line) {
    ck_refused(ASSAY_SPAN("a, b\nc =>\n"), "line 2: a rule needs terms on both sides");
    ck_refused(ASSAY_SPAN("a, b\n=> c\n"), "line 2: a rule needs terms on both sides");
    ck_refused(ASSAY_SPAN("a => b => c\n"), "line 1: a rule has one =>");
    ck_refused(ASSAY_SPAN("a, b\nc, ;;\n"), "line 2: no word in the term \";;\"");
    ck_refused(ASSAY_SPAN(""), "no terms");
    ck_refused(ASSAY_SPAN("# only remarks\n"), "no terms");
    ck_refused(ASSAY_SPAN("*NEWRECORD\nMN = C04\n"), "line 2: MN before the record's MH");
    ck_refused(ASSAY_SPAN("*NEWRECORD\nMH = A\nMN = C..4 x\n"), "line 3");
    ck_refused(ASSAY_SPAN("*NEWRECORD\nMH = A\nMH = B\n"), "line 3: a second name");
    ck_refused(ASSAY_SPAN("Growths;C90\nMoles\n"), "line 2: no \";\"");
    ck_refused(ASSAY_SPAN("<html><body/></html>"), "holds no <DescriptorRecord>");
    ck_refused(ASSAY_SPAN("<DescriptorRecordSet>\n<DescriptorRecord>\n</DescriptorRecord>\n"
                          "</DescriptorRecordSet>"),
               "line 2: a record without a name");
    ck_refused(ASSAY_SPAN("<DescriptorRecordSet>\n<DescriptorRecord><DescriptorName>\n"), "line");
}
END_TEST

START_TEST(entities_that_expand_without_end_are_refused) {
    char text[2000] =
        "<?xml version=\"1.0\"?><!DOCTYPE DescriptorRecordSet [\n"
        "<!ENTITY a0 \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">";
    for (int i = 1; i < 12; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "<!ENTITY a%d \"&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;\">\n", i, i - 1, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    snprintf(text + strlen(text), sizeof text - strlen(text),
             "]><DescriptorRecordSet><DescriptorRecord><DescriptorName><String>&a11;</String>"
             "</DescriptorName></DescriptorRecord></DescriptorRecordSet>");
    ck_refused(assay_span_of(text), "line");
}
END_TEST

START_TEST(absurd_sizes_are_refused) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&text, "fine, good\n");
    for (int i = 0; i < 300; i++)
        assay_buffer_add_text(&text, "long ");
    ck_refused(assay_buffer_span(&text), "line 2: a term of");
    assay_buffer_clear(&text);
    for (int i = 0; i < 5000; i++)
        assay_buffer_format(&text, "t%d,", i);
    ck_refused(assay_buffer_span(&text), "line 1: more than 4096 terms");
    assay_buffer_clear(&text);
    assay_buffer_add_text(&text, "fine, good\n");
    for (int i = 0; i < 300000; i++)
        assay_buffer_add_text(&text, "word, ");
    ck_refused(assay_buffer_span(&text), "line 2");
    assay_buffer_done(&text);
}
END_TEST

/* ---- compiled ---- */

static void compile(assay_buffer *out, const char *text) {
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    ck_ok(try_read(out, write_bytes("words", assay_span_of(text))), err);
}

START_TEST(a_damaged_vocabulary_is_an_error_whatever_byte_is_hit) {
    assay_buffer good;
    compile(&good, mesh_text);
    for (size_t i = 0; i < good.size; i++)
        for (int cut = 0; cut < 2; cut++) {
            assay_buffer bad;
            assay_thesaurus *t = NULL;
            assay_buffer_init(&bad, ASSAY_BUFFER_NO_CAP);
            assay_buffer_add(&bad, good.data, cut ? i : good.size);
            if (!cut)
                bad.data[i] = (char)(bad.data[i] ^ 0x10);
            ck_assert_int_ne(assay_thesaurus_open_bytes(&t, &bad, "bad", &err), ASSAY_OK);
            ck_assert_ptr_null(t);
        }
    assay_buffer_done(&good);
}
END_TEST

START_TEST(an_index_carries_vocabularies_by_name) {
    const char *words = write_bytes("words.txt", ASSAY_SPAN("ab, cd\n"));
    char path[200];
    snprintf(path, sizeof path, "%s", words);
    const char *paths[] = {path};
    assay_span name, *names = NULL;
    size_t count = 0;
    ck_ok(assay_thesaurus_dir_name(&name, &arena, path, &err), err);
    ck_span_eq(name, "words");
    for (int twice = 0; twice < 2; twice++)
        ck_ok(assay_thesaurus_dir_load(folder.path, name, paths, 1, NULL, analyzer, &err), err);
    ck_ok(assay_thesaurus_dir_list(&names, &count, &arena, folder.path, &err), err);
    ck_assert_uint_eq(count, 1);
    ck_span_eq(names[0], "words");
    ck_assert_int_eq(
        assay_thesaurus_dir_load(folder.path, ASSAY_SPAN("../x"), paths, 1, NULL, analyzer, &err),
        ASSAY_E_USAGE);
    ck_ok(assay_thesaurus_dir_remove(folder.path, name, &err), err);
    ck_assert_int_eq(assay_thesaurus_dir_remove(folder.path, name, &err), ASSAY_E_NOT_FOUND);
    ck_ok(assay_thesaurus_dir_list(&names, &count, &arena, folder.path, &err), err);
    ck_assert_uint_eq(count, 0);
}
END_TEST

static void count_fault(void *user, const char *text) {
    ck_assert_ptr_nonnull(strstr(text, "words.voc"));
    ++*(int *)user;
}

START_TEST(checking_an_index_finds_a_damaged_vocabulary) {
    char path[200];
    snprintf(path, sizeof path, "%s", write_bytes("words.txt", ASSAY_SPAN("ab, cd\n")));
    const char *paths[] = {path}, *mine = assay_analyzer_identity(analyzer);
    int faults = 0;
    ck_ok(
        assay_thesaurus_dir_load(folder.path, ASSAY_SPAN("words"), paths, 1, NULL, analyzer, &err),
        err);
    ck_ok(assay_thesaurus_dir_verify(folder.path, mine, count_fault, &faults, &err), err);
    ck_assert_int_eq(faults, 0);
    ck_ok(assay_thesaurus_dir_verify(folder.path, "other", count_fault, &faults, &err), err);
    ck_assert_int_eq(faults, 1);
    write_bytes("vocabularies/words.voc", ASSAY_SPAN("ASSAYVOC damaged"));
    ck_ok(assay_thesaurus_dir_verify(folder.path, mine, count_fault, &faults, &err), err);
    ck_assert_int_eq(faults, 2);
    assay_synonyms *synonyms = NULL;
    ck_assert_int_ne(assay_synonyms_open(&synonyms, folder.path, analyzer, &err), ASSAY_OK);
}
END_TEST

/* ---- asking all of them ---- */

static void ck_synonyms(const assay_synonyms *synonyms, const char *text, const char *wanted) {
    assay_synonym_list list;
    char out[1000] = "";
    ck_ok(assay_synonyms_of(&list, synonyms, &arena, analyzer, assay_span_of(text), &err), err);
    for (size_t i = 0; i < list.count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i != 0 ? "; " : "",
                 ASSAY_SPAN_ARG(list.terms[i]));
    ck_assert_msg(strcmp(out, wanted) == 0, "%s: %s", text, out);
}

START_TEST(the_core_list_knows_the_usual_pairs) {
    assay_synonyms *synonyms = NULL;
    ck_ok(assay_synonyms_open(&synonyms, folder.path, analyzer, &err), err);
    ck_synonyms(synonyms, "proleukin",
                "IL-2; interleukin-2; aldesleukin; T-cell growth factor; TCGF");
    ck_synonyms(synonyms, "tumours", "tumor");
    ck_synonyms(synonyms, "phase II", "phase 2; phase two");
    ck_synonyms(synonyms, "stage IV", "stage 4");
    ck_synonyms(synonyms, "TGF-β1", "TGFB1; transforming growth factor beta 1");
    ck_synonyms(synonyms, "haemoglobin", "hemoglobin");
    ck_synonyms(synonyms, "zebrafish", "");
    assay_synonyms_free(synonyms);
}
END_TEST

START_TEST(a_file_given_for_the_occasion_is_asked_first) {
    assay_synonyms *synonyms = NULL;
    ck_ok(assay_synonyms_open(&synonyms, folder.path, analyzer, &err), err);
    ck_ok(assay_synonyms_load(synonyms, write_bytes("w", ASSAY_SPAN("tumour, swelling\n")),
                              analyzer, &err),
          err);
    ck_synonyms(synonyms, "tumour", "swelling; tumor");
    assay_synonyms *second = assay_synonyms_share(synonyms);
    assay_synonyms_free(synonyms);
    ck_synonyms(second, "tumour", "swelling; tumor");
    assay_synonyms_free(second);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("vocabulary/thesaurus");
    TCase *tests = tcase_create("thesaurus");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, terms_on_a_line_stand_for_each_other_however_they_are_written);
    tcase_add_test(tests, an_arrow_leads_one_way_and_circles_do_no_harm);
    tcase_add_test(tests, mesh_as_text_gives_entry_terms_and_the_tree);
    tcase_add_test(tests, mesh_as_xml_gives_the_same);
    tcase_add_test(tests, the_tree_alone_gives_headings);
    tcase_add_test(tests, what_does_not_read_is_named_with_file_and_line);
    tcase_add_test(tests, entities_that_expand_without_end_are_refused);
    tcase_add_test(tests, absurd_sizes_are_refused);
    tcase_add_test(tests, a_damaged_vocabulary_is_an_error_whatever_byte_is_hit);
    tcase_add_test(tests, an_index_carries_vocabularies_by_name);
    tcase_add_test(tests, checking_an_index_finds_a_damaged_vocabulary);
    tcase_add_test(tests, the_core_list_knows_the_usual_pairs);
    tcase_add_test(tests, a_file_given_for_the_occasion_is_asked_first);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
