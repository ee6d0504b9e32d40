#include "lifecycle/reuse_state.h"

#include "base/compiler.h"
#include "inventory/words.h"
#include "tests/unit/support/cmocka.h"

/* 2027-03-31, and what support must be left. */
static const struct date day = {20908};
enum { MIN_DAYS = 365 };

static struct date after(int days) {
    return (struct date){day.days + days};
}

/* --- worked cases --------------------------------------------------------------------------------------------------
 */

/* A server that was bought, stopped a week ago, works, is erased, and is supported for just long enough. */
static struct reuse_facts good_server(void) {
    return (struct reuse_facts){
        .status = STATUS_STOPPED,
        .acquisition = ACQUISITION_PURCHASE,
        .kind = KIND_SERVER,
        .stopped_on = after(-7),
        .disposed_on = DATE_NONE,
        .is_in_use = TERM_NO,
        .is_working = TERM_YES,
        .is_erased = TERM_YES,
        .support_end = milestone_on(after(MIN_DAYS)),
    };
}

static void assert_state(const struct reuse_facts *facts, enum reuse_kind kind, unsigned reasons) {
    struct reuse_state state = reuse_state_on(facts, day, MIN_DAYS);

    assert_int_equal(state.kind, kind);
    assert_int_equal(state.reasons, reasons);
}

static void test_days(void **unused) {
    struct reuse_facts facts = good_server();

    (void)unused;
    assert_state(&facts, REUSE_CANDIDATE, 0);
    facts.support_end = milestone_on(after(MIN_DAYS - 1));
    assert_state(&facts, REUSE_NONE, 0);
    facts = good_server();
    facts.stopped_on = day;
    assert_state(&facts, REUSE_CANDIDATE, 0);
    facts.stopped_on = after(1);
    assert_state(&facts, REUSE_NONE, 0);
    facts = good_server();
    facts.disposed_on = after(1);
    assert_state(&facts, REUSE_CANDIDATE, 0);
    facts.disposed_on = day;
    assert_state(&facts, REUSE_NONE, 0);
}

/* Old data keep nothing from being of no use. */
static void test_old_data(void **unused) {
    struct reuse_facts facts = good_server();

    (void)unused;
    facts.is_end_old = true;
    assert_state(&facts, REUSE_HOLD, 1u << REUSE_OLD_DATA);
    facts.support_end = milestone_on(after(MIN_DAYS - 1));
    assert_state(&facts, REUSE_NONE, 0);
    facts.support_end = MILESTONE_NONE;
    assert_state(&facts, REUSE_HOLD, 1u << REUSE_SUPPORT_END);
}

static void test_far_days(void **unused) {
    struct reuse_facts facts = good_server();

    (void)unused;
    assert_int_equal(reuse_state_on(&facts, day, INT32_MAX).kind, REUSE_NONE);
    facts.support_end = milestone_on((struct date){INT32_MAX});
    assert_int_equal(reuse_state_on(&facts, day, 0).kind, REUSE_CANDIDATE);
}

/* Which kinds of machines are held while nothing says that they were erased, and which while something says that they
 * were not. */
static const struct {
    int kind;
    enum reuse_kind blank, said_no;
    unsigned reasons; /* of blank */
} kinds[] = {
    {KIND_SERVER, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_PC, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_LAPTOP, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_TABLET, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_SWITCH, REUSE_CANDIDATE, REUSE_HOLD, 0},
    {KIND_ROUTER, REUSE_CANDIDATE, REUSE_HOLD, 0},
    {KIND_FIREWALL, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_WIRELESS, REUSE_CANDIDATE, REUSE_HOLD, 0},
    {KIND_STORAGE, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_PRINTER, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_UPS, REUSE_CANDIDATE, REUSE_HOLD, 0},
    {KIND_APPLIANCE, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_ERASURE},
    {KIND_VM, REUSE_NONE, REUSE_NONE, 0},
    {KIND_OTHER, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_DATA},
    {-1, REUSE_HOLD, REUSE_HOLD, 1u << REUSE_DATA},
};

static void test_kinds(void **unused) {
    (void)unused;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct reuse_facts facts = good_server();
        facts.kind = kinds[i].kind;
        assert_state(&facts, kinds[i].kind == KIND_VM ? REUSE_NONE : REUSE_CANDIDATE, 0);
        facts.is_erased = TERM_BLANK;
        assert_state(&facts, kinds[i].blank, kinds[i].reasons);
        facts.is_erased = TERM_NO;
        assert_state(&facts, kinds[i].said_no, kinds[i].said_no == REUSE_HOLD ? 1u << REUSE_ERASURE : 0);
    }
}

