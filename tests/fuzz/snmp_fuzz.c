/* The collectors of SNMP agents together, on whatever one may answer: a recording of any bytes. What must hold:
 * check_observation.h; the base address is one; the plan that the system group gives is bounded, and every part is
 * complete or missing. */

#include "inventory/identity_read.h"
#include "scanner/collect/snmp/snmp.h"
#include "scanner/device/table_sources.h"
#include "scanner/snmp/base_mac.h"
#include "tests/fuzz/check_observation.h"
#include "tests/unit/support/snmprec.h"

#define BYTES_MAX ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(struct str list, struct str others) {
    struct str item;

    while (list.n && str_cut(&list, ';', &item)) {
        CHECK(!part_is_listed(list, item) && !part_is_listed(others, item));
    }
}

static void check_plan(const struct snmp_answers *answers, struct arena *arena) {
    struct snmp_plan plan = {.arena = arena};

    CHECK(snmp_plan_make(answers, &plan));
    CHECK(plan.object_count < SNMP_PLAN_MAX && plan.table_count < SNMP_PLAN_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new(BYTES_MAX);
    struct str complete, missing, mac;
    struct observation observation;
    uint8_t bytes[6];

    CHECK(arena && answers && observation_init(&observation, arena));
    snmprec_read((struct str){(const char *)data, size}, answers);
    check_plan(answers, arena);
    mac = snmp_base_mac(answers, arena);
    CHECK(str_is_empty(mac) || (identity_read_mac(mac, bytes) && !(bytes[0] & 1)));
    collect_snmp(answers, &observation, &complete, &missing);
    CHECK(complete.n + missing.n > 0);
    check_parts(complete, missing);
    check_parts(missing, complete);
    check_observation(&observation);
    return 0;
}
