#include "cli/run/tell.h"

#include "cli/run/results.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "notify/template.h"
#include "report/prometheus.h"

#include <stdio.h>
#include <stdlib.h>

/* Steps that failed, and waivers. */
enum { RUN_LINES_MAX = NIGHT_STEPS_MAX + NOTIFICATION_LINES_MAX };

static enum exit_status refuse(const struct run *run, const struct err *err) {
    say_error(run->cli, err);
    return EXIT_REFUSED;
}

/* --- metrics -------------------------------------------------------------------------------------------------------
 */

bool run_report_is_wanted(const struct run *run) {
    return run->config->prometheus.n > 0;
}

enum exit_status run_report(struct run *run) {
    struct summary summary = {.as_of = DATE_NONE};
    const struct prometheus_run told = {
        .summary = &summary,
        .system = run->config->title,
        .ended_seconds = surroundings_now(),
        .exit_status = (int)run_steps_judge(run),
    };
    bool is_found = false;
    struct err err = {0};
    enum err_code code = run_results_counts(run->state, &summary, &is_found, &err);

    if (code == ERR_OK && is_found) {
        code = report_prometheus(run->config->prometheus.p, &told, true, &err);
    }
    return code == ERR_OK ? EXIT_DONE : refuse(run, &err);
}

/* --- news ----------------------------------------------------------------------------------------------------------
 */

bool run_notify_is_wanted(const struct run *run) {
    return run->config->notify.has_mail || run->config->notify.webhook_count > 0;
}

/* NULL: nothing that people must know of. */
static const char *what_became_of(const struct night_step *step) {
    switch (step->outcome) {
    case STEP_FAILED:
        return _("this step failed; what it said is in the log of the run");
    case STEP_INTERRUPTED:
        return _("this step was interrupted, and no audit was done; --from audit goes on with what it had read");
    default:
        return NULL;
    }
}

static void add_broken_off_steps(const struct run *run, struct notice_line *lines, struct notification *notification) {
    for (size_t i = 0; i < run->record.step_count; i++) {
        const struct night_step *step = &run->record.steps[i];
        const char *message = what_became_of(step);
        if (message) {
            lines[notification->run_count++] =
                (struct notice_line){.subject = str_from(step->name), .message = str_from(message)};
        }
    }
}

/* Whoever reads of it knows nothing of this process's directory. */
static struct str results_place(const struct run *run, struct arena *arena) {
    char path[PATH_MAX];

    return arena_printf(arena, "%s/results/latest", realpath(run->state->path, path) ? path : run->state->path);
}

static enum err_code gather(const struct run *run, struct arena *arena, struct notification *notification,
                            struct err *err) {
    struct notice_line *lines = arena_alloc_array(arena, RUN_LINES_MAX, sizeof *lines);
    struct str output = results_place(run, arena);

    if (!lines || !output.n) {
        return err_no_memory(err);
    }
    *notification = (struct notification){
        .id = str_from(run->record.message_id),
        .language = run->cli->language,
        .title = run->config->title,
        .as_of = run->cli->as_of,
        .run_lines = lines,
        .exit_status = (int)run_steps_judge(run),
        .output = output,
    };
    add_broken_off_steps(run, lines, notification);
    return run_steps_have_results(run) ? run_results_news(run->state, arena, notification, lines, RUN_LINES_MAX, err)
                                       : ERR_OK;
}

static enum err_code render(const struct run_template *template, const struct notification *notification,
                            void (*usual)(const struct notification *notification, struct buffer *out),
                            struct buffer *out, struct err *err) {
    if (template->path) {
        return template_render(template->text, template->path, notification, out, err);
    }
    usual(notification, out);
    return ERR_OK;
}

/* Of the sender, as the name of the machine is nobody's business. */
static struct str domain_of(struct str address) {
    struct str rest = address, domain = STR_NONE;

    while (str_cut(&rest, '@', &domain)) {
    }
    str_drop_suffix(&domain, STR(">"));
    return domain;
}

