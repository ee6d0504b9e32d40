#include "reconciler/successor.h"

#include "pairing/keys.h"
#include "reconciler/parts.h"
#include "reconciler/presence.h"

/* The keys by which another machine may stand in for the asset, the more telling one first. */
static const struct place_key {
    enum identity_key kind;
    unsigned column;
} place_keys[] = {{KEY_HOSTNAME, DEVICES_HOSTNAME}, {KEY_ADDRESS, DEVICES_IP_ADDRESSES}};

/* The machine that answers at a name or address of the asset. */
struct successor {
    uint32_t device; /* PAIRING_NONE: there is no such proof */
    const struct place_key *place;
    struct str text; /* the name or address, as it stands in the ledger … */
    struct str form; /* … and in the form in which it is compared */
};

bool successor_is_asset_seen(struct worker *worker, uint32_t asset) {
    struct shared_key key;

    return (pairing_shared_key(worker->run->input->pairing, asset, 0, &key) && key.kind < KEY_HOSTNAME) ||
           parts_have_serial(worker->run->parts, row_reader_text(worker->asset, DEVICES_SERIAL));
}

/* Whoever answers there and is not surely another machine may be the asset. */
static bool may_be_asset(const struct pairing *pairing, uint32_t asset, const struct shared_key *key) {
    for (uint32_t i = 0; i < key->device_count; i++) {
        if (!pairing_is_other_machine(pairing, asset, key->devices[i])) {
            return true;
        }
    }
    return false;
}

/* The one key of that kind that the asset shares with no other asset still with us, and that one device has. An address
 * of several, as clusters have, is answered by whichever is in charge. False when there is none, or when several
 * devices have such keys. */
static bool find_own_key(const struct pairing *pairing, uint32_t asset, enum identity_key kind,
                         struct shared_key *ret_key) {
    struct shared_key key;
    bool is_found = false;

    for (size_t i = 0; pairing_shared_key(pairing, asset, i, &key); i++) {
        if (key.kind != kind || key.is_shared) {
            continue;
        }
        if (key.device_count > 1 || (is_found && key.devices[0] != ret_key->devices[0])) {
            return false;
        }
        *ret_key = is_found ? *ret_key : key;
        is_found = true;
    }
    return is_found;
}

static bool asset_may_be_met(const struct pairing *pairing, uint32_t asset) {
    struct shared_key key;

    for (size_t i = 0; pairing_shared_key(pairing, asset, i, &key); i++) {
        if (may_be_asset(pairing, asset, &key)) {
            return true;
        }
    }
    return false;
}

/* The text of the key, of the several that the cell may have. */
static void read_key(struct worker *worker, uint32_t asset, uint64_t key, struct successor *successor) {
    struct key_reader reader = key_reader_borrow(pairing_asset_keys(worker->run->input->pairing), worker->asset);
    struct buffer form = {0}, other = {0};
    struct str rest, part;

    key_reader_form(&reader, asset, successor->place->kind, key, &form);
    rest = row_reader_text(worker->asset, successor->place->column);
    while (str_is_empty(successor->text) &&
           value_next_part(schema_column(TABLE_DEVICES, successor->place->column), &rest, &part)) {
        buffer_reset(&other);
        if (identity_normalise(successor->place->kind, part, &other) &&
            str_eq(buffer_view(&other), buffer_view(&form))) {
            successor->text = arena_dup(worker->arena, part);
        }
    }
    successor->form = arena_dup(worker->arena, buffer_view(&form));
    key_reader_done(&reader);
    buffer_done(&form);
    buffer_done(&other);
}

/* A device that was read in part only proves nothing. */
static struct successor find_successor(struct worker *worker, uint32_t asset) {
    const struct pairing *pairing = worker->run->input->pairing;
    struct successor successor = {.device = PAIRING_NONE};
    struct shared_key key;

    for (size_t i = 0; i < ARRAY_LEN(place_keys) && successor.device == PAIRING_NONE; i++) {
        if (!find_own_key(pairing, asset, place_keys[i].kind, &key)) {
            continue;
        }
        row_reader_move(worker->device, key.devices[0]);
        if (worker_part_is_complete(worker, STR("identity"))) {
            successor = (struct successor){.device = key.devices[0], .place = &place_keys[i]};
            read_key(worker, asset, key.key, &successor);
        }
    }
    return successor;
}

/* What tells the device from the asset: not the name where the name is what both have. */
static struct str name_of_device(struct worker *worker, enum identity_key kind) {
    const unsigned columns[] = {kind == KEY_HOSTNAME ? DEVICES_SERIAL : DEVICES_HOSTNAME, DEVICES_DEVICE_ID};
    struct str name = STR_NONE;

    for (size_t i = 0; i < ARRAY_LEN(columns) && str_is_empty(name); i++) {
        name = worker_text(worker, worker->device, columns[i]);
    }
    return name;
}

static void report(struct worker *worker, uint32_t asset, const struct successor *successor) {
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_ADDRESS_TAKEN);

    row_reader_move(worker->device, successor->device);
    worker_set_asset(worker, &finding, asset);
    finding.field = STR("address-taken");
    finding.snapshot_evidence = worker_evidence(worker, worker->run->devices, successor->device);
    finding.documented = successor->text;
    finding.observed = name_of_device(worker, successor->place->kind);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, NULL);
}

struct str successor_check(struct worker *worker, uint32_t asset) {
    struct successor successor = find_successor(worker, asset);

    if (successor.device == PAIRING_NONE || successor_is_asset_seen(worker, asset) ||
        asset_may_be_met(worker->run->input->pairing, asset) || presence_is_met_unread(worker, successor.form)) {
        return STR_NONE;
    }
    report(worker, asset, &successor);
    return STR("address-taken");
}
