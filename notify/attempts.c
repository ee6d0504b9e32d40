#include "notify/attempts.h"

#include <errno.h>
#include <time.h>

static void pause_for(uint32_t ms) {
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
    }
}

enum err_code attempts_make(unsigned attempts, uint32_t pause_ms, attempt_once *once, void *context, struct err *err) {
    const unsigned most = attempts < ATTEMPTS_MAX ? attempts : ATTEMPTS_MAX;
    uint64_t pause = pause_ms;
    enum err_code code;

    for (unsigned made = 1;; made++) {
        bool is_temporary = false;
        code = once(context, &is_temporary, err);
        if (!code || !is_temporary || made >= most) {
            return code;
        }
        pause_for((uint32_t)(pause < ATTEMPT_PAUSE_MAX_MS ? pause : ATTEMPT_PAUSE_MAX_MS));
        pause *= 2;
    }
}
