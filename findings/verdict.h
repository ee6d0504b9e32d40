#pragma once
/* A verdict per documented asset and per observed device that no asset claims, and their sink. */

#include "base/error.h"

enum verdict_kind {
    VERDICT_MATCHED,
    VERDICT_DIFFERENT,    /* paired, with at least one violation */
    VERDICT_MISSING,      /* positive evidence that it is gone */
    VERDICT_UNVERIFIED,   /* could not be examined: cause says why */
    VERDICT_NOT_EXPECTED, /* on paper not alive, and not observed */
    VERDICT_UNREGISTERED, /* observed, on no paper */
    VERDICT_AMBIGUOUS,    /* several candidates, none surely */
    VERDICT_KIND_COUNT
};
const char *verdict_name(enum verdict_kind kind); /* "not-expected" */

/* All slices UTF-8; what a sink hands out is borrowed until its next call. */
struct verdict {
    enum verdict_kind kind;
    struct str asset_id, device_id, hostname, system, department, location;
    struct str device_kind; /* the column `kind` */
    struct str status;
    struct str cause; /* a reason word for unverified and missing */
    struct str keys;  /* the keys that agree: "serial uuid mac" */
    char grade;       /* 'A'…'E' of the best agreeing key; 0 when unpaired */
    struct str observed_at;
    bool location_checked, user_checked, software_checked;
    uint32_t software_unlisted; /* observed titles that the ledger does not list for it */
};

struct verdict_sink;
MUST_CHECK enum err_code verdict_sink_new(size_t run_bytes, const char *tmpdir, struct verdict_sink **ret_sink,
                                          struct err *err);
void verdict_sink_free(struct verdict_sink *sink);
DEFINE_CLEANUP(verdict_sink, verdict_sink_free)
/* Copies. */
MUST_CHECK enum err_code verdict_sink_add(struct verdict_sink *sink, const struct verdict *verdict, struct err *err);
/* In order of asset_id, then device_id; assets first. */
MUST_CHECK enum err_code verdict_sink_finish(struct verdict_sink *sink, struct err *err);
MUST_CHECK enum err_code verdict_sink_rewind(struct verdict_sink *sink, struct err *err);
MUST_CHECK enum err_code verdict_sink_next(struct verdict_sink *sink, bool *ret_more, struct verdict *ret_verdict,
                                           struct err *err);
