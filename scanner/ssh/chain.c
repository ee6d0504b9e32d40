#include "scanner/ssh/chain.h"

#include "scanner/credential/memory.h"
#include "scanner/net_address.h"

#include <stdlib.h>
#include <unistd.h>

#define TRIES_MAX 3 /* of authentication, with each host: more would lock accounts */

struct link {
    struct target host; /* the jump host as something to connect to, or the target */
    struct str address; /* numeric; empty where only the jump host knows it */
    const struct credential **credentials;
    size_t credential_count;
    const struct credential *preferred; /* the first of them, whatever the file's order; may be NULL */
    size_t credentials_used;            /* in connections before */
    size_t refusals_noted;              /* of this connection, in the memory of credentials */
    unsigned tries;                     /* refused in them */
    struct ssh_request request;
    struct ssh_session *session;
    bool is_in;
};

struct ssh_chain {
    struct ssh_chain_setup setup;
    bool is_out_of_memory;
    size_t count; /* at least 1 */
    struct link links[];
};

/* A jump host has neither the site nor the credential of the targets behind it. */
static struct target as_target(const struct hop *hop) {
    return (struct target){.address = hop->address, .port = hop->port, .user = hop->user};
}

struct ssh_chain *ssh_chain_new(const struct ssh_chain_setup *setup) {
    size_t hops = setup->target->hop_count;
    struct ssh_chain *chain = calloc(1, sizeof *chain + (hops + 1) * sizeof chain->links[0]);

    if (!chain) {
        return NULL;
    }
    chain->setup = *setup;
    chain->count = hops + 1;
    for (size_t i = 0; i < hops; i++) {
        chain->links[i].host = as_target(&setup->target->hops[i]);
    }
    chain->links[hops].host = *setup->target;
    return chain;
}

void ssh_chain_free(struct ssh_chain *chain) {
    if (!chain) {
        return;
    }
    ssh_chain_disconnect(chain);
    for (size_t i = 0; i < chain->count; i++) {
        free(chain->links[i].credentials);
    }
    free(chain);
}

struct str ssh_chain_address(const struct ssh_chain *chain) {
    return chain->links[0].host.address;
}

uint16_t ssh_chain_port(const struct ssh_chain *chain) {
    return chain->links[0].host.port;
}

size_t ssh_chain_last(const struct ssh_chain *chain) {
    return chain->count - 1;
}

struct str ssh_chain_jump_host(const struct ssh_chain *chain, size_t link) {
    return link < ssh_chain_last(chain) ? chain->links[link].host.address : STR_NONE;
}

/* --- credentials --- */

static void put_preferred_first(struct link *link) {
    for (size_t i = 0; i < link->credential_count; i++) {
        if (link->credentials[i] == link->preferred) {
            memmove(link->credentials + 1, link->credentials, i * sizeof(struct credential *));
            link->credentials[0] = link->preferred;
        }
    }
}

/* As late as can be, as other hosts may have taught something meanwhile; the order of a link that has begun stays. */
static void order_credentials(const struct ssh_chain *chain, struct link *link) {
    const struct credential_memory *memory = chain->setup.options->credential_memory;

    if (link->credentials_used > 0) {
        return;
    }
    if (memory) {
        credential_memory_sort(memory, &link->host, link->address, link->credentials, link->credential_count);
    }
    put_preferred_first(link);
}

static bool choose(struct ssh_chain *chain, size_t index, struct str address) {
    const struct credential_store *store = chain->setup.credentials;
    struct link *link = &chain->links[index];
    size_t count = credential_count(store);

    /* Those that are left stay in the order in which they were tried. */
    if (link->credentials_used > 0) {
        return true;
    }
    /* What let another target through: a refusal for each target would lock the account. */
    if (!link->credentials && index < ssh_chain_last(chain)) {
        link->preferred = jump_credential(chain->setup.place, index);
    }
    free(link->credentials);
    link->address = address;
    link->credential_count = 0;
    link->credentials = calloc(count + 1, sizeof(struct credential *));
    for (size_t i = 0; link->credentials && i < count; i++) {
        const struct credential *credential = credential_at(store, i);
        /* Where only the jump host knows the address, blocks of addresses say nothing: it takes a scope without them.
         */
        if (credential_covers(credential, &link->host, address)) {
            link->credentials[link->credential_count++] = credential;
        }
    }
    return link->credential_count > 0;
}

