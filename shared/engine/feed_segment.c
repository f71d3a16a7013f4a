#include "engine/feed.h"

static assay_status add_spaces(assay_segment_feed *feed, const assay_terms *terms,
                               assay_error *err) {
    const assay_map *stems = assay_analyzer_terms(terms->analyzer);
    ASSAY_TRY(assay_inverter_space(&feed->ranked, feed->inverter, stems, ASSAY_SPAN(""), err));
    ASSAY_TRY(assay_inverter_space(&feed->forms, feed->inverter,
                                   assay_analyzer_forms(terms->analyzer), ASSAY_SPAN("W"), err));
    ASSAY_TRY(assay_inverter_space(&feed->keywords, feed->inverter, &terms->keywords,
                                   ASSAY_SPAN(""), err));
    for (size_t i = 0; i < terms->prefix_count; i++)
        ASSAY_TRY(assay_inverter_space(&feed->words[i], feed->inverter, stems,
                                       assay_span_of(terms->prefixes[i]), err));
    return ASSAY_OK;
}

static assay_status add_columns(assay_segment_feed *feed, assay_error *err) {
    const assay_terms_column *columns = assay_terms_columns();
    for (size_t i = 0; i < ASSAY_TERMS_COLUMNS; i++)
        ASSAY_TRY(assay_inverter_column(&feed->columns[i], feed->inverter,
                                        assay_span_of(columns[i].name), ASSAY_COLUMN_I64, err));
    for (size_t i = 0; i < ASSAY_TERMS_FACETS; i++)
        ASSAY_TRY(assay_inverter_column(&feed->facets[i], feed->inverter,
                                        assay_span_of(assay_terms_facet_name(i)),
                                        ASSAY_COLUMN_KEYWORDS, err));
    ASSAY_TRY(assay_inverter_column(&feed->places, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_FIELDS),
                                    ASSAY_COLUMN_BYTES, err));
    ASSAY_TRY(assay_inverter_column(&feed->points, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_POINTS),
                                    ASSAY_COLUMN_BYTES, err));
    return assay_inverter_column(&feed->identity, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_IDENTITY),
                                 ASSAY_COLUMN_BYTES, err);
}

assay_status assay_segment_feed_init(assay_segment_feed *feed, const assay_terms *terms,
                                     const uint32_t *length_upper, assay_error *err) {
    const assay_inverter_options options = {.length_upper = length_upper};
    assay_segment_feed made = {0};
    ASSAY_TRY(assay_inverter_new(&made.inverter, &options, err));
    assay_status status = add_spaces(&made, terms, err);
    if (status == ASSAY_OK)
        status = add_columns(&made, err);
    if (status != ASSAY_OK)
        assay_segment_feed_done(&made);
    else
        *feed = made;
    return status;
}

void assay_segment_feed_done(assay_segment_feed *feed) {
    assay_inverter_free(feed->inverter);
    feed->inverter = NULL;
}

static assay_status add_values(assay_segment_feed *feed, const assay_terms *terms,
                               assay_span identity, assay_error *err) {
    assay_inverter *inverter = feed->inverter;
    for (size_t i = 0; i < ASSAY_TERMS_COLUMNS; i++)
        if (terms->has_column[i])
            ASSAY_TRY(assay_inverter_i64(inverter, feed->columns[i], terms->columns[i], err));
    for (size_t i = 0; i < terms->facet_count; i++)
        ASSAY_TRY(assay_inverter_keyword(inverter, feed->facets[terms->facets[i].facet],
                                         terms->facets[i].value, err));
    ASSAY_TRY(assay_inverter_bytes(inverter, feed->places, assay_buffer_span(&terms->places), err));
    if (terms->points.size != 0)
        ASSAY_TRY(
            assay_inverter_bytes(inverter, feed->points, assay_buffer_span(&terms->points), err));
    return assay_inverter_bytes(inverter, feed->identity, identity, err);
}

assay_status assay_segment_feed_add(assay_segment_feed *feed, const assay_terms *terms,
                                    assay_docid docid, assay_span identity, assay_error *err) {
    assay_inverter *inverter = feed->inverter;
    ASSAY_TRY(assay_inverter_begin(inverter, docid, err));
    ASSAY_TRY(
        assay_inverter_add(inverter, feed->ranked, terms->ranked.items, terms->ranked.count, err));
    for (size_t i = 0; i < terms->prefix_count; i++)
        if (terms->words[i].count != 0)
            ASSAY_TRY(assay_inverter_add(inverter, feed->words[i], terms->words[i].items,
                                         terms->words[i].count, err));
    ASSAY_TRY(
        assay_inverter_filter(inverter, feed->forms, terms->forms.items, terms->forms.count, err));
    ASSAY_TRY(assay_inverter_filter(inverter, feed->keywords, terms->filters.items,
                                    terms->filters.count, err));
    return add_values(feed, terms, identity, err);
}
