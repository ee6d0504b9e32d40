#include "scanner/collect/component.h"

#include "inventory/identity.h"

static struct str unless_placeholder(struct str text) {
    return identity_is_placeholder(text) ? STR_NONE : text;
}

struct str component_version(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '0' && text.p[i] != '.') {
            return text;
        }
    }
    return STR_NONE;
}

bool component_add(struct observation *observation, const struct component *component) {
    struct observation_row *row = observation_add(observation, TABLE_COMPONENTS);

    if (!row) {
        return false;
    }
    observation_cell(observation, row, COMPONENTS_KIND, str_from(component->kind));
    observation_cell(observation, row, COMPONENTS_NAME, component->name);
    observation_cell(observation, row, COMPONENTS_SLOT, component->slot);
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, component->manufacturer);
    observation_cell(observation, row, COMPONENTS_MODEL, component->model);
    observation_cell(observation, row, COMPONENTS_SERIAL, unless_placeholder(component->serial));
    observation_cell(observation, row, COMPONENTS_FIRMWARE, component->firmware);
    observation_cell(observation, row, COMPONENTS_CAPACITY, component->capacity);
    observation_cell(observation, row, COMPONENTS_ASSET_TAG, unless_placeholder(component->asset_tag));
    return true;
}

bool component_is_there(const struct observation *observation, const char *kind, struct str serial) {
    for (const struct observation_row *row = observation->rows; row; row = row->next) {
        if (row->table == TABLE_COMPONENTS && str_eq(row->cells[COMPONENTS_KIND], str_from(kind)) &&
            str_eq(row->cells[COMPONENTS_SERIAL], serial)) {
            return true;
        }
    }
    return false;
}
