/* One product group by steps: from uses to demands and sites (plan_demands), to options and classes of equal sites
 * (plan_options), to what is given (plan_solve), and to why units are missing (plan_close). */

#include "licenses/plan_close.h"

#include "tests/unit/support/audited.h"
#include "tests/unit/support/cmocka.h"

#include <inttypes.h>
#include <stdio.h>

static const char products[] = "pattern,class,vendor,product,edition,version,source,checked_on\n"
                               "/^tool(?: (?<version>\\d+))?$/,product,Maker,Tool,,,s,2027-01-01\n"
                               "/^saw(?: (?<version>\\d+))?$/,product,Maker,Saw,,,s,2027-01-01\n"
                               "/^box(?: (?<version>\\d+))?$/,product,Maker,Box,,,s,2027-01-01\n";

struct plan_case {
    const char *what;
    const char *licenses;  /* license_id,product,version,quantity,metric,end_on,components,second_copy */
    const char *assets;    /* asset_id,kind,user_id,virtual_host,cpu_cores */
    const char *installed; /* device_id,product: device d-P1 is asset P1 */
    const char *expected;
    const char *listed, *assignments; /* asset_id,product; license_id,assignee; NULL: none */
};

/* --- a plan --------------------------------------------------------------------------------------------------------
 */

struct planned {
    struct audited *audited;
    struct audit_worker worker;
    struct plan plan;
    struct plan_solution solution;
};

static struct audited *read_case(const struct plan_case *test) {
    char licenses[1024], assets[1024], devices[1024], installed[1024], listed[512], assignments[512];
    const struct ministry_table tables[] = {
        {false, TABLE_PRODUCTS, products},
        {false, TABLE_LICENSES, licenses},
        {false, TABLE_ASSIGNMENTS, test->assignments ? assignments : NULL},
    };
    struct ministry_text text = {
        .assets = assets,
        .devices = devices,
        .listed = test->listed ? listed : NULL,
        .installed = installed,
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };
    struct str rest = str_from(test->assets), line, id;
    int n = snprintf(devices, sizeof devices, "device_id,asset_tag\n");

    while (str_cut(&rest, '\n', &line)) {
        if (str_cut(&line, ',', &id) && id.n && id.p[0] != 'N') { /* those that begin with N were not observed */
            n += snprintf(devices + n, sizeof devices - (size_t)n, "d-%.*s,%.*s\n", STR_FMT(id), STR_FMT(id));
        }
    }
    snprintf(licenses, sizeof licenses, "license_id,product,version,quantity,metric,end_on,components,second_copy\n%s",
             test->licenses);
    snprintf(assets, sizeof assets, "asset_id,kind,user_id,virtual_host,cpu_cores\n%s", test->assets);
    snprintf(installed, sizeof installed, "device_id,product\n%s", test->installed);
    snprintf(listed, sizeof listed, "asset_id,product\n%s", test->listed ? test->listed : "");
    snprintf(assignments, sizeof assignments, "license_id,assignee\n%s", test->assignments ? test->assignments : "");
    return audited_new(&text, 1, "2027-03-31");
}

static const struct product_group *group_with_uses(const struct audit *audit) {
    for (uint32_t i = 0; i < rights_group_count(audit->rights); i++) {
        const struct product_group *group = rights_group_get(audit->rights, i);
        for (uint32_t family = 0; family < group->family_count; family++) {
            uint32_t first, count;
            uses_of_family(audit->uses, group->families[family], &first, &count);
            if (count) {
                return group;
            }
        }
    }
    return NULL;
}

static void open_reader(const struct table *table, struct row_reader **reader) {
    if (table) {
        assert_int_equal(row_reader_new(table, reader, NULL), ERR_OK);
    }
}

