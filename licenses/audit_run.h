#pragma once
/* What the parts of the audit share during one run. Internal to licenses/. */

#include "licenses/assignments.h"
#include "licenses/audit.h"
#include "licenses/license_rules.h"
#include "licenses/rights.h"
#include "licenses/uses.h"

struct access_list;    /* licenses/access_list.h */
struct assignment_use; /* licenses/assignment_use.h */
struct bindings;       /* licenses/bindings.h */
struct clients;        /* licenses/clients.h */
struct clusters;       /* licenses/clusters.h */
struct session_log;    /* licenses/sessions.h */
struct stray_rights;   /* licenses/stray_rights.h */
struct ties;           /* licenses/ties.h */
struct usage;          /* licenses/usage.h */

/* Constant while product groups are looked at, but for the sinks, to which each worker adds in a lane of its own. */
struct audit {
    const struct audit_input *input;
    struct license_rules rules;
    struct term_words *words;
    struct people *people;
    struct entitlements *entitlements;
    struct assignments *assignments;
    struct catalog *catalog;
    struct rights *rights;
    struct estate_input estate_input;
    struct estate *estate;
    struct clusters *clusters;
    struct clients *clients;
    struct uses_input uses_input;
    struct uses *uses;
    struct ties *ties;
    struct bindings *bindings;
    struct assignment_use *assignment_use;
    bool *exceeds_proof;  /* by entitlement: more of it is needed than is certified; filled group by group */
    int64_t *recoverable; /* by entitlement: units that are assigned and not used */
    struct stray_rights *strays;
    struct access_list *access;
    struct session_log *sessions;
    struct usage *usage;
    struct eligibility_rules eligibility;
    struct finding_sink *findings;
    struct license_records *records;
};

/* Reads all that the audit rests on; AUDIT has its input, and the sinks. audit_done frees it, also if that fails. */
MUST_CHECK enum err_code audit_init(struct audit *audit, struct pool *pool, struct err *err);
void audit_done(struct audit *audit);

/* One thread's. */
struct audit_worker {
    const struct audit *audit;
    unsigned lane;
    struct row_reader *listed, *installed; /* software of the ledger and of the snapshot; NULL without it */
    struct regex_matcher *matcher;
    struct arena *arena;   /* reset for every product group */
    struct arena *scratch; /* reset for every site */
};
