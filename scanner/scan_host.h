#pragma once
/* One host of a scan on the event loop, whatever is spoken with it: its name is resolved, its addresses are tried, and
 * it is asked, all within one deadline. It ends exactly once, whatever happens, and then frees itself. Runs on the
 * loop's thread. */

#include "scanner/scan.h"

struct jump_hosts;
struct known_hosts;
struct scan_gate;
struct snmp_answers;
struct snmp_engines;
struct snmp_keys;
struct uv_loop_s;

struct host_report {
    enum probe_outcome outcome;   /* PROBE_ANSWERED: there is output to look into */
    enum probe_outcome otherwise; /* what it is when the output holds nothing of use */
    const char *message;          /* fixed words, and the jump host's name; may be empty */
    const char *address;          /* numeric, that was tried last, or given behind a jump host; may be empty */
    bool is_reached;              /* the target itself has said something */
    struct str credential;
    const char *fingerprint; /* of the host's key; may be empty */
    const char *marker;
    struct str output;
    struct str errors;                  /* the start of standard error */
    const struct snmp_answers *answers; /* of an SNMP agent, finished; NULL: none */
    struct str engine;                  /* its SNMP version 3 engine id, bytes; may be empty */
    uint64_t tenths;                    /* of a second since it began */
};

struct scan_host_setup {
    struct uv_loop_s *loop;
    struct scan_gate *gate; /* that it passes */
    struct jump_hosts *jumps;
    const struct target *target;
    const struct credential_store *credentials;
    struct known_hosts *known_hosts;
    const struct scan_options *options; /* with the defaults filled in */
    const struct str *scripts;          /* one a host_system */
    struct snmp_engines *engines;
    struct snmp_keys *snmp_keys;
    const uint64_t *held_ms; /* how long the loop has stood still so far */
    /* Once; the report is borrowed until it returns. The host must not be touched afterwards. */
    void (*ended)(void *context, const struct host_report *report);
    void *context;
};

struct scan_host {
    void (*cut)(struct scan_host *host, const char *message);
    bool (*has_begun)(const struct scan_host *host);
};

/* SETUP is copied, what it points to is borrowed. NULL when memory is out. `ended` may come before this returns: then
 * *ret_ended is true, and the pointer must not be used. */
struct scan_host *scan_host_start(const struct scan_host_setup *setup, bool *ret_ended);
/* Ends it now, with what it has so far. */
void scan_host_cut(struct scan_host *host, const char *message);
/* Has its session begun? Until then it waits for its name, its turn or its connection. */
bool scan_host_has_begun(const struct scan_host *host);