/* --- all combinations ----------------------------------------------------------------------------------------------
 * The second method: what is not known may be this or that. Of every world that is left the rule says plainly what
 * comes of the machine; where worlds differ, it is held; and what makes a difference is a reason.
 */

/* Facts that may be unknown, by their reason; in a world each is one of two. */
struct world {
    bool is_stopped;   /* REUSE_STATUS, REUSE_STOPPED_ON */
    bool is_in_use;    /* REUSE_IDENTITY */
    bool is_borrowed;  /* REUSE_ACQUISITION */
    bool works;        /* REUSE_WORKING */
    bool is_supported; /* REUSE_SUPPORT_END, REUSE_UNANNOUNCED */
    bool keeps_data;   /* REUSE_DATA */
};

enum fate { FATE_NONE, FATE_RETURN, FATE_ERASE, FATE_CANDIDATE };

static enum fate fate_in(const struct world *world, const struct reuse_facts *facts) {
    bool is_gone = date_is_set(facts->disposed_on) && facts->disposed_on.days <= day.days;

    if (facts->kind == KIND_VM || facts->is_virtual == TERM_YES || is_gone || world->is_in_use || !world->is_stopped) {
        return FATE_NONE;
    }
    if (world->is_borrowed) {
        return FATE_RETURN;
    }
    if (!world->works || !world->is_supported) {
        return FATE_NONE;
    }
    bool is_dirty = facts->is_erased == TERM_NO || (facts->is_erased == TERM_BLANK && world->keeps_data);
    return is_dirty ? FATE_ERASE : FATE_CANDIDATE;
}

static bool is_lent(int acquisition) {
    return acquisition == ACQUISITION_LEASE || acquisition == ACQUISITION_RENTAL;
}

static bool is_over(const struct reuse_facts *facts) {
    return date_is_set(facts->stopped_on) && facts->stopped_on.days <= day.days;
}

/* Which reasons are open: a status without a word beside a day on which it was stopped; a word without a day, which
 * does not matter to those to whom it is returned. */
static unsigned open_reasons(const struct reuse_facts *facts) {
    bool has_day = date_is_set(facts->stopped_on);
    unsigned open = 0;

    open |= (unsigned)(facts->status < 0 && is_over(facts)) << REUSE_STATUS;
    open |= (unsigned)(facts->status == STATUS_STOPPED && !has_day && !is_lent(facts->acquisition)) << REUSE_STOPPED_ON;
    open |= (unsigned)(facts->is_in_use == TERM_BLANK) << REUSE_IDENTITY;
    open |= (unsigned)(facts->acquisition < 0) << REUSE_ACQUISITION;
    open |= (unsigned)(facts->is_working == TERM_BLANK) << REUSE_WORKING;
    open |= (unsigned)(!milestone_is_set(facts->support_end)) << REUSE_SUPPORT_END;
    open |= (unsigned)(facts->support_end.word == DATE_WORD_NOT_ANNOUNCED) << REUSE_UNANNOUNCED;
    open |= (unsigned)(facts->kind < 0 || facts->kind == KIND_OTHER) << REUSE_DATA;
    return open;
}

/* CHOICE has a bit for every reason: how an open one is decided. */
static struct world world_of(const struct reuse_facts *facts, unsigned open, unsigned choice) {
    bool is_out = facts->status == STATUS_STOPPED || facts->status == STATUS_STOCK;
    bool has_no_day = facts->status == STATUS_STOPPED && !date_is_set(facts->stopped_on);
    bool is_long = facts->support_end.word == DATE_WORD_ENDLESS ||
                   (milestone_is_day(facts->support_end) && facts->support_end.day.days >= day.days + MIN_DAYS);
#define DECIDED(REASON, KNOWN) (open >> (REASON)&1 ? (bool)(choice >> (REASON)&1) : (KNOWN))

    return (struct world){
        .is_stopped = open >> REUSE_STATUS & 1 ? choice >> REUSE_STATUS & 1
                                               : DECIDED(REUSE_STOPPED_ON, is_out && (is_over(facts) || has_no_day)),
        .is_in_use = DECIDED(REUSE_IDENTITY, facts->is_in_use == TERM_YES),
        .is_borrowed = DECIDED(REUSE_ACQUISITION, is_lent(facts->acquisition)),
        .works = DECIDED(REUSE_WORKING, facts->is_working == TERM_YES),
        .is_supported = DECIDED(REUSE_SUPPORT_END, DECIDED(REUSE_UNANNOUNCED, is_long)),
        .keeps_data = DECIDED(REUSE_DATA, facts->kind == KIND_SERVER),
    };
#undef DECIDED
}

