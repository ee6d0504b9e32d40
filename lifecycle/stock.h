#pragma once
/* What is in use and can lose its support: models, firmware, operating systems and software, each distinct one once
 * with all its uses. What was observed counts for machines that were read, what is documented for the others; of models
 * it is what either says.
 *
 * Machines are numbered: assets by their rows, then devices that no asset claims. A machine that is not in use on paper
 * and was not observed is none. Constant once read: any thread. */

#include "findings/finding.h"
#include "lifecycle/lifecycle_run.h"

#define STOCK_NONE UINT32_MAX

enum plan_source { /* of a planned end, the first that says one */
                   PLAN_NONE,
                   PLAN_SOFTWARE, /* software.planned_end */
                   PLAN_DEVICE,   /* devices.planned_end */
                   PLAN_RENEWAL,  /* devices.renewal_planned_on */
                   PLAN_LEASE,    /* devices.lease_end; support.planned_end goes before it */
};
struct stock_plan {
    struct date day; /* DATE_NONE: nobody says */
    enum plan_source source;
};
/* How long the machine is to be used, by the first column of its asset's row that says it. ASSET may be NULL. */
struct stock_plan stock_plan_read(struct row_reader *asset);

/* A distinct thing. Texts live as long as the stock. */
struct stock_item {
    enum support_subject subject;
    struct str title, vendor, version, edition; /* as observed or documented */
    struct str name;                            /* for people: "PostgreSQL 14.9" */
    struct str product;                         /* without the version: "PostgreSQL"; a finding's field */
    struct calendar_answer answer;              /* lives as long as the stock */
    uint32_t first_use, use_count;              /* stock_use, in order of machines by their ids, then rows */
};

/* One of many millions: small. */
struct stock_use {
    uint32_t item, machine;
    uint32_t row;            /* of the table that says so */
    struct date planned_end; /* as the row or the machine says; DATE_NONE */
    enum plan_source plan : 8;
    enum table_id table : 8; /* TABLE_DEVICES, or TABLE_SOFTWARE */
    bool is_listed : 1;      /* that table is the ledger's */
    bool is_certain : 1;     /* observed; of a model documented will do */
};

struct stock_machine {
    uint32_t asset, device; /* rows, or PAIRING_NONE; both of a number that is no machine's, or of one not in use */
    bool is_examined;       /* its software was read completely */
    uint32_t host;          /* the machine it runs on; STOCK_NONE: none, or nobody knows */
};

struct stock;
MUST_CHECK enum err_code stock_read(const struct lifecycle_run *run, struct stock **ret_stock, struct err *err);
void stock_free(struct stock *stock);
DEFINE_CLEANUP(stock, stock_free)
/* Models first, then firmware, operating systems, software; within these by what they say. */
uint32_t stock_item_count(const struct stock *stock);
const struct stock_item *stock_item(const struct stock *stock, uint32_t number);
const struct stock_use *stock_use(const struct stock *stock, uint32_t number);
/* Numbers are below this one. Not each is a machine's. */
uint32_t stock_machine_numbers(const struct stock *stock);
const struct stock_machine *stock_machine(const struct stock *stock, uint32_t machine);
/* The machine's place in the order in which uses of an item stand; of one that has no use, STOCK_NONE. */
uint32_t stock_machine_rank(const struct stock *stock, uint32_t machine);

/* One thread's readers, with which findings are filled in. */
struct stock_reader;
MUST_CHECK enum err_code stock_reader_new(const struct stock *stock, struct stock_reader **ret_reader, struct err *err);
void stock_reader_free(struct stock_reader *reader);
DEFINE_CLEANUP(stock_reader, stock_reader_free)
/* The reader on the machine's row of the ledger; NULL where it has none. */
struct row_reader *stock_reader_asset(struct stock_reader *reader, uint32_t machine);
/* Subject (its asset, else its device), ids, name, system, department and location of the machine. Texts live until the
 * next call of stock_reader_reset. */
void stock_reader_set_machine(struct stock_reader *reader, struct finding *finding, uint32_t machine);
void stock_reader_reset(struct stock_reader *reader);
MUST_CHECK enum err_code stock_reader_error(const struct stock_reader *reader, struct err *err);
