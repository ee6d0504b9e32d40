/* What neighbours saw, from the rows of `neighbors` to the findings: strangers, last sights, places and connections. */

#include "reconciler/reconcile.h"

#include "base/compiler.h"
#include "reconciler/connections.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/told.h"

#include <time.h>

/* --- worked cases --------------------------------------------------------------------------------------------------
 */

#define N                                                                                                              \
    "device_id,port,protocol,remote_id,remote_name,remote_address,remote_mac,remote_model,remote_serial,"              \
    "remote_asset_tag,vlan\n"
#define AS "asset_id,hostname,serial,kind,location,mac_addresses,ip_addresses\n"
#define DS "device_id,hostname,serial,kind,mac_addresses,ip_addresses\n"
/* two switches, each on paper and in fact; the first one's uplink is port 24 */
#define SWITCHES    "S-1,sw1,SNS1,switch,A棟1階,001b2100f001,\nS-2,sw2,SNS2,switch,B棟1階,001b2100f002,\n"
#define SWITCHES_IN "d1,sw1,SNS1,switch,001b2100f001,\nd2,sw2,SNS2,switch,001b2100f002,\n"
#define FORWARDING  "d1,9,fdb,,,,00:1b:21:00:f0:02,,,,1\nd2,9,fdb,,,,00:1b:21:00:f0:01,,,,1\n"

/* What there is beside the switches: rows; and whole files of which they have no rows. NULL: none. */
struct beside_switches {
    const char *assets, *devices, *neighbors;
    bool is_unsaid; /* the switches do not have each other in their forwarding tables */
    const char *interfaces, *probes, *places, *connections;
};

static const char *join(struct buffer *file, const char *first, const char *rows) {
    buffer_append_cstr(file, first);
    buffer_append_cstr(file, rows ? rows : "");
    buffer_append_char(file, '\0');
    assert_false(file->failed);
    return file->p;
}

static struct ministry *ministry_of(const struct beside_switches *beside) {
    CLEANUP(buffer_done) struct buffer assets = {0}, devices = {0}, neighbors = {0};

    return ministry_new(&(struct ministry_text){
        .assets = join(&assets, AS SWITCHES, beside->assets),
        .listed = NO_LIST,
        .devices = join(&devices, DS SWITCHES_IN, beside->devices),
        .neighbors = join(&neighbors, beside->is_unsaid ? N : N FORWARDING, beside->neighbors),
        .interfaces = beside->interfaces,
        .probes = beside->probes,
        .places = beside->places,
        .connections = beside->connections,
    });
}

struct neighbor_case {
    const char *name;
    struct beside_switches beside;
    const char *expected;
    uint64_t place; /* of the assets, so many had their place compared */
};

