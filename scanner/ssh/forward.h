#pragma once
/* A channel of a jump host's session that stands in for the socket of the session to the next host. Between the two are
 * two bounded pipes: the carried session puts in and takes out what it would send and receive, and whoever advances the
 * carrying session moves bytes between pipes and channel. So nothing is lost when either side stops: a full pipe stops
 * its source, and the windows of SSH pass that on to the other end.
 *
 * libssh2 finishes a packet that went out in part only by the call that began it, and reading sends packets too (it
 * opens the window): the call that is unfinished is remembered and comes first. One thread at a time. */

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* NOLINTBEGIN(bugprone-reserved-identifier): what libssh2 calls them */
struct _LIBSSH2_CHANNEL;
struct _LIBSSH2_SESSION;
/* NOLINTEND(bugprone-reserved-identifier) */

struct ssh_forward;
/* Both are borrowed, and are in non-blocking mode. NULL when memory is out. */
struct ssh_forward *ssh_forward_new(struct _LIBSSH2_SESSION *library, struct _LIBSSH2_CHANNEL *channel);
void ssh_forward_free(struct ssh_forward *forward);
/* Moves what can be moved without waiting: 0, or libssh2's error, after which nothing moves any more. */
MUST_CHECK int ssh_forward_advance(struct ssh_forward *forward);
/* A packet is half out: until the socket takes the rest nothing is read. */
bool ssh_forward_is_sending(const struct ssh_forward *forward);
/* Grows with every byte that moves in or out of the pipes. */
uint64_t ssh_forward_moved(const struct ssh_forward *forward);

/* For the carried session, as send(2) and recv(2): the number of bytes, or an error as negative number (-EAGAIN: the
 * pipe is full or empty for now). 0 from receiving: the end, or the carrying session broke off. */
ssize_t ssh_forward_send(struct ssh_forward *forward, const void *bytes, size_t length);
ssize_t ssh_forward_receive(struct ssh_forward *forward, void *room, size_t length);
