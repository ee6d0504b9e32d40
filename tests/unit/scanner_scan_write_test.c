#include "scanner/scan_write.h"

#include "base/text.h"
#include "scanner/probe_record.h"
#include "tests/unit/support/observed.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>

/* A target that answered. */
struct answer {
    const char *serial, *mac, *asset_tag, *uuid, *machine_id;
};

static void append_answer(struct journal *journal, uint64_t target, const struct answer *answer) {
    struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct probe_record record = {.target = target,
                                  .outcome = PROBE_ANSWERED,
                                  .address = STR("192.0.2.1"),
                                  .has_device = true,
                                  .keys = {.serial = str_from(answer->serial),
                                           .mac = str_from(answer->mac),
                                           .uuid = str_from(answer->uuid),
                                           .machine_id = str_from(answer->machine_id)}};

    observation_set(&observed.observation, DEVICES_SERIAL, str_from(answer->serial));
    observation_set(&observed.observation, DEVICES_ASSET_TAG, str_from(answer->asset_tag));
    probe_record_write(&record, &observed.observation, &bytes);
    assert_int_equal(journal_append(journal, buffer_view(&bytes), NULL), ERR_OK);
    arena_free(observed.arena);
}

static void write_scan(const char *path, const struct answer *answers, size_t count,
                       const struct previous_ids *previous) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = true};
    struct target items[4] = {0};
    const struct target_list targets = {.items = items, .count = count};

    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        append_answer(journal, i, &answers[i]);
    }
    assert_int_equal(snapshot_writer_new(path, ".", &writer, NULL), ERR_OK);
    assert_int_equal(scan_write_rows(journal, NULL, &targets, previous, writer, NULL), ERR_OK);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
}

/* A cell of the machine that has a serial number, in the caller's arena. */
static struct str cell_of(struct arena *arena, const char *path, const char *serial, unsigned column) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct read_options options = {.tmpdir = "."};
    struct str text = STR_NONE;
    bool is_there = false;

    assert_int_equal(snapshot_read(path, &options, diagnostics, &snapshot, NULL), ERR_OK);
    const struct table *table = inventory_table(snapshot_inventory(snapshot), TABLE_DEVICES);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        if (str_eq(row_reader_text(reader, DEVICES_SERIAL), str_from(serial))) {
            text = arena_dup(arena, row_reader_text(reader, column));
            is_there = true;
        }
    }
    assert_true(is_there);
    return text;
}

static struct str id_of(struct arena *arena, const char *path, const char *serial) {
    struct str id = cell_of(arena, path, serial, DEVICES_DEVICE_ID);

    assert_int_equal(id.n, 17);
    return id;
}

/* From scan to scan: a card in a new board, a label on one, and a machine that is new. */
static void test_previous(void **state) {
    static const struct answer first[] = {
        {"S1", "00:1b:21:00:00:01", "", "", ""}, {"S2", "", "HW-2", "", ""}, {"S3", "", "", "", ""}};
    static const struct answer second[] = {
        {"S9", "", "", "", ""}, {"S2B", "", "HW-2", "", ""}, {"S1B", "00:1b:21:00:00:01", "", "", ""}};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = NULL;

    (void)state;
    write_scan("first", first, ARRAY_LEN(first), NULL);
    assert_int_equal(previous_ids_read("first", ".", diagnostics, &previous, NULL), ERR_OK);
    write_scan("second", second, ARRAY_LEN(second), previous);
    write_scan("without", second, ARRAY_LEN(second), NULL);
    assert_true(str_eq(id_of(arena, "second", "S1B"), id_of(arena, "first", "S1")));
    assert_true(str_eq(id_of(arena, "second", "S2B"), id_of(arena, "first", "S2")));
    assert_true(str_eq(id_of(arena, "second", "S9"), id_of(arena, "without", "S9")));
    assert_false(str_eq(id_of(arena, "without", "S1B"), id_of(arena, "first", "S1")));
}

