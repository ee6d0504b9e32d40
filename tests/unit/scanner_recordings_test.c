/* Outputs recorded on real machines, in layouts of many versions, which lie beside the project: the tests are skipped
 * where they are absent. Expected values were read from the recordings by eye. */

#include "base/buffer.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/dmidecode.h"
#include "scanner/collect/hardware/platform.h"
#include "scanner/collect/identity_check.h"
#include "scanner/collect/os.h"
#include "scanner/collect/software/dpkg.h"
#include "scanner/collect/software/package.h"
#include "scanner/collect/software/rpm.h"
#include "tests/unit/support/observed.h"

/* --- dmidecode ------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name, *manufacturer, *model, *serial, *uuid, *board_serial, *asset_tag, *firmware, *notes;
    size_t dimms, supplies;
} machines[] = {
    {"linux-2.6", "Dell Inc.", "Latitude D610", "D8XD62J", "44454C4C-3800-1058-8044-C4C04F36324A",
     ".D8XD62J.CN4864363E7491.", "", "A06", "", 2, 0},
    {"dell-fx160", "Dell Inc.", "OptiPlex FX160", "C83T54J", "44454C4C-3800-1033-8054-C3C04F35344A",
     "..CN701638BM00EW.", "", "A13", "", 1, 0},
    {"dell-r620", "Dell Inc.", "PowerEdge R620", "3FHW8Z1", "4C4C4544-0046-4810-8057-B3C04F385A31", "..CN7475144H0028.",
     "FHW8Z1", "2.9.0", "", 16, 0},
    {"vmware", "VMware, Inc.", "VMware Virtual Platform", "VMware-50 0c 23 94 04 63 a1 3c-0d d4 f5 37 a6 bb f0 a6",
     "500C2394-0127-D13C-0CC4-F537A6AAF1A6", "", "", "6.00",
     "asset tag placeholder: No Asset Tag;serial and uuid disagree", 1, 0},
    {"oracle-server-x5-2", "Oracle Corporation", "ORACLE SERVER X5-2", "1634NM1107",
     "080020FF-FFFF-FFFF-FFFF-0010E0BCCBBC", "489089M+16324B2191", "", "30080300",
     "asset tag is the part number: 7092459", 16, 0},
    {"oracle-server-6.7-oda", "Oracle Corporation", "ORACLE SERVER X5-2", "1634NM1100",
     "080020FF-FFFF-FFFF-FFFF-0010E0BCD192", "489089M+16324B21FK", "", "30080300",
     "asset tag is the part number: 7092459", 8, 0},
    {"S5000VSA", "Intel", "MP Server", "", "CCF82081-7966-11DB-BDB3-00151716FBAC", "QSSA64700622", "",
     "S5000.86B.04.00.0066.101220061333", "serial placeholder: .........", 8, 0},
    {"hp-proLiant-DL120-G6", "HP", "ProLiant DL120 G6", "", "", "", "", "O26",
     "serial placeholder: XXXXXXXXXX;uuid placeholder: EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE;"
     "asset tag placeholder: No Asset Tag",
     1, 0},
    {"hp-dl180", "HP", "ProLiant DL180 G6", "CZJ02901TG", "00D3F681-FE8E-11D5-B656-1CC1DE0905AE", "", "", "O20", "", 2,
     1},
    {"rhel-3.9", "innotek GmbH", "VirtualBox", "", "AE698CFC-492A-4C7B-848F-8C17D24BC76E", "", "", "VirtualBox",
     "serial placeholder: 0", 0, 0},
    {"linux-1", "", "", "", "40EB001E-8C00-01CE-8E2C-00248C590A84", "MS1C93BB0H00980", "", "2102",
     "serial placeholder: System Serial Number;asset tag placeholder: Asset-1234567890", 4, 0},
    {"windows-7", "", "", "", "1E00E6E0-008C-4400-9AAD-F46D04972D3E", "MT7013K30709271", "", "1503",
     "serial placeholder: System Serial Number;asset tag placeholder: Asset-1234567890", 2, 0},
};

static size_t count_components(const struct observed *observed, const char *kind) {
    size_t count = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        count += row->table == TABLE_COMPONENTS && str_eq(row->cells[COMPONENTS_KIND], str_from(kind));
    }
    return count;
}

static void read_dmidecode(struct observed *observed, const char *name) {
    char path[128];

    snprintf(path, sizeof path, "dmidecode/%s", name);
    print_message("%s\n", path);
    collect_dmidecode(observed_sample(observed, path), &observed->observation);
    identity_check(&observed->observation);
}

static void test_machines(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();

        read_dmidecode(&observed, machines[i].name);
        assert_device(&observed, DEVICES_MANUFACTURER, machines[i].manufacturer);
        assert_device(&observed, DEVICES_MODEL, machines[i].model);
        assert_device(&observed, DEVICES_SERIAL, machines[i].serial);
        assert_device(&observed, DEVICES_UUID, machines[i].uuid);
        assert_device(&observed, DEVICES_BOARD_SERIAL, machines[i].board_serial);
        assert_device(&observed, DEVICES_ASSET_TAG, machines[i].asset_tag);
        assert_device(&observed, DEVICES_FIRMWARE_VERSION, machines[i].firmware);
        assert_text(observed.observation.notes, machines[i].notes);
        assert_int_equal(count_components(&observed, "dimm"), machines[i].dimms);
        assert_int_equal(count_components(&observed, "psu"), machines[i].supplies);
    }
}

/* The first module or supply that a machine names in that slot. */
static const struct {
    const char *machine, *slot, *name, *manufacturer, *model, *serial, *capacity;
} components[] = {
    {"dell-r620", "DIMM_A1", "DDR3-1600", "Hynix", "HMT42GR7AFR4A-PB", "1E60FA92", "16384 MB"},
    {"linux-2.6", "DIMM_A", "DDR-533", "Infineon", "", "02132010", "1024 MB"},
    {"dell-fx160", "DIMM_1", "DDR2-800", "Nanya", "NT1GT64U88D0BY-AD", "3B085E1E", "1024 MB"},
    {"oracle-server-x5-2", "D11", "DDR4-2133", "Samsung", "M386A4G40DM0-CPB", "330DC586", "32 GB"},
    {"hp-dl180", "PROC 1 DIMM 2A", "", "Micron", "18JSF25672AZ-1G4F1", "94D657D7", "2048 MB"},
    {"hp-dl180", "Bottom PS Bay", "Power Supply 1", "HP", "511777-001", "5ANLE0BLLZ225W", "0.460 W"},
    {"windows-7", "DIMM1", "", "", "F3-12800CL9-2GBXL", "", "2048 MB"},
    {"linux-1", "DIMM3", "DDR2-1066", "", "", "", "1024 MB"},
    {"S5000VSA", "ONBOARD DIMM_B4", "DDR2-667", "", "", "", "1024 MB"},
};

