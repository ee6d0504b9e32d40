#include "tests/bench/machine.h"

#include "base/compiler.h"
#include "tests/bench/draw.h"
#include "tests/bench/sheet.h"

/* One machine in so many, and which of them. No two of these meet in one machine. */
enum {
    EDGE_ONE_IN = 200,
    CHANGED_ONE_IN = 100,
    CHANGED = 57,
    SHARED_LABEL_ONE_IN = 1000,
    SHARED_LABEL = 500,
    NO_SERIAL_ONE_IN = 100,
    NO_SERIAL = 33,
    NO_LABEL_ONE_IN = 100,
    NO_LABEL = 43,
    REPLACED_ONE_IN = 4, /* of those that are not observed */
};

static const struct spelling server = {"server", "サーバ", "server"};
static const struct spelling clients[] = {
    {"pc", "パソコン", "pc"}, {"laptop", "ノートPC", "laptop"}, {"laptop", "ノートPC", "laptop"}};

static const struct spelling makers[] = {
    {"Fujitsu", "富士通", "FUJITSU LIMITED"},
    {"NEC", "日本電気", "NEC Corporation"},
    {"Hitachi", "㈱日立製作所", "Hitachi"},
    {"Dell", "デル", "Dell Inc."},
    {"Hewlett Packard Enterprise", "HPE", "Hewlett Packard Enterprise"},
    {"Lenovo", "レノボ・ジャパン", "LENOVO"},
    {"Panasonic", "パナソニック", "Panasonic Connect Co., Ltd."},
};

static const struct spelling models[] = {
    {"PRIMERGY RX2540 M6", "PRIMERGY RX2540 M6", "PRIMERGY RX2540 M6"},
    {"Express5800/R120h", "Express5800／R120h", "Express5800/R120h"},
    {"HA8000V DL380", "ＨＡ８０００Ｖ DL380", "HA8000V DL380"},
    {"Latitude 5440", "Latitude 5440", "Latitude 5440"},
    {"ProLiant DL360", "ProLiant DL360", "ProLiant DL360"},
    {"ThinkPad L14", "thinkpad L14", "ThinkPad L14"},
    {"CF-FV4 Let's note", "CF-FV4 Let's note", "CF-FV4 Let's note"},
    {"LIFEBOOK U9313", "LIFEBOOK　U9313", "LIFEBOOK U9313"},
    {"VersaPro VKM44", "VersaPro VKM44", "VersaPro VKM44"},
};

enum { RELEASES = 2 };

static const struct system {
    struct spelling name;
    struct spelling releases[RELEASES];
} systems[] = {
    {{"Windows 11 Pro", "Windows 11 Pro", "Microsoft Windows 11 Pro"},
     {{"10.0.22631", "10.0.22631", "10.0.22631.3447"}, {"10.0.26100", "10.0.26100", "10.0.26100.1742"}}},
    {{"Windows Server 2022 Standard", "Windows Server 2022 Standard", "Microsoft Windows Server 2022 Standard"},
     {{"10.0.20348", "10.0.20348", "10.0.20348.2402"}, {"10.0.20349", "10.0.20349", "10.0.20349.2402"}}},
    {{"Red Hat Enterprise Linux", "Red Hat Enterprise Linux", "Red Hat Enterprise Linux"},
     {{"9.4", "9", "9.4"}, {"8.10", "8.10", "8.10"}}},
    {{"Ubuntu", "ubuntu", "Ubuntu"}, {{"22.04", "22.04", "22.04.4"}, {"24.04", "24.04", "24.04.1"}}},
};

/* Firmware keeps some of the memory for itself. */
static const struct spelling memories[] = {{"8192", "8GB", "7982"},
                                           {"16384", "16GB", "16112"},
                                           {"32768", "３２ＧＢ", "32510"},
                                           {"65536", "65,536 MB", "64081"},
                                           {"131072", "128GB", "130721"}};
static const struct spelling disks[] = {
    {"512", "512", "512"}, {"1000", "1TB", "1000"}, {"256", "256GB", "256"}, {"2000", "2000", "1920"}};
static const struct spelling cpus[] = {
    {NULL, "Core i5-1345U", "13th Gen Intel(R) Core(TM) i5-1345U"},
    {NULL, "Xeon Gold 6430", "Intel(R) Xeon(R) Gold 6430 CPU @ 2.10GHz"},
    {NULL, "AMD EPYC 9354", "AMD EPYC 9354 32-Core Processor"},
};
static const struct spelling cores[] = {{NULL, "10", "10"}, {NULL, "64", "64"}, {NULL, "３２", "32"}};
static const struct spelling places[] = {
    {"本庁舎3階 執務室", "本庁舎３階　執務室", "本庁舎3階 執務室"},
    {"本庁舎地下 サーバ室", "本庁舎地下 サーバ室", "本庁舎地下 サーバ室"},
    {"第二庁舎5階", "第二庁舎5階", "第二庁舎5階"},
    {"東京DC A-12", "東京ＤＣ A-12", "東京DC A-12"},
    {"大阪支所 2F", "大阪支所 ２Ｆ", "大阪支所 2F"},
};

struct fleet fleet_of(uint64_t rows) {
    struct fleet fleet = {.rows = rows, .edge = rows / EDGE_ONE_IN};

