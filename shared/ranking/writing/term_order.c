#include "ranking/writing/term_order.h"

#include <pthread.h>
#include <stdlib.h>

/* A thread's share is worth starting it. */
enum { SHARE_MIN = 1 << 15, PARTS_MAX = 8 };

size_t assay_space_copy_term(char *out, size_t room, const assay_space *space, uint32_t id) {
    assay_span key = assay_map_key(space->map, id);
    size_t from_prefix = space->prefix_size < room ? space->prefix_size : room;
    size_t from_key = key.size < room - from_prefix ? key.size : room - from_prefix;
    memcpy(out, space->prefix, from_prefix);
    if (from_key != 0)
        memcpy(out + from_prefix, key.data, from_key);
    return from_prefix + from_key;
}

static uint64_t head_of(const assay_space *space, uint32_t id) {
    unsigned char bytes[8] = {0};
    uint64_t head = 0;
    assay_space_copy_term((char *)bytes, sizeof bytes, space, id);
    for (unsigned i = 0; i < sizeof bytes; i++)
        head = head << 8 | bytes[i];
    return head;
}

int assay_space_compare_terms(const assay_space *spaces, const assay_space_term *a,
                              const assay_space_term *b) {
    char x[ASSAY_TERM_BYTES_MAX], y[ASSAY_TERM_BYTES_MAX];
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    if (a->space == b->space)
        return assay_span_compare(assay_map_key(spaces[a->space].map, a->id),
                                  assay_map_key(spaces[b->space].map, b->id));
    size_t x_size = assay_space_copy_term(x, sizeof x, &spaces[a->space], a->id);
    size_t y_size = assay_space_copy_term(y, sizeof y, &spaces[b->space], b->id);
    return assay_span_compare(assay_span_make(x, x_size), assay_span_make(y, y_size));
}

/* Stable: of equal ones a's first. */
static void merge_terms(assay_space_term *out, const assay_space_term *a, size_t a_count,
                        const assay_space_term *b, size_t b_count, const assay_space *spaces) {
    const assay_space_term *a_end = a + a_count, *b_end = b + b_count;
    while (a < a_end && b < b_end)
        *out++ = assay_space_compare_terms(spaces, b, a) < 0 ? *b++ : *a++;
    memcpy(out, a, (size_t)(a_end - a) * sizeof *a);
    memcpy(out + (a_end - a), b, (size_t)(b_end - b) * sizeof *b);
}

/* Bottom-up merge sort from runs of one: stable, no recursion. */
static void sort_terms(assay_space_term *items, assay_space_term *other, size_t count,
                       const assay_space *spaces) {
    assay_space_term *from = items, *to = other;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t left = count - at, first = left < width ? left : width;
            size_t second = left - first < width ? left - first : width;
            merge_terms(to + at, from + at, first, from + at + first, second, spaces);
        }
        assay_space_term *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}

/* ---- parts ---- */

/* Some of the ids of all spaces, counted through; they are listed from items on. */
typedef struct {
    const assay_space *spaces;
    unsigned space_count;
    size_t from, to;
    assay_space_term *items, *other;
    size_t count;
    assay_status status;
    assay_error error;
    pthread_t thread;
    bool started;
} part;

static uint32_t term_limit(const assay_space *space) {
    uint32_t occurrences = space->occurrence_runs.term_count;
    return occurrences != 0 ? occurrences : space->filter_runs.term_count;
}

static assay_status list_term(part *mine, unsigned s, uint32_t id) {
    const assay_space *space = &mine->spaces[s];
    size_t size = space->prefix_size + assay_map_key(space->map, id).size;
    if (assay_run_size(&space->occurrence_runs, id) + assay_run_size(&space->filter_runs, id) == 0)
        return ASSAY_OK;
    if (size > ASSAY_TERM_BYTES_MAX)
        return assay_fail(&mine->error, ASSAY_E_LIMIT,
                          "a term of %zu bytes, at most %d are possible", size,
                          ASSAY_TERM_BYTES_MAX);
    mine->items[mine->count++] = (assay_space_term){head_of(space, id), id, (uint16_t)s, false};
    return ASSAY_OK;
}

