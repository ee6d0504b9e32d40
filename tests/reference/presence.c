/* The reference: assets that no device was found for, and devices that no asset claims. */

#include "base/text.h"
#include "inventory/words.h"
#include "tests/reference/seen.h"
#include "tests/unit/support/require.h"

/* --- another machine in its place ----------------------------------------------------------------------------------
 */

/* The addresses and names of an asset. */
struct places {
    struct str *items;
    size_t count;
};

static bool same_key(enum identity_key kind, struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    return identity_normalise(kind, a, &x) && identity_normalise(kind, b, &y) &&
           str_eq(buffer_view(&x), buffer_view(&y));
}

static bool is_seen(const struct reference *reference, uint32_t asset) {
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        for (enum identity_key kind = 0; kind < KEY_HOSTNAME; kind++) {
            if (pairs_share_key(&reference->pairs, asset, device, kind)) {
                return true;
            }
        }
    }
    for (uint32_t row = 0; row < reference->components.rows; row++) {
        if (same_key(KEY_SERIAL, sheet_text(&reference->assets, asset, DEVICES_SERIAL),
                     sheet_text(&reference->components, row, COMPONENTS_SERIAL))) {
            return true;
        }
    }
    return false;
}

/* Is there any device, or any answer at another place than the one in question, that might be the asset's? */
static bool may_be_met(const struct reference *reference, uint32_t asset) {
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        bool has_place = pairs_share_key(&reference->pairs, asset, device, KEY_HOSTNAME) ||
                         pairs_share_key(&reference->pairs, asset, device, KEY_ADDRESS);
        if (has_place && !pairs_is_other_machine(&reference->pairs, asset, device)) {
            return true;
        }
    }
    return false;
}

static bool was_tried_at(const struct reference *reference, uint32_t row, struct str place);
static struct places places_of(const struct reference *reference, uint32_t asset);

static bool is_met_unread(const struct reference *reference, uint32_t asset, struct str except) {
    struct places places = places_of(reference, asset);

    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        for (size_t i = 0; reference->is_answer[row] && i < places.count; i++) {
            if (!str_eq(places.items[i], except) && was_tried_at(reference, row, places.items[i])) {
                return true;
            }
        }
    }
    return false;
}

struct successor {
    uint32_t device; /* PAIRING_NONE for none */
    enum identity_key key;
    struct str text; /* of the key, in normal form */
};

static struct successor find_successor(const struct reference *reference, uint32_t asset) {
    static const enum identity_key keys[] = {KEY_HOSTNAME, KEY_ADDRESS};
    struct successor none = {.device = PAIRING_NONE};

    for (size_t i = 0; i < ARRAY_LEN(keys) && !is_seen(reference, asset) && !may_be_met(reference, asset); i++) {
        struct successor successor = {.key = keys[i]};
        successor.device = pairs_device_with_own_key(&reference->pairs, asset, keys[i], &successor.text);
        if (successor.device != PAIRING_NONE &&
            reference_part_is_complete(reference, successor.device, STR("identity"))) {
            return is_met_unread(reference, asset, successor.text) ? none : successor;
        }
    }
    return none;
}

/* The first part of the cell that is the key. */
static struct str written_key(const struct reference *reference, uint32_t asset, const struct successor *successor) {
    unsigned column = successor->key == KEY_HOSTNAME ? DEVICES_HOSTNAME : DEVICES_IP_ADDRESSES;
    struct str *parts;
    size_t count = sheet_parts(&reference->assets, asset, column, reference->arena, &parts);

    for (size_t i = 0; i < count; i++) {
        if (same_key(successor->key, parts[i], successor->text)) {
            return parts[i];
        }
    }
    return STR_NONE;
}

static void report_successor(struct reference *reference, uint32_t asset, const struct successor *successor) {
    const struct sheet *devices = &reference->devices;
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_ADDRESS_TAKEN);

    reference_set_asset(reference, &finding, asset);
    finding.field = STR("address-taken");
    finding.snapshot_evidence = sheet_evidence(devices, successor->device, reference->arena);
    finding.documented = written_key(reference, asset, successor);
    finding.observed =
        sheet_text(devices, successor->device, successor->key == KEY_HOSTNAME ? DEVICES_SERIAL : DEVICES_HOSTNAME);
    if (!finding.observed.n) {
        finding.observed = sheet_text(devices, successor->device, DEVICES_DEVICE_ID);
    }
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, NULL);
}

