#include "cli/exit_code.h"

#include <signal.h>

/* Without a default: a new status is a warning here. */
int assay_exit_code(assay_status status) {
    switch (status) {
    case ASSAY_OK:
        return ASSAY_EXIT_OK;
    case ASSAY_E_USAGE:
    case ASSAY_E_SYNTAX:
    case ASSAY_E_UNSUPPORTED:
        return ASSAY_EXIT_USAGE;
    case ASSAY_E_MEMORY:
    case ASSAY_E_IO:
    case ASSAY_E_NOT_FOUND:
    case ASSAY_E_LIMIT:
    case ASSAY_E_LOCKED:
    case ASSAY_E_STALE:
        return ASSAY_EXIT_IO;
    case ASSAY_E_FORMAT:
    case ASSAY_E_CORRUPT:
    case ASSAY_E_VERSION:
        return ASSAY_EXIT_INDEX;
    case ASSAY_E_INTERRUPTED:
        return ASSAY_EXIT_SIGNAL + SIGINT;
    case ASSAY_E_BUG:
        break;
    }
    return ASSAY_EXIT_BUG;
}
