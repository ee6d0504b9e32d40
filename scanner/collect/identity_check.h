#pragma once
/* The last word on what a machine is known by, when all collectors have spoken, whatever system they are for: texts
 * that identify nothing are taken out of the devices row and kept in its notes, so that nobody pairs machines by them,
 * and so is what belongs to another machine.
 *
 *   placeholders                                      "serial placeholder: 0"
 *   what the maker prints on all machines of a model  "asset tag is the part number: 7000001"
 *   numbers of the machine around a container         "identifiers of the host"
 *   its disks, memory modules and screens             "components of the host"
 *
 * A serial number that is another identifier in disguise stays, with a note: a virtual machine's that is its UUID gives
 * the UUID where none was read ("serial and uuid disagree" where another was), a MAC address is "serial is a mac
 * address". So do MAC addresses of docking stations and their like: "mac of many machines: 8c:ae:4c:00:00:01". Any
 * thread. */

#include "scanner/collect/observation.h"

void identity_check(struct observation *observation);
