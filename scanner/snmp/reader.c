#include "scanner/snmp/reader.h"

#include "scanner/snmp/fdb.h"
#include "scanner/snmp/vlan_views.h"
#include "scanner/snmp/walk.h"

#include <assert.h>
#include <stdlib.h>

#define WALKS_MAX    4     /* tables that are read at once */
#define TABLE_MS     60000 /* time for one table */
#define OBJECTS_MAX  20    /* in a request */
#define SILENCES_MAX 3     /* requests in a row that were not answered: is it there at all? */
#define GONE         "the agent stopped answering"

/* Each of them has one request under way, beside the one that asks whether the agent is still there. */
static_assert(WALKS_MAX + 1 <= SNMP_PENDING_MAX, "no request waits for a place");

/* What becomes of a table whose requests are not answered: some agents are slow, and some have GETBULK in name only. */
enum manner { MANNER_BULK, MANNER_SMALL, MANNER_NEXT };

struct table_walk {
    struct snmp_reader *reader;
    struct snmp_walk walk;
    bool is_busy;
    enum manner manner;
    uint64_t deadline;
    unsigned first_stream; /* of its columns, a stream each */
};

struct snmp_reader {
    struct snmp_reader_setup setup;
    struct arena *arena;
    struct snmp_plan plan;
    size_t next_object, object_count; /* the batch under way */
    size_t batch;
    size_t next_table;
    struct snmp_vlan_views views; /* of the switch, once everything else was read */
    size_t next_view;
    uint32_t vlan; /* of the view that is read; 0: none */
    bool has_views;
    struct table_walk walks[WALKS_MAX];
    size_t busy;
    unsigned silences;
    bool has_bulk;   /* as far as is known */
    bool bulk_works; /* there was an answer to one */
    bool has_plan;
    bool is_checking, is_gone;
    bool is_over;
};

void snmp_reader_free(struct snmp_reader *reader) {
    if (reader) {
        arena_free(reader->arena);
        free(reader);
    }
}

static void proceed(struct snmp_reader *reader);

static void end(struct snmp_reader *reader) {
    if (!reader->is_over) {
        reader->is_over = true;
        snmp_answers_finish(reader->setup.answers);
        reader->setup.ended(reader->setup.context);
    }
}

static void note_reply(struct snmp_reader *reader, enum snmp_reply_kind kind) {
    reader->silences = kind == SNMP_REPLY_ANSWER ? 0 : reader->silences + 1;
}

/* --- tables --- */

static void note_failure(struct snmp_reader *reader, const struct snmp_walk *walk) {
    if (!reader->vlan) {
        snmp_answers_fail(reader->setup.answers, walk->table->entry, walk->failure);
    } else if (!snmp_answers_failure(reader->setup.answers, snmp_fdb_table.entry)) {
        snmp_answers_fail(reader->setup.answers, snmp_fdb_table.entry, "the switch does not tell it for every VLAN");
    }
}

static void finish_walk(struct table_walk *table) {
    struct snmp_reader *reader = table->reader;

    if (table->walk.failure) {
        note_failure(reader, &table->walk);
    }
    table->is_busy = false;
    reader->busy--;
    proceed(reader);
}

static void on_walk_reply(void *context, struct snmp_reply *reply);

static void ask_walk(struct table_walk *table) {
    struct snmp_reader *reader = table->reader;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];
    unsigned repetitions = 0;
    size_t count;

    if (reader->setup.now_ms() > table->deadline) {
        snmp_walk_fail(&table->walk, "it took too long");
    }
    count = snmp_walk_next(&table->walk, oids, &repetitions);
    if (!count) {
        finish_walk(table);
        return;
    }
    if (!reader->has_bulk) {
        table->manner = MANNER_NEXT;
    }
    snmp_agent_ask(reader->setup.agent, table->manner == MANNER_NEXT ? SNMP_REQUEST_NEXT : SNMP_REQUEST_BULK, oids,
                   count, repetitions, on_walk_reply, table);
}

