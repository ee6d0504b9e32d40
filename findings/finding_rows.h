#pragma once
/* What the rows of a machine say of it in a finding. Texts are copied to the arena; the caller looks whether that
 * failed. A reader is one thread's. */

#include "findings/finding.h"
#include "inventory/row_cells.h"

/* The asset whose row the reader stands on is the subject: its id, name, system, department and location. */
void finding_set_asset(struct finding *finding, struct row_reader *asset, struct arena *arena);
/* The device whose row the reader stands on: its id, and its name, system, department and location where the finding
 * has none. It is the subject where there is none. */
void finding_set_device(struct finding *finding, struct row_reader *device, struct arena *arena);
