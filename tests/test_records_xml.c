#include "base/buffer.h"
#include "records/input/input.h"
#include "records/xml/xml.h"
#include "support/records.h"

#include <stdio.h>

/* What a reading gave, as text: "[id text]" a record. */
static assay_buffer seen;
static test_records kept;
static assay_arena arena;
static assay_error err;

static void setup(void) {
    assay_buffer_init(&seen, ASSAY_BUFFER_NO_CAP);
    assay_arena_init(&arena);
    test_records_init(&kept);
}
static void teardown(void) {
    assay_buffer_done(&seen);
    assay_arena_done(&arena);
    test_records_done(&kept);
}

static assay_span id_of(const assay_xml_node *record) {
    return assay_xml_attribute_of(record, "id");
}

static assay_status see(void *user, const assay_xml_node *record, assay_error *problem) {
    assay_span text;
    (void)user;
    assay_buffer_add_byte(&seen, '[');
    assay_buffer_add_span(&seen, id_of(record));
    assay_buffer_add_byte(&seen, ' ');
    ASSAY_TRY(assay_xml_text(&text, record, NULL, &arena, problem));
    assay_buffer_add_span(&seen, text);
    assay_buffer_add_byte(&seen, ']');
    if (assay_xml_child(record, "refuse") != NULL)
        return assay_fail(problem, ASSAY_E_FORMAT, "refused");
    return ASSAY_OK;
}

static assay_record *no_record(void *user, assay_error *problem) {
    (void)user, (void)problem;
    return NULL;
}
static assay_status note_problem(void *user, const assay_read_problem *problem, assay_error *e) {
    test_records *k = user;
    (void)e;
    if (k->problem_count < 64)
        k->problems[k->problem_count] = (test_kept_problem){
            .message = strdup(problem->error->message),
            .record = strndup(problem->record.size != 0 ? problem->record.data : "",
                              problem->record.size),
            .line = problem->line,
            .byte = problem->byte,
            .lost = problem->lost};
    k->problem_count++;
    k->lost += problem->lost;
    return ASSAY_OK;
}

static void forget_problems(void) {
    for (size_t i = 0; i < kept.problem_count && i < 64; i++) {
        free(kept.problems[i].message);
        free(kept.problems[i].record);
    }
    kept.problem_count = kept.lost = 0;
}

static void read_limited(assay_span bytes, size_t max_record) {
    static const char *const names[] = {"rec", NULL};
    static const char *const roots[] = {"set", NULL};
    static const assay_xml_handler handler = {names, roots, id_of, see};
    const assay_read_options options = {.default_type = -1, .max_record_bytes = max_record};
    const assay_record_sink sink = {&kept, no_record, NULL, NULL, note_problem, NULL};
    assay_input *input = NULL;
    assay_buffer_clear(&seen);
    forget_problems();
    ck_ok(assay_input_open_bytes(&input, bytes, "test.xml", &err), err);
    ck_ok(assay_xml_read(input, &options, &sink, &handler, NULL, &err), err);
    assay_input_free(input);
}
static void read_bytes(assay_span bytes) {
    read_limited(bytes, 0);
}
static void read_text(const char *text) {
    read_bytes(assay_span_of(text));
}
#define ck_seen(wanted) ck_span_eq(assay_buffer_span(&seen), wanted)

