/* Any bytes as JSON records: the jsonl and the ctgov-json reader, and a stored record. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const formats[] = {"jsonl", "ctgov-json", "auto"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        fuzz_read_records(formats[i], data, size);
    return 0;
}
