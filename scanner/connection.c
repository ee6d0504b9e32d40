#include "scanner/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

socklen_t connection_write_address(const struct net_address *address, uint16_t port, struct sockaddr_in6 *ret) {
    /* IPv4 stands in the last four bytes, and such sockets are asked for as IPv4: a system may lack IPv6. */
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};

    memset(ret, 0, sizeof *ret);
    if (net_address_is_v4(address)) {
        memcpy(&v4.sin_addr, address->bytes + 12, 4);
        memcpy(ret, &v4, sizeof v4);
        return sizeof v4;
    }
    ret->sin6_family = AF_INET6;
    ret->sin6_port = htons(port);
    memcpy(&ret->sin6_addr, address->bytes, 16);
    return sizeof *ret;
}

bool connection_read_address(const struct sockaddr *from, struct net_address *ret_address) {
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;

    switch (from->sa_family) {
    case AF_INET:
        memcpy(&v4, from, sizeof v4);
        *ret_address = (struct net_address){.bytes = {[10] = 0xFF, [11] = 0xFF}};
        memcpy(ret_address->bytes + 12, &v4.sin_addr, 4);
        return true;
    case AF_INET6:
        memcpy(&v6, from, sizeof v6);
        memcpy(ret_address->bytes, &v6.sin6_addr, 16);
        return true;
    default:
        return false;
    }
}

int connection_begin(const struct net_address *address, uint16_t port) {
    struct sockaddr_in6 to;
    socklen_t length = connection_write_address(address, port, &to);
    int fd = socket(to.sin6_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, length) != 0 && errno != EINPROGRESS) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

/* A host that dies silently is noticed within about half a minute, and firewalls do not forget a connection that is
 * quiet while a slow section runs. */
static void keep_alive(int fd) {
    static const struct {
        int level, option, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 15},
        {IPPROTO_TCP, TCP_KEEPINTVL, 5},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
    };

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        (void)setsockopt(fd, options[i].level, options[i].option, &options[i].value, sizeof options[i].value);
    }
}

int connection_finish(int fd) {
    int error = 0;
    int yes = 1;
    socklen_t length = sizeof error;

    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        return errno;
    }
    if (error) {
        return error;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    keep_alive(fd);
    return 0;
}

const char *connection_message(int error) {
    switch (error) {
    case ECONNREFUSED:
        return "the connection was refused";
    case ETIMEDOUT:
        return "the connection timed out";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "the host cannot be reached";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    default:
        return "the connection failed";
    }
}
