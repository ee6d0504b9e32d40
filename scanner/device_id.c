#include "scanner/device_id.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "base/text.h"
#include "inventory/cell_key.h"

#include <stdlib.h>

/* In the order in which they give the id. The label, which people stick on, gives none: it only helps to find the
 * machine in an earlier snapshot. What the system calls itself, which goes with the disk, only tells clones, and the
 * state of the moment only that two targets are one machine. */
enum id_key {
    ID_SERIAL,
    ID_UUID,
    ID_MAC,
    ID_HOST_KEY,
    ID_HOSTNAME,
    ID_ADDRESS,
    ID_GIVING,
    ID_LABEL = ID_GIVING,
    ID_MACHINE_ID,
    ID_STATE,
    ID_KEYS
};

static const char *const key_names[ID_KEYS] = {"serial",  "uuid",  "mac",        "host key", "hostname",
                                               "address", "label", "machine id", "state"};

/* The keys by which a machine of an earlier snapshot is found. */
static const enum id_key lasting[DEVICE_KEY_COUNT] = {
    [DEVICE_KEY_LABEL] = ID_LABEL,
    [DEVICE_KEY_SERIAL] = ID_SERIAL,
    [DEVICE_KEY_UUID] = ID_UUID,
    [DEVICE_KEY_MAC] = ID_MAC,
};

struct machine {
    struct str keys[ID_KEYS]; /* "serial:" and the normal forms; empty when there is no usable one */
    size_t index;             /* of the machine as given */
    size_t leader;            /* index of the first machine that this one is */
    bool is_shared[ID_KEYS];  /* another machine has the key too */
};

void device_keys_list(struct device_keys *keys, struct str *ret_texts[DEVICE_KEY_TEXTS]) {
    struct str *const list[DEVICE_KEY_TEXTS] = {&keys->manufacturer, &keys->serial, &keys->uuid,     &keys->mac,
                                                &keys->host_key,     &keys->site,   &keys->hostname, &keys->address,
                                                &keys->machine_id,   &keys->state};

    memcpy(ret_texts, list, sizeof list);
}

/* Appends TEXT as people compare it: width and case folded. */
static void append_folded(struct str text, struct buffer *out) {
    if (text_first_invalid(text) == SIZE_MAX) {
        text_fold(text, out);
    } else {
        buffer_append(out, text);
    }
}

/* "NAME:SCOPE/KEY"; empty when the key's text is no identifier. The unit separator keeps "a" + "bc" and "ab" + "c"
 * apart. */
static struct str make_key(struct arena *arena, enum id_key id, struct str scope, struct str key) {
    CLEANUP(buffer_done) struct buffer text = {0};

    if (str_is_empty(key)) {
        return STR_NONE;
    }
    buffer_printf(&text, "%s:", key_names[id]);
    append_folded(scope, &text);
    buffer_append_char(&text, '\x1f');
    buffer_append(&text, key);
    return text.failed ? STR_NONE : arena_dup(arena, buffer_view(&text));
}

/* The form in which RAW is compared; a note when there is text that is no identifier. */
static struct str normal_form(struct arena *arena, enum identity_key kind, struct str raw, const char *what,
                              struct device_identity *identity) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    raw = str_trim(raw);
    if (cell_key_form(kind, raw, &normal) && !normal.failed) {
        return arena_dup(arena, buffer_view(&normal));
    }
    if (!str_is_empty(raw) && what) {
        identity->notes = str_is_empty(identity->notes)
                              ? arena_printf(arena, "%s placeholder", what)
                              : arena_printf(arena, "%.*s;%s placeholder", STR_FMT(identity->notes), what);
    }
    return STR_NONE;
}

static void read_machine(const struct device_keys *raw, size_t index, struct arena *arena, struct machine *machine,
                         struct device_identity *identity) {
    struct str serial = normal_form(arena, KEY_SERIAL, raw->serial, "serial", identity);
    struct str uuid = normal_form(arena, KEY_UUID, raw->uuid, "uuid", identity);
    struct str mac = normal_form(arena, KEY_MAC, raw->mac, NULL, identity);
    struct str hostname = normal_form(arena, KEY_HOSTNAME, raw->hostname, NULL, identity);
    struct str address = normal_form(arena, KEY_ADDRESS, raw->address, NULL, identity);
    struct str label = normal_form(arena, KEY_ASSET_ID, raw->label, NULL, identity);

    *machine = (struct machine){.index = index, .leader = index};
    machine->keys[ID_SERIAL] = make_key(arena, ID_SERIAL, raw->manufacturer, serial);
    machine->keys[ID_UUID] = make_key(arena, ID_UUID, STR_NONE, uuid);
    machine->keys[ID_MAC] = make_key(arena, ID_MAC, STR_NONE, mac);
    machine->keys[ID_HOST_KEY] = make_key(arena, ID_HOST_KEY, STR_NONE, str_trim(raw->host_key));
    machine->keys[ID_HOSTNAME] = make_key(arena, ID_HOSTNAME, raw->site, hostname);
    /* a target may be a name, or this machine itself */
    machine->keys[ID_ADDRESS] =
        make_key(arena, ID_ADDRESS, raw->site, str_is_empty(address) ? str_trim(raw->address) : address);
    machine->keys[ID_LABEL] = make_key(arena, ID_LABEL, STR_NONE, label);
    machine->keys[ID_STATE] = make_key(arena, ID_STATE, STR_NONE, str_trim(raw->state));
    machine->keys[ID_MACHINE_ID] = make_key(arena, ID_MACHINE_ID, STR_NONE, str_trim(raw->machine_id));
}

