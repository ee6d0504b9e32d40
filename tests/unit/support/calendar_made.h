#pragma once
/* A calendar of a ledger's tables and of imported support data, for tests: CSV text and JSON go in. Anything that goes
 * wrong ends the test program. */

#include "lifecycle/calendar.h"

struct calendar_text {
    const char *support; /* the ledger's tables, CSV with canonical headings; NULL: none */
    const char *feeds, *products;
    struct str json; /* support data; empty: none */
    bool has_rules;  /* the products of fixtures/rules */
};

struct calendar_made;
/* In the working directory, which must be a scratch directory. */
struct calendar_made *calendar_make(const struct calendar_text *text);
void calendar_made_free(struct calendar_made *made);
const struct calendar *calendar_made_calendar(const struct calendar_made *made);
const struct inventory *calendar_made_state(const struct calendar_made *made);
/* Of its only finder. */
struct calendar_answer calendar_made_find(struct calendar_made *made, const struct calendar_query *query);
/* The whole of a file of the project, "fixtures/support/endoflife.json"; the caller frees it. */
struct str calendar_made_file(const char *name);
/* "2027-03-31", "over", "not announced", or "": in TO. */
const char *calendar_made_day(struct milestone milestone, char to[16]);
