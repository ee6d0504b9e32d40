#pragma once
/* The columns of the two sides of a generated pair of ledger and snapshot. Constant data; the functions are pure and
 * take a struct machine. */

#include "tests/bench/draw.h"
#include "tests/bench/machine.h"
#include "tests/bench/sheet.h"

struct pair_kind {
    const char *name;
    const struct sheet_column *ledger, *snapshot;
    size_t ledger_count, snapshot_count;
    const char *ledger_line_end;
    bool has_blanks; /* serial numbers and labels are missing where struct machine says so */
};

extern const struct pair_kind pair_alike;
extern const struct pair_kind pair_realistic;

/* Of attempts that got no answer. */
extern const struct sheet_column pair_probes[];
extern const size_t pair_probes_count;

/* Names and numbers that both kinds write, each row another. */
void pair_label(struct buffer *out, const void *row);      /* HW-00000123 */
void pair_serial(struct buffer *out, const void *row);     /* MX0A1B2C3D */
void pair_hostname(struct buffer *out, const void *row);   /* pc00000123.example.go.jp */
void pair_short_name(struct buffer *out, const void *row); /* pc00000123 */
void pair_mac(struct buffer *out, const void *row);        /* 3c:52:00:00:01:23 */
void pair_address(struct buffer *out, const void *row);    /* 10.0.1.35 */
void pair_device_id(struct buffer *out, const void *row);  /* d43ceca126273eaa5, greater from row to row */
uint64_t pair_mac_number(const struct machine *machine);

/* The machine of a device where both sides know all of them, at another place in the file than in the ledger. */
struct machine pair_known_machine(const struct shuffle *devices, uint64_t place);

/* On what something is installed: the first member of a row. */
struct pair_installed {
    uint64_t device; /* counted from 0 */
    const struct machine *machine;
};

void pair_installed_asset_id(struct buffer *out, const void *row);
void pair_installed_device_id(struct buffer *out, const void *row);
void pair_installed_source(struct buffer *out, const void *row); /* registry */
