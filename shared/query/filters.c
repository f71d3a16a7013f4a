#include "query/filters.h"

#include "text/pattern.h"

#define CLINICAL_TRIAL                                                                             \
    "pt:\"clinical trial\" OR pt:\"clinical trial, phase i\" OR pt:\"clinical trial, phase ii\" "  \
    "OR pt:\"clinical trial, phase iii\" OR pt:\"clinical trial, phase iv\" OR "                   \
    "pt:\"controlled clinical trial\" OR pt:\"randomized controlled trial\" OR "                   \
    "pt:\"adaptive clinical trial\" OR pt:\"equivalence trial\" OR pt:\"pragmatic clinical "       \
    "trial\""
#define ELSEWHERE "PubMed answers it by a search of its own; write the words and headings you mean"
#define PUBLISHERS "publishers' links are PubMed's, not in its records; has:pmcid is PubMed Central"

/* Names are separated by bars, the first is shown. */
static const struct {
    const char *names, *query, *why_not;
} table[] = {
    {"hasabstract|has abstract|abstract|abstracts", "has:ab", NULL},
    {"free full text|ffrft|loattrfree full text|pubmed pmc|pmc|pubmed pmc local", "has:pmcid",
     NULL},
    {"in process|inprocess", "sb:in-process OR sb:in-data-review", NULL},
    {"preprint|preprints", "pt:preprint", NULL},
    {"exclude preprints|excludepreprints", "* -pt:preprint", NULL},
    {"core clinical journals", "sb:aim", NULL},
    {"dental journals", "sb:d", NULL},
    {"nursing journals", "sb:n", NULL},
    {"humans|human", "mesh_is:humans", NULL},
    {"animals|animal|other animals", "mesh_is:animals", NULL},
    {"male", "mesh_is:male", NULL},
    {"female", "mesh_is:female", NULL},
    {"english|english language", "la:english", NULL},
    {"french|french language", "la:french", NULL},
    {"german|german language", "la:german", NULL},
    {"spanish|spanish language", "la:spanish", NULL},
    {"italian|italian language", "la:italian", NULL},
    {"portuguese|portuguese language", "la:portuguese", NULL},
    {"russian|russian language", "la:russian", NULL},
    {"chinese|chinese language", "la:chinese", NULL},
    {"japanese|japanese language", "la:japanese", NULL},
    {"all child|allchild|child: birth-18 years|all child (0 to 18 years)",
     "mesh_is:infant OR mesh_is:\"infant, newborn\" OR mesh_is:child OR "
     "mesh_is:\"child, preschool\" OR mesh_is:adolescent",
     NULL},
    {"all infant|allinfant|infant: birth-23 months|all infant (birth to 23 months)",
     "mesh_is:infant OR mesh_is:\"infant, newborn\"", NULL},
    {"newborn|newborn: birth-1 month|newborn infant (birth to 1 month)",
     "mesh_is:\"infant, newborn\"", NULL},
    {"infant|infant: 1-23 months|infant (1 to 23 months)", "mesh_is:infant", NULL},
    {"preschool child|preschoolchild|preschool child: 2-5 years|preschool child (2 to 5 years)",
     "mesh_is:\"child, preschool\"", NULL},
    {"child|child: 6-12 years|child (6 to 12 years)", "mesh_is:child", NULL},
    {"adolescent|adolescent: 13-18 years|adolescent (13 to 18 years)", "mesh_is:adolescent", NULL},
    {"all adult|alladult|adult: 19+ years|all adult (19 plus years)",
     "mesh_is:adult OR mesh_is:\"young adult\" OR mesh_is:\"middle aged\" OR mesh_is:aged OR "
     "mesh_is:\"aged, 80 and over\"",
     NULL},
    {"young adult|youngadult|young adult: 19-24 years", "mesh_is:\"young adult\"", NULL},
    {"adult|adult: 19-44 years|adult (19 to 44 years)", "mesh_is:adult", NULL},
    {"middle aged|middleaged|middle aged: 45-64 years|middle age (45 to 64 years)",
     "mesh_is:\"middle aged\"", NULL},
    {"aged|aged: 65+ years|all aged (65 and over)", "mesh_is:aged OR mesh_is:\"aged, 80 and over\"",
     NULL},
    {"80 and over|80andover|80 and over: 80+ years|aged (80 and over)",
     "mesh_is:\"aged, 80 and over\"", NULL},
    {"clinical trial|clinicaltrial|clinical trials|clinical trial, all", CLINICAL_TRIAL, NULL},
    {"randomized controlled trial|randomizedcontrolledtrial|randomised controlled trial|rct",
     "pt:\"randomized controlled trial\"", NULL},
    {"controlled clinical trial", "pt:\"controlled clinical trial\"", NULL},
    {"meta-analysis|metaanalysis|meta analysis", "pt:meta-analysis", NULL},
    {"review|reviews|review articles",
     "pt:review OR pt:\"systematic review\" OR pt:\"scoping review\"", NULL},
    {"systematic|systematic review|systematicreview|systematicreviews|systematic reviews",
     "pt:\"systematic review\" OR pt:meta-analysis OR ti:\"systematic review\" OR "
     "ta:\"cochrane database of systematic reviews\"",
     NULL},
    {"case reports|casereports|case report", "pt:\"case reports\"", NULL},
    {"comparative study", "pt:\"comparative study\"", NULL},
    {"observational study", "pt:\"observational study\"", NULL},
    {"practice guideline", "pt:\"practice guideline\"", NULL},
    {"guideline", "pt:guideline OR pt:\"practice guideline\"", NULL},
    {"journal article", "pt:\"journal article\"", NULL},
    {"editorial", "pt:editorial", NULL},
    {"letter", "pt:letter", NULL},
    {"comment", "pt:comment", NULL},
    {"news", "pt:news", NULL},
    {"y_1|published in the last 1 year", "dp:\"last 1 year\"", NULL},
    {"y_5|published in the last 5 years", "dp:\"last 5 years\"", NULL},
    {"y_10|published in the last 10 years", "dp:\"last 10 years\"", NULL},
    /* Clinical queries (Haynes and others): held term by term against "Clinical study categories" of PubMed's help,
     * https://pubmed.ncbi.nlm.nih.gov/help/#clinical-study-categories, as revised in December 2011. [Text Word] is ranked text here. */
    {"therapy/broad|therapy (maximizes sensitivity)",
     "(tiab:clinical AND tiab:trial) OR mesh:\"clinical trials as topic\" OR " CLINICAL_TRIAL
     " OR tiab:random* OR mesh:\"random allocation\" OR sh:\"therapeutic use\"",
     NULL},
    {"therapy/narrow|therapy (maximizes specificity)",
     "pt:\"randomized controlled trial\" OR (tiab:randomized AND tiab:controlled AND tiab:trial)",
     NULL},
    {"diagnosis/broad|diagnosis (maximizes sensitivity)",
     "tiab:sensitiv* OR mesh:\"sensitivity and specificity\" OR tiab:=diagnose OR "
     "tiab:=diagnosed OR tiab:=diagnoses OR tiab:=diagnosing OR tiab:=diagnosis OR "
     "tiab:=diagnostic OR mesh:=diagnosis OR mesh:=\"diagnostic equipment\" OR "
     "mesh:=\"diagnostic errors\" OR mesh:=\"diagnostic imaging\" OR mesh:=\"diagnostic services\" "
     "OR mesh:=\"diagnosis, differential\" OR sh:=diagnosis",
     NULL},
    {"diagnosis/narrow|diagnosis (maximizes specificity)", "tiab:specificity", NULL},
    {"etiology/broad|etiology (maximizes sensitivity)|causation-etiology (maximizes sensitivity)",
     "tiab:risk* OR mesh:=risk OR mesh:=\"risk adjustment\" OR mesh:=\"risk assessment\" OR "
     "mesh:=\"risk factors\" OR mesh:=\"risk management\" OR mesh:=\"risk-taking\" OR "
     "mesh:\"cohort studies\" OR any:=group OR any:=groups OR any:=grouped",
     NULL},
    {"etiology/narrow|etiology (maximizes specificity)|causation-etiology (maximizes specificity)",
     "(tiab:relative AND tiab:risk*) OR \"relative risk\" OR =risks OR mesh:=\"cohort studies\" OR "
     "(tiab:cohort AND tiab:study) OR (tiab:cohort AND tiab:studies)",
     NULL},
    {"prognosis/broad|prognosis (maximizes sensitivity)",
     "mesh:=incidence OR mesh:mortality OR mesh:=\"follow-up studies\" OR prognos* OR predict* OR "
     "course*",
     NULL},
    {"prognosis/narrow|prognosis (maximizes specificity)",
     "tiab:prognos* OR (tiab:first AND tiab:episode) OR tiab:cohort", NULL},
    {"clinical prediction guides/broad|clinical prediction guides (maximizes sensitivity)",
     "tiab:predict* OR mesh:\"predictive value of tests\" OR tiab:score OR tiab:scores OR "
     "tiab:\"scoring system\" OR tiab:\"scoring systems\" OR tiab:observ* OR "
     "mesh:\"observer variation\"",
     NULL},
    {"reviews (maximizes sensitivity)",
     "tiab:search* OR meta-analysis OR pt:meta-analysis OR pt:review", NULL},
    {"reviews (maximizes specificity)",
     "ta:\"cochrane database of systematic reviews\" OR tiab:search OR pt:meta-analysis OR "
     "tiab:medline OR tiab:\"systematic review\"",
     NULL},
    {"qualitative (maximizes sensitivity)", "interview* OR experience* OR tiab:qualitative", NULL},
    {"qualitative (maximizes specificity)", "tiab:qualitative OR tiab:themes", NULL},
    {"clinical prediction guides/narrow|clinical prediction guides (maximizes specificity)",
     "tiab:validation OR tiab:validate", NULL},
    {"full text|fulltext|loattrfull text|loprovfull text", NULL, PUBLISHERS},
    {"data|associated data|hasassociateddata", NULL,
     "links to data sets are PubMed's, not in its records"},
    {"books and documents|booksdocs", NULL, "type:fulltext and has:id tell books here"},
    {"aids", NULL, ELSEWHERE},
    {"bioethics", NULL, ELSEWHERE},
    {"cancer", NULL, ELSEWHERE},
    {"complementary medicine|cam", NULL, ELSEWHERE},
    {"dietary supplements|dietsuppl", NULL, ELSEWHERE},
    {"history of medicine|history", NULL, ELSEWHERE},
    {"toxicology|tox", NULL, ELSEWHERE},
    {"veterinary science|veterinary", NULL, ELSEWHERE},
    {"space life sciences|space", NULL, ELSEWHERE},
    {"health disparities|healthdisparities", NULL, ELSEWHERE},
    {"medgen|medical genetics", NULL, ELSEWHERE},
};
enum { COUNT = sizeof table / sizeof *table };

