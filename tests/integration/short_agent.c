/* An SSH agent that answers one question and closes the connection:
 *   short_agent SOCKET PUBLIC_KEY
 * It lists the key of the file PUBLIC_KEY ("TYPE BASE64 COMMENT"). Prints "ready" when it listens, and goes on until it
 * is killed. */

#include "scanner/base64.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { IDENTITIES_ANSWER = 12 }; /* draft-miller-ssh-agent, 3.5 */

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "short_agent: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void put_number(struct buffer *out, size_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        buffer_append_char(out, (char)(number >> shift & 0xFF));
    }
}

static void read_key(const char *path, struct buffer *key) {
    char line[1024];
    FILE *file = fopen(path, "r");
    struct str rest, type, blob;

    if (!file || !fgets(line, sizeof line, file)) {
        fail(path);
    }
    fclose(file);
    rest = str_from(line);
    if (!str_cut(&rest, ' ', &type) || !str_cut(&rest, ' ', &blob) || !base64_decode(blob, key)) {
        fail(path);
    }
}

/* The length of the message; one key, and its comment, which is empty. */
static void make_answer(struct str key, struct buffer *answer) {
    put_number(answer, 1 + 4 + 4 + key.n + 4);
    buffer_append_char(answer, IDENTITIES_ANSWER);
    put_number(answer, 1);
    put_number(answer, key.n);
    buffer_append(answer, key);
    put_number(answer, 0);
}

static int listen_at(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0) {
        fail(path);
    }
    return fd;
}

/* The question is five bytes long: a length and "list your keys". */
static void serve(int fd, struct str answer) {
    char question[5];

    if (recv(fd, question, sizeof question, MSG_WAITALL) == sizeof question) {
        (void)send(fd, answer.p, answer.n, MSG_NOSIGNAL);
    }
    close(fd);
}

int main(int argument_count, char **arguments) {
    struct buffer key = {0}, answer = {0};
    int listening;

    if (argument_count != 3) {
        fprintf(stderr, "usage: short_agent SOCKET PUBLIC_KEY\n");
        return 2;
    }
    read_key(arguments[2], &key);
    make_answer(buffer_view(&key), &answer);
    listening = listen_at(arguments[1]);
    puts("ready");
    fflush(stdout);
    for (;;) {
        serve(accept(listening, NULL, NULL), buffer_view(&answer));
    }
}
