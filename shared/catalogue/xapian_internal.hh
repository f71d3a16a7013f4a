// The wall between C and libxapian: one guard, one place where exceptions become statuses.
#ifndef ASSAY_CATALOGUE_XAPIAN_INTERNAL_HH
#define ASSAY_CATALOGUE_XAPIAN_INTERNAL_HH
#include <xapian.h>

#include <string>
#include <type_traits>
#include <vector>

extern "C" {
#include "base/buffer.h"
}
#include "catalogue/xapian_c.h"
#include "catalogue/xapian_query.h"

// Only inside a catch block. `doing` reads "cannot <doing>".
assay_status xapian_caught(assay_error *err, const char *doing) noexcept;

// Runs body, which returns nothing or an assay_status.
template <class Body>
assay_status xapian_guard(assay_error *err, const char *doing, Body &&body) noexcept {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return ASSAY_OK;
        } else {
            return body();
        }
    } catch (...) {
        return xapian_caught(err, doing);
    }
}

inline std::string to_string(assay_span span) {
    return span.size != 0 ? std::string(span.data, span.size) : std::string();
}

// Hands bytes to C; a buffer that is full is a failure.
assay_status append_bytes(assay_buffer *out, const std::string &bytes, assay_error *err) noexcept;

// Whether there is a database at the path.
bool xapian_is_there(const std::string &path);
// Tells a database that was just made, and that nobody has open, to write lists of terms as they are. From 18
// bytes on libxapian tries zlib on each, whose tables it clears first: for the few identifiers of a record, which
// never get shorter, three quarters of what putting it takes. There is no option for it but a number in the
// version file, which is read when a database is opened and kept from then on. Where the file is not as
// expected it is left alone.
void xapian_leave_term_lists_plain(const std::string &path);

struct assay_xapian_document {
    Xapian::Document document;
};

struct assay_xapian_reader {
    Xapian::Database database;
    std::string path;
    size_t count = 1;
};

struct assay_xapian_query {
    Xapian::Query query;
};
#endif
