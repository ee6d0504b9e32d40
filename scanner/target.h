#pragma once
/* What to scan: one entry per address to connect to, with the line of the file it came from. Pure data; no network. */

#include "base/arena.h"
#include "base/error.h"
#include "inventory/inventory.h"

/* A host on the way: the connection goes through its SSH server (ProxyJump). */
struct hop {
    struct str address; /* a name or an address */
    uint16_t port;
    struct str user; /* empty: the credential's */
};

struct target {
    struct str scope;      /* the entry as given, with its port unless it is 22 */
    struct str address;    /* a name or an address */
    uint16_t port;         /* 22 unless given */
    struct str user;       /* empty: the credential's */
    struct str credential; /* name, empty: any that fits */
    struct str site;
    const struct hop *hops; /* in the order of the way; NULL: connected to directly */
    size_t hop_count;
    bool is_single; /* named singly: not reaching it is a partial failure */
};

struct target_list {
    struct target *items;
    size_t count;
    struct str digest; /* XXH3-128 of the canonical list, hex */
};

/* Reads address,port,method,user,credential,site (headings in any order; only address is needed). Methods other than
 * ssh and empty are refused until their transport exists. The same address and port twice is scanned once. */
MUST_CHECK enum err_code target_read_csv(const char *path, struct arena *arena, struct target_list *ret_list,
                                         struct err *err);
/* The addresses (else hostnames) of the ledger's devices that are expected alive. */
MUST_CHECK enum err_code target_from_ledger(const struct inventory *ledger, struct arena *arena,
                                            struct target_list *ret_list, struct err *err);
