#pragma once
/* TCP connections that are opened without waiting: begin, wait until the socket is writable, finish. Any thread. */

#include "base/compiler.h"
#include "scanner/net_address.h"

struct sockaddr;

/* The descriptor, which connects in the background; it is the caller's. -1: errno says why. */
MUST_CHECK int connection_begin(const struct net_address *address, uint16_t port);
/* The socket is writable: 0 when it is connected, and then sends without delay and notices a host that dies silently;
 * else why not, as errno would say it. */
MUST_CHECK int connection_finish(int fd);
/* Why there is no connection, in fixed words. */
const char *connection_message(int error);
/* False for anything but IPv4 and IPv6. */
bool connection_read_address(const struct sockaddr *from, struct net_address *ret_address);