/* --- hand checks and complete inventories --------------------------------------------------------------------------
 */

/* The last row that says so. */
static bool was_not_found(struct reference *reference, uint32_t asset) {
    const struct sheet *probes = &reference->probes;
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_CHECK);
    uint32_t found = PAIRING_NONE;

    for (uint32_t row = 0; row < probes->rows; row++) {
        struct value outcome = sheet_value(probes, row, PROBES_OUTCOME);
        if (outcome.is_set && outcome.number == PROBE_NOT_FOUND &&
            same_key(KEY_ASSET_ID, sheet_text(probes, row, PROBES_TARGET),
                     sheet_text(&reference->assets, asset, DEVICES_ASSET_ID))) {
            found = row;
        }
    }
    if (found == PAIRING_NONE) {
        return false;
    }
    reference_set_asset(reference, &finding, asset);
    finding.field = STR("hand-check");
    finding.documented = finding.location;
    finding.observed = sheet_text(probes, found, PROBES_MESSAGE);
    finding.snapshot_evidence = sheet_evidence(probes, found, reference->arena);
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, NULL);
    return true;
}

static bool place_is_covered(const struct reference *reference, uint32_t asset) {
    CLEANUP(buffer_done) struct buffer site = {0}, place = {0};

    text_fold(reference->input->info->site, &site);
    text_fold(sheet_text(&reference->assets, asset, DEVICES_LOCATION), &place);
    return str_starts_with(buffer_view(&place), buffer_view(&site));
}

static bool has_key(const struct reference *reference, const struct sheet *sheet, uint32_t row, enum identity_key kind,
                    unsigned column) {
    struct str *parts;
    size_t count = sheet_parts(sheet, row, column, reference->arena, &parts);

    for (size_t i = 0; i < count; i++) {
        CLEANUP(buffer_done) struct buffer normal = {0};
        if (identity_normalise(kind, parts[i], &normal)) {
            return true;
        }
    }
    return false;
}

static bool inventory_gives(const struct reference *reference, enum identity_key kind, unsigned column) {
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        if (has_key(reference, &reference->devices, device, kind, column)) {
            return true;
        }
    }
    return false;
}

/* Does the asset have a key of a kind that the inventory gives? */
static bool would_be_named(const struct reference *reference, uint32_t asset) {
    static const struct {
        enum identity_key kind;
        unsigned documented, observed;
    } keys[] = {
        {KEY_ASSET_ID, DEVICES_ASSET_ID, DEVICES_ASSET_TAG},
        {KEY_SERIAL, DEVICES_SERIAL, DEVICES_SERIAL},
        {KEY_UUID, DEVICES_UUID, DEVICES_UUID},
        {KEY_MAC, DEVICES_MAC_ADDRESSES, DEVICES_MAC_ADDRESSES},
        {KEY_HOSTNAME, DEVICES_HOSTNAME, DEVICES_HOSTNAME},
    };

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (inventory_gives(reference, keys[i].kind, keys[i].observed) &&
            has_key(reference, &reference->assets, asset, keys[i].kind, keys[i].documented)) {
            return true;
        }
    }
    return false;
}

static bool is_in_no_inventory(struct reference *reference, uint32_t asset) {
    const struct snapshot_info *info = reference->input->info;
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_INVENTORY);
    char day[11];

    if (!info || !info->is_complete || !place_is_covered(reference, asset) || !would_be_named(reference, asset)) {
        return false;
    }
    date_format(reference->input->observed_on, day);
    reference_set_asset(reference, &finding, asset);
    finding.field = STR("complete-inventory");
    finding.snapshot_evidence = STR("manifest.json");
    finding_add_text(&finding, info->scope);
    finding_add_text(&finding, arena_dup(reference->arena, str_from(day)));
    reference_add(reference, &finding, NULL);
    return true;
}

