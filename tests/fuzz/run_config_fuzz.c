/* Configurations of the nightly run: genkyo.yaml of a directory (memory_directory.h), which has the files that it
 * names, such as templates. What must hold for any bytes: a refusal names a file, and its place in the data; what is
 * taken is within its bounds; and the same file is taken, or refused for the same reason, again. */

#include "base/text.h"
#include "cli/run/config.h"
#include "notify/template.h"
#include "tests/fuzz/memory_directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const struct err *err) {
    CHECK(err->file[0]);
    switch (err->code) {
    case ERR_SYNTAX:
    case ERR_ENCODING:
    case ERR_VALUE:
    case ERR_UNKNOWN_KEY:
    case ERR_MISSING_KEY:
        CHECK(err->line > 0 && err->column > 0);
        break;
    default:
        break;
    }
}

static void check_template(const struct run_template *template) {
    CHECK(!template->path || template_check(template->text, template->path, NULL) == ERR_OK);
}

static void check_notify(const struct run_notify *notify) {
    check_template(&notify->subject);
    check_template(&notify->text);
    CHECK(!notify->has_mail || mail_settings_check(&notify->mail, NULL) == ERR_OK);
    for (size_t i = 0; i < notify->webhook_count; i++) {
        CHECK(webhook_settings_check(&notify->webhooks[i], NULL) == ERR_OK);
    }
}

static void check_policy(const struct policy *policy) {
    CHECK(policy->utc_offset > -86400 && policy->utc_offset < 86400);
    CHECK(policy->country.n == 2 && policy->coverage_min >= 0 && policy->coverage_min <= 100);
    CHECK(policy->renewal_days >= 0 && policy->idle_days >= 0 && policy->snapshot_max_age_days >= 0);
}

static void check_config(const struct run_config *config) {
    const struct str paths[] = {config->ledger, config->state, config->scan.targets, config->scan.credentials};

    CHECK(config->ledger.n && config->state.n && config->root);
    CHECK((config->scan.targets.n > 0) + (config->scan.snapshot.n > 0) + config->scan.from_ledger <= 1);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        CHECK(paths[i].n == 0 || (paths[i].p[paths[i].n] == '\0' && strlen(paths[i].p) == paths[i].n));
    }
    CHECK(text_first_invalid(config->title) == SIZE_MAX);
    CHECK(config->scan.sessions >= 0 && config->scan.rate >= 0 && config->scan.timeout_s >= 0);
    CHECK(config->year_end.coverage_min >= 0 && config->year_end.coverage_min <= 100);
    CHECK(config->keep_runs.count >= 0 && config->keep_snapshots.days >= 0);
    check_policy(&config->policy);
    check_notify(&config->notify);
}

static enum err_code read_once(const char *path, struct err *err) {
    CLEANUP(run_config_free_cleanup) struct run_config_file *file = NULL;
    enum err_code code = run_config_read(path, &file, err);

    CHECK(code == err->code && !code == !!file);
    if (file) {
        check_config(run_config_view(file));
    } else {
        check_refusal(err);
    }
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    struct err err = {0}, again = {0};
    char path[PATH_MAX];

    memory_directory_path(&directory, "genkyo.yaml", path, sizeof path);
    CHECK(read_once(path, &err) == read_once(path, &again));
    CHECK(err.line == again.line && err.column == again.column && strcmp(err.arg[0], again.arg[0]) == 0);
    return 0;
}
