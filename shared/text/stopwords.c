#include "text/stopwords.h"

/* Both sorted by bytes; a test holds that. */
static const char *const stop_words[] = {
    "a",     "about",  "after",   "also",  "an",     "and",    "any",     "are",     "as",
    "at",    "be",     "because", "been",  "before", "being",  "between", "both",    "but",
    "by",    "could",  "did",     "do",    "does",   "during", "each",    "either",  "for",
    "from",  "had",    "has",     "have",  "having", "how",    "however", "if",      "in",
    "into",  "is",     "it",      "its",   "itself", "nor",    "of",      "on",      "or",
    "our",   "should", "so",      "some",  "such",   "than",   "that",    "the",     "their",
    "them",  "then",   "there",   "these", "they",   "this",   "those",   "through", "to",
    "was",   "we",     "were",    "what",  "when",   "where",  "whether", "which",   "while",
    "whose", "why",    "will",    "with",  "within", "would"};

static const char *const question_words[] = {
    "about",        "am",        "any",       "anyone",   "are",        "article",
    "articles",     "best",      "can",       "could",    "describe",   "description",
    "did",          "do",        "documents", "does",     "evidence",   "examine",
    "exist",        "exists",    "find",      "for",      "get",        "give",
    "has",          "have",      "help",      "how",      "i",          "identify",
    "information",  "is",        "know",      "list",     "literature", "look",
    "looking",      "me",        "my",        "need",     "of",         "on",
    "out",          "paper",     "papers",    "patient",  "please",     "publication",
    "publications", "published", "question",  "recent",   "regarding",  "related",
    "report",       "reported",  "reports",   "research", "search",     "see",
    "seeking",      "should",    "show",      "studies",  "study",      "tell",
    "that",         "the",       "there",     "want",     "was",        "were",
    "what",         "whats",     "when",      "where",    "whether",    "which",
    "who",          "whom",      "whose",     "why",      "will",       "would",
    "you",          "your"};

enum {
    STOP_COUNT = sizeof stop_words / sizeof *stop_words,
    QUESTION_COUNT = sizeof question_words / sizeof *question_words
};

bool assay_stopwords_is_stop(assay_span word) {
    return assay_span_is_one_of(word, stop_words, STOP_COUNT);
}

bool assay_stopwords_is_question(assay_span word) {
    return assay_span_is_one_of(word, question_words, QUESTION_COUNT);
}

const char *const *assay_stopwords_list(size_t *count, bool question) {
    *count = question ? QUESTION_COUNT : STOP_COUNT;
    return question ? question_words : stop_words;
}
