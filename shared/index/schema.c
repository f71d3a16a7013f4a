#include "index/schema.h"

#define PLACE(name) (UINT64_C(1) << ASSAY_PLACE_##name)
/* All sections of an abstract or a body; one section of either. */
#define PARTS(of) (((UINT64_C(1) << ASSAY_SECTION_COUNT) - 1) << ASSAY_PLACE_##of##_PART)
#define SECTION(name)                                                                              \
    ((UINT64_C(1) << (ASSAY_PLACE_ABSTRACT_PART + ASSAY_SECTION_##name)) |                         \
     (UINT64_C(1) << (ASSAY_PLACE_BODY_PART + ASSAY_SECTION_##name)))

#define RANKED(where)                                                                              \
    { ASSAY_STORE_RANKED, NULL, where, NULL, -1 }
#define WORDS(prefix)                                                                              \
    { ASSAY_STORE_WORDS, prefix, 0, NULL, -1 }
#define KEYWORD(prefix, facet)                                                                     \
    { ASSAY_STORE_KEYWORD, prefix, 0, facet, -1 }
#define COLUMN(name, slot)                                                                         \
    { ASSAY_STORE_COLUMN, NULL, 0, name, slot }
#define ID(prefix)                                                                                 \
    { ASSAY_STORE_ID, prefix, 0, NULL, -1 }

static const assay_schema_field fields[ASSAY_QUERY_FIELD_COUNT] = {
    [ASSAY_QUERY_FIELD_ANY] = RANKED(0),
    [ASSAY_QUERY_FIELD_EVERYWHERE] = RANKED(0),
    [ASSAY_QUERY_FIELD_TITLE] = RANKED(PLACE(TITLE)),
    [ASSAY_QUERY_FIELD_ABSTRACT] = RANKED(PLACE(ABSTRACT) | PARTS(ABSTRACT)),
    [ASSAY_QUERY_FIELD_TIAB] = RANKED(PLACE(TITLE) | PLACE(ABSTRACT) | PARTS(ABSTRACT)),
    [ASSAY_QUERY_FIELD_TEXT] = RANKED(0),
    [ASSAY_QUERY_FIELD_PLAIN] = RANKED(PLACE(PLAIN)),
    [ASSAY_QUERY_FIELD_DESCRIPTION] = RANKED(PLACE(DESCRIPTION)),
    [ASSAY_QUERY_FIELD_CONDITION] = RANKED(PLACE(CONDITION) | PLACE(CONDITION_REGISTERED)),
    [ASSAY_QUERY_FIELD_CONDITION_REGISTERED] = RANKED(PLACE(CONDITION_REGISTERED)),
    [ASSAY_QUERY_FIELD_INTERVENTION] = RANKED(PLACE(INTERVENTION)),
    [ASSAY_QUERY_FIELD_KEYWORD] = RANKED(PLACE(KEYWORD)),
    [ASSAY_QUERY_FIELD_MESH] = RANKED(PLACE(MESH)),
    [ASSAY_QUERY_FIELD_MESH_MAJOR] = WORDS("XMJ"),
    [ASSAY_QUERY_FIELD_QUALIFIER] = KEYWORD("XQL", NULL),
    [ASSAY_QUERY_FIELD_ACTION] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_OUTCOME] = RANKED(PLACE(OUTCOME)),
    [ASSAY_QUERY_FIELD_ADVERSE_EVENT] = WORDS("XAE"),
    [ASSAY_QUERY_FIELD_INCLUSION] = RANKED(PLACE(INCLUSION)),
    [ASSAY_QUERY_FIELD_EXCLUSION] = WORDS("XEX"),
    [ASSAY_QUERY_FIELD_ELIGIBILITY] = {ASSAY_STORE_WORDS, "XEX", PLACE(INCLUSION), NULL, -1},
    [ASSAY_QUERY_FIELD_BODY] = RANKED(PLACE(BODY) | PARTS(BODY)),
    [ASSAY_QUERY_FIELD_INTRO] = RANKED(SECTION(INTRO)),
    [ASSAY_QUERY_FIELD_METHODS] = RANKED(SECTION(METHODS) | SECTION(METHODS_RESULTS)),
    [ASSAY_QUERY_FIELD_FINDINGS] =
        RANKED(SECTION(RESULTS) | SECTION(METHODS_RESULTS) | SECTION(RESULTS_DISCUSSION)),
    [ASSAY_QUERY_FIELD_DISCUSSION] =
        RANKED(SECTION(DISCUSSION) | SECTION(RESULTS_DISCUSSION) | SECTION(DISCUSSION_CONCLUSION)),
    [ASSAY_QUERY_FIELD_CONCLUSION] = RANKED(SECTION(CONCLUSION) | SECTION(DISCUSSION_CONCLUSION)),
    [ASSAY_QUERY_FIELD_CASE] = RANKED(SECTION(CASE)),
    [ASSAY_QUERY_FIELD_SUPPLEMENT] = RANKED(SECTION(SUPPLEMENT)),
    [ASSAY_QUERY_FIELD_ACKNOWLEDGEMENT] = WORDS("XAK"),
    [ASSAY_QUERY_FIELD_CAPTION] = RANKED(PLACE(FIGURE) | PLACE(TABLE)),
    [ASSAY_QUERY_FIELD_FIGURE] = RANKED(PLACE(FIGURE)),
    [ASSAY_QUERY_FIELD_TABLE] = RANKED(PLACE(TABLE)),
    [ASSAY_QUERY_FIELD_REFERENCE] = WORDS("XREF"),
    [ASSAY_QUERY_FIELD_AUTHOR] = WORDS("A"),
    [ASSAY_QUERY_FIELD_FIRST_AUTHOR] = WORDS("XAF"),
    [ASSAY_QUERY_FIELD_LAST_AUTHOR] = WORDS("XAL"),
    [ASSAY_QUERY_FIELD_AUTHOR_ID] = KEYWORD("XAI", NULL),
    [ASSAY_QUERY_FIELD_SUBJECT_NAME] = WORDS("XPN"),
    [ASSAY_QUERY_FIELD_AFFILIATION] = WORDS("XAD"),
    [ASSAY_QUERY_FIELD_JOURNAL] = WORDS("XTA"),
    [ASSAY_QUERY_FIELD_SPONSOR] = WORDS("XSP"),
    [ASSAY_QUERY_FIELD_LOCATION] = WORDS("XLO"),
    [ASSAY_QUERY_FIELD_CITY] = WORDS("XCI"),
    [ASSAY_QUERY_FIELD_STATE] = WORDS("XST"),
    [ASSAY_QUERY_FIELD_COUNTRY] = KEYWORD("XCO", "country"),
    [ASSAY_QUERY_FIELD_SITE_STATUS] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_SITE] = WORDS("XSI"),
    [ASSAY_QUERY_FIELD_ID] = ID(ASSAY_TERM_ID),
    [ASSAY_QUERY_FIELD_NCT] = ID(ASSAY_TERM_ID),
    [ASSAY_QUERY_FIELD_PMID] = ID(ASSAY_TERM_ID),
    [ASSAY_QUERY_FIELD_PMCID] = ID(ASSAY_TERM_ID),
    [ASSAY_QUERY_FIELD_DOI] = ID(ASSAY_TERM_ID),
    [ASSAY_QUERY_FIELD_CITES] = ID(ASSAY_TERM_CITES),
    [ASSAY_QUERY_FIELD_CITED_BY] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_LINKED] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_PUBLICATION_TYPE] = KEYWORD("XPT", "pt"),
    [ASSAY_QUERY_FIELD_TYPE] = KEYWORD("T", "type"),
    [ASSAY_QUERY_FIELD_LANGUAGE] = KEYWORD("L", "language"),
    [ASSAY_QUERY_FIELD_STATUS] = KEYWORD("XSU", "status"),
    [ASSAY_QUERY_FIELD_PHASE] = KEYWORD("XPH", "phase"),
    [ASSAY_QUERY_FIELD_STUDY_TYPE] = KEYWORD("XTY", "studytype"),
    [ASSAY_QUERY_FIELD_DESIGN] = KEYWORD("XDE", NULL),
    [ASSAY_QUERY_FIELD_AGE_GROUP] = KEYWORD("XAG", NULL),
    [ASSAY_QUERY_FIELD_FUNDER] = KEYWORD("XFU", NULL),
    [ASSAY_QUERY_FIELD_SEX] = KEYWORD("XSX", "sex"),
    [ASSAY_QUERY_FIELD_AGE] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_MIN_AGE] = COLUMN(ASSAY_COLUMN_MIN_AGE, ASSAY_SLOT_MIN_AGE),
    [ASSAY_QUERY_FIELD_MAX_AGE] = COLUMN(ASSAY_COLUMN_MAX_AGE, ASSAY_SLOT_MAX_AGE),
    [ASSAY_QUERY_FIELD_HEALTHY] = KEYWORD("XHV", NULL),
    [ASSAY_QUERY_FIELD_RESULTS] = KEYWORD("XRS", NULL),
    [ASSAY_QUERY_FIELD_CONDITION_EXACT] = KEYWORD("XCE", "condition"),
    [ASSAY_QUERY_FIELD_MESH_EXACT] = KEYWORD("XME", "mesh"),
    [ASSAY_QUERY_FIELD_ENROLMENT] = COLUMN("enrolment", ASSAY_SLOT_ENROLMENT),
    [ASSAY_QUERY_FIELD_UPDATES] = COLUMN("updates", ASSAY_SLOT_UPDATES),
    [ASSAY_QUERY_FIELD_DATE] = COLUMN("date", ASSAY_SLOT_DATE),
    [ASSAY_QUERY_FIELD_START] = COLUMN("start", ASSAY_SLOT_START),
    [ASSAY_QUERY_FIELD_COMPLETION] = COLUMN("completion", ASSAY_SLOT_COMPLETION),
    [ASSAY_QUERY_FIELD_FIRST_SEEN] = COLUMN("first_seen", ASSAY_SLOT_FIRST_SEEN),
    [ASSAY_QUERY_FIELD_UPDATED] = COLUMN("updated", ASSAY_SLOT_UPDATED),
    [ASSAY_QUERY_FIELD_INDEXED] = COLUMN("indexed", ASSAY_SLOT_INDEXED),
    [ASSAY_QUERY_FIELD_VOLUME] = KEYWORD("XVI", NULL),
    [ASSAY_QUERY_FIELD_ISSUE] = KEYWORD("XIP", NULL),
    [ASSAY_QUERY_FIELD_PAGES] = KEYWORD("XPG", NULL),
    [ASSAY_QUERY_FIELD_ISSN] = KEYWORD("XIS", NULL),
    [ASSAY_QUERY_FIELD_ISBN] = KEYWORD("XIB", NULL),
    [ASSAY_QUERY_FIELD_JOURNAL_ID] = KEYWORD("XJI", NULL),
    [ASSAY_QUERY_FIELD_GRANT] = KEYWORD("XGR", NULL),
    [ASSAY_QUERY_FIELD_CONFLICT] = WORDS("XCF"),
    [ASSAY_QUERY_FIELD_SUBSET] = KEYWORD("XSB", NULL),
    [ASSAY_QUERY_FIELD_NEAR_PLACE] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_HAS] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_MISSING] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
    [ASSAY_QUERY_FIELD_CHANGED] = {ASSAY_STORE_NONE, NULL, 0, NULL, -1},
};

