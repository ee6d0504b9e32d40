#pragma once
/* A part of a machine, whatever told of it, and the row of `components` that it becomes. Any thread. */

#include "scanner/collect/observation.h"

struct component {
    const char *kind;                                                                  /* a word of components.kind */
    struct str name, slot, manufacturer, model, serial, firmware, capacity, asset_tag; /* empty when unknown */
};

/* Placeholders are neither serial numbers nor asset tags. False, and nothing is added, when there is no room. */
bool component_add(struct observation *observation, const struct component *component);
/* Empty for a version of zeros only: "0.0.0" is what agents say of parts without firmware of their own. */
struct str component_version(struct str text);
/* Is there a row of this kind with this serial number? */
bool component_is_there(const struct observation *observation, const char *kind, struct str serial);
