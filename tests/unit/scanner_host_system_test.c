/* Which system a host has, and the command that it is given. */

#include "scanner/host_system.h"

#include "base/compiler.h"
#include "scanner/base64.h"
#include "tests/unit/support/cmocka.h"

static void test_banners(void **state) {
    static const struct {
        const char *banner; /* NULL: none came */
        enum host_system system;
    } cases[] = {
        {"SSH-2.0-OpenSSH_for_Windows_9.5", HOST_WINDOWS},
        {"SSH-2.0-OpenSSH_for_Windows_7.7p1 extra words", HOST_WINDOWS},
        {"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", HOST_POSIX},
        {"SSH-2.0-dropbear_2022.83", HOST_POSIX},
        {"SSH-2.0-8.49 FlowSsh: Bitvise SSH Server (WinSSHD)", HOST_POSIX},
        {"", HOST_POSIX},
        {NULL, HOST_POSIX},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(host_system_of_banner(str_from(cases[i].banner)), cases[i].system);
    }
}

static void test_posix_command(void **state) {
    CLEANUP(buffer_done) struct buffer command = {0};

    (void)state;
    host_system_command(HOST_POSIX, &command);
    assert_true(str_starts_with(buffer_view(&command), STR("exec /bin/sh")));
    assert_string_equal(host_system_shell(HOST_POSIX), "/bin/sh");
    assert_string_equal(host_system_shell(HOST_WINDOWS), "powershell");
}

/* What cmd, PowerShell and bash each take for themselves is not in it, and cmd's limit is far away. */
static void test_windows_command(void **state) {
    CLEANUP(buffer_done) struct buffer command = {0};

    (void)state;
    host_system_command(HOST_WINDOWS, &command);
    assert_true(
        str_starts_with(buffer_view(&command), STR("powershell.exe -NoProfile -NonInteractive -EncodedCommand ")));
    assert_true(command.n < 8191);
    for (size_t i = 0; i < command.n; i++) {
        assert_true(str_is_alnum(command.p[i]) || (command.p[i] && strchr(" .-+/=", command.p[i])));
    }
}

/* The last word is UTF-16LE, which says what it should. */
static void test_bootstrap(void **state) {
    CLEANUP(buffer_done) struct buffer command = {0};
    CLEANUP(buffer_done) struct buffer wide = {0};
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str rest, word;

    (void)state;
    host_system_command(HOST_WINDOWS, &command);
    rest = buffer_view(&command);
    while (str_cut(&rest, ' ', &word)) {
    }
    assert_true(base64_decode(word, &wide));
    assert_int_equal(wide.n % 2, 0);
    for (size_t i = 0; i < wide.n; i += 2) {
        assert_int_equal(wide.p[i + 1], 0);
        assert_true(wide.p[i] == '\n' || (wide.p[i] >= 0x20 && wide.p[i] < 0x7f));
        buffer_append_char(&text, wide.p[i]);
    }
    assert_true(str_starts_with(buffer_view(&text), STR("$ProgressPreference = 'SilentlyContinue'\n")));
    assert_true(str_contains(buffer_view(&text), STR("@($input)")));
    assert_true(str_contains(buffer_view(&text), STR("[ScriptBlock]::Create(")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_banners),
        cmocka_unit_test(test_posix_command),
        cmocka_unit_test(test_windows_command),
        cmocka_unit_test(test_bootstrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
