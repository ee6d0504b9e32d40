#include "scanner/credential/credential.h"

#include "base/file.h"
#include "scanner/credential/pem_key.h"
#include "scanner/credential/private_key.h"
#include "scanner/credential/secret.h"
#include "scanner/credential/vault.h"
#include "scanner/net_address.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define SITE STR("site:")

/* RFC 3411: SnmpAdminString of users and contexts; RFC 3414 11.2: no shorter passwords; what net-snmp takes. */
enum { SNMP_NAME_MAX = 32, SNMP_PASSWORD_MIN = 8, SNMP_COMMUNITY_MAX = 255 };

struct credential_store {
    struct arena *arena;
    struct vault *vault;
    const char *path; /* of the file */
    struct credential *items;
    size_t count;
    size_t inline_count;
};

void credential_store_free(struct credential_store *store) {
    if (store) {
        vault_free(store->vault);
        arena_free(store->arena);
        free(store);
    }
}

size_t credential_count(const struct credential_store *store) {
    return store->count;
}

const struct credential *credential_at(const struct credential_store *store, size_t index) {
    return &store->items[index];
}

enum scan_method credential_method(const struct credential *credential) {
    return credential->kind < CREDENTIAL_SNMP_V1 ? SCAN_SSH : SCAN_SNMP;
}

bool credential_is_unscoped_community(const struct credential *credential) {
    return credential->snmp.community && credential->scope.count == 0;
}

bool credential_is_slow(const struct credential *credential) {
    return credential->lock == KEY_LOCK_BCRYPT && !credential->agent;
}

void credential_leave_to_agent(struct credential_store *store, size_t index, const char *socket) {
    struct credential *credential = &store->items[index];

    vault_wipe(credential->key.p, credential->key.n);
    vault_wipe(credential->secret, strlen(credential->secret));
    credential->key = STR_NONE;
    credential->secret = NULL;
    credential->agent = socket;
}

enum err_code credential_refuse_passphrase(const struct credential_store *store, size_t index, struct err *err) {
    const struct credential *credential = &store->items[index];

    return err_at(err, ERR_PASSPHRASE, store->path, credential->line, 0, credential->name,
                  str_from(credential->private_key));
}

size_t credential_inline_count(const struct credential_store *store) {
    return store->inline_count;
}

/* --- where a credential may be used --- */

static bool scope_holds(struct str scope, const struct target *target, const struct net_address *address) {
    struct net_block block;

    if (str_starts_with(scope, SITE)) {
        return str_eq(str_sub(scope, SITE.n, SIZE_MAX), target->site);
    }
    return address && net_block_read(scope, &block) && net_block_holds(&block, address);
}

/* By its method, and by the name of the credential where the target has one. */
static bool suits(const struct credential *credential, const struct target *target) {
    return credential_method(credential) == target->method &&
           (str_is_empty(target->credential) || str_eq(target->credential, credential->name));
}

bool credential_covers(const struct credential *credential, const struct target *target, struct str address) {
    struct net_address ip;
    bool has_ip = net_address_read(address, &ip);

    if (!suits(credential, target)) {
        return false;
    }
    for (size_t i = 0; i < credential->scope.count; i++) {
        if (scope_holds(credential->scope.items[i], target, has_ip ? &ip : NULL)) {
            return true;
        }
    }
    return credential->scope.count == 0;
}

bool credential_store_has(const struct credential_store *store, enum scan_method method) {
    for (size_t i = 0; i < store->count; i++) {
        if (credential_method(&store->items[i]) == method) {
            return true;
        }
    }
    return false;
}

bool credential_store_may_cover(const struct credential_store *store, const struct target *target) {
    struct net_address address;
    bool is_name = !net_address_read(target->address, &address);

    for (size_t i = 0; i < store->count; i++) {
        const struct credential *credential = &store->items[i];
        if (is_name ? suits(credential, target) : credential_covers(credential, target, target->address)) {
            return true;
        }
    }
    return false;
}

/* --- the file --- */

static const char *const kind_words[] = {"ssh-key", "ssh-agent", "ssh-password", "snmp-v1", "snmp-v2c",
                                         "snmp-v3", NULL};

