#include "reconciler/strangers.h"

#include "base/budget.h"
#include "inventory/row_cells.h"
#include "reconciler/guest_lists.h"
#include "reconciler/neighborhood.h"
#include "reconciler/sighting_text.h"
#include "reconciler/unread.h"

#include <stdlib.h>

enum { EVIDENCE_MAX = 8 };

/* How a machine is known to be where it is; the first that applies counts. */
enum stranger_class { CLASS_ANNOUNCED, CLASS_PORT, CLASS_ARP, CLASS_GUEST, CLASS_ELSEWHERE };

/* Rows that speak of one machine. Its number is that of one of its MAC addresses, serial numbers or UUIDs; machines
 * without any have numbers behind those of all names. */
struct machine {
    uint32_t best; /* the row that tells best where it is */
    bool is_known;
};

/* Who announced itself at a port by a name: in each protocol a name of the one machine that did, SIGHTING_NONE or
 * SIGHTING_SEVERAL. */
struct announced {
    uint32_t by[NEIGHBOR_EDP + 1];
    uint32_t machine; /* of all of them together */
};

struct strangers {
    const struct run *run;
    const struct sightings *sightings;
    struct budget *budget;
    bool are_guests; /* what hosts list, and not what neighbours saw */
    uint32_t rows, names;
    uint32_t *parent;            /* by name: others of the same machine */
    uint32_t *machine_of;        /* by row; SIGHTING_NONE: it tells of none */
    struct intern *weak;         /* port and name */
    struct announced *announced; /* by number of the former */
    size_t announced_capacity;
    struct machine *machines;
};

static void strangers_done(struct strangers *strangers) {
    budget_drop(strangers->parent);
    budget_drop(strangers->machine_of);
    budget_drop(strangers->announced);
    budget_drop(strangers->machines);
    intern_free(strangers->weak);
}

/* --- which rows speak of one machine -------------------------------------------------------------------------------
 */

static uint32_t name_of(const struct strangers *strangers, const struct sighting *row, unsigned i) {
    return strangers->sightings->row_names[row->first_name + i];
}

static unsigned kind_of(const struct strangers *strangers, uint32_t name) {
    return strangers->sightings->name_items[name].kind;
}

/* What no two machines have. */
static bool is_strong(const struct strangers *strangers, uint32_t name) {
    unsigned kind = kind_of(strangers, name);
    return kind == KEY_SERIAL || kind == KEY_MAC || kind == KEY_UUID;
}

static uint32_t find_root(const struct strangers *strangers, uint32_t name) {
    uint32_t *parent = strangers->parent;

    while (parent[name] != name) {
        parent[name] = parent[parent[name]];
        name = parent[name];
    }
    return name;
}

static uint32_t first_strong(const struct strangers *strangers, const struct sighting *row) {
    for (unsigned i = 0; i < row->name_count; i++) {
        if (is_strong(strangers, name_of(strangers, row, i))) {
            return name_of(strangers, row, i);
        }
    }
    return SIGHTING_NONE;
}

/* The lesser number becomes the root. */
static void unite_names(const struct strangers *strangers, uint32_t one, uint32_t other) {
    uint32_t a = find_root(strangers, one), b = find_root(strangers, other);

    strangers->parent[a > b ? a : b] = a > b ? b : a;
}

static void unite(const struct strangers *strangers, const struct sighting *row) {
    uint32_t first = first_strong(strangers, row);

    for (unsigned i = 0; i < row->name_count; i++) {
        uint32_t name = name_of(strangers, row, i);
        if (is_strong(strangers, name)) {
            unite_names(strangers, first, name);
        }
    }
}

