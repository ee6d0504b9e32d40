#include "scanner/device/id.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/text.h"
#include "inventory/cell_key.h"
#include "scanner/device/maker_name.h"

#include <stdlib.h>

/* In the order in which they give the id. The label, which people stick on, gives none: it only helps to find the
 * machine in an earlier snapshot. What system and SNMP agent call themselves, which goes with the disk, only tells
 * clones, and the state of the moment only that two targets are one machine. */
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
    ID_ENGINE,
    ID_STATE,
    ID_KEYS
};

static const char *const key_names[ID_KEYS] = {"serial",  "uuid",  "mac",        "host key",  "hostname",
                                               "address", "label", "machine id", "engine id", "state"};

/* The keys by which a machine of an earlier snapshot is found. */
static const enum id_key lasting[DEVICE_KEY_COUNT] = {
    [DEVICE_KEY_LABEL] = ID_LABEL,
    [DEVICE_KEY_SERIAL] = ID_SERIAL,
    [DEVICE_KEY_UUID] = ID_UUID,
    [DEVICE_KEY_MAC] = ID_MAC,
};

struct machine {
    struct str keys[ID_KEYS];  /* "serial:" and the normal forms; empty when there is no usable one */
    uint32_t numbers[ID_KEYS]; /* equal where the keys are, with makers' names in one form; 0: none */
    struct str serial, maker;  /* the number by itself; whose it is in that form */
    enum view_kind kind;
    size_t index; /* of the machine as given */
    bool is_indirect;
    bool is_shared[ID_KEYS]; /* another machine has the key too */
};

enum view_kind device_keys_kind(const struct device_keys *keys) {
    if (!keys->is_snmp) {
        return VIEW_SSH;
    }
    return keys->is_management ? VIEW_MANAGEMENT : VIEW_SNMP;
}

void device_keys_list(struct device_keys *keys, struct str *ret_texts[DEVICE_KEY_TEXTS]) {
    struct str *const list[DEVICE_KEY_TEXTS] = {&keys->manufacturer, &keys->serial, &keys->uuid,     &keys->mac,
                                                &keys->host_key,     &keys->site,   &keys->hostname, &keys->address,
                                                &keys->machine_id,   &keys->state,  &keys->engine};

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

static struct str maker_form(struct arena *arena, struct str name) {
    CLEANUP(buffer_done) struct buffer form = {0};

    maker_name_form(name, &form);
    return form.failed ? STR_NONE : arena_dup(arena, buffer_view(&form));
}

static void read_machine(const struct device_keys *raw, size_t index, struct arena *arena, struct machine *machine,
                         struct device_identity *identity) {
    struct str serial = normal_form(arena, KEY_SERIAL, raw->serial, "serial", identity);
    struct str uuid = normal_form(arena, KEY_UUID, raw->uuid, "uuid", identity);
    struct str mac = normal_form(arena, KEY_MAC, raw->mac, NULL, identity);
    struct str hostname = normal_form(arena, KEY_HOSTNAME, raw->hostname, NULL, identity);
    struct str address = normal_form(arena, KEY_ADDRESS, raw->address, NULL, identity);
    struct str label = normal_form(arena, KEY_ASSET_ID, raw->label, NULL, identity);

    *machine = (struct machine){.index = index,
                                .kind = device_keys_kind(raw),
                                .is_indirect = raw->is_indirect,
                                .serial = serial,
                                .maker = serial.n ? maker_form(arena, raw->manufacturer) : STR_NONE};
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
    machine->keys[ID_ENGINE] = make_key(arena, ID_ENGINE, STR_NONE, str_trim(raw->engine));
}

/* --- numbers for texts, by which machines are compared --- */

static struct str text_of(const struct machine *machine, enum id_key id, struct buffer *scratch) {
    if (id != ID_SERIAL || str_is_empty(machine->serial)) {
        return machine->keys[id];
    }
    buffer_reset(scratch);
    buffer_append(scratch, machine->maker);
    buffer_append_char(scratch, '\x1f');
    buffer_append(scratch, machine->serial);
    return buffer_view(scratch);
}

/* 0 for an empty text. False when memory is out. */
static bool number_text(struct intern *intern, struct str text, uint32_t *ret_number) {
    uint32_t number = str_is_empty(text) ? 0 : intern_add(intern, text);

    *ret_number = str_is_empty(text) ? 0 : number + 1;
    return number != INTERN_NONE;
}

static bool number_keys(struct machine *machines, size_t count, enum id_key id) {
    CLEANUP(intern_free_cleanup) struct intern *intern = intern_new();
    CLEANUP(buffer_done) struct buffer scratch = {0};

    for (size_t i = 0; intern && i < count; i++) {
        struct str text = text_of(&machines[i], id, &scratch);
        if (scratch.failed || !number_text(intern, text, &machines[i].numbers[id])) {
            return false;
        }
    }
    return intern != NULL;
}

/* What of a serial number is asked by itself. */
static bool number_serials(const struct machine *machines, size_t count, struct view *views) {
    CLEANUP(intern_free_cleanup) struct intern *serials = intern_new();
    CLEANUP(intern_free_cleanup) struct intern *makers = intern_new();

    for (size_t i = 0; serials && makers && i < count; i++) {
        if (!number_text(serials, machines[i].serial, &views[i].keys[VIEW_SERIAL]) ||
            !number_text(makers, machines[i].maker, &views[i].keys[VIEW_MAKER])) {
            return false;
        }
    }
    return serials && makers;
}

/* --- machines that are one --- */

static void make_view(const struct machine *machine, struct view *view) {
    static const struct {
        enum view_key view;
        enum id_key id;
    } same[] = {
        {VIEW_UUID, ID_UUID},         {VIEW_MAC, ID_MAC},         {VIEW_HOST_KEY, ID_HOST_KEY},
        {VIEW_HOSTNAME, ID_HOSTNAME}, {VIEW_ADDRESS, ID_ADDRESS}, {VIEW_MACHINE_ID, ID_MACHINE_ID},
        {VIEW_STATE, ID_STATE},       {VIEW_ENGINE, ID_ENGINE},
    };

    view->kind = machine->kind;
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        view->keys[same[i].view] = machine->numbers[same[i].id];
    }
    if (machine->is_indirect) {
        view->keys[VIEW_ADDRESS] = 0;
    }
}