static const struct neighbor_case cases[] = {
    {"a machine of nobody behind a port",
     {.neighbors = "d1,3,fdb,,,,00:1b:21:00:00:01,,,,20\n"},
     "unregistered-port port S-1 3 undetermined neighbour:  > 00:1b:21:00:00:01 (fdb)\n",
     0},
    {"several behind one port, and one machine by what several tables say of it",
     {.neighbors = "d1,3,fdb,,,,00:1b:21:00:00:02,,,,20\nd1,3,fdb,,,,001b.2100.0001,,,,30\n"
                   "d2,vlan20,arp,,,10.0.0.1,00-1B-21-00-00-01,,,,\n"},
     "unregistered-port port S-1 3 undetermined neighbour:  > 00:1b:21:00:00:01, 10.0.0.1 (arp fdb); "
     "00:1b:21:00:00:02 (fdb)\n",
     0},
    {"whatever the snapshot or the ledger knows is nobody's but theirs: MAC, serial, name, address, tag, interface",
     {.assets = "A-1,h1,SN1,server,,001b21000001,10.0.0.1\nA-2,,,server,,,\n",
      .devices = "d5,h5,SN5,server,001b21000005,10.0.0.5\n",
      .neighbors = "d1,1,fdb,,,,00:1b:21:00:00:01,,,,\nd1,2,fdb,,,,00:1b:21:00:00:05,,,,\n"
                   "d1,3,fdb,,,,00:1b:21:00:05:05,,,,\nd1,4,fdb,,,,00:1b:21:00:05:06,,,,\n"
                   "d1,5,lldp,,,,00:1b:21:00:00:99,,sn1,,\nd1,6,lldp,,H5.example.jp,,00:1b:21:00:00:98,,,,\n"
                   "d1,7,arp,,,10.0.0.5,00:1b:21:00:00:97,,,,\nd1,8,cdp,x,,,,,,a-2,\n",
      .interfaces = "device_id,name,mac,permanent_mac\nd5,eth1,00:1b:21:00:05:05,\nd5,eth2,,00:1b:21:00:05:06\n"},
     "unregistered-answered device d5 violation answered:  > h5\n"
     "unverified-neighbour asset A-1 undetermined neighbour-only:  > sw1 5\n"
     "unverified-neighbour asset A-2 undetermined neighbour-only:  > sw1 8\n",
     0},
    {"what is no machine's own address is left out: random, group, virtual routers, docking stations, nothing at all",
     {.neighbors = "d1,3,fdb,,,,02:00:00:00:00:01,,,,\nd1,4,fdb,,,,01:00:5e:00:00:01,,,,\n"
                   "d1,5,fdb,,,,00:00:5e:00:01:01,,,,\nd1,6,fdb,,,,00:00:0c:07:ac:01,,,,\n"
                   "d1,7,fdb,,,,00:05:73:a0:00:01,,,,\nd1,8,fdb,,,,00:50:b6:00:00:01,,,,\n"
                   "d1,10,fdb,,,,,,,,\nd1,v1,arp,,,10.0.0.9,00:00:5e:00:01:01,,,,\nd1,11,lldp,,,,,,,,\n"},
     "",
     0},
    {"the access port is that with the fewest addresses; what is only behind uplinks is connected elsewhere",
     {.is_unsaid = true,
      .neighbors = "d1,24,lldp,,sw2,,00:1b:21:00:f0:02,,,,\nd1,24,fdb,,,,00:1b:21:00:00:01,,,,\n"
                   "d1,24,fdb,,,,00:1b:21:00:00:07,,,,\nd2,5,fdb,,,,00:1b:21:00:00:01,,,,\n"
                   "d2,5,fdb,,,,00:1b:21:00:00:02,,,,\nd2,6,fdb,,,,00:1b:21:00:00:01,,,,\n"},
     "unregistered-port port S-2 5 undetermined neighbour:  > 00:1b:21:00:00:02 (fdb)\n"
     "unregistered-port port S-2 6 undetermined neighbour:  > 00:1b:21:00:00:01 (fdb)\n",
     0},
    {"eight addresses are a small port, nine an uplink",
     {.neighbors = "d1,3,fdb,,,,00:1b:21:00:00:01,,,,\nd1,3,fdb,,,,00:1b:21:00:00:02,,,,\n"
                   "d1,3,fdb,,,,00:1b:21:00:00:03,,,,\nd1,3,fdb,,,,00:1b:21:00:00:04,,,,\n"
                   "d1,3,fdb,,,,00:1b:21:00:00:05,,,,\nd1,3,fdb,,,,00:1b:21:00:00:06,,,,\n"
                   "d1,3,fdb,,,,02:00:00:00:00:07,,,,\nd1,3,fdb,,,,02:00:00:00:00:08,,,,\n"
                   "d1,3,fdb,,,,00:1b:21:00:00:01,,,,2\n"
                   "d1,4,fdb,,,,00:1b:21:00:01:01,,,,\nd1,4,fdb,,,,00:1b:21:00:01:02,,,,\n"
                   "d1,4,fdb,,,,00:1b:21:00:01:03,,,,\nd1,4,fdb,,,,00:1b:21:00:01:04,,,,\n"
                   "d1,4,fdb,,,,00:1b:21:00:01:05,,,,\nd1,4,fdb,,,,00:1b:21:00:01:06,,,,\n"
                   "d1,4,fdb,,,,02:00:00:00:01:07,,,,\nd1,4,fdb,,,,02:00:00:00:01:08,,,,\n"
                   "d1,4,fdb,,,,02:00:00:00:01:09,,,,\n"},
     "unregistered-port port S-1 3 undetermined neighbour:  > 00:1b:21:00:00:01 (fdb); 00:1b:21:00:00:02 (fdb); "
     "00:1b:21:00:00:03 (fdb); 00:1b:21:00:00:04 (fdb); 00:1b:21:00:00:05 (fdb); 00:1b:21:00:00:06 (fdb)\n",
     0},
    {"who announces itself is found one by one, also on an uplink, by whatever it says in two protocols",
     {.neighbors = "d1,24,lldp,,sw2,,00:1b:21:00:f0:02,,,,\n"
                   "d1,24,lldp,00:1b:21:00:0a:01,ap1,,,AIR-CAP1602I,FGL1,,\n"
                   "d1,24,cdp,ap1.example.jp,,10.9.0.1,,cisco AIR-CAP1602I,,,\n"
                   "d1,24,cdp,ap2,,10.9.0.2,,,,,\nd1,3,fdb,,,,00:1b:21:00:0a:01,,,,7\n"
                   "d2,8,edp,ap3,,,,,,,\n"},
     "unregistered-neighbour neighbour 00:1b:21:00:0a:01 undetermined neighbour:  > ap1, AIR-CAP1602I, "
     "cisco AIR-CAP1602I, FGL1, 00:1b:21:00:0a:01, 10.9.0.1 (lldp cdp fdb)\n"
     "unregistered-neighbour neighbour ap2 undetermined neighbour:  > ap2, 10.9.0.2 (cdp)\n"
     "unregistered-neighbour neighbour ap3 undetermined neighbour:  > ap3 (edp)\n",
     0},
    {"two machines of one name at one port are two",
     {.neighbors = "d1,5,lldp,00:1b:21:00:0a:01,ap,,,,,,\nd1,5,lldp,00:1b:21:00:0a:02,ap,,,,,,\n"},
     "unregistered-neighbour neighbour 00:1b:21:00:0a:01 undetermined neighbour:  > ap, 00:1b:21:00:0a:01 (lldp)\n"
     "unregistered-neighbour neighbour 00:1b:21:00:0a:02 undetermined neighbour:  > ap, 00:1b:21:00:0a:02 (lldp)\n",
     0},
    {"a switch that says its ports' addresses in LLDP and its serial number in CDP is one, by its name at each port",
     {.neighbors = "d1,5,lldp,,n2,,00:1b:21:00:0a:01,,,,\nd1,6,lldp,,n2,,00:1b:21:00:0a:02,,,,\n"
                   "d1,6,cdp,,n2.example.jp,,,,FOX1,,\nd1,5,cdp,,n2,,,,FOX1,,\n"},
     "unregistered-neighbour neighbour 00:1b:21:00:0a:01 undetermined neighbour:  > n2, n2.example.jp, FOX1, "
     "00:1b:21:00:0a:01, 00:1b:21:00:0a:02 (lldp cdp)\n",
     0},
    {"who has another serial number in another protocol is another, and so is each of two in one protocol",
     {.neighbors = "d1,5,lldp,,ap,,,,FOX1,,\nd1,5,cdp,,ap,,,,FOX2,,\n"
                   "d1,6,lldp,,ap,,,,FOX3,,\nd1,6,lldp,,ap,,00:1b:21:00:0a:04,,,,\n"
                   "d1,6,cdp,,ap,,00:1b:21:00:0a:05,,,,\n"},
     "unregistered-neighbour neighbour 00:1b:21:00:0a:04 undetermined neighbour:  > ap, 00:1b:21:00:0a:04 (lldp)\n"
     "unregistered-neighbour neighbour 00:1b:21:00:0a:05 undetermined neighbour:  > ap, 00:1b:21:00:0a:05 (cdp)\n"
     "unregistered-neighbour neighbour fox1 undetermined neighbour:  > ap, FOX1 (lldp)\n"
     "unregistered-neighbour neighbour fox2 undetermined neighbour:  > ap, FOX2 (cdp)\n"
     "unregistered-neighbour neighbour fox3 undetermined neighbour:  > ap, FOX3 (lldp)\n",
     0},
    {"what only ARP has: one an address, and a machine that is known by another table is not among them",
     {.assets = "A-1,h1,SN1,server,,,10.0.0.1\n",
      .is_unsaid = true,
      .neighbors = "d1,vlan1,arp,,,10.0.0.8,00:1b:21:00:00:08,,,,\nd2,vlan1,arp,,,10.0.0.8,00:1b:21:00:00:08,,,,\n"
                   "d1,vlan1,arp,,,10.0.0.7,,,,,\nd1,vlan1,arp,,,10.0.0.6,00:1b:21:00:00:06,,,,\n"
                   "d2,vlan1,lldp,,h1,,00:1b:21:00:00:06,,,,\n"},
     "unregistered-arp neighbour 00:1b:21:00:00:08 undetermined neighbour:  > 00:1b:21:00:00:08, 10.0.0.8 (arp)\n"
     "unregistered-arp neighbour 10.0.0.7 undetermined neighbour:  > 10.0.0.7 (arp)\n"
     "unverified-neighbour asset A-1 undetermined neighbour-only:  > sw2 vlan1\n",
     0},
    {"an asset that does not answer, and was seen: by serial number, tag, name, address, MAC",
     {.assets = "A-1,,SN1,server,,,\nA-2,,,server,,,\nA-3,h3,,server,,,\nA-4,,,server,,,10.0.0.4\n"
                "A-5,,,pc,,,10.0.0.5\nA-6,,,server,,001b21000006,\n",
      .neighbors = "d1,1,lldp,,,,,,sn1,,\nd1,2,cdp,x2,,,,,,a-2,10\nd1,3,edp,,h3.example.jp,,,,,,\n"
                   "d1,v4,arp,,,10.0.0.4,,,,,\nd1,v4,arp,,,10.0.0.5,,,,,\n"
                   "d1,24,fdb,,,,001b21000006,,,,\nd2,6,fdb,,,,001b21000006,,,,30\n"
                   "d2,6,fdb,,,,001b21000006,,,,20\nd1,24,lldp,,sw2,,,,,,\n"},
     "unregistered-arp neighbour 10.0.0.5 undetermined neighbour:  > 10.0.0.5 (arp)\n"
     "unverified-neighbour asset A-1 undetermined neighbour-only:  > sw1 1\n"
     "unverified-neighbour asset A-2 undetermined neighbour-only:  > sw1 2 VLAN 10\n"
     "unverified-neighbour asset A-3 undetermined neighbour-only:  > sw1 3\n"
     "unverified-neighbour asset A-4 undetermined neighbour-only:  > sw1 v4\n"
     "unverified asset A-5 undetermined out-of-scope:  > \n"
     "unverified-neighbour asset A-6 undetermined neighbour-only:  > sw2 6 VLAN 20, 30\n",
     0},
    {"a name is no sight of an asset where the serial number or the MAC address is another's",
     {.assets = "A-1,h1,SN1,server,,,\nA-2,h2,,server,,001b21000002,\n",
      .neighbors = "d1,1,lldp,,h1,,,,SN9,,\nd1,2,lldp,,h2,,00:1b:21:00:00:09,,,,\n"},
     "unverified asset A-1 undetermined out-of-scope:  > \nunverified asset A-2 undetermined out-of-scope:  > \n",
     0},
    {"nor where two assets have it",
     {.assets = "A-1,h1,,server,,,\nA-2,h1,,server,,001b21000002,\n",
      .neighbors = "d1,1,lldp,,h1,,,,,,\nd1,2,fdb,,,,00:1b:21:00:00:02,,,,\n"},
     "unverified asset A-1 undetermined out-of-scope:  > \n"
     "unverified-neighbour asset A-2 undetermined neighbour-only:  > sw1 2\n",
     0},
};

