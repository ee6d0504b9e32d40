#include "scanner/target/ansible_inventory.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

static enum err_code read_file(struct ansible_inventory *inventory, const char *file, const char *text,
                               struct err *err) {
    return ansible_read(inventory, str_from(text), file, err);
}

static void assert_hosts(struct ansible_inventory *inventory, const char *expected) {
    CLEANUP(buffer_done) struct buffer text = {0};

    assert_int_equal(ansible_inventory_finish(inventory, NULL), ERR_OK);
    for (size_t i = 0; i < ansible_host_count(inventory); i++) {
        struct ansible_setting *settings[ANSIBLE_VARIABLE_COUNT];
        ansible_settings_of(inventory, i, settings);
        buffer_append(&text, ansible_host_at(inventory, i)->name);
        for (enum ansible_variable k = 0; k < ANSIBLE_GROUP_PRIORITY; k++) {
            if (settings[k]) {
                buffer_printf(&text, " %s=%.*s", ansible_variable_name(k) + strlen("ansible_"),
                              STR_FMT(settings[k]->text));
            }
        }
        buffer_append_char(&text, '\n');
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}

/* Reads one file, whose form its text tells, and compares its hosts. */
static void assert_inventory(const char *text, const char *expected) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();

    assert_int_equal(read_file(inventory, "hosts", text, NULL), ERR_OK);
    assert_hosts(inventory, expected);
}

static void test_ini_lines(void **state) {
    (void)state;
    assert_inventory("", "");
    assert_inventory(
        "\xEF\xBB\xBF# comment\r\n; another\r\n\r\nweb # trailing\r\n  db:2222\tansible_user='a b' x=1\r\n",
        "db port=2222 user=a b\nweb\n");
    assert_inventory("[2001:db8::1]:2222\n2001:db8::2\n[2001:db8::3]\n[a:b].example:22\nweb[1:2]:23\n",
                     "2001:db8::1 port=2222\n2001:db8::2\n2001:db8::3\na.example port=22\nb.example port=22\n"
                     "web1 port=23\nweb2 port=23\n");
    /* The later of two goes before, but for a port behind the name. */
    assert_inventory("web ansible_user=a\nweb:23 ansible_user=b\n", "web user=b\n");
    assert_inventory("web:23\nweb:24\ndb:25\ndb ansible_port=26\n", "db port=26\nweb port=23\n");
    assert_inventory("web ansible_host=\"\" ansible_user=a=b\n", "web host= user=a=b\n");
}

static void test_ini_groups(void **state) {
    (void)state;
    assert_inventory(
        "[web] # comment\nweb1\n[site:children]\nweb # comment\n[site:vars]\nansible_user = audit # who\n"
        "ansible_port=\"2222\" # which\nansible_ssh_common_args='-o A=\"b c\"'\n"
        "ansible_ssh_extra_args = -o X=\"y\"\n\n[all:vars]\nansible_connection=ssh\n",
        "web1 port=2222 user=audit connection=ssh ssh_common_args=-o A=\"b c\" ssh_extra_args=-o X=\"y\"\n");
    /* Groups may be named before they are described, and by one word only. */
    assert_inventory("[a:children]\nb\n[b:vars]\nansible_user=b\n[b]\nh\n", "h user=b\n");
}

/* Depth, then priority, then the name; the host's own goes before all (what ansible-inventory says of the same). */
static void test_precedence(void **state) {
    (void)state;
    assert_inventory(
        "h1\n[a]\nh1\nh2\nh3 ansible_user=own\n[b]\nh1\nh3\n"
        "[a:vars]\nansible_user=a\n[b:vars]\nansible_user=b\n[all:vars]\nansible_user=all\nansible_port=1\n",
        "h1 port=1 user=b\nh2 port=1 user=a\nh3 port=1 user=own\n");
    assert_inventory("[a]\nh\n[b]\nh\n[a:vars]\nansible_group_priority=10\nansible_user=a\n[b:vars]\nansible_user=b\n",
                     "h user=a\n");
    /* z is above a, so a is nearer; a group's depth is that of its longest way. */
    assert_inventory("[a]\nh\n[z:children]\na\n[z:vars]\nansible_user=z\nansible_port=26\n[a:vars]\nansible_user=a\n",
                     "h port=26 user=a\n");
    assert_inventory("[deep]\nh\n[z]\nh\n[top:children]\nmiddle\ndeep\n[middle:children]\ndeep\n"
                     "[deep:vars]\nansible_user=deep\n[middle:vars]\nansible_port=2\n[z:vars]\nansible_user=z\n"
                     "ansible_port=1\n",
                     "h port=2 user=deep\n");
}

