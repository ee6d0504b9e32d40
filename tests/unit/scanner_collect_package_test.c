/* Package lists that are read from files or from programs with lists of their own: dpkg's files, apk, pacman, snap,
 * flatpak. */

#include "scanner/collect/software/package.h"

#include "scanner/collect/software/apk.h"
#include "scanner/collect/software/dpkg_status.h"
#include "scanner/collect/software/flatpak.h"
#include "scanner/collect/software/pacman.h"
#include "scanner/collect/software/snap.h"
#include "tests/unit/support/observed.h"

typedef void collect_function(struct str body, struct observation *observation);

struct expected {
    const char *product, *version, *arch, *vendor, *installed_on, *location;
};

/* 1700000000 is 2023-11-14T22:13:20Z */
static const struct {
    const char *what;
    collect_function *collect;
    struct str body;
    const char *source;
    struct expected rows[3]; /* up to the first without a product */
} cases[] = {
    {"apk",
     collect_apk,
     STR("P:busybox\nV:1.36.1-r5\nA:x86_64\n\nP:musl\nV:1.2.4-r2\nA:x86_64\n\n"),
     "apk",
     {{"busybox", "1.36.1-r5", "x86_64", "", "", ""}, {"musl", "1.2.4-r2", "x86_64", "", "", ""}}},
    {"the last line without its end, blank lines between",
     collect_apk,
     STR("\n\nP:musl\nV:1.2.4-r2\n\n\n\nP:zlib\nV:1.3"),
     "apk",
     {{"musl", "1.2.4-r2", "", "", "", ""}, {"zlib", "1.3", "", "", "", ""}}},
    {"cut off before the version",
     collect_apk,
     STR("P:musl\nV:1.2.4-r2\n\nP:zlib\n"),
     "apk",
     {{"musl", "1.2.4-r2", "", "", "", ""}}},
    {"the first value of a key counts",
     collect_apk,
     STR("P:a\nV:1\nP:b\nV:2\n :P:c\n\tV:3\n"),
     "apk",
     {{"a", "1", "", "", "", ""}}},
    {"no paragraphs",
     collect_apk,
     STR("grep: /lib/apk/db/installed: Permission denied\n::\n:\nP\n\xff\n"),
     "apk",
     {{0}}},
    {"dpkg's file",
     collect_dpkg_status,
     STR("Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b7\n\n"
         "Package: vlc-nox\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 2.2.2\n\n"
         "Package: half\nStatus: install ok half-installed\nVersion: 1\n\n"
         "Package: kept\nStatus: hold ok installed\nVersion: 1:2\n\n"
         "Package: man-db\nStatus: install ok triggers-pending\nVersion: 2\n"),
     "dpkg",
     {{"bash", "5.2.15-2+b7", "amd64", "", "", ""}, {"kept", "1:2", "", "", "", ""}, {"man-db", "2", "", "", "", ""}}},
    {"the file of an image without dpkg",
     collect_dpkg_status,
     STR("Package: base-files\nVersion: 12.4\nArchitecture: arm64\n"),
     "dpkg",
     {{"base-files", "12.4", "arm64", "", "", ""}}},
    {"pacman's files",
     collect_pacman,
     STR("%NAME%\nbash\n\n%VERSION%\n5.2.026-2\n\n%ARCH%\nx86_64\n\n%INSTALLDATE%\n1700000000\n\n"
         "%NAME%\nzlib\n\n%VERSION%\n1:1.3.1-1\n\n%ARCH%\nx86_64\n"),
     "pacman",
     {{"bash", "5.2.026-2", "x86_64", "", "2023-11-14", ""}, {"zlib", "1:1.3.1-1", "x86_64", "", "", ""}}},
    {"keys that we do not ask for",
     collect_pacman,
     STR("%NAME%\nbash\n\n%PROVIDES%\nsh\n\n%VERSION%\n5.2\n\n%DEPENDS%\nreadline\nglibc\n"),
     "pacman",
     {{"bash", "5.2", "", "", "", ""}}},
    {"cut off in a key",
     collect_pacman,
     STR("%NAME%\nbash\n\n%VERSION%\n5.2\n\n%NAME%\nzlib\n\n%VERS"),
     "pacman",
     {{"bash", "5.2", "", "", "", ""}}},
    {"a version before a name belongs to nothing",
     collect_pacman,
     STR("%VERSION%\n5.2\n\n%NAME%\nbash\n\n"),
     "pacman",
     {{0}}},
    {"pacman's query",
     collect_pacman,
     STR("Name            : bash\nVersion         : 5.2-1\nDescription     : The shell\nArchitecture    : x86_64\n"
         "Optional Deps   : x: y\n                  Name: z\nInstall Date    : Tue Nov 14 22:13:21 2023\n\n"),
     "pacman",
     {{"bash", "5.2-1", "x86_64", "", "2023-11-14", ""}}},
    {"snaps",
     collect_snap,
     STR("Name      Version    Rev    Tracking         Publisher    Notes\n"
         "core22    20240111   1122   latest/stable    canonical**  base\n"
         "core18    20230901   2796   latest/stable    canonical**  base,disabled\n"
         "core      16-2.60    16202  latest/stable    canonical**  core\n"
         "firefox   122.0-2    3779   latest/stable/.. mozilla*     -\n"
         "mine      0.1        x1     -                -            devmode\n"
         "snapd     2.61.1     20671  latest/stable    canonical**  snapd\n"),
     "snap",
     {{"firefox", "122.0-2", "", "mozilla", "", ""}, {"mine", "0.1", "", "", "", ""}}},
    {"a snap that is cut off",
     collect_snap,
     STR("firefox   122.0-2    3779   latest/stable    mozilla*\n"),
     "snap",
     {{0}}},
    {"what snap says instead",
     collect_snap,
     STR("error: cannot list snaps: cannot communicate with server: Get \"http://localhost/v2/snaps\"\n"),
     "snap",
     {{0}}},
    {"flatpaks",
     collect_flatpak,
     STR("org.gimp.GIMP\t2.10.36\tstable\tsystem\norg.gimp.GIMP\t2.10.34\tstable\tuser\norg.example."
         "Plain\t\tmaster\tsystem\n"),
     "flatpak",
     {{"org.gimp.GIMP", "2.10.36", "", "", "", "system"},
      {"org.gimp.GIMP", "2.10.34", "", "", "", "user"},
      {"org.example.Plain", "master", "", "", "", "system"}}},
    {"a flatpak that is cut off", collect_flatpak, STR("org.gimp.GIMP\t2.10.36\tstab"), "flatpak", {{0}}},
};

