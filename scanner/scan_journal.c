#include "scanner/scan_journal.h"

#include "base/hash.h"
#include "base/record.h"

#include <unistd.h>

#define HEAD_VERSION 3

/* What must be the same, each as a text. */
enum part { PART_TARGETS, PART_SCRIPT, PART_CREDENTIALS, PARTS };

static const char *const part_names[PARTS] = {
    [PART_TARGETS] = "--targets",
    [PART_SCRIPT] = "script",
    [PART_CREDENTIALS] = "--credentials",
};

/* --- the parts --- */

static void put_target(struct buffer *out, const struct target *target) {
    record_put_str(out, target->scope);
    record_put_str(out, target->address);
    record_put_u64(out, target->port);
    record_put_u64(out, target->method);
    record_put_str(out, target->user);
    record_put_str(out, target->credential);
    record_put_str(out, target->site);
    record_put_u64(out, target->is_excluded);
    record_put_u64(out, target->hop_count);
    for (size_t i = 0; i < target->hop_count; i++) {
        record_put_str(out, target->hops[i].address);
        record_put_u64(out, target->hops[i].port);
        record_put_str(out, target->hops[i].user);
    }
}

/* Records name targets by their place, so their order counts. */
static bool digest_targets(const struct target_list *targets, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer record = {0};
    struct hasher *hasher = hasher_new();
    char hex[33];

    for (size_t i = 0; hasher && i < targets->count; i++) {
        buffer_reset(&record);
        put_target(&record, &targets->items[i]);
        hasher_update(hasher, buffer_view(&record));
    }
    if (!hasher || record.failed) {
        hasher_free(hasher);
        return false;
    }
    hash128_format(hasher_digest(hasher), hex);
    hasher_free(hasher);
    buffer_append_cstr(out, hex);
    return true;
}

static void list_credentials(const struct credential_store *credentials, struct buffer *out) {
    for (size_t i = 0; i < credential_count(credentials); i++) {
        record_put_str(out, credential_at(credentials, i)->name);
    }
}

static bool make_parts(const struct scan_plan *plan, struct buffer parts[PARTS]) {
    record_put_str(&parts[PART_SCRIPT], plan->script_sha256);
    record_put_str(&parts[PART_SCRIPT], plan->snmp_sha256);
    list_credentials(plan->credentials, &parts[PART_CREDENTIALS]);
    return digest_targets(plan->targets, &parts[PART_TARGETS]) && !parts[PART_TARGETS].failed &&
           !parts[PART_SCRIPT].failed && !parts[PART_CREDENTIALS].failed;
}

static void parts_done(struct buffer parts[PARTS]) {
    for (size_t i = 0; i < PARTS; i++) {
        buffer_done(&parts[i]);
    }
}

/* --- the head --- */

static void write_head(const struct scan_plan *plan, const struct buffer parts[PARTS], struct buffer *out) {
    record_put_u64(out, HEAD_VERSION);
    record_put_u64(out, (uint64_t)plan->started);
    for (size_t i = 0; i < PARTS; i++) {
        record_put_str(out, buffer_view(&parts[i]));
    }
}

static enum err_code check_head(struct str head, const struct buffer parts[PARTS], const char *directory,
                                struct scan_plan *plan, struct err *err) {
    uint64_t version, started;

    if (!record_get_u64(&head, &version) || version != HEAD_VERSION || !record_get_u64(&head, &started)) {
        return err_set(err, ERR_OTHER_WORK, directory, STR("genkyo"), STR_NONE);
    }
    for (size_t i = 0; i < PARTS; i++) {
        struct str part;
        if (!record_get_str(&head, &part) || !str_eq(part, buffer_view(&parts[i]))) {
            return err_set(err, ERR_OTHER_WORK, directory, str_from(part_names[i]), STR_NONE);
        }
    }
    plan->started = (int64_t)started;
    return ERR_OK;
}

/* --- opening --- */

static enum err_code create(int dir_fd, const struct scan_plan *plan, const struct buffer parts[PARTS],
                            struct journal **ret_journal, struct err *err) {
    CLEANUP(buffer_done) struct buffer head = {0};

    write_head(plan, parts, &head);
    return head.failed ? err_no_memory(err)
                       : journal_create(dir_fd, SCAN_JOURNAL_NAME, buffer_view(&head), ret_journal, err);
}

static enum err_code has_records(struct journal *journal, bool *ret_has, struct err *err) {
    struct str record;
    enum err_code code = journal_next(journal, ret_has, &record, err);

    journal_rewind(journal);
    return code;
}

/* *RET_JOURNAL stays NULL where what was found holds nothing, and is removed. */
static enum err_code take_up(int dir_fd, const char *directory, bool resume, const struct buffer parts[PARTS],
                             struct scan_plan *plan, struct journal **ret_journal, struct err *err) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(buffer_done) struct buffer head = {0};
    bool is_worth = false;
    enum err_code code = journal_open(dir_fd, SCAN_JOURNAL_NAME, &head, &journal, err);

    if (!code) {
        code = has_records(journal, &is_worth, err);
    }
    if (code || !is_worth) {
        return code ? code : journal_remove(journal, err);
    }
    code = resume ? check_head(buffer_view(&head), parts, directory, plan, err)
                  : err_set(err, ERR_UNFINISHED, directory, STR_NONE, STR_NONE);
    if (!code) {
        *ret_journal = TAKE_PTR(journal);
    }
    return code;
}

static enum err_code open_journal(int dir_fd, const char *directory, bool found, bool resume,
                                  const struct buffer parts[PARTS], struct scan_plan *plan,
                                  struct journal **ret_journal, struct err *err) {
    struct journal *journal = NULL;
    enum err_code code = found ? take_up(dir_fd, directory, resume, parts, plan, &journal, err) : ERR_OK;

    if (!code && !journal) {
        code = create(dir_fd, plan, parts, &journal, err);
    }
    if (!code) {
        *ret_journal = journal;
    }
    return code;
}

enum err_code scan_journal_open(int dir_fd, const char *directory, bool found, bool resume, struct scan_plan *plan,
                                struct journal **ret_journal, struct err *err) {
    struct buffer parts[PARTS] = {0};
    enum err_code code = make_parts(plan, parts)
                             ? open_journal(dir_fd, directory, found, resume, parts, plan, ret_journal, err)
                             : err_no_memory(err);

    parts_done(parts);
    return code;
}
