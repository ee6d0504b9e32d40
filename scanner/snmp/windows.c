#include "scanner/snmp/windows.h"

#include "scanner/collect/fields.h"
#include "scanner/snmp/value.h"

#define SYS_DESCR      MIB2 "1.1.0"
#define SYS_OBJECT_ID  MIB2 "1.2.0"
#define FIRST_BUILD_10 10240
#define PLACE_OF_ROLE  11 /* 1.3.6.1.4.1.311.1.1.3.1.ROLE */

enum { ROLE_WORKSTATION = 1, ROLE_SERVER = 2, ROLE_DOMAIN_CONTROLLER = 3 };

/* Their first builds, latest first. */
static const struct {
    uint64_t build;
    const char *workstation, *server; /* NULL: there is none */
} systems[] = {
    {26100, "Windows 11", "Windows Server 2025"},
    {22000, "Windows 11", NULL},
    {20348, NULL, "Windows Server 2022"},
    {17763, "Windows 10", "Windows Server 2019"},
    {14393, "Windows 10", "Windows Server 2016"},
    {FIRST_BUILD_10, "Windows 10", NULL},
    {9600, "Windows 8.1", "Windows Server 2012 R2"},
    {9200, "Windows 8", "Windows Server 2012"},
    {7600, "Windows 7", "Windows Server 2008 R2"},
    {6000, "Windows Vista", "Windows Server 2008"},
    {3790, NULL, "Windows Server 2003"},
    {2600, "Windows XP", NULL},
    {2195, "Windows 2000", "Windows 2000 Server"},
};

static const char *name_of(uint64_t build, uint32_t role) {
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        const char *name = role == ROLE_WORKSTATION ? systems[i].workstation : systems[i].server;
        if (build >= systems[i].build && name) {
            return name;
        }
    }
    return NULL;
}

/* What is behind MARK. */
static bool find_behind(struct str text, struct str mark, struct str *ret_rest) {
    ptrdiff_t at = str_find(text, mark);

    *ret_rest = at < 0 ? STR_NONE : str_sub(text, (size_t)at + mark.n, SIZE_MAX);
    return at >= 0;
}

void snmp_windows_os(const struct snmp_answers *answers, struct observation *observation) {
    struct str text = snmp_text(observation->arena, snmp_answers_get(answers, SYS_DESCR)), rest, version;
    const struct snmp_variable *object = snmp_answers_get(answers, SYS_OBJECT_ID);
    uint32_t role = object ? snmp_oid_at(object->identifier, PLACE_OF_ROLE) : 0;
    const char *name;
    uint64_t build;

    if (!find_behind(text, STR("Software: Windows"), &rest) || !find_behind(rest, STR("Version "), &rest) ||
        !fields_next_word(&rest, &version) || !find_behind(rest, STR("(Build "), &rest) ||
        !fields_leading_number(rest, &build)) {
        return;
    }
    version = build >= FIRST_BUILD_10 ? STR("10.0") : version;
    name = role >= ROLE_WORKSTATION && role <= ROLE_DOMAIN_CONTROLLER ? name_of(build, role) : NULL;
    observation_set(observation, DEVICES_OS_NAME, name ? str_from(name) : STR("Windows"));
    observation_set(observation, DEVICES_OS_VERSION,
                    arena_printf(observation->arena, "%.*s.%llu", STR_FMT(version), (unsigned long long)build));
}
