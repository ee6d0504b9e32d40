#include "scanner/snmp/user.h"

#include "scanner/credential/vault.h"

#include <stdlib.h>

#include <net-snmp/net-snmp-config.h>
/* the library's headers need that one first */
#include <net-snmp/net-snmp-includes.h>

struct master_keys {
    struct master_keys *next;
    const struct credential *credential;
    u_char *auth, *priv; /* in the vault */
    size_t auth_length, priv_length;
};

struct snmp_keys {
    struct vault *vault;
    struct master_keys *first;
};

struct snmp_keys *snmp_keys_new(void) {
    struct snmp_keys *keys = calloc(1, sizeof *keys);

    if (keys) {
        keys->vault = vault_new();
    }
    if (keys && !keys->vault) {
        free(keys);
        return NULL;
    }
    return keys;
}

void snmp_keys_free(struct snmp_keys *keys) {
    if (keys) {
        for (struct master_keys *item = keys->first, *next; item; item = next) {
            next = item->next;
            free(item);
        }
        vault_free(keys->vault);
        free(keys);
    }
}

static const int auth_types[] = {
    [SNMP_AUTH_NONE] = NETSNMP_USMAUTH_NOAUTH,          [SNMP_AUTH_MD5] = NETSNMP_USMAUTH_HMACMD5,
    [SNMP_AUTH_SHA1] = NETSNMP_USMAUTH_HMACSHA1,        [SNMP_AUTH_SHA224] = NETSNMP_USMAUTH_HMAC128SHA224,
    [SNMP_AUTH_SHA256] = NETSNMP_USMAUTH_HMAC192SHA256, [SNMP_AUTH_SHA384] = NETSNMP_USMAUTH_HMAC256SHA384,
    [SNMP_AUTH_SHA512] = NETSNMP_USMAUTH_HMAC384SHA512,
};

static const int priv_types[] = {
    [SNMP_PRIV_NONE] = USM_CREATE_USER_PRIV_NONE,
    [SNMP_PRIV_DES] = USM_CREATE_USER_PRIV_DES,
    [SNMP_PRIV_AES128] = USM_CREATE_USER_PRIV_AES,
    [SNMP_PRIV_AES192] = USM_CREATE_USER_PRIV_AES192,
    [SNMP_PRIV_AES256] = USM_CREATE_USER_PRIV_AES256,
    [SNMP_PRIV_AES192_C] = USM_CREATE_USER_PRIV_AES192_CISCO,
    [SNMP_PRIV_AES256_C] = USM_CREATE_USER_PRIV_AES256_CISCO,
};

/* RFC 3414, A.2: the passphrase repeated over a megabyte, hashed. The privacy key uses the same hash. */
static bool derive(const struct credential *credential, const char *password, struct vault *vault, u_char **ret_key,
                   size_t *ret_length) {
    size_t oid_length;
    const oid *hash = sc_get_auth_oid(auth_types[credential->snmp.auth], &oid_length);
    u_char *key = (u_char *)vault_alloc(vault, USM_AUTH_KU_LEN);
    size_t length = USM_AUTH_KU_LEN;

    if (!hash || !key ||
        generate_Ku(hash, (u_int)oid_length, (const u_char *)password, strlen(password), key, &length) !=
            SNMPERR_SUCCESS) {
        return false;
    }
    *ret_key = key;
    *ret_length = length;
    return true;
}

static const struct master_keys *find_keys(struct snmp_keys *keys, const struct credential *credential) {
    struct master_keys *item = keys->first;

    while (item && item->credential != credential) {
        item = item->next;
    }
    if (item) {
        return item;
    }
    item = calloc(1, sizeof *item);
    if (!item) {
        return NULL;
    }
    item->credential = credential;
    if ((credential->snmp.auth != SNMP_AUTH_NONE &&
         !derive(credential, credential->snmp.auth_password, keys->vault, &item->auth, &item->auth_length)) ||
        (credential->snmp.priv != SNMP_PRIV_NONE &&
         !derive(credential, credential->snmp.priv_password, keys->vault, &item->priv, &item->priv_length))) {
        free(item);
        return NULL;
    }
    item->next = keys->first;
    return keys->first = item;
}

static int level_of(const struct snmp_secrets *secrets) {
    if (secrets->priv != SNMP_PRIV_NONE) {
        return SNMP_SEC_LEVEL_AUTHPRIV;
    }
    return secrets->auth != SNMP_AUTH_NONE ? SNMP_SEC_LEVEL_AUTHNOPRIV : SNMP_SEC_LEVEL_NOAUTH;
}

void snmp_user_set(struct snmp_session *session, const struct credential *credential) {
    const struct snmp_secrets *secrets = &credential->snmp;

    session->securityModel = SNMP_SEC_MODEL_USM;
    session->securityLevel = level_of(secrets);
    session->securityAuthProto = sc_get_auth_oid(auth_types[secrets->auth], &session->securityAuthProtoLen);
    session->securityPrivProto = sc_get_priv_oid(priv_types[secrets->priv], &session->securityPrivProtoLen);
}

static void set_keys(struct snmp_session *session, const struct master_keys *keys) {
    if (keys->auth_length) {
        memcpy(session->securityAuthKey, keys->auth, keys->auth_length);
        session->securityAuthKeyLen = keys->auth_length;
    }
    if (keys->priv_length) {
        memcpy(session->securityPrivKey, keys->priv, keys->priv_length);
        session->securityPrivKeyLen = keys->priv_length;
    }
}

/* Without a clock for the engine the library would ask who it is again. The engine puts right one that is wrong. */
static void add_clock(struct snmp_session *session) {
    u_int boots, time;

    if (get_enginetime(session->securityEngineID, (u_int)session->securityEngineIDLen, &boots, &time, FALSE) !=
        SNMPERR_SUCCESS) {
        (void)set_enginetime(session->securityEngineID, (u_int)session->securityEngineIDLen, 0, 0, FALSE);
    }
}

bool snmp_user_add(struct snmp_session *session, const struct credential *credential, struct snmp_keys *keys) {
    const struct master_keys *master = find_keys(keys, credential);
    bool is_added;

    if (!master) {
        return false;
    }
    add_clock(session);
    set_keys(session, master);
    is_added = create_user_from_session(session) == SNMPERR_SUCCESS;
    explicit_bzero(session->securityAuthKey, sizeof session->securityAuthKey);
    explicit_bzero(session->securityPrivKey, sizeof session->securityPrivKey);
    return is_added;
}

void snmp_user_remove(struct snmp_session *session) {
    struct usmUser *user;

    if (!session->securityEngineIDLen) {
        return;
    }
    user = usm_get_user(session->securityEngineID, session->securityEngineIDLen, session->securityName);
    if (user) {
        (void)usm_remove_user(user);
        (void)usm_free_user(user);
    }
    free_enginetime(session->securityEngineID, session->securityEngineIDLen);
}