#define TEXT(weight, place)                                                                        \
    { weight, ASSAY_PLACE_##place, NULL, NULL }

/* Weights: title, keywords and MeSH count twice (a stock BM25 gains 2 % of MAP by it); what a trial is about counts like its title. */
static const assay_schema_text texts[ASSAY_FIELD_COUNT] = {
    [ASSAY_FIELD_TITLE] = TEXT(2, TITLE),
    [ASSAY_FIELD_OFFICIAL_TITLE] = TEXT(1, TITLE),
    [ASSAY_FIELD_VERNACULAR_TITLE] = TEXT(1, TITLE),
    [ASSAY_FIELD_ACRONYM] = TEXT(2, TITLE),
    [ASSAY_FIELD_PLAIN] = TEXT(1, PLAIN),
    [ASSAY_FIELD_SUMMARY] = TEXT(1, ABSTRACT),
    [ASSAY_FIELD_DESCRIPTION] = TEXT(1, DESCRIPTION),
    [ASSAY_FIELD_BODY] = TEXT(1, BODY),
    [ASSAY_FIELD_CAPTION] = TEXT(1, FIGURE),
    [ASSAY_FIELD_TABLE] = TEXT(1, TABLE),
    [ASSAY_FIELD_CONDITION] = {2, ASSAY_PLACE_CONDITION, NULL, "XCE"},
    [ASSAY_FIELD_CONDITION_REGISTERED] = {1, ASSAY_PLACE_CONDITION_REGISTERED, NULL, "XCE"},
    [ASSAY_FIELD_INTERVENTION] = TEXT(2, INTERVENTION),
    [ASSAY_FIELD_INTERVENTION_OTHER] = TEXT(1, INTERVENTION),
    [ASSAY_FIELD_INTERVENTION_TEXT] = TEXT(1, DESCRIPTION),
    [ASSAY_FIELD_ARM] = TEXT(1, DESCRIPTION),
    [ASSAY_FIELD_KEYWORD] = TEXT(2, KEYWORD),
    [ASSAY_FIELD_MESH] = {2, ASSAY_PLACE_MESH, NULL, "XME"},
    [ASSAY_FIELD_MESH_MAJOR] = {0, ASSAY_PLACE_MESH, "XMJ", NULL},
    [ASSAY_FIELD_SUBSTANCE] = TEXT(1, INTERVENTION),
    [ASSAY_FIELD_INCLUSION] = TEXT(1, INCLUSION),
    [ASSAY_FIELD_EXCLUSION] = {0, ASSAY_PLACE_INCLUSION, "XEX", NULL},
    [ASSAY_FIELD_OUTCOME_PRIMARY] = TEXT(1, OUTCOME),
    [ASSAY_FIELD_OUTCOME_SECONDARY] = TEXT(1, OUTCOME),
    [ASSAY_FIELD_OUTCOME_OTHER] = TEXT(1, OUTCOME),
    [ASSAY_FIELD_ADVERSE_EVENT] = {.prefix = "XAE"},
    [ASSAY_FIELD_STATUS] = {.keyword = "XSU"},
    [ASSAY_FIELD_WHY_STOPPED] = TEXT(1, DESCRIPTION),
    [ASSAY_FIELD_PHASE] = {.keyword = "XPH"},
    [ASSAY_FIELD_STUDY_TYPE] = {.keyword = "XTY"},
    [ASSAY_FIELD_DESIGN] = {.keyword = "XDE"},
    [ASSAY_FIELD_AGE_GROUP] = {.keyword = "XAG"},
    [ASSAY_FIELD_SPONSOR_CLASS] = {.keyword = "XFU"},
    [ASSAY_FIELD_SEX] = {.keyword = "XSX"},
    [ASSAY_FIELD_SPONSOR] = {.prefix = "XSP"},
    [ASSAY_FIELD_COLLABORATOR] = {.prefix = "XSP"},
    [ASSAY_FIELD_INVESTIGATOR] = {.prefix = "A"},
    [ASSAY_FIELD_AUTHOR] = {.prefix = "A"},
    [ASSAY_FIELD_COLLECTIVE] = {.prefix = "A"},
    [ASSAY_FIELD_AFFILIATION] = {.prefix = "XAD"},
    [ASSAY_FIELD_JOURNAL] = {.prefix = "XTA"},
    [ASSAY_FIELD_JOURNAL_ABBREVIATION] = {.prefix = "XTA"},
    [ASSAY_FIELD_ISSN] = {.keyword = "XIS"},
    [ASSAY_FIELD_VOLUME] = {.keyword = "XVI"},
    [ASSAY_FIELD_ISSUE] = {.keyword = "XIP"},
    [ASSAY_FIELD_LANGUAGE] = {.keyword = "L"},
    [ASSAY_FIELD_PUBLICATION_TYPE] = {.keyword = "XPT"},
    [ASSAY_FIELD_GRANT] = {.keyword = "XGR"},
    [ASSAY_FIELD_COUNTRY] = {.keyword = "XCO"},
    [ASSAY_FIELD_CONFLICT] = {.prefix = "XCF"},
    [ASSAY_FIELD_SUBJECT_NAME] = {.prefix = "XPN"},
    [ASSAY_FIELD_AUTHOR_ID] = {.keyword = "XAI"},
    [ASSAY_FIELD_SUBSET] = {.keyword = "XSB"},
    [ASSAY_FIELD_RECORD_STATUS] = {.keyword = "XSB"},
    [ASSAY_FIELD_PUBLICATION_STATUS] = {.keyword = "XSB"},
};

_Static_assert((int)ASSAY_PLACE_COUNT <= 64, "places are bits of a 64-bit mask");

const assay_schema_field *assay_schema_field_of(assay_query_field field) {
    return &fields[field];
}

const assay_schema_text *assay_schema_text_of(assay_record_field field) {
    return &texts[field];
}

assay_span assay_schema_author(const assay_record *record) {
    assay_span author = assay_record_first(record, ASSAY_FIELD_AUTHOR);
    return author.size != 0 ? author : assay_record_first(record, ASSAY_FIELD_COLLECTIVE);
}

static assay_section section_of_body(const assay_record *record, size_t k) {
    const assay_span_list *bodies = &record->text[ASSAY_FIELD_BODY],
                          *named = &record->text[ASSAY_FIELD_BODY_SECTION];
    assay_span heading = bodies->items[k];
    if (named->count == bodies->count)
        return assay_section_named(named->items[k]);
    return assay_section_of_heading(assay_span_cut(&heading, '\n'));
}

/* An abstract in one piece has no sections, whatever it begins with. */
static assay_section section_of_abstract(const assay_span_list *values, size_t k) {
    bool whole = values->count < 2 || assay_span_find_byte(values->items[k], '\n') != SIZE_MAX;
    return whole ? ASSAY_SECTION_NONE : assay_section_of_label(values->items[k]);
}

assay_place assay_schema_place(const assay_record *record, assay_record_field field, size_t k) {
    const assay_span_list *values = &record->text[field];
    assay_section section = ASSAY_SECTION_NONE;
    int parts = 0;
    if (field == ASSAY_FIELD_CAPTION &&
        assay_span_starts_ascii_case(values->items[k], ASSAY_SPAN("table")))
        return ASSAY_PLACE_TABLE;
    if (field == ASSAY_FIELD_BODY) {
        section = section_of_body(record, k);
        parts = ASSAY_PLACE_BODY_PART;
    } else if (field == ASSAY_FIELD_SUMMARY) {
        section = section_of_abstract(values, k);
        parts = ASSAY_PLACE_ABSTRACT_PART;
    }
    return section != ASSAY_SECTION_NONE ? (assay_place)(parts + (int)section) : texts[field].place;
}
