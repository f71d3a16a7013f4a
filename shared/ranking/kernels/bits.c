#include "ranking/kernels/bits.h"

void assay_bits_put(assay_bits_writer *writer, uint64_t value, unsigned width) {
    for (unsigned done = 0; done < width;) {
        unsigned take = width - done < 56 ? width - done : 56;
        writer->pending |= (value >> done & ((UINT64_C(1) << take) - 1)) << writer->bits;
        for (writer->bits += take; writer->bits >= 8; writer->bits -= 8, writer->pending >>= 8)
            assay_buffer_add_byte(writer->out, (char)writer->pending);
        done += take;
    }
}

void assay_bits_flush(assay_bits_writer *writer) {
    if (writer->bits != 0)
        assay_buffer_add_byte(writer->out, (char)writer->pending);
    writer->pending = writer->bits = 0;
}

void assay_bits_put_golomb(assay_bits_writer *writer, uint32_t value, unsigned order) {
    uint32_t shifted = value + (UINT32_C(1) << order);
    unsigned extra = assay_bits_width(shifted) - order - 1;
    assay_bits_put(writer, UINT64_C(1) << extra, extra + 1);
    assay_bits_put(writer, shifted & ((UINT32_C(1) << (extra + order)) - 1), extra + order);
}

uint32_t assay_bits_take_golomb(assay_bits_reader *reader, unsigned order) {
    uint64_t left = reader->end - reader->at;
    uint64_t word = left != 0 && !reader->failed
                        ? assay_load_u64(reader->data + reader->at / 8) >> (reader->at % 8)
                        : 0;
    unsigned extra = word != 0 ? (unsigned)__builtin_ctzll(word) : 64;
    if (extra + order >= 32 || extra + UINT64_C(1) > left) {
        reader->failed = true;
        return 0;
    }
    reader->at += extra + 1;
    uint64_t low = assay_bits_take(reader, extra + order);
    return reader->failed
               ? 0
               : (uint32_t)((low | UINT64_C(1) << (extra + order)) - (UINT64_C(1) << order));
}
