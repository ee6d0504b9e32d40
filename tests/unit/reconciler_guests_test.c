/* What hosts list among their guests, from the rows of `guests` to the findings: who is gone, who is there without
 * answering, who is on no paper, and who is on another host. */

#include "tests/unit/support/told.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct guest_case {
    const char *name;
    struct ministry_text text; /* listed: as if nothing was listed */
    const char *expected;
};

#define AS "asset_id,hostname,serial,kind,uuid,mac_addresses,ip_addresses,status,virtual_host,cluster,virtual\n"
#define DS "device_id,hostname,serial,kind,uuid,mac_addresses,ip_addresses,virtual_host,sections_missing\n"
#define GS "device_id,name,uuid,os,state,mac_addresses\n"
#define PS "target,address,outcome,sections_complete,device_id\n"
#define CL "cluster,host\n"
/* two hosts on paper and in fact */
#define HOSTS     "H-1,esx1,SNH1,server,,,,active,,,\nH-2,esx2,SNH2,server,,,,active,,,\n"
#define HOSTS_IN  "d1,esx1.example.jp,SNH1,server,,,,,\nd2,esx2.example.jp,SNH2,server,,,,,\n"
#define ONE_READ  "10.0.0.1,10.0.0.1,answered,identity;guests,d1\n"
#define BOTH_READ ONE_READ "10.0.0.2,10.0.0.2,answered,identity;guests,d2\n"
/* a guest of both hosts' that is on paper, and met: nobody's matter */
#define OTHER      "V-9,other,,vm,99999999-0000-4000-8000-0000000000a9,,,active,H-1,,\n"
#define OTHER_IN   "d9,other,,vm,99999999-0000-4000-8000-0000000000a9,,,,\n"
#define OTHER_LIST "d1,other,99999999-0000-4000-8000-0000000000a9,,on,\n"
#define UUID_1     "564d8c6f-3a1b-2c3d-4e5f-0123456789ab"
/* the same with the first three fields in the other order of bytes */
#define UUID_1_SWAPPED "6f8c4d56-1b3a-3d2c-4e5f-0123456789ab"
#define UUID_2         "564d0000-0000-4000-8000-000000000002"

