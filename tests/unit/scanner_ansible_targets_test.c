#include "scanner/target/ansible_targets.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

#define HEADINGS "address,port,method,user,credential,site,jump\n"

struct written {
    struct ansible_inventory *inventory;
    struct output *output;
    struct ansible_counts counts;
    struct err err;
};

static enum err_code write_text(const char *text, struct written *written) {
    *written = (struct written){.inventory = ansible_inventory_new()};
    assert_int_equal(output_in_memory(&written->output, NULL), ERR_OK);
    assert_int_equal(ansible_read(written->inventory, str_from(text), "hosts", NULL), ERR_OK);
    assert_int_equal(ansible_inventory_finish(written->inventory, NULL), ERR_OK);
    return ansible_targets_write(written->inventory, STR("hq"), written->output, &written->counts, &written->err);
}

static void written_done(struct written *written) {
    output_abandon(written->output);
    ansible_inventory_free(written->inventory);
}

static void assert_rows(const struct written *written, const char *rows) {
    struct str bytes = output_bytes(written->output);

    assert_true(str_drop_prefix(&bytes, STR(HEADINGS)));
    assert_int_equal(bytes.n, strlen(rows));
    assert_memory_equal(bytes.p, rows, bytes.n);
}

static void test_rows(void **state) {
    struct written written;

    (void)state;
    assert_int_equal(write_text("b ansible_host=192.0.2.1 ansible_port=22\n"
                                "a:2222 ansible_user=audit ansible_connection=smart\n"
                                "c ansible_connection=winrm\n"
                                "d ansible_connection=local\n"
                                "e ansible_connection=ansible.netcommon.network_cli\n"
                                "f ansible_host=2001:db8::1 ansible_connection=paramiko\n"
                                "g ansible_host=x ansible_ssh_host=older ansible_ssh_user=o ansible_ssh_port=23\n",
                                &written),
                     ERR_OK);
    assert_rows(&written, "a,2222,ssh,audit,,hq,\n"
                          "192.0.2.1,,ssh,,,hq,\n"
                          "2001:db8::1,,ssh,,,hq,\n"
                          "older,23,ssh,o,,hq,\n");
    assert_int_equal(written.counts.written, 4);
    assert_int_equal(written.counts.other_connections, 3);
    assert_int_equal(written.counts.unusable, 0);
    written_done(&written);
}

/* The first wins, over all arguments in the order in which Ansible gives them to ssh. */
static void test_jumps(void **state) {
    static const struct {
        const char *arguments, *jump; /* NULL: the host is left out */
    } cases[] = {
        {"ansible_ssh_common_args='-J gate'", "gate"},
        {"ansible_ssh_common_args='-Jaudit@Gate:2222'", "audit@gate:2222"},
        {"ansible_ssh_common_args='-C -o ProxyJump=a,b:2200 -o Ciphers=x'", "\"a,b:2200\""},
        {"ansible_ssh_common_args='-oProxyJump=a -J b'", "a"},
        {"ansible_ssh_common_args='-o \"proxyjump a\"'", "a"},
        {"ansible_ssh_common_args='-o StrictHostKeyChecking=yes'", ""},
        {"ansible_ssh_common_args='-J none'", "none"},
        {"ansible_ssh_args='-o ProxyCommand=none' ansible_ssh_extra_args='-J a'", "none"},
        {"ansible_ssh_args='-J none' ansible_ssh_common_args='-J a'", "none"},
        {"ansible_ssh_args='-J a' ansible_ssh_common_args='-J none'", "a"},
        {"ansible_ssh_extra_args='-J late' ansible_ssh_common_args='-J early'", "early"},
        {"ansible_ssh_extra_args='-J late' ansible_ssh_args='-o ControlMaster=auto'", "late"},
        {"ansible_ssh_common_args='-o ProxyCommand=none -J a'", "none"},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh -W %h:%p -q ops@gate\"'", "ops@gate"},
        {"ansible_ssh_common_args='-o ProxyCommand=\"/usr/bin/ssh -q -i key -p 2222 -l ops gate -W [%h]:%p\"'",
         "ops@gate:2222"},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh gate nc %h %p\"'", NULL},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh -W %h:%p -J a b\"'", NULL},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh -o ProxyJump=a -W %h:%p b\"'", NULL},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh -W other:22 b\"'", NULL},
        {"ansible_ssh_common_args='-o ProxyCommand=\"ssh b\"'", NULL},
        {"ansible_ssh_common_args='-o ProxyCommand=\"nc -X connect %h %p\"'", NULL},
        {"ansible_ssh_common_args='-J {{ gate }}'", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0}, rows = {0};
        struct written written;
        buffer_printf(&text, "h %s\n%c", cases[i].arguments, '\0');
        assert_int_equal(write_text(text.p, &written), ERR_OK);
        if (cases[i].jump) {
            buffer_printf(&rows, "h,,ssh,,,hq,%s\n", cases[i].jump);
        }
        buffer_append_char(&rows, '\0');
        assert_rows(&written, rows.p);
        assert_int_equal(written.counts.unusable, cases[i].jump == NULL);
        written_done(&written);
    }
}

/* Counted where they are set. */
static void test_templates(void **state) {
    struct written written;

    (void)state;
    assert_int_equal(write_text("[g]\na\nb ansible_user={{who}}\nc ansible_user=c\nd ansible_connection=local\n"
                                "e ansible_port={{port}}\nf ansible_connection={{how}}\ng ansible_host={%x%}\n"
                                "[g:vars]\nansible_user={{ lookup('env', 'USER') }}\n",
                                &written),
                     ERR_OK);
    assert_rows(&written, "a,,ssh,,,hq,\nb,,ssh,,,hq,\nc,,ssh,c,,hq,\n");
    assert_int_equal(written.counts.unusable, 3);
    assert_int_equal(written.counts.other_connections, 1);
    for (const struct ansible_setting *setting = ansible_settings(written.inventory); setting;
         setting = setting->next_added) {
        bool is_template = str_contains(setting->text, STR("{"));
        assert_int_equal(ansible_is_template(setting), is_template);
        assert_int_equal(setting->unusable, is_template ? 1 : 0);
    }
    written_done(&written);
}

static void test_refusals(void **state) {
    static const struct {
        const char *text;
        unsigned line, column;
        const char *key;
    } cases[] = {
        {"h\n'a b'\n", 2, 1, "a b"},
        {"h x=1 ansible_host='a b'\n", 1, 7, "ansible_host"},
        {"h ansible_port=0\n", 1, 3, "ansible_port"},
        {"h:ssh\n", 1, 1, "ansible_port"},
        {"h\n[all:vars]\nansible_user=a b\n", 3, 1, "ansible_user"},
        {"h ansible_ssh_common_args=-J\n", 1, 3, "ansible_ssh_common_args"},
        {"h ansible_ssh_common_args='-J a/b'\n", 1, 3, "ansible_ssh_common_args"},
        {"h ansible_ssh_extra_args=\"-o 'x\"\n", 1, 3, "ansible_ssh_extra_args"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct written written;
        assert_int_equal(write_text(cases[i].text, &written), ERR_VALUE);
        assert_string_equal(written.err.file, "hosts");
        assert_int_equal(written.err.line, cases[i].line);
        assert_int_equal(written.err.column, cases[i].column);
        assert_string_equal(written.err.arg[0], cases[i].key);
        written_done(&written);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_jumps),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
