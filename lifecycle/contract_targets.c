#include "lifecycle/contract_targets.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/reference_key.h"
#include "inventory/words.h"
#include "lifecycle/contract_products.h"

#include <stdlib.h>

/* --- what a text means ----------------------------------------------------------------------------------------------
 */

/* Kinds of devices that a text speaks of: サーバ一式 is for servers; one without such a word may be for any. */
static uint32_t device_kinds_in(struct str folded) {
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_KIND);
    struct str groups = str_from(column->words), group, word;
    uint32_t kinds = 0;

    for (unsigned kind = 0; str_cut(&groups, ';', &group); kind++) {
        while (str_cut(&group, '|', &word)) {
            CLEANUP(buffer_done) struct buffer form = {0};
            text_fold(word, &form);
            bool is_said = form.n && str_contains(folded, buffer_view(&form));
            kinds |= is_said && kind != KIND_OTHER ? UINT32_C(1) << kind : 0;
        }
    }
    return kinds ? kinds : UINT32_MAX;
}

static bool find_machines(const struct contract_targets *targets, struct str text, struct contract_part *part,
                          struct buffer *scratch) {
    for (unsigned name = 0; name < MACHINE_NAME_COUNT && part->machines.count == 0; name++) {
        part->machines = contract_machines_named(targets->machines, (enum machine_name)name, text, scratch);
        part->kind = name == NAMED_BY_MODEL ? PART_MODEL : name == NAMED_BY_SYSTEM ? PART_SYSTEM : PART_SEVERAL;
    }
    if (part->machines.count == 0) {
        part->kind = PART_LOOSE;
    }
    part->kind = part->kind == PART_SEVERAL && part->machines.count == 1 ? PART_MACHINE : part->kind;
    return !scratch->failed;
}

/* What is no machine. */
static void settle_part(struct contract_part *part, struct str text, uint8_t product) {
    if (product) {
        part->kind = PART_PRODUCT;
        part->is_observed = product & PRODUCT_IS_OBSERVED;
        return;
    }
    part->kind = reference_key_is_id(text) && !identity_is_placeholder(text) ? PART_UNKNOWN : PART_LOOSE;
    part->device_kinds = part->kind == PART_LOOSE ? device_kinds_in(text) : 0;
}

/* MARKS has room for each text. */
static enum err_code find_parts(const struct lifecycle_run *run, struct contract_targets *targets, uint8_t *marks,
                                struct err *err) {
    CLEANUP(buffer_done) struct buffer scratch = {0};
    const struct intern *texts = targets->list->part_texts;

    for (uint32_t i = 0; i < intern_count(texts); i++) {
        if (!find_machines(targets, intern_text(texts, i), &targets->parts[i], &scratch)) {
            return err_no_memory(err);
        }
        marks[i] = targets->parts[i].kind != PART_LOOSE;
    }
    enum err_code code = contract_products_find(run, texts, marks, err);
    for (uint32_t i = 0; code == ERR_OK && i < intern_count(texts); i++) {
        if (targets->parts[i].kind == PART_LOOSE) {
            settle_part(&targets->parts[i], intern_text(texts, i), marks[i]);
        }
    }
    return code;
}

/* --- contracts on targets -------------------------------------------------------------------------------------------
 */

struct naming {
    struct contract_targets *targets;
    struct intern *names; /* of targets that are no single machine */
    struct intern *types; /* of contracts, folded; 0 is the blank one */
    struct buffer text;
};

/* A line, a service or a name of the other ledgers; the machine that a contract calls by an id nobody knows. */
static bool is_single(const struct contract_targets *targets, const struct contract *contract, uint32_t part) {
    return !contract_is_maintenance(contract) || (part != PART_NONE && targets->parts[part].kind == PART_UNKNOWN);
}

/* By kind of a part: does it leave open which machines it means? */
static const bool is_vague[PART_KIND_COUNT] = {
    [PART_SEVERAL] = true,
    [PART_SYSTEM] = true,
    [PART_LOOSE] = true,
};

/* Is the target the same in two contracts only if these are called the same? */
static bool needs_title(const struct contract_targets *targets, uint32_t part) {
    return part == PART_NONE || is_vague[targets->parts[part].kind];
}

/* What makes a target the same in two contracts, where it is no known machine: what it is called by itself; what may
 * mean other machines each time only in contracts that are called the same; and of the other ledgers the row's own id.
 */
static void write_target(struct naming *naming, const struct contract *contract, uint32_t part) {
    const struct contract_targets *targets = naming->targets;
    struct str name = contract_is_maintenance(contract) && contract->name.n ? contract->name : contract->id;

    buffer_reset(&naming->text);
    buffer_append_char(&naming->text, (char)('0' + contract->ledger->kind));
    if (contract_is_maintenance(contract) && part != PART_NONE) {
        buffer_append(&naming->text, intern_text(targets->list->part_texts, part));
    }
    buffer_append_char(&naming->text, '\x1F');
    if (!contract_is_maintenance(contract) || needs_title(targets, part)) {
        text_fold(name, &naming->text);
    }
}

/* False when memory is out. */
static bool find_target(struct naming *naming, const struct contract *contract, uint32_t part, uint32_t *ret_target) {
    const struct contract_targets *targets = naming->targets;

    if (contract_is_maintenance(contract) && part != PART_NONE && targets->parts[part].kind == PART_MACHINE) {
        *ret_target = targets->parts[part].machines.items[0];
        return true;
    }
    write_target(naming, contract, part);
    uint32_t number = naming->text.failed ? INTERN_NONE : intern_add(naming->names, buffer_view(&naming->text));
    *ret_target = targets->machines->count + 2 * number + !is_single(targets, contract, part);
    return number != INTERN_NONE;
}

