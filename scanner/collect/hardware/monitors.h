#pragma once
/* The section "monitors": a line "edid CONNECTOR" for each screen that is plugged in, followed by lines of hex digits,
 * its EDID (VESA E-EDID 1.4, of which only the base block is read). Connectors are named as the kernel does:
 * "card0-HDMI-A-1". A laptop's own screen is part of the laptop and none.
 * Sets: a component for each, with the serial number that is written on it where it has one, else the number of the
 * base block unless that is 0 or 16843009 (0x01010101), which stand for none. */

#include "scanner/collect/observation.h"

/* Who has the three letters in UEFI's register of PNP ids, as far as makers of screens go; others stand as they are. */
struct str monitor_maker(struct str id);
void collect_monitors(struct str body, struct observation *observation);
