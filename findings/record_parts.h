#pragma once
/* Records of any kind as bytes of a sorter, by a table of their members: what one machine writes and reads back within
 * a run. Any thread. */

#include "base/buffer.h"

enum record_part_type {
    /* What the records are sorted by, each of these before the next. */
    RECORD_KEY,      /* struct str, without NUL, as all cells are */
    RECORD_KEY_DATE, /* struct date: the earliest first, those that are not set last */
    RECORD_KEY_WORD, /* an enum: in the order of its values */
    /* The rest; what decides between records that agree in the above. */
    RECORD_TEXT,      /* struct str */
    RECORD_NUMBER,    /* int64_t */
    RECORD_COUNT,     /* struct unit_count */
    RECORD_FLAG,      /* bool */
    RECORD_WORD,      /* an enum */
    RECORD_DATE,      /* struct date */
    RECORD_MILESTONE, /* struct milestone */
};

/* A member of a record. */
struct record_part {
    enum record_part_type type;
    size_t offset;
    unsigned limit; /* of the values of an enum, all of which are below it */
};

/* A kind of record. */
struct record_shape {
    const struct record_part *parts;
    size_t count;
    size_t size; /* of the struct */
};
#define RECORD_SIZE_MAX 512 /* of any of them */

/* Appends what the record is sorted by to KEY, and the rest to PAYLOAD. */
void record_parts_put(const struct record_shape *shape, const void *record, struct buffer *key, struct buffer *payload);
/* Fills the struct with slices of both; false, and nothing is filled, when they are not a whole record. */
bool record_parts_get(const struct record_shape *shape, struct str key, struct str payload, void *ret_record);
