// How well does Xapian rank as it comes? Records through its TermGenerator, topics through its QueryParser, its own BM25:
// the defaults of each, English stems. The run of the topics in TREC format on stdout.
//
//   bench_xapian_stock DOCS.jsonl TOPICS.tsv     (records {"id", "contents"}; topics "identifier TAB words")
#include <xapian.h>

#include <cjson/cJSON.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace {

constexpr Xapian::doccount hits = 1000;

std::string text_of(const cJSON *object, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

bool add_line(Xapian::WritableDatabase *database, Xapian::TermGenerator *generator,
              const std::string &line) {
    cJSON *object = cJSON_ParseWithLength(line.data(), line.size());
    if (object == nullptr)
        return false;
    Xapian::Document document;
    generator->set_document(document);
    generator->index_text(text_of(object, "contents"));
    document.set_data(text_of(object, "id"));
    database->add_document(document);
    cJSON_Delete(object);
    return true;
}

// Words only: a topic is text, so nothing in it is an operator. The parser's default operator is OR.
Xapian::Query parse(Xapian::QueryParser *parser, const std::string &text) {
    return parser->parse_query(text, 0);
}

void print_run(const Xapian::Database &database, Xapian::QueryParser *parser,
               const std::string &topic) {
    const size_t tab = topic.find('\t');
    if (tab == std::string::npos)
        return;
    Xapian::Enquire enquire(database);
    enquire.set_query(parse(parser, topic.substr(tab + 1)));
    const Xapian::MSet answer = enquire.get_mset(0, hits);
    for (Xapian::MSetIterator hit = answer.begin(); hit != answer.end(); ++hit)
        std::printf("%s Q0 %s %u %.9g xapian-%s\n", topic.substr(0, tab).c_str(),
                    hit.get_document().get_data().c_str(), hit.get_rank() + 1, hit.get_weight(),
                    Xapian::version_string());
}

int run(const char *documents, const char *topics) {
    std::ifstream lines(documents), questions(topics);
    if (!lines || !questions) {
        std::fprintf(stderr, "cannot read %s\n", !lines ? documents : topics);
        return 3;
    }
    Xapian::WritableDatabase database("", Xapian::DB_BACKEND_INMEMORY);
    const Xapian::Stem stemmer("english");
    Xapian::TermGenerator generator;
    generator.set_stemmer(stemmer);
    std::string line;
    while (std::getline(lines, line))
        if (!add_line(&database, &generator, line)) {
            std::fprintf(stderr, "%s: a line is not JSON\n", documents);
            return 1;
        }
    Xapian::QueryParser parser;
    parser.set_database(database);
    parser.set_stemmer(stemmer);
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    while (std::getline(questions, line))
        print_run(database, &parser, line);
    return std::fflush(stdout) == 0 ? 0 : 3;
}

} // namespace

int main(int count, char **words) {
    if (count != 3) {
        std::fprintf(stderr, "usage: bench_xapian_stock DOCS.jsonl TOPICS.tsv\n");
        return 2;
    }
    try {
        return run(words[1], words[2]);
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "%s\n", error.get_description().c_str());
        return 3;
    }
}
