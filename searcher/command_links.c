/* searcher links: what a record is linked with. searcher cite: the record a pasted reference means. */
#include "base/file.h"
#include "base/json_write.h"
#include "commands.h"
#include "request_options.h"
#include "search/cite.h"
#include "search/cite_line.h"
#include "search/links.h"

#include <stdio.h>
#include <stdlib.h>

static int format;

static const assay_option links_options[] = {
    ASSAY_CHOICE_OPTION('f', "format", &format, "text|json", "for people, or one JSON document"),
    {0},
};

static const assay_command links_command = {
    .program = ASSAY_SEARCHER,
    .name = "links",
    .arguments = "ID",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary =
        "Tells what a record is linked with: a trial and its articles, references, cited by.",
    .description = "References are resolved by their identifiers, and where they have none by what "
                   "is printed of them. "
                   "What no record of the index answers is told as printed.",
    .examples = "searcher links -d trials NCT01590069",
    .shared = {assay_index_options},
    .options = links_options};

static const char *const directions[] = {"references", "cited by", "same identifier"};

/* ---- links ---- */

static void links_text(assay_buffer *out, const assay_link *links, size_t count) {
    for (int direction = 0; direction < 3; direction++) {
        size_t in_direction = 0;
        for (size_t i = 0; i < count; i++) {
            if ((int)links[i].direction != direction)
                continue;
            if (in_direction++ == 0)
                assay_buffer_format(out, "%s\n", directions[direction]);
            assay_buffer_format(
                out, "  %-28.*s %-12.*s %.*s",
                ASSAY_SPAN_ARG(links[i].docid != 0 ? links[i].identity : ASSAY_SPAN("-")),
                ASSAY_SPAN_ARG(links[i].relation), ASSAY_SPAN_ARG(links[i].text));
            if (links[i].docid != 0 && links[i].confidence < 1)
                assay_buffer_format(out, " (%.0f %% sure)", 100 * links[i].confidence);
            assay_buffer_add_byte(out, '\n');
        }
    }
    if (count == 0)
        assay_buffer_add_text(out, "no links\n");
}

static void links_json(assay_buffer *out, assay_span id, const assay_link *links, size_t count) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "schema_version", 1);
    assay_json_string_at(&json, "id", id);
    assay_json_key(&json, "links");
    assay_json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        assay_json_open(&json, '{');
        assay_json_string_at(&json, "direction", assay_span_of(directions[links[i].direction]));
        assay_json_string_at(&json, "relation", links[i].relation);
        if (links[i].docid != 0) {
            assay_json_string_at(&json, "id", links[i].identity);
            assay_json_string_at(&json, "type",
                                 assay_span_of(assay_record_type_name(links[i].type)));
            assay_json_double_at(&json, "confidence", links[i].confidence);
        }
        assay_json_string_at(&json, "text", links[i].text);
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
}

static assay_status find_links(assay_buffer *out, assay_search *search, const char *id,
                               assay_error *err) {
    assay_docid docid = 0;
    assay_arena arena;
    assay_record record;
    assay_link *links;
    size_t count;
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(id), err));
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "the index has no record %s", id);
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_status status = assay_search_load(&record, search, &arena, docid, err);
    if (status == ASSAY_OK)
        status = assay_links_run(&links, &count, &arena, search, &record, err);
    if (status == ASSAY_OK && format == 1)
        links_json(out, record.identity, links, count);
    else if (status == ASSAY_OK)
        links_text(out, links, count);
    assay_arena_done(&arena);
    return status;
}

/* ---- cite ---- */

static const assay_command cite_command = {
    .program = ASSAY_SEARCHER,
    .name = "cite",
    .arguments = "REFERENCE|-",
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .summary = "Finds the record a pasted reference means.",
    .description =
        "A DOI, PMID or NCT number in the reference settles it; else title, first author, year, "
        "volume and page are compared, "
        "and what agrees is told. With \"-\", one reference a line is read from standard input. A "
        "line "
        "journal|year|volume|page|author|key| is answered as PubMed's batch citation matcher "
        "does: the line with the PMID behind it, NOT_FOUND or AMBIGUOUS.",
    .examples = "searcher cite -d trials 'Majidpoor J, Mortezaee K. Interleukin-2 therapy of "
                "cancer-clinical perspectives. 2021;98:107836.'",
    .shared = {assay_index_options},
    .options = links_options};

static const char *verdict(int part) {
    return part < 0 ? "unknown" : part == 1 ? "yes" : "no";
}

static void cite_text(assay_buffer *out, const assay_cite_match *matches, size_t count) {
    if (count == 0 || matches[0].confidence < 0.4)
        assay_buffer_add_text(out, "no record answers this reference\n");
    for (size_t i = 0; i < count && matches[i].confidence >= 0.4; i++) {
        const assay_cite_match *m = &matches[i];
        assay_buffer_format(out, "%3.0f %%  %.*s\n       %.*s\n", 100 * m->confidence,
                            ASSAY_SPAN_ARG(m->identity), ASSAY_SPAN_ARG(m->title));
        if (m->by_identifier)
            assay_buffer_add_text(out, "       by its identifier\n");
        else
            assay_buffer_format(
                out, "       title words %.0f %%, first author %s, year %s, volume %s, page %s\n",
                100 * m->title_share, verdict(m->author), verdict(m->year), verdict(m->volume),
                verdict(m->page));
    }
}