static bool find_type(struct naming *naming, const struct contract *contract, uint32_t *ret_type) {
    buffer_reset(&naming->text);
    text_fold(contract->type, &naming->text);
    *ret_type = naming->text.failed ? INTERN_NONE : intern_add(naming->types, buffer_view(&naming->text));
    return *ret_type != INTERN_NONE;
}

/* Of what renews itself it is the day on record: the row of the next term begins there. */
static int32_t last_day(const struct contract_terms *terms) {
    if (!milestone_is_set(terms->end_on) || contract_is_reversed(terms)) {
        return CHAIN_DAY_UNKNOWN;
    }
    return milestone_is_day(terms->end_on) ? terms->end_on.day.days : CHAIN_DAY_ENDLESS;
}

struct chain_term contract_term_of(const struct contract_list *list, uint32_t number) {
    const struct contract_terms *terms = &list->items[number].terms;

    return (struct chain_term){
        .target = CHAIN_NONE,
        .contract = number,
        .agreement = number,
        .start = date_is_set(terms->start_on) ? terms->start_on.days : CHAIN_DAY_UNKNOWN,
        .end = last_day(terms),
    };
}

static bool add_terms(struct naming *naming, uint32_t number) {
    struct contract_targets *targets = naming->targets;
    const struct contract *contract = &targets->list->items[number];
    struct chain_term term = contract_term_of(targets->list, number);

    term.agreement = contract->agreement;
    if (!find_type(naming, contract, &term.kind)) {
        return false;
    }
    for (uint32_t i = 0; i < (contract->part_count ? contract->part_count : 1); i++) {
        term.part = contract->part_count ? targets->list->parts[contract->first_part + i] : PART_NONE;
        if (!find_target(naming, contract, term.part, &term.target)) {
            return false;
        }
        targets->terms[targets->term_count++] = term;
    }
    return true;
}

static enum err_code find_terms(struct contract_targets *targets, struct err *err) {
    struct naming naming = {.targets = targets, .names = intern_new(), .types = intern_new()};
    size_t count = 0;
    bool is_ok = naming.names && naming.types && intern_add(naming.types, STR("")) == 0;

    for (uint32_t i = 0; i < targets->list->count; i++) {
        count += targets->list->items[i].part_count ? targets->list->items[i].part_count : 1;
    }
    targets->terms = calloc(count + 1, sizeof *targets->terms);
    is_ok = is_ok && targets->terms && count < (CHAIN_NONE - targets->machines->count) / 2;
    for (uint32_t i = 0; is_ok && i < targets->list->count; i++) {
        is_ok = add_terms(&naming, i);
    }
    intern_free(naming.names);
    intern_free(naming.types);
    buffer_done(&naming.text);
    return is_ok ? ERR_OK : err_no_memory(err);
}

static enum err_code find_all(const struct lifecycle_run *run, struct contract_targets *targets, struct err *err) {
    uint32_t count = intern_count(targets->list->part_texts);
    uint8_t *marks = calloc((size_t)count + 1, sizeof *marks);

    targets->parts = calloc((size_t)count + 1, sizeof *targets->parts);
    enum err_code code = marks && targets->parts ? find_parts(run, targets, marks, err) : err_no_memory(err);
    free(marks);
    return code ? code : find_terms(targets, err);
}

enum err_code contract_targets_find(const struct lifecycle_run *run, const struct contract_list *list,
                                    const struct contract_machines *machines, struct contract_targets *ret_targets,
                                    struct err *err) {
    struct contract_targets targets = {.list = list, .machines = machines};
    enum err_code code = find_all(run, &targets, err);

    if (code) {
        contract_targets_done(&targets);
        return code;
    }
    *ret_targets = targets;
    return ERR_OK;
}

void contract_targets_done(struct contract_targets *targets) {
    free(targets->parts);
    free(targets->terms);
    *targets = (struct contract_targets){0};
}

/* --- whether it is in use -------------------------------------------------------------------------------------------
 */

static enum contract_use use_of_part(const struct contract_part *part) {
    if (part->machines.count == 0) {
        return part->kind == PART_PRODUCT && part->is_observed ? CONTRACT_IN_USE : CONTRACT_USE_UNKNOWN;
    }
    if (part->machines.in_use == 0) {
        return CONTRACT_NOT_IN_USE;
    }
    /* Of several, one is in use, and nobody knows which one is meant. */
    return part->kind == PART_SEVERAL ? CONTRACT_USE_UNKNOWN : CONTRACT_IN_USE;
}

/* A name is needed as long as nobody has planned its end. */
static enum contract_use use_of_name(const struct contract *contract, struct date day) {
    struct date until = contract->needed_until;
    bool is_over = date_is_set(until) && (until.days < day.days || (milestone_is_day(contract->terms.end_on) &&
                                                                    until.days <= contract->terms.end_on.day.days));
    return is_over ? CONTRACT_NOT_IN_USE : CONTRACT_IN_USE;
}

enum contract_use contract_term_use(const struct contract_targets *targets, const struct chain_term *term,
                                    struct date day) {
    const struct contract *contract = &targets->list->items[term->contract];

    if (contract->ledger->needed_until != NO_COLUMN) {
        return use_of_name(contract, day);
    }
    return term->part == PART_NONE ? CONTRACT_USE_UNKNOWN : use_of_part(&targets->parts[term->part]);
}

bool contract_target_is_single(const struct contract_targets *targets, uint32_t target) {
    return target < targets->machines->count || (target - targets->machines->count) % 2 == 0;
}
