#include "scanner/snmp/vendor.h"

#include "base/buffer.h"
#include "scanner/collect/fields.h"
#include "scanner/snmp/value.h"

#include <stdio.h>

#define E                     ENTERPRISE
#define M                     MIB2
#define ENTERPRISE_OF_AGENTS  8072 /* net-snmp, which Linux and BSD have */
#define ENTERPRISE_OF_WINDOWS 311
#define IF_PHYS_ADDRESS       MIB2 "2.2.1.6"

enum { ROWS_MAX = 256, INTERFACES_MAX = 4096, MAC_BYTES = 6 };

/* --- the table --- */

enum family {
#define VENDOR(ID, ENTERPRISE_NUMBER, UNDER, MAKER, KIND, FLAGS) FAMILY_##ID,
#include "scanner/snmp/vendor.def"
    FAMILY_COUNT
};

enum { HOSTED = 1, LATE = 2, CARD = 4 };

static const struct vendor {
    const char *id;
    uint32_t enterprise; /* 0: any that has something below UNDER */
    const char *under;
    const char *maker, *kind;
    unsigned flags;
} vendors[] = {
#define VENDOR(ID, ENTERPRISE_NUMBER, UNDER, MAKER, KIND, FLAGS) {#ID, ENTERPRISE_NUMBER, UNDER, MAKER, KIND, FLAGS},
#include "scanner/snmp/vendor.def"
};

enum pick { FIRST, ONLY, OWN };

static const struct row {
    enum family family;
    enum snmp_fact fact;
    const char *object;             /* NULL: a column */
    const struct snmp_table *table; /* with one column */
    enum pick pick;
    bool is_any;
    const char *after, *until; /* NULL: the whole text */
    unsigned skip;
    const char *contained, *text; /* NULL: not fixed */
} rows[] = {
#define ONE(ID, FACT, OBJECT) {.family = FAMILY_##ID, .fact = SNMP_FACT_##FACT, .object = (OBJECT)},
#define ANY(ID, FACT, OBJECT) {.family = FAMILY_##ID, .fact = SNMP_FACT_##FACT, .object = (OBJECT), .is_any = true},
#define EACH(ID, FACT, ENTRY, COLUMN, PICK)                                                                            \
    {.family = FAMILY_##ID,                                                                                            \
     .fact = SNMP_FACT_##FACT,                                                                                         \
     .table = &(const struct snmp_table){.entry = (ENTRY), .columns = {COLUMN}, .rows_max = ROWS_MAX},                 \
     .pick = (PICK)},
#define CUT(ID, FACT, OBJECT, AFTER, SKIP, UNTIL)                                                                      \
    {.family = FAMILY_##ID,                                                                                            \
     .fact = SNMP_FACT_##FACT,                                                                                         \
     .object = (OBJECT),                                                                                               \
     .after = (AFTER),                                                                                                 \
     .skip = (SKIP),                                                                                                   \
     .until = (UNTIL)},
#define IS(ID, FACT, OBJECT, CONTAINED, TEXT)                                                                          \
    {.family = FAMILY_##ID, .fact = SNMP_FACT_##FACT, .object = (OBJECT), .contained = (CONTAINED), .text = (TEXT)},
#include "scanner/snmp/vendor.def"
};

static const struct {
    uint32_t enterprise;
    const char *kind, *beginnings;
} kinds[] = {
#define KIND(ENTERPRISE_NUMBER, WORD, BEGINNINGS) {ENTERPRISE_NUMBER, WORD, BEGINNINGS},
#include "scanner/snmp/vendor.def"
};

const char *const snmp_vendor_objects[] = {
#define ANY(ID, FACT, OBJECT) OBJECT,
#include "scanner/snmp/vendor.def"
    NULL,
};

/* --- whose it is --- */

static bool is_below(struct snmp_oid oid, const char *object) {
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid prefix;

    return snmp_oid_read(str_from(object), ids, &prefix) && snmp_oid_starts_with(oid, prefix);
}

/* By sysObjectID alone. */
static bool is_of(const struct vendor *vendor, const struct snmp_answers *answers) {
    const struct snmp_variable *object = snmp_answers_get(answers, MIB2 "1.2.0");
    char under[128];

    if (vendor->enterprise == 0 || !object || snmp_enterprise(answers) != vendor->enterprise) {
        return false;
    }
    snprintf(under, sizeof under, ENTERPRISE "%u%s%s", vendor->enterprise, *vendor->under ? "." : "", vendor->under);
    return is_below(object->identifier, under);
}

/* May it run on what sysObjectID calls a computer, or does not tell? */
static bool may_be_hosted(const struct vendor *vendor, const struct snmp_answers *answers) {
    uint32_t enterprise = snmp_enterprise(answers);

    return (vendor->flags & HOSTED) &&
           (enterprise == ENTERPRISE_OF_AGENTS || enterprise == ENTERPRISE_OF_WINDOWS || enterprise == 0);
}

static bool fits(const struct vendor *vendor, const struct snmp_answers *answers) {
    if (vendor->enterprise == 0) {
        return snmp_answers_first(answers, vendor->under) != NULL;
    }
    return is_of(vendor, answers) || may_be_hosted(vendor, answers);
}

bool snmp_vendor_is_card(const struct snmp_answers *answers) {
    for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
        if ((vendors[i].flags & CARD) && is_of(&vendors[i], answers)) {
            return true;
        }
    }
    return false;
}