static const struct guest_case cases[] = {
    {"without guests there is nothing to say",
     {.assets = AS HOSTS "V-1,web1,,vm,,,,active,H-1,,\n", .devices = DS HOSTS_IN, .probes = PS},
     "unverified asset V-1 undetermined out-of-scope:  > \n"},

    /* --- gone --- */
    {"a completely read host does not list it: by its number, by its name, by a name with a domain",
     {.assets = AS HOSTS OTHER "V-1,web1,,vm,,,,active,H-1,,\nV-2,web2,,server,,,,,ESX1,,yes\n"
                               "V-3,web3,,vm,,,,active,esx1.other.jp,,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS ONE_READ},
     "missing-guest asset V-1 violation vm-gone: H-1 > \n"
     "missing-guest asset V-2 violation vm-gone: ESX1 > \n"
     "missing-guest asset V-3 violation vm-gone: esx1.other.jp > \n"},
    {"a host with no guests at all is read completely as well",
     {.assets = AS HOSTS "V-1,web1,,vm,,,,active,H-1,,\n", .devices = DS HOSTS_IN, .probes = PS ONE_READ},
     "missing-guest asset V-1 violation vm-gone: H-1 > \n"},
    {"not what is no guest, has another host, a host on no paper or none, or is stopped",
     {.assets = AS HOSTS OTHER "V-1,web1,,server,,,,active,H-1,,\nV-2,web2,,vm,,,,active,H-2,,\n"
                               "V-3,web3,,vm,,,,active,esx3,,\nV-4,web4,,vm,,,,active,,,\n"
                               "V-5,web5,,vm,,,,stopped,H-1,,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS ONE_READ},
     "unverified asset V-1 undetermined out-of-scope:  > \n"
     "unverified asset V-2 undetermined out-of-scope:  > \n"
     "unverified asset V-3 undetermined out-of-scope:  > \n"
     "unverified asset V-4 undetermined out-of-scope:  > \n"},
    {"a list that may have been cut proves nothing, also where rows of it came",
     {.assets = AS HOSTS OTHER "V-1,web1,,vm,,,,active,H-1,,\nV-2,web2,,vm,,,,active,H-2,,\n",
      .devices = DS OTHER_IN "d1,esx1,SNH1,server,,,,,guests\nd2,esx2,SNH2,server,,,,,\n",
      .guests = GS OTHER_LIST "d2,other,99999999-0000-4000-8000-0000000000a9,,off,\n",
      .probes = PS ONE_READ "10.0.0.2,10.0.0.2,partial,identity,d2\n"},
     "unverified asset V-1 undetermined out-of-scope:  > \n"
     "unverified asset V-2 undetermined out-of-scope:  > \n"},
    {"nor does it where something answered at the address; where nothing did, or nobody asked, it is gone",
     {.assets = AS HOSTS OTHER
      "V-1,,,vm,,,10.0.1.1,active,H-1,,\nV-2,,,vm,,,10.0.1.2,active,H-1,,\nV-3,,,vm,,,10.0.1.3,active,H-1,,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS ONE_READ "10.0.1.1,10.0.1.1,auth-refused,,\n10.0.1.2,10.0.1.2,no-answer,,\n"
                            "10.0.1.3,10.0.1.3,excluded,,\n"},
     "missing-guest asset V-2 violation vm-gone: H-1 > \n"
     "missing-guest asset V-3 violation vm-gone: H-1 > \n"
     "unverified asset V-1 undetermined auth-refused:  > \n"},
    {"whoever has one of its names in any list is not gone: UUID in both byte orders, MAC address, name",
     {.assets = AS HOSTS OTHER "V-1,web1,,vm," UUID_1 ",,,active,H-1,,\nV-2,web2,,vm,,000c29000002,,active,H-1,,\n"
                               "V-3,web3,,vm,,,,active,H-1,,\nV-4,web4,,vm,,,,active,H-1,,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST "d1,x1," UUID_1_SWAPPED ",,on,\nd1,x2,,,on,00:0c:29:00:00:02\nd1,WEB3.example.jp,,,on,\n",
      .probes = PS BOTH_READ},
     "missing-guest asset V-4 violation vm-gone: H-1 > \n"
     "unverified-guest asset V-1 undetermined out-of-scope:  > esx1.example.jp\n"
     "unverified-guest asset V-2 undetermined out-of-scope:  > esx1.example.jp\n"
     "unverified-guest asset V-3 undetermined out-of-scope:  > esx1.example.jp\n"},

    /* --- clusters --- */
    {"in a cluster it may be on any of the hosts: one that was not read leaves it open",
     {.assets = AS HOSTS OTHER "H-3,esx3,SNH3,server,,,,active,,,\nV-1,web1,,vm,,,,active,H-1,,\n"
                               "V-2,web2,,vm,,,,active,H-2,CL2,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS BOTH_READ,
      .clusters = CL "CL1,H-1\nCL1,H-3\nCL2,H-2\n"},
     "missing-guest asset V-2 violation vm-gone: H-2 > \n"
     "unverified asset H-3 undetermined out-of-scope:  > \n"
     "unverified asset V-1 undetermined out-of-scope:  > \n"},
    {"all hosts of the cluster were read, in whatever letters its name is written",
     {.assets = AS HOSTS OTHER "V-1,web1,,vm,,,,active,H-1,ｃｌ１,\nV-2,web2,,vm,,,,active,H-2,,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS BOTH_READ,
      .clusters = CL "CL1,esx1\nCL1,H-2\n"},
     "missing-guest asset V-1 violation vm-gone: H-1 > \n"
     "missing-guest asset V-2 violation vm-gone: H-2 > \n"},
    {"a cluster with a host that is no asset, and one of which no host is known, were not read",
     {.assets = AS HOSTS OTHER "V-1,web1,,vm,,,,active,H-1,,\nV-2,web2,,vm,,,,active,H-2,CL7,\n",
      .devices = DS HOSTS_IN OTHER_IN,
      .guests = GS OTHER_LIST,
      .probes = PS BOTH_READ,
      .clusters = CL "CL1,H-1\nCL1,esx7\n"},
     "unverified asset V-1 undetermined out-of-scope:  > \n"
     "unverified asset V-2 undetermined out-of-scope:  > \n"},
    {"hosts may say themselves of which cluster they are",
     {.assets = AS "H-1,esx1,SNH1,server,,,,active,,CL1,\nH-2,esx2,SNH2,server,,,,active,,CL1,\n"
                   "V-1,web1,,vm,,,,active,H-1,CL1,\nV-2,web2,,vm," UUID_2 ",,,active,H-1,CL1,\n",
      .devices = DS HOSTS_IN,
      .guests = GS "d2,web2," UUID_2 ",,on,\n",
      .probes = PS BOTH_READ},
     "attribute-guest-cluster asset V-2 notice virtual_host: H-1 > esx2.example.jp\n"
     "missing-guest asset V-1 violation vm-gone: H-1 > \n"
     "unverified-guest asset V-2 undetermined out-of-scope:  > esx2.example.jp\n"},

    /* --- there, without answering --- */
    {"on, off, suspended, unknown",
     {.assets = AS HOSTS "V-1,web1,,vm,,,10.0.1.1,active,H-1,,\nV-2,web2,,vm,,,10.0.1.2,active,H-1,,\n"
                         "V-3,web3,,vm,,,10.0.1.3,active,H-1,,\nV-4,web4,,vm,,,10.0.1.4,,H-1,,\n",
      .devices = DS HOSTS_IN,
      .guests = GS "d1,web1,,,on,\nd1,web2,,,off,\nd1,web3,,,suspended,\nd1,web4,,,,\n",
      .probes = PS ONE_READ "10.0.1.1,10.0.1.1,no-answer,,\n10.0.1.2,10.0.1.2,auth-refused,,\n"},
     "unverified-guest asset V-1 undetermined no-answer:  > esx1.example.jp\n"
     "unverified-guest-off asset V-2 undetermined auth-refused:  > esx1.example.jp\n"
     "unverified-guest asset V-3 undetermined out-of-scope:  > esx1.example.jp\n"
     "unverified-guest asset V-4 undetermined out-of-scope:  > esx1.example.jp\n"},
    {"whoever is listed is not replaced by what answers at its address",
     {.assets = AS HOSTS "V-1,web1,SN1,vm," UUID_1 ",,10.0.1.1,active,H-1,,\nV-2,web2,SN2,vm,,,,active,H-1,,\n",
      .devices = DS HOSTS_IN "d3,web2,SN2,vm,,,10.0.1.1,,\n",
      .guests = GS "d1,web1-old," UUID_1 ",,off,\nd1,web2,,,on,\n",
      .probes = PS ONE_READ},
     "attribute-fill-in asset V-2 notice ip_addresses:  > 10.0.1.1\n"
     "unverified-guest-off asset V-1 undetermined out-of-scope:  > esx1.example.jp\n"},
    {"a name does for a proof only where it is one's own and nothing denies it",
     {.assets = AS HOSTS "V-1,web1,,vm," UUID_1 ",,,active,H-1,,\nV-2,web2,,vm,,,,active,H-1,,\n"
                         "V-3,web3,,vm,,,,active,H-1,,\nV-4,web3,,vm,,,,active,H-1,,\n"
                         "V-5,web5,,vm,,000c29000005,,active,H-1,,\n",
      .devices = DS HOSTS_IN,
      .guests = GS "d1,web1," UUID_2 ",,on,\nd1,web2,,,on,\nd2,web2,,,on,\nd1,web3,,,on,\n"
                   "d1,web5,,,on,00:0c:29:00:00:55\n",
      .probes = PS BOTH_READ},
     "unverified asset V-1 undetermined out-of-scope:  > \n"
     "unverified asset V-2 undetermined out-of-scope:  > \n"
     "unverified asset V-3 undetermined out-of-scope:  > \n"
     "unverified asset V-4 undetermined out-of-scope:  > \n"
     "unverified asset V-5 undetermined out-of-scope:  > \n"},

    /* --- on no paper --- */
    {"guests of nobody: by UUID, MAC address, or host and name; by what the host has of them",
     {.assets = AS HOSTS,
      .devices = DS HOSTS_IN,
      .guests = GS "d1,x1," UUID_1 ",Debian 12,on,00:0c:29:00:00:01\nd1,x2,,,off,00:0c:29:00:00:02\nd2,x3,,,,\n"
                   "d2,業務 3,,,on,\nd3,x4,,,on,\n"},
     "unregistered-guest guest 00:0c:29:00:00:02 undetermined guest:  > x2, 00:0c:29:00:00:02 (off)\n"
     "unregistered-guest guest 564d8c6f-3a1b-2c3d-4e5f-0123456789ab undetermined guest:  > x1, Debian 12, "
     "564d8c6f-3a1b-2c3d-4e5f-0123456789ab, 00:0c:29:00:00:01 (on)\n"
     "unregistered-guest guest H-2 x3 undetermined guest:  > x3\n"
     "unregistered-guest guest H-2 業務3 undetermined guest:  > 業務 3 (on)\n"
     "unregistered-guest guest d3 x4 undetermined guest:  > x4 (on)\n"},
    {"whom paper, a device or an interface knows by any name is none; nor is one that has no name",
     {.assets = AS HOSTS "V-1,,,vm,,000c29000001,,stopped,,,\nV-2,web2,,vm,,,,disposed,,,\n",
      .devices = DS HOSTS_IN "d3,web3,SN3,vm," UUID_1_SWAPPED ",,,,\n",
      .guests = GS "d1,x1,,,on,00:0c:29:00:00:01\nd1,web2,,,off,\nd1,x3," UUID_1 ",,on,\nd1,x4,,,on,00:0c:29:00:00:04\n"
                   "d1,,,Debian 12,on,\n",
      .interfaces = "device_id,name,mac\nd3,eth1,00:0c:29:00:00:04\n"},
     "unregistered-answered device d3 violation answered:  > web3\n"},
    {"one that two hosts list while it moves is one; two of one name are two",
     {.assets = AS HOSTS,
      .devices = DS HOSTS_IN,
      .guests = GS "d1,x1," UUID_1 ",,on,\nd2,x1," UUID_1_SWAPPED ",,off,\nd1,x2,,,on,\nd2,x2,,,on,\n"},
     "unregistered-guest guest 564d8c6f-3a1b-2c3d-4e5f-0123456789ab undetermined guest:  > x1, "
     "564d8c6f-3a1b-2c3d-4e5f-0123456789ab, 6f8c4d56-1b3a-3d2c-4e5f-0123456789ab (on off)\n"
     "unregistered-guest guest H-1 x2 undetermined guest:  > x2 (on)\n"
     "unregistered-guest guest H-2 x2 undetermined guest:  > x2 (on)\n"},
    {"what a switch sees of a guest is no stranger of its own",
     {.assets = AS HOSTS "V-1,web1,,vm," UUID_1 ",,,active,H-1,,\n",
      .devices = DS HOSTS_IN,
      .neighbors = "device_id,port,protocol,remote_mac\nsw,1,fdb,00:0c:29:00:00:01\nsw,2,fdb,00:0c:29:00:00:02\n",
      .guests = GS "d1,web1," UUID_1 ",,on,00:0c:29:00:00:01\n"},
     "unregistered-port port sw 2 undetermined neighbour:  > 00:0c:29:00:00:02 (fdb)\n"
     "unverified-guest asset V-1 undetermined out-of-scope:  > esx1.example.jp\n"},

    /* --- on another host --- */
    {"a machine that was met, by the UUID of paper, by that of the device, by its name",
     {.assets = AS HOSTS "V-1,web1,SN1,vm," UUID_1 ",,,active,H-1,,\nV-2,web2,SN2,vm,,,,active,esx1,,\n"
                         "V-3,web3,SN3,vm,,,,active,H-1,,\nV-4,web4,SN4,vm,,,,active,H-2,,\n",
      .devices = DS HOSTS_IN "d11,web1,SN1,vm,,,,,\nd12,web2,SN2,vm," UUID_2 ",,,,\nd13,web3,SN3,vm,,,,,\n"
                             "d14,web4,SN4,vm,,,,,\n",
      .guests = GS "d2,x1," UUID_1 ",,on,\nd2,x2," UUID_2 ",,on,\nd2,web3,,,on,\nd2,web4,,,on,\n"},
     "attribute-guest-host asset V-1 violation virtual_host: H-1 > esx2.example.jp\n"
     "attribute-fill-in asset V-2 notice uuid:  > 564d0000-0000-4000-8000-000000000002\n"
     "attribute-guest-host asset V-2 violation virtual_host: esx1 > esx2.example.jp\n"
     "attribute-guest-host asset V-3 violation virtual_host: H-1 > esx2.example.jp\n"},
    {"one that did not answer; not where only a name says so that UUIDs deny, nor by a host that nobody knows",
     {.assets = AS HOSTS "V-1,web1,,vm," UUID_1 ",,,active,H-1,,\nV-2,web2,SN2,vm," UUID_1 ",,,active,H-1,,\n"
                         "V-3,web3,SN3,vm,,,,active,仮想基盤,,\nV-4,web4,SN4,vm,,,,active,H-1,,\n",
      .devices = DS HOSTS_IN "d12,web2,SN2,vm," UUID_1 ",,,,\nd13,web3,SN3,vm,,,,,\nd14,web4,SN4,vm,,,,,\n",
      .guests = GS "d2,web2," UUID_2 ",,on,\nd2,web3,,,on,\nd7,web4,,,on,\n"},
     "unverified asset V-1 undetermined out-of-scope:  > \n"},
    {"a host on paper of which nothing was found may be one that is on no paper, but none that is",
     {.assets = AS HOSTS "H-3,esx3,SNH3,server,,,,active,,,\nV-1,web1,SN1,vm,,,,active,H-3,,\n"
                         "V-2,web2,SN2,vm,,,,active,H-3,,\n",
      .devices = DS HOSTS_IN "d7,esx7,SNH7,server,,,,,\nd11,web1,SN1,vm,,,,,\nd12,web2,SN2,vm,,,,,\n",
      .guests = GS "d7,web1,,,on,\nd2,web2,,,on,\n"},
     "attribute-guest-host asset V-2 violation virtual_host: H-3 > esx2.example.jp\n"
     "unregistered-answered device d7 violation answered:  > esx7\n"
     "unverified asset H-3 undetermined out-of-scope:  > \n"},
    {"while it moves the host on paper still lists it; within a cluster it may move; what the machine says of its host "
     "goes before",
     {.assets = AS HOSTS "V-1,web1,SN1,vm," UUID_1 ",,,active,H-2,,\nV-2,web2,SN2,vm," UUID_2 ",,,active,H-2,,\n"
                         "V-3,web3,SN3,vm,,,,active,esx9,,\n",
      .devices = DS HOSTS_IN "d11,web1,SN1,vm," UUID_1 ",,,,\nd12,web2,SN2,vm," UUID_2 ",,,,\n"
                             "d13,web3,SN3,vm,,,,esx9,\n",
      .guests = GS "d1,web1," UUID_1 ",,on,\nd2,web1," UUID_1 ",,on,\nd1,web2," UUID_2 ",,on,\nd1,web3,,,on,\n",
      .clusters = CL "CL1,H-1\nCL1,H-2\n"},
     "attribute-guest-cluster asset V-2 notice virtual_host: H-2 > esx1.example.jp\n"},
    {"a blank cell of a guest is filled in, that of any other machine is not",
     {.assets = AS HOSTS "V-1,web1,SN1,vm," UUID_1 ",,,active,,,\nV-2,web2,SN2,server,,,,active,,,\n",
      .devices = DS HOSTS_IN "d11,web1,SN1,vm," UUID_1 ",,,,\nd12,web2,SN2,server,,,,,\n",
      .guests = GS "d1,web1," UUID_1 ",,on,\nd1,web2,,,on,\n"},
     "attribute-fill-in asset V-1 notice virtual_host:  > esx1.example.jp\n"},
};

static void test_cases(void **state) {
    static char text[TOLD_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (unsigned threads = 1; threads <= 3; threads += 2) {
            struct ministry_text files = cases[i].text;
            files.listed = NO_LIST;
            struct ministry *ministry = ministry_new(&files);
            text[0] = '\0';
            told_reconcile(ministry, threads, false, text);
            if (strcmp(text, cases[i].expected) != 0) {
                fail_msg("%s, %u threads\nexpected\n%sgot\n%s", cases[i].name, threads, cases[i].expected, text);
            }
            ministry_free(ministry);
        }
    }
}

/* Rows of the snapshot are sorted: the numbers of the lines follow from that. */
static void test_evidence(void **state) {
    static char text[TOLD_MAX];
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = AS HOSTS "V-1,web1,,vm,,,,active,H-1,,\nV-2,web2,,vm,,,10.0.1.2,active,H-1,,\n"
                           "V-3,web3,SN3,vm,,,,active,H-1,,\n",
        .listed = NO_LIST,
        .devices = DS HOSTS_IN "d3,web3,SN3,vm,,,,,\n",
        .probes = PS BOTH_READ "10.0.1.2,10.0.1.2,no-answer,,\n",
        .guests = GS "d1,web2,,,on,\nd2,web3,,,on,\nd2,x," UUID_1 ",,on,\nd1,x," UUID_1 ",,on,\n",
    });

    (void)state;
    text[0] = '\0';
    struct coverage coverage = told_reconcile(ministry, 1, true, text);
    assert_string_equal(
        text, "attribute-guest-host asset V-3 violation virtual_host: H-1 > esx2.example.jp @ devices.csv:6, "
              "devices.csv:4 guests.csv:4\n"
              "missing-guest asset V-1 violation vm-gone: H-1 >  @ devices.csv:4, devices.csv:2\n"
              "unregistered-guest guest " UUID_1 " undetermined guest:  > x, " UUID_1 " (on) @ , guests.csv:3 "
              "guests.csv:5\n"
              "unverified-guest asset V-2 undetermined no-answer:  > esx1.example.jp @ devices.csv:5, probes.csv:2 "
              "guests.csv:2\n");
    assert_int_equal(coverage.causes[CAUSE_NO_ANSWER], 1);
    ministry_free(ministry);
}