#define PL "pattern,site,facility,subnets,switches\n"
#define AB PL "A棟,A,,,\nB棟,B,,,\n"

static const struct neighbor_case place_cases[] = {
    {"at the switch of another site; at that of its own",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\nA-2,h2,SN2,server,Ａ棟９階,001b21000002,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\nd4,h2,SN2,server,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd1,2,fdb,,,,001b21000002,,,,\n",
      .places = AB},
     "attribute-place asset A-1 violation location: B棟2階 > sw1 1 (A)\n",
     2},
    {"laptops move; a PC does not",
     {.assets = "A-1,h1,SN1,laptop,B棟2階,001b21000001,\nA-2,h2,SN2,pc,B棟2階,001b21000002,\n",
      .devices = "d3,h1,SN1,,001b21000001,\nd4,h2,SN2,,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd1,2,fdb,,,,001b21000002,,,,\n",
      .places = AB},
     "attribute-place asset A-1 notice location: B棟2階 > sw1 1 (A)\n"
     "attribute-place asset A-2 violation location: B棟2階 > sw1 2 (A)\n",
     2},
    {"nothing is said without places, for texts that no pattern fits, on uplinks, and of what only ARP saw",
     {.assets = "A-1,h1,SN1,server,C棟,001b21000001,\nA-2,h2,SN2,server,B棟,001b21000002,\n"
                "A-3,h3,SN3,server,B棟,001b21000003,\n",
      .devices = "d3,h1,SN1,,001b21000001,\nd4,h2,SN2,,001b21000002,\nd5,h3,SN3,,001b21000003,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd1,24,fdb,,,,001b21000002,,,,\nd1,24,lldp,,sw2,,,,,,\n"
                   "d1,v3,arp,,,,001b21000003,,,,\n",
      .places = AB},
     "",
     0},
    {"without the table",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\n"},
     "",
     0},
    {"switches are connected over any distance", {.places = AB}, "", 0},
    {"one of several ports at the documented place is enough",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001;001b21000002,\n",
      .devices = "d3,h1,SN1,server,001b21000001;001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd2,1,fdb,,,,001b21000002,,,,\n",
      .places = AB},
     "",
     1},
    {"switches may be listed, and then their own location does not count; by number, name or device",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\nA-2,h2,SN2,server,B棟2階,001b21000002,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\nd4,h2,SN2,server,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd2,2,fdb,,,,001b21000002,,,,\n",
      .places = PL "A棟,A,,,d2\nB棟,B,,,sw1\n"},
     "attribute-place asset A-2 violation location: B棟2階 > sw2 2 (A)\n",
     2},
    {"a switch that is listed for two places is at neither",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\n",
      .places = PL "A棟,A,,,S-1\nB棟,B,,,sw1\n"},
     "",
     0},
    {"facilities are compared where both places name one",
     {.assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\nA-2,h2,SN2,server,C棟,001b21000002,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\nd4,h2,SN2,server,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd1,2,fdb,,,,001b21000002,,,,\n",
      .places = PL "A棟,霞が関,F1,,\nB棟,霞が関,F2,,\nC棟,霞が関,,,\n"},
     "attribute-place asset A-1 violation location: B棟2階 > sw1 1 (霞が関 F1)\n",
     2},
    {"the longer pattern counts, and a number does not begin another one",
     {.assets = "A-1,h1,SN1,server,A棟12階,001b21000001,\nA-2,h2,SN2,server,A棟2階 ラック3,001b21000002,\n",
      .devices = "d3,h1,SN1,server,001b21000001,\nd4,h2,SN2,server,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\nd1,2,fdb,,,,001b21000002,,,,\n",
      .places = PL "A棟,A,,,\nA棟1,X,,,S-2\n*ラック?,Y,,,\n"},
     "attribute-place asset A-1 violation location: A棟12階 > sw1 1 (X)\n"
     "attribute-place asset A-2 violation location: A棟2階 ラック3 > sw1 2 (X)\n",
     2},
};

