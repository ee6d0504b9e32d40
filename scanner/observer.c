#include "scanner/observer.h"

#include "base/arena.h"
#include "base/encoding.h"
#include "base/memory_out.h"
#include "base/record.h"
#include "base/system_calls.h"
#include "scanner/record_check.h"
#include "scanner/report_record.h"
#include "scanner/scan_observe.h"
#include "scanner/snmp/answers.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* An answer is looked into within milliseconds, on a busy machine within seconds. Whoever reads or writes a byte a
 * minute is not waited for any longer than they live. */
enum { PROCESSOR_SECONDS_MAX = 5, WAIT_SECONDS_MAX = 60, LIFE_SECONDS_MAX = 120 };
/* A process costs as much as a few answers do. What one of them made of it ends with it. */
enum { ANSWERS_MAX = 32, PIECE_BYTES = 1 << 20 };
#define MEMORY_KEPT (16 << 20)
#define RECORD_MAX  ((uint64_t)512 << 20) /* several times the longest answer */

static const char broken[] = "its answer could not be looked into: the process that did so failed";

struct observer {
    int keeper; /* takes sockets, one a process */
    pid_t pid;
    int parser; /* the process that is at work; -1: none */
    unsigned answers;
};

/* --- messages: a length, then as many bytes
 * ----------------------------------------------------------------------------
 */

/* A signal, also one that stops us for a while, ends a wait early. */
static bool read_bytes(int fd, char *bytes, size_t size) {
    while (size) {
        ssize_t n = recv(fd, bytes, size, MSG_WAITALL);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        bytes += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Memory is taken for what has come, and not for what is said to come. */
static bool read_message(int fd, uint64_t most, struct buffer *out) {
    uint64_t rest;

    if (!read_bytes(fd, (char *)&rest, sizeof rest) || rest > most) {
        return false;
    }
    while (rest) {
        size_t n = rest < PIECE_BYTES ? (size_t)rest : PIECE_BYTES;
        char *bytes = buffer_reserve(out, n);

        if (!bytes || !read_bytes(fd, bytes, n)) {
            return false;
        }
        out->n += n;
        rest -= n;
    }
    return true;
}

static bool write_bytes(int fd, struct str bytes) {
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        bytes = str_sub(bytes, n > 0 ? (size_t)n : 0, SIZE_MAX);
    }
    return true;
}

static bool write_message(int fd, struct str bytes) {
    uint64_t size = bytes.n;

    return write_bytes(fd, (struct str){(const char *)&size, sizeof size}) && write_bytes(fd, bytes);
}

/* --- the process that looks into answers -----------------------------------------------------------------------------
 */

/* The record, behind its outcome. Once memory was out here, nobody there would know (base/memory_out.h). */
static bool look_into(struct str question, struct buffer *out) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = NULL;
    CLEANUP(buffer_done) struct buffer record = {0};
    struct report_request request;
    enum probe_outcome outcome;

    if (!arena || !report_record_read(question, arena, &request, &answers) ||
        scan_observe(request.target_index, &request.target, &request.report, request.observed_at, request.keep_raw,
                     &record, &outcome, NULL) != ERR_OK ||
        memory_was_out()) {
        return false;
    }
    record_put_u64(out, outcome);
    record_put_str(out, buffer_view(&record));
    return !out->failed;
}

static bool answer_one(int fd) {
    CLEANUP(buffer_done) struct buffer question = {0};
    CLEANUP(buffer_done) struct buffer answer = {0};

    return read_message(fd, SIZE_MAX, &question) && look_into(buffer_view(&question), &answer) &&
           write_message(fd, buffer_view(&answer));
}

/* Nothing else: not the terminal, where passphrases are typed, nor what whoever began the scan had open. */
static int keep_open_only(int fd) {
    if (dup2(fd, STDIN_FILENO) < 0) {
        _exit(1);
    }
    closefrom(STDIN_FILENO + 1);
    return STDIN_FILENO;
}

_Noreturn static void become_parser(int fd, const struct pipe_filter *filter) {
    const struct rlimit time = {PROCESSOR_SECONDS_MAX, PROCESSOR_SECONDS_MAX}, none = {0, 0};

    fd = keep_open_only(fd);
    (void)setrlimit(RLIMIT_CPU, &time);
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_NOFILE, &none);
    (void)signal(SIGALRM, SIG_DFL);
    (void)alarm(LIFE_SECONDS_MAX);
    (void)pipe_filter_enforce(filter);
    /* One answer is like the other: memory that one has given back is there for the next. */
    (void)mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
    (void)mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
    while (answer_one(fd)) {
    }
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
            become_parser(fd, filter);
        }
        close(fd); /* when nobody has it, the scan reads its end */
        reap_parsers();
    }
    reap_parsers();
    _exit(0);
}

