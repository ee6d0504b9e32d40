#include "scanner/device/merge.h"

#include "tests/unit/support/observed.h"

/* What the second view says of a column of which the first has spoken. */
static const struct {
    unsigned column;
    const char *first, *second;
    enum view_kind kind; /* of the second; the first is by SSH */
    const char *note;
} cases[] = {
    {DEVICES_SERIAL, "A1B2C3D", "a1b2c3d ", VIEW_SNMP, ""},
    {DEVICES_SERIAL, "A1B2C3D", "S/N: A1B2C3D", VIEW_SNMP, ""},
    {DEVICES_SERIAL, "A1B2C3D", "A1B2C3E", VIEW_SNMP, "snmp says serial: A1B2C3E"},
    {DEVICES_SERIAL, "A1B2C3D", "A1B2C3E", VIEW_SSH, "ssh says serial: A1B2C3E"},
    {DEVICES_SERIAL, "A1B2C3D", "A1B2C3E", VIEW_MANAGEMENT, "management controller says serial: A1B2C3E"},
    {DEVICES_SERIAL, "A1B2C3D", "", VIEW_SNMP, ""},
    {DEVICES_SERIAL, "", "A1B2C3D", VIEW_SNMP, ""},
    /* a placeholder is no second opinion */
    {DEVICES_SERIAL, "A1B2C3D", "To be filled by O.E.M.", VIEW_SNMP, ""},
    {DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31", "44454C4C-4600-1048-8057-B3C04F385A31", VIEW_SNMP, ""},
    {DEVICES_HOSTNAME, "web1", "WEB1.example.jp", VIEW_SNMP, ""},
    {DEVICES_HOSTNAME, "web1", "web2", VIEW_SNMP, "snmp says hostname: web2"},
    {DEVICES_HOSTNAME, "web1", "idrac-1", VIEW_MANAGEMENT, ""},
    {DEVICES_MANUFACTURER, "Dell Inc.", "Dell", VIEW_SNMP, ""},
    {DEVICES_MANUFACTURER, "Dell Inc.", "Canon", VIEW_SNMP, "snmp says manufacturer: Canon"},
    {DEVICES_MODEL, "PowerEdge R640", "Dell PowerEdge-R640", VIEW_SNMP, ""},
    {DEVICES_MODEL, "PowerEdge R640", "PowerEdge R740", VIEW_SNMP, "snmp says model: PowerEdge R740"},
    {DEVICES_FIRMWARE_VERSION, "2.10", "2.10.1", VIEW_SNMP, ""},
    {DEVICES_FIRMWARE_VERSION, "2.1", "2.10", VIEW_SNMP, "snmp says firmware_version: 2.10"},
    {DEVICES_FIRMWARE_VERSION, "2.1", "7.00", VIEW_MANAGEMENT, ""},
    /* ten percent of the greater: 65536 - 6553 = 58983 */
    {DEVICES_MEMORY_MB, "65536", "58983", VIEW_SNMP, ""},
    {DEVICES_MEMORY_MB, "65536", "58982", VIEW_SNMP, "snmp says memory_mb: 58982"},
    {DEVICES_MEMORY_MB, "58982", "65536", VIEW_SNMP, "snmp says memory_mb: 65536"},
    {DEVICES_CPU_CORES, "8", "16", VIEW_SNMP, "snmp says cpu_cores: 16"},
    {DEVICES_LOCATION, "east", "rack 7; unit 3", VIEW_SNMP, ""},
    {DEVICES_MODEL, "R640", "a;b", VIEW_SNMP, "snmp says model: a,b"},
};

static void add(struct device_merge *merge, enum view_kind kind, const struct str *cells, const char *complete,
                const char *missing) {
    device_merge_add(merge, &(struct device_view){kind, cells, str_from(complete), str_from(missing), STR_NONE});
}

/* Of a machine that was seen by SSH, and then otherwise: what becomes of one column. */
static void check_merged(const struct str *first, enum view_kind kind, const struct str *second, unsigned column,
                         const char *expected, const char *note) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str cells[DEVICES_COLUMN_COUNT], notes;
    struct device_merge merge;

    device_merge_init(&merge, arena);
    add(&merge, VIEW_SSH, first, "", "");
    add(&merge, kind, second, "", "");
    assert_true(device_merge_finish(&merge, cells, &notes));
    assert_text(notes, note);
    assert_text(cells[column], expected);
    device_merge_done(&merge);
}

static void test_disagreements(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str first[DEVICES_COLUMN_COUNT] = {0}, second[DEVICES_COLUMN_COUNT] = {0};

        first[cases[i].column] = str_from(cases[i].first);
        second[cases[i].column] = str_from(cases[i].second);
        check_merged(first, cases[i].kind, second, cases[i].column,
                     cases[i].first[0] ? cases[i].first : cases[i].second, cases[i].note);
    }
}

