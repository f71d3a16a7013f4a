/* Any bytes as tables: the csv, tsv, ctgov-csv and ictrp-csv readers. */
#include "fuzz_records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const formats[] = {"csv", "tsv", "ctgov-csv", "ictrp-csv"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        fuzz_read_records(formats[i], data, size);
    return 0;
}
