#include "reconciler/reconcile.h"

#include "findings/verdict_tables.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/compiler.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ministry.h"
#include "tests/unit/support/told.h"

/* --- running -------------------------------------------------------------------------------------------------------
 */

/* What came out, as text: a line a finding ("subject CODE outcome field"), a line a verdict ("id verdict cause"); and
 * all of it, every column but the evidence. */
struct results {
    char brief[TOLD_MAX], full[TOLD_MAX];
    struct coverage coverage;
};

static void tell_findings(struct finding_sink *sink, struct results *results) {
    struct finding finding;
    bool has_more;

    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    for (;;) {
        assert_int_equal(finding_sink_next(sink, &has_more, &finding, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        told_append(results->brief, "%.*s %s %s %.*s\n", STR_FMT(finding.subject), code_def(finding.code)->name,
                    outcome_name(finding.outcome), STR_FMT(finding.field));
        told_append(results->full, "%016llx %s %s %.*s %.*s %.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s\n",
                    (unsigned long long)finding.id, message_id(finding.message), outcome_name(finding.outcome),
                    STR_FMT(finding.subject), STR_FMT(finding.field), STR_FMT(finding.asset_id),
                    STR_FMT(finding.device_id), STR_FMT(finding.hostname), STR_FMT(finding.system),
                    STR_FMT(finding.location), STR_FMT(finding.documented), STR_FMT(finding.observed));
        for (unsigned i = 0; i < finding.argument_count; i++) {
            told_append(results->full, " %.*s/%lld", STR_FMT(finding.arguments[i].text),
                        (long long)finding.arguments[i].number);
        }
    }
}

static void tell_range(struct verdict_reader *reader, struct results *results) {
    struct verdict verdict;
    bool has_more;

    for (;;) {
        assert_int_equal(verdict_reader_next(reader, &has_more, &verdict, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        struct str id = verdict.asset_id.n ? verdict.asset_id : verdict.device_id;
        told_append(results->brief, "%.*s %s%s%.*s\n", STR_FMT(id), verdict_name(verdict.kind),
                    verdict.cause.n ? " " : "", STR_FMT(verdict.cause));
        char keys[80] = "";
        for (enum identity_key key = 0; key < KEY_COUNT; key++) {
            if (verdict.keys & (1u << key)) {
                strcat(strcat(keys, keys[0] ? " " : ""), identity_key_name(key));
            }
        }
        told_append(results->full, "%.*s|%.*s %s %.*s %s %c %d%d%d %u %.*s|%.*s|%.*s|%.*s\n", STR_FMT(verdict.asset_id),
                    STR_FMT(verdict.device_id), verdict_name(verdict.kind), STR_FMT(verdict.cause), keys,
                    verdict.grade ? verdict.grade : '-', verdict.location_checked, verdict.user_checked,
                    verdict.software_checked, verdict.software_unlisted, STR_FMT(verdict.hostname),
                    STR_FMT(verdict.texts.status), STR_FMT(verdict.texts.location), STR_FMT(verdict.texts.observed_at));
    }
}

static void tell_verdicts(const struct ministry *ministry, struct verdict_sink *sink, struct results *results) {
    CLEANUP(verdict_tables_free_cleanup) struct verdict_tables *tables = NULL;
    CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;

    assert_int_equal(verdict_tables_new(ministry_assets(ministry), ministry_devices(ministry), 1, &tables, NULL),
                     ERR_OK);
    struct verdict_source source = verdict_tables_source(tables);
    assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(verdict_reader_new(sink, &source, 0, &reader, NULL), ERR_OK);
    for (size_t range = 0; range < verdict_sink_ranges(sink); range++) {
        assert_int_equal(verdict_reader_open(reader, range, NULL), ERR_OK);
        tell_range(reader, results);
    }
    assert_int_equal(verdict_tables_error(tables, NULL), ERR_OK);
}

static void compare_some(const struct ministry *ministry, unsigned threads, bool all_software, bool with_verdicts,
                         struct results *results) {
    struct finding_sink *findings = NULL;
    struct verdict_sink *verdicts = NULL;
    struct pairing *pairing = NULL;
    struct pool *pool = NULL;
    struct policy policy = policy_default();
    struct reconcile_input input = {.ledger = ministry_ledger(ministry),
                                    .snapshot = ministry_snapshot(ministry),
                                    .policy = &policy,
                                    .all_software = all_software};

    assert_true(date_from_civil((struct civil){2027, 3, 30}, &input.observed_on));
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    input.pairing = pairing;
    assert_int_equal(pool_new(threads, &pool, NULL), ERR_OK);
    assert_int_equal(finding_sink_new(threads, 0, "/tmp", &findings, NULL), ERR_OK);
    assert_int_equal(verdict_sink_new(threads, 0, "/tmp", &verdicts, NULL), ERR_OK);
    *results = (struct results){.coverage = {0}};
    assert_int_equal(reconcile(&input, pool, findings, verdicts, &results->coverage, NULL), ERR_OK);
    tell_findings(findings, results);
    if (with_verdicts) {
        tell_verdicts(ministry, verdicts, results);
    }
    finding_sink_free(findings);
    verdict_sink_free(verdicts);
    pairing_free(pairing);
    pool_free(pool);
}

static void compare(const struct ministry *ministry, unsigned threads, bool all_software, struct results *results) {
    compare_some(ministry, threads, all_software, true, results);
}

/* --- worked cases --------------------------------------------------------------------------------------------------
 */

#define NO_LIST "asset_id,product,version\n"

struct reconcile_case {
    const char *name;
    struct ministry_text text; /* listed: NULL stands for NO_LIST */
    const char *expected;
    bool all_software;
};

#define AD "asset_id,hostname,status\n"
#define DD "device_id,hostname,sections_missing\n"

static const struct reconcile_case cases[] = {
    {"all is as written", {.assets = AD "A-1,h1,active\n", .devices = DD "d1,h1,\n"}, "A-1 matched\n", false},
    {"a difference",
     {.assets = "asset_id,hostname,memory_mb\nA-1,h1,16GB\n", .devices = "device_id,hostname,memory_mb\nd1,h1,8192\n"},
     "A-1 DIF-ATTRIBUTE violation memory_mb\nA-1 different\n",
     false},
    {"what was not observed is no difference",
     {.assets =
          "asset_id,hostname,serial,memory_mb,os_name,mac_addresses,location,virtual,cpu_cores,uuid,ip_addresses\n"
          "A-1,h1,SN1,16GB,Debian 12,001b21000001,東京,仮想,8,4c4c4544-0042-3510-8056-b5c04f4d3132,10.0.0.1\n",
      .devices = "device_id,hostname\nd1,h1\n"},
     "A-1 matched\n",
     false},
    {"what firmware says without saying anything",
     {.assets = "asset_id,hostname,model,manufacturer,serial\nA-1,h1,X1,マウスコンピューター,SN1\n",
      .devices =
          "device_id,hostname,model,manufacturer,serial\nd1,h1,To be filled by O.E.M.,System manufacturer,None\n"},
     "A-1 DIF-ATTRIBUTE violation manufacturer\nA-1 different\n",
     false},
    {"blank on paper is to be filled in",
     {.assets = "asset_id,hostname,serial,memory_mb,os_version,cpu_cores,model\nA-1,h1,,,-,なし,不明\n",
      .devices = "device_id,hostname,serial,memory_mb,os_version,cpu_cores,model\nd1,h1,SN1,8192,12.11,8,X1\n"},
     "A-1 DIF-ATTRIBUTE notice cpu_cores\nA-1 DIF-ATTRIBUTE notice memory_mb\nA-1 DIF-ATTRIBUTE notice model\n"
     "A-1 DIF-ATTRIBUTE notice os_version\nA-1 DIF-ATTRIBUTE notice serial\nA-1 matched\n",
     false},
    {"a column that the ledger does not keep is not asked for",
     {.assets = AD "A-1,h1,active\n", .devices = "device_id,hostname,serial\nd1,h1,SN1\n"},
     "A-1 matched\n",
     false},
    {"what cannot be read cannot be compared",
     {.assets = "asset_id,hostname,cpu_cores,ip_addresses\nA-1,h1,多数,DHCP\n",
      .devices = "device_id,hostname,cpu_cores,ip_addresses\nd1,h1,8,10.0.0.1\n"},
     "A-1 DIF-ATTRIBUTE undetermined cpu_cores\nA-1 DIF-ATTRIBUTE undetermined ip_addresses\nA-1 matched\n",
     false},
    {"addresses of clients may change",
     {.assets = "asset_id,hostname,kind,ip_addresses\nA-1,h1,pc,10.0.0.1\nA-2,h2,server,10.0.0.2\nA-3,h3,,10.0.0.3\n",
      .devices = "device_id,hostname,kind,ip_addresses\nd1,h1,,10.0.0.11\nd2,h2,,10.0.0.12\nd3,h3,laptop,10.0.0.13\n"},
     "A-1 DIF-ATTRIBUTE notice ip_addresses\nA-2 DIF-ATTRIBUTE violation ip_addresses\n"
     "A-3 DIF-ATTRIBUTE notice ip_addresses\nA-1 matched\nA-2 different\nA-3 matched\n",
     false},
    {"the address that was connected to counts",
     {.assets = "asset_id,hostname,kind,ip_addresses\nA-1,h1,server,10.0.0.1\n",
      .devices = "device_id,hostname,ip_addresses,address\nd1,h1,192.168.0.1,10.0.0.1\n"},
     "A-1 matched\n",
     false},
    {"variants of characters are an assumption",
     {.assets = "asset_id,hostname,location\nA-1,h1,髙橋ビル\n",
      .devices = "device_id,hostname,location\nd1,h1,高橋ビル\n"},
     "A-1 DIF-ATTRIBUTE notice location\nA-1 matched\n",
     false},
    /* status */
    {"disposed of, and alive",
     {.assets = AD "A-1,h1,disposed\nA-2,h2,停止\nA-3,h3,stock\nA-4,h4,lost\n",
      .devices = DD "d1,h1,\nd2,h2,\nd3,h3,\nd4,h4,\n"},
     "A-1 DIF-STATUS violation status\nA-2 DIF-STATUS violation status\nA-3 DIF-STATUS violation status\n"
     "A-4 DIF-STATUS violation status\nA-1 different\nA-2 different\nA-3 different\nA-4 different\n",
     false},
    {"disposed of by its date",
     {.assets = "asset_id,hostname,status,disposed_on\nA-1,h1,active,2027-03-01\nA-2,h2,,2027-03-01\n",
      .devices = DD "d1,h1,\nd2,h2,\n"},
     "A-1 DIF-STATUS violation disposed_on\nA-2 DIF-STATUS violation disposed_on\nA-1 different\nA-2 different\n",
     false},
    {"disposed of or stopped after it was seen",
     {.assets =
          "asset_id,hostname,status,disposed_on,stopped_on\nA-1,h1,disposed,2027-03-31,\nA-2,h2,stopped,,2027-03-31\n",
      .devices = DD "d1,h1,\nd2,h2,\n"},
     "A-1 matched\nA-2 matched\n",
     false},
    {"a spare may be seen and need not be",
     {.assets = AD "A-1,h1,spare\nA-2,h2,spare\n", .devices = DD "d1,h1,\n"},
     "A-1 matched\nA-2 not-expected\n",
     false},
    {"acquired after the observation",
     {.assets = "asset_id,hostname,status,acquired_on\nA-1,h1,active,2027-03-31\nA-2,h2,active,2027-03-31\n",
      .devices = DD "d1,h1,\n"},
     "A-1 matched\nA-2 not-expected\n",
     false},
    {"not expected alive, and not seen",
     {.assets = AD "A-1,h1,disposed\nA-2,h2,stopped\nA-3,h3,repair\nA-4,h4,returned\nA-5,h5,stock\n"},
     "A-1 not-expected\nA-2 not-expected\nA-3 not-expected\nA-4 not-expected\nA-5 not-expected\n",
     false},
    /* presence: silence is never absence */
    {"silence",
     {.assets = "asset_id,hostname,ip_addresses,mac_addresses\nA-1,,10.0.0.1,\nA-2,h2,,\nA-3,,,\nA-4,,10.0.0.4,\n"
                "A-5,,10.0.0.5,\nA-6,,10.0.0.6,\nA-7,,10.0.0.7,\nA-8,,10.0.0.8,\nA-9,,10.0.0.9,001b21000001\n",
      .probes = "target,address,outcome\n10.0.0.1,10.0.0.1,no-answer\nh2.example.jp,10.0.0.2,auth-refused\n"
                "10.0.0.4,10.0.0.4,host-key-changed\n10.0.0.5,10.0.0.5,excluded\n10.0.0.6,10.0.0.6,partial\n"
                "10.0.0.7,10.0.0.7,no-credential\n10.0.0.9,10.0.0.9,no-answer\n",
      .neighbors = "device_id,remote_mac\nsw1,00:1b:21:00:00:01\n"},
     "A-1 DIF-UNVERIFIED undetermined no-answer\nA-2 DIF-UNVERIFIED undetermined auth-refused\n"
     "A-3 DIF-UNVERIFIED undetermined no-address\nA-4 DIF-UNVERIFIED undetermined host-key-changed\n"
     "A-5 DIF-UNVERIFIED undetermined excluded\nA-6 DIF-UNVERIFIED undetermined partial\n"
     "A-7 DIF-UNVERIFIED undetermined no-credential\nA-8 DIF-UNVERIFIED undetermined out-of-scope\n"
     "A-9 DIF-UNVERIFIED undetermined neighbour-only\n"
     "A-1 unverified no-answer\nA-2 unverified auth-refused\nA-3 unverified no-address\n"
     "A-4 unverified host-key-changed\nA-5 unverified excluded\nA-6 unverified partial\nA-7 unverified no-credential\n"
     "A-8 unverified out-of-scope\nA-9 unverified neighbour-only\n",
     false},
    {"silence at another port",
     {.assets = "asset_id,hostname,ip_addresses\nA-1,h1,\nA-2,,10.0.0.2\nA-3,,2001:db8::5\nA-4,h4,\nA-5,,2001:db8::6\n",
      .probes = "target,address,outcome\nh1:2222,,no-answer\n10.0.0.2:22022,,auth-refused\n"
                "[2001:db8::5]:2222,,host-key-changed\nh4.example.jp:2222,,excluded\n2001:db8::6,,no-credential\n"},
     "A-1 DIF-UNVERIFIED undetermined no-answer\nA-2 DIF-UNVERIFIED undetermined auth-refused\n"
     "A-3 DIF-UNVERIFIED undetermined host-key-changed\nA-4 DIF-UNVERIFIED undetermined excluded\n"
     "A-5 DIF-UNVERIFIED undetermined no-credential\n"
     "A-1 unverified no-answer\nA-2 unverified auth-refused\nA-3 unverified host-key-changed\n"
     "A-4 unverified excluded\nA-5 unverified no-credential\n",
     false},
    /* presence: who answered and was not read */
    {"an address on no paper answers, and lets nobody in",
     {.assets = "asset_id,hostname,ip_addresses\nA-1,,10.0.0.1\n",
      .devices = "device_id,ip_addresses\nd1,10.0.0.1\n",
      .probes = "target,address,outcome,method,reached,device_id\n10.0.0.1,10.0.0.1,answered,ssh,yes,d1\n"
                "10.0.1.0/24,10.0.1.1,auth-refused,ssh,yes,\n10.0.1.0/24,10.0.1.1,auth-refused,snmp,yes,\n"
                "10.0.1.0/24,10.0.1.2,host-key-unknown,ssh,,\n10.0.1.0/24,10.0.1.3,host-key-changed,ssh,,\n"
                "h9.example.jp:2222,,error,ssh via gate,yes,\n10.0.1.6-9,10.0.1.6,error,ssh,yes,\n"
                "10.0.1.0/24,010.000.001.007,no-answer,ssh,yes,\n"},
     "10.0.1.1 DIF-UNREGISTERED undetermined unread\n10.0.1.2 DIF-UNREGISTERED undetermined unread\n"
     "10.0.1.3 DIF-UNREGISTERED undetermined unread\n10.0.1.6 DIF-UNREGISTERED undetermined unread\n"
     "10.0.1.7 DIF-UNREGISTERED undetermined unread\nh9 DIF-UNREGISTERED undetermined unread\nA-1 matched\n",
     false},
    {"what proves nobody's presence: not tried, silent, a jump host's failure",
     {.assets = AD "A-1,h1,active\n",
      .devices = DD "d1,h1,\n",
      .probes = "target,address,outcome,method,reached\n10.0.1.1,10.0.1.1,no-credential,ssh,\n"
                "10.0.1.2,10.0.1.2,no-answer,ssh,\n10.0.1.3,10.0.1.3,error,ssh,\n10.0.1.4,10.0.1.4,excluded,ssh,\n"
                "10.0.1.5,10.0.1.5,host-key-changed,ssh via gate,\n10.0.1.6,10.0.1.6,auth-refused,ssh via gate,no\n"
                "A-9,,not-found,,yes\n"},
     "A-1 matched\n",
     false},
    {"paper knows the address or the name, of clients and of what is out of use as well",
     {.assets = "asset_id,hostname,ip_addresses,kind,status\nA-1,h1,,server,stopped\nA-2,,10.0.1.2,laptop,stock\n"
                "A-3,,2001:db8::3;10.0.1.3,server,disposed\n",
      .probes = "target,address,outcome\nH1.example.jp:2222,10.0.1.1,auth-refused\n"
                "10.0.1.0/24,10.0.1.2,host-key-unknown\n2001:DB8:0::3,2001:db8::3,auth-refused\n"},
     "A-1 not-expected\nA-2 not-expected\nA-3 not-expected\n",
     false},
    {"a device that was read is there, which answered by other means",
     {.assets = AD "A-1,h1,active\n",
      .devices = "device_id,hostname,ip_addresses,address,kind\nd1,h1,,10.0.1.1,\nd2,h2,10.0.1.2,,pc\n",
      .probes = "target,address,outcome,method,reached,device_id\n10.0.1.1,10.0.1.1,auth-refused,ssh,yes,\n"
                "10.0.1.0/24,10.0.1.2,host-key-unknown,ssh,yes,\n10.0.1.0/24,10.0.1.2,partial,snmp,yes,d2\n"
                "10.0.1.0/24,10.0.1.3,host-key-unknown,ssh,yes,\n",
      .interfaces = "device_id,name,addresses\nd1,eth1,10.0.1.3\n"},
     "d2 DIF-UNREGISTERED violation answered\nA-1 matched\nd2 unregistered\n",
     false},
    {"neighbours have the address: of a machine on no paper it is one finding, and of one on paper none",
     {.assets = "asset_id,hostname,mac_addresses\nA-1,h1,001b21000001\nA-2,sw,\n",
      .devices = DD "d1,h1,\nd2,sw,\n",
      .probes = "target,address,outcome\n10.0.1.0/24,10.0.1.1,auth-refused\n10.0.1.0/24,10.0.1.2,auth-refused\n"
                "ap9.example.jp,10.0.1.3,host-key-unknown\n10.0.1.0/24,10.0.1.4,auth-refused\n",
      .neighbors = "device_id,port,protocol,remote_mac,remote_address,remote_name\n"
                   "d2,Vl1,arp,00:1b:21:00:00:01,10.0.1.1,\nd2,Vl1,arp,00:1b:21:00:00:02,10.0.1.2,\n"
                   "d2,Gi1,fdb,00:1b:21:00:00:02,,\nd2,Gi2,lldp,,,AP9\n"},
     "10.0.1.4 DIF-UNREGISTERED undetermined unread\nap9 DIF-UNREGISTERED undetermined neighbour\n"
     "A-2 Gi1 DIF-UNREGISTERED undetermined neighbour\nA-1 matched\nA-2 matched\n",
     false},
    {"the address is answered by a registered machine",
     {.assets = "asset_id,serial,kind,ip_addresses\nA-1,SN1,server,10.0.0.1\nA-2,SN2,server,10.0.0.2\n",
      .devices = "device_id,serial,ip_addresses\nd1,SN2,10.0.0.1;10.0.0.2\n"},
     "A-1 DIF-MISSING violation address-taken\nA-1 missing address-taken\nA-2 matched\n",
     false},
    {"the address is answered by an unregistered machine",
     {.assets = "asset_id,serial,kind,ip_addresses\nA-1,SN1,server,10.0.0.1\n",
      .devices = "device_id,serial,ip_addresses\nd1,SN9,10.0.0.1\n"},
     "A-1 DIF-MISSING violation address-taken\nd1 DIF-UNREGISTERED violation answered\n"
     "A-1 missing address-taken\nd1 unregistered\n",
     false},
    {"the same, but it was not read to its end",
     {.assets = "asset_id,serial,kind,ip_addresses\nA-1,SN1,server,10.0.0.1\n",
      .devices = "device_id,serial,ip_addresses,sections_missing\nd1,SN9,10.0.0.1,identity\n",
      .probes = "target,address,outcome\n10.0.0.1,10.0.0.1,partial\n"},
     "d1 DIF-UNREGISTERED violation answered\nA-1 DIF-UNVERIFIED undetermined partial\n"
     "A-1 unverified partial\nd1 unregistered\n",
     false},
    {"the name is answered by a registered machine",
     {.assets = "asset_id,serial,hostname\nA-1,SN1,h1\nA-2,SN2,\n",
      .devices = "device_id,serial,hostname\nd2,SN2,h1\n"},
     "A-2 DIF-ATTRIBUTE notice hostname\nA-2 DIF-IDENTITY undetermined hostname\n"
     "A-1 DIF-MISSING violation address-taken\nA-1 missing address-taken\nA-2 matched\n",
     false},
    {"a disposed asset is not missed where another machine answers",
     {.assets = "asset_id,serial,kind,ip_addresses,status\nA-1,SN1,server,10.0.0.1,disposed\n",
      .devices = "device_id,serial,ip_addresses\nd1,SN9,10.0.0.1\n"},
     "d1 DIF-UNREGISTERED violation answered\nA-1 not-expected\nd1 unregistered\n",
     false},
    /* identity */
    {"serial says X, name says Y",
     {.assets = "asset_id,serial,hostname\nX,SN1,hx\nY,SN2,hy\n",
      .devices = "device_id,serial,hostname\nd1,SN1,hy\nd2,SN2,hy2\n"},
     "X DIF-ATTRIBUTE violation hostname\nY DIF-ATTRIBUTE violation hostname\nX DIF-IDENTITY undetermined hostname\n"
     "X different\nY different\n",
     false},
    {"the name agrees, the serial does not",
     {.assets = "asset_id,serial,hostname\nA-1,SN1,h1\n", .devices = "device_id,serial,hostname\nd1,SN9,h1\n"},
     "A-1 DIF-IDENTITY undetermined serial\nA-1 ambiguous\nd1 ambiguous\n",
     false},
    {"three with one placeholder stay three",
     {.assets = "asset_id,serial,hostname\nA-1,Default string,h1\nA-2,Default string,h2\nA-3,Default string,h3\n",
      .devices = "device_id,serial,hostname\nd1,Default string,h1\nd2,Default string,h2\nd3,Default string,h3\n"},
     "A-1 matched\nA-2 matched\nA-3 matched\n",
     false},
    {"candidates, none certain",
     {.assets = AD "A-1,h1,active\nA-2,h1,active\n", .devices = DD "d1,h1,\n"},
     "A-1 DIF-IDENTITY undetermined hostname\nA-2 DIF-IDENTITY undetermined hostname\n"
     "A-1 ambiguous\nA-2 ambiguous\nd1 ambiguous\n",
     false},
    {"nobody's machine",
     {.assets = AD "A-1,h1,active\n", .devices = DD "d1,h1,\nd9,h9,\n"},
     "d9 DIF-UNREGISTERED violation answered\nA-1 matched\nd9 unregistered\n",
     false},
    /* software */
    {"installed as listed",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\nA-1,7-Zip 23.01,\nA-1,一太郎 2027,\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Google Chrome,126.0.6478,registry\n"
                   "d1,7-Zip 23.01 (x64),23.01,registry\nd1,一太郎　２０２７,1,registry\n"},
     "A-1 matched\n",
     false},
    {"listed, and not installed",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-SW-MISSING violation Google Chrome\nOther LIC-TITLE undetermined Other\nA-1 different\n",
     false},
    {"the list of packages was not read to its end",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,packages\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-UNVERIFIED undetermined software\nOther LIC-TITLE undetermined Other\nA-1 matched\n",
     false},
    {"a device without any title was not read",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,\nd2,h2,\n",
      .installed = "device_id,product,version,source\nd2,Other,1,registry\n"},
     "A-1 DIF-UNVERIFIED undetermined software\nOther LIC-TITLE undetermined Other\nA-1 matched\nA-2 matched\n",
     false},
    {"another part that was not read plays no part",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,accounts\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-SW-MISSING violation Google Chrome\nOther LIC-TITLE undetermined Other\nA-1 different\n",
     false},
    {"another version",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Foo,2.1\nA-1,Bar,7.0 U2\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Foo,2.10,registry\nd1,Bar,7.0 U3,registry\n"},
     "A-1 DIF-SW-VERSION violation Bar\nA-1 DIF-SW-VERSION violation Foo\nA-1 different\n",
     false},
    {"packages of the distribution do not flood",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST,
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,bash,5.2,dpkg\nd1,libc6,2.36,dpkg\nd1,Tool,1,registry\n"},
     "Tool LIC-TITLE undetermined Tool\nA-1 matched\n",
     false},
    {"unless all are asked for",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST,
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,bash,5.2,dpkg\nd1,bash,5.1,dpkg\nd1,Tool,1,registry\n"},
     "A-1 DIF-SW-UNREGISTERED violation Tool\nA-1 DIF-SW-UNREGISTERED violation bash\nTool LIC-TITLE undetermined "
     "Tool\nA-1 different\n",
     true},
    {"a title that the ledger lists for another asset",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\n",
      .listed = NO_LIST "A-2,Foo 1.0,1.0\n",
      .devices = DD "d1,h1,\nd2,h2,\n",
      .installed = "device_id,product,version,source\nd1,Foo 1.2 (x64),1.2,registry\nd1,bash,5,dpkg\n"
                   "d2,Foo 1.0,1.0,registry\n"},
     "A-1 DIF-SW-UNREGISTERED violation Foo 1.2 (x64)\nA-1 different\nA-2 matched\n",
     false},
    {"by name of the host, and the replacement comes before what it replaced",
     {.assets = AD "OLD,h1,disposed\nNEW,h1,active\n",
      .listed = NO_LIST "h1.example.jp,Foo,1\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Foo,1,registry\n"},
     "NEW matched\nOLD not-expected\n",
     false},
    {"the operating system stands with the device",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\nA-3,h3,active\nA-4,h4,active\n",
      .listed = NO_LIST "A-1,Windows Server 2019,\nA-2,Debian,11\nA-3,Windows Server 2019,\nA-4,Microsoft Windows 11 "
                        "Pro,\n",
      .devices = "device_id,hostname,os_name,os_version\nd1,h1,Microsoft Windows Server 2019 Standard,10.0.17763\n"
                 "d2,h2,Debian GNU/Linux,12.11\nd3,h3,Microsoft Windows Server 2022 Standard,10.0.20348\n"
                 "d4,h4,Windows 11 Pro,10.0.22631.4460\n",
      .installed = "device_id,product,version,source\nd1,Foo,1,registry\nd2,bash,5,dpkg\nd3,Foo,1,registry\n"
                   "d4,Foo,1,registry\n"},
     "A-3 DIF-SW-MISSING violation Windows Server 2019\nA-2 DIF-SW-VERSION violation Debian\nFoo LIC-TITLE "
     "undetermined Foo\nA-1 matched\nA-2 different\nA-3 different\nA-4 matched\n",
     false},
    {"no snapshot of any device",
     {.assets = AD "A-1,h1,active\n"},
     "A-1 DIF-UNVERIFIED undetermined out-of-scope\nA-1 unverified out-of-scope\n",
     false},
};

