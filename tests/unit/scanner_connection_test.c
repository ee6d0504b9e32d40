#include "scanner/connection.h"

#include "tests/unit/support/cmocka.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 10000

static struct net_address address_of(const char *text) {
    struct net_address address;

    assert_true(net_address_read(str_from(text), &address));
    return address;
}

/* A socket bound to a free port of TO, so that nobody else has it; -1 where the system lacks its family. */
static int bind_to(struct sockaddr *to, socklen_t length) {
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && (bind(fd, to, length) != 0 || getsockname(fd, to, &length) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Begins and finishes: 0, or the error; the descriptor is left open only when there is a connection. */
static int connect_to(const char *text, uint16_t port, int *ret_fd) {
    struct net_address address = address_of(text);
    struct pollfd ready = {.fd = connection_begin(&address, port), .events = POLLOUT};
    int error;

    if (ready.fd < 0) {
        return errno;
    }
    assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
    error = connection_finish(ready.fd);
    if (error) {
        close(ready.fd);
    } else {
        *ret_fd = ready.fd;
    }
    return error;
}

static int option_of(int fd, int level, int option) {
    int value = -1;
    socklen_t length = sizeof value;

    assert_int_equal(getsockopt(fd, level, option, &value, &length), 0);
    return value;
}

/* A byte comes through, at once, and a peer that dies is noticed after 15 + 3 * 5 seconds. */
static void check_connection(int listener, int fd) {
    int accepted = accept(listener, NULL, NULL);
    char byte = 0;

    assert_true(accepted >= 0);
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(recv(accepted, &byte, 1, MSG_WAITALL), 1);
    assert_int_equal(byte, 'x');
    assert_int_not_equal(option_of(fd, IPPROTO_TCP, TCP_NODELAY), 0);
    assert_int_not_equal(option_of(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
    assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE), 15);
    assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPINTVL), 5);
    assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPCNT), 3);
    close(accepted);
    close(fd);
}

static void test_ipv4(void **state) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = bind_to((struct sockaddr *)&to, sizeof to);
    int fd = -1;

    (void)state;
    assert_true(listener >= 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(connect_to("127.0.0.1", ntohs(to.sin_port), &fd), 0);
    check_connection(listener, fd);
    close(listener);
}

static void test_ipv6(void **state) {
    struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int listener = bind_to((struct sockaddr *)&to, sizeof to);
    int fd = -1;

    (void)state;
    if (listener < 0) {
        skip();
    }
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(connect_to("::1", ntohs(to.sin6_port), &fd), 0);
    check_connection(listener, fd);
    close(listener);
}

/* A port that is taken, on which nobody listens. */
static void test_refused(void **state) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int holder = bind_to((struct sockaddr *)&to, sizeof to);
    int fd = -1;

    (void)state;
    assert_true(holder >= 0);
    assert_int_equal(connect_to("127.0.0.1", ntohs(to.sin_port), &fd), ECONNREFUSED);
    close(holder);
}

static void test_messages(void **state) {
    static const struct {
        int error;
        const char *message;
    } cases[] = {
        {ECONNREFUSED, "the connection was refused"},
        {ETIMEDOUT, "the connection timed out"},
        {EHOSTUNREACH, "the host cannot be reached"},
        {ENETUNREACH, "the host cannot be reached"},
        {EMFILE, "too many open files"},
        {ENFILE, "too many open files"},
        {EACCES, "the connection failed"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(connection_message(cases[i].error), cases[i].message);
    }
}

static void check_address(const struct sockaddr *from, const char *expected) {
    struct net_address address;
    char text[NET_ADDRESS_TEXT_MAX];

    assert_true(connection_read_address(from, &address));
    net_address_format(&address, text);
    assert_string_equal(text, expected);
}

static void test_addresses(void **state) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(22)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(22), .sin6_scope_id = 3};
    const struct sockaddr other = {.sa_family = AF_UNIX};
    struct net_address untouched = address_of("192.0.2.7");

    (void)state;
    assert_int_equal(inet_pton(AF_INET, "10.1.2.3", &v4.sin_addr), 1);
    check_address((struct sockaddr *)&v4, "10.1.2.3");
    assert_int_equal(inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr), 1);
    check_address((struct sockaddr *)&v6, "2001:db8::1");
    assert_int_equal(inet_pton(AF_INET6, "::ffff:10.1.2.3", &v6.sin6_addr), 1);
    check_address((struct sockaddr *)&v6, "10.1.2.3");
    assert_false(connection_read_address(&other, &untouched));
    assert_memory_equal(untouched.bytes + 12, "\300\0\2\7", 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipv4),     cmocka_unit_test(test_ipv6),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_messages), cmocka_unit_test(test_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
