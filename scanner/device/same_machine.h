#pragma once
/* Which views are of one machine. A view is what one target told; a machine may be seen at several addresses, by its
 * SSH server and by its SNMP agents, and through its management controller. Pure; any thread.
 *
 * A table of rules (same_machine.c) names the keys that must agree and those that must not contradict each other. The
 * rules are gone through one after the other, strongest first, and each of them looks at all views at once, so that
 * neither the order of targets nor that of answers plays a part:
 *
 *   - Views that agree in a rule's keys are one machine, unless some of them contradict each other in a key that the
 *     rule names for that. Then what they have in common does not tell machines apart (clones, one serial number for
 *     all blades of a chassis), and only those are one that agree in that key, too; a view that does not have it stays
 *     alone.
 *   - What is one with a third is one. Where that would bring views together that contradict each other, the rule
 *     counts for none of those that it would have brought together: they stay the machines that stronger rules made. */

#include "base/str.h"

enum view_kind {
    VIEW_SSH,
    VIEW_SNMP,
    VIEW_MANAGEMENT, /* by SNMP, of a controller that tells the serial number of the server that it is built into */
    VIEW_KINDS
};

enum view_key {
    VIEW_SERIAL, /* without its maker */
    VIEW_MAKER,
    VIEW_UUID,
    VIEW_MAC,
    VIEW_HOST_KEY,
    VIEW_HOSTNAME, /* with its site, as are addresses */
    VIEW_ADDRESS,
    VIEW_MACHINE_ID,
    VIEW_STATE,  /* when it was started, and its addresses */
    VIEW_ENGINE, /* of SNMP */
    VIEW_KEYS
};

struct view {
    enum view_kind kind;
    uint32_t keys[VIEW_KEYS]; /* 1 … count, equal where the texts are; 0 where it is not known */
};

/* Sets *RET_LEADERS, one a view: the index of the first view that is of the same machine, its own where it is that.
 * False when memory is out. */
bool same_machine_find(const struct view *views, size_t count, size_t *ret_leaders);