static void test_worked_cases(void **state) {
    static struct results results;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct ministry_text text = cases[i].text;
        text.listed = text.listed ? text.listed : NO_LIST;
        struct ministry *ministry = ministry_new(&text);
        compare(ministry, 1, cases[i].all_software, &results);
        if (strcmp(results.brief, cases[i].expected) != 0) {
            print_error("%s: found\n%sinstead of\n%s", cases[i].name, results.brief, cases[i].expected);
            fail();
        }
        ministry_free(ministry);
    }
}

static void test_no_software_ledger_is_said_once(void **state) {
    static struct results results;
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = AD "A-1,h1,active\nA-2,h2,active\n",
                                             .devices = DD "d1,h1,\nd2,h2,\n",
                                             .installed = "device_id,product,version\nd1,Foo,1\nd1,Foo,2\nd1,Bar,2\n"});

    (void)state;
    compare(ministry, 1, false, &results);
    assert_string_equal(results.brief, "software DIF-UNVERIFIED undetermined software\nBar LIC-TITLE undetermined "
                                       "Bar\nFoo LIC-TITLE undetermined Foo\nA-1 matched\nA-2 matched\n");
    /* distinct titles are counted all the same */
    assert_non_null(strstr(results.full, "A-1|d1 matched  hostname D 000 2 "));
    ministry_free(ministry);
}

