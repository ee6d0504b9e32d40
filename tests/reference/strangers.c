/* The reference: machines that neighbours saw and nobody knows. */

#include "inventory/words.h"
#include "reconciler/sighting_text.h"
#include "tests/reference/run.h"
#include "tests/reference/seen.h"
#include "tests/unit/support/require.h"

#include <stdlib.h>

enum { ANNOUNCED, AT_PORT, IN_ARP, ELSEWHERE };

static int class_of(const struct seen *seen) {
    if (seen_is_announced(seen)) {
        return ANNOUNCED;
    }
    if (seen->protocol == NEIGHBOR_FDB) {
        return seen->is_uplink ? ELSEWHERE : AT_PORT;
    }
    return seen->protocol == NEIGHBOR_ARP ? IN_ARP : ELSEWHERE;
}

/* The row that tells best where the machine is; PAIRING_NONE when it is known, or only elsewhere. */
static uint32_t best_of_machine(const struct reference *reference, size_t machine) {
    uint32_t best = PAIRING_NONE;

    for (uint32_t row = 0; machine != SIZE_MAX && row < reference->neighbors.rows; row++) {
        const struct seen *seen = seen_at(reference, row);
        if (seen->machine != machine) {
            continue;
        }
        if (seen->is_known) {
            return PAIRING_NONE;
        }
        int order = best == PAIRING_NONE ? -1 : class_of(seen) - class_of(seen_at(reference, best));
        if (order < 0 || (order == 0 && seen_tells_better(reference, row, best))) {
            best = row;
        }
    }
    return best == PAIRING_NONE || class_of(seen_at(reference, best)) == ELSEWHERE ? PAIRING_NONE : best;
}

/* Does a row belong to the finding of the machine that BEST tells of? */
static bool is_of_finding(const struct reference *reference, uint32_t row, uint32_t best) {
    const struct seen *seen = seen_at(reference, row), *of_best = seen_at(reference, best);

    if (seen->machine == of_best->machine || class_of(of_best) != AT_PORT) {
        return seen->machine == of_best->machine;
    }
    uint32_t other = best_of_machine(reference, seen->machine);
    return other != PAIRING_NONE && class_of(seen_at(reference, other)) == AT_PORT &&
           seen_is_same_port(reference, other, best);
}

static struct str describe_machine(const struct reference *reference, size_t machine) {
    struct machine_text text = {0};
    CLEANUP(buffer_done) struct buffer out = {0};

    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (seen_at(reference, row)->machine == machine) {
            machine_text_add(&text, reference->arena, sheet_reader(&reference->neighbors, row));
        }
    }
    machine_text_append(&text, &out);
    return arena_dup(reference->arena, buffer_view(&out));
}

static int compare_texts(const void *left, const void *right) {
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* The machines of the finding, with VLANs of the port and the rows; returns how many machines. */
static unsigned describe_all(const struct reference *reference, uint32_t best, struct finding *finding,
                             struct text_list *vlans) {
    struct str *texts = arena_alloc_array(reference->arena, (size_t)reference->neighbors.rows + 1, sizeof *texts);
    CLEANUP(buffer_done) struct buffer list = {0}, evidence = {0};
    unsigned count = 0, rows = 0;

    require(texts, "memory");
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        size_t machine = seen_at(reference, row)->machine;
        bool is_first = true;
        if (!is_of_finding(reference, row, best)) {
            continue;
        }
        for (uint32_t before = 0; before < row; before++) {
            is_first &= seen_at(reference, before)->machine != machine;
        }
        if (is_first) {
            texts[count++] = describe_machine(reference, machine);
        }
        if (seen_is_same_port(reference, row, best)) {
            text_list_add(vlans, reference->arena, seen_text(reference, row, NEIGHBORS_VLAN));
        }
        if (rows++ < ROWS_OF_EVIDENCE) {
            buffer_append_cstr(&evidence, rows > 1 ? " " : "");
            table_evidence(reference->neighbors.table, row, &evidence);
        }
    }
    qsort(texts, count, sizeof *texts, compare_texts);
    for (unsigned i = 0; i < count && i < 8; i++) {
        buffer_append_cstr(&list, i ? "; " : "");
        buffer_append(&list, texts[i]);
    }
    buffer_append_cstr(&list, count > 8 ? "; …" : "");
    buffer_append_cstr(&evidence, rows > ROWS_OF_EVIDENCE ? " …" : "");
    finding->observed = arena_dup(reference->arena, buffer_view(&list));
    finding->snapshot_evidence = arena_dup(reference->arena, buffer_view(&evidence));
    return count;
}

