#include "cli/progress.h"

#include "cli/surroundings.h"

#include <stdio.h>

enum { SECONDS_BETWEEN_LINES = 10 };

void progress_init(struct progress *progress, const struct cli *cli) {
    bool is_terminal = surroundings_is_terminal();

    *progress = (struct progress){
        .is_shown =
            cli->progress == PROGRESS_ALWAYS || (cli->progress == PROGRESS_AUTO && is_terminal && !cli->is_quiet),
        .is_terminal = is_terminal,
        .started = surroundings_now(),
    };
}

void progress_update(void *context, const struct scan_progress *scan) {
    struct progress *progress = context;
    int64_t now = surroundings_now(), elapsed = now - progress->started;
    bool is_due =
        progress->is_terminal || scan->done == scan->total || now - progress->last_line >= SECONDS_BETWEEN_LINES;

    if (!progress->is_shown || !is_due) {
        return;
    }
    progress->last_line = now;
    size_t failed = scan->done - scan->by_outcome[PROBE_ANSWERED] - scan->by_outcome[PROBE_PARTIAL];
    long long left = scan->done ? (long long)((scan->total - scan->done) * (uint64_t)elapsed / scan->done) : -1;
    fprintf(stderr, _("%sdone %zu of %zu, running %zu, failed %zu, %lld s"), progress->is_terminal ? "\r" : "",
            scan->done, scan->total, scan->running, failed, (long long)elapsed);
    if (left >= 0) {
        fprintf(stderr, _(", about %lld s left"), left);
    }
    fputs(progress->is_terminal ? "\x1b[K" : "\n", stderr);
    fflush(stderr);
}

void progress_finish(struct progress *progress) {
    if (progress->is_shown && progress->is_terminal) {
        fputc('\n', stderr);
    }
}
