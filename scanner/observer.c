#include "scanner/observer.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "base/record.h"
#include "base/system_calls.h"
#include "scanner/probe_record.h"
#include "scanner/report_record.h"
#include "scanner/scan_observe.h"
#include "scanner/snmp_answers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* An answer is looked into within milliseconds, on a busy machine within seconds. */
enum { PROCESSOR_SECONDS_MAX = 5, SECONDS_MAX = 60, WAIT_SECONDS_MAX = 65 };
#define PIECE      ((size_t)64 * 1024)
#define RECORD_MAX ((size_t)512 << 20) /* several times the longest answer */

static const char broken[] = "its answer could not be looked into: the process that did so failed";

struct observer {
    int keeper; /* takes sockets, one an answer */
    pid_t pid;
};

/* --- the process that looks into one answer --------------------------------------------------------------------------
 */

/* Up to the end of what there is. False on a failure, a wait that is too long, or more than MOST bytes. */
static bool read_all(int fd, size_t most, struct buffer *out) {
    ssize_t n;

    do {
        char *piece = buffer_reserve(out, PIECE);
        if (!piece) {
            return false;
        }
        n = read(fd, piece, PIECE);
        out->n += n > 0 ? (size_t)n : 0;
    } while ((n > 0 && out->n <= most) || (n < 0 && errno == EINTR));
    return n == 0;
}

static bool write_all(int fd, struct str bytes) {
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes = str_sub(bytes, n > 0 ? (size_t)n : 0, SIZE_MAX);
    }
    return true;
}

/* The record, behind its outcome. Nothing is released: the process ends. */
static void look_into(int fd) {
    struct arena *arena = arena_new();
    struct buffer bytes = {0}, record = {0}, answer = {0};
    struct report_request request;
    struct snmp_answers *answers;
    enum probe_outcome outcome;

    if (!arena || !read_all(fd, SIZE_MAX, &bytes) ||
        !report_record_read(buffer_view(&bytes), arena, &request, &answers) ||
        scan_observe(request.target_index, &request.target, &request.report, request.observed_at, request.keep_raw,
                     &record, &outcome, NULL) != ERR_OK) {
        return;
    }
    record_put_u64(&answer, outcome);
    record_put_str(&answer, buffer_view(&record));
    if (!answer.failed) {
        (void)write_all(fd, buffer_view(&answer));
    }
}

_Noreturn static void become_parser(int fd, const struct pipe_filter *filter) {
    const struct rlimit time = {PROCESSOR_SECONDS_MAX, PROCESSOR_SECONDS_MAX}, none = {0, 0};

    (void)setrlimit(RLIMIT_CPU, &time);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_NOFILE, &none);
    (void)alarm(SECONDS_MAX); /* signals can be neither caught nor held back once calls are given up */
    (void)pipe_filter_enforce(filter);
    look_into(fd);
    _exit(0);
}

/* --- the keeper ------------------------------------------------------------------------------------------------------
 */

/* Not for ever in a library that must be opened: what is parsed there may open nothing. */
static void load_encodings(void) {
    for (unsigned i = 0; i < ENCODING_COUNT_OF_DEVICES; i++) {
        (void)encoding_preload((enum encoding)i);
    }
}

/* -1 when the other side has ended. */
static int take_socket(int keeper) {
    char byte, space[CMSG_SPACE(sizeof(int))] __attribute__((aligned(__alignof__(struct cmsghdr))));
    struct iovec vector = {&byte, 1};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *header;
    ssize_t n;
    int fd = -1;

    do {
        n = recvmsg(keeper, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    header = n == 1 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header && header->cmsg_type == SCM_RIGHTS) {
        memcpy(&fd, CMSG_DATA(header), sizeof fd);
    }
    return fd;
}

/* Signals from the terminal are for the scan, which ends us. */
static void prepare_keeper(pid_t parent, void (*forget)(void)) {
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) {
        _exit(1);
    }
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    forget();
    load_encodings();
    (void)system_calls_limit(SYSTEM_CALLS_PROGRAMS);
}

/* Those that are through. */
static void reap_parsers(void) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

_Noreturn static void become_keeper(int keeper, pid_t parent, void (*forget)(void)) {
    struct pipe_filter *filter = pipe_filter_new();
    int fd;

    prepare_keeper(parent, forget);
    while ((fd = take_socket(keeper)) >= 0) {
        pid_t child = fork();
        if (child == 0) {
            close(keeper);
            become_parser(fd, filter);
        }
        close(fd); /* when nobody has it, the scan reads its end */
        reap_parsers();
    }
    reap_parsers();
    _exit(0);
}

enum err_code observer_start(void (*forget)(void), struct observer **ret_observer, struct err *err) {
    struct observer *observer = malloc(sizeof *observer);
    pid_t parent = getpid();
    int ends[2];

