#include "findings/policy.h"

#include "inventory/schema.h"

#define DAYS_MAX        36500
#define OFFSET_HOUR_MAX 14

/* What the table of fields fills: values that need a look of their own stay nodes at first. */
struct reading {
    struct policy policy;
    const struct yaml_node *timezone, *country, *maintained_kinds;
    const char *file;
};

#define DAYS(NAME)                                                                                                     \
    {                                                                                                                  \
        .key = #NAME, .type = YAML_INTEGER, .offset = offsetof(struct reading, policy.NAME), .minimum = 0,             \
        .maximum = DAYS_MAX                                                                                            \
    }
#define NODE(NAME)                                                                                                     \
    { .key = #NAME, .type = YAML_NODE, .offset = offsetof(struct reading, NAME) }

static const struct yaml_field fields[] = {
    DAYS(renewal_days),
    DAYS(support_days),
    DAYS(idle_days),
    DAYS(unseen_days),
    DAYS(usage_days),
    DAYS(reuse_min_days),
    DAYS(support_max_age_days),
    DAYS(snapshot_max_age_days),
    {.key = "coverage_min",
     .type = YAML_INTEGER,
     .offset = offsetof(struct reading, policy.coverage_min),
     .minimum = 0,
     .maximum = 100},
    NODE(timezone),
    NODE(country),
    NODE(maintained_kinds),
};

struct policy policy_default(void) {
    /* Lists are not const in struct yaml_texts, but nobody writes to these. */
    static struct str kinds[] = {{"server", 6},  {"switch", 6}, {"router", 6},   {"firewall", 8},
                                 {"storage", 7}, {"ups", 3},    {"appliance", 9}};

    return (struct policy){
        .renewal_days = 90,
        .support_days = 365,
        .idle_days = 90,
        .unseen_days = 30,
        .usage_days = 90,
        .reuse_min_days = 365,
        .support_max_age_days = 90,
        .snapshot_max_age_days = 30,
        .coverage_min = 95,
        .timezone = STR("Asia/Tokyo"),
        .utc_offset = 9 * 3600,
        .country = STR("JP"),
        .maintained_kinds = {kinds, ARRAY_LEN(kinds)},
    };
}

/* Two digits that make a number of at most MAXIMUM. */
static bool two_digits(const char *p, int maximum, int *ret_number) {
    int number = (p[0] - '0') * 10 + (p[1] - '0');

    if (!str_is_digit(p[0]) || !str_is_digit(p[1]) || number > maximum) {
        return false;
    }
    *ret_number = number;
    return true;
}

/* There is no zone database: the zones of the country the tool is made for, and offsets. */
static bool read_offset(struct str zone, int32_t *ret_seconds) {
    int hours, minutes, seconds;

    if (str_eq(zone, STR("Asia/Tokyo")) || str_eq(zone, STR("UTC"))) {
        *ret_seconds = str_eq(zone, STR("UTC")) ? 0 : 9 * 3600;
        return true;
    }
    if (zone.n != 6 || (zone.p[0] != '+' && zone.p[0] != '-') || zone.p[3] != ':' ||
        !two_digits(zone.p + 1, OFFSET_HOUR_MAX, &hours) || !two_digits(zone.p + 4, 59, &minutes)) {
        return false;
    }
    seconds = hours * 3600 + minutes * 60;
    if (seconds > OFFSET_HOUR_MAX * 3600) {
        return false;
    }
    *ret_seconds = zone.p[0] == '-' ? -seconds : seconds;
    return true;
}

static enum err_code refuse(const struct reading *reading, const struct yaml_node *node, struct str key,
                            struct str allowed, struct err *err) {
    return err_at(err, ERR_VALUE, reading->file, yaml_line(node), yaml_column(node), key, allowed);
}

static enum err_code read_timezone(struct reading *reading, struct err *err) {
    const struct yaml_node *node = reading->timezone;

    if (node && !read_offset(yaml_text(node), &reading->policy.utc_offset)) {
        return refuse(reading, node, STR("timezone"), STR("Asia/Tokyo, UTC, +HH:MM, -HH:MM"), err);
    }
    if (node) {
        reading->policy.timezone = yaml_text(node);
    }
    return ERR_OK;
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static enum err_code read_country(struct reading *reading, struct err *err) {
    const struct yaml_node *node = reading->country;
    struct str country = yaml_text(node);

    if (!node) {
        return ERR_OK;
    }
    if (country.n != 2 || !is_upper(country.p[0]) || !is_upper(country.p[1])) {
        return refuse(reading, node, STR("country"), STR("two capital letters (ISO 3166)"), err);
    }
    reading->policy.country = country;
    return ERR_OK;
}

/* The words of the column `kind`, canonical or any other that ledgers use for them. */
static enum err_code read_kinds(struct reading *reading, struct arena *arena, struct err *err) {
    const struct yaml_node *node = reading->maintained_kinds;
    const struct column_def *kind = schema_column(TABLE_DEVICES, DEVICES_KIND);
    struct yaml_texts kinds = {.count = yaml_length(node)};

    if (!node) {
        return ERR_OK;
    }
    if (!yaml_is_sequence(node)) {
        return refuse(reading, node, STR("maintained_kinds"), STR("[server, switch, …]"), err);
    }
    kinds.items = arena_alloc_array(arena, kinds.count + 1, sizeof *kinds.items);
    if (!kinds.items) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < kinds.count; i++) {
        unsigned index;
        if (!schema_word_index(kind, yaml_text(yaml_at(node, i)), &index)) {
            return refuse(reading, yaml_at(node, i), STR("maintained_kinds"), str_from(kind->words), err);
        }
        kinds.items[i] = schema_word(kind, index);
    }
    reading->policy.maintained_kinds = kinds;
    return ERR_OK;
}

enum err_code policy_read(const struct yaml_node *node, const char *file, struct arena *arena, struct policy *policy,
                          struct err *err) {
    struct reading reading = {.policy = *policy, .file = file};
    enum err_code code = yaml_read_mapping(node, file, fields, ARRAY_LEN(fields), &reading, arena, err);

    if (!code) {
        code = read_timezone(&reading, err);
    }
    if (!code) {
        code = read_country(&reading, err);
    }
    if (!code) {
        code = read_kinds(&reading, arena, err);
    }
    if (!code) {
        *policy = reading.policy;
    }
    return code;
}

void policy_set_country(struct policy *policy, struct str country) {
    if (country.n) {
        policy->country = country;
    }
}

bool policy_is_maintained(const struct policy *policy, struct str kind) {
    for (size_t i = 0; i < policy->maintained_kinds.count; i++) {
        if (str_eq(policy->maintained_kinds.items[i], kind)) {
            return true;
        }
    }
    return false;
}