static int compare_by(const struct machine *a, const struct machine *b, const enum id_key *order, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int result = str_cmp(a->keys[order[i]], b->keys[order[i]]);
        if (result != 0) {
            return result;
        }
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Machines that may be one stand next to each other. */
static int compare_hosts(const void *a, const void *b) {
    static const enum id_key order[] = {ID_HOST_KEY, ID_MAC, ID_SERIAL, ID_UUID, ID_MACHINE_ID, ID_HOSTNAME, ID_STATE};

    return compare_by(*(struct machine *const *)a, *(struct machine *const *)b, order, ARRAY_LEN(order));
}

static bool agrees(const struct machine *a, const struct machine *b, enum id_key id) {
    return !str_is_empty(a->keys[id]) && str_eq(a->keys[id], b->keys[id]);
}

static bool contradicts(const struct machine *a, const struct machine *b, enum id_key id) {
    return !str_is_empty(a->keys[id]) && !str_is_empty(b->keys[id]) && !str_eq(a->keys[id], b->keys[id]);
}

/* One host under several addresses. Without privilege neither serial nor UUID can be read: then the name must agree
 * with the MAC address and the host key. A virtual machine may have no MAC address of its own either: then it must have
 * been started at the same second and have the same addresses. Cloned images share the host key, but contradict each
 * other elsewhere. */
static bool is_same_machine(const struct machine *a, const struct machine *b) {
    if (!agrees(a, b, ID_HOST_KEY) || contradicts(a, b, ID_SERIAL) || contradicts(a, b, ID_UUID) ||
        contradicts(a, b, ID_MAC) || contradicts(a, b, ID_MACHINE_ID)) {
        return false;
    }
    return agrees(a, b, ID_SERIAL) || (agrees(a, b, ID_MAC) && (agrees(a, b, ID_UUID) || agrees(a, b, ID_HOSTNAME))) ||
           (agrees(a, b, ID_MACHINE_ID) && agrees(a, b, ID_HOSTNAME) && agrees(a, b, ID_STATE));
}

/* What one address told and another did not (a partial answer) holds for the machine. */
static void merge_into(struct machine *leader, const struct machine *member) {
    for (size_t id = 0; id < ID_KEYS; id++) {
        if (str_is_empty(leader->keys[id])) {
            leader->keys[id] = member->keys[id];
        }
    }
}

/* ORDER is sorted by host; the machines of one host get the lowest index among them as their leader. */
static void find_leaders(struct machine **order, struct machine *machines, size_t count) {
    for (size_t begin = 0, end; begin < count; begin = end) {
        size_t leader = order[begin]->index;
        for (end = begin + 1; end < count && is_same_machine(order[begin], order[end]); end++) {
            leader = order[end]->index < leader ? order[end]->index : leader;
        }
        for (size_t i = begin; i < end; i++) {
            order[i]->leader = leader;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (machines[i].leader != i) {
            merge_into(&machines[machines[i].leader], &machines[i]);
        }
    }
}

struct key_entry {
    struct str key;
    struct machine *machine;
};

static int compare_entries(const void *a, const void *b) {
    return str_cmp(((const struct key_entry *)a)->key, ((const struct key_entry *)b)->key);
}

/* The population test: a key that two machines hold identifies neither. */
static void find_shared(struct key_entry *entries, struct machine *machines, size_t count, enum id_key id) {
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (machines[i].leader == i && !str_is_empty(machines[i].keys[id])) {
            entries[used++] = (struct key_entry){machines[i].keys[id], &machines[i]};
        }
    }
    if (used > 1) {
        qsort(entries, used, sizeof(*entries), compare_entries);
    }
    for (size_t i = 1; i < used; i++) {
        if (str_eq(entries[i].key, entries[i - 1].key)) {
            entries[i].machine->is_shared[id] = true;
            entries[i - 1].machine->is_shared[id] = true;
        }
    }
}

static void append_note(struct buffer *notes, struct str note) {
    buffer_append_cstr(notes, notes->n && note.n ? ";" : "");
    buffer_append(notes, note);
}

/* What the machine's own id is made of. Where nothing tells two targets apart (one address, two ports), their place
 * among the targets does. */
static struct str basis_of(const struct machine *machine, struct arena *arena) {
    for (size_t id = 0; id < ID_GIVING; id++) {
        if (!machine->is_shared[id] && !str_is_empty(machine->keys[id])) {
            return machine->keys[id];
        }
    }
    return arena_printf(arena, "target:%zu", machine->index);
}

static void make_claimant(const struct machine *machine, struct arena *arena, struct id_claimant *claimant) {
    char hex[17];

    *claimant = (struct id_claimant){.basis = basis_of(machine, arena)};
    hash64_format(hash64(claimant->basis), hex);
    claimant->id = arena_printf(arena, "d%s", hex);
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        if (!machine->is_shared[lasting[kind]]) {
            claimant->keys[kind] = machine->keys[lasting[kind]];
        }
    }
}

