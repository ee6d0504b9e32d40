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

static void print_line(const struct progress *progress, const struct scan_progress *scan, uint64_t elapsed) {
    size_t failed = scan->done - scan->by_outcome[PROBE_ANSWERED] - scan->by_outcome[PROBE_PARTIAL] -
                    scan->by_outcome[PROBE_EXCLUDED];
    size_t done_now = scan->done - scan->resumed;

    fprintf(stderr, _("%sdone %zu of %zu, running %zu, failed %zu, %llu s"), progress->is_terminal ? "\r" : "",
            scan->done, scan->total, scan->running, failed, (unsigned long long)elapsed);
    if (done_now && elapsed) {
        fprintf(stderr, _(", %.1f a second"), (double)done_now / (double)elapsed);
        fprintf(stderr, _(", about %llu s left"),
                (unsigned long long)((scan->total - scan->done) * elapsed / done_now));
    }
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
    print_line(progress, scan, (uint64_t)elapsed);
    fputs(progress->is_terminal ? "\x1b[K" : "\n", stderr);
    fflush(stderr);
}

void progress_finish(struct progress *progress) {
    if (progress->is_shown && progress->is_terminal) {
        fputc('\n', stderr);
    }
}