/* The number of a name at a port; SIGHTING_NONE when memory is out. */
static uint32_t add_weak(struct strangers *strangers, uint32_t port, uint32_t name) {
    const uint32_t key[] = {port, name};
    uint32_t known = intern_count(strangers->weak);
    uint32_t number = intern_add(strangers->weak, (struct str){(const char *)key, sizeof key});

    if (number != INTERN_NONE && number >= strangers->announced_capacity) {
        size_t capacity = strangers->announced_capacity * 2 + 256;
        struct announced *grown = budget_resize(strangers->budget, strangers->announced, capacity, sizeof *grown);
        if (!grown) {
            return SIGHTING_NONE;
        }
        strangers->announced = grown;
        strangers->announced_capacity = capacity;
    }
    if (number != INTERN_NONE && number >= known) {
        memset(&strangers->announced[number], 0xFF, sizeof strangers->announced[number]); /* SIGHTING_NONE */
    }
    return number;
}

/* A serial number rather than an address, whichever comes first. */
static void note_announcement(const struct strangers *strangers, uint32_t *known, uint32_t name) {
    bool is_same = *known < SIGHTING_SEVERAL && find_root(strangers, *known) == find_root(strangers, name);

    if (*known == SIGHTING_NONE || (is_same && kind_of(strangers, name) == KEY_SERIAL)) {
        *known = name;
    } else if (!is_same) {
        *known = SIGHTING_SEVERAL;
    }
}

/* By which names the machines with addresses or serial numbers announce themselves at a port. */
static bool note_announcements(struct strangers *strangers, const struct sighting *row) {
    uint32_t strong = sighting_is_announced(row) ? first_strong(strangers, row) : SIGHTING_NONE;

    for (unsigned i = 0; strong != SIGHTING_NONE && i < row->name_count; i++) {
        uint32_t name = name_of(strangers, row, i);
        if (kind_of(strangers, name) != KEY_HOSTNAME) {
            continue;
        }
        uint32_t number = add_weak(strangers, row->port, name);
        if (number == SIGHTING_NONE) {
            return false;
        }
        note_announcement(strangers, &strangers->announced[number].by[row->protocol], strong);
    }
    return true;
}

/* Nexus switches say their address in LLDP and their serial number in CDP, both under one name. Two in one protocol
 * are two, and so are two serial numbers. */
static uint32_t settle_announced(const struct strangers *strangers, const struct announced *announced) {
    uint32_t first = SIGHTING_NONE, serial = SIGHTING_NONE;

    for (size_t i = 0; i < ARRAY_LEN(announced->by); i++) {
        uint32_t name = announced->by[i];
        if (name == SIGHTING_SEVERAL) {
            return SIGHTING_SEVERAL;
        }
        if (name != SIGHTING_NONE && kind_of(strangers, name) == KEY_SERIAL) {
            if (serial != SIGHTING_NONE && find_root(strangers, serial) != find_root(strangers, name)) {
                return SIGHTING_SEVERAL;
            }
            serial = name;
        }
        first = first == SIGHTING_NONE ? name : first;
    }
    return first;
}

/* What is told of all names before any of them is united, so that the order of rows is nothing. */
static void unite_announced(const struct strangers *strangers) {
    uint32_t count = strangers->announced ? intern_count(strangers->weak) : 0;

    for (uint32_t number = 0; number < count; number++) {
        strangers->announced[number].machine = settle_announced(strangers, &strangers->announced[number]);
    }
    for (uint32_t number = 0; number < count; number++) {
        const struct announced *announced = &strangers->announced[number];
        for (size_t i = 0; announced->machine < SIGHTING_SEVERAL && i < ARRAY_LEN(announced->by); i++) {
            if (announced->by[i] < SIGHTING_SEVERAL) {
                unite_names(strangers, announced->machine, announced->by[i]);
            }
        }
    }
}

/* By name, or whatever else it calls itself; the address last. */
static uint32_t first_weak(const struct strangers *strangers, const struct sighting *row) {
    static const unsigned announced[] = {KEY_HOSTNAME, NAME_OTHER, KEY_ASSET_ID, KEY_ADDRESS}, arp[] = {KEY_ADDRESS};
    bool has_name = strangers->are_guests || sighting_is_announced(row);
    const unsigned *kinds = has_name ? announced : arp;
    size_t count = has_name ? ARRAY_LEN(announced) : ARRAY_LEN(arp);

    for (size_t kind = 0; kind < count; kind++) {
        for (unsigned i = 0; i < row->name_count; i++) {
            uint32_t name = name_of(strangers, row, i);
            if (kind_of(strangers, name) == kinds[kind]) {
                return name;
            }
        }
    }
    return SIGHTING_NONE;
}

