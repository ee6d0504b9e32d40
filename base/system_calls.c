#include "base/system_calls.h"

#include "base/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Names that the library does not know, of newer kernels than it or of other machines, are passed over. */
static const char *const never[] = {
    /* other processes, and what is not ours in them */
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp", "perf_event_open",
    "lookup_dcookie", "move_pages", "migrate_pages",
    /* the kernel itself */
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "bpf", "reboot", "syslog", "iopl",
    "ioperm", "modify_ldt", "vm86", "vm86old", "uselib", "nfsservctl", "_sysctl",
    /* ways into it that are seldom used, and were often wrong */
    "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "vmsplice", "personality", "fanotify_init",
    /* its keys */
    "keyctl", "add_key", "request_key",
    /* what is seen of the machine */
    "mount", "umount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
    "pivot_root", "chroot", "setns", "unshare", "open_by_handle_at", "name_to_handle_at",
    /* the machine for all */
    "settimeofday", "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64", "adjtimex", "stime",
    "sethostname", "setdomainname", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "vhangup", "mknod",
    "mknodat"};

static const char *const network[] = {"socket", "socketpair", "bind",    "listen",    "connect",
                                      "accept", "accept4",    "sendmsg", "socketcall"};

/* With other processes go signals to them. */
static const char *const programs[] = {"execve",
                                       "execveat",
                                       "fork",
                                       "vfork",
                                       "kill",
                                       "tkill",
                                       "pidfd_open",
                                       "rt_sigqueueinfo",
                                       "rt_tgsigqueueinfo",
                                       "setuid",
                                       "setgid",
                                       "setreuid",
                                       "setregid",
                                       "setresuid",
                                       "setresgid",
                                       "setgroups",
                                       "setfsuid",
                                       "setfsgid",
                                       "pidfd_send_signal"};

static const char *const pipes[] = {
    "read",        "recvfrom",     "write",         "readv",           "writev",  "close",
    "mremap",      "munmap",       "brk",           "madvise",         "futex",   "exit",
    "exit_group",  "rt_sigreturn", "clock_gettime", "gettimeofday",    "time",    "getrandom",
    "sched_yield", "getpid",       "gettid",        "restart_syscall", "sysinfo", "fstat",
    "newfstatat",  "lseek"};

/* --- rules: the first failure stays --- */

static void add(scmp_filter_ctx filter, int *failure, uint32_t action, int call, unsigned count,
                const struct scmp_arg_cmp *conditions) {
    if (*failure == 0 && call != __NR_SCMP_ERROR) {
        *failure = seccomp_rule_add_array(filter, action, call, count, conditions);
    }
}

static void add_all(scmp_filter_ctx filter, int *failure, uint32_t action, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        add(filter, failure, action, seccomp_syscall_resolve_name(names[i]), 0, NULL);
    }
}

static void refuse_if(scmp_filter_ctx filter, int *failure, int call, struct scmp_arg_cmp condition) {
    add(filter, failure, SCMP_ACT_ERRNO(EPERM), call, 1, &condition);
}

/* Of all families but these: raw packets, netlink, Bluetooth, virtual machines and what is yet to come. */
static void limit_families(scmp_filter_ctx filter, int *failure) {
    static const int calls[] = {SCMP_SYS(socket), SCMP_SYS(socketpair)};

    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        add(filter, failure, SCMP_ACT_ERRNO(EAFNOSUPPORT), calls[i], 1, &SCMP_A0_32(SCMP_CMP_LT, AF_UNIX, 0));
        add(filter, failure, SCMP_ACT_ERRNO(EAFNOSUPPORT), calls[i], 1, &SCMP_A0_32(SCMP_CMP_GT, AF_INET6, 0));
        for (unsigned family = AF_INET + 1; family < AF_INET6; family++) {
            add(filter, failure, SCMP_ACT_ERRNO(EAFNOSUPPORT), calls[i], 1, &SCMP_A0_32(SCMP_CMP_EQ, family, 0));
        }
    }
    /* A raw socket is one that sees other people's packets. The type has flags besides. */
    refuse_if(filter, failure, SCMP_SYS(socket), SCMP_A1_32(SCMP_CMP_MASKED_EQ, 0xF, SOCK_RAW));
}

/* New namespaces are ways to more rights. The flags of clone3 are in memory, where no filter sees them: without it,
 * libraries take clone. */
static void limit_clone(scmp_filter_ctx filter, int *failure, bool allows_processes) {
    static const unsigned namespaces[] = {CLONE_NEWNS,  CLONE_NEWUTS, CLONE_NEWIPC,   CLONE_NEWUSER,
                                          CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP};

    for (size_t i = 0; i < ARRAY_LEN(namespaces); i++) {
        refuse_if(filter, failure, SCMP_SYS(clone), SCMP_A0_64(SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i]));
    }
    if (!allows_processes) {
        refuse_if(filter, failure, SCMP_SYS(clone), SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    }
    add(filter, failure, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL);
}

/* Signals by other ways: to a thread, by a limit that was passed, by a descriptor's owner. Threads of our own may be
 * signalled, as abort does; there will be no process but this one. */
