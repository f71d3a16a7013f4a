#include "support/suite.h"

#include <stdio.h>
#include <unistd.h>

int assay_suite_run(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *assay_suite_data_dir(void) {
    const char *named = getenv("ASSAY_DATA");
    const char *dir = named != NULL ? named : "../shared/data";
    return access(dir, R_OK) == 0 ? dir : NULL;
}
