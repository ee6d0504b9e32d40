#include "scanner/collect/hardware/ioreg.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/dmi.h"

static const struct fields_key fact_keys[] = {
    {"\"manufacturer\"", offsetof(struct dmi_facts, manufacturer)},
    {"\"model\"", offsetof(struct dmi_facts, model)},
    {"\"IOPlatformSerialNumber\"", offsetof(struct dmi_facts, serial)},
    {"\"IOPlatformUUID\"", offsetof(struct dmi_facts, uuid)},
};

/* "MacBookPro18,3" written as text in the older machines' tree, as data in the newer ones': <"MacBookPro18,3">. */
static struct str value_of(struct str text) {
    text = str_trim(text);
    if (str_drop_prefix(&text, STR("<"))) {
        (void)str_drop_suffix(&text, STR(">"));
    }
    return fields_unquote(text);
}

/* `    "model" = <"MacBookPro18,3">`, with the tree's lines before it. */
static void take_line(struct str line, struct dmi_facts *facts) {
    ptrdiff_t at = str_find(line, STR(" = "));
    ptrdiff_t quote = str_find_char(line, '"');
    struct str key;

    if (at < 0 || quote < 0 || quote > at) {
        return;
    }
    key = str_trim(str_sub(line, (size_t)quote, (size_t)(at - quote)));
    for (size_t i = 0; i < ARRAY_LEN(fact_keys); i++) {
        struct str *fact = fields_at(facts, fact_keys[i].offset);
        if (str_eq(key, str_from(fact_keys[i].key)) && str_is_empty(*fact)) {
            *fact = value_of(str_sub(line, (size_t)at + 3, SIZE_MAX));
        }
    }
}

/* What system_profiler calls the machine is better known, but the identifier is always there. */
void collect_ioreg(struct str body, struct observation *observation) {
    struct dmi_facts facts = {0};
    struct str line;

    while (fields_next_line(&body, &line)) {
        take_line(line, &facts);
    }
    observation_set(observation, DEVICES_MODEL_NUMBER, facts.model);
    if (str_starts_with(facts.model, STR("MacBook"))) {
        observation_set(observation, DEVICES_KIND, STR("laptop"));
    }
    dmi_apply(&facts, observation);
}