static enum err_code send_mail(const struct run *run, const struct notification *notification, struct err *err) {
    CLEANUP(buffer_done) struct buffer subject = {0}, body = {0}, id = {0};
    const struct run_notify *notify = &run->config->notify;
    char now[26];
    enum err_code code = render(&notify->subject, notification, notification_render_subject, &subject, err);

    if (code == ERR_OK) {
        code = render(&notify->text, notification, notification_render_text, &body, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    buffer_printf(&id, "genkyo.%.*s@%.*s", STR_FMT(notification->id), STR_FMT(domain_of(notify->mail.from)));
    instant_format((struct instant){surroundings_now(), run->config->policy.utc_offset}, now);
    if (subject.failed || body.failed || id.failed) {
        return err_no_memory(err);
    }
    return mail_send(&notify->mail, buffer_view(&subject), buffer_view(&body), str_from(now), buffer_view(&id), err);
}

/* Says what could not be delivered. */
static bool is_delivered(const struct run *run, enum err_code code, const struct err *err) {
    if (code != ERR_OK) {
        say_error(run->cli, err);
    }
    return code == ERR_OK;
}

/* Somebody was told: done in part, and no reason to tell everybody again. */
static enum exit_status send_all(const struct run *run, const struct notification *notification) {
    const struct run_notify *notify = &run->config->notify;
    size_t ways = notify->has_mail + notify->webhook_count, delivered = 0;

    if (notify->has_mail) {
        struct err err = {0};
        delivered += is_delivered(run, send_mail(run, notification, &err), &err);
    }
    for (size_t i = 0; i < notify->webhook_count; i++) {
        struct err err = {0};
        delivered += is_delivered(run, webhook_send(&notify->webhooks[i], notification, &err), &err);
    }
    return delivered == ways ? EXIT_DONE : delivered ? EXIT_PARTIAL : EXIT_REFUSED;
}

enum exit_status run_notify(struct run *run) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct notification notification;
    struct err err = {0};
    enum err_code code = arena ? gather(run, arena, &notification, &err) : err_no_memory(&err);

    if (code != ERR_OK) {
        return refuse(run, &err);
    }
    if (run->config->notify.only_changes && !notification_has_news(&notification)) {
        return EXIT_DONE;
    }
    return send_all(run, &notification);
}

/* As that run would have told it, in today's language. */
static enum err_code gather_untold(const struct run *run, const char *message_id, struct arena *arena,
                                   struct notification *notification, struct err *err) {
    struct notice_line *lines = arena_alloc_array(arena, RUN_LINES_MAX, sizeof *lines);
    struct str output = results_place(run, arena);
    struct summary summary;
    bool is_found = false;

    if (!lines || !output.n) {
        return err_no_memory(err);
    }
    enum err_code code = run_results_counts(run->state, &summary, &is_found, err);
    if (code != ERR_OK || !is_found) {
        return code != ERR_OK ? code : err_set(err, ERR_NOT_FOUND, output.p, STR_NONE, STR_NONE);
    }
    *notification = (struct notification){
        .id = str_from(message_id),
        .language = run->cli->language,
        .title = run->config->title,
        .as_of = summary.as_of,
        .run_lines = lines,
        .exit_status = summary.exit_status,
        .output = output,
    };
    return run_results_news(run->state, arena, notification, lines, RUN_LINES_MAX, err);
}

void run_tell_untold(const struct run *run) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct notification notification;
    char message_id[UUID_TEXT_SIZE] = "";
    bool is_untold = false;
    struct err err = {0};

    if (!run_notify_is_wanted(run) || run_steps_need_results(run->from)) {
        return;
    }
    enum err_code code = arena ? night_record_find_untold(run->state, run->record.name, &is_untold, message_id, &err)
                               : err_no_memory(&err);
    if (code == ERR_OK && is_untold && !*message_id) { /* of an earlier version */
        code = surroundings_new_uuid(message_id, &err);
    }
    if (code == ERR_OK && is_untold) {
        code = gather_untold(run, message_id, arena, &notification, &err);
    }
    if (code != ERR_OK) {
        say_error(run->cli, &err);
    } else if (is_untold && notification_has_news(&notification)) {
        (void)send_all(run, &notification);
    }
}
