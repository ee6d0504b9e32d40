/* Whole runs of the collector script on hosts other than Linux: the commands of fixtures/hosts/ stand first in PATH and
 * answer as such a host's do. Every shell that this machine has runs it, and must send the same. */

#include "scanner/collect/section.h"
#include "tests/unit/support/cells.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/script.h"

#define HOST_CELLS_MAX 32

static const struct {
    const char *host, *complete, *missing;
    struct cell cells[HOST_CELLS_MAX];
    size_t interfaces, disks, software, accounts;
} hosts[] = {
    {
        "freebsd",
        "identity;os;cpu;memory;disks;network;packages;logins",
        "",
        {
            {DEVICES_HOSTNAME, "db1.example.jp"},
            {DEVICES_KIND, "server"},
            {DEVICES_VIRTUAL, "no"},
            {DEVICES_MANUFACTURER, "Supermicro"},
            {DEVICES_MODEL, "SYS-5019C-M"},
            {DEVICES_MODEL_NUMBER, ""},
            {DEVICES_SERIAL, "S338084X1203456"},
            {DEVICES_UUID, "00000000-0000-0000-0000-3cecef123456"},
            {DEVICES_CHASSIS_SERIAL, "C5010LI43A01234"},
            {DEVICES_BOARD_SERIAL, "ZM19AS012345"},
            {DEVICES_ASSET_TAG, "A-00117"},
            {DEVICES_FIRMWARE_VERSION, "1.3a"},
            {DEVICES_OS_NAME, "FreeBSD"},
            {DEVICES_OS_VERSION, "13.2-RELEASE-p4"},
            {DEVICES_BOOT_AT, "2026-11-01T11:26:40+09:00"},
            {DEVICES_INSTALLED_AT, "2023-06-01T09:00:00+09:00"},
            {DEVICES_CPU_MODEL, "Intel(R) Xeon(R) E-2236 CPU @ 3.40GHz"},
            {DEVICES_CPU_CORES, "6"},
            {DEVICES_CPU_THREADS, "12"},
            {DEVICES_MEMORY_MB, "32619"}, /* 34,203,344,896 / 2^20 = 32,618.85 */
            {DEVICES_DISK_GB, "960"},     /* twice 480,103,981,056 */
            {DEVICES_MAC_ADDRESSES, "3c:ec:ef:12:34:56;3c:ec:ef:12:34:57"},
            {DEVICES_IP_ADDRESSES, "192.0.2.20;2001:db8::20"},
            {DEVICES_LAST_LOGIN_AT, "2026-11-20T08:59:58+09:00"},
            {DEVICES_LAST_LOGIN_USER, "audit"},
        },
        .interfaces = 4,
        .disks = 2,
        .software = 3,
        .accounts = 2,
    },
    {
        "macos",
        "identity;os;cpu;memory;disks;network;packages;logins",
        "",
        {
            {DEVICES_HOSTNAME, "mac-0042.local"},
            {DEVICES_KIND, "laptop"},
            {DEVICES_VIRTUAL, "no"},
            {DEVICES_MANUFACTURER, "Apple Inc."},
            {DEVICES_MODEL, "MacBook Pro"},
            {DEVICES_MODEL_NUMBER, "MKGP3J/A"},
            {DEVICES_SERIAL, "C02EXAMPLE01"},
            {DEVICES_UUID, "6F0C5A1E-3B7D-5C2E-9A41-0D2B4E6F8A10"},
            {DEVICES_FIRMWARE_VERSION, "10151.121.1"},
            {DEVICES_OS_NAME, "macOS"},
            {DEVICES_OS_VERSION, "14.5"},
            {DEVICES_BOOT_AT, "2026-11-01T11:26:40+09:00"},
            {DEVICES_CPU_MODEL, "Apple M1 Pro"},
            {DEVICES_CPU_SOCKETS, "1"},
            {DEVICES_CORES_PER_SOCKET, "8"},
            {DEVICES_CPU_CORES, "8"},
            {DEVICES_MEMORY_MB, "16384"},
            {DEVICES_DISK_GB, "500"},
            {DEVICES_MAC_ADDRESSES, "f0:18:98:00:00:42"},
            {DEVICES_IP_ADDRESSES, "192.0.2.142;2001:db8::142;198.51.100.7"},
            {DEVICES_LAST_LOGIN_AT, "2026-11-20T08:59:00+09:00"},
            {DEVICES_LAST_LOGIN_USER, "tanaka"},
        },
        .interfaces = 5,
        .disks = 1,
        .software = 4,
        .accounts = 2,
    },
    {
        "aix",
        "identity;os;cpu;memory;disks;network;packages;logins",
        "",
        {
            {DEVICES_HOSTNAME, "erp1"},
            {DEVICES_KIND, "server"},
            {DEVICES_VIRTUAL, "yes"},
            {DEVICES_MANUFACTURER, "IBM"},
            {DEVICES_MODEL, "8286-42A"},
            {DEVICES_SERIAL, ""},
            {DEVICES_CHASSIS_SERIAL, "06A1B2C"},
            {DEVICES_UUID, "3f1c8d5e-0b7a-4c9e-8a21-5d6e7f801234"},
            {DEVICES_FIRMWARE_VERSION, "FW860.50"},
            {DEVICES_OS_NAME, "AIX"},
            {DEVICES_OS_VERSION, "7200-05-03-2148"},
            {DEVICES_INSTALLED_AT, "2018-11-12T00:00:00+09:00"},
            {DEVICES_CPU_MODEL, "PowerPC_POWER8"},
            {DEVICES_CPU_CORES, "2"},
            {DEVICES_CPU_THREADS, "16"},
            {DEVICES_MEMORY_MB, "16384"},
            {DEVICES_DISK_GB, "300"},
            {DEVICES_MAC_ADDRESSES, "6c:ae:8b:01:02:03"},
            {DEVICES_IP_ADDRESSES, "192.0.2.4;192.0.2.5;10.20.0.4"},
            {DEVICES_LAST_LOGIN_AT, "2026-11-20T08:59:58+09:00"},
            {DEVICES_LAST_LOGIN_USER, "audit"},
        },
        .interfaces = 3,
        .disks = 2,
        .software = 4,
        .accounts = 2,
    },
    {
        "openbsd",
        "",
        "identity;os;cpu;memory;disks;network;packages;logins",
        {
            {DEVICES_HOSTNAME, "fw1.example.jp"},
            {DEVICES_KIND, "server"},
            {DEVICES_MANUFACTURER, "PC Engines"},
            {DEVICES_MODEL, "APU2"},
            {DEVICES_SERIAL, ""},
            {DEVICES_OS_NAME, "OpenBSD"},
            {DEVICES_OS_VERSION, "7.4"},
            {DEVICES_CPU_MODEL, "AMD GX-412TC SOC"},
            {DEVICES_CPU_THREADS, "4"},
            {DEVICES_MEMORY_MB, "4063"}, /* 4,259,921,920 / 2^20 = 4,062.58 */
            {DEVICES_MAC_ADDRESSES, "00:0d:b9:00:00:10;00:0d:b9:00:00:11"},
            {DEVICES_IP_ADDRESSES, "198.51.100.7"},
            {DEVICES_LAST_LOGIN_AT, "2026-11-20T08:59:00+09:00"},
        },
        .interfaces = 3,
        .software = 3,
        .accounts = 2,
    },
    {
        "netbsd",
        "",
        "identity;os;cpu;memory;disks;network;packages;logins",
        {
            {DEVICES_MANUFACTURER, "Dell Inc."},
            {DEVICES_MODEL, "PowerEdge R220"},
            {DEVICES_SERIAL, "5XYZ123"},
            {DEVICES_OS_NAME, "NetBSD"},
            {DEVICES_OS_VERSION, "9.3"},
            {DEVICES_CPU_MODEL, "Intel(R) Xeon(R) CPU E3-1220 v3 @ 3.10GHz"},
            {DEVICES_MEMORY_MB, "16312"}, /* 17,104,470,016 / 2^20 = 16,312.09 */
            {DEVICES_MAC_ADDRESSES, "18:66:da:00:00:21"},
            {DEVICES_IP_ADDRESSES, "192.0.2.53;2001:db8::53"},
            {DEVICES_LAST_LOGIN_AT, "2026-11-19T23:59:00Z"},
        },
        .interfaces = 1,
        .software = 2,
        .accounts = 1,
    },
    {
        "solaris",
        "",
        "identity;os;cpu;memory;disks;network;packages;logins",
        {
            {DEVICES_HOSTNAME, "app1"},
            {DEVICES_SERIAL, "AK00123456"},
            {DEVICES_BOOT_AT, "2026-11-01T11:26:40+09:00"},
            {DEVICES_CPU_MODEL, "SPARC-T5 (chipid 0, clock 3600 MHz)"},
            {DEVICES_CPU_SOCKETS, "2"},
            {DEVICES_CORES_PER_SOCKET, "16"},
            {DEVICES_CPU_CORES, "32"},
            {DEVICES_CPU_THREADS, "256"},
            {DEVICES_MEMORY_MB, "523776"},
            {DEVICES_DISK_GB, "600"},
            {DEVICES_MAC_ADDRESSES, "00:10:e0:0a:0b:0c;00:10:e0:0a:0b:0d"},
            {DEVICES_IP_ADDRESSES, "192.0.2.61;192.0.2.62"},
            {DEVICES_LAST_LOGIN_USER, "audit"},
        },
        .interfaces = 2,
        .disks = 1,
        .software = 4,
        .accounts = 1,
    },
    {
        "hpux",
        "",
        "identity;os;cpu;memory;disks;network;packages;logins",
        {
            {DEVICES_HOSTNAME, "old1"},
            {DEVICES_MANUFACTURER, "HP"},
            {DEVICES_MODEL, "hp server rx2660"},
            {DEVICES_SERIAL, "SGH4812345"},
            {DEVICES_UUID, ""},
            {DEVICES_OS_NAME, "HP-UX"},
            {DEVICES_OS_VERSION, "B.11.31"},
            {DEVICES_OS_EDITION, "HPUX11i-OE-Ent"},
            {DEVICES_CPU_MODEL, "Intel(R) Itanium 2 9100 series"},
            {DEVICES_CPU_SOCKETS, "2"},
            {DEVICES_CPU_THREADS, "4"},
            {DEVICES_MEMORY_MB, "16366"},
            {DEVICES_MAC_ADDRESSES, "00:1e:0b:00:00:01;00:1e:0b:00:00:02"},
            {DEVICES_IP_ADDRESSES, "192.0.2.71;192.0.2.72"},
            {DEVICES_LAST_LOGIN_USER, "audit"},
        },
        .interfaces = 2,
        .disks = 1,
        .software = 2,
        .accounts = 1,
    },
    {
        "esxi",
        "",
        "identity;os;cpu;memory;disks;network;packages;logins;guests",
        {
            {DEVICES_HOSTNAME, "esx1.example.jp"},
            {DEVICES_KIND, "server"},
            {DEVICES_VIRTUAL, "no"},
            {DEVICES_MANUFACTURER, "Dell Inc."},
            {DEVICES_MODEL, "PowerEdge R640"},
            {DEVICES_SERIAL, "4QH5J22"},
            {DEVICES_UUID, "4c4c4544-0051-4810-8035-b4c04f4a3232"},
            {DEVICES_ASSET_TAG, "B-00301"},
            {DEVICES_OS_NAME, "VMware ESXi"},
            {DEVICES_OS_VERSION, "8.0.2 build-22380479"},
            {DEVICES_INSTALLED_AT, "2023-10-05T01:02:03Z"},
            {DEVICES_CPU_MODEL, "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz"},
            {DEVICES_CPU_SOCKETS, "2"},
            {DEVICES_CORES_PER_SOCKET, "16"},
            {DEVICES_CPU_CORES, "32"},
            {DEVICES_CPU_THREADS, "64"},
            {DEVICES_MEMORY_MB, "393094"}, /* 412,188,639,232 / 2^20 = 393,093.72 */
            {DEVICES_DISK_GB, "480"},      /* 457,862 times 2^20 */
            {DEVICES_MAC_ADDRESSES, "d0:94:66:00:00:01;d0:94:66:00:00:02"},
            {DEVICES_IP_ADDRESSES, "192.0.2.81"},
        },
        .interfaces = 3,
        .disks = 2,
        .software = 2,
    },
};

