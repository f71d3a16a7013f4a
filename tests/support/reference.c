#include "support/reference.h"

#include "base/buffer.h"
#include "ranking/writing/inverter.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

uint32_t reference_draw(uint64_t *state, uint32_t below) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)((*state >> 20) % below);
}

const char *reference_term(char out[16], uint32_t t) {
    snprintf(out, 16, "%c%u", (char)('a' + t % 26), t);
    return out;
}

bool reference_is_filter(uint32_t t) {
    return t % 7 == 6;
}

bool reference_has_positions(uint32_t t) {
    return t % 5 != 4 && !reference_is_filter(t);
}

/* ---- making ---- */

static uint32_t draw_wdf(uint64_t *state) {
    uint32_t kind = reference_draw(state, 100);
    if (kind < 70)
        return 1;
    if (kind < 95)
        return 1 + reference_draw(state, 5);
    return 1 + reference_draw(state, kind < 99 ? 30 : 400);
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void add_positions(reference_posting *posting, uint64_t *state, uint32_t span) {
    uint32_t wanted = posting->wdf < 6 ? posting->wdf : 6, kept = 0;
    posting->positions = malloc(wanted * sizeof *posting->positions);
    for (uint32_t i = 0; i < wanted; i++)
        posting->positions[i] = reference_draw(state, span);
    qsort(posting->positions, wanted, sizeof *posting->positions, by_value);
    for (uint32_t i = 0; i < wanted; i++) {
        if (kept == 0 || posting->positions[kept - 1] != posting->positions[i])
            posting->positions[kept++] = posting->positions[i];
    }
    posting->position_count = kept;
}

/* How likely each term is, per mille, and whether it comes in bursts. */
typedef struct {
    uint32_t per_mille, burst, from;
} term_habit;

static term_habit draw_habit(uint64_t *state) {
    static const uint32_t often[] = {1, 1, 3, 10, 10, 40, 100, 100, 300, 600, 950, 1000};
    term_habit habit = {often[reference_draw(state, 12)], 0, 0};
    if (reference_draw(state, 4) == 0)
        habit.burst = 1 + reference_draw(state, 3000);
    if (reference_draw(state, 3) == 0)
        habit.from = reference_draw(state, 3000);
    return habit;
}

static bool term_is_in(const term_habit *habit, uint32_t record, uint64_t *state) {
    if (record < habit->from)
        return false;
    if (habit->burst != 0 && record / habit->burst % 5 != 2)
        return reference_draw(state, 20000) < habit->per_mille;
    return reference_draw(state, 1000) < habit->per_mille;
}

static void make_record(reference_record *record, const reference_shape *shape,
                        const term_habit *habits, uint32_t i, uint64_t *state) {
    reference_posting all[256];
    uint32_t count = 0, span = 4 + reference_draw(state, 40);
    for (uint32_t t = 0; t < shape->terms; t++) {
        if (!term_is_in(&habits[t], i, state))
            continue;
        all[count] = (reference_posting){.term = t};
        all[count].wdf = reference_is_filter(t) ? 0 : draw_wdf(state);
        record->length += all[count].wdf;
        if (reference_has_positions(t))
            add_positions(&all[count], state, span);
        count++;
    }
    record->postings = malloc((count + 1) * sizeof *record->postings);
    memcpy(record->postings, all, count * sizeof *all);
    record->posting_count = count;
    record->has_value = reference_draw(state, 5) != 0;
    record->value = (int64_t)reference_draw(state, 100) - 50;
    record->real = (double)reference_draw(state, 1000) / 8;
    record->fields[0] = (char)reference_draw(state, 3);
    record->fields[1] = (char)reference_draw(state, 4);
    record->fields[2] = (char)reference_draw(state, 3);
    record->fields[3] = (char)(1 + reference_draw(state, 20));
    record->field_size = reference_draw(state, 4) == 0 ? 0 : 4;
}

void reference_make(reference *out, const reference_shape *shape) {
    uint64_t state = shape->seed * 2654435761U + 88172645463325252U;
    term_habit habits[256];
    for (uint32_t t = 0; t < shape->terms; t++)
        habits[t] = draw_habit(&state);
    *out = (reference){.count = shape->records, .parts = shape->parts, .terms = shape->terms};
    out->records = calloc(shape->records + 1, sizeof *out->records);
    uint32_t number = 0, gap = 1 + reference_draw(&state, 3);
    for (uint32_t i = 0; i < shape->records; i++) {
        reference_record *record = &out->records[i];
        number += 1 + reference_draw(&state, gap);
        record->number = number;
        record->part = reference_draw(&state, shape->parts);
        record->dead = reference_draw(&state, 100) < shape->dead_percent;
        make_record(record, shape, habits, i, &state);
    }
}

void reference_done(reference *r) {
    for (uint32_t i = 0; i < r->count; i++) {
        for (uint32_t j = 0; j < r->records[i].posting_count; j++)
            free(r->records[i].postings[j].positions);
        free(r->records[i].postings);
    }
    free(r->records);
}

/* ---- writing ---- */

static void write_record(assay_inverter *inverter, const reference_record *record) {
    assay_error err;
    ck_ok(assay_inverter_begin(inverter, record->number, &err), err);
    for (uint32_t j = 0; j < record->posting_count; j++) {
        const reference_posting *posting = &record->postings[j];
        if (reference_is_filter(posting->term)) {
            ck_ok(assay_inverter_filter(inverter, 0, &posting->term, 1, &err), err);
            continue;
        }
        assay_occurrence items[8];
        uint32_t count = posting->position_count, n = 0;
        for (uint32_t i = 0; i < count; i++)
            items[n++] = (assay_occurrence){posting->term, posting->positions[i], 1};
        if (n == 0)
            items[n++] = (assay_occurrence){posting->term, ASSAY_NO_POSITION, 0};
        items[0].wdf += posting->wdf - count; /* positions may be fewer than wdf */
        ck_ok(assay_inverter_add(inverter, 0, items, n, &err), err);
    }
    if (record->has_value) {
        ck_ok(assay_inverter_i64(inverter, 0, record->value, &err), err);
        ck_ok(assay_inverter_double(inverter, 1, record->real, &err), err);
    }
    if (record->field_size != 0)
        ck_ok(assay_inverter_bytes(inverter, 2, assay_span_make(record->fields, record->field_size),
                                   &err),
              err);
}

void reference_write(const reference *r, uint32_t part, const char *path) {
    assay_error err;
    assay_map map;
    assay_inverter *inverter;
    unsigned at;
    char text[16];
    assay_map_init(&map);
    for (uint32_t t = 0; t < r->terms; t++)
        ck_assert_uint_eq(assay_map_intern(&map, assay_span_of(reference_term(text, t))), t);
    ck_ok(assay_inverter_new(&inverter, NULL, &err), err);
    ck_ok(assay_inverter_space(&at, inverter, &map, ASSAY_SPAN(""), &err), err);
    ck_ok(assay_inverter_column(&at, inverter, ASSAY_SPAN("value"), ASSAY_COLUMN_I64, &err), err);
    ck_ok(assay_inverter_column(&at, inverter, ASSAY_SPAN("real"), ASSAY_COLUMN_DOUBLE, &err), err);
    ck_ok(assay_inverter_column(&at, inverter, ASSAY_SPAN("fields"), ASSAY_COLUMN_BYTES, &err),
          err);
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->records[i].part == part)
            write_record(inverter, &r->records[i]);
    }
    ck_ok(assay_inverter_write(inverter, path, &err), err);
    assay_inverter_free(inverter);
    assay_map_done(&map);
}