/* --- what a row says --- */

static bool is_same_mac(struct str bytes, struct snmp_oid index) {
    for (size_t i = 0; i < MAC_BYTES; i++) {
        if (bytes.n != MAC_BYTES || (unsigned char)bytes.p[i] != index.ids[i]) {
            return false;
        }
    }
    return true;
}

/* Is the end of the index the address of one of the device's own interfaces? */
static bool is_own_index(const struct snmp_answers *answers, struct snmp_oid index) {
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid column;
    size_t place;

    if (index.n < MAC_BYTES || !snmp_oid_read(STR(IF_PHYS_ADDRESS), ids, &column)) {
        return false;
    }
    index = snmp_oid_sub(index, index.n - MAC_BYTES, MAC_BYTES);
    place = snmp_answers_place(answers, column);
    for (size_t i = 0; i < INTERFACES_MAX; i++) {
        const struct snmp_variable *variable = snmp_answers_at(answers, place + i);
        if (!variable || !snmp_oid_starts_with(variable->oid, column)) {
            return false;
        }
        if (variable->type == SNMP_TYPE_BYTES && is_same_mac(variable->bytes, index)) {
            return true;
        }
    }
    return false;
}

static const struct snmp_variable *pick(const struct row *row, const struct snmp_answers *answers,
                                        struct arena *arena) {
    const struct snmp_variable *first = NULL, *own = NULL;
    struct snmp_rows cursor;
    struct snmp_row cells;
    size_t count = 0;

    snmp_rows_begin(&cursor, answers, row->table);
    while (count < ROWS_MAX && snmp_rows_next(&cursor, &cells)) {
        count++;
        if (!first && !str_is_empty(snmp_text(arena, cells.cells[0]))) {
            first = cells.cells[0];
        }
        if (row->pick == FIRST && first) {
            return first;
        }
        if (row->pick == OWN && !own && is_own_index(answers, cells.index)) {
            own = cells.cells[0];
        }
    }
    return own ? own : count == 1 ? first : NULL;
}

static const struct snmp_variable *variable_of(const struct row *row, const struct snmp_answers *answers,
                                               struct arena *arena) {
    return row->table ? pick(row, answers, arena) : snmp_answers_get(answers, row->object);
}

static struct str skip_words(struct str text, unsigned words) {
    struct str word;

    while (words-- > 0 && fields_next_word(&text, &word)) {
    }
    return text;
}

static struct str cut(const struct row *row, struct str text) {
    ptrdiff_t at = str_find(text, str_from(row->after));
    size_t n = 0;

    if (at < 0) {
        return STR_NONE;
    }
    text = str_sub(text, (size_t)at + strlen(row->after), SIZE_MAX);
    text = skip_words(text, row->skip);
    while (text.n > 0 && text.p[0] == ' ') {
        text = str_sub(text, 1, SIZE_MAX);
    }
    while (n < text.n && text.p[n] && !strchr(row->until, text.p[n])) {
        n++;
    }
    return str_trim(str_sub(text, 0, n));
}

static struct str value_of(const struct row *row, const struct snmp_answers *answers, struct arena *arena) {
    struct str text = snmp_text(arena, variable_of(row, answers, arena));

    if (row->contained) {
        return str_contains(text, str_from(row->contained)) ? str_from(row->text) : STR_NONE;
    }
    return row->after && !str_is_empty(text) ? cut(row, text) : str_trim(text);
}

static const char *source_of(const struct row *row) {
    static const struct {
        const char *prefix, *name;
    } sources[] = {
        {MIB2 "1.1.", "sysDescr"},
        {MIB2 "25.", "HOST-RESOURCES-MIB"},
        {MIB2 "33.", "UPS-MIB"},
        {MIB2 "43.", "Printer-MIB"},
    };

    for (size_t i = 0; row->object && i < ARRAY_LEN(sources); i++) {
        if (str_starts_with(str_from(row->object), str_from(sources[i].prefix))) {
            return sources[i].name;
        }
    }
    return "private MIB";
}

/* --- what they say together --- */

void snmp_values_add(struct snmp_values *values, struct str text, const char *source) {
    if (!str_is_empty(text) && values->count < SNMP_VALUES_MAX) {
        values->items[values->count].text = text;
        values->items[values->count++].source = source;
    }
}

/* The rows of families that fit and are late or not, or those for any agent of families that do not. */
enum turn { TURN_EARLY, TURN_LATE, TURN_OTHERS };

static bool is_in_turn(const struct row *row, enum turn turn, const struct snmp_answers *answers) {
    const struct vendor *vendor = &vendors[row->family];

    switch (turn) {
    case TURN_EARLY:
        return !(vendor->flags & LATE) && fits(vendor, answers);
    case TURN_LATE:
        return (vendor->flags & LATE) && fits(vendor, answers);
    default:
        return row->is_any && vendor->enterprise != 0 && !fits(vendor, answers);
    }
}