size_t ssh_chain_choose_credentials(struct ssh_chain *chain, struct str address) {
    for (size_t i = 0; i < chain->count; i++) {
        struct str given = chain->links[i].host.address;
        struct net_address literal;
        bool is_literal = net_address_read(given, &literal);
        if (!choose(chain, i, i == 0 ? address : is_literal ? given : STR_NONE)) {
            return i;
        }
    }
    return chain->count;
}

/* --- connections --- */

static void fill_request(const struct ssh_chain *chain, size_t index, struct link *link) {
    const struct link *next = index < ssh_chain_last(chain) ? link + 1 : NULL;
    const struct scan_options *options = chain->setup.options;

    order_credentials(chain, link);
    link->refusals_noted = 0;
    link->request = (struct ssh_request){
        .host = link->host.address,
        .port = link->host.port,
        .known_hosts = chain->setup.known_hosts,
        .trust_new = options->trust_new,
        .auth =
            {
                .credentials = link->credentials + link->credentials_used,
                .credential_count = link->credential_count - link->credentials_used,
                .tries_max = TRIES_MAX - link->tries,
                .user = link->host.user,
                .agent_socket = options->agent_socket,
            },
        .forward_host = next ? next->host.address : STR_NONE,
        .forward_port = next ? next->host.port : 0,
        .scripts = chain->setup.scripts,
        .output_limit = options->output_limit,
    };
}

enum err_code ssh_chain_connect(struct ssh_chain *chain, int fd, struct err *err) {
    struct link *link = &chain->links[0];

    fill_request(chain, 0, link);
    return ssh_session_new(fd, &link->request, &link->session, err);
}

/* What a session learnt about its credentials stays. */
static void keep_progress(struct link *link) {
    const struct ssh_result *result = ssh_session_result(link->session);

    link->credentials_used += result->credentials_used;
    link->tries += result->tries - (result->credential ? 1 : 0);
}

/* Those that are carried go first. */
void ssh_chain_disconnect(struct ssh_chain *chain) {
    for (size_t i = chain->count; i-- > 0;) {
        struct link *link = &chain->links[i];
        if (link->session) {
            keep_progress(link);
            ssh_session_free(link->session);
            link->session = NULL;
            link->is_in = false;
        }
    }
}

bool ssh_chain_has_next_user(struct ssh_chain *chain) {
    const struct link *link = &chain->links[ssh_chain_link(chain)];
    const struct ssh_result *result = ssh_session_result(link->session);

    if (link->credentials_used + result->credentials_used >= link->credential_count ||
        link->tries + result->tries >= TRIES_MAX) {
        return false;
    }
    ssh_chain_disconnect(chain);
    return true;
}

/* --- going on --- */

static void note_use(const struct ssh_chain *chain, const struct link *link, const struct credential *credential,
                     bool is_accepted) {
    struct credential_memory *memory = chain->setup.options->credential_memory;

    if (memory) {
        credential_memory_note(memory, &link->host, link->address, credential, is_accepted);
    }
}

/* As soon as they are known, as other hosts of the subnet may be waiting for it. */
static void note_entry(struct ssh_chain *chain, size_t index) {
    struct link *link = &chain->links[index];
    const struct ssh_result *result = ssh_session_result(link->session);
    const struct credential *credential = result->credential;

    while (link->refusals_noted < result->credentials_used) {
        note_use(chain, link, link->request.auth.credentials[link->refusals_noted++], false);
    }
    if (!link->is_in && credential) {
        link->is_in = true;
        note_use(chain, link, credential, true);
        if (index < ssh_chain_last(chain)) {
            jump_let_in(chain->setup.jumps, chain->setup.place, index, credential);
        }
    }
}

