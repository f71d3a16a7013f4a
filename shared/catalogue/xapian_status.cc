#include "catalogue/xapian_internal.hh"

#include <new>

namespace {

assay_status status_of(const Xapian::Error &error) noexcept {
    const std::string type = error.get_type();
    if (type == "DatabaseModifiedError")
        return ASSAY_E_STALE;
    if (type == "DatabaseLockError") // also thrown when the lock's file cannot be made
        return error.get_msg().find("already locked") != std::string::npos ? ASSAY_E_LOCKED
                                                                           : ASSAY_E_IO;
    if (type == "DatabaseVersionError")
        return ASSAY_E_VERSION;
    if (type == "DatabaseCorruptError" || type == "SerialisationError")
        return ASSAY_E_CORRUPT;
    if (type == "DatabaseNotFoundError" || type == "DocNotFoundError")
        return ASSAY_E_NOT_FOUND;
    if (type == "QueryParserError")
        return ASSAY_E_SYNTAX;
    if (type == "WildcardError" || type == "RangeError")
        return ASSAY_E_LIMIT;
    if (type == "UnimplementedError" || type == "FeatureUnavailableError")
        return ASSAY_E_UNSUPPORTED;
    if (type == "InvalidArgumentError" || type == "InvalidOperationError" ||
        type == "AssertionError" || type == "InternalError" || type == "DatabaseClosedError")
        return ASSAY_E_BUG;
    return ASSAY_E_IO;
}

assay_status describe(assay_error *err, const char *doing, const Xapian::Error &error) {
    const char *system = error.get_error_string();
    const std::string &context = error.get_context();
    return assay_fail(err, status_of(error), "cannot %s%s%s: %s%s%s", doing,
                      context.empty() ? "" : " ", context.c_str(), error.get_msg().c_str(),
                      system != nullptr ? ": " : "", system != nullptr ? system : "");
}

} // namespace

assay_status xapian_caught(assay_error *err, const char *doing) noexcept {
    try {
        throw;
    } catch (const Xapian::Error &error) {
        return describe(err, doing, error);
    } catch (const std::bad_alloc &) {
        return assay_fail_memory(err);
    } catch (const std::exception &error) {
        return assay_fail(err, ASSAY_E_BUG, "cannot %s: %s", doing, error.what());
    } catch (...) {
        return assay_fail(err, ASSAY_E_BUG, "cannot %s: unknown exception", doing);
    }
}

assay_status append_bytes(assay_buffer *out, const std::string &bytes, assay_error *err) noexcept {
    assay_buffer_add(out, bytes.data(), bytes.size());
    return assay_buffer_check(out, err);
}
