/* A ledger of machines and installed software, what a scan found, and support data, for timing; the same for every run.
 *
 *   generate_support INSTALLATIONS LEDGER_DIR SNAPSHOT_DIR SUPPORT_FILE      none of them may exist
 *
 * INSTALLATIONS on a hundredth as many machines, of which both sides know all; the ledger lists all of the software, so
 * that all of it can lose its support. A tenth of it are 40 products of which support data tell, by their names in
 * endoflife.date, in 24 to 48 versions each; the rest are 9,500 titles that nobody tells of. A third of the machines
 * have a planned end of use, and one listed row in a hundred. The support file has the shape of endoflife.date's API
 * v1, with three releases of each product and of five operating systems, of which each second one has ended on
 * 2027-03-31.
 *
 * Prints what was written. */

#include "tests/bench/cell.h"
#include "tests/bench/draw.h"
#include "tests/bench/licensed.h"
#include "tests/bench/pair.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    A_MACHINE = 100, /* installations */
    SUPPORTED = 10,  /* of them of products that support data tell of */
    CHOICES = 4,     /* of which a machine has one */
    MINORS = 8,
    RELEASES_OF_ONE = 3,
    PLANNED_ONE_IN = 3,    /* machines */
    PROMISED_ONE_IN = 101, /* installations */
};

enum { LEDGER_SEED = 13, SNAPSHOT_SEED = 14, DEVICES_SEED = 15 };

/* Releases from the latest on, as they stand in front of a version. */
struct product {
    const char *name, *title, *vendor, *releases[RELEASES_OF_ONE];
};

static const struct product products[] = {
    {"postgresql", "PostgreSQL", "PostgreSQL Global Development Group", {"18", "16", "13"}},
    {"tomcat", "Apache Tomcat", "The Apache Software Foundation", {"11.0", "10.1", "9.0"}},
    {"mysql", "MySQL Server", "Oracle Corporation", {"9.7", "8.4", "8.0"}},
    {"mariadb", "MariaDB", "MariaDB Corporation", {"11.8", "10.11", "10.6"}},
    {"nodejs", "Node.js", "Node.js Foundation", {"24", "22", "18"}},
    {"python", "Python", "Python Software Foundation", {"3.13", "3.11", "3.8"}},
    {"php", "PHP", "The PHP Group", {"8.4", "8.2", "7.4"}},
    {"openssl", "OpenSSL", "OpenSSL Software Foundation", {"3.5", "3.0", "1.1.1"}},
    {"elasticsearch", "Elasticsearch", "Elastic", {"9.2", "8.19", "7.17"}},
    {"redis", "Redis", "Redis Ltd.", {"8.2", "7.4", "6.2"}},
    {"mongodb", "MongoDB", "MongoDB Inc.", {"8.0", "7.0", "5.0"}},
    {"nginx", "nginx", "F5", {"1.30", "1.28", "1.24"}},
    {"apache-http-server", "Apache HTTP Server", "The Apache Software Foundation", {"2.4", "2.2", "2.0"}},
    {"firefox", "Mozilla Firefox", "Mozilla", {"153", "140", "128"}},
    {"libreoffice", "LibreOffice", "The Document Foundation", {"26.2", "25.8", "24.8"}},
    {"gitlab", "GitLab", "GitLab Inc.", {"19.2", "18.11", "17.11"}},
    {"kubernetes", "Kubernetes", "CNCF", {"1.36", "1.34", "1.31"}},
    {"grafana", "Grafana", "Grafana Labs", {"13.1", "12.4", "11.6"}},
    {"haproxy", "HAProxy", "HAProxy Technologies", {"3.4", "3.0", "2.8"}},
    {"zabbix", "Zabbix", "Zabbix SIA", {"7.4", "7.0", "6.0"}},
    {"wordpress", "WordPress", "WordPress Foundation", {"7.0", "6.8", "6.6"}},
    {"drupal", "Drupal", "Drupal Association", {"11.3", "10.5", "9.5"}},
    {"ruby", "Ruby", "Ruby Association", {"3.4", "3.2", "2.7"}},
    {"go", "Go Programming Language", "Google", {"1.26", "1.24", "1.22"}},
    {"perl", "Strawberry Perl", "Perl Foundation", {"5.42", "5.38", "5.34"}},
    {"powershell", "PowerShell", "Microsoft Corporation", {"7.6", "7.4", "7.2"}},
    {"blender", "Blender", "Blender Foundation", {"5.1", "4.5", "4.2"}},
    {"keycloak", "Keycloak", "Red Hat", {"26.6", "26.2", "24.0"}},
    {"splunk", "Splunk Enterprise", "Splunk", {"10.2", "9.4", "9.2"}},
    {"prometheus", "Prometheus", "CNCF", {"3.13", "3.10", "2.53"}},
    {"rabbitmq", "RabbitMQ", "Broadcom", {"4.2", "4.0", "3.12"}},
    {"apache-kafka", "Apache Kafka", "The Apache Software Foundation", {"4.2", "4.0", "3.8"}},
    {"solr", "Apache Solr", "The Apache Software Foundation", {"10", "9", "8"}},
    {"nextcloud", "Nextcloud", "Nextcloud GmbH", {"34", "32", "29"}},
    {"redmine", "Redmine", "Redmine", {"6.1", "6.0", "5.0"}},
    {"ansible", "Ansible", "Red Hat", {"14", "12", "9"}},
    {"docker-engine", "Docker Engine", "Docker Inc.", {"29", "27", "25.0"}},
    {"jenkins", "Jenkins", "Jenkins Project", {"2.568", "2.541", "2.516"}},
    {"dotnet", ".NET Runtime", "Microsoft Corporation", {"10", "8", "6"}},
    {"veeam-backup-and-replication", "Veeam Backup & Replication", "Veeam Software", {"13", "12", "11"}},
};

