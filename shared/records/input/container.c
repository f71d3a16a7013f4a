#include "records/input/container.h"

#include "records/input/archive_library.h"
#include "records/input/decompress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_ARCHIVES = 3, MAX_LAYERS = 12, BLOCK = 128 << 10 };

typedef struct {
    const assay_container_visitor *visitor;
    int archives, layers; /* passed on the way here */
    bool opened;          /* what the input's name stands for was looked into */
} walk;

typedef struct {
    const assay_archive_library *la;
    struct archive *archive;
    assay_input *from; /* borrowed */
    char *block;
    bool failed; /* reading `from` failed, or the archive is damaged for good */
    assay_status status;
    assay_error error; /* of `from` */
} archive_source;

static assay_status walk_input(assay_input *input, walk state, assay_error *err);

static bool is_tar(assay_span head) {
    enum { MAGIC_AT = 257 };
    return assay_span_starts(assay_span_skip(head, MAGIC_AT), ASSAY_SPAN("ustar"));
}

static bool is_bzip2(assay_span head) {
    static const char first_block[] = "\x31\x41\x59\x26\x53\x59",
                      no_block[] = "\x17\x72\x45\x38\x50\x90";
    assay_span after = assay_span_skip(head, 4);
    return assay_span_starts(head, ASSAY_SPAN("BZh")) &&
           (assay_span_starts(after, assay_span_make(first_block, 6)) ||
            assay_span_starts(after, assay_span_make(no_block, 6)));
}

static bool is_zip(assay_span head) {
    return assay_span_starts(head, ASSAY_SPAN("PK\x03\x04")) ||
           assay_span_starts(head, ASSAY_SPAN("PK\x05\x06"));
}

static bool is_hidden(const char *member) {
    assay_span rest = assay_span_of(member);
    while (rest.size != 0) {
        assay_span part = assay_span_cut(&rest, '/');
        bool dots =
            assay_span_equal(part, ASSAY_SPAN(".")) || assay_span_equal(part, ASSAY_SPAN(".."));
        if (assay_span_equal(part, ASSAY_SPAN("__MACOSX")) ||
            (part.size != 0 && part.data[0] == '.' && !dots))
            return true;
    }
    return false;
}

static la_ssize_t give_block(struct archive *archive, void *user, const void **out) {
    archive_source *source = user;
    size_t size = 0;
    source->status = assay_input_read(&size, source->from, source->block, BLOCK, &source->error);
    if (source->status != ASSAY_OK) {
        source->la->archive_set_error(archive, EIO, "%s", source->error.message);
        return -1;
    }
    *out = source->block;
    return (la_ssize_t)size;
}

static assay_status archive_failed(archive_source *source, assay_error *err) {
    source->failed = true;
    if (source->status != ASSAY_OK) {
        if (err != NULL)
            *err = source->error;
        return source->status;
    }
    const char *why = source->la->archive_error_string(source->archive);
    return assay_fail(err, ASSAY_E_CORRUPT, "damaged archive near byte %llu: %s",
                      (unsigned long long)assay_input_offset(source->from),
                      why != NULL ? why : "it cannot be read");
}

static assay_status fill_from_member(size_t *size, void *user, void *out, size_t capacity,
                                     assay_error *err) {
    archive_source *source = user;
    la_ssize_t got = source->la->archive_read_data(source->archive, out, capacity);
    if (got < 0)
        return archive_failed(source, err);
    *size = (size_t)got;
    return ASSAY_OK;
}

/* "archive!member", or the archive's own name for a file that is only compressed. */
static char *member_name(const archive_source *source, struct archive_entry *entry, bool raw) {
    const char *outer = assay_input_name(source->from);
    if (raw)
        return strdup(outer);
    const char *member = source->la->archive_entry_pathname(entry);
    if (member == NULL)
        member = source->la->archive_entry_pathname_utf8(entry);
    char *name = NULL;
    return asprintf(&name, "%s!%s", outer, member != NULL ? member : "?") >= 0 ? name : NULL;
}

static assay_status visit_member(archive_source *source, struct archive_entry *entry, bool raw,
                                 walk state, assay_error *err) {
    char *name = member_name(source, entry, raw);
    if (name == NULL)
        return assay_fail_memory(err);
    assay_input *member = NULL;
    assay_status status = ASSAY_OK;
    bool hidden = !raw && is_hidden(strchr(name + strlen(assay_input_name(source->from)), '!') + 1);
    if (!hidden)
        status = assay_input_new(&member, name,
                                 (assay_input_source){source, fill_from_member, NULL}, err);
    free(name);
    if (hidden || status != ASSAY_OK)
        return status;
    status = walk_input(member, state, err);
    assay_input_free(member);
    return status;
}

