/* The collectors together, and the script itself, run here by every shell that the machine has. */

#include "scanner/collect/collect.h"

#include "tests/unit/support/observed.h"
#include "tests/unit/support/script.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define M SCRIPT_MARKER

#define WHOLE(NAME, BODY)          M " begin " NAME "\n" BODY "\n" M " end " NAME " 0 1\n"
#define FAILED(NAME, BODY, STATUS) M " begin " NAME "\n" BODY "\n" M " end " NAME " " STATUS " 1\n"
#define IDENTITY                                                                                                       \
    WHOLE("system", "kernel=Linux\nrelease=6.1.0") WHOLE("virtual", "vm=none") WHOLE("dmi", "") WHOLE("platform", "")
#define HARDWARE WHOLE("os", "") WHOLE("cpu", "") WHOLE("memory", "") WHOLE("disks", "") WHOLE("network", "")
#define DPKG     "ii \tbash\t5\tamd64\t1\t1700000000\n"
#define SNAP     "firefox 122.0-2 3779 latest/stable mozilla -\n"
#define UPDATES  "now=1700180000\nmetadata=1700000000\n"
#define DONE     M " done\n"

static const struct {
    const char *what;
    struct str output;
    const char *complete, *missing;
} cases[] = {
    {"everything", STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", ""},
    {"two package managers", STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("rpm", "") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", ""},
    {"no package manager that we know", STR(IDENTITY HARDWARE WHOLE("logins", "") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"the package list ran out of time", STR(IDENTITY HARDWARE WHOLE("logins", "") FAILED("dpkg", DPKG, "124") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"one of two package lists failed",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) FAILED("rpm", "", "1") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"a package list without a package", STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", "bash 5\n") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"what may be empty beside a package list",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("snap", "") WHOLE("flatpak", "") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", ""},
    {"snap failed",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) FAILED("snap", "error: no answer", "1") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"flatpak ran out of time",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) FAILED("flatpak", "", "124") DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"snaps do not make up for a package list without a package",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", "bash 5\n") WHOLE("snap", SNAP) DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"snaps alone are not the packages", STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("snap", SNAP) DONE),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"updates are known to be none",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("updates_apt", UPDATES) DONE),
     "identity;os;cpu;memory;disks;network;packages;logins;updates", ""},
    {"the question for updates ran out of time",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) FAILED("updates_apt", UPDATES, "124") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", "updates"},
    {"updates of nobody knows when",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("updates_apt", "now=1700180000") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", "updates"},
    {"guests are known to be none",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("guests_libvirt", "") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins;guests", ""},
    {"one of two lists of guests is not whole",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("guests_libvirt", "")
             FAILED("guests_xen", "", "1") DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", "guests"},
    {"cut off where another list of guests could follow",
     STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG) WHOLE("guests_libvirt", "")),
     "identity;os;cpu;memory;disks;network;logins", "packages;guests"},
    {"cut off in the package list", STR(IDENTITY HARDWARE WHOLE("logins", "") M " begin dpkg\n" DPKG),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"cut off where another package list could follow", STR(IDENTITY HARDWARE WHOLE("logins", "") WHOLE("dpkg", DPKG)),
     "identity;os;cpu;memory;disks;network;logins", "packages"},
    {"no sudo for dmidecode is no gap of its own",
     STR(IDENTITY HARDWARE FAILED("dmidecode", "", "1") WHOLE("logins", "") WHOLE("dpkg", DPKG) DONE),
     "identity;os;cpu;memory;disks;network;packages;logins", ""},
    {"nothing at all", STR("login failed\n"), "", "identity;os;cpu;memory;disks;network;packages;logins"},
};

static struct section_list split(struct arena *arena, struct str output) {
    struct section_list list = {0};

    assert_int_equal(section_split(output, STR(M), arena, &list, NULL), ERR_OK);
    return list;
}

static void test_parts(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct section_list list = split(observed.arena, cases[i].output);
        struct str complete, missing;

        print_message("%s\n", cases[i].what);
        collect_all(&list, &observed.observation, &complete, &missing);
        assert_text(complete, cases[i].complete);
        assert_text(missing, cases[i].missing);
        assert_device(&observed, DEVICES_SECTIONS_MISSING, cases[i].missing);
    }
}

static void test_fallbacks(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct section_list list = split(observed.arena, STR(IDENTITY DONE));
    struct str complete, missing;

    (void)state;
    collect_all(&list, &observed.observation, &complete, &missing);
    assert_device(&observed, DEVICES_OS_NAME, "Linux");
    assert_device(&observed, DEVICES_OS_VERSION, "6.1.0");
    assert_device(&observed, DEVICES_KIND, "server");
}

static size_t count_lines(struct str text) {
    size_t count = 0;

    for (size_t i = 0; i < text.n; i++) {
        count += text.p[i] == '\n';
    }
    return count;
}

/* dpkg-query's own list, asked for in another way than the script does, against the rows. */
static void check_packages(const struct observed *observed) {
    int status;
    struct str list = run(observed->arena,
                          "dpkg-query -W -f='${Status}\\t${Package}\\t${Version}\\t${Architecture}\\n' | "
                          "sed -n -E 's/^[a-z]* ok (installed|triggers-awaited|triggers-pending)\\t//p'",
                          STR_NONE, &status);
    struct str line;
    size_t i = 0;

    assert_int_equal(observed_count(observed, TABLE_SOFTWARE), count_lines(list));
    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        if (row->table != TABLE_SOFTWARE) {
            continue;
        }
        assert_true(str_cut(&list, '\n', &line));
        assert_text(arena_printf(observed->arena, "%.*s\t%.*s\t%.*s", STR_FMT(row->cells[SOFTWARE_PRODUCT]),
                                 STR_FMT(row->cells[SOFTWARE_VERSION]), STR_FMT(row->cells[SOFTWARE_ARCH])),
                    arena_printf(observed->arena, "%.*s", STR_FMT(line)).p);
        i++;
    }
    assert_true(i > 0);
}

