#pragma once
/* Credentials: what to prove who we are with, and where each may be used. The file must be private to its owner;
 * secrets are read into memory that is locked and wiped, and never reach an error, a log or a snapshot. */

#include "base/arena.h"
#include "base/error.h"
#include "base/yaml_read.h"
#include "scanner/credential/private_key.h"
#include "scanner/target/target.h"

/* In the order of the words in the file; those of SNMP last. */
enum credential_kind {
    CREDENTIAL_SSH_KEY,
    CREDENTIAL_SSH_AGENT,
    CREDENTIAL_SSH_PASSWORD,
    CREDENTIAL_SNMP_V1,
    CREDENTIAL_SNMP_V2C,
    CREDENTIAL_SNMP_V3
};

/* How messages of SNMPv3 are signed (RFC 3414, RFC 7860). */
enum snmp_auth {
    SNMP_AUTH_NONE,
    SNMP_AUTH_MD5,
    SNMP_AUTH_SHA1,
    SNMP_AUTH_SHA224,
    SNMP_AUTH_SHA256,
    SNMP_AUTH_SHA384,
    SNMP_AUTH_SHA512
};

/* How they are encrypted (RFC 3414, RFC 3826). AES with 192 and 256 bits never became a standard: where the digest is
 * too short for the key, agents lengthen it as draft-blumenthal-aes-usm says or, the _C ones, as Cisco's do (the way of
 * draft-reeder-snmpv3-usm-3desede). */
enum snmp_priv {
    SNMP_PRIV_NONE,
    SNMP_PRIV_DES,
    SNMP_PRIV_AES128,
    SNMP_PRIV_AES192,
    SNMP_PRIV_AES256,
    SNMP_PRIV_AES192_C,
    SNMP_PRIV_AES256_C
};

/* Texts are NUL-terminated, in the vault, and NULL where there is none. */
struct snmp_secrets {
    char *community; /* of v1 and v2c */
    enum snmp_auth auth;
    char *auth_password;
    enum snmp_priv priv; /* with auth only */
    char *priv_password;
    struct str context; /* name of the v3 context; empty: the agent's own */
};

struct credential {
    struct str name;
    enum credential_kind kind;
    struct str user;
    char *private_key;     /* path, NUL-terminated; relative to the file's directory when read */
    struct str key;        /* what is in it, in the vault */
    struct str public_key; /* "ssh-ed25519 AAAA…"; empty when the file does not say */
    char *secret;          /* passphrase or password, NUL-terminated, in the vault; NULL without one */
    enum key_lock lock;    /* of the key */
    const char *agent;     /* socket of the private agent that has the key, which then is in the vault no more; NULL */
    bool is_rsa_key;       /* libssh2 1.10 signs with SHA-1 only, which OpenSSH since 8.8 refuses */
    bool use_sudo;
    struct snmp_secrets snmp;
    uint64_t line;           /* of the file */
    struct yaml_texts scope; /* CIDR blocks, addresses and site:NAME; empty: everywhere */
};

/* Where secrets named env:NAME and systemd:NAME come from; libraries do not look at the environment themselves. */
struct credential_sources {
    const char *(*environment)(const char *name); /* NULL when the variable is not set */
    void (*forget)(const char *name);             /* after an env: secret was copied: wipe it; may be NULL */
};

struct credential_store; /* owns the secrets: wiped when freed */

/* A path of a credentials file that begins so names a credential of the systemd service that runs the scan. */
#define CREDENTIAL_FILE_OF_SYSTEMD "systemd:"
static inline bool credential_file_is_of_systemd(struct str path) {
    return str_starts_with(path, STR(CREDENTIAL_FILE_OF_SYSTEMD));
}

/* Credentials of both transports, in the order of the file. A key that the credential's kind has no use for is refused,
 * as is one that the kind needs and has not. SOURCES NULL: env: and systemd: secrets are refused. ERR_USAGE: PATH
 * is systemd:NAME, and there is no such service. */
MUST_CHECK enum err_code credential_store_read(const char *path, const struct credential_sources *sources,
                                               struct credential_store **ret_store, struct err *err);
void credential_store_free(struct credential_store *store);
DEFINE_CLEANUP(credential_store, credential_store_free)
size_t credential_count(const struct credential_store *store);
const struct credential *credential_at(const struct credential_store *store, size_t index);
/* The transport that it is for. */
enum scan_method credential_method(const struct credential *credential);
/* The word for its kind in the file. */
const char *credential_kind_word(const struct credential *credential);
/* May the credential be used for the target, whose numeric address is ADDRESS? Never by another method than its own. */
bool credential_covers(const struct credential *credential, const struct target *target, struct str address);
/* Has the store a credential for that method at all? */
bool credential_store_has(const struct credential_store *store, enum scan_method method);
/* Is there one that covers the target, as far as can be told from its entry? A name may turn out to be anywhere. */
bool credential_store_may_cover(const struct credential_store *store, const struct target *target);
/* Is it a community that no scope keeps from any target? It goes over the network in clear (worth a warning). */
bool credential_is_unscoped_community(const struct credential *credential);
/* Is it a key that takes long to unlock, and is not in an agent yet? */
bool credential_is_slow(const struct credential *credential);
/* The private agent at SOCKET (borrowed) has the key: key and passphrase are wiped here. */
void credential_leave_to_agent(struct credential_store *store, size_t index, const char *socket);
/* The passphrase does not open the key: fills ERR and returns its code. */
enum err_code credential_refuse_passphrase(const struct credential_store *store, size_t index, struct err *err);
/* Credentials for which the file holds the secret itself (worth a warning); none where systemd guards the file. */
size_t credential_inline_count(const struct credential_store *store);
