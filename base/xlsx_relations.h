#pragma once
/* The relationships of a part of a workbook: how one part names another (ISO/IEC 29500-2). */

#include "base/xlsx_package.h"

/* More than any workbook has: one a sheet and a few. */
#define XLSX_RELATIONS_MAX 65536

struct xlsx_relation {
    const char *id;
    struct str type;    /* the last word of its address: worksheet, sharedStrings, styles, officeDocument */
    const char *target; /* the name of a part; NULL when it is outside of the package */
};

struct xlsx_relations {
    const char *part; /* whose relationships these are; empty: the package's */
    struct arena *arena;
    struct xlsx_relation *items;
    size_t count, capacity;
};

/* Reads the relationships of PART, into the arena and memory of its own; a part without any has none. */
MUST_CHECK enum err_code xlsx_relations_read(struct xlsx_package *package, const char *part, struct arena *arena,
                                             struct xlsx_relations *ret_relations, struct err *err);
void xlsx_relations_done(struct xlsx_relations *relations);
/* NULL when there is none. The first that has the id, or the type. */
const struct xlsx_relation *xlsx_relations_by_id(const struct xlsx_relations *relations, struct str id);
const struct xlsx_relation *xlsx_relations_by_type(const struct xlsx_relations *relations, const char *type);