static void add_turn(const struct snmp_answers *answers, struct arena *arena, enum snmp_fact fact, enum turn turn,
                     struct snmp_values *values) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].fact == fact && is_in_turn(&rows[i], turn, answers)) {
            snmp_values_add(values, value_of(&rows[i], answers, arena), source_of(&rows[i]));
        }
    }
}

void snmp_vendor_values(const struct snmp_answers *answers, struct arena *arena, enum snmp_fact fact,
                        enum snmp_order order, struct snmp_values *values) {
    if (order == SNMP_BEFORE_ENTITY) {
        add_turn(answers, arena, fact, TURN_EARLY, values);
        return;
    }
    add_turn(answers, arena, fact, TURN_LATE, values);
    add_turn(answers, arena, fact, TURN_OTHERS, values);
}

struct str snmp_vendor_mac(const struct snmp_answers *answers, struct arena *arena) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].fact == SNMP_FACT_MAC && is_in_turn(&rows[i], TURN_EARLY, answers)) {
            struct str mac = snmp_mac(arena, variable_of(&rows[i], answers, arena));
            if (!str_is_empty(mac)) {
                return mac;
            }
        }
    }
    return STR_NONE;
}

/* Is there anything of the family's own among the answers? */
static bool is_answered(enum family family, const struct snmp_answers *answers) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *object = rows[i].table ? rows[i].table->entry : rows[i].object;
        if (rows[i].family == family && str_starts_with(str_from(object), STR(ENTERPRISE)) &&
            snmp_answers_first(answers, object)) {
            return true;
        }
    }
    return false;
}

/* sysObjectID first, then what runs on a computer, then what is standard. */
static bool speaks(enum family family, unsigned turn, const struct snmp_answers *answers) {
    const struct vendor *vendor = &vendors[family];

    switch (turn) {
    case 0:
        return is_of(vendor, answers);
    case 1:
        return may_be_hosted(vendor, answers) && is_answered(family, answers);
    default:
        return vendor->enterprise == 0 && fits(vendor, answers);
    }
}

const char *snmp_vendor_maker(const struct snmp_answers *answers) {
    for (unsigned turn = 0; turn < 3; turn++) {
        for (enum family family = 0; family < FAMILY_COUNT; family++) {
            if (vendors[family].maker && speaks(family, turn, answers)) {
                return vendors[family].maker;
            }
        }
    }
    return NULL;
}

static bool begins_with_one(struct str model, const char *beginnings) {
    struct str rest = str_from(beginnings), beginning;

    while (str_cut(&rest, '|', &beginning)) {
        if (str_eq_ignore_case(str_sub(model, 0, beginning.n), beginning)) {
            return true;
        }
    }
    return false;
}

static const char *kind_of_model(uint32_t enterprise, struct str model) {
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i].enterprise == enterprise && begins_with_one(model, kinds[i].beginnings)) {
            return kinds[i].kind;
        }
    }
    return NULL;
}

const char *snmp_vendor_kind(const struct snmp_answers *answers, struct str model) {
    const char *kind = NULL;

    for (unsigned turn = 0; turn < 3 && !kind; turn++) {
        for (enum family family = 0; family < FAMILY_COUNT && !kind; family++) {
            kind = speaks(family, turn, answers) ? vendors[family].kind : NULL;
        }
        if (!kind && turn == 0) {
            kind = kind_of_model(snmp_enterprise(answers), model);
        }
    }
    return kind;
}

/* --- asking --- */

/* It is asked of everyone before anything else. */
static bool is_of_system_group(const struct row *row) {
    return row->object && str_starts_with(str_from(row->object), STR(MIB2 "1."));
}

void snmp_vendor_ask(const struct snmp_answers *system, struct snmp_plan *plan) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (vendors[rows[i].family].enterprise == 0 || !fits(&vendors[rows[i].family], system)) {
            continue;
        }
        if (rows[i].table) {
            snmp_plan_table(plan, rows[i].table);
        } else if (!is_of_system_group(&rows[i])) {
            snmp_plan_object(plan, rows[i].object);
        }
    }
}

void snmp_vendor_list(struct buffer *out) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].table) {
            buffer_printf(out, "%s.%u\n", rows[i].table->entry, rows[i].table->columns[0]);
        } else if (!rows[i].is_any && !is_of_system_group(&rows[i])) {
            buffer_printf(out, "%s\n", rows[i].object);
        }
    }
}

/* --- for those who check the table --- */

size_t snmp_vendor_count(void) {
    return FAMILY_COUNT;
}

const char *snmp_vendor_id(size_t place) {
    return vendors[place].id;
}

bool snmp_vendor_fits(size_t place, const struct snmp_answers *answers) {
    return fits(&vendors[place], answers);
}

const char *snmp_vendor_object(size_t place, size_t n, struct arena *arena) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].family == place && n-- == 0) {
            const struct snmp_table *table = rows[i].table;
            return table ? arena_printf(arena, "%s.%u", table->entry, table->columns[0]).p : rows[i].object;
        }
    }
    return NULL;
}
