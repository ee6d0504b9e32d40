#include "reconciler/changes.h"

#include "base/intern.h"
#include "inventory/heading.h"
#include "pairing/asset_names.h"
#include "pairing/device_numbers.h"
#include "products/change_title.h"
#include "reconciler/change_result.h"

#include <stdlib.h>

/* Of the changes of one thing no more are looked at than so many, the last ones. */
enum { CHANGES_COMPARED_MAX = 256 };

/* A change under what it can be asked for by: of software, whose titles have several forms, it has several. */
struct entry {
    uint32_t machine;
    uint32_t kind;   /* enum entry_kind */
    uint32_t number; /* the column, or the number of the title or product */
    uint32_t age;    /* later ones have less */
    uint32_t change;
};

enum entry_kind { BY_COLUMN, BY_EXACT, BY_STEM, BY_PRODUCT, ENTRY_KIND_COUNT };

struct changes {
    struct arena *arena;
    const struct table *table;
    struct change_row *rows;
    struct change *items;
    uint32_t count;
    struct entry *entries;
    size_t entry_count;
    uint32_t assets; /* rows of the ledger's devices */
    struct date observed_on;
};

void changes_free(struct changes *changes) {
    if (changes) {
        arena_free(changes->arena);
        free(changes);
    }
}

uint32_t changes_count(const struct changes *changes) {
    return changes->count;
}

const struct change *changes_get(const struct changes *changes, uint32_t number) {
    return &changes->items[number];
}

const struct table *changes_table(const struct changes *changes) {
    return changes->table;
}

uint32_t changes_machine(const struct changes *changes, uint32_t asset, uint32_t device) {
    if (asset != PAIRING_NONE) {
        return asset;
    }
    return device < CHANGE_NO_MACHINE - changes->assets ? changes->assets + device : CHANGE_NO_MACHINE;
}

/* --- targets ---------------------------------------------------------------------------------------------------------
 */

struct targets {
    const struct changes_input *input;
    const struct changes *changes;
    struct asset_names *assets;  /* NULL: no such table */
    struct asset_names *devices; /* by what they call themselves */
    struct intern *device_ids;   /* pairing/device_numbers.h */
};

static void targets_done(struct targets *targets) {
    asset_names_free(targets->assets);
    asset_names_free(targets->devices);
    intern_free(targets->device_ids);
}

static enum err_code targets_init(struct targets *targets, struct err *err) {
    const struct changes_input *input = targets->input;
    enum err_code code = input->assets ? asset_names_build(input->assets, &targets->assets, err) : ERR_OK;

    if (code == ERR_OK && input->devices) {
        code = asset_names_build(input->devices, &targets->devices, err);
    }
    return code == ERR_OK && input->devices ? device_numbers_read(input->devices, &targets->device_ids, err) : code;
}

static uint32_t machine_of_target(const struct targets *targets, struct str target) {
    uint32_t asset = targets->assets ? asset_names_find(targets->assets, target) : PAIRING_NONE;

    if (asset != PAIRING_NONE) {
        return asset;
    }
    const struct pairing *pairing = targets->input->pairing;
    uint32_t device = device_numbers_find(targets->device_ids, target);
    if (device != UINT32_MAX) {
        return changes_machine(targets->changes, pairing_asset(pairing, device), device);
    }
    device = targets->devices ? asset_names_find(targets->devices, target) : PAIRING_NONE;
    bool is_claimed = device == PAIRING_NONE || pairing_asset(pairing, device) != PAIRING_NONE;
    return is_claimed ? CHANGE_NO_MACHINE : changes_machine(targets->changes, PAIRING_NONE, device);
}

/* --- fields ----------------------------------------------------------------------------------------------------------
 */

