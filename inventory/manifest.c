#include "inventory/manifest.h"

#include "base/json_read.h"
#include "base/json_write.h"

#include <stdio.h>

#define FORMAT_NAME    "genkyo-snapshot"
#define MANIFEST_LIMIT ((size_t)64 << 20)

bool manifest_file_name(enum table_id table, char ret_name[64]) {
    const struct table_def *def = schema_table(table);

    snprintf(ret_name, 64, "%s.csv", def->name);
    return def->is_snapshot;
}

static bool read_count(const struct json_node *node, uint64_t *ret_count) {
    int64_t number;

    if (!json_to_integer(node, &number) || number < 0) {
        return false;
    }
    *ret_count = (uint64_t)number;
    return true;
}

static bool read_file(struct str name, const struct json_node *node, struct manifest *manifest) {
    struct inventory_file file = {.has_table = true, .encoding = ENCODING_UTF8};
    char expected[64];

    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        if (!manifest_file_name(table, expected) || !str_eq(name, str_from(expected))) {
            continue;
        }
        file.table = table;
        if (!read_count(json_get(node, "rows"), &file.rows) || !read_count(json_get(node, "bytes"), &file.bytes) ||
            !hash128_read(json_text(json_get(node, "xxh3_128")), &file.digest)) {
            return false;
        }
        manifest->has_file[table] = true;
        manifest->files[table] = file;
        return true;
    }
    return false;
}

static bool read_text(const struct json_node *root, const char *key, struct arena *arena, struct str *ret_text) {
    struct str text = json_text(json_get(root, key));

    *ret_text = arena_dup(arena, text);
    return text.p != NULL;
}

static bool read_instant(const struct json_node *root, const char *key, struct instant *ret_instant) {
    struct str text = json_text(json_get(root, key));

    return text.p && instant_read(text, ret_instant);
}

/* Members that only scans of SNMP agents, and complete inventories, have. */
static bool read_optional(const struct json_node *root, struct arena *arena, struct snapshot_info *info) {
    const struct json_node *site = json_get(root, "complete_site");

    info->snmp_sha256 = arena_dup(arena, json_text(json_get(root, "snmp_sha256")));
    info->is_complete = json_node_is_true(json_get(root, "complete"));
    info->site = arena_dup(arena, json_text(site));
    return !info->is_complete || json_text(site).p;
}

/* The member that is not as it should be, or NULL. */
static const char *read_info(const struct json_node *root, struct arena *arena, struct snapshot_info *info) {
    return !read_text(root, "scanner", arena, &info->scanner_version)       ? "scanner"
           : !read_instant(root, "started", &info->started)                 ? "started"
           : !read_instant(root, "ended", &info->ended)                     ? "ended"
           : !read_text(root, "scope", arena, &info->scope)                 ? "scope"
           : !read_text(root, "scope_digest", arena, &info->scope_digest)   ? "scope_digest"
           : !read_text(root, "script_sha256", arena, &info->script_sha256) ? "script_sha256"
           : !read_optional(root, arena, info)                              ? "complete_site"
                                                                            : NULL;
}

static enum err_code read_files(const struct json_node *files, const char *path, struct manifest *manifest,
                                struct err *err) {
    const struct json_node *file;
    struct str name;
    size_t i = 0;

    for (; json_member(files, i, &name, &file); i++) {
        if (!read_file(name, file, manifest)) {
            return err_set(err, ERR_SYNTAX, path, name, STR_NONE);
        }
    }
    return i ? ERR_OK : err_set(err, ERR_SYNTAX, path, STR("files"), STR_NONE);
}

static enum err_code check_format(const struct json_node *root, const char *path, struct err *err) {
    int64_t version;
    char text[24];

