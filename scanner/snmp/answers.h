#pragma once
/* What an SNMP agent answered: its variables, in the order of their identifiers, and for each table that was asked
 * whether it came whole. First they are added, in any order, then finished, then looked up. Collectors look into it
 * and nothing else, so that they can be tried on recordings. One thread at a time; everything it hands out lives as
 * long as it does.
 *
 * Objects and tables are named by dotted numbers: MIB2 "1.1.0" is sysDescr.0. */

#include "scanner/snmp/oid.h"

#define MIB2       "1.3.6.1.2.1."
#define ENTERPRISE "1.3.6.1.4.1."

enum snmp_type {
    SNMP_TYPE_INTEGER,  /* number */
    SNMP_TYPE_UNSIGNED, /* number: Counter32, Gauge32, Counter64 */
    SNMP_TYPE_TICKS,    /* number: hundredths of a second */
    SNMP_TYPE_BYTES,    /* bytes: OCTET STRING, Opaque, BITS */
    SNMP_TYPE_ADDRESS,  /* bytes: IpAddress, four of them */
    SNMP_TYPE_OID,      /* identifier */
};

/* What stands in the place of a value. */
enum snmp_exception { SNMP_VALUE, SNMP_NO_SUCH_OBJECT, SNMP_END_OF_VIEW, SNMP_UNKNOWN_TYPE };

struct snmp_variable {
    struct snmp_oid oid;
    enum snmp_type type;
    int64_t number;             /* Counter64 past 2^63 - 1 stands as that */
    struct str bytes;           /* as they came */
    struct snmp_oid identifier; /* the value, where it is one */
    unsigned stream;            /* the answers' own */
};

#define SNMP_PLAN_MAX     1024
#define SNMP_COLUMNS_MAX  16
#define SNMP_ROWS_DEFAULT 65536

/* A conceptual table, or the part of it that is wanted. */
struct snmp_table {
    const char *entry; /* dotted: of the entry object, which columns stand under */
    unsigned char
        columns[SNMP_COLUMNS_MAX]; /* their numbers, ascending, 0 at the end; none: whatever stands under entry */
    uint32_t rows_max;             /* more are not read; 0: SNMP_ROWS_DEFAULT */
};

struct snmp_answers;
/* BYTES_MAX bounds what it takes of memory. NULL when memory is out. */
struct snmp_answers *snmp_answers_new(size_t bytes_max);
void snmp_answers_free(struct snmp_answers *answers);
DEFINE_CLEANUP(snmp_answers, snmp_answers_free)
/* A new stream: variables that are added to one, in their order, are cheap to bring into the order of all. Any number
 * may be taken for several; 0 is there from the beginning. */
unsigned snmp_answers_stream(struct snmp_answers *answers);
/* Copies the variable. False when memory, or what it may take of it, is out. */
bool snmp_answers_add(struct snmp_answers *answers, unsigned stream, const struct snmp_variable *variable);
/* The table did not come whole, and why, in fixed English words. ENTRY is borrowed. */
void snmp_answers_fail(struct snmp_answers *answers, const char *entry, const char *why);
/* Brings them in order; of two for one object that of the stream that was begun first stays, of two of one stream the
 * first. May be called again after more were added, which have streams of their own. */
void snmp_answers_finish(struct snmp_answers *answers);

size_t snmp_answers_count(const struct snmp_answers *answers);
const struct snmp_variable *snmp_answers_at(const struct snmp_answers *answers, size_t place);
/* NULL when there is none. */
const struct snmp_variable *snmp_answers_get(const struct snmp_answers *answers, const char *object);
/* The first one under the object, itself included; NULL when there is none. */
const struct snmp_variable *snmp_answers_first(const struct snmp_answers *answers, const char *object);
/* The place of the first that is not before the object. */
size_t snmp_answers_place(const struct snmp_answers *answers, struct snmp_oid oid);
/* Why the table did not come whole; NULL when it did. */
const char *snmp_answers_failure(const struct snmp_answers *answers, const char *entry);
/* The failure at the place, in the order of snmp_answers_fail; false behind the last. */
bool snmp_answers_failure_at(const struct snmp_answers *answers, size_t place, const char **ret_entry,
                             const char **ret_why);
/* Bytes of memory taken. */
size_t snmp_answers_footprint(const struct snmp_answers *answers);

/* --- rows of a table, in the order of their indices --- */

struct snmp_row {
    struct snmp_oid index;                               /* what stands behind the column's number */
    const struct snmp_variable *cells[SNMP_COLUMNS_MAX]; /* in the order of table->columns; NULL: not there */
};

struct snmp_rows {
    const struct snmp_answers *answers;
    size_t column_count, entry_length;
    size_t places[SNMP_COLUMNS_MAX], ends[SNMP_COLUMNS_MAX];
};

/* TABLE must name its columns. */
void snmp_rows_begin(struct snmp_rows *rows, const struct snmp_answers *answers, const struct snmp_table *table);
bool snmp_rows_next(struct snmp_rows *rows, struct snmp_row *ret_row);
/* The next one whose index has LENGTH numbers: others are no rows of the table. */
bool snmp_rows_next_of(struct snmp_rows *rows, size_t length, struct snmp_row *ret_row);
/* How many rows there are, SNMP_ROWS_DEFAULT at the most. TABLE must name its columns. */
size_t snmp_rows_count(const struct snmp_answers *answers, const struct snmp_table *table);

/* A table whose rows have the index of another one's rows, with more behind it or not, read side by side with that. */
struct snmp_side {
    struct snmp_rows rows;
    struct snmp_row row; /* the next one */
    bool has_row;
};
/* TABLE must name its columns. */
void snmp_side_begin(struct snmp_side *side, const struct snmp_answers *answers, const struct snmp_table *table);
/* Takes the next row at or under the index, which must never be before the one of the last call; those before it are
 * passed over. False when there is none. */
bool snmp_side_next(struct snmp_side *side, struct snmp_oid index, struct snmp_row *ret_row);