/* target, address and method of the probes, a line each. */
static void assert_probes(const char *path, const char *expected) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer text = {0};
    struct read_options options = {.tmpdir = "."};
    size_t problems;

    assert_int_equal(snapshot_read(path, &options, diagnostics, &snapshot, NULL), ERR_OK);
    (void)diagnostics_groups(diagnostics, &problems);
    assert_int_equal(problems, 0);
    const struct table *table = inventory_table(snapshot_inventory(snapshot), TABLE_PROBES);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_append(&text, row_reader_text(reader, PROBES_TARGET));
        buffer_append_char(&text, '|');
        buffer_append(&text, row_reader_text(reader, PROBES_ADDRESS));
        buffer_append_char(&text, '|');
        buffer_append(&text, row_reader_text(reader, PROBES_METHOD));
        buffer_append_char(&text, '\n');
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}

/* Members of a block have its text, their addresses even untried, and the way where they have one: no two rows are the
 * same. */
static void test_probes_of_blocks(void **state) {
    static const struct hop hops[] = {{STR("gate1"), 2222, STR("audit")}, {STR("gate2"), 22, STR("")}};
    struct target items[] = {
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.1"), .port = 22},
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.2"), .port = 22},
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.1"), .port = 22, .hops = hops, .hop_count = 2},
        {.scope = STR("web"), .address = STR("web"), .port = 22, .is_single = true, .is_excluded = true},
    };
    const struct target_list targets = {.items = items, .count = ARRAY_LEN(items)};
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = true};

    (void)state;
    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    for (size_t i = 0; i < targets.count; i++) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct probe_record record = {.target = i, .outcome = items[i].is_excluded ? PROBE_EXCLUDED : PROBE_NO_ANSWER};
        probe_record_write(&record, NULL, &bytes);
        assert_int_equal(journal_append(journal, buffer_view(&bytes), NULL), ERR_OK);
    }
    assert_int_equal(snapshot_writer_new("blocks", ".", &writer, NULL), ERR_OK);
    assert_int_equal(scan_write_rows(journal, NULL, &targets, NULL, writer, NULL), ERR_OK);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    assert_probes("blocks", "10.0.0.0/30|10.0.0.1|ssh\n"
                            "10.0.0.0/30|10.0.0.1|ssh via audit@gate1:2222,gate2\n"
                            "10.0.0.0/30|10.0.0.2|ssh\n"
                            "web||ssh\n");
}

/* What two machines have in common is said of both, and lists no key of either; of the machine id nothing is kept. */
static void test_clones(void **state) {
    static const struct answer answers[] = {
        {"S1", "00:1b:21:00:00:01", "7000001", "4c4c4544-0046-4810-8057-b3c04f385a31", "00112233445566aa"},
        {"S2", "00:1b:21:00:00:02", "7000001", "44454c4c-4600-1048-8057-b3c04f385a31", "00112233445566aa"},
        {"S3", "00:1b:21:00:00:03", "HW-3", "4c4c4544-0046-4810-8057-b3c04f385a33", "00112233445566bb"}};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str keys, devices;

    (void)state;
    write_scan("clones", answers, ARRAY_LEN(answers), NULL);
    assert_text(cell_of(arena, "clones", "S1", DEVICES_IDENTITY_NOTES),
                "shared uuid;shared asset tag;shared machine id");
    assert_text(cell_of(arena, "clones", "S2", DEVICES_IDENTITY_NOTES),
                "shared uuid;shared asset tag;shared machine id");
    assert_text(cell_of(arena, "clones", "S3", DEVICES_IDENTITY_NOTES), "");
    assert_false(str_eq(id_of(arena, "clones", "S1"), id_of(arena, "clones", "S2")));
    keys = scratch_read("clones/keys.csv");
    devices = scratch_read("clones/devices.csv");
    assert_false(str_contains(keys, STR("7000001")) || str_contains(keys, STR("b3c04f385a31")));
    assert_true(str_contains(keys, STR("hw-3")) && str_contains(keys, STR("b3c04f385a33")));
    assert_false(str_contains(keys, STR("00112233445566")) || str_contains(devices, STR("00112233445566")));
    free((char *)(uintptr_t)keys.p);
    free((char *)(uintptr_t)devices.p);
}

/* --- several views of one machine --- */

struct told {
    enum table_id table;
    unsigned column; /* of that table */
    const char *text;
    bool is_next; /* a new row begins */
};

