/* UDP ports on which nobody answers:
 *   silent_peer ADDRESS:PORT…
 * Prints "ready" when all are there, and goes on until it is killed. What is sent to them is never read, so that
 * nothing comes back, neither an answer nor that there is nobody. */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void listen_at(char *place) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    char *colon = strrchr(place, ':');
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (!colon) {
        fprintf(stderr, "usage: silent_peer ADDRESS:PORT…\n");
        exit(2);
    }
    *colon = '\0';
    address.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    if (fd < 0 || inet_pton(AF_INET, place, &address.sin_addr) != 1 ||
        bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        perror("silent_peer");
        exit(2);
    }
}

int main(int argument_count, char **arguments) {
    for (int i = 1; i < argument_count; i++) {
        listen_at(arguments[i]);
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        pause();
    }
}
