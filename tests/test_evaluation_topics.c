/* Topics in every form a test collection comes with. */
#include "evaluation/topics.h"
#include "support/suite.h"

static const struct {
    const char *text, *id, *topic;
    size_t count;
} files[] = {
    {"1\tlung cancer\n2\tasthma\n", "1", "lung cancer", 2},
    {"\xEF\xBB\xBF"
     "q1\tlung \t cancer\r\n\r\n",
     "q1", "lung \t cancer", 1},
    {"{\"_id\": \"7\", \"text\": \"lung\\ncancer\"}\n{\"_id\": \"8\", \"text\": \"x\"}\n", "7",
     "lung\ncancer", 2},
    {"{\"qid\": 12, \"query\": \"lung\"}\n", "12", "lung", 1},
    {"<top>\n<num> Number: 301\n<title> Topic: lung cancer\n<desc> Description:\nlonger\n</top>\n"
     "<top><num>302<title> other</top>",
     "301", "lung cancer", 2},
    {"<top>\n<num> 5\n<desc> Description: only this\n</top>", "5", "only this", 1},
    {"<topics task=\"x\">\n<topic number=\"1\"><disease>lung &amp; "
     "cancer</disease>\n</topic><topic number=\"2\">b</topic></topics>",
     "1", "lung & cancer", 2},
};

START_TEST(topics_are_read_in_every_form) {
    assay_topics topics;
    assay_error err = {0};
    ck_ok(assay_topics_read(&topics, assay_span_of(files[_i].text), "topics", &err), err);
    ck_assert_uint_eq(topics.count, files[_i].count);
    ck_span_eq(topics.items[0].id, files[_i].id);
    ck_span_eq(topics.items[0].text, files[_i].topic);
    assay_topics_done(&topics);
}
END_TEST

static const struct {
    const char *text, *part;
} broken[] = {{"1 lung cancer\n", "topics line 1: no tab"},
              {"1\ta\n1\tb\n", "topic 1 stands twice"},
              {"{\"_id\": \"1\", \"text\": \"a\"}\n{broken\n", "topics line 2: not JSON at byte 1"},
              {"{\"_id\": \"1\", \"text\": \"a\"}\n[1]\n", "topics line 2: not a JSON object"},
              {"{\"text\": \"a\"}\n", "without an id"},
              {"<top><title>x</top>", "without <num>"},
              {"<topics><topic >x</topic></topics>", "without a number"},
              {"\n\n", "no topics"}};

START_TEST(broken_topics_are_named) {
    assay_topics topics;
    assay_error err = {0};
    ck_assert_int_eq(assay_topics_read(&topics, assay_span_of(broken[_i].text), "topics", &err),
                     ASSAY_E_FORMAT);
    ck_assert_msg(strstr(err.message, broken[_i].part) != NULL, "%s", err.message);
    assay_topics_done(&topics);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluation topics");
    TCase *tests = tcase_create("topics");
    tcase_add_loop_test(tests, topics_are_read_in_every_form, 0,
                        (int)(sizeof files / sizeof *files));
    tcase_add_loop_test(tests, broken_topics_are_named, 0, (int)(sizeof broken / sizeof *broken));
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