static void test_coverage(void **state) {
    static struct results results;
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets =
            "asset_id,hostname,status,location,user_id\nA-1,h1,active,東京,u1\nA-2,h2,active,東京,\nA-3,h3,spare,,\n"
            "A-4,h4,active,,\nA-5,h5,disposed,,\nA-6,,active,,\n",
        .listed = NO_LIST "A-1,Foo,1\n",
        .devices = "device_id,hostname,location,last_login_user,sections_missing\nd1,h1,大阪,U1,\nd2,h2,,,packages\n"
                   "d3,h3,,,\n",
        .installed = "device_id,product,version\nd1,Foo,1\n",
        .probes = "target,address,outcome\nh4,10.0.0.4,no-answer\n"});

    (void)state;
    compare(ministry, 2, false, &results);
    assert_int_equal(results.coverage.expected, 4); /* A-1 A-2 A-4 A-6 */
    assert_int_equal(results.coverage.examined, 2);
    assert_int_equal(results.coverage.place, 1);
    assert_int_equal(results.coverage.user, 1);
    assert_int_equal(results.coverage.software, 1);
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        assert_int_equal(results.coverage.causes[cause], cause == CAUSE_NO_ANSWER || cause == CAUSE_NO_ADDRESS);
    }
    assert_non_null(strstr(results.full, "A-1|d1 different  hostname D 111 0 "));
    ministry_free(ministry);
}

