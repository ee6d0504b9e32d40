#include "scanner/observer.h"

#include "base/file.h"
#include "base/memory_out.h"
#include "scanner/probe_record.h"
#include "scanner/scan_observe.h"
#include "tests/unit/support/observed.h"
#include "tests/unit/support/snmprec.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define M     "0123456789abcdef0123456789abcdef"
#define BEGIN M " begin "
#define END   "\n" M " end "

static const struct target target = {.scope = STR("a"), .address = STR("192.0.2.1"), .site = STR("本省A棟")};
static const struct target agent = {.scope = STR("a"), .address = STR("192.0.2.1"), .method = SCAN_SNMP};
static const struct instant observed_at = {1795000000, 32400};

/* --- instead of the C library's: what is done otherwise in processes of a test that says so --------------------------
 */

static pid_t slow_for;    /* others than this process answer with a byte, and then no more; 0: as ever */
static pid_t curious_for; /* others do not answer when they can write anywhere else */

static bool can_write_elsewhere(int fd) {
    bool is_any = false;

    for (int other = 0; other < 64; other++) {
        is_any |= other != fd && syscall(SYS_write, other, "", 0) >= 0;
    }
    return is_any;
}

ssize_t write(int fd, const void *buf, size_t n) {
    char byte;

    if (slow_for && getpid() != slow_for) {
        (void)syscall(SYS_write, fd, buf, 1);
        (void)recv(fd, &byte, 1, 0); /* for ever: the scan says nothing either */
    }
    if (curious_for && getpid() != curious_for && can_write_elsewhere(fd)) {
        _exit(1);
    }
    return syscall(SYS_write, fd, buf, n);
}

/* A tenth of a second is enough for a test. */
unsigned alarm(unsigned seconds) {
    const struct itimerval once = {.it_value = {slow_for ? 0 : seconds, slow_for ? 100000 : 0}};

    return (unsigned)setitimer(ITIMER_REAL, &once, NULL);
}

/* --- */

static struct host_report report_new(void) {
    return (struct host_report){.outcome = PROBE_ANSWERED,
                                .otherwise = PROBE_ERROR,
                                .message = "",
                                .address = "192.0.2.1",
                                .is_reached = true,
                                .credential = STR("servers"),
                                .fingerprint = "SHA256:k1",
                                .marker = M,
                                .errors = STR("sh: a complaint\n"),
                                .tenths = 17};
}

static void forget_nothing(void) {
}

static struct observer *start(void) {
    struct observer *observer = NULL;

    assert_int_equal(observer_start(forget_nothing, &observer, NULL), ERR_OK);
    return observer;
}

/* Here and there, byte for byte. */
static void assert_same(struct observer *observer, const struct target *whose, const struct host_report *report,
                        bool keep_raw, const char *what) {
    CLEANUP(buffer_done) struct buffer here = {0};
    CLEANUP(buffer_done) struct buffer there = {0};
    enum probe_outcome outcome_here, outcome_there;

    assert_int_equal(scan_observe(7, whose, report, observed_at, keep_raw, &here, &outcome_here, NULL), ERR_OK);
    assert_int_equal(observer_observe(observer, 7, whose, report, observed_at, keep_raw, &there, &outcome_there, NULL),
                     ERR_OK);
    if (outcome_here != outcome_there || !str_eq(buffer_view(&here), buffer_view(&there))) {
        fail_msg("%s: looked into apart, it is something else (%d and %d)", what, outcome_here, outcome_there);
    }
}

/* --- what is in a directory of the project --- */

typedef void visit_file(struct observer *observer, const char *directory, const char *name);

static size_t visit_all(struct observer *observer, const char *directory, visit_file *visit) {
    DIR *listing = opendir(directory);
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(listing);
    while ((entry = readdir(listing))) {
        if (entry->d_name[0] != '.') {
            visit(observer, directory, entry->d_name);
            count++;
        }
    }
    closedir(listing);
    return count;
}