enum err_code observer_start(void (*forget)(void), struct observer **ret_observer, struct err *err) {
    struct observer *observer = calloc(1, sizeof *observer);
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
    observer->parser = -1;
    if (observer->pid < 0) {
        enum err_code code = err_system(err, NULL, "fork");
        observer_free(observer);
        return code;
    }
    *ret_observer = observer;
    return ERR_OK;
}

static void end_parser(struct observer *observer) {
    if (observer->parser >= 0) {
        close(observer->parser);
        observer->parser = -1;
    }
}

/* Without its socket the keeper ends by itself. */
void observer_free(struct observer *observer) {
    if (observer) {
        end_parser(observer);
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

static bool begin_parser(struct observer *observer) {
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return false;
    }
    observer->parser = ends[0];
    observer->answers = 0;
    bool is_done = limit_waiting(ends[0]) && give_socket(observer->keeper, ends[1]);
    close(ends[1]);
    return is_done;
}

/* SIGPIPE is ignored during a scan. */
static bool ask(struct observer *observer, struct str question, struct buffer *ret_answer) {
    bool is_done = (observer->parser >= 0 || begin_parser(observer)) && write_message(observer->parser, question) &&
                   read_message(observer->parser, RECORD_MAX, ret_answer);

    observer->answers++;
    if (!is_done || observer->answers == ANSWERS_MAX) {
        end_parser(observer);
    }
    return is_done;
}

/* Whoever has taken a parser over can say of the machine what the machine itself could have said, and of no other. */
static bool take_answer(struct str answer, const struct report_request *request, const struct target *target,
                        struct buffer *out, enum probe_outcome *ret_outcome) {
    struct str record;
    uint64_t outcome;

    if (!record_get_u64(&answer, &outcome) || outcome >= PROBE_OUTCOME_COUNT || !record_get_str(&answer, &record) ||
        answer.n ||
        !record_check(record, request->target_index, target, &request->report, request->observed_at,
                      (enum probe_outcome)outcome)) {
        return false;
    }
    buffer_append(out, record);
    *ret_outcome = (enum probe_outcome)outcome;
    return !out->failed;
}

static bool try_once(struct observer *observer, const struct report_request *request, const struct target *target,
                     struct str question, struct buffer *out, enum probe_outcome *ret_outcome) {
    CLEANUP(buffer_done) struct buffer answer = {0};

    if (ask(observer, question, &answer) && take_answer(buffer_view(&answer), request, target, out, ret_outcome)) {
        return true;
    }
    end_parser(observer);
    return false;
}

/* A process that an answer before has spoilt is no fault of this host's: a new one has the last word. */
static bool look_apart(struct observer *observer, const struct report_request *request, const struct target *target,
                       struct str question, struct buffer *out, enum probe_outcome *ret_outcome) {
    bool was_new = observer->parser < 0;

    return try_once(observer, request, target, question, out, ret_outcome) ||
           (!was_new && try_once(observer, request, target, question, out, ret_outcome));
}

enum err_code observer_observe(struct observer *observer, size_t target_index, const struct target *target,
                               const struct host_report *report, struct instant observed_at, bool keep_raw,
                               struct buffer *out, enum probe_outcome *ret_outcome, struct err *err) {
    const struct report_request request = {
        target_index, {.method = target->method, .site = target->site}, *report, observed_at, keep_raw};
    CLEANUP(buffer_done) struct buffer question = {0};
    struct host_report failed = *report;

    if (!observer || report->outcome != PROBE_ANSWERED) {
        return scan_observe(target_index, target, report, observed_at, keep_raw, out, ret_outcome, err);
    }
    report_record_write(&request, &question);
    if (question.failed) {
        return err_no_memory(err);
    }
    if (look_apart(observer, &request, target, buffer_view(&question), out, ret_outcome)) {
        return ERR_OK;
    }
    failed.outcome = PROBE_ERROR;
    failed.message = broken;
    return scan_observe(target_index, target, &failed, observed_at, keep_raw, out, ret_outcome, err);
}