/* ---- plans ---- */

static const assay_plan *random_term(assay_arena *arena, const reference *r, uint64_t *state) {
    char text[16];
    uint32_t t = reference_draw(state, r->terms + 2); /* two that no record has */
    double factor = reference_draw(state, 5) == 0 ? reference_draw(state, 30) / 10.0 : 1;
    return assay_plan_term(arena, assay_span_of(reference_term(text, t)),
                           1 + (reference_draw(state, 8) == 0), factor);
}

static const assay_plan *random_slot(assay_arena *arena, const reference *r, uint64_t *state) {
    if (reference_draw(state, 5) != 0)
        return random_term(arena, r, state);
    const assay_plan *both[2] = {random_term(arena, r, state), random_term(arena, r, state)};
    return assay_plan_many(arena, reference_draw(state, 2) ? ASSAY_PLAN_OR : ASSAY_PLAN_SYNONYM,
                           both, 2);
}

static const assay_plan *random_near(assay_arena *arena, const reference *r, uint64_t *state) {
    const assay_plan *slots[4];
    uint32_t offsets[4], count = 1 + reference_draw(state, 4);
    for (uint32_t i = 0; i < count; i++) {
        slots[i] = random_slot(arena, r, state);
        offsets[i] = i == 0 ? 0 : offsets[i - 1] + reference_draw(state, 3);
    }
    assay_plan *plan;
    switch (reference_draw(state, 4)) {
    case 0:
        plan = assay_plan_near(arena, slots, count, count + reference_draw(state, 8));
        break;
    case 1:
        plan = assay_plan_phrase(arena, slots, NULL, count, count + reference_draw(state, 8));
        break;
    case 2:
        plan = assay_plan_phrase(arena, slots, offsets, count, 0);
        break;
    default:
        plan = assay_plan_phrase(arena, slots, NULL, count, 0);
    }
    if (reference_draw(state, 4) == 0)
        plan = assay_plan_in_fields(plan, ASSAY_SPAN("fields"), 1 + reference_draw(state, 7));
    return plan;
}

