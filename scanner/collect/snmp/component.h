#pragma once
/* A part of a device, as its agent lists it, and the row of `components` that it becomes. Any thread. */

#include "scanner/collect/observation.h"

struct component {
    const char *kind;                                                                  /* a word of components.kind */
    struct str name, slot, manufacturer, model, serial, firmware, capacity, asset_tag; /* empty when unknown */
};

/* Placeholders are neither serial numbers nor asset tags, and a version of zeros only is none. Nothing is added when
 * there is no room. */
void component_add(struct observation *observation, const struct component *component);
/* Is there a row of this kind with this serial number? */
bool component_is_there(const struct observation *observation, const char *kind, struct str serial);
