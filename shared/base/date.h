/* Dates as far as they are known: a year, a year and month, or a day.
 *
 * Held as the number YYYYMMDD with 00 for an unknown month or day (20240000, 20240500, 20240517); 0
 * is no date. So numbers order as dates do, the vague before the exact. */
#ifndef ASSAY_BASE_DATE_H
#define ASSAY_BASE_DATE_H
#include "base/span.h"

typedef uint32_t assay_date;

/* 2024, 2024-05, 2024-05-17, 2024/05/17, 20240517, 2024 May 17, May 17 2024, May 17, 2024, May
 * 2024, 17 May 2024, 2024 May-Jun, 2024 Spring, with an optional time after the day. False (out
 * untouched) for anything else or an impossible day. */
bool assay_date_parse(assay_date *out, assay_span text);
/* 0 for numbers outside year 1000..9999 or an impossible month or day; month and day may be 0. */
assay_date assay_date_make(int year, int month, int day);
/* The first and the last day it can mean: 20240200 is 20240201 to 20240229. */
assay_date assay_date_first(assay_date date);
assay_date assay_date_last(assay_date date);
/* Adds days to a full date (first day is taken for a vague one). */
assay_date assay_date_add_days(assay_date date, int64_t days);
/* Days since 1970-01-01 of assay_date_first(date). */
int64_t assay_date_days(assay_date date);
/* "2024-05-17", "2024-05", "2024" into out, terminated; "" for 0. Returns its length. */
size_t assay_date_print(char out[11], assay_date date);
/* Today by the system's clock, UTC. */
assay_date assay_date_today(void);
#endif
