/* A record: one trial, abstract or full text, the same shape whatever file it came from.
 *
 *   identity   "nct:NCT01590069"           one string, the key under which a later version replaces
 * this one ids        nct, pmid, pmcid, doi, ...  every identifier it carries text       title,
 * summary, ...         lists of values by field; a value is plain text, tags and entities resolved
 *   numbers    dates, ages, enrolment      typed, with a stated "unknown"
 *   locations, references                  lists of structs
 *   extra      what the source had and the model has no place for: kept, shown, not searched by
 * name
 *
 * All spans live in the arena the record was made in and are borrowed from it. A zeroed record plus
 * assay_record_init is empty. One thread at a time. */
#ifndef ASSAY_RECORDS_RECORD_H
#define ASSAY_RECORDS_RECORD_H
#include "base/arena.h"
#include "base/date.h"

typedef enum {
    ASSAY_RECORD_ABSTRACT = 0,
    ASSAY_RECORD_TRIAL = 1,
    ASSAY_RECORD_FULLTEXT = 2
} assay_record_type;

/* Text fields: enum suffix, key in JSON. Every field is a list; most hold one value. */
#define ASSAY_RECORD_FIELDS(X)                                                                     \
    X(TITLE, "title")                                                                              \
    X(OFFICIAL_TITLE, "official_title")                                                            \
    X(VERNACULAR_TITLE, "vernacular_title")                                                        \
    X(ACRONYM, "acronym")                                                                          \
    X(PLAIN, "plain_summary") /* written for patients */                                           \
    X(SUMMARY, "summary")     /* abstract, or a trial's brief summary; "LABEL: text" a value */    \
    X(DESCRIPTION, "description")    /* a trial's detailed description */                          \
    X(BODY, "body")                  /* full text beyond the abstract, a value a section */        \
    X(BODY_SECTION, "body_sections") /* of each value of BODY, as records/sections.h names it */   \
    X(CAPTION, "captions")           /* of figures and tables */                                   \
    X(TABLE, "tables")               /* cells as text */                                           \
    X(CONDITION, "conditions")       /* normalised */                                              \
    X(CONDITION_REGISTERED, "conditions_registered") /* as the registrant entered them */          \
    X(INTERVENTION, "interventions")                 /* names, active substances */                \
    X(INTERVENTION_OTHER, "intervention_other_names")                                              \
    X(INTERVENTION_TYPE, "intervention_types")                                                     \
    X(INTERVENTION_TEXT, "intervention_descriptions")                                              \
    X(ARM, "arms")                                                                                 \
    X(KEYWORD, "keywords")                                                                         \
    X(MESH, "mesh")                                 /* headings, no qualifier */                   \
    X(MESH_MAJOR, "mesh_major")                     /* those starred; also in MESH */              \
    X(MESH_QUALIFIED, "mesh_qualified")             /* "Heading/qualifier" */                      \
    X(MESH_QUALIFIED_MAJOR, "mesh_qualified_major") /* main topics; also in MESH_QUALIFIED */      \
    X(SUBSTANCE, "substances")                      /* chemicals, supplementary concepts */        \
    X(INCLUSION, "inclusion")                                                                      \
    X(EXCLUSION, "exclusion")                                                                      \
    X(OUTCOME_PRIMARY, "outcomes_primary")                                                         \
    X(OUTCOME_SECONDARY, "outcomes_secondary")                                                     \
    X(OUTCOME_OTHER, "outcomes_other")                                                             \
    X(ADVERSE_EVENT, "adverse_events") /* terms of posted results, each once */                    \
    X(STATUS, "status")                /* RECRUITING ... in the registry's upper-case words */     \
    X(WHY_STOPPED, "why_stopped")                                                                  \
    X(PHASE, "phases")          /* EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4 NA */                  \
    X(STUDY_TYPE, "study_type") /* INTERVENTIONAL OBSERVATIONAL EXPANDED_ACCESS */                 \
    X(DESIGN, "design")         /* allocation, masking, purpose ... */                             \
    X(SEX, "sex")               /* ALL FEMALE MALE */                                              \
    X(AGE_GROUP, "age_groups")  /* CHILD ADULT OLDER_ADULT */                                      \
    X(SPONSOR, "sponsor")                                                                          \
    X(SPONSOR_CLASS, "sponsor_class")                                                              \
    X(COLLABORATOR, "collaborators")                                                               \
    X(INVESTIGATOR, "investigators")                                                               \
    X(AUTHOR, "authors") /* "Family, Given" or "Family AB", in order */                            \
    X(COLLECTIVE, "collective_authors")                                                            \
    X(AFFILIATION, "affiliations")                                                                 \
    X(JOURNAL, "journal")                                                                          \
    X(JOURNAL_ABBREVIATION, "journal_abbreviation")                                                \
    X(ISSN, "issn")                                                                                \
    X(VOLUME, "volume")                                                                            \
    X(ISSUE, "issue")                                                                              \
    X(PAGES, "pages")                                                                              \
    X(LANGUAGE, "languages") /* as the source codes it: eng, en */                                 \
    X(PUBLICATION_TYPE, "publication_types")                                                       \
    X(GRANT, "grants")                                                                             \
    X(COUNTRY, "countries") /* of publication or of sites, each once */                            \
    X(LINK, "links")        /* URLs */                                                             \
    X(CONFLICT, "conflicts_of_interest")                                                           \
    X(SUBJECT_NAME, "personal_name_subjects")   /* people the article is about */                  \
    X(AUTHOR_ID, "author_identifiers")          /* "Family, Given: ORCID", or the identifier */    \
    X(SUBSET, "subsets")                        /* PubMed's citation subsets: IM, AIM, N ... */    \
    X(RECORD_STATUS, "record_status")           /* MEDLINE, In-Process, PubMed-not-MEDLINE ... */  \
    X(PUBLICATION_STATUS, "publication_status") /* ppublish, epublish, aheadofprint */

