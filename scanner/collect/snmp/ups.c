#include "scanner/collect/snmp/ups.h"

#include "base/calendar.h"
#include "scanner/collect/component.h"
#include "scanner/snmp/value.h"

#define APC            318
#define UPS_STATUS     MIB2 "33.1.2.1.0"
#define UPS_CHARGE     MIB2 "33.1.2.4.0"
#define APC_REPLACED   ENTERPRISE "318.1.1.1.2.1.3.0"
#define APC_CHARGE     ENTERPRISE "318.1.1.1.2.2.1.0"
#define APC_SKU        ENTERPRISE "318.1.1.1.2.2.19.0"
#define DATE_MAX_PARTS 3

enum { STATUS_LOW = 3, STATUS_DEPLETED = 4 };

/* Splits "03/07/22" and the like into numbers; false when it is not three of them. */
static bool read_parts(struct str text, char separator, uint64_t parts[DATE_MAX_PARTS]) {
    struct str part;
    size_t count = 0;

    while (str_cut(&text, separator, &part)) {
        if (count == DATE_MAX_PARTS || !str_to_u64(part, &parts[count])) {
            return false;
        }
        count++;
    }
    return count == DATE_MAX_PARTS;
}

/* Years of two digits are of 1980 to 2079. Empty when there is no such day. */
static struct str day_text(struct arena *arena, uint64_t year, uint64_t month, uint64_t day) {
    struct date date;
    char text[11];

    year += year < 80 ? 2000 : year < 100 ? 1900 : 0;
    if (year > 9999 || month > 12 || day > 31 ||
        !date_from_civil((struct civil){(int)year, (int)month, (int)day}, &date)) {
        return STR_NONE;
    }
    date_format(date, text);
    return arena_dup(arena, str_from(text));
}

/* Cards write mm/dd/yy or mm/dd/yyyy, dd.mm.yyyy or yyyy-mm-dd, as they were set up. */
static struct str date_text(struct arena *arena, struct str text) {
    static const struct {
        char separator;
        unsigned char year, month, day; /* which part */
    } forms[] = {{'/', 2, 0, 1}, {'.', 2, 1, 0}, {'-', 0, 1, 2}};
    uint64_t parts[DATE_MAX_PARTS];

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (read_parts(text, forms[i].separator, parts)) {
            return day_text(arena, parts[forms[i].year], parts[forms[i].month], parts[forms[i].day]);
        }
    }
    return STR_NONE;
}

static void append_item(struct buffer *list, struct str item) {
    if (!str_is_empty(item)) {
        buffer_append_cstr(list, list->n > 0 ? ", " : "");
        buffer_append(list, item);
    }
}

static struct str charge_text(struct arena *arena, const struct snmp_variable *charge) {
    uint64_t percent;

    return snmp_number(charge, &percent) && percent <= 100 ? arena_printf(arena, "%u %%", (unsigned)percent) : STR_NONE;
}

static struct str status_word(const struct snmp_variable *status) {
    uint64_t number;

    if (!snmp_number(status, &number)) {
        return STR_NONE;
    }
    return number == STATUS_LOW ? STR("low") : number == STATUS_DEPLETED ? STR("depleted") : STR_NONE;
}

/* "97 %, replaced 2022-03-07" */
static struct str condition(const struct snmp_answers *answers, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct snmp_variable *charge = snmp_answers_get(answers, UPS_CHARGE);
    struct str replaced = date_text(arena, snmp_text(arena, snmp_answers_get(answers, APC_REPLACED)));

    append_item(&text, charge_text(arena, charge ? charge : snmp_answers_get(answers, APC_CHARGE)));
    append_item(&text, status_word(snmp_answers_get(answers, UPS_STATUS)));
    append_item(&text, str_is_empty(replaced) ? STR_NONE : arena_printf(arena, "replaced %.*s", STR_FMT(replaced)));
    return text.failed ? STR_NONE : arena_dup(arena, buffer_view(&text));
}

static void add_battery(const struct snmp_answers *answers, struct observation *observation) {
    struct component battery = {.kind = "battery", .name = STR("battery")};

    battery.capacity = condition(answers, observation->arena);
    battery.model = snmp_text(observation->arena, snmp_answers_get(answers, APC_SKU));
    if (snmp_answers_get(answers, UPS_STATUS) || !str_is_empty(battery.capacity) || !str_is_empty(battery.model)) {
        component_add(observation, &battery);
    }
}

static void parse_standard(const struct snmp_answers *answers, struct observation *observation) {
    if (snmp_enterprise(answers) != APC) {
        add_battery(answers, observation);
    }
}

static const char *const standard_objects[] = {UPS_STATUS, UPS_CHARGE, NULL};
const struct snmp_collector collect_snmp_ups = {.objects = standard_objects, .parse = parse_standard};

static const char *const apc_objects[] = {APC_REPLACED, APC_CHARGE, APC_SKU, NULL};
const struct snmp_collector collect_snmp_ups_apc = {.enterprise = APC, .objects = apc_objects, .parse = add_battery};
