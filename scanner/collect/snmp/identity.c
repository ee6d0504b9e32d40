#include "scanner/collect/snmp/identity.h"

#include "base/buffer.h"
#include "base/text.h"
#include "inventory/identity.h"
#include "scanner/collect/fields.h"
#include "scanner/snmp/entity.h"
#include "scanner/snmp/linux.h"
#include "scanner/snmp/vendor.h"
#include "scanner/snmp/windows.h"

#define ENTITY_MIB     "ENTITY-MIB"
#define HR_MEMORY_SIZE MIB2 "25.2.2.0"
#define BYTES_IN_MB    (UINT64_C(1) << 20)

struct identity {
    const struct snmp_answers *answers;
    struct observation *observation;
    struct arena *arena;
    struct snmp_entity entity;
};

/* --- cleaning --- */

/* What stands before numbers and versions and is not part of them. */
static const char *const labels[] = {
    "S/N:", "SN:", "S/N", "Serial Number:", "Serial No.:", "Serial No:", "Serial:", "INV:", "FW:", "Firmware:",
};

/* Texts that say that nothing is said. */
static const char *const nothings[] = {
    "unknown", "n/a", "na", "none", "null", "not available", "not specified", "not set", "undefined", "-", "--",
};

static struct str clean(struct str text) {
    text = str_trim(fields_unquote(str_trim(text)));
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct str label = str_from(labels[i]);
        if (str_eq_ignore_case(str_sub(text, 0, label.n), label)) {
            return str_trim(str_sub(text, label.n, SIZE_MAX));
        }
    }
    return text;
}

static bool is_nothing(struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(nothings); i++) {
        if (str_eq_ignore_case(text, str_from(nothings[i]))) {
            return true;
        }
    }
    return str_is_empty(text);
}

/* All that is said of the fact, cleaned, best first; FROM_ENTITY may be empty. */
static void gather(const struct identity *identity, enum snmp_fact fact, struct str from_entity,
                   struct snmp_values *ret_values) {
    struct snmp_values said = {0};

    snmp_vendor_values(identity->answers, identity->arena, fact, SNMP_BEFORE_ENTITY, &said);
    snmp_values_add(&said, from_entity, ENTITY_MIB);
    snmp_vendor_values(identity->answers, identity->arena, fact, SNMP_AFTER_ENTITY, &said);
    *ret_values = (struct snmp_values){0};
    for (size_t i = 0; i < said.count; i++) {
        struct str text = clean(said.items[i].text);
        if (!is_nothing(text)) {
            snmp_values_add(ret_values, text, said.items[i].source);
        }
    }
}

static struct str first_of(const struct identity *identity, enum snmp_fact fact, struct str from_entity) {
    struct snmp_values values;

    gather(identity, fact, from_entity, &values);
    return values.count > 0 ? values.items[0].text : STR_NONE;
}

/* --- conflicts --- */

/* Is one a part of the other, whatever the case? "12.2(50)SE5" and "Version 12.2(50)SE5" do not differ. */
static bool is_alike(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer left = {0};
    CLEANUP(buffer_done) struct buffer right = {0};

    text_fold(a, &left);
    text_fold(b, &right);
    return str_contains(buffer_view(&left), buffer_view(&right)) ||
           str_contains(buffer_view(&right), buffer_view(&left));
}

/* Has an earlier value the same source? One word from each is enough. */
static bool is_repeated(const struct snmp_values *values, size_t place) {
    for (size_t i = 0; i < place; i++) {
        if (strcmp(values->items[i].source, values->items[place].source) == 0) {
            return true;
        }
    }
    return false;
}

static void note_conflicts(const struct identity *identity, const char *what, struct str chosen,
                           const struct snmp_values *values) {
    for (size_t i = 0; i < values->count; i++) {
        if (!is_repeated(values, i) && !is_alike(values->items[i].text, chosen)) {
            observation_note(identity->observation,
                             arena_printf(identity->arena, "%s in %s: %.*s", what, values->items[i].source,
                                          STR_FMT(values->items[i].text)));
        }
    }
}