static const assay_plan *random_leaf(assay_arena *arena, const reference *r, uint64_t *state) {
    uint32_t kind = reference_draw(state, 30);
    if (kind == 0)
        return assay_plan_leaf(arena,
                               reference_draw(state, 3) ? ASSAY_PLAN_ALL : ASSAY_PLAN_NOTHING);
    if (kind == 1) {
        uint32_t numbers[64], count = 0, number = 0;
        while (count < 64 && reference_draw(state, 40) != 0)
            numbers[count++] = number += 1 + reference_draw(state, r->count / 20 + 2);
        return assay_plan_set(arena, numbers, count);
    }
    int64_t low = (int64_t)reference_draw(state, 100) - 50;
    if (kind == 2)
        return assay_plan_range(arena, ASSAY_SPAN("value"), low,
                                low + (int64_t)reference_draw(state, 60),
                                reference_draw(state, 2) != 0);
    if (kind == 3)
        return assay_plan_range_double(
            arena, reference_draw(state, 4) ? ASSAY_SPAN("real") : ASSAY_SPAN("no such column"),
            (double)low, (double)low + 60.5, reference_draw(state, 2) != 0);
    if (kind < 8)
        return random_near(arena, r, state);
    return random_term(arena, r, state);
}

const assay_plan *reference_plan(assay_arena *arena, const reference *r, uint64_t *state,
                                 unsigned depth) {
    static const assay_plan_kind kinds[] = {
        ASSAY_PLAN_OR,        ASSAY_PLAN_OR,      ASSAY_PLAN_OR,     ASSAY_PLAN_AND,
        ASSAY_PLAN_AND,       ASSAY_PLAN_FILTER,  ASSAY_PLAN_FILTER, ASSAY_PLAN_AND_MAYBE,
        ASSAY_PLAN_AND_MAYBE, ASSAY_PLAN_AND_NOT, ASSAY_PLAN_SCALE,  ASSAY_PLAN_CONSTANT,
        ASSAY_PLAN_SYNONYM};
    if (depth == 0 || reference_draw(state, 4) == 0)
        return random_leaf(arena, r, state);
    assay_plan_kind kind = kinds[reference_draw(state, 13)];
    if (kind == ASSAY_PLAN_SCALE || kind == ASSAY_PLAN_CONSTANT)
        return assay_plan_weigh(arena, kind, reference_plan(arena, r, state, depth - 1),
                                reference_draw(state, 40) / 8.0);
    const assay_plan *children[6];
    uint32_t count = 1 + reference_draw(state, 6);
    for (uint32_t i = 0; i < count; i++)
        children[i] = reference_plan(arena, r, state, depth - 1);
    if ((kind == ASSAY_PLAN_OR || kind == ASSAY_PLAN_AND) && reference_draw(state, 40) == 0)
        count = 0;
    return assay_plan_many(arena, kind, children, count);
}

