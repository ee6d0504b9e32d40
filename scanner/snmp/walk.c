#include "scanner/snmp/walk.h"

#define SIZE_FIRST     24  /* fits a packet that is not cut into pieces */
#define SIZE_CAREFUL   12  /* after silence */
#define SIZE_MAX_ASKED 240 /* some 10 kB */

bool snmp_walk_begin(struct snmp_walk *walk, const struct snmp_table *table) {
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid entry;

    *walk = (struct snmp_walk){.table = table, .size = SIZE_FIRST, .size_max = SIZE_MAX_ASKED};
    if (!snmp_oid_read(str_from(table->entry), ids, &entry) || entry.n >= SNMP_OID_MAX) {
        return false;
    }
    do {
        struct walk_column *column = &walk->columns[walk->column_count];
        unsigned number = table->columns[walk->column_count];
        memcpy(column->cursor, ids, entry.n * sizeof *ids);
        column->cursor[entry.n] = number;
        column->cursor_length = column->prefix_length = entry.n + (number != 0);
        walk->column_count++;
    } while (walk->column_count < SNMP_COLUMNS_MAX && table->columns[walk->column_count]);
    return true;
}

void snmp_walk_fail(struct snmp_walk *walk, const char *why) {
    if (!walk->failure) {
        walk->failure = why;
    }
}

static struct snmp_oid cursor_of(const struct walk_column *column) {
    return (struct snmp_oid){column->cursor, column->cursor_length};
}

/* At least one: no more columns are asked for than the size says. */
static unsigned repetitions(const struct snmp_walk *walk) {
    return walk->size / (unsigned)walk->asked_count;
}

size_t snmp_walk_next(struct snmp_walk *walk, struct snmp_oid ret_oids[SNMP_COLUMNS_MAX], unsigned *ret_repetitions) {
    walk->asked_count = walk->taken = 0;
    for (size_t i = 0; i < walk->column_count && walk->asked_count < walk->size && !walk->failure; i++) {
        if (!walk->columns[i].has_ended) {
            ret_oids[walk->asked_count] = cursor_of(&walk->columns[i]);
            walk->asked[walk->asked_count++] = i;
        }
    }
    if (walk->asked_count) {
        *ret_repetitions = repetitions(walk);
    }
    return walk->asked_count;
}

static uint32_t rows_max(const struct snmp_walk *walk) {
    return walk->table->rows_max ? walk->table->rows_max : SNMP_ROWS_DEFAULT;
}

/* Identifiers must grow, and the values of a column are of one type. */
static bool is_in_order(struct snmp_walk *walk, const struct walk_column *column,
                        const struct snmp_variable *variable) {
    int order = snmp_oid_cmp(variable->oid, cursor_of(column));

    if (order == 0) {
        snmp_walk_fail(walk, "the same row came again");
    } else if (order < 0) {
        snmp_walk_fail(walk, "rows went back");
    }
    return order > 0;
}

static bool is_in_column(const struct walk_column *column, struct snmp_oid oid) {
    return snmp_oid_starts_with(oid, (struct snmp_oid){column->cursor, column->prefix_length});
}

static void move_cursor(struct walk_column *column, const struct snmp_variable *variable) {
    memcpy(column->cursor, variable->oid.ids, variable->oid.n * sizeof *column->cursor);
    column->cursor_length = variable->oid.n;
}

/* A whole subtree has objects of all types; a column has one. */
static bool has_one_type(struct snmp_walk *walk, struct walk_column *column, enum snmp_type type) {
    if (!column->has_type) {
        column->type = type;
        column->has_type = true;
    } else if (column->type != type && walk->table->columns[0]) {
        snmp_walk_fail(walk, "a column had values of several types");
    }
    return !walk->failure;
}

/* What has no value that can be kept is a row as well. */
static bool take_row(struct snmp_walk *walk, struct walk_column *column, const struct snmp_variable *variable) {
    if (!is_in_order(walk, column, variable)) {
        return false;
    }
    if (column->rows == rows_max(walk)) {
        snmp_walk_fail(walk, "there were more rows than are read");
        return false;
    }
    move_cursor(column, variable);
    column->rows++;
    return true;
}

/* Columns take turns in an answer; one that has left its table may go on elsewhere until the answer ends. */
bool snmp_walk_take(struct snmp_walk *walk, const struct snmp_variable *variable, enum snmp_exception exception) {
    struct walk_column *column;

    if (!walk->asked_count || walk->failure) {
        return false;
    }
    column = &walk->columns[walk->asked[walk->taken++ % walk->asked_count]];
    if (column->has_ended) {
        return false;
    }
    if (exception == SNMP_END_OF_VIEW || exception == SNMP_NO_SUCH_OBJECT) {
        column->has_ended = true;
        return false;
    }
    if (!is_in_column(column, variable->oid)) {
        column->has_ended = true;
        (void)is_in_order(walk, column, variable);
        return false;
    }
    return take_row(walk, column, variable) && exception == SNMP_VALUE && has_one_type(walk, column, variable->type);
}

unsigned snmp_walk_column(const struct snmp_walk *walk) {
    return walk->taken ? (unsigned)walk->asked[(walk->taken - 1) % walk->asked_count] : 0;
}

/* A full answer asks for a larger one; an agent that cuts its answers short, be it within the first row (RFC 3416,
 * 4.2.3), knows its limit itself. */
void snmp_walk_reply_done(struct snmp_walk *walk) {
    size_t wanted = walk->asked_count * repetitions(walk);

    if (walk->taken == 0) {
        snmp_walk_fail(walk, "an answer was empty");
    } else if (walk->taken >= wanted && walk->size < walk->size_max) {
        walk->size = 2 * walk->size < walk->size_max ? 2 * walk->size : walk->size_max;
    }
}

bool snmp_walk_shrink(struct snmp_walk *walk) {
    if (walk->size <= 1) {
        return false;
    }
    walk->size_max = walk->size /= 2;
    return true;
}

void snmp_walk_shrink_most(struct snmp_walk *walk) {
    walk->size = 1;
    walk->size_max = SIZE_CAREFUL;
}

void snmp_walk_end_column(struct snmp_walk *walk, unsigned place) {
    if (place > walk->asked_count) {
        snmp_walk_fail(walk, "the agent answered with an error");
    }
    for (size_t i = 0; i < walk->asked_count; i++) {
        if (place == 0 || place == i + 1) {
            walk->columns[walk->asked[i]].has_ended = true;
        }
    }
}