static const struct product systems[] = {
    {"debian", "Debian GNU/Linux", "Debian", {"13", "12", "11"}},
    {"rhel", "Red Hat Enterprise Linux", "Red Hat", {"9", "8", "7"}},
    {"ubuntu", "Ubuntu", "Canonical", {"24.04", "22.04", "20.04"}},
    {"almalinux", "AlmaLinux", "AlmaLinux OS Foundation", {"10", "9", "8"}},
    {"rocky-linux", "Rocky Linux", "Rocky Enterprise Software Foundation", {"10", "9", "8"}},
};

static const char *const models[][2] = {
    {"FUJITSU", "PRIMERGY RX2540 M6"}, {"FUJITSU", "PRIMERGY RX2530 M5"},
    {"NEC", "Express5800/R120h-2M"},   {"NEC", "Mate MKM30"},
    {"HPE", "ProLiant DL380 Gen10"},   {"HPE", "ProLiant DL360 Gen11"},
    {"Dell Inc.", "PowerEdge R650"},   {"Dell Inc.", "PowerEdge R750"},
    {"LENOVO", "ThinkPad L14 Gen 4"},  {"HP", "HP Z2 Tower G9"},
    {"Panasonic Connect", "CF-FV4"},   {"Cisco", "C9300-24T"},
};

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* Most have the latest one, few the oldest: a twentieth and a sixtieth. */
static const char *release_of(const struct product *product, uint64_t draws) {
    uint64_t age = draws % 64;
    return product->releases[age < 60 ? 0 : age < 63 ? 1 : 2];
}

/* One installation: what a machine has at one place. */
struct installation {
    struct pair_installed on;
    uint64_t number, draws;
    const struct product *product; /* NULL: no support data tell of it */
    unsigned title;                /* then one of licensed.h */
};

static struct installation installation_at(uint64_t number) {
    uint64_t draws = draw_bits(number), place = number % A_MACHINE;
    struct installation installation = {.on = {.device = number / A_MACHINE}, .number = number, .draws = draws};

    if (place < SUPPORTED) {
        installation.product = &products[place * CHOICES + draws % CHOICES];
    } else {
        installation.title = FIRST_OTHER + (unsigned)((place - SUPPORTED) * OTHER_CHOICES + draws % OTHER_CHOICES);
    }
    return installation;
}

static void append_product(struct buffer *out, const void *row) {
    const struct installation *installation = row;

    if (installation->product) {
        buffer_append_cstr(out, installation->product->title);
    } else {
        licensed_name(out, installation->title);
    }
}

static void append_vendor(struct buffer *out, const void *row) {
    const struct installation *installation = row;

    if (installation->product) {
        buffer_append_cstr(out, installation->product->vendor);
    } else {
        licensed_vendor(out, installation->title);
    }
}

static void append_version(struct buffer *out, const void *row) {
    const struct installation *installation = row;
    uint64_t draws = installation->draws / OTHER_CHOICES;

    if (installation->product) {
        buffer_append_cstr(out, release_of(installation->product, draws / MINORS));
    } else {
        cell_decimal(out, 1 + installation->title % 19, 1);
    }
    buffer_append_char(out, '.');
    cell_decimal(out, draws % MINORS, 1);
}

