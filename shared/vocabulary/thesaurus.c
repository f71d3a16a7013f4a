#include "vocabulary/thesaurus.h"

#include "base/bytes.h"
#include "base/file.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC "ASSAYVOC"
enum { HEAD_SIZE = 32, TAIL_SIZE = 8 };

/* Spans of the strings, one after the other. */
typedef struct {
    const char *at; /* u32[count + 1] */
    uint32_t count;
} string_list;

struct assay_thesaurus {
    assay_file_map map;
    assay_buffer bytes; /* instead of the map */
    assay_thesaurus_about about;
    const char *first; /* u32[concepts + 1] */
    string_list terms, keys, places;
    const char *key_of, *place_of;
    assay_span strings;
};

static uint32_t number_at(const char *array, uint32_t i) {
    return assay_load_u32(array + 4 * (size_t)i);
}

static assay_span string_at(const assay_thesaurus *t, const string_list *list, uint32_t i) {
    uint32_t from = number_at(list->at, i), to = number_at(list->at, i + 1);
    return assay_span_make(t->strings.data + from, to - from);
}

/* ---- opening ---- */

static assay_status fail_file(const char *name, const char *what, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: %s", name, what);
}

static assay_status check_frame(assay_span file, const char *name, assay_error *err) {
    if (file.size < 12 || memcmp(file.data, MAGIC, 8) != 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s: not a compiled vocabulary", name);
    uint32_t version = assay_load_u32(file.data + 8);
    if (file.size < HEAD_SIZE + TAIL_SIZE)
        return fail_file(name, "the file is cut short", err);
    size_t body = file.size - TAIL_SIZE;
    bool sound = XXH3_64bits(file.data, body) == assay_load_u64(file.data + body);
    if (version != ASSAY_THESAURUS_VERSION)
        return assay_fail(err, sound ? ASSAY_E_VERSION : ASSAY_E_CORRUPT,
                          "%s: vocabulary format %u, this program reads %d", name, version,
                          ASSAY_THESAURUS_VERSION);
    return sound ? ASSAY_OK : fail_file(name, "checksum mismatch or file cut short", err);
}

static const char *take_array(assay_bytes *bytes, uint64_t count) {
    return assay_bytes_take(bytes, 4 * count).data;
}

static bool read_parts(assay_thesaurus *t, assay_span file) {
    assay_thesaurus_about *about = &t->about;
    assay_bytes bytes = assay_bytes_of(assay_span_first(file, file.size - TAIL_SIZE));
    assay_bytes_take(&bytes, 12);
    about->concepts = assay_bytes_u32(&bytes);
    about->terms = assay_bytes_u32(&bytes);
    about->keys = assay_bytes_u32(&bytes);
    about->places = assay_bytes_u32(&bytes);
    uint32_t strings = assay_bytes_u32(&bytes);
    about->analyzer = assay_bytes_take(&bytes, assay_bytes_u32(&bytes));
    about->source = assay_bytes_take(&bytes, assay_bytes_u32(&bytes));
    t->first = take_array(&bytes, (uint64_t)about->concepts + 1);
    t->terms = (string_list){take_array(&bytes, (uint64_t)about->terms + 1), about->terms};
    t->keys = (string_list){take_array(&bytes, (uint64_t)about->keys + 1), about->keys};
    t->key_of = take_array(&bytes, about->keys);
    t->places = (string_list){take_array(&bytes, (uint64_t)about->places + 1), about->places};
    t->place_of = take_array(&bytes, about->places);
    t->strings = assay_bytes_take(&bytes, strings);
    return assay_bytes_ok(&bytes) && assay_bytes_left(&bytes) == 0;
}

/* Whether an array of count + 1 numbers ascends and ends within limit. */
static bool ascends(const char *array, uint32_t count, uint64_t limit) {
    for (uint32_t i = 0; i < count; i++)
        if (number_at(array, i) > number_at(array, i + 1))
            return false;
    return number_at(array, count) <= limit;
}

static bool in_order(const assay_thesaurus *t, const string_list *list, const char *of) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (number_at(of, i) >= t->about.concepts)
            return false;
        if (i != 0 && assay_span_compare(string_at(t, list, i - 1), string_at(t, list, i)) > 0)
            return false;
    }
    return true;
}

static bool is_sound(const assay_thesaurus *t) {
    const assay_thesaurus_about *about = &t->about;
    return ascends(t->first, about->concepts, about->terms) && number_at(t->first, 0) == 0 &&
           number_at(t->first, about->concepts) == about->terms &&
           ascends(t->terms.at, about->terms, t->strings.size) &&
           ascends(t->keys.at, about->keys, t->strings.size) &&
           ascends(t->places.at, about->places, t->strings.size) &&
           in_order(t, &t->keys, t->key_of) && in_order(t, &t->places, t->place_of);
}

static assay_status read_file(assay_thesaurus *t, assay_span file, const char *name,
                              assay_error *err) {
    ASSAY_TRY(check_frame(file, name, err));
    if (!read_parts(t, file))
        return fail_file(name, "its parts do not fit its size", err);
    return is_sound(t) ? ASSAY_OK : fail_file(name, "its terms are not in order", err);
}

