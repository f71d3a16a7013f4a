#include "catalogue/xapian_internal.hh"

#include <algorithm>
#include <cstdlib>
#include <sys/statvfs.h>

extern "C" {
#include "base/file.h"
}

struct assay_xapian_writer {
    Xapian::WritableDatabase database;
    std::string path;
    bool in_transaction = false;
    uint64_t unsettled = 0; // documents put or deleted since values were last written
};

namespace {

// libxapian 1.4 writes the rest of a list of values in a destructor: where the disk is full then, the
// exception ends the process. So room for a block a document is looked for before: more than is
// written for most, and all of it only where many are changed at once.
assay_status has_room(const assay_xapian_writer *writer, assay_error *err) {
    constexpr uint64_t least = 1 << 20, block = 8192, most = 256 << 20;
    struct statvfs disk;
    if (statvfs(writer->path.c_str(), &disk) != 0 || disk.f_blocks == 0)
        return ASSAY_OK; // not all file systems tell; what is wrong is said by what is written
    const uint64_t there = (uint64_t)disk.f_bavail * disk.f_frsize;
    const uint64_t wanted = least + std::min(writer->unsettled, most / block) * block;
    if (there >= wanted)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_E_IO,
                      "%s: no space left on device: %.1f MB are free, %.1f may be needed",
                      writer->path.c_str(), (double)there / 1e6, (double)wanted / 1e6);
}

// libxapian takes its flush threshold from the environment when a database is opened and from
// nowhere else. Inside a transaction reaching it writes tables without committing them.
class flush_threshold {
  public:
    explicit flush_threshold(uint32_t documents) {
        const char *old = std::getenv(name);
        had_ = old != nullptr;
        if (had_)
            old_ = old;
        if (documents != 0)
            setenv(name, std::to_string(documents).c_str(), 1);
    }
    ~flush_threshold() {
        if (had_)
            setenv(name, old_.c_str(), 1);
        else
            unsetenv(name);
    }
    flush_threshold(const flush_threshold &) = delete;
    flush_threshold &operator=(const flush_threshold &) = delete;

  private:
    static constexpr const char *name = "XAPIAN_FLUSH_THRESHOLD";
    bool had_;
    std::string old_;
};

int open_flags(const assay_xapian_writer_options &options) {
    int flags = Xapian::DB_BACKEND_GLASS | (options.no_sync ? Xapian::DB_NO_SYNC : 0);
    switch (options.mode) {
    case ASSAY_XAPIAN_OPEN:
        return flags | Xapian::DB_OPEN;
    case ASSAY_XAPIAN_CREATE:
        return flags | Xapian::DB_CREATE;
    case ASSAY_XAPIAN_CREATE_OR_OPEN:
        break;
    }
    return flags | Xapian::DB_CREATE_OR_OPEN;
}

Xapian::WritableDatabase open_database(const char *path, assay_xapian_writer_options options) {
    const bool is_new = options.mode != ASSAY_XAPIAN_OPEN && !xapian_is_there(path);
    Xapian::WritableDatabase database(path, open_flags(options));
    if (!is_new || !options.plain_term_lists)
        return database;
    // Of one that has no revision libxapian makes the files of tables that stay empty.
    database.set_metadata("made", "made");
    database.set_metadata("made", "");
    database.close(); // commits
    xapian_leave_term_lists_plain(path);
    options.mode = ASSAY_XAPIAN_OPEN;
    return Xapian::WritableDatabase(path, open_flags(options));
}

// So that a commit does not wait for what was written long before it.
void push_tables(const std::string &path) {
    for (const char *table : {"postlist", "docdata", "termlist", "position", "spelling"})
        assay_file_push((path + "/" + table + ".glass").c_str());
}

} // namespace

