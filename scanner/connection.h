#pragma once
/* TCP connections that are opened without waiting: begin, wait until the socket is writable, finish; and addresses as
 * the socket calls have them. Any thread. */

#include <netinet/in.h>

#include "base/compiler.h"
#include "scanner/net_address.h"

/* The descriptor, which connects in the background; it is the caller's. -1: errno says why. */
MUST_CHECK int connection_begin(const struct net_address *address, uint16_t port);
/* The socket is writable: 0 when it is connected, and then sends without delay and notices a host that dies silently;
 * else why not, as errno would say it. */
MUST_CHECK int connection_finish(int fd);
/* Why there is no connection, in fixed words. */
const char *connection_message(int error);
/* The address as the socket calls take it, of the family that RET says, and its length in bytes. */
socklen_t connection_write_address(const struct net_address *address, uint16_t port, struct sockaddr_in6 *ret);
/* False for anything but IPv4 and IPv6. */
bool connection_read_address(const struct sockaddr *from, struct net_address *ret_address);