/* Titles that share a stem are named in the order of their texts, not of their first sight. */
static void test_order_of_versions(void **state) {
    static struct results first, second;
    const char *listed[] = {NO_LIST "A-2,Foo 1.2 (x64),\nA-2,Foo 1.1 (x64),\nA-1,Foo,9\n",
                            NO_LIST "A-1,Foo,9\nA-2,Foo 1.1 (x64),\nA-2,Foo 1.2 (x64),\n"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = AD "A-1,h1,active\nA-2,h2,active\n",
                                                 .listed = listed[i],
                                                 .devices = DD "d1,h1,\n",
                                                 .installed = "device_id,product,version\nd1,Foo 1.1 (x64),1.1\n"
                                                              "d1,Foo 1.2 (x64),1.2\nd1,Foo 1.3 (x64),1.3\n"});
        compare(ministry, 1, false, i ? &second : &first);
        ministry_free(ministry);
    }
    assert_string_equal(first.full, second.full);
    assert_non_null(strstr(first.full, "1.1; 1.2; 1.3"));
}

/* A version column with too many texts to be coded: every row is read, and found is what is found otherwise. */
static void test_uncoded_versions(void **state) {
    static const char listed[] =
        NO_LIST "A-1,Foo,1.0\nA-1,Foo,1.0\nA-1,Bar,2\nA-1,Bar,3\nA-1,Baz 1,1\nA-1,,7\nA-1,Qux,5.1\n"
                "A-1,Gone,\nA-2,Foo,2\nA-3,,1\nA-3,Foo,1\n";
    static const char installed[] = "device_id,product,version\nd1,ＦＯＯ,1.0\nd1,Foo,1\nd1,bar,2.0\nd1,Bar,4\n"
                                    "d1,Baz 2,2\nd1,Qux,5.2\nd1,,9\nd1,New,1\nd1,Foo (x64),1.0\nd2,Foo,2.1\n"
                                    "d4,Foo,1\nd4,foo,2\nd4,Other,\n";
    static struct results results[2][2]; /* by whether the list is long, and whether all software is reported */
    struct ministry_text text = {.assets = AD "A-1,h1,active\nA-2,h2,active\nA-3,h3,active\n",
                                 .devices = DD "d1,h1,\nd2,h2,\nd3,h3,packages\nd4,h4,\n",
                                 .installed = installed};
    struct buffer long_list = {0};

    (void)state;
    buffer_append_cstr(&long_list, listed);
    for (int i = 0; i < (1 << 20) + 10; i++) {
        buffer_printf(&long_list, "A-9,Foo,%x.0\n", i);
    }
    buffer_append_char(&long_list, '\0');
    assert_false(long_list.failed);
    for (int is_long = 0; is_long <= 1; is_long++) {
        text.listed = is_long ? long_list.p : listed;
        struct ministry *ministry = ministry_new(&text);
        const struct table *table = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
        assert_int_equal(table_code_count(table, SOFTWARE_VERSION) == 0, is_long);
        for (int all_software = 0; all_software <= 1; all_software++) {
            compare(ministry, 2, all_software, &results[is_long][all_software]);
        }
        ministry_free(ministry);
    }
    buffer_done(&long_list);
    assert_string_equal(results[0][0].full, results[1][0].full);
    assert_string_equal(results[0][1].full, results[1][1].full);
    /* By hand. Foo agrees with both 1.0 and 1, however it is spelled and though it is listed twice. Bar 2 has its
     * partner; Bar 3 has none, and what is said of it names all versions of Bar, so that 4 is not left over. Foo has a
     * partner of its own name, so Foo (x64) is listed by none. Of A-3 the packages were not read. */
    assert_string_equal(results[0][1].brief,
                        "A-1 DIF-SW-MISSING violation Baz 1\nA-1 DIF-SW-MISSING violation Gone\n"
                        "A-1 DIF-SW-UNREGISTERED violation Baz 2\nA-1 DIF-SW-UNREGISTERED violation Foo (x64)\n"
                        "A-1 DIF-SW-UNREGISTERED violation New\nA-1 DIF-SW-VERSION violation Bar\n"
                        "A-1 DIF-SW-VERSION violation Qux\nd4 DIF-UNREGISTERED violation answered\n"
                        "A-3 DIF-UNVERIFIED undetermined software\nBaz 2 LIC-TITLE undetermined Baz 2\n"
                        "New LIC-TITLE undetermined New\nOther LIC-TITLE undetermined Other\n"
                        "A-1 different\nA-2 matched\nA-3 matched\nd4 unregistered\n");
}

