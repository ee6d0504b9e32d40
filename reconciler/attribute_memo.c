#include "reconciler/attribute_memo.h"

#include "inventory/table.h"

#include <stdlib.h>

enum { SLOTS = 1 << 10 };

struct slot {
    struct attribute_codes codes;
    enum attribute_result result; /* ATTRIBUTE_UNKNOWN: empty */
};

struct attribute_memo {
    struct slot slots[ATTRIBUTES_MAX][SLOTS];
};

struct attribute_memo *attribute_memo_new(void) {
    return calloc(1, sizeof(struct attribute_memo));
}

void attribute_memo_free(struct attribute_memo *memo) {
    free(memo);
}

static size_t slot_of(struct attribute_codes codes) {
    uint32_t mixed = codes.documented * UINT32_C(0x9E3779B1) ^ codes.observed * UINT32_C(0x85EBCA77) ^
                     codes.further * UINT32_C(0xC2B2AE3D);

    return (mixed ^ mixed >> 15) % SLOTS;
}

static bool is_coded(struct attribute_codes codes) {
    return codes.documented != TABLE_UNCODED && codes.observed != TABLE_UNCODED && codes.further != TABLE_UNCODED;
}

enum attribute_result attribute_memo_find(const struct attribute_memo *memo, size_t attribute,
                                          struct attribute_codes codes) {
    const struct slot *slot = &memo->slots[attribute][slot_of(codes)];
    bool is_it = slot->codes.documented == codes.documented && slot->codes.observed == codes.observed &&
                 slot->codes.further == codes.further;

    return is_it && is_coded(codes) ? slot->result : ATTRIBUTE_UNKNOWN;
}

void attribute_memo_note(struct attribute_memo *memo, size_t attribute, struct attribute_codes codes,
                         enum attribute_result result) {
    if (is_coded(codes)) {
        memo->slots[attribute][slot_of(codes)] = (struct slot){codes, result};
    }
}