const char *credential_kind_word(const struct credential *credential) {
    return kind_words[credential->kind];
}

static const char *const auth_words[] = {"MD5", "SHA", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", NULL};

static const enum snmp_auth auths[] = {SNMP_AUTH_MD5,    SNMP_AUTH_SHA1,   SNMP_AUTH_SHA1,  SNMP_AUTH_SHA224,
                                       SNMP_AUTH_SHA256, SNMP_AUTH_SHA384, SNMP_AUTH_SHA512};

static const char *const priv_words[] = {"DES", "AES", "AES-128", "AES-192", "AES-256", "AES-192-C", "AES-256-C", NULL};

static const enum snmp_priv privs[] = {SNMP_PRIV_DES,    SNMP_PRIV_AES128,   SNMP_PRIV_AES128,  SNMP_PRIV_AES192,
                                       SNMP_PRIV_AES256, SNMP_PRIV_AES192_C, SNMP_PRIV_AES256_C};

struct reading {
    const char *path;
    struct secret_reading *secrets;
    struct credential_store *store;
    struct arena *scratch;
    struct err *err;
};

/* One entry as it stands in the file. */
struct entry {
    const struct yaml_node *node;
    struct str name, user, private_key;
    int kind;
    bool use_sudo;
    struct str passphrase, passphrase_from, password, password_from;
    struct str community, community_from;
    int auth, priv; /* numbers of the words; -1: none */
    struct str auth_password, auth_password_from, priv_password, priv_password_from;
    struct str context;
    const struct yaml_node *scope;
};

#define SECRET_CELL(ENTRY, NAME)                                                                                       \
    (&(const struct secret_cell){(ENTRY)->node, #NAME, #NAME "_from", (ENTRY)->NAME, (ENTRY)->NAME##_from})

#define TEXT(KEY, MEMBER)                                                                                              \
    { .key = (KEY), .type = YAML_TEXT, .offset = offsetof(struct entry, MEMBER) }
#define SECRET(KEY, MEMBER, OTHER)                                                                                     \
    { .key = (KEY), .type = YAML_TEXT, .offset = offsetof(struct entry, MEMBER), .excludes = (OTHER) }
#define CHOICE(KEY, MEMBER, WORDS)                                                                                     \
    { .key = (KEY), .type = YAML_CHOICE, .offset = offsetof(struct entry, MEMBER), .choices = (WORDS) }

static const struct yaml_field entry_fields[] = {
    {.key = "name", .type = YAML_TEXT, .offset = offsetof(struct entry, name), .required = true},
    {.key = "kind",
     .type = YAML_CHOICE,
     .offset = offsetof(struct entry, kind),
     .required = true,
     .choices = kind_words},
    TEXT("user", user),
    TEXT("private_key", private_key),
    {.key = "sudo", .type = YAML_BOOL, .offset = offsetof(struct entry, use_sudo)},
    {.key = "scope", .type = YAML_NODE, .offset = offsetof(struct entry, scope)},
    SECRET("passphrase", passphrase, "passphrase_from"),
    SECRET("passphrase_from", passphrase_from, "passphrase"),
    SECRET("password", password, "password_from"),
    SECRET("password_from", password_from, "password"),
    SECRET("community", community, "community_from"),
    SECRET("community_from", community_from, "community"),
    CHOICE("auth", auth, auth_words),
    SECRET("auth_password", auth_password, "auth_password_from"),
    SECRET("auth_password_from", auth_password_from, "auth_password"),
    CHOICE("priv", priv, priv_words),
    SECRET("priv_password", priv_password, "priv_password_from"),
    SECRET("priv_password_from", priv_password_from, "priv_password"),
    TEXT("context", context),
};

#define KIND(NAME) (1u << CREDENTIAL_##NAME)
#define SSH_KINDS  (KIND(SSH_KEY) | KIND(SSH_AGENT) | KIND(SSH_PASSWORD))
#define COMMUNITY  (KIND(SNMP_V1) | KIND(SNMP_V2C))

/* Keys that not all kinds have: in another one they would be passed over, and be thought to hold. */
static const struct {
    const char *key;
    unsigned kinds;
} kinds_of_keys[] = {
    {"user", SSH_KINDS | KIND(SNMP_V3)},
    {"sudo", SSH_KINDS},
    {"private_key", KIND(SSH_KEY)},
    {"passphrase", KIND(SSH_KEY)},
    {"passphrase_from", KIND(SSH_KEY)},
    {"password", KIND(SSH_PASSWORD)},
    {"password_from", KIND(SSH_PASSWORD)},
    {"community", COMMUNITY},
    {"community_from", COMMUNITY},
    {"auth", KIND(SNMP_V3)},
    {"auth_password", KIND(SNMP_V3)},
    {"auth_password_from", KIND(SNMP_V3)},
    {"priv", KIND(SNMP_V3)},
    {"priv_password", KIND(SNMP_V3)},
    {"priv_password_from", KIND(SNMP_V3)},
    {"context", KIND(SNMP_V3)},
};

static enum err_code fail_at(const struct reading *reading, const struct yaml_node *node, enum err_code code,
                             const char *key, const char *allowed) {
    return err_at(reading->err, code, reading->path, yaml_line(node), yaml_column(node), str_from(key),
                  str_from(allowed));
}

/* The same at the key's value, if it is there. */
static enum err_code fail_at_key(const struct reading *reading, const struct entry *entry, const char *key,
                                 const char *allowed) {
    const struct yaml_node *value = yaml_get(entry->node, key);

    return fail_at(reading, value ? value : entry->node, ERR_VALUE, key, allowed);
}

static bool has_inline_secret(const struct entry *entry) {
    const struct str *secrets[] = {&entry->passphrase, &entry->password, &entry->community, &entry->auth_password,
                                   &entry->priv_password};

    for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
        if (!str_is_empty(*secrets[i])) {
            return true;
        }
    }
    return false;
}

/* --- keys --- */

/* The public half beside the private one saves the library from working it out anew for each host. */
static enum err_code look_into_key(const struct reading *reading, struct credential *credential) {
    CLEANUP(buffer_done) struct buffer line = {0};

    credential->is_rsa_key = private_key_is_rsa(credential->key);
    credential->lock = private_key_lock(credential->key);
    if (private_key_public_half(credential->key, &line)) {
        credential->public_key = arena_dup(reading->store->arena, buffer_view(&line));
    }
    return line.failed ? err_no_memory(reading->err) : ERR_OK;
}

/* OpenSSH's own format takes long to unlock: that is for those who are going to use it. */
static enum err_code check_lock(const struct reading *reading, const struct entry *entry,
                                const struct credential *credential) {
    if (credential->lock != KEY_LOCK_NONE && !credential->secret) {
        return fail_at(reading, entry->node, ERR_MISSING_KEY, "passphrase", "a key that is encrypted");
    }
    if (credential->lock == KEY_LOCK_PEM && !pem_key_opens(credential->key, credential->secret)) {
        return err_at(reading->err, ERR_PASSPHRASE, reading->path, yaml_line(entry->node), 0, entry->name,
                      entry->private_key);
    }
    return ERR_OK;
}

static enum err_code read_key(const struct reading *reading, const struct entry *entry, struct credential *credential) {
    enum err_code code;

    if (str_is_empty(entry->private_key)) {
        return fail_at(reading, entry->node, ERR_MISSING_KEY, "private_key", "ssh-key");
    }
    credential->private_key = arena_dup_cstr(reading->store->arena, entry->private_key);
    if (!credential->private_key) {
        return err_no_memory(reading->err);
    }
    code = secret_check_private(reading->secrets, credential->private_key);
    if (!code) {
        code =
            secret_read_file(reading->secrets, reading->secrets->directory, credential->private_key, &credential->key);
    }
    if (!code) {
        code = look_into_key(reading, credential);
    }
    if (!code) {
        code = secret_read(reading->secrets, SECRET_CELL(entry, passphrase), &credential->secret);
    }
    return code ? code : check_lock(reading, entry, credential);
}

static enum err_code read_password(const struct reading *reading, const struct entry *entry,
                                   struct credential *credential) {
    enum err_code code = secret_read(reading->secrets, SECRET_CELL(entry, password), &credential->secret);

    if (!code && !credential->secret) {
        code = fail_at(reading, entry->node, ERR_MISSING_KEY, "password", "ssh-password");
    }
    return code;
}

/* --- SNMP --- */

static enum err_code read_community(const struct reading *reading, const struct entry *entry,
                                    struct credential *credential) {
    const struct secret_cell *cell = SECRET_CELL(entry, community);
    char *community = NULL;
    enum err_code code = secret_read(reading->secrets, cell, &community);

    if (!code && !community) {
        code = fail_at(reading, entry->node, ERR_MISSING_KEY, cell->key, kind_words[entry->kind]);
    } else if (!code && (!*community || strlen(community) > SNMP_COMMUNITY_MAX)) {
        code = secret_refuse(reading->secrets, cell, "1 to 255 bytes");
    }
    credential->snmp.community = community;
    return code;
}

/* The password that goes with the protocol, whose number is PROTOCOL and whose key is PROTOCOL_KEY. */
static enum err_code read_protocol_password(const struct reading *reading, const struct entry *entry, int protocol,
                                            const char *protocol_key, const struct secret_cell *cell,
                                            char **ret_password) {
    bool has_password = !str_is_empty(cell->value) || !str_is_empty(cell->source);
    char *password = NULL;
    enum err_code code;

    if (protocol < 0) {
        return has_password ? fail_at(reading, entry->node, ERR_MISSING_KEY, protocol_key, cell->key) : ERR_OK;
    }
    if (!has_password) {
        return fail_at(reading, entry->node, ERR_MISSING_KEY, cell->key, protocol_key);
    }
    code = secret_read(reading->secrets, cell, &password);
    if (!code && (!password || strlen(password) < SNMP_PASSWORD_MIN)) {
        code = secret_refuse(reading->secrets, cell, "8 bytes or more (RFC 3414)");
    }
    *ret_password = password;
    return code;
}

static enum err_code check_user(const struct reading *reading, const struct entry *entry) {
    if (str_is_empty(entry->user)) {
        return fail_at(reading, entry->node, ERR_MISSING_KEY, "user", "snmp-v3");
    }
    if (entry->user.n > SNMP_NAME_MAX) {
        return fail_at_key(reading, entry, "user", "at most 32 bytes (RFC 3414)");
    }
    if (entry->context.n > SNMP_NAME_MAX) {
        return fail_at_key(reading, entry, "context", "at most 32 bytes (RFC 3411)");
    }
    return ERR_OK;
}

static enum err_code read_v3(const struct reading *reading, const struct entry *entry, struct credential *credential) {
    struct snmp_secrets *snmp = &credential->snmp;
    enum err_code code = check_user(reading, entry);

    if (!code && entry->priv >= 0 && entry->auth < 0) {
        code = fail_at(reading, entry->node, ERR_MISSING_KEY, "auth", "priv");
    }
    if (!code) {
        code = read_protocol_password(reading, entry, entry->auth, "auth", SECRET_CELL(entry, auth_password),
                                      &snmp->auth_password);
    }
    if (!code) {
        code = read_protocol_password(reading, entry, entry->priv, "priv", SECRET_CELL(entry, priv_password),
                                      &snmp->priv_password);
    }
    snmp->auth = entry->auth < 0 ? SNMP_AUTH_NONE : auths[entry->auth];
    snmp->priv = entry->priv < 0 ? SNMP_PRIV_NONE : privs[entry->priv];
    snmp->context = arena_dup(reading->store->arena, entry->context);
    return code;
}

/* --- entries --- */

static bool is_scope(struct str text) {
    struct net_block block;

    return str_starts_with(text, SITE) ? text.n > SITE.n : net_block_read(text, &block);
}

static enum err_code read_scope(const struct reading *reading, const struct yaml_node *node, struct yaml_texts *scope) {
    size_t count;

    if (!node) {
        return ERR_OK;
    }
    /* An empty list would read as "nowhere" and mean "everywhere". */
    if (!yaml_is_sequence(node) || yaml_length(node) == 0) {
        return fail_at(reading, node, ERR_VALUE, "scope", "a list of addresses, CIDR blocks and site:NAME");
    }
    count = yaml_length(node);
    scope->items = arena_alloc_array(reading->store->arena, count, sizeof *scope->items);
    if (!scope->items) {
        return err_no_memory(reading->err);
    }
    for (size_t i = 0; i < count; i++) {
        struct str text = yaml_text(yaml_at(node, i));
        if (!is_scope(text)) {
            return fail_at(reading, yaml_at(node, i), ERR_VALUE, "scope", "an address, a CIDR block or site:NAME");
        }
        scope->items[i] = arena_dup(reading->store->arena, text);
    }
    scope->count = count;
    return ERR_OK;
}

static enum err_code check_name(const struct reading *reading, const struct entry *entry) {
    if (str_is_empty(entry->name)) {
        return fail_at(reading, entry->node, ERR_VALUE, "name", "not empty");
    }
    for (size_t i = 0; i < reading->store->count; i++) {
        if (str_eq(reading->store->items[i].name, entry->name)) {
            return fail_at(reading, entry->node, ERR_VALUE, "name", "each name once");
        }
    }
    return ERR_OK;
}

static struct str list_kinds(const struct reading *reading, unsigned kinds) {
    struct str list = STR_NONE;

    for (unsigned i = 0; kind_words[i]; i++) {
        if (kinds & 1u << i) {
            list = arena_printf(reading->scratch, "%.*s%s%s", STR_FMT(list), list.n ? ", " : "", kind_words[i]);
        }
    }
    return list;
}

static enum err_code check_key(const struct reading *reading, const struct entry *entry, const struct yaml_node *key) {
    for (size_t i = 0; i < ARRAY_LEN(kinds_of_keys); i++) {
        if (str_eq(yaml_text(key), str_from(kinds_of_keys[i].key)) && !(kinds_of_keys[i].kinds & 1u << entry->kind)) {
            struct str kinds = list_kinds(reading, kinds_of_keys[i].kinds);
            struct str allowed = arena_printf(reading->scratch, "only with the kind %.*s", STR_FMT(kinds));
            return err_at(reading->err, ERR_VALUE, reading->path, yaml_line(key), yaml_column(key), yaml_text(key),
                          allowed);
        }
    }
    return ERR_OK;
}

static enum err_code check_keys(const struct reading *reading, const struct entry *entry) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < yaml_pair_count(entry->node); i++) {
        code = check_key(reading, entry, yaml_key_at(entry->node, i));
    }
    return code;
}

