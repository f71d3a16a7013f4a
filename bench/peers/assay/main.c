/* Assay's ranking core: one segment, records in the order its own reordering gives, or as they came
 * where PEERS_ASSAY_ORDER=given is in the environment. What building holds does not grow with the
 * collection but for 48 bytes a record of reordering. */
#include "../protocol/protocol.h"

#include "ranking/retrieval/evaluate.h"
#include "ranking/writing/inverter.h"
#include "ranking/writing/merge.h"
#include "ranking/writing/reorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Beyond this much a part is written and another begun; parts are merged at the end. */
static const size_t part_bytes = (size_t)1 << 30;
/* Of postings that reordering looks at: beyond it the most frequent terms stay out. */
static const uint64_t reorder_bytes = (uint64_t)1 << 30;

enum { PARTS_MAX = 4096, PATH_SIZE = 4096 };

typedef struct {
    const char *folder;
    assay_inverter *inverter;
    assay_map terms;
    unsigned space;
    assay_occurrence *occurrences;
    size_t capacity;
    uint32_t documents;
    unsigned parts;
} writer;

typedef struct {
    assay_segment *segment;
    assay_snapshot *snapshot;
    assay_evaluator *evaluator;
    assay_arena arena;
    assay_hits hits;
} reader;

static bool fail(peer_error *error, const assay_error *err) {
    return peer_fail(error, "%s", err->message);
}

static const char *version(void) {
    return ASSAY_VERSION;
}

static void part_path(char out[PATH_SIZE], const char *folder, unsigned part) {
    snprintf(out, PATH_SIZE, "%s/part-%u.seg", folder, part);
}

static void whole_path(char out[PATH_SIZE], const char *folder) {
    snprintf(out, PATH_SIZE, "%s/index.seg", folder);
}

/* ---- building ---- */

static void free_writer(writer *self) {
    assay_inverter_free(self->inverter);
    assay_map_done(&self->terms);
    free(self->occurrences);
    free(self);
}

static void *create(const char *folder, peer_error *error) {
    writer *self = calloc(1, sizeof *self);
    assay_error err;
    if (self == NULL) {
        peer_fail(error, "out of memory");
        return NULL;
    }
    self->folder = folder;
    assay_map_init(&self->terms);
    if (assay_inverter_new(&self->inverter, NULL, &err) != ASSAY_OK ||
        assay_inverter_space(&self->space, self->inverter, &self->terms, (assay_span){NULL, 0},
                             &err) != ASSAY_OK) {
        fail(error, &err);
        free_writer(self);
        return NULL;
    }
    return self;
}

static bool write_part(writer *self, peer_error *error) {
    char path[PATH_SIZE];
    assay_error err;
    if (self->parts == PARTS_MAX)
        return peer_fail(error, "more than %d parts", PARTS_MAX);
    part_path(path, self->folder, self->parts++);
    if (assay_inverter_write(self->inverter, path, &err) != ASSAY_OK)
        return fail(error, &err);
    assay_map_clear(&self->terms);
    return true;
}

static bool make_room(writer *self, size_t count) {
    if (count <= self->capacity)
        return true;
    assay_occurrence *moved = realloc(self->occurrences, 2 * count * sizeof *moved);
    if (moved == NULL)
        return false;
    self->occurrences = moved;
    self->capacity = 2 * count;
    return true;
}

static bool add(void *state, const peer_span *tokens, size_t count, peer_span line,
                peer_error *error) {
    (void)line;
    writer *self = state;
    assay_error err;
    if (!make_room(self, count))
        return peer_fail(error, "out of memory");
    for (size_t i = 0; i < count; i++) {
        uint32_t term =
            assay_map_intern(&self->terms, (assay_span){tokens[i].data, tokens[i].size});
        if (term == ASSAY_MAP_NONE)
            return peer_fail(error, "out of memory");
        self->occurrences[i] = (assay_occurrence){term, (uint32_t)i, 1};
    }
    if (assay_inverter_begin(self->inverter, ++self->documents, &err) != ASSAY_OK ||
        assay_inverter_add(self->inverter, self->space, self->occurrences, count, &err) != ASSAY_OK)
        return fail(error, &err);
    return assay_inverter_memory(self->inverter) < part_bytes || write_part(self, error);
}

/* The parts into one file, in the given order; they are removed. */
static bool merge_parts(const writer *self, const char *path, peer_error *error) {
    assay_merge_source *sources = calloc(self->parts, sizeof *sources);
    const assay_merge_options options = {.threads = 1};
    char part[PATH_SIZE];
    assay_error err;
    assay_status status = sources != NULL ? ASSAY_OK : assay_fail_memory(&err);
    unsigned opened = 0;
    for (; status == ASSAY_OK && opened < self->parts; opened++) {
        assay_segment *segment = NULL;
        part_path(part, self->folder, opened);
        status = assay_segment_open(&segment, part, &err);
        if (status == ASSAY_OK)
            sources[opened].segment = segment;
    }
    if (status == ASSAY_OK)
        status = assay_merge(path, sources, self->parts, &options, &err);
    for (unsigned i = 0; i < opened; i++) {
        assay_segment_close((assay_segment *)sources[i].segment);
        part_path(part, self->folder, i);
        unlink(part);
    }
    free(sources);
    return status == ASSAY_OK || fail(error, &err);
}

static bool reorder(const char *from, const char *to, peer_error *error) {
    assay_segment *segment = NULL;
    uint32_t *order = NULL, count = 0;
    const assay_reorder_options reordering = {.threads = 1, .memory = reorder_bytes};
    assay_error err;
    assay_status status = assay_segment_open(&segment, from, &err);
    const assay_merge_source source = {segment, NULL};
    if (status == ASSAY_OK)
        status = assay_reorder(&order, &count, &source, &reordering, &err);
    const assay_merge_options merging = {.threads = 1, .order = order};
    if (status == ASSAY_OK)
        status = assay_merge(to, &source, 1, &merging, &err);
    free(order);
    assay_segment_close(segment);
    unlink(from);
    return status == ASSAY_OK || fail(error, &err);
}

