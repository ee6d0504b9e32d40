#include "scanner/credential/secret.h"

#include "base/file.h"

#include <fcntl.h>

#define SECRET_FILE_MAX ((size_t)1024 * 1024)

struct secret_variable {
    struct secret_variable *next;
    const char *name;
};

enum err_code secret_refuse(const struct secret_reading *reading, const struct secret_cell *cell, const char *allowed) {
    const char *key = str_is_empty(cell->source) ? cell->key : cell->from_key;
    const struct yaml_node *value = yaml_get(cell->entry, key);
    const struct yaml_node *place = value ? value : cell->entry;

    return err_at(reading->err, ERR_VALUE, reading->path, yaml_line(place), yaml_column(place), str_from(key),
                  str_from(allowed));
}

/* A file's last line end is no part of the secret. */
static struct str without_line_end(struct str secret) {
    if (secret.n && secret.p[secret.n - 1] == '\n') {
        secret.n--;
    }
    if (secret.n && secret.p[secret.n - 1] == '\r') {
        secret.n--;
    }
    return secret;
}

enum err_code secret_check_private(const struct secret_reading *reading, const char *path) {
    return reading->is_guarded && !strchr(path, '/') ? ERR_OK
                                                     : file_check_private(reading->directory, path, reading->err);
}

enum err_code secret_read_file(const struct secret_reading *reading, int directory, const char *path,
                               struct str *ret_bytes) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    size_t size;
    char *bytes;
    enum err_code code = file_open(directory, path, &file, reading->err);

    if (code) {
        return code;
    }
    if (file_size(file) > SECRET_FILE_MAX) {
        return err_set(reading->err, ERR_TOO_LARGE, path, STR("1 MiB"), STR_NONE);
    }
    size = (size_t)file_size(file);
    bytes = vault_alloc(reading->vault, size + 1);
    if (!bytes) {
        return err_no_memory(reading->err);
    }
    code = file_read_at(file, 0, size, bytes, reading->err);
    if (!code) {
        *ret_bytes = (struct str){bytes, size};
    }
    return code;
}

/* Secrets are texts that end at a NUL: one with a NUL in it would be another than the one that is meant. */
static enum err_code keep_secret(struct secret_reading *reading, const struct secret_cell *cell, struct str secret,
                                 char **ret_secret) {
    if (str_find_char(secret, '\0') >= 0) {
        return secret_refuse(reading, cell, "no NUL byte");
    }
    *ret_secret = vault_dup(reading->vault, secret);
    return *ret_secret ? ERR_OK : err_no_memory(reading->err);
}

/* Several credentials may name one variable: all are forgotten when all have been read. */
static bool forget_later(struct secret_reading *reading, const char *name) {
    struct secret_variable *variable = arena_alloc(reading->scratch, sizeof *variable);

    if (!variable) {
        return false;
    }
    *variable = (struct secret_variable){reading->variables, name};
    reading->variables = variable;
    return true;
}

static enum err_code secret_from_environment(struct secret_reading *reading, const struct secret_cell *cell,
                                             const char *name, char **ret_secret) {
    const char *value = reading->sources ? reading->sources->environment(name) : NULL;

    if (!value) {
        return secret_refuse(reading, cell, "env:NAME of a variable that is set");
    }
    if (!forget_later(reading, name)) {
        return err_no_memory(reading->err);
    }
    return keep_secret(reading, cell, str_from(value), ret_secret);
}

static enum err_code secret_from_file(struct secret_reading *reading, const struct secret_cell *cell, int directory,
                                      const char *path, char **ret_secret) {
    struct str bytes = {0};
    enum err_code code = secret_read_file(reading, directory, path, &bytes);

    if (!code) {
        code = keep_secret(reading, cell, without_line_end(bytes), ret_secret);
        vault_wipe(bytes.p, bytes.n);
    }
    return code;
}

/* systemd guards the directory itself, and may own its files as root: their mode is not ours to judge. */
static enum err_code secret_from_systemd(struct secret_reading *reading, const struct secret_cell *cell,
                                         struct str name, char **ret_secret) {
    const char *directory = reading->sources ? reading->sources->environment("CREDENTIALS_DIRECTORY") : NULL;
    struct str path;

    if (!directory) {
        return secret_refuse(reading, cell, "systemd:NAME in a service with that credential");
    }
    path = arena_printf(reading->scratch, "%s/%.*s", directory, STR_FMT(name));
    return path.p ? secret_from_file(reading, cell, AT_FDCWD, path.p, ret_secret) : err_no_memory(reading->err);
}

/* env:NAME, file:PATH or systemd:NAME. */
static enum err_code read_source(struct secret_reading *reading, const struct secret_cell *cell, char **ret_secret) {
    struct str rest = cell->source;
    struct str kind;
    char *name;
    enum err_code code;

    if (!str_cut(&rest, ':', &kind) || str_is_empty(rest)) {
        return secret_refuse(reading, cell, "env:NAME, file:PATH or systemd:NAME");
    }
    name = arena_dup_cstr(reading->scratch, rest);
    if (!name) {
        return err_no_memory(reading->err);
    }
    if (str_eq(kind, STR("env"))) {
        return secret_from_environment(reading, cell, name, ret_secret);
    }
    if (str_eq(kind, STR("systemd")) && str_find_char(rest, '/') < 0) {
        return secret_from_systemd(reading, cell, rest, ret_secret);
    }
    if (!str_eq(kind, STR("file"))) {
        return secret_refuse(reading, cell, "env:NAME, file:PATH or systemd:NAME");
    }
    code = secret_check_private(reading, name);
    return code ? code : secret_from_file(reading, cell, reading->directory, name, ret_secret);
}

enum err_code secret_read(struct secret_reading *reading, const struct secret_cell *cell, char **ret_secret) {
    if (!str_is_empty(cell->source)) {
        return read_source(reading, cell, ret_secret);
    }
    return str_is_empty(cell->value) ? ERR_OK : keep_secret(reading, cell, cell->value, ret_secret);
}

void secret_forget_variables(const struct secret_reading *reading) {
    for (const struct secret_variable *variable = reading->variables; variable; variable = variable->next) {
        if (reading->sources->forget) {
            reading->sources->forget(variable->name);
        }
    }
}
