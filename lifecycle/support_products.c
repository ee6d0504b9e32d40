/* What is said once of a release, or of a product that nobody knows: extensions, ends that come, updates that are out,
 * decisions that are not on record, and what cannot be said. */

#include "lifecycle/support_decision.h"
#include "lifecycle/support_finding.h"

static const char *const due_columns[] = {"support_end", "extended_end", "parts_end"};
enum { DUE_COLUMNS = ARRAY_LEN(due_columns) };

struct due {
    struct support_tally uses, unplanned;
    struct date end; /* the earliest */
};

/* The uses of a group by what is to be said of them. */
struct product {
    const struct support_audit *audit;
    const struct support_group *group;
    const struct support_item *item; /* the first of the group: they differ in nothing but the latest version */
    unsigned worker;
    struct support_tally uses, troubled, extended, relying, open, behind, unknown;
    struct due due[DUE_COLUMNS];
};

static void add_due(struct product *product, const struct support_use *use, const struct support_verdict *verdict) {
    for (unsigned i = 0; i < DUE_COLUMNS; i++) {
        struct due *due = &product->due[i];
        if (strcmp(verdict->column, due_columns[i]) != 0) {
            continue;
        }
        if (due->uses.machines.all == 0 || verdict->end.day.days < due->end.days) {
            due->end = verdict->end.day;
        }
        support_tally_add(&due->uses, use);
        if (verdict->is_unplanned) {
            support_tally_add(&due->unplanned, use);
        }
    }
}

static void add_use(struct product *product, const struct support_use *use) {
    struct support_verdict verdict = support_verdict_of(product->audit, use);

    support_tally_add(&product->uses, use);
    if (verdict.trouble != SUPPORT_NO_TROUBLE) {
        support_tally_add(&product->troubled, use);
    }
    if (verdict.support == SUPPORT_EXTENDED) {
        support_tally_add(&product->extended, use);
    }
    if (verdict.relies) {
        support_tally_add(&product->relying, use);
    }
    if (verdict.is_open) {
        support_tally_add(&product->open, use);
    }
    if (product->audit->items[use->item].latest_version.n) {
        support_tally_add(&product->behind, use);
    }
    if (verdict.support == SUPPORT_UNKNOWN) {
        support_tally_add(&product->unknown, use);
    }
    if (verdict.is_due) {
        add_due(product, use, &verdict);
    }
}

static struct support_worker *own(const struct product *product) {
    return &product->audit->workers[product->worker];
}

static enum err_code add_uses(struct product *product, struct err *err) {
    struct support_walk walk;
    struct support_use use;

    if (!support_walk_begin(product->audit, product->group, own(product)->arena, &walk)) {
        return err_no_memory(err);
    }
    while (support_walk_next(&walk, &use)) {
        add_use(product, &use);
    }
    arena_reset(own(product)->arena);
    return ERR_OK;
}

static struct finding begin(const struct product *product, enum message message, const char *field,
                            const struct support_tally *tally) {
    struct finding finding =
        support_finding_of_group(product->audit, own(product), product->group, message, field, tally);

    finding_add_text(&finding, finding.subject);
    return finding;
}

static enum err_code send(const struct product *product, const struct finding *finding, struct err *err) {
    return support_send(product->audit, product->worker, finding, err);
}

/* --- extensions ----------------------------------------------------------------------------------------------------
 */

static bool is_free(const struct product *product) {
    return product->item->release->extension == CALENDAR_EXTENSION_FREE;
}

static void add_quantity(struct finding *finding, int64_t quantity) {
    if (quantity == INT64_MAX) {
        finding_add_word(finding, STR("unlimited"));
    } else {
        finding_add_number(finding, quantity);
    }
}

static void add_extended_end(const struct product *product, struct finding *finding) {
    struct milestone end = product->item->bought.effective_end;

    if (milestone_is_day(end)) {
        support_add_end(own(product), finding, end);
    } else {
        finding_add_word(finding,
                         end.word == DATE_WORD_ENDLESS ? STR("extension-endless") : STR("extension-unannounced"));
    }
}