static void take_variables(struct table_walk *table, struct snmp_reply *reply) {
    struct snmp_reader *reader = table->reader;
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_variable variable;
    enum snmp_exception exception;

    while (snmp_reply_next(reply, &variable, &exception)) {
        if (!snmp_walk_take(&table->walk, &variable, exception)) {
            continue;
        }
        if (reader->vlan) {
            snmp_vlan_view_place(reader->vlan, &variable, ids);
        }
        if (!snmp_answers_add(reader->setup.answers, table->first_stream + snmp_walk_column(&table->walk), &variable)) {
            snmp_walk_fail(&table->walk, "there was more than may be kept");
        }
    }
    snmp_walk_reply_done(&table->walk);
}

static void do_without_bulk(struct table_walk *table, const char *why) {
    if (table->manner == MANNER_NEXT) {
        snmp_walk_fail(&table->walk, why);
    }
    table->manner = MANNER_NEXT;
    snmp_walk_shrink_most(&table->walk);
}

static void take_error(struct table_walk *table, const struct snmp_reply *reply) {
    if (reply->error == SNMP_ERROR_NO_SUCH_NAME) {
        snmp_walk_end_column(&table->walk, reply->error_place);
    } else if (!snmp_walk_shrink(&table->walk)) {
        do_without_bulk(table, reply->error == SNMP_ERROR_TOO_BIG ? "even small answers were too big for the agent"
                                                                  : "the agent answered with an error");
    }
}

/* A view that is not answered is one that is not there. */
static void take_silence(struct table_walk *table) {
    if (table->reader->vlan) {
        snmp_walk_fail(&table->walk, "no answer");
    } else if (table->manner == MANNER_BULK) {
        table->manner = MANNER_SMALL;
        snmp_walk_shrink_most(&table->walk);
        snmp_agent_be_patient(table->reader->setup.agent);
    } else {
        do_without_bulk(table, "no answer");
    }
}

/* An agent that has answered GETNEXT only is asked that from now on. */
static void take_answer(struct table_walk *table, struct snmp_reply *reply) {
    struct snmp_reader *reader = table->reader;

    reader->bulk_works |= table->manner != MANNER_NEXT;
    reader->has_bulk &= table->manner != MANNER_NEXT || reader->bulk_works;
    take_variables(table, reply);
}

static void on_walk_reply(void *context, struct snmp_reply *reply) {
    struct table_walk *table = context;

    note_reply(table->reader, reply->kind);
    if (table->reader->is_over) {
        return;
    }
    if (table->reader->is_gone) {
        snmp_walk_fail(&table->walk, GONE);
    } else if (reply->kind == SNMP_REPLY_SILENCE) {
        take_silence(table);
    } else if (reply->kind != SNMP_REPLY_ANSWER) {
        snmp_walk_fail(&table->walk, reply->message);
    } else if (reply->error) {
        take_error(table, reply);
    } else {
        take_answer(table, reply);
    }
    ask_walk(table);
}

static void start_walk(struct snmp_reader *reader, struct table_walk *walk, const struct snmp_table *table) {
    walk->reader = reader;
    walk->is_busy = true;
    walk->manner = MANNER_BULK;
    walk->deadline = reader->setup.now_ms() + TABLE_MS;
    reader->busy++;
    if (!snmp_walk_begin(&walk->walk, table)) {
        snmp_walk_fail(&walk->walk, "it has no identifier");
    }
    walk->first_stream = snmp_answers_stream(reader->setup.answers);
    for (size_t i = 1; i < walk->walk.column_count; i++) {
        (void)snmp_answers_stream(reader->setup.answers);
    }
    ask_walk(walk);
}

