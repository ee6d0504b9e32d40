#include "cli/run/check.h"

#include "base/file.h"
#include "cli/surroundings.h"
#include "findings/error_text.h"
#include "inventory/manifest.h"
#include "scanner/credential/credential.h"
#include "scanner/target/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct checking {
    const struct cli *cli;
    const struct run_config *config;
    struct arena *arena;
    struct credential_store *store; /* NULL: could not be read */
    bool has_failed;
};

typedef enum err_code check_path(struct checking *checking, const char *path, struct err *err);

static enum err_code open_directory(const char *path, int *ret_fd, struct err *err) {
    *ret_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret_fd >= 0) {
        return ERR_OK;
    }
    return errno == ENOTDIR ? err_set(err, ERR_NOT_A_DIRECTORY, path, STR_NONE, STR_NONE)
                            : err_system(err, path, "open");
}

static enum err_code check_directory(struct checking *checking, const char *path, struct err *err) {
    int fd;
    enum err_code code = open_directory(path, &fd, err);

    (void)checking;
    if (code == ERR_OK) {
        close(fd);
    }
    return code;
}

static enum err_code check_snapshot(struct checking *checking, const char *path, struct err *err) {
    struct manifest manifest;
    int fd;
    enum err_code code = open_directory(path, &fd, err);

    if (code == ERR_OK) {
        code = manifest_read(fd, path, checking->arena, &manifest, err);
        close(fd);
    }
    return code;
}

#if HAVE_SCAN
static enum err_code check_file(struct checking *checking, const char *path, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;

    (void)checking;
    return file_open(AT_FDCWD, path, &file, err);
}

static enum err_code check_credentials(struct checking *checking, const char *path, struct err *err) {
    static const struct credential_sources sources = {.environment = surroundings_variable};

    return credential_store_read(path, &sources, &checking->store, err);
}

/* Behind the credentials, without which nobody can say what targets are asked by. */
static enum err_code check_targets(struct checking *checking, const char *path, struct err *err) {
    struct target_list targets;
    const struct target_options wanted = {
        .uses_ssh = !checking->store || credential_store_has(checking->store, SCAN_SSH),
        .uses_snmp = !checking->store || credential_store_has(checking->store, SCAN_SNMP),
        .credentials = checking->store,
    };

    return target_read_csv(path, &wanted, checking->arena, &targets, err);
}
#endif

static enum err_code check_writable(const char *path, struct err *err) {
    return access(path, R_OK | W_OK | X_OK) == 0 ? ERR_OK : err_system(err, path, "access");
}

static enum err_code check_parent(struct checking *checking, const char *path, struct err *err) {
    struct str place = file_parent(path);
    const char *parent = place.n ? arena_dup_cstr(checking->arena, place) : ".";

    return parent ? check_writable(parent, err) : err_no_memory(err);
}

/* It is made where it is not there. */
static enum err_code check_state(struct checking *checking, const char *path, struct err *err) {
    struct stat status;

    if (stat(path, &status) != 0 && errno == ENOENT) {
        return check_parent(checking, path, err);
    }
    enum err_code code = check_directory(checking, path, err);
    return code == ERR_OK ? check_writable(path, err) : code;
}

/* In the order in which they are looked at. */
static const struct path_row {
    const char *section, *key; /* SECTION NULL: in the root */
    size_t offset;             /* of the path in struct run_config */
    check_path *check;
} rows[] = {
    {NULL, "ledger", offsetof(struct run_config, ledger), check_directory},
    {NULL, "state", offsetof(struct run_config, state), check_state},
#if HAVE_SCAN
    {"scan", "credentials", offsetof(struct run_config, scan.credentials), check_credentials},
    {"scan", "targets", offsetof(struct run_config, scan.targets), check_targets},
    {"scan", "known_hosts", offsetof(struct run_config, scan.known_hosts), check_file},
    {"scan", "ssh_config", offsetof(struct run_config, scan.ssh_config), check_file},
#endif
    {"scan", "snapshot", offsetof(struct run_config, scan.snapshot), check_snapshot},
    {NULL, "prometheus", offsetof(struct run_config, prometheus), check_parent},
};

/* "genkyo: genkyo.yaml:3:9: ledger: PATH: there is no such file" */
static void say_failure(struct checking *checking, const struct path_row *row, const struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct yaml_node *root = checking->config->root;
    const struct yaml_node *node = yaml_get(row->section ? yaml_get(root, row->section) : root, row->key);

    error_render(err, checking->cli->language, &text);
    fprintf(stderr, "genkyo: %s:%llu:%llu: %s: %.*s\n", checking->config->path, (unsigned long long)yaml_line(node),
            (unsigned long long)yaml_column(node), row->key, STR_FMT(buffer_view(&text)));
    checking->has_failed = true;
}

enum exit_status run_check(const struct cli *cli, const struct run_config *config) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct checking checking = {.cli = cli, .config = config, .arena = arena};

    if (!arena) {
        return EXIT_REFUSED;
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct str *path = (const struct str *)((const char *)config + rows[i].offset);
        struct err err = {0};
        if (path->n && rows[i].check(&checking, path->p, &err) != ERR_OK) {
            say_failure(&checking, &rows[i], &err);
        }
    }
#if HAVE_SCAN
    credential_store_free(checking.store);
#endif
    if (!checking.has_failed && !cli->is_quiet) {
        printf(_("%s: can be used\n"), config->path);
    }
    return checking.has_failed ? EXIT_REFUSED : EXIT_DONE;
}