static enum err_code read_secrets(const struct reading *reading, const struct entry *entry,
                                  struct credential *credential) {
    switch (credential->kind) {
    case CREDENTIAL_SSH_KEY:
        return read_key(reading, entry, credential);
    case CREDENTIAL_SSH_PASSWORD:
        return read_password(reading, entry, credential);
    case CREDENTIAL_SNMP_V1:
    case CREDENTIAL_SNMP_V2C:
        return read_community(reading, entry, credential);
    case CREDENTIAL_SNMP_V3:
        return read_v3(reading, entry, credential);
    case CREDENTIAL_SSH_AGENT:
        break;
    }
    return ERR_OK;
}

static enum err_code read_credential(const struct reading *reading, const struct entry *entry,
                                     struct credential *credential) {
    struct arena *arena = reading->store->arena;
    enum err_code code = check_name(reading, entry);

    if (!code) {
        code = check_keys(reading, entry);
    }
    if (!code) {
        code = read_scope(reading, entry->scope, &credential->scope);
    }
    if (code) {
        return code;
    }
    credential->name = arena_dup(arena, entry->name);
    credential->user = arena_dup(arena, entry->user);
    credential->kind = (enum credential_kind)entry->kind;
    credential->use_sudo = entry->use_sudo;
    credential->line = yaml_line(entry->node);
    return read_secrets(reading, entry, credential);
}