static void append_promise(struct buffer *out, const void *row) {
    const struct installation *installation = row;

    if (installation->number % PROMISED_ONE_IN == 0) {
        buffer_append(out, STR("2029-03-31"));
    }
}

static const struct sheet_column listed_columns[] = {{"asset_id", pair_installed_asset_id},
                                                     {"product", append_product},
                                                     {"vendor", append_vendor},
                                                     {"version", append_version},
                                                     {"planned_end", append_promise}};
static const struct sheet_column installed_columns[] = {{"device_id", pair_installed_device_id},
                                                        {"product", append_product},
                                                        {"vendor", append_vendor},
                                                        {"version", append_version},
                                                        {"source", pair_installed_source}};

static void write_listed(uint64_t rows, struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_SOFTWARE, listed_columns, ARRAY_LEN(listed_columns), "\n");
    struct shuffle shuffle = shuffle_of(rows, LEDGER_SEED);

    for (uint64_t i = 0; i < rows; i++) {
        struct installation installation = installation_at(shuffle_at(&shuffle, i));
        sheet_add(sheet, &installation);
    }
    sheet_close(directory, sheet);
}

static void write_installed(uint64_t rows, const struct machine *machines, struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_SOFTWARE, installed_columns, ARRAY_LEN(installed_columns), "\n");
    struct shuffle shuffle = shuffle_of(rows, SNAPSHOT_SEED);

    for (uint64_t i = 0; i < rows; i++) {
        struct installation installation = installation_at(shuffle_at(&shuffle, i));
        installation.on.machine = &machines[installation.on.device];
        sheet_add(sheet, &installation);
    }
    sheet_close(directory, sheet);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static const char *const *model_of(const void *row) {
    const struct machine *machine = row;
    return models[draw_bits(machine->number) % ARRAY_LEN(models)];
}

static void append_maker(struct buffer *out, const void *row) {
    buffer_append_cstr(out, model_of(row)[0]);
}

static void append_model(struct buffer *out, const void *row) {
    buffer_append_cstr(out, model_of(row)[1]);
}

static void append_system(struct buffer *out, const void *row) {
    const struct machine *machine = row;
    buffer_append_cstr(out, systems[draw_bits(machine->number) / 64 % ARRAY_LEN(systems)].title);
}

static void append_system_version(struct buffer *out, const void *row) {
    const struct machine *machine = row;
    uint64_t draws = draw_bits(machine->number) / 64;

    buffer_append_cstr(out, release_of(&systems[draws % ARRAY_LEN(systems)], draws / ARRAY_LEN(systems)));
}

static void append_plan(struct buffer *out, const void *row) {
    const struct machine *machine = row;

    if (machine->number % PLANNED_ONE_IN == 0) {
        buffer_append(out, STR("2028-03-31"));
    }
}

static const struct sheet_column asset_columns[] = {
    {"asset_id", pair_label},       {"serial", pair_serial},
    {"hostname", pair_hostname},    {"mac_addresses", pair_mac},
    {"manufacturer", append_maker}, {"model", append_model},
    {"os_name", append_system},     {"os_version", append_system_version},
    {"planned_end", append_plan}};
static const struct sheet_column device_columns[] = {
    {"device_id", pair_device_id}, {"asset_tag", pair_label},   {"serial", pair_serial},
    {"hostname", pair_hostname},   {"mac_addresses", pair_mac}, {"manufacturer", append_maker},
    {"model", append_model},       {"os_name", append_system},  {"os_version", append_system_version}};

static struct machine *write_devices(const struct shuffle *devices, struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_DEVICES, device_columns, ARRAY_LEN(device_columns), "\n");
    struct machine *machines = calloc(devices->count, sizeof *machines);

    if (!machines) {
        generator_fail("memory is out");
    }
    for (uint64_t place = 0; place < devices->count; place++) {
        struct machine machine = pair_known_machine(devices, place);
        machines[machine.number] = machine;
        sheet_add(sheet, &machine);
    }
    sheet_close(directory, sheet);
    return machines;
}

static void write_assets(uint64_t count, struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_DEVICES, asset_columns, ARRAY_LEN(asset_columns), "\n");

    for (uint64_t number = 0; number < count; number++) {
        struct machine machine = {.number = number, .label = number};
        sheet_add(sheet, &machine);
    }
    sheet_close(directory, sheet);
}

/* --- rules and support data ----------------------------------------------------------------------------------------
 */

static void append_title(struct buffer *out, const void *row) {
    const struct product *product = row;
    buffer_append_cstr(out, product->title);
}