static const struct observation_row *find_slot(const struct observed *observed, const char *slot) {
    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        if (row->table == TABLE_COMPONENTS && str_eq(row->cells[COMPONENTS_SLOT], str_from(slot))) {
            return row;
        }
    }
    fail_msg("no %s", slot);
    return NULL;
}

static void test_components(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(components); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();

        read_dmidecode(&observed, components[i].machine);
        const struct observation_row *row = find_slot(&observed, components[i].slot);
        assert_text(row->cells[COMPONENTS_NAME], components[i].name);
        assert_text(row->cells[COMPONENTS_MANUFACTURER], components[i].manufacturer);
        assert_text(row->cells[COMPONENTS_MODEL], components[i].model);
        assert_text(row->cells[COMPONENTS_SERIAL], components[i].serial);
        assert_text(row->cells[COMPONENTS_CAPACITY], components[i].capacity);
    }
}

/* --- processors -----------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name, *model, *sockets, *cores_per_socket, *cores, *threads;
} processors[] = {
    {"linux-2.6.35-1-core-2-thread", "Intel(R) Atom(TM) CPU N270 @ 1.60GHz", "1", "1", "1", "2"},
    {"linux-hp-dl180", "Intel(R) Xeon(R) CPU E5504 @ 2.00GHz", "1", "4", "4", "3"}, /* one is off */
    {"rhel-5.6", "Intel(R) Xeon(R) CPU E5620 @ 2.40GHz", "2", "4", "8", "16"},
    {"toshiba-r630-2-core", "Intel(R) Core(TM) i3 CPU M 350 @ 2.27GHz", "1", "2", "2", "4"},
    {"linux-raspberry-pi-3-model-b", "ARMv7 Processor rev 4 (v7l)", "", "", "", "4"},
};

static void test_processors(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(processors); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        char path[128];

        snprintf(path, sizeof path, "cpuinfo/%s", processors[i].name);
        print_message("%s\n", path);
        collect_cpu(observed_sample(&observed, path), &observed.observation);
        assert_device(&observed, DEVICES_CPU_MODEL, processors[i].model);
        assert_device(&observed, DEVICES_CPU_SOCKETS, processors[i].sockets);
        assert_device(&observed, DEVICES_CORES_PER_SOCKET, processors[i].cores_per_socket);
        assert_device(&observed, DEVICES_CPU_CORES, processors[i].cores);
        assert_device(&observed, DEVICES_CPU_THREADS, processors[i].threads);
    }
}