/* A machine with neither address nor number is told by its name, at that port; there it may be one that announced
 * itself in another protocol with more. */
static bool assign_weak(struct strangers *strangers, const struct sighting *row, uint32_t *ret_machine) {
    bool is_somebody =
        strangers->are_guests || sighting_is_announced(row) || (row->protocol == NEIGHBOR_ARP && !row->is_shared);
    uint32_t name = is_somebody ? first_weak(strangers, row) : SIGHTING_NONE;

    *ret_machine = SIGHTING_NONE;
    if (name == SIGHTING_NONE) {
        return true;
    }
    uint32_t number = add_weak(strangers, row->port, name);
    if (number == SIGHTING_NONE) {
        return false;
    }
    uint32_t other = sighting_is_announced(row) ? strangers->announced[number].machine : SIGHTING_NONE;
    *ret_machine = other < SIGHTING_SEVERAL ? find_root(strangers, other) : strangers->names + number;
    return true;
}

static bool assign_machines(struct strangers *strangers) {
    const struct sighting *rows = strangers->sightings->rows;
    bool is_ok = true;

    for (uint32_t name = 0; name < strangers->names; name++) {
        strangers->parent[name] = name;
    }
    for (uint32_t row = 0; row < strangers->rows; row++) {
        unite(strangers, &rows[row]);
    }
    for (uint32_t row = 0; is_ok && row < strangers->rows; row++) {
        is_ok = note_announcements(strangers, &rows[row]);
    }
    unite_announced(strangers);
    for (uint32_t row = 0; is_ok && row < strangers->rows; row++) {
        uint32_t strong = first_strong(strangers, &rows[row]);
        strangers->machine_of[row] = strong == SIGHTING_NONE ? SIGHTING_NONE : find_root(strangers, strong);
        if (strong == SIGHTING_NONE) {
            is_ok = assign_weak(strangers, &rows[row], &strangers->machine_of[row]);
        }
    }
    return is_ok;
}

/* --- where they are ------------------------------------------------------------------------------------------------
 */

static enum stranger_class class_of(const struct strangers *strangers, uint32_t row) {
    const struct sighting *sighting = &strangers->sightings->rows[row];

    if (strangers->are_guests) {
        return CLASS_GUEST;
    }
    if (sighting_is_announced(sighting)) {
        return CLASS_ANNOUNCED;
    }
    if (sighting->protocol == NEIGHBOR_FDB) {
        return strangers->sightings->port_items[sighting->port].is_uplink ? CLASS_ELSEWHERE : CLASS_PORT;
    }
    return sighting->protocol == NEIGHBOR_ARP ? CLASS_ARP : CLASS_ELSEWHERE;
}

static bool tells_better(const struct strangers *strangers, uint32_t a, uint32_t b) {
    enum stranger_class x = class_of(strangers, a), y = class_of(strangers, b);

    return x != y ? x < y : sightings_compare(strangers->sightings, a, b) < 0;
}

static void settle_machines(struct strangers *strangers) {
    for (uint32_t row = 0; row < strangers->rows; row++) {
        if (strangers->machine_of[row] == SIGHTING_NONE) {
            continue;
        }
        struct machine *machine = &strangers->machines[strangers->machine_of[row]];
        machine->is_known |= sightings_is_known(strangers->sightings, row);
        if (machine->best == SIGHTING_NONE || tells_better(strangers, row, machine->best)) {
            machine->best = row;
        }
    }
}

/* --- who answered the scan -----------------------------------------------------------------------------------------
 */

static bool is_place(const struct strangers *strangers, uint32_t name) {
    unsigned kind = kind_of(strangers, name);
    return kind == KEY_ADDRESS || kind == KEY_HOSTNAME;
}