/* In extended support: all of them, or some of them, which is all that is known. */
static enum err_code tell_extended(const struct product *product, struct err *err) {
    enum { EXTENT_UNKNOWN, EXTENT_KNOWN, EXTENT_FREE };
    static const struct {
        enum message dated, undated;
    } messages[] = {
        [EXTENT_UNKNOWN] = {MESSAGE_SUPPORT_EXTENDED_EXTENT, MESSAGE_SUPPORT_EXTENDED_EXTENT_UNDATED},
        [EXTENT_KNOWN] = {MESSAGE_SUPPORT_EXTENDED_BOUGHT, MESSAGE_SUPPORT_EXTENDED_BOUGHT_UNDATED},
        [EXTENT_FREE] = {MESSAGE_SUPPORT_EXTENDED_FREE, MESSAGE_SUPPORT_EXTENDED_FREE_UNDATED},
    };
    const struct support_item *item = product->item;
    unsigned extent = is_free(product) ? EXTENT_FREE : item->release->has_quantity ? EXTENT_KNOWN : EXTENT_UNKNOWN;
    bool is_dated = milestone_is_day(item->bought.effective_end);

    if (product->extended.machines.all == 0) {
        return ERR_OK;
    }
    struct finding finding = begin(product, is_dated ? messages[extent].dated : messages[extent].undated,
                                   "extended_end", &product->extended);
    add_extended_end(product, &finding);
    if (extent == EXTENT_KNOWN) {
        add_quantity(&finding, item->release->quantity);
    }
    finding_add_number(&finding, product->extended.machines.all);
    finding.outcome = extent == EXTENT_UNKNOWN ? OUTCOME_UNDETERMINED : OUTCOME_NOTICE;
    return send(product, &finding, err);
}

/* More uses depend on the extension than it was bought for. */
static enum err_code tell_beyond(const struct product *product, struct err *err) {
    const struct support_group *group = product->group;
    bool is_over = product->item->plain.support == SUPPORT_ENDED;
    int64_t bought = product->item->release->quantity;
    bool is_certain = bought < group->relying_certain;
    int64_t needed = is_certain ? group->relying_certain : group->relying_all;
    enum message message = is_over ? MESSAGE_SUPPORT_ENDED_BEYOND : MESSAGE_SUPPORT_PLANNED_BEYOND;
    struct finding finding = begin(product, message, "extended_quantity", &product->uses);

    finding_add_number(&finding, bought);
    finding_add_number(&finding, needed);
    finding_add_number(&finding, needed - bought);
    finding.outcome = is_certain ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    if (support_decision_is_complete(product->item->release, product->audit->run->input->as_of)) {
        finding.outcome = OUTCOME_NOTICE;
    }
    finding.is_critical = is_over && support_decision_has_open_risk(product->item->release);
    return send(product, &finding, err);
}

/* Nobody says for how many it was bought, and some will depend on it. */
static enum err_code tell_open_extent(const struct product *product, struct err *err) {
    if (product->relying.machines.all == 0 || product->item->plain.support == SUPPORT_ENDED) {
        return ERR_OK;
    }
    struct finding finding = begin(product, MESSAGE_SUPPORT_PLANNED_EXTENT, "extended_quantity", &product->relying);
    finding_add_number(&finding, product->relying.machines.all);
    finding.outcome = OUTCOME_UNDETERMINED;
    return send(product, &finding, err);
}

/* Nobody says until when it was bought, and some are to be used beyond the regular end. */
static enum err_code tell_open_end(const struct product *product, struct err *err) {
    if (product->open.machines.all == 0) {
        return ERR_OK;
    }
    struct finding finding = begin(product, MESSAGE_SUPPORT_PLANNED_UNTIL, "extended_end", &product->open);
    support_add_end(own(product), &finding, product->item->bought.effective_end);
    finding_add_number(&finding, product->open.machines.all);
    finding.outcome = OUTCOME_UNDETERMINED;
    return send(product, &finding, err);
}

