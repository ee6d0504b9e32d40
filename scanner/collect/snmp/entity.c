#include "scanner/collect/snmp/entity.h"

#include "inventory/identity.h"
#include "scanner/collect/component.h"
#include "scanner/collect/fields.h"
#include "scanner/snmp/entity.h"
#include "scanner/snmp/value.h"

#include <stdlib.h>

#define DEPTH_MAX   24  /* of containment; agents also list circles */
#define PHRASES_MAX 255 /* bytes of a text, in which phrases are looked for */

struct entity {
    uint32_t index;
    enum snmp_entity_class class;
    struct entity *parent; /* NULL: the top, or unknown */
    uint32_t parent_index;
    struct str serial, name, descr;
    const struct snmp_variable *maker, *model, *firmware, *software, *tag;
    bool has_parts;   /* other than sensors */
    bool has_chassis; /* contains one with a serial number or a model */
    bool is_repeated; /* another chassis, in it or beside it, has the same serial number */
};

struct entities {
    struct entity *items; /* by index */
    size_t count;
    struct arena *arena;
};

static struct str text_of(const struct entities *entities, const struct snmp_variable *variable) {
    return fields_single_spaced(entities->arena, snmp_text(entities->arena, variable));
}

static struct str serial_of(const struct entities *entities, const struct snmp_variable *variable) {
    struct str serial = snmp_text(entities->arena, variable);

    return identity_is_placeholder(serial) ? STR_NONE : serial;
}

static void read_entity(struct entities *entities, const struct snmp_row *row) {
    struct entity *entity = &entities->items[entities->count];
    uint64_t class = CLASS_UNKNOWN, parent = 0;

    if (row->index.n != 1) {
        return;
    }
    snmp_number(row->cells[ENTITY_CLASS], &class);
    snmp_number(row->cells[ENTITY_PARENT], &parent);
    *entity = (struct entity){
        .index = row->index.ids[0],
        .class = class <= CLASS_DRIVE ? (enum snmp_entity_class) class : CLASS_UNKNOWN,
        .parent_index = parent <= UINT32_MAX ? (uint32_t)parent : 0,
        .serial = serial_of(entities, row->cells[ENTITY_SERIAL]),
        .name = text_of(entities, row->cells[ENTITY_NAME]),
        .descr = text_of(entities, row->cells[ENTITY_DESCR]),
        .maker = row->cells[ENTITY_MAKER],
        .model = row->cells[ENTITY_MODEL],
        .firmware = row->cells[ENTITY_FIRMWARE],
        .software = row->cells[ENTITY_SOFTWARE],
        .tag = row->cells[ENTITY_TAG],
    };
    entities->count++;
}

static void read_entities(struct entities *entities, const struct snmp_answers *answers) {
    size_t count = snmp_rows_count(answers, &snmp_entity_table);
    struct snmp_rows rows;
    struct snmp_row row;

    entities->items = count ? arena_alloc_array(entities->arena, count, sizeof *entities->items) : NULL;
    if (!entities->items) {
        return;
    }
    snmp_rows_begin(&rows, answers, &snmp_entity_table);
    while (entities->count < count && snmp_rows_next(&rows, &row)) {
        read_entity(entities, &row);
    }
}

/* --- the tree --- */

static int compare_index(const void *key, const void *item) {
    uint32_t a = *(const uint32_t *)key, b = ((const struct entity *)item)->index;

    return (a > b) - (a < b);
}

static struct entity *find_entity(const struct entities *entities, uint32_t index) {
    return bsearch(&index, entities->items, entities->count, sizeof *entities->items, compare_index);
}

static bool has_text(const struct entities *entities, const struct snmp_variable *variable) {
    return !str_is_empty(snmp_text(entities->arena, variable));
}

static bool is_housing(const struct entity *entity) {
    return entity->class == CLASS_CHASSIS || entity->class == CLASS_STACK;
}