/* "serial:nec\x1fA1" is the maker nec and the value A1. */
static void list_keys(const struct id_claimant *claimant, struct device_identity *identity) {
    for (unsigned kind = 0; kind < DEVICE_KEY_COUNT; kind++) {
        struct str rest = claimant->keys[kind], name, maker;
        if (str_is_empty(rest)) {
            continue;
        }
        str_cut(&rest, ':', &name);
        str_cut(&rest, '\x1f', &maker);
        identity->keys[kind] = rest;
        identity->maker = kind == DEVICE_KEY_SERIAL ? maker : identity->maker;
    }
}

static void describe(const struct machine *machine, const struct id_claimant *claimant, struct arena *arena,
                     struct device_identity *identity) {
    CLEANUP(buffer_done) struct buffer notes = {0};

    append_note(&notes, identity->notes);
    for (size_t id = 0; id < ID_KEYS; id++) {
        if (machine->is_shared[id] && id != ID_STATE) {
            buffer_printf(&notes, "%sshared %s", notes.n > 0 ? ";" : "", id == ID_LABEL ? "asset tag" : key_names[id]);
        }
    }
    append_note(&notes, str_starts_with(claimant->basis, STR("target:")) ? STR("no usable key") : STR_NONE);
    append_note(&notes, claimant->conflict);
    identity->id = claimant->id;
    identity->notes = arena_dup(arena, buffer_view(&notes));
    identity->same_as = machine->index;
    list_keys(claimant, identity);
}

/* Only the first of the machines that are one claims an id. */
static bool give_ids(const struct machine *machines, size_t count, const struct previous_ids *previous,
                     struct arena *arena, struct device_identity *identities) {
    struct id_claimant *claimants = arena_alloc_array(arena, count + 1, sizeof *claimants);
    size_t *number_of = arena_alloc_array(arena, count + 1, sizeof *number_of);
    size_t leaders = 0;

    if (!claimants || !number_of) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (machines[i].leader == i) {
            make_claimant(&machines[i], arena, &claimants[leaders]);
            number_of[i] = leaders++;
        }
    }
    if (previous && !previous_ids_claim(previous, claimants, leaders, arena)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        size_t leader = machines[i].leader;
        describe(&machines[leader], &claimants[number_of[leader]], arena, &identities[i]);
    }
    return true;
}

bool device_identify(const struct device_keys *keys, size_t count, const struct previous_ids *previous,
                     struct arena *arena, struct device_identity *ret_identities) {
    struct machine *machines = arena_alloc_array(arena, count + 1, sizeof(*machines));
    struct machine **order = arena_alloc_array(arena, count + 1, sizeof(struct machine *));
    struct key_entry *entries = arena_alloc_array(arena, count + 1, sizeof(*entries));

    if (!machines || !order || !entries) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ret_identities[i] = (struct device_identity){.same_as = i};
        read_machine(&keys[i], i, arena, &machines[i], &ret_identities[i]);
        order[i] = &machines[i];
    }
    if (count > 1) {
        qsort(order, count, sizeof(*order), compare_hosts);
    }
    find_leaders(order, machines, count);
    for (size_t id = 0; id < ID_KEYS; id++) {
        find_shared(entries, machines, count, (enum id_key)id);
    }
    return give_ids(machines, count, previous, arena, ret_identities) && !arena_failed(arena);
}

enum err_code device_keys_write(const struct device_identity *identities, size_t count, struct snapshot_writer *writer,
                                struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < count; i++) {
        const struct device_identity *identity = &identities[i];
        for (unsigned kind = 0; !code && identity->same_as == i && kind < DEVICE_KEY_COUNT; kind++) {
            struct str cells[KEYS_COLUMN_COUNT] = {
                [KEYS_KEY] = schema_word(schema_column(TABLE_KEYS, KEYS_KEY), kind),
                [KEYS_MAKER] = kind == DEVICE_KEY_SERIAL ? identity->maker : STR_NONE,
                [KEYS_VALUE] = identity->keys[kind],
                [KEYS_DEVICE_ID] = identity->id,
            };
            code = identity->keys[kind].n ? snapshot_writer_row(writer, TABLE_KEYS, cells, err) : ERR_OK;
        }
    }
    return code;
}
