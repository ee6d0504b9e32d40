/* With ssh-keygen, ssh-agent and ssh-add of the system; what is in the agent is asked by the agent protocol
 * (draft-miller-ssh-agent) itself. */
#include "scanner/credential/private_agent.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_tools(void) {
    static const char *const tools[] = {"/usr/bin/ssh-agent", "/usr/bin/ssh-add", "/usr/bin/ssh-keygen"};

    for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
        if (access(tools[i], X_OK) != 0) {
            return false;
        }
    }
    return true;
}

/* One round of bcrypt: quick. */
static void make_key(const char *path, const char *passphrase) {
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        execlp("ssh-keygen", "ssh-keygen", "-q", "-a", "1", "-t", "ed25519", "-C", path, "-N", passphrase, "-f", path,
               (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static struct credential_store *read_store(const char *text) {
    struct credential_store *store = NULL;

    scratch_write("credentials.yaml", str_from(text));
    assert_int_equal(chmod("credentials.yaml", 0600), 0);
    assert_int_equal(credential_store_read("credentials.yaml", NULL, &store, NULL), ERR_OK);
    return store;
}

/* How many identities the agent has: the third field of its answer to SSH_AGENTC_REQUEST_IDENTITIES. */
static unsigned identities_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    unsigned char answer[9];
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(write(fd, "\0\0\0\1\13", 5), 5);
    assert_int_equal(recv(fd, answer, sizeof answer, MSG_WAITALL), sizeof answer);
    assert_int_equal(answer[4], 12);
    close(fd);
    return (unsigned)answer[5] << 24 | (unsigned)answer[6] << 16 | (unsigned)answer[7] << 8 | answer[8];
}

static unsigned count_agent_directories(void) {
    DIR *directory = opendir(".");
    unsigned count = 0;

    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        count += strncmp(entry->d_name, "genkyo-agent-", 13) == 0;
    }
    closedir(directory);
    return count;
}

static void test_keys_are_unlocked(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct private_agent *agent = NULL;
    struct stat about;
    char directory[128];
    size_t left = 99;

    (void)state;
    make_key("one", "correct horse");
    /* What a terminal would take for an interrupt, an end, a deletion or a stop, and what is no ASCII. */
    make_key("two", "\003\004\177\025\021\032 \\ 日本語");
    make_key("open", "");
    store = read_store("credentials:\n"
                       "  - {name: a, kind: ssh-key, user: u, private_key: one, passphrase: correct horse}\n"
                       "  - {name: b, kind: ssh-agent, user: u}\n"
                       "  - {name: c, kind: ssh-key, user: u, private_key: open}\n"
                       "  - {name: d, kind: ssh-key, user: u, private_key: two,\n"
                       "     passphrase: \"\\x03\\x04\\x7f\\x15\\x11\\x1a \\\\ 日本語\"}\n");
    assert_int_equal(private_agent_start(store, ".", &agent, &left, NULL), ERR_OK);
    assert_int_equal(left, 0);
    assert_non_null(agent);
    assert_non_null(credential_at(store, 0)->agent);
    assert_int_equal(identities_at(credential_at(store, 0)->agent), 2);
    assert_null(credential_at(store, 0)->secret);
    assert_int_equal(credential_at(store, 0)->key.n, 0);
    assert_null(credential_at(store, 1)->agent);
    assert_null(credential_at(store, 2)->agent);
    assert_string_equal(credential_at(store, 3)->agent, credential_at(store, 0)->agent);
    snprintf(directory, sizeof directory, "%s", credential_at(store, 0)->agent);
    *strrchr(directory, '/') = '\0';
    assert_int_equal(stat(directory, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    private_agent_free(agent);
    assert_int_equal(count_agent_directories(), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}

static void test_wrong_passphrase(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct private_agent *agent = NULL;
    struct err err = {0};
    size_t left;

    (void)state;
    make_key("one", "correct horse");
    store = read_store("credentials:\n  - {name: x, kind: ssh-agent, user: u}\n"
                       "  - {name: a, kind: ssh-key, user: u, private_key: one, passphrase: Correct horse}\n");
    assert_int_equal(private_agent_start(store, ".", &agent, &left, &err), ERR_PASSPHRASE);
    assert_null(agent);
    assert_int_equal(err.line, 3);
    assert_string_equal(err.file, "credentials.yaml");
    assert_string_equal(err.arg[0], "a");
    assert_string_equal(err.arg[1], "one");
    assert_int_equal(count_agent_directories(), 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* Nothing to unlock: no agent. */
static void test_not_needed(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    struct private_agent *agent = NULL;
    size_t left = 99;

    (void)state;
    make_key("open", "");
    store = read_store("credentials:\n  - {name: a, kind: ssh-key, user: u, private_key: open, passphrase: idle}\n");
    assert_int_equal(private_agent_start(store, ".", &agent, &left, NULL), ERR_OK);
    assert_null(agent);
    assert_int_equal(left, 0);
}

/* Where there can be no agent, the library has to unlock: nothing is wiped. */
static void test_no_agent(void **state) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = NULL;
    char path[4096];
    struct private_agent *agent = NULL;
    size_t left = 0;

    (void)state;
    make_key("one", "correct horse");
    store = read_store("credentials:\n"
                       "  - {name: a, kind: ssh-key, user: u, private_key: one, passphrase: correct horse}\n");
    assert_int_equal(private_agent_start(store, "no-such-directory", &agent, &left, NULL), ERR_OK);
    assert_int_equal(left, 1);
    assert_null(agent);
    snprintf(path, sizeof path, "%s", getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    assert_int_equal(private_agent_start(store, ".", &agent, &left, NULL), ERR_OK);
    setenv("PATH", path, 1);
    assert_int_equal(left, 1);
    assert_null(agent);
    assert_null(credential_at(store, 0)->agent);
    assert_string_equal(credential_at(store, 0)->secret, "correct horse");
    assert_int_equal(count_agent_directories(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keys_are_unlocked, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_wrong_passphrase, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_not_needed, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_no_agent, scratch_make, scratch_remove),
    };

    if (!has_tools()) {
        puts("skipped: no OpenSSH client here");
        return 77; /* what meson takes for a skipped test */
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
