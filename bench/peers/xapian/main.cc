/* Xapian's matcher in process, on a compacted glass database with positions. */
#include "../protocol/protocol.h"

#include <xapian.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/* Xapian counts buffered documents, not bytes: some 2 GiB of buffered postings for abstracts. */
constexpr const char *flush_threshold = "50000";

template <class Body> bool guard(peer_error *error, Body &&body) noexcept {
    try {
        body();
        return true;
    } catch (const Xapian::Error &e) {
        return peer_fail(error, "%s", e.get_description().c_str());
    } catch (const std::exception &e) {
        return peer_fail(error, "%s", e.what());
    }
}

struct Writer {
    fs::path folder;
    Xapian::WritableDatabase database;
    std::string term;
};

struct Reader {
    explicit Reader(const char *folder) : database(folder), enquire(database) {
        enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.75, 0));
        counter.set_weighting_scheme(Xapian::BoolWeight());
    }
    Xapian::Database database;
    Xapian::Enquire enquire;
    Xapian::Enquire counter{database};
};

const char *version() {
    return Xapian::version_string();
}

void *create(const char *folder, peer_error *error) {
    Writer *writer = nullptr;
    bool created = guard(error, [&] {
        setenv("XAPIAN_FLUSH_THRESHOLD", flush_threshold, 0);
        auto fresh = std::make_unique<Writer>();
        fresh->folder = folder;
        fresh->database = Xapian::WritableDatabase((fresh->folder / "building").string(),
                                                   Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS |
                                                       Xapian::DB_NO_SYNC);
        writer = fresh.release();
    });
    return created ? writer : nullptr;
}

bool add(void *self, const peer_span *tokens, size_t count, peer_span line, peer_error *error) {
    (void)line;
    auto *writer = static_cast<Writer *>(self);
    return guard(error, [&] {
        Xapian::Document document;
        for (size_t i = 0; i < count; i++) {
            writer->term.assign(tokens[i].data, tokens[i].size);
            document.add_posting(writer->term, static_cast<Xapian::termpos>(i + 1));
        }
        writer->database.add_document(document);
    });
}

bool finish(void *self, peer_error *error) {
    std::unique_ptr<Writer> writer(static_cast<Writer *>(self));
    return guard(error, [&] {
        fs::path building = writer->folder / "building";
        writer->database.commit();
        writer->database.close();
        {
            Xapian::Database whole(building.string());
            whole.compact((writer->folder / "compact").string(), Xapian::DBCOMPACT_NO_RENUMBER);
        }
        fs::remove_all(building);
        for (const auto &entry : fs::directory_iterator(writer->folder / "compact")) {
            fs::rename(entry.path(), writer->folder / entry.path().filename());
        }
        fs::remove(writer->folder / "compact");
    });
}

void *open(const char *folder, uint64_t *documents, peer_error *error) {
    Reader *reader = nullptr;
    bool opened = guard(error, [&] {
        reader = new Reader(folder);
        *documents = reader->database.get_doccount();
    });
    return opened ? reader : nullptr;
}

Xapian::Query make_query(const peer_request &request) {
    std::vector<std::string> terms;
    terms.reserve(request.term_count);
    for (size_t i = 0; i < request.term_count; i++) {
        terms.emplace_back(request.terms[i].data, request.terms[i].size);
    }
    Xapian::Query::op op = Xapian::Query::OP_OR;
    Xapian::termcount window = 0;
    if (request.match == PEER_MATCH_ALL) {
        op = Xapian::Query::OP_AND;
    } else if (request.match == PEER_MATCH_PHRASE) {
        op = Xapian::Query::OP_PHRASE;
        window = static_cast<Xapian::termcount>(terms.size());
    }
    return Xapian::Query(op, terms.begin(), terms.end(), window);
}

bool search(void *self, const peer_request *request, peer_answer *answer, peer_error *error) {
    auto *reader = static_cast<Reader *>(self);
    return guard(error, [&] {
        Xapian::Enquire &enquire = request->ranked ? reader->enquire : reader->counter;
        Xapian::doccount check = request->counted ? reader->database.get_doccount() : 0;
        enquire.set_query(make_query(*request));
        Xapian::MSet matches = enquire.get_mset(0, request->k, check);
        answer->count = matches.get_matches_estimated();
        for (auto match = matches.begin(); match != matches.end(); ++match) {
            answer->hits[answer->hit_count++] = {*match - 1, match.get_weight()};
        }
    });
}

void close(void *self) {
    delete static_cast<Reader *>(self);
}

const peer_engine engine = {
    "xapian", "robertson", 1.0, "terms", version, create, add, finish, open, search, close,
};

} // namespace

int main(int argc, char **argv) {
    return peer_main(argc, argv, &engine);
}
