#include "cli/surroundings.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* Where the catalogues are, from the directory of the program: installed, and in the build tree. */
static const char *const locale_places[] = {"../share/locale", "../po"};

static void bind_catalogue(void) {
    char program[PATH_MAX], place[PATH_MAX + 32], file[PATH_MAX + 96];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

    if (n <= 0) {
        return;
    }
    program[n] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(locale_places); i++) {
        snprintf(place, sizeof place, "%.*s%s", STR_FMT(file_parent(program)), locale_places[i]);
        snprintf(file, sizeof file, "%s/ja/LC_MESSAGES/genkyo.mo", place);
        if (access(file, R_OK) == 0) {
            bindtextdomain("genkyo", place);
            bind_textdomain_codeset("genkyo", "UTF-8");
            textdomain("genkyo");
            return;
        }
    }
}

/* What is said when an input is lost; made beforehand, as a handler may translate nothing. */
static char lost_input[512];

/* Nothing but what is safe in a handler. Several threads may lose the input at once: the first one speaks and ends the
 * process. A result that was begun stays as PATH.partial, which the next run clears. */
static void end_without_input(int number) {
    static atomic_flag is_ending = ATOMIC_FLAG_INIT;

    (void)number;
    while (atomic_flag_test_and_set(&is_ending)) {
        pause();
    }
    ssize_t n = write(STDERR_FILENO, lost_input, strlen(lost_input));
    (void)n;
    _exit(EXIT_REFUSED);
}

/* Rows are read again from files mapped into memory (base/file.h), which is the only way to SIGBUS here. */
static void watch_inputs(void) {
    struct sigaction action = {.sa_handler = end_without_input};

    snprintf(lost_input, sizeof lost_input, "%s",
             _("genkyo: an input file became shorter, or can no longer be read, while it was in use: "
               "nothing was written\n"));
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
}

/* Opened the wrong way round: reading from it, and writing to it, fails as it does with a closed one. */
static void open_closed_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

void surroundings_prepare(void) {
    open_closed_streams();
    signal(SIGXFSZ, SIG_IGN);
}

bool surroundings_end_output(void) {
    bool has_failed = ferror(stdout);

    errno = EIO; /* an earlier failure's number is gone */
    return fclose(stdout) == 0 && !has_failed;
}

void surroundings_outlive_readers(void) {
    signal(SIGPIPE, SIG_IGN);
}

void surroundings_set_language(enum language language) {
    setlocale(LC_ALL, "C.UTF-8");
    setenv("LANGUAGE", language == LANGUAGE_JA ? "ja" : "en", 1);
    bind_catalogue();
    watch_inputs();
}

enum language surroundings_language(void) {
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value && *value) {
            return strncmp(value, "ja", 2) == 0 ? LANGUAGE_JA : LANGUAGE_EN;
        }
    }
    return LANGUAGE_EN;
}

int64_t surroundings_now(void) {
    return (int64_t)time(NULL);
}

enum err_code surroundings_new_uuid(char ret_text[37], struct err *err) {
    unsigned char bytes[16];
    char *at = ret_text;

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return err_system(err, "", "getrandom");
    }
    bytes[6] = (unsigned char)((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++) {
        at += sprintf(at, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
    }
    return ERR_OK;
}

const char *surroundings_tmpdir(void) {
    const char *value = getenv("TMPDIR");
    return value && *value ? value : "/var/tmp";
}

bool surroundings_is_terminal(void) {
    return isatty(STDERR_FILENO) == 1;
}

const char *surroundings_variable(const char *name) {
    return getenv(name);
}

void surroundings_forget_variable(const char *name) {
    char *value = getenv(name);
    if (value) {
        explicit_bzero(value, strlen(value));
    }
    unsetenv(name);
}

void surroundings_forget_all(void) {
    for (char **entry = environ; entry && *entry; entry++) {
        explicit_bzero(*entry, strlen(*entry));
    }
    clearenv();
}

void surroundings_prepare_resolver(size_t lookups) {
    char threads[24];

    snprintf(threads, sizeof threads, "%zu", lookups ? lookups : 1);
    setenv("UV_THREADPOOL_SIZE", threads, 0);
    setenv("RES_OPTIONS", "timeout:2 attempts:1", 0);
}
