#include "records/reader.h"

#include <threads.h>

/* In the order of --help; where two formats are equally sure of a file, the first reads it. */
static const assay_format *const formats[] = {
    &assay_format_ctgov_json,
    &assay_format_ctgov_xml,
    &assay_format_pubmed_xml,
    &assay_format_jats,
    &assay_format_nbib,
    &assay_format_ris,
    &assay_format_pubtator,
    &assay_format_trec,
    &assay_format_cf,
    &assay_format_txt,
    &assay_format_ctgov_csv,
    &assay_format_ictrp_csv,
    &assay_format_ictrp_xml,
    &assay_format_jsonl,
    &assay_format_csv,
    &assay_format_tsv,
    NULL,
};
enum { FORMAT_COUNT = sizeof formats / sizeof(void *) };

static assay_format table[FORMAT_COUNT]; /* the last one has no name */
static once_flag table_filled = ONCE_FLAG_INIT;

static void fill_table(void) {
    for (size_t i = 0; formats[i] != NULL; i++)
        table[i] = *formats[i];
}

const assay_format *assay_formats(void) {
    call_once(&table_filled, fill_table);
    return table;
}

const assay_format *assay_format_named(assay_span name) {
    for (const assay_format *format = assay_formats(); format->name != NULL; format++)
        if (assay_span_equal_ascii_case(name, assay_span_of(format->name)))
            return format;
    return NULL;
}
