#pragma once
/* The gate that hosts of a scan pass on the event loop: before their name is looked up, before they connect, and before
 * their session begins (scanner/pacing.h says when). Each is called when its time has come, never from within the
 * functions here. Runs on the loop's thread. */

#include "scanner/pacing.h"

struct uv_loop_s;

/* A host's place at the gate: its functions set, the rest zero. */
struct gate_place {
    struct pacing_place pacing;
    void (*may_look_up)(struct gate_place *place);
    void (*may_connect)(struct gate_place *place);
    void (*may_begin)(struct gate_place *place);
};

struct scan_gate;
/* NULL when memory is out. */
struct scan_gate *scan_gate_new(struct uv_loop_s *loop, const struct pacing_limits *limits);
/* Frees itself once the loop has let go of it; all places must have left. NULL is fine. */
void scan_gate_close(struct scan_gate *gate);
void gate_queue_name(struct scan_gate *gate, struct gate_place *place);
/* False when memory is out. */
bool gate_queue(struct scan_gate *gate, struct gate_place *place, const struct net_address *address);
void gate_connected(struct scan_gate *gate, struct gate_place *place);
/* From anywhere; also when it never came. */
void gate_leave(struct scan_gate *gate, struct gate_place *place);
/* Hosts whose session runs. */
size_t gate_running(const struct scan_gate *gate);