extern "C" {

assay_status assay_xapian_writer_open(assay_xapian_writer **out, const char *path,
                                      const assay_xapian_writer_options *options,
                                      assay_error *err) {
    const assay_xapian_writer_options chosen =
        options != nullptr ? *options
                           : assay_xapian_writer_options{ASSAY_XAPIAN_OPEN, 0, false, false};
    assay_status status = xapian_guard(err, "open for writing", [&] {
        flush_threshold threshold(chosen.flush_documents);
        *out = new assay_xapian_writer{open_database(path, chosen), path, false, 0};
    });
    if (status == ASSAY_E_LOCKED)
        return assay_fail(err, status, "%s is being written by another process", path);
    return status == ASSAY_OK ? status : assay_fail_in(err, "%s", path);
}

void assay_xapian_writer_close(assay_xapian_writer *writer) {
    if (writer == nullptr)
        return;
    assay_error ignored;
    if (writer->in_transaction) {
        assay_status status = assay_xapian_writer_cancel(writer, &ignored);
        (void)status; // closing gives the changes up either way
    }
    delete writer;
}

assay_status assay_xapian_writer_begin(assay_xapian_writer *writer, assay_error *err) {
    return xapian_guard(err, "begin a transaction", [&] {
        writer->database.begin_transaction(true);
        writer->in_transaction = true;
    });
}

assay_status assay_xapian_writer_commit(assay_xapian_writer *writer, assay_error *err) {
    ASSAY_TRY(has_room(writer, err));
    return xapian_guard(err, "commit", [&] {
        writer->in_transaction = false;
        writer->database.commit_transaction();
        writer->unsettled = 0;
    });
}

assay_status assay_xapian_writer_cancel(assay_xapian_writer *writer, assay_error *err) {
    return xapian_guard(err, "cancel a transaction", [&] {
        writer->in_transaction = false;
        writer->unsettled = 0;
        writer->database.cancel_transaction();
    });
}

assay_status assay_xapian_writer_put(assay_xapian_writer *writer, assay_docid docid,
                                     const assay_xapian_document *document, assay_error *err) {
    writer->unsettled++;
    return xapian_guard(err, "write a document",
                        [&] { writer->database.replace_document(docid, document->document); });
}

assay_status assay_xapian_writer_append(assay_xapian_writer *writer, assay_docid docid,
                                        const assay_xapian_document *document, assay_error *err) {
    writer->unsettled++;
    return xapian_guard(err, "add a document", [&]() -> assay_status {
        if (docid != writer->database.get_lastdocid() + 1) {
            writer->database.replace_document(docid, document->document);
            return ASSAY_OK;
        }
        const assay_docid given = writer->database.add_document(document->document);
        return given == docid
                   ? ASSAY_OK
                   : assay_fail(err, ASSAY_E_BUG, "document %u was numbered %u", docid, given);
    });
}

assay_status assay_xapian_writer_delete(assay_xapian_writer *writer, assay_docid docid,
                                        assay_error *err) {
    writer->unsettled++;
    return xapian_guard(err, "delete a document", [&] { writer->database.delete_document(docid); });
}

assay_status assay_xapian_writer_last_docid(assay_docid *out, assay_xapian_writer *writer,
                                            assay_error *err) {
    return xapian_guard(err, "read", [&] { *out = writer->database.get_lastdocid(); });
}

assay_status assay_xapian_writer_doc_count(uint32_t *out, assay_xapian_writer *writer,
                                           assay_error *err) {
    return xapian_guard(err, "read", [&] { *out = writer->database.get_doccount(); });
}

assay_status assay_xapian_writer_find(assay_docid *out, assay_xapian_writer *writer,
                                      assay_span term, assay_error *err) {
    return xapian_guard(err, "look up a document", [&] {
        const std::string name = to_string(term);
        const Xapian::PostingIterator first = writer->database.postlist_begin(name);
        *out = first != writer->database.postlist_end(name) ? *first : 0;
    });
}

assay_status assay_xapian_writer_value(assay_buffer *out, assay_xapian_writer *writer,
                                       assay_docid docid, uint32_t slot, assay_error *err) {
    return xapian_guard(err, "read a value", [&] {
        return append_bytes(out, writer->database.get_document(docid).get_value(slot), err);
    });
}

assay_status assay_xapian_writer_data(assay_buffer *out, assay_xapian_writer *writer,
                                      assay_docid docid, assay_error *err) {
    return xapian_guard(err, "read a document", [&] {
        return append_bytes(out, writer->database.get_document(docid).get_data(), err);
    });
}

assay_status assay_xapian_writer_set_metadata(assay_xapian_writer *writer, assay_span key,
                                              assay_span value, assay_error *err) {
    return xapian_guard(err, "set metadata",
                        [&] { writer->database.set_metadata(to_string(key), to_string(value)); });
}

assay_status assay_xapian_writer_metadata(assay_buffer *out, assay_xapian_writer *writer,
                                          assay_span key, assay_error *err) {
    return xapian_guard(err, "read metadata", [&] {
        return append_bytes(out, writer->database.get_metadata(to_string(key)), err);
    });
}

assay_status assay_xapian_writer_add_spelling(assay_xapian_writer *writer, assay_span word,
                                              int64_t count, assay_error *err) {
    return xapian_guard(err, "add a spelling", [&] {
        const uint64_t size = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
        const auto change = (Xapian::termcount)(size < UINT32_MAX ? size : UINT32_MAX);
        if (count > 0)
            writer->database.add_spelling(to_string(word), change);
        else if (count < 0)
            writer->database.remove_spelling(to_string(word), change);
    });
}

// libxapian reads lists of values and of all terms from its tables only, and brings these up to
// date first, in a transaction too.
assay_status assay_xapian_writer_settle(assay_xapian_writer *writer, assay_error *err) {
    ASSAY_TRY(has_room(writer, err));
    return xapian_guard(err, "settle what was put", [&] {
        (void)writer->database.valuestream_begin(0);
        writer->unsettled = 0;
        (void)writer->database.allterms_begin();
        push_tables(writer->path);
    });
}

assay_status assay_xapian_writer_settle_values(assay_xapian_writer *writer, assay_error *err) {
    ASSAY_TRY(has_room(writer, err));
    return xapian_guard(err, "settle values", [&] {
        (void)writer->database.valuestream_begin(0);
        writer->unsettled = 0;
    });
}

assay_status assay_xapian_compact(const char *source, const char *destination, assay_error *err) {
    return xapian_guard(err, "compact", [&] {
        Xapian::Database(source).compact(destination, Xapian::DBCOMPACT_NO_RENUMBER);
    });
}

} // extern "C"