/* --- properties ----------------------------------------------------------------------------------------------------
 */

enum { ROWS = 24, ROW = 200 };

/* Rows of one file; the first is the headings. */
struct sheet {
    char rows[ROWS * 4][ROW];
    int count;
};

static void add(struct sheet *sheet, const char *format, ...) PRINTF_LIKE(2, 3);
static void add(struct sheet *sheet, const char *format, ...) {
    va_list arguments;

    assert_true(sheet->count < ROWS * 4);
    va_start(arguments, format);
    vsnprintf(sheet->rows[sheet->count++], ROW, format, arguments);
    va_end(arguments);
}

static int pick(int below) {
    return (int)(random() % below);
}

static const char *write_sheet(struct sheet *sheet, bool is_shuffled, char *text) {
    for (int i = sheet->count - 1; is_shuffled && i > 1; i--) {
        int j = 1 + pick(i);
        char other[ROW];
        memcpy(other, sheet->rows[i], ROW);
        memcpy(sheet->rows[i], sheet->rows[j], ROW);
        memcpy(sheet->rows[j], other, ROW);
    }
    text[0] = '\0';
    for (int i = 0; i < sheet->count; i++) {
        told_append(text, "%s\n", sheet->rows[i]);
    }
    return text;
}

struct world {
    struct sheet assets, listed, devices, installed, probes;
};