/* ---- searching ---- */

typedef struct {
    const reference *r;
    const assay_evaluate_options *options;
    uint64_t live, total_length;
    struct {
        const assay_plan *plan;
        uint64_t count;
    } known[256]; /* how many records match a node: slow to find out, asked again and again */
    unsigned next;
} searcher;

typedef struct {
    bool matches;
    double leaves[4096]; /* scores in plan order */
    uint32_t count;
    uint64_t wdf;
} outcome;

static bool judge(outcome *out, searcher *s, const reference_record *record, const assay_plan *plan,
                  double factor, bool scored);

static const reference_posting *find(const reference_record *record, assay_span term) {
    uint32_t t = 0;
    for (size_t i = 1; i < term.size; i++)
        t = 10 * t + (uint32_t)(term.data[i] - '0');
    for (uint32_t j = 0; j < record->posting_count; j++) {
        if (record->postings[j].term == t)
            return &record->postings[j];
    }
    return NULL;
}

static double bm25(searcher *s, uint64_t df, double wqf, double factor, double wdf, double length) {
    const assay_evaluate_options *o = s->options;
    if (wdf == 0)
        return 0;
    double odds = ((double)s->live - (double)df + 0.5) / ((double)df + 0.5);
    double weight = log(odds < 2 ? odds * 0.5 + 1 : odds) * factor;
    weight *= (1 + 1) * wqf / (1 + wqf);
    weight *= o->k1 + 1;
    double part = 0;
    if (o->k1 != 0 && o->b != 0 && s->total_length != 0)
        part = 1 / ((double)s->total_length / (double)s->live);
    double normal = fmax(length * part, o->min_normlen);
    return weight * (wdf / (o->k1 * (normal * o->b + (1 - o->b)) + wdf));
}

/* How many live records match the node. */
static uint64_t count_matches(searcher *s, const assay_plan *plan) {
    for (unsigned i = 0; i < 256; i++) {
        if (s->known[i].plan == plan)
            return s->known[i].count;
    }
    uint64_t count = 0;
    outcome *scratch = calloc(1, sizeof *scratch);
    for (uint32_t i = 0; i < s->r->count; i++) {
        scratch->count = 0;
        if (!s->r->records[i].dead)
            count += judge(scratch, s, &s->r->records[i], plan, 1, false);
    }
    free(scratch);
    s->known[s->next].plan = plan;
    s->known[s->next].count = count;
    s->next = (s->next + 1) % 256;
    return count;
}

static void put(outcome *out, double score) {
    ck_assert_uint_lt(out->count, 4096);
    out->leaves[out->count++] = score;
}

/* ---- positions by trying everything ---- */

static bool allowed(const reference_record *record, const assay_plan *plan,
                    const uint32_t *chosen) {
    if (plan->fields == 0)
        return true;
    if (record->field_size == 0)
        return false;
    uint32_t field[2] = {(uint8_t)record->fields[0], (uint8_t)record->fields[2]};
    uint32_t start[2] = {(uint8_t)record->fields[1], 0};
    start[1] = start[0] + (uint8_t)record->fields[3];
    for (unsigned f = 0; f < 2; f++) {
        bool inside = (plan->fields >> field[f] & 1) != 0;
        for (uint32_t i = 0; i < plan->child_count; i++)
            inside &= chosen[i] >= start[f] && (f == 1 || chosen[i] < start[1]);
        if (inside)
            return true;
    }
    return false;
}