static enum err_code read_entry(const struct reading *reading, const struct yaml_node *node) {
    struct entry entry = {.node = node, .auth = -1, .priv = -1};
    struct credential credential = {0};
    enum err_code code = yaml_read_mapping(node, reading->path, entry_fields, ARRAY_LEN(entry_fields), &entry,
                                           reading->scratch, reading->err);

    if (!code) {
        code = read_credential(reading, &entry, &credential);
    }
    if (!code) {
        reading->store->inline_count += !reading->secrets->is_guarded && has_inline_secret(&entry);
        reading->store->items[reading->store->count++] = credential;
    }
    return code;
}

static enum err_code read_document(const struct reading *reading, const struct yaml_document *document) {
    static const struct yaml_field fields[] = {
        {.key = "credentials", .type = YAML_NODE, .required = true},
    };
    const struct yaml_node *list = NULL;
    enum err_code code = yaml_read_mapping(yaml_root(document), reading->path, fields, ARRAY_LEN(fields), &list,
                                           reading->scratch, reading->err);

    if (code) {
        return code;
    }
    if (!yaml_is_sequence(list)) {
        return fail_at(reading, list, ERR_VALUE, "credentials", "a list");
    }
    reading->store->items = arena_alloc_array(reading->store->arena, yaml_length(list) + 1, sizeof(struct credential));
    if (!reading->store->items) {
        return err_no_memory(reading->err);
    }
    for (size_t i = 0; !code && i < yaml_length(list); i++) {
        code = read_entry(reading, yaml_at(list, i));
    }
    return code ? code : arena_failed(reading->store->arena) ? err_no_memory(reading->err) : ERR_OK;
}