static void limit_signals(scmp_filter_ctx filter, int *failure) {
    refuse_if(filter, failure, SCMP_SYS(tgkill), SCMP_A0_32(SCMP_CMP_NE, (unsigned)getpid(), 0));
    refuse_if(filter, failure, SCMP_SYS(prlimit64), SCMP_A0_32(SCMP_CMP_NE, 0, 0));
    refuse_if(filter, failure, SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_SETOWN, 0));
    refuse_if(filter, failure, SCMP_SYS(fcntl), SCMP_A1_32(SCMP_CMP_EQ, F_SETOWN_EX, 0));
}

/* Characters that seem to have been typed by whoever sits at the terminal. */
static void limit_terminals(scmp_filter_ctx filter, int *failure) {
    refuse_if(filter, failure, SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, TIOCSTI, 0));
    refuse_if(filter, failure, SCMP_SYS(ioctl), SCMP_A1_32(SCMP_CMP_EQ, TIOCLINUX, 0));
}

/* Code is what was there when we began. */
static void allow_memory(scmp_filter_ctx filter, int *failure) {
    const struct scmp_arg_cmp no_code = SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};

    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        add(filter, failure, SCMP_ACT_ALLOW, calls[i], 1, &no_code);
    }
}

/* --- */

/* Searching by halves is cheaper than one rule after the other. Speculation is left as it is: whoever gets at our
 * memory that way is in this process already. */
static bool load(scmp_filter_ctx filter, int failure) {
    if (failure == 0) {
        (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
        (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
        failure = seccomp_load(filter);
    }
    seccomp_release(filter);
    return failure == 0;
}

bool system_calls_limit(unsigned allowed) {
    bool allows_programs = allowed & SYSTEM_CALLS_PROGRAMS;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failure = 0;

    if (!filter) {
        return false;
    }
    add_all(filter, &failure, SCMP_ACT_ERRNO(EPERM), never, ARRAY_LEN(never));
    if (allowed & SYSTEM_CALLS_NETWORK) {
        limit_families(filter, &failure);
    } else {
        add_all(filter, &failure, SCMP_ACT_ERRNO(EPERM), network, ARRAY_LEN(network));
    }
    if (!allows_programs) {
        add_all(filter, &failure, SCMP_ACT_ERRNO(EPERM), programs, ARRAY_LEN(programs));
        limit_signals(filter, &failure);
    }
    limit_clone(filter, &failure, allows_programs);
    limit_terminals(filter, &failure);
    return load(filter, failure);
}

/* --- for processes that live for a moment --- */

struct pipe_filter {
    struct sock_filter *steps;
    unsigned short count;
};

/* As the library writes it into a file. */
static bool read_steps(int fd, struct pipe_filter *filter) {
    off_t size = lseek(fd, 0, SEEK_END);

    if (size <= 0 || size > BPF_MAXINSNS * (off_t)sizeof *filter->steps) {
        return false;
    }
    filter->steps = malloc((size_t)size);
    filter->count = (unsigned short)((size_t)size / sizeof *filter->steps);
    return filter->steps && pread(fd, filter->steps, (size_t)size, 0) == (ssize_t)size;
}

static bool export_steps(scmp_filter_ctx rules, struct pipe_filter *filter) {
    int fd = memfd_create("rules", MFD_CLOEXEC);
    bool is_done = fd >= 0 && seccomp_export_bpf(rules, fd) == 0 && read_steps(fd, filter);

    if (fd >= 0) {
        close(fd);
    }
    return is_done;
}

struct pipe_filter *pipe_filter_new(void) {
    struct pipe_filter *filter = calloc(1, sizeof *filter);
    scmp_filter_ctx rules = filter ? seccomp_init(SCMP_ACT_ERRNO(EPERM)) : NULL;
    int failure = 0;

    if (rules) {
        add_all(rules, &failure, SCMP_ACT_ALLOW, pipes, ARRAY_LEN(pipes));
        allow_memory(rules, &failure);
        (void)seccomp_attr_set(rules, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    }
    if (!rules || failure || !export_steps(rules, filter)) {
        pipe_filter_free(TAKE_PTR(filter));
    }
    seccomp_release(rules);
    return filter;
}

void pipe_filter_free(struct pipe_filter *filter) {
    if (filter) {
        free(filter->steps);
        free(filter);
    }
}

bool pipe_filter_enforce(const struct pipe_filter *filter) {
    struct sock_fprog program;

    if (!filter) {
        return false;
    }
    program = (struct sock_fprog){filter->count, filter->steps};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0;
}

bool system_calls_can_be_limited(void) {
    const uint32_t action = SECCOMP_RET_ERRNO;

    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0 && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

struct library_version system_calls_library(void) {
    const struct scmp_version *version = seccomp_version();
    char loaded[LIBRARY_VERSION_SIZE];

    snprintf(loaded, sizeof loaded, "%u.%u.%u", version->major, version->minor, version->micro);
    return library_version_of(
        LIBRARY_NUMBER(SCMP_VER_MAJOR) "." LIBRARY_NUMBER(SCMP_VER_MINOR) "." LIBRARY_NUMBER(SCMP_VER_MICRO), loaded);
}