#define CN "device,port,peer,peer_port\n"

static const struct neighbor_case connection_cases[] = {
    {"at another port, at another switch, and where it should be: written from either end, in any of a port's names",
     {.assets = "A-1,h1,SN1,server,,001b21000001,\nA-2,h2,SN2,server,,001b21000002,\n"
                "A-3,h3,SN3,server,,001b21000003,\nA-4,h4,SN4,tablet,,001b21000004,\n",
      .devices = "d3,h1,SN1,,001b21000001,\nd4,h2,SN2,,001b21000002,\nd5,h3,SN3,,001b21000003,\n"
                 "d6,h4,SN4,,001b21000004,\n",
      .neighbors = "d1,Gi1/0/1,fdb,,,,001b21000001,,,,5\nd1,Gi1/0/2,fdb,,,,001b21000002,,,,\n"
                   "d1,Gi1/0/3,lldp,,h3,,,,,,\nd1,Gi1/0/4,fdb,,,,001b21000004,,,,\n",
      .connections = CN "A-1,eth0,S-1,Gi1/0/11\nsw1,GigabitEthernet1/0/2,A-2,eth0\nA-3,eth0,sw2,\nA-4,x,S-2,1\n"},
     "attribute-connection asset A-1 violation connection: S-1 Gi1/0/11 > sw1 Gi1/0/1\n"
     "attribute-connection asset A-3 violation connection: sw2 > sw1 Gi1/0/3\n"
     "attribute-connection asset A-4 notice connection: S-2 1 > sw1 Gi1/0/4\n",
     0},
    {"a switch that was not read could not have seen it, and what nobody saw is nowhere else",
     {.assets = "S-3,sw3,SNS3,switch,,,\nA-1,h1,SN1,server,,001b21000001,\nA-2,h2,SN2,server,,001b21000002,\n",
      .devices = "d3,h1,SN1,,001b21000001,\nd4,h2,SN2,,001b21000002,\n",
      .neighbors = "d1,1,fdb,,,,001b21000001,,,,\n",
      .connections = CN "A-1,eth0,S-3,1\nA-2,eth0,S-1,1\nA-2,eth0,S-9,1\nS-9,1,A-1,eth0\n"},
     "unverified asset S-3 undetermined out-of-scope:  > \n",
     0},
    {"one of two documented connections is enough, and so is a port with much behind it",
     {.assets = "A-1,h1,SN1,server,,001b21000001,\nA-2,h2,SN2,server,,001b21000002,\n",
      .devices = "d3,h1,SN1,,001b21000001,\nd4,h2,SN2,,001b21000002,\n",
      .neighbors = "d2,1,fdb,,,,001b21000001,,,,\nd1,24,lldp,,sw2,,,,,,\nd1,24,fdb,,,,001b21000002,,,,\n"
                   "d2,2,fdb,,,,001b21000002,,,,\n",
      .connections = CN "A-1,eth0,S-1,1\nA-1,eth1,S-2,port1\nA-2,eth0,S-1,24\n"},
     "",
     0},
};

