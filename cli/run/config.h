#pragma once
/* genkyo.yaml: what the nightly run does, of what, and whom it tells (docs/formats/genkyo-yaml.md). Paths are relative
 * to the file; here they start where the program was started, and end with a NUL. One thread at a time. */

#include "base/calendar.h"
#include "base/yaml_read.h"
#include "findings/policy.h"
#include "notify/mail.h"
#include "notify/webhook.h"

/* Of paths, an empty one means that none was given. */
struct run_scan {
    struct str targets, snapshot; /* one of these, or from_ledger */
    bool from_ledger;
    struct str credentials, known_hosts, ssh_config;
    struct yaml_texts exclude;
    int64_t sessions, timeout_s, connect_timeout_s, rate, subnet_rate; /* 0: as usual */
    bool keep_raw;
};

struct run_audit {
    int software;       /* enum software_scope */
    struct str horizon; /* NUL-terminated */
    bool corrections;
    int fail_on; /* enum fail_on */
};

/* What stays after a complete run; 0: no limit. */
struct run_limit {
    int64_t count, days;
};

/* An operator's own words (notify/template.h), checked. */
struct run_template {
    const char *path; /* NULL: none */
    struct str text;
};

struct run_notify {
    bool only_changes; /* nothing is sent when there is no news */
    bool has_mail;
    struct run_template subject, text; /* of the mail */
    struct mail_settings mail;
    struct webhook_settings *webhooks;
    size_t webhook_count;
};

/* What must hold at the end of the year. */
struct run_year_end {
    int64_t coverage_min, snapshot_max_age_days;
    bool dispositions; /* every violation has one */
};

struct run_config {
    const char *path; /* of the file */
    struct str title;
    int language; /* enum language; -1: that of the locale */
    struct str ledger, state, prometheus;
    struct run_scan scan;
    struct run_audit audit;
    struct policy policy;
    struct run_limit keep_snapshots, keep_runs;
    struct run_notify notify;
    struct run_year_end year_end;
    const struct yaml_node *root; /* for places of what is wrong */
};

struct run_config_file; /* owns what a configuration borrows; secrets are wiped when it is freed */
/* Refuses unknown keys, wrong types and values, missing keys and pairs that exclude each other with line and column.
 * Secrets are read; a file that holds some itself must be private. Whether other files are there is not looked at. */
MUST_CHECK enum err_code run_config_read(const char *path, struct run_config_file **ret_file, struct err *err);
void run_config_free(struct run_config_file *file);
DEFINE_CLEANUP(run_config_file, run_config_free)
const struct run_config *run_config_view(const struct run_config_file *file);
