#pragma once
/* The section "dmi": NAME=VALUE lines of /sys/class/dmi/id. What people call the machine's identity is decided here,
 * for dmidecode too: placeholders that firmware ships with are no identity and become notes. Sets: manufacturer, model,
 * model_number, serial, uuid, chassis_serial, board_serial, asset_tag, firmware_version, kind (where the chassis type
 * says so). */

#include "scanner/collect/observation.h"

struct dmi_facts { /* as read; empty when unknown */
    struct str manufacturer, model, version, sku, serial, uuid, chassis_serial, board_serial;
    struct str asset_tag;       /* the chassis' */
    struct str board_asset_tag; /* on clouds the instance */
    struct str firmware;
    struct str chassis_type; /* the number, or dmidecode's word */
};

/* Sets: uuid. False when it is none, or one that identifies nothing, such as zeros. */
bool dmi_set_uuid(struct str uuid, struct observation *observation);
/* Notes the id of an Amazon instance, "i-" and 8 or 17 hexadecimal digits; any other text does nothing. */
void dmi_note_instance(struct str text, struct observation *observation);
void dmi_apply(const struct dmi_facts *facts, struct observation *observation);
void collect_dmi(struct str body, struct observation *observation);
