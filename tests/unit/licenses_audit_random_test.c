/* The whole audit of small ministries that chance makes: sums that must be right, whoever has what; and results that
 * owe nothing to the order of rows and the number of threads. */

#include "inventory/words.h"
#include "licenses/license_ids.h"
#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/tally.h"

#include <stdio.h>
#include <stdlib.h>

/* --- ministries ----------------------------------------------------------------------------------------------------
 */

enum { ROWS_MAX = 32, ROW_MAX = 256, TABLES_MAX = 12, TEXT_MAX = ROWS_MAX * ROW_MAX };

struct rows {
    bool is_observed;
    enum table_id table;
    const char *headings;
    char rows[ROWS_MAX][ROW_MAX];
    size_t count;
};

struct world {
    struct rows tables[TABLES_MAX];
    size_t count;
};

static const char products[] =
    "pattern,class,vendor,product,edition,version,licensable,source,checked_on\n"
    "/^kakuu writer(?: (?<version>\\d{4}))?/,product,Kakuu,Kakuu Writer,,,,test,2026-04-01\n"
    "/^kakuu sheet(?: (?<version>\\d{4}))?/,product,Kakuu,Kakuu Sheet,,,,test,2026-04-01\n"
    "/^kakuu office(?: (?<version>\\d{4}))?/,product,Kakuu,Kakuu Office,,,,test,2026-04-01\n"
    "/^kakuu server standard(?: (?<version>\\d{4}))?/,product,Kakuu,Kakuu Server,Standard,,,test,2026-04-01\n"
    "/^kakuu server datacenter(?: (?<version>\\d{4}))?/,product,Kakuu,Kakuu Server,Datacenter,,,test,2026-04-01\n"
    "/^kakuu server(?: (?<version>\\d{4}))?$/,product,Kakuu,Kakuu Server,,,,test,2026-04-01\n"
    "Kakuu Writer Language Pack*,component,Kakuu,Kakuu Writer,,,,test,2026-04-01\n"
    "/^kakuu engine(?: (?<version>\\d+))?/,runtime,Kakuu,Kakuu Engine,,,,test,2026-04-01\n"
    "Kakuu Viewer*,product,Kakuu,Kakuu Viewer,,,no,test,2026-04-01\n";
static const char downgrades[] = "product,from_version,to_versions,condition,source,checked_on\n"
                                 "Kakuu Writer,2024,2021,always,test,2026-04-01\n"
                                 "Kakuu Writer,2021,2019,maintenance,test,2026-04-01\n"
                                 "Kakuu Sheet,2024,2021; 2019,volume,test,2026-04-01\n";
static const char releases[] = "product,version,released_on,source,checked_on\n"
                               "Kakuu Writer,2024,2024-10-01,test,2026-04-01\n"
                               "Kakuu Writer,2021,2021-10-01,test,2026-04-01\n"
                               "Kakuu Sheet,2024,2024-10-01,test,2026-04-01\n"
                               "Kakuu Server,2024,2024-10-01,test,2026-04-01\n";

static const char *const titles[] = {"Kakuu Writer",
                                     "Kakuu Writer 2024",
                                     "Kakuu Writer 2021",
                                     "Kakuu Writer 2019",
                                     "Kakuu Sheet 2024",
                                     "Kakuu Sheet 2019",
                                     "Kakuu Office 2024",
                                     "Kakuu Server Standard 2024",
                                     "Kakuu Server Datacenter 2024",
                                     "Kakuu Server 2021",
                                     "Old Tool 3.1",
                                     "OLD TOOL 2.0",
                                     "Kakuu Writer Language Pack",
                                     "Kakuu Engine 8",
                                     "Kakuu Viewer"};

static long upto(long limit) {
    return random() % limit;
}