static bool is_named(size_t i, assay_span name) {
    assay_span rest = assay_span_of(table[i].names);
    while (rest.size != 0)
        if (assay_span_equal_ascii_case(assay_span_cut(&rest, '|'), name))
            return true;
    return false;
}

bool assay_filters_at(assay_filter *out, size_t i) {
    if (i >= COUNT)
        return false;
    assay_span rest = assay_span_of(table[i].names);
    assay_span shown = assay_span_cut(&rest, '|');
    *out = (assay_filter){shown, table[i].query, table[i].why_not};
    return true;
}

bool assay_filters_find(assay_filter *out, assay_span name) {
    for (size_t i = 0; i < COUNT; i++)
        if (is_named(i, assay_span_trim(name)))
            return assay_filters_at(out, i);
    return false;
}

/* ---- what records carry ---- */

static bool is_code(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] | 0x20) < 'a' || (text.data[i] | 0x20) > 'z')
            return false;
    return text.size != 0 && text.size <= 3;
}

bool assay_filters_is_subset(assay_span *out, assay_span name) {
    static const char *const statuses[][2] = {{"medline", "medline"},
                                              {"oldmedline", "oldmedline"},
                                              {"completed", "completed"},
                                              {"publisher", "publisher"},
                                              {"as supplied by publisher", "publisher"},
                                              {"in-process", "in-process"},
                                              {"in-data-review", "in-data-review"},
                                              {"pubmed-not-medline", "pubmed-not-medline"},
                                              {"pubmednotmedline", "pubmed-not-medline"},
                                              {"pubmed not medline", "pubmed-not-medline"},
                                              {"aheadofprint", "aheadofprint"},
                                              {"pubstatusaheadofprint", "aheadofprint"},
                                              {"ahead of print", "aheadofprint"},
                                              {"epublish", "epublish"},
                                              {"ppublish", "ppublish"}};
    assay_span lead = ASSAY_SPAN("jsubset");
    name = assay_span_trim(name);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(statuses[i][0]))) {
            *out = assay_span_of(statuses[i][1]);
            return true;
        }
    if (assay_span_starts_ascii_case(name, lead))
        name = assay_span_skip(name, lead.size);
    *out = name;
    return is_code(name);
}

/* ---- mistyped names ---- */

static unsigned name_distance(assay_span wanted, assay_span name) {
    char small[64];
    size_t size = name.size < sizeof small ? name.size : sizeof small;
    for (size_t i = 0; i < size; i++)
        small[i] =
            (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] | 0x20 : name.data[i]);
    assay_span folded = assay_span_make(small, size);
    if (size > 3 && assay_span_starts(wanted, folded))
        return 1; /* what was left off the end */
    return assay_pattern_distance(wanted, folded, 2);
}

static unsigned filter_distance(size_t i, assay_span name) {
    assay_span rest = assay_span_of(table[i].names);
    unsigned best = 99;
    while (rest.size != 0) {
        unsigned other = name_distance(assay_span_cut(&rest, '|'), name);
        best = other < best ? other : best;
    }
    return best;
}

size_t assay_filters_nearest(assay_span *out, size_t max, assay_span name) {
    size_t count = 0;
    for (unsigned wanted = 1; wanted <= 2; wanted++)
        for (size_t i = 0; i < COUNT && count < max; i++)
            if (filter_distance(i, name) == wanted) {
                assay_filter filter;
                (void)assay_filters_at(&filter, i);
                out[count++] = filter.name;
            }
    return count;
}