static struct str run_host(struct arena *arena, const char *host, const char *shell) {
    struct str command =
        arena_printf(arena, "PATH=" SOURCE_ROOT "/fixtures/hosts/%s/bin:$PATH %s 2>/dev/null", host, shell);
    int status;
    struct str output = run_script(arena, arena_dup_cstr(arena, command), true, &status);

    assert_int_equal(status, 0);
    return output;
}

static void read_host(struct observed *observed, struct str output, struct str *ret_complete, struct str *ret_missing) {
    struct section_list list;

    assert_int_equal(section_split(output, STR(SCRIPT_MARKER), observed->arena, &list, NULL), ERR_OK);
    assert_true(list.is_done);
    collect_all(&list, &observed->observation, ret_complete, ret_missing);
}

static void check_host(size_t index, const char *shell) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str complete, missing;

    print_message("%s, %s\n", hosts[index].host, shell);
    read_host(&observed, run_host(observed.arena, hosts[index].host, shell), &complete, &missing);
    assert_text(complete, hosts[index].complete);
    assert_text(missing, hosts[index].missing);
    for (size_t i = 0; i < HOST_CELLS_MAX && hosts[index].cells[i].text; i++) {
        assert_device(&observed, hosts[index].cells[i].column, hosts[index].cells[i].text);
    }
    assert_int_equal(observed_count(&observed, TABLE_INTERFACES), hosts[index].interfaces);
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), hosts[index].disks);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), hosts[index].software);
    assert_int_equal(observed_count(&observed, TABLE_ACCOUNTS), hosts[index].accounts);
}