/* --- silence -------------------------------------------------------------------------------------------------------
 */

/* From the most telling to the least. A hand check is no attempt. */
static const struct {
    enum probe_outcome outcome;
    enum unverified_cause cause;
} causes[] = {
    {PROBE_HOST_KEY_CHANGED, CAUSE_HOST_KEY_CHANGED},
    {PROBE_HOST_KEY_UNKNOWN, CAUSE_HOST_KEY_UNKNOWN},
    {PROBE_AUTH_REFUSED, CAUSE_AUTH_REFUSED},
    {PROBE_NO_CREDENTIAL, CAUSE_NO_CREDENTIAL},
    {PROBE_PARTIAL, CAUSE_PARTIAL},
    {PROBE_ERROR, CAUSE_ERROR},
    {PROBE_EXCLUDED, CAUSE_EXCLUDED},
    {PROBE_ANSWERED, CAUSE_NOT_SEEN},
    {PROBE_NO_ANSWER, CAUSE_NO_ANSWER},
};

/* An address or a name in normal form; empty when it is neither. */
static struct str place_of(struct str text, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer place = {0};

    return identity_read_address(text, &place) || identity_normalise(KEY_HOSTNAME, text, &place)
               ? arena_dup(arena, buffer_view(&place))
               : STR_NONE;
}

static void read_answers(struct reference *reference);

void read_places(struct reference *reference) {
    uint32_t rows = reference->probes.rows;

    reference->probe_targets = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof(struct str));
    reference->probe_addresses = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof(struct str));
    require(reference->probe_targets && reference->probe_addresses, "memory");
    for (uint32_t row = 0; row < rows; row++) {
        reference->probe_targets[row] = place_of(sheet_text(&reference->probes, row, PROBES_TARGET), reference->arena);
        reference->probe_addresses[row] =
            place_of(sheet_text(&reference->probes, row, PROBES_ADDRESS), reference->arena);
    }
    read_answers(reference);
}

static bool was_tried_at(const struct reference *reference, uint32_t row, struct str place) {
    return str_eq(place, reference->probe_targets[row]) || str_eq(place, reference->probe_addresses[row]);
}

static struct places places_of(const struct reference *reference, uint32_t asset) {
    static const unsigned columns[] = {DEVICES_IP_ADDRESSES, DEVICES_HOSTNAME};
    struct places places = {arena_alloc_array(reference->arena, 128, sizeof(struct str)), 0};

    for (size_t i = 0; places.items && i < ARRAY_LEN(columns); i++) {
        struct str *parts;
        size_t count = sheet_parts(&reference->assets, asset, columns[i], reference->arena, &parts);
        for (size_t j = 0; j < count && places.count < 128; j++) {
            struct str place = place_of(parts[j], reference->arena);
            if (place.n) {
                places.items[places.count++] = place;
            }
        }
    }
    return places;
}

/* The first attempt at any of the places with that outcome; PAIRING_NONE for none. */
static uint32_t find_attempt(const struct reference *reference, const struct places *places,
                             enum probe_outcome outcome) {
    for (size_t i = 0; i < places->count; i++) {
        for (uint32_t row = 0; row < reference->probes.rows; row++) {
            struct value value = sheet_value(&reference->probes, row, PROBES_OUTCOME);
            if (value.is_set && value.number == (int64_t)outcome && was_tried_at(reference, row, places->items[i])) {
                return row;
            }
        }
    }
    return PAIRING_NONE;
}

