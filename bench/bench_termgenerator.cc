// How fast does Xapian's own TermGenerator load the same records? The baseline of `indexer add`:
// words with positions and stems, the record kept whole, its identity as a term; nothing else.
//
//   bench_termgenerator DOCS.jsonl DATABASE [RECORDS]
#include <xapian.h>

#include <cjson/cJSON.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

std::string text_of(const cJSON *object, const char *key) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

struct totals {
    unsigned long records = 0, bytes = 0;
};

bool add_line(Xapian::WritableDatabase *database, Xapian::TermGenerator *generator,
              const std::string &line, totals *sum) {
    cJSON *object = cJSON_ParseWithLength(line.data(), line.size());
    if (object == nullptr)
        return false;
    Xapian::Document document;
    const std::string title = text_of(object, "title"), text = text_of(object, "text");
    generator->set_document(document);
    generator->set_termpos(0);
    generator->index_text(title, 2);
    generator->increase_termpos();
    generator->index_text(text);
    document.add_boolean_term("Q" + text_of(object, "id"));
    document.set_data(line);
    database->add_document(document);
    sum->records++;
    sum->bytes += title.size() + text.size();
    cJSON_Delete(object);
    return true;
}

int run(const char *input, const char *path, unsigned long limit) {
    std::ifstream lines(input);
    if (!lines) {
        std::fprintf(stderr, "cannot read %s\n", input);
        return 3;
    }
    const auto start = std::chrono::steady_clock::now();
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE);
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("english"));
    totals sum;
    std::string line;
    while (sum.records < limit && std::getline(lines, line))
        if (!add_line(&database, &generator, line, &sum)) {
            std::fprintf(stderr, "record %lu is not JSON\n", sum.records + 1);
            return 1;
        }
    database.commit();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    std::printf(
        "{\"bench\": \"termgenerator\", \"records\": %lu, \"text_bytes\": %lu, \"seconds\": "
        "%.3f, \"records_per_second\": %.1f, \"mb_per_second\": %.3f}\n",
        sum.records, sum.bytes, spent.count(), (double)sum.records / spent.count(),
        (double)sum.bytes / 1e6 / spent.count());
    return std::fflush(stdout) == 0 ? 0 : 3;
}

} // namespace

int main(int count, char **words) {
    if (count < 3 || count > 4) {
        std::fprintf(stderr, "usage: bench_termgenerator DOCS.jsonl DATABASE [RECORDS]\n");
        return 2;
    }
    try {
        return run(words[1], words[2], count == 4 ? std::strtoul(words[3], nullptr, 10) : ~0UL);
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "%s\n", error.get_description().c_str());
        return 3;
    }
}
