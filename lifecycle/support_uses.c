/* What is said of each machine: what it has whose support has ended, or ends before it is to be stopped. Beside, what
 * support_platforms.c needs to know of it. */

#include "lifecycle/support_decision.h"
#include "lifecycle/support_finding.h"

enum { USES_A_TASK = 4096 };

static enum message message_of_ended(const struct support_item *item, const struct support_verdict *verdict) {
    if (item->knowledge == SUPPORT_OLDER) {
        return MESSAGE_SUPPORT_ENDED_OLDER;
    }
    if (!milestone_is_day(verdict->end)) {
        return MESSAGE_SUPPORT_ENDED_NO_DAY;
    }
    if (item->knowledge == SUPPORT_ALL_ENDED && milestone_is_day(item->earliest)) {
        return MESSAGE_SUPPORT_ENDED_ALL;
    }
    return verdict->has_gap && verdict->gap_days > 0 ? MESSAGE_SUPPORT_ENDED_PLANNED : MESSAGE_SUPPORT_ENDED;
}

static void add_arguments(const struct support_audit *audit, struct support_worker *worker,
                          const struct support_item *item, const struct support_verdict *verdict,
                          struct finding *finding) {
    switch (finding->message) {
    case MESSAGE_SUPPORT_ENDED_ALL:
        support_add_end(worker, finding, item->earliest);
        support_add_end(worker, finding, item->latest);
        break;
    case MESSAGE_SUPPORT_ENDED_PLANNED:
    case MESSAGE_SUPPORT_PLANNED:
        support_add_end(worker, finding, verdict->end);
        finding_add_text(finding, support_day_text(worker->arena, verdict->plan));
        finding_add_number(finding, verdict->gap_days);
        break;
    case MESSAGE_SUPPORT_ENDED:
        support_add_end(worker, finding, verdict->end);
        finding_add_number(finding, (int64_t)audit->run->input->as_of.days - verdict->end.day.days);
        break;
    default:
        break;
    }
}

static enum err_code tell_trouble(const struct support_audit *audit, unsigned worker, const struct support_use *use,
                                  const struct support_verdict *verdict, struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    const struct support_item *item = &audit->items[use->item];
    bool is_over = verdict->trouble == SUPPORT_IS_OVER;
    enum message message = is_over ? message_of_ended(item, verdict) : MESSAGE_SUPPORT_PLANNED;
    struct finding finding = support_finding_of_use(audit, own, use, verdict, message);

    finding_add_text(&finding, stock_item(audit->stock, use->item)->name);
    add_arguments(audit, own, item, verdict, &finding);
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

static enum err_code audit_chunk(void *context, size_t task, unsigned worker, struct err *err) {
    struct support_audit *audit = context;
    uint32_t at = (uint32_t)task * USES_A_TASK;
    uint32_t end = audit->use_count - at < USES_A_TASK ? audit->use_count : at + USES_A_TASK;
    enum err_code code = ERR_OK;
    struct support_use use;

    while (code == ERR_OK && support_next_use(audit, &at, end, &use)) {
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