static enum fate fate_of(const struct reuse_facts *facts, unsigned open, unsigned choice) {
    struct world world = world_of(facts, open, choice);
    return fate_in(&world, facts);
}

/* What there is to say over all worlds. */
static struct reuse_state state_of_worlds(const struct reuse_facts *facts) {
    static const enum reuse_kind kind_of_fate[] = {REUSE_NONE, REUSE_RETURN, REUSE_HOLD, REUSE_CANDIDATE};
    unsigned open = open_reasons(facts), reasons = 0;
    enum fate first = fate_of(facts, open, 0);
    bool is_mixed = false;

    for (unsigned choice = open;; choice = (choice - 1) & open) {
        enum fate fate = fate_of(facts, open, choice);
        is_mixed |= fate != first;
        reasons |= (unsigned)(fate == FATE_ERASE && !(open >> REUSE_DATA & 1)) << REUSE_ERASURE;
        reasons |= (unsigned)(fate == FATE_ERASE && facts->is_erased == TERM_NO) << REUSE_ERASURE;
        for (unsigned reason = 0; reason < REUSE_REASON_COUNT; reason++) {
            if (choice >> reason & 1 && fate_of(facts, open, choice & ~(1u << reason)) != fate) {
                reasons |= 1u << reason;
            }
        }
        if (choice == 0) {
            break;
        }
    }
    return (struct reuse_state){is_mixed ? REUSE_HOLD : kind_of_fate[first], reasons};
}

static void check(const struct reuse_facts *facts) {
    struct reuse_state state = reuse_state_on(facts, day, MIN_DAYS), wanted = state_of_worlds(facts);

    if (state.kind != wanted.kind || state.reasons != wanted.reasons) {
        fail_msg(
            "status %d stopped %d disposed %d in use %d virtual %d acquisition %d kind %d working %d erased %d end %d "
            "%d: state %d %#x, not %d %#x",
            facts->status, facts->stopped_on.days, facts->disposed_on.days, (int)facts->is_in_use,
            (int)facts->is_virtual, facts->acquisition, facts->kind, (int)facts->is_working, (int)facts->is_erased,
            (int)facts->support_end.word, facts->support_end.day.days, (int)state.kind, state.reasons, (int)wanted.kind,
            wanted.reasons);
    }
    assert_true(state.kind == REUSE_NONE || reuse_may_be(facts->status, facts->stopped_on, day));
}

/* The machine itself: every answer about it. */
static void check_conditions(struct reuse_facts facts) {
    const struct milestone ends[] = {
        MILESTONE_NONE,
        milestone_on(after(MIN_DAYS)),
        milestone_on(after(MIN_DAYS - 1)),
        {DATE_WORD_NOT_ANNOUNCED, DATE_NONE},
        {DATE_WORD_OVER, DATE_NONE},
        {DATE_WORD_ENDLESS, DATE_NONE},
    };

    for (int i = 0; i < 3 * 3 * (int)ARRAY_LEN(ends); i++) {
        facts.is_working = (enum term)(i % 3);
        facts.is_erased = (enum term)(i / 3 % 3);
        facts.support_end = ends[i / 9];
        check(&facts);
    }
}

static void check_kinds(struct reuse_facts facts) {
    static const int of[] = {KIND_SERVER, KIND_SWITCH, KIND_VM, KIND_OTHER, -1};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        for (int acquisition = -1; acquisition <= ACQUISITION_RENTAL; acquisition++) {
            facts.kind = of[i];
            facts.acquisition = acquisition;
            check_conditions(facts);
        }
    }
}

static void test_all(void **unused) {
    const struct date days[] = {DATE_NONE, after(-1), day, after(1)};

    (void)unused;
    for (int status = -1; status <= STATUS_LOST; status++) {
        for (int i = 0; i < 4 * 4 * 3 * 2; i++) {
            check_kinds((struct reuse_facts){
                .status = status,
                .stopped_on = days[i % 4],
                .disposed_on = days[i / 4 % 4],
                .is_in_use = (enum term)(i / 16 % 3),
                .is_virtual = i / 48 ? TERM_YES : TERM_BLANK,
            });
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),  cmocka_unit_test(test_old_data), cmocka_unit_test(test_far_days),
        cmocka_unit_test(test_kinds), cmocka_unit_test(test_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