static void check_shell(const char *shell, bool asks_updates) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    int status;
    struct str output = run_script(observed.arena, shell, asks_updates, &status), complete, missing;
    struct section_list list = split(observed.arena, output);
    char hostname[256] = "";

    print_message("%s: %zu bytes\n", shell, output.n);
    assert_int_equal(status, 0);
    assert_true(list.is_done);
    collect_all(&list, &observed.observation, &complete, &missing);
    assert_int_equal(gethostname(hostname, sizeof hostname - 1), 0);
    assert_true(str_starts_with(observation_get(&observed.observation, DEVICES_HOSTNAME), str_from(hostname)));
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.items[i].is_complete);
    }
    assert_true(str_contains(complete, STR("identity;os;cpu;memory")));
    assert_int_equal(section_find(&list, "upkeep") != NULL, asks_updates);
    /* a serial number, or why there is none */
    assert_true(observation_get(&observed.observation, DEVICES_SERIAL).n > 0 ||
                str_contains(observed.observation.notes, STR("serial")));
    if (access("/var/lib/dpkg/status", R_OK) == 0) {
        assert_true(str_contains(complete, STR("packages")));
        check_packages(&observed);
    }
}

static void test_shells(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
        if (has_shell(shells[i])) {
            check_shell(shells[i], i == 0);
        }
    }
}

#define RAID "marker=m; now_ms() { now=0; }; find_controller() { controller=megaraid_sas; }; "

