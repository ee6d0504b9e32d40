#include "licenses/people.h"

#include "base/intern.h"
#include "inventory/person_names.h"
#include "inventory/row_cells.h"
#include "licenses/person_pairs.h"
#include "licenses/row_place.h"

#include <stdlib.h>

/* Ways in which a name is entered: the letter before it keeps them apart. */
enum name_kind {
    NAME_ID = '#',       /* a user_id */
    NAME_ID_LOGIN = '@', /* without its domain */
    NAME_ACCOUNT = '%',
    NAME_FOLDED = '=', /* a name */
    NAME_WRITTEN = '"',
    NAME_LOGIN = '~', /* ids and accounts, for who may be one */
};

enum { SEVERAL = PERSON_NONE - 1 };

struct people {
    struct arena *arena;
    struct person *items;
    uint32_t *first; /* of those with the same id */
    uint32_t count;
    struct intern *names;
    uint32_t *owners; /* by name: a person, PERSON_NONE, SEVERAL */
    uint32_t capacity;
    struct person_pair *pairs;
    size_t pair_count;
};

/* People while they are read. */
struct people_reader {
    const struct table *table;
    struct row_reader *row;
    struct people *people;
    struct buffer marks; /* struct person_mark */
    struct buffer name, folded;
};

static void reader_done(struct people_reader *reader) {
    row_reader_free(reader->row);
    buffer_done(&reader->marks);
    buffer_done(&reader->name);
    buffer_done(&reader->folded);
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

static struct str kind_name(enum name_kind kind, struct str text, struct buffer *name) {
    buffer_reset(name);
    buffer_append_char(name, (char)kind);
    buffer_append(name, text);
    return buffer_view(name);
}

static bool make_room(struct people *people, uint32_t number) {
    if (number < people->capacity) {
        return true;
    }
    uint32_t capacity = people->capacity ? people->capacity * 2 : 256;
    uint32_t *grown = reallocarray(people->owners, capacity, sizeof *grown);
    if (!grown) {
        return false;
    }
    people->owners = grown;
    people->capacity = capacity;
    return true;
}

/* The person goes by the name; its number goes to *RET_NUMBER. */
static enum err_code add_name(struct people_reader *reader, enum name_kind kind, struct str text, uint32_t person,
                              uint32_t *ret_number, struct err *err) {
    struct people *people = reader->people;
    uint32_t known = intern_count(people->names);
    uint32_t number = intern_add(people->names, kind_name(kind, text, &reader->name));

    if (number == INTERN_NONE || reader->name.failed || !make_room(people, number)) {
        return err_no_memory(err);
    }
    if (number == known) {
        people->owners[number] = PERSON_NONE;
    }
    uint32_t *owner = &people->owners[number];
    *owner = *owner == PERSON_NONE || *owner == person ? person : SEVERAL;
    *ret_number = number;
    return ERR_OK;
}

static enum err_code add_mark(struct people_reader *reader, enum name_kind kind, struct str text, uint32_t person,
                              struct str written, struct err *err) {
    struct person_mark mark = {.person = person, .written = written};
    enum err_code code = add_name(reader, kind, text, person, &mark.key, err);

    if (!code) {
        buffer_append(&reader->marks, (struct str){(const char *)&mark, sizeof mark});
        code = reader->marks.failed ? err_no_memory(err) : ERR_OK;
    }
    return code;
}

static enum err_code add_id(struct people_reader *reader, uint32_t person, struct str written, struct err *err) {
    struct str folded = buffer_view(&reader->folded), login = person_name_login(folded);
    uint32_t number;
    enum err_code code = add_name(reader, NAME_ID, folded, person, &number, err);

    code = code ? code : add_name(reader, NAME_ID_LOGIN, login, person, &number, err);
    return code ? code : add_mark(reader, NAME_LOGIN, login, person, written, err);
}

static enum err_code add_account(struct people_reader *reader, uint32_t person, struct str written, struct err *err) {
    struct str login = person_name_login(buffer_view(&reader->folded));
    uint32_t number;
    enum err_code code = add_name(reader, NAME_ACCOUNT, login, person, &number, err);

    return code ? code : add_mark(reader, NAME_LOGIN, login, person, written, err);
}

static enum err_code add_person_name(struct people_reader *reader, uint32_t person, struct str written,
                                     struct err *err) {
    uint32_t number;
    enum err_code code = add_name(reader, NAME_WRITTEN, written, person, &number, err);

    return code ? code : add_mark(reader, NAME_FOLDED, buffer_view(&reader->folded), person, written, err);
}

typedef enum err_code add_name_fn(struct people_reader *reader, uint32_t person, struct str written, struct err *err);

/* Nothing is added for what is no name. */
static enum err_code add_folded(struct people_reader *reader, uint32_t person, struct str written, add_name_fn *add,
                                struct err *err) {
    buffer_reset(&reader->folded);
    if (!person_name_fold(written, &reader->folded)) {
        return reader->folded.failed ? err_no_memory(err) : ERR_OK;
    }
    return add(reader, person, written, err);
}

/* The reader stands on the person's row. */
static enum err_code add_names(struct people_reader *reader, uint32_t number, struct err *err) {
    const struct column_def *column = schema_column(TABLE_PEOPLE, PEOPLE_ACCOUNTS);
    const struct people *people = reader->people;
    uint32_t person = people->first[number];
    struct str rest = arena_dup(people->arena, row_reader_text(reader->row, PEOPLE_ACCOUNTS)), account;
    enum err_code code = add_folded(reader, person, people->items[number].user_id, add_id, err);

    code = code ? code : add_folded(reader, person, people->items[number].name, add_person_name, err);
    while (!code && value_next_part(column, &rest, &account)) {
        code = add_folded(reader, person, account, add_account, err);
    }
    return code;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static struct str text_of(const struct people_reader *reader, unsigned column) {
    return arena_dup(reader->people->arena, row_reader_text(reader->row, column));
}

static void read_person(const struct people_reader *reader, uint32_t row, struct person *person) {
    row_reader_move(reader->row, row);
    struct value administrator = row_reader_value(reader->row, PEOPLE_ADMINISTRATOR);

    *person = (struct person){
        .user_id = text_of(reader, PEOPLE_USER_ID),
        .name = text_of(reader, PEOPLE_USER_NAME),
        .department = text_of(reader, PEOPLE_DEPARTMENT),
        .country = text_of(reader, PEOPLE_COUNTRY),
        .evidence = row_evidence(reader->table, row, reader->people->arena),
        .is_administrator = !administrator.is_set  ? TERM_BLANK
                            : administrator.number ? TERM_YES
                                                   : TERM_NO,
        .left_on = row_reader_date(reader->row, PEOPLE_LEFT_ON),
        .row = row,
    };
}

static enum err_code read_rows(struct people_reader *reader, struct err *err) {
    struct people *people = reader->people;
    struct row_place *places;
    enum err_code code = row_places_find(reader->table, reader->row, PEOPLE_USER_ID, people->arena, &places, err);

    for (uint32_t i = 0; !code && i < people->count; i++) {
        bool is_same = i > 0 && places[i].id.n && str_eq(places[i].id, places[i - 1].id);
        people->first[i] = is_same ? people->first[i - 1] : i;
        read_person(reader, places[i].row, &people->items[i]);
        code = add_names(reader, i, err);
    }
    if (!code) {
        code = row_reader_error(reader->row, err);
    }
    return !code && arena_failed(people->arena) ? err_no_memory(err) : code;
}

static enum err_code read_table(const struct table *table, struct people *people, struct err *err) {
    CLEANUP(reader_done) struct people_reader reader = {.table = table, .people = people};

    people->count = table_rows(table);
    people->items = arena_alloc_array(people->arena, (size_t)people->count + 1, sizeof *people->items);
    people->first = arena_alloc_array(people->arena, (size_t)people->count + 1, sizeof *people->first);
    if (!people->items || !people->first) {
        return err_no_memory(err);
    }
    enum err_code code = row_reader_new(table, &reader.row, err);
    code = code ? code : read_rows(&reader, err);
    if (code) {
        return code;
    }
    size_t count = reader.marks.n / sizeof(struct person_mark);
    struct person_mark *marks = arena_alloc_array(people->arena, count + 1, sizeof *marks);
    if (!marks) {
        return err_no_memory(err);
    }
    memcpy(marks, reader.marks.p ? reader.marks.p : "", reader.marks.n);
    return person_pairs_find(marks, count, people->arena, &people->pairs, &people->pair_count, err);
}

enum err_code people_read(const struct table *table, struct people **ret_people, struct err *err) {
    CLEANUP(people_free_cleanup) struct people *people = calloc(1, sizeof *people);

    if (!people || !(people->arena = arena_new()) || !(people->names = intern_new())) {
        return err_no_memory(err);
    }
    enum err_code code = table ? read_table(table, people, err) : ERR_OK;
    if (!code) {
        *ret_people = TAKE_PTR(people);
    }
    return code;
}

void people_free(struct people *people) {
    if (people) {
        arena_free(people->arena);
        intern_free(people->names);
        free(people->owners);
        free(people);
    }
}

uint32_t people_count(const struct people *people) {
    return people->count;
}

const struct person *people_get(const struct people *people, uint32_t number) {
    return &people->items[number];
}

const struct person_pair *people_perhaps_one(const struct people *people, size_t *ret_count) {
    *ret_count = people->pair_count;
    return people->pairs;
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

/* A name that is looked for. */
struct wanted {
    const struct people *people;
    struct buffer folded, name;
    struct str written, login;
};

static void wanted_done(struct wanted *wanted) {
    buffer_done(&wanted->folded);
    buffer_done(&wanted->name);
}

static bool want(struct wanted *wanted) {
    if (!person_name_fold(wanted->written, &wanted->folded)) {
        return false;
    }
    wanted->login = person_name_login(buffer_view(&wanted->folded));
    return true;
}

/* A person, PERSON_NONE, SEVERAL. */
static uint32_t owner_of(struct wanted *wanted, enum name_kind kind) {
    struct str text = kind == NAME_WRITTEN                     ? wanted->written
                      : kind == NAME_ID || kind == NAME_FOLDED ? buffer_view(&wanted->folded)
                                                               : wanted->login;
    uint32_t number = intern_find(wanted->people->names, kind_name(kind, text, &wanted->name));

    return number == INTERN_NONE || wanted->name.failed ? PERSON_NONE : wanted->people->owners[number];
}

/* By the first kind of which there is anybody. */
static uint32_t find(const struct people *people, struct str text, const enum name_kind *kinds, size_t count) {
    CLEANUP(wanted_done) struct wanted wanted = {.people = people, .written = text};
    uint32_t owner = PERSON_NONE;

    if (!want(&wanted)) {
        return PERSON_NONE;
    }
    for (size_t i = 0; i < count && owner == PERSON_NONE; i++) {
        owner = owner_of(&wanted, kinds[i]);
        if (owner == SEVERAL && kinds[i] == NAME_FOLDED) {
            owner = owner_of(&wanted, NAME_WRITTEN);
        }
    }
    return owner == SEVERAL ? PERSON_NONE : owner;
}

uint32_t people_find(const struct people *people, struct str id_or_account) {
    static const enum name_kind kinds[] = {NAME_ID, NAME_ACCOUNT, NAME_ID_LOGIN, NAME_FOLDED};

    return find(people, id_or_account, kinds, ARRAY_LEN(kinds));
}

uint32_t people_find_account(const struct people *people, struct str account) {
    static const enum name_kind kinds[] = {NAME_ACCOUNT, NAME_ID, NAME_ID_LOGIN};

    return find(people, account, kinds, ARRAY_LEN(kinds));
}