/* The field says ソフトウェア, and the product stands before its version. */
static void read_generic_field(const struct titles *titles, struct change_row *row, struct change *change) {
    const struct str texts[] = {row->after, row->before};

    for (size_t i = 0; change->subject == CHANGE_OF_NOTHING && i < ARRAY_LEN(texts); i++) {
        struct str product = change_title_in(texts[i]);
        struct title title = titles_find(titles, product);
        if (!str_is_empty(product) && titles_is_known(titles, title)) {
            change->subject = CHANGE_OF_SOFTWARE;
            change->title = title;
            row->field = product;
        }
    }
}

/* What a text in the field's column is. A register of many rows has few of them. */
struct field {
    enum change_subject subject;
    unsigned column;
    struct title title;
    bool is_generic; /* it says ソフトウェア, and the row what of it */
};

struct fields {
    const struct titles *titles;
    struct intern *texts;
    struct field *items;
    uint32_t capacity;
};

static struct field field_read(const struct titles *titles, struct str text) {
    struct heading heading = heading_read(TABLE_DEVICES, text);
    struct field field = {.subject = CHANGE_OF_NOTHING};

    if (heading.fit == HEADING_FITS) {
        field.subject = CHANGE_OF_COLUMN;
        field.column = heading.column;
        return field;
    }
    if (heading.fit == HEADING_UNKNOWN) {
        field.title = titles_find(titles, text);
        field.subject = titles_is_known(titles, field.title) ? CHANGE_OF_SOFTWARE : CHANGE_OF_NOTHING;
    }
    field.is_generic = field.subject == CHANGE_OF_NOTHING && change_field_is_software(text);
    return field;
}

/* NULL when memory is out. */
static const struct field *find_field(struct fields *fields, struct arena *arena, struct str text) {
    uint32_t known = intern_count(fields->texts), number = intern_add(fields->texts, text);

    if (number == known) {
        struct field *items = arena_grow(arena, fields->items, known, 1, &fields->capacity, sizeof *items);
        if (!items) {
            return NULL;
        }
        fields->items = items;
        items[number] = field_read(fields->titles, text);
    }
    return number == INTERN_NONE ? NULL : &fields->items[number];
}

static enum err_code read_change(struct fields *fields, struct arena *arena, struct change_row *row,
                                 struct change *change, struct err *err) {
    const struct field *field = str_is_empty(row->field) ? &(struct field){.subject = CHANGE_OF_NOTHING}
                                                         : find_field(fields, arena, row->field);

    if (!field) {
        return err_no_memory(err);
    }
    change->subject = field->subject;
    change->column = field->column;
    change->title = field->title;
    if (field->is_generic) {
        read_generic_field(fields->titles, row, change);
    }
    if (change->subject == CHANGE_OF_SOFTWARE) {
        change_software_read(row);
    }
    return ERR_OK;
}