/* --- over SSH: what fuzzing found worth keeping of each section --- */

static void observe_section(struct observer *observer, const char *directory, const char *name) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str path = arena_printf(arena, "%s/%s", directory, name), body;
    const char *section = strrchr(directory, '/') + 1;
    struct host_report report = report_new();

    assert_int_equal(file_read_all(AT_FDCWD, path.p, (size_t)1 << 24, arena, &body, NULL), ERR_OK);
    report.output = arena_printf(
        arena, BEGIN "system\nkernel=Linux\nrelease=6.1" END "system 0 1\n" BEGIN "%s\n%.*s" END "%s 0 1\n" M " done\n",
        section, STR_FMT(body), section);
    assert_same(observer, &target, &report, false, path.p);
    assert_same(observer, &target, &report, true, path.p);
}

static void observe_sections(struct observer *observer, const char *directory, const char *name) {
    char path[512];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    visit_all(observer, path, observe_section);
}

static void test_sections(void **state) {
    CLEANUP(observer_free_cleanup) struct observer *observer = start();

    (void)state;
    assert_true(visit_all(observer, SOURCE_ROOT "/tests/fuzz/corpus/collector", observe_sections) >= 15);
}

/* --- over SNMP: every recording, also such as did not come whole --- */

static void observe_recording(struct observer *observer, const char *directory, const char *name) {
    char stem[256];
    struct host_report report = report_new();

    (void)directory;
    snprintf(stem, sizeof stem, "%.*s", (int)(strlen(name) - strlen(".snmprec")), name);
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmprec_fixture(stem);
    assert_non_null(answers);
    report.answers = answers;
    report.engine = STR("\x80\0\x1f\x88");
    assert_same(observer, &agent, &report, false, name);
    snmp_answers_fail(answers, "1.3.6.1.2.1.2.2.1", "rows went back");
    assert_same(observer, &agent, &report, true, name);
}

static void test_recordings(void **state) {
    CLEANUP(observer_free_cleanup) struct observer *observer = start();

    (void)state;
    assert_true(visit_all(observer, SOURCE_ROOT "/fixtures/snmp", observe_recording) >= 40);
}

/* --- what else may be in a report --- */

static void test_other_reports(void **state) {
    static const struct {
        const char *what;
        struct str output;
    } outputs[] = {
        {"nothing", STR("")},
        {"nonsense", STR("\0\xff not framed")},
        {"cut off", STR(BEGIN "system\nkernel=Li")},
    };
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new(1 << 16);
    struct host_report report = report_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
        report.output = outputs[i].output;
        assert_same(observer, &target, &report, true, outputs[i].what);
    }
    report.outcome = PROBE_NO_ANSWER;
    report.message = "it is silent";
    assert_same(observer, &target, &report, true, "no answer");
    report = report_new();
    snmp_answers_finish(answers);
    report.answers = answers;
    assert_same(observer, &agent, &report, true, "an agent that says nothing");
}

/* --- without those who look --- */

static void assert_failed(struct observer *observer, const struct host_report *report) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct probe_record record;
    enum probe_outcome outcome;

    assert_int_equal(observer_observe(observer, 7, &target, report, observed_at, false, &bytes, &outcome, NULL),
                     ERR_OK);
    struct str rest = buffer_view(&bytes);
    assert_true(probe_record_read(&rest, &record));
    assert_int_equal(outcome, PROBE_ERROR);
    assert_int_equal(record.outcome, PROBE_ERROR);
    assert_false(record.has_device);
    assert_true(record.is_reached);
    assert_text(record.message, "its answer could not be looked into: the process that did so failed");
    assert_text(record.credential, "servers");
}

