#include "reconciler/presence.h"

#include "base/budget.h"
#include "base/intern.h"
#include "inventory/words.h"
#include "pairing/asset_state.h"
#include "reconciler/absence.h"
#include "reconciler/guest_check.h"
#include "reconciler/last_sight.h"
#include "reconciler/scan_place.h"
#include "reconciler/several.h"
#include "reconciler/sightings.h"
#include "reconciler/successor.h"

#include <stdlib.h>

/* What came of trying a place, and the row of the probes table that says so. */
struct attempt {
    enum probe_outcome outcome;
    uint32_t row;
};

/* All that was tried there. */
struct trials {
    struct attempt attempt; /* the most telling one */
    bool is_met_unread;     /* somebody answered, and nothing says who */
};

/* Addresses and names that were tried. */
struct probes {
    const struct table *table;
    struct intern *places; /* normalised addresses and first labels of names */
    struct trials *trials; /* by place */
    uint32_t capacity;
};

/* Which outcome tells most about why something was not examined: the first wins where one asset was tried in several
 * ways. */
static const unsigned char rank_of_outcome[PROBE_OUTCOME_COUNT] = {
    [PROBE_HOST_KEY_CHANGED] = 0, [PROBE_HOST_KEY_UNKNOWN] = 1, [PROBE_AUTH_REFUSED] = 2,
    [PROBE_NO_CREDENTIAL] = 3,    [PROBE_PARTIAL] = 4,          [PROBE_ERROR] = 5,
    [PROBE_EXCLUDED] = 6,         [PROBE_ANSWERED] = 7,         [PROBE_NO_ANSWER] = 8,
    [PROBE_NOT_FOUND] = 9,
};

static const enum unverified_cause cause_of_outcome[PROBE_OUTCOME_COUNT] = {
    [PROBE_ANSWERED] = CAUSE_NOT_SEEN,
    [PROBE_PARTIAL] = CAUSE_PARTIAL,
    [PROBE_NO_ANSWER] = CAUSE_NO_ANSWER,
    [PROBE_AUTH_REFUSED] = CAUSE_AUTH_REFUSED,
    [PROBE_NO_CREDENTIAL] = CAUSE_NO_CREDENTIAL,
    [PROBE_HOST_KEY_CHANGED] = CAUSE_HOST_KEY_CHANGED,
    [PROBE_HOST_KEY_UNKNOWN] = CAUSE_HOST_KEY_UNKNOWN,
    [PROBE_EXCLUDED] = CAUSE_EXCLUDED,
    [PROBE_ERROR] = CAUSE_ERROR,
    [PROBE_NOT_FOUND] = CAUSE_NOT_SEEN,
};

unsigned presence_rank(enum probe_outcome outcome) {
    return rank_of_outcome[outcome];
}

struct str presence_cause_word(enum probe_outcome outcome) {
    return str_from(unverified_cause_name(cause_of_outcome[outcome]));
}

void probes_free(struct probes *probes) {
    if (!probes) {
        return;
    }
    intern_free(probes->places);
    budget_drop(probes->trials);
    free(probes);
}

static bool tells_more(struct attempt a, struct attempt b) {
    return rank_of_outcome[a.outcome] < rank_of_outcome[b.outcome];
}

/* The trials of a place of that number, which may be new; NULL when memory is out. */
static struct trials *trials_at(struct probes *probes, uint32_t number) {
    if (number >= probes->capacity) {
        uint32_t capacity = probes->capacity ? probes->capacity * 2 : 256;
        struct trials *grown = budget_resize(table_budget(probes->table), probes->trials, capacity, sizeof *grown);
        if (!grown) {
            return NULL;
        }
        probes->trials = grown;
        probes->capacity = capacity;
    }
    return &probes->trials[number];
}

