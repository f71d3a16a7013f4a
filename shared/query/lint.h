/* What a careful reader would remark on a query. Warnings only: nothing here changes what is
 * searched.
 *
 *   W-LOWER-OP       and, or, not in small letters are words, not operators
 *   W-TYPO-QUOTES    typographic quotation marks were read as "
 *   W-BYTES          the query is not UTF-8
 *   W-QUOTE          a quotation mark is never closed
 *   W-PAREN          a parenthesis is never closed, or (lenient) never opened
 *   W-PRECEDENCE     AND and OR side by side without parentheses
 *   W-WHOLE-QUOTED   the whole query is one phrase
 *   W-SHORT-WILDCARD fewer than three letters before or after a wildcard
 *   W-RANGE          a range that ends before it begins
 *   W-TAG-WORDS      a PubMed tag was applied to several words
 *   W-FIELD-SPACE    a field name, a colon and a space: read as a word
 *   W-QUALIFIER      a MeSH heading with a qualifier: the heading alone is searched
 *   W-ALL            ALL is a word; * stands for every record
 *   W-NO-WORD        quotation marks with no word between them: left out
 *   W-SYNTAX         (lenient) a value the field does not take, an operator without its operand: read as words
 *   W-UNKNOWN-FIELD  (lenient) no such field: read as words
 *   W-FIELD-REFERENCE (lenient) a field stands at #n or @name, which it does not restrict
 *   W-PASTED-COUNT   (strategies) a count in parentheses ends the line and is not searched
 *   W-COVERAGE, W-TILT, W-EXPANSION   an operator of ClinicalTrials.gov that is read more simply */
#ifndef ASSAY_QUERY_LINT_H
#define ASSAY_QUERY_LINT_H
#include "query/parse.h"

/* Adds W-BYTES if it is due, whatever the text was read as; a query without a word has no tree, but bytes. */
ASSAY_MUST_USE assay_status assay_lint_bytes(assay_query *query, assay_arena *arena,
                                             assay_span text, assay_error *err);
/* Adds to query's warnings what is seen from the text and the finished tree. */
ASSAY_MUST_USE assay_status assay_lint_query(assay_query *query, assay_arena *arena,
                                             assay_span text, const assay_parse_options *options,
                                             assay_error *err);
#endif