static bool good(const reference_record *record, const assay_plan *plan, const uint32_t *chosen) {
    uint32_t n = plan->child_count, least = chosen[0], most = chosen[0];
    for (uint32_t i = 0; i < n; i++) {
        least = chosen[i] < least ? chosen[i] : least;
        most = chosen[i] > most ? chosen[i] : most;
        for (uint32_t j = 0; j < i && plan->kind == ASSAY_PLAN_NEAR; j++) {
            if (chosen[i] == chosen[j])
                return false;
        }
        if (plan->kind == ASSAY_PLAN_PHRASE && plan->window == 0 &&
            (int64_t)chosen[i] - chosen[0] != (int64_t)plan->offsets[i] - plan->offsets[0])
            return false;
        if (plan->kind == ASSAY_PLAN_PHRASE && plan->window != 0 && i > 0 &&
            chosen[i] <= chosen[i - 1])
            return false;
    }
    if ((plan->kind == ASSAY_PLAN_NEAR || plan->window != 0) && most - least >= plan->window)
        return false;
    return allowed(record, plan, chosen);
}

static bool choose(const reference_record *record, const assay_plan *plan, uint32_t *chosen,
                   uint32_t i) {
    if (i == plan->child_count)
        return good(record, plan, chosen);
    const assay_plan *slot = plan->children[i];
    uint32_t terms = slot->kind == ASSAY_PLAN_TERM ? 1 : slot->child_count;
    for (uint32_t t = 0; t < terms; t++) {
        const assay_plan *term = slot->kind == ASSAY_PLAN_TERM ? slot : slot->children[t];
        const reference_posting *posting = find(record, term->term);
        for (uint32_t k = 0; posting != NULL && k < posting->position_count; k++) {
            chosen[i] = posting->positions[k];
            if (choose(record, plan, chosen, i + 1))
                return true;
        }
    }
    return false;
}

static bool near_enough(const reference_record *record, const assay_plan *plan) {
    uint32_t chosen[8];
    if (plan->child_count == 1 && plan->fields == 0)
        return true;
    return choose(record, plan, chosen, 0);
}

/* ---- nodes ---- */

static bool judge_leaf(outcome *out, searcher *s, const reference_record *record,
                       const assay_plan *plan, double factor, bool scored) {
    const reference_posting *posting;
    switch (plan->kind) {
    case ASSAY_PLAN_ALL:
        return true;
    case ASSAY_PLAN_TERM:
        if ((posting = find(record, plan->term)) == NULL)
            return false;
        out->wdf = posting->wdf;
        if (scored)
            put(out, bm25(s, count_matches(s, plan), plan->wqf, factor * plan->factor, posting->wdf,
                          record->length));
        return true;
    case ASSAY_PLAN_SET:
        for (uint32_t i = 0; i < plan->record_count; i++) {
            if (plan->records[i] == record->number)
                return true;
        }
        return false;
    case ASSAY_PLAN_RANGE:
        if (!record->has_value || assay_span_equal(plan->column, ASSAY_SPAN("no such column")))
            return plan->missing;
        return plan->is_double ? plan->low <= record->real && record->real <= plan->high
                               : plan->min <= record->value && record->value <= plan->max;
    default:
        return false;
    }
}

/* Children of a node; returns how many match, wdf is their sum (or least). */
static uint32_t judge_children(outcome *out, searcher *s, const reference_record *record,
                               const assay_plan *plan, double factor, bool scored, bool least) {
    uint32_t matching = 0;
    uint64_t wdf = 0;
    for (uint32_t i = 0; i < plan->child_count; i++) {
        bool counts = scored && (i == 0 || plan->kind != ASSAY_PLAN_FILTER);
        uint32_t before = out->count;
        out->wdf = 0;
        if (!judge(out, s, record, plan->children[i], factor, counts)) {
            out->count = before;
            continue;
        }
        if (plan->kind != ASSAY_PLAN_FILTER || i == 0)
            wdf = least && matching != 0 ? (out->wdf < wdf ? out->wdf : wdf)
                                         : (least ? out->wdf : wdf + out->wdf);
        matching++;
        if (plan->kind == ASSAY_PLAN_AND_MAYBE && i == 0)
            continue;
    }
    out->wdf = wdf;
    return matching;
}