/* PLANNED stays where it is: the plan points into it. */
static void plan_init(struct planned *planned, const struct plan_case *test) {
    *planned = (struct planned){.audited = read_case(test)};
    audited_read(planned->audited);
    const struct audit *audit = &planned->audited->audit;
    const struct product_group *group = group_with_uses(audit);

    assert_non_null(group);
    planned->worker = (struct audit_worker){
        .audit = audit,
        .matcher = regex_matcher_new(),
        .arena = arena_new(),
        .scratch = arena_new(),
    };
    open_reader(audit->uses_input.listed, &planned->worker.listed);
    open_reader(audit->uses_input.installed, &planned->worker.installed);
    planned->plan = (struct plan){
        .worker = &planned->worker,
        .audit = audit,
        .group = group,
        .arena = planned->worker.arena,
        .rights = group->rights,
        .right_count = group->right_count,
    };
    assert_int_equal(plan_demands(&planned->plan, NULL), ERR_OK);
    assert_int_equal(plan_options(&planned->plan, NULL), ERR_OK);
    assert_int_equal(plan_solve(&planned->plan, &planned->solution, NULL), ERR_OK);
}

static void plan_done(struct planned *planned) {
    row_reader_free(planned->worker.listed);
    row_reader_free(planned->worker.installed);
    regex_matcher_free(planned->worker.matcher);
    arena_free(planned->worker.arena);
    arena_free(planned->worker.scratch);
    audited_free(planned->audited);
}

static void append_demand(const struct planned *planned, const struct plan_demand *demand, struct buffer *out) {
    const struct audit *audit = planned->plan.audit;

    buffer_append(out, catalog_product(audit->catalog, demand->use->product)->name);
    buffer_append_char(out, '@');
    buffer_append(out, demand->machine->asset_id);
    if (demand->user != USER_NONE) {
        buffer_append_char(out, '/');
        buffer_append(out, estate_user_id(audit->estate, demand->user));
    }
}

static void check(const struct plan_case *test, void (*append)(const struct planned *planned, struct buffer *out)) {
    CLEANUP(plan_done) struct planned planned;
    CLEANUP(buffer_done) struct buffer got = {0};

    plan_init(&planned, test);
    append(&planned, &got);
    buffer_append_char(&got, '\0');
    if (strcmp(got.p, test->expected) != 0) {
        fail_msg("%s: \"%s\", not \"%s\"", test->what, got.p, test->expected);
    }
}

/* --- sites ---------------------------------------------------------------------------------------------------------
 */

/* Sites with a bar between, the demands of each with a blank; one that may not exist has a question mark. */
static void append_sites(const struct planned *planned, struct buffer *out) {
    for (uint32_t site = 0; site < planned->plan.site_count; site++) {
        const struct plan_site *at = &planned->plan.sites[site];
        buffer_append_cstr(out, site ? " | " : "");
        for (uint32_t i = 0; i < at->demand_count; i++) {
            const struct plan_demand *demand = &planned->plan.demands[at->first_demand + i];
            buffer_append_cstr(out, i ? " " : "");
            append_demand(planned, demand, out);
            buffer_append_cstr(out, demand->is_certain ? "" : "?");
        }
    }
}

