#include "licenses/gone_machines.h"

#include "inventory/words.h"
#include "licenses/bindings.h"
#include "licenses/license_finding.h"

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

/* The reader stands on the row of an asset that has left. */
static enum err_code end_rights_of(struct audit *audit, struct row_reader *reader, struct arena *arena,
                                   struct err *err) {
    struct machine machine = read_keys(reader, arena);
    struct right_numbers bound = bindings_of(audit->bindings, &machine, arena);
    struct str status = arena_dup(arena, row_reader_text(reader, DEVICES_STATUS));
    enum err_code code = arena_failed(arena) ? err_no_memory(err) : ERR_OK;

    for (uint32_t i = 0; i < bound.count && code == ERR_OK; i++) {
        const struct right *right = rights_get(audit->rights, bound.items[i]);
        if (entitlement_comes_with_device(right->entitlement) && !units_is_none(right->supply.most)) {
            rights_end(audit->rights, bound.items[i]);
            code = tell(audit, right, &machine, status, err);
        }
    }
    arena_reset(arena);
    return code;
}

enum err_code gone_machines_end(struct audit *audit, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct table *assets = audit->estate_input.assets;
    uint32_t rows = bindings_are_none(audit->bindings) ? 0 : table_rows(assets);
    enum err_code code = arena ? row_reader_new(assets, &reader, err) : err_no_memory(err);

    for (uint32_t row = 0; row < rows && code == ERR_OK; row++) {
        row_reader_move(reader, row);
        if (estate_asset_is_gone(reader) && pairing_partner(audit->input->pairing, row) == PAIRING_NONE) {
            code = end_rights_of(audit, reader, arena, err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}
