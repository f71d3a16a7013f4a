#include "ranking/retrieval/proximity.h"

#include "base/bytes.h"

/* Index of the first position >= value, from index `from` on. */
static uint32_t lower_bound(assay_positions list, uint32_t from, uint64_t value) {
    uint32_t step = 1, low = from, high = from;
    while (high < list.count && list.items[high] < value) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    if (high > list.count)
        high = list.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list.items[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t shortest(const assay_positions *lists, uint32_t count) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < count; i++)
        best = lists[i].count < lists[best].count ? i : best;
    return best;
}

/* All at their offsets: walks the rarest word, looks the others up. */
static bool exact_fits(const assay_plan *plan, const assay_positions *lists) {
    uint32_t lead = shortest(lists, plan->child_count);
    uint32_t at[ASSAY_PLAN_NEAR_MAX] = {0};
    for (uint32_t j = 0; j < lists[lead].count; j++) {
        int64_t base = (int64_t)lists[lead].items[j] - (int64_t)plan->offsets[lead];
        uint32_t i = 0;
        for (; i < plan->child_count; i++) {
            int64_t wanted = base + (int64_t)plan->offsets[i];
            if (wanted < 0)
                break;
            at[i] = lower_bound(lists[i], at[i], (uint64_t)wanted);
            if (at[i] == lists[i].count)
                return false;
            if (lists[i].items[at[i]] != (uint64_t)wanted)
                break;
        }
        if (i == plan->child_count)
            return true;
    }
    return false;
}

bool assay_proximity_pair_fits(const assay_plan *plan, const assay_positions *lists, uint32_t a,
                               uint32_t b) {
    int64_t shift = (int64_t)plan->offsets[b] - (int64_t)plan->offsets[a];
    uint32_t i = 0, j = 0;
    while (i < lists[a].count && j < lists[b].count) {
        int64_t x = (int64_t)lists[a].items[i] + shift, y = lists[b].items[j];
        if (x == y)
            return true;
        i += x < y;
        j += x > y;
    }
    return false;
}

/* In order within the window: from each place of the first word, the nearest next of each. */
static bool ordered_fits(const assay_plan *plan, const assay_positions *lists) {
    uint32_t at[ASSAY_PLAN_NEAR_MAX] = {0};
    for (uint32_t j = 0; j < lists[0].count; j++) {
        uint64_t last = lists[0].items[j];
        for (uint32_t i = 1; i < plan->child_count; i++) {
            at[i] = lower_bound(lists[i], at[i], last + 1);
            if (at[i] == lists[i].count)
                return false;
            last = lists[i].items[at[i]];
        }
        if (last - lists[0].items[j] < plan->window)
            return true;
    }
    return false;
}

typedef struct {
    const assay_positions *lists;
    const uint32_t *first; /* index of each list's first position in the window */
    uint32_t count;
    uint64_t end;                                 /* of the window, exclusive */
    uint32_t owner_position[ASSAY_PLAN_NEAR_MAX]; /* positions given away */
    uint32_t owner[ASSAY_PLAN_NEAR_MAX];          /* and to which list */
    uint32_t owners;
} near_matching;

/* Gives list i a position of its own, moving others aside (augmenting paths). tried: bit per
 * position already given away that this search has been at. */
static bool give_position(near_matching *m, uint32_t i, uint64_t *tried) {
    assay_positions list = m->lists[i];
    for (uint32_t j = m->first[i]; j < list.count && list.items[j] < m->end; j++) {
        uint32_t o = 0;
        while (o < m->owners && m->owner_position[o] != list.items[j])
            o++;
        if (o == m->owners) {
            m->owner_position[m->owners] = list.items[j];
            m->owner[m->owners++] = i;
            return true;
        }
        if ((*tried >> o & 1) != 0)
            continue;
        *tried |= UINT64_C(1) << o;
        if (give_position(m, m->owner[o], tried)) {
            m->owner[o] = i;
            return true;
        }
    }
    return false;
}

