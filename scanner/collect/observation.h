#pragma once
/* What was observed of one target: rows for the snapshot's tables, as cells by column. Collectors fill it; the scanner
 * gives it its device_id and hands it to the snapshot writer. One thread at a time; everything lives in its arena. */

#include "base/arena.h"
#include "inventory/schema.h"

struct observation_row {
    struct observation_row *next;
    enum table_id table;
    struct str cells[]; /* one a column of the table */
};

struct observation {
    struct arena *arena;
    struct observation_row *rows; /* the devices row first, made by observation_init */
    struct observation_row *last;
    size_t row_count;
    struct str notes;   /* identity_notes so far */
    bool is_container;  /* what SMBIOS says is said of the machine that it runs on */
    int32_t utc_offset; /* of the host's clock, seconds east: how its times are written */
    /* What the system calls this installation, hashed. It has no column, as it only tells clones. */
    struct str machine_id;
};

/* ARENA is borrowed and must outlive the observation. False when memory is out. */
bool observation_init(struct observation *observation, struct arena *arena);
/* TEXT as a cell has it: copied, trimmed and made well-formed (control characters become blanks, malformed bytes
 * U+FFFD; at most 64 KiB). */
struct str observation_text(const struct observation *observation, struct str text);
/* The devices row's cell. The first value stays: later sources of a fact come after better ones. Blank text does
 * nothing. */
void observation_set(struct observation *observation, unsigned devices_column, struct str text);
struct str observation_get(const struct observation *observation, unsigned devices_column);
/* Blanks the cell again. */
void observation_clear(struct observation *observation, unsigned devices_column);
/* A new row of another table; NULL when memory is out or the bound of rows (1,000,000) is reached. Cells set through
 * observation_cell. */
struct observation_row *observation_add(struct observation *observation, enum table_id table);
void observation_cell(struct observation *observation, struct observation_row *row, unsigned column, struct str text);
/* The same for a list: the texts with ; between them. */
void observation_cell_list(struct observation *observation, struct observation_row *row, unsigned column,
                           const struct str *texts, size_t count);
/* Takes out all rows of a table other than devices; how many there were. */
size_t observation_drop(struct observation *observation, enum table_id table);
/* Adds to the notes, separated by ;, unless it is there. */
void observation_note(struct observation *observation, struct str text);
/* observation_set for numbers (more than 10^15 is no fact of a machine: it does nothing), for counts, of which 0 stands
 * for unknown, and for instants given in seconds since 1970. */
void observation_set_number(struct observation *observation, unsigned devices_column, uint64_t number);
void observation_set_count(struct observation *observation, unsigned devices_column, uint64_t count);
void observation_set_instant(struct observation *observation, unsigned devices_column, int64_t seconds);
/* An instant as a cell's text, in the host's offset; empty when out of range. */
struct str observation_instant(const struct observation *observation, int64_t seconds);
