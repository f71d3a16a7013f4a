#include "commands.h"

static const assay_program_command commands[] = {
    {"search", "answer a query (what is meant when no command is named)", assay_command_search},
    {"show", "print records whole", assay_command_show},
    {"similar", "find the records most like one", assay_command_similar},
    {"links", "tell what a record is linked with: references, cited by", assay_command_links},
    {"cite", "find the record a pasted reference means", assay_command_cite},
    {"batch", "answer many queries, a line each, on all cores", assay_command_batch},
    {"strategy", "run the numbered lines of a reviewer's search strategy", assay_command_strategy},
    {"shell", "ask one query after another: history, #1 AND #2, completion", assay_command_shell},
    {"complete", "words and values of the index that begin so", assay_command_complete},
    {"eval", "run the topics of a test collection and measure the answers", assay_command_eval},
    {"fields", "the fields a query can name, with all their spellings", assay_command_fields},
};

static const char head[] =
    "usage: searcher -d INDEX [OPTION...] QUERY...\n"
    "       searcher COMMAND [OPTION...] [ARGUMENT...]\n\n"
    "Searches trial summaries and biomedical abstracts, best match first.\n\n"
    "Try:\n"
    "  searcher -d trials inhaled il-2 lung metastases\n"
    "  searcher -d trials '\"CAR T\" (melanoma OR glioma) -mouse'\n"
    "  searcher -d trials 'NCT01590069'\n"
    "  searcher -d trials 'ti:aldesleukin phase:2 status:recruiting age:54y'\n"
    "  searcher -d trials --filter 'dp:2020..' --sort date -n 5 'interleukin 2'\n"
    "  searcher -d trials --facet phase,status --histogram dp:year melanoma\n\n"
    "Queries:\n"
    "  word word        any of them; the more and the rarer, the better\n"
    "  +word -word      must have it, must not have it\n"
    "  a AND b, a OR b, NOT a, ( )    in capitals; NOT binds tighter than AND, AND than OR\n"
    "  \"a b\"  \"a b\"~3   side by side; in any order with at most 3 words between\n"
    "  a NEAR/3 b, a ADJ/3 b          the same for single words, ADJ in this order\n"
    "  =form  immun*  h?moglobin  melanma~1  ~word    this very form, wildcards, misspelt, "
    "synonyms\n"
    "  field:word  word[ti]  AREA[BriefTitle]word     in a field: `searcher fields` lists "
    "them\n"
    "  dp:2019..2021  n:>100  age:54y  near:29.76,-95.37,50mi  has:results  missing:doi\n"
    "  changed:status  changed:n,30d  changed:out since:2026-01\n\n"
    "Commands:\n";

static const char tail[] =
    "  help       this text; `searcher search --help` has all options of a search\n\n"
    "Exit status: 0 it ran, 1 no hit (only with --exit-status), 2 wrong usage or a query\n"
    "that does not parse, 3 input, output or memory, 4 a damaged or foreign index,\n"
    "5 some queries of a batch failed, 70 a mistake of this program.\n";

int main(int count, char **words) {
    static const assay_program searcher = {
        .name = ASSAY_SEARCHER,
        .head = head,
        .tail = tail,
        .without_word = "what to search for? searcher -d INDEX QUERY; see searcher help",
        .commands = commands,
        .count = sizeof commands / sizeof *commands,
        .has_default = true,
    };
    return assay_program_run(&searcher, count, words);
}