/* Whether every list has a position of its own in [first.., end): words may share positions. */
static bool all_different(const assay_positions *lists, const uint32_t *first, uint32_t count,
                          uint64_t end) {
    near_matching m = {.lists = lists, .first = first, .count = count, .end = end};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t tried = 0;
        if (!give_position(&m, i, &tried))
            return false;
    }
    return true;
}

/* Slides a window over all positions: its begin is always the least current position. */
static bool near_fits(const assay_plan *plan, const assay_positions *lists) {
    uint32_t at[ASSAY_PLAN_NEAR_MAX] = {0};
    for (;;) {
        uint32_t least = 0;
        uint64_t last = 0;
        for (uint32_t i = 0; i < plan->child_count; i++) {
            if (at[i] == lists[i].count)
                return false;
            uint32_t position = lists[i].items[at[i]];
            if (position < lists[least].items[at[least]])
                least = i;
            if (position > last)
                last = position;
        }
        uint64_t begin = lists[least].items[at[least]];
        if (last - begin < plan->window &&
            all_different(lists, at, plan->child_count, begin + plan->window))
            return true;
        at[least]++;
    }
}

/* The same for two words, which is what most ask: the nearest two positions that are not one. */
static bool two_are_near(assay_positions a, assay_positions b, uint32_t window) {
    uint32_t i = 0, j = 0;
    while (i < a.count && j < b.count) {
        uint32_t x = a.items[i], y = b.items[j];
        if (x == y) { /* both words stand here: one of them elsewhere */
            if ((j + 1 < b.count && b.items[j + 1] - x < window) ||
                (i + 1 < a.count && a.items[i + 1] - y < window))
                return true;
        } else if ((x < y ? y - x : x - y) < window) {
            return true;
        }
        i += x <= y;
        j += y <= x;
    }
    return false;
}

bool assay_proximity_fits(const assay_plan *plan, const assay_positions *lists) {
    if (plan->child_count == 0)
        return false;
    for (uint32_t i = 0; i < plan->child_count; i++) {
        if (lists[i].count == 0)
            return false;
    }
    if (plan->kind == ASSAY_PLAN_NEAR && plan->child_count == 2)
        return two_are_near(lists[0], lists[1], plan->window);
    if (plan->kind == ASSAY_PLAN_NEAR)
        return near_fits(plan, lists);
    return plan->window == 0 ? exact_fits(plan, lists) : ordered_fits(plan, lists);
}

bool assay_proximity_fits_within(const assay_plan *plan, const assay_positions *lists,
                                 assay_interval interval) {
    assay_positions inside[ASSAY_PLAN_NEAR_MAX];
    for (uint32_t i = 0; i < plan->child_count; i++) {
        if (lists[i].count == 0)
            return false;
        uint32_t begin = lower_bound(lists[i], 0, interval.begin);
        uint32_t end = lower_bound(lists[i], begin, interval.end);
        inside[i] = (assay_positions){lists[i].items + begin, end - begin};
    }
    return assay_proximity_fits(plan, inside);
}

/* The next (field, start) of the bytes; false at their end. */
static bool next_field(assay_field_reader *reader, uint32_t *field, uint32_t *start) {
    assay_bytes bytes = assay_bytes_of(reader->left);
    *field = assay_bytes_u8(&bytes);
    uint64_t gap = assay_bytes_varint(&bytes);
    if (!assay_bytes_ok(&bytes) || gap > UINT32_MAX - *start)
        return false;
    *start += (uint32_t)gap;
    reader->left = assay_span_skip(reader->left, reader->left.size - assay_bytes_left(&bytes));
    return true;
}

bool assay_field_reader_next(assay_interval *out, assay_field_reader *reader, uint64_t fields) {
    if (!reader->open)
        reader->open = next_field(reader, &reader->field, &reader->start);
    while (reader->open) {
        uint32_t field = reader->field, begin = reader->start, end = begin;
        reader->open = next_field(reader, &reader->field, &end);
        reader->start = end;
        if (field < 64 && (fields >> field & 1) != 0) {
            *out = (assay_interval){begin, reader->open ? end : UINT32_MAX};
            return true;
        }
    }
    return false;
}