static void append_class(struct buffer *out, const void *row) {
    (void)row;
    buffer_append_cstr(out, "product");
}

static void append_maker_of(struct buffer *out, const void *row) {
    const struct product *product = row;
    buffer_append_cstr(out, product->vendor);
}

static void append_name(struct buffer *out, const void *row) {
    const struct product *product = row;
    buffer_append_cstr(out, product->name);
}

static void append_no(struct buffer *out, const void *row) {
    (void)row;
    buffer_append_cstr(out, "no");
}

static const struct sheet_column rule_columns[] = {{"pattern", append_title},   {"class", append_class},
                                                   {"vendor", append_maker_of}, {"product", append_title},
                                                   {"licensable", append_no},   {"endoflife", append_name}};

static void write_rules(struct sheet_directory *directory) {
    struct sheet *sheet = sheet_new(directory, TABLE_PRODUCTS, rule_columns, ARRAY_LEN(rule_columns), "\n");

    for (size_t i = 0; i < ARRAY_LEN(products); i++) {
        sheet_add(sheet, &products[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        sheet_add(sheet, &systems[i]);
    }
    sheet_close(directory, sheet);
}

static void append_releases(struct buffer *out, const struct product *product) {
    for (unsigned i = 0; i < RELEASES_OF_ONE; i++) {
        const char *release = product->releases[i];
        buffer_printf(out,
                      "%s{\"name\":\"%s\",\"label\":\"%s\",\"codename\":null,\"releaseDate\":\"202%u-01-15\","
                      "\"isLts\":false,\"ltsFrom\":null,\"isEol\":%s,\"eolFrom\":\"202%u-01-31\",\"isMaintained\":%s,"
                      "\"latest\":{\"name\":\"%s.%u\",\"date\":\"2026-08-01\",\"link\":null}}",
                      i ? "," : "", release, release, 5 - 2 * i, i % 2 ? "true" : "false", i % 2 ? 6 : 9,
                      i % 2 ? "false" : "true", release, MINORS - 2);
    }
}

static void append_support(struct buffer *out, const struct product *product, bool is_first) {
    buffer_printf(out,
                  "%s{\"name\":\"%s\",\"aliases\":[],\"label\":\"%s\",\"category\":\"server-app\",\"tags\":[],"
                  "\"versionCommand\":null,\"identifiers\":[],\"labels\":{\"eoas\":null,\"discontinued\":null,"
                  "\"eol\":\"Support\",\"eoes\":null},\"links\":{\"icon\":null,\"html\":\"https://example.jp/\","
                  "\"releasePolicy\":null},\"releases\":[",
                  is_first ? "" : ",", product->name, product->title);
    append_releases(out, product);
    buffer_append(out, STR("]}"));
}

static void write_support(const char *path) {
    struct buffer text = {0};
    FILE *file = fopen(path, "wxe");

    buffer_append(&text,
                  STR("{\"schema_version\":\"1.2.1\",\"generated_at\":\"2027-03-01T00:00:00+00:00\",\"result\":["));
    for (size_t i = 0; i < ARRAY_LEN(products); i++) {
        append_support(&text, &products[i], i == 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        append_support(&text, &systems[i], false);
    }
    buffer_append(&text, STR("]}\n"));
    bool is_written = file && !text.failed && fwrite(text.p, 1, text.n, file) == text.n;
    if ((file && fclose(file) != 0) || !is_written) {
        generator_fail("the support data could not be written");
    }
    buffer_done(&text);
}

int main(int argument_count, char **arguments) {
    uint64_t rows;

    if (argument_count != 5 || !str_to_u64(str_from(arguments[1]), &rows) || rows == 0) {
        generator_fail("usage: generate_support INSTALLATIONS LEDGER_DIR SNAPSHOT_DIR SUPPORT_FILE");
    }
    struct shuffle devices = shuffle_of((rows + A_MACHINE - 1) / A_MACHINE, DEVICES_SEED);
    struct sheet_directory ledger = sheet_directory_create(arguments[2]);
    write_assets(devices.count, &ledger);
    write_listed(rows, &ledger);
    write_rules(&ledger);
    struct sheet_directory snapshot = sheet_directory_create(arguments[3]);
    struct machine *machines = write_devices(&devices, &snapshot);
    write_installed(rows, machines, &snapshot);
    sheet_directory_seal(&snapshot);
    free(machines);
    write_support(arguments[4]);
    printf("machines %" PRIu64 "\ninstallations %" PRIu64 "\nproducts %zu\n", devices.count, rows, ARRAY_LEN(products));
    return 0;
}
