#include "licenses/gone_machines.h"

#include "inventory/words.h"
#include "licenses/bindings.h"
#include "licenses/license_finding.h"

#include <stdlib.h>

/* What a machine is told by, from the row that the reader stands on. */
static struct machine read_keys(struct row_reader *reader, struct arena *arena) {
    return (struct machine){
        .asset_id = arena_dup(arena, row_reader_text(reader, DEVICES_ASSET_ID)),
        .serial = arena_dup(arena, row_reader_text(reader, DEVICES_SERIAL)),
        .uuid = arena_dup(arena, row_reader_text(reader, DEVICES_UUID)),
        .mac_addresses = arena_dup(arena, row_reader_text(reader, DEVICES_MAC_ADDRESSES)),
        .hostname = arena_dup(arena, row_reader_text(reader, DEVICES_HOSTNAME)),
    };
}

static enum err_code tell(const struct audit *audit, const struct right *right, const struct machine *machine,
                          struct str status, struct err *err) {
    const struct entitlement *entitlement = right->entitlement;
    struct finding finding = finding_of_entitlement(CODE_LIC_OEM, MESSAGE_OEM_GONE, entitlement);

    finding.outcome = OUTCOME_NOTICE;
    finding.field = STR("bound_to");
    finding.asset_id = machine->asset_id;
    finding.hostname = machine->hostname;
    finding.documented = entitlement->bound_to;
    finding_add_text(&finding, catalog_product(audit->catalog, right->product)->name);
    finding_add_text(&finding, entitlement->bound_to);
    finding_add_text(&finding, status);
    return finding_sink_add(audit->findings, 0, &finding, err);
}

struct ending {
    struct audit *audit;
    struct row_reader *reader; /* of assets */
    struct arena *arena;       /* reset for every row */
    bool *is_held;             /* by right: it is bound to a machine that has not left */
};

static void ending_done(struct ending *ending) {
    row_reader_free(ending->reader);
    arena_free(ending->arena);
    free(ending->is_held);
}

/* Moves the reader to the row. Has the asset left, and was it not observed all the same? */
static bool has_left(const struct ending *ending, uint32_t row) {
    row_reader_move(ending->reader, row);
    return estate_asset_is_gone(ending->reader) && pairing_partner(ending->audit->input->pairing, row) == PAIRING_NONE;
}

/* A machine that was registered anew keeps its rights, though an earlier row of it was disposed of. */
static enum err_code hold_rights_of(const struct ending *ending, struct err *err) {
    struct machine machine = read_keys(ending->reader, ending->arena);
    struct right_numbers bound = bindings_of(ending->audit->bindings, &machine, ending->arena);

    for (uint32_t i = 0; i < bound.count; i++) {
        ending->is_held[bound.items[i]] = true;
    }
    return arena_failed(ending->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code end_rights_of(const struct ending *ending, struct err *err) {
    struct audit *audit = ending->audit;
    struct machine machine = read_keys(ending->reader, ending->arena);
    struct right_numbers bound = bindings_of(audit->bindings, &machine, ending->arena);
    struct str status = arena_dup(ending->arena, row_reader_text(ending->reader, DEVICES_STATUS));
    enum err_code code = arena_failed(ending->arena) ? err_no_memory(err) : ERR_OK;

    for (uint32_t i = 0; i < bound.count && code == ERR_OK; i++) {
        const struct right *right = rights_get(audit->rights, bound.items[i]);
        bool is_over = entitlement_comes_with_device(right->entitlement) && !ending->is_held[right->number];
        if (is_over && !units_is_none(right->supply.most)) {
            rights_end(audit->rights, bound.items[i]);
            code = tell(audit, right, &machine, status, err);
        }
    }
    return code;
}

static enum err_code end_all(const struct ending *ending, uint32_t rows, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t row = 0; row < rows && code == ERR_OK; row++) {
        code = has_left(ending, row) ? ERR_OK : hold_rights_of(ending, err);
        arena_reset(ending->arena);
    }
    for (uint32_t row = 0; row < rows && code == ERR_OK; row++) {
        code = has_left(ending, row) ? end_rights_of(ending, err) : ERR_OK;
        arena_reset(ending->arena);
    }
    return code == ERR_OK ? row_reader_error(ending->reader, err) : code;
}

enum err_code gone_machines_end(struct audit *audit, struct err *err) {
    CLEANUP(ending_done)
    struct ending ending = {
        .audit = audit,
        .arena = arena_new(),
        .is_held = calloc((size_t)rights_count(audit->rights) + 1, sizeof *ending.is_held),
    };

    if (bindings_are_none(audit->bindings)) {
        return ERR_OK;
    }
    if (!ending.arena || !ending.is_held) {
        return err_no_memory(err);
    }
    const struct table *assets = audit->estate_input.assets;
    enum err_code code = row_reader_new(assets, &ending.reader, err);
    return code == ERR_OK ? end_all(&ending, table_rows(assets), err) : code;
}
