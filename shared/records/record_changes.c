#include "records/record_changes.h"

#include "base/bytes.h"
#include "records/record_versions.h"

enum { PACK_VERSION = 1, CONTEXT = 24, TEXT_MAX = 1 << 16, COMPARISONS_MAX = 1 << 20 };

/* ---- values in short ---- */

static void write_value(assay_buffer *out, const assay_json_value *value) {
    if (value->kind < ASSAY_JSON_ARRAY) {
        assay_buffer_add_span(out, value->text);
        return;
    }
    for (const assay_json_value *at = value->first; at != NULL; at = at->next) {
        write_value(out, at);
        if (at->next != NULL)
            assay_buffer_add_text(out, ", ");
    }
}

static size_t length_of(const assay_json_value *list) {
    size_t length = 0;
    for (const assay_json_value *at = list->first; at != NULL; at = at->next)
        length++;
    return length;
}

/* Of a list what the other side's list lacks; of two very long ones all, for looking each up in the other takes their product. A text past
 * TEXT_MAX is cut there: only its head is shown. */
static void write_side(assay_buffer *out, const assay_json_value *side,
                       const assay_json_value *other) {
    if (side == NULL)
        return;
    if (side->kind != ASSAY_JSON_ARRAY || other == NULL || other->kind != ASSAY_JSON_ARRAY) {
        write_value(out, side);
        return;
    }
    size_t before = out->size;
    bool compared = (uint64_t)length_of(side) * length_of(other) <= COMPARISONS_MAX;
    for (const assay_json_value *at = side->first; at != NULL && out->size <= TEXT_MAX;
         at = at->next) {
        if (compared && assay_versions_hold(other, at))
            continue;
        if (out->size != before)
            assay_buffer_add_text(out, "; ");
        write_value(out, at);
    }
}

