#include "scanner/credential/private_agent.h"

#include "scanner/child.h"
#include "scanner/credential/key_unlock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define START_MS 5000
#define POLL_MS  2

struct private_agent {
    struct sockaddr_un address; /* its path is what credentials point to */
    char directory[sizeof((struct sockaddr_un *)0)->sun_path];
    pid_t pid; /* 0: not running */
};

void private_agent_free(struct private_agent *agent) {
    if (!agent) {
        return;
    }
    if (agent->pid) {
        child_stop(agent->pid);
    }
    if (agent->directory[0]) {
        unlink(agent->address.sun_path);
        rmdir(agent->directory);
    }
    free(agent);
}

/* --- starting --- */

/* Sockets have short paths: in a deep directory there is no agent. */
static bool make_directory(struct private_agent *agent, const char *tmpdir) {
    char directory[sizeof agent->directory];
    int n = snprintf(directory, sizeof directory, "%s/genkyo-agent-XXXXXX", tmpdir);

    if (n < 0 || (size_t)n >= sizeof directory || !mkdtemp(directory)) {
        return false;
    }
    memcpy(agent->directory, directory, sizeof directory);
    n = snprintf(agent->address.sun_path, sizeof agent->address.sun_path, "%s/s", directory);
    return n > 0 && (size_t)n < sizeof agent->address.sun_path;
}

static bool is_listening(const struct private_agent *agent) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_connected = fd >= 0 && connect(fd, (const struct sockaddr *)&agent->address, sizeof agent->address) == 0;

    if (fd >= 0) {
        close(fd);
    }
    return is_connected;
}

static bool wait_until_listening(struct private_agent *agent) {
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    bool is_success;

    for (unsigned waited = 0; waited < START_MS; waited += POLL_MS) {
        if (is_listening(agent)) {
            return true;
        }
        if (child_has_ended(agent->pid, &is_success)) {
            agent->pid = 0;
            return false;
        }
        nanosleep(&pause, NULL);
    }
    return false;
}

static bool start(struct private_agent *agent, const char *tmpdir) {
    const char *const environment[] = {NULL};
    const char *const arguments[] = {"ssh-agent", "-D", "-a", agent->address.sun_path, NULL};
    const struct child_plan plan = {arguments, environment, NULL, -1};
    pid_t pid;

    agent->address.sun_family = AF_UNIX;
    if (!make_directory(agent, tmpdir) || child_start(&plan, &pid) != 0) {
        return false;
    }
    agent->pid = pid;
    return wait_until_listening(agent);
}

/* --- unlocking --- */

static enum err_code unlock_all(const struct private_agent *agent, struct credential_store *store, size_t *ret_left,
                                struct err *err) {
    size_t left = 0;

    for (size_t i = 0; i < credential_count(store); i++) {
        const struct credential *credential = credential_at(store, i);
        enum key_unlock result = KEY_NOT_UNLOCKED;
        if (!credential_is_slow(credential)) {
            continue;
        }
        if (agent) {
            result = key_unlock(credential->key, credential->secret, agent->address.sun_path);
        }
        if (result == KEY_WRONG_PASSPHRASE) {
            return credential_refuse_passphrase(store, i, err);
        }
        if (result == KEY_UNLOCKED) {
            credential_leave_to_agent(store, i, agent->address.sun_path);
        }
        left += result != KEY_UNLOCKED;
    }
    *ret_left = left;
    return ERR_OK;
}

static bool has_slow(const struct credential_store *store) {
    for (size_t i = 0; i < credential_count(store); i++) {
        if (credential_is_slow(credential_at(store, i))) {
            return true;
        }
    }
    return false;
}

enum err_code private_agent_start(struct credential_store *store, const char *tmpdir, struct private_agent **ret_agent,
                                  size_t *ret_left, struct err *err) {
    CLEANUP(private_agent_free_cleanup) struct private_agent *agent = NULL;
    bool is_needed = has_slow(store);
    enum err_code code;

    if (is_needed) {
        agent = calloc(1, sizeof *agent);
        if (!agent) {
            return err_no_memory(err);
        }
        if (!start(agent, tmpdir)) {
            private_agent_free(TAKE_PTR(agent));
        }
    }
    code = unlock_all(agent, store, ret_left, err);
    if (!code) {
        *ret_agent = TAKE_PTR(agent);
    }
    return code;
}