/* *RET_WHERE is where neighbours saw it, or the host that lists it as the row GUEST. */
static enum unverified_cause find_cause(const struct reference *reference, uint32_t asset, uint32_t guest,
                                        struct str *ret_evidence, struct str *ret_where) {
    struct places places = places_of(reference, asset);
    enum unverified_cause cause = places.count ? CAUSE_OUT_OF_SCOPE : CAUSE_NO_ADDRESS;

    for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
        uint32_t row = find_attempt(reference, &places, causes[i].outcome);
        if (row != PAIRING_NONE) {
            *ret_evidence = sheet_evidence(&reference->probes, row, reference->arena);
            cause = causes[i].cause;
            break;
        }
    }
    bool is_silent = cause == CAUSE_OUT_OF_SCOPE || cause == CAUSE_NO_ADDRESS || cause == CAUSE_NO_ANSWER;
    struct str sight;
    if (guest != PAIRING_NONE) {
        *ret_where = guest_host_name(reference, guest);
        sight = sheet_evidence(&reference->guests, guest, reference->arena);
    } else if (is_silent && find_last_sight(reference, asset, ret_where, &sight)) {
        cause = CAUSE_NEIGHBOUR_ONLY;
    } else {
        return cause;
    }
    *ret_evidence =
        ret_evidence->n ? reference_printf(reference, "%.*s %.*s", STR_FMT(*ret_evidence), STR_FMT(sight)) : sight;
    return cause;
}

static void report_unverified(struct reference *reference, uint32_t asset, struct str cause, struct str evidence,
                              struct str where, uint32_t guest) {
    struct finding finding =
        finding_make(CODE_DIF_UNVERIFIED, where.n ? MESSAGE_UNVERIFIED_NEIGHBOUR : MESSAGE_UNVERIFIED);
    struct str state = guest == PAIRING_NONE ? STR_NONE : sheet_text(&reference->guests, guest, GUESTS_STATE);

    if (!where.n && str_eq(cause, STR("host-key-unknown"))) {
        finding.message = MESSAGE_UNVERIFIED_HOST_KEY;
    }
    if (guest != PAIRING_NONE) {
        finding.message = str_eq(state, STR("off")) ? MESSAGE_UNVERIFIED_GUEST_OFF : MESSAGE_UNVERIFIED_GUEST;
    }
    reference_set_asset(reference, &finding, asset);
    finding.snapshot_evidence = evidence;
    finding.field = cause;
    finding.observed = where;
    finding_add_word(&finding, cause);
    if (where.n) {
        finding_add_text(&finding, where);
    }
    if (finding.message == MESSAGE_UNVERIFIED_GUEST) {
        finding_add_word(&finding, state);
    }
    reference_add(reference, &finding, NULL);
}

/* Nothing answered at any of its addresses, and nobody saw it. */
static bool is_quiet(enum unverified_cause cause) {
    return cause == CAUSE_OUT_OF_SCOPE || cause == CAUSE_NO_ADDRESS || cause == CAUSE_NO_ANSWER ||
           cause == CAUSE_EXCLUDED;
}

enum verdict_kind look_for_asset(struct reference *reference, uint32_t asset, struct str *ret_cause) {
    bool is_listed = false;
    uint32_t guest = find_guest(reference, asset, &is_listed);
    struct successor successor = find_successor(reference, asset);
    struct str evidence = STR_NONE, where = STR_NONE;

    if (guest == PAIRING_NONE && successor.device != PAIRING_NONE) {
        report_successor(reference, asset, &successor);
        *ret_cause = STR("address-taken");
        return VERDICT_MISSING;
    }
    if (was_not_found(reference, asset)) {
        *ret_cause = STR("hand-check");
        return VERDICT_MISSING;
    }
    enum unverified_cause cause = find_cause(reference, asset, guest, &evidence, &where);
    bool was_tried = cause != CAUSE_OUT_OF_SCOPE && cause != CAUSE_NO_ADDRESS;
    bool is_absent = is_quiet(cause) && !is_seen(reference, asset);
    if (is_absent && !is_listed && report_gone_guest(reference, asset)) {
        *ret_cause = STR("vm-gone");
        return VERDICT_MISSING;
    }
    if (is_absent && !was_tried && guest == PAIRING_NONE && is_in_no_inventory(reference, asset)) {
        *ret_cause = STR("complete-inventory");
        return VERDICT_MISSING;
    }
    *ret_cause = str_from(unverified_cause_name(cause));
    reference->result->coverage.causes[cause]++;
    report_unverified(reference, asset, *ret_cause, evidence, where, guest);
    if (guest != PAIRING_NONE) {
        compare_guest_host(reference, &(struct pair_rows){.asset = asset, .device = PAIRING_NONE});
    }
    return VERDICT_UNVERIFIED;
}

