#include "cli/run/night_record.h"

#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECORD_FORMAT = 1, RECORD_BYTES_MAX = 1 << 20 };

const char *night_outcome_name(enum night_outcome outcome) {
    static const char *const names[] = {
        [STEP_UNASKED] = "",        [STEP_WAITING] = "waiting",         [STEP_RUNNING] = "running",
        [STEP_DONE] = "done",       [STEP_INTERRUPTED] = "interrupted", [STEP_FAILED] = "failed",
        [STEP_SKIPPED] = "skipped",
    };
    return names[outcome];
}

/* Nothing where nothing is known yet. */
static void write_text(struct json_writer *writer, const char *key, const char *text) {
    if (*text) {
        json_member_string(writer, key, str_from(text));
    }
}

static void write_step(struct json_writer *writer, const struct night_step *step) {
    json_begin_object(writer);
    write_text(writer, "name", step->name);
    write_text(writer, "outcome", night_outcome_name(step->outcome));
    write_text(writer, "started", step->started);
    write_text(writer, "ended", step->ended);
    if (*step->ended) {
        json_member_number(writer, "status", step->status);
    }
    json_end_object(writer);
}

static void write_record(struct json_writer *writer, const struct night_record *record) {
    char as_of[11];

    date_format(record->as_of, as_of);
    json_begin_object(writer);
    json_member_number(writer, "format", RECORD_FORMAT);
    write_text(writer, "name", record->name);
    write_text(writer, "message_id", record->message_id);
    write_text(writer, "started", record->started);
    write_text(writer, "ended", record->ended);
    write_text(writer, "as_of", as_of);
    write_text(writer, "profile", record->profile);
    write_text(writer, "from", record->from);
    write_text(writer, "snapshot", record->snapshot);
    json_key(writer, "steps");
    json_begin_array(writer);
    for (size_t i = 0; i < record->step_count; i++) {
        if (record->steps[i].outcome != STEP_UNASKED) {
            write_step(writer, &record->steps[i]);
        }
    }
    json_end_array(writer);
    if (*record->ended) {
        json_member_number(writer, "status", record->status);
    }
    json_end_object(writer);
}

enum err_code night_record_write(const struct run_state *state, const struct night_record *record, struct err *err) {
    char name[RUN_NAME_SIZE + sizeof ".json"], partial[sizeof name + sizeof ".partial"];
    struct json_file file;

    snprintf(name, sizeof name, "%s.json", record->name);
    snprintf(partial, sizeof partial, "%s.partial", name);
    if (unlinkat(state->runs_fd, partial, 0) != 0 && errno != ENOENT) {
        return err_system(err, partial, "remove");
    }
    enum err_code code = json_file_create(state->runs_fd, partial, &file, err);
    if (code != ERR_OK) {
        return code;
    }
    write_record(file.writer, record);
    code = json_file_close(&file, true, err);
    if (code == ERR_OK && renameat(state->runs_fd, partial, state->runs_fd, name) != 0) {
        code = err_system(err, name, "rename");
    }
    return code == ERR_OK && fsync(state->runs_fd) != 0 ? err_system(err, state->path, "fsync") : code;
}

/* --- what was not told ---------------------------------------------------------------------------------------------
 */

enum telling { TELLS_OF_NOTHING, TELLS_OF_RESULTS, HAS_NOT_TOLD };

static const struct json_node *find_step(const struct json_node *record, const char *name) {
    const struct json_node *steps = json_get(record, "steps");

    for (size_t i = 0; i < json_length(steps); i++) {
        if (str_eq(json_text(json_get(json_at(steps, i), "name")), str_from(name))) {
            return json_at(steps, i);
        }
    }
    return NULL;
}

static bool has_outcome(const struct json_node *step, enum night_outcome outcome) {
    return str_eq(json_text(json_get(step, "outcome")), str_from(night_outcome_name(outcome)));
}

/* A run that was killed in its audit may have put its results in place. */
static bool has_left_results(const struct run_state *state, const struct json_node *audit) {
    struct instant started;
    struct stat status;

    if (has_outcome(audit, STEP_DONE)) {
        return true;
    }
    return has_outcome(audit, STEP_RUNNING) && instant_read(json_text(json_get(audit, "started")), &started) &&
           fstatat(state->fd, "results/latest/summary.json", &status, 0) == 0 &&
           status.st_mtim.tv_sec >= started.seconds;
}

static enum telling judge_telling(const struct run_state *state, const struct json_node *record) {
    const struct json_node *notify = find_step(record, "notify");
    struct str from = json_text(json_get(record, "from"));
    bool is_of_results = str_eq(from, STR("report")) || str_eq(from, STR("notify")) ||
                         has_left_results(state, find_step(record, "audit"));

    if (!is_of_results) {
        return TELLS_OF_NOTHING;
    }
    return !notify || has_outcome(notify, STEP_DONE) ? TELLS_OF_RESULTS : HAS_NOT_TOLD;
}

static enum err_code read_telling(const struct run_state *state, struct str name, struct arena *arena,
                                  enum telling *ret_telling, char ret_message_id[UUID_TEXT_SIZE], struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct str file = arena_printf(arena, "%.*s.json", STR_FMT(name)), bytes = STR_NONE;
    enum err_code code =
        file.n ? file_read_all(state->runs_fd, file.p, RECORD_BYTES_MAX, arena, &bytes, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = json_parse(bytes, file.p, &document, err);
    }
    if (code == ERR_OK) {
        *ret_telling = judge_telling(state, json_root(document));
        snprintf(ret_message_id, UUID_TEXT_SIZE, "%.*s",
                 STR_FMT(str_sub(json_text(json_get(json_root(document), "message_id")), 0, UUID_TEXT_SIZE - 1)));
    }
    return code;
}

enum err_code night_record_find_untold(const struct run_state *state, const char *current, bool *ret_untold,
                                       char ret_message_id[UUID_TEXT_SIZE], struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    enum telling telling = TELLS_OF_NOTHING;
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code =
        arena ? run_state_list(state->runs_fd, ".json", arena, &names, &count, err) : err_no_memory(err);

    while (code == ERR_OK && telling == TELLS_OF_NOTHING && count-- > 0) {
        if (!str_eq(names[count], str_from(current))) {
            code = read_telling(state, names[count], arena, &telling, ret_message_id, err);
        }
    }
    if (code == ERR_OK) {
        *ret_untold = telling == HAS_NOT_TOLD;
    }
    return code;
}
