#include "cli/run/config_reading.h"

#include "base/file.h"
#include "cli/comparison.h"
#include "cli/fail_on.h"
#include "cli/horizon.h"
#include "scanner/credential/credential.h"

#include <fcntl.h>
#include <stdlib.h>

enum { CONFIG_BYTES_MAX = 1 << 20, COUNT_MAX = 100000, DAYS_MAX = 36500 };

struct run_config_file {
    struct run_config config;
    struct arena *arena;
    struct vault *vault;
    struct yaml_document *document;
};

/* What the tables of fields fill; sections are read by tables of their own. */
struct sections {
    const struct yaml_node *scan, *audit, *policy, *keep, *notify, *profiles;
};
struct root {
    struct run_config config;
    struct sections sections;
};
struct keep {
    const struct yaml_node *snapshots, *runs;
};
struct profiles {
    const struct yaml_node *year_end;
};

/* In the order of enum language. */
static const char *const language_words[] = {"en", "ja", NULL};

#define TEXT(TYPE, MEMBER)                                                                                             \
    { .key = #MEMBER, .type = YAML_TEXT, .offset = offsetof(TYPE, MEMBER) }
#define SECTION(NAME)                                                                                                  \
    { .key = #NAME, .type = YAML_NODE, .offset = offsetof(struct root, sections.NAME) }
#define NUMBER(TYPE, KEY, MEMBER, LEAST, MOST)                                                                         \
    { .key = (KEY), .type = YAML_INTEGER, .offset = offsetof(TYPE, MEMBER), .minimum = (LEAST), .maximum = (MOST) }

static const struct yaml_field root_fields[] = {
    {.key = "title", .type = YAML_TEXT, .offset = offsetof(struct root, config.title)},
    {.key = "language",
     .type = YAML_CHOICE,
     .offset = offsetof(struct root, config.language),
     .choices = language_words},
    {.key = "ledger", .type = YAML_TEXT, .offset = offsetof(struct root, config.ledger), .required = true},
    {.key = "state", .type = YAML_TEXT, .offset = offsetof(struct root, config.state), .required = true},
    {.key = "scan", .type = YAML_NODE, .offset = offsetof(struct root, sections.scan), .required = true},
    SECTION(audit),
    SECTION(policy),
    SECTION(keep),
    SECTION(notify),
    {.key = "prometheus", .type = YAML_TEXT, .offset = offsetof(struct root, config.prometheus)},
    SECTION(profiles),
};

static const struct yaml_field scan_fields[] = {
    TEXT(struct run_scan, targets),
    TEXT(struct run_scan, snapshot),
    {.key = "from_ledger", .type = YAML_BOOL, .offset = offsetof(struct run_scan, from_ledger)},
    TEXT(struct run_scan, credentials),
    TEXT(struct run_scan, known_hosts),
    TEXT(struct run_scan, ssh_config),
    {.key = "exclude", .type = YAML_TEXT_LIST, .offset = offsetof(struct run_scan, exclude)},
    NUMBER(struct run_scan, "sessions", sessions, 1, 10000),
    NUMBER(struct run_scan, "timeout", timeout_s, 1, 86400),
    NUMBER(struct run_scan, "connect_timeout", connect_timeout_s, 1, 3600),
    NUMBER(struct run_scan, "rate", rate, 1, 100000),
    NUMBER(struct run_scan, "subnet_rate", subnet_rate, 1, 100000),
    {.key = "keep_raw", .type = YAML_BOOL, .offset = offsetof(struct run_scan, keep_raw)},
};

static const struct yaml_field audit_fields[] = {
    {.key = "software", .type = YAML_CHOICE, .offset = offsetof(struct run_audit, software), .choices = software_words},
    {.key = "corrections", .type = YAML_BOOL, .offset = offsetof(struct run_audit, corrections)},
    TEXT(struct run_audit, horizon),
    {.key = "fail_on", .type = YAML_CHOICE, .offset = offsetof(struct run_audit, fail_on), .choices = fail_on_words},
};

static const struct yaml_field keep_fields[] = {
    {.key = "snapshots", .type = YAML_NODE, .offset = offsetof(struct keep, snapshots)},
    {.key = "runs", .type = YAML_NODE, .offset = offsetof(struct keep, runs)},
};

static const struct yaml_field limit_fields[] = {
    NUMBER(struct run_limit, "count", count, 1, COUNT_MAX),
    NUMBER(struct run_limit, "days", days, 1, DAYS_MAX),
};

static const struct yaml_field profiles_fields[] = {
    {.key = "year-end", .type = YAML_NODE, .offset = offsetof(struct profiles, year_end)},
};

static const struct yaml_field year_end_fields[] = {
    NUMBER(struct run_year_end, "coverage_min", coverage_min, 0, 100),
    NUMBER(struct run_year_end, "snapshot_max_age_days", snapshot_max_age_days, 0, DAYS_MAX),
    {.key = "dispositions", .type = YAML_BOOL, .offset = offsetof(struct run_year_end, dispositions)},
};

enum err_code run_config_refuse(const struct run_config_reading *reading, const struct yaml_node *node, const char *key,
                                const char *allowed) {
    return err_at(reading->err, ERR_VALUE, reading->path, yaml_line(node), yaml_column(node), str_from(key),
                  str_from(allowed));
}

enum err_code run_config_missing(const struct run_config_reading *reading, const struct yaml_node *node,
                                 const char *key, const char *of) {
    return err_at(reading->err, ERR_MISSING_KEY, reading->path, yaml_line(node), yaml_column(node), str_from(key),
                  str_from(of));
}

struct str run_config_resolve(const struct run_config_reading *reading, struct str path) {
    bool is_relative = path.n && path.p[0] != '/';

    return path.n ? arena_printf(reading->arena, "%.*s%.*s", STR_FMT(is_relative ? reading->directory : STR_NONE),
                                 STR_FMT(path))
                  : path;
}

/* A section that is there must be a mapping; one that is not leaves its defaults. */
static enum err_code read_section(const struct run_config_reading *reading, const struct yaml_node *node,
                                  const struct yaml_field *fields, size_t count, void *target) {
    return node ? yaml_read_mapping(node, reading->path, fields, count, target, reading->arena, reading->err) : ERR_OK;
}

/* --- sections ------------------------------------------------------------------------------------------------------
 */

/* Keys that stand beside a snapshot of another tool's would be passed over, and be thought to hold. */
static enum err_code refuse_beside_snapshot(const struct run_config_reading *reading, const struct yaml_node *node) {
    for (size_t i = 0; i < yaml_pair_count(node); i++) {
        struct str key = yaml_text(yaml_key_at(node, i));
        if (!str_eq(key, STR("snapshot"))) {
            return err_at(reading->err, ERR_VALUE, reading->path, yaml_line(yaml_key_at(node, i)),
                          yaml_column(yaml_key_at(node, i)), key, STR("not together with snapshot"));
        }
    }
    return ERR_OK;
}

/* A program without the scanner (meson's option scan) takes what others scanned. */
static enum err_code refuse_scanning(const struct run_config_reading *reading, const struct yaml_node *node,
                                     const struct run_scan *scan) {
    if (HAVE_SCAN) {
        return ERR_OK;
    }
    const char *key = scan->from_ledger ? "from_ledger" : "targets";
    return run_config_refuse(reading, yaml_get(node, key), key,
                             "snapshot alone: this program was built without the scanner");
}

static enum err_code check_scan(const struct run_config_reading *reading, const struct yaml_node *node,
                                const struct run_scan *scan) {
    if (scan->snapshot.n) {
        return refuse_beside_snapshot(reading, node);
    }
    if (scan->targets.n && scan->from_ledger) {
        return run_config_refuse(reading, yaml_get(node, "from_ledger"), "from_ledger", "not together with targets");
    }
    if (!scan->targets.n && !scan->from_ledger) {
        return run_config_missing(reading, node, "targets", "scan");
    }
    enum err_code code = refuse_scanning(reading, node, scan);
    return code != ERR_OK || scan->credentials.n ? code : run_config_missing(reading, node, "credentials", "scan");
}

static struct str resolve_credentials(const struct run_config_reading *reading, struct str path) {
    return credential_file_is_of_systemd(path) ? arena_printf(reading->arena, "%.*s", STR_FMT(path))
                                               : run_config_resolve(reading, path);
}

static enum err_code read_scan(const struct run_config_reading *reading, const struct yaml_node *node,
                               struct run_scan *scan) {
    struct str *const paths[] = {&scan->targets, &scan->snapshot, &scan->known_hosts, &scan->ssh_config};
    enum err_code code = read_section(reading, node, scan_fields, ARRAY_LEN(scan_fields), scan);

    if (code == ERR_OK) {
        code = check_scan(reading, node, scan);
    }
    scan->credentials = resolve_credentials(reading, scan->credentials);
    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(paths); i++) {
        *paths[i] = run_config_resolve(reading, *paths[i]);
    }
    return code;
}

static enum err_code read_audit(const struct run_config_reading *reading, const struct yaml_node *node,
                                struct run_audit *audit) {
    struct horizon horizon;
    enum err_code code = read_section(reading, node, audit_fields, ARRAY_LEN(audit_fields), audit);

    audit->horizon = arena_dup(reading->arena, audit->horizon);
    if (code == ERR_OK && audit->horizon.n && !horizon_read(audit->horizon.p, (struct date){0}, &horizon)) {
        code = run_config_refuse(reading, yaml_get(node, "horizon"), "horizon", "90d, 1fy, 2fy, …");
    }
    return code;
}

static enum err_code read_keep(const struct run_config_reading *reading, const struct yaml_node *node,
                               struct run_config *config) {
    struct keep keep = {0};
    enum err_code code = read_section(reading, node, keep_fields, ARRAY_LEN(keep_fields), &keep);

    if (code == ERR_OK) {
        code = read_section(reading, keep.snapshots, limit_fields, ARRAY_LEN(limit_fields), &config->keep_snapshots);
    }
    return code == ERR_OK ? read_section(reading, keep.runs, limit_fields, ARRAY_LEN(limit_fields), &config->keep_runs)
                          : code;
}

/* What the profile leaves out is as in the policy. */
static enum err_code read_profiles(const struct run_config_reading *reading, const struct yaml_node *node,
                                   struct run_config *config) {
    struct profiles profiles = {0};
    enum err_code code = read_section(reading, node, profiles_fields, ARRAY_LEN(profiles_fields), &profiles);

    config->year_end = (struct run_year_end){
        .coverage_min = config->policy.coverage_min,
        .snapshot_max_age_days = config->policy.snapshot_max_age_days,
        .dispositions = true,
    };
    return code == ERR_OK ? read_section(reading, profiles.year_end, year_end_fields, ARRAY_LEN(year_end_fields),
                                         &config->year_end)
                          : code;
}

static enum err_code read_sections(struct run_config_reading *reading, const struct sections *sections,
                                   struct run_config *config) {
    enum err_code code = read_scan(reading, sections->scan, &config->scan);

    if (code == ERR_OK) {
        code = read_audit(reading, sections->audit, &config->audit);
    }
    if (code == ERR_OK && sections->policy) {
        code = policy_read(sections->policy, reading->path, reading->arena, &config->policy, reading->err);
    }
    if (code == ERR_OK) {
        code = read_keep(reading, sections->keep, config);
    }
    if (code == ERR_OK) {
        code = read_profiles(reading, sections->profiles, config);
    }
    return code == ERR_OK ? run_config_read_notify(reading, sections->notify, &config->notify) : code;
}

/* --- the file ------------------------------------------------------------------------------------------------------
 */

/* Texts of the root must say something: an empty path would be the working directory. */
static enum err_code check_texts(const struct run_config_reading *reading, const struct yaml_node *root,
                                 const struct run_config *config) {
    const struct {
        const char *key;
        struct str value;
    } texts[] = {{"ledger", config->ledger}, {"state", config->state}};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (!texts[i].value.n) {
            return run_config_refuse(reading, yaml_get(root, texts[i].key), texts[i].key, "a directory");
        }
    }
    return ERR_OK;
}