/* A session that carries gets the next one to carry. False when memory is out. */
static bool open_next(struct ssh_chain *chain, size_t index) {
    struct link *next = &chain->links[index + 1];

    fill_request(chain, index + 1, next);
    return ssh_session_new_carried(chain->links[index].session, &next->request, &next->session, NULL) == ERR_OK;
}

/* Each session in turn, from the socket inwards. */
static bool advance_all(struct ssh_chain *chain) {
    for (size_t i = 0; i < chain->count && chain->links[i].session; i++) {
        ssh_session_advance(chain->links[i].session);
        note_entry(chain, i);
        if (i < ssh_chain_last(chain) && !chain->links[i + 1].session &&
            ssh_session_is_carrying(chain->links[i].session) && !open_next(chain, i)) {
            return false;
        }
    }
    return true;
}

static uint64_t carried_so_far(const struct ssh_chain *chain) {
    uint64_t sum = 0;

    for (size_t i = 0; i < chain->count && chain->links[i].session; i++) {
        sum += ssh_session_carried(chain->links[i].session);
    }
    return sum;
}

static bool has_ended(const struct link *link) {
    return link->session && ssh_session_result(link->session)->end != SSH_END_NONE;
}

/* What one session puts into a pipe another can take out: only when nothing moves any more is the socket waited for.
 * What a host has sent before its jump host broke off is read as well. */
bool ssh_chain_advance(struct ssh_chain *chain) {
    uint64_t before;

    do {
        before = carried_so_far(chain);
        if (!advance_all(chain)) {
            return chain->is_out_of_memory = true;
        }
    } while (carried_so_far(chain) != before && !has_ended(&chain->links[ssh_chain_last(chain)]));
    return has_ended(&chain->links[ssh_chain_link(chain)]);
}

bool ssh_chain_wants_read(const struct ssh_chain *chain) {
    return ssh_session_wants_read(chain->links[0].session);
}

bool ssh_chain_wants_write(const struct ssh_chain *chain) {
    return ssh_session_wants_write(chain->links[0].session);
}

/* --- what became of it --- */

size_t ssh_chain_link(const struct ssh_chain *chain) {
    const struct link *target = &chain->links[ssh_chain_last(chain)];
    size_t innermost = 0;

    /* Sessions inside one that broke off break off with it; but a target that is through is through. */
    if (has_ended(target) && ssh_session_result(target->session)->end == SSH_END_COMPLETE) {
        return ssh_chain_last(chain);
    }
    for (size_t i = 0; i < chain->count && chain->links[i].session; i++) {
        if (has_ended(&chain->links[i])) {
            return i;
        }
        innermost = i;
    }
    return innermost;
}

const struct ssh_result *ssh_chain_result(const struct ssh_chain *chain) {
    static const struct ssh_result out_of_memory = {.end = SSH_END_MEMORY, .message = "out of memory"};

    return chain->is_out_of_memory ? &out_of_memory : ssh_session_result(chain->links[ssh_chain_link(chain)].session);
}

bool ssh_chain_is_in(const struct ssh_chain *chain, size_t link) {
    return chain->links[link].is_in;
}

const struct ssh_result *ssh_chain_target(const struct ssh_chain *chain) {
    const struct link *target = &chain->links[ssh_chain_last(chain)];

    return target->session ? ssh_session_result(target->session) : NULL;
}

const struct credential *ssh_chain_credential(const struct ssh_chain *chain) {
    const struct link *target = &chain->links[ssh_chain_last(chain)];
    const struct ssh_result *result = ssh_chain_target(chain);
    size_t used = result ? target->credentials_used + result->credentials_used : 0;

    if (result && result->credential) {
        return result->credential;
    }
    return used ? target->credentials[used - 1] : NULL;
}