typedef enum {
#define X(name, key) ASSAY_FIELD_##name,
    ASSAY_RECORD_FIELDS(X)
#undef X
        ASSAY_FIELD_COUNT
} assay_record_field;

/* Dates: enum suffix, key in JSON. */
#define ASSAY_RECORD_DATES(X)                                                                      \
    X(PUBLISHED, "published")                                                                      \
    X(ELECTRONIC, "published_electronically")                                                      \
    X(CREATED, "created")       /* entered in the source's database */                             \
    X(FIRST_SEEN, "first_seen") /* first posted or first seen */                                   \
    X(UPDATED, "updated")       /* last update posted, last revised */                             \
    X(START, "start")                                                                              \
    X(PRIMARY_COMPLETION, "primary_completion")                                                    \
    X(COMPLETION, "completion")                                                                    \
    X(RESULTS, "results_posted")

typedef enum {
#define X(name, key) ASSAY_DATE_##name,
    ASSAY_RECORD_DATES(X)
#undef X
        ASSAY_DATE_COUNT
} assay_record_date;

typedef struct {
    assay_span *items;
    size_t count, capacity;
} assay_span_list;

typedef struct {
    assay_span scheme; /* "nct" "pmid" "pmcid" "doi" "eudract" "isrctn" "chictr" "pii" "org" ...
                          lower case */
    assay_span
        value; /* normalised: NCT upper case, DOI lower case without a prefix, PMCID with PMC */
} assay_record_id;

typedef struct {
    assay_span facility, city, state, zip, country, status;
    bool has_point;
    double latitude, longitude; /* degrees */
} assay_record_location;

typedef struct {
    assay_span relation; /* "reference" "background" "result" "derived" "registration" "comment"
                            "erratum" ... */
    assay_span text;     /* the citation as printed, may be empty */
    assay_span pmid, pmcid, doi, nct; /* each may be empty */
} assay_record_reference;

typedef struct {
    assay_span key, value;
} assay_record_extra;

enum { ASSAY_AGE_UNKNOWN = -1 };

typedef struct assay_record {
    assay_arena *arena; /* borrowed; everything below lives in it */
    assay_span identity;
    assay_record_type type;
    assay_span source_format; /* "pubmed-xml" ... */
    assay_span_list text[ASSAY_FIELD_COUNT];
    assay_date dates[ASSAY_DATE_COUNT]; /* 0: unknown */
    struct {
        assay_record_id *items;
        size_t count, capacity;
    } ids;
    struct {
        assay_record_location *items;
        size_t count, capacity;
    } locations;
    struct {
        assay_record_reference *items;
        size_t count, capacity;
    } references;
    struct {
        assay_record_extra *items;
        size_t count, capacity;
    } extra;
    /* What it brings along from another index (records/record_history.h); NULL: nothing. No content. */
    const struct assay_record_history *history;
    int64_t enrolment;         /* -1: unknown (the registry's 99999999 too) */
    int32_t min_age_days;      /* ASSAY_AGE_UNKNOWN: no lower limit stated */
    int32_t max_age_days;      /* ASSAY_AGE_UNKNOWN: no upper limit */
    int32_t updates;           /* "updated N times"; -1: unknown */
    int8_t healthy_volunteers; /* 1 yes, 0 no, -1 unknown */
    int8_t has_results;        /* likewise */
} assay_record;

