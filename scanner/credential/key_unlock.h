#pragma once
/* Unlocking a private key once: ssh-add reads it from memory, asks for its passphrase on a terminal that belongs to
 * nobody else, and hands the key to an agent. The passphrase passes through this process, the kernel and ssh-add only
 * (docs/adr/0013-private-agent.md). One thread at a time; waits. */

#include "base/compiler.h"
#include "base/str.h"

enum key_unlock {
    KEY_UNLOCKED,
    KEY_WRONG_PASSPHRASE,
    KEY_NOT_UNLOCKED, /* no ssh-add, no terminal, a key or an agent that it cannot use */
};

/* KEY: the key's file, as read. SECRET: the passphrase. SOCKET: the agent's. */
enum key_unlock key_unlock(struct str key, const char *secret, const char *socket);
