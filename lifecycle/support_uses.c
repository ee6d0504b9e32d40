/* What is said of each machine: what it has whose support has ended, or ends before it is to be stopped. Beside, what
 * support_platforms.c needs to know of it. */

#include "lifecycle/support_decision.h"
#include "lifecycle/support_finding.h"

enum { USES_A_TASK = 4096 };

static enum err_code tell_trouble(const struct support_audit *audit, unsigned worker, const struct support_use *use,
                                  const struct support_verdict *verdict, struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    const struct support_item *item = &audit->items[use->item];
    bool is_over = verdict->trouble == SUPPORT_IS_OVER;
    enum message message = support_trouble_message(item, verdict, use->is_certain);
    struct finding finding = support_finding_of_use(audit, own, use, verdict, message);

    finding_add_text(&finding, stock_item(audit->stock, use->item)->name);
    support_add_trouble(audit, own, item, verdict, &finding);
    if (support_decision_is_complete(item->release, audit->run->input->as_of)) {
        finding.outcome = OUTCOME_NOTICE;
    }
    finding.is_critical = is_over && support_decision_has_open_risk(item->release);
    return support_send(audit, worker, &finding, err);
}

/* --- what lies beneath what ----------------------------------------------------------------------------------------
 */

/* Machines are many threads' at once, each number of them by itself. */
static void keep_least(_Atomic uint64_t *base, uint64_t candidate) {
    uint64_t least = atomic_load(base);

    while (candidate < least && !atomic_compare_exchange_weak(base, &least, candidate)) {
    }
}

static void keep_first(_Atomic uint32_t *item, uint32_t candidate) {
    uint32_t first = atomic_load(item);

    while (candidate < first && !atomic_compare_exchange_weak(item, &first, candidate)) {
    }
}

static bool is_supported(enum support_class support) {
    return support == SUPPORT_STANDARD || support == SUPPORT_MAINTENANCE || support == SUPPORT_EXTENDED;
}

static void note_machine(const struct support_audit *audit, const struct support_use *use,
                         const struct support_verdict *verdict) {
    enum support_subject subject = stock_item(audit->stock, use->item)->subject;
    struct support_machine *machine = &audit->machines[use->machine];
    bool is_system = subject == SUPPORT_OF_OS, is_hardware = subject == SUPPORT_OF_HARDWARE;

    machine->models += is_hardware;
    if (verdict->trouble == SUPPORT_IS_OVER && (is_system || is_hardware)) {
        keep_least(is_system ? &machine->os : &machine->hardware,
                   support_base_of(use->item, use->is_certain, verdict->end.day));
    }
    if ((is_system || subject == SUPPORT_OF_SOFTWARE) && is_supported(verdict->support)) {
        atomic_fetch_add(&machine->products, 1);
        atomic_fetch_add(&machine->certain, use->is_certain);
        keep_first(&machine->first_product, use->item);
    }
}

/* --- all uses ------------------------------------------------------------------------------------------------------
 */

/* Most titles nobody tells of: there is nothing to say of the machines that have them. Hardware may have an end of its
 * own. */
static bool is_silent(const struct support_audit *audit, uint32_t item) {
    const struct support_item *judged = &audit->items[item];

    return stock_item(audit->stock, item)->subject != SUPPORT_OF_HARDWARE && judged->plain.support == SUPPORT_UNKNOWN &&
           judged->bought.support == SUPPORT_UNKNOWN;
}

/* support_next_use, but passing over what there is nothing to say of. */
static bool next_use(const struct support_audit *audit, uint32_t *at, uint32_t end, struct support_use *ret_use) {
    while (*at < end && is_silent(audit, stock_use(audit->stock, *at)->item)) {
        const struct stock_item *item = stock_item(audit->stock, stock_use(audit->stock, *at)->item);
        *at = item->first_use + item->use_count;
    }
    return support_next_use(audit, at, end, ret_use);
}

static enum err_code audit_chunk(void *context, size_t task, unsigned worker, struct err *err) {
    struct support_audit *audit = context;
    uint32_t at = (uint32_t)task * USES_A_TASK;
    uint32_t end = audit->use_count - at < USES_A_TASK ? audit->use_count : at + USES_A_TASK;
    enum err_code code = ERR_OK;
    struct support_use use;

    while (code == ERR_OK && next_use(audit, &at, end, &use)) {
        struct support_verdict verdict = support_verdict_of(audit, &use);
        note_machine(audit, &use, &verdict);
        if (verdict.trouble != SUPPORT_NO_TROUBLE) {
            code = tell_trouble(audit, worker, &use, &verdict, err);
        }
    }
    return code;
}

enum err_code support_audit_uses(struct support_audit *audit, struct err *err) {
    size_t tasks = ((size_t)audit->use_count + USES_A_TASK - 1) / USES_A_TASK;
    return parallel_try(audit->run->pool, tasks, audit_chunk, audit, err);
}
