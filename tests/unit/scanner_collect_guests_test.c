/* Virtual machines as hypervisors list them, in the forms that their programs and files have. */

#include "scanner/collect/guests/esxi.h"
#include "scanner/collect/guests/libvirt.h"
#include "scanner/collect/guests/other.h"
#include "scanner/collect/guests/proxmox.h"
#include "scanner/collect/guests/xen.h"
#include "scanner/collect/windows/guests.h"

#include "scanner/collect/guests/guest.h"
#include "tests/unit/support/cells.h"

#define ROWS_MAX 4

static const unsigned columns[] = {GUESTS_NAME, GUESTS_UUID,  GUESTS_OS,           GUESTS_MEMORY_MB,
                                   GUESTS_CPUS, GUESTS_STATE, GUESTS_MAC_ADDRESSES};

struct guests_case {
    const char *what;
    struct str body;
    const char *rows[ROWS_MAX]; /* name|uuid|os|memory_mb|cpus|state|mac_addresses */
    const char *notes;
};

static void check(const struct guests_case *cases, size_t count, void (*collect)(struct str, struct observation *)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect, cases[i].body);
        size_t rows = 0;

        print_message("%s\n", cases[i].what);
        for (; rows < ROWS_MAX && cases[i].rows[rows]; rows++) {
            assert_text(row_text(&observed, TABLE_GUESTS, rows, columns, ARRAY_LEN(columns)), cases[i].rows[rows]);
        }
        assert_int_equal(observed_count(&observed, TABLE_GUESTS), rows);
        assert_text(observed.observation.notes, cases[i].notes ? cases[i].notes : "");
    }
}

/* 4194304 KiB are 4096 MiB */
#define WEB                                                                                                            \
    "  <name>web1</name>\n  <uuid>6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506</uuid>\n"                                       \
    "      <libosinfo:os id=\"http://debian.org/debian/12\"/>\n  <memory unit='KiB'>4194304</memory>\n"                \
    "  <vcpu placement='static' current='2'>4</vcpu>\n      <mac address='52:54:00:00:53:01'/>\n"                      \
    "      <mac address='52:54:00:00:53:02'/>\n</domain>\n"
#define WEB_CELLS(STATE)                                                                                               \
    "web1|6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506|http://debian.org/debian/12|4096|2|" STATE                              \
    "|52:54:00:00:53:01;52:54:00:00:53:02"

static const struct guests_case libvirt[] = {
    {"one that runs", STR("<domain type='kvm' id='3'>\n" WEB), {WEB_CELLS("on")}, NULL},
    {"one that virsh calls paused, one of that state that is off",
     STR("paused=6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506\npaused=x\n<domain type='kvm' id='3'>\n" WEB
         "<domain type='kvm'>\n  <name>a &amp; b &lt;&#39;</name>\n</domain>\n"),
     {WEB_CELLS("suspended"), "a & b <&#39;|||||off|"},
     NULL},
    {"a file of one that is paused, then one that is off",
     STR("<domstatus state='paused' reason='user' pid='812'>\n    <vcpu id='0' pid='815'/>\n"
         "  <domain type='kvm' id='1'>\n" WEB "<domain type='kvm'>\n  <name>db1</name>\n"
         "  <memory>524288</memory>\n  <vcpu>1</vcpu>\n    <vcpu id='0' enabled='yes'/>\n"
         "    <memory model='dimm'>\n</domain>\n"),
     {WEB_CELLS("suspended"), "db1|||512|1|off|"},
     NULL},
    {"cut off", STR("<domain type='kvm' id='1'>\n  <name>web1</name>\n  <uuid>6f1d"), {NULL}, NULL},
    {"garbage",
     STR("<domain \n<name>\n<uuid>6f</uuid>\n<memory unit='GiB'>4</memory>\n<vcpu current='x'>1</vcpu>\n"
         "<mac address='1'/>\n<mac address=\n<libosinfo:os id='x\n</domain>\n</domain>\npaused=\n<domstatus state=\n"),
     {NULL},
     NULL},
};

