#include "scanner/ssh/host_key.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/intern.h"
#include "scanner/base64.h"
#include "scanner/credential/hmac_sha1.h"
#include "scanner/ssh/pattern.h"
#include "scanner/target/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)64 * 1024 * 1024)

static const char *const type_names[HOST_KEY_TYPE_COUNT] = {
    [HOST_KEY_ED25519] = "ssh-ed25519",
    [HOST_KEY_ECDSA_256] = "ecdsa-sha2-nistp256",
    [HOST_KEY_ECDSA_384] = "ecdsa-sha2-nistp384",
    [HOST_KEY_ECDSA_521] = "ecdsa-sha2-nistp521",
    [HOST_KEY_RSA] = "ssh-rsa",
};

struct entry {
    struct entry *next;
    struct str patterns; /* in lower case, separated by commas; empty when hashed, or when listed under its name */
    struct str salt;     /* hashed: the key of the HMAC */
    struct str hash;     /* hashed: of the name */
    struct str blob;
    enum host_key_type type;
    bool is_revoked;
    bool is_authority; /* of certificates: its key signs others, and may be of any type */
};

/* Most lines name hosts plainly: those are found by name. Each of the others is looked at for each host. */
struct known_hosts {
    const char *path;
    struct arena *arena;
    struct intern *names;
    struct entry **of_name; /* by the name's number: its entries */
    size_t of_name_capacity;
    struct entry *others; /* with patterns or hashed */
};

struct host_keys {
    size_t count;
    const struct entry *items[];
};

void known_hosts_free(struct known_hosts *known) {
    if (known) {
        intern_free(known->names);
        arena_free(known->arena);
        free(known->of_name);
        free(known);
    }
}

const char *host_key_type_name(enum host_key_type type) {
    return type_names[type];
}

bool host_key_type_of(struct str blob, enum host_key_type *ret_type) {
    const unsigned char *p = (const unsigned char *)blob.p;
    uint32_t length;
    struct str name;

    if (blob.n < 4) {
        return false;
    }
    length = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    name = str_sub(blob, 4, length);
    for (unsigned type = 0; type < HOST_KEY_TYPE_COUNT; type++) {
        if (name.n == length && str_eq(name, str_from(type_names[type]))) {
            *ret_type = (enum host_key_type)type;
            return true;
        }
    }
    return false;
}

/* --- names --- */

/* "name" on port 22, "[name]:port" on others, in lower case. */
static void entry_name(struct str host, uint16_t port, struct buffer *out) {
    if (port != DEFAULT_SSH_PORT) {
        buffer_append_char(out, '[');
    }
    buffer_append_lower(out, host);
    if (port != DEFAULT_SSH_PORT) {
        buffer_printf(out, "]:%u", port);
    }
}

/* One pattern must match, and no pattern behind a !. */
static bool patterns_match(struct str patterns, struct str name) {
    bool matches = false;
    struct str pattern;

    while (str_cut(&patterns, ',', &pattern)) {
        bool is_negated = str_drop_prefix(&pattern, STR("!"));
        if (ssh_pattern_fits(pattern, name)) {
            if (is_negated) {
                return false;
            }
            matches = true;
        }
    }
    return matches;
}

static bool entry_matches(const struct entry *entry, struct str name) {
    uint8_t digest[SHA1_SIZE];

    if (str_is_empty(entry->hash)) {
        return patterns_match(entry->patterns, name);
    }
    return hmac_sha1(entry->salt, name, digest) && entry->hash.n == sizeof digest &&
           memcmp(entry->hash.p, digest, sizeof digest) == 0;
}

/* --- reading --- */

static struct str next_field(struct str *line) {
    struct str rest = str_trim(*line);
    size_t n = 0;

    while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != '\t') {
        n++;
    }
    *line = str_sub(rest, n, SIZE_MAX);
    return str_sub(rest, 0, n);
}

static bool decode_into(struct str text, struct arena *arena, struct str *ret_bytes) {
    CLEANUP(buffer_done) struct buffer bytes = {0};

    if (!base64_decode(text, &bytes) || bytes.n == 0) {
        return false;
    }
    *ret_bytes = arena_dup(arena, buffer_view(&bytes));
    return true;
}

/* |1|salt|hash, both in base64. */
static bool read_hashed(struct str names, struct arena *arena, struct entry *entry) {
    struct str rest = str_sub(names, 3, SIZE_MAX);
    struct str salt;

    return str_starts_with(names, STR("|1|")) && str_cut(&rest, '|', &salt) && rest.p &&
           decode_into(salt, arena, &entry->salt) && decode_into(rest, arena, &entry->hash);
}

