#include "base/system_calls.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- what is tried: 0, or the errno that it failed with --------------------------------------------------------------
 */

static int outcome(long result) {
    return result < 0 ? errno : 0;
}

static int try_internet(void) {
    return outcome(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int try_internet6(void) {
    return outcome(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int try_local(void) {
    return outcome(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int try_pair(void) {
    int ends[2];

    return outcome(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

static int try_netlink(void) {
    return outcome(socket(AF_NETLINK, SOCK_DGRAM, 0));
}

static int try_bluetooth(void) {
    return outcome(socket(AF_BLUETOOTH, SOCK_STREAM, 0));
}

static int try_packets(void) {
    return outcome(socket(AF_PACKET, SOCK_DGRAM, 0));
}

static int try_raw(void) {
    return outcome(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, 0));
}

/* Without a filter it fails, too, and otherwise: there is no such descriptor. */
static int try_connect(void) {
    return outcome(connect(-1, NULL, 0));
}

static int try_fork(void) {
    pid_t child = (pid_t)syscall(SYS_fork);

    if (child == 0) {
        _exit(0);
    }
    return outcome(child);
}

static int try_clone(void) {
    pid_t child = fork();

    if (child == 0) {
        _exit(0);
    }
    return outcome(child);
}

/* There is no such program. */
static int try_exec(void) {
    char name[] = "/nowhere", *arguments[] = {name, NULL}, *environment[] = {NULL};

    return outcome(execve(name, arguments, environment));
}

static int try_exec_at(void) {
    char *none[] = {NULL};

    return outcome(syscall(SYS_execveat, -1, "nowhere", none, none, 0));
}

static int try_kill(void) {
    return outcome(kill(getppid(), 0));
}

/* To a thread of it: without a filter it is as good as the above. */
static int try_thread_kill(void) {
    return outcome(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int try_raise(void) {
    return outcome(syscall(SYS_tgkill, getpid(), gettid(), 0));
}

/* With no processor time left it is killed. */
static int try_limit_another(void) {
    struct rlimit limit;

    return outcome(syscall(SYS_prlimit64, getppid(), RLIMIT_CPU, NULL, &limit));
}

static int try_limit_own(void) {
    struct rlimit limit;

    return outcome(syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, &limit));
}

/* Whose signal is to tell when there is something to be read. */
static int try_owner(void) {
    return outcome(fcntl(-1, F_SETOWN, getppid()));
}

static void *do_nothing(void *context) {
    return context;
}

static int try_thread(void) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, do_nothing, NULL);

    return error ? error : pthread_join(thread, NULL);
}

/* Threads are made by libraries that try clone3 first. */
static int try_clone3(void) {
    return outcome(syscall(SYS_clone3, NULL, 0));
}

static int try_namespace(void) {
    return outcome(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL));
}

static int try_unshare(void) {
    return outcome(unshare(CLONE_NEWUSER));
}

static int try_ptrace(void) {
    return outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int try_read_memory(void) {
    return outcome(syscall(SYS_process_vm_readv, getpid(), NULL, 0, NULL, 0, 0));
}

static int try_write_memory(void) {
    return outcome(syscall(SYS_process_vm_writev, getpid(), NULL, 0, NULL, 0, 0));
}

static int try_mount(void) {
    return outcome(syscall(SYS_mount, NULL, NULL, NULL, 0, NULL));
}

static int try_bpf(void) {
    return outcome(syscall(SYS_bpf, -1, NULL, 0));
}

static int try_keys(void) {
    return outcome(syscall(SYS_keyctl, 0, -3 /* the session's */, 0, 0, 0));
}

static int try_module(void) {
    return outcome(syscall(SYS_finit_module, -1, "", 0));
}

static int try_kexec(void) {
    return outcome(syscall(SYS_kexec_load, 0, 0, NULL, ~0UL));
}

static int try_personality(void) {
    return outcome(syscall(SYS_personality, 0xFFFFFFFF));
}

static int try_userfaultfd(void) {
    return outcome(syscall(SYS_userfaultfd, ~0));
}

static int try_io_uring(void) {
    return outcome(syscall(SYS_io_uring_setup, 0, NULL));
}

static int try_typing(void) {
    return outcome(ioctl(-1, TIOCSTI, "x"));
}

static int try_open(void) {
    return outcome(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

static int try_memory(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int try_signals(void) {
    return signal(SIGALRM, SIG_IGN) == SIG_ERR ? errno : 0;
}

static int try_code(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int try_write(void) {
    return outcome(write(STDERR_FILENO, "", 0));
}

/* --- the ways to be limited ------------------------------------------------------------------------------------------
 */

static bool limit_files(void) {
    return system_calls_limit(0);
}

static bool limit_network(void) {
    return system_calls_limit(SYSTEM_CALLS_NETWORK);
}

static bool limit_programs(void) {
    return system_calls_limit(SYSTEM_CALLS_PROGRAMS);
}

static bool limit_both(void) {
    return system_calls_limit(SYSTEM_CALLS_NETWORK | SYSTEM_CALLS_PROGRAMS);
}

static bool limit_to_pipes(void) {
    CLEANUP(pipe_filter_free_cleanup) struct pipe_filter *filter = pipe_filter_new();

    return pipe_filter_enforce(filter);
}

static bool (*const ways[])(void) = {limit_files, limit_network, limit_programs, limit_both, limit_to_pipes};
enum { WAYS = ARRAY_LEN(ways) };

/* Expected: 0 works, an errno, or ANY: whatever it is without a filter. */
#define ANY (-1)
static const struct {
    const char *what;
    int (*attempt)(void);
    int expected[WAYS]; /* files, network, programs, both, pipes */
} rows[] = {
    {"internet", try_internet, {EPERM, 0, EPERM, 0, EPERM}},
    {"internet, version 6", try_internet6, {EPERM, ANY, EPERM, ANY, EPERM}},
    {"local socket", try_local, {EPERM, 0, EPERM, 0, EPERM}},
    {"pair of sockets", try_pair, {EPERM, 0, EPERM, 0, EPERM}},
    {"netlink", try_netlink, {EPERM, EAFNOSUPPORT, EPERM, EAFNOSUPPORT, EPERM}},
    {"Bluetooth", try_bluetooth, {EPERM, EAFNOSUPPORT, EPERM, EAFNOSUPPORT, EPERM}},
    {"packets", try_packets, {EPERM, EAFNOSUPPORT, EPERM, EAFNOSUPPORT, EPERM}},
    {"raw socket", try_raw, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"connect", try_connect, {EPERM, EBADF, EPERM, EBADF, EPERM}},
    {"fork", try_fork, {EPERM, EPERM, 0, 0, EPERM}},
    {"a process by clone", try_clone, {EPERM, EPERM, 0, 0, EPERM}},
    {"a program", try_exec, {EPERM, EPERM, ENOENT, ENOENT, EPERM}},
    {"a program by its descriptor", try_exec_at, {EPERM, EPERM, EBADF, EBADF, EPERM}},
    {"a signal to another", try_kill, {EPERM, EPERM, 0, 0, EPERM}},
    {"a signal to another's thread", try_thread_kill, {EPERM, EPERM, 0, 0, EPERM}},
    {"a signal to itself", try_raise, {0, 0, 0, 0, EPERM}},
    {"another's limits", try_limit_another, {EPERM, EPERM, 0, 0, EPERM}},
    {"its own limits", try_limit_own, {0, 0, 0, 0, EPERM}},
    {"whom a descriptor signals", try_owner, {EPERM, EPERM, EBADF, EBADF, EPERM}},
    {"a thread", try_thread, {0, 0, 0, 0, EPERM}},
    {"clone3", try_clone3, {ENOSYS, ENOSYS, ENOSYS, ENOSYS, EPERM}},
    {"a process in a namespace of its own", try_namespace, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"a namespace of its own", try_unshare, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"being traced", try_ptrace, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"reading another's memory", try_read_memory, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"writing another's memory", try_write_memory, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"mounting", try_mount, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"BPF", try_bpf, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"keys", try_keys, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"a module", try_module, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"another kernel", try_kexec, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"personality", try_personality, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"page faults", try_userfaultfd, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"io_uring", try_io_uring, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"typing at the terminal", try_typing, {EPERM, EPERM, EPERM, EPERM, EPERM}},
    {"opening a file", try_open, {0, 0, 0, 0, EPERM}},
    {"memory", try_memory, {0, 0, 0, 0, 0}},
    {"not heeding a signal", try_signals, {0, 0, 0, 0, EPERM}},
    {"memory for code", try_code, {0, 0, 0, 0, EPERM}},
    {"writing", try_write, {0, 0, 0, 0, 0}},
};

/* --- */

enum { NOT_LIMITED = 255 };

/* In a process of its own; a system that limits nothing has the test skipped. */
static int attempt_in_child(int (*attempt)(void), bool (*limit)(void)) {
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        _exit(limit && !limit() ? NOT_LIMITED : attempt());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_what_is_refused(void **state) {
    (void)state;
    if (!system_calls_can_be_limited()) {
        skip();
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t way = 0; way < WAYS; way++) {
            int expected = rows[i].expected[way];
            int got = attempt_in_child(rows[i].attempt, ways[way]);
            if (expected == ANY) {
                expected = attempt_in_child(rows[i].attempt, NULL);
            }
            if (got != expected) {
                fail_msg("%s, limited in way %zu: %s, not %s", rows[i].what, way, strerror(got), strerror(expected));
            }
        }
    }
}

/* The rows would say nothing if all of it were refused anyway: here each of these works, or fails otherwise. */
static void test_what_is_not_refused_without(void **state) {
    static int (*const free_attempts[])(void) = {
        try_internet,    try_local,  try_pair,  try_fork,      try_clone,         try_exec,       try_kill,
        try_ptrace,      try_thread, try_open,  try_code,      try_connect,       try_typing,     try_read_memory,
        try_thread_kill, try_raise,  try_owner, try_limit_own, try_limit_another, try_personality};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(free_attempts); i++) {
        assert_int_not_equal(attempt_in_child(free_attempts[i], NULL), EPERM);
    }
}

static int says_limited(void) {
    char line[128];
    int found = 0;
    FILE *file = fopen("/proc/self/status", "re");

    while (file && fgets(line, sizeof line, file)) {
        found += strcmp(line, "Seccomp:\t2\n") == 0 || strcmp(line, "NoNewPrivs:\t1\n") == 0;
    }
    return found == 2 ? 0 : EINVAL;
}

static void test_the_kernel_says_so(void **state) {
    (void)state;
    if (!system_calls_can_be_limited()) {
        skip();
    }
    for (size_t way = 0; way + 1 < WAYS; way++) {
        assert_int_equal(attempt_in_child(says_limited, ways[way]), 0);
    }
    assert_int_equal(attempt_in_child(says_limited, NULL), EINVAL);
}

/* What was given up does not come back. */
static bool limit_twice(void) {
    return limit_files() && limit_both();
}

static void test_nothing_comes_back(void **state) {
    (void)state;
    if (!system_calls_can_be_limited()) {
        skip();
    }
    assert_int_equal(attempt_in_child(try_internet, limit_twice), EPERM);
    assert_int_equal(attempt_in_child(try_exec, limit_twice), EPERM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_what_is_not_refused_without),
        cmocka_unit_test(test_the_kernel_says_so),
        cmocka_unit_test(test_nothing_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
