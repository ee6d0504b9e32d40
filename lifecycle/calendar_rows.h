#pragma once
/* The rows of the ledger's support table, and which of them are about a product and version. Constant once read: any
 * thread. Internal to lifecycle/. */

#include "lifecycle/calendar_identity.h"
#include "lifecycle/calendar_row_index.h"

struct calendar_row {
    struct calendar_release release;        /* what the row says, and nothing else */
    int kind;                               /* enum support_kind or WORD_BLANK */
    bool says_extension;                    /* free, or paid for; the release's is taken for granted otherwise */
    struct str maker;                       /* canonical; empty: nobody says */
    struct str words;                       /* of the product, folded, without the maker */
    struct str editions;                    /* among the words; empty: none */
    struct str title_version;               /* what the product's name says besides; empty: nothing */
    struct str version;                     /* of the version's own column; empty: all versions */
    unsigned exactness;                     /* of the version; 0: all versions */
    uint32_t links[RELEASE_CANDIDATES_MAX]; /* the imported releases that the row is about */
    unsigned link_count;                    /* 0: none, or nobody can tell */
};

struct calendar_rows {
    struct arena *arena;
    struct calendar_row_index index;
    struct calendar_row *items; /* as the table has them */
    uint32_t count;
};

/* TABLE may be NULL: there are none. IDENTIFIER is used while reading only. */
MUST_CHECK enum err_code calendar_rows_read(const struct table *table, const struct calendar_feed *feed,
                                            struct calendar_identifier *identifier, struct calendar_rows *ret_rows,
                                            struct err *err);
void calendar_rows_done(struct calendar_rows *rows);

/* What is asked for. */
struct calendar_row_query {
    const struct calendar_identity *identity;
    const struct calendar_query *query;
};

enum calendar_row_fit {
    ROW_DIFFERS,
    ROW_MAY_FIT, /* it is about a version, and the one in use is not said as exactly */
    ROW_FITS,
};
/* Rows that were found, each once. */
struct calendar_row_set {
    uint32_t *found, count;
    uint32_t *stamps, stamp; /* by row: the last search that found it */
    uint32_t *fitting;       /* room for those of them that fit */
};
MUST_CHECK enum err_code calendar_row_set_init(const struct calendar_rows *rows, struct arena *arena,
                                               struct calendar_row_set *ret_set, struct err *err);
/* Empties the set, and fills it with the rows about the product, of a kind that fits: at least with those that
 * calendar_row_fit does not say to differ. RELEASE is the imported one that the version is of; FEED_NONE: none, or
 * nobody can tell. */
MUST_CHECK enum err_code calendar_rows_find(const struct calendar_rows *rows, const struct calendar_row_query *query,
                                            uint32_t release, struct calendar_row_set *set, struct err *err);
enum calendar_row_fit calendar_row_fit(const struct calendar_rows *rows, uint32_t number,
                                       const struct calendar_row_query *query, const struct calendar_feed *feed,
                                       uint32_t release);
