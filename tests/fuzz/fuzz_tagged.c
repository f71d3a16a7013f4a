/* The first byte chooses a format read line by line, the rest is its file: whatever it is, the reading
 * ends, each record delivered has an identity and survives being written as JSON and read again. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const formats[] = {"nbib", "pubtator", "trec", "txt"};
    if (size != 0)
        fuzz_read_records(formats[data[0] % 4], data + 1, size - 1);
    return 0;
}
