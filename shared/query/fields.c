#include "query/fields.h"

static const assay_field_info table[ASSAY_QUERY_FIELD_COUNT] = {
#define X(id, name, kind, text, others)                                                            \
    [ASSAY_QUERY_FIELD_##id] = {name, ASSAY_KIND_##kind, text, others},
    ASSAY_QUERY_FIELDS(X)
#undef X
};

/* PubMed writes its tags out in full as well. */
static const struct {
    const char *name, *tag;
} long_tags[] = {
    {"title/abstract", "tiab"},
    {"title", "ti"},
    {"abstract", "ab"},
    {"text word", "tw"},
    {"text words", "tw"},
    {"all fields", "all"},
    {"mesh terms", "mh"},
    {"mesh", "mh"},
    {"mesh major topic", "majr"},
    {"mesh subheading", "sh"},
    {"author", "au"},
    {"author - first", "1au"},
    {"author - last", "lastau"},
    {"affiliation", "ad"},
    {"journal", "ta"},
    {"publication type", "pt"},
    {"date - publication", "dp"},
    {"publication date", "dp"},
    {"pdat", "dp"},
    {"language", "la"},
    {"other term", "ot"},
    {"supplementary concept", "nm"},
    {"substance name", "nm"},
    {"secondary source id", "si"},
    {"date - entry", "edat"},
    {"date - create", "crdt"},
    {"author - identifier", "auid"},
    {"conflict of interest statements", "cois"},
    {"conflict of interest", "cois"},
    {"personal name as subject", "ps"},
    {"subject - personal name", "ps"},
    {"pharmacological action", "pa"},
    {"pharmacologic action", "pa"},
    {"subset", "sb"},
    {"mesh subheadings", "sh"},
    {"subheading", "sh"},
    {"volume", "vi"},
    {"issue", "ip"},
    {"pagination", "pg"},
    {"grant number", "gr"},
    {"grants and funding", "gr"},
    {"author - full", "fau"},
    {"full author name", "fau"},
    {"first author name", "1au"},
    {"first author", "1au"},
    {"last author name", "lastau"},
    {"last author", "lastau"},
    {"author identifier", "auid"},
    {"author - corporate", "cn"},
    {"corporate author", "cn"},
    {"investigator", "ir"},
    {"full investigator name", "ir"},
    {"investigator - full", "ir"},
    {"date - entrez", "edat"},
    {"entry date", "edat"},
    {"entrez date", "edat"},
    {"create date", "crdt"},
    {"completion date", "lr"},
    {"date - completion", "lr"},
    {"date - modification", "lr"},
    {"modification date", "lr"},
    {"date - mesh", "mhda"},
    {"mesh date", "mhda"},
    {"ec/rn number", "nm"},
    {"registry number", "nm"},
    {"rn", "nm"},
    {"location id", "lid"},
    {"place of publication", "pl"},
    {"transliterated title", "tt"},
    {"personal name", "ps"},
};

const assay_field_info *assay_fields_info(assay_query_field field) {
    return &table[field];
}

bool assay_fields_explodes(assay_query_field field) {
    return field == ASSAY_QUERY_FIELD_MESH || field == ASSAY_QUERY_FIELD_MESH_MAJOR ||
           field == ASSAY_QUERY_FIELD_QUALIFIER || field == ASSAY_QUERY_FIELD_ACTION;
}

static bool has_word(const char *words, assay_span word) {
    assay_span rest = assay_span_of(words);
    while (rest.size != 0)
        if (assay_span_equal_ascii_case(assay_span_cut(&rest, ' '), word))
            return true;
    return false;
}

bool assay_fields_find(assay_query_field *out, assay_span name) {
    if (name.size == 0 || assay_span_find_byte(name, ' ') != SIZE_MAX)
        return false;
    for (int i = 0; i < ASSAY_QUERY_FIELD_COUNT; i++)
        if (assay_span_equal_ascii_case(assay_span_of(table[i].name), name) ||
            has_word(table[i].others, name)) {
            *out = (assay_query_field)i;
            return true;
        }
    return false;
}

bool assay_fields_find_tag(assay_query_field *out, assay_span tag) {
    for (size_t i = 0; i < sizeof long_tags / sizeof *long_tags; i++)
        if (assay_span_equal_ascii_case(assay_span_of(long_tags[i].name), tag))
            tag = assay_span_of(long_tags[i].tag);
    char bracketed[32];
    if (tag.size == 0 || tag.size > sizeof bracketed - 2)
        return false;
    bracketed[0] = '[';
    memcpy(bracketed + 1, tag.data, tag.size);
    bracketed[tag.size + 1] = ']';
    return assay_fields_find(out, assay_span_make(bracketed, tag.size + 2)) ||
           assay_fields_find(out, tag);
}

/* Levenshtein distance of two short names, capitals folded; names over 31 bytes are far from
 * everything. */
static unsigned distance(assay_span a, assay_span b) {
    unsigned row[33];
    if (a.size > 31 || b.size > 31)
        return 99;
    for (size_t j = 0; j <= b.size; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; j++) {
            bool same = assay_span_equal_ascii_case(assay_span_make(a.data + i - 1, 1),
                                                    assay_span_make(b.data + j - 1, 1));
            unsigned best = diagonal + !same;
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
        }
    }
    return row[b.size];
}

static unsigned field_distance(const assay_field_info *info, assay_span name) {
    unsigned best = distance(assay_span_of(info->name), name);
    assay_span rest = assay_span_of(info->others);
    while (rest.size != 0) {
        unsigned other = distance(assay_span_cut(&rest, ' '), name);
        best = other < best ? other : best;
    }
    return best;
}

size_t assay_fields_nearest(const char **out, size_t max, assay_span name) {
    size_t count = 0;
    /* Of short names everything is near. */
    const size_t far = name.size < 4 ? 1 : name.size < 6 ? 2 : 3;
    for (unsigned wanted = 1; wanted <= far; wanted++)
        for (int i = 0; i < ASSAY_QUERY_FIELD_COUNT && count < max; i++)
            if (field_distance(&table[i], name) == wanted)
                out[count++] = table[i].name;
    return count;
}
