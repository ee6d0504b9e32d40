#pragma once
/* Parts that makers list in tables of their own, as rows of `components`:
 *
 *   chassis   members of a Virtual Chassis of Juniper and of a stack of Force10, unless ENTITY-MIB told of them; disk
 *             shelves of NetApp
 *   disk      of NetApp, Isilon, Infortrend and Synology
 *   module    access points, in the lists of the controllers of Cisco, Aruba and Ruckus: machines of their own, many of
 *             which answer nobody
 *
 * Sets disk_gb where the disks of an array are listed with their sizes. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_juniper, collect_snmp_force10;
extern const struct snmp_collector collect_snmp_netapp, collect_snmp_netapp_shelves, collect_snmp_isilon,
    collect_snmp_infortrend, collect_snmp_synology;
extern const struct snmp_collector collect_snmp_airespace, collect_snmp_cisco_wireless, collect_snmp_aruba,
    collect_snmp_ruckus;
