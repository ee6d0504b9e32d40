#include "scanner/collect/windows/rows.h"

#include "base/calendar.h"
#include "scanner/collect/fields.h"

#include <inttypes.h>

#define NAME        "section"
#define DENIED_MAX  64
#define MATCH_MAX   4096 /* rows that are looked through for each of another class */
#define CIM_LENGTH  25   /* 20270331090000.000000+540 */
#define CIM_NUMBERS 6

static bool is_object(const struct json_node *node) {
    struct str key;
    const struct json_node *value;

    return json_member(node, 0, &key, &value);
}

bool windows_is_readable(struct str body) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;

    return json_parse(body, NAME, &document, NULL) == ERR_OK && is_object(json_root(document));
}

static void note_denied(const struct json_document *document, struct observation *observation) {
    const struct json_node *denied = windows_rows(document, "denied");

    for (size_t i = 0; i < json_length(denied) && i < DENIED_MAX; i++) {
        struct str what = json_text(json_at(denied, i));
        if (!str_is_empty(what)) {
            observation_note(observation, arena_printf(observation->arena, "%.*s needs privilege", STR_FMT(what)));
        }
    }
}

struct json_document *windows_open(struct str body, struct observation *observation) {
    struct json_document *document = NULL;

    if (json_parse(body, NAME, &document, NULL) != ERR_OK) {
        return NULL;
    }
    note_denied(document, observation);
    return document;
}

const struct json_node *windows_rows(const struct json_document *document, const char *name) {
    return json_get(json_root(document), name);
}

const struct json_node *windows_first(const struct json_document *document, const char *name) {
    return json_at(windows_rows(document, name), 0);
}

struct str windows_text(const struct observation *observation, const struct json_node *row, const char *name) {
    const struct json_node *value = json_get(row, name);
    int64_t number;

    if (json_to_integer(value, &number)) {
        return arena_printf(observation->arena, "%" PRId64, number);
    }
    return arena_dup(observation->arena, str_trim(json_text(value)));
}

bool windows_number(const struct json_node *row, const char *name, uint64_t *ret_number) {
    const struct json_node *value = json_get(row, name);
    int64_t number;

    if (json_to_integer(value, &number)) {
        if (number >= 0) {
            *ret_number = (uint64_t)number;
        }
        return number >= 0;
    }
    return str_to_u64(str_trim(json_text(value)), ret_number);
}

/* "20270331090000.000000+540": local time, and its minutes east of UTC. */
static bool read_cim(struct str text, int64_t *ret_seconds) {
    static const unsigned char lengths[CIM_NUMBERS] = {4, 2, 2, 2, 2, 2};
    uint64_t numbers[CIM_NUMBERS], zone;
    struct date date;
    size_t at = 0;

    if (text.n != CIM_LENGTH || text.p[14] != '.' || (text.p[21] != '+' && text.p[21] != '-') ||
        !str_to_u64(str_sub(text, 22, SIZE_MAX), &zone)) {
        return false;
    }
    for (size_t i = 0; i < CIM_NUMBERS; at += lengths[i++]) {
        if (!str_to_u64(str_sub(text, at, lengths[i]), &numbers[i])) {
            return false;
        }
    }
    if (!date_from_civil((struct civil){(int)numbers[0], (int)numbers[1], (int)numbers[2]}, &date) || numbers[3] > 23 ||
        numbers[4] > 59 || numbers[5] > 59) {
        return false;
    }
    *ret_seconds = (int64_t)date.days * 86400 + (int64_t)(numbers[3] * 3600 + numbers[4] * 60 + numbers[5]) -
                   (int64_t)zone * (text.p[21] == '-' ? -60 : 60);
    return true;
}

bool windows_instant(const struct json_node *row, const char *name, int64_t *ret_seconds) {
    struct str text = str_trim(json_text(json_get(row, name)));
    char digits[STR_I64_SIZE];
    struct instant instant;

    if (!instant_read(text, &instant) && !read_cim(text, &instant.seconds)) {
        return false;
    }
    return fields_epoch(str_format_i64(instant.seconds, digits), ret_seconds);
}

const struct json_node *windows_match(const struct json_document *document, const char *class_name,
                                      const struct json_node *of, const char *name) {
    const struct json_node *rows = windows_rows(document, class_name);
    uint64_t wanted, found;

    for (size_t i = 0; windows_number(of, name, &wanted) && i < json_length(rows) && i < MATCH_MAX; i++) {
        if (windows_number(json_at(rows, i), name, &found) && found == wanted) {
            return json_at(rows, i);
        }
    }
    return NULL;
}