/* The type and the key, which name the same type. */
static bool read_key(struct str line, struct arena *arena, struct entry *entry) {
    struct str type = next_field(&line);

    return decode_into(next_field(&line), arena, &entry->blob) && host_key_type_of(entry->blob, &entry->type) &&
           str_eq(type, str_from(type_names[entry->type]));
}

static bool read_entry(struct str line, struct arena *arena, struct entry *entry) {
    struct str names = next_field(&line);

    entry->is_revoked = str_eq(names, STR("@revoked"));
    entry->is_authority = str_eq(names, STR("@cert-authority"));
    if (entry->is_revoked || entry->is_authority) {
        names = next_field(&line);
    }
    if (str_is_empty(names) || names.p[0] == '#' || names.p[0] == '@') {
        return false;
    }
    if (!entry->is_authority && !read_key(line, arena, entry)) {
        return false;
    }
    if (names.p[0] == '|') {
        return read_hashed(names, arena, entry);
    }
    entry->patterns = arena_dup_lower(arena, names);
    return true;
}

static bool put_first(struct arena *arena, struct entry **list, const struct entry *entry) {
    struct entry *copy = arena_alloc(arena, sizeof *copy);

    if (copy) {
        *copy = *entry;
        copy->next = *list;
        *list = copy;
    }
    return copy != NULL;
}

static bool has_room_for(struct known_hosts *known, uint32_t number) {
    size_t capacity = known->of_name_capacity ? 2 * known->of_name_capacity : 64;
    struct entry **grown;

    if (number < known->of_name_capacity) {
        return true;
    }
    grown = reallocarray(known->of_name, capacity, sizeof(struct entry *));
    if (!grown) {
        return false;
    }
    memset(grown + known->of_name_capacity, 0, (capacity - known->of_name_capacity) * sizeof(struct entry *));
    known->of_name = grown;
    known->of_name_capacity = capacity;
    return true;
}

static bool put_under_name(struct known_hosts *known, struct str name, const struct entry *entry) {
    /* Room first: a name that has a number has its place. */
    uint32_t number = has_room_for(known, intern_count(known->names)) ? intern_add(known->names, name) : INTERN_NONE;

    return number != INTERN_NONE && put_first(known->arena, &known->of_name[number], entry);
}

static bool is_plain(struct str patterns) {
    return !str_is_empty(patterns) && str_find_char(patterns, '*') < 0 && str_find_char(patterns, '?') < 0 &&
           str_find_char(patterns, '!') < 0;
}

static bool put_entry(struct known_hosts *known, const struct entry *entry) {
    struct entry plain = *entry;
    struct str names = entry->patterns;
    struct str name;

    if (!is_plain(names)) {
        return put_first(known->arena, &known->others, entry);
    }
    plain.patterns = STR_NONE;
    while (str_cut(&names, ',', &name)) {
        if (!put_under_name(known, name, &plain)) {
            return false;
        }
    }
    return true;
}