static bool find_leaders(struct machine *machines, size_t count, struct arena *arena, size_t *leaders) {
    struct view *views = arena_alloc_array(arena, count + 1, sizeof *views);

    for (size_t id = 0; views && id < ID_KEYS; id++) {
        if (!number_keys(machines, count, (enum id_key)id)) {
            return false;
        }
    }
    if (!views || !number_serials(machines, count, views)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        make_view(&machines[i], &views[i]);
    }
    return same_machine_find(views, count, leaders);
}

/* What one address told and another did not (a partial answer) holds for the machine. */
static void merge_into(struct machine *merged, const struct machine *member) {
    for (size_t id = 0; id < ID_KEYS; id++) {
        if (str_is_empty(merged->keys[id])) {
            merged->keys[id] = member->keys[id];
            merged->numbers[id] = member->numbers[id];
        }
    }
}

/* The leaders get what their machines' views tell, SSH first. FIRST has room for an index each. */
static void merge_keys(struct machine *machines, const size_t *leaders, size_t count, size_t *first) {
    for (size_t i = 0; i < count; i++) {
        first[i] = i;
    }
    for (size_t i = 0; i < count; i++) {
        size_t *known = &first[leaders[i]];
        *known = machines[i].kind < machines[*known].kind ? i : *known;
    }
    for (unsigned kind = 0; kind < VIEW_KINDS; kind++) {
        for (size_t i = 0; i < count; i++) {
            size_t to = first[leaders[i]];
            if (machines[i].kind == kind && to != i) {
                merge_into(&machines[to], &machines[i]);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (first[i] != i) {
            memcpy(machines[i].keys, machines[first[i]].keys, sizeof machines[i].keys);
            memcpy(machines[i].numbers, machines[first[i]].numbers, sizeof machines[i].numbers);
        }
    }
}

/* The population test: a key that two machines hold identifies neither. HOLDERS has room for a number each. */
static void find_shared(struct machine *machines, const size_t *leaders, size_t count, enum id_key id,
                        struct machine **holders) {
    memset(holders, 0, (count + 1) * sizeof(struct machine *));
    for (size_t i = 0; i < count; i++) {
        uint32_t number = machines[i].numbers[id];
        if (leaders[i] != i || number == 0) {
            continue;
        }
        if (holders[number]) {
            machines[i].is_shared[id] = true;
            holders[number]->is_shared[id] = true;
        }
        holders[number] = &machines[i];
    }
}

/* --- ids --- */

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
static bool give_ids(const struct machine *machines, const size_t *leaders_of, size_t count,
                     const struct previous_ids *previous, struct arena *arena, struct device_identity *identities) {
    struct id_claimant *claimants = arena_alloc_array(arena, count + 1, sizeof *claimants);
    size_t *number_of = arena_alloc_array(arena, count + 1, sizeof *number_of);
    size_t leaders = 0;

    if (!claimants || !number_of) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (leaders_of[i] == i) {
            make_claimant(&machines[i], arena, &claimants[leaders]);
            number_of[i] = leaders++;
        }
    }
    if (previous && !previous_ids_claim(previous, claimants, leaders, arena)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        size_t leader = leaders_of[i];
        describe(&machines[leader], &claimants[number_of[leader]], arena, &identities[i]);
    }
    return true;
}

bool device_identify(const struct device_keys *keys, size_t count, const struct previous_ids *previous,
                     struct arena *arena, struct device_identity *ret_identities) {
    struct machine *machines = arena_alloc_array(arena, count + 1, sizeof *machines);
    struct machine **holders = arena_alloc_array(arena, count + 1, sizeof(struct machine *));
    size_t *leaders = arena_alloc_array(arena, count + 1, sizeof *leaders);
    size_t *first = arena_alloc_array(arena, count + 1, sizeof *first);

    if (!machines || !holders || !leaders || !first) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ret_identities[i] = (struct device_identity){.same_as = i};
        read_machine(&keys[i], i, arena, &machines[i], &ret_identities[i]);
    }
    if (!find_leaders(machines, count, arena, leaders)) {
        return false;
    }
    merge_keys(machines, leaders, count, first);
    for (size_t id = 0; id < ID_KEYS; id++) {
        find_shared(machines, leaders, count, (enum id_key)id, holders);
    }
    return give_ids(machines, leaders, count, previous, arena, ret_identities) && !arena_failed(arena);
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