static enum err_code tell_cover(const struct product *product, struct err *err) {
    switch (product->group->cover) {
    case SUPPORT_COVERS_PART:
        return tell_beyond(product, err);
    case SUPPORT_COVERS_SOME:
        return tell_open_extent(product, err);
    case SUPPORT_COVERS_ALL:
        break;
    }
    return ERR_OK;
}

/* --- what comes ----------------------------------------------------------------------------------------------------
 */

static enum err_code tell_due(const struct product *product, unsigned column, struct err *err) {
    const struct due *due = &product->due[column];
    bool is_open = due->unplanned.machines.all > 0;
    enum message message = is_open ? MESSAGE_SUPPORT_SOON_UNPLANNED : MESSAGE_SUPPORT_SOON;

    if (due->uses.machines.all == 0) {
        return ERR_OK;
    }
    struct finding finding = begin(product, message, due_columns[column], is_open ? &due->unplanned : &due->uses);
    support_add_end(own(product), &finding, milestone_on(due->end));
    finding_add_number(&finding, (int64_t)due->end.days - product->audit->run->input->as_of.days);
    finding_add_number(&finding, is_open ? due->unplanned.machines.all : due->uses.machines.all);
    finding.outcome = is_open ? OUTCOME_UNDETERMINED : OUTCOME_NOTICE;
    return send(product, &finding, err);
}

/* Of models that are still supported. */
bool support_sale_is_told(const struct support_audit *audit, uint32_t item) {
    const struct lifecycle_input *input = audit->run->input;
    const struct calendar_release *release = support_release_of(audit, item);
    bool is_open = release && stock_item(audit->stock, item)->subject == SUPPORT_OF_HARDWARE &&
                   audit->items[item].bought.support != SUPPORT_ENDED;

    if (!is_open || !milestone_is_day(release->sale_end)) {
        return is_open && release->sale_end.word == DATE_WORD_OVER;
    }
    return (int64_t)release->sale_end.day.days - input->as_of.days <= input->policy->support_days;
}

static enum err_code tell_sale(const struct product *product, struct err *err) {
    struct milestone end = product->item->release->sale_end;

    if (!support_sale_is_told(product->audit, product->audit->order[product->group->first])) {
        return ERR_OK;
    }
    bool is_over = !milestone_is_day(end) || end.day.days < product->audit->run->input->as_of.days;
    struct finding finding =
        begin(product, is_over ? MESSAGE_SUPPORT_SALE_ENDED : MESSAGE_SUPPORT_SALE_ENDS, "sale_end", &product->uses);
    support_add_end(own(product), &finding, end);
    finding_add_number(&finding, product->uses.machines.all);
    return send(product, &finding, err);
}

static uint32_t behind_item(const struct product *product) {
    return stock_use(product->audit->stock, product->behind.first[0])->item;
}

static enum err_code tell_behind(const struct product *product, struct err *err) {
    bool is_over = product->item->bought.support == SUPPORT_ENDED;

    if (product->behind.machines.all == 0) {
        return ERR_OK;
    }
    struct finding finding =
        begin(product, is_over ? MESSAGE_SUPPORT_PATCH_ENDED : MESSAGE_SUPPORT_PATCH, "version", &product->behind);
    finding_add_text(&finding, product->audit->items[behind_item(product)].latest_version);
    finding_add_number(&finding, product->behind.machines.all);
    return send(product, &finding, err);
}

/* --- the decision --------------------------------------------------------------------------------------------------
 */

static enum err_code tell_decision(const struct product *product, struct err *err) {
    const struct calendar_release *release = product->item->release;
    bool is_beyond = product->group->cover == SUPPORT_COVERS_PART;
    const struct support_tally *tally = product->troubled.machines.all ? &product->troubled : &product->relying;