/* Somebody answered at an address that neighbours have for a machine that is known: it is that machine. */
static void explain_answers(const struct strangers *strangers) {
    for (uint32_t row = 0; row < strangers->rows; row++) {
        const struct sighting *sighting = &strangers->sightings->rows[row];
        uint32_t machine = strangers->machine_of[row];
        bool is_known = machine != SIGHTING_NONE && strangers->machines[machine].is_known;
        for (unsigned i = 0; is_known && i < sighting->name_count; i++) {
            uint32_t name = name_of(strangers, sighting, i);
            if (is_place(strangers, name)) {
                unread_explain(strangers->run->unread, sightings_name_text(strangers->sightings, name));
            }
        }
    }
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* A row of a stranger: those of one finding stand together, and in there those of one machine. */
struct entry {
    uint32_t class_and_group[2];
    uint32_t machine, row;
};

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    const uint32_t of_a[] = {a->class_and_group[0], a->class_and_group[1], a->machine, a->row};
    const uint32_t of_b[] = {b->class_and_group[0], b->class_and_group[1], b->machine, b->row};

    for (size_t i = 0; i < ARRAY_LEN(of_a); i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    return 0;
}

static size_t list_entries(const struct strangers *strangers, struct entry *entries) {
    size_t count = 0;

    for (uint32_t row = 0; row < strangers->rows; row++) {
        uint32_t number = strangers->machine_of[row];
        const struct machine *machine = number == SIGHTING_NONE ? NULL : &strangers->machines[number];
        enum stranger_class class = machine ? class_of(strangers, machine->best) : CLASS_ELSEWHERE;
        if (class == CLASS_ELSEWHERE || machine->is_known) {
            continue;
        }
        uint32_t port = strangers->sightings->rows[machine->best].port;
        entries[count++] = (struct entry){{class, class == CLASS_PORT ? port : number}, number, row};
    }
    if (count) {
        qsort(entries, count, sizeof *entries, compare_entries);
    }
    return count;
}

/* What findings are written with. */
struct reporting {
    const struct strangers *strangers;
    struct row_reader *seen, *assets, *devices; /* the last one NULL without such a table */
    struct arena *arena;                        /* reset for every finding */
};

/* The rows of one finding. */
struct group {
    const struct entry *entries;
    size_t count;
    enum stranger_class class;
    uint32_t port;
    struct str machines[UPLINK_MACS]; /* what is known of each, in order, the first of them; only a port has several */
    unsigned machine_count;           /* all of them */
    struct text_list vlans;           /* at the port */
    struct unread_answers answers;    /* the scan met them itself */
};

/* As many as a port that is no uplink has addresses are kept. */
static void insert_machine(struct group *group, struct str text) {
    unsigned place = group->machine_count < UPLINK_MACS ? group->machine_count : UPLINK_MACS;

    group->machine_count++;
    if (place == UPLINK_MACS && str_cmp(group->machines[--place], text) <= 0) {
        return;
    }
    for (; place > 0 && str_cmp(group->machines[place - 1], text) > 0; place--) {
        group->machines[place] = group->machines[place - 1];
    }
    group->machines[place] = text;
}

static void describe_machine(const struct reporting *reporting, struct group *group, const struct entry *entries,
                             size_t count) {
    struct machine_text text = {0};
    CLEANUP(buffer_done) struct buffer out = {0};

    for (size_t i = 0; i < count; i++) {
        row_reader_move(reporting->seen, entries[i].row);
        if (reporting->strangers->are_guests) {
            machine_text_add_guest(&text, reporting->arena, reporting->seen);
            continue;
        }
        machine_text_add(&text, reporting->arena, reporting->seen);
        if (reporting->strangers->sightings->rows[entries[i].row].port == group->port) {
            text_list_add(&group->vlans, reporting->arena, row_reader_text(reporting->seen, NEIGHBORS_VLAN));
        }
    }
    machine_text_append(&text, &out);
    insert_machine(group, arena_dup(reporting->arena, buffer_view(&out)));
}

static void take_answers(const struct reporting *reporting, struct group *group) {
    const struct strangers *strangers = reporting->strangers;

    for (size_t i = 0; i < group->count; i++) {
        const struct sighting *row = &strangers->sightings->rows[group->entries[i].row];
        for (unsigned j = 0; j < row->name_count; j++) {
            uint32_t name = name_of(strangers, row, j);
            if (is_place(strangers, name)) {
                unread_take(strangers->run->unread, sightings_name_text(strangers->sightings, name), &group->answers);
            }
        }
    }
}

static void describe_machines(const struct reporting *reporting, struct group *group) {
    for (size_t begin = 0, end; begin < group->count; begin = end) {
        for (end = begin; end < group->count && group->entries[end].machine == group->entries[begin].machine;) {
            end++;
        }
        describe_machine(reporting, group, group->entries + begin, end - begin);
    }
}

static struct str join_machines(const struct reporting *reporting, const struct group *group) {
    CLEANUP(buffer_done) struct buffer out = {0};

    for (unsigned i = 0; i < group->machine_count && i < UPLINK_MACS; i++) {
        buffer_append_cstr(&out, i ? "; " : "");
        buffer_append(&out, group->machines[i]);
    }
    buffer_append_cstr(&out, group->machine_count > UPLINK_MACS ? "; …" : "");
    return arena_dup(reporting->arena, buffer_view(&out));
}

/* The first rows of the group. */
static struct str list_evidence(const struct reporting *reporting, const struct group *group) {
    uint32_t rows[EVIDENCE_MAX];
    size_t count = 0;
    CLEANUP(buffer_done) struct buffer out = {0};

    for (size_t i = 0; i < group->count; i++) {
        size_t place = count < EVIDENCE_MAX ? count : EVIDENCE_MAX;
        uint32_t row = group->entries[i].row;
        if (count == EVIDENCE_MAX && row > rows[EVIDENCE_MAX - 1]) {
            continue;
        }
        place -= count == EVIDENCE_MAX;
        for (; place > 0 && rows[place - 1] > row; place--) {
            rows[place] = rows[place - 1];
        }
        rows[place] = row;
        count += count < EVIDENCE_MAX;
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(&out, i ? " " : "");
        table_evidence(reporting->strangers->sightings->table, rows[i], &out);
    }
    buffer_append_cstr(&out, group->count > count ? " …" : "");
    if (group->answers.count) {
        unread_append_evidence(reporting->strangers->run->unread, &group->answers, &out);
    }
    return arena_dup(reporting->arena, buffer_view(&out));
}

/* What is the same in most views of a machine comes first, so that it keeps its subject from scan to scan. */
static struct str identity_of(const struct reporting *reporting, const struct group *group) {
    static const unsigned kinds[] = {KEY_UUID,     KEY_MAC,    KEY_SERIAL, KEY_ASSET_ID,
                                     KEY_HOSTNAME, NAME_OTHER, KEY_ADDRESS};
    const struct strangers *strangers = reporting->strangers;

    for (size_t kind = 0; kind < ARRAY_LEN(kinds); kind++) {
        struct str best = STR_NONE;
        for (size_t i = 0; i < group->count; i++) {
            const struct sighting *row = &strangers->sightings->rows[group->entries[i].row];
            for (unsigned j = 0; j < row->name_count; j++) {
                uint32_t name = name_of(strangers, row, j);
                struct str text = sightings_name_text(strangers->sightings, name);
                bool is_it = kind_of(strangers, name) == kinds[kind] && (!best.n || str_cmp(text, best) < 0);
                best = is_it ? text : best;
            }
        }
        if (best.n) {
            return best;
        }
    }
    return STR_NONE;
}

/* The device that saw it, which is where to look. */
static void set_seer(const struct reporting *reporting, const struct group *group, struct finding *finding) {
    const struct strangers *strangers = reporting->strangers;
    const struct sightings *sightings = strangers->sightings;
    uint32_t device = sightings->seers[sightings->port_items[group->port].seer].device;

    finding->device_id = sightings_port_device(sightings, group->port);
    if (device == SIGHTING_NONE) {
        return;
    }
    row_reader_move(reporting->devices, device);
    finding->hostname = row_reader_dup(reporting->devices, DEVICES_HOSTNAME, reporting->arena);
    finding->location = row_reader_dup(reporting->devices, DEVICES_LOCATION, reporting->arena);
    struct pair pair = pairing_of_device(strangers->run->input->pairing, device);
    if (pair.state != PAIR_ONE) {
        return;
    }
    row_reader_move(reporting->assets, pair.row);
    finding->asset_id = row_reader_dup(reporting->assets, DEVICES_ASSET_ID, reporting->arena);
    finding->system = row_reader_dup(reporting->assets, DEVICES_SYSTEM, reporting->arena);
    finding->department = row_reader_dup(reporting->assets, DEVICES_DEPARTMENT, reporting->arena);
    struct str location = row_reader_dup(reporting->assets, DEVICES_LOCATION, reporting->arena);
    finding->location = str_is_empty(location) ? finding->location : location;
}

/* A guest without UUID and MAC address is told by its name and its host. */
static struct str guest_subject(const struct reporting *reporting, const struct group *group, struct str host) {
    const struct strangers *strangers = reporting->strangers;
    struct str identity = identity_of(reporting, group);
    bool is_strong = first_strong(strangers, &strangers->sightings->rows[group->entries[0].row]) != SIGHTING_NONE;

    return is_strong ? identity : arena_printf(reporting->arena, "%.*s %.*s", STR_FMT(host), STR_FMT(identity));
}

static void set_subject(const struct reporting *reporting, const struct group *group, struct finding *finding) {
    const struct sightings *sightings = reporting->strangers->sightings;
    struct str seer = str_is_empty(finding->asset_id) ? finding->device_id : finding->asset_id;
    struct str port = sightings_port_text(sightings, group->port);

    if (group->class == CLASS_PORT) {
        finding->subject_kind = SUBJECT_PORT;
        finding->subject = arena_printf(reporting->arena, "%.*s %.*s", STR_FMT(seer), STR_FMT(port));
    } else if (group->class == CLASS_GUEST) {
        finding->subject_kind = SUBJECT_GUEST;
        finding->subject = guest_subject(reporting, group, seer);
    } else {
        finding->subject_kind = SUBJECT_NEIGHBOUR;
        finding->subject = identity_of(reporting, group);
    }
}

static enum err_code report_group(const struct reporting *reporting, struct group *group, struct err *err) {
    static const enum message messages[][2] = {
        [CLASS_ANNOUNCED] = {MESSAGE_UNREGISTERED_NEIGHBOUR, MESSAGE_UNREGISTERED_NEIGHBOUR_UNREAD},
        [CLASS_PORT] = {MESSAGE_UNREGISTERED_PORT, MESSAGE_UNREGISTERED_PORT_UNREAD},
        [CLASS_ARP] = {MESSAGE_UNREGISTERED_ARP, MESSAGE_UNREGISTERED_ARP_UNREAD},
        [CLASS_GUEST] = {MESSAGE_UNREGISTERED_GUEST, MESSAGE_UNREGISTERED_GUEST_UNREAD},
    };

    describe_machines(reporting, group);
    take_answers(reporting, group);
    bool has_answered = group->answers.count > 0;
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, messages[group->class][has_answered]);
    set_seer(reporting, group, &finding);
    set_subject(reporting, group, &finding);
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = group->class == CLASS_GUEST ? STR("guest") : STR("neighbour");
    finding.observed = join_machines(reporting, group);
    finding.snapshot_evidence = list_evidence(reporting, group);
    finding_add_text(&finding, sighting_where(reporting->strangers->sightings, group->port, &group->vlans,
                                              reporting->devices, reporting->arena));
    finding_add_text(&finding, finding.observed);
    if (group->class == CLASS_PORT) {
        finding_add_number(&finding, group->machine_count);
    }
    if (has_answered) {
        finding_add_word(&finding, unread_cause(&group->answers));
    }
    enum err_code code = arena_failed(reporting->arena)
                             ? err_no_memory(err)
                             : finding_sink_add(reporting->strangers->run->findings, 0, &finding, err);
    arena_reset(reporting->arena);
    return code;
}