static const struct guests_case proxmox[] = {
    {"one that runs, one that hibernates, one with what goes without saying",
     STR("guest=101\nrunning=1\ncores: 2\nmemory: 8192\nname: web2\nnet0: "
         "virtio=BC:24:11:00:53:01,bridge=vmbr0,tag=20\n"
         "net1: model=e1000,macaddr=BC:24:11:00:53:02\nostype: l26\nsmbios1: uuid=A1234567-1234-4234-9234-123456789012,"
         "base64=1\nsockets: 2\nguest=102\nlock: suspended\nmemory: current=2048\nname: win\nvcpus: 3\ncores: 4\n"
         "guest=103\n"),
     {"web2|a1234567-1234-4234-9234-123456789012|l26|8192|4|on|bc:24:11:00:53:01;bc:24:11:00:53:02",
      "win|||2048|3|suspended|", "103|||512|1|off|"},
     NULL},
    {"containers, one of which may use all processors",
     STR("guest=200\ncores: 2\nhostname: wiki\nmemory: 1024\nnet0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:53:60,"
         "ip=dhcp,type=veth\nostype: debian\ncontainer=1\nrunning=1\nguest=201\nhostname: old\nmemory: 512\n"
         "container=1\n"),
     {"wiki||debian|1024|2|on|bc:24:11:00:53:60", "old|||512||off|"},
     NULL},
    {"a template is no machine",
     STR("guest=9000\nname: base\ntemplate: 1\nguest=101\nname: a\n"),
     {"a|||512|1|off|"},
     NULL},
    {"not for this user", STR("denied=guests\n"), {NULL}, "guests need privilege"},
    {"garbage",
     STR("name: x\nrunning=1\nguest=1\nname:\ncores: 99999999999\nsockets: -1\nmemory: a\nsmbios1: uuid=\nnet: x=a:b\n"
         "net0: a:b=c:d,,=\n:\n"),
     {"1|||512|1|off|"},
     NULL},
};

static const struct guests_case xen[] = {
    {"the host, one that runs, one that is paused and has a name of two words",
     STR("Name                                        ID   Mem VCPUs\tState\tTime(s) UUID                            "
         "Reason-Code\tSecurity Label\n"
         "Domain-0                                     0  2048     4     r-----     871.2 "
         "00000000-0000-0000-0000-000000000000        -                -\n"
         "web1                                         3  4096     2     -b----     812.4 "
         "6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506        -                -\n"
         "old db                                      12   512     1     --p---       0.0 "
         "6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f507        -                -\n"),
     {"web1|6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506||4096|2|on|",
      "old db|6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f507||512|1|suspended|"},
     NULL},
    {"garbage",
     STR("6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506\n 1 6f1d0f3a-5b6c-4d8e-9fa0-b1c2d3e4f506\nweb1 3 4096 2 r----- 1.0\n\n"),
     {NULL},
     NULL},
};

#define RUNNING "processes=1\nrunning=56 4d 89 0e 68 65 d4 86-22 78 80 af 60 16 e0 e0\n"

static const struct guests_case esxi[] = {
    {"one that runs, one that is suspended, one whose configuration is not to be read",
     STR(RUNNING
         "guest=1      web1           [datastore1] web1/web1.vmx             debian11_64Guest   vmx-19\n"
         "displayName = \"web1\"\nuuid.bios = \"56 4d 89 0e 68 65 d4 86-22 78 80 af 60 16 e0 e0\"\nmemSize = \"4096\"\n"
         "numvcpus = \"2\"\nethernet0.generatedAddress = \"00:0c:29:00:53:01\"\nethernet1.address = "
         "\"00:50:56:00:53:02\"\ncheckpoint.vmState = \"\"\n"
         "guest=12     old db 2       [datastore1] old db 2/old db 2.vmx     otherGuest64 vmx-13\n"
         "displayname = \"old db 2\"\nuuid.bios = \"56 4d ce 3a 6f a2 ca cd-59 aa de f6 7f f3 0c 8c\"\n"
         "memsize = \"2048\"\ncheckpoint.vmstate = \"old db 2-1.vmss\"\n"
         "guest=13     gone           [nfs] gone/gone.vmx                    otherGuest         vmx-08\n"),
     {"web1|564d890e-6865-d486-2278-80af6016e0e0|debian11_64Guest|4096|2|on|00:0c:29:00:53:01;00:50:56:00:53:02",
      "old db 2|564dce3a-6fa2-cacd-59aa-def67ff30c8c|otherGuest64|2048|1|suspended|", "gone||otherGuest||||"},
     NULL},
    {"one that is off; nobody knows which run",
     STR(RUNNING
         "guest=2 a [d] a/a.vmx otherGuest vmx-8\nuuid.bios = \"56 4d ce 3a 6f a2 ca cd-59 aa de f6 7f f3 0c 8c\"\n"),
     {"a|564dce3a-6fa2-cacd-59aa-def67ff30c8c|otherGuest||1|off|"},
     NULL},
    {"nobody knows which run",
     STR("guest=2 a [d] a/a.vmx otherGuest vmx-8\nuuid.bios = \"56 4d ce 3a 6f a2 ca cd-59 aa de f6 7f f3 0c 8c\"\n"),
     {"a|564dce3a-6fa2-cacd-59aa-def67ff30c8c|otherGuest||1||"},
     NULL},
    {"garbage",
     STR("guest=\nguest=x\nguest=1\nguest=1 a\nmemSize = \"x\"\nnumvcpus = \"-1\"\nuuid.bios = \"56\"\nrunning=\n= \n"
         "ethernet.address = \"1\"\n"),
     {"a||||||"},
     NULL},
};

