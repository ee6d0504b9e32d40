#pragma once
/* Machines that answered a scan and could not be read: no login, no known host key. Where neither an asset nor a device
 * of the snapshot has the address or the name, such a machine is on no paper, as far as anybody can tell. That is
 * undetermined: it may be a documented one that answers elsewhere than the ledger says.
 *
 * That it answered is one more witness for a machine that neighbours saw as well (reconciler/strangers.h): then there
 * is one finding, theirs. One thread at a time once built. Internal to reconciler/. */

#include "findings/finding.h"
#include "inventory/words.h"
#include "reconciler/run.h"

enum { UNREAD_EVIDENCE_MAX = 8 };

struct unread;
/* *RET_UNREAD is NULL when there are none, and then nothing here costs anything. */
MUST_CHECK enum err_code unread_build(const struct reconcile_input *input, struct pool *pool,
                                      struct unread **ret_unread, struct err *err);
void unread_free(struct unread *unread);

/* What the scan says of one machine: start with zeros. */
struct unread_answers {
    uint32_t rows[UNREAD_EVIDENCE_MAX]; /* of probes: the first of them */
    unsigned count;
    bool has_more;
    enum probe_outcome outcome; /* the most telling one */
};
/* Takes in what answered at an address, or by a name, in the form of the keys (inventory/identity.h). It is told by the
 * caller. UNREAD may be NULL. */
void unread_take(struct unread *unread, struct str place, struct unread_answers *answers);
/* Why it could not be read: a cause of DIF-UNVERIFIED. Of what was taken in. */
struct str unread_cause(const struct unread_answers *answers);
/* "probes.csv:3 probes.csv:9", after a blank where there is something before it. */
void unread_append_evidence(const struct unread *unread, const struct unread_answers *answers, struct buffer *out);
/* Who is there is known by other means. UNREAD may be NULL. */
void unread_explain(struct unread *unread, struct str place);

/* A finding for each machine that nobody has taken or explained. */
MUST_CHECK enum err_code unread_report(const struct unread *unread, struct finding_sink *findings, struct err *err);