static assay_status walk_members(archive_source *source, bool raw, walk state, assay_error *err) {
    const assay_container_visitor *visitor = state.visitor;
    while (!source->failed) {
        struct archive_entry *entry;
        int result = source->la->archive_read_next_header(source->archive, &entry);
        if (result == ARCHIVE_EOF)
            return ASSAY_OK;
        if (result < ARCHIVE_WARN) {
            assay_error problem = {0};
            (void)archive_failed(source, &problem);
            return visitor->damaged(visitor->user, source->from, &problem, err);
        }
        if (raw || source->la->archive_entry_filetype(entry) == AE_IFREG)
            ASSAY_TRY(visit_member(source, entry, raw, state, err));
    }
    return ASSAY_OK;
}

static bool set_up(const archive_source *source, bool raw) {
    const assay_archive_library *la = source->la;
    struct archive *archive = source->archive;
    if (raw)
        return la->archive_read_support_format_raw(archive) == ARCHIVE_OK &&
               la->archive_read_support_filter_bzip2(archive) == ARCHIVE_OK;
    return la->archive_read_support_format_tar(archive) == ARCHIVE_OK &&
           la->archive_read_support_format_zip_streamable(archive) == ARCHIVE_OK;
}

/* raw: one compressed file; otherwise tar or zip. */
static assay_status walk_archive(assay_input *input, bool raw, walk state, assay_error *err) {
    const assay_archive_library *la = NULL;
    ASSAY_TRY(assay_archive_library_get(&la, err));
    archive_source source = {
        .la = la, .archive = la->archive_read_new(), .from = input, .block = malloc(BLOCK)};
    assay_status status = ASSAY_OK;
    if (source.archive == NULL || source.block == NULL || !set_up(&source, raw)) {
        status = assay_fail_memory(err);
    } else if (la->archive_read_open(source.archive, &source, NULL, give_block, NULL) !=
               ARCHIVE_OK) {
        assay_error problem = {0};
        (void)archive_failed(&source, &problem);
        status = state.visitor->damaged(state.visitor->user, input, &problem, err);
    } else {
        status = walk_members(&source, raw, state, err);
    }
    (void)la->archive_read_free(source.archive);
    free(source.block);
    return status;
}

static assay_status walk_compressed(assay_input *input, assay_compression compression, walk state,
                                    assay_error *err) {
    assay_input *plain = NULL;
    ASSAY_TRY(assay_decompress_open(&plain, input, compression, err));
    assay_status status = walk_input(plain, state, err);
    assay_input_free(plain);
    return status;
}

static assay_status too_deep(assay_input *input, walk state, assay_error *err) {
    assay_error problem = {0};
    (void)assay_fail(&problem, ASSAY_E_LIMIT, "archives within archives are read to a depth of %d",
                     MAX_ARCHIVES);
    return state.visitor->damaged(state.visitor->user, input, &problem, err);
}

static const char *claimed_by(const char *name) {
    static const struct {
        const char *ending, *kind;
    } endings[] = {{".gz", "gzip"},   {".tgz", "gzip"},   {".xz", "xz"},
                   {".txz", "xz"},    {".zst", "zstd"},   {".tzst", "zstd"},
                   {".bz2", "bzip2"}, {".tbz2", "bzip2"}, {".zip", "zip"}};
    assay_span all = assay_span_of(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        assay_span ending = assay_span_of(endings[i].ending);
        if (all.size > ending.size &&
            assay_span_equal_ascii_case(assay_span_skip(all, all.size - ending.size), ending))
            return endings[i].kind;
    }
    return NULL;
}

static assay_status walk_input(assay_input *input, walk state, assay_error *err) {
    assay_span head;
    assay_error problem = {0};
    assay_status peeked = assay_input_peek(&head, input, &problem);
    if (peeked == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (peeked != ASSAY_OK)
        return state.visitor->damaged(state.visitor->user, input, &problem, err);
    assay_compression compression = assay_decompress_detect(head);
    bool raw = is_bzip2(head), archive = is_tar(head) || is_zip(head);
    if (compression == ASSAY_COMPRESSION_NONE && !raw && !archive)
        return state.visitor->file(state.visitor->user, input,
                                   state.opened ? NULL : claimed_by(assay_input_name(input)), err);
    state.archives += archive;
    state.opened = !archive; /* members have names of their own */
    if (state.archives > MAX_ARCHIVES || ++state.layers > MAX_LAYERS)
        return too_deep(input, state, err);
    if (compression != ASSAY_COMPRESSION_NONE)
        return walk_compressed(input, compression, state, err);
    return walk_archive(input, raw, state, err);
}

assay_status assay_container_walk(assay_input *input, const assay_container_visitor *visitor,
                                  assay_error *err) {
    return walk_input(input, (walk){.visitor = visitor}, err);
}