/* FILE from the directory AT on. */
static enum err_code read_file(const struct reading *reading, int at, const char *file) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    struct str bytes = {0};
    enum err_code code = secret_read_file(reading->secrets, at, file, &bytes);

    if (!code) {
        code = yaml_parse(bytes, reading->path, &document, reading->err);
    }
    if (!code) {
        code = read_document(reading, document);
    }
    vault_wipe(bytes.p, bytes.n);
    return code;
}

static enum err_code open_directory(const struct reading *reading, const char *directory) {
    reading->secrets->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return reading->secrets->directory < 0 ? err_system(reading->err, reading->path, "open") : ERR_OK;
}

static enum err_code read_own_file(const struct reading *reading) {
    struct str place = file_parent(reading->path);
    const char *directory = place.n ? arena_dup_cstr(reading->scratch, place) : ".";

    if (!directory) {
        return err_no_memory(reading->err);
    }
    enum err_code code = open_directory(reading, directory);
    if (!code) {
        code = file_check_private(AT_FDCWD, reading->path, reading->err);
    }
    return code ? code : read_file(reading, AT_FDCWD, reading->path);
}

/* The file itself is a credential of the service. */
static enum err_code read_file_of_systemd(const struct reading *reading) {
    struct secret_reading *secrets = reading->secrets;
    const char *name = reading->path + strlen(CREDENTIAL_FILE_OF_SYSTEMD);
    const char *directory = secrets->sources ? secrets->sources->environment("CREDENTIALS_DIRECTORY") : NULL;