    if (!str_eq(json_text(json_get(root, "format")), STR(FORMAT_NAME))) {
        return err_set(err, ERR_SYNTAX, path, STR("format"), STR_NONE);
    }
    if (!json_to_integer(json_get(root, "format_version"), &version)) {
        return err_set(err, ERR_SYNTAX, path, STR("format_version"), STR_NONE);
    }
    if (version != SNAPSHOT_FORMAT_VERSION) {
        char known[24];
        snprintf(text, sizeof text, "%lld", (long long)version);
        snprintf(known, sizeof known, "%d", SNAPSHOT_FORMAT_VERSION);
        return err_set(err, ERR_VERSION, path, str_from(text), str_from(known));
    }
    return ERR_OK;
}

static enum err_code read_root(const struct json_node *root, const char *path, struct arena *arena,
                               struct manifest *manifest, struct err *err) {
    enum err_code code = check_format(root, path, err);
    const char *wrong;

    if (code) {
        return code;
    }
    wrong = read_info(root, arena, &manifest->info);
    if (wrong) {
        return err_set(err, ERR_SYNTAX, path, str_from(wrong), STR_NONE);
    }
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    code = read_files(json_get(root, "files"), path, manifest, err);
    manifest->info.has_keys = manifest->has_file[TABLE_KEYS];
    return code;
}

enum err_code manifest_read(int dir_fd, const char *path, struct arena *arena, struct manifest *ret_manifest,
                            struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    CLEANUP(arena_free_cleanup) struct arena *file_arena = arena_new();
    struct manifest manifest = {0};
    struct str bytes;
    const char *name = arena_printf(arena, "%s/%s", path, MANIFEST_NAME).p;
    enum err_code code;

    if (!file_arena || !name) {
        return err_no_memory(err);
    }
    code = file_read_all(dir_fd, MANIFEST_NAME, MANIFEST_LIMIT, file_arena, &bytes, err);
    if (code == ERR_NOT_FOUND) {
        return err_set(err, ERR_NOT_FOUND, name, STR_NONE, STR_NONE);
    }
    if (!code) {
        code = json_parse(bytes, name, &document, err);
    }
    if (!code) {
        code = read_root(json_root(document), name, arena, &manifest, err);
    }
    if (!code) {
        *ret_manifest = manifest;
    }
    return code;
}

static void write_instant(struct json_writer *json, const char *key, struct instant instant) {
    char text[26];

    instant_format(instant, text);
    json_member_string(json, key, str_from(text));
}

static void write_file(struct json_writer *json, const struct inventory_file *file, const char *name) {
    char digest[33];

    hash128_format(file->digest, digest);
    json_key(json, name);
    json_begin_object(json);
    json_member_number(json, "rows", (int64_t)file->rows);
    json_member_number(json, "bytes", (int64_t)file->bytes);
    json_member_string(json, "xxh3_128", str_from(digest));
    json_end_object(json);
}

static void write_root(struct json_writer *json, const struct manifest *manifest) {
    const struct snapshot_info *info = &manifest->info;
    char name[64];

    json_begin_object(json);
    json_member_string(json, "format", STR(FORMAT_NAME));
    json_member_number(json, "format_version", SNAPSHOT_FORMAT_VERSION);
    json_member_string(json, "scanner", info->scanner_version);
    write_instant(json, "started", info->started);
    write_instant(json, "ended", info->ended);
    json_member_string(json, "scope", info->scope);
    json_member_string(json, "scope_digest", info->scope_digest);
    json_member_string(json, "script_sha256", info->script_sha256);
    if (info->snmp_sha256.n) {
        json_member_string(json, "snmp_sha256", info->snmp_sha256);
    }
    if (info->is_complete) {
        json_member_bool(json, "complete", true);
        json_member_string(json, "complete_site", info->site);
    }
    json_key(json, "files");
    json_begin_object(json);
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        if (manifest->has_file[table] && manifest_file_name(table, name)) {
            write_file(json, &manifest->files[table], name);
        }
    }
    json_end_object(json);
    json_end_object(json);
}

enum err_code manifest_write(int dir_fd, const struct manifest *manifest, struct err *err) {
    struct json_file file;
    enum err_code code = json_file_create(dir_fd, MANIFEST_NAME, &file, err);

    if (code) {
        return code;
    }
    write_root(file.writer, manifest);
    return json_file_close(&file, true, err);
}