static bool note_trial(struct probes *probes, struct str text, struct trials trial) {
    struct buffer place = {0};
    scan_place_append(text, &place);
    if (place.n == 0) {
        buffer_done(&place);
        return true;
    }
    uint32_t known = intern_count(probes->places), number = intern_add(probes->places, buffer_view(&place));
    buffer_done(&place);
    struct trials *trials = number == INTERN_NONE ? NULL : trials_at(probes, number);
    if (!trials) {
        return false;
    }
    if (number >= known) {
        *trials = trial;
        return true;
    }
    trials->is_met_unread |= trial.is_met_unread;
    if (tells_more(trial.attempt, trials->attempt)) {
        trials->attempt = trial.attempt;
    }
    return true;
}

static bool note_probe(struct probes *probes, struct row_reader *reader, struct trials trial) {
    trial.is_met_unread = scan_place_has_answered(reader) && str_is_empty(row_reader_text(reader, PROBES_DEVICE_ID));
    return note_trial(probes, scan_place_of_target(row_reader_text(reader, PROBES_TARGET)), trial) &&
           note_trial(probes, row_reader_text(reader, PROBES_ADDRESS), trial);
}

static enum err_code note_probes(struct probes *probes, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        struct value outcome = row_reader_value(reader, PROBES_OUTCOME);
        /* A hand check looks for an asset, not at a place. */
        if (!outcome.is_set || outcome.number == PROBE_NOT_FOUND) {
            continue;
        }
        struct trials trial = {.attempt = {(enum probe_outcome)outcome.number, row}};
        if (!note_probe(probes, reader, trial)) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

enum err_code probes_build(const struct table *table, struct probes **ret_probes, struct err *err) {
    struct probes *probes = calloc(1, sizeof *probes);
    struct intern *places = intern_new_within(table ? table_budget(table) : NULL);

    if (!probes || !places) {
        intern_free(places);
        free(probes);
        return err_no_memory(err);
    }
    probes->table = table;
    probes->places = places;
    enum err_code code = table ? note_probes(probes, table, err) : ERR_OK;
    if (code != ERR_OK) {
        probes_free(probes);
        return code;
    }
    *ret_probes = probes;
    return ERR_OK;
}

/* --- assets --------------------------------------------------------------------------------------------------------
 */

/* What is known of the addresses and names of the asset at hand. */
struct attempts {
    bool has_place;
    bool was_tried;
    bool is_met_unread;
    struct attempt attempt; /* the most telling one */
};

static void take_trials(const struct probes *probes, struct str place, struct attempts *attempts) {
    uint32_t number = intern_find(probes->places, place);

    attempts->has_place = true;
    if (number == INTERN_NONE) {
        return;
    }
    if (!attempts->was_tried || tells_more(probes->trials[number].attempt, attempts->attempt)) {
        attempts->attempt = probes->trials[number].attempt;
    }
    attempts->was_tried = true;
    attempts->is_met_unread |= probes->trials[number].is_met_unread;
}

/* EXCEPT, in normal form, is left out. */
static struct attempts look_up(struct worker *worker, struct str except) {
    static const unsigned columns[] = {DEVICES_IP_ADDRESSES, DEVICES_HOSTNAME};
    struct attempts attempts = {0};
    struct buffer place = {0};

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        struct str rest = row_reader_text(worker->asset, columns[i]), part;
        while (value_next_part(schema_column(TABLE_DEVICES, columns[i]), &rest, &part)) {
            buffer_reset(&place);
            scan_place_append(part, &place);
            if (place.n && !str_eq(buffer_view(&place), except)) {
                take_trials(worker->run->probes, buffer_view(&place), &attempts);
            }
        }
    }
    buffer_done(&place);
    return attempts;
}

bool presence_is_met_unread(struct worker *worker, struct str except) {
    return look_up(worker, except).is_met_unread;
}

/* Why an asset was not examined, and what tells of it. */
struct silence {
    enum unverified_cause cause;
    struct str evidence;     /* the rows of the attempt and of the sight; empty where there was neither */
    struct last_sight sight; /* of CAUSE_NEIGHBOUR_ONLY */
    bool is_guest;           /* a host lists it */
    struct guest_words guest;
};

