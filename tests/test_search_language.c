/* Row by row of what PubMed, Europe PMC and ClinicalTrials.gov let their users ask, and of this language's own: each on both engines, with
 * the same records in the same order. */
#include "support/alike.h"

static test_folder folder;
static assay_error err;
static assay_search *search;

/* Seven fictional records: three trials (t1 t2 t3), three abstracts (a1 a2 a3), one full text (f1). */
static const char records[] =
    "{\"schema\": 1, \"id\": \"nct:NCT99100001\", \"type\": \"trial\", \"title\": [\"Inhaled "
    "Interleukin-2 for Lung Metastases\"], \"acronym\": [\"BREEZE\"], \"summary\": [\"Aldesleukin "
    "is inhaled by adults with metastases in the lung.\"], \"conditions\": [\"Melanoma\", "
    "\"Sarcoma\"], \"conditions_registered\": [\"Stage IV Cutaneous Melanoma AJCC v6 and v7\"], "
    "\"interventions\": [\"Aldesleukin\"], \"intervention_other_names\": [\"Proleukin\"], "
    "\"keywords\": [\"inhalation\"], \"mesh\": [\"Melanoma\", \"Lung Neoplasms\"], \"mesh_major\": "
    "[\"Melanoma\"], \"mesh_qualified\": [\"Melanoma/drug therapy\"], \"inclusion\": [\"Measurable "
    "lung metastases\", \"Adequate organ function\"], "
    "\"exclusion\": [\"Brain metastases\", \"Asthma\"], \"outcomes_primary\": [\"Maximum tolerated "
    "dose [28 days]\"], \"outcomes_secondary\": [\"Tumour response\"], \"status\": "
    "[\"COMPLETED\"], \"phases\": [\"PHASE1\"], \"study_type\": [\"INTERVENTIONAL\"], \"sex\": "
    "[\"ALL\"], \"sponsor\": [\"Gulf Coast Cancer Center\"], \"collaborators\": [\"Harbour "
    "Institute\"], \"investigators\": [\"Moreau, Claire\"], \"countries\": [\"United States\"], "
    "\"ids\": [\"nct:NCT99100001\"], \"locations\": [{\"facility\": \"Gulf Coast Cancer Center\", "
    "\"city\": \"Houston\", \"state\": \"Texas\", \"country\": \"United States\", \"status\": "
    "\"COMPLETED\", \"latitude\": 29.76, \"longitude\": -95.37}, {\"facility\": \"Harbour "
    "Institute\", \"city\": \"Portland\", \"state\": \"Maine\", \"country\": \"United States\", "
    "\"status\": \"WITHDRAWN\", \"latitude\": 43.66, \"longitude\": -70.26}], \"first_seen\": "
    "\"2012-05-02\", \"updated\": \"2019-03-01\", \"start\": \"2012-06\", \"completion\": "
    "\"2016-01\", \"enrolment\": 68, \"min_age_days\": 6574, \"max_age_days\": 27393, "
    "\"healthy_volunteers\": false, \"has_results\": true, \"references\": [{\"relation\": "
    "\"result\", \"pmid\": \"99100011\", \"text\": \"Inhaled aldesleukin results\"}]}\n"
    "{\"schema\": 1, \"id\": \"nct:NCT99100002\", \"type\": \"trial\", \"title\": [\"B7-H3 CAR T "
    "Cells for Small Cell Lung Cancer\"], \"summary\": [\"Engineered immune cells are infused "
    "once. Cytokine release syndrome is watched for.\"], \"conditions\": [\"Small Cell Lung "
    "Cancer\"], \"conditions_registered\": [\"Recurrent Small Cell Lung Carcinoma\"], "
    "\"interventions\": [\"B7-H3 CAR T cells\"], \"keywords\": [\"CAR T\", \"CD276\"], \"mesh\": "
    "[\"Small Cell Lung Carcinoma\"], \"inclusion\": [\"Recurrent disease\"], \"exclusion\": "
    "[\"Pregnancy\"], \"outcomes_primary\": [\"Dose limiting toxicity\"], \"status\": "
    "[\"RECRUITING\"], \"phases\": [\"PHASE1\", \"PHASE2\"], \"study_type\": [\"INTERVENTIONAL\"], "
    "\"sex\": [\"FEMALE\"], \"sponsor\": [\"Riverbend University\"], \"investigators\": [\"Okafor, "
    "Ngozi\"], \"countries\": [\"United States\"], \"ids\": [\"nct:NCT99100002\"], \"locations\": "
    "[{\"facility\": \"Riverbend University Hospital\", \"city\": \"Portland\", \"state\": "
    "\"Oregon\", \"country\": \"United States\", \"status\": \"RECRUITING\", \"latitude\": 45.52, "
    "\"longitude\": -122.68}], \"first_seen\": \"2024-02-10\", \"updated\": \"2025-11-20\", "
    "\"start\": \"2024-04-01\", \"enrolment\": 40, \"min_age_days\": 6574}\n"
    "{\"schema\": 1, \"id\": \"nct:NCT99100003\", \"type\": \"trial\", \"title\": [\"Asthma "
    "Inhaler Reminders for Adolescents\"], \"plain_summary\": [\"A phone tells children when to "
    "take their puffs.\"], \"summary\": [\"Adherence with and without reminders.\"], "
    "\"conditions\": [\"Asthma\"], \"interventions\": [\"Reminder application\"], \"status\": "
    "[\"NOT_YET_RECRUITING\"], \"phases\": [\"NA\"], \"study_type\": [\"INTERVENTIONAL\"], "
    "\"sex\": [\"ALL\"], \"countries\": [\"Germany\"], \"sponsor\": [\"Lung Foundation\"], "
    "\"ids\": [\"nct:NCT99100003\"], \"first_seen\": \"2026-01-15\", \"updated\": \"2026-01-15\", "
    "\"start\": \"2026-03\", \"enrolment\": 1200, \"min_age_days\": 4383, \"max_age_days\": 6574, "
    "\"healthy_volunteers\": true}\n"
    "{\"schema\": 1, \"id\": \"pmid:99100011\", \"type\": \"abstract\", \"title\": [\"Inhaled "
    "aldesleukin in lung metastases: a phase 1 trial\"], \"summary\": [\"BACKGROUND: Interleukin "
    "(IL)-2 is toxic when given by vein.\", \"RESULTS: Coughing was the commonest effect. CD8⁺ "
    "cells rose. The hazard ratio was 10.5 for γc carriers.\"], \"authors\": [\"Moreau, Claire\", "
    "\"Lindqvist, Åsa\"], \"affiliations\": [\"Gulf Coast Cancer Center, Houston\"], \"journal\": "
    "[\"Annals of Imagined Immunotherapy\"], \"journal_abbreviation\": [\"Ann Imag Immunother\"], "
    "\"issn\": [\"9999-0001\"], \"volume\": [\"12\"], \"issue\": [\"3\"], \"pages\": "
    "[\"180-190\"], \"languages\": [\"eng\"], \"publication_types\": [\"Clinical Trial\", "
    "\"Journal Article\"], \"keywords\": [\"interleukin-2\"], \"mesh\": [\"Interleukin-2\", "
    "\"Neoplasm Metastasis\"], \"mesh_major\": [\"Interleukin-2\"], \"grants\": [\"R01-99999\"], "
    "\"ids\": [\"pmid:99100011\", \"doi:10.99999/aii.2017.11\", \"nct:NCT99100001\"], "
    "\"published\": \"2017-04-11\", \"references\": [{\"relation\": \"reference\", \"doi\": "
    "\"10.99999/rev.2015.1\", \"text\": \"Okafor N. IL-2 in the clinic. 2015.\"}], \"extra\": "
    "[{\"key\": \"nlm_id\", "
    "\"value\": \"99000010R\"}]}\n"
    "{\"schema\": 1, \"id\": \"pmid:99100012\", \"type\": \"abstract\", \"title\": [\"High-dose "
    "IL2 and endothelial cells: a review\"], \"summary\": [\"Vascular leak follows high-dose "
    "interleukin-2. Haemoglobin falls. TGF-beta1 and the endothelium answer to it. The melanomas "
    "of mice do not.\"], \"authors\": [\"Okafor, Ngozi\", \"Moreau, Claire\"], \"journal\": "
    "[\"Journal of Fictive Vascular Biology\"], \"volume\": [\"7\"], \"languages\": [\"eng\"], "
    "\"publication_types\": [\"Review\", \"Journal Article\"], \"keywords\": [\"capillary leak\"], "
    "\"mesh\": [\"Endothelial Cells\", \"Capillary Leak Syndrome\"], \"ids\": [\"pmid:99100012\", "
    "\"doi:10.99999/rev.2015.1\"], \"published\": \"2015-09\"}\n"
    "{\"schema\": 1, \"id\": \"pmid:99100013\", \"type\": \"abstract\", \"title\": [\"Reminders "
    "and asthma in German schools\"], \"summary\": [\"Immunology of asthma is not our subject. "
    "Adherence rose by a third in 1,000 pupils; hemoglobin was not measured.\"], \"authors\": "
    "[\"Schmidt, Jörg\"], \"journal\": [\"Breath\"], \"languages\": [\"ger\"], "
    "\"publication_types\": [\"Journal Article\"], \"ids\": [\"pmid:99100013\"], \"published\": "
    "\"2021-12-05\"}\n"
    "{\"schema\": 1, \"id\": \"pmcid:PMC99100021\", \"type\": \"fulltext\", \"title\": "
    "[\"Bempegaldesleukin (NKTR-214) and its relatives\"], \"summary\": [\"Pegylated cytokines "
    "compared.\"], \"body\": [\"NKTR-214 prolongs the half-life of interleukin 2; immunogenicity "
    "stays low.\", \"Melanoma trials of NKTR-214 were stopped.\"], \"captions\": [\"Figure 1. "
    "Half-life of NKTR-214\"], \"authors\": [\"Vance, R\"], \"journal\": [\"Breath\"], "
    "\"languages\": [\"eng\"], \"ids\": [\"pmcid:PMC99100021\", \"doi:10.99999/nar.2024.9\"], "
    "\"published\": \"2024-01\", \"references\": [{\"relation\": \"reference\", \"pmid\": "
    "\"99100012\", \"text\": \"Okafor N, Moreau C. High-dose IL2 and endothelial cells.\"}], "
    "\"extra\": [{\"key\": \"isbn\", \"value\": "
    "\"0198526636 (print)\"}]}\n";

