#pragma once
/* Who made a memory module, where firmware writes the JEP106 code of the module's SPD instead of a name. Pure function;
 * any thread. */

#include "base/str.h"

/* The name of the maker whose code TEXT is, in any of the ways in which firmware writes it:
 *   00AD00B300AD   number of continuation codes (with or without a parity bit, 80AD), then the code
 *   7F7F7F0B0000   the continuation codes themselves, then the code
 *   CE00000000     the code of a maker of the first bank
 * TEXT itself when it is no code, or a maker's that is not listed (scanner/device/memory_maker.def). */
struct str memory_maker(struct str text);