/* One of the texts, the last of them most often. */
static const char *one_of(const char *const *texts, size_t count) {
    return texts[upto(2) ? count - 1 : (size_t)upto((long)count)];
}
#define ONE_OF(...)                                                                                                    \
    one_of((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *any_title(void) {
    return titles[upto(ARRAY_LEN(titles))];
}

static struct rows *add_table(struct world *world, enum table_id table, bool is_observed, const char *headings) {
    struct rows *rows = &world->tables[world->count++];

    assert_true(world->count <= TABLES_MAX);
    rows->table = table;
    rows->is_observed = is_observed;
    rows->headings = headings;
    rows->count = 0;
    return rows;
}

static void add_row(struct rows *rows, const char *format, ...) PRINTF_LIKE(2, 3);

static void add_row(struct rows *rows, const char *format, ...) {
    va_list arguments;

    if (rows->count == ROWS_MAX) {
        return;
    }
    va_start(arguments, format);
    assert_true(vsnprintf(rows->rows[rows->count++], ROW_MAX, format, arguments) < ROW_MAX);
    va_end(arguments);
}

static const char *any_units(void) {
    return ONE_OF("", "無制限", "0", "16", "4", "3", "2", "1");
}

static const char *any_edition(void) {
    return ONE_OF("Light", "light", "Standard", "", "", "");
}

static void add_license(struct rows *rows, int number) {
    bool is_suite = upto(5) == 0;
    const char *title = is_suite ? "Kakuu Office" : any_title();
    const char *metric = strstr(title, "Server") ? ONE_OF("", "device", "socket", "vm", "host", "core", "core")
                                                 : ONE_OF("", "install", "user", "named", "site", "device");

    add_row(rows, "L%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s", number, title,
            any_edition(), ONE_OF("2021", "2019", "2024", ""), any_units(), metric,
            ONE_OF("", "2027-03-30", "2027-03-31", "永続"), ONE_OF("2027-04-01", "2026-04-01", ""),
            is_suite ? "Kakuu Writer; Kakuu Sheet" : "", ONE_OF("no", "yes", ""),
            ONE_OF("2025-03-31", "2027-12-31", ""), ONE_OF("US", "JP", ""), ONE_OF("開発", "業務", ""),
            ONE_OF("yes", ""), ONE_OF("1", "2", ""), ONE_OF("yes", ""), ONE_OF("SN-P1", "P2", ""),
            ONE_OF("oem", "volume", ""), ONE_OF("forbidden", "per-user", ""), ONE_OF("2026-04-01", ""),
            ONE_OF("L1", ""), ONE_OF("無制限", "2", ""), ONE_OF("1", ""), ONE_OF("10000", "20000", ""),
            ONE_OF("1", "3", ""));
}

static void add_machine(struct rows *assets, struct rows *devices, int number) {
    const char *serial = ONE_OF("Default string", "SN-P");
    const char *host = upto(4) ? "" : ONE_OF("P1", "P2");

    if (upto(6)) {
        add_row(assets, "P%d,p%d,%s%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s", number, number, serial, number,
                ONE_OF("server", "laptop", "vm", "pc"), ONE_OF("", "nobody", "U2", "U1"), ONE_OF("US", ""),
                ONE_OF("shared", "vdi", ""), ONE_OF("development", "", "production"), ONE_OF("2", ""),
                ONE_OF("4", "8", "16"), host, ONE_OF("disposed", "spare", "active"), ONE_OF("Kakuu Server 2021", ""),
                any_edition());
    }
    if (upto(6)) {
        add_row(devices, "d%d,p%d,%s%d,%s,%s,%s,%s,%s", number, number, serial, number, ONE_OF("packages", "users", ""),
                ONE_OF("2", ""), ONE_OF("4", "16", ""), host, ONE_OF("Kakuu Server Standard 2024", ""));
    }
}

static void add_uses(struct rows *listed, struct rows *installed, int machine) {
    for (long i = upto(4); i > 0; i--) {
        add_row(installed, "d%d,%s,%s,%s,%s", machine, any_title(), any_edition(), ONE_OF("2021", ""), ONE_OF("A", ""));
    }
    for (long i = upto(3); i > 0; i--) {
        add_row(listed, "P%d,%s,%s,%s,%s,%s,%s", machine, any_title(), any_edition(), ONE_OF("2021", ""),
                ONE_OF("freeware", "commercial", ""), ONE_OF("L1", "L9", ""), ONE_OF("passive", ""));
    }
}

static void add_people(struct world *world, int machines) {
    struct rows *people = add_table(world, TABLE_PEOPLE, false, "user_id,accounts,administrator,left_on,country");
    struct rows *accounts = add_table(world, TABLE_ACCOUNTS, true, "device_id,user_id,last_login_at,source");
    struct rows *assigned =
        add_table(world, TABLE_ASSIGNMENTS, false, "license_id,assignee,quantity,assigned_on,released_on");

    for (int i = 1; i <= 3; i++) {
        add_row(people, "U%d,account%d,%s,%s,%s", i, i, ONE_OF("yes", ""), ONE_OF("2027-03-01", ""), ONE_OF("US", ""));
    }
    for (long i = upto(5); i > 0; i--) {
        add_row(accounts, "d%ld,account%ld,%s,login", 1 + upto(machines), 1 + upto(4),
                ONE_OF("2026-03-20T00:00:00Z", "2027-03-20T00:00:00Z"));
        add_row(assigned, "L%ld,%s%ld,%s,%s,%s", 1 + upto(5), ONE_OF("P", "U"), 1 + upto(3), ONE_OF("2", "1", ""),
                ONE_OF("2027-04-02", "2026-04-02", ""), ONE_OF("2027-03-01", ""));
    }
}

static void make_world(struct world *world) {
    int machines = 1 + (int)upto(6), licenses = (int)upto(6);
    world->count = 0;
    struct rows *rights = add_table(
        world, TABLE_LICENSES, false,
        "license_id,product,edition,version,quantity,metric,end_on,start_on,components,downgrade,maintenance_end,"
        "countries,"
        "purposes,second_copy,devices_per_user,stackable,bound_to,form,shared_use,terms_checked_on,upgrade_of,virtual_"
        "rule,passive_rule,"
        "unit_price,maintenance_quantity");
    struct rows *assets = add_table(world, TABLE_DEVICES, false,
                                    "asset_id,hostname,serial,kind,user_id,country,shared_use,environment,cpu_sockets,"
                                    "cpu_cores,virtual_host,status,os_name,os_edition");
    struct rows *devices =
        add_table(world, TABLE_DEVICES, true,
                  "device_id,hostname,serial,sections_missing,cpu_sockets,cpu_cores,virtual_host,os_name");
    struct rows *listed =
        add_table(world, TABLE_SOFTWARE, false, "asset_id,product,edition,version,kind,license_id,role");
    struct rows *installed = add_table(world, TABLE_SOFTWARE, true, "device_id,product,edition,version,instance");

    for (int i = 1; i <= licenses; i++) {
        add_license(rights, i);
    }
    add_row(assets, "P0,p0,,pc,,,,,,,,active,,");
    for (int i = 1; i <= machines; i++) {
        add_machine(assets, devices, i);
        add_uses(listed, installed, i);
    }
    if (upto(3)) {
        add_people(world, machines);
    }
}

static void shuffle(struct world *world) {
    for (size_t t = 0; t < world->count; t++) {
        struct rows *rows = &world->tables[t];
        for (size_t i = rows->count; i > 1; i--) {
            char spare[ROW_MAX];
            size_t other = (size_t)upto((long)i);
            memcpy(spare, rows->rows[i - 1], ROW_MAX);
            memcpy(rows->rows[i - 1], rows->rows[other], ROW_MAX);
            memcpy(rows->rows[other], spare, ROW_MAX);
        }
    }
}

static void write_rows(const struct rows *rows, char *text) {
    int n = snprintf(text, TEXT_MAX, "%s\n", rows->headings);

    for (size_t i = 0; i < rows->count; i++) {
        n += snprintf(text + n, TEXT_MAX - (size_t)n, "%s\n", rows->rows[i]);
        assert_true(n < TEXT_MAX);
    }
}

static struct audited *audit_world(const struct world *world, unsigned threads) {
    static char texts[TABLES_MAX][TEXT_MAX];
    struct ministry_table tables[TABLES_MAX + 3];
    struct ministry_text text = {.others = tables, .other_count = world->count + 3};

    for (size_t i = 0; i < world->count; i++) {
        write_rows(&world->tables[i], texts[i]);
        tables[i] = (struct ministry_table){world->tables[i].is_observed, world->tables[i].table, texts[i]};
    }
    tables[world->count] = (struct ministry_table){false, TABLE_PRODUCTS, products};
    tables[world->count + 1] = (struct ministry_table){false, TABLE_DOWNGRADES, downgrades};
    tables[world->count + 2] = (struct ministry_table){false, TABLE_RELEASES, releases};
    struct audited *audited = audited_new(&text, threads, "2027-03-31");
    audited_read(audited);
    audited_run(audited);
    return audited;
}

static void print_world(const struct world *world) {
    for (size_t t = 0; t < world->count; t++) {
        printf("== %s%s\n%s\n", world->tables[t].is_observed ? "observed " : "",
               schema_table(world->tables[t].table)->name, world->tables[t].headings);
        for (size_t i = 0; i < world->tables[t].count; i++) {
            printf("%s\n", world->tables[t].rows[i]);
        }
    }
}

/* --- sums ----------------------------------------------------------------------------------------------------------
 */

/* The message of the first thing that is wrong; NULL when all is well. */
static const char *check_position(const struct license_position *p) {
    int64_t own = p->is_suite ? p->allocated_suite : p->allocated_direct + p->allocated_downgrade + p->allocated_second;
    int64_t covered = p->allocated_direct + p->allocated_downgrade + p->allocated_suite + p->allocated_second;

    if (p->need_max != covered + p->exempt + p->short_max) {
        return "need_max is not what is covered, exempt and short";
    }
    if (p->need_min < 0 || p->need_min > p->need_max || p->unexamined != p->need_max - p->need_min) {
        return "need_min";
    }
    if (p->short_min < 0 || p->short_min > p->short_max || p->exempt < 0) {
        return "short_min";
    }
    if (p->effective.is_unlimited != p->spare.is_unlimited) {
        return "spare is without limit, or is not";
    }
    if (!p->effective.is_unlimited && (p->spare.count < 0 || p->effective.count != own + p->spare.count)) {
        return "effective is not what is given and spare";
    }
    if ((p->outcome == OUTCOME_VIOLATION) != (p->short_min > 0)) {
        return "violation, and nothing is surely short";
    }
    return p->outcome == OUTCOME_CONFORMING && p->short_max > 0 ? "conforming, and something may be short" : NULL;
}

static int64_t units_in_all(const struct license_position *p) {
    return p->is_suite ? p->allocated_suite : p->allocated_direct + p->allocated_downgrade + p->allocated_second;
}

/* Units given of each right, by number; returns their sum. */
static int64_t sum_allocations(struct audited *audited, int64_t *given) {
    struct license_allocation allocation;
    int64_t sum = 0;

    while (audited_next_allocation(audited, &allocation)) {
        uint32_t right;
        assert_int_equal(license_ids_find(audited->audit.entitlements, allocation.license_id, &right, NULL), ERR_OK);
        assert_int_not_equal(right, ENTITLEMENT_NONE);
        given[right] += allocation.quantity;
        sum += allocation.quantity;
    }
    return sum;
}

static const char *check_rights(struct audited *audited, int64_t of_positions) {
    enum { RIGHTS_MAX = 16 };
    int64_t given[RIGHTS_MAX] = {0};
    const struct rights *rights = audited->audit.rights;

    if (sum_allocations(audited, given) != of_positions) {
        return "positions give other units than the allocations";
    }
    for (uint32_t i = 0; i < rights_count(rights); i++) {
        const struct right *right = rights_get(rights, i);
        const struct units *least = &right->supply.least;
        int metric = right->entitlement->metric;
        bool is_counted = metric != METRIC_SITE && metric != METRIC_ENTERPRISE;
        if (is_counted && !least->is_unlimited && given[i] > least->count) {
            return "more is given of a right than it has";
        }
        if (given[i] && units_is_none(*least)) {
            return "a right that gives nothing covers something";
        }
    }
    return NULL;
}

static const char *check_positions(struct audited *audited) {
    struct license_position position;
    const char *wrong = NULL;
    int64_t units = 0;

    license_records_rewind(audited->records);
    while (audited_next_position(audited, &position)) {
        const char *found = check_position(&position);
        wrong = wrong ? wrong : found;
        units += units_in_all(&position);
    }
    return wrong ? wrong : check_rights(audited, units);
}

/* --- uses ----------------------------------------------------------------------------------------------------------
 */

/* How a use stands in the records: a row of the ledger and one of the snapshot may look the same there. */
struct look {
    struct str product, version, asset;
    struct buffer evidence;
};

static struct look look_of(const struct audited *audited, const struct use *use) {
    const struct machine *machine = estate_machine(audited->audit.estate, use->machine);
    struct look look = {
        .product = catalog_product(audited->audit.catalog, use->product)->name,
        .version = uses_text(audited->audit.uses, use->version),
        .asset = machine->asset_id.n ? machine->asset_id : machine->device_id,
    };

    use_evidence(audited->audit.uses, use, &look.evidence);
    return look;
}

static uint32_t count_alike(const struct audited *audited, const struct look *look) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < uses_count(audited->audit.uses); i++) {
        struct look other = look_of(audited, uses_get(audited->audit.uses, i));
        count += str_eq(other.product, look->product) && str_eq(other.version, look->version) &&
                 str_eq(other.asset, look->asset) && str_eq(buffer_view(&other.evidence), buffer_view(&look->evidence));
        buffer_done(&other.evidence);
    }
    return count;
}

