/* Sends a script of any size to a host, to see what happens when it is more than buffers hold:
 *   chain_driver TARGET CREDENTIALS KNOWN_HOSTS BYTES SECONDS [WAY]
 * What is connected to must be an IPv4 address. The socket takes little at once, so that packets go out in parts.
 * Prints "complete" and what the host said ("echo" when that was the script), "ended" and why it did not, or "running"
 * when the seconds are over; then the processor time. */

#include "scanner/ssh/chain.h"
#include "tests/integration/way.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static double now(void) {
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int connect_to(const struct hop *hop) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(hop->port)};
    char text[64];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int little = 4096;

    snprintf(text, sizeof text, "%.*s", STR_FMT(hop->address));
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &little, sizeof little) != 0 ||
        inet_pton(AF_INET, text, &address.sin_addr) != 1 ||
        connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        fail("cannot connect");
    }
    return fd;
}

/* Until it has ended or the time is over. */
static bool run(struct ssh_chain *chain, int fd, double until) {
    while (!ssh_chain_advance(chain)) {
        struct pollfd poller = {.fd = fd};
        poller.events |= ssh_chain_wants_read(chain) ? POLLIN : 0;
        poller.events |= ssh_chain_wants_write(chain) ? POLLOUT : 0;
        if (now() >= until) {
            return false;
        }
        (void)poll(&poller, 1, 100);
    }
    return true;
}

static void print_end(const struct ssh_chain *chain, bool has_ended, struct str script) {
    const struct ssh_result *target = ssh_chain_target(chain);
    struct rusage usage;

    if (!has_ended) {
        printf("running at link %zu\n", ssh_chain_link(chain));
    } else if (ssh_chain_result(chain)->end == SSH_END_COMPLETE) {
        printf("complete %.*s\n",
               STR_FMT(str_ends_with(target->output, script) ? STR("echo") : str_trim(target->output)));
    } else {
        printf("ended %s\n", ssh_chain_result(chain)->message);
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("milliseconds %ld\n", (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                                     (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
}

static void send_script(const struct ssh_chain_setup *setup, const struct hop *first, double seconds) {
    CLEANUP(ssh_chain_free_cleanup) struct ssh_chain *chain = ssh_chain_new(setup);
    int fd = connect_to(first);

    if (!chain || ssh_chain_choose_credentials(chain, first->address) <= ssh_chain_last(chain) ||
        ssh_chain_connect(chain, fd, NULL) != ERR_OK) {
        fail("no credential, or no memory");
    }
    print_end(chain, run(chain, fd, now() + seconds), setup->scripts[HOST_POSIX]);
}

/* Nobody else is there to wait for. */
static void on_may_connect(struct jump_place *place) {
    (void)place;
}

int main(int argc, char **argv) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *credentials = NULL;
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = NULL;
    const struct scan_options options = {.output_limit = (size_t)64 * 1024 * 1024};
    struct jump_place place = {.may_connect = on_may_connect};
    struct way way = {0};
    struct target target = {0};
    struct hop last;
    uv_loop_t loop;
    size_t size = argc >= 6 ? strtoul(argv[4], NULL, 10) : 0;
    char *script = malloc(size + 1);
    struct jump_hosts *jumps;

    if (argc < 6 || argc > 7 || !script) {
        fail("usage: chain_driver TARGET CREDENTIALS KNOWN_HOSTS BYTES SECONDS [WAY]");
    }
    for (size_t i = 0; i < size; i++) {
        script[i] = (char)('A' + i % 26);
    }
    if (argc == 7) {
        way_read(str_from(argv[6]), &way);
    }
    last = way_read_hop(str_from(argv[1]));
    target = (struct target){.address = last.address, .port = last.port, .hops = way.hops, .hop_count = way.count};
    uv_loop_init(&loop);
    jumps = jump_hosts_new(&loop);
    if (ssh_library_init(NULL) != ERR_OK || credential_store_read(argv[2], NULL, &credentials, NULL) != ERR_OK ||
        known_hosts_read(argv[3], &known, NULL) != ERR_OK || !jumps ||
        (way.count && !jump_queue(jumps, &place, way.hops, way.count))) {
        fail("cannot begin");
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    const struct str scripts[HOST_SYSTEM_COUNT] = {[HOST_POSIX] = {script, size}};
    send_script(&(struct ssh_chain_setup){&target, credentials, known, &options, scripts, jumps, &place},
                way.count ? &way.hops[0] : &last, strtod(argv[5], NULL));
    jump_leave(jumps, &place);
    jump_hosts_close(jumps);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    ssh_library_done();
    free(script);
    return 0;
}
