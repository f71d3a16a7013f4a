#include "base/date.h"

#include <stdio.h>
#include <time.h>

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

assay_date assay_date_make(int year, int month, int day) {
    if (year < 1000 || year > 9999 || month < 0 || month > 12 || day < 0 ||
        (month == 0 && day != 0) || (month != 0 && day > days_in_month(year, month)))
        return 0;
    return (assay_date)(year * 10000 + month * 100 + day);
}

static int year_of(assay_date date) {
    return (int)(date / 10000);
}
static int month_of(assay_date date) {
    return (int)(date / 100 % 100);
}
static int day_of(assay_date date) {
    return (int)(date % 100);
}

assay_date assay_date_first(assay_date date) {
    if (date == 0)
        return 0;
    int month = month_of(date), day = day_of(date);
    return assay_date_make(year_of(date), month != 0 ? month : 1, day != 0 ? day : 1);
}

assay_date assay_date_last(assay_date date) {
    if (date == 0)
        return 0;
    int year = year_of(date), month = month_of(date), day = day_of(date);
    month = month != 0 ? month : 12;
    return assay_date_make(year, month, day != 0 ? day : days_in_month(year, month));
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March. */
int64_t assay_date_days(assay_date date) {
    assay_date first = assay_date_first(date);
    int64_t year = year_of(first), month = month_of(first), day = day_of(first);
    year -= month <= 2;
    int64_t era_year = year % 400, era = year / 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + era_year * 365 + era_year / 4 - era_year / 100 + day_of_year - 719468;
}

assay_date assay_date_add_days(assay_date date, int64_t days) {
    if (date == 0)
        return 0;
    time_t seconds = (time_t)((assay_date_days(date) + days) * 86400);
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL)
        return 0;
    return assay_date_make(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

size_t assay_date_print(char out[11], assay_date date) {
    int year = year_of(date), month = month_of(date), day = day_of(date);
    int size = 0;
    if (date == 0 || year > 9999)
        out[0] = '\0';
    else if (month == 0)
        size = snprintf(out, 11, "%04d", year);
    else if (day == 0)
        size = snprintf(out, 11, "%04d-%02d", year, month);
    else
        size = snprintf(out, 11, "%04d-%02d-%02d", year, month, day);
    return size > 0 ? (size_t)size : 0;
}

assay_date assay_date_today(void) {
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) == NULL)
        return 0;
    return assay_date_make(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

/* The words and numbers of a date: at most four are looked at. */
typedef struct {
    assay_span part[4];
    int count;
} date_parts;

static date_parts split_parts(assay_span text) {
    date_parts parts = {.count = 0};
    size_t at = 0;
    while (at < text.size && parts.count < 4) {
        while (at < text.size && strchr(" ,-/.\t", text.data[at]) != NULL && text.data[at] != '\0')
            at++;
        size_t begin = at;
        while (at < text.size &&
               (strchr(" ,-/.\t", text.data[at]) == NULL || text.data[at] == '\0'))
            at++;
        if (at != begin)
            parts.part[parts.count++] = assay_span_make(text.data + begin, at - begin);
    }
    return parts;
}

static int to_number(assay_span text, size_t min_digits, size_t max_digits) {
    if (text.size < min_digits || text.size > max_digits)
        return -1;
    int value = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

static int to_month(assay_span text) {
    static const char names[] =
        "januaryfebruarymarchaprilmayjunejulyaugustseptemberoctobernovemberdecember";
    static const unsigned char starts[] = {0, 7, 15, 20, 25, 28, 32, 36, 42, 51, 58, 66, 74};
    if (text.size < 3)
        return -1;
    for (int month = 0; month < 12; month++) {
        size_t length = (size_t)(starts[month + 1] - starts[month]);
        assay_span name = assay_span_make(names + starts[month], length);
        if (assay_span_starts_ascii_case(name, text))
            return month + 1;
    }
    return -1;
}

/* PubMed's seasons; the northern ones, by their first month. */
static int to_season(assay_span text) {
    static const struct {
        const char *name;
        int month;
    } seasons[] = {{"winter", 1}, {"spring", 4}, {"summer", 7}, {"autumn", 10}, {"fall", 10}};
    for (size_t i = 0; i < sizeof seasons / sizeof *seasons; i++)
        if (assay_span_equal_ascii_case(text, assay_span_of(seasons[i].name)))
            return seasons[i].month;
    return -1;
}

static bool take(assay_date *out, assay_date date) {
    if (date == 0)
        return false;
    *out = date;
    return true;
}

/* 2024 [05|May|Spring [17]] */
static bool parse_year_first(assay_date *out, const date_parts *p, int year) {
    if (p->count == 1)
        return take(out, assay_date_make(year, 0, 0));
    int month = to_number(p->part[1], 1, 2);
    bool named = month < 0;
    if (named)
        month = to_month(p->part[1]);
    if (month < 0)
        return to_season(p->part[1]) > 0 && take(out, assay_date_make(year, 0, 0));
    if (month == 0)
        return false;
    if (p->count == 2 || (named && to_month(p->part[2]) > 0))
        return take(out, assay_date_make(year, month, 0));
    assay_span day_text = p->part[2];
    size_t time_at = assay_span_find_byte(day_text, 'T');
    int day = to_number(time_at != SIZE_MAX ? assay_span_first(day_text, time_at) : day_text, 1, 2);
    return day > 0 && take(out, assay_date_make(year, month, day));
}

/* May 2024, May 17 2024 */
static bool parse_month_first(assay_date *out, const date_parts *p, int month) {
    if (p->count < 2)
        return false;
    int year = to_number(p->part[1], 4, 4);
    if (year > 0)
        return take(out, assay_date_make(year, month, 0));
    int day = to_number(p->part[1], 1, 2);
    year = p->count > 2 ? to_number(p->part[2], 4, 4) : -1;
    return day > 0 && year > 0 && take(out, assay_date_make(year, month, day));
}

/* 17 May 2024 */
static bool parse_day_first(assay_date *out, const date_parts *p) {
    if (p->count < 3)
        return false;
    int day = to_number(p->part[0], 1, 2), month = to_month(p->part[1]);
    int year = to_number(p->part[2], 4, 4);
    return day > 0 && month > 0 && year > 0 && take(out, assay_date_make(year, month, day));
}

bool assay_date_parse(assay_date *out, assay_span text) {
    date_parts parts = split_parts(assay_span_trim(text));
    if (parts.count == 0)
        return false;
    int whole = to_number(parts.part[0], 8, 8);
    if (whole > 0 && parts.count == 1)
        return take(out, assay_date_make(whole / 10000, whole / 100 % 100, whole % 100));
    int year = to_number(parts.part[0], 4, 4);
    if (year > 0)
        return parse_year_first(out, &parts, year);
    int month = to_month(parts.part[0]);
    if (month > 0)
        return parse_month_first(out, &parts, month);
    return parse_day_first(out, &parts);
}
