/* Words to the person: on standard error, each line "program: ...". And the end of standard output,
 * which is checked: what could not be written is a failure, not silence. */
#ifndef ASSAY_CLI_MESSAGE_H
#define ASSAY_CLI_MESSAGE_H
#include "base/buffer.h"
#include <stdbool.h>

void assay_message(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Prints err's message and gives the exit code for it. */
int assay_message_failure(const char *program, const assay_error *err);
/* Writes to standard output. ASSAY_E_IO. */
ASSAY_MUST_USE assay_status assay_message_write(assay_span text, assay_error *err);
/* Flushes standard output; ASSAY_E_IO when anything written to it was lost. */
ASSAY_MUST_USE assay_status assay_message_flush(assay_error *err);
#endif
