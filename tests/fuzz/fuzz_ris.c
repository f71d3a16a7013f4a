/* RIS: whatever the file is, the reading ends, each record delivered has an identity and survives being written as JSON and read again. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_read_records("ris", data, size);
    return 0;
}