static uint32_t count_demands(struct audited *audited, const struct look *look, struct str user, bool is_any_user) {
    struct license_demand demand;
    uint32_t count = 0;

    license_records_rewind(audited->records);
    while (audited_next_demand(audited, &demand)) {
        bool is_it = str_eq(demand.product, look->product) && str_eq(demand.version, look->version) &&
                     str_eq(demand.asset_id, look->asset) && str_eq(demand.evidence, buffer_view(&look->evidence));
        count += is_it && (is_any_user || str_eq(demand.user_id, user));
    }
    return count;
}

/* How often a use stands for each of several users; UINT32_MAX: not for each the same. */
static uint32_t count_each(struct audited *audited, const struct look *look, const uint32_t *items, uint32_t count) {
    uint32_t each = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t found = count_demands(audited, look, estate_user_id(audited->audit.estate, items[i]), false);
        each = i > 0 && found != each ? UINT32_MAX : found;
    }
    return each;
}

/* Each use stands once, as that of nobody, or of each of its users, known ones and strangers. */
static const char *check_look(struct audited *audited, const struct look *look, const struct machine_users *users) {
    uint32_t alike = count_alike(audited, look), all = count_demands(audited, look, STR_NONE, true);
    uint32_t of_nobody = count_demands(audited, look, STR_NONE, false);
    uint32_t of_users = count_each(audited, look, users->items, users->count);
    uint32_t of_strangers = count_each(audited, look, users->strangers, users->stranger_count);

    if (all == 0) {
        return "a use is nowhere";
    }
    if ((of_nobody && of_nobody != alike) || (of_users && of_users != alike) ||
        (of_strangers && of_strangers != alike)) {
        return "a use does not stand once";
    }
    if (users->count && (of_nobody > 0) == (of_users > 0)) {
        return "a use stands for its users and for nobody, or for neither";
    }
    return all == of_nobody + of_users * users->count + of_strangers * users->stranger_count
               ? NULL
               : "a use stands for others than its users";
}