static void check_cases(const struct neighbor_case *items, size_t count) {
    static char text[TOLD_MAX];
    bool is_ok = true;

    for (size_t i = 0; i < count; i++) {
        CLEANUP(ministry_free_cleanup) struct ministry *ministry = ministry_of(&items[i].beside);
        text[0] = '\0';
        struct coverage coverage = told_reconcile(ministry, 1, false, text);
        if (strcmp(text, items[i].expected) != 0 || coverage.place != items[i].place) {
            print_error("%s: found, place %llu\n%sinstead of\n%s", items[i].name, (unsigned long long)coverage.place,
                        text, items[i].expected);
            is_ok = false;
        }
    }
    assert_true(is_ok);
}

static void test_strangers_and_sights(void **state) {
    (void)state;
    check_cases(cases, ARRAY_LEN(cases));
}

static void test_places(void **state) {
    (void)state;
    check_cases(place_cases, ARRAY_LEN(place_cases));
}

/* Where the switch is nowhere the subnet of the address counts, the smallest first. */
static void test_place_by_subnet(void **state) {
    static char text[TOLD_MAX];
    CLEANUP(ministry_free_cleanup)
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = AS "A-1,h1,SN1,server,B棟2階,001b21000001,\n",
        .listed = NO_LIST,
        .devices = DS "d1,sw1,SNS1,switch,001b2100f001,\nd3,h1,SN1,server,001b21000001,10.1.2.3\n",
        .neighbors = N "d1,1,fdb,,,,001b21000001,,,,\n",
        .places = PL "A棟,A,,10.1.2.0/23,\nB棟,B,,10.1.0.0/16,\n",
    });

    (void)state;
    text[0] = '\0';
    assert_int_equal(told_reconcile(ministry, 1, false, text).place, 1);
    assert_string_equal(text, "attribute-fill-in asset A-1 notice ip_addresses:  > 10.1.2.3\n"
                              "attribute-place asset A-1 violation location: B棟2階 > sw1 1 (A)\n"
                              "unregistered-answered device d1 violation answered:  > sw1\n");
}