#define ON  "0B1C2D3E-4F50-4617-8899-AABBCCDDEE01"
#define OFF "0B1C2D3E-4F50-4617-8899-AABBCCDDEE02"

static const struct guests_case hyper_v[] = {
    {"the host, one that runs, one that is off, one that is saved",
     STR("{\"Msvm_ComputerSystem\":[{\"Name\":\"HV01\",\"ElementName\":\"HV01\",\"EnabledState\":2},\n"
         "{\"Name\":\"" OFF "\",\"ElementName\":\"old\",\"EnabledState\":3},{\"Name\":\"" ON
         "\",\"ElementName\":\"\\u696d\\u52d9\",\"EnabledState\":2},\n"
         "{\"Name\":\"0B1C2D3E-4F50-4617-8899-AABBCCDDEE03\",\"ElementName\":\"saved\",\"EnabledState\":6}],\n"
         "\"Msvm_VirtualSystemSettingData\":[{\"InstanceID\":\"Microsoft:" ON
         "\",\"BIOSGUID\":\"{5D1F0E2C-1111-4222-8333-444455556666}\"},\n"
         "{\"InstanceID\":\"Microsoft:0B1C2D3E-4F50-4617-8899-AABBCCDDEEFF\",\"BIOSGUID\":"
         "\"{5D1F0E2C-1111-4222-8333-444455550000}\"}],\n"
         "\"Msvm_MemorySettingData\":[{\"InstanceID\":\"Microsoft:Definition\\\\X\\\\Default\",\"VirtualQuantity\":"
         "\"1\"},"
         "{\"InstanceID\":\"Microsoft:" ON "\\\\4764334D\",\"VirtualQuantity\":\"8192\"}],\n"
         "\"Msvm_ProcessorSettingData\":[{\"InstanceID\":\"Microsoft:" ON
         "\\\\B637F346\\\\0\",\"VirtualQuantity\":\"4\"}],\n"
         "\"Msvm_SyntheticEthernetPortSettingData\":[{\"InstanceID\":\"Microsoft:" ON
         "\\\\A1\",\"Address\":\"00155D005301\"}],\n"
         "\"Msvm_EmulatedEthernetPortSettingData\":[{\"InstanceID\":\"Microsoft:" OFF
         "\\\\A2\",\"Address\":\"000000000000\"}],\"denied\":[],\"failed\":[]}"),
     {"業務|5d1f0e2c-1111-4222-8333-444455556666||8192|4|on|00:15:5d:00:53:01", "old|||||off|", "saved|||||suspended|"},
     NULL},
    {"not for this user",
     STR("{\"denied\":[\"Msvm_ComputerSystem\"],\"failed\":[]}"),
     {NULL},
     "Msvm_ComputerSystem needs privilege"},
    {"garbage",
     STR("{\"Msvm_ComputerSystem\":[1,{},{\"Name\":\"" ON "\"}],\"Msvm_MemorySettingData\":{\"InstanceID\":1},"
         "\"Msvm_ProcessorSettingData\":[{\"InstanceID\":\"Microsoft:\"},{\"InstanceID\":\"Microsoft:" ON
         "\",\"VirtualQuantity\":[]}],\"Msvm_VirtualSystemSettingData\":[{\"InstanceID\":\"" ON "\"}]}"),
     {NULL},
     NULL},
    {"no JSON", STR("{"), {NULL}, NULL},
};

