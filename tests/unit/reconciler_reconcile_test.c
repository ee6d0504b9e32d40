/* Attributes, status, presence and identity, from small ledgers and snapshots to the findings and verdicts. */
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/results.h"

/* Both chassis of a stack of switches, of which the device is one. */
static const struct ministry_table stack = {
    true, TABLE_COMPONENTS, "device_id,kind,name,serial\nd1,chassis,Switch 1,FOC1\nd1,chassis,Switch 2,FOC2\n"};

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
    {"an address that several assets share proves nothing of either, unless the other has left",
     {.assets = "asset_id,serial,kind,ip_addresses,status\nA-1,SN1,server,10.0.0.1;10.0.0.100,active\n"
                "A-2,SN2,server,10.0.0.2;10.0.0.100,active\nA-3,SN3,server,10.0.0.3,active\n"
                "A-4,SN4,server,10.0.0.3,returned\n",
      .devices = "device_id,serial,ip_addresses\nd2,SN2,10.0.0.2;10.0.0.100\nd3,SN9,10.0.0.3\n",
      .probes = "target,address,outcome\n10.0.0.1,10.0.0.1,no-answer\n"},
     "A-3 DIF-MISSING violation address-taken\nd3 DIF-UNREGISTERED violation answered\n"
     "A-1 DIF-UNVERIFIED undetermined no-answer\n"
     "A-1 unverified no-answer\nA-2 matched\nA-3 missing address-taken\nA-4 not-expected\nd3 unregistered\n",
     false},
    {"somebody answered at another of its addresses",
     {.assets = "asset_id,serial,kind,ip_addresses\nA-1,SN1,server,10.0.0.1;10.0.0.5\n"
                "A-2,SN2,server,10.0.0.2;10.0.0.6\n",
      .devices = "device_id,serial,ip_addresses\nd1,SN8,10.0.0.5\nd2,SN9,10.0.0.6\n",
      .probes = "target,address,outcome,method,reached,device_id\n10.0.0.1,10.0.0.1,auth-refused,ssh,yes,\n"
                "10.0.0.2,10.0.0.2,no-answer,ssh,,\n10.0.0.6,10.0.0.6,auth-refused,ssh,yes,\n"},
     "A-2 DIF-MISSING violation address-taken\nd1 DIF-UNREGISTERED violation answered\n"
     "d2 DIF-UNREGISTERED violation answered\nA-1 DIF-UNVERIFIED undetermined auth-refused\n"
     "A-1 unverified auth-refused\nA-2 missing address-taken\nd1 unregistered\nd2 unregistered\n",
     false},
    {"a part of the device at its address has its serial number: a member of a stack",
     {.assets = "asset_id,serial,hostname,kind,ip_addresses\nA-1,FOC1,sw1,switch,10.0.0.5\n"
                "A-2,FOC2,sw1,switch,10.0.0.6\nA-3,FOC3,,switch,10.0.0.7\n",
      .devices = "device_id,serial,hostname,ip_addresses\nd1,FOC1,sw1,10.0.0.5;10.0.0.6;10.0.0.7\n",
      .others = &stack,
      .other_count = 1},
     "A-3 DIF-MISSING violation address-taken\nA-2 DIF-UNVERIFIED undetermined out-of-scope\n"
     "A-1 matched\nA-2 unverified out-of-scope\nA-3 missing address-taken\n",
     false},
    {"labels that were swapped: its own serial number is no proof that it is gone",
     {.assets = "asset_id,serial,hostname\nA-1,SN1,h1\nA-2,SN2,h2\n",
      .devices = "device_id,serial,hostname,asset_tag\nd1,SN2,h2,A-1\nd2,SN1,h9,\n"},
     "A-1 DIF-ATTRIBUTE violation hostname\nA-1 DIF-ATTRIBUTE violation serial\n"
     "A-1 DIF-IDENTITY undetermined hostname\nA-1 DIF-IDENTITY undetermined serial\n"
     "d2 DIF-UNREGISTERED violation answered\nA-2 DIF-UNVERIFIED undetermined out-of-scope\n"
     "A-1 different\nA-2 unverified out-of-scope\nd2 unregistered\n",
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
    {"no snapshot of any device",
     {.assets = AD "A-1,h1,active\n"},
     "A-1 DIF-UNVERIFIED undetermined out-of-scope\nA-1 unverified out-of-scope\n",
     false},
};

static void test_worked_cases(void **state) {
    (void)state;
    check_reconcile_cases(cases, ARRAY_LEN(cases));
}

/* Of several addresses the one at which the other machine answered, as it stands in the ledger. */
static void test_the_address_is_named(void **state) {
    static struct results results;
    CLEANUP(ministry_free_cleanup)
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = "asset_id,serial,kind,ip_addresses\nA-1,SN1,server,10.0.0.1;010.000.000.002\n",
        .listed = NO_LIST,
        .devices = "device_id,serial,hostname,ip_addresses\nd1,SN9,h9,10.0.0.2\n"});

    (void)state;
    results_of(ministry, 1, false, &results);
    assert_non_null(strstr(results.full, "|010.000.000.002|h9\n"));
}

/* Who looked for a machine, or imported a list of them, saw no answer. */
static void test_status_of_what_was_recorded(void **state) {
    static struct results results;
    CLEANUP(ministry_free_cleanup)
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = "asset_id,hostname,status,disposed_on\nA-1,h1,returned,\nA-2,h2,returned,\nA-3,h3,,2027-03-01\n"
                  "A-4,h4,returned,\n",
        .listed = NO_LIST,
        .devices = "device_id,hostname,method\nd1,h1,ssh\nd2,h2,import\nd3,h3,check\nd4,h4,check\n"});
    static const char *const expected[] = {
        "status-alive violation A-1 ",
        "status-recorded violation A-2 ",
        "status-disposed-recorded violation A-3 ",
        "status-recorded violation A-4 ",
    };

    (void)state;
    results_of(ministry, 1, false, &results);
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        assert_non_null(strstr(results.full, expected[i]));
    }
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
    results_of(ministry, 2, false, &results);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_cases),
        cmocka_unit_test(test_the_address_is_named),
        cmocka_unit_test(test_status_of_what_was_recorded),
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