/* --- which one it is --- */

/* Takes out what is the management card's. */
static void drop_text(struct snmp_values *values, struct str text) {
    size_t kept = 0;

    for (size_t i = 0; i < values->count; i++) {
        if (str_is_empty(text) || !str_eq_ignore_case(values->items[i].text, text)) {
            values->items[kept++] = values->items[i];
        }
    }
    values->count = kept;
}

/* The first that tells machines apart; where none does the first, for identity_check to refuse it by name. */
static size_t first_telling(const struct snmp_values *values) {
    for (size_t i = 0; i < values->count; i++) {
        if (!identity_is_placeholder(values->items[i].text)) {
            return i;
        }
    }
    return 0;
}

static struct str note_card(const struct identity *identity, enum snmp_fact fact, const char *what) {
    struct str text = first_of(identity, fact, STR_NONE);

    if (!str_is_empty(text)) {
        observation_note(identity->observation,
                         arena_printf(identity->arena, "management card %s: %.*s", what, STR_FMT(text)));
    }
    return text;
}

static void set_serial(const struct identity *identity) {
    struct str of_card = note_card(identity, SNMP_FACT_CARD_SERIAL, "serial");
    struct snmp_values values;

    gather(identity, SNMP_FACT_SERIAL, identity->entity.serial, &values);
    drop_text(&values, of_card);
    if (values.count > 0) {
        struct str chosen = values.items[first_telling(&values)].text;
        observation_set(identity->observation, DEVICES_SERIAL, chosen);
        note_conflicts(identity, "serial", chosen, &values);
    }
    note_card(identity, SNMP_FACT_CARD_FIRMWARE, "firmware");
}

static void set_asset_tag(const struct identity *identity) {
    struct snmp_values values;

    gather(identity, SNMP_FACT_ASSET_TAG, identity->entity.asset_tag, &values);
    if (values.count > 0) {
        observation_set(identity->observation, DEVICES_ASSET_TAG, values.items[first_telling(&values)].text);
    }
}

/* --- what it is --- */

static void set_maker(const struct identity *identity) {
    struct snmp_values values = {0};
    struct str maker;

    snmp_vendor_values(identity->answers, identity->arena, SNMP_FACT_MAKER, SNMP_BEFORE_ENTITY, &values);
    maker = values.count > 0 ? clean(values.items[0].text) : str_from(snmp_vendor_maker(identity->answers));
    if (is_nothing(maker)) {
        maker = first_of(identity, SNMP_FACT_MAKER, identity->entity.maker);
    }
    observation_set(identity->observation, DEVICES_MANUFACTURER, maker);
}

/* Without the maker's name before it; empty when it is nothing else. */
static struct str without_maker(const struct identity *identity, struct str model) {
    struct str maker = observation_get(identity->observation, DEVICES_MANUFACTURER);

    if (str_is_empty(maker) || !str_eq_ignore_case(str_sub(model, 0, maker.n), maker)) {
        return model;
    }
    return model.n == maker.n || model.p[maker.n] == ' ' ? str_trim(str_sub(model, maker.n, SIZE_MAX)) : model;
}

static void set_model(const struct identity *identity) {
    struct str number = first_of(identity, SNMP_FACT_MODEL_NUMBER, STR_NONE), model = STR_NONE;
    struct str in_entity = clean(identity->entity.model);
    struct snmp_values values;

    if (str_has_digit(number)) {
        observation_set(identity->observation, DEVICES_MODEL_NUMBER, number);
    }
    gather(identity, SNMP_FACT_MODEL, identity->entity.model, &values);
    for (size_t i = 0; i < values.count && str_is_empty(model); i++) {
        model = without_maker(identity, values.items[i].text);
    }
    observation_set(identity->observation, DEVICES_MODEL, model);
    if (!is_nothing(in_entity) && !is_alike(in_entity, model) && !str_eq(in_entity, number)) {
        observation_note(identity->observation,
                         arena_printf(identity->arena, "model in " ENTITY_MIB ": %.*s", STR_FMT(in_entity)));
    }
}