static size_t whole_character(assay_span text, size_t at) {
    while (at != 0 && at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* Where to begin so that what differs is seen: a blank some words before the first difference. */
static size_t beginning(assay_span a, assay_span b) {
    size_t same = 0;
    while (same < a.size && same < b.size && a.data[same] == b.data[same])
        same++;
    if (same <= (size_t)2 * CONTEXT || a.size == 0 || b.size == 0)
        return 0;
    size_t at = whole_character(a, same - CONTEXT);
    for (size_t i = at; i < same; i++)
        if (a.data[i] == ' ')
            return i + 1;
    return at;
}

#define ELLIPSIS "\xE2\x80\xA6"

static assay_status shorten(assay_span *out, assay_arena *arena, assay_span text, size_t from,
                            assay_error *err) {
    assay_span rest = assay_span_skip(text, from);
    size_t room = ASSAY_CHANGE_VALUE_MAX - 2 * (sizeof ELLIPSIS - 1);
    bool cut = rest.size > room;
    if (cut)
        rest.size = whole_character(rest, room);
    return assay_arena_format(out, arena, err, "%s%.*s%s", from != 0 ? ELLIPSIS : "",
                              ASSAY_SPAN_ARG(rest), cut ? ELLIPSIS : "");
}

/* ---- what an update brings ---- */

typedef struct {
    assay_changes *fresh;
    assay_arena *arena;
    assay_buffer from, to;
    uint32_t update;
    assay_date date;
} noting;

/* Dates and counts of updates are what a history is told by, not what it tells. */
static bool is_change(assay_span key) {
    return !assay_span_equal(key, ASSAY_SPAN("updated")) &&
           !assay_span_equal(key, ASSAY_SPAN("updates"));
}

static assay_status note(void *user, assay_span key, const assay_json_value *from,
                         const assay_json_value *to, assay_error *err) {
    noting *n = user;
    if (!is_change(key))
        return ASSAY_OK;
    assay_buffer_clear(&n->from);
    assay_buffer_clear(&n->to);
    write_side(&n->from, from, to);
    write_side(&n->to, to, from);
    ASSAY_TRY(assay_buffer_check(&n->from, err));
    ASSAY_TRY(assay_buffer_check(&n->to, err));
    assay_span was = assay_buffer_span(&n->from), is = assay_buffer_span(&n->to);
    assay_change change = {.update = n->update, .date = n->date};
    size_t begin = beginning(was, is);
    ASSAY_TRY(assay_arena_copy(&change.key, n->arena, key, err));
    ASSAY_TRY(shorten(&change.from, n->arena, was, begin, err));
    ASSAY_TRY(shorten(&change.to, n->arena, is, begin, err));
    if (was.size == 0 && is.size == 0)
        change.kind = ASSAY_CHANGE_ORDER;
    ASSAY_TRY(assay_arena_grow(n->arena, &n->fresh->items, &n->fresh->capacity, n->fresh->count,
                               sizeof *n->fresh->items, err));
    n->fresh->items[n->fresh->count++] = change;
    return ASSAY_OK;
}

/* The source's own date of this update, when it gives a new one. */
static assay_date date_of(const assay_json_value *from, const assay_record *after,
                          assay_date today) {
    assay_date now = assay_date_first(after->dates[ASSAY_DATE_UPDATED]), was = 0;
    (void)assay_date_parse(&was, assay_json_text_at(from, "updated"));
    return now != 0 && now != assay_date_first(was) ? now : today;
}

static assay_status compare(noting *n, assay_span before, const assay_record *after,
                            assay_date today, assay_error *err) {
    const assay_json_value *from = NULL, *to = NULL;
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_versions_read(&from, &to, &text, n->arena, before, after, err);
    if (status == ASSAY_OK && from != NULL) {
        n->date = date_of(from, after, today);
        status = assay_versions_compare(note, n, from, to, err);
    }
    assay_buffer_done(&text);
    return status;
}

/* ---- the bound ---- */

static size_t size_of(const assay_change *change) {
    return 5 + 4 + 1 + 3 * 2 + change->key.size + change->from.size + change->to.size;
}

static bool has_later(const assay_changes *changes, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (assay_span_equal(changes->items[k].key, changes->items[i].key))
            return true;
    return false;
}

static size_t size_of_all(const assay_changes *changes) {
    size_t size = 16;
    for (size_t i = 0; i < changes->count; i++)
        size += size_of(&changes->items[i]);
    return size;
}

bool assay_record_changes_fit(const assay_changes *changes) {
    return size_of_all(changes) <= ASSAY_CHANGES_BYTES;
}

static void keep_bound(assay_changes *changes) {
    size_t size = size_of_all(changes);
    for (size_t i = changes->count; i-- > 0 && size > ASSAY_CHANGES_BYTES;) {
        assay_change *old = &changes->items[i];
        if (!has_later(changes, i)) {
            size -= old->from.size + old->to.size;
            old->kind = ASSAY_CHANGE_OLD;
            old->from = old->to = (assay_span){NULL, 0};
            continue;
        }
        size -= size_of(old);
        memmove(old, old + 1, (changes->count - i - 1) * sizeof *old);
        changes->count--;
        changes->dropped++;
    }
}

assay_status assay_record_changes_note(assay_changes *changes, assay_arena *arena,
                                       assay_span before, const assay_record *after,
                                       uint32_t update, assay_date today, assay_error *err) {
    assay_changes fresh = {0};
    noting n = {.fresh = &fresh, .arena = arena, .update = update, .date = today};
    assay_buffer_init(&n.from, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&n.to, ASSAY_BUFFER_NO_CAP);
    assay_status status = compare(&n, before, after, today, err);
    assay_buffer_done(&n.from);
    assay_buffer_done(&n.to);
    for (size_t i = 0; i < changes->count && status == ASSAY_OK; i++) {
        status = assay_arena_grow(arena, &fresh.items, &fresh.capacity, fresh.count,
                                  sizeof *fresh.items, err);
        if (status == ASSAY_OK)
            fresh.items[fresh.count++] = changes->items[i];
    }
    ASSAY_TRY(status);
    fresh.dropped = changes->dropped;
    keep_bound(&fresh);
    *changes = fresh;
    return ASSAY_OK;
}

/* ---- as stored, as JSON ---- */

static void pack_text(assay_buffer *out, assay_span text) {
    assay_buffer_add_varint(out, text.size);
    assay_buffer_add_span(out, text);
}

void assay_record_changes_pack(assay_buffer *out, const assay_changes *changes) {
    if (changes->count == 0)
        return;
    assay_buffer_add_byte(out, PACK_VERSION);
    assay_buffer_add_varint(out, changes->dropped);
    for (size_t i = 0; i < changes->count; i++) {
        const assay_change *change = &changes->items[i];
        assay_buffer_add_varint(out, change->update);
        assay_buffer_add_u32(out, change->date);
        assay_buffer_add_byte(out, (char)change->kind);
        pack_text(out, change->key);
        pack_text(out, change->from);
        pack_text(out, change->to);
    }
}

static bool unpack_change(assay_change *out, assay_bytes *bytes) {
    uint64_t update = assay_bytes_varint(bytes);
    assay_date date = assay_bytes_u32(bytes);
    unsigned kind = assay_bytes_u8(bytes);
    assay_change change = {.update = (uint32_t)update, .date = date};
    assay_span *const texts[] = {&change.key, &change.from, &change.to};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = assay_bytes_take(bytes, assay_bytes_varint(bytes));
    if (!assay_bytes_ok(bytes) || update > UINT32_MAX || kind > ASSAY_CHANGE_OLD ||
        change.key.size == 0 || assay_date_first(date) != date)
        return false;
    change.kind = (assay_change_kind)kind;
    *out = change;
    return true;
}

assay_status assay_record_changes_unpack(assay_changes *out, assay_arena *arena, assay_span packed,
                                         assay_error *err) {
    assay_changes changes = {0};
    assay_bytes bytes = assay_bytes_of(packed);
    if (packed.size != 0) {
        unsigned version = assay_bytes_u8(&bytes);
        if (version != PACK_VERSION)
            return assay_fail(err, ASSAY_E_VERSION, "a history of version %u", version);
        changes.dropped = assay_bytes_varint(&bytes);
    }
    while (assay_bytes_left(&bytes) != 0 && assay_bytes_ok(&bytes)) {
        ASSAY_TRY(assay_arena_grow(arena, &changes.items, &changes.capacity, changes.count,
                                   sizeof *changes.items, err));
        if (!unpack_change(&changes.items[changes.count], &bytes))
            return assay_fail(err, ASSAY_E_CORRUPT, "a damaged history of %zu bytes", packed.size);
        changes.count++;
    }
    if (!assay_bytes_ok(&bytes))
        return assay_fail(err, ASSAY_E_CORRUPT, "a damaged history of %zu bytes", packed.size);
    *out = changes;
    return ASSAY_OK;
}

void assay_record_changes_json(assay_json_writer *json, const assay_changes *changes) {
    assay_json_open(json, '[');
    for (size_t i = 0; i < changes->count; i++) {
        const assay_change *change = &changes->items[i];
        char date[11];
        size_t size = assay_date_print(date, change->date);
        assay_json_open(json, '{');
        assay_json_uint_at(json, "update", change->update);
        assay_json_string_at(json, "date", assay_span_make(date, size));
        assay_json_string_at(json, "field", change->key);
        if (change->from.size != 0)
            assay_json_string_at(json, "from", change->from);
        if (change->to.size != 0)
            assay_json_string_at(json, "to", change->to);
        if (change->kind != ASSAY_CHANGE_VALUES)
            assay_json_string_at(json, "kind",
                                 change->kind == ASSAY_CHANGE_ORDER
                                     ? ASSAY_SPAN(ASSAY_CHANGE_KIND_ORDER)
                                     : ASSAY_SPAN(ASSAY_CHANGE_KIND_OLD));
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}
