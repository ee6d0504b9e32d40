#include "cli/night_record.h"

#include "base/json_write.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { RECORD_FORMAT = 1 };

const char *night_outcome_name(enum night_outcome outcome) {
    static const char *const names[] = {
        [STEP_UNASKED] = "",  [STEP_WAITING] = "waiting", [STEP_RUNNING] = "running",
        [STEP_DONE] = "done", [STEP_FAILED] = "failed",   [STEP_SKIPPED] = "skipped",
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
    if (step->outcome == STEP_DONE || step->outcome == STEP_FAILED) {
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
    write_text(writer, "started", record->started);
    write_text(writer, "ended", record->ended);
    write_text(writer, "as_of", as_of);
    write_text(writer, "profile", record->profile);
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
