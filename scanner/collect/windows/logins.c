#include "scanner/collect/windows/logins.h"

#include "scanner/collect/windows/rows.h"

#define PROFILES_MAX 10000

struct profile {
    struct str sid, user;
    int64_t used_at;
    bool is_used; /* used_at is known */
};

struct profile_list {
    struct profile *items;
    size_t count;
};

/* Accounts of people have an identifier of their machine, their domain (S-1-5-21-…) or their cloud directory; those of
 * services (S-1-5-18 to 20, S-1-5-80-…) do not. */
static bool is_person(struct str sid) {
    return str_starts_with(sid, STR("S-1-5-21-")) || str_starts_with(sid, STR("S-1-12-1-"));
}

/* Without what stands before the backslash: CONTOSO\taro, .\taro. */
static struct str bare_name(struct str name) {
    ptrdiff_t at = str_find_char(name, '\\');

    return at < 0 ? name : str_sub(name, (size_t)at + 1, SIZE_MAX);
}

static struct str last_component(struct str path) {
    struct str part = STR_NONE, rest = path;

    while (str_cut(&rest, '\\', &part)) {
    }
    return part;
}

/* The profile of whoever scans was in use a moment ago, for no other reason. */
static void read_profile(const struct observation *observation, const struct json_node *row, struct str scanner,
                         struct profile_list *profiles) {
    struct profile profile = {.sid = windows_text(observation, row, "SID"),
                              .user = last_component(windows_text(observation, row, "LocalPath"))};

    if (!is_person(profile.sid) || str_is_empty(profile.user) || json_node_is_true(json_get(row, "Special"))) {
        return;
    }
    profile.is_used = !str_eq(profile.sid, scanner) && windows_instant(row, "LastUseTime", &profile.used_at);
    profiles->items[profiles->count++] = profile;
}

static void read_profiles(const struct json_document *document, struct observation *observation,
                          struct profile_list *profiles) {
    const struct json_node *rows = windows_rows(document, "Win32_UserProfile");
    struct str scanner = windows_text(observation, windows_first(document, "scanner"), "SID");

    profiles->items = arena_alloc_array(observation->arena, PROFILES_MAX, sizeof(*profiles->items));
    for (size_t i = 0; profiles->items && i < json_length(rows) && i < PROFILES_MAX; i++) {
        read_profile(observation, json_at(rows, i), scanner, profiles);
    }
}

/* A profile's directory has the name that its user had at first, perhaps with the domain behind a dot: what the system
 * remembers of the last user is better. */
static const struct profile *name_last(struct profile_list *profiles, struct str sid, struct str name) {
    for (size_t i = 0; i < profiles->count; i++) {
        struct profile *profile = &profiles->items[i];
        if (str_is_empty(sid) ? str_eq_ignore_case(profile->user, name) : str_eq(profile->sid, sid)) {
            profile->user = name;
            return profile;
        }
    }
    return NULL;
}

static const struct profile *latest(const struct profile_list *profiles) {
    const struct profile *latest = NULL;

    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *profile = &profiles->items[i];
        if (profile->is_used && (!latest || profile->used_at > latest->used_at)) {
            latest = profile;
        }
    }
    return latest;
}

static void set_last(const struct json_document *document, struct observation *observation,
                     struct profile_list *profiles) {
    static const char *const sources[][2] = {
        {"LogonUI", "LastLoggedOnSAMUser"}, {"LogonUI", "LastLoggedOnUser"}, {"Win32_ComputerSystem", "UserName"}};
    struct str sid = windows_text(observation, windows_first(document, "LogonUI"), "LastLoggedOnUserSID");
    struct str name = STR_NONE;
    const struct profile *last;

    for (size_t i = 0; i < ARRAY_LEN(sources) && str_is_empty(name); i++) {
        name = bare_name(windows_text(observation, windows_first(document, sources[i][0]), sources[i][1]));
    }
    if (!str_is_empty(sid) && !is_person(sid)) {
        name = STR_NONE;
    }
    last = str_is_empty(name) ? latest(profiles) : name_last(profiles, sid, name);
    observation_set(observation, DEVICES_LAST_LOGIN_USER, last ? last->user : name);
    if (last && last->is_used) {
        observation_set_instant(observation, DEVICES_LAST_LOGIN_AT, last->used_at);
    }
}

static void add_accounts(struct observation *observation, const struct profile_list *profiles) {
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *profile = &profiles->items[i];
        struct observation_row *row = observation_add(observation, TABLE_ACCOUNTS);
        if (row) {
            observation_cell(observation, row, ACCOUNTS_USER_ID, profile->user);
            observation_cell(observation, row, ACCOUNTS_SOURCE, STR("profile"));
        }
        if (row && profile->is_used) {
            observation_cell(observation, row, ACCOUNTS_LAST_LOGIN_AT,
                             observation_instant(observation, profile->used_at));
        }
    }
}

void collect_windows_logins(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    struct profile_list profiles = {0};

    if (!document) {
        return;
    }
    read_profiles(document, observation, &profiles);
    set_last(document, observation, &profiles);
    add_accounts(observation, &profiles);
}
