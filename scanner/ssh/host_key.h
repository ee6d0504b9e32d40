#pragma once
/* Host keys: what known_hosts files say about a host, in the format of OpenSSH's sshd(8). Plain names with * ? and !,
 * [name]:port entries, hashed names (|1|salt|hash), @revoked. A host on another port than 22 is known by its
 * [name]:port entry only. Certificates are not supported: a host for which there is only a @cert-authority line cannot
 * be verified. One thread at a time.
 *
 * A key that differs from a known one of the same type is a changed key, and never accepted; so is a key of another
 * type than those known, since the types offered to the host are limited to the known ones. */

#include "base/error.h"

enum host_key_type {
    HOST_KEY_ED25519,
    HOST_KEY_ECDSA_256,
    HOST_KEY_ECDSA_384,
    HOST_KEY_ECDSA_521,
    HOST_KEY_RSA,
    HOST_KEY_TYPE_COUNT
};

/* What entries say together is the last of these that one of them says. */
enum host_key_verdict {
    HOST_KEY_UNKNOWN,   /* nothing is known about the host */
    HOST_KEY_AUTHORITY, /* only who signs its key */
    HOST_KEY_CHANGED,
    HOST_KEY_MATCHES,
    HOST_KEY_REVOKED,
};

struct known_hosts;
/* A file that is not there is empty; lines that cannot be read are passed over, as ssh does. PATH is borrowed;
 * NULL: nothing is known, and what is added is remembered in memory only. */
MUST_CHECK enum err_code known_hosts_read(const char *path, struct known_hosts **ret_known, struct err *err);
void known_hosts_free(struct known_hosts *known);
DEFINE_CLEANUP(known_hosts, known_hosts_free)

/* "ssh-ed25519" */
const char *host_key_type_name(enum host_key_type type);

/* What the files say of one host. Lives as long as the known hosts. */
struct host_keys;
MUST_CHECK enum err_code known_hosts_find(const struct known_hosts *known, struct str host, uint16_t port,
                                          struct host_keys **ret_keys, struct err *err);
void host_keys_free(struct host_keys *keys);
DEFINE_CLEANUP(host_keys, host_keys_free)
/* Bit (1 << type) for each type known for the host; 0 for an unknown host. */
unsigned host_keys_types(const struct host_keys *keys);
/* BLOB: the public key as sent on the wire. */
enum host_key_verdict host_keys_check(const struct host_keys *keys, struct str blob);

/* Appends a line for the host to the file, whole and at once, and remembers it. */
MUST_CHECK enum err_code known_hosts_add(struct known_hosts *known, struct str host, uint16_t port, struct str blob,
                                         struct err *err);