static void check_row(const struct observation_row *row, const struct expected *expected, const char *source) {
    assert_text(row->cells[SOFTWARE_PRODUCT], expected->product);
    assert_text(row->cells[SOFTWARE_VERSION], expected->version);
    assert_text(row->cells[SOFTWARE_ARCH], expected->arch);
    assert_text(row->cells[SOFTWARE_VENDOR], expected->vendor);
    assert_text(row->cells[SOFTWARE_INSTALLED_ON], expected->installed_on);
    assert_text(row->cells[SOFTWARE_LOCATION], expected->location);
    assert_text(row->cells[SOFTWARE_SOURCE], source);
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(cases[i].collect, cases[i].body);
        size_t count = 0;

        print_message("%s\n", cases[i].what);
        for (; count < ARRAY_LEN(cases[i].rows) && cases[i].rows[count].product; count++) {
            check_row(observed_row(&observed, TABLE_SOFTWARE, count), &cases[i].rows[count], cases[i].source);
        }
        assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), count);
    }
}

/* Five are listed; two of them are what the others run on. */
static void test_snap_sample(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    collect_snap(observed_sample(&observed, "packaging/snap"), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 3);
    check_row(observed_row(&observed, TABLE_SOFTWARE, 2), &(struct expected){"scrcpy", "v1.10", "", "sisco311", "", ""},
              "snap");
}

/* The recorded columns are application, branch, installation, name. */
static void test_flatpak_sample(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer body = {0};
    struct str rest = observed_sample(&observed, "packaging/flatpak"), line, fields[4];

    (void)state;
    while (str_cut(&rest, '\n', &line)) {
        if (package_split(line, fields, 4) == 4) {
            buffer_printf(&body, "%.*s\t\t%.*s\t%.*s\n", STR_FMT(fields[0]), STR_FMT(fields[1]), STR_FMT(fields[2]));
        }
    }
    collect_flatpak(buffer_view(&body), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 12);
}

/* As many packages as the recording has lines that name one. */
static void test_pacman_sample(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str body = observed_sample(&observed, "packaging/pacman"), rest = body, line;
    size_t count = 0;

    (void)state;
    while (str_cut(&rest, '\n', &line)) {
        count += str_starts_with(line, STR("Name            :"));
    }
    collect_pacman(body, &observed.observation);
    assert_true(count > 0);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), count);
    check_row(observed_row(&observed, TABLE_SOFTWARE, 0),
              &(struct expected){"ca-certificates", "20180821-1", "any", "", "2018-09-12", ""}, "pacman");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_snap_sample),
        cmocka_unit_test(test_flatpak_sample),
        cmocka_unit_test(test_pacman_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