/* What those around the entity must know of it. */
static void tell_ancestors(const struct entities *entities, const struct entity *entity) {
    bool is_chassis = is_housing(entity) && (!str_is_empty(entity->serial) || has_text(entities, entity->model));
    struct entity *ancestor = entity->parent;

    for (int depth = 0; is_chassis && ancestor && depth < DEPTH_MAX; depth++, ancestor = ancestor->parent) {
        ancestor->has_chassis |= ancestor != entity;
        ancestor->is_repeated |=
            ancestor != entity && !str_is_empty(entity->serial) && str_eq(ancestor->serial, entity->serial);
    }
}

static void link_entities(struct entities *entities) {
    for (size_t i = 0; i < entities->count; i++) {
        struct entity *entity = &entities->items[i];
        entity->parent = find_entity(entities, entity->parent_index);
        if (entity->parent && entity->class != CLASS_SENSOR) {
            entity->parent->has_parts = true;
        }
    }
    for (size_t i = 0; i < entities->count; i++) {
        tell_ancestors(entities, &entities->items[i]);
    }
}

/* --- kinds --- */

static bool is_letter(char c) {
    return str_lower_char(c) >= 'a' && str_lower_char(c) <= 'z';
}

/* Does the phrase stand in the text, in any case, and with no letter beside it? */
static bool has_phrase(struct str text, struct str phrase) {
    text = str_sub(text, 0, PHRASES_MAX);
    for (size_t i = 0; i + phrase.n <= text.n; i++) {
        if (str_eq_ignore_case(str_sub(text, i, phrase.n), phrase) && (i == 0 || !is_letter(text.p[i - 1])) &&
            (i + phrase.n == text.n || !is_letter(text.p[i + phrase.n]))) {
            return true;
        }
    }
    return false;
}

/* LIST: phrases separated by |. */
static bool says(const struct entity *entity, const char *list) {
    struct str rest = str_from(list), phrase;

    while (str_cut(&rest, '|', &phrase)) {
        if (has_phrase(entity->descr, phrase) || has_phrase(entity->name, phrase)) {
            return true;
        }
    }
    return false;
}

/* Line cards are named after the ports that they have ("24-port SFP"), so a module with ports is one. */
static bool is_transceiver(const struct entity *entity) {
    return !entity->has_parts && says(entity, "SFP|QSFP|XFP|GBIC|CFP|CFP2|transceiver|xcvr|optic|optics");
}

static const char *module_kind(const struct entity *entity) {
    if (says(entity, "PSU|power supply|power card|power module")) {
        return "psu";
    }
    if (says(entity, "fan|fan tray|fantray")) {
        return "fan";
    }
    return is_transceiver(entity) ? "transceiver" : "module";
}

/* NULL: no component. */
static const char *kind_of(const struct entity *entity) {
    switch (entity->class) {
    case CLASS_CHASSIS:
        return entity->is_repeated || (entity->has_chassis && str_is_empty(entity->serial)) ? NULL : "chassis";
    case CLASS_STACK:
        return entity->is_repeated || entity->has_chassis || str_is_empty(entity->serial) ? NULL : "chassis";
    case CLASS_POWER_SUPPLY:
        return "psu";
    case CLASS_FAN:
        return "fan";
    case CLASS_PORT:
        return str_is_empty(entity->serial) ? NULL : "transceiver";
    case CLASS_MODULE:
    case CLASS_OTHER:
    case CLASS_UNKNOWN:
        return module_kind(entity);
    case CLASS_CPU:
        return "cpu";
    case CLASS_BATTERY:
        return "battery";
    case CLASS_DRIVE:
        return "disk";
    default:
        return NULL;
    }
}

/* Empty bays are listed with the maker that the whole device has; power supplies and fans are there. */
static bool says_enough(const struct component *component) {
    bool is_plain = strcmp(component->kind, "psu") == 0 || strcmp(component->kind, "fan") == 0;

    return !str_is_empty(component->serial) || !str_is_empty(component->model) ||
           (is_plain && !str_is_empty(component->manufacturer));
}

/* Where it is: by its own name, else by that of the slot that it is in. */
static struct str slot_of(const struct entity *entity) {
    bool has_own = !str_is_empty(entity->descr) && !str_eq(entity->name, entity->descr);