static void random_world(struct world *world) {
    static const char *const statuses[] = {"active", "", "disposed", "stock", "spare"};
    static const char *const memories[] = {"16GB", "8192", "多数", "", "-"};
    static const char *const places[] = {"髙橋ビル", "高橋ビル", "東京", ""};
    static const char *const titles[] = {"Foo", "Foo 1.1",    "Foo 1.2 (x64)", "Ｆｏｏ",
                                         "Bar", "Bar 64 bit", "bash",          "Debian"};
    static const char *const missing[] = {"", "", "packages", "identity"};
    static const char *const outcomes[] = {"no-answer", "answered", "auth-refused", "partial"};

    memset(world, 0, sizeof *world);
    add(&world->assets, "asset_id,serial,hostname,ip_addresses,status,memory_mb,location,mac_addresses");
    add(&world->listed, "asset_id,product,version");
    add(&world->devices,
        "device_id,serial,hostname,ip_addresses,memory_mb,location,mac_addresses,os_name,os_version,sections_missing");
    add(&world->installed, "device_id,product,version,source");
    add(&world->probes, "target,address,outcome");
    for (int i = 0; i < 1 + pick(ROWS - 2); i++) {
        add(&world->assets, "A-%02d,SN10%d,h%d,10.0.0.%d,%s,%s,%s,00:1b:21:00:00:%02x", i, pick(20), pick(20),
            1 + pick(20), statuses[pick(5)], memories[pick(5)], places[pick(4)], pick(20));
        for (int n = pick(3); n > 0; n--) {
            add(&world->listed, "%s%02d,%s,%d.%d", pick(3) ? "A-" : "h", pick(3) ? i : pick(20), titles[pick(8)],
                1 + pick(2), pick(3));
        }
    }
    for (int i = 0; i < pick(ROWS); i++) {
        add(&world->devices, "d%02d,SN10%d,H%d.example.jp,10.0.0.%d,%d,%s,00:1b:21:00:00:%02x,%s,12,%s", i, pick(20),
            pick(20), 1 + pick(20), 8192 * (1 + pick(2)), places[pick(4)], pick(20), pick(2) ? "Debian" : "",
            missing[pick(4)]);
        for (int n = pick(4); n > 0; n--) {
            add(&world->installed, "d%02d,%s,%d.%d,%s", i, titles[pick(8)], 1 + pick(2), pick(3),
                pick(2) ? "registry" : "dpkg");
        }
    }
    for (int i = 0; i < pick(6); i++) {
        add(&world->probes, "10.0.0.%d,10.0.0.%d,%s", 1 + pick(20), 1 + pick(20), outcomes[pick(4)]);
    }
}