static bool keeps_given_order(void) {
    const char *order = getenv("PEERS_ASSAY_ORDER");
    return order != NULL && strcmp(order, "given") == 0;
}

/* All parts as one file at path; a single part already is it. */
static bool join_parts(const writer *self, const char *path, peer_error *error) {
    char part[PATH_SIZE];
    if (self->parts > 1)
        return merge_parts(self, path, error);
    part_path(part, self->folder, 0);
    return rename(part, path) == 0 || peer_fail(error, "%s cannot be renamed", part);
}

static bool write_whole(writer *self, peer_error *error) {
    char whole[PATH_SIZE], merged[PATH_SIZE];
    whole_path(whole, self->folder);
    if (!write_part(self, error))
        return false;
    assay_inverter_free(self->inverter); /* its room is the merge's */
    self->inverter = NULL;
    if (keeps_given_order())
        return join_parts(self, whole, error);
    snprintf(merged, sizeof merged, "%s/merged.seg", self->folder);
    return join_parts(self, merged, error) && reorder(merged, whole, error);
}

static bool finish(void *state, peer_error *error) {
    writer *self = state;
    bool good = write_whole(self, error);
    free_writer(self);
    return good;
}

/* ---- searching ---- */

static void close_reader(void *state) {
    reader *self = state;
    assay_evaluator_free(self->evaluator);
    assay_snapshot_close(self->snapshot);
    assay_segment_close(self->segment);
    assay_hits_done(&self->hits);
    assay_arena_done(&self->arena);
    free(self);
}

static void *open_reader(const char *folder, uint64_t *documents, peer_error *error) {
    reader *self = calloc(1, sizeof *self);
    char path[PATH_SIZE];
    assay_error err;
    if (self == NULL) {
        peer_fail(error, "out of memory");
        return NULL;
    }
    whole_path(path, folder);
    assay_arena_init(&self->arena);
    assay_status status = assay_segment_open(&self->segment, path, &err);
    const assay_snapshot_part part = {self->segment, NULL};
    if (status == ASSAY_OK)
        status = assay_snapshot_open(&self->snapshot, &part, 1, &err);
    if (status == ASSAY_OK)
        status = assay_evaluator_new(&self->evaluator, &err);
    if (status != ASSAY_OK) {
        fail(error, &err);
        close_reader(self);
        return NULL;
    }
    *documents = assay_snapshot_records(self->snapshot);
    return self;
}

/* Phrases of more than ASSAY_PLAN_NEAR_MAX words are asked piece by piece: what lacks a piece lacks
 * the phrase, what has all of them may still. */
static const assay_plan *phrase_plan(assay_arena *arena, const assay_plan *const *terms,
                                     size_t count) {
    const assay_plan *pieces[PEER_MAX_TERMS / ASSAY_PLAN_NEAR_MAX + 1];
    size_t piece_count = 0;
    for (size_t from = 0; from < count; from += ASSAY_PLAN_NEAR_MAX) {
        size_t left = count - from, size = left < ASSAY_PLAN_NEAR_MAX ? left : ASSAY_PLAN_NEAR_MAX;
        pieces[piece_count++] = assay_plan_phrase(arena, terms + from, NULL, size, 0);
    }
    return piece_count == 1 ? pieces[0]
                            : assay_plan_many(arena, ASSAY_PLAN_AND, pieces, piece_count);
}

static const assay_plan *make_plan(assay_arena *arena, const peer_request *request) {
    const assay_plan *terms[PEER_MAX_TERMS];
    for (size_t i = 0; i < request->term_count; i++) {
        const peer_span *term = &request->terms[i];
        terms[i] = assay_plan_term(arena, (assay_span){term->data, term->size}, 1, 1);
    }
    if (request->match == PEER_MATCH_PHRASE)
        return phrase_plan(arena, terms, request->term_count);
    return assay_plan_many(arena, request->match == PEER_MATCH_ALL ? ASSAY_PLAN_AND : ASSAY_PLAN_OR,
                           terms, request->term_count);
}

static bool search(void *state, const peer_request *request, peer_answer *answer,
                   peer_error *error) {
    reader *self = state;
    assay_error err;
    assay_evaluate_options options = assay_evaluate_defaults();
    options.k = request->k;
    options.count = request->counted;
    assay_arena_reset(&self->arena);
    const assay_plan *plan = make_plan(&self->arena, request);
    if (assay_plan_check(plan, &err) != ASSAY_OK ||
        assay_evaluate(&self->hits, self->evaluator, self->snapshot, plan, &options, &err) !=
            ASSAY_OK)
        return fail(error, &err);
    if (request->match == PEER_MATCH_PHRASE && request->term_count > ASSAY_PLAN_NEAR_MAX &&
        self->hits.count + self->hits.matches > 0)
        return peer_fail(error, "a phrase has more than %d words", ASSAY_PLAN_NEAR_MAX);
    answer->count = self->hits.matches;
    answer->hit_count = self->hits.count;
    for (size_t i = 0; i < self->hits.count; i++)
        answer->hits[i] = (peer_hit){self->hits.items[i].record - 1, self->hits.items[i].score};
    return true;
}

int main(int argc, char **argv) {
    const peer_engine engine = {
        keeps_given_order() ? "assay-unordered" : "assay",
        "robertson",
        1.0,
        "terms",
        version,
        create,
        add,
        finish,
        open_reader,
        search,
        close_reader,
    };
    return peer_main(argc, argv, &engine);
}
