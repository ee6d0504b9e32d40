#pragma once
/* The jump hosts of a scan: who may connect through one now, and what has been learnt about it.
 *
 * A jump host's sshd drops connections at random while many have not been let in (MaxStartups 10:30:100), and a wrong
 * password that each of a thousand targets tries locks an account. So targets line up, in their order: one goes ahead
 * until the jump host has let somebody in, then a few at a time are on their way in, and a limited number is through.
 * What is certain of a jump host (its key has changed, it refuses the credentials) is not tried again; neither is one
 * that could not be reached several times in a row.
 *
 * A jump host behind others is one by the way to it: the same name may be another machine elsewhere. Runs on the loop's
 * thread. */

#include "base/compiler.h"
#include "inventory/words.h"
#include "scanner/target/target.h"

#include <sys/queue.h>

#define JUMP_ENTERING_MAX  4  /* MaxStartups lets ten be; sshd counts them a little longer, and others log in as well */
#define JUMP_INSIDE_MAX    32 /* connections to one jump host, those on their way in among them */
#define JUMP_UNREACHED_MAX 3  /* failures in a row */
#define JUMP_MESSAGE_MAX   512

struct credential;
struct jump_host;
struct uv_loop_s;

enum jump_state { JUMP_OUT, JUMP_WAITING, JUMP_ENTERING, JUMP_PASSING };

/* A target's place in the line: its function set, the rest zero. */
struct jump_place {
    TAILQ_ENTRY(jump_place) link;
    enum jump_state state;
    struct jump_host *last; /* of the way; NULL: no jump host, or not in line */
    /* Its turn has come, or one of its jump hosts has been given up: jump_failure tells. Never called from within a
     * function of this header. */
    void (*may_connect)(struct jump_place *place);
};

struct jump_failure {
    enum probe_outcome outcome;
    char message[JUMP_MESSAGE_MAX];
};

struct jump_hosts;
/* NULL when memory is out. */
struct jump_hosts *jump_hosts_new(struct uv_loop_s *loop);
/* Frees itself once the loop has let go of it; all places must have left. */
void jump_hosts_close(struct jump_hosts *jumps);
/* Lines the place up for the way, which is not empty. False when memory is out. */
bool jump_queue(struct jump_hosts *jumps, struct jump_place *place, const struct hop *hops, size_t count);
/* From any state. */
void jump_leave(struct jump_hosts *jumps, struct jump_place *place);

/* The way's jump host number INDEX let us in with the credential; after the last one, the place has passed. */
void jump_let_in(struct jump_hosts *jumps, struct jump_place *place, size_t index, const struct credential *credential);
/* It connects anew, without waiting for its turn again. */
void jump_enter_again(struct jump_place *place);
/* Jump host number INDEX failed. IS_CERTAIN: it would do so again. */
void jump_failed(struct jump_hosts *jumps, struct jump_place *place, size_t index, bool is_certain,
                 enum probe_outcome outcome, const char *message);
/* Of the first jump host of the way that has been given up, or NULL. */
const struct jump_failure *jump_failure(const struct jump_place *place);
/* The credential that let us in last, or NULL. */
const struct credential *jump_credential(const struct jump_place *place, size_t index);