static struct ministry *found(struct world *world, bool is_shuffled) {
    static char assets[TOLD_MAX], listed[TOLD_MAX], devices[TOLD_MAX], installed[TOLD_MAX], probes[TOLD_MAX];
    struct ministry_text text = {
        .assets = write_sheet(&world->assets, is_shuffled, assets),
        .listed = write_sheet(&world->listed, is_shuffled, listed),
        .devices = write_sheet(&world->devices, is_shuffled, devices),
        .installed = write_sheet(&world->installed, is_shuffled, installed),
        .probes = write_sheet(&world->probes, is_shuffled, probes),
    };

    return ministry_new(&text);
}

static void test_order_and_threads_play_no_part(void **state) {
    static const unsigned threads[] = {1, 2, 3, 7};
    static struct results first, other;
    static struct world world;
    long count = test_count("reconcile_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        random_world(&world);
        bool all_software = pick(4) == 0;
        struct ministry *ministry = found(&world, false);
        compare(ministry, 1, all_software, &first);
        ministry_free(ministry);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
            ministry = found(&world, true);
            compare(ministry, threads[i], all_software, &other);
            ministry_free(ministry);
            assert_string_equal(other.full, first.full);
            assert_memory_equal(&other.coverage, &first.coverage, sizeof first.coverage);
        }
    }
}

