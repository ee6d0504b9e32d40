#pragma once
/* Uses while they are gathered. What a row says of a thing is a combination of cells; each distinct one is kept once a
 * thread, so that a row costs no more than looking its codes up. Internal to the stock. */

#include "base/intern.h"
#include "lifecycle/lifecycle_run.h"

struct budget;

/* Of which columns the texts are. */
enum stock_source {
    SOURCE_MODEL,
    SOURCE_FIRMWARE,        /* of a machine of which no operating system is known by name */
    SOURCE_SYSTEM,          /* an operating system */
    SOURCE_SYSTEM_FIRMWARE, /* whose version is that of the firmware */
    SOURCE_SOFTWARE,
    SOURCE_SYSTEM_LISTED, /* an operating system among the software */
    SOURCE_COUNT
};

enum stock_text { TEXT_TITLE, TEXT_VENDOR, TEXT_VERSION, TEXT_EDITION, TEXT_PURL, TEXT_CPE, TEXT_COUNT };

struct stock_source_def {
    enum support_subject subject;
    unsigned columns[TEXT_COUNT]; /* STOCK_NO_COLUMN */
};
#define STOCK_NO_COLUMN UINT32_MAX
extern const struct stock_source_def stock_sources[SOURCE_COUNT];

/* Equal numbers are equal texts, within one thread. */
struct stock_combination {
    const struct table *table;
    enum stock_source source;
    uint32_t numbers[TEXT_COUNT]; /* codes of cells; where a column is not coded, of the texts of the thread */
};

struct stock_draft {
    uint32_t combination, machine, row;
};

/* Several are looked up at once, so that one comes into the cache while another is at hand. */
enum { STOCK_WAITING_MAX = 32 };

struct stock_waiting {
    struct stock_combination combination;
    uint64_t hash;
    uint32_t machine, row;
};

/* What one thread gathers. */
struct stock_drafts {
    struct budget *budget;
    struct intern *texts; /* of columns that are not coded; 0 is the blank one */
    struct stock_combination *combinations;
    uint32_t *slots; /* numbers of combinations by hash; UINT32_MAX: free */
    uint32_t combination_count, slot_count;
    struct stock_draft *items;
    size_t count, capacity;
    struct stock_waiting waiting[STOCK_WAITING_MAX];
    unsigned waiting_count;
};

/* BUDGET may be NULL. False when memory is out. */
bool stock_drafts_init(struct stock_drafts *drafts, struct budget *budget);
void stock_drafts_done(struct stock_drafts *drafts);
/* The row that READER stands on says that MACHINE has such a thing. False when memory is out. */
bool stock_drafts_add(struct stock_drafts *drafts, const struct table *table, struct row_reader *reader,
                      enum stock_source source, uint32_t row, uint32_t machine);
/* What was added may be gone through then. False when memory is out. */
bool stock_drafts_settle(struct stock_drafts *drafts);
/* The number of another thread's combination in these drafts; UINT32_MAX where it is not known to be there. */
uint32_t stock_drafts_find(const struct stock_drafts *drafts, const struct stock_drafts *others,
                           const struct stock_combination *combination);
struct str stock_drafts_text(const struct stock_drafts *drafts, const struct stock_combination *combination,
                             enum stock_text text);
