#include "pairing/placement.h"

#include "base/budget.h"
#include "findings/finding_rows.h"
#include "pairing/asset_state.h"
#include "pairing/facilities.h"
#include "pairing/machine_hosts.h"
#include "pairing/places.h"

/* Machines of a circle that a finding names. */
enum { CIRCLE_SHOWN = 8 };

struct check {
    const struct placement_input *input;
    struct finding_sink *findings;
    const struct table *assets;
    struct row_reader *asset, *device; /* the latter NULL: nothing was observed */
    struct machine_hosts *hosts;       /* NULL: the ledger does not keep them */
    uint32_t *host_of;                 /* by asset, as the ledger has it; PAIRING_NONE */
    struct facilities *facilities;
    struct places *places; /* NULL: the ledger has no such table */
    struct arena *arena;   /* of one finding */
};

static void check_done(struct check *check) {
    row_reader_free(check->asset);
    row_reader_free(check->device);
    machine_hosts_free(check->hosts);
    budget_drop(check->host_of);
    facilities_free(check->facilities);
    places_free(check->places);
    if (check->arena) {
        arena_free(check->arena);
    }
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* About the asset that the reader stands on. */
static struct finding finding_about(struct check *check, enum message message, uint32_t asset, unsigned column) {
    struct finding finding = finding_make(CODE_INP_REFERENCE, message);
    uint32_t device = pairing_partner(check->input->pairing, asset);

    finding_set_asset(&finding, check->asset, check->arena);
    if (row_reader_at(check->device, device)) {
        finding_set_device(&finding, check->device, check->arena);
    }
    finding.field = str_from(schema_column(TABLE_DEVICES, column)->name);
    finding.documented = row_reader_dup(check->asset, column, check->arena);
    finding.ledger_evidence = row_evidence(check->assets, asset, check->arena);
    return finding;
}

static enum err_code add(struct check *check, const struct finding *finding, struct err *err) {
    enum err_code code =
        arena_failed(check->arena) ? err_no_memory(err) : finding_sink_add(check->findings, 0, finding, err);

    arena_reset(check->arena);
    return code;
}

/* --- hosts in a circle ---------------------------------------------------------------------------------------------
 */

/* By the paper alone: a host that is on no paper has none on it. */
static uint32_t documented_host(struct check *check) {
    struct machine_place place = machine_hosts_written(check->hosts, check->asset);

    return place.asset == PAIRING_NONE && place.device != PAIRING_NONE
               ? pairing_asset(check->input->pairing, place.device)
               : place.asset;
}

static void read_host(struct check *check, uint32_t asset) {
    check->host_of[asset] = asset_has_left(check->asset) ? PAIRING_NONE : documented_host(check);
}

static struct str name_of(struct check *check, uint32_t asset) {
    row_reader_move(check->asset, asset);
    bool has_id = row_reader_text(check->asset, DEVICES_ASSET_ID).n > 0;
    return row_reader_dup(check->asset, has_id ? DEVICES_ASSET_ID : DEVICES_HOSTNAME, check->arena);
}

/* The machine of the circle by which it is told: the first by its id, so that the order of rows plays no part. */
static uint32_t first_of_circle(struct check *check, uint32_t member) {
    uint32_t first = member;
    struct str name = name_of(check, member);

    for (uint32_t next = check->host_of[member]; next != member; next = check->host_of[next]) {
        struct str other = name_of(check, next);
        if (str_cmp(other, name) < 0) {
            first = next;
            name = other;
        }
    }
    return first;
}

/* "VM-1 → VM-2 → VM-1", and the rows of them. */
static enum err_code tell_circle(struct check *check, uint32_t member, struct err *err) {
    CLEANUP(buffer_done) struct buffer names = {0}, rows = {0};
    uint32_t first = first_of_circle(check, member), at = first;
    unsigned shown = 0;

    do {
        buffer_printf(&names, "%.*s → ", STR_FMT(name_of(check, at)));
        buffer_printf(&rows, "%s%.*s", rows.n ? " " : "", STR_FMT(row_evidence(check->assets, at, check->arena)));
        at = check->host_of[at];
    } while (++shown < CIRCLE_SHOWN && at != first);
    buffer_append(&names, at == first ? name_of(check, first) : STR("…"));
    row_reader_move(check->asset, first);
    struct finding finding = finding_about(check, MESSAGE_HOST_CIRCLE, first, DEVICES_VIRTUAL_HOST);
    finding.ledger_evidence = buffer_view(&rows);
    finding_add_text(&finding, buffer_view(&names));
    return names.failed || rows.failed ? err_no_memory(err) : add(check, &finding, err);
}

/* Every asset has one host, so that each walk along the hosts ends, meets an earlier one, or closes a circle. */
static enum err_code find_circles(struct check *check, struct err *err) {
    uint32_t rows = table_rows(check->assets);
    uint32_t *walks = budget_alloc(table_budget(check->assets), (size_t)rows + 1, sizeof *walks); /* by asset, from 1 */
    enum err_code code = walks ? ERR_OK : err_no_memory(err);

    for (uint32_t start = 0; !code && start < rows; start++) {
        uint32_t at = start;
        while (at != PAIRING_NONE && walks[at] == 0) {
            walks[at] = start + 1;
            at = check->host_of[at];
        }
        if (at != PAIRING_NONE && walks[at] == start + 1) {
            code = tell_circle(check, at, err);
        }
    }
    budget_drop(walks);
    return code;
}

/* --- virtual machines without a host -------------------------------------------------------------------------------
 */

/* A machine of a cluster moves between its hosts. */
static enum err_code check_host(struct check *check, uint32_t asset, struct err *err) {
    uint32_t device = pairing_partner(check->input->pairing, asset);
    struct row_reader *observed = row_reader_at(check->device, device);
    struct machine_place place = machine_hosts_of(check->hosts, check->asset, observed);
    bool is_written = row_reader_text(check->asset, DEVICES_VIRTUAL_HOST).n > 0 ||
                      (observed && row_reader_text(observed, DEVICES_VIRTUAL_HOST).n > 0);

    if (is_written || row_reader_text(check->asset, DEVICES_CLUSTER).n || place.asset != PAIRING_NONE ||
        place.device != PAIRING_NONE) {
        return ERR_OK;
    }
    struct finding finding = finding_about(check, MESSAGE_HOST_BLANK, asset, DEVICES_VIRTUAL_HOST);
    return add(check, &finding, err);
}

/* --- hardware without a facility -----------------------------------------------------------------------------------
 */

static bool is_in_facility(const struct check *check, struct str location) {
    uint32_t place = check->places ? places_of_location(check->places, location) : PLACE_NONE;

    return facilities_of_location(check->facilities, location).n ||
           (place != PLACE_NONE && places_facility(check->places, place).n);
}

static enum err_code check_facility(struct check *check, uint32_t asset, struct err *err) {
    int kind = row_reader_word(check->asset, DEVICES_KIND);
    struct str location = row_reader_text(check->asset, DEVICES_LOCATION);
    struct str word =
        kind == WORD_BLANK ? STR_NONE : schema_word(schema_column(TABLE_DEVICES, DEVICES_KIND), (unsigned)kind);

    if (!policy_is_maintained(check->input->policy, word) || is_in_facility(check, location)) {
        return ERR_OK;
    }
    struct finding finding =
        finding_about(check, location.n ? MESSAGE_FACILITY_UNKNOWN : MESSAGE_FACILITY_BLANK, asset, DEVICES_LOCATION);
    if (location.n) {
        finding_add_text(&finding, finding.documented);
    } else {
        finding_add_word(&finding, word);
    }
    return add(check, &finding, err);
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code check_asset(struct check *check, uint32_t asset, struct err *err) {
    bool is_guest = device_is_guest(check->asset);

    if (asset_state_read(check->asset, check->input->observed_on) != ASSET_EXPECTED) {
        return ERR_OK;
    }
    if (is_guest) {
        return check->hosts ? check_host(check, asset, err) : ERR_OK;
    }
    return facilities_count(check->facilities) ? check_facility(check, asset, err) : ERR_OK;
}

static enum err_code check_assets(struct check *check, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t asset = 0; !code && asset < table_rows(check->assets); asset++) {
        row_reader_move(check->asset, asset);
        if (check->hosts) {
            read_host(check, asset);
        }
        code = check_asset(check, asset, err);
    }
    return code;
}

/* Does any row say a host? A column of blanks is one that nobody keeps. */
static bool keeps_hosts(const struct table *assets) {
    return table_has_column(assets, DEVICES_VIRTUAL_HOST) && table_code_count(assets, DEVICES_VIRTUAL_HOST) != 1;
}

static enum err_code open_tables(struct check *check, struct err *err) {
    const struct placement_input *input = check->input;
    const struct table *places = inventory_table(input->ledger, TABLE_PLACES);
    enum err_code code = facilities_read(inventory_table(input->ledger, TABLE_FACILITIES), &check->facilities, err);

    code = code || !places ? code : places_build(places, &check->places, err);
    if (!code && keeps_hosts(check->assets)) {
        check->host_of =
            budget_alloc(table_budget(check->assets), (size_t)table_rows(check->assets) + 1, sizeof *check->host_of);
        code = check->host_of ? machine_hosts_read(input->ledger, input->snapshot, &check->hosts, err)
                              : err_no_memory(err);
    }
    code = code ? code : row_reader_new(check->assets, &check->asset, err);
    code = code ? code : row_reader_open(inventory_table(input->snapshot, TABLE_DEVICES), &check->device, err);
    check->arena = arena_new();
    return code || check->arena ? code : err_no_memory(err);
}

enum err_code placement_check(const struct placement_input *input, struct finding_sink *findings, struct err *err) {
    CLEANUP(check_done)
    struct check check = {
        .input = input, .findings = findings, .assets = inventory_table(input->ledger, TABLE_DEVICES)};
    enum err_code code = check.assets ? open_tables(&check, err) : ERR_OK;

    if (code || !check.assets || (!check.hosts && facilities_count(check.facilities) == 0)) {
        return code;
    }
    code = check_assets(&check, err);
    code = code || !check.hosts ? code : find_circles(&check, err);
    code = code ? code : row_reader_error(check.asset, err);
    return code || !check.device ? code : row_reader_error(check.device, err);
}