    if (!directory || !*name || strchr(name, '/')) {
        return err_set(reading->err, ERR_USAGE, NULL, str_from(reading->path),
                       STR("systemd:NAME in a service with that credential"));
    }
    secrets->is_guarded = true;
    enum err_code code = open_directory(reading, directory);
    return code ? code : read_file(reading, secrets->directory, name);
}

static struct credential_store *store_new(void) {
    struct credential_store *store = calloc(1, sizeof *store);

    if (store) {
        store->arena = arena_new();
        store->vault = vault_new();
    }
    if (store && (!store->arena || !store->vault)) {
        credential_store_free(store);
        return NULL;
    }
    return store;
}

enum err_code credential_store_read(const char *path, const struct credential_sources *sources,
                                    struct credential_store **ret_store, struct err *err) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = store_new();
    CLEANUP(arena_free_cleanup) struct arena *scratch = arena_new();
    struct secret_reading secrets = {.path = path, .directory = -1, .sources = sources, .scratch = scratch, .err = err};
    const struct reading reading = {path, &secrets, store, scratch, err};
    enum err_code code;

    if (!store || !scratch) {
        return err_no_memory(err);
    }
    secrets.vault = store->vault;
    store->path = arena_dup_cstr(store->arena, str_from(path));
    code = credential_file_is_of_systemd(str_from(path)) ? read_file_of_systemd(&reading) : read_own_file(&reading);
    secret_forget_variables(&secrets);
    if (secrets.directory >= 0) {
        close(secrets.directory);
    }
    if (!code) {
        *ret_store = TAKE_PTR(store);
    }
    return code;
}