static const char *check_use(struct audited *audited, const struct use *use) {
    struct look look = look_of(audited, use);
    const char *wrong = check_look(audited, &look, &estate_machine(audited->audit.estate, use->machine)->users);

    buffer_done(&look.evidence);
    return wrong;
}

static const char *check_uses(struct audited *audited) {
    for (uint32_t i = 0; i < uses_count(audited->audit.uses); i++) {
        const char *wrong = check_use(audited, uses_get(audited->audit.uses, i));
        if (wrong) {
            return wrong;
        }
    }
    return NULL;
}

/* --- what is not known ---------------------------------------------------------------------------------------------
 */

/* Could the right cover any use of its product, as far as the ledger knows? */
static bool may_cover_all(const struct catalog *catalog, const struct right *right) {
    const struct entitlement *entitlement = right->entitlement;
    int metric = entitlement->metric;
    bool is_counted_simply = metric == WORD_BLANK || metric == METRIC_DEVICE || metric == METRIC_INSTALL;

    return right->supply.most.is_unlimited && is_counted_simply && entitlement->version.n == 0 &&
           entitlement->bound_to.n == 0 && !right->is_suite &&
           catalog_product(catalog, right->product)->edition_key.n == 0;
}

static const char *check_unknown(struct audited *audited) {
    struct finding finding;

    finding_sink_rewind(audited->findings);
    while (audited_next_finding(audited, &finding)) {
        bool is_short = finding.code == CODE_LIC_QUANTITY || finding.code == CODE_LIC_UNLICENSED;
        for (uint32_t i = 0; is_short && i < rights_count(audited->audit.rights); i++) {
            const struct right *right = rights_get(audited->audit.rights, i);
            const struct catalog *catalog = audited->audit.catalog;
            struct str product = catalog_product(catalog, right->product)->product;
            bool is_of_it = finding.argument_count && str_starts_with(finding.arguments[0].text, product);
            if (is_of_it && may_cover_all(catalog, right) && finding.outcome == OUTCOME_VIOLATION) {
                return "short for certain, and a right that may be without limit is there";
            }
        }
    }
    return NULL;
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static const char *check(struct audited *audited) {
    const char *wrong = check_positions(audited);

    wrong = wrong ? wrong : check_uses(audited);
    return wrong ? wrong : check_unknown(audited);
}

static void tell_world(const struct world *world, unsigned threads, struct buffer *out) {
    struct audited *audited = audit_world(world, threads);

    license_records_rewind(audited->records);
    audited_tell(audited, out);
    buffer_append_char(out, '\0');
    audited_free(audited);
}

static void check_world(struct world *world, struct tally *tally) {
    CLEANUP(buffer_done) struct buffer given = {0}, shuffled = {0}, threaded = {0};
    struct audited *audited = audit_world(world, 1);
    const char *wrong = check(audited);

    audited_tell(audited, &given);
    buffer_append_char(&given, '\0');
    audited_free(audited);
    if (wrong) {
        print_world(world);
        printf("%s", given.p);
        fail_msg("%s", wrong);
    }
    tell_world(world, 3, &threaded);
    if (strcmp(given.p, threaded.p) != 0) {
        print_world(world);
        printf("%s\n%s", given.p, threaded.p);
        fail_msg("another number of threads");
    }
    struct world other = *world;
    shuffle(&other);
    tell_world(&other, 1, &shuffled);
    if (strcmp(given.p, shuffled.p) != 0) {
        print_world(world);
        print_world(&other);
        printf("%s\n%s", given.p, shuffled.p);
        fail_msg("another order of rows");
    }
    tally_count(tally, given.p);
}

static void test_random(void **state) {
    static struct world world;
    struct tally tally = {.words = {"position ", "suite=1", "allocation ", "demand ", " doubtful ",
                                    "LIC-QUANTITY violation", "LIC-QUANTITY undetermined", "LIC-UNLICENSED",
                                    " violation\n", " conforming\n", " undetermined\n"}};
    long count = test_count("audit_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        make_world(&world);
        check_world(&world, &tally);
    }
    tally_assert(&tally);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
