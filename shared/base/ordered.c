#include "base/ordered.h"

#include "base/buffer.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct {
    assay_buffer channels[ASSAY_ORDERED_CHANNELS]; /* the ticket's holder's, until it is ended */
    bool ended;
} slot;

struct assay_ordered {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    assay_ordered_write *write;
    void *user;
    size_t window, kept;
    uint64_t next, turn; /* tickets: the next to be given, the first that is open */
    bool failed;
    assay_error err;
    slot slots[]; /* of ticket t: t % window */
};

assay_status assay_ordered_new(assay_ordered **out, size_t window, size_t kept,
                               assay_ordered_write *write, void *user, assay_error *err) {
    if (window == 0 || window > SIZE_MAX / sizeof(slot) / 2)
        return assay_fail(err, ASSAY_E_BUG, "a window of %zu tickets", window);
    assay_ordered *ordered = calloc(1, sizeof *ordered + window * sizeof(slot));
    if (ordered == NULL)
        return assay_fail_memory(err);
    ordered->window = window;
    ordered->kept = kept;
    ordered->write = write;
    ordered->user = user;
    for (size_t i = 0; i < window; i++)
        for (size_t channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++)
            assay_buffer_init(&ordered->slots[i].channels[channel], ASSAY_BUFFER_NO_CAP);
    pthread_mutex_init(&ordered->lock, NULL);
    pthread_cond_init(&ordered->changed, NULL);
    *out = ordered;
    return ASSAY_OK;
}

void assay_ordered_free(assay_ordered *ordered) {
    if (ordered == NULL)
        return;
    for (size_t i = 0; i < ordered->window; i++)
        for (size_t channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++)
            assay_buffer_done(&ordered->slots[i].channels[channel]);
    pthread_cond_destroy(&ordered->changed);
    pthread_mutex_destroy(&ordered->lock);
    free(ordered);
}

static slot *slot_of(assay_ordered *ordered, uint64_t ticket) {
    return &ordered->slots[ticket % ordered->window];
}

/* With the lock held. */
static void stick(assay_ordered *ordered, const assay_error *err) {
    if (!ordered->failed)
        ordered->err = *err;
    ordered->failed = true;
    pthread_cond_broadcast(&ordered->changed);
}

/* Writes what the slot of the first open ticket has gathered: by its holder, or with the lock held once it is ended. */
static assay_status write_slot(const assay_ordered *ordered, slot *s, assay_error *err) {
    for (unsigned channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++) {
        assay_buffer *gathered = &s->channels[channel];
        ASSAY_TRY(assay_buffer_check(gathered, err));
        if (gathered->size != 0)
            ASSAY_TRY(ordered->write(ordered->user, channel, assay_buffer_span(gathered), err));
        assay_buffer_clear(gathered);
    }
    return ASSAY_OK;
}

bool assay_ordered_open(uint64_t *ticket, assay_ordered *ordered) {
    pthread_mutex_lock(&ordered->lock);
    while (ordered->next - ordered->turn == ordered->window && !ordered->failed)
        pthread_cond_wait(&ordered->changed, &ordered->lock);
    bool given = !ordered->failed;
    if (given)
        *ticket = ordered->next++;
    pthread_mutex_unlock(&ordered->lock);
    return given;
}

/* Until the ticket is the first one; false after a failure. */
static bool wait_for_turn(assay_ordered *ordered, uint64_t ticket) {
    pthread_mutex_lock(&ordered->lock);
    while (ordered->turn != ticket && !ordered->failed)
        pthread_cond_wait(&ordered->changed, &ordered->lock);
    bool good = !ordered->failed;
    pthread_mutex_unlock(&ordered->lock);
    return good;
}

bool assay_ordered_add(assay_ordered *ordered, uint64_t ticket, unsigned channel,
                       assay_span bytes) {
    slot *s = slot_of(ordered, ticket);
    assay_error err;
    assay_buffer_add_span(&s->channels[channel], bytes);
    if (s->channels[0].size + s->channels[1].size < ordered->kept)
        return true;
    if (!wait_for_turn(ordered, ticket))
        return false;
    if (write_slot(ordered, s, &err) == ASSAY_OK)
        return true;
    assay_ordered_fail(ordered, &err);
    return false;
}

void assay_ordered_end(assay_ordered *ordered, uint64_t ticket) {
    assay_error err;
    pthread_mutex_lock(&ordered->lock);
    slot_of(ordered, ticket)->ended = true;
    while (ordered->turn < ordered->next && slot_of(ordered, ordered->turn)->ended) {
        slot *first = slot_of(ordered, ordered->turn);
        if (!ordered->failed && write_slot(ordered, first, &err) != ASSAY_OK)
            stick(ordered, &err);
        for (size_t channel = 0; channel < ASSAY_ORDERED_CHANNELS; channel++)
            assay_buffer_clear(&first->channels[channel]);
        first->ended = false;
        ordered->turn++;
    }
    pthread_cond_broadcast(&ordered->changed);
    pthread_mutex_unlock(&ordered->lock);
}

void assay_ordered_fail(assay_ordered *ordered, const assay_error *err) {
    pthread_mutex_lock(&ordered->lock);
    stick(ordered, err);
    pthread_mutex_unlock(&ordered->lock);
}

assay_status assay_ordered_result(assay_ordered *ordered, assay_error *err) {
    pthread_mutex_lock(&ordered->lock);
    bool failed = ordered->failed;
    if (failed && err != NULL)
        *err = ordered->err;
    assay_status status = failed ? ordered->err.status : ASSAY_OK;
    pthread_mutex_unlock(&ordered->lock);
    return status;
}