/* The keeper can begin no more processes: each of its answers is lost, and nobody waits. */
static void test_no_process_can_begin(void **state) {
    struct rlimit before, none = {0, 0};
    struct host_report report = report_new();

    (void)state;
    report.output = STR(M " done\n");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    none.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    assert_failed(observer, &report); /* no socket for it */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    report.output = STR(BEGIN "system\nkernel=Linux" END "system 0 1\n" M " done\n");
    assert_same(observer, &target, &report, false, "and then again");
}

/* The only child of this process. */
static pid_t keeper_pid(void) {
    char path[64];
    int pid = 0;

    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "re");
    if (file) {
        if (fscanf(file, "%d", &pid) != 1) {
            pid = 0;
        }
        fclose(file);
    }
    return pid;
}

static void test_keeper_was_killed(void **state) {
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    struct host_report report = report_new();
    pid_t keeper = keeper_pid();

    (void)state;
    if (!keeper) {
        skip();
    }
    (void)signal(SIGPIPE, SIG_IGN); /* as in a scan */
    report.output = STR(M " done\n");
    assert_int_equal(kill(keeper, SIGKILL), 0);
    assert_int_equal(waitpid(keeper, NULL, 0), keeper);
    assert_failed(observer, &report);
}

/* What was concluded without memory over there is no result here, where memory was never out. */
static void test_memory_was_out(void **state) {
    CLEANUP(observer_free_cleanup) struct observer *observer = NULL;
    struct host_report report = report_new();

    (void)state;
    report.output = STR(BEGIN "system\nkernel=Linux" END "system 0 1\n" M " done\n");
    assert_int_equal(observer_start(memory_out_note, &observer, NULL), ERR_OK);
    assert_failed(observer, &report);
    assert_false(memory_was_out());
}

/* A byte now and then would be an answer for which nobody has waited too long. */
static void test_slow_on_purpose(void **state) {
    struct host_report report = report_new();
    time_t begin = time(NULL);

    (void)state;
    slow_for = getpid();
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    report.output = STR(BEGIN "system\nkernel=Linux" END "system 0 1\n" M " done\n");
    assert_failed(observer, &report);
    slow_for = 0;
    assert_true(time(NULL) - begin < 30);
}

/* Neither to the terminal, nor to what whoever began the scan had open. */
static void test_nothing_else_is_open(void **state) {
    int inherited = open("/dev/null", O_WRONLY); /* without O_CLOEXEC, as a shell's are */
    struct host_report report = report_new();

    (void)state;
    assert_true(inherited >= 0);
    curious_for = getpid();
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    report.output = STR(BEGIN "system\nkernel=Linux" END "system 0 1\n" M " done\n");
    assert_same(observer, &target, &report, false, "with nothing else to write to");
    curious_for = 0;
    close(inherited);
}

/* --- a signal while an answer is awaited --- */

static void do_nothing(int number) {
    (void)number;
}

/* Half of a record has come, and then a signal: the other half is waited for. */
static void test_signals(void **state) {
    const struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    const struct sigaction action = {.sa_handler = do_nothing};
    CLEANUP(observer_free_cleanup) struct observer *observer = start();
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct host_report report = report_new();
    size_t size = (size_t)8 << 20;
    char *errors = arena_alloc(arena, size);

    (void)state;
    assert_non_null(errors);
    memset(errors, 'x', size);
    report.output = STR(BEGIN "system\nkernel=Linux" END "system 0 1\n" M " done\n");
    report.errors = (struct str){errors, size};
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    for (unsigned i = 0; i < 8; i++) {
        assert_same(observer, &target, &report, true, "while signals come");
    }
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeper_was_killed),    cmocka_unit_test(test_sections),
        cmocka_unit_test(test_recordings),           cmocka_unit_test(test_other_reports),
        cmocka_unit_test(test_no_process_can_begin), cmocka_unit_test(test_memory_was_out),
        cmocka_unit_test(test_slow_on_purpose),      cmocka_unit_test(test_signals),
        cmocka_unit_test(test_nothing_else_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