/* One function of the script, where programs answer as they do elsewhere. */
static const struct {
    const char *what, *program, *answer; /* the program's name, and what it does */
    const char *call;
    const char *output;
    int status;
} functions[] = {
    {"snaps", "snap", "echo 'a 1 2 stable me -'; echo warning >&2", "collect_snap", "a 1 2 stable me -\nwarning\n", 0},
    {"no snaps", "snap", "echo \"No snaps are installed yet. Try 'snap install hello-world'.\" >&2; exit 1",
     "collect_snap", "", 0},
    {"snap does not answer", "snap", "echo 'error: cannot list snaps' >&2; exit 1", "collect_snap",
     "error: cannot list snaps\n", 1},
    {"flatpaks", "flatpak", "echo \"$*\" | sed 's/ --system//'", "user_id=0; collect_flatpak",
     "list --app --columns=application,version,branch,installation\n", 0},
    {"a restart", "needs-restarting", "echo 'Reboot is required to fully utilize these updates.'; exit 1",
     "user_id=0; any() { return 1; }; collect_upkeep", "restart=required\n", 0},
    {"no restart", "needs-restarting", "echo 'Reboot should not be necessary.'",
     "user_id=0; any() { return 1; }; collect_upkeep", "", 0},
    {"only root asks dnf", "needs-restarting", "echo 'Reboot is required'",
     "user_id=1000; has_dnf_metadata() { return 0; }; collect_upkeep", "denied=updates\n", 0},
    {"who is there does not make the logins whole", "who", "echo 'sato tty1 Nov 23 08:00'",
     "has() { [ \"$1\" = who ]; }; collect_logins >/dev/null", "", 1},
    {"a source that fails", "lastlog", "echo 'lastlog: cannot open' >&2; exit 1",
     "has() { [ \"$1\" = lastlog ]; }; collect_logins >/dev/null", "", 1},
    {"a source that answers", "lastlog", "exit 0", "has() { [ \"$1\" = lastlog ]; }; collect_logins >/dev/null", "", 0},
    {"a program that hangs", "snap", "exec sleep 60", "bounded() { shift; timeout 0.1 \"$@\"; }; collect_snap", "\n",
     1},
    {"disks behind a controller", "storcli64", "echo \"$*\"", RAID "user_id=0; linux_raid",
     "m begin storcli\n/call/eall/sall show all J nolog\n\nm end storcli 0 0\n", 0},
    {"the same by smartctl", "smartctl",
     "case $1 in --scan) echo '/dev/bus/0 -d megaraid,8 # x'; echo '/dev/sda -d scsi # y' ;; *) echo \"$*\" ;; esac",
     RAID "user_id=0; linux_raid",
     "m begin smartctl\ndevice=megaraid,8\n-i -d megaraid,8 /dev/bus/0\n\nm end smartctl 0 0\n", 0},
    {"the same without privilege", "smartctl", "exit 1", RAID "user_id=1000; may_cat=0; linux_raid",
     "m begin raid\ncontroller=megaraid_sas\nlacks=privilege\n\nm end raid 0 0\n", 0},
    {"sudo refuses", "sudo", "echo 'sudo: a password is required' >&2; exit 1",
     RAID "user_id=1000; may_cat=1; has() { [ \"$1\" = smartctl ]; }; linux_raid",
     "m begin smartctl\n\nm end smartctl 1 0\nm begin raid\ncontroller=megaraid_sas\nlacks=privilege\n\nm end raid 0 "
     "0\n",
     0},
    {"no controller", "smartctl", "echo called", "find_controller() { controller=; }; linux_raid", "", 0},
    {"guests of libvirt without privilege, and nothing that people wrote of them", "virsh",
     "case $* in *--all*) echo 6f1d; echo 6f1e; echo ;; *paused*) echo 6f1e; echo ;; "
     "'-q -r -c qemu:///system dumpxml 6f1d; dumpxml 6f1e') echo \"<domain type='kvm' id='3'>\"; echo "
     "'<name>a</name>'; "
     "echo '<description>b</description>'; echo '</domain>'; echo '<domain >'; echo '</domain>' ;; esac",
     "user_id=1000; collect_guests_libvirt",
     "paused=6f1e\n<domain type='kvm' id='3'>\n<name>a</name>\n</domain>\n<domain >\n</domain>\n", 0},
    {"one of them is not told", "virsh",
     "case $* in *--all*) echo 6f1d; echo 6f1e ;; *dumpxml*) echo '</domain>' ;; esac",
     "user_id=1000; collect_guests_libvirt", "</domain>\n", 1},
    {"libvirt without guests", "virsh", "case $* in *dumpxml*) echo called ;; *) echo ;; esac",
     "user_id=1000; collect_guests_libvirt", "", 0},
    {"a virsh that knows no UUIDs", "virsh", "echo 'error: option --uuid' >&2; exit 1",
     "user_id=1000; collect_guests_libvirt", "", 1},
    {"guests of Xen are never all", "xl", "echo \"$*\"", "collect_guests_xen", "list -v\n", 1},
    {"guests of Proxmox are root's to read", "qm", "exit 1", "user_id=1000; collect_guests_proxmox", "denied=guests\n",
     1},
    {"others have guests beside a list", "virsh", "exit 0",
     "marker=m; now_ms() { now=0; }; guest_lists() { lists=guests_xen; }; find_other_guests() { others=' a b'; }; "
     "collect_guests_xen() { echo x; }; linux_guests",
     "m begin guests_xen\nx\n\nm end guests_xen 0 0\nm begin guests_other\nother=a\nother=b\n\nm end guests_other 1 "
     "0\n",
     0},
    {"others have guests, and there is no list", "virsh", "exit 0",
     "marker=m; guest_lists() { lists=; }; find_other_guests() { others=a; }; linux_guests", "", 0},
    {"guests of ESXi, without annotations", "vim-cmd",
     "echo 'Vmid  Name  File  Guest OS  Version  Annotation'; "
     "echo '12    a b   [d 1] a b/a.vmx   otherGuest   vmx-08   the password'; echo '13 is another line of it'",
     "grep() { for last; do :; done; echo \"$last\"; }; esxi_guests",
     "guest=12    a b   [d 1] a b/a.vmx   otherGuest   vmx-08\n/vmfs/volumes/d 1/a b/a.vmx\n", 0},
    {"a file of apk", "apk", "exit 1", "apk_installed=" SOURCE_ROOT "/tests/unit/support/apk-installed; collect_apk",
     "P:musl\nV:1.2.4-r2\nA:x86_64\n\nP:zlib\nV:1.3.1-r0\nA:x86_64\n\n", 0},
};