static void set_firmware(const struct identity *identity) {
    struct str minor = first_of(identity, SNMP_FACT_FIRMWARE_MINOR, STR_NONE);
    struct snmp_values values;

    gather(identity, SNMP_FACT_FIRMWARE, identity->entity.firmware, &values);
    if (values.count > 0) {
        struct str version = values.items[0].text;
        note_conflicts(identity, "firmware", version, &values);
        version = str_is_empty(minor) ? version
                                      : arena_printf(identity->arena, "%.*s.%.*s", STR_FMT(version), STR_FMT(minor));
        observation_set(identity->observation, DEVICES_FIRMWARE_VERSION, version);
    }
}

/* hrMemorySize tells more, where there is one. */
static void set_memory(const struct identity *identity) {
    struct str text = first_of(identity, SNMP_FACT_MEMORY, STR_NONE);
    uint64_t bytes;

    if (!snmp_answers_get(identity->answers, HR_MEMORY_SIZE) && str_to_u64(text, &bytes)) {
        observation_set_count(identity->observation, DEVICES_MEMORY_MB, bytes / BYTES_IN_MB);
    }
}

/* What the maker or the management card says of it, then what the system says of itself, then what any agent does. Name
 * and version are of one source. */
static void set_os(const struct identity *identity) {
    struct snmp_values names = {0};

    snmp_vendor_values(identity->answers, identity->arena, SNMP_FACT_OS_NAME, SNMP_BEFORE_ENTITY, &names);
    if (names.count == 0) {
        snmp_windows_os(identity->answers, identity->observation);
        snmp_linux_os(identity->answers, identity->observation);
    }
    if (str_is_empty(observation_get(identity->observation, DEVICES_OS_NAME))) {
        struct str name = first_of(identity, SNMP_FACT_OS_NAME, STR_NONE);
        /* "Version 2.0(3e)" without an operating system is the firmware's */
        struct str version = str_is_empty(name) ? STR_NONE : first_of(identity, SNMP_FACT_OS_VERSION, STR_NONE);
        observation_set(identity->observation, DEVICES_OS_NAME, name);
        observation_set(identity->observation, DEVICES_OS_VERSION, version);
    }
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    static const struct {
        unsigned column;
        enum snmp_fact fact;
    } plain[] = {
        {DEVICES_HOSTNAME, SNMP_FACT_NAME},
        {DEVICES_CHASSIS_SERIAL, SNMP_FACT_CHASSIS_SERIAL},
    };
    struct identity identity = {.answers = answers, .observation = observation, .arena = observation->arena};
    const char *kind;

    snmp_entity_own(answers, observation->arena, &identity.entity);
    set_serial(&identity);
    set_asset_tag(&identity);
    set_maker(&identity);
    set_model(&identity);
    set_firmware(&identity);
    set_memory(&identity);
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        observation_set(observation, plain[i].column, first_of(&identity, plain[i].fact, STR_NONE));
    }
    kind = snmp_vendor_kind(answers, observation_get(observation, DEVICES_MODEL));
    observation_set(observation, DEVICES_KIND, str_from(kind));
}

static void parse_os(const struct snmp_answers *answers, struct observation *observation) {
    const struct identity identity = {.answers = answers, .observation = observation, .arena = observation->arena};

    set_os(&identity);
}

static const struct snmp_table *const tables[] = {&snmp_entity_table, NULL};

const struct snmp_collector collect_snmp_identity = {
    .part = "identity", .objects = snmp_vendor_objects, .tables = tables, .ask = snmp_vendor_ask, .parse = parse};

/* What it needs, identity has asked for. */
const struct snmp_collector collect_snmp_os = {.part = "os", .needs_rows = true, .parse = parse_os};
