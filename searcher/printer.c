#include "printer.h"

#include "commands.h"
#include "search/search_explain.h"

static const assay_printer *const printers[] = {
    &assay_print_text, &assay_print_json, &assay_print_jsonl,  &assay_print_csv,
    &assay_print_tsv,  &assay_print_ids,  &assay_print_trec,   &assay_print_nbib,
    &assay_print_ris,  &assay_print_html, &assay_print_bibtex, &assay_print_template};
enum { PRINTERS = sizeof printers / sizeof *printers, WRITE_AT = 1 << 16 };

const assay_printer *assay_printer_find(const char *name) {
    for (size_t i = 0; i < PRINTERS; i++)
        if (strcmp(printers[i]->name, name) == 0)
            return printers[i];
    return NULL;
}

const char *assay_printer_names(void) {
    static char names[256];
    size_t at = 0;
    for (size_t i = 0; i < PRINTERS; i++) {
        size_t size = strlen(printers[i]->name);
        if (at + size + 3 > sizeof names)
            break;
        if (at != 0) {
            memcpy(names + at, ", ", 2);
            at += 2;
        }
        memcpy(names + at, printers[i]->name, size);
        at += size;
        names[at] = '\0';
    }
    return names;
}

typedef struct {
    const assay_printer *printer;
    const assay_answer *answer;
    assay_snippeter *snippeter;
    assay_arena arena;
    assay_buffer out;
    assay_error *err;
} printing;

static assay_status last_update(assay_changes *out, printing *p, assay_docid docid) {
    assay_status status =
        assay_reader_changes(out, assay_search_reader(p->answer->search), &p->arena, docid, p->err);
    if (status == ASSAY_E_NOT_FOUND) { /* deleted since */
        *out = (assay_changes){0};
        return ASSAY_OK;
    }
    size_t count = 0;
    while (status == ASSAY_OK && count < out->count &&
           out->items[count].update == out->items[0].update)
        count++;
    out->count = count;
    return status;
}

static assay_status print_hit(printing *p, size_t i) {
    const assay_answer *answer = p->answer;
    const assay_search_hit *hit = &answer->results->hits[i];
    assay_record record;
    assay_snippets snippets;
    assay_explanation explanation;
    assay_changes changes;
    assay_answer_hit shown = {.topic = answer->topic,
                              .rank = answer->results->offset + i + 1,
                              .hit = hit,
                              .arena = &p->arena};
    assay_arena_reset(&p->arena);
    if (p->printer->records) {
        assay_status status =
            assay_search_load(&record, answer->search, &p->arena, hit->docid, p->err);
        if (status != ASSAY_OK && status != ASSAY_E_NOT_FOUND)
            return status;
        shown.record =
            status == ASSAY_OK ? &record : NULL; /* deleted since: its identity is what is left */
    }
    if (p->snippeter != NULL && shown.record != NULL) {
        ASSAY_TRY(assay_snippeter_run(&snippets, p->snippeter, &p->arena, &record, answer->snippets,
                                      0, p->err));
        shown.snippets = &snippets;
    }
    if (p->printer->changes && shown.record != NULL) {
        ASSAY_TRY(last_update(&changes, p, hit->docid));
        shown.changes = &changes;
    }
    if (answer->explain) {
        ASSAY_TRY(assay_search_explain(&explanation, &p->arena, answer->search, answer->results,
                                       answer->request, hit->docid, p->err));
        shown.explanation = &explanation;
    }
    return p->printer->hit(&p->out, answer, &shown, p->err);
}

static assay_status write_out(printing *p) {
    const assay_answer *answer = p->answer;
    if (answer->write != NULL)
        return answer->write(answer->writer, &p->out, p->err);
    return assay_program_write(&p->out, p->err);
}

static assay_status print_all(printing *p) {
    const assay_answer *answer = p->answer;
    if (p->printer->snippets)
        ASSAY_TRY(assay_snippeter_new(&p->snippeter, answer->search, answer->results, p->err));
    if (p->printer->begin != NULL && !(answer->continued && p->printer->head_once))
        ASSAY_TRY(p->printer->begin(&p->out, answer, p->err));
    for (size_t i = 0; i < answer->results->count; i++) {
        ASSAY_TRY(print_hit(p, i));
        if (p->out.size >= WRITE_AT)
            ASSAY_TRY(write_out(p));
    }
    if (p->printer->end != NULL)
        ASSAY_TRY(p->printer->end(&p->out, answer, p->err));
    return write_out(p);
}

assay_status assay_printer_run(const assay_printer *printer, const assay_answer *answer,
                               assay_error *err) {
    printing p = {.printer = printer, .answer = answer, .err = err};
    assay_arena_init(&p.arena);
    assay_buffer_init(&p.out, ASSAY_BUFFER_NO_CAP);
    assay_status status = print_all(&p);
    assay_snippeter_free(p.snippeter);
    assay_buffer_done(&p.out);
    assay_arena_done(&p.arena);
    return status;
}