/* The time must grow with the rows, whatever they say: one UUID, one name, one address in all of them, and as many
 * assets of a host and a cluster that are all the same. Squares of these would take minutes. */
static void test_many_rows(void **state) {
    enum { ROWS = 40000, LINE = 120 };
    static char text[TOLD_MAX];
    char *guests = malloc((size_t)ROWS * LINE), *assets = malloc((size_t)ROWS * LINE), *to = guests;
    struct ministry_text files = {.listed = NO_LIST, .devices = DS HOSTS_IN, .probes = PS ONE_READ};

    (void)state;
    assert_non_null(guests);
    assert_non_null(assets);
    to += sprintf(to, GS);
    for (unsigned i = 0; i < ROWS; i++) {
        to += sprintf(to, "d1,same%05u,%s,,on,00:0c:29:00:00:01\n", i, i % 2 ? UUID_1 : "");
    }
    to = assets + sprintf(assets, AS HOSTS);
    for (unsigned i = 0; i < ROWS; i++) {
        to += sprintf(to, "V-%05u,same00000,,vm," UUID_1 ",000c29000001,,stopped,H-1,CL1,\n", i);
    }
    files.guests = guests;
    files.assets = assets;
    struct ministry *ministry = ministry_new(&files);
    text[0] = '\0';
    clock_t begin = clock();
    told_reconcile(ministry, 2, false, text);
    assert_true(clock() - begin < (clock_t)60 * CLOCKS_PER_SEC);
    assert_string_equal(text, "");
    ministry_free(ministry);
    free(guests);
    free(assets);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
