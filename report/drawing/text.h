#pragma once
/* What drawings say, in both languages (report/drawing/text.def). Pure; any thread. */

#include "findings/code.h"
#include "findings/relation_records.h"

enum drawing_text {
#define TEXT(ID, EN, JA) DRAWING_TEXT_##ID,
#include "report/drawing/text.def"
    DRAWING_TEXT_COUNT
};
const char *drawing_text(enum drawing_text text, enum language language);
const char *drawing_kind(enum relation_kind kind, enum language language);
const char *drawing_relation(enum relation relation, enum language language);
const char *drawing_basis(enum relation_basis basis, enum language language);
