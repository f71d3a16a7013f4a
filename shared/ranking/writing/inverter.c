#include "ranking/writing/inverter.h"

#include "ranking/writing/columns_writer.h"
#include "ranking/writing/inverted.h"
#include "ranking/writing/segment_writer.h"

#include <pthread.h>
#include <stdlib.h>

struct assay_inverter {
    assay_inverter_options options;
    uint32_t length_upper[ASSAY_LENGTH_CLASSES];
    assay_space spaces[ASSAY_SPACES_MAX];
    unsigned space_count;
    assay_columns_writer columns;
    uint32_t *numbers, *lengths;
    uint32_t records;
    size_t capacity;
};

assay_status assay_inverter_new(assay_inverter **out, const assay_inverter_options *options,
                                assay_error *err) {
    assay_inverter *inverter = calloc(1, sizeof *inverter);
    if (inverter == NULL)
        return assay_fail_memory(err);
    if (options != NULL)
        inverter->options = *options;
    if (inverter->options.length_upper != NULL) {
        memcpy(inverter->length_upper, options->length_upper, sizeof inverter->length_upper);
        inverter->options.length_upper = inverter->length_upper;
    }
    assay_columns_writer_init(&inverter->columns);
    *out = inverter;
    return ASSAY_OK;
}

void assay_inverter_free(assay_inverter *inverter) {
    if (inverter == NULL)
        return;
    for (unsigned s = 0; s < inverter->space_count; s++)
        assay_space_done(&inverter->spaces[s]);
    assay_columns_writer_done(&inverter->columns);
    free(inverter->numbers);
    free(inverter->lengths);
    free(inverter);
}

assay_status assay_inverter_space(unsigned *space, assay_inverter *inverter, const assay_map *map,
                                  assay_span prefix, assay_error *err) {
    if (inverter->space_count == ASSAY_SPACES_MAX || prefix.size > ASSAY_TERM_BYTES_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "too many spaces of terms, or a prefix too long");
    assay_space_init(&inverter->spaces[inverter->space_count], map, prefix);
    *space = inverter->space_count++;
    return ASSAY_OK;
}

assay_status assay_inverter_column(unsigned *column, assay_inverter *inverter, assay_span name,
                                   assay_column_type type, assay_error *err) {
    return assay_columns_writer_column(column, &inverter->columns, name, type, err);
}

uint32_t assay_inverter_records(const assay_inverter *inverter) {
    return inverter->records;
}

/* Writing scatters one kind of items after the other and frees each as it goes. */
static void pass_items(const assay_tuples *items, size_t *held, size_t *most) {
    if (items->capacity == 0) /* asked with every record, and most spaces stay empty */
        return;
    *held += assay_tuples_scattered_memory(items);
    *most = *held > *most ? *held : *most;
    *held -= assay_tuples_memory(items);
}

size_t assay_inverter_memory(const assay_inverter *inverter) {
    size_t held = inverter->capacity * 8 + assay_columns_writer_memory(&inverter->columns);
    for (unsigned s = 0; s < inverter->space_count; s++)
        held += assay_tuples_memory(&inverter->spaces[s].occurrences) +
                assay_tuples_memory(&inverter->spaces[s].filters);
    size_t most = held;
    for (unsigned s = 0; s < inverter->space_count; s++) {
        pass_items(&inverter->spaces[s].occurrences, &held, &most);
        pass_items(&inverter->spaces[s].filters, &held, &most);
    }
    return most;
}

/* ---- records ---- */

static assay_status grow_records(assay_inverter *inverter, assay_error *err) {
    size_t capacity = inverter->capacity == 0 ? 1024 : inverter->capacity * 2;
    uint32_t *numbers = realloc(inverter->numbers, capacity * sizeof *numbers);
    if (numbers == NULL)
        return assay_fail_memory(err);
    inverter->numbers = numbers;
    uint32_t *lengths = realloc(inverter->lengths, capacity * sizeof *lengths);
    if (lengths == NULL)
        return assay_fail_memory(err);
    inverter->lengths = lengths;
    inverter->capacity = capacity;
    return ASSAY_OK;
}

assay_status assay_inverter_begin(assay_inverter *inverter, uint32_t number, assay_error *err) {
    uint32_t records = inverter->records;
    if (records != 0 && number <= inverter->numbers[records - 1])
        return assay_fail(err, ASSAY_E_USAGE, "record %u follows record %u", number,
                          inverter->numbers[records - 1]);
    if (inverter->options.memory_limit != 0 &&
        assay_inverter_memory(inverter) > inverter->options.memory_limit)
        return assay_fail(err, ASSAY_E_LIMIT, "the inverter's memory is full");
    if (records == inverter->capacity)
        ASSAY_TRY(grow_records(inverter, err));
    inverter->numbers[records] = number;
    inverter->lengths[records] = 0;
    inverter->records = records + 1;
    return ASSAY_OK;
}

static assay_status check_begun(const assay_inverter *inverter, assay_error *err) {
    return inverter->records != 0 ? ASSAY_OK : assay_fail(err, ASSAY_E_USAGE, "no record is begun");
}

static assay_status check_place(const assay_inverter *inverter, unsigned space, assay_error *err) {
    ASSAY_TRY(check_begun(inverter, err));
    return space < inverter->space_count ? ASSAY_OK
                                         : assay_fail(err, ASSAY_E_USAGE, "no space %u", space);
}

