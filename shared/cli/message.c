#include "cli/message.h"

#include "cli/exit_code.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void assay_message(const char *program, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

int assay_message_failure(const char *program, const assay_error *err) {
    assay_message(program, "%s", err->message);
    return assay_exit_code(err->status);
}

assay_status assay_message_write(assay_span text, assay_error *err) {
    if (text.size != 0 && fwrite(text.data, 1, text.size, stdout) != text.size)
        return assay_fail(err, ASSAY_E_IO, "cannot write the output: %s", strerror(errno));
    return ASSAY_OK;
}

assay_status assay_message_flush(assay_error *err) {
    if (fflush(stdout) != 0 || ferror(stdout))
        return assay_fail(err, ASSAY_E_IO, "cannot write the output: %s", strerror(errno));
    return ASSAY_OK;
}
