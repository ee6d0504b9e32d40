#pragma once
/* VMware ESXi: what esxcli prints. Best effort: written from the manuals. */

#include "scanner/collect/observation.h"

/* "machine": hardware platform get. Sets: manufacturer, model, serial, uuid, chassis_serial, asset_tag, virtual. */
void collect_esxi_machine(struct str body, struct observation *observation);
/* "install". Sets: installed_at. */
void collect_esxi_install(struct str body, struct observation *observation);
/* "cpu": hardware cpu global get, and model=. Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads.
 */
void collect_esxi_cpu(struct str body, struct observation *observation);
/* "memory": hardware memory get. Sets: memory_mb. */
void collect_esxi_memory(struct str body, struct observation *observation);
/* "disks": storage core device list. Sets: disk_gb and a component a disk. */
void collect_esxi_disks(struct str body, struct observation *observation);
/* "network": network nic list, and the addresses of the management interfaces. Sets: rows of interfaces; mac_addresses
 * and ip_addresses of the machine itself. */
void collect_esxi_network(struct str body, struct observation *observation);
/* "vib": software vib list. Sets: a software row for each of them. */
void collect_esxi_vibs(struct str body, struct observation *observation);