static bool judge_not(outcome *out, searcher *s, const reference_record *record,
                      const assay_plan *plan, double factor, bool scored) {
    if (!judge(out, s, record, plan->children[0], factor, scored))
        return false;
    uint64_t wdf = out->wdf;
    for (uint32_t i = 1; i < plan->child_count; i++) {
        if (judge(out, s, record, plan->children[i], 1, false))
            return false;
    }
    out->wdf = wdf;
    return true;
}

static bool judge_synonym(outcome *out, searcher *s, const reference_record *record,
                          const assay_plan *plan, double factor, bool scored) {
    if (judge_children(out, s, record, plan, 1, false, false) == 0)
        return false;
    uint64_t wdf = out->wdf < record->length ? out->wdf : record->length, sum = out->wdf;
    if (scored)
        put(out, bm25(s, count_matches(s, plan), plan->wqf, factor * plan->factor, (double)wdf,
                      record->length));
    out->wdf = sum;
    return true;
}

static bool judge_inner(outcome *out, searcher *s, const reference_record *record,
                        const assay_plan *plan, double factor, bool scored) {
    uint32_t n = plan->child_count;
    switch (plan->kind) {
    case ASSAY_PLAN_OR:
        return judge_children(out, s, record, plan, factor, scored, false) != 0;
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
        return n != 0 && judge_children(out, s, record, plan, factor, scored, false) == n;
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return judge_children(out, s, record, plan, factor, scored, true) == n &&
               near_enough(record, plan);
    case ASSAY_PLAN_AND_MAYBE: {
        outcome *first = calloc(1, sizeof *first);
        bool matches = judge(first, s, record, plan->children[0], factor, false);
        free(first);
        return matches && judge_children(out, s, record, plan, factor, scored, false) != 0;
    }
    case ASSAY_PLAN_AND_NOT:
        return judge_not(out, s, record, plan, factor, scored);
    case ASSAY_PLAN_SCALE:
        return judge(out, s, record, plan->children[0], factor * plan->factor, scored);
    case ASSAY_PLAN_CONSTANT:
        if (!judge(out, s, record, plan->children[0], 1, false))
            return false;
        if (scored)
            put(out, factor * plan->factor);
        return true;
    case ASSAY_PLAN_SYNONYM:
        return judge_synonym(out, s, record, plan, factor, scored);
    default:
        return judge_leaf(out, s, record, plan, factor, scored);
    }
}

/* A node that does not match leaves no scores. */
static bool judge(outcome *out, searcher *s, const reference_record *record, const assay_plan *plan,
                  double factor, bool scored) {
    uint32_t before = out->count;
    out->wdf = 0;
    if (judge_inner(out, s, record, plan, factor, scored))
        return true;
    out->count = before;
    return false;
}

static int by_score(const void *a, const void *b) {
    const assay_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

size_t reference_search(assay_hit **hits, const reference *r, const assay_plan *plan,
                        const assay_evaluate_options *options) {
    static outcome out;
    static searcher own, *s = &own;
    own = (searcher){.r = r, .options = options};
    for (uint32_t i = 0; i < r->count; i++) {
        s->live += !r->records[i].dead;
        s->total_length += r->records[i].dead ? 0 : r->records[i].length;
    }
    assay_hit *found = malloc((r->count + 1) * sizeof *found);
    size_t count = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        out.count = 0;
        if (r->records[i].dead || !judge(&out, s, &r->records[i], plan, 1, true))
            continue;
        double score = 0.0;
        for (uint32_t j = 0; j < out.count; j++)
            score += out.leaves[j];
        found[count++] = (assay_hit){r->records[i].number, score};
    }
    qsort(found, count, sizeof *found, by_score);
    *hits = found;
    return count;
}