/* --- who answered and was not read ---------------------------------------------------------------------------------
 */

static bool is_answer(const struct reference *reference, uint32_t row) {
    struct value outcome = sheet_value(&reference->probes, row, PROBES_OUTCOME);
    struct value reached = sheet_value(&reference->probes, row, PROBES_REACHED);

    if (!outcome.is_set || outcome.number == PROBE_NOT_FOUND ||
        sheet_text(&reference->probes, row, PROBES_DEVICE_ID).n) {
        return false;
    }
    if (reached.is_set) {
        return reached.number == 1;
    }
    return (outcome.number == PROBE_AUTH_REFUSED || outcome.number == PROBE_HOST_KEY_CHANGED ||
            outcome.number == PROBE_HOST_KEY_UNKNOWN) &&
           !str_contains(sheet_text(&reference->probes, row, PROBES_METHOD), STR(" via "));
}

static bool has_place(const struct reference *reference, const struct sheet *sheet, unsigned column, struct str place) {
    for (uint32_t row = 0; row < sheet->rows; row++) {
        struct str *parts;
        size_t count = sheet_parts(sheet, row, column, reference->arena, &parts);
        for (size_t i = 0; i < count; i++) {
            if (str_eq(place_of(parts[i], reference->arena), place)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_known_place(const struct reference *reference, struct str place) {
    return place.n && (has_place(reference, &reference->assets, DEVICES_HOSTNAME, place) ||
                       has_place(reference, &reference->assets, DEVICES_IP_ADDRESSES, place) ||
                       has_place(reference, &reference->devices, DEVICES_HOSTNAME, place) ||
                       has_place(reference, &reference->devices, DEVICES_IP_ADDRESSES, place) ||
                       has_place(reference, &reference->devices, DEVICES_ADDRESS, place) ||
                       has_place(reference, &reference->interfaces, INTERFACES_ADDRESSES, place));
}

/* The targets of a block are told by their addresses. */
static struct str target_place(const struct reference *reference, uint32_t row) {
    bool is_block = str_find_char(sheet_text(&reference->probes, row, PROBES_TARGET), '/') >= 0;
    return is_block ? STR_NONE : reference->probe_targets[row];
}

static void read_answers(struct reference *reference) {
    uint32_t rows = reference->probes.rows;

    reference->is_answer = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof(bool));
    reference->is_told = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof(bool));
    reference->is_taken = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof(bool));
    require(reference->is_answer && reference->is_told && reference->is_taken, "memory");
    for (uint32_t row = 0; row < rows; row++) {
        reference->is_answer[row] = is_answer(reference, row);
        reference->is_taken[row] = false;
        reference->is_told[row] =
            reference->is_answer[row] && (is_known_place(reference, target_place(reference, row)) ||
                                          is_known_place(reference, reference->probe_addresses[row]));
    }
}

static bool answers_as(const struct reference *reference, uint32_t row, const struct seen *seen) {
    for (size_t i = 0; reference->is_answer[row] && i < seen->count; i++) {
        bool is_place = seen->names[i].kind == KEY_ADDRESS || seen->names[i].kind == KEY_HOSTNAME;
        if (is_place && (str_eq(seen->names[i].text, target_place(reference, row)) ||
                         str_eq(seen->names[i].text, reference->probe_addresses[row]))) {
            return true;
        }
    }
    return false;
}

void take_answers(struct reference *reference, const struct seen *seen) {
    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        reference->is_taken[row] |= answers_as(reference, row, seen);
    }
}

void explain_answers(struct reference *reference, const struct seen *seen) {
    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        reference->is_told[row] |= answers_as(reference, row, seen);
    }
}