static const struct plan_case sites[] = {
    {"machines", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\nP2,pc,A,,\n", "d-P2,Tool\nd-P1,Tool\n", "Tool@P1 | Tool@P2",
     NULL, NULL},
    {"several versions on one", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\n", "d-P1,Tool 2\nd-P1,Tool 1\n",
     "Tool@P1 Tool@P1", NULL, NULL},
    {"without any right", "", "P1,pc,A,,\nP2,pc,A,,\n", "d-P1,Tool\nd-P2,Tool\n", "Tool@P1 | Tool@P2", NULL, NULL},
    {"users", "L1,Tool,,5,user,永続,,\n", "P1,pc,B,,\nP2,pc,A,,\nP3,pc,B,,\n", "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n",
     "Tool@P2/a | Tool@P1/b Tool@P3/b", NULL, NULL},
    {"a machine of nobody", "L1,Tool,,5,user,永続,,\n", "P1,pc,,,\nP2,pc,A,,\n", "d-P1,Tool\nd-P2,Tool\n",
     "Tool@P1? | Tool@P2/a", NULL, NULL},
    {"machines and users", "L1,Tool,,5,user,永続,,\nL2,Tool,,5,device,永続,,\n",
     "P1,pc,B,,\nP2,pc,A,,\nP3,pc,B,,\nP4,pc,,,\n", "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\nd-P4,Tool\n",
     "Tool@P1/b Tool@P3/b | Tool@P2/a | Tool@P4", NULL, NULL},
    {"second copies", "L1,Tool,,5,device,永続,,yes\n", "P1,pc,B,,\nP2,pc,A,,\nP3,laptop,B,,\n",
     "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "Tool@P1/b Tool@P3/b | Tool@P2/a", NULL, NULL},
    {"a host with its virtual machines", "L1,Tool,,32,core,永続,,\n",
     "V1,vm,,H1,\nV2,vm,,H1,\nH1,server,,,16\nV3,vm,,,\n", "d-V1,Tool\nd-V2,Tool\nd-H1,Tool\nd-V3,Tool\n",
     "Tool@H1 Tool@V1 Tool@V2 | Tool@V3", NULL, NULL},
    {"virtual machines of a host without a use", "L1,Tool,,32,core,永続,,\n",
     "V1,vm,,H1,\nV2,vm,,H1,\nH1,server,,,16\n", "d-V1,Tool\nd-V2,Tool\n", "Tool@V1 Tool@V2", NULL, NULL},
    {"what a suite has is looked at together", "L1,Box,,5,device,永続,Tool; Saw,\n", "P1,pc,A,,\nP2,pc,A,,\n",
     "d-P1,Tool\nd-P1,Saw\nd-P2,Saw\n", "Saw@P1 Tool@P1 | Saw@P2", NULL, NULL},
    {"G8: listed on a machine that was not observed", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\nN2,pc,A,,\n",
     "d-P1,Tool\n", "Tool@N2? | Tool@P1", "N2,Tool\n", NULL},
};

static void test_sites(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sites); i++) {
        check(&sites[i], append_sites);
    }
}

/* --- classes -------------------------------------------------------------------------------------------------------
 */

/* The sites of each class by their first demands, "P1 P2 | P3". */
static void append_classes(const struct planned *planned, struct buffer *out) {
    const struct plan *plan = &planned->plan;

    for (uint32_t i = 0; i < plan->class_count; i++) {
        buffer_append_cstr(out, i ? " | " : "");
        for (uint32_t site = 0; site < plan->classes[i].sites; site++) {
            uint32_t number = plan->class_sites[plan->classes[i].first_site + site];
            assert_int_equal(plan->sites[number].plan_class, i);
            buffer_append_cstr(out, site ? " " : "");
            buffer_append(out, plan->demands[plan->sites[number].first_demand].machine->asset_id);
        }
    }
}

