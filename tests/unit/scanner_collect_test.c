/* The collectors together, and the script itself, run here by every shell that the machine has. */

#include "scanner/collect.h"

#include "tests/unit/support/observed.h"
#include "tests/unit/support/script.h"

#include <sys/wait.h>

#define M SCRIPT_MARKER

#define WHOLE(NAME, BODY)          M " begin " NAME "\n" BODY "\n" M " end " NAME " 0 1\n"
#define FAILED(NAME, BODY, STATUS) M " begin " NAME "\n" BODY "\n" M " end " NAME " " STATUS " 1\n"
#define IDENTITY                                                                                                       \
    WHOLE("system", "kernel=Linux\nrelease=6.1.0") WHOLE("virtual", "vm=none") WHOLE("dmi", "") WHOLE("platform", "")
#define HARDWARE WHOLE("os", "") WHOLE("cpu", "") WHOLE("memory", "") WHOLE("disks", "") WHOLE("network", "")
#define DPKG     "ii \tbash\t5\tamd64\t1\t1700000000\n"
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
                          "sed -n 's/^[a-z]* ok installed\\t//p'",
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

static void check_shell(const char *shell) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    int status;
    struct str output = run_script(observed.arena, shell, &status), complete, missing;
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
    if (access("/var/lib/dpkg/status", R_OK) == 0) {
        assert_true(str_contains(complete, STR("packages")));
        check_packages(&observed);
    }
}

static void test_shells(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
        if (has_shell(shells[i])) {
            check_shell(shells[i]);
        }
    }
}

/* Whatever part of the script arrives, nothing is run until the last line is there. */
static void test_script_cut_off(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str script = collect_script();
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
    struct str output = run(arena, "/bin/sh", collect_script(), &status);

    (void)state;
    assert_int_equal(output.n, 0);
    assert_int_equal(WEXITSTATUS(status), 64);
}

/* What is sent are the files in the source, all of them and nothing else, the frame with the call last; and the digest
 * is what sha256sum says. */
static void test_script_bytes(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str script = collect_script(), frame, sum;
    int status;

    (void)state;
    struct str files = run(arena, "ls " SOURCE_ROOT "/scanner/collect_*.sh", STR_NONE, &status), name, bytes;
    size_t size = 0;
    while (str_cut(&files, '\n', &name) && name.n > 0) {
        assert_int_equal(file_read_all(AT_FDCWD, arena_dup_cstr(arena, name), 1 << 20, arena, &bytes, NULL), ERR_OK);
        assert_true(str_find(script, bytes) >= 0);
        size += bytes.n;
    }
    assert_int_equal(size, script.n);
    assert_int_equal(file_read_all(AT_FDCWD, SOURCE_ROOT "/scanner/collect_posix.sh", 1 << 20, arena, &frame, NULL),
                     ERR_OK);
    assert_true(str_ends_with(script, frame));
    sum = run(arena, "sha256sum", script, &status);
    assert_int_equal(collect_script_sha256().n, 64);
    assert_true(str_starts_with(sum, collect_script_sha256()));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_fallbacks),
        cmocka_unit_test(test_shells),
        cmocka_unit_test(test_script_cut_off),
        cmocka_unit_test(test_script_needs_a_marker),
        cmocka_unit_test(test_script_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
