/* Configurations of the OpenSSH client. What must hold for any bytes: a refusal has its place; a route that is found
 * has a host and a port, and hops that have one, too, and are few; the same question has the same answer. */

#include "scanner/ssh/config.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const struct err *err) {
    CHECK(err->code == ERR_SYNTAX || err->code == ERR_VALUE);
    CHECK(err->line > 0 && err->column > 0);
}

static void check_route(const struct ssh_route *route) {
    CHECK(host_is_writable(route->address) && route->port > 0);
    CHECK(route->user.n == 0 || user_is_writable(route->user));
    CHECK(route->hop_count <= HOPS_MAX);
    for (size_t i = 0; i < route->hop_count; i++) {
        CHECK(host_is_writable(route->hops[i].address) && route->hops[i].port > 0);
    }
}

static void ask(struct ssh_config *config, struct str name) {
    struct ssh_route first = {.address = name}, second = {.address = name};
    struct err err = {0};
    enum err_code code = ssh_config_resolve(config, &first, &err);

    CHECK(ssh_config_resolve(config, &second, NULL) == code);
    if (code) {
        check_refusal(&err);
        return;
    }
    check_route(&first);
    CHECK(str_eq(first.address, second.address) && str_eq(first.user, second.user) && first.port == second.port);
    CHECK(hops_cmp(first.hops, first.hop_count, second.hops, second.hop_count) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = ssh_config_new();
    struct err err = {0};

    CHECK(config);
    if (ssh_config_parse(config, (struct str){(const char *)data, size}, "input", NULL, &err) != ERR_OK) {
        check_refusal(&err);
        return 0;
    }
    ask(config, STR("a"));
    ask(config, STR("web1.example.jp"));
    ask(config, STR("10.1.0.5"));
    return 0;
}