/* The items' wdf in all, and how many tuples they take. */
static assay_status measure(uint64_t *length, size_t *tuples, const assay_occurrence *items,
                            size_t count, assay_error *err) {
    *length = 0;
    *tuples = count;
    for (size_t i = 0; i < count; i++) {
        if (items[i].position > ASSAY_POSITION_MAX && items[i].position != ASSAY_NO_POSITION)
            return assay_fail(err, ASSAY_E_LIMIT, "position %u, at most %d are possible",
                              items[i].position, ASSAY_POSITION_MAX);
        *length += items[i].wdf;
        *tuples += items[i].wdf / ASSAY_TUPLE_WDF_MAX;
    }
    return ASSAY_OK;
}

assay_status assay_inverter_add(assay_inverter *inverter, unsigned space,
                                const assay_occurrence *items, size_t count, assay_error *err) {
    uint64_t length = 0;
    size_t tuples = 0;
    ASSAY_TRY(check_place(inverter, space, err));
    ASSAY_TRY(measure(&length, &tuples, items, count, err));
    uint32_t record = inverter->records - 1;
    if (length > UINT32_MAX - inverter->lengths[record])
        return assay_fail(err, ASSAY_E_LIMIT, "a record longer than %u", UINT32_MAX);
    assay_tuples *into = &inverter->spaces[space].occurrences;
    uint32_t terms = assay_map_count(inverter->spaces[space].map);
    ASSAY_TRY(assay_tuples_reserve(into, record, tuples, terms, err));
    assay_space_add_occurrences(into, items, count);
    inverter->lengths[record] += (uint32_t)length;
    return ASSAY_OK;
}

assay_status assay_inverter_filter(assay_inverter *inverter, unsigned space, const uint32_t *terms,
                                   size_t count, assay_error *err) {
    ASSAY_TRY(check_place(inverter, space, err));
    assay_tuples *into = &inverter->spaces[space].filters;
    uint32_t known = assay_map_count(inverter->spaces[space].map);
    ASSAY_TRY(assay_tuples_reserve(into, inverter->records - 1, count, known, err));
    assay_tuples_adder adder = assay_tuples_begin(into);
    for (size_t i = 0; i < count; i++)
        assay_tuples_add(&adder, terms[i], 0);
    assay_tuples_end(into, &adder);
    return ASSAY_OK;
}

assay_status assay_inverter_i64(assay_inverter *inverter, unsigned column, int64_t value,
                                assay_error *err) {
    ASSAY_TRY(check_begun(inverter, err));
    return assay_columns_writer_i64(&inverter->columns, column, inverter->records - 1, value, err);
}

assay_status assay_inverter_double(assay_inverter *inverter, unsigned column, double value,
                                   assay_error *err) {
    ASSAY_TRY(check_begun(inverter, err));
    return assay_columns_writer_double(&inverter->columns, column, inverter->records - 1, value,
                                       err);
}

assay_status assay_inverter_keyword(assay_inverter *inverter, unsigned column, assay_span value,
                                    assay_error *err) {
    ASSAY_TRY(check_begun(inverter, err));
    return assay_columns_writer_keyword(&inverter->columns, column, inverter->records - 1, value,
                                        err);
}

assay_status assay_inverter_bytes(assay_inverter *inverter, unsigned column, assay_span value,
                                  assay_error *err) {
    ASSAY_TRY(check_begun(inverter, err));
    return assay_columns_writer_bytes(&inverter->columns, column, inverter->records - 1, value,
                                      err);
}

/* ---- writing ---- */

static void forget_records(assay_inverter *inverter) {
    for (unsigned s = 0; s < inverter->space_count; s++)
        assay_space_clear(&inverter->spaces[s]);
    assay_columns_writer_clear(&inverter->columns);
    inverter->records = 0;
}

/* The columns, packed beside the lists. */
typedef struct {
    assay_columns_writer *columns;
    uint32_t records;
    assay_buffer *out;
    assay_status status;
    assay_error error;
} packing;

static void *pack_columns(void *argument) {
    packing *job = argument;
    job->status = assay_columns_writer_write(job->out, job->columns, job->records, &job->error);
    return NULL;
}

static assay_status write_all(assay_inverter *inverter, assay_segment_writer *writer,
                              assay_buffer *columns, assay_error *err) {
    unsigned threads = inverter->options.threads > 0 ? (unsigned)inverter->options.threads : 1;
    for (unsigned s = 0; s < inverter->space_count; s++)
        ASSAY_TRY(assay_space_invert(&inverter->spaces[s], threads, err));
    packing job = {.columns = &inverter->columns, .records = inverter->records, .out = columns};
    pthread_t thread;
    bool started = threads > 1 && pthread_create(&thread, NULL, pack_columns, &job) == 0;
    assay_status status =
        assay_spaces_write(writer, inverter->spaces, inverter->space_count, threads, err);
    if (started)
        pthread_join(thread, NULL);
    else if (status == ASSAY_OK)
        (void)pack_columns(&job);
    if (status == ASSAY_OK && job.status != ASSAY_OK) {
        *err = job.error;
        return job.status;
    }
    return status;
}

assay_status assay_inverter_write(assay_inverter *inverter, const char *path, assay_error *err) {
    assay_segment_writer writer;
    assay_buffer columns;
    assay_segment_facts facts = {inverter->records, inverter->lengths, inverter->numbers,
                                 inverter->options.length_upper, inverter->options.parents};
    assay_buffer_init(&columns, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_segment_writer_open(&writer, path, &facts, err);
    if (status == ASSAY_OK) {
        status = write_all(inverter, &writer, &columns, err);
        if (status == ASSAY_OK)
            status = assay_segment_writer_finish(&writer, assay_buffer_span(&columns), err);
        else
            assay_segment_writer_abandon(&writer);
    }
    assay_buffer_done(&columns);
    forget_records(inverter);
    return status;
}
