#include "reconciler/strangers.h"

#include "base/budget.h"
#include "inventory/row_cells.h"
#include "reconciler/guest_lists.h"
#include "reconciler/neighborhood.h"
#include "reconciler/sighting_text.h"
#include "reconciler/stranger_machines.h"
#include "reconciler/unread.h"

#include <stdlib.h>

enum { EVIDENCE_MAX = 8 };

struct strangers {
    const struct run *run;
    const struct sightings *sightings;
    struct stranger_machines machines;
    uint32_t rows;
};

/* --- who answered the scan -----------------------------------------------------------------------------------------
 */

static bool is_place(const struct strangers *strangers, uint32_t name) {
    unsigned kind = strangers->sightings->name_items[name].kind;

    return kind == KEY_ADDRESS || kind == KEY_HOSTNAME;
}

/* Somebody answered at an address that neighbours have for a machine that is known: it is that machine. */
static void explain_answers(const struct strangers *strangers) {
    for (uint32_t row = 0; row < strangers->rows; row++) {
        const struct sighting *sighting = &strangers->sightings->rows[row];
        uint32_t machine = strangers->machines.machine_of[row];
        bool is_known = machine != SIGHTING_NONE && strangers->machines.items[machine].is_known;
        for (unsigned i = 0; is_known && i < sighting->name_count; i++) {
            uint32_t name = sightings_row_name(strangers->sightings, sighting, i);
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
        uint32_t number = strangers->machines.machine_of[row];
        const struct stranger_machine *machine = number == SIGHTING_NONE ? NULL : &strangers->machines.items[number];
        enum stranger_class class =
            machine ? stranger_machines_class(&strangers->machines, machine->best) : CLASS_ELSEWHERE;
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
        if (reporting->strangers->machines.are_guests) {
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
            uint32_t name = sightings_row_name(strangers->sightings, row, j);
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
                uint32_t name = sightings_row_name(strangers->sightings, row, j);
                struct str text = sightings_name_text(strangers->sightings, name);
                bool is_it =
                    strangers->sightings->name_items[name].kind == kinds[kind] && (!best.n || str_cmp(text, best) < 0);
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
    struct str identity = identity_of(reporting, group);
    bool is_strong = group->entries[0].machine < reporting->strangers->sightings->seen_names;

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
        uint32_t best = strangers->machines.items[entries[i].machine].best;
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
    struct entry *entries = budget_alloc(strangers->sightings->budget, (size_t)strangers->rows + 1, sizeof *entries);
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

static enum err_code report_of(const struct run *run, const struct sightings *sightings, bool are_guests,
                               struct err *err) {
    if (!sightings) {
        return ERR_OK;
    }
    struct strangers strangers = {.run = run, .sightings = sightings, .rows = table_rows(sightings->table)};
    enum err_code code = stranger_machines_find(sightings, are_guests, &strangers.machines)
                             ? report_strangers(&strangers, err)
                             : err_no_memory(err);
    if (!code && run->unread) {
        explain_answers(&strangers);
    }
    stranger_machines_done(&strangers.machines);
    return code;
}

enum err_code strangers_report(const struct run *run, struct err *err) {
    enum err_code code = report_of(run, run->neighborhood ? run->neighborhood->sightings : NULL, false, err);

    return code ? code : report_of(run, run->guests ? run->guests->sightings : NULL, true, err);
}
