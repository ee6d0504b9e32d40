#pragma once
/* An inventory of Ansible: hosts, groups within groups, and those of their variables that say how a host is reached.
 * What several files say of one host or group comes together, the later file going before. One thread at a time. */

#include "base/arena.h"
#include "base/error.h"

/* Older names of the same go before newer ones, as in Ansible. */
enum ansible_variable {
    ANSIBLE_HOST,
    ANSIBLE_OLD_HOST,
    ANSIBLE_PORT,
    ANSIBLE_OLD_PORT,
    ANSIBLE_USER,
    ANSIBLE_OLD_USER,
    ANSIBLE_CONNECTION,
    ANSIBLE_SSH_ARGS,
    ANSIBLE_COMMON_ARGS,
    ANSIBLE_EXTRA_ARGS,
    ANSIBLE_GROUP_PRIORITY, /* of groups only */
    ANSIBLE_VARIABLE_COUNT
};

struct ansible_place {
    const char *file; /* lives as long as the inventory */
    uint64_t line, column;
};

/* A variable where it is set, of a host or a group. */
struct ansible_setting {
    enum ansible_variable variable;
    struct str text;
    struct ansible_place place;
    struct ansible_setting *next;       /* of the same owner, earlier; it is overridden */
    struct ansible_setting *next_added; /* in the order of the files */
    size_t unusable;                    /* hosts for which it could not be used, counted by whoever uses them */
};

struct ansible_host {
    struct str name;
    struct ansible_place place; /* where it was met first */
    struct ansible_setting *settings;
};

/* Kinds of what variables belong to. */
enum ansible_owner { ANSIBLE_OWNER_HOST, ANSIBLE_OWNER_GROUP };

struct ansible_inventory;
/* NULL when memory is out. */
struct ansible_inventory *ansible_inventory_new(void);
void ansible_inventory_free(struct ansible_inventory *inventory);
DEFINE_CLEANUP(ansible_inventory, ansible_inventory_free)
struct arena *ansible_inventory_arena(struct ansible_inventory *inventory);

/* Hosts and groups are numbers, made on first mention. Memory that runs out, and more hosts or settings than the most,
 * are kept (ansible_inventory_finish). */
#define ANSIBLE_HOSTS_MAX    1000000
#define ANSIBLE_SETTINGS_MAX 2000000
uint32_t ansible_group(struct ansible_inventory *inventory, struct str name, const struct ansible_place *place);
/* A host of the group. PORT, which may be empty, holds for one that is new, as in Ansible. False beyond the most. */
bool ansible_add(struct ansible_inventory *inventory, uint32_t group, struct str name, struct str port,
                 const struct ansible_place *place, uint32_t *ret_host);
void ansible_add_child(struct ansible_inventory *inventory, uint32_t parent, uint32_t child);
/* Variables that play no part here are passed over. */
void ansible_set(struct ansible_inventory *inventory, enum ansible_owner owner, uint32_t number, struct str name,
                 struct str text, const struct ansible_place *place);

/* To be called once, behind the last file: which groups are within which. A loop of groups, and memory that ran out,
 * are errors. Sorts the hosts by their names: numbers from before are void. */
MUST_CHECK enum err_code ansible_inventory_finish(struct ansible_inventory *inventory, struct err *err);
size_t ansible_host_count(const struct ansible_inventory *inventory);
const struct ansible_host *ansible_host_at(const struct ansible_inventory *inventory, size_t index);
/* What holds for the host: its own setting, else that of the group farthest from all, then of the highest priority,
 * then of the last by name. NULL where nothing is set. */
void ansible_settings_of(const struct ansible_inventory *inventory, size_t index,
                         struct ansible_setting *ret_settings[ANSIBLE_VARIABLE_COUNT]);
/* All settings, the first of a list by next_added. */
struct ansible_setting *ansible_settings(const struct ansible_inventory *inventory);
const char *ansible_variable_name(enum ansible_variable variable);

/* The hosts that a pattern names: web[01:20].example, [a:f], [0:9:3]. Calls EACH, until it says false, with texts that
 * are borrowed. False for a pattern that is none, or names more than 65,536. */
bool ansible_expand(struct str pattern, bool (*each)(void *context, struct str name), void *context);

/* The error of hosts that ansible_expand could not all add: too many, or else the pattern. */
enum err_code ansible_refuse_hosts(const struct ansible_inventory *inventory, const struct ansible_place *place,
                                   struct err *err);

/* Takes the port off name:port and [address]:port, and the brackets off an address; those of a range stay. *RET_PORT is
 * empty where there is none. False for a colon without a port. */
bool ansible_split_port(struct str *pattern, struct str *ret_port);

/* Adds what the file says, in YAML or in INI form: by the ending of its name, else by its first line. BYTES and FILE
 * are copied. */
MUST_CHECK enum err_code ansible_read(struct ansible_inventory *inventory, struct str bytes, const char *file,
                                      struct err *err);
MUST_CHECK enum err_code ansible_ini_read(struct ansible_inventory *inventory, struct str bytes, const char *file,
                                          struct err *err);
/* As ansible-inventory --list --yaml writes it, too. */
MUST_CHECK enum err_code ansible_yaml_read(struct ansible_inventory *inventory, struct str bytes, const char *file,
                                           struct err *err);