static void test_libvirt(void **state) {
    (void)state;
    check(libvirt, ARRAY_LEN(libvirt), collect_guests_libvirt);
}

static void test_proxmox(void **state) {
    (void)state;
    check(proxmox, ARRAY_LEN(proxmox), collect_guests_proxmox);
}

static const struct guests_case others[] = {
    {"two of them",
     STR("other=virtualbox\nother=lxd\nother=lxd\n"),
     {NULL},
     "guests of virtualbox not read;guests of lxd not read"},
    {"garbage", STR("other=\nother= \nx\n"), {NULL}, NULL},
};

static void test_others(void **state) {
    (void)state;
    check(others, ARRAY_LEN(others), collect_guests_other);
}

static void test_xen(void **state) {
    (void)state;
    check(xen, ARRAY_LEN(xen), collect_guests_xen);
}

static void test_esxi(void **state) {
    (void)state;
    check(esxi, ARRAY_LEN(esxi), collect_esxi_guests);
}

static void test_hyper_v(void **state) {
    (void)state;
    check(hyper_v, ARRAY_LEN(hyper_v), collect_windows_guests);
}

static void test_uuids(void **state) {
    static const char usual[] = "564d890e-6865-d486-2278-80af6016e0e0";
    static const struct {
        const char *text, *uuid;
    } uuids[] = {
        {"56 4d 89 0e 68 65 d4 86-22 78 80 af 60 16 e0 e0", usual},
        {"{564D890E-6865-D486-2278-80AF6016E0E0}", usual},
        {"564d890e6865d486227880af6016e0e0", usual},
        {"564d890e6865d486227880af6016e0e", ""},
        {"564d890e6865d486227880af6016e0e00", ""},
        {"564d890e-6865-d486-2278-80af6016e0eg", ""},
        {"", ""},
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(uuids); i++) {
        assert_text(guest_uuid(arena, str_from(uuids[i].text)), uuids[i].uuid);
    }
}

/* One guest more than are looked at: those before it are whole. */
static void check_most(void (*collect)(struct str, struct observation *), const char *guest, const char *memory,
                       unsigned most) {
    CLEANUP(buffer_done) struct buffer body = {0};

    for (unsigned i = 1; i <= most + 1; i++) {
        buffer_printf(&body, "guest=%u%s\n%s\n", i, guest, memory);
    }
    CLEANUP(observed_done) struct observed observed = observed_from(collect, buffer_view(&body));
    assert_int_equal(observed_count(&observed, TABLE_GUESTS), most);
    assert_text(observed_row(&observed, TABLE_GUESTS, most - 1)->cells[GUESTS_MEMORY_MB], "1024");
}

static void test_most(void **state) {
    (void)state;
    check_most(collect_guests_proxmox, "", "memory: 1024", GUESTS_MAX);
    check_most(collect_esxi_guests, " a [d] a/a.vmx otherGuest vmx-8", "memSize = \"1024\"", 1024);
}

/* Of a guest with a card too many the first 32 are listed: 31 separators. */
static void test_bounds(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct guest guest = {.name = STR("a")};
    const struct observation_row *row;
    size_t separators = 0;

    (void)state;
    for (unsigned i = 0; i <= GUEST_MACS_MAX; i++) {
        guest_add_mac(observed.arena, &guest, arena_printf(observed.arena, "00:00:5e:00:53:%02x", i));
    }
    guest_report(&guest, &observed.observation);
    row = observed_row(&observed, TABLE_GUESTS, 0);
    for (size_t i = 0; i < row->cells[GUESTS_MAC_ADDRESSES].n; i++) {
        separators += row->cells[GUESTS_MAC_ADDRESSES].p[i] == ';';
    }
    assert_int_equal(separators, 31);
    assert_true(str_ends_with(row->cells[GUESTS_MAC_ADDRESSES], STR(";00:00:5e:00:53:1f")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libvirt), cmocka_unit_test(test_proxmox), cmocka_unit_test(test_xen),
        cmocka_unit_test(test_others),  cmocka_unit_test(test_esxi),    cmocka_unit_test(test_hyper_v),
        cmocka_unit_test(test_uuids),   cmocka_unit_test(test_bounds),  cmocka_unit_test(test_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