/* More rows than one task takes, so that several threads really share the work. */
static void test_many_rows(void **state) {
    enum { MANY = 3000 };
    static const unsigned threads[] = {1, 3, 7};
    char *assets = calloc(MANY, 64), *devices = calloc(MANY, 64), *a = assets, *d = devices;
    static struct results first, other;

    (void)state;
    a += sprintf(a, AD);
    d += sprintf(d, DD);
    for (int i = 0; i < MANY; i++) {
        a += sprintf(a, "A-%04d,h%d,%s\n", i, i, i % 300 ? "stock" : "active");
        d += i % 400 ? 0 : sprintf(d, "d%04d,h%d,\n", i, i % 1200 ? i : i + MANY);
    }
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = assets, .listed = NO_LIST, .devices = devices});
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        struct results *results = i ? &other : &first;
        compare_some(ministry, threads[i], false, false, results);
        assert_int_equal(results->coverage.expected, 10);
        assert_int_equal(results->coverage.examined, 0);
        assert_string_equal(results->full, first.full);
    }
    ministry_free(ministry);
    free(assets);
    free(devices);
}

/* A device with thousands of titles, none of them written as in the ledger. */
static void test_many_titles(void **state) {
    enum { MANY = 8000 };
    char *listed = calloc(MANY, 48), *installed = calloc(MANY, 48), *l = listed, *d = installed;
    static struct results results;

    (void)state;
    l += sprintf(l, NO_LIST);
    d += sprintf(d, "device_id,product,version,source\n");
    for (int i = 0; i < MANY; i++) {
        l += sprintf(l, "A-1,Title %d 1.0,1\n", i);
        d += sprintf(d, "d1,Title %d 1.1 (x64),1,registry\n", i);
    }
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = AD "A-1,h1,active\n", .listed = listed, .devices = DD "d1,h1,\n", .installed = installed});
    clock_t begin = clock();
    compare(ministry, 1, false, &results);
    assert_true(clock() - begin < 5 * CLOCKS_PER_SEC);
    assert_string_equal(results.brief, "A-1 matched\n");
    ministry_free(ministry);
    free(listed);
    free(installed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_cases),     cmocka_unit_test(test_no_software_ledger_is_said_once),
        cmocka_unit_test(test_coverage),         cmocka_unit_test(test_order_of_versions),
        cmocka_unit_test(test_uncoded_versions), cmocka_unit_test(test_order_and_threads_play_no_part),
        cmocka_unit_test(test_many_rows),        cmocka_unit_test(test_many_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