    if (rows == 0 || rows + fleet.edge > UINT64_C(1) << 24) {
        generator_fail("between 1 and 16,000,000 rows");
    }
    return fleet;
}

static bool is_on_both_sides(const struct fleet *fleet, uint64_t number) {
    return number >= fleet->edge && number < fleet->rows;
}

bool machine_is_replaced(const struct fleet *fleet, uint64_t number) {
    return number < fleet->edge / REPLACED_ONE_IN;
}

bool machine_is_silent(const struct fleet *fleet, uint64_t number) {
    return number < fleet->edge && !machine_is_replaced(fleet, number) && number % 2 == 0;
}

static bool shares_label(const struct fleet *fleet, uint64_t number) {
    return is_on_both_sides(fleet, number) && number + 1 < fleet->rows && number % SHARED_LABEL_ONE_IN == SHARED_LABEL;
}

/* Takes as much of the draws as a choice among COUNT needs. */
static unsigned choose(uint64_t *draws, unsigned count) {
    unsigned choice = (unsigned)(*draws % count);

    *draws /= count;
    return choice;
}

/* The machine that answers at the address of a replaced one. */
static bool is_successor(const struct fleet *fleet, uint64_t number) {
    return number >= fleet->rows && machine_is_replaced(fleet, number - fleet->rows);
}

/* One in eight is a server. Those that others replace are all servers, and so are these: the addresses of clients prove
 * nothing. */
static const struct spelling *kind_of(const struct fleet *fleet, uint64_t number, uint64_t *draws) {
    unsigned choice = choose(draws, 8);
    bool is_server = choice == 0 || machine_is_replaced(fleet, number) || is_successor(fleet, number);

    return is_server ? &server : &clients[choice % ARRAY_LEN(clients)];
}

/* The next one of a list where the attribute is changed. */
static unsigned moved(unsigned choice, unsigned count, bool is_changed) {
    return is_changed ? (choice + 1) % count : choice;
}

/* One processor has one number of cores. */
static void choose_parts(struct machine *machine, uint64_t *draws) {
    unsigned maker = choose(draws, ARRAY_LEN(makers)), memory = choose(draws, ARRAY_LEN(memories)),
             place = choose(draws, ARRAY_LEN(places)), system = choose(draws, ARRAY_LEN(systems)),
             release = choose(draws, RELEASES), cpu = choose(draws, ARRAY_LEN(cpus));
    enum change change = machine->change;

    machine->maker = &makers[moved(maker, ARRAY_LEN(makers), change == CHANGE_MAKER)];
    machine->model = &models[choose(draws, ARRAY_LEN(models))];
    machine->system = &systems[moved(system, ARRAY_LEN(systems), change == CHANGE_SYSTEM)].name;
    machine->release = &systems[system].releases[moved(release, RELEASES, change == CHANGE_RELEASE)];
    machine->memory = &memories[moved(memory, ARRAY_LEN(memories), change == CHANGE_MEMORY)];
    machine->place = &places[moved(place, ARRAY_LEN(places), change == CHANGE_PLACE)];
    machine->disk = &disks[choose(draws, ARRAY_LEN(disks))];
    machine->cpu = &cpus[cpu];
    machine->cores = &cores[cpu];
}

static struct machine machine_of(const struct fleet *fleet, uint64_t number, enum change change) {
    struct machine machine = {.number = number,
                              .draws = draw_bits(number),
                              .label = number,
                              .address = (uint32_t)number,
                              .change = change,
                              .has_label = true,
                              .has_serial = true};
    uint64_t draws = draw_bits(machine.draws);

    machine.kind = kind_of(fleet, number, &draws);
    choose_parts(&machine, &draws);
    return machine;
}

struct machine machine_documented(const struct fleet *fleet, uint64_t number) {
    bool is_changed = is_on_both_sides(fleet, number) && number % CHANGED_ONE_IN == CHANGED;
    enum change change =
        is_changed ? (enum change)(CHANGE_NONE + 1 + number / CHANGED_ONE_IN % (CHANGE_COUNT - 1)) : CHANGE_NONE;
    struct machine machine = machine_of(fleet, number, change);

    machine.label += shares_label(fleet, number);
    machine.has_serial = number % NO_SERIAL_ONE_IN != NO_SERIAL;
    return machine;
}

struct machine machine_observed(const struct fleet *fleet, uint64_t number) {
    struct machine machine = machine_of(fleet, number, CHANGE_NONE);

    machine.is_observed = true;
    if (is_successor(fleet, number)) {
        machine.address = (uint32_t)(number - fleet->rows);
    }
    machine.has_label = number % NO_LABEL_ONE_IN != NO_LABEL;
    return machine;
}

void planted_count(struct planted *planted, const struct fleet *fleet, const struct machine *machine) {
    bool is_paired = is_on_both_sides(fleet, machine->number), is_missing = machine_is_replaced(fleet, machine->number);

    if (machine->is_observed) {
        planted->unregistered += !is_paired;
        return;
    }
    planted->differing += machine->change != CHANGE_NONE;
    planted->missing += is_missing;
    planted->unverified += !is_paired && !is_missing;
    planted->duplicates += shares_label(fleet, machine->number);
    planted->blank += is_paired && !machine->has_serial;
}
