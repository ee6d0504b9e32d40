#pragma once
/* Until when what is supported: the ledger's table `support`, and what was imported (docs/formats/support.md). Products
 * are found by identifiers first, then by name; versions by products/release_match.h. What the ledger says goes before
 * what was imported, date by date.
 *
 * Each distinct product and version is looked up once by its user. Constant once read: any thread. */

#include "base/arena.h"
#include "findings/lifecycle_records.h"
#include "inventory/inventory.h"
#include "products/release_match.h"

struct calendar_input {
    const struct inventory *ledger;
    const struct inventory *state;   /* imported support data; NULL: none */
    const struct title_rules *rules; /* what titles are which products; NULL: nothing is known */
    struct date as_of;
};

enum calendar_extension {
    CALENDAR_EXTENSION_NONE, /* none is known of */
    CALENDAR_EXTENSION_FREE,
    CALENDAR_EXTENSION_PAID, /* also where nobody says: it counts when it was bought */
};

enum calendar_bought { CALENDAR_BOUGHT_BLANK, CALENDAR_BOUGHT_YES, CALENDAR_BOUGHT_NO };

/* A release with its dates. Texts live as long as the calendar. */
struct calendar_release {
    struct str product; /* as the calendar calls it: "windows", or the ledger's text */
    struct str label;   /* for people: "Microsoft Windows 10 22H2 (E)" */
    struct str name;    /* "10-22h2"; empty for a row of the ledger without a version, which is for all of them */
    struct date released_on;
    struct milestone sale_end, active_end, support_end, extended_end;
    enum calendar_extension extension;
    struct str support_label, extended_label; /* what the maker calls the stages; empty: nothing of their own */
    struct str latest;                        /* version */
    struct str successor;
    struct str source;
    struct date known_on; /* checked_on of the ledger, the day the imported data were made; DATE_NONE: nobody says */
    bool is_of_ledger;    /* at least one of the dates is the ledger's */
    struct str evidence;  /* "support.csv:2"; of imported data "calendar.csv:17" */
    /* From the ledger alone. */
    struct date checked_on; /* the row, whichever of its dates count; DATE_NONE: nobody says */
    enum calendar_bought bought;
    bool has_quantity;
    int64_t quantity; /* of the extension bought */
    struct date planned_end;
    int decision; /* enum support_decision or WORD_BLANK */
    struct str decided_by;
    struct date decided_on;
    bool has_risk_security, has_risk_withdrawal, has_risk_failure;
    uint32_t row; /* of TABLE_SUPPORT; UINT32_MAX: the ledger says nothing of it */
};

enum calendar_answer_kind {
    CALENDAR_FOUND,
    CALENDAR_SEVERAL, /* releases[0 … count-1] */
    CALENDAR_OLDER,   /* than any release of the product */
    CALENDAR_NEWER,
    CALENDAR_BETWEEN,
    CALENDAR_NO_VERSION, /* the product is known, and its releases differ */
    CALENDAR_UNREADABLE,
    CALENDAR_NO_PRODUCT, /* nobody knows it */
};

struct calendar_query {
    enum support_subject subject;
    struct str title; /* as observed or documented; of hardware the model */
    struct str vendor;
    struct str version; /* of hardware: empty */
    struct str edition;
    struct str purl, cpe; /* of the row itself */
};

struct calendar_answer {
    enum calendar_answer_kind kind;
    struct str product; /* empty: NO_PRODUCT */
    const struct calendar_release *releases[RELEASE_CANDIDATES_MAX];
    unsigned count;
    bool is_behind; /* a later version of the same release is out */
};

struct calendar;
/* INPUT is borrowed. What cells cannot be read as was said when the tables were read. */
MUST_CHECK enum err_code calendar_read(const struct calendar_input *input, struct calendar **ret_calendar,
                                       struct err *err);
void calendar_free(struct calendar *calendar);
DEFINE_CLEANUP(calendar, calendar_free)
/* One thread's way of asking: it keeps what it works with. What it answers lives as long as the finder. */
struct calendar_finder;
MUST_CHECK enum err_code calendar_finder_new(const struct calendar *calendar, struct calendar_finder **ret_finder,
                                             struct err *err);
void calendar_finder_free(struct calendar_finder *finder);
DEFINE_CLEANUP(calendar_finder, calendar_finder_free)
MUST_CHECK enum err_code calendar_find(struct calendar_finder *finder, const struct calendar_query *query,
                                       struct calendar_answer *ret_answer, struct err *err);
/* Rows of the ledger's support table, each as a release, whether or not anything is in use that it is about. */
uint32_t calendar_ledger_count(const struct calendar *calendar);
const struct calendar_release *calendar_ledger_get(const struct calendar *calendar, uint32_t number);
/* The day the imported data were made; DATE_NONE without any. */
struct date calendar_imported_on(const struct calendar *calendar);