static enum err_code read_lines(struct known_hosts *known, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *scratch = arena_new();
    struct str rest, line;
    enum err_code code;

    if (!known->path) {
        return ERR_OK;
    }
    if (!scratch) {
        return err_no_memory(err);
    }
    code = file_read_all(AT_FDCWD, known->path, FILE_MAX, scratch, &rest, err);
    if (code) {
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    }
    while (str_cut(&rest, '\n', &line)) {
        struct entry entry = {0};
        if (read_entry(line, known->arena, &entry) && !put_entry(known, &entry)) {
            return err_no_memory(err);
        }
    }
    return arena_failed(known->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code known_hosts_read(const char *path, struct known_hosts **ret_known, struct err *err) {
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = calloc(1, sizeof *known);
    enum err_code code;

    if (!known || !(known->arena = arena_new()) || !(known->names = intern_new())) {
        return err_no_memory(err);
    }
    known->path = path;
    code = read_lines(known, err);
    if (!code) {
        *ret_known = TAKE_PTR(known);
    }
    return code;
}

/* --- checking --- */

/* Adds those of LIST that match NAME, or all of them when it is empty; items may be NULL to count only. */
static size_t add_matching(const struct entry *list, struct str name, const struct entry **items, size_t count) {
    for (const struct entry *entry = list; entry; entry = entry->next) {
        if (str_is_empty(name) || entry_matches(entry, name)) {
            if (items) {
                items[count] = entry;
            }
            count++;
        }
    }
    return count;
}

enum err_code known_hosts_find(const struct known_hosts *known, struct str host, uint16_t port,
                               struct host_keys **ret_keys, struct err *err) {
    CLEANUP(buffer_done) struct buffer name = {0};
    struct host_keys *keys;
    uint32_t number;
    const struct entry *named;
    size_t most;

    entry_name(host, port, &name);
    if (name.failed) {
        return err_no_memory(err);
    }
    number = intern_find(known->names, buffer_view(&name));
    named = number == INTERN_NONE ? NULL : known->of_name[number];
    most = add_matching(named, STR_NONE, NULL, 0) + add_matching(known->others, buffer_view(&name), NULL, 0);
    keys = calloc(1, sizeof *keys + most * sizeof(struct entry *));
    if (!keys) {
        return err_no_memory(err);
    }
    keys->count = add_matching(named, STR_NONE, keys->items, 0);
    keys->count = add_matching(known->others, buffer_view(&name), keys->items, keys->count);
    *ret_keys = keys;
    return ERR_OK;
}

void host_keys_free(struct host_keys *keys) {
    free(keys);
}

unsigned host_keys_types(const struct host_keys *keys) {
    unsigned types = 0;

    for (size_t i = 0; i < keys->count; i++) {
        if (!keys->items[i]->is_revoked && !keys->items[i]->is_authority) {
            types |= 1U << keys->items[i]->type;
        }
    }
    return types;
}

/* What an entry of the host says of a key. */
static enum host_key_verdict verdict_of(const struct entry *entry, struct str blob) {
    bool is_same = str_eq(entry->blob, blob);

    if (entry->is_revoked) {
        return is_same ? HOST_KEY_REVOKED : HOST_KEY_UNKNOWN;
    }
    if (entry->is_authority) {
        return HOST_KEY_AUTHORITY;
    }
    return is_same ? HOST_KEY_MATCHES : HOST_KEY_CHANGED;
}

enum host_key_verdict host_keys_check(const struct host_keys *keys, struct str blob) {
    enum host_key_verdict verdict = HOST_KEY_UNKNOWN;

    for (size_t i = 0; i < keys->count; i++) {
        enum host_key_verdict says = verdict_of(keys->items[i], blob);
        verdict = says > verdict ? says : verdict;
    }
    return verdict;
}

/* --- adding --- */

/* A last line that nobody ended must not swallow ours. */
static bool needs_newline(int fd) {
    struct stat status;
    char last;

    return fstat(fd, &status) == 0 && status.st_size > 0 && pread(fd, &last, 1, status.st_size - 1) == 1 &&
           last != '\n';
}

/* One write of the whole line, under a lock that others of us respect. */
static enum err_code append_line(const char *path, struct str line, struct err *err) {
    enum err_code code = ERR_OK;
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);

    if (fd < 0) {
        return err_system(err, path, "open");
    }
    if (flock(fd, LOCK_EX) != 0) {
        code = err_system(err, path, "flock");
    } else {
        /* LINE starts with a newline for the case that the file's last line lacks its own. */
        code = file_write_fd(fd, path, str_sub(line, !needs_newline(fd), SIZE_MAX), err);
    }
    if (close(fd) != 0 && !code) {
        code = err_system(err, path, "close");
    }
    return code;
}

enum err_code known_hosts_add(struct known_hosts *known, struct str host, uint16_t port, struct str blob,
                              struct err *err) {
    CLEANUP(buffer_done) struct buffer line = {0};
    CLEANUP(buffer_done) struct buffer name = {0};
    struct entry entry = {0};

    if (!host_key_type_of(blob, &entry.type)) {
        return err_set(err, ERR_UNSUPPORTED, NULL, STR("host key type"), STR_NONE);
    }
    entry_name(host, port, &name);
    entry.patterns = arena_dup(known->arena, buffer_view(&name));
    entry.blob = arena_dup(known->arena, blob);
    buffer_append_char(&line, '\n');
    buffer_append(&line, buffer_view(&name));
    buffer_printf(&line, " %s ", type_names[entry.type]);
    base64_encode(blob, &line);
    buffer_append_char(&line, '\n');
    if (name.failed || line.failed || arena_failed(known->arena) || !put_entry(known, &entry)) {
        return err_no_memory(err);
    }
    return known->path ? append_line(known->path, buffer_view(&line), err) : ERR_OK;
}