static enum err_code read_root(struct run_config_reading *reading, struct run_config_file *file) {
    struct root root = {.config = {.path = reading->path, .language = -1, .policy = policy_default()}};
    struct run_config *config = &root.config;
    const struct yaml_node *node = yaml_root(file->document);
    enum err_code code = yaml_read_mapping(node, reading->path, root_fields, ARRAY_LEN(root_fields), &root,
                                           reading->arena, reading->err);

    config->root = node;
    if (code == ERR_OK) {
        code = check_texts(reading, node, config);
    }
    if (code == ERR_OK) {
        config->ledger = run_config_resolve(reading, config->ledger);
        config->state = run_config_resolve(reading, config->state);
        config->prometheus = run_config_resolve(reading, config->prometheus);
        code = read_sections(reading, &root.sections, config);
    }
    if (code == ERR_OK && reading->has_inline_secret) {
        code = file_check_private(AT_FDCWD, reading->path, reading->err);
    }
    file->config = *config;
    return code;
}

static enum err_code read_file(struct run_config_file *file, const char *path, struct err *err) {
    struct run_config_reading reading = {
        .path = arena_dup_cstr(file->arena, str_from(path)),
        .directory = file_parent(path),
        .arena = file->arena,
        .vault = file->vault,
        .err = err,
    };
    struct str bytes = STR_NONE;
    enum err_code code =
        reading.path ? file_read_all(AT_FDCWD, path, CONFIG_BYTES_MAX, file->arena, &bytes, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = yaml_parse(bytes, path, &file->document, err);
        vault_wipe(bytes.p, bytes.n);
    }
    if (code == ERR_OK) {
        code = read_root(&reading, file);
    }
    return code == ERR_OK && arena_failed(file->arena) ? err_no_memory(err) : code;
}

enum err_code run_config_read(const char *path, struct run_config_file **ret_file, struct err *err) {
    CLEANUP(run_config_free_cleanup) struct run_config_file *file = calloc(1, sizeof *file);

    if (!file || !(file->arena = arena_new()) || !(file->vault = vault_new())) {
        return err_no_memory(err);
    }
    enum err_code code = read_file(file, path, err);
    if (code == ERR_OK) {
        *ret_file = TAKE_PTR(file);
    }
    return code;
}

void run_config_free(struct run_config_file *file) {
    if (file) {
        vault_free(file->vault);
        yaml_document_free(file->document);
        arena_free(file->arena);
        free(file);
    }
}

const struct run_config *run_config_view(const struct run_config_file *file) {
    return &file->config;
}
