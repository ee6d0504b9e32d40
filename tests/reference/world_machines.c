/* What both sides have of machines and their software. */
#include "tests/reference/world_cells.h"
#include "tests/reference/world_rows.h"

static void describe_all(const struct world *world, struct row *row, const struct attributes *all, unsigned machine) {
    for (size_t i = 0; i < all->count; i++) {
        row->cells[all->items[i].column] = describe(world, &all->items[i], machine);
    }
}

static void identify_all(const struct world *world, struct row *row, unsigned machine) {
    row->cells[DEVICES_SERIAL] = identify(world, &serials, machine);
    row->cells[DEVICES_UUID] = identify(world, &uuids, machine);
    row->cells[DEVICES_MAC_ADDRESSES] = identify(world, &macs, machine);
    row->cells[DEVICES_HOSTNAME] = /* some name their machines by their numbers */
        one_in(world->mistakes * 2) ? number_text(world, &asset_ids, pick(world->machine_count))
                                    : identify(world, &hosts, machine);
    row->cells[DEVICES_IP_ADDRESSES] = identify(world, &addresses, machine);
}

void add_asset(struct world *world, unsigned number) {
    struct row *row = add_row(&world->assets);
    unsigned machine = one_in(world->mistakes) ? pick(world->machine_count) : number % world->machine_count;

    identify_all(world, row, machine);
    describe_all(world, row, &both_attributes, machine);
    describe_all(world, row, &paper_attributes, pick(97));
    /* now and then a number twice, or none at all */
    row->cells[DEVICES_ASSET_ID] =
        one_in(25) ? STR_NONE : number_text(world, &asset_ids, one_in(12) ? pick(number + 1) : number);
}

void add_device(struct world *world, unsigned number) {
    struct row *row = add_row(&world->devices);
    unsigned machine = one_in(world->mistakes) ? pick(world->machine_count + 2) : number % world->machine_count;

    identify_all(world, row, machine);
    describe_all(world, row, &both_attributes, machine);
    describe_all(world, row, &observed_attributes, pick(97));
    row->cells[DEVICES_NOTE] = STR_NONE;
    row->cells[DEVICES_LOCATION] = pick(3) ? STR_NONE : row->cells[DEVICES_LOCATION];
    row->cells[DEVICES_DEVICE_ID] = arena_printf(world->arena, "d%02u%04u", pick(100), number);
    row->cells[DEVICES_ADDRESS] = one_in(3) ? STR_NONE : identify(world, &addresses, machine);
    row->cells[DEVICES_CHASSIS_SERIAL] = one_in(3) ? identify(world, &serials, machine) : STR_NONE;
    if (one_in(3)) {
        row->cells[DEVICES_ASSET_TAG] =
            one_in(3) ? pick_part("No Asset Tag|P03630-B21|A-999|Default string", '|')
                      : number_text(world, &asset_ids, one_in(4) ? pick(world->machine_count) : machine);
    }
}

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* Titles, a family a product; their versions as they may be listed. */
static const struct attribute titles = {
    0,
    "Google Chrome|Google Chrome 126.0 (64-bit)|Ｇｏｏｇｌｅ　Ｃｈｒｏｍｅ|google chrome~"
    "Microsoft Office Standard 2019 - ja-jp|Office 2019|Microsoft Office Standard 2021 - ja-jp|Office 2021|Office~"
    "7-Zip 23.01 (x64)|7-Zip|7-Zip 22.00~"
    "一太郎 2027|一太郎　２０２７|一太郎 2026~"
    "bash|libc6~"
    "Debian|Debian 12|Windows Server 2019|Debian 11~"
    "Microsoft Visual C++ 2015-2022 Redistributable (x64)~"
    "Tool|ＴＯＯＬ|Tool 1.1|Tool 1.2 (x64)|Tool, the \"best\"~"
    "|髙橋ツール|高橋ツール",
};

static const struct attribute versions = {
    1, "126.0.6478|126|125.0~2019|16.0|2021~23.01|22~2027|1~5.2|5~12|11|12.11~14.38~1.1|1.2|1|1.10~~"};

static const struct attribute vendors = {2, "Google LLC|Google~Microsoft~~ジャストシステム"};

static const struct attribute editions = {
    3, "Standard|スタンダード~Professional Plus|Standard|Enterprise Edition~~|Standard"};

static const char *const rules[RULES_MAX] = {
    "Google Chrome,product,Google,Google Chrome,,",
    "7-Zip *,product,Igor Pavlov,7-Zip,,",
    "/^microsoft office (?<edition>standard|professional plus) (?<version>20\\d\\d)/,product,Microsoft,Office,,",
    "Office 2019,product,Microsoft,Office,Standard,2019",
    "Office 2021,product,Microsoft,Office,Standard,2021",
    "/^一太郎 (?<version>\\d+)/,product,ジャストシステム,一太郎,,",
    "Microsoft Visual C++ *,runtime,Microsoft,,,",
    "bash,os-package,,,,",
    "Tool,component,,,,",
    "Tool 1.?,product,Nobody,Tool,,",
};

static unsigned pick_number(unsigned machine) {
    return one_in(2) ? machine : pick(97);
}

static void set_title(const struct world *world, struct row *row, unsigned number) {
    row->cells[SOFTWARE_PRODUCT] = describe(world, &titles, number);
    row->cells[SOFTWARE_VERSION] = describe(world, &versions, number + 8); /* the same family */
    row->cells[SOFTWARE_VENDOR] = describe(world, &vendors, number);
    row->cells[SOFTWARE_EDITION] = describe(world, &editions, number);
}

void add_listed(struct world *world) {
    struct row *row = add_row(&world->listed);
    unsigned machine = pick(world->machine_count);

    set_title(world, row, pick_number(machine));
    row->cells[SOFTWARE_ASSET_ID] =
        one_in(4) ? number_text(world, &hosts, machine % world->pool) : number_text(world, &asset_ids, machine);
    if (one_in(15)) {
        row->cells[SOFTWARE_ASSET_ID] = pick_part("A-999|存在しない|host9-9.example.jp", '|');
    }
}

void add_installed(struct world *world) {
    struct row *row = add_row(&world->installed);
    unsigned device = pick(world->devices.count + 1);

    set_title(world, row, pick_number(device));
    row->cells[SOFTWARE_DEVICE_ID] =
        device < world->devices.count ? world->devices.items[device].cells[DEVICES_DEVICE_ID] : STR("d9999");
    row->cells[SOFTWARE_SOURCE] = pick_part("registry|registry|dpkg|app|", '|');
}

void add_rules(struct world *world) {
    static const unsigned columns[] = {PRODUCTS_PATTERN, PRODUCTS_CLASS,   PRODUCTS_VENDOR,
                                       PRODUCTS_PRODUCT, PRODUCTS_EDITION, PRODUCTS_VERSION};

    for (size_t i = 0; i < ARRAY_LEN(rules) && world->rules.file_count; i++) {
        struct str rest = str_from(rules[i]), cell;
        if (one_in(3)) {
            continue;
        }
        struct row *row = add_row(&world->rules);
        for (size_t j = 0; j < ARRAY_LEN(columns) && str_cut(&rest, ',', &cell); j++) {
            row->cells[columns[j]] = cell;
        }
    }
}