void tell_answers(struct reference *reference, struct finding *finding, enum message message) {
    struct str word = STR_NONE;
    unsigned count = 0;

    for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
        for (uint32_t row = 0; row < reference->probes.rows && !word.n; row++) {
            bool is_it = sheet_value(&reference->probes, row, PROBES_OUTCOME).number == (int64_t)causes[i].outcome;
            if (reference->is_taken[row] && is_it) {
                word =
                    str_from(unverified_cause_name(causes[i].cause == CAUSE_NO_ANSWER ? CAUSE_ERROR : causes[i].cause));
            }
        }
    }
    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        if (!reference->is_taken[row]) {
            continue;
        }
        reference->is_taken[row] = false;
        reference->is_told[row] = true;
        if (count++ < 8) {
            struct str evidence = sheet_evidence(&reference->probes, row, reference->arena);
            finding->snapshot_evidence = reference_printf(reference, "%.*s%s%.*s", STR_FMT(finding->snapshot_evidence),
                                                          finding->snapshot_evidence.n ? " " : "", STR_FMT(evidence));
        }
    }
    if (count) {
        finding->message = message;
        finding_add_word(finding, word);
    }
    if (count > 8) {
        finding->snapshot_evidence = reference_printf(reference, "%.*s …", STR_FMT(finding->snapshot_evidence));
    }
}

static struct str main_place(const struct reference *reference, uint32_t row) {
    return reference->probe_addresses[row].n ? reference->probe_addresses[row] : target_place(reference, row);
}

static void report_answers_at(struct reference *reference, struct str place) {
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, MESSAGE_UNREGISTERED_UNREAD);
    struct str name = STR_NONE;

    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        struct str target = target_place(reference, row);
        reference->is_taken[row] = reference->is_answer[row] && str_eq(main_place(reference, row), place);
        if (reference->is_taken[row] && target.n && !str_eq(target, place)) {
            name = !name.n || str_cmp(target, name) < 0 ? target : name;
        }
    }
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.subject_kind = SUBJECT_NEIGHBOUR;
    finding.subject = place;
    finding.field = STR("unread");
    finding.hostname = name;
    finding.observed = name.n ? reference_printf(reference, "%.*s, %.*s", STR_FMT(name), STR_FMT(place)) : place;
    finding_add_text(&finding, finding.observed);
    tell_answers(reference, &finding, MESSAGE_UNREGISTERED_UNREAD);
    reference_add(reference, &finding, NULL);
}

/* One an address, of which nothing is known or told otherwise. */
void report_answers(struct reference *reference) {
    for (uint32_t row = 0; row < reference->probes.rows; row++) {
        struct str place = main_place(reference, row);
        bool is_told = !reference->is_answer[row] || !place.n;
        for (uint32_t other = 0; !is_told && other < reference->probes.rows; other++) {
            is_told =
                reference->is_answer[other] && str_eq(main_place(reference, other), place) && reference->is_told[other];
        }
        if (!is_told) {
            report_answers_at(reference, place);
        }
    }
}

/* --- devices on no paper -------------------------------------------------------------------------------------------
 */

void report_unregistered(struct reference *reference, uint32_t device) {
    static const unsigned columns[] = {DEVICES_HOSTNAME, DEVICES_ADDRESS, DEVICES_ASSET_TAG, DEVICES_SERIAL,
                                       DEVICES_DEVICE_ID};
    struct str method = sheet_text(&reference->devices, device, DEVICES_METHOD);
    bool is_recorded = str_eq(method, STR("import")) || str_eq(method, STR("check"));
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED,
                                          is_recorded ? MESSAGE_UNREGISTERED_RECORDED : MESSAGE_UNREGISTERED_ANSWERED);

    if (inventory_is_refused(reference->input->ledger, TABLE_DEVICES)) {
        finding.outcome = OUTCOME_UNDETERMINED;
        finding.message = is_recorded ? MESSAGE_UNREGISTERED_RECORDED_LEFT_OUT : MESSAGE_UNREGISTERED_ANSWERED_LEFT_OUT;
    }
    reference_set_device(reference, &finding, device);
    finding.field = STR("answered");
    for (size_t i = 0; i < (is_recorded ? ARRAY_LEN(columns) : 2) && !finding.observed.n; i++) {
        finding.observed = sheet_text(&reference->devices, device, columns[i]);
    }
    finding_add_text(&finding, finding.observed);
    if (is_recorded) {
        finding_add_text(&finding, sheet_text(&reference->devices, device, DEVICES_OBSERVED_AT));
    }
    reference_add(reference, &finding, NULL);
}
