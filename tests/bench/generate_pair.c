/* A ledger of machines and a snapshot of them, for timing, the same for every run.
 *
 *   generate_pair alike|realistic ROWS LEDGER_DIR SNAPSHOT_DIR      neither directory may exist
 *
 * alike      twelve columns a side with canonical headings, about 167 bytes a row, written in the same way on both
 *            sides. Of the asset number, of which the snapshot needs one of its own, and ten attributes.
 * realistic  a ledger as people keep it (Japanese headings and words, wide figures, 16GB for 16112, eras, quotes, names
 *            in capitals, makers' Japanese names) and a snapshot as a scan writes it.
 *
 * Both sides are in orders of their own. 1 % of the machines differ in one attribute, 0.5 % are on one side only, each
 * way, and one ledger row in 1,000 has the asset number of another. The realistic pair lacks 1 % of the serial numbers
 * on paper and 1 % of the labels on machines. What was planted is printed, as findings should tell it. */

#include "tests/bench/pair.h"
#include "tests/bench/sheet.h"

#include <inttypes.h>
#include <stdio.h>

static const struct pair_kind *const kinds[] = {&pair_alike, &pair_realistic};

enum { LEDGER_SEED = 1, SNAPSHOT_SEED = 2 };

static void write_ledger(const struct pair_kind *kind, const struct fleet *fleet, const char *path,
                         struct planted *planted) {
    struct sheet_directory directory = sheet_directory_create(path);
    struct sheet *sheet = sheet_new(&directory, TABLE_DEVICES, kind->ledger, kind->ledger_count, kind->ledger_line_end);
    struct shuffle shuffle = shuffle_of(fleet->rows, LEDGER_SEED);

    for (uint64_t i = 0; i < fleet->rows; i++) {
        struct machine machine = machine_documented(fleet, shuffle_at(&shuffle, i));
        planted_count(planted, fleet, &machine);
        sheet_add(sheet, &machine);
    }
    sheet_close(&directory, sheet);
}

static void write_devices(const struct pair_kind *kind, const struct fleet *fleet, struct sheet_directory *directory,
                          struct planted *planted) {
    struct sheet *sheet = sheet_new(directory, TABLE_DEVICES, kind->snapshot, kind->snapshot_count, "\n");
    struct shuffle shuffle = shuffle_of(fleet->rows, SNAPSHOT_SEED);

    for (uint64_t i = 0; i < fleet->rows; i++) {
        struct machine machine = machine_observed(fleet, fleet->edge + shuffle_at(&shuffle, i));
        machine.place_in_file = i;
        machine.file_rows = fleet->rows;
        planted_count(planted, fleet, &machine);
        sheet_add(sheet, &machine);
    }
    sheet_close(directory, sheet);
}

/* Only the attempts that failed: the tables of devices are what is timed. */
static void write_probes(const struct fleet *fleet, struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_PROBES, pair_probes, pair_probes_count, "\n");

    for (uint64_t number = 0; number < fleet->edge; number++) {
        if (machine_is_silent(fleet, number)) {
            struct machine machine = machine_documented(fleet, number);
            sheet_add(sheet, &machine);
        }
    }
    sheet_close(directory, sheet);
}

static void print_planted(const struct planted *planted) {
    printf("differing %" PRIu64 "\nmissing %" PRIu64 "\nunverified %" PRIu64 "\nunregistered %" PRIu64
           "\nduplicates %" PRIu64 "\nblank %" PRIu64 "\n",
           planted->differing, planted->missing, planted->unverified, planted->unregistered, planted->duplicates,
           planted->blank);
}

static const struct pair_kind *find_kind(const char *name) {
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i]->name, name) == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

int main(int argument_count, char **arguments) {
    const struct pair_kind *kind = argument_count == 5 ? find_kind(arguments[1]) : NULL;
    bool is_taken[COLUMNS_MAX] = {false};
    struct planted planted = {0};
    uint64_t rows;

    if (!kind || !str_to_u64(str_from(arguments[2]), &rows)) {
        generator_fail("usage: generate_pair alike|realistic ROWS LEDGER_DIR SNAPSHOT_DIR");
    }
    for (size_t i = 0; i < kind->ledger_count; i++) {
        sheet_expect_heading(TABLE_DEVICES, kind->ledger[i].heading, is_taken);
    }
    struct fleet fleet = fleet_of(rows);
    write_ledger(kind, &fleet, arguments[3], &planted);
    struct sheet_directory snapshot = sheet_directory_create(arguments[4]);
    write_devices(kind, &fleet, &snapshot, &planted);
    write_probes(&fleet, &snapshot);
    sheet_directory_seal(&snapshot);
    if (!kind->has_blanks) {
        planted.blank = 0;
    }
    print_planted(&planted);
    return 0;
}