static const alike_row rows[] = {
    {"interleukin-2", "a1 t1 a2 f1"},
    {"il-2", "a2 a1 t1 f1"},
    {"IL2", "a2 a1 t1 f1"},
    {"\"interleukin 2\"", "a1 t1 a2 f1"},
    {"lung metastases", "t1 a1 t2"},
    {"+lung -asthma", "t1 t2 a1"},
    {"lung AND asthma", ""},
    {"aldesleukin OR asthma", "t3 a3 t1 a1"},
    {"lung NOT metastases", "t2"},
    {"(lung OR asthma) AND reminders", "t3 a3"},
    {"melanoma AND lung OR asthma", "t1 t3 a3"},
    {"\"lung metastases\"", "t1 a1"},
    {"\"metastases lung\"", ""},
    {"\"metastases lung\"~1", "t1 a1"},
    {"\"lung metastases\"~0", "t1 a1"},
    {"half NEAR/2 interleukin", "f1"},
    {"interleukin NEAR/4 half", "f1"},
    {"half ADJ/4 interleukin", "f1"},
    {"interleukin ADJ/4 half", ""},
    {"\"small cell\" lung^3", "t2 t1 a1"},
    {"=melanomas", "a2"},
    {"=melanoma", "t1 f1"},
    {"immun*", "a3 f1 t2"},
    {"*mab", ""},
    {"*leukin", "a1 t1 f1 a2"},
    {"h?emoglobin", "a2"},
    {"h?moglobin", "a3"},
    {"ha*globin", "a2"},
    {"melanma~1", "t1 f1"},
    {"ti:aldesleukin", "a1"},
    {"ab:endothelium", "a2"},
    {"tiab:asthma", "t3 a3"},
    {"pl:phone", "t3"},
    {"cond:melanoma", "t1"},
    {"condreg:v7", "t1"},
    {"int:proleukin", "t1"},
    {"kw:inhalation", "t1"},
    {"mesh:neoplasms", "t1 a1"},
    {"majr:melanoma", "t1"},
    {"out:tolerated", "t1"},
    {"inc:measurable", "t1"},
    {"exc:asthma", "t1"},
    {"elig:asthma", "t1"},
    {"fig:half-life", "f1"},
    {"ref:okafor", "f1 a1"},
    {"tx:okafor", "f1 a1"},
    {"au:moreau", "t1 a1 a2"},
    {"1au:moreau", "a1"},
    {"lastau:moreau", "a2"},
    {"aff:houston", "a1"},
    {"ta:breath", "f1 a3"},
    {"spons:harbour", "t1"},
    {"loc:portland", "t1 t2"},
    {"city:portland", "t1 t2"},
    {"state:oregon", "t2"},
    {"country:germany", "t3"},
    {"site:\"Harbour Institute\"", "t1"},
    {"nct:NCT99100001", "t1 a1"},
    {"pmid:99100011", "a1"},
    {"doi:10.99999/rev.2015.1", "a2"},
    {"pmcid:PMC99100021", "f1"},
    {"id:NCT99100002", "t2"},
    {"NCT99100001", "t1 a1"},
    {"10.99999/nar.2024.9", "f1"},
    {"PMID 99100013", "a3"},
    {"https://doi.org/10.99999/rev.2015.1", "a2"},
    {"NCT99100001 asthma", "t1 a1 t3 a3"},
    {"cites:99100012", "f1 a1"},
    {"cites:pmid:99100012", "f1 a1"},
    {"citedby:pmid:99100011", "a2"},
    {"linked:NCT99100001", "a1"},
    {"pt:review", "a2"},
    {"type:trial", "t1 t2 t3"},
    {"type:fulltext", "f1"},
    {"la:ger", "a3"},
    {"la:german", "a3"},
    {"status:recruiting", "t2"},
    {"status:open", "t2 t3"},
    {"phase:1", "t1 t2"},
    {"phase:2", "t2"},
    {"phase:na", "t3"},
    {"studytype:interventional", "t1 t2 t3"},
    {"sex:female", "t1 t2 t3"},
    {"sex:male", "t1 t3"},
    {"age:54y", "t1 t2"},
    {"age:15y", "t3"},
    {"age:80y", "t2"},
    {"healthy:yes", "t3"},
    {"condition_is:asthma", "t3"},
    {"mesh_is:melanoma", "t1"},
    {"n:>100", "t3"},
    {"n:40..68", "t1 t2"},
    {"n:[40 TO 68]", "t1 t2"},
    {"n:<=40", "t2"},
    {"dp:2017", "a1"},
    {"dp:2015..2017", "a1 a2"},
    {"dp:2020..", "t2 t3 f1 a3"},
    {"dp:..2015", "t1 a2"},
    {"dp:2017-04-11", "a1"},
    {"dp:2012-05", "t1"},
    {"start:2024", "t2"},
    {"end:2016", "t1"},
    {"firstseen:2024..2025", "t2"},
    {"updated:2019-03", "t1"},
    {"vi:12", "a1"},
    {"ip:3", "a1"},
    {"pg:180", "a1"},
    {"is:9999-0001", "a1"},
    {"gr:R01-99999", "a1"},
    {"near:29.76,-95.37,50mi", "t1"},
    {"near:45.5,-122.6,30km", "t2"},
    {"has:results", "t1"},
    {"has:abstract", "t1 t2 t3 f1 a1 a2 a3"},
    {"has:location", "t1 t2"},
    {"has:refs", "t1 f1 a1"},
    {"missing:doi", "t1 t2 t3 a3"},
    {"missing:phase", "f1 a1 a2 a3"},
    {"type:trial NOT has:phase", ""},
    {"*", "t1 t2 t3 f1 a1 a2 a3"},
    {"aldesleukin AND phase:1", "t1"},
    {"CD8+", "a1 t2"},
    {"CD8⁺", "a1 t2"},
    {"γc", "a1"},
    {"gamma c", "a1"},
    {"TGF-β1", "a2 a1 f1"},
    {"tgf beta 1", "a2 a1 f1"},
    {"NKTR-214", "f1"},
    {"10.5", "a1"},
    {"1000", "a3"},
    {"B7-H3", "t2 t1"},
    {"lung[ti]", "t1 t2 a1"},
    {"lung[tiab]", "t1 t2 a1"},
    {"Moreau[au]", "t1 a1 a2"},
    {"Moreau[1au]", "a1"},
    {"Breath[ta]", "f1 a3"},
    {"Melanoma[mh]", "t1"},
    {"Melanoma[majr]", "t1"},
    {"2017[dp]", "a1"},
    {"2015:2017[dp]", "a1 a2"},
    {"2020:3000[dp]", "t2 t3 f1 a3"},
    {"2015/01/01:2015/12/31[dp]", "a2"},
    {"Review[pt]", "a2"},
    {"ger[la]", "a3"},
    {"99100011[pmid]", "a1"},
    {"\"lung metastases\"[ti]", "t1 a1"},
    {"\"lung metastases\"[tiab:~2]", "t1 a1"},
    {"12[vi]", "a1"},
    {"NCT99100001[si]", "t1 a1"},
    {"melanoma[mh:noexp]", "t1"},
    {"hasabstract", "t1 t2 t3 f1 a1 a2 a3"},
    {"immun*[tiab]", "a3 t2"},
    {"asthma[ti] AND 2021[dp]", "a3"},
    {"AREA[BriefTitle]aldesleukin", "a1"},
    {"AREA[Condition]melanoma", "t1"},
    {"AREA[Phase]PHASE1", "t1 t2"},
    {"AREA[OverallStatus]RECRUITING", "t2"},
    {"AREA[StudyFirstPostDate]RANGE[2024-01-01,MAX]", "t2 t3 f1"},
    {"AREA[EnrollmentCount]RANGE[MIN,50]", "t2"},
    {"AREA[NCTId]NCT99100002", "t2"},
    {"SEARCH[Location](AREA[LocationCity]Portland AND AREA[LocationState]Maine)", "t1"},
    {"SEARCH[Location](AREA[LocationCity]Portland AND AREA[LocationState]Oregon)", "t2"},
    {"SEARCH[Location](AREA[LocationCity]Houston AND AREA[LocationState]Maine)", ""},
    {"AREA[LocationGeoPoint]DISTANCE[29.76,-95.37,50mi]", "t1"},
    {"EXPANSION[None]melanomas", "a2"},
    {"EXPANSION[Term]melanomas", "t1 f1 a2"},
    {"COVERAGE[Contains]\"lung metastases\"", "t1 a1"},
    {"AREA[Phase]MISSING", "f1 a1 a2 a3"},
    {"TITLE:asthma", "t3 a3"},
    {"AUTH:\"Moreau\"", "t1 a1 a2"},
    {"JOURNAL:breath", "f1 a3"},
    {"PUB_YEAR:2017", "a1"},
    {"FIRST_PDATE:[2015-01-01 TO 3000]", "t2 t3 f1 a1 a2 a3"},
    {"TILT[StudyFirstPostDate]melanoma", "f1 t1 a2"},
    {"\"high-dose\"", "a2"},
    {"interleukin (2 OR IL2)", "a2 a1 t1 f1"},
    {"phase:/[12]/", "t1 t2"},
    {"status:/rec.*/", "t2"},
    {"melanoma[tw]", "t1 f1 a2"},
    {"melanoma[all]", "t1 f1 a2"},
    {"endothelium[ab]", "a2"},
    {"aldesleukin[ti]", "a1"},
    {"Moreau[lastau]", "a2"},
    {"Moreau[fau]", "t1 a1 a2"},
    {"Moreau[ir]", "t1 a1 a2"},
    {"Houston[ad]", "a1"},
    {"Breath[jour]", "f1 a3"},
    {"3[ip]", "a1"},
    {"180[pg]", "a1"},
    {"2017[edat]", "a1"},
    {"2017[crdt]", "a1"},
    {"2019/03[lr]", "t1"},
    {"2019[mhda]", "t1"},
    {"melanoma[majr:noexp]", "t1"},
    {"neoplasms[mh:noexp]", ""},
    {"\"lung neoplasms\"[mh:noexp]", "t1"},
    {"Melanoma/drug therapy[mh]", "t1"},
    {"\"Melanoma/drug therapy\"[mh]", "t1"},
    {"proleukin[nm]", "t1"},
    {"interleukin-2[ot]", "a1"},
    {"R01-99999[gr]", "a1"},
    {"10.99999/aii.2017.11[lid]", "a1"},
    {"10.99999/aii.2017.11[aid]", "a1"},
    {"9999-0001[is]", "a1"},
    {"9999-0001[is]", "a1"},
    {"9999-0001[jid]", ""},
    {"99000010r[jid]", "a1"},
    {"jid:99000010R", "a1"},
    {"0-19-852663-6[isbn]", "f1"},
    {"9780198526636[isbn]", "f1"},
    {"isbn:978-0-19-852663-6", "f1"},
    {"aldesleukin[tt]", "a1"},
    {"\"last 5 years\"[dp]", "t2 t3 f1 a3"},
    {"\"lung metastases\"[tiab:~0]", "t1 a1"},
    {"\"lung inhaled\"[ti:~3]", "t1 a1"},
    {"\"Center Coast\"[ad:~2]", "a1"},
    {"melanoma[ti] OR melanoma[mh]", "t1"},
    {"AREA[OfficialTitle]aldesleukin", "a1"},
    {"AREA[BriefSummary]cytokine", "f1 t2"},
    {"AREA[ConditionMeshTerm]melanoma", "t1"},
    {"AREA[InterventionName]aldesleukin", "t1"},
    {"AREA[InterventionOtherName]proleukin", "t1"},
    {"AREA[Keyword]inhalation", "t1"},
    {"AREA[PrimaryOutcomeMeasure]toxicity", "t2"},
    {"AREA[SecondaryOutcomeMeasure]response", "t1"},
    {"AREA[EligibilityCriteria]asthma", "t1"},
    {"AREA[LeadSponsorName]riverbend", "t2"},
    {"AREA[CollaboratorName]harbour", "t1"},
    {"AREA[LocationCountry]\"United States\"", "t1 t2"},
    {"AREA[LocationFacility]hospital", "t2"},
    {"AREA[LocationStatus]RECRUITING", "t2"},
    {"AREA[LocationStatus]Withdrawn", "t1"},
    {"SEARCH[Location](AREA[LocationCity]Portland AND AREA[LocationStatus]RECRUITING)", "t2"},
    {"SEARCH[Location](AREA[LocationState]Texas AND AREA[LocationStatus]WITHDRAWN)", ""},
    {"sitestatus:completed lung", "t1"},
    {"AREA[StudyType]INTERVENTIONAL", "t1 t2 t3"},
    {"AREA[Sex]FEMALE", "t1 t2 t3"},
    {"AREA[HealthyVolunteers]yes", "t3"},
    {"AREA[StartDate]RANGE[MIN,2015]", "t1"},
    {"AREA[CompletionDate]RANGE[2016,MAX]", "t1"},
    {"AREA[LastUpdatePostDate]RANGE[2025-01-01,MAX]", "t2 t3"},
    {"AREA[MinimumAge]RANGE[MIN, 17 years]", "t3"},
    {"AREA[MinimumAge]RANGE[1 month, 20 years]", "t1 t2 t3"},
    {"AREA[MaximumAge]RANGE[18 years, MAX]", "t1 t3"},
    {"AREA[MaximumAge]MISSING AND type:trial", "t2"},
    {"has:maxage", "t1 t3"},
    {"minage:18y", "t1 t2"},
    {"AREA[OverallStatus]MISSING", "f1 a1 a2 a3"},
    {"AREA[Condition]COVERAGE[FullMatch]\"small cell lung cancer\"", "t2"},
    {"AREA[Condition]COVERAGE[FullMatch]lung", ""},
    {"COVERAGE[StartsWith]AREA[Condition]recurrent", "t2"},
    {"AREA[Condition]COVERAGE[EndsWith]carcinoma", "t2"},
    {"AREA[Condition]COVERAGE[Contains]cell", "t2"},
    {"EXPANSION[Relaxation]melanomas", "t1 f1 a2"},
    {"EXPANSION[Lossy]melanomas", "t1 f1 a2"},
    {"EXPANSION[Concept]proleukin", "a1 a2 t1 f1"},
    {"\\MISSING melanoma", "t1 f1 a2"},
    {"NOT AREA[Phase]PHASE1 AND type:trial", "t3"},
    {"ABSTRACT:endothelium", "a2"},
    {"HAS_ABSTRACT:y", "t1 t2 t3 f1 a1 a2 a3"},
    {"HAS_DOI:n", "t1 t2 t3 a3"},
    {"HAS_REFLIST:y", "t1 f1 a1"},
    {"AFF:houston", "a1"},
    {"ISSN:9999-0001", "a1"},
    {"VOLUME:12", "a1"},
    {"PUB_TYPE:review", "a2"},
    {"LANG:ger", "a3"},
    {"KW:inhalation", "t1"},
    {"EXT_ID:99100011", "a1"},
    {"DOI:10.99999/rev.2015.1", "a2"},
    {"PMCID:PMC99100021", "f1"},
    {"desc:anything", ""},
    {"body:melanoma", "f1"},
    {"lastau:okafor", ""},
    {"start:2012..2024 lung", "t1 t2"},
    {"firstseen:30d", ""},
    {"firstseen:\"last 200 days\"", "t3"},
    {"updates:>0", ""},
    {"indexed:..2000", ""},
    {"near:Houston,80km", "t1"},
    {"near:\"Houston, Texas\",80km", "t1"},
    {"near:\"Portland, Oregon\",50mi", "t2"},
    {"near:\"portland, maine, united states\",10km", "t1"},
    {"melanoma -mesh:melanoma", "f1 a2"},
    {"melanoma missing:doi", "t1"},
    {"lung neoplasms[mh]", "t1"},
    {"small cell lung carcinoma[mh] AND cell", "t2"},
    {"status:recruting~1", "t2"},
    {"phase:=1", "t1 t2"},
    {"dp:=2017", "a1"},
    {"lung & asthma", ""},
    {"aldesleukin | asthma", "t3 a3 t1 a1"},
    {"ti:(lung reminders)", "t3 a3 t1 t2 a1"},
    {"ti:(+lung metastases)", "t1 a1 t2"},
    {"(lung metastases)[ti]", "t1 a1 t2"},
    {"\xE2\x80\x9Clung metastases\xE2\x80\x9D", "t1 a1"},
    {"il\xE2\x80\x91"
     "2",
     "a2 a1 t1 f1"},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* "t1" is nct:NCT99100001, "a1" pmid:99100011, "f1" pmcid:PMC99100021. */
static void short_name(char out[8], assay_span identity) {
    char kind = assay_span_starts(identity, ASSAY_SPAN("nct:"))    ? 't'
                : assay_span_starts(identity, ASSAY_SPAN("pmid:")) ? 'a'
                                                                   : 'f';
    snprintf(out, 8, "%c%c", kind, identity.data[identity.size - 1]);
}

static alike_asked asked(void) {
    return (alike_asked){search, {.today = 20260601}, short_name};
}

START_TEST(every_row_of_the_language_is_answered_alike_by_both_engines) {
    const alike_asked plain = asked();
    ck_rows_alike(&plain, rows, ROWS);
}
END_TEST

/* PubMed's reading: operators from left to right, words side by side ANDed. */
START_TEST(pubmed_s_reading_is_answered_alike_by_both_engines) {
    static const alike_row pubmed[] = {
        {"lung metastases", "t1 a1"},
        {"aldesleukin OR asthma AND reminders", "t3 a3"},
        {"asthma AND reminders OR melanoma", "t3 a3 t1 f1 a2"},
        {"lung NOT metastases OR asthma", "t3 a3 t2"},
        {"reminders asthma[ti] 2021[dp]", "a3"},
        {"(lung OR asthma) NOT (reminders OR inhaled)", "t2"},
    };
    alike_asked left_to_right = asked();
    left_to_right.reading.pubmed = true;
    ck_rows_alike(&left_to_right, pubmed, sizeof pubmed / sizeof *pubmed);
}
END_TEST

START_TEST(words_may_all_be_required) {
    static const alike_row all[] = {{"lung metastases", "t1 a1"},
                                    {"lung melanoma OR asthma", "t1 t3 a3"},
                                    {"lung phase:1", "t1 t2"}};
    alike_asked required = asked();
    required.reading.default_and = true;
    ck_rows_alike(&required, all, sizeof all / sizeof *all);
}
END_TEST

START_TEST(a_place_nobody_has_is_an_error) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = ASSAY_SPAN("near:Atlantis,10km");
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_USAGE);
    ck_assert_msg(strstr(err.message, "column 6: no site of the index") != NULL, "%s", err.message);
    assay_search_results_done(&results);
}
END_TEST

START_TEST(the_canonical_text_of_every_row_finds_the_same) {
    const alike_asked plain = asked();
    ck_canonical_alike(&plain, rows, ROWS);
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("search/language");
    TCase *language = tcase_create("language");
    tcase_add_checked_fixture(language, set_up, tear_down);
    tcase_set_timeout(language, 120);
    tcase_add_test(language, every_row_of_the_language_is_answered_alike_by_both_engines);
    tcase_add_test(language, pubmed_s_reading_is_answered_alike_by_both_engines);
    tcase_add_test(language, words_may_all_be_required);
    tcase_add_test(language, a_place_nobody_has_is_an_error);
    tcase_add_test(language, the_canonical_text_of_every_row_finds_the_same);
    suite_add_tcase(suite, language);
    return assay_suite_run(suite);
}