/* A cell of the devices row; the first cell of a new row of another table; a further cell of it. */
#define DEVICE(COLUMN, TEXT)                                                                                           \
    { TABLE_DEVICES, DEVICES_##COLUMN, TEXT, false }
#define ROW(TABLE, COLUMN, TEXT)                                                                                       \
    { TABLE_##TABLE, TABLE##_##COLUMN, TEXT, true }
#define CELL(TABLE, COLUMN, TEXT)                                                                                      \
    { TABLE_##TABLE, TABLE##_##COLUMN, TEXT, false }

struct seen {
    struct device_keys keys;
    enum probe_outcome outcome;
    const char *complete, *missing, *notes, *address;
    struct told told[20];
};

static void tell(struct observation *observation, const struct told *told) {
    struct observation_row *row = NULL;

    for (; told->text; told++) {
        if (told->table == TABLE_DEVICES) {
            observation_set(observation, told->column, str_from(told->text));
            continue;
        }
        row = told->is_next ? observation_add(observation, told->table) : row;
        assert_non_null(row);
        observation_cell(observation, row, told->column, str_from(told->text));
    }
}

static void append_seen(struct journal *journal, uint64_t target, const struct seen *seen) {
    struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct probe_record record = {.target = target,
                                  .outcome = seen->outcome,
                                  .address = str_from(seen->address),
                                  .complete = str_from(seen->complete),
                                  .missing = str_from(seen->missing),
                                  .notes = str_from(seen->notes ? seen->notes : ""),
                                  .has_device = true,
                                  .keys = seen->keys};
    const struct told own[] = {DEVICE(ADDRESS, seen->address),
                               DEVICE(METHOD, seen->keys.is_snmp ? "snmp" : "ssh"),
                               DEVICE(SECTIONS_MISSING, seen->missing),
                               {0}};

    tell(&observed.observation, own);
    tell(&observed.observation, seen->told);
    probe_record_write(&record, &observed.observation, &bytes);
    assert_int_equal(journal_append(journal, buffer_view(&bytes), NULL), ERR_OK);
    arena_free(observed.arena);
}

/* ORDER: in which the targets answered; those from number SPLIT on in a second journal. */
static void write_seen(const char *path, const struct seen *seen, const size_t *order, size_t count, size_t split) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(journal_free_cleanup) struct journal *second = NULL;
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = true};
    struct target items[16] = {0};
    const struct target_list targets = {.items = items, .count = count};

    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    assert_int_equal(journal_create(AT_FDCWD, "second", STR("head"), &second, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        size_t at = order ? order[i] : i;
        append_seen(i < split ? journal : second, at, &seen[at]);
    }
    assert_int_equal(snapshot_writer_new(path, ".", &writer, NULL), ERR_OK);
    assert_int_equal(scan_write_rows(journal, second, &targets, NULL, writer, NULL), ERR_OK);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(journal_remove(second, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
}

/* The cells of one column, of all rows of the table, in the order of the file. */
static void assert_column(const char *path, enum table_id table_id, unsigned column, const char *expected) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer text = {0};
    struct read_options options = {.tmpdir = "."};

    assert_int_equal(snapshot_read(path, &options, diagnostics, &snapshot, NULL), ERR_OK);
    const struct table *table = inventory_table(snapshot_inventory(snapshot), table_id);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_append_cstr(&text, row > 0 ? "|" : "");
        buffer_append(&text, row_reader_text(reader, column));
    }
    assert_text(buffer_view(&text), expected);
}

#define KEYS(...)                                                                                                      \
    { __VA_ARGS__ }
#define LIT(LITERAL)                                                                                                   \
    { LITERAL, sizeof(LITERAL) - 1 }

/* An agent at the first target, a controller at the second, SSH at the third, once more and whole at the fourth. */
static const struct seen server[] = {
    {KEYS(.manufacturer = LIT("Dell"), .serial = LIT("A1B2C3D"), .hostname = LIT("db1"), .is_snmp = true),
     PROBE_PARTIAL,
     "identity;network;neighbors",
     "packages;logins",
     "agent note;both note",
     "192.0.2.1",
     {DEVICE(SERIAL, "A1B2C3D"), DEVICE(HOSTNAME, "db1-old"), DEVICE(MODEL, "PowerEdge R640"), DEVICE(OS_NAME, "Linux"),
      DEVICE(OS_VERSION, "6.1"), DEVICE(OS_EDITION, "of the agent"), DEVICE(MEMORY_MB, "32000"),
      DEVICE(LOCATION, "rack 7"), DEVICE(IP_ADDRESSES, "2001:DB8:0::1;10.9.9.9;192.0.2.4"),
      ROW(INTERFACES, NAME, "ifIndex 2"), ROW(SOFTWARE, PRODUCT, "software of the agent"),
      ROW(NEIGHBORS, REMOTE_NAME, "switch1"), ROW(COMPONENTS, NAME, "disk, again"),
      CELL(COMPONENTS, SERIAL, "s/n: disk-1"), ROW(COMPONENTS, NAME, "disk, known to the agent"),
      CELL(COMPONENTS, SERIAL, "DISK-2")}},
    {KEYS(.manufacturer = LIT("Dell"), .serial = LIT("A1B2C3D"), .is_snmp = true, .is_management = true),
     PROBE_PARTIAL,
     "identity;memory;network",
     "os;neighbors",
     NULL,
     "192.0.2.2",
     {DEVICE(HOSTNAME, "idrac-A1B2C3D"), DEVICE(MODEL, "PowerEdge R740"), DEVICE(OS_NAME, "iDRAC"),
      DEVICE(FIRMWARE_VERSION, "7.00"), DEVICE(ASSET_TAG, "HW-1"), ROW(INTERFACES, NAME, "of the controller"),
      ROW(COMPONENTS, NAME, "power supply"), CELL(COMPONENTS, SERIAL, "PSU-1"), ROW(COMPONENTS, NAME, "fan"),
      ROW(COMPONENTS, NAME, "disk, once more"), CELL(COMPONENTS, SERIAL, "DISK-2")}},
    {KEYS(.manufacturer = LIT("Dell Inc."), .serial = LIT("A1B2C3D"), .host_key = LIT("k1"), .hostname = LIT("db1")),
     PROBE_PARTIAL,
     "identity;packages",
     "os;network",
     NULL,
     "192.0.2.3",
     {DEVICE(HOSTNAME, "db1"), ROW(SOFTWARE, PRODUCT, "bash"), ROW(ACCOUNTS, USER_ID, "root")}},
    {KEYS(.manufacturer = LIT("Dell Inc."), .serial = LIT("A1B2C3D"), .host_key = LIT("k1"), .hostname = LIT("db1")),
     PROBE_ANSWERED,
     "identity;os;network",
     "packages;memory;disks;logins",
     "both note;ssh note",
     "192.0.2.4",
     {DEVICE(SERIAL, "A1B2C3D"), DEVICE(HOSTNAME, "db1"), DEVICE(OS_NAME, "Debian GNU/Linux"), DEVICE(OS_VERSION, "12"),
      DEVICE(MEMORY_MB, "65536"), DEVICE(IP_ADDRESSES, "192.0.2.4;2001:db8::1"), ROW(INTERFACES, NAME, "eno1"),
      ROW(COMPONENTS, NAME, "disk"), CELL(COMPONENTS, SERIAL, "DISK-1"),
      ROW(COMPONENTS, NAME, "module without a number")}},
};

static void assert_server(const char *path) {
    assert_column(path, TABLE_DEVICES, DEVICES_METHOD, "ssh;snmp");
    assert_column(path, TABLE_DEVICES, DEVICES_ADDRESS, "192.0.2.4");
    assert_column(path, TABLE_DEVICES, DEVICES_IP_ADDRESSES,
                  "192.0.2.4;2001:db8::1;192.0.2.3;10.9.9.9;192.0.2.1;192.0.2.2");
    assert_column(path, TABLE_DEVICES, DEVICES_HOSTNAME, "db1");
    assert_column(path, TABLE_DEVICES, DEVICES_MODEL, "PowerEdge R640");
    assert_column(path, TABLE_DEVICES, DEVICES_OS_NAME, "Debian GNU/Linux");
    assert_column(path, TABLE_DEVICES, DEVICES_OS_EDITION, "");
    assert_column(path, TABLE_DEVICES, DEVICES_MEMORY_MB, "65536");
    assert_column(path, TABLE_DEVICES, DEVICES_LOCATION, "rack 7");
    assert_column(path, TABLE_DEVICES, DEVICES_FIRMWARE_VERSION, "");
    assert_column(path, TABLE_DEVICES, DEVICES_ASSET_TAG, "HW-1");
    /* packages: the partial view by SSH; memory: the controller; neighbors: the agent */
    assert_column(path, TABLE_DEVICES, DEVICES_SECTIONS_MISSING, "disks;logins");
    assert_column(path, TABLE_DEVICES, DEVICES_IDENTITY_NOTES,
                  "both note;ssh note;snmp says hostname: db1-old;snmp says memory_mb: 32000;agent note;"
                  "management controller says model: PowerEdge R740");
    assert_column(path, TABLE_INTERFACES, INTERFACES_NAME, "eno1");
    assert_column(path, TABLE_SOFTWARE, SOFTWARE_PRODUCT, "bash");
    assert_column(path, TABLE_ACCOUNTS, ACCOUNTS_USER_ID, "root");
    assert_column(path, TABLE_NEIGHBORS, NEIGHBORS_REMOTE_NAME, "switch1");
    assert_column(path, TABLE_COMPONENTS, COMPONENTS_NAME,
                  "disk|disk, known to the agent|module without a number|power supply");
}

static const char *const table_files[] = {"devices", "software",  "interfaces", "components", "accounts",
                                          "updates", "neighbors", "probes",     "keys"};

static void assert_same_files(const char *a, const char *b) {
    for (size_t i = 0; i < ARRAY_LEN(table_files); i++) {
        char paths[2][64];
        snprintf(paths[0], sizeof paths[0], "%s/%s.csv", a, table_files[i]);
        snprintf(paths[1], sizeof paths[1], "%s/%s.csv", b, table_files[i]);
        struct str left = scratch_read(paths[0]), right = scratch_read(paths[1]);
        assert_true(str_eq(left, right));
        free((char *)(uintptr_t)left.p);
        free((char *)(uintptr_t)right.p);
    }
}

static void test_views(void **state) {
    static const size_t orders[][4] = {{3, 2, 1, 0}, {1, 3, 0, 2}};

    (void)state;
    write_seen("views", server, NULL, ARRAY_LEN(server), ARRAY_LEN(server));
    assert_server("views");
    /* Whichever answers first, and in whichever of two journals it is, the bytes are the same. */
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        char path[16];
        snprintf(path, sizeof path, "order%zu", i);
        write_seen(path, server, orders[i], ARRAY_LEN(server), 2);
        assert_same_files("views", path);
    }
}

/* One switch at two addresses: the rows of one of them, and no disagreement but the name. */
static void test_agents(void **state) {
    static const struct seen agents[] = {
        {KEYS(.manufacturer = LIT("Cisco"), .serial = LIT("SSI100000AA"), .hostname = LIT("n5k-1"), .is_snmp = true),
         PROBE_PARTIAL,
         "identity;network",
         "neighbors;packages",
         "stack",
         "192.0.2.1",
         {DEVICE(SERIAL, "SSI100000AA"), DEVICE(HOSTNAME, "n5k-1"), DEVICE(OS_NAME, "NX-OS"),
          DEVICE(OS_VERSION, "6.0(2)N2(3)"), ROW(INTERFACES, NAME, "mgmt0"), ROW(INTERFACES, NAME, "Ethernet1/1"),
          ROW(NEIGHBORS, REMOTE_NAME, "lost half"), ROW(COMPONENTS, SERIAL, "FOC1"), ROW(COMPONENTS, SERIAL, "FOC1")}},
        {KEYS(.manufacturer = LIT("Cisco Systems"), .serial = LIT("ssi100000aa"), .is_snmp = true),
         PROBE_PARTIAL,
         "identity;network;neighbors",
         "packages",
         "stack",
         "192.0.2.2",
         {DEVICE(SERIAL, "SSI100000AA"), DEVICE(HOSTNAME, "n5k-1-uk9.example"), DEVICE(OS_NAME, "NX-OS"),
          DEVICE(OS_VERSION, "6.0(2)N2"), ROW(INTERFACES, NAME, "mgmt0"), ROW(INTERFACES, NAME, "Ethernet1/1"),
          ROW(NEIGHBORS, REMOTE_NAME, "leaf1"), ROW(NEIGHBORS, REMOTE_NAME, "leaf2"), ROW(COMPONENTS, SERIAL, "FOC1"),
          ROW(COMPONENTS, SERIAL, "FOC2")}},
    };

    (void)state;
    write_seen("agents", agents, NULL, ARRAY_LEN(agents), ARRAY_LEN(agents));
    assert_column("agents", TABLE_DEVICES, DEVICES_METHOD, "snmp");
    assert_column("agents", TABLE_DEVICES, DEVICES_HOSTNAME, "n5k-1");
    assert_column("agents", TABLE_DEVICES, DEVICES_SECTIONS_MISSING, "packages");
    assert_column("agents", TABLE_DEVICES, DEVICES_IDENTITY_NOTES, "stack;snmp says hostname: n5k-1-uk9.example");
    assert_column("agents", TABLE_INTERFACES, INTERFACES_NAME, "Ethernet1/1|mgmt0");
    assert_column("agents", TABLE_NEIGHBORS, NEIGHBORS_REMOTE_NAME, "leaf1|leaf2");
    assert_column("agents", TABLE_COMPONENTS, COMPONENTS_SERIAL, "FOC1|FOC1");
    assert_column("agents", TABLE_PROBES, PROBES_ADDRESS, "192.0.2.1|192.0.2.2");
}

/* A controller alone is a machine of its own, at as many addresses as it has. */
static void test_controllers(void **state) {
    static const struct seen controllers[] = {
        {KEYS(.manufacturer = LIT("HPE"), .serial = LIT("CZ1"), .is_snmp = true, .is_management = true),
         PROBE_PARTIAL,
         "identity",
         "network",
         NULL,
         "192.0.2.1",
         {DEVICE(HOSTNAME, "ilo1")}},
        {KEYS(.manufacturer = LIT("HP"), .serial = LIT("CZ1"), .is_snmp = true, .is_management = true),
         PROBE_PARTIAL,
         "identity;network",
         "",
         NULL,
         "192.0.2.2",
         {DEVICE(OS_NAME, "iLO 5"), ROW(INTERFACES, NAME, "eth0")}},
    };

    (void)state;
    write_seen("controllers", controllers, NULL, ARRAY_LEN(controllers), ARRAY_LEN(controllers));
    assert_column("controllers", TABLE_DEVICES, DEVICES_HOSTNAME, "ilo1");
    assert_column("controllers", TABLE_DEVICES, DEVICES_OS_NAME, "iLO 5");
    assert_column("controllers", TABLE_DEVICES, DEVICES_SECTIONS_MISSING, "");
    assert_column("controllers", TABLE_INTERFACES, INTERFACES_NAME, "eth0");
}

/* Long and odd texts: a note is cut at a character, and holds no separator; the notes together are bounded. */
static void test_long_notes(void **state) {
    static char serials[16][400], names[16][64];
    static struct seen views[16];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        /* The separator of notes, and then characters of three bytes. */
        snprintf(serials[i], sizeof serials[i], "A;%zu", 10 + i);
        while (strlen(serials[i]) < 300) {
            strcat(serials[i], "あ");
        }
        snprintf(names[i], sizeof names[i], "host%zu", i);
        views[i] =
            (struct seen){.keys = {.mac = STR("00:1b:21:00:00:01"), .engine = STR("80001f8804"), .is_snmp = true},
                          .outcome = PROBE_PARTIAL,
                          .complete = "",
                          .missing = "",
                          .address = "192.0.2.1",
                          .told = {DEVICE(SERIAL, serials[i]), DEVICE(CHASSIS_SERIAL, serials[i]),
                                   DEVICE(MODEL, serials[i]), DEVICE(HOSTNAME, names[i])}};
    }
    write_seen("long", views, NULL, ARRAY_LEN(views), ARRAY_LEN(views));
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str notes = cell_of(arena, "long", serials[0], DEVICES_IDENTITY_NOTES), part;
    size_t count = 0;
    assert_true(notes.n > 4096 && notes.n < 8192);
    assert_int_equal(text_first_invalid(notes), SIZE_MAX);
    while (str_cut(&notes, ';', &part)) {
        assert_true(str_starts_with(part, STR("snmp says ")) && part.n < 300);
        count++;
    }
    assert_true(count > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_previous, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_probes_of_blocks, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_clones, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_views, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_agents, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_controllers, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_long_notes, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