static void test_yaml(void **state) {
    (void)state;
    assert_inventory("---\n", "");
    assert_inventory("all:\n  hosts:\n    h[1:2]: {ansible_port: 2222, other: [1, {a: b}]}\n    h3:\n"
                     "  vars:\n    ansible_user: everyone\n    ansible_host: null\n"
                     "  children:\n    web:\n      hosts:\n        h3:\n          ansible_user: 'own'\n"
                     "        h4: ~\n      vars: {ansible_connection: !unsafe local}\n    empty:\n  unknown: 1\n"
                     "standalone: {hosts: {h5: {}, 'h6:23': {}}}\n",
                     "h1 port=2222 user=everyone\nh2 port=2222 user=everyone\nh3 user=own connection=local\n"
                     "h4 user=everyone connection=local\nh5 user=everyone\n"
                     "h6 port=23 user=everyone\n");
}

/* A later file adds to the groups of an earlier one. */
static void test_several_files(void **state) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();

    (void)state;
    assert_int_equal(read_file(inventory, "a.yml", "web: {hosts: {h1: , h2: {ansible_port: 1}}}", NULL), ERR_OK);
    assert_int_equal(read_file(inventory, "b", "[web:vars]\nansible_user=b\n[web]\nh2 ansible_port=2\n", NULL), ERR_OK);
    assert_hosts(inventory, "h1 user=b\nh2 port=2 user=b\n");
    const struct ansible_setting *first = ansible_settings(inventory);
    assert_string_equal(first->place.file, "a.yml");
    assert_string_equal(first->next_added->place.file, "b");
    assert_int_equal(first->next_added->place.line, 2);
    assert_int_equal(first->next_added->place.column, 1);
}

static void test_refusals(void **state) {
    static const struct {
        const char *file, *text;
        unsigned line, column;
    } cases[] = {
        {"hosts", "web\n web[3:1]\n", 2, 2},
        {"hosts", "web x\n", 1, 5},
        {"hosts", "web =x\n", 1, 5},
        {"hosts", "\n管理 a='b\n", 2, 4},
        {"hosts", "web: x=1\n", 1, 1},
        {"hosts", "[a:other]\n", 1, 1},
        {"hosts", "[a\n", 1, 1},
        {"hosts", "[a]x]\n", 1, 1},
        {"hosts", "[a:children]\nb c\n", 2, 1},
        {"hosts", "[a:children]\n  [b\n", 2, 3},
        {"hosts", "[a:vars]\nb\n", 2, 1},
        {"x.yaml", "all: [a]\n", 1, 6},
        {"x.yaml", "all: {hosts: [a]}\n", 1, 14},
        {"x.yaml", "all: {hosts: {'a[': {}}}\n", 1, 15},
        {"x.yaml", "all: {hosts: {a: {ansible_user: [b]}}}\n", 1, 33},
        {"x.yaml", "all: {hosts: {a: b}}\n", 1, 18},
        {"x.yaml", "a: &b c\n", 1, 4},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
        struct err err = {0};
        assert_int_equal(read_file(inventory, cases[i].file, cases[i].text, &err), ERR_SYNTAX);
        assert_string_equal(err.file, cases[i].file);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
    }
}

static void test_loops(void **state) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
    struct err err;

    (void)state;
    assert_int_equal(read_file(inventory, "hosts", "[a]\nh\n[b:children]\na\nc\n[c:children]\nb\n", NULL), ERR_OK);
    assert_int_equal(ansible_inventory_finish(inventory, &err), ERR_VALUE);
    assert_int_equal(err.line, 1);
    assert_string_equal(err.arg[0], "children");
}

/* 31 times 65,536 are more than two million. */
static void test_many_settings(void **state) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
    CLEANUP(buffer_done) struct buffer text = {0};
    struct err err;

    (void)state;
    buffer_append_cstr(&text, "h[1:65536]");
    for (unsigned i = 0; i < 31; i++) {
        buffer_append_cstr(&text, " ansible_port=1");
    }
    assert_int_equal(ansible_read(inventory, buffer_view(&text), "hosts", NULL), ERR_OK);
    assert_int_equal(ansible_inventory_finish(inventory, &err), ERR_TOO_LARGE);
}

/* Each group within the next, without an end of the stack. */
static void test_many_levels(void **state) {
    CLEANUP(ansible_inventory_free_cleanup) struct ansible_inventory *inventory = ansible_inventory_new();
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    buffer_append_cstr(&text, "[g0]\nh\n[g100000:vars]\nansible_user=top\nansible_port=1\n[g5:vars]\nansible_port=5\n");
    for (unsigned i = 0; i < 100000; i++) {
        buffer_printf(&text, "[g%u:children]\ng%u\n", i + 1, i);
    }
    assert_int_equal(ansible_read(inventory, buffer_view(&text), "hosts", NULL), ERR_OK);
    assert_hosts(inventory, "h port=5 user=top\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ini_lines), cmocka_unit_test(test_ini_groups),    cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_yaml),      cmocka_unit_test(test_several_files), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_loops),     cmocka_unit_test(test_many_levels),   cmocka_unit_test(test_many_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
