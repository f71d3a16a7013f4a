#include "catalogue/xapian_internal.hh"

extern "C" {
#include "base/bytes.h"
}

#include <fcntl.h>
#include <unistd.h>

// The version file of a glass database (glass_version.cc): a magic and a format version, a UUID, the revision
// and for each table its root, a level with two flags, the entries, the size of a block, the least size of
// what is compressed (0: nothing is) and a list of free blocks.
namespace {

constexpr char file_name[] = "/iamglass";
constexpr char magic[] = "\x0f\x0dXapian Glass\x04\x6e"; // of the format that 1.4 writes
constexpr size_t uuid_size = 16;
constexpr int tables_before = 2; // POSTLIST, DOCDATA, then TERMLIST
constexpr size_t file_size_max = 4096;

// Where the number stands that says from which size on lists of terms are compressed; 0 when the
// file is of another kind, or the number takes more than one byte.
size_t find_number(assay_span file) {
    assay_bytes bytes = assay_bytes_of(file);
    const assay_span start = assay_bytes_take(&bytes, sizeof magic - 1);
    if (!assay_bytes_ok(&bytes) || memcmp(start.data, magic, sizeof magic - 1) != 0)
        return 0;
    (void)assay_bytes_take(&bytes, uuid_size);
    (void)assay_bytes_varint(&bytes);
    for (int table = 0;; table++) {
        for (int field = 0; field < 4; field++)
            (void)assay_bytes_varint(&bytes);
        const unsigned char *number = bytes.at;
        const uint64_t size = assay_bytes_varint(&bytes);
        if (!assay_bytes_ok(&bytes))
            return 0;
        if (table == tables_before)
            return size < 128 ? (size_t)((const char *)number - file.data) : 0;
        (void)assay_bytes_take(&bytes, assay_bytes_varint(&bytes));
    }
}

} // namespace

bool xapian_is_there(const std::string &path) {
    return access((path + file_name).c_str(), F_OK) == 0;
}

void xapian_leave_term_lists_plain(const std::string &path) {
    const int file = open((path + file_name).c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    char bytes[file_size_max];
    const ssize_t size = read(file, bytes, sizeof bytes);
    const size_t at = size > 0 ? find_number(assay_span_make(bytes, (size_t)size)) : 0;
    const char none = 0;
    if (at != 0)
        (void)!pwrite(file, &none, 1, (off_t)at);
    close(file);
}
