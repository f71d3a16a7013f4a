/* What a process says of itself when it ends: the one table both programs share.
 *
 *   0  it did what was asked            4  an index that is damaged, foreign or of another version
 *   1  nothing was found (only when     5  done, but some input could not be read
 *      asked to say so)                 70 a mistake of this program
 *   2  wrong usage, or a query that     130, 143  interrupted by SIGINT, SIGTERM; what was complete
 *      does not parse                             is kept
 *   3  input, output, memory, a lock */
#ifndef ASSAY_CLI_EXIT_CODE_H
#define ASSAY_CLI_EXIT_CODE_H
#include "base/status.h"

enum {
    ASSAY_EXIT_OK = 0,
    ASSAY_EXIT_NOTHING = 1,
    ASSAY_EXIT_USAGE = 2,
    ASSAY_EXIT_IO = 3,
    ASSAY_EXIT_INDEX = 4,
    ASSAY_EXIT_INPUT = 5,
    ASSAY_EXIT_BUG = 70,
    ASSAY_EXIT_SIGNAL = 128 /* + the signal's number */
};

int assay_exit_code(assay_status status);
#endif
