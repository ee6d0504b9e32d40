#pragma once
/* What to scan: one entry per address and method to connect by. Pure data; no network. */

#include "base/arena.h"
#include "base/error.h"

struct credential_store; /* scanner/credential/credential.h */
struct exclusions;       /* scanner/target/exclusions.h */
struct ssh_config;       /* scanner/ssh/config.h */

#define DEFAULT_SSH_PORT  22
#define DEFAULT_SNMP_PORT 161

enum scan_method { SCAN_SSH, SCAN_SNMP };
#define SCAN_METHODS 2

/* As in lists of targets and in probes.csv: "ssh", "snmp". */
const char *scan_method_word(enum scan_method method);
uint16_t scan_method_port(enum scan_method method);

/* A host on the way: the connection goes through its SSH server (ProxyJump). */
struct hop {
    struct str address; /* a name or an address */
    uint16_t port;
    struct str user; /* empty: the credential's */
};

struct target {
    struct str scope;   /* the entry as given, be it a block, with its port unless it is the usual one */
    struct str address; /* a name or an address */
    enum scan_method method;
    uint16_t port;         /* the method's usual one unless given */
    struct str user;       /* of SSH; empty: the credential's */
    struct str credential; /* name, empty: any that fits */
    struct str site;
    const struct hop *hops; /* of SSH, in the order of the way; NULL: connected to directly */
    size_t hop_count;
    bool is_single;   /* named singly: not reaching it is a partial failure */
    bool is_excluded; /* named singly and excluded: recorded as that, never connected to */
    bool is_implied;  /* no method was named: where there are two, SSH and SNMP stand side by side */
};

struct target_list {
    struct target *items;
    size_t count;
    struct str digest; /* XXH3-128 of the canonical list, hex */
};

/* Is any of them reached this way? */
bool target_list_uses(const struct target_list *list, enum scan_method method);

/* What a list is read with; all zero, or NULL in its place: nothing. */
struct target_options {
    struct ssh_config *ssh_config; /* tells more of the hosts named; its texts must live as long as the list */
    struct exclusions *exclusions; /* what the list itself excludes is added */
    /* What a blank method stands for: the methods for which there are credentials; SSH where there are none at all. */
    bool uses_ssh, uses_snmp;
    const struct credential_store
        *credentials; /* and of these what may cover the target; NULL: that is not looked at */
};

/* The place of the target that is the same address by the other method, which must stand beside it; SIZE_MAX: none. */
size_t target_counterpart(const struct target *items, size_t count, size_t index);

/* Addresses that one entry may stand for, and targets of a list. */
#define TARGET_ENTRY_MAX 65536
#define TARGETS_MAX      1000000

/* Reads address,port,method,user,credential,site,jump (headings in any order; only address is needed). A cell of
 * addresses may hold several entries: names, addresses, blocks, ranges, and what is excluded with a ! before it; see
 * docs/formats/targets.md. The same address and port by one method over the same hops is scanned once. */
MUST_CHECK enum err_code target_read_csv(const char *path, const struct target_options *options, struct arena *arena,
                                         struct target_list *ret_list, struct err *err);