void seen_set_seer(const struct reference *reference, struct str id, struct finding *finding) {
    uint32_t device = seen_device_of_id(reference, id);

    finding->device_id = id;
    if (device == PAIRING_NONE) {
        return;
    }
    finding->hostname = sheet_text(&reference->devices, device, DEVICES_HOSTNAME);
    finding->location = sheet_text(&reference->devices, device, DEVICES_LOCATION);
    const struct pair *pair = &reference->pairs.of_device[device];
    if (pair->state == PAIR_ONE) {
        struct str location = sheet_text(&reference->assets, pair->row, DEVICES_LOCATION);
        finding->asset_id = sheet_text(&reference->assets, pair->row, DEVICES_ASSET_ID);
        finding->system = sheet_text(&reference->assets, pair->row, DEVICES_SYSTEM);
        finding->department = sheet_text(&reference->assets, pair->row, DEVICES_DEPARTMENT);
        finding->location = location.n ? location : finding->location;
    }
}

static struct str identity_of(const struct reference *reference, size_t machine) {
    static const unsigned kinds[] = {KEY_MAC, KEY_SERIAL, KEY_ASSET_ID, KEY_HOSTNAME, NAME_OTHER, KEY_ADDRESS};
    struct str best = STR_NONE;

    for (size_t kind = 0; kind < ARRAY_LEN(kinds) && !best.n; kind++) {
        for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
            const struct seen *seen = seen_at(reference, row);
            for (size_t i = 0; seen->machine == machine && i < seen->count; i++) {
                bool is_it = seen->names[i].kind == kinds[kind];
                best = is_it && (!best.n || str_cmp(seen->names[i].text, best) < 0) ? seen->names[i].text : best;
            }
        }
    }
    return best;
}

static void report_stranger(struct reference *reference, uint32_t best) {
    static const enum message messages[] = {
        [ANNOUNCED] = MESSAGE_UNREGISTERED_NEIGHBOUR,
        [AT_PORT] = MESSAGE_UNREGISTERED_PORT,
        [IN_ARP] = MESSAGE_UNREGISTERED_ARP,
    };
    static const enum message unread[] = {
        [ANNOUNCED] = MESSAGE_UNREGISTERED_NEIGHBOUR_UNREAD,
        [AT_PORT] = MESSAGE_UNREGISTERED_PORT_UNREAD,
        [IN_ARP] = MESSAGE_UNREGISTERED_ARP_UNREAD,
    };
    int class = class_of(seen_at(reference, best));
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, messages[class]);
    struct text_list vlans = {0};

    unsigned count = describe_all(reference, best, &finding, &vlans);
    seen_set_seer(reference, seen_text(reference, best, NEIGHBORS_DEVICE_ID), &finding);
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = STR("neighbour");
    finding.subject_kind = class == AT_PORT ? SUBJECT_PORT : SUBJECT_NEIGHBOUR;
    finding.subject = identity_of(reference, seen_at(reference, best)->machine);
    finding_add_text(&finding, seen_where(reference, best, &vlans));
    finding_add_text(&finding, finding.observed);
    if (class == AT_PORT) {
        struct str seer = finding.asset_id.n ? finding.asset_id : finding.device_id;
        finding.subject = reference_printf(reference, "%.*s %.*s", STR_FMT(seer),
                                           STR_FMT(seen_text(reference, best, NEIGHBORS_PORT)));
        finding_add_number(&finding, count);
    }
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (is_of_finding(reference, row, best)) {
            take_answers(reference, seen_at(reference, row));
        }
    }
    tell_answers(reference, &finding, unread[class]);
    reference_add(reference, &finding, NULL);
}

static bool machine_is_known(const struct reference *reference, size_t machine) {
    bool is_known = false;

    for (uint32_t row = 0; machine != SIZE_MAX && row < reference->neighbors.rows; row++) {
        is_known |= seen_at(reference, row)->machine == machine && seen_at(reference, row)->is_known;
    }
    return is_known;
}

/* One finding a machine or port: by the first row that belongs to it. */
void report_strangers(struct reference *reference) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        uint32_t best = best_of_machine(reference, seen_at(reference, row)->machine);
        bool is_first = best != PAIRING_NONE;
        for (uint32_t before = 0; is_first && before < row; before++) {
            is_first = !is_of_finding(reference, before, best);
        }
        if (is_first) {
            report_stranger(reference, best);
        }
        if (machine_is_known(reference, seen_at(reference, row)->machine)) {
            explain_answers(reference, seen_at(reference, row));
        }
    }
}
