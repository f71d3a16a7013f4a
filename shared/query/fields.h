/* The fields a query can name: one table for the parser, the messages, the manual and the planner.
 *
 * A field has a short name (`ti`), aliases of our own, PubMed tags (`[ti]`), ClinicalTrials.gov
 * areas (`AREA[BriefTitle]`) and Europe PMC names (`TITLE:`); all are looked up without regard to
 * case. How a field is stored is index/schema.h's concern. */
#ifndef ASSAY_QUERY_FIELDS_H
#define ASSAY_QUERY_FIELDS_H
#include "base/span.h"

typedef enum {
    ASSAY_KIND_TEXT,     /* words: analyzed, phrases and nearness allowed */
    ASSAY_KIND_KEYWORD,  /* whole values: compared folded, wildcards and regular expressions allowed
                         */
    ASSAY_KIND_DATE,     /* 2024, 2024-05, ranges, "last 90 days" */
    ASSAY_KIND_NUMBER,   /* ranges */
    ASSAY_KIND_AGE,      /* 54y: the trial takes a person of that age */
    ASSAY_KIND_ID,       /* identifiers */
    ASSAY_KIND_PLACE,    /* near: */
    ASSAY_KIND_PRESENCE, /* has:, missing: name other fields */
    ASSAY_KIND_CHANGE    /* changed: names what an update changed, and when */
} assay_field_kind;

