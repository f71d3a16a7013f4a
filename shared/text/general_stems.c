#include "text/general_stems.h"

/* Sorted by bytes; a test holds that. */
static const char *const stems[] = {
    "abil",      "abl",        "abnorm",    "above",        "absenc",     "accept",
    "accord",    "accur",      "achiev",    "across",       "activ",      "acut",
    "addit",     "adequ",      "administ",  "administr",    "adult",      "advanc",
    "affect",    "again",      "against",   "age",          "aim",        "all",
    "allow",     "alon",       "along",     "alter",        "although",   "alway",
    "among",     "analysi",    "analyz",    "anoth",        "answer",     "appear",
    "approach",  "appropri",   "approxim",  "area",         "arm",        "around",
    "articl",    "aspect",     "assess",    "associ",       "author",     "avail",
    "averag",    "background", "bad",       "base",         "baselin",    "basic",
    "behind",    "below",      "benefit",   "best",         "better",     "both",
    "calcul",    "can",        "care",      "case",         "caus",       "cent",
    "center",    "certain",    "chang",     "characterist", "chronic",    "ci",
    "class",     "clinic",     "close",     "cm",           "cohort",     "collect",
    "combin",    "common",     "compar",    "comparison",   "complet",    "complex",
    "compon",    "concentr",   "conclus",   "condit",       "conduct",    "confid",
    "confirm",   "consid",     "consist",   "contain",      "context",    "continu",
    "contrast",  "control",    "correl",    "count",        "cours",      "criteria",
    "current",   "daili",      "data",      "databas",      "day",        "decreas",
    "defin",     "demonstr",   "depend",    "deriv",        "describ",    "design",
    "despit",    "detect",     "determin",  "develop",      "diagnosi",   "differ",
    "direct",    "discuss",    "diseas",    "disord",       "document",   "dose",
    "doubl",     "drug",       "due",       "durat",        "earli",      "effect",
    "efficaci",  "elev",       "elig",      "end",          "enhanc",     "enrol",
    "equal",     "especi",     "establish", "estim",        "evalu",      "even",
    "event",     "ever",       "everi",     "evid",         "examin",     "except",
    "exclud",    "exist",      "expect",    "experi",       "explor",     "express",
    "factor",    "failur",     "feasibl",   "femal",        "few",        "final",
    "find",      "first",      "five",      "follow",       "followup",   "form",
    "found",     "four",       "fraction",  "free",         "frequenc",   "fulli",
    "function",  "further",    "general",   "given",        "goal",       "good",
    "grade",     "greater",    "group",     "half",         "hazard",     "he",
    "health",    "healthi",    "her",       "here",         "high",       "higher",
    "highli",    "him",        "his",       "histori",      "hospit",     "hour",
    "human",     "hypothesi",  "identifi",  "immedi",       "import",     "improv",
    "incid",     "includ",     "increas",   "independ",     "index",      "indic",
    "individu",  "induc",      "influenc",  "inform",       "initi",      "intens",
    "interact",  "interv",     "intervent", "investig",     "involv",     "iqr",
    "itself",    "key",        "kg",        "known",        "lack",       "larg",
    "last",      "later",      "lead",      "least",        "less",       "level",
    "like",      "limit",      "literatur", "local",        "long",       "loss",
    "low",       "lower",      "main",      "mainli",       "maintain",   "major",
    "make",      "male",       "manag",     "mani",         "may",        "me",
    "mean",      "measur",     "mechan",    "median",       "medic",      "men",
    "method",    "mg",         "might",     "mild",         "min",        "ml",
    "mm",        "model",      "moder",     "monitor",      "month",      "more",
    "most",      "much",       "multipl",   "must",         "my",         "natur",
    "near",      "need",       "negat",     "never",        "new",        "next",
    "no",        "non",        "normal",    "not",          "note",       "now",
    "number",    "object",     "observ",    "obtain",       "occur",      "odds",
    "off",       "often",      "older",     "once",         "one",        "onli",
    "onset",     "onto",       "open",      "optim",        "other",      "out",
    "outcom",    "over",       "overal",    "paper",        "paramet",    "partial",
    "particip",  "particular", "past",      "patient",      "peopl",      "per",
    "percent",   "percentag",  "perform",   "period",       "person",     "phase",
    "plan",      "plus",       "point",     "poor",         "popul",      "posit",
    "possibl",   "potenti",    "practic",   "pre",          "precis",     "predict",
    "presenc",   "present",    "previous",  "primari",      "prior",      "problem",
    "procedur",  "process",    "product",   "program",      "progress",   "proport",
    "propos",    "prospect",   "protocol",  "provid",       "public",     "publish",
    "purpos",    "qualiti",    "question",  "quit",         "random",     "rang",
    "rapid",     "rate",       "rather",    "ratio",        "reaction",   "reason",
    "receiv",    "recent",     "recommend", "record",       "reduc",      "refer",
    "regard",    "regimen",    "relat",     "relationship", "relev",      "reliabl",
    "remain",    "repeat",     "report",    "repres",       "requir",     "research",
    "respect",   "respond",    "respons",   "result",       "retrospect", "reveal",
    "review",    "risk",       "role",      "safeti",       "same",       "sampl",
    "scale",     "score",      "sd",        "se",           "search",     "second",
    "secondari", "select",     "serious",   "set",          "sever",      "she",
    "short",     "show",       "shown",     "sign",         "signific",   "significantli",
    "similar",   "simpl",      "singl",     "site",         "six",        "size",
    "small",     "specif",     "stage",     "standard",     "start",      "state",
    "statist",   "statistic",  "status",    "still",        "strategi",   "strong",
    "studi",     "studied",    "subject",   "subsequ",      "success",    "suffici",
    "suggest",   "support",    "symptom",   "system",       "systemat",   "take",
    "taken",     "target",     "term",      "test",         "them",       "therapeut",
    "therapi",   "therefor",   "three",     "thus",         "time",       "total",
    "toward",    "treat",      "treatment", "trial",        "twice",      "two",
    "type",      "under",      "undergo",   "understand",   "unit",       "until",
    "up",        "upon",       "upper",     "us",           "use",        "usual",
    "valid",     "valu",       "variabl",   "various",      "veri",       "versus",
    "via",       "volunt",     "vs",        "weak",         "week",       "well",
    "who",       "whom",       "whose",     "wide",         "without",    "women",
    "work",      "year",       "yet",       "you",          "your",
};
enum { COUNT = sizeof stems / sizeof *stems };

bool assay_general_stems_has(assay_span stem) {
    size_t low = 0, high = COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = assay_span_compare(assay_span_of(stems[middle]), stem);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

const char *const *assay_general_stems_list(size_t *count) {
    *count = COUNT;
    return stems;
}