    if ((product->troubled.machines.all == 0 && !is_beyond) ||
        support_decision_is_complete(release, product->audit->run->input->as_of)) {
        return ERR_OK;
    }
    bool has_record = support_decision_is_begun(release, product->audit->run->input->as_of);
    struct finding finding =
        begin(product, has_record ? MESSAGE_SUPPORT_DECISION : MESSAGE_SUPPORT_NO_DECISION, "decision", tally);
    if (has_record) {
        finding_add_field(&finding,
                          support_decision_lacks(release, product->audit->run->input->as_of, own(product)->arena));
    }
    return send(product, &finding, err);
}

/* --- what cannot be said -------------------------------------------------------------------------------------------
 */

static const struct {
    enum message message;
    const char *field;
} unknowns[SUPPORT_KNOWLEDGE_COUNT] = {
    [SUPPORT_DIFFERS] = {MESSAGE_SUPPORT_SEVERAL, "version"},
    [SUPPORT_CONTRADICTS] = {MESSAGE_SUPPORT_CONTRADICTS, "support_end"},
    [SUPPORT_NO_END] = {MESSAGE_SUPPORT_NO_END, "support_end"},
    [SUPPORT_DAY_UNKNOWN] = {MESSAGE_SUPPORT_DAY, "support_end"},
    [SUPPORT_NEWER] = {MESSAGE_SUPPORT_NEWER, "version"},
    [SUPPORT_BETWEEN] = {MESSAGE_SUPPORT_BETWEEN, "version"},
    [SUPPORT_NO_VERSION] = {MESSAGE_SUPPORT_NO_VERSION, "version"},
    [SUPPORT_UNREADABLE] = {MESSAGE_SUPPORT_UNREADABLE, "version"},
    [SUPPORT_NO_PRODUCT] = {MESSAGE_SUPPORT_NO_PRODUCT, "product"},
};

/* Machines of which the ledger itself says until when they are supported are not unknown. Where there are no data at
 * all, support_data.c says so once. */
static enum err_code tell_unknown(const struct product *product, struct err *err) {
    enum support_knowledge knowledge = product->item->knowledge;

    if (product->unknown.machines.all == 0 || !unknowns[knowledge].field ||
        (knowledge == SUPPORT_NO_PRODUCT && !product->audit->has_data)) {
        return ERR_OK;
    }
    struct finding finding = begin(product, unknowns[knowledge].message, unknowns[knowledge].field, &product->unknown);
    if (knowledge == SUPPORT_DIFFERS) {
        support_add_end(own(product), &finding, product->item->earliest);
        support_add_end(own(product), &finding, product->item->latest);
    }
    finding_add_number(&finding, product->unknown.machines.all);
    return send(product, &finding, err);
}

/* --- all groups ----------------------------------------------------------------------------------------------------
 */

static enum err_code tell_release(const struct product *product, struct err *err) {
    bool is_known = product->item->knowledge == SUPPORT_KNOWN;
    enum err_code code = is_known ? tell_cover(product, err) : ERR_OK;

    code = is_known && code == ERR_OK ? tell_open_end(product, err) : code;
    code = is_known && code == ERR_OK ? tell_extended(product, err) : code;
    return code == ERR_OK && product->item->release ? tell_sale(product, err) : code;
}

static enum err_code audit_group(void *context, size_t task, unsigned worker, struct err *err) {
    const struct support_audit *audit = context;
    const struct support_group *group = &audit->groups[task];
    struct product product = {
        .audit = audit,
        .group = group,
        .item = &audit->items[audit->order[group->first]],
        .worker = worker,
    };
    enum err_code code = add_uses(&product, err);

    audit->groups[task].has_unknown = product.unknown.machines.all > 0;
    code = code == ERR_OK ? tell_release(&product, err) : code;
    for (unsigned column = 0; code == ERR_OK && column < DUE_COLUMNS; column++) {
        code = tell_due(&product, column, err);
    }
    code = code == ERR_OK ? tell_behind(&product, err) : code;
    code = code == ERR_OK ? tell_decision(&product, err) : code;
    return code == ERR_OK ? tell_unknown(&product, err) : code;
}

enum err_code support_audit_products(struct support_audit *audit, struct err *err) {
    return parallel_try(audit->run->pool, audit->group_count, audit_group, audit, err);
}
