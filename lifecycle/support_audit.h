#pragma once
/* What the parts of the audit of support share. Items are judged first, each once; items of one release make a group,
 * about which what concerns a product as a whole is said once. Then all uses are gone through for what concerns the
 * machine. Internal to lifecycle/support*.c. */

#include "lifecycle/hardware_end.h"
#include "lifecycle/stock.h"
#include "lifecycle/support_item.h"
#include "lifecycle/support_verdict.h"

#include <stdatomic.h>

/* How far an extension that was bought reaches. */
enum support_cover {
    SUPPORT_COVERS_ALL,  /* that depend on it; also where none was bought */
    SUPPORT_COVERS_PART, /* of which machines nobody knows */
    SUPPORT_COVERS_SOME, /* nobody says for how many it was bought */
};

/* Items of one release; of what is not known, of one product or one version. */
struct support_group {
    uint32_t first, count; /* in support_audit.order */
    struct str subject;    /* as findings call it */
    enum support_cover cover;
    bool has_unknown; /* found by support_products.c: a use of which nobody can say until when it is supported */
    int64_t relying_certain, relying_all; /* uses that depend on the extension bought; possible ones in the second */
};

/* What of a machine has lost its support and lies beneath something else: an item, and when it ended. In one number,
 * the least of which counts, so that several threads can find it: possible rather than certain, item, day. */
#define SUPPORT_BASE_NONE UINT64_MAX
static inline uint64_t support_base_of(uint32_t item, bool is_certain, struct date end) {
    return (uint64_t)!is_certain << 63 | (uint64_t)(item & INT32_MAX) << 32 | (uint32_t)end.days;
}
static inline uint32_t support_base_item(uint64_t base) {
    return (uint32_t)(base >> 32) & INT32_MAX;
}
static inline bool support_base_is_certain(uint64_t base) {
    return base >> 63 == 0;
}
static inline struct date support_base_end(uint64_t base) { /* DATE_NONE: not on record */
    return (struct date){(int32_t)(uint32_t)base};
}

struct support_machine {
    struct hardware_dates dates;    /* what the ledger says of it */
    uint32_t quantity;              /* how many machines its row stands for; 0: a device that no asset claims */
    _Atomic uint64_t os, hardware;  /* SUPPORT_BASE_NONE: nothing */
    _Atomic uint32_t models;        /* how many are on record or were observed */
    _Atomic uint32_t products;      /* supported ones on it: software and the operating system */
    _Atomic uint32_t certain;       /* of these the ones that are certainly there */
    _Atomic uint32_t first_product; /* the first of them by number; STOCK_NONE */
};

/* One thread's part. */
struct support_worker {
    struct stock_reader *reader;
    struct arena *arena; /* for one finding or group */
    struct buffer ledger, snapshot;
};

struct support_audit {
    const struct lifecycle_run *run;
    struct stock *stock;
    uint32_t item_count, use_count, group_count;
    struct support_item *items;
    uint32_t *order;    /* items, group by group */
    uint32_t *group_of; /* by item */
    struct support_group *groups;
    struct support_machine *machines;
    bool has_data;                  /* a support table, or imported data */
    struct support_worker *workers; /* one a thread */
    unsigned worker_count;
};

/* All that one machine has of one item. */
struct support_use {
    uint32_t item, machine;
    uint32_t first; /* the stock's number of the first use */
    bool is_certain;
    uint32_t quantity; /* for how many machines it stands; 0: for a device that no asset claims */
    struct date plan;  /* the latest; DATE_NONE: nobody says */
};

/* The uses from *AT to END - 1 of the stock, machine by machine; false at the end. What began before *AT is left out.
 */
bool support_next_use(const struct support_audit *audit, uint32_t *at, uint32_t end, struct support_use *ret_use);
struct support_verdict support_verdict_of(const struct support_audit *audit, const struct support_use *use);
/* The release of the item's group, or NULL. */
const struct calendar_release *support_release_of(const struct support_audit *audit, uint32_t item);

/* Is there a word to say of the end of its sale? */
bool support_sale_is_told(const struct support_audit *audit, uint32_t item);

/* Fills groups, order and group_of; the items are judged. */
MUST_CHECK enum err_code support_groups_make(struct support_audit *audit, struct err *err);
/* How far bought extensions reach. */
MUST_CHECK enum err_code support_groups_cover(struct support_audit *audit, struct err *err);

/* Parts of the audit, one a file; each goes through all uses, machines or groups in parallel. */
MUST_CHECK enum err_code support_audit_uses(struct support_audit *audit, struct err *err);     /* support_uses.c */
MUST_CHECK enum err_code support_audit_nameless(struct support_audit *audit, struct err *err); /* support_nameless.c */
MUST_CHECK enum err_code support_audit_platforms(struct support_audit *audit,
                                                 struct err *err);                             /* support_platforms.c */
MUST_CHECK enum err_code support_audit_products(struct support_audit *audit, struct err *err); /* support_products.c */
MUST_CHECK enum err_code support_audit_updates(struct support_audit *audit, struct err *err);  /* support_updates.c */
MUST_CHECK enum err_code support_audit_data(struct support_audit *audit, struct err *err);     /* support_data.c */
MUST_CHECK enum err_code support_audit_records(struct support_audit *audit, struct err *err);  /* support_records.c */
