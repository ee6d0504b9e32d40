#include "licenses/minimum_text.h"

#include "tests/unit/support/cmocka.h"

/* What the rule table says before the text is read. */
enum { SOCKET = 101, SERVER, VM, USERS };

static const struct {
    const char *text;
    bool is_understood;
    int64_t per_socket, per_server, per_vm, users;
} texts[] = {
    {"", true, SOCKET, SERVER, VM, USERS},
    {"　", true, SOCKET, SERVER, VM, USERS},
    {"なし", true, 0, 0, 0, USERS},
    {"None", true, 0, 0, 0, USERS},
    {"16", true, SOCKET, 16, VM, USERS},
    {"16コア", true, SOCKET, 16, VM, USERS},
    {"１６　ｃｏｒｅｓ", true, SOCKET, 16, VM, USERS},
    {"8/16", true, 8, 16, VM, USERS},
    {"8,16", true, 8, 16, VM, USERS},
    {"８／１６", true, 8, 16, VM, USERS},
    {"8コア / 16コア", true, 8, 16, VM, USERS},
    {"0/16", true, 0, 16, VM, USERS},
    {"ソケット8 サーバ16", true, 8, 16, VM, USERS},
    {"ソケットあたり8コア、サーバーあたり16コア、VMあたり8コア", true, 8, 16, 8, USERS},
    {"ｿｹｯﾄ:8;ｻｰﾊﾞ:16", true, 8, 16, VM, USERS},
    {"socket 8 server 16 vm 8", true, 8, 16, 8, USERS},
    {"per server = 16, per socket = 8", true, 8, 16, VM, USERS},
    {"VM 4", true, SOCKET, SERVER, 4, USERS},
    {"CPU4", true, 4, SERVER, VM, USERS},
    {"ソケット8コアサーバ16コア", true, 8, 16, VM, USERS},
    {"ユーザー25", true, SOCKET, SERVER, VM, 25},
    {"user 25 users", true, SOCKET, SERVER, VM, 25},
    {"最小ユーザー 10人", true, SOCKET, SERVER, VM, 10},
    /* nothing that is understood */
    {"-", false, 0, 0, 0, 0},
    {"あり", false, 0, 0, 0, 0},
    {"1,024", false, 0, 0, 0, 0},
    {"8/16/8", false, 0, 0, 0, 0},
    {"8 16", false, 0, 0, 0, 0},
    {"16 or 8", false, 0, 0, 0, 0},
    {"16.5", false, 0, 0, 0, 0},
    {"-16", false, 0, 0, 0, 0},
    {"25人", false, 0, 0, 0, 0},
    {"2ソケット", false, 0, 0, 0, 0},
    {"socket 8 socket 4", false, 0, 0, 0, 0},
    {"socket", false, 0, 0, 0, 0},
    {"socket 8,", false, 0, 0, 0, 0},
    {"socket 8 rack 16", false, 0, 0, 0, 0},
    {"socket 8 server 16 or so", false, 0, 0, 0, 0},
    {"9223372036854775808", false, 0, 0, 0, 0},
};

static void test_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct minimum minimum = {SOCKET, SERVER, VM, USERS, true, false, STR_NONE};
        bool is_understood = minimum_text_apply(str_from(texts[i].text), &minimum);
        print_message("\"%s\"\n", texts[i].text);
        assert_int_equal(is_understood, texts[i].is_understood);
        assert_int_equal(minimum.per_socket, is_understood ? texts[i].per_socket : SOCKET);
        assert_int_equal(minimum.per_server, is_understood ? texts[i].per_server : SERVER);
        assert_int_equal(minimum.per_vm, is_understood ? texts[i].per_vm : VM);
        assert_int_equal(minimum.users_per_processor, is_understood ? texts[i].users : USERS);
        assert_true(minimum.is_listed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
