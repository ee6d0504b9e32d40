#pragma once
/* What a right to a host says of the virtual machines on it: the column virtual_rule. Pure functions; any thread. */

#include "base/str.h"

enum virtual_right {
    VIRTUAL_NONE,      /* blank, なし: nothing */
    VIRTUAL_UNLIMITED, /* 無制限, unlimited: all cores of the host once, any number of machines (Datacenter) */
    VIRTUAL_COUNTED,   /* 2, 2台: all cores of the host for each so many machines (Standard) */
    VIRTUAL_UNREADABLE,
};
struct virtual_rule {
    enum virtual_right right;
    int64_t machines; /* COUNTED: 1 and more */
};
/* 無制限, unlimited, ∞ or a number above 0, alone or with what is counted: "2台", "2 VM", "VM 2", "無制限VM", "2 OSE".
 * Width and case of characters do not matter. */
struct virtual_rule virtual_rule_read(struct str text);
/* Units for a host that needs HOST_UNITS once, with so many virtual machines; false when it is beyond 2^63, or the rule
 * says nothing of it. At least once, without machines too. */
bool virtual_rule_units(const struct virtual_rule *rule, int64_t host_units, int64_t machines, int64_t *ret_units);