static void test_connections(void **state) {
    (void)state;
    check_cases(connection_cases, ARRAY_LEN(connection_cases));
}

/* --- evidence ------------------------------------------------------------------------------------------------------
 */

/* Rows of the snapshot are sorted: the numbers of the lines follow from that. */
static void test_evidence(void **state) {
    static char text[TOLD_MAX];
    CLEANUP(ministry_free_cleanup)
    struct ministry *ministry = ministry_of(&(struct beside_switches){
        .assets = "A-1,h1,SN1,server,B棟2階,001b21000001,\nA-2,h2,SN2,server,,001b21000002,10.0.0.2\n",
        .devices = "d3,h1,SN1,server,001b21000001,\n",
        .probes = "target,address,outcome\n10.0.0.2,10.0.0.2,no-answer\n",
        .neighbors = "d1,1,fdb,,,,001b21000001,,,,1\nd1,1,fdb,,,,001b21000001,,,,2\n"
                     "d1,2,fdb,,,,001b21000002,,,,\nd1,3,fdb,,,,001b21000003,,,,1\n"
                     "d1,3,fdb,,,,001b21000003,,,,2\nd1,3,fdb,,,,001b21000003,,,,3\n"
                     "d1,3,fdb,,,,001b21000003,,,,4\nd1,3,fdb,,,,001b21000003,,,,5\n"
                     "d1,3,fdb,,,,001b21000003,,,,6\nd1,3,fdb,,,,001b21000003,,,,7\n"
                     "d1,3,fdb,,,,001b21000003,,,,8\nd1,3,fdb,,,,001b21000003,,,,9\n",
        .places = AB,
        .connections = CN "A-1,eth0,S-1,7\n",
    });

    (void)state;
    text[0] = '\0';
    told_reconcile(ministry, 1, true, text);
    assert_string_equal(
        text,
        "attribute-connection asset A-1 violation connection: S-1 7 > sw1 1 @ devices.csv:4 connections.csv:2, "
        "devices.csv:4 neighbors.csv:2\n"
        "attribute-place asset A-1 violation location: B棟2階 > sw1 1 (A) @ devices.csv:4 places.csv:3 places.csv:2, "
        "devices.csv:4 neighbors.csv:2\n"
        "unregistered-port port S-1 3 undetermined neighbour:  > 00:1b:21:00:00:03 (fdb) @ , neighbors.csv:5 "
        "neighbors.csv:6 neighbors.csv:7 neighbors.csv:8 neighbors.csv:9 neighbors.csv:10 neighbors.csv:11 "
        "neighbors.csv:12 …\n"
        "unverified-neighbour asset A-2 undetermined neighbour-only:  > sw1 2 @ devices.csv:5, probes.csv:2 "
        "neighbors.csv:4\n");
}