static enum err_code report_all(const struct reporting *reporting, const struct entry *entries, size_t count,
                                struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0, end; !code && i < count; i = end) {
        const struct strangers *strangers = reporting->strangers;
        uint32_t best = strangers->machines[entries[i].machine].best;
        struct group group = {
            .entries = entries + i,
            .class = (enum stranger_class)entries[i].class_and_group[0],
            .port = strangers->sightings->rows[best].port,
        };
        for (end = i; end < count && memcmp(entries[end].class_and_group, entries[i].class_and_group,
                                            sizeof entries[i].class_and_group) == 0;) {
            end++;
        }
        group.count = end - i;
        code = report_group(reporting, &group, err);
    }
    return code;
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static enum err_code open_readers(struct reporting *reporting, const struct run *run, struct err *err) {
    enum err_code code = row_reader_new(reporting->strangers->sightings->table, &reporting->seen, err);

    if (!code) {
        code = row_reader_new(run->assets, &reporting->assets, err);
    }
    if (!code && run->devices) {
        code = row_reader_new(run->devices, &reporting->devices, err);
    }
    return code;
}

static enum err_code close_readers(struct reporting *reporting, enum err_code code, struct err *err) {
    struct row_reader *const readers[] = {reporting->seen, reporting->assets, reporting->devices};

    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        if (!code && readers[i]) {
            code = row_reader_error(readers[i], err);
        }
        row_reader_free(readers[i]);
    }
    return code;
}