static struct table_walk *find_free(struct snmp_reader *reader) {
    for (size_t i = 0; i < (reader->setup.is_slow ? 1 : WALKS_MAX); i++) {
        if (!reader->walks[i].is_busy) {
            return &reader->walks[i];
        }
    }
    return NULL;
}

static void fail_rest(struct snmp_reader *reader, const char *why) {
    while (reader->next_table < reader->plan.table_count) {
        snmp_answers_fail(reader->setup.answers, reader->plan.tables[reader->next_table++]->entry, why);
    }
}

static void start_walks(struct snmp_reader *reader) {
    struct table_walk *walk;

    if (reader->is_gone) {
        fail_rest(reader, GONE);
    }
    while (reader->next_table < reader->plan.table_count && (walk = find_free(reader))) {
        start_walk(reader, walk, reader->plan.tables[reader->next_table++]);
    }
}

/* --- views of VLANs --- */

static bool find_views(struct snmp_reader *reader) {
    if (!reader->has_views) {
        reader->has_views = true;
        snmp_answers_finish(reader->setup.answers);
        return snmp_vlan_views_find(reader->setup.answers, reader->arena, &reader->views);
    }
    return true;
}

/* One VLAN after the other, as long as the switch gives them. */
static void start_views(struct snmp_reader *reader) {
    bool is_refused = reader->vlan && snmp_answers_failure(reader->setup.answers, snmp_fdb_table.entry);

    if (reader->is_gone || is_refused || !find_views(reader)) {
        reader->next_view = reader->views.count;
    }
    while (!reader->busy && !reader->is_checking && reader->next_view < reader->views.count) {
        reader->vlan = reader->views.vlans[reader->next_view++];
        snmp_agent_view(reader->setup.agent, reader->vlan);
        for (size_t i = 0; snmp_vlan_view_tables[i]; i++) {
            start_walk(reader, &reader->walks[i], snmp_vlan_view_tables[i]);
        }
    }
}

/* --- single objects --- */

static void on_objects_reply(void *context, struct snmp_reply *reply);

static void ask_objects(struct snmp_reader *reader) {
    uint32_t ids[OBJECTS_MAX][SNMP_OID_MAX];
    struct snmp_oid oids[OBJECTS_MAX];
    size_t left = reader->plan.object_count - reader->next_object;

    reader->object_count = 0;
    for (size_t i = 0; i < left && i < reader->batch; i++) {
        reader->object_count += snmp_oid_read(str_from(reader->plan.objects[reader->next_object + i]),
                                              ids[reader->object_count], &oids[reader->object_count]);
    }
    reader->busy++;
    snmp_agent_ask(reader->setup.agent, SNMP_REQUEST_GET, oids, reader->object_count, 0, on_objects_reply, reader);
}

static void keep_objects(struct snmp_reader *reader, struct snmp_reply *reply) {
    struct snmp_variable variable;
    enum snmp_exception exception;

    while (snmp_reply_next(reply, &variable, &exception)) {
        unsigned stream = snmp_answers_stream(reader->setup.answers);
        if (exception == SNMP_VALUE && !snmp_answers_add(reader->setup.answers, stream, &variable)) {
            snmp_answers_fail(reader->setup.answers, reader->plan.objects[reader->next_object],
                              "there was more than may be kept");
        }
    }
    reader->next_object += reader->object_count;
}

/* Takes the object at the place (from 1) out of the plan: in version 1 one that is not there spoils the request. */
static void drop_object(struct snmp_reader *reader, size_t place) {
    size_t at = reader->next_object + (place ? place - 1 : 0);

    memmove(&reader->plan.objects[at], &reader->plan.objects[at + 1],
            (reader->plan.object_count - at - 1) * sizeof *reader->plan.objects);
    reader->plan.object_count--;
}

static void take_objects_error(struct snmp_reader *reader, const struct snmp_reply *reply) {
    bool is_named = reply->error_place > 0 && reply->error_place <= reader->object_count;

    if (reply->error != SNMP_ERROR_TOO_BIG && is_named) {
        drop_object(reader, reply->error_place);
    } else if (reader->batch > 1) {
        reader->batch /= 2;
    } else {
        drop_object(reader, 1);
    }
}

