#include "catalogue/xapian_internal.hh"

#include <cstring>

extern "C" {

assay_status assay_xapian_document_new(assay_xapian_document **out, assay_error *err) {
    return xapian_guard(err, "make a document", [&] { *out = new assay_xapian_document; });
}

void assay_xapian_document_free(assay_xapian_document *document) {
    delete document;
}

assay_status assay_xapian_document_clear(assay_xapian_document *document, assay_error *err) {
    return xapian_guard(err, "empty a document", [&] { document->document = Xapian::Document(); });
}

assay_status assay_xapian_document_add_term(assay_xapian_document *document, assay_span term,
                                            uint32_t wdf, const uint32_t *positions, size_t count,
                                            assay_error *err) {
    return xapian_guard(err, "add a term", [&] {
        const std::string name = to_string(term);
        // Each call looks the term up: the wdf goes with the first position.
        if (count == 0)
            document->document.add_term(name, wdf);
        for (size_t i = 0; i < count; i++)
            document->document.add_posting(name, positions[i], i == 0 ? wdf : 0);
    });
}

assay_status assay_xapian_document_set_value(assay_xapian_document *document, uint32_t slot,
                                             assay_span value, assay_error *err) {
    return xapian_guard(err, "set a value",
                        [&] { document->document.add_value(slot, to_string(value)); });
}

assay_status assay_xapian_document_set_data(assay_xapian_document *document, assay_span data,
                                            assay_error *err) {
    return xapian_guard(err, "set a document's data",
                        [&] { document->document.set_data(to_string(data)); });
}

size_t assay_xapian_number_encode(char out[16], double number) {
    const std::string bytes = Xapian::sortable_serialise(number);
    const size_t size = bytes.size() < 16 ? bytes.size() : 16;
    std::memcpy(out, bytes.data(), size);
    return size;
}

double assay_xapian_number_decode(assay_span value) {
    return value.size != 0 ? Xapian::sortable_unserialise(std::string(value.data, value.size)) : 0;
}

} // extern "C"