static bool is_untried(enum unverified_cause cause) {
    return cause == CAUSE_OUT_OF_SCOPE || cause == CAUSE_NO_ADDRESS;
}

/* A host that lists the asset tells more than a switch port. */
static void find_sight(struct worker *worker, uint32_t asset, uint32_t guest, struct silence *silence) {
    if (guest != SIGHTING_NONE) {
        silence->is_guest = true;
        silence->guest = guest_check_words(worker, guest);
        silence->evidence = worker_join_evidence(worker, silence->evidence, silence->guest.evidence);
    } else if ((silence->cause == CAUSE_NO_ANSWER || is_untried(silence->cause)) &&
               last_sight_find(worker, asset, &silence->sight)) {
        silence->cause = CAUSE_NEIGHBOUR_ONLY;
        silence->evidence = worker_join_evidence(worker, silence->evidence, silence->sight.evidence);
    }
}

static struct silence find_cause(struct worker *worker, uint32_t asset, uint32_t guest) {
    struct silence silence = {.cause = CAUSE_NO_ADDRESS};
    struct attempts attempts = look_up(worker, STR_NONE);

    if (attempts.was_tried) {
        silence.evidence = worker_evidence(worker, worker->run->probes->table, attempts.attempt.row);
        silence.cause = cause_of_outcome[attempts.attempt.outcome];
    } else if (attempts.has_place) {
        silence.cause = CAUSE_OUT_OF_SCOPE;
    }
    find_sight(worker, asset, guest, &silence);
    return silence;
}

static enum message message_of(const struct silence *silence) {
    if (silence->is_guest) {
        return str_eq(silence->guest.state, STR("off")) ? MESSAGE_UNVERIFIED_GUEST_OFF : MESSAGE_UNVERIFIED_GUEST;
    }
    if (silence->cause == CAUSE_HOST_KEY_UNKNOWN) {
        return MESSAGE_UNVERIFIED_HOST_KEY;
    }
    return silence->cause == CAUSE_NEIGHBOUR_ONLY ? MESSAGE_UNVERIFIED_NEIGHBOUR : MESSAGE_UNVERIFIED;
}

static void report_unverified(struct worker *worker, uint32_t asset, struct str cause, const struct silence *silence) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, message_of(silence));

    worker_set_asset(worker, &finding, asset);
    finding.snapshot_evidence = silence->evidence;
    finding.field = cause;
    finding.observed = silence->is_guest ? silence->guest.host : silence->sight.where;
    finding_add_word(&finding, cause);
    if (silence->is_guest || silence->cause == CAUSE_NEIGHBOUR_ONLY) {
        finding_add_text(&finding, finding.observed);
    }
    if (finding.message == MESSAGE_UNVERIFIED_GUEST) {
        finding_add_word(&finding, silence->guest.state);
    }
    worker_add(worker, &finding, NULL);
}

/* Proof that the asset is gone, of which nobody saw anything, and where nothing answered. */
static struct str find_absence(struct worker *worker, uint32_t asset, const struct silence *silence, bool is_listed) {
    bool is_quiet = is_untried(silence->cause) || silence->cause == CAUSE_NO_ANSWER || silence->cause == CAUSE_EXCLUDED;

    if (!is_quiet || successor_is_asset_seen(worker, asset)) {
        return STR_NONE;
    }
    struct str cause = is_listed ? STR_NONE : guest_check_gone(worker, asset);
    if (str_is_empty(cause) && is_untried(silence->cause) && !silence->is_guest) {
        cause = absence_by_inventory(worker, asset);
    }
    return cause;
}

/* The fixed word for the proof that the asset is gone, which is told in a finding; empty when there is none. */
static struct str prove_missing(struct worker *worker, uint32_t asset, const struct guest_sight *guest,
                                struct silence *ret_silence) {
    struct str cause = guest->row == SIGHTING_NONE ? successor_check(worker, asset) : STR_NONE;

    if (str_is_empty(cause)) {
        cause = absence_by_check(worker, asset);
    }
    if (!str_is_empty(cause)) {
        return cause;
    }
    *ret_silence = find_cause(worker, asset, guest->row);
    return find_absence(worker, asset, ret_silence, guest->is_listed);
}