/* id, name, kind, what it is, all other names (space separated) */
#define ASSAY_QUERY_FIELDS(X)                                                                      \
    X(ANY, "any", TEXT, "ranked text of the record", "tw [tw] BasicSearch PatientSearch Term")     \
    X(EVERYWHERE, "all", TEXT, "ranked text, people, places, journals, criteria for exclusion",    \
      "everywhere [all]")                                                                          \
    X(TITLE, "ti", TEXT, "title",                                                                  \
      "title titles [ti] [tt] BriefTitle OfficialTitle TitleSearch "                               \
      "Acronym")                                                                                   \
    X(ABSTRACT, "ab", TEXT, "abstract or brief summary", "abstract summary [ab] BriefSummary")     \
    X(TIAB, "tiab", TEXT, "title or abstract", "[tiab] title_abs")                                 \
    X(TEXT, "tx", TEXT, "all text, exclusion criteria and references too", "text full body_all")   \
    X(PLAIN, "pl", TEXT, "plain-language summary", "plain lay")                                    \
    X(DESCRIPTION, "desc", TEXT, "detailed description",                                           \
      "description DetailedDescription ArmGroupLabel "                                             \
      "ArmGroupDescription InterventionDescription WhyStopped")                                    \
    X(CONDITION, "cond", TEXT, "conditions, normalised or as registered",                          \
      "condition conditions disease Condition ConditionSearch ObsoleteConditionSearch")            \
    X(CONDITION_REGISTERED, "condreg", TEXT, "conditions as the registrant entered them",          \
      "registered")                                                                                \
    X(INTERVENTION, "int", TEXT, "interventions and active substances",                            \
      "intervention interventions intr drug substance chem [nm] InterventionName "                 \
      "InterventionOtherName InterventionSearch InterventionNameSearch")                           \
    X(KEYWORD, "kw", TEXT, "keywords", "keyword keywords [ot] Keyword")                            \
    X(MESH, "mesh", TEXT, "MeSH headings",                                                         \
      "mh [mh] [mesh] ConditionMeshTerm InterventionMeshTerm ConditionAncestorTerm "               \
      "InterventionAncestorTerm")                                                                  \
    X(MESH_MAJOR, "majr", TEXT, "MeSH headings that are a main topic", "major [majr]")             \
    X(QUALIFIER, "sh", KEYWORD, "MeSH qualifier (subheading), and those below it",                 \
      "qualifier subheading fs [sh]")                                                              \
    X(ACTION, "pa", TEXT, "substances a loaded MeSH says have this pharmacological action",        \
      "action [pa]")                                                                               \
    X(OUTCOME, "out", TEXT, "outcomes",                                                            \
      "outcome outcomes PrimaryOutcomeMeasure SecondaryOutcomeMeasure OtherOutcomeMeasure "        \
      "PrimaryOutcomeDescription SecondaryOutcomeDescription OtherOutcomeDescription "             \
      "PrimaryOutcomeTimeFrame SecondaryOutcomeTimeFrame OutcomeSearch OutcomeName "               \
      "OutcomeNameSearch")                                                                         \
    X(ADVERSE_EVENT, "ae", TEXT, "adverse events of posted results",                               \
      "adverse adverse_events AdverseEventTerm SeriousEventTerm OtherEventTerm")                   \
    X(INCLUSION, "inc", TEXT, "inclusion criteria", "inclusion")                                   \
    X(EXCLUSION, "exc", TEXT, "exclusion criteria", "exclusion")                                   \
    X(ELIGIBILITY, "elig", TEXT, "inclusion or exclusion criteria",                                \
      "eligibility criteria EligibilityCriteria EligibilitySearch")                                \
    X(BODY, "body", TEXT, "full text beyond the abstract", "sections")                             \
    X(INTRO, "intro", TEXT, "introduction, background, objective: full text or abstract",          \
      "introduction background")                                                                   \
    X(METHODS, "methods", TEXT, "methods sections, of structured abstracts too", "method")         \
    X(FINDINGS, "res", TEXT, "results sections; RESULTS:word is one too", "findings")              \
    X(DISCUSSION, "discuss", TEXT, "discussion sections", "discussion")                            \
    X(CONCLUSION, "concl", TEXT, "conclusions", "conclusion conclusions")                          \
    X(CASE, "case", TEXT, "case reports within an article", "cases")                               \
    X(SUPPLEMENT, "suppl", TEXT, "supplementary sections", "supplement supplementary")             \
    X(ACKNOWLEDGEMENT, "ack_fund", TEXT, "acknowledgements and funding statements",                \
      "ack acknowledgements funding")                                                              \
    X(CAPTION, "caption", TEXT, "captions of figures and tables", "captions")                      \
    X(FIGURE, "fig", TEXT, "captions of figures", "figure figures")                                \
    X(TABLE, "table", TEXT, "tables and their captions", "tables")                                 \
    X(REFERENCE, "ref", TEXT, "reference lists", "references refs cites_text")                     \
    X(AUTHOR, "au", TEXT, "authors and investigators",                                             \
      "author authors auth [au] [fau] [ir] [cn] OverallOfficialName "                              \
      "ResponsiblePartyInvestigatorFullName ContactSearch ResponsiblePartySearch")                 \
    X(FIRST_AUTHOR, "1au", TEXT, "first author", "firstauthor first_author [1au]")                 \
    X(LAST_AUTHOR, "lastau", TEXT, "last author", "last_author [lastau]")                          \
    X(AUTHOR_ID, "auid", KEYWORD, "an author's identifier, such as an ORCID",                      \
      "orcid authorid [auid]")                                                                     \
    X(SUBJECT_NAME, "ps", TEXT, "person an article is about", "subjectname [ps]")                  \
    X(AFFILIATION, "aff", TEXT, "affiliations", "affiliation ad [ad] OverallOfficialAffiliation")  \
    X(JOURNAL, "ta", TEXT, "journal", "journal jour so [ta] [jour]")                               \
    X(SPONSOR, "spons", TEXT, "sponsor and collaborators",                                         \
      "sponsor LeadSponsorName CollaboratorName OrgFullName SponsorSearch")                        \
    X(LOCATION, "loc", TEXT, "sites: facility, city, state, country",                              \
      "location locations LocationSearch")                                                         \
    X(CITY, "city", TEXT, "city of a site", "LocationCity")                                        \
    X(STATE, "state", TEXT, "state of a site", "LocationState")                                    \
    X(COUNTRY, "country", KEYWORD, "country of a site or of publication",                          \
      "countries LocationCountry [pl]")                                                            \
    X(SITE_STATUS, "sitestatus", KEYWORD, "recruitment status of a site",                          \
      "site_status LocationStatus")                                                                \
    X(SITE, "site", TEXT, "facility", "facility LocationFacility")                                 \
    X(ID, "id", ID, "any identifier",                                                              \
      "uid [lid] [aid] IdSearch "                                                                  \
      "ExternalIdsSearch OrgStudyId SecondaryId NCTIdAlias [si]")                                  \
    X(NCT, "nct", ID, "ClinicalTrials.gov number", "nctid NCTId NCTIdSearch")                      \
    X(PMID, "pmid", ID, "PubMed number", "ext_id [pmid] [uid]")                                    \
    X(PMCID, "pmcid", ID, "PubMed Central number", "pmc [pmcid]")                                  \
    X(DOI, "doi", ID, "digital object identifier", "[doi]")                                        \
    X(CITES, "cites", ID, "records whose references name it", "")                                  \
    X(CITED_BY, "citedby", ID, "records it names in its references", "cited_by")                   \
    X(LINKED, "linked", ID, "records linked with it either way", "link")                           \
    X(PUBLICATION_TYPE, "pt", KEYWORD, "publication type", "pubtype pub_type [pt]")                \
    X(TYPE, "type", KEYWORD, "trial, abstract or fulltext", "rectype")                             \
    X(LANGUAGE, "la", KEYWORD, "language", "lang language [la]")                                   \
    X(STATUS, "status", KEYWORD, "recruitment status", "OverallStatus")                            \
    X(PHASE, "phase", KEYWORD, "phase: 1, 2, 3, 4, early1, na", "phases Phase")                    \
    X(STUDY_TYPE, "studytype", KEYWORD, "interventional, observational, expanded_access",          \
      "study_type StudyType")                                                                      \
    X(DESIGN, "design", KEYWORD,                                                                   \
      "allocation, model, masking or purpose: randomized, crossover, double, prevention",          \
      "DesignAllocation DesignInterventionModel DesignMasking DesignPrimaryPurpose "               \
      "DesignObservationalModel DesignTimePerspective")                                            \
    X(AGE_GROUP, "agegroup", KEYWORD, "child, adult or older_adult: whom a trial takes",           \
      "age_group StdAge")                                                                          \
    X(FUNDER, "funder", KEYWORD, "kind of sponsor: industry, nih, fed, network, other ...",        \
      "sponsor_class LeadSponsorClass FunderTypeSearch OrgClass")                                  \
    X(SEX, "sex", KEYWORD, "sex a trial takes: female and male include all", "gender Sex")         \
    X(AGE, "age", AGE, "an age a trial takes", "ages")                                             \
    X(MIN_AGE, "minage", AGE, "least age a trial takes", "min_age MinimumAge")                     \
    X(MAX_AGE, "maxage", AGE, "greatest age a trial takes", "max_age MaximumAge")                  \
    X(HEALTHY, "healthy", KEYWORD, "takes healthy volunteers: yes, no", "HealthyVolunteers")       \
    X(RESULTS, "results", KEYWORD, "results are posted: yes, no", "has_results HasResults")        \
    X(CONDITION_EXACT, "condition_is", KEYWORD, "a condition's whole value", "cond_is")            \
    X(MESH_EXACT, "mesh_is", KEYWORD, "a MeSH heading's whole value", "mh_is")                     \
    X(ENROLMENT, "n", NUMBER, "enrolment", "enrolment enrollment EnrollmentCount")                 \
    X(UPDATES, "updates", NUMBER, "times updated", "")                                             \
    X(DATE, "dp", DATE, "date of publication, or a trial's first posting",                         \
      "date year published pub_year first_pdate [dp] [edat] [pdat] [crdt] [year] "                 \
      "StudyFirstPostDate")                                                                        \
    X(START, "start", DATE, "start of the study", "StartDate")                                     \
    X(COMPLETION, "end", DATE, "completion of the study",                                          \
      "completion CompletionDate PrimaryCompletionDate")                                           \
    X(FIRST_SEEN, "firstseen", DATE, "first seen or first posted", "first_seen")                   \
    X(UPDATED, "updated", DATE, "last updated", "[lr] [mhda] LastUpdatePostDate")                  \
    X(INDEXED, "indexed", DATE, "last changed in this index", "")                                  \
    X(VOLUME, "vi", KEYWORD, "volume", "volume [vi]")                                              \
    X(ISSUE, "ip", KEYWORD, "issue", "issue [ip]")                                                 \
    X(PAGES, "pg", KEYWORD, "first page", "pages page page_info [pg]")                             \
    X(ISSN, "is", KEYWORD, "ISSN", "issn [is]")                                                    \
    X(ISBN, "isbn", KEYWORD, "ISBN of a book, ten or thirteen digits, hyphens or none", "[isbn]")  \
    X(JOURNAL_ID, "jid", KEYWORD, "the National Library of Medicine's number of the journal",      \
      "nlmid nlm_id [jid]")                                                                        \
    X(GRANT, "gr", KEYWORD, "grant number", "grant [gr]")                                          \
    X(CONFLICT, "cois", TEXT, "statement of conflicting interests", "coi conflict [cois]")         \
    X(SUBSET, "sb", KEYWORD,                                                                       \
      "a filter of PubMed (`searcher fields --filters`), a record's status or subset",             \
      "filter subset [sb] [filter]")                                                               \
    X(NEAR_PLACE, "near", PLACE, "sites within a distance: near:29.76,-95.37,50mi",                \
      "LocationGeoPoint")                                                                          \
    X(HAS, "has", PRESENCE, "the field has a value", "")                                           \
    X(MISSING, "missing", PRESENCE, "the field has no value", "")                                  \
    X(CHANGED, "changed", CHANGE,                                                                  \
      "the last update changed it: changed:status; with a date any update: changed:status,30d",    \
      "change")

typedef enum {
#define X(id, name, kind, text, others) ASSAY_QUERY_FIELD_##id,
    ASSAY_QUERY_FIELDS(X)
#undef X
        ASSAY_QUERY_FIELD_COUNT
} assay_query_field;

typedef struct {
    const char *name;
    assay_field_kind kind;
    const char *description;
    const char *others;
} assay_field_info;

/* Static storage. field < ASSAY_QUERY_FIELD_COUNT. */
const assay_field_info *assay_fields_info(assay_query_field field);
/* A name or alias, any case; false when there is none such. */
bool assay_fields_find(assay_query_field *out, assay_span name);
/* A PubMed tag without its brackets: "ti", "tiab". Full names ("Title/Abstract", "MeSH Terms") too.
 */
bool assay_fields_find_tag(assay_query_field *out, assay_span tag);
/* Its values stand for those below them too, unless "=" or :noexp says not: MeSH headings, qualifiers, pharmacological actions. */
bool assay_fields_explodes(assay_query_field field);
/* Up to max names nearest to a mistyped one, best first; returns how many. Static storage. */
size_t assay_fields_nearest(const char **out, size_t max, assay_span name);
#endif