/* Empties the record and binds it to the arena. */
void assay_record_init(assay_record *record, assay_arena *arena);

/* Adds a value to a field: copied into the arena, white space at both ends dropped, an empty value
 * ignored. */
ASSAY_MUST_USE assay_status assay_record_add(assay_record *record, assay_record_field field,
                                             assay_span value, assay_error *err);
/* As above unless the field holds the very same value already. */
ASSAY_MUST_USE assay_status assay_record_add_once(assay_record *record, assay_record_field field,
                                                  assay_span value, assay_error *err);
/* Normalises and adds an identifier, each pair once; a value that is not of its scheme's form is
 * kept as extra. */
ASSAY_MUST_USE assay_status assay_record_add_id(assay_record *record, const char *scheme,
                                                assay_span value, assay_error *err);
ASSAY_MUST_USE assay_status assay_record_add_location(assay_record *record,
                                                      const assay_record_location *location,
                                                      assay_error *err);
/* Identifiers are normalised, those without a form left out; without a DOI the one printed in the text is
 * taken. A reference that holds nothing is ignored. */
ASSAY_MUST_USE assay_status assay_record_add_reference(assay_record *record,
                                                       const assay_record_reference *reference,
                                                       assay_error *err);
ASSAY_MUST_USE assay_status assay_record_add_extra(assay_record *record, assay_span key,
                                                   assay_span value, assay_error *err);
/* As assay_record_add for a value that lives in the record's arena already: held, not copied. */
ASSAY_MUST_USE assay_status assay_record_add_held(assay_record *record, assay_record_field field,
                                                  assay_span value, assay_error *err);
/* Adds a trial's number under the registry whose form it has, else under the scheme `otherwise`
 * ("org"). */
ASSAY_MUST_USE assay_status assay_record_add_trial_id(assay_record *record, assay_span value,
                                                      const char *otherwise, assay_error *err);
/* Whether anything in it can be searched: text, an identifier that is not its source's own, a place, a reference, a date, a number or a
 * flag. What is extra is not looked at. */
bool assay_record_is_searchable(const assay_record *record);
/* The first value of a field, or an empty span. */
assay_span assay_record_first(const assay_record *record, assay_record_field field);
/* The first value of an identifier scheme, or an empty span. */
assay_span assay_record_id_of(const assay_record *record, const char *scheme);

/* Gives the record its identity from what it holds: a trial by nct, pmid, doi, pmcid, a full text
 * by pmcid, doi, pmid, nct, an abstract by pmid, doi, pmcid, nct; then other registries, then source_id
 * ("id:" + source_id; one that begins with "id:" is kept as it is; may be empty), then "hash:" + 16 hex
 * digits of its content. */
ASSAY_MUST_USE assay_status assay_record_identify(assay_record *record, assay_span source_id,
                                                  assay_error *err);
/* Keys of extra that tell of the retrieval, not of the record. */
#define ASSAY_RECORD_RETRIEVAL_KEYS "export_date", "last_refreshed", "data_version", "retrieved"
/* 128 bits over everything but the identity and the extras of retrieval; equal content, equal hash,
 * on every machine. */
typedef struct {
    uint64_t low, high;
} assay_record_hash;
assay_record_hash assay_record_content_hash(const assay_record *record);

const char *assay_record_type_name(assay_record_type type); /* "abstract" ... */
bool assay_record_type_parse(assay_record_type *out, assay_span name);
const char *assay_record_field_key(assay_record_field field); /* key in JSON */
const char *assay_record_date_key(assay_record_date date);
/* "18 Years", "6 Months", "30 Days" in days (year 365.25, month 30.4375, rounded down); false when
 * it is neither that nor "N/A". */
bool assay_record_age_days(int32_t *out, assay_span text);
#endif
