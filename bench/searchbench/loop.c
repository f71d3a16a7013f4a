#include "searchbench/loop.h"

static uint64_t due_at(const bench_loop *loop, size_t i) {
    return loop->start + (uint64_t)((double)i * 1e9 / loop->rate);
}

bool bench_loop_run(bench_loop *loop, bool (*ask)(void *user, size_t i), void *user) {
    const bench_clock *clock = loop->clock;
    for (size_t i; (i = atomic_fetch_add(&loop->next, 1)) < loop->count;) {
        bench_sample *sample = &loop->samples[i];
        if (loop->rate > 0) {
            sample->due = due_at(loop, i);
            clock->wait_until(clock->user, sample->due);
        }
        sample->began = clock->now(clock->user);
        if (loop->rate <= 0)
            sample->due = sample->began;
        if (!ask(user, i))
            return false;
        sample->ended = clock->now(clock->user);
    }
    return true;
}

double bench_loop_seconds(const bench_loop *loop) {
    if (loop->count == 0)
        return 0;
    uint64_t first = loop->samples[0].due, last = 0;
    for (size_t i = 0; i < loop->count; i++) {
        first = loop->samples[i].due < first ? loop->samples[i].due : first;
        last = loop->samples[i].ended > last ? loop->samples[i].ended : last;
    }
    return (double)(last - first) * 1e-9;
}