static void *make_part(void *argument) {
    part *mine = argument;
    size_t before = 0; /* ids of the spaces before */
    for (unsigned s = 0; s < mine->space_count && mine->status == ASSAY_OK; s++) {
        uint32_t limit = term_limit(&mine->spaces[s]);
        size_t id = mine->from > before ? mine->from - before : 0;
        for (; id < limit && before + id < mine->to && mine->status == ASSAY_OK; id++)
            mine->status = list_term(mine, s, (uint32_t)id);
        before += limit;
    }
    if (mine->status == ASSAY_OK)
        sort_terms(mine->items, mine->other, mine->count, mine->spaces);
    return NULL;
}

static unsigned make_parts(part *parts, const part *all, unsigned threads) {
    size_t most = all->to / SHARE_MIN + 1;
    unsigned count = threads < PARTS_MAX ? threads : PARTS_MAX;
    count = count < most ? count : (unsigned)most;
    for (unsigned i = 0; i < count; i++) {
        parts[i] = *all;
        parts[i].from = all->to / count * i;
        parts[i].to = i + 1 == count ? all->to : all->to / count * (i + 1);
        parts[i].items += parts[i].from;
        parts[i].other += parts[i].from;
    }
    for (unsigned i = 1; i < count; i++)
        parts[i].started = pthread_create(&parts[i].thread, NULL, make_part, &parts[i]) == 0;
    for (unsigned i = 0; i < count; i++)
        if (!parts[i].started)
            (void)make_part(&parts[i]);
    for (unsigned i = 1; i < count; i++)
        if (parts[i].started)
            pthread_join(parts[i].thread, NULL);
    return count;
}

/* Neighbours become one until one is left; they stand at the same places of either array. Whether all is
 * in `other` then. */
static bool join_parts(part *parts, unsigned count) {
    bool swapped = false;
    for (; count > 1; count = (count + 1) / 2, swapped = !swapped)
        for (unsigned i = 0; i < count; i += 2) {
            part *first = &parts[i], joined = *first;
            joined.items = first->other;
            joined.other = first->items;
            joined.count += i + 1 < count ? parts[i + 1].count : 0;
            merge_terms(joined.items, first->items, first->count,
                        parts[i + 1 < count ? i + 1 : i].items, joined.count - first->count,
                        first->spaces);
            parts[i / 2] = joined;
        }
    return swapped;
}

assay_status assay_spaces_order(assay_space_term **out, size_t *out_count,
                                const assay_space *spaces, unsigned space_count, unsigned threads,
                                assay_error *err) {
    part all = {.spaces = spaces, .space_count = space_count};
    for (unsigned s = 0; s < space_count; s++)
        all.to += term_limit(&spaces[s]);
    all.items = malloc((all.to + 1) * sizeof *all.items);
    all.other = malloc((all.to + 1) * sizeof *all.other);
    assay_status status =
        all.items != NULL && all.other != NULL ? ASSAY_OK : assay_fail_memory(err);
    part parts[PARTS_MAX] = {all};
    unsigned count = status == ASSAY_OK ? make_parts(parts, &all, threads) : 0;
    for (unsigned i = 0; i < count && status == ASSAY_OK; i++)
        if (parts[i].status != ASSAY_OK) {
            status = parts[i].status;
            *err = parts[i].error;
        }
    if (status != ASSAY_OK) {
        free(all.items);
        free(all.other);
        return status;
    }
    bool swapped = join_parts(parts, count);
    *out = swapped ? all.other : all.items;
    *out_count = parts[0].count;
    free(swapped ? all.items : all.other);
    return ASSAY_OK;
}