static void test_hosts(void **state) {
    (void)state;
    for (size_t shell = 0; shell < ARRAY_LEN(shells); shell++) {
        for (size_t i = 0; has_shell(shells[shell]) && i < ARRAY_LEN(hosts); i++) {
            check_host(i, shells[shell]);
        }
    }
}

static void check_note(const char *host, const char *note) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str complete, missing;

    read_host(&observed, run_host(observed.arena, host, "/bin/sh"), &complete, &missing);
    if (!str_contains(observed.observation.notes, str_from(note))) {
        fail_msg("%s: no \"%s\" in \"%.*s\"", host, note, STR_FMT(observed.observation.notes));
    }
}

/* What people must know who compare: serial numbers that are not the machine's own, or not to be had. */
static void test_notes(void **state) {
    (void)state;
    check_note("aix", "chassis serial of the frame");
    check_note("aix", "LPAR 3 of frame 06A1B2C");
    check_note("openbsd", "serial needs privilege");
}

/* Whatever the script had sent when the connection broke off: what counts as whole is whole, and else it is missing. */
static void test_cut_off(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct str output = run_host(arena, hosts[i].host, "/bin/sh");
        for (size_t n = 0; n < output.n; n += 97) {
            CLEANUP(observed_done) struct observed observed = observed_new();
            struct section_list list;
            struct str complete, missing;
            assert_int_equal(section_split(str_sub(output, 0, n), STR(SCRIPT_MARKER), observed.arena, &list, NULL),
                             ERR_OK);
            collect_all(&list, &observed.observation, &complete, &missing);
            size_t software = observed_count(&observed, TABLE_SOFTWARE);
            bool is_whole = str_contains(complete, STR("packages"));
            assert_true(is_whole ? software == hosts[i].software : str_contains(missing, STR("packages")));
        }
    }
}

