#include "products/release_rules.h"

#include "base/compiler.h"

static const struct release_rule rules[] = {
#define RULE(PRODUCT, KIND, HEADS, JOINS, OPEN, TRAITS) {PRODUCT, RELEASE_##KIND, HEADS, JOINS, OPEN, TRAITS},
#include "products/release_rules.def"
};

static const struct release_rule usual = {"", RELEASE_NUMBERED, "", "", "", 0};

static const struct release_number numbers[] = {
#define NUMBER(PRODUCT, RELEASE, TEXT) {PRODUCT, RELEASE, TEXT, false},
#define FIRST(PRODUCT, RELEASE, TEXT)  {PRODUCT, RELEASE, TEXT, true},
#include "products/release_numbers.def"
};

const struct release_rule *release_rule_find(struct str product) {
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (str_eq(product, str_from(rules[i].product))) {
            return &rules[i];
        }
    }
    return &usual;
}

const struct release_number *release_number_next(struct str product, size_t *index) {
    while (*index < ARRAY_LEN(numbers)) {
        const struct release_number *number = &numbers[(*index)++];
        if (str_eq(product, str_from(number->product))) {
            return number;
        }
    }
    return NULL;
}
