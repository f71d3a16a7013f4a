#include "commands.h"

#include <signal.h>

static atomic_bool cancelled;
static volatile sig_atomic_t came;

static void on_signal(int number) {
    came = number;
    atomic_store(&cancelled, true);
}

const atomic_bool *assay_interrupt_watch(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &cancelled;
}

int assay_interrupt_signal(void) {
    return came;
}
