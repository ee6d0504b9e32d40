#pragma once
/* The way to a target as SSH sessions over one connection: one with each jump host, carried by a channel of the one
 * before it, and the target's at the end. Without jump hosts it is the target's session alone.
 *
 *   socket ── bastion's session ── channel ── inner host's session ── channel ── target's session: the script
 *     link:   0                                1                                  2
 *
 * Every link has a host key, credentials and tries of its own. A credential of another user needs a connection of its
 * own; which credentials were used up is remembered over all connections of the chain. One thread at a time. */

#include "scanner/scan.h"
#include "scanner/ssh/jump_hosts.h"
#include "scanner/ssh/session.h"

struct ssh_chain_setup {
    const struct target *target;
    const struct credential_store *credentials;
    struct known_hosts *known_hosts;
    const struct scan_options *options; /* with the defaults filled in */
    const struct str *scripts;          /* one a host_system */
    struct jump_hosts *jumps;           /* told about each jump host that let us in */
    struct jump_place *place;           /* of the target's way */
};

struct ssh_chain;
/* SETUP is copied, what it points to is borrowed. NULL when memory is out. */
struct ssh_chain *ssh_chain_new(const struct ssh_chain_setup *setup);
void ssh_chain_free(struct ssh_chain *chain);
DEFINE_CLEANUP(ssh_chain, ssh_chain_free)

/* Where to connect to: the first jump host, or the target. */
struct str ssh_chain_address(const struct ssh_chain *chain);
uint16_t ssh_chain_port(const struct ssh_chain *chain);
/* The last link is the target's. */
size_t ssh_chain_last(const struct ssh_chain *chain);
/* The jump host's name; empty for the target. */
struct str ssh_chain_jump_host(const struct ssh_chain *chain, size_t link);

/* Chooses the credentials that may be used for each link, whose numeric ADDRESS is known for the first one only: names
 * behind a jump host are resolved there. The link that none covers, or ssh_chain_last + 1. */
size_t ssh_chain_choose_credentials(struct ssh_chain *chain, struct str address);
/* Begins over a connected socket, which it takes, also on failure. */
MUST_CHECK enum err_code ssh_chain_connect(struct ssh_chain *chain, int fd, struct err *err);
/* Closes the connection; it may connect again. */
void ssh_chain_disconnect(struct ssh_chain *chain);
/* Goes as far as it can without waiting; true when it has ended. */
bool ssh_chain_advance(struct ssh_chain *chain);
/* What the socket must be ready for before advancing makes sense. */
bool ssh_chain_wants_read(const struct ssh_chain *chain);
bool ssh_chain_wants_write(const struct ssh_chain *chain);

/* After the end: the link whose session ended first; before: the one that it is at. */
size_t ssh_chain_link(const struct ssh_chain *chain);
/* How it ended, and why in the words of that session. */
const struct ssh_result *ssh_chain_result(const struct ssh_chain *chain);
/* The link's host has let us in. */
bool ssh_chain_is_in(const struct ssh_chain *chain, size_t link);
/* The target's session, also while it runs; NULL when there is none yet. */
const struct ssh_result *ssh_chain_target(const struct ssh_chain *chain);
/* The credential that was used last for the target; NULL when none was. */
const struct credential *ssh_chain_credential(const struct ssh_chain *chain);
/* After SSH_END_AUTH_REFUSED: true, and disconnected, when another connection makes sense, with credentials of another
 * user. */
bool ssh_chain_has_next_user(struct ssh_chain *chain);
