#include "scanner/host_key.h"

#include "base/arena.h"
#include "base/file.h"
#include "scanner/base64.h"
#include "scanner/hmac_sha1.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX         ((size_t)64 * 1024 * 1024)
#define DEFAULT_SSH_PORT 22

static const char *const type_names[HOST_KEY_TYPE_COUNT] = {
    [HOST_KEY_ED25519] = "ssh-ed25519",
    [HOST_KEY_ECDSA_256] = "ecdsa-sha2-nistp256",
    [HOST_KEY_ECDSA_384] = "ecdsa-sha2-nistp384",
    [HOST_KEY_ECDSA_521] = "ecdsa-sha2-nistp521",
    [HOST_KEY_RSA] = "ssh-rsa",
};

struct entry {
    struct entry *next;
    struct str patterns; /* names separated by commas; empty when hashed */
    struct str salt;     /* hashed: the key of the HMAC */
    struct str hash;     /* hashed: of the name */
    struct str blob;
    enum host_key_type type;
    bool is_revoked;
    bool is_authority; /* of certificates: its key signs others, and may be of any type */
};

struct known_hosts {
    const char *path;
    struct arena *arena;
    struct entry *first;
    struct entry **end;
};

void known_hosts_free(struct known_hosts *known) {
    if (known) {
        arena_free(known->arena);
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
    for (size_t i = 0; i < host.n; i++) {
        buffer_append_char(out, str_lower_char(host.p[i]));
    }
    if (port != DEFAULT_SSH_PORT) {
        buffer_printf(out, "]:%u", port);
    }
}

/* * any characters, ? one. Linear: it goes back to the last * only. */
static bool pattern_matches(struct str pattern, struct str name) {
    size_t p = 0, n = 0, star = SIZE_MAX, star_name = 0;

    while (n < name.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            star_name = n;
        } else if (p < pattern.n && (pattern.p[p] == '?' || str_lower_char(pattern.p[p]) == name.p[n])) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++star_name;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

/* One pattern must match, and no pattern behind a !. */
static bool patterns_match(struct str patterns, struct str name) {
    bool matches = false;
    struct str pattern;

    while (str_cut(&patterns, ',', &pattern)) {
        bool is_negated = pattern.n && pattern.p[0] == '!';
        if (pattern_matches(str_sub(pattern, is_negated, SIZE_MAX), name)) {
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
    entry->patterns = arena_dup(arena, names);
    return true;
}

static bool append_entry(struct known_hosts *known, const struct entry *entry) {
    struct entry *copy = arena_alloc(known->arena, sizeof *copy);

    if (copy) {
        *copy = *entry;
        *known->end = copy;
        known->end = &copy->next;
    }
    return copy != NULL;
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
        if (read_entry(line, known->arena, &entry) && !append_entry(known, &entry)) {
            break;
        }
    }
    return arena_failed(known->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code known_hosts_read(const char *path, struct known_hosts **ret_known, struct err *err) {
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = calloc(1, sizeof *known);
    enum err_code code;

    if (!known || !(known->arena = arena_new())) {
        return err_no_memory(err);
    }
    known->path = path;
    known->end = &known->first;
    code = read_lines(known, err);
    if (!code) {
        *ret_known = TAKE_PTR(known);
    }
    return code;
}

/* --- checking --- */

unsigned known_hosts_types(const struct known_hosts *known, struct str host, uint16_t port) {
    CLEANUP(buffer_done) struct buffer name = {0};
    unsigned types = 0;

    entry_name(host, port, &name);
    for (const struct entry *entry = known->first; entry; entry = entry->next) {
        if (!entry->is_revoked && !entry->is_authority && entry_matches(entry, buffer_view(&name))) {
            types |= 1U << entry->type;
        }
    }
    return types;
}

/* What an entry of the host says of a key. */
static enum host_key_verdict verdict_of(const struct entry *entry, bool is_same) {
    if (entry->is_revoked) {
        return HOST_KEY_REVOKED;
    }
    if (entry->is_authority) {
        return HOST_KEY_AUTHORITY;
    }
    return is_same ? HOST_KEY_MATCHES : HOST_KEY_CHANGED;
}

enum host_key_verdict known_hosts_check(const struct known_hosts *known, struct str host, uint16_t port,
                                        struct str blob) {
    CLEANUP(buffer_done) struct buffer name = {0};
    enum host_key_verdict verdict = HOST_KEY_UNKNOWN;

    entry_name(host, port, &name);
    if (name.failed) {
        return HOST_KEY_CHANGED; /* never accepted */
    }
    for (const struct entry *entry = known->first; entry; entry = entry->next) {
        bool is_same = str_eq(entry->blob, blob);
        enum host_key_verdict says = verdict_of(entry, is_same);
        if ((!entry->is_revoked || is_same) && says > verdict && entry_matches(entry, buffer_view(&name))) {
            verdict = says;
        }
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
    if (name.failed || line.failed || arena_failed(known->arena) || !append_entry(known, &entry)) {
        return err_no_memory(err);
    }
    return known->path ? append_line(known->path, buffer_view(&line), err) : ERR_OK;
}