/* --- finding them ----------------------------------------------------------------------------------------------------
 */

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    const uint32_t of_a[] = {a->machine, a->kind, a->number, a->age, a->change};
    const uint32_t of_b[] = {b->machine, b->kind, b->number, b->age, b->change};

    for (size_t i = 0; i < ARRAY_LEN(of_a); i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* The number by which something is asked for; INTERN_NONE where it has none of that kind. */
static uint32_t number_of(enum entry_kind kind, enum change_subject subject, unsigned column, struct title title) {
    const uint32_t numbers[ENTRY_KIND_COUNT] = {
        [BY_COLUMN] = subject == CHANGE_OF_COLUMN ? column : INTERN_NONE,
        [BY_EXACT] = subject == CHANGE_OF_SOFTWARE ? title.exact : INTERN_NONE,
        [BY_STEM] = subject == CHANGE_OF_SOFTWARE ? title.stem : INTERN_NONE,
        [BY_PRODUCT] = subject == CHANGE_OF_SOFTWARE && title.product ? title.product : INTERN_NONE,
    };
    return numbers[kind];
}

static void index_change(struct changes *changes, uint32_t number) {
    const struct change *change = &changes->items[number];

    for (enum entry_kind kind = 0; kind < ENTRY_KIND_COUNT && change->machine != CHANGE_NO_MACHINE; kind++) {
        uint32_t key = number_of(kind, change->subject, change->column, change->title);
        if (key != INTERN_NONE) {
            uint32_t age = UINT32_MAX - ((uint32_t)change->row->applied_on.days ^ 0x80000000U);
            changes->entries[changes->entry_count++] = (struct entry){change->machine, kind, key, age, number};
        }
    }
}

static size_t first_entry(const struct changes *changes, struct entry wanted) {
    size_t low = 0, high = changes->entry_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_entries(&changes->entries[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* --- judging one change ----------------------------------------------------------------------------------------------
 */

/* The column that would have to be filled in; CHANGES_COLUMN_COUNT when none has. */
static enum changes_column missing_fact(const struct change_row *row, enum change_agreement agreement) {
    const struct {
        bool is_missing;
        enum changes_column column;
    } facts[] = {
        {!row->has_approval, CHANGES_APPROVAL},
        {!date_is_set(row->approved_on), CHANGES_APPROVED_ON},
        {!date_is_set(row->applied_on), CHANGES_APPLIED_ON},
        {agreement == CHANGE_SAYS_NOTHING, CHANGES_AFTER},
    };
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        if (facts[i].is_missing) {
            return facts[i].column;
        }
    }
    return CHANGES_COLUMN_COUNT;
}

/* DATE_NONE is before all days: a date that is not known is in nobody's way. */
static enum change_verdict judge(const struct changes *changes, const struct change_row *row,
                                 enum change_agreement agreement) {
    struct date last = date_is_set(row->applied_on) ? row->applied_on : changes->observed_on;

    if (agreement == CHANGE_DISAGREES) {
        return CHANGE_OTHER;
    }
    if (row->has_approval && row->approval != APPROVAL_APPROVED) {
        return row->approval == APPROVAL_REJECTED ? CHANGE_REJECTED : CHANGE_PENDING;
    }
    if (row->applied_on.days > changes->observed_on.days) {
        return CHANGE_NOT_YET;
    }
    if (row->approved_on.days > last.days) {
        return CHANGE_LATE;
    }
    return missing_fact(row, agreement) == CHANGES_COLUMN_COUNT ? CHANGE_EXPLAINS : CHANGE_INCOMPLETE;
}

bool change_is_due(const struct changes *changes, const struct change *change) {
    const struct change_row *row = change->row;

    return row->has_approval && row->approval == APPROVAL_APPROVED && date_is_set(row->applied_on) &&
           row->applied_on.days <= changes->observed_on.days;
}

/* What is shown of it, so that the order of rows plays no part. */
static int compare_shown(const struct change_row *a, const struct change_row *b) {
    if (a->applied_on.days != b->applied_on.days) {
        return a->applied_on.days > b->applied_on.days ? -1 : 1;
    }
    int order = str_cmp(a->id, b->id);
    return order ? order : str_cmp(a->after, b->after);
}

struct change_answer change_answer_better(struct change_answer a, struct change_answer b) {
    if (a.verdict != b.verdict || !a.change) {
        return a.verdict > b.verdict ? a : b;
    }
    int order = compare_shown(a.change->row, b.change->row);
    return order < 0 || (order == 0 && a.missing <= b.missing) ? a : b;
}

/* A change that was applied, and has as its result what was there before. */
static bool leads_back(const struct changes *changes, const struct change_question *question,
                       const struct change *change, enum change_agreement agreement) {
    return question->opposite && agreement == CHANGE_DISAGREES && change_is_due(changes, change) &&
           question->agrees(question->opposite, change->row) == CHANGE_AGREES;
}

/* What is observed is what it says, and yet what was there before is what a change says that was applied later:
 * somebody has gone back. */
static void supersede(struct change_answer *answer, struct date last_back) {
    if (answer->verdict == CHANGE_EXPLAINS && answer->change->row->applied_on.days < last_back.days) {
        answer->verdict = CHANGE_SUPERSEDED;
    }
}

/* Changes come with the last one first: behind one that explains there is none that is better, nor one that leads back
 * from it. */
static bool is_settled(const struct change_answer *best, const struct change *next) {
    return best->verdict == CHANGE_EXPLAINS && next->row->applied_on.days < best->change->row->applied_on.days;
}

struct change_answer changes_ask(const struct changes *changes, const struct change_question *question) {
    struct change_answer best = {CHANGE_NONE, NULL, CHANGES_COLUMN_COUNT};
    struct date last_back = DATE_NONE;

    for (enum entry_kind kind = 0; kind < ENTRY_KIND_COUNT; kind++) {
        uint32_t number = number_of(kind, question->subject, question->column, question->title);
        struct entry wanted = {question->machine, kind, number, 0, 0};
        size_t first = first_entry(changes, wanted), end = first + CHANGES_COMPARED_MAX;
        for (size_t i = first; number != INTERN_NONE && i < changes->entry_count && i < end; i++) {
            const struct entry *entry = &changes->entries[i];
            if (entry->machine != wanted.machine || entry->kind != kind || entry->number != number) {
                break;
            }
            const struct change *change = &changes->items[entry->change];
            if (is_settled(&best, change)) {
                break;
            }
            enum change_agreement agreement = question->agrees(question->context, change->row);
            best = change_answer_better(best, (struct change_answer){judge(changes, change->row, agreement), change,
                                                                     missing_fact(change->row, agreement)});
            if (leads_back(changes, question, change, agreement)) {
                last_back = change->row->applied_on.days > last_back.days ? change->row->applied_on : last_back;
            }
        }
    }
    supersede(&best, last_back);
    return best;
}

/* --- building --------------------------------------------------------------------------------------------------------
 */

static enum err_code build(struct changes *changes, const struct changes_input *input, struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *texts = intern_new_within(table_budget(input->table));
    struct targets targets = {.input = input, .changes = changes};
    struct fields fields = {.titles = input->titles, .texts = texts};
    size_t room = (size_t)changes->count + 1;

    changes->items = arena_alloc_array(changes->arena, room, sizeof *changes->items);
    changes->entries = arena_alloc_array(changes->arena, room, ENTRY_KIND_COUNT * sizeof *changes->entries);
    if (!texts || !changes->items || !changes->entries) {
        return err_no_memory(err);
    }
    enum err_code code = targets_init(&targets, err);
    for (uint32_t i = 0; code == ERR_OK && i < changes->count; i++) {
        struct change *change = &changes->items[i];
        change->row = &changes->rows[i];
        change->machine = machine_of_target(&targets, change->row->target);
        code = read_change(&fields, changes->arena, &changes->rows[i], change, err);
        index_change(changes, i);
    }
    if (code == ERR_OK) {
        qsort(changes->entries, changes->entry_count, sizeof *changes->entries, compare_entries);
    }
    targets_done(&targets);
    return code;
}

enum err_code changes_build(const struct changes_input *input, struct changes **ret_changes, struct err *err) {
    CLEANUP(changes_free_cleanup) struct changes *changes = calloc(1, sizeof *changes);

    if (!changes || !(changes->arena = arena_new_within(table_budget(input->table)))) {
        return err_no_memory(err);
    }
    changes->table = input->table;
    changes->count = table_rows(input->table);
    changes->assets = input->assets ? table_rows(input->assets) : 0;
    changes->observed_on = input->observed_on;
    enum err_code code = change_rows_read(input->table, changes->arena, &changes->rows, err);
    if (code == ERR_OK) {
        code = build(changes, input, err);
    }
    if (code == ERR_OK) {
        *ret_changes = TAKE_PTR(changes);
    }
    return code;
}