enum verdict_kind presence_of_asset(struct worker *worker, uint32_t asset, struct str *ret_cause) {
    struct guest_sight guest = guest_check_find(worker, asset);
    struct silence silence = {.cause = CAUSE_NO_ADDRESS};

    *ret_cause = prove_missing(worker, asset, &guest, &silence);
    if (!str_is_empty(*ret_cause)) {
        return VERDICT_MISSING;
    }
    *ret_cause = str_from(unverified_cause_name(silence.cause));
    worker->coverage.causes[silence.cause]++;
    report_unverified(worker, asset, *ret_cause, &silence);
    if (silence.is_guest) {
        guest_check_host(worker, &(struct pair_rows){.asset = asset, .device = PAIRING_NONE});
    }
    return VERDICT_UNVERIFIED;
}

/* By what people know it. What answered has an address where it has no name. */
static struct str name_of_stranger(struct worker *worker, bool is_recorded) {
    static const unsigned columns[] = {DEVICES_HOSTNAME, DEVICES_ADDRESS, DEVICES_ASSET_TAG, DEVICES_SERIAL,
                                       DEVICES_DEVICE_ID};
    struct str name = STR_NONE;

    for (size_t i = 0; str_is_empty(name) && i < (is_recorded ? ARRAY_LEN(columns) : 2); i++) {
        name = worker_text(worker, worker->device, columns[i]);
    }
    return name;
}

/* The row of the ledger stands for several machines, of which it may be one. */
static void report_one_of_several(struct worker *worker, uint32_t device, uint32_t asset) {
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, MESSAGE_UNREGISTERED_SEVERAL);

    row_reader_move(worker->asset, asset);
    struct str id = worker_text(worker, worker->asset, DEVICES_ASSET_ID);
    worker_set_device(worker, &finding, device);
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = STR("answered");
    finding.observed = name_of_stranger(worker, true);
    finding.ledger_evidence = worker_evidence(worker, worker->run->assets, asset);
    finding_add_text(&finding, finding.observed);
    finding_add_text(&finding, str_is_empty(id) ? worker_text(worker, worker->asset, DEVICES_MODEL) : id);
    finding_add_number(&finding, row_reader_value(worker->asset, DEVICES_QUANTITY).number);
    worker_add(worker, &finding, NULL);
}

static void report_stranger(struct worker *worker, uint32_t device) {
    static const enum message messages[2][2] = {
        {MESSAGE_UNREGISTERED_ANSWERED, MESSAGE_UNREGISTERED_RECORDED},
        {MESSAGE_UNREGISTERED_ANSWERED_LEFT_OUT, MESSAGE_UNREGISTERED_RECORDED_LEFT_OUT},
    };
    bool recorded = device_is_recorded(worker->device), is_partial = worker->run->assets_are_partial;
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, messages[is_partial][recorded]);

    worker_set_device(worker, &finding, device);
    finding.outcome = is_partial ? OUTCOME_UNDETERMINED : finding.outcome;
    finding.field = STR("answered");
    finding.observed = name_of_stranger(worker, recorded);
    finding_add_text(&finding, finding.observed);
    if (recorded) {
        finding_add_text(&finding, worker_text(worker, worker->device, DEVICES_OBSERVED_AT));
    }
    worker_add(worker, &finding, NULL);
}

enum verdict_kind presence_of_device(struct worker *worker, uint32_t device) {
    uint32_t several = several_row_of(worker->run->several, device);

    if (several == PAIRING_NONE) {
        report_stranger(worker, device);
        return VERDICT_UNREGISTERED;
    }
    report_one_of_several(worker, device, several);
    return VERDICT_AMBIGUOUS;
}