    if (has_own) {
        return entity->name;
    }
    return entity->parent && entity->parent->class == CLASS_CONTAINER ? entity->parent->name : STR_NONE;
}

static void add_component(const struct entities *entities, const struct entity *entity,
                          struct observation *observation) {
    struct component component = {.kind = kind_of(entity)};

    if (!component.kind) {
        return;
    }
    component.name = str_is_empty(entity->descr) ? entity->name : entity->descr;
    component.slot = slot_of(entity);
    component.manufacturer = text_of(entities, entity->maker);
    component.model = text_of(entities, entity->model);
    component.serial = entity->serial;
    component.firmware = component_version(
        text_of(entities, has_text(entities, entity->software) ? entity->software : entity->firmware));
    component.asset_tag = text_of(entities, entity->tag);
    if (says_enough(&component)) {
        component_add(observation, &component);
    }
}

/* --- serial numbers of several --- */

/* The outermost around it with the same serial number. */
static const struct entity *origin_of(const struct entity *entity) {
    const struct entity *origin = entity, *ancestor = entity->parent;

    for (int depth = 0; ancestor && depth < DEPTH_MAX; depth++, ancestor = ancestor->parent) {
        origin = str_eq(ancestor->serial, entity->serial) ? ancestor : origin;
    }
    return origin;
}

static int compare_serials(const void *a, const void *b) {
    const struct entity *left = *(struct entity *const *)a, *right = *(struct entity *const *)b;
    int order = str_cmp(left->serial, right->serial);

    return order ? order : (left->index > right->index) - (left->index < right->index);
}

/* How much it looks like the housing itself, and not like what contains it. */
static int rank_of(const struct entity *entity) {
    return (entity->is_repeated ? 0 : 2) + (entity->class == CLASS_CHASSIS ? 1 : 0);
}

/* A number names one housing, also where the agent does not say what contains what. False when it names none. */
static bool keep_one_housing(struct entity **group, size_t count) {
    struct entity *kept = NULL;

    for (size_t i = 0; i < count; i++) {
        if (is_housing(group[i]) && (!kept || rank_of(group[i]) > rank_of(kept))) {
            kept = group[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        group[i]->is_repeated = is_housing(group[i]) && group[i] != kept;
    }
    return kept != NULL;
}

/* Those that have the same serial number. That of a housing stands on its boards, too. */
static void settle_group(struct entity **group, size_t count, struct observation *observation) {
    const struct entity *first = NULL;
    bool has_housing = keep_one_housing(group, count);

    for (size_t i = 0; !has_housing && i < count; i++) {
        if (!kind_of(group[i])) {
            continue;
        }
        first = first ? first : group[i];
        if (origin_of(group[i]) != origin_of(first)) {
            observation_note(observation, arena_printf(observation->arena, "serial of several components: %.*s",
                                                       STR_FMT(first->serial)));
            return;
        }
    }
}

static void settle_serials(const struct entities *entities, struct observation *observation) {
    struct entity **sorted =
        entities->count ? arena_alloc_array(entities->arena, entities->count, sizeof *sorted) : NULL;
    size_t count = 0;

    for (size_t i = 0; sorted && i < entities->count; i++) {
        if (!str_is_empty(entities->items[i].serial)) {
            sorted[count++] = &entities->items[i];
        }
    }
    if (count > 0) {
        qsort(sorted, count, sizeof *sorted, compare_serials);
    }
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && str_eq(sorted[end]->serial, sorted[begin]->serial);) {
            end++;
        }
        settle_group(sorted + begin, end - begin, observation);
    }
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct entities entities = {.arena = observation->arena};

    read_entities(&entities, answers);
    link_entities(&entities);
    settle_serials(&entities, observation);
    for (size_t i = 0; i < entities.count; i++) {
        add_component(&entities, &entities.items[i], observation);
    }
}

static const struct snmp_table *const tables[] = {&snmp_entity_table, NULL};
const struct snmp_collector collect_snmp_entity = {.tables = tables, .parse = parse};
