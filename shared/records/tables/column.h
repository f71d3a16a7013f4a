/* What a column of a table or a key of a JSON object means, by the names people usually give it.
 *
 *   "Study Title" -> title    "NCT Number" -> identifier nct    "Last Update Posted" -> date updated
 *
 * Names are compared by their letters and digits alone ("Last-Update Posted" is last_update_posted). The
 * model's own JSON keys are all known. Immutable tables; any thread. */
#ifndef ASSAY_RECORDS_COLUMN_H
#define ASSAY_RECORDS_COLUMN_H
#include "records/record.h"

typedef enum {
    ASSAY_COLUMN_EXTRA = 0, /* nothing known: kept as extra under its name */
    ASSAY_COLUMN_FIELD,     /* one value of .field */
    ASSAY_COLUMN_LIST,      /* values of .field, separated by '|' or ';' */
    ASSAY_COLUMN_TEXT,      /* the searched text as a whole, of which other columns may be parts */
    ASSAY_COLUMN_DATE,      /* .date */
    ASSAY_COLUMN_ID,        /* .scheme */
    ASSAY_COLUMN_TRIAL_IDS, /* of whichever registry, '|' or ';' between */
    ASSAY_COLUMN_SOURCE_ID, /* the source's own name for the record */
    ASSAY_COLUMN_TYPE,
    ASSAY_COLUMN_STATUS,
    ASSAY_COLUMN_PHASES,
    ASSAY_COLUMN_STUDY_TYPE,
    ASSAY_COLUMN_SEX,
    ASSAY_COLUMN_AGE, /* "18 Years to 75 Years (Adult)", "ADULT, OLDER_ADULT" */
    ASSAY_COLUMN_MIN_AGE,
    ASSAY_COLUMN_MAX_AGE,
    ASSAY_COLUMN_MIN_AGE_DAYS,
    ASSAY_COLUMN_MAX_AGE_DAYS,
    ASSAY_COLUMN_ENROLMENT,
    ASSAY_COLUMN_UPDATES,
    ASSAY_COLUMN_HEALTHY,
    ASSAY_COLUMN_RESULTS,
    ASSAY_COLUMN_ELIGIBILITY,   /* inclusion and exclusion in one text */
    ASSAY_COLUMN_INTERVENTIONS, /* "Drug: aldesleukin|Device: nebulizer" */
    ASSAY_COLUMN_SPONSORS,      /* the sponsor, then collaborators */
    ASSAY_COLUMN_LOCATIONS,     /* "Facility, City, State, ZIP, Country|..." */
    ASSAY_COLUMN_MESH_MAJOR,    /* headings with their qualifiers, "LUNG: ra" */
    ASSAY_COLUMN_MESH_MINOR,
    ASSAY_COLUMN_IGNORE /* tells of the export, not of the record */
} assay_column_kind;

typedef struct {
    assay_column_kind kind;
    assay_record_field field;
    assay_record_date date;
    const char *scheme; /* static storage */
} assay_column;

/* ASSAY_COLUMN_EXTRA for a name that is not known. */
assay_column assay_column_named(assay_span name);
/* By `map` ("column=field,column=field", records/reader.h), else by the usual names. A column mapped to
 * nothing or "-" is ignored. */
assay_column assay_column_mapped(assay_span map, assay_span name);
/* ASSAY_E_USAGE when the map is not of its form or names a field that is not known. */
ASSAY_MUST_USE assay_status assay_column_check_map(assay_span map, assay_error *err);
#endif