/* Versions are compared of one system only: an agent knows the kernel, not the distribution. */
static void test_versions(void **state) {
    static const struct {
        const char *name, *version, *note;
    } seconds[] = {{"Linux", "6.1.0-18", ""},
                   {"debian gnu/linux", "12", ""},
                   {"Debian GNU/Linux", "12.5", ""},
                   {"Debian GNU/Linux", "11", "snmp says os_version: 11"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
        const struct str first[DEVICES_COLUMN_COUNT] = {
            [DEVICES_OS_NAME] = STR("Debian GNU/Linux"), [DEVICES_OS_VERSION] = STR("12")};
        const struct str second[DEVICES_COLUMN_COUNT] = {
            [DEVICES_OS_NAME] = str_from(seconds[i].name), [DEVICES_OS_VERSION] = str_from(seconds[i].version)};

        check_merged(first, VIEW_SNMP, second, DEVICES_OS_VERSION, "12", seconds[i].note);
    }
}

/* Columns of a group come from one view, even if that leaves some of them blank. */
static void test_groups(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct str first[DEVICES_COLUMN_COUNT] = {[DEVICES_CPU_THREADS] = STR("16"), [DEVICES_METHOD] = STR("ssh")};
    const struct str second[DEVICES_COLUMN_COUNT] = {[DEVICES_CPU_MODEL] = STR("Xeon"),
                                                     [DEVICES_CPU_CORES] = STR("4"),
                                                     [DEVICES_MANUFACTURER] = STR("Dell"),
                                                     [DEVICES_METHOD] = STR("snmp")};
    const struct str third[DEVICES_COLUMN_COUNT] = {[DEVICES_MODEL] = STR("R640"), [DEVICES_METHOD] = STR("snmp")};
    struct str cells[DEVICES_COLUMN_COUNT], notes;
    struct device_merge merge;

    (void)state;
    device_merge_init(&merge, arena);
    add(&merge, VIEW_SSH, first, "cpu;os", "identity;updates");
    add(&merge, VIEW_SNMP, second, "identity", "os;neighbors");
    add(&merge, VIEW_SNMP, third, "", "identity;packages");
    assert_true(device_merge_finish(&merge, cells, &notes));
    assert_text(cells[DEVICES_CPU_THREADS], "16");
    assert_text(cells[DEVICES_CPU_MODEL], "");
    assert_text(cells[DEVICES_CPU_CORES], "");
    assert_text(cells[DEVICES_MANUFACTURER], "Dell");
    assert_text(cells[DEVICES_MODEL], "");
    assert_text(cells[DEVICES_METHOD], "ssh;snmp");
    assert_text(cells[DEVICES_SECTIONS_MISSING], "updates");
    assert_text(notes, "");
    device_merge_done(&merge);
}

/* What was summed up from a part that came whole is better than what came first. */
static void test_partial_sums(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct str first[DEVICES_COLUMN_COUNT] = {[DEVICES_DISK_GB] = STR("100"),
                                                    [DEVICES_MEMORY_MB] = STR("1024"),
                                                    [DEVICES_CPU_CORES] = STR("2"),
                                                    [DEVICES_CPU_MODEL] = STR("Xeon"),
                                                    [DEVICES_SERIAL] = STR("A1B2C3D")};
    const struct str second[DEVICES_COLUMN_COUNT] = {[DEVICES_DISK_GB] = STR("400"),
                                                     [DEVICES_MEMORY_MB] = STR("2048"),
                                                     [DEVICES_CPU_CORES] = STR("8"),
                                                     [DEVICES_SERIAL] = STR("A1B2C3E")};
    struct str cells[DEVICES_COLUMN_COUNT], notes;
    struct device_merge merge;

    (void)state;
    device_merge_init(&merge, arena);
    add(&merge, VIEW_SSH, first, "memory", "disks;cpu;network");
    add(&merge, VIEW_SNMP, second, "disks;cpu;memory;identity;network", "");
    assert_true(device_merge_finish(&merge, cells, &notes));
    assert_text(cells[DEVICES_DISK_GB], "400");
    assert_text(cells[DEVICES_CPU_CORES], "8");
    assert_text(cells[DEVICES_CPU_MODEL], "");
    assert_text(cells[DEVICES_MEMORY_MB], "1024");
    assert_text(cells[DEVICES_SERIAL], "A1B2C3D");
    assert_text(cells[DEVICES_SECTIONS_MISSING], "");
    assert_text(notes, "snmp says serial: A1B2C3E;snmp says memory_mb: 2048");
    device_merge_done(&merge);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disagreements),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_partial_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
