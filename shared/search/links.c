#include "search/links.h"

#include <stdlib.h>

#include "search/cite.h"

typedef struct {
    assay_arena *arena;
    assay_search *search;
    const assay_record *record;
    assay_docid self;
    assay_link *links;
    size_t count, capacity;
    assay_error *err;
} linker;

static assay_status add_link(linker *l, const assay_link *link) {
    for (size_t i = 0; link->docid != 0 && i < l->count; i++)
        if (l->links[i].docid == link->docid && l->links[i].direction == link->direction)
            return ASSAY_OK;
    ASSAY_TRY(
        assay_arena_grow(l->arena, &l->links, &l->capacity, l->count, sizeof *l->links, l->err));
    l->links[l->count++] = *link;
    return ASSAY_OK;
}

/* A link to a record of the index: its identity, type and title are looked up. */
static assay_status add_known(linker *l, assay_link_direction direction, assay_span relation,
                              assay_docid docid, double confidence) {
    assay_record other;
    if (docid == l->self)
        return ASSAY_OK;
    assay_record_init(&other, l->arena);
    ASSAY_TRY(assay_search_load(&other, l->search, l->arena, docid, l->err));
    const assay_link link = {.direction = direction,
                             .relation = relation,
                             .docid = docid,
                             .identity = other.identity,
                             .type = other.type,
                             .text = assay_record_first(&other, ASSAY_FIELD_TITLE),
                             .confidence = confidence};
    return add_link(l, &link);
}

static assay_status find_scheme(assay_docid *out, linker *l, const char *scheme, assay_span value) {
    assay_span id;
    if (*out != 0 || value.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&id, l->arena, l->err, "%s:%.*s", scheme, ASSAY_SPAN_ARG(value)));
    return assay_reader_find_id(out, assay_search_reader(l->search), id, l->err);
}

/* ---- outgoing ---- */

static assay_status resolve_reference(assay_docid *docid, double *confidence, linker *l,
                                      const assay_record_reference *reference) {
    *docid = 0;
    *confidence = 1;
    ASSAY_TRY(find_scheme(docid, l, "pmid", reference->pmid));
    ASSAY_TRY(find_scheme(docid, l, "doi", reference->doi));
    ASSAY_TRY(find_scheme(docid, l, "pmcid", reference->pmcid));
    ASSAY_TRY(find_scheme(docid, l, "nct", reference->nct));
    if (*docid != 0 || reference->text.size == 0)
        return ASSAY_OK;
    assay_cite_match *matches;
    size_t count;
    ASSAY_TRY(assay_cite_run(&matches, &count, l->arena, l->search, reference->text, 1, l->err));
    if (count != 0 && matches[0].confidence >= ASSAY_CITE_SURE) {
        *docid = matches[0].docid;
        *confidence = matches[0].confidence;
    }
    return ASSAY_OK;
}

static assay_status add_outgoing(linker *l) {
    for (size_t i = 0; i < l->record->references.count; i++) {
        const assay_record_reference *reference = &l->record->references.items[i];
        assay_docid docid;
        double confidence;
        ASSAY_TRY(resolve_reference(&docid, &confidence, l, reference));
        if (docid != 0) {
            ASSAY_TRY(add_known(l, ASSAY_LINK_OUTGOING, reference->relation, docid, confidence));
            continue;
        }
        assay_link link = {.direction = ASSAY_LINK_OUTGOING,
                           .relation = reference->relation,
                           .text = reference->text};
        if (link.text.size == 0)
            link.text = reference->doi.size != 0    ? reference->doi
                        : reference->pmid.size != 0 ? reference->pmid
                                                    : reference->nct;
        ASSAY_TRY(add_link(l, &link));
    }
    return ASSAY_OK;
}

/* ---- incoming and shared ---- */

static assay_status add_matches(linker *l, assay_link_direction direction, assay_span relation,
                                assay_span query, double confidence) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = query;
    request.all = true;
    request.order = (assay_search_order){ASSAY_SORT_ID, false};
    assay_status status = assay_search_run(&results, l->search, &request, l->err);
    for (size_t i = 0; i < results.count && status == ASSAY_OK; i++)
        status = add_known(l, direction, relation, results.hits[i].docid, confidence);
    assay_search_results_done(&results);
    return status;
}

/* field:"value" with what would end the quotation left out. */
static assay_status quoted(assay_span *out, linker *l, const char *field, assay_span scheme,
                           assay_span value) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_QUERY_MAX_BYTES);
    assay_buffer_format(&text, "%s:\"%.*s%s", field, ASSAY_SPAN_ARG(scheme),
                        scheme.size != 0 ? ":" : "");
    for (size_t i = 0; i < value.size; i++) {
        bool ends = value.data[i] == '"' || value.data[i] == '\\';
        bool typographic = assay_span_starts(assay_span_skip(value, i), ASSAY_SPAN("\xE2\x80"));
        assay_buffer_add_byte(&text, ends || typographic ? ' ' : value.data[i]);
        i += typographic ? 2 : 0;
    }
    assay_buffer_add_byte(&text, '"');
    assay_status status = assay_buffer_check(&text, l->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, l->arena, assay_buffer_span(&text), l->err);
    assay_buffer_done(&text);
    return status;
}

static size_t count_words(assay_span text) {
    size_t words = 0;
    while (text.size != 0)
        words += assay_span_trim(assay_span_cut(&text, ' ')).size != 0;
    return words;
}

static assay_status add_incoming(linker *l) {
    assay_span query, title = assay_record_first(l->record, ASSAY_FIELD_TITLE);
    for (size_t i = 0; i < l->record->ids.count; i++) {
        const assay_record_id *id = &l->record->ids.items[i];
        ASSAY_TRY(quoted(&query, l, "cites", id->scheme, id->value));
        ASSAY_TRY(add_matches(l, ASSAY_LINK_INCOMING, ASSAY_SPAN("cited by"), query, 1));
        ASSAY_TRY(quoted(&query, l, "id", id->scheme, id->value));
        ASSAY_TRY(add_matches(l, ASSAY_LINK_SHARED, ASSAY_SPAN("same identifier"), query, 1));
    }
    if (count_words(title) < 4)
        return ASSAY_OK;
    ASSAY_TRY(quoted(&query, l, "ref", (assay_span){NULL, 0}, title));
    return add_matches(l, ASSAY_LINK_INCOMING, ASSAY_SPAN("cited by"), query, 0.9);
}

assay_status assay_links_run(assay_link **out, size_t *count, assay_arena *arena,
                             assay_search *search, const assay_record *record, assay_error *err) {
    linker l = {.arena = arena, .search = search, .record = record, .err = err};
    ASSAY_TRY(assay_reader_find(&l.self, assay_search_reader(search), record->identity, err));
    ASSAY_TRY(add_outgoing(&l));
    ASSAY_TRY(add_incoming(&l));
    *out = l.links;
    *count = l.count;
    return ASSAY_OK;
}
