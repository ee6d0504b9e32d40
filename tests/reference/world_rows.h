#pragma once
/* Rows of random inventories, one a call. Internal to tests/reference/. */

struct world;

enum { RULES_MAX = 10 };

/* tests/reference/world_machines.c: assets and devices have numbers, from 0. */
void add_asset(struct world *world, unsigned number);
void add_device(struct world *world, unsigned number);
void add_listed(struct world *world);
void add_installed(struct world *world);
/* Some of the rules, where the ledger has a file for them. */
void add_rules(struct world *world);

/* tests/reference/world_surroundings.c */
void add_probe(struct world *world);
void add_neighbor(struct world *world);
void add_interface(struct world *world);
/* With the serial number of any machine. */
void add_component(struct world *world);
/* What hosts list: machines of either side, and others. */
void add_guest(struct world *world);
void add_cluster(struct world *world);
void add_place(struct world *world);
void add_connection(struct world *world);
/* Where paper has the hosts of machines that are there already. */
void choose_hosts(struct world *world);