static void make_program(const char *directory, const char *name, const char *answer) {
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", answer);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
}

/* The script without its last line, which is what runs it, and a call of the function. */
static struct str run_function(struct arena *arena, const char *directory, const char *call, int *ret_status) {
    struct str script = collect_script_for(HOST_POSIX);
    ptrdiff_t end = str_find(script, STR("\ncollect_main </dev/null"));
    char command[256];

    assert_true(end > 0);
    snprintf(command, sizeof command, "PATH=%s:$PATH /bin/sh 2>/dev/null", directory);
    return run(arena, command, arena_printf(arena, "%.*s\ntimeout_option=\n%s\n", (int)end, script.p, call),
               ret_status);
}

static void test_functions(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    int status;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        char directory[] = "/tmp/genkyo-collect-XXXXXX", path[256];

        print_message("%s\n", functions[i].what);
        assert_non_null(mkdtemp(directory));
        make_program(directory, functions[i].program, functions[i].answer);
        struct str output = run_function(arena, directory, functions[i].call, &status);
        snprintf(path, sizeof path, "%s/%s", directory, functions[i].program);
        unlink(path);
        rmdir(directory);
        assert_text(output, functions[i].output);
        assert_int_equal(WEXITSTATUS(status), functions[i].status);
    }
}

/* Whatever part of the script arrives, nothing is run until the last line is there. */
static void test_script_cut_off(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str script = collect_script_for(HOST_POSIX);
    int status;

    (void)state;
    for (size_t n = 0; n + 30 < script.n; n += script.n / 7) {
        struct str part = str_sub(script, 0, n);
        struct str input = arena_printf(arena, "GENKYO_MARKER=" M "\n%.*s", STR_FMT(part));
        struct str output = run(arena, "/bin/sh 2>/dev/null", input, &status);
        assert_int_equal(output.n, 0);
    }
}

static void test_script_needs_a_marker(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    int status;
    struct str output = run(arena, "/bin/sh", collect_script_for(HOST_POSIX), &status);

    (void)state;
    assert_int_equal(output.n, 0);
    assert_int_equal(WEXITSTATUS(status), 64);
}

/* What is sent are the files in the source, all of them and nothing else, the frame with the call last; and the digest
 * is what sha256sum says. */
static void test_script_bytes(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str script = collect_script_for(HOST_POSIX), frame, sum;
    int status;

    (void)state;
    struct str files = run(arena, "ls " SOURCE_ROOT "/scanner/collect/scripts/*.sh", STR_NONE, &status), name, bytes;
    size_t size = 0;
    while (str_cut(&files, '\n', &name) && name.n > 0) {
        assert_int_equal(file_read_all(AT_FDCWD, arena_dup_cstr(arena, name), 1 << 20, arena, &bytes, NULL), ERR_OK);
        assert_true(str_find(script, bytes) >= 0);
        size += bytes.n;
    }
    assert_int_equal(size, script.n);
    assert_int_equal(
        file_read_all(AT_FDCWD, SOURCE_ROOT "/scanner/collect/scripts/posix.sh", 1 << 20, arena, &frame, NULL), ERR_OK);
    assert_true(str_ends_with(script, frame));
    sum = run(arena, "sha256sum", script, &status);
    assert_int_equal(collect_script_sha256_for(HOST_POSIX).n, 64);
    assert_true(str_starts_with(sum, collect_script_sha256_for(HOST_POSIX)));
}

/* The digest of all scripts is that of their bytes in the order of enum host_system. */
static void test_digest_of_all(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str posix = collect_script_for(HOST_POSIX), windows = collect_script_for(HOST_WINDOWS), sum;
    int status;

    (void)state;
    sum = run(arena, "sha256sum", windows, &status);
    assert_true(str_starts_with(sum, collect_script_sha256_for(HOST_WINDOWS)));
    sum = run(arena, "sha256sum", arena_printf(arena, "%.*s%.*s", STR_FMT(posix), STR_FMT(windows)), &status);
    assert_int_equal(collect_script_sha256().n, 64);
    assert_true(str_starts_with(sum, collect_script_sha256()));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),          cmocka_unit_test(test_fallbacks),
        cmocka_unit_test(test_shells),         cmocka_unit_test(test_functions),
        cmocka_unit_test(test_script_cut_off), cmocka_unit_test(test_script_needs_a_marker),
        cmocka_unit_test(test_script_bytes),   cmocka_unit_test(test_digest_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
