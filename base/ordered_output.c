#include "base/ordered_output.h"

#include <pthread.h>
#include <stdlib.h>

/* Parts are rendered into a ring of slots: part p into slot p % slots, once part p - slots is written. Whoever makes
 * the part that is next, or finds it ready, writes it and all ready ones behind it; others go on rendering meanwhile.
 * Nobody waits for a part that is not begun, since parts are begun in order: the thread that has the next part never
 * waits. */

#define SLOTS_PER_THREAD 2

struct slot {
    struct output **outs;
    bool is_ready;
};

struct ordering {
    struct output *const *files;
    size_t file_count;
    ordered_render *render;
    void *context;
    struct slot *slots;
    size_t slot_count;
    pthread_mutex_t mutex; /* guards what follows, and is_ready of the slots */
    pthread_cond_t moved;
    size_t next; /* the part to be written */
    bool is_writing;
    bool has_failed;
};

/* False when a failure makes it pointless to go on. */
static bool wait_for_slot(struct ordering *ordering, size_t part) {
    bool has_failed;

    pthread_mutex_lock(&ordering->mutex);
    while (part - ordering->next >= ordering->slot_count && !ordering->has_failed) {
        pthread_cond_wait(&ordering->moved, &ordering->mutex);
    }
    has_failed = ordering->has_failed;
    pthread_mutex_unlock(&ordering->mutex);
    return !has_failed;
}

static void write_slot(struct ordering *ordering, struct slot *slot) {
    for (size_t i = 0; i < ordering->file_count; i++) {
        output_write(ordering->files[i], output_bytes(slot->outs[i]));
        output_reset(slot->outs[i]);
    }
}

static void write_ready(struct ordering *ordering, struct slot *made) {
    pthread_mutex_lock(&ordering->mutex);
    made->is_ready = true;
    if (!ordering->is_writing) {
        struct slot *slot;
        ordering->is_writing = true;
        while ((slot = &ordering->slots[ordering->next % ordering->slot_count])->is_ready) {
            pthread_mutex_unlock(&ordering->mutex);
            write_slot(ordering, slot);
            pthread_mutex_lock(&ordering->mutex);
            slot->is_ready = false;
            ordering->next++;
            pthread_cond_broadcast(&ordering->moved);
        }
        ordering->is_writing = false;
    }
    pthread_mutex_unlock(&ordering->mutex);
}

static void give_up(struct ordering *ordering) {
    pthread_mutex_lock(&ordering->mutex);
    ordering->has_failed = true;
    pthread_cond_broadcast(&ordering->moved);
    pthread_mutex_unlock(&ordering->mutex);
}

static enum err_code run_part(void *context, size_t part, unsigned worker, struct err *err) {
    struct ordering *ordering = context;
    struct slot *slot = &ordering->slots[part % ordering->slot_count];
    enum err_code code;

    if (!wait_for_slot(ordering, part)) {
        return ERR_OK;
    }
    code = ordering->render(ordering->context, part, worker, slot->outs, err);
    for (size_t i = 0; !code && i < ordering->file_count; i++) {
        code = output_error(slot->outs[i], err);
    }
    if (code) {
        give_up(ordering);
    } else {
        write_ready(ordering, slot);
    }
    return code;
}

static void slots_done(struct ordering *ordering) {
    for (size_t i = 0; ordering->slots && i < ordering->slot_count; i++) {
        struct output **outs = ordering->slots[i].outs;
        for (size_t k = 0; outs && k < ordering->file_count; k++) {
            output_abandon(outs[k]);
        }
        free(outs);
    }
    free(ordering->slots);
}

static enum err_code slots_init(struct ordering *ordering, struct err *err) {
    ordering->slots = calloc(ordering->slot_count, sizeof *ordering->slots);
    for (size_t i = 0; ordering->slots && i < ordering->slot_count; i++) {
        struct output **outs = ordering->slots[i].outs = calloc(ordering->file_count, sizeof(struct output *));
        for (size_t k = 0; outs && k < ordering->file_count; k++) {
            enum err_code code = output_in_memory(&outs[k], err);
            if (code) {
                return code;
            }
        }
        if (!outs) {
            return err_no_memory(err);
        }
    }
    return ordering->slots ? ERR_OK : err_no_memory(err);
}

enum err_code ordered_output(struct pool *pool, size_t parts, struct output *const *files, size_t file_count,
                             ordered_render *render, void *context, struct err *err) {
    struct ordering ordering = {
        .files = files,
        .file_count = file_count,
        .render = render,
        .context = context,
        .slot_count = (size_t)pool_threads(pool) * SLOTS_PER_THREAD,
        .mutex = PTHREAD_MUTEX_INITIALIZER,
        .moved = PTHREAD_COND_INITIALIZER,
    };
    enum err_code code = slots_init(&ordering, err);

    if (!code) {
        code = parallel_try(pool, parts, run_part, &ordering, err);
    }
    slots_done(&ordering);
    pthread_cond_destroy(&ordering.moved);
    pthread_mutex_destroy(&ordering.mutex);
    return code;
}
