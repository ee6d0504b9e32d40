#include "lifecycle/row_quantity.h"

#include "inventory/identity.h"
#include "inventory/schema.h"

uint32_t row_quantity_read(struct row_reader *asset, struct buffer *scratch) {
    struct value quantity = row_reader_value(asset, DEVICES_QUANTITY);

    buffer_reset(scratch);
    if (!quantity.is_set || quantity.number < 1 ||
        identity_normalise(KEY_SERIAL, row_reader_text(asset, DEVICES_SERIAL), scratch)) {
        return 1;
    }
    return quantity.number > UINT32_MAX ? UINT32_MAX : (uint32_t)quantity.number;
}
