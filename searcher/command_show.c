/* searcher show: records whole, for people or as JSON. */
#include "commands.h"
#include "index/stored.h"
#include "records/record.h"
#include "request_options.h"
#include "terminal.h"

#include <stdio.h>

static int format;
static int color;

static const assay_option options[] = {
    ASSAY_CHOICE_OPTION('f', "format", &format, "text|json",
                        "for people, or the record as stored with its history"),
    ASSAY_CHOICE_OPTION(0, "color", &color, ASSAY_TERMINAL_WHEN,
                        "colour on a terminal, always or never"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "show",
    .arguments = "ID...",
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .summary = "Prints records whole.",
    .description =
        "An ID is an identity (nct:NCT01590069, pmid:34171595, doi:...), any identifier "
        "of a record, or a bare NCT number or DOI. What its updates changed is told last: the "
        "day, the field, the old value and the new one, in short.",
    .examples =
        "searcher show -d trials NCT01590069\nsearcher show -d trials --format json pmid:34171595",
    .shared = {assay_index_options},
    .options = options};

typedef struct {
    assay_buffer *out;
    assay_terminal terminal;
} page;

static void label(page *p, const char *name) {
    assay_terminal_line(&p->terminal);
    p->terminal.indent = 0;
    p->terminal.style = ASSAY_TERMINAL_DIM;
    assay_terminal_text(&p->terminal, assay_span_of(name), NULL, 0);
    p->terminal.style = NULL;
    assay_terminal_line(&p->terminal);
    p->terminal.indent = 4;
}

static void value(page *p, assay_span text) {
    assay_terminal_text(&p->terminal, text, NULL, 0);
    assay_terminal_line(&p->terminal);
}

/* A record's key with blanks for underscores. */
static void label_key(page *p, const char *key) {
    char name[64];
    snprintf(name, sizeof name, "%s", key);
    for (char *c = name; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    label(p, name);
}

static void show_fields(page *p, const assay_record *record) {
    for (int f = 0; f < ASSAY_FIELD_COUNT; f++) {
        const assay_span_list *list = &record->text[f];
        if (list->count == 0 || f == ASSAY_FIELD_TITLE)
            continue;
        label_key(p, assay_record_field_key((assay_record_field)f));
        for (size_t i = 0; i < list->count; i++)
            value(p, list->items[i]);
    }
}

static void show_dates(page *p, const assay_record *record) {
    char date[11];
    for (int d = 0; d < ASSAY_DATE_COUNT; d++)
        if (record->dates[d] != 0) {
            assay_date_print(date, record->dates[d]);
            label_key(p, assay_record_date_key((assay_record_date)d));
            value(p, assay_span_of(date));
        }
}

static void show_locations(page *p, const assay_record *record) {
    assay_buffer line;
    assay_buffer_init(&line, 1 << 16);
    if (record->locations.count != 0)
        label(p, "locations");
    for (size_t i = 0; i < record->locations.count; i++) {
        const assay_record_location *at = &record->locations.items[i];
        const assay_span parts[] = {at->facility, at->city, at->state, at->country, at->status};
        assay_buffer_clear(&line);
        for (size_t part = 0; part < sizeof parts / sizeof *parts; part++)
            if (parts[part].size != 0)
                assay_buffer_format(&line, "%s%.*s", line.size != 0 ? ", " : "",
                                    ASSAY_SPAN_ARG(parts[part]));
        value(p, assay_buffer_span(&line));
    }
    assay_buffer_done(&line);
}

static void show_references(page *p, const assay_record *record) {
    assay_buffer line;
    assay_buffer_init(&line, 1 << 16);
    if (record->references.count != 0)
        label(p, "references");
    for (size_t i = 0; i < record->references.count; i++) {
        const assay_record_reference *to = &record->references.items[i];
        assay_buffer_clear(&line);
        assay_buffer_format(&line, "%zu. [%.*s] %.*s", i + 1, ASSAY_SPAN_ARG(to->relation),
                            ASSAY_SPAN_ARG(to->text));
        if (to->pmid.size != 0)
            assay_buffer_format(&line, " pmid:%.*s", ASSAY_SPAN_ARG(to->pmid));
        if (to->nct.size != 0)
            assay_buffer_format(&line, " nct:%.*s", ASSAY_SPAN_ARG(to->nct));
        value(p, assay_buffer_span(&line));
    }
    assay_buffer_done(&line);
}

static void show_facts(page *p, const assay_record *record) {
    char line[64];
    if (record->enrolment >= 0) {
        label(p, "enrolment");
        snprintf(line, sizeof line, "%lld", (long long)record->enrolment);
        value(p, assay_span_of(line));
    }
    if (record->min_age_days != ASSAY_AGE_UNKNOWN || record->max_age_days != ASSAY_AGE_UNKNOWN) {
        label(p, "ages");
        int from = snprintf(line, sizeof line, "from %.3g",
                            record->min_age_days > 0 ? record->min_age_days / 365.25 : 0);
        if (record->max_age_days != ASSAY_AGE_UNKNOWN)
            snprintf(line + from, sizeof line - (size_t)from, " to %.3g years",
                     record->max_age_days / 365.25);
        else
            snprintf(line + from, sizeof line - (size_t)from, " years, no upper limit");
        value(p, assay_span_of(line));
    }
    if (record->updates >= 0) {
        label(p, "updates");
        snprintf(line, sizeof line, "%d %s", record->updates,
                 record->updates == 1 ? "time" : "times");
        value(p, assay_span_of(line));
    }
}

/* A line a change: the day of the update, what, from what to what. */
static void show_changes(page *p, const assay_changes *changes) {
    assay_buffer line;
    assay_buffer_init(&line, 1 << 16);
    if (changes->count != 0)
        label(p, "changes");
    for (size_t i = 0; i < changes->count; i++) {
        const assay_change *change = &changes->items[i];
        char date[11];
        assay_date_print(date, change->date);
        assay_buffer_clear(&line);
        assay_buffer_format(&line, "%s %.*s", date, ASSAY_SPAN_ARG(change->key));
        if (change->kind == ASSAY_CHANGE_VALUES)
            assay_buffer_format(
                &line, ": %.*s -> %.*s",
                ASSAY_SPAN_ARG(change->from.size != 0 ? change->from : ASSAY_SPAN("(none)")),
                ASSAY_SPAN_ARG(change->to.size != 0 ? change->to : ASSAY_SPAN("(none)")));
        else if (change->kind == ASSAY_CHANGE_ORDER)
            assay_buffer_add_text(&line, ": another order");
        value(p, assay_buffer_span(&line));
    }
    if (changes->dropped != 0) {
        assay_buffer_clear(&line);
        assay_buffer_format(&line, "and %llu earlier ones, not kept",
                            (unsigned long long)changes->dropped);
        value(p, assay_buffer_span(&line));
    }
    assay_buffer_done(&line);
}

static void show_history(page *p, const assay_history *history) {
    char first[11], changed[11], line[96];
    if (history->first_indexed == 0)
        return;
    assay_date_print(first, history->first_indexed);
    assay_date_print(changed, history->changed);
    snprintf(line, sizeof line, "first %s, last changed %s, %u %s", first, changed,
             history->changes, history->changes == 1 ? "change" : "changes");
    label(p, "in this index");
    value(p, assay_span_of(line));
}

static void show_text(assay_buffer *out, const assay_record *record, const assay_history *history,
                      const assay_changes *changes, bool colored) {
    page p = {out,
              {.out = out,
               .color = colored,
               .width = assay_terminal_width(),
               .style = ASSAY_TERMINAL_BOLD}};
    value(&p, assay_record_first(record, ASSAY_FIELD_TITLE));
    p.terminal.style = ASSAY_TERMINAL_ID;
    value(&p, record->identity);
    p.terminal.style = NULL;
    value(&p, assay_span_of(assay_record_type_name(record->type)));
    show_fields(&p, record);
    show_dates(&p, record);
    show_facts(&p, record);
    show_locations(&p, record);
    show_references(&p, record);
    show_history(&p, history);
    show_changes(&p, changes);
    assay_buffer_add_byte(out, '\n');
}

assay_status assay_show_add(assay_buffer *out, assay_search *search, const char *id, bool colored,
                            assay_error *err) {
    assay_docid docid = 0;
    assay_arena arena;
    assay_record record;
    assay_history history;
    assay_changes changes;
    assay_reader *reader = assay_search_reader(search);
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(id), err));
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "the index has no record %s", id);
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_status status = assay_reader_record(&record, reader, docid, err);
    if (status == ASSAY_OK)
        status = assay_reader_history(&history, reader, docid, err);
    if (status == ASSAY_OK)
        status = assay_reader_changes(&changes, reader, &arena, docid, err);
    if (status == ASSAY_OK)
        show_text(out, &record, &history, &changes, colored);
    assay_arena_done(&arena);
    return status;
}