static void test_small_board(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    collect_platform(observed_sample(&observed, "cpuinfo/linux-raspberry-pi-3-model-b"), &observed.observation);
    assert_device(&observed, DEVICES_SERIAL, "00000000acf9d788");
}

/* --- systems --------------------------------------------------------------------------------------------------------
 */

/* os-release and another file of the machine, as the script puts them together. */
static const struct {
    const char *os_release, *key, *file; /* NULL: none */
    const char *name, *version;
} systems[] = {
    {"os-release-debian-11.2", "debian_version", "distro/debian_version-debian-11.2", "Debian GNU/Linux", "11.2"},
    {"os-release-centos-7.9", "centos_release", "distro/centos-release-centos-7.9", "CentOS Linux", "7.9.2009"},
    {"os-release-fedora-35", NULL, NULL, "Fedora Linux", "35"},
};

static void test_systems(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        char path[128];

        snprintf(path, sizeof path, "distro/%s", systems[i].os_release);
        struct str body = observed_sample(&observed, path);
        if (systems[i].file) {
            struct str other = observed_sample(&observed, systems[i].file);
            body = arena_printf(observed.arena, "%.*s\n%s=%.*s", STR_FMT(body), systems[i].key, STR_FMT(other));
        }
        collect_os(body, &observed.observation);
        assert_device(&observed, DEVICES_OS_NAME, systems[i].name);
        assert_device(&observed, DEVICES_OS_VERSION, systems[i].version);
    }
}

/* --- packages -------------------------------------------------------------------------------------------------------
 */

static const struct observation_row *find_package(const struct observed *observed, const char *product) {
    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        if (row->table == TABLE_SOFTWARE && str_eq(row->cells[SOFTWARE_PRODUCT], str_from(product))) {
            return row;
        }
    }
    return NULL;
}

/* The recorded list has its fields in another order, and the state in words or not at all. */
static void test_dpkg(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer body = {0};
    struct str rest = observed_sample(&observed, "packaging/dpkg"), line, fields[6];

    (void)state;
    while (str_cut(&rest, '\n', &line)) {
        size_t n = package_split(line, fields, 6);
        if (n < 5) {
            continue;
        }
        bool is_gone = n == 6 && str_starts_with(fields[5], STR("deinstall"));
        buffer_printf(&body, "%s\t%.*s\t%.*s\t%.*s\t%.*s\t\n", is_gone ? "rc " : "ii ", STR_FMT(fields[0]),
                      STR_FMT(fields[2]), STR_FMT(fields[1]), STR_FMT(fields[3]));
    }
    collect_dpkg(buffer_view(&body), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 16);
    assert_null(find_package(&observed, "vlc-nox"));
    assert_text(find_package(&observed, "jcagent")->cells[SOFTWARE_VERSION], "0.24.2"); /* of no size */
    assert_text(find_package(&observed, "adduser")->cells[SOFTWARE_ARCH], "all");
}

/* 1334217734 is 2012-04-12T08:02:14Z (date -u). */
static void test_rpm(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer body = {0};
    struct str rest = observed_sample(&observed, "packaging/rpm"), line, fields[6];

    (void)state;
    while (str_cut(&rest, '\n', &line)) {
        if (package_split(line, fields, 6) == 6) {
            buffer_printf(&body, "%.*s\t0\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_FMT(fields[0]), STR_FMT(fields[2]),
                          STR_FMT(fields[1]), STR_FMT(fields[3]), STR_FMT(fields[4]), STR_FMT(fields[5]));
        }
    }
    collect_rpm(buffer_view(&body), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 10);
    const struct observation_row *row = find_package(&observed, "lib64swresample0");
    assert_non_null(row);
    assert_text(row->cells[SOFTWARE_VERSION], "0.10.2-2.mga2.tainted");
    assert_text(row->cells[SOFTWARE_ARCH], "x86_64");
    assert_text(row->cells[SOFTWARE_VENDOR], "Mageia.Org");
    assert_text(row->cells[SOFTWARE_INSTALLED_ON], "2012-04-12");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machines),    cmocka_unit_test(test_components), cmocka_unit_test(test_processors),
        cmocka_unit_test(test_small_board), cmocka_unit_test(test_systems),    cmocka_unit_test(test_dpkg),
        cmocka_unit_test(test_rpm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