static void take_objects_silence(struct snmp_reader *reader, const char *why) {
    if (reader->batch > 1 && !reader->is_gone) {
        reader->batch /= 2;
        return;
    }
    snmp_answers_fail(reader->setup.answers, reader->plan.objects[reader->next_object], why);
    reader->next_object += reader->object_count;
}

static void on_objects_reply(void *context, struct snmp_reply *reply) {
    struct snmp_reader *reader = context;

    reader->busy--;
    note_reply(reader, reply->kind);
    if (reply->kind != SNMP_REPLY_ANSWER) {
        take_objects_silence(reader, reply->message);
    } else if (reply->error) {
        take_objects_error(reader, reply);
    } else {
        keep_objects(reader, reply);
    }
    proceed(reader);
}

/* --- is it still there? --- */

static void on_check_reply(void *context, struct snmp_reply *reply) {
    struct snmp_reader *reader = context;

    reader->busy--;
    reader->is_checking = false;
    reader->is_gone = reply->kind != SNMP_REPLY_ANSWER;
    reader->silences = 0;
    proceed(reader);
}

/* Tables that are not answered say little of the agent; its clock does. */
static void check(struct snmp_reader *reader) {
    static const uint32_t sys_up_time[] = {1, 3, 6, 1, 2, 1, 1, 3, 0};
    const struct snmp_oid oid = {sys_up_time, ARRAY_LEN(sys_up_time)};

    reader->is_checking = true;
    reader->busy++;
    snmp_agent_ask(reader->setup.agent, SNMP_REQUEST_GET, &oid, 1, 0, on_check_reply, reader);
}

/* --- the order of it all --- */

static bool make_plan(struct snmp_reader *reader) {
    snmp_answers_finish(reader->setup.answers);
    reader->plan.arena = reader->arena;
    reader->has_plan = true;
    reader->next_table = 0;
    return snmp_plan_make(reader->setup.answers, &reader->plan);
}

static void proceed(struct snmp_reader *reader) {
    if (reader->is_over || reader->is_checking || (reader->busy && !reader->has_plan)) {
        return;
    }
    if (reader->silences >= SILENCES_MAX && !reader->is_gone) {
        check(reader);
        return;
    }
    if (!reader->has_plan && !make_plan(reader)) {
        snmp_answers_fail(reader->setup.answers, snmp_system_table.entry, "out of memory");
        end(reader);
        return;
    }
    if (reader->next_object < reader->plan.object_count && !reader->is_gone) {
        if (!reader->busy) {
            ask_objects(reader);
        }
        return;
    }
    start_walks(reader);
    if (!reader->busy) {
        start_views(reader);
    }
    if (!reader->busy) {
        end(reader);
    }
}

void snmp_reader_cut(struct snmp_reader *reader, const char *why) {
    if (reader->is_over) {
        return;
    }
    reader->is_over = true;
    for (size_t i = 0; i < WALKS_MAX; i++) {
        if (reader->walks[i].is_busy) {
            snmp_answers_fail(reader->setup.answers, reader->walks[i].walk.table->entry, why);
        }
    }
    fail_rest(reader, why);
    snmp_answers_finish(reader->setup.answers);
}

struct snmp_reader *snmp_reader_start(const struct snmp_reader_setup *setup) {
    struct snmp_reader *reader = calloc(1, sizeof *reader);

    if (reader) {
        reader->arena = arena_new();
    }
    if (!reader || !reader->arena) {
        free(reader);
        return NULL;
    }
    reader->setup = *setup;
    reader->has_bulk = setup->has_bulk;
    reader->batch = OBJECTS_MAX;
    start_walk(reader, &reader->walks[0], &snmp_system_table);
    return reader;
}
