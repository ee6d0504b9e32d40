#include "scanner/credential/key_unlock.h"

#include "scanner/child.h"
#include "scanner/credential/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define TERMINAL_NAME_MAX 64
#define PATIENCE_MS       60000 /* between two words of ssh-add: keys may have many rounds of bcrypt */
#define END_MS            5000  /* from its last word to its end */
#define PROMPT_END        STR(": ")

/* A terminal, and what was said on it since the last answer. */
struct dialogue {
    int master;
    int slave; /* kept open, so that reading does not fail before the child has opened it */
    char name[TERMINAL_NAME_MAX];
    char heard[512];
    size_t heard_length;
    bool has_answered;
};

/* --- the terminal --- */

/* Lines, but no echo, no signals and no editing: each byte of the passphrase is itself. As long as a terminal does not
 * echo, Linux wipes its buffers. */
static bool quieten(int slave) {
    struct termios mode;

    if (tcgetattr(slave, &mode) != 0) {
        return false;
    }
    mode.c_iflag = 0;
    mode.c_oflag = 0;
    mode.c_lflag = ICANON;
    for (size_t i = 0; i < NCCS; i++) {
        mode.c_cc[i] = _POSIX_VDISABLE;
    }
    return tcsetattr(slave, TCSANOW, &mode) == 0;
}

static bool open_terminal(struct dialogue *dialogue) {
    *dialogue = (struct dialogue){.slave = -1};
    dialogue->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (dialogue->master < 0 || grantpt(dialogue->master) != 0 || unlockpt(dialogue->master) != 0 ||
        ptsname_r(dialogue->master, dialogue->name, sizeof dialogue->name) != 0) {
        return false;
    }
    dialogue->slave = open(dialogue->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return dialogue->slave >= 0 && quieten(dialogue->slave);
}

static void close_slave(struct dialogue *dialogue) {
    if (dialogue->slave >= 0) {
        close(dialogue->slave);
        dialogue->slave = -1;
    }
}

static void close_terminal(struct dialogue *dialogue) {
    close_slave(dialogue);
    if (dialogue->master >= 0) {
        close(dialogue->master);
    }
}

/* --- the dialogue --- */

/* Takes what ssh-add says; false when it has nothing more to say, or says nothing for too long. */
static bool hear(struct dialogue *dialogue) {
    struct pollfd ready = {.fd = dialogue->master, .events = POLLIN};
    ssize_t n;

    if (dialogue->heard_length == sizeof dialogue->heard) {
        dialogue->heard_length = 0;
    }
    do {
        n = poll(&ready, 1, PATIENCE_MS);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        return false;
    }
    n = read(dialogue->master, dialogue->heard + dialogue->heard_length,
             sizeof dialogue->heard - dialogue->heard_length);
    dialogue->heard_length += n > 0 ? (size_t)n : 0;
    return n > 0;
}

static bool is_asked(const struct dialogue *dialogue) {
    return str_ends_with((struct str){dialogue->heard, dialogue->heard_length}, PROMPT_END);
}

static bool say(struct dialogue *dialogue, const char *secret) {
    size_t length = strlen(secret);

    dialogue->heard_length = 0;
    dialogue->has_answered = true;
    return write(dialogue->master, secret, length) == (ssize_t)length && write(dialogue->master, "\n", 1) == 1;
}

/* Until ssh-add has nothing more to say. A second question means that the answer to the first was wrong. */
static enum key_unlock talk(struct dialogue *dialogue, const char *secret) {
    while (hear(dialogue)) {
        if (is_asked(dialogue) && dialogue->has_answered) {
            return KEY_WRONG_PASSPHRASE;
        }
        if (is_asked(dialogue) && !say(dialogue, secret)) {
            return KEY_NOT_UNLOCKED;
        }
    }
    return KEY_UNLOCKED;
}

static enum key_unlock run_dialogue(struct dialogue *dialogue, int key, const char *secret, const char *variable) {
    static const char *const arguments[] = {"ssh-add", "-q", "/proc/self/fd/3", NULL}; /* CHILD_PASSED */
    const char *const environment[] = {variable, NULL};
    const struct child_plan plan = {arguments, environment, dialogue->name, key};
    enum key_unlock result;
    pid_t child;

    if (child_start(&plan, &child) != 0) {
        return KEY_NOT_UNLOCKED;
    }
    close_slave(dialogue);
    result = talk(dialogue, secret);
    if (result != KEY_UNLOCKED) {
        (void)child_wait(child, 0);
        return result;
    }
    return child_wait(child, END_MS) ? KEY_UNLOCKED : KEY_NOT_UNLOCKED;
}

/* --- the key --- */

/* In memory, as the key that was read is the one to be unlocked, whatever has become of its file. ssh-add insists on a
 * file that is private. */
static int key_descriptor(struct str key) {
    int fd = memfd_create("key", MFD_CLOEXEC);

    if (fd >= 0 && (fchmod(fd, S_IRUSR) != 0 || write(fd, key.p, key.n) != (ssize_t)key.n)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* What cannot be typed cannot be said. */
static bool is_sayable(const char *secret) {
    return secret[0] && !strpbrk(secret, "\r\n");
}

enum key_unlock key_unlock(struct str key, const char *secret, const char *socket) {
    enum key_unlock result = KEY_NOT_UNLOCKED;
    char variable[sizeof "SSH_AUTH_SOCK=" + 108];
    struct dialogue dialogue;
    int fd = is_sayable(secret) ? key_descriptor(key) : -1;

    snprintf(variable, sizeof variable, "SSH_AUTH_SOCK=%s", socket);
    if (fd < 0) {
        return KEY_NOT_UNLOCKED;
    }
    if (open_terminal(&dialogue)) {
        result = run_dialogue(&dialogue, fd, secret, variable);
    }
    vault_wipe(dialogue.heard, sizeof dialogue.heard);
    close_terminal(&dialogue);
    close(fd);
    return result;
}