static enum err_code report_strangers(const struct strangers *strangers, struct err *err) {
    struct entry *entries = budget_alloc(strangers->budget, (size_t)strangers->rows + 1, sizeof *entries);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct reporting reporting = {.strangers = strangers, .arena = arena};

    if (!entries || !arena) {
        budget_drop(entries);
        return err_no_memory(err);
    }
    enum err_code code = open_readers(&reporting, strangers->run, err);
    if (!code) {
        code = report_all(&reporting, entries, list_entries(strangers, entries), err);
    }
    code = close_readers(&reporting, code, err);
    budget_drop(entries);
    return code;
}

static bool find_machines(struct strangers *strangers) {
    strangers->parent = budget_alloc(strangers->budget, (size_t)strangers->names + 1, sizeof *strangers->parent);
    strangers->machine_of = budget_alloc(strangers->budget, (size_t)strangers->rows + 1, sizeof *strangers->machine_of);
    strangers->weak = intern_new_within(strangers->budget);
    if (!strangers->parent || !strangers->machine_of || !strangers->weak || !assign_machines(strangers)) {
        return false;
    }
    size_t count = (size_t)strangers->names + intern_count(strangers->weak);
    strangers->machines = budget_alloc(strangers->budget, count + 1, sizeof *strangers->machines);
    for (size_t i = 0; strangers->machines && i < count; i++) {
        strangers->machines[i].best = SIGHTING_NONE;
    }
    if (strangers->machines) {
        settle_machines(strangers);
    }
    return strangers->machines != NULL;
}

static enum err_code report_of(const struct run *run, const struct sightings *sightings, bool are_guests,
                               struct err *err) {
    if (!sightings) {
        return ERR_OK;
    }
    struct strangers strangers = {
        .run = run,
        .sightings = sightings,
        .budget = sightings->budget,
        .are_guests = are_guests,
        .rows = table_rows(sightings->table),
        .names = sightings->seen_names,
    };
    enum err_code code = find_machines(&strangers) ? report_strangers(&strangers, err) : err_no_memory(err);
    if (!code && run->unread) {
        explain_answers(&strangers);
    }
    strangers_done(&strangers);
    return code;
}

enum err_code strangers_report(const struct run *run, struct err *err) {
    enum err_code code = report_of(run, run->neighborhood ? run->neighborhood->sightings : NULL, false, err);

    return code ? code : report_of(run, run->guests ? run->guests->sightings : NULL, true, err);
}
