#include "report/drawing/text.h"

#include <assert.h>

static const char *const texts[DRAWING_TEXT_COUNT][LANGUAGE_COUNT] = {
#define TEXT(ID, EN, JA) [DRAWING_TEXT_##ID] = {EN, JA},
#include "report/drawing/text.def"
};
static_assert(DRAWING_TEXT_SYSTEM + RELATION_KIND_COUNT == DRAWING_TEXT_BELONGS, "a kind lacks its text");
static_assert(DRAWING_TEXT_BELONGS + RELATION_COUNT == DRAWING_TEXT_BASIS_LEDGER, "a relation lacks its text");

const char *drawing_text(enum drawing_text text, enum language language) {
    return texts[text][language];
}

const char *drawing_kind(enum relation_kind kind, enum language language) {
    return texts[DRAWING_TEXT_SYSTEM + kind][language];
}

const char *drawing_relation(enum relation relation, enum language language) {
    return texts[DRAWING_TEXT_BELONGS + relation][language];
}

const char *drawing_basis(enum relation_basis basis, enum language language) {
    return texts[DRAWING_TEXT_BASIS_LEDGER + basis - BASIS_LEDGER][language];
}