assay_status assay_thesaurus_open(assay_thesaurus **out, const char *path, assay_error *err) {
    assay_thesaurus *t = calloc(1, sizeof *t);
    if (t == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_file_map_open(&t->map, path, err);
    if (status == ASSAY_OK)
        status = read_file(t, assay_span_make((const char *)t->map.data, t->map.size), path, err);
    if (status != ASSAY_OK)
        assay_thesaurus_close(t);
    else
        *out = t;
    return status;
}

assay_status assay_thesaurus_open_bytes(assay_thesaurus **out, assay_buffer *bytes,
                                        const char *name, assay_error *err) {
    assay_thesaurus *t = calloc(1, sizeof *t);
    if (t == NULL) {
        assay_buffer_done(bytes);
        return assay_fail_memory(err);
    }
    t->bytes = *bytes;
    *bytes = (assay_buffer){0};
    assay_status status = read_file(t, assay_buffer_span(&t->bytes), name, err);
    if (status != ASSAY_OK)
        assay_thesaurus_close(t);
    else
        *out = t;
    return status;
}

void assay_thesaurus_close(assay_thesaurus *thesaurus) {
    if (thesaurus == NULL)
        return;
    assay_file_map_close(&thesaurus->map);
    assay_buffer_done(&thesaurus->bytes);
    free(thesaurus);
}

/* ---- asking ---- */

const assay_thesaurus_about *assay_thesaurus_describe(const assay_thesaurus *thesaurus) {
    return &thesaurus->about;
}

/* The first of the list that is not before the text; past it too when `after`. */
static uint32_t bound(const assay_thesaurus *t, const string_list *list, assay_span text,
                      bool after) {
    uint32_t low = 0, high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = assay_span_compare(string_at(t, list, middle), text);
        if (order < 0 || (after && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void assay_thesaurus_find(uint32_t *from, uint32_t *to, const assay_thesaurus *thesaurus,
                          assay_span key) {
    *from = bound(thesaurus, &thesaurus->keys, key, false);
    *to = bound(thesaurus, &thesaurus->keys, key, true);
}

uint32_t assay_thesaurus_entry(const assay_thesaurus *thesaurus, uint32_t entry) {
    return number_at(thesaurus->key_of, entry);
}

bool assay_thesaurus_has_actions(const assay_thesaurus *thesaurus) {
    static const char mark[] = {ASSAY_THESAURUS_ACTION};
    assay_span action = assay_span_make(mark, sizeof mark);
    uint32_t at = bound(thesaurus, &thesaurus->keys, action, false);
    return at < thesaurus->keys.count &&
           assay_span_starts(string_at(thesaurus, &thesaurus->keys, at), action);
}

uint32_t assay_thesaurus_term_count(const assay_thesaurus *thesaurus, uint32_t concept) {
    return number_at(thesaurus->first, concept + 1) - number_at(thesaurus->first, concept);
}

assay_span assay_thesaurus_term(const assay_thesaurus *thesaurus, uint32_t concept, uint32_t i) {
    return string_at(thesaurus, &thesaurus->terms, number_at(thesaurus->first, concept) + i);
}

bool assay_thesaurus_has_place(const assay_thesaurus *thesaurus, uint32_t concept) {
    for (uint32_t i = 0; i < thesaurus->places.count; i++)
        if (number_at(thesaurus->place_of, i) == concept)
            return true;
    return false;
}

typedef struct {
    uint32_t *items;
    size_t count;
    uint64_t *seen; /* bits by concept */
} concept_set;

static void add_concept(concept_set *set, uint32_t concept) {
    uint64_t bit = UINT64_C(1) << (concept % 64);
    if ((set->seen[concept / 64] & bit) != 0)
        return;
    set->seen[concept / 64] |= bit;
    set->items[set->count++] = concept;
}

/* What stands below a place: places that begin with it and a dot, which follow each other. */
static void add_below(concept_set *set, const assay_thesaurus *t, assay_span place) {
    for (uint32_t i = bound(t, &t->places, place, true); i < t->places.count; i++) {
        assay_span below = string_at(t, &t->places, i);
        if (!assay_span_starts(below, place))
            return;
        if (below.size > place.size && below.data != NULL && below.data[place.size] == '.')
            add_concept(set, number_at(t->place_of, i));
    }
}

assay_status assay_thesaurus_narrower(const uint32_t **out, size_t *count,
                                      const assay_thesaurus *thesaurus, assay_arena *arena,
                                      uint32_t concept, assay_error *err) {
    uint32_t concepts = thesaurus->about.concepts;
    concept_set set = {.items = assay_arena_calloc(arena, concepts, sizeof *set.items),
                       .seen = assay_arena_calloc(arena, concepts / 64 + 1, sizeof *set.seen)};
    if (set.items == NULL || set.seen == NULL)
        return assay_fail_memory(err);
    add_concept(&set, concept);
    for (uint32_t i = 0; i < thesaurus->places.count; i++)
        if (number_at(thesaurus->place_of, i) == concept)
            add_below(&set, thesaurus, string_at(thesaurus, &thesaurus->places, i));
    *out = set.items;
    *count = set.count;
    return ASSAY_OK;
}
