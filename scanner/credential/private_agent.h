#pragma once
/* An SSH agent of our own, for keys with a passphrase: bcrypt makes unlocking slow on purpose, a fifth of a second and
 * more, which a scan would pay for every host. Each such key is unlocked once, into an ssh-agent that this process
 * starts, whose socket stands in a private directory, and which ends with us. Afterwards neither the key nor its
 * passphrase is in our memory. One thread at a time; waits. See docs/adr/0013-private-agent.md. */

#include "base/error.h"
#include "scanner/credential/credential.h"

struct private_agent;

/* Unlocks the keys of STORE that are encrypted in OpenSSH's format, below TMPDIR; *ret_agent is NULL when there are
 * none. *ret_left says how many the library must unlock for each host after all, because ssh-agent or ssh-add is
 * missing or did not do it. ERR_PASSPHRASE: a passphrase is wrong. */
MUST_CHECK enum err_code private_agent_start(struct credential_store *store, const char *tmpdir,
                                             struct private_agent **ret_agent, size_t *ret_left, struct err *err);
/* Ends the agent and removes its directory. Only the process that started it may call this. */
void private_agent_free(struct private_agent *agent);
DEFINE_CLEANUP(private_agent, private_agent_free)