static const struct plan_case classes[] = {
    {"equal in every respect", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\nP2,pc,B,,\nP3,laptop,,,\n",
     "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "P1 P2 P3", NULL, NULL},
    {"another version", "L1,Tool,2,5,device,永続,,\n", "P1,pc,A,,\nP2,pc,B,,\nP3,pc,,,\n",
     "d-P1,Tool 2\nd-P2,Tool 3\nd-P3,Tool 2\n", "P1 P3 | P2", NULL, NULL},
    {"another version, as good as that one", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\nP2,pc,B,,\n",
     "d-P1,Tool 2\nd-P2,Tool 3\n", "P1 P2", NULL, NULL},
    {"more products", "L1,Box,,5,device,永続,Tool; Saw,\n", "P1,pc,A,,\nP2,pc,B,,\nP3,pc,,,\n",
     "d-P1,Tool\nd-P2,Saw\nd-P2,Tool\nd-P3,Tool\n", "P1 P3 | P2", NULL, NULL},
    {"something else is on paper", "L1,Tool,,5,device,永続,,\nL2,Tool,,5,device,永続,,\n",
     "P1,pc,A,,\nP2,pc,B,,\nP3,pc,,,\n", "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "P1 P3 | P2", NULL, "L2,P2\n"},
    {"it may not exist", "L1,Tool,,5,device,永続,,\n", "P1,pc,A,,\nN2,pc,B,,\n", "d-P1,Tool\n", "N2 | P1", "N2,Tool\n",
     NULL},
};

static void test_classes(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        check(&classes[i], append_classes);
    }
}

/* --- both views ----------------------------------------------------------------------------------------------------
 */

/* Units that are given of each right and those that are missing at each site, or surely so: "L1=1 P2:1/0". */
static void append_solution(const struct planned *planned, struct buffer *out) {
    const struct plan *plan = &planned->plan;
    const struct plan_solution *solution = &planned->solution;

    assert_true(solution->is_proven);
    for (uint32_t i = 0; i < plan->right_count; i++) {
        buffer_printf(out, "%s%.*s=%" PRId64, i ? " " : "", STR_FMT(plan->rights[i]->entitlement->license_id),
                      solution->given[i]);
    }
    for (uint32_t site = 0; site < plan->site_count; site++) {
        int64_t missing = 0;
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
            missing += solution->grants[i].right ? 0 : solution->grants[i].units;
        }
        if (missing) {
            buffer_append_char(out, ' ');
            buffer_append(out, plan->demands[plan->sites[site].first_demand].machine->asset_id);
            buffer_printf(out, ":%" PRId64 "/%" PRId64, missing, solution->surely_missing[site]);
        }
    }
}

#define THREE "P1,pc,A,,\nP2,pc,B,,\nP3,pc,C,,\n"