/* Bytes changed, dropped and doubled anywhere but in the marker lines: whatever comes of it, it is text that a snapshot
 * can hold, and nothing is read or written where it should not be. */
static void mutate(char *bytes, size_t size, size_t edits) {
    static const char interesting[] = "\n\t :;=<>()/-0\xff,.\"{}[]";

    for (size_t i = 0; i < edits; i++) {
        size_t at = (size_t)random() % size;
        size_t from = (size_t)random() % size, n = (size_t)random() % 64;
        if (random() % 2) {
            bytes[at] = interesting[(size_t)random() % (sizeof(interesting) - 1)];
        } else if (at + n < size && from + n < size) {
            memmove(bytes + at, bytes + from, n);
        }
    }
}

static void test_mutations(void **state) {
    long rounds = test_count("hosts_mutations");

    (void)state;
    srandom((unsigned)test_seed());
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct str output = run_host(arena, hosts[i].host, "/bin/sh");
        for (long round = 0; round < rounds; round++) {
            CLEANUP(observed_done) struct observed observed = observed_new();
            struct section_list list;
            struct str complete, missing;
            assert_int_equal(section_split(output, STR(SCRIPT_MARKER), observed.arena, &list, NULL), ERR_OK);
            for (size_t n = 1; n < list.count; n++) { /* the first says which system it is */
                char *copy = arena_dup_cstr(observed.arena, list.items[n].body);
                if (list.items[n].body.n > 0) {
                    mutate(copy, list.items[n].body.n, (size_t)random() % 8);
                }
                list.items[n].body.p = copy;
            }
            collect_all(&list, &observed.observation, &complete, &missing);
            assert_device(&observed, DEVICES_SECTIONS_MISSING, arena_dup_cstr(observed.arena, missing));
        }
    }
}

/* A command that does not come back is ended where the system has no timeout of its own, and the part is unknown. */
static void test_no_timeout(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str script = collect_script_for(HOST_POSIX), output;
    ptrdiff_t call = str_find(script, STR("\ncollect_main </dev/null"));
    int status;

    (void)state;
    assert_true(call > 0);
    struct str test = arena_printf(arena,
                                   "%.*s\ntimeout_option=none\n"
                                   "bounded 1 sleep 60; echo \"hung $?\"\n"
                                   "bounded 60 sh -c 'echo out; exit 3'; echo \"status $?\"\n"
                                   "text=$(bounded 60 sh -c 'echo in; exit 4'); echo \"status $? $text\"\n",
                                   STR_FMT(str_sub(script, 0, (size_t)call)));
    for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
        if (has_shell(shells[i])) {
            output = run(arena, shells[i], test, &status);
            print_message("%s: %.*s", shells[i], STR_FMT(output));
            /* 128 and SIGTERM, or in ksh93 256 and SIGTERM */
            assert_true(str_starts_with(output, STR("hung 143\nout\nstatus 3\nstatus 4 in\n")) ||
                        str_starts_with(output, STR("hung 271\nout\nstatus 3\nstatus 4 in\n")));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts),     cmocka_unit_test(test_notes),      cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_mutations), cmocka_unit_test(test_no_timeout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
