#include "inventory/correction_form.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

struct example {
    unsigned column; /* of devices */
    enum unit unit;
    const char *old, *observed, *formed;
};

static const struct example examples[] = {
    /* the unit of the old cell: 32,017 MB of 32 GB, as firmware keeps a part */
    {DEVICES_MEMORY_MB, UNIT_NONE, "16GB", "32017", "32GB"},
    {DEVICES_MEMORY_MB, UNIT_NONE, "16 GB", "32768", "32 GB"},
    {DEVICES_MEMORY_MB, UNIT_NONE, "16,384 MB", "32768", "32,768 MB"},
    {DEVICES_MEMORY_MB, UNIT_NONE, "６４ＧＢ", "32768", "32GB"},
    {DEVICES_MEMORY_MB, UNIT_NONE, "1TB", "1572864", "1572864MB"},
    /* the heading's */
    {DEVICES_MEMORY_MB, UNIT_GB, "16", "32768", "32"},
    {DEVICES_MEMORY_MB, UNIT_GB, "", "8192", "8"},
    {DEVICES_MEMORY_MB, UNIT_MB, "8192", "16384", "16384"},
    /* none: the column's */
    {DEVICES_MEMORY_MB, UNIT_NONE, "", "8192", "8192"},
    {DEVICES_MEMORY_MB, UNIT_NONE, "16384", "8192", "8192"},
    /* half a gigabyte is not one */
    {DEVICES_MEMORY_MB, UNIT_GB, "1", "512", "512MB"},
    {DEVICES_DISK_GB, UNIT_NONE, "1TB", "480", "0.48TB"},
    {DEVICES_DISK_GB, UNIT_NONE, "500GB", "960", "960GB"},
    {DEVICES_DISK_GB, UNIT_TB, "2", "4000", "4"},
    {DEVICES_DISK_GB, UNIT_TB, "2", "1920", "1.92"},
    {DEVICES_MAC_ADDRESSES, UNIT_NONE, "00:1a:2b:00:00:01、00:1a:2b:00:00:02", "00:1a:2b:00:00:03; 00:1a:2b:00:00:04",
     "00:1a:2b:00:00:03、00:1a:2b:00:00:04"},
    {DEVICES_IP_ADDRESSES, UNIT_NONE, "10.0.0.1\n10.0.0.2", "10.0.0.3;10.0.0.4", "10.0.0.3\n10.0.0.4"},
    {DEVICES_IP_ADDRESSES, UNIT_NONE, "10.0.0.1", "10.0.0.3; 10.0.0.4", "10.0.0.3; 10.0.0.4"},
    {DEVICES_HOSTNAME, UNIT_NONE, "OLD", "new01.example.go.jp", "new01.example.go.jp"},
    {DEVICES_VIRTUAL, UNIT_NONE, "物理", "true", "仮想"},
    {DEVICES_VIRTUAL, UNIT_NONE, "有", "false", "無"},
    {DEVICES_VIRTUAL, UNIT_NONE, "No", "true", "yes"},
    {DEVICES_OS_VERSION, UNIT_NONE, "11", "12.5", "12.5"},
    {DEVICES_CPU_CORES, UNIT_NONE, "8", "16", "16"},
};

static void forms_values(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        const struct example *example = &examples[i];
        struct buffer out = {0};
        correction_form(schema_column(TABLE_DEVICES, example->column), example->unit, str_from(example->old),
                        str_from(example->observed), &out);
        if (!str_eq(buffer_view(&out), str_from(example->formed))) {
            fail_msg("“%s”, observed “%s”: “%.*s”, expected “%s”", example->old, example->observed,
                     STR_FMT(buffer_view(&out)), example->formed);
        }
        buffer_done(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(forms_values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
