#include "scanner/collect/snmp/snmp.h"

#include "base/buffer.h"
#include "scanner/collect/identity_check.h"
#include "scanner/collect/part_list.h"
#include "scanner/collect/snmp/entity.h"
#include "scanner/collect/snmp/guests.h"
#include "scanner/collect/snmp/host.h"
#include "scanner/collect/snmp/identity.h"
#include "scanner/collect/snmp/interfaces.h"
#include "scanner/collect/snmp/neighbors.h"
#include "scanner/collect/snmp/parts.h"
#include "scanner/collect/snmp/printer.h"
#include "scanner/collect/snmp/software.h"
#include "scanner/collect/snmp/system.h"
#include "scanner/collect/snmp/ups.h"
#include "scanner/snmp/vendor.h"

#define SYSTEM        MIB2 "1"
#define SYS_OBJECT_ID MIB2 "1.2.0"

const struct snmp_table snmp_system_table = {.entry = SYSTEM, .rows_max = 256};

/* In the order in which they are asked: the first source of a fact is the one that counts. A line each. */
// clang-format off
static const struct snmp_collector *const collectors[] = {
    &collect_snmp_system,
    &collect_snmp_identity,
    &collect_snmp_os,
    &collect_snmp_interfaces,
    &collect_snmp_cisco_interfaces,
    &collect_snmp_neighbors,
    &collect_snmp_cisco_neighbors,
    &collect_snmp_extreme_neighbors,
    &collect_snmp_netapp_neighbors,
    &collect_snmp_entity,
    &collect_snmp_cpu,
    &collect_snmp_memory,
    &collect_snmp_disks,
    &collect_snmp_software,
    &collect_snmp_guests,
    &collect_snmp_printer,
    &collect_snmp_ups,
    &collect_snmp_ups_apc,
    &collect_snmp_juniper,
    &collect_snmp_force10,
    &collect_snmp_netapp,
    &collect_snmp_netapp_shelves,
    &collect_snmp_isilon,
    &collect_snmp_infortrend,
    &collect_snmp_synology,
    &collect_snmp_airespace,
    &collect_snmp_cisco_wireless,
    &collect_snmp_aruba,
    &collect_snmp_ruckus,
};
// clang-format on

uint32_t snmp_enterprise(const struct snmp_answers *answers) {
    static const uint32_t enterprises[] = {1, 3, 6, 1, 4, 1};
    const struct snmp_variable *object = snmp_answers_get(answers, SYS_OBJECT_ID);

    if (!object || !snmp_oid_starts_with(object->identifier, (struct snmp_oid){enterprises, ARRAY_LEN(enterprises)})) {
        return 0;
    }
    return snmp_oid_at(object->identifier, ARRAY_LEN(enterprises));
}

static bool is_for(const struct snmp_collector *collector, const struct snmp_answers *answers) {
    return !collector->enterprise || collector->enterprise == snmp_enterprise(answers);
}

/* --- the plan --- */

void snmp_plan_object(struct snmp_plan *plan, const char *object) {
    for (size_t i = 0; i < plan->object_count; i++) {
        if (strcmp(plan->objects[i], object) == 0) {
            return;
        }
    }
    if (plan->object_count < SNMP_PLAN_MAX) {
        plan->objects[plan->object_count++] = object;
    }
}

static uint32_t most_rows(const struct snmp_table *table) {
    return table->rows_max ? table->rows_max : SNMP_ROWS_DEFAULT;
}

/* Is whatever NARROW asks for asked by WIDE? */
static bool covers(const struct snmp_table *wide, const struct snmp_table *narrow) {
    if (strcmp(wide->entry, narrow->entry) != 0 || most_rows(wide) < most_rows(narrow)) {
        return false;
    }
    for (size_t i = 0; wide->columns[0] && i < SNMP_COLUMNS_MAX && narrow->columns[i]; i++) {
        if (!memchr(wide->columns, narrow->columns[i], SNMP_COLUMNS_MAX)) {
            return false;
        }
    }
    return !wide->columns[0] || narrow->columns[0];
}

void snmp_plan_table(struct snmp_plan *plan, const struct snmp_table *table) {
    for (size_t i = 0; i < plan->table_count; i++) {
        if (covers(plan->tables[i], table)) {
            return;
        }
        if (covers(table, plan->tables[i])) {
            plan->tables[i] = table;
            return;
        }
    }
    if (plan->table_count < SNMP_PLAN_MAX) {
        plan->tables[plan->table_count++] = table;
    }
}

static void plan_collector(const struct snmp_collector *collector, struct snmp_plan *plan) {
    for (size_t i = 0; collector->objects && collector->objects[i]; i++) {
        snmp_plan_object(plan, collector->objects[i]);
    }
    for (size_t i = 0; collector->tables && collector->tables[i]; i++) {
        snmp_plan_table(plan, collector->tables[i]);
    }
}

/* All that the agent with these answers is asked for it. */
static void plan_for_agent(const struct snmp_collector *collector, const struct snmp_answers *answers,
                           struct snmp_plan *plan) {
    plan_collector(collector, plan);
    if (collector->ask) {
        collector->ask(answers, plan);
    }
}