static const struct plan_case views[] = {
    {"enough", "L1,Tool,,3,device,永続,,\n", THREE, "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "L1=3", NULL, NULL},
    {"too few", "L1,Tool,,2,device,永続,,\n", THREE, "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "L1=2 P3:1/1", NULL, NULL},
    {"nobody knows how many", "L1,Tool,,,device,永続,,\n", "P1,pc,A,,\n", "d-P1,Tool\n", "L1=0 P1:1/0", NULL, NULL},
    {"two, and nobody knows whether two more", "L1,Tool,,2,device,永続,,\nL2,Tool,,2,device,,,\n", THREE,
     "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "L1=2 L2=0 P3:1/0", NULL, NULL},
    {"not even then", "L1,Tool,,1,device,永続,,\nL2,Tool,,1,device,,,\n", THREE, "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n",
     "L1=1 L2=0 P2:1/0 P3:1/1", NULL, NULL},
    {"G8: one may not exist, and has nothing then", "L1,Tool,,1,device,永続,,\n", "P1,pc,A,,\nN2,pc,B,,\n",
     "d-P1,Tool\n", "L1=1 N2:1/0", "N2,Tool\n", NULL},
    {"nobody knows which version it is", "L1,Tool,2,1,device,永続,,\n", "P1,pc,A,,\n", "d-P1,Tool\n", "L1=0 P1:1/0",
     NULL, NULL},
    {"M24: the suite where it does most",
     "L1,Box,,1,device,永続,Tool; Saw,\nL2,Tool,,1,device,永続,,\nL3,Saw,,1,device,永続,,\n", THREE,
     "d-P1,Tool\nd-P1,Saw\nd-P2,Tool\nd-P3,Saw\n", "L1=1 L2=1 L3=1", NULL, NULL},
    {"M23: parts of one unit are not divided", "L1,Box,,1,device,永続,Tool; Saw,\n", "P1,pc,A,,\nP2,pc,B,,\n",
     "d-P1,Tool\nd-P2,Saw\n", "L1=1 P2:1/1", NULL, NULL},
};

static void test_views(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        check(&views[i], append_solution);
    }
}

/* --- why units are missing -----------------------------------------------------------------------------------------
 */

/* The findings of the whole audit that are about machines. */
static void check_findings(const struct plan_case *test) {
    CLEANUP(audited_free_cleanup) struct audited *audited = read_case(test);
    CLEANUP(buffer_done) struct buffer all = {0}, got = {0};
    struct str rest, line;

    audited_run(audited);
    audited_tell_findings_of(audited, STR_NONE, &all);
    rest = str_from(all.p);
    while (rest.n && str_cut(&rest, '\n', &line)) {
        bool is_of_quantity = str_starts_with(line, STR("LIC-QUANTITY")) || str_starts_with(line, STR("LIC-PERIOD")) ||
                              str_starts_with(line, STR("LIC-UNLICENSED")) || str_starts_with(line, STR("LIC-OEM"));
        if (is_of_quantity) {
            buffer_printf(&got, "%.*s\n", STR_FMT(line));
        }
    }
    buffer_append_char(&got, '\0');
    if (strcmp(got.p, test->expected) != 0) {
        fail_msg("%s:\n%snot\n%s", test->what, got.p, test->expected);
    }
}

static const struct plan_case closings[] = {
    {"two are missing, and one ended right would do for one of them",
     "L1,Tool,,1,device,2027-03-30,,\nL2,Tool,,1,device,永続,,\n", THREE, "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n",
     "LIC-PERIOD violation P2 end_on\nLIC-QUANTITY violation P3 Tool\n", NULL, NULL},
    {"one for both", "L1,Tool,,5,device,2027-03-30,,\nL2,Tool,,1,device,永続,,\n", THREE,
     "d-P1,Tool\nd-P2,Tool\nd-P3,Tool\n", "LIC-PERIOD violation P2 end_on\nLIC-PERIOD violation P3 end_on\n", NULL,
     NULL},
    {"one of each", "L1,Tool,2,1,device,2027-03-30,,\nL2,Tool,1,1,device,永続,,\n", "P1,pc,A,,\nP2,pc,B,,\n",
     "d-P1,Tool 2\nd-P2,Tool 2\n", "LIC-PERIOD violation P2 end_on\nLIC-QUANTITY undetermined P1 Tool\n", NULL, NULL},
    {"it has ended", "L1,Tool,,1,device,2027-03-30,,\n", "P1,pc,A,,\n", "d-P1,Tool\n",
     "LIC-PERIOD violation P1 end_on\n", NULL, NULL},
    {"no right at all", "", "P1,pc,A,,\n", "d-P1,Tool\n", "LIC-UNLICENSED violation P1 Tool\n", NULL, NULL},
    {"of a suite", "L1,Box,,1,device,永続,Tool; Saw,\n", "P1,pc,A,,\nP2,pc,B,,\n", "d-P1,Tool\nd-P2,Saw\n",
     "LIC-QUANTITY violation P2 Saw\n", NULL, NULL},
    {"nobody knows how many there are", "L1,Tool,,,device,永続,,\n", "P1,pc,A,,\n", "d-P1,Tool\n",
     "LIC-QUANTITY undetermined P1 Tool\n", NULL, NULL},
    {"more cores than anything has", "L1,Tool,,8,core,永続,,\n", "P1,server,,,9000000000000000000\n", "d-P1,Tool\n",
     "LIC-QUANTITY undetermined P1 Tool\n", NULL, NULL},
    {"two million cores", "L1,Tool,,8,core,永続,,\n", "P1,server,,,2000000\n", "d-P1,Tool\n",
     "LIC-QUANTITY undetermined P1 Tool\n", NULL, NULL},
};

static void test_closings(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(closings); i++) {
        check_findings(&closings[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sites),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_closings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