START_TEST(records_are_found_at_any_depth_and_the_rest_is_passed_over) {
    read_text("<?xml version='1.0'?>\n<set><head>no</head><rec id='1'>one</rec><group>"
              "<rec id='2'> t <b>w</b>o\n</rec></group></set>\n");
    ck_seen("[1 one][2 t wo]");
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(superscripts_rise_and_subscripts_stay) {
    read_text("<set><rec id='1'>CD8<sup>+</sup> 10<sup>-6</sup> Ca<sup>2+</sup> H<sub>2</sub>O "
              "KRAS<sup>G12C</sup> 4<sup>th</sup> <sup>99m</sup>Tc</rec></set>");
    ck_seen("[1 CD8⁺ 10⁻⁶ Ca²⁺ H2O KRAS^G12C 4th 99mTc]");
}
END_TEST

START_TEST(undeclared_names_are_resolved_and_unknown_ones_kept) {
    read_text("<set><rec id='1'>a&nbsp;&alpha;&ndash;&amp;&#946;&hocus;</rec></set>");
    ck_seen("[1 a α–&β&hocus;]");
    read_text("<!DOCTYPE set SYSTEM 'http://example.org/x.dtd'>"
              "<set><rec id='1'>&eacute;</rec></set>");
    ck_seen("[1 é]");
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(escaped_inline_tags_are_dropped) {
    read_text("<set><rec id='1'>&lt;i&gt;TP53&lt;/i&gt; p &lt; 0.05 &amp;gt; "
              "&amp;#946;&amp;none;</rec></set>");
    ck_seen("[1 TP53 p < 0.05 > β&none;]");
}
END_TEST

START_TEST(external_entities_are_not_fetched) {
    read_text("<!DOCTYPE set [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
              "<set><rec id='1'>a&x;b</rec></set>");
    ck_seen("[1 ab]");
}
END_TEST

START_TEST(entities_that_expand_without_end_are_refused) {
    assay_buffer bomb;
    assay_buffer_init(&bomb, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&bomb, "<!DOCTYPE set [<!ENTITY e0 'ha'>");
    for (int i = 1; i < 30; i++)
        assay_buffer_format(&bomb, "<!ENTITY e%d '&e%d;&e%d;&e%d;&e%d;'>", i, i - 1, i - 1, i - 1,
                            i - 1);
    assay_buffer_add_text(&bomb, "]><set><rec id='1'>&e29;</rec><rec id='2'>fine</rec></set>");
    read_bytes(assay_buffer_span(&bomb));
    ck_seen("[2 fine]");
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_str_eq(kept.problems[0].message, "entities that expand without end are refused");
    assay_buffer_done(&bomb);
}
END_TEST

START_TEST(a_broken_record_costs_itself_only) {
    read_text("<set>\n<rec id='1'>one</rec>\n<rec id='2'>tw<b>o</rec>\n<rec id='3'>three</rec>\n"
              "<rec id='4'>fo<<ur</rec><rec id='5'>five</rec></set>");
    ck_seen("[1 one][3 three][5 five]");
    ck_assert_uint_eq(kept.lost, 2);
    ck_assert_str_eq(kept.problems[0].record, "2");
    ck_assert_uint_eq(kept.problems[0].line, 3);
    ck_assert_str_eq(kept.problems[1].record, "4");
    ck_assert_uint_eq(kept.problems[1].line, 5);
    ck_assert_uint_eq(kept.problems[1].byte, 92);
}
END_TEST

START_TEST(a_record_left_open_costs_itself_only) {
    read_text("<set><rec id='1'>one<rec id='2'>two</rec><rec id='3'>three</rec></set>");
    ck_seen("[2 two][3 three]");
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_str_eq(kept.problems[0].record, "1");
}
END_TEST

START_TEST(documents_behind_each_other_are_all_read) {
    read_text("\xEF\xBB\xBF\n<?xml version='1.0'?><set><rec id='1'>one</rec></set>\n"
              "<?xml version='1.0'?>\n<!DOCTYPE set><set><rec id='2'>two</rec></set>"
              "<rec id='3'>three</rec><rec id='4'>four</rec>\n<!-- end -->");
    ck_seen("[1 one][2 two][3 three][4 four]");
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(a_file_cut_short_keeps_what_came_before) {
    read_text("<set><rec id='1'>one</rec><rec id='2'>tw");
    ck_seen("[1 one]");
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_str_eq(kept.problems[0].record, "2");
    ck_assert_str_eq(kept.problems[0].message, "the file ends inside <rec> of line 1");
    read_text("<set><rec id='1'>one</rec>\n");
    ck_seen("[1 one]");
    ck_assert_uint_eq(kept.lost, 0);
    ck_assert_uint_eq(kept.problem_count, 1);
}
END_TEST

START_TEST(a_refused_record_is_reported_and_the_next_is_read) {
    read_text("<set><rec id='1'>one<refuse/></rec><rec id='2'>two</rec></set>");
    ck_seen("[1 one][2 two]");
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_str_eq(kept.problems[0].message, "refused");
}
END_TEST

START_TEST(a_foreign_root_is_named) {
    read_text("<html><body/></html>");
    ck_assert_str_eq(kept.problems[0].message, "<html> holds no <rec>");
    read_text("<set></set>");
    ck_assert_uint_eq(kept.problem_count, 0);
    read_text("");
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

START_TEST(encodings_are_taken_as_declared) {
    read_text("<?xml version='1.0' encoding='ISO-8859-1'?><set><rec id='1'>\xE9\x96x</rec></set>");
    ck_seen("[1 é–x]");
    read_text("<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><set><rec id='1'>\xA4</rec></set>");
    ck_seen("[1 €]");
    read_text("<?xml version='1.0' encoding='UTF-16'?><set><rec id='1'>é</rec></set>");
    ck_seen("[1 é]");
    read_text("<?xml version='1.0' encoding='EBCDIC-X'?><set><rec id='1'>é</rec></set>");
    ck_seen("");
    ck_assert_str_eq(kept.problems[0].message, "the encoding \"EBCDIC-X\" is not known");
}
END_TEST

START_TEST(sixteen_bit_text_is_read_both_ways_round) {
    static const char text[] = "<set><rec id='1'>x\xCE\xB1</rec></set>";
    for (int big = 0; big < 2; big++) {
        char wide[2 * sizeof text + 2];
        size_t size = 0;
        for (size_t i = 0; i + 1 < sizeof text; i++) {
            unsigned unit = (unsigned char)text[i];
            if (unit == 0xCE) {
                unit = 0x3B1;
                i++;
            }
            wide[size++] = (char)(big ? unit >> 8 : unit & 0xFF);
            wide[size++] = (char)(big ? unit & 0xFF : unit >> 8);
        }
        read_bytes(assay_span_make(wide, size));
        ck_seen("[1 xα]");
        ck_assert_uint_eq(kept.problem_count, 0);
    }
}
END_TEST

START_TEST(bytes_that_are_not_valid_are_replaced_and_counted) {
    static const char text[] = "<set><rec id='1'>caf\xE9 \x92s a\0b \xE2\x80.</rec></set>";
    read_bytes(assay_span_make(text, sizeof text - 1));
    ck_seen("[1 café ’s a b \xEF\xBF\xBD.]");
    ck_assert_uint_eq(kept.lost, 0);
    ck_assert_str_eq(kept.problems[0].message, "4 characters are not valid in the file's encoding");
}
END_TEST

START_TEST(places_are_the_file_s_own_after_bytes_were_replaced) {
    static const char text[] = "<set><rec id='1'>\xE9\xE9\xE9</rec>\n<rec id='2'>a<<b</rec></set>";
    read_text(text);
    ck_assert_uint_eq(kept.problems[0].line, 2);
    ck_assert_uint_eq(kept.problems[0].byte, (uint64_t)(strstr(text, "<b</rec") - text));
}
END_TEST

START_TEST(nesting_and_size_are_limited) {
    enum { DEPTH = 1000000 };
    assay_buffer deep;
    assay_buffer_init(&deep, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&deep, "<set><rec id='1'>");
    for (int i = 0; i < DEPTH; i++)
        assay_buffer_add_text(&deep, "<a>");
    assay_buffer_add_text(&deep, "<rec id='2'>two</rec>");
    read_bytes(assay_buffer_span(&deep));
    ck_seen("[2 two]");
    ck_assert_str_eq(kept.problems[0].message, "elements nested deeper than 200");
    assay_buffer_done(&deep);
    read_limited(ASSAY_SPAN("<set><rec id='1'><a/><a/><a/><a/><a/><a/><a/><a/><a/><a/></rec>"
                            "<rec id='2'>two</rec></set>"),
                 500);
    ck_seen("[2 two]");
    ck_assert_str_eq(kept.problems[0].message, "a record larger than 500 bytes");
}
END_TEST

/* Every place a chunk can end at must give the same records: a file of several chunks with records of
 * every length round one. */
START_TEST(chunks_may_end_anywhere) {
    assay_buffer file;
    assay_buffer_init(&file, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&file, "<set>");
    for (int i = 0; i < 40000; i++)
        assay_buffer_format(&file, "<rec id='%d'>\xC3\xA9\xE2\x82\xAC%.*s</rec>", i, i % 17,
                            "abcdefghijklmnopq");
    assay_buffer_add_text(&file, "</set>");
    read_bytes(assay_buffer_span(&file));
    assay_buffer wanted;
    assay_buffer_init(&wanted, ASSAY_BUFFER_NO_CAP);
    for (int i = 0; i < 40000; i++)
        assay_buffer_format(&wanted, "[%d \xC3\xA9\xE2\x82\xAC%.*s]", i, i % 17,
                            "abcdefghijklmnopq");
    ck_assert(assay_span_equal(assay_buffer_span(&seen), assay_buffer_span(&wanted)));
    ck_assert_uint_eq(kept.problem_count, 0);
    assay_buffer_done(&file);
    assay_buffer_done(&wanted);
}
END_TEST

START_TEST(errors_in_every_record_of_many_chunks_are_all_passed) {
    assay_buffer file;
    assay_buffer_init(&file, ASSAY_BUFFER_NO_CAP);
    for (int i = 0; i < 20000; i++)
        assay_buffer_format(&file, "<rec id='%d'>%s</rec>\n", i, i % 2 == 0 ? "<" : "y");
    read_bytes(assay_buffer_span(&file));
    ck_assert_uint_eq(kept.lost, 10000);
    ck_assert_uint_eq(kept.problems[63].line, 127);
    assay_buffer_done(&file);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/xml");
    TCase *tests = tcase_create("xml");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, records_are_found_at_any_depth_and_the_rest_is_passed_over);
    tcase_add_test(tests, superscripts_rise_and_subscripts_stay);
    tcase_add_test(tests, undeclared_names_are_resolved_and_unknown_ones_kept);
    tcase_add_test(tests, escaped_inline_tags_are_dropped);
    tcase_add_test(tests, external_entities_are_not_fetched);
    tcase_add_test(tests, entities_that_expand_without_end_are_refused);
    tcase_add_test(tests, a_broken_record_costs_itself_only);
    tcase_add_test(tests, a_record_left_open_costs_itself_only);
    tcase_add_test(tests, documents_behind_each_other_are_all_read);
    tcase_add_test(tests, a_file_cut_short_keeps_what_came_before);
    tcase_add_test(tests, a_refused_record_is_reported_and_the_next_is_read);
    tcase_add_test(tests, a_foreign_root_is_named);
    tcase_add_test(tests, encodings_are_taken_as_declared);
    tcase_add_test(tests, sixteen_bit_text_is_read_both_ways_round);
    tcase_add_test(tests, bytes_that_are_not_valid_are_replaced_and_counted);
    tcase_add_test(tests, places_are_the_file_s_own_after_bytes_were_replaced);
    tcase_add_test(tests, nesting_and_size_are_limited);
    tcase_add_test(tests, chunks_may_end_anywhere);
    tcase_add_test(tests, errors_in_every_record_of_many_chunks_are_all_passed);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
