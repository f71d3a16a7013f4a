#include "catalogue/xapian_internal.hh"

#include <sstream>

namespace {

assay_status open_remote(Xapian::Database *out, const std::string &name, assay_error *err) {
    const size_t colon = name.rfind(':');
    uint64_t port = 0;
    for (size_t i = colon + 1; i < name.size() && port <= 65535; i++)
        port = name[i] >= '0' && name[i] <= '9' ? port * 10 + (uint64_t)(name[i] - '0') : 65536;
    if (colon == std::string::npos || colon == 0 || port == 0 || port > 65535)
        return assay_fail(err, ASSAY_E_USAGE, "remote:%s is not remote:HOST:PORT", name.c_str());
    *out = Xapian::Remote::open(name.substr(0, colon), (unsigned)port);
    return ASSAY_OK;
}

assay_status open_one(Xapian::Database *out, const std::string &path, assay_error *err) {
    static const std::string remote = "remote:";
    if (path.compare(0, remote.size(), remote) == 0)
        return open_remote(out, path.substr(remote.size()), err);
    *out = Xapian::Database(path);
    return ASSAY_OK;
}

} // namespace

extern "C" {

assay_status assay_xapian_reader_open(assay_xapian_reader **out, const char *const *paths,
                                      size_t count, assay_error *err) {
    if (count == 0)
        return assay_fail(err, ASSAY_E_USAGE, "no database to read");
    return xapian_guard(err, "open", [&]() -> assay_status {
        Xapian::Database all;
        for (size_t i = 0; i < count; i++) {
            Xapian::Database one;
            const assay_status status = xapian_guard(err, "open the database",
                                                     [&] { return open_one(&one, paths[i], err); });
            if (status != ASSAY_OK)
                return assay_fail_in(err, "%s", paths[i]);
            if (count == 1)
                all = one;
            else
                all.add_database(one);
        }
        *out = new assay_xapian_reader{all, paths[0], count};
        return ASSAY_OK;
    });
}

void assay_xapian_reader_close(assay_xapian_reader *reader) {
    delete reader;
}

assay_status assay_xapian_reader_reopen(bool *changed, assay_xapian_reader *reader,
                                        assay_error *err) {
    return xapian_guard(err, "reopen", [&] {
        const bool moved = reader->database.reopen();
        if (changed != nullptr)
            *changed = moved;
    });
}

assay_status assay_xapian_reader_statistics(assay_xapian_statistics *out,
                                            assay_xapian_reader *reader, assay_error *err) {
    return xapian_guard(err, "read statistics", [&] {
        const Xapian::Database &database = reader->database;
        *out = {database.get_doccount(), database.get_lastdocid(), database.get_total_length(),
                reader->count == 1 && reader->path.compare(0, 7, "remote:") != 0
                    ? database.get_revision()
                    : 0};
    });
}

assay_status assay_xapian_reader_term_frequency(uint32_t *documents, uint64_t *occurrences,
                                                assay_xapian_reader *reader, assay_span term,
                                                assay_error *err) {
    return xapian_guard(err, "read a term's frequency", [&] {
        const std::string name = to_string(term);
        const uint32_t found = reader->database.get_termfreq(name);
        if (occurrences != nullptr)
            *occurrences = reader->database.get_collection_freq(name);
        if (documents != nullptr)
            *documents = found;
    });
}

assay_status assay_xapian_reader_find(assay_docid *out, assay_xapian_reader *reader,
                                      assay_span term, assay_error *err) {
    return xapian_guard(err, "look up a document", [&] {
        const std::string name = to_string(term);
        const Xapian::PostingIterator first = reader->database.postlist_begin(name);
        *out = first != reader->database.postlist_end(name) ? *first : 0;
    });
}

assay_status assay_xapian_reader_data(assay_buffer *out, assay_xapian_reader *reader,
                                      assay_docid docid, assay_error *err) {
    return xapian_guard(err, "read a document", [&] {
        return append_bytes(out, reader->database.get_document(docid).get_data(), err);
    });
}

assay_status assay_xapian_reader_value(assay_buffer *out, assay_xapian_reader *reader,
                                       assay_docid docid, uint32_t slot, assay_error *err) {
    return xapian_guard(err, "read a value", [&] {
        // The slot's own stream, not the document's: one table instead of two.
        Xapian::ValueIterator at = reader->database.valuestream_begin(slot);
        const Xapian::ValueIterator end = reader->database.valuestream_end(slot);
        if (at != end)
            at.skip_to(docid);
        if (at == end || at.get_docid() != docid)
            return ASSAY_OK;
        return append_bytes(out, *at, err);
    });
}

assay_status assay_xapian_reader_length(uint32_t *out, assay_xapian_reader *reader,
                                        assay_docid docid, assay_error *err) {
    return xapian_guard(err, "read a document's length",
                        [&] { *out = reader->database.get_doclength(docid); });
}

assay_status assay_xapian_reader_metadata(assay_buffer *out, assay_xapian_reader *reader,
                                          assay_span key, assay_error *err) {
    return xapian_guard(err, "read metadata", [&] {
        return append_bytes(out, reader->database.get_metadata(to_string(key)), err);
    });
}

assay_status assay_xapian_reader_metadata_keys(assay_xapian_reader *reader, assay_span prefix,
                                               bool (*key)(void *user, assay_span key), void *user,
                                               assay_error *err) {
    return xapian_guard(err, "read metadata", [&] {
        const std::string start = to_string(prefix);
        const Xapian::TermIterator end = reader->database.metadata_keys_end(start);
        for (Xapian::TermIterator at = reader->database.metadata_keys_begin(start); at != end;
             ++at) {
            const std::string name = *at;
            if (!key(user, assay_span_make(name.data(), name.size())))
                return;
        }
    });
}

assay_status assay_xapian_reader_suggest(assay_buffer *out, assay_xapian_reader *reader,
                                         assay_span word, uint32_t max_edits, assay_error *err) {
    return xapian_guard(err, "look up a spelling", [&] {
        return append_bytes(
            out, reader->database.get_spelling_suggestion(to_string(word), max_edits), err);
    });
}

assay_status assay_xapian_check(const char *path, assay_error *err) {
    return xapian_guard(err, "check the database", [&]() -> assay_status {
        std::ostringstream report;
        const size_t faults = Xapian::Database::check(path, 0, &report);
        if (faults == 0)
            return ASSAY_OK;
        std::string text = report.str();
        for (char &c : text)
            c = c == '\n' ? ' ' : c;
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: %zu faults: %s", path, faults, text.c_str());
    });
}

} // extern "C"