static void cite_json(assay_buffer *out, assay_span reference, const assay_cite_match *matches,
                      size_t count) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "schema_version", 1);
    assay_json_string_at(&json, "reference", reference);
    assay_json_key(&json, "matches");
    assay_json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        const assay_cite_match *m = &matches[i];
        assay_json_open(&json, '{');
        assay_json_string_at(&json, "id", m->identity);
        assay_json_double_at(&json, "confidence", m->confidence);
        assay_json_bool_at(&json, "by_identifier", m->by_identifier);
        assay_json_string_at(&json, "title", m->title);
        assay_json_double_at(&json, "title_words", m->title_share);
        assay_json_string_at(&json, "first_author", assay_span_of(verdict(m->author)));
        assay_json_string_at(&json, "year", assay_span_of(verdict(m->year)));
        assay_json_string_at(&json, "volume", assay_span_of(verdict(m->volume)));
        assay_json_string_at(&json, "page", assay_span_of(verdict(m->page)));
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
}

/* The line again with the PMID behind it, or what PubMed's matcher says in its place. A record without a PMID is told by its identity. */
static assay_status find_line(assay_buffer *out, assay_search *search, assay_span line,
                              assay_error *err) {
    assay_docid docid;
    uint64_t matches;
    assay_arena arena;
    assay_record record;
    ASSAY_TRY(assay_cite_line_find(&docid, &matches, search, line, err));
    assay_buffer_add_span(out, line);
    assay_buffer_add_text(out, line.data[line.size - 1] == '|' ? "" : "|");
    if (matches != 1) {
        assay_buffer_add_text(out, matches == 0 ? "NOT_FOUND\n" : "AMBIGUOUS");
        if (matches != 0)
            assay_buffer_format(out, " (%llu citations)\n", (unsigned long long)matches);
        return assay_buffer_check(out, err);
    }
    assay_arena_init(&arena);
    assay_status status = assay_search_load(&record, search, &arena, docid, err);
    if (status == ASSAY_OK) {
        assay_span pmid = assay_record_id_of(&record, "pmid");
        assay_buffer_add_span(out, pmid.size != 0 ? pmid : record.identity);
        assay_buffer_add_byte(out, '\n');
    }
    assay_arena_done(&arena);
    return status;
}

static assay_status find_cited(assay_buffer *out, assay_search *search, assay_span reference,
                               assay_error *err) {
    if (format == 0 && assay_cite_line_is(reference))
        return find_line(out, search, reference, err);
    assay_arena arena;
    assay_cite_match *matches;
    size_t count;
    assay_arena_init(&arena);
    assay_status status = assay_cite_run(&matches, &count, &arena, search, reference, 3, err);
    if (status == ASSAY_OK && format == 1)
        cite_json(out, reference, matches, count);
    else if (status == ASSAY_OK)
        cite_text(out, matches, count);
    assay_arena_done(&arena);
    return status;
}

static assay_status cite_lines(assay_buffer *out, assay_search *search, assay_error *err) {
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && (size = getline(&line, &capacity, stdin)) >= 0) {
        assay_span reference = assay_span_trim(assay_span_make(line, (size_t)size));
        if (reference.size == 0)
            continue;
        status = find_cited(out, search, reference, err);
        if (status == ASSAY_OK)
            status = assay_program_write(out, err);
    }
    free(line);
    if (status == ASSAY_OK && ferror(stdin))
        return assay_fail(err, ASSAY_E_IO, "cannot read standard input");
    return status;
}

static assay_status cite_words(assay_buffer *out, assay_search *search, const char **words,
                               size_t count, assay_error *err) {
    assay_buffer reference;
    if (count == 1 && words[0][0] == '-' && words[0][1] == '\0')
        return cite_lines(out, search, err);
    assay_buffer_init(&reference, 1 << 20);
    for (size_t i = 0; i < count; i++)
        assay_buffer_format(&reference, "%s%s", i != 0 ? " " : "", words[i]);
    assay_status status = assay_buffer_check(&reference, err);
    if (status == ASSAY_OK)
        status = find_cited(out, search, assay_buffer_span(&reference), err);
    assay_buffer_done(&reference);
    return status;
}

/* ---- both commands ---- */

static int run(const assay_command *command, const char **words, size_t count) {
    size_t arguments;
    int exit_code;
    assay_error err;
    assay_search *search = NULL;
    if (!assay_program_start(&arguments, &exit_code, command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_request_open(&search, &err);
    if (status == ASSAY_OK)
        status = command == &links_command ? find_links(&out, search, words[0], &err)
                                           : cite_words(&out, search, words, arguments, &err);
    assay_search_close(search);
    if (status == ASSAY_OK)
        return assay_program_print(ASSAY_SEARCHER, &out);
    assay_buffer_done(&out);
    return assay_message_failure(ASSAY_SEARCHER, &err);
}

int assay_command_links(const char **words, size_t count) {
    return run(&links_command, words, count);
}

int assay_command_cite(const char **words, size_t count) {
    return run(&cite_command, words, count);
}
