#include "licenses/proof.h"

enum proof {
    PROOF_ENOUGH, /* or not asked for, or nobody knows */
    PROOF_MISSING,
    PROOF_FEWER,
    PROOF_MORE,
};

struct comparison {
    enum proof proof;
    int64_t held, certified; /* in packs or in units; not set when there is enough */
    int64_t units;           /* that are certified; for FEWER and MISSING */
};

static bool is_counted(const struct entitlement *entitlement) {
    return entitlement->metric != METRIC_SITE && entitlement->metric != METRIC_ENTERPRISE &&
           entitlement->units.is_set && !entitlement->units.is_unlimited && entitlement->units.number > 0;
}

/* Is there paper to such rights? A blank form may be any. */
static bool has_paper(const struct entitlement *entitlement) {
    switch (entitlement->form) {
    case FORM_OEM:
    case FORM_PREINSTALL:
    case FORM_SUBSCRIPTION:
    case FORM_TRIAL:
        return false;
    default:
        return true;
    }
}

static uint64_t distance(int64_t a, int64_t b) {
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

static struct comparison compare(const struct entitlement *entitlement) {
    int64_t packs = entitlement->quantity.number, units = entitlement->units.number;
    int64_t certified = entitlement->certificate_units.number;
    bool is_packs = distance(packs, certified) <= distance(units, certified);
    int64_t held = is_packs ? packs : units;

    if (certified == held) {
        return (struct comparison){0};
    }
    /* fewer than the packs: certified × (units ÷ packs) is less than UNITS */
    return (struct comparison){.proof = certified < held ? PROOF_FEWER : PROOF_MORE,
                               .held = held,
                               .certified = certified,
                               .units = is_packs && certified < held ? units / packs * certified : certified};
}

static struct comparison prove(const struct entitlement *entitlement) {
    const struct figure *certified = &entitlement->certificate_units;

    if (!is_counted(entitlement) || certified->is_unlimited) {
        return (struct comparison){0};
    }
    if (certified->is_set) {
        return compare(entitlement);
    }
    if (entitlement->certificate.n || !has_paper(entitlement)) {
        return (struct comparison){0};
    }
    return (struct comparison){.proof = PROOF_MISSING, .held = entitlement->quantity.number};
}

static const struct {
    enum message message;
    unsigned column;
} sentences[] = {
    [PROOF_MISSING] = {MESSAGE_PROOF_MISSING, LICENSES_CERTIFICATE},
    [PROOF_FEWER] = {MESSAGE_PROOF_FEWER, LICENSES_CERTIFICATE_QUANTITY},
    [PROOF_MORE] = {MESSAGE_PROOF_MORE, LICENSES_CERTIFICATE_QUANTITY},
};

enum err_code proof_report(const struct ledger_check *check, struct err *err) {
    struct comparison comparison = prove(check->entitlement);

    if (comparison.proof == PROOF_ENOUGH || check->supply->reason == SUPPLY_ENDED) {
        return ERR_OK;
    }
    struct finding finding =
        finding_of_entitlement(CODE_LIC_PROOF, sentences[comparison.proof].message, check->entitlement);
    finding_add_number(&finding, comparison.held);
    if (comparison.proof != PROOF_MISSING) {
        finding_add_number(&finding, comparison.certified);
        finding_add_number(&finding, (int64_t)distance(comparison.held, comparison.certified));
    }
    if (comparison.proof != PROOF_MORE && check->input->exceeds_proof && check->input->exceeds_proof[check->number]) {
        finding.outcome = OUTCOME_UNDETERMINED;
    }
    return ledger_check_add(check, &finding, sentences[comparison.proof].column, err);
}

bool proof_is_exceeded(const struct entitlement *entitlement, int64_t units) {
    struct comparison comparison = prove(entitlement);
    return (comparison.proof == PROOF_MISSING || comparison.proof == PROOF_FEWER) && units > comparison.units;
}