static bool plan_begin(struct snmp_plan *plan) {
    plan->objects = arena_alloc_array(plan->arena, SNMP_PLAN_MAX, sizeof *plan->objects);
    plan->tables = arena_alloc_array(plan->arena, SNMP_PLAN_MAX, sizeof *plan->tables);
    if (!plan->objects || !plan->tables) {
        return false;
    }
    snmp_plan_object(plan, SNMP_ENGINE_ID);
    return true;
}

bool snmp_plan_make(const struct snmp_answers *system, struct snmp_plan *plan) {
    if (!plan_begin(plan)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        if (is_for(collectors[i], system)) {
            plan_for_agent(collectors[i], system, plan);
        }
    }
    return true;
}

/* --- what came of it --- */

static const char *const part_names[] = {"identity", "os",       "cpu",       "memory", "disks",
                                         "network",  "packages", "neighbors", "logins", "guests"};

/* Only of an agent that lists some is it known that it tells of guests: who has none may be a manager of hosts. */
static const char optional_part[] = "guests";

/* Did everything come whole that was asked for it? PLAN is where that is written down. */
static bool is_whole(const struct snmp_collector *collector, const struct snmp_answers *answers,
                     struct snmp_plan *plan) {
    plan->object_count = plan->table_count = 0;
    plan_for_agent(collector, answers, plan);
    for (size_t i = 0; i < plan->object_count; i++) {
        if (snmp_answers_failure(answers, plan->objects[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->table_count; i++) {
        if (snmp_answers_failure(answers, plan->tables[i]->entry)) {
            return false;
        }
    }
    return !collector->lacks || !collector->lacks(answers);
}

/* How much is known: whether that grows tells whether a collector told anything. */
static size_t count_facts(const struct observation *observation) {
    size_t count = observation->row_count;

    for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        count += !str_is_empty(observation_get(observation, column));
    }
    return count;
}

static bool has_fact(const struct snmp_collector *collector, const struct observation *observation) {
    return collector->fact && !str_is_empty(observation_get(observation, collector->fact));
}

/* What the collectors of a part have told. */
struct telling {
    bool is_told, is_broken;
};

static enum part_state state_of(const char *part, const struct telling *telling) {
    if (telling->is_told && !telling->is_broken) {
        return PART_COMPLETE;
    }
    return telling->is_broken || strcmp(part, optional_part) != 0 ? PART_MISSING : PART_UNASKED;
}

static void report_parts(const struct telling *tellings, struct observation *observation, struct str *ret_complete,
                         struct str *ret_missing) {
    struct part parts[ARRAY_LEN(part_names)];

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        parts[i] = (struct part){part_names[i], state_of(part_names[i], &tellings[i])};
    }
    part_list_report(parts, ARRAY_LEN(parts), observation, ret_complete, ret_missing);
}

static void note_part(const struct snmp_collector *collector, bool has_told, bool is_whole, struct telling *tellings) {
    for (size_t i = 0; collector->part && i < ARRAY_LEN(part_names); i++) {
        if (strcmp(part_names[i], collector->part) == 0) {
            tellings[i].is_told |= collector->parse && (has_told || !collector->needs_rows);
            tellings[i].is_broken |= !is_whole;
        }
    }
}

static void parse(const struct snmp_collector *collector, const struct snmp_answers *answers,
                  struct observation *observation) {
    if (collector->parse) {
        collector->parse(answers, observation);
    }
}

void collect_snmp(const struct snmp_answers *answers, struct observation *observation, struct str *ret_complete,
                  struct str *ret_missing) {
    struct telling tellings[ARRAY_LEN(part_names)] = {0};
    struct snmp_plan plan = {.arena = observation->arena};
    bool has_plan = plan_begin(&plan);

    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        size_t before = has_fact(collectors[i], observation) ? 0 : count_facts(observation);
        if (is_for(collectors[i], answers)) {
            parse(collectors[i], answers, observation);
            note_part(collectors[i], count_facts(observation) > before,
                      has_plan && is_whole(collectors[i], answers, &plan), tellings);
        }
    }
    identity_check(observation);
    report_parts(tellings, observation, ret_complete, ret_missing);
}

/* --- what may be asked --- */

static void list_table(const struct snmp_table *table, struct buffer *out) {
    buffer_append_cstr(out, table->entry);
    for (size_t column = 0; column < SNMP_COLUMNS_MAX && table->columns[column]; column++) {
        buffer_printf(out, "%s%u", column ? "," : ".", table->columns[column]);
    }
    buffer_append_cstr(out, "\n");
}

/* What several collectors want is listed once, as it is asked once. */
bool collect_snmp_list(struct buffer *out) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct snmp_plan plan = {.arena = arena};

    if (!arena || !plan_begin(&plan)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(collectors); i++) {
        plan_collector(collectors[i], &plan);
    }
    list_table(&snmp_system_table, out);
    for (size_t i = 0; i < plan.object_count; i++) {
        buffer_printf(out, "%s\n", plan.objects[i]);
    }
    for (size_t i = 0; i < plan.table_count; i++) {
        list_table(plan.tables[i], out);
    }
    snmp_vendor_list(out);
    return !out->failed;
}