static assay_status show_json(assay_buffer *out, assay_reader *reader, assay_docid docid,
                              assay_error *err) {
    assay_arena arena;
    assay_history history;
    assay_changes changes;
    ASSAY_TRY(assay_reader_json(out, reader, docid, err));
    ASSAY_TRY(assay_reader_history(&history, reader, docid, err));
    assay_arena_init(&arena);
    assay_status status = assay_reader_changes(&changes, reader, &arena, docid, err);
    if (status == ASSAY_OK)
        status = assay_record_history_add(out, &history, &changes, err);
    assay_arena_done(&arena);
    assay_buffer_add_byte(out, '\n');
    return status;
}

static assay_status show_one(assay_buffer *out, assay_search *search, const char *id,
                             assay_error *err) {
    assay_docid docid = 0;
    if (format == 0)
        return assay_show_add(out, search, id, assay_terminal_colors(color), err);
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(id), err));
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "the index has no record %s", id);
    return show_json(out, assay_search_reader(search), docid, err);
}

int assay_command_show(const char **words, size_t count) {
    size_t arguments;
    int exit_code;
    assay_error err;
    assay_search *search = NULL;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_request_open(&search, &err);
    for (size_t i = 0; i < arguments && status == ASSAY_OK; i++)
        status = show_one(&out, search, words[i], &err);
    assay_search_close(search);
    if (status == ASSAY_OK)
        return assay_program_print(ASSAY_SEARCHER, &out);
    assay_buffer_done(&out);
    return assay_message_failure(ASSAY_SEARCHER, &err);
}
