#include "scanner/target/gathering.h"

#include "scanner/credential/credential.h"
#include "scanner/ssh/config.h"
#include "scanner/target/exclusions.h"

void gathering_set_options(struct gathering *gathering, const struct target_options *options) {
    gathering->ssh_config = options->ssh_config;
    gathering->exclusions = options->exclusions ? options->exclusions : gathering->exclusions;
    gathering->uses[SCAN_SSH] = options->uses_ssh;
    gathering->uses[SCAN_SNMP] = options->uses_snmp;
    gathering->credentials = options->credentials;
}

static bool is_excluded(const struct gathering *gathering, struct str name) {
    return gathering->exclusions && exclusions_hold(gathering->exclusions, name);
}

struct str gathering_scope(struct str entry, const struct target *target, struct arena *arena) {
    bool has_colon = str_find_char(entry, ':') >= 0;

    if (target->port == scan_method_port(target->method)) {
        return entry;
    }
    return arena_printf(arena, has_colon ? "[%.*s]:%u" : "%.*s:%u", STR_FMT(entry), target->port);
}

/* Fills in what the configuration says of the target; port 0 and empty texts are what was not given. A target that is
 * excluded by its name needs no way to it. For SNMP only the host's name plays a part. */
static enum err_code complete(struct gathering *gathering, struct target *target, bool has_way) {
    bool is_ssh = target->method == SCAN_SSH;
    struct ssh_route route = {.address = target->address,
                              .user = target->user,
                              .port = target->port,
                              .has_way = has_way || !is_ssh,
                              .hops = target->hops,
                              .hop_count = target->hop_count};
    enum err_code code = ERR_OK;

    target->is_excluded = is_excluded(gathering, target->address);
    if (!target->is_excluded) {
        code = ssh_config_resolve(gathering->ssh_config, &route, gathering->err);
    }
    if (code) {
        return code;
    }
    target->is_excluded |= !str_eq(route.address, target->address) && is_excluded(gathering, route.address);
    target->address = route.address;
    if (is_ssh) {
        target->user = route.user;
        target->port = route.port;
        target->hops = route.hops;
        target->hop_count = route.hop_count;
    }
    target->port = target->port ? target->port : scan_method_port(target->method);
    return ERR_OK;
}

static bool is_worth_trying(const struct gathering *gathering, const struct target *target) {
    return gathering->uses[target->method] &&
           (!gathering->credentials || credential_store_may_cover(gathering->credentials, target));
}

/* The targets, SSH first, that a complete one for SSH stands for when no method was named. UDP does not go through jump
 * hosts. What nothing covers is a target of SSH, so that it is recorded as that. */
static size_t imply_methods(const struct gathering *gathering, struct target ssh,
                            struct target ret_targets[SCAN_METHODS]) {
    size_t count = 0;
    struct target snmp;

    ssh.is_implied = true;
    snmp = ssh;
    snmp.method = SCAN_SNMP;
    snmp.port = DEFAULT_SNMP_PORT;
    snmp.user = STR_NONE;
    if (is_worth_trying(gathering, &ssh)) {
        ret_targets[count++] = ssh;
    }
    if (!ssh.hop_count && is_worth_trying(gathering, &snmp)) {
        ret_targets[count++] = snmp;
    }
    if (count == 0) {
        ret_targets[count++] = ssh;
    }
    return count;
}

enum err_code gathering_complete(struct gathering *gathering, struct target common, bool has_way, bool has_method,
                                 struct target ret_targets[SCAN_METHODS], size_t *ret_count) {
    enum err_code code = complete(gathering, &common, has_way);

    if (code) {
        return code;
    }
    if (has_method) {
        ret_targets[0] = common;
        *ret_count = 1;
    } else {
        *ret_count = imply_methods(gathering, common, ret_targets);
    }
    return ERR_OK;
}

enum err_code gathering_add(struct gathering *gathering, const struct target *target) {
    if (gathering->list.count == TARGETS_MAX) {
        return err_set(gathering->err, ERR_TOO_LARGE, NULL, STR("1,000,000 targets"), STR_NONE);
    }
    return target_builder_add(&gathering->list, target) ? ERR_OK : err_no_memory(gathering->err);
}
