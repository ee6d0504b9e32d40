#include "scanner/scan_observe.h"

#include "scanner/collect/section.h"
#include "tests/unit/support/observed.h"

#define M                   "0123456789abcdef0123456789abcdef"
#define SECTION(NAME, BODY) M " begin " NAME "\n" BODY "\n" M " end " NAME " 0 1\n"

/* The MAC address by which a machine is known: the lowest of its own cards. */
static const struct {
    const char *what;
    struct str network;
    const char *mac;
} cases[] = {
    {"two cards",
     STR("sys eth0 address=00:1b:21:00:00:09 device=1 permanent=00:1b:21:00:00:09\n"
         "sys eth1 address=00:1b:21:00:00:02 device=1 permanent=00:1b:21:00:00:02\n"),
     "00:1b:21:00:00:02"},
    {"one of them in a bond, so that the other alone is told apart from its address",
     STR("sys eth0 address=00:1b:21:00:00:02 device=1\n"
         "sys eth1 address=00:1b:21:00:00:02 device=1\n"
         "Slave Interface: eth0\nPermanent HW addr: 00:1b:21:00:00:02\n"
         "Slave Interface: eth1\nPermanent HW addr: 00:1b:21:00:00:09\n"),
     "00:1b:21:00:00:02"},
    {"a docking station's card below the own one",
     STR("sys eth0 address=00:1b:21:00:00:09 device=1\n"
         "sys usb0 address=00:10:20:00:00:01 device=1 usb=1 permanent=00:10:20:00:00:01\n"),
     "00:1b:21:00:00:09"},
    {"a docking station's card alone",
     STR("sys usb0 address=00:10:20:00:00:01 device=1 usb=1 permanent=00:10:20:00:00:01\n"), ""},
    {"a docking station that does not say that it is on USB",
     STR("sys eth0 address=8c:ae:4c:00:00:01 device=1 permanent=8c:ae:4c:00:00:01\n"), ""},
    {"a virtual machine's random address", STR("sys eth0 address=52:54:00:12:34:56 device=1\n"), ""},
};

static struct probe_record observe(struct observed *observed, struct str network, struct buffer *bytes) {
    static const struct target target = {.scope = STR("a"), .address = STR("192.0.2.1"), .site = STR("east")};
    struct str output = arena_printf(observed->arena,
                                     M " begin network\n%.*s\n" M " end network 0 1\n" SECTION(
                                         "platform", "machine_id=0123456789abcdef0123456789abcde0") M " done\n",
                                     STR_FMT(network));
    struct host_report report = {.outcome = PROBE_ANSWERED,
                                 .otherwise = PROBE_ERROR,
                                 .message = "",
                                 .address = "192.0.2.1",
                                 .fingerprint = "SHA256:k1",
                                 .marker = M,
                                 .output = output};
    enum probe_outcome outcome;
    struct probe_record record;

    assert_int_equal(scan_observe(0, &target, &report, (struct instant){0}, false, bytes, &outcome, NULL), ERR_OK);
    struct str rest = buffer_view(bytes);
    assert_true(probe_record_read(&rest, &record));
    assert_true(record.has_device);
    return record;
}

static void test_mac_key(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct probe_record record = observe(&observed, cases[i].network, &bytes);

        print_message("%s\n", cases[i].what);
        assert_text(record.keys.mac, cases[i].mac);
        assert_text(record.keys.host_key, "SHA256:k1");
        assert_text(record.keys.site, "east");
        assert_int_equal(record.keys.machine_id.n, 16);
    }
}

/* One host that answers on and on must not end the scan of all. */
static void test_too_many_sections(void **state) {
    static const struct target target = {.scope = STR("a"), .address = STR("192.0.2.1")};
    CLEANUP(buffer_done) struct buffer output = {0};
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct host_report report = {.outcome = PROBE_ANSWERED,
                                 .otherwise = PROBE_NO_ANSWER,
                                 .message = "",
                                 .address = "192.0.2.1",
                                 .fingerprint = "SHA256:k1",
                                 .marker = M};
    enum probe_outcome outcome = PROBE_ANSWERED;
    struct probe_record record;

    (void)state;
    for (size_t i = 0; i <= SECTIONS_MAX; i++) {
        buffer_printf(&output, SECTION("s%zu", "nothing"), i, i);
    }
    report.output = buffer_view(&output);
    assert_int_equal(scan_observe(0, &target, &report, (struct instant){0}, false, &bytes, &outcome, NULL), ERR_OK);
    assert_int_equal(outcome, PROBE_ERROR);
    struct str rest = buffer_view(&bytes);
    assert_true(probe_record_read(&rest, &record));
    assert_int_equal(record.outcome, PROBE_ERROR);
    assert_false(record.has_device);
    assert_text(record.message, "the host answered with more sections than there are");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mac_key),
        cmocka_unit_test(test_too_many_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