    if (!observer) {
        return err_no_memory(err);
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        free(observer);
        return err_system(err, NULL, "socketpair");
    }
    observer->pid = fork();
    if (observer->pid == 0) {
        close(ends[0]);
        become_keeper(ends[1], parent, forget);
    }
    close(ends[1]);
    observer->keeper = ends[0];
    if (observer->pid < 0) {
        enum err_code code = err_system(err, NULL, "fork");
        observer_free(observer);
        return code;
    }
    *ret_observer = observer;
    return ERR_OK;
}

/* Without its socket the keeper ends by itself. */
void observer_free(struct observer *observer) {
    if (observer) {
        close(observer->keeper);
        if (observer->pid > 0) {
            (void)waitpid(observer->pid, NULL, 0);
        }
        free(observer);
    }
}

/* --- the scan's side -------------------------------------------------------------------------------------------------
 */

static bool give_socket(int keeper, int fd) {
    char byte = 0, space[CMSG_SPACE(sizeof(int))] __attribute__((aligned(__alignof__(struct cmsghdr)))) = {0};
    struct iovec vector = {&byte, 1};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    ssize_t n;

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    do {
        n = sendmsg(keeper, &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    return n == 1;
}

static bool limit_waiting(int fd) {
    const struct timeval most = {.tv_sec = WAIT_SECONDS_MAX};

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most) == 0;
}

/* Asks a process of its own. SIGPIPE is ignored during a scan. */
static bool ask(const struct observer *observer, struct str question, struct buffer *ret_answer) {
    int ends[2];
    bool is_done;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return false;
    }
    is_done = give_socket(observer->keeper, ends[1]);
    close(ends[1]);
    is_done = is_done && limit_waiting(ends[0]) && write_all(ends[0], question) && shutdown(ends[0], SHUT_WR) == 0 &&
              read_all(ends[0], RECORD_MAX, ret_answer);
    close(ends[0]);
    return is_done;
}

/* What a parser cannot know better than we do. Whoever has taken it over can say of the machine what the machine itself
 * could have said, and of no other. */
static bool is_of(struct str bytes, size_t target_index, const struct target *target, const struct host_report *report,
                  enum probe_outcome outcome) {
    struct str cells[COLUMNS_MAX];
    struct probe_record record;
    enum table_id table;

    if (!probe_record_read(&bytes, &record) || record.target != target_index || record.outcome != outcome ||
        record.tenths != report->tenths || record.is_reached != report->is_reached ||
        !str_eq(record.address, str_from(report->address)) || !str_eq(record.credential, report->credential)) {
        return false;
    }
    return !record.has_device ||
           (str_eq(record.keys.host_key, str_from(report->fingerprint)) && str_eq(record.keys.site, target->site) &&
            str_eq(record.keys.address, str_from(report->address)) && probe_record_next_row(&bytes, &table, cells) &&
            table == TABLE_DEVICES && str_eq(cells[DEVICES_ADDRESS], str_from(report->address)));
}

static bool take_answer(struct str answer, size_t target_index, const struct target *target,
                        const struct host_report *report, struct buffer *out, enum probe_outcome *ret_outcome) {
    struct str record;
    uint64_t outcome;

    if (!record_get_u64(&answer, &outcome) || outcome >= PROBE_OUTCOME_COUNT || !record_get_str(&answer, &record) ||
        answer.n || !is_of(record, target_index, target, report, (enum probe_outcome)outcome)) {
        return false;
    }
    buffer_append(out, record);
    *ret_outcome = (enum probe_outcome)outcome;
    return !out->failed;
}

enum err_code observer_observe(struct observer *observer, size_t target_index, const struct target *target,
                               const struct host_report *report, struct instant observed_at, bool keep_raw,
                               struct buffer *out, enum probe_outcome *ret_outcome, struct err *err) {
    const struct report_request request = {
        target_index, {.method = target->method, .site = target->site}, *report, observed_at, keep_raw};
    CLEANUP(buffer_done) struct buffer question = {0};
    CLEANUP(buffer_done) struct buffer answer = {0};
    struct host_report failed = *report;

    if (!observer || report->outcome != PROBE_ANSWERED) {
        return scan_observe(target_index, target, report, observed_at, keep_raw, out, ret_outcome, err);
    }
    report_record_write(&request, &question);
    if (question.failed) {
        return err_no_memory(err);
    }
    if (ask(observer, buffer_view(&question), &answer) &&
        take_answer(buffer_view(&answer), target_index, target, report, out, ret_outcome)) {
        return ERR_OK;
    }
    failed.outcome = PROBE_ERROR;
    failed.message = broken;
    return scan_observe(target_index, target, &failed, observed_at, keep_raw, out, ret_outcome, err);
}