/* --- names of ports ------------------------------------------------------------------------------------------------
 */

static void test_port_names(void **state) {
    static const struct {
        const char *a, *b;
        bool agree;
    } names[] = {
        {"Gi1/0/12", "GigabitEthernet1/0/12", true},
        {"Gi1/0/12", "1/0/12", true},
        {"ｇｉ１/０/１２", "Gi1/0/12", true},
        {"Te1/1/1", "TenGigabitEthernet1/1/1", true},
        {"port 7", "7", true},
        {"Eth1/7", "Ethernet 1/7", true},
        {"Gi1/0/12", "Te1/0/12", false},
        {"Gi1/0/1", "Gi1/0/12", false},
        {"Gi1/0/12", "Gi2/0/12", false},
        {"mgmt", "mgmt", true},
        {"mgmt", "management", false},
        {"mgmt", "", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str a = str_from(names[i].a), b = str_from(names[i].b);
        if (port_names_agree(a, b) != names[i].agree || port_names_agree(b, a) != names[i].agree) {
            fail_msg("%s and %s", names[i].a, names[i].b);
        }
    }
}

/* --- many ----------------------------------------------------------------------------------------------------------
 */

/* The time must grow with the rows, whatever they say: one address on each of many ports, and many addresses and names
 * at one port. Squares of these would take minutes. */
static void test_many_rows(void **state) {
    enum { ROWS = 40000 };
    static char text[TOLD_MAX];
    CLEANUP(buffer_done) struct buffer rows = {0};

    (void)state;
    for (unsigned i = 0; i < ROWS; i++) {
        buffer_printf(&rows, "d1,p%05u,fdb,,,,00:1b:21:00:00:01,,,,\n", i);
        buffer_printf(&rows, "d1,up,fdb,,,,00:1b:22:00:%02x:%02x,,,,\n", i / 256, i % 256);
        buffer_printf(&rows, "d1,up,cdp,same,h%05u,,,,,,\n", i % 2);
    }
    buffer_append_char(&rows, '\0');
    assert_false(rows.failed);
    CLEANUP(ministry_free_cleanup)
    struct ministry *ministry =
        ministry_of(&(struct beside_switches){.assets = "A-1,h1,SN1,server,,001b21000001,\n", .neighbors = rows.p});
    text[0] = '\0';
    clock_t begin = clock();
    told_reconcile(ministry, 2, false, text);
    assert_true(clock() - begin < (clock_t)60 * CLOCKS_PER_SEC);
    assert_string_equal(text, "unregistered-neighbour neighbour h00000 undetermined neighbour:  > h00000 (cdp)\n"
                              "unregistered-neighbour neighbour h00001 undetermined neighbour:  > h00001 (cdp)\n"
                              "unverified-neighbour asset A-1 undetermined neighbour-only:  > sw1 p00000\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strangers_and_sights),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_place_by_subnet),
        cmocka_unit_test(test_connections),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_port_names),
        cmocka_unit_test(test_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
