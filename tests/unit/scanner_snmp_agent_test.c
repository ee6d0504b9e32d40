#include "scanner/snmp/agent.h"

#include "fixtures/agent/ber.h"
#include "scanner/snmp/user.h"
#include "tests/unit/support/cmocka.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BER_REPORT 0xA8
#define MODEL_USM  3

/* Counters of USM (RFC 3414): which one a report shows says what it complains of. */
enum usm_counter { NOT_IN_TIME_WINDOW = 2, UNKNOWN_USER = 3, UNKNOWN_ENGINE = 4 };

/* Agent and test talk over a socket each; nobody waits for more than a moment. */
struct talk {
    struct snmp_agent *agent;
    struct snmp_keys *keys;
    struct credential credential;
    int fd;
    struct sockaddr_in peer; /* who sent the last request */
    char request[2048];
    int64_t message_id, request_id; /* of that one */
    unsigned replies;
    enum snmp_reply_kind kind; /* of the last one */
};

static const struct str user = {"audit", 5};
static const uint32_t sys_name[] = {1, 3, 6, 1, 2, 1, 1, 5, 0};
static const struct snmp_oid name_oid = {sys_name, 9};

static void open_talk(struct talk *talk, enum credential_kind kind) {
    static char community[] = "public";
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof here;
    struct snmp_agent_setup setup = {.credential = &talk->credential, .timeout_ms = 10000, .retries = 2};

    *talk = (struct talk){.credential = {.kind = kind, .user = kind == CREDENTIAL_SNMP_V3 ? user : STR_NONE}};
    talk->credential.snmp.community = community;
    talk->fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(bind(talk->fd, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(getsockname(talk->fd, (struct sockaddr *)&here, &length), 0);
    talk->keys = snmp_keys_new();
    assert_non_null(talk->keys);
    setup.keys = talk->keys;
    setup.port = ntohs(here.sin_port);
    assert_true(net_address_read(STR("127.0.0.1"), &setup.address));
    snmp_library_init();
    talk->agent = snmp_agent_open(&setup);
    assert_non_null(talk->agent);
}

static void close_talk(struct talk *talk) {
    snmp_agent_close(talk->agent);
    snmp_keys_free(talk->keys);
    if (talk->fd >= 0) {
        close(talk->fd);
    }
}

static void on_reply(void *context, struct snmp_reply *reply) {
    struct talk *talk = context;

    talk->replies++;
    talk->kind = reply->kind;
}

static void ask(struct talk *talk) {
    snmp_agent_ask(talk->agent, SNMP_REQUEST_GET, &name_oid, 1, 0, on_reply, talk);
}

/* --- the other side --- */

static bool has_come(int fd) {
    struct pollfd wanted = {.fd = fd, .events = POLLIN};

    return poll(&wanted, 1, 50) == 1;
}

static void read_v3(struct talk *talk, struct str message) {
    struct str header, scoped, pdu, ignored;
    int64_t number;
    unsigned tag;

    assert_true(ber_take_tagged(&message, BER_SEQUENCE, &header));
    assert_true(ber_take_integer(&header, &talk->message_id));
    assert_true(ber_take_tagged(&message, BER_BYTES, &ignored));
    assert_true(ber_take_tagged(&message, BER_SEQUENCE, &scoped));
    assert_true(ber_take_tagged(&scoped, BER_BYTES, &ignored));
    assert_true(ber_take_tagged(&scoped, BER_BYTES, &ignored));
    assert_true(ber_take(&scoped, &tag, &pdu));
    assert_true(ber_take_integer(&pdu, &number));
    talk->request_id = number;
}

static void take_request(struct talk *talk) {
    socklen_t length = sizeof talk->peer;
    struct str message, pdu, ignored;
    int64_t version;
    unsigned tag;
    ssize_t n;

    assert_true(has_come(talk->fd));
    n = recvfrom(talk->fd, talk->request, sizeof talk->request, 0, (struct sockaddr *)&talk->peer, &length);
    assert_true(n > 0);
    message = (struct str){talk->request, (size_t)n};
    assert_true(ber_take_tagged(&message, BER_SEQUENCE, &pdu));
    message = pdu;
    assert_true(ber_take_integer(&message, &version));
    if (version == 3) {
        read_v3(talk, message);
        return;
    }
    assert_true(ber_take_tagged(&message, BER_BYTES, &ignored));
    assert_true(ber_take(&message, &tag, &pdu));
    assert_true(ber_take_integer(&pdu, &talk->request_id));
}

static void put_variable(struct ber_writer *out, struct snmp_oid oid) {
    const char *end = out->p;

    ber_put_unsigned(out, BER_COUNTER32, 1);
    ber_put_oid(out, oid);
    ber_put_header(out, BER_SEQUENCE, end);
    ber_put_header(out, BER_SEQUENCE, end);
}

static void put_scoped(struct ber_writer *out, const struct talk *talk, unsigned tag, struct str engine,
                       struct snmp_oid oid) {
    const char *end = out->p;

    put_variable(out, oid);
    ber_put_integer(out, BER_INTEGER, 0);
    ber_put_integer(out, BER_INTEGER, 0);
    ber_put_integer(out, BER_INTEGER, talk->request_id);
    ber_put_header(out, tag, end);
    ber_put_text(out, BER_BYTES, STR_NONE);
    ber_put_text(out, BER_BYTES, engine);
    ber_put_header(out, BER_SEQUENCE, end);
}

static void put_security(struct ber_writer *out, struct str engine, struct str name) {
    const char *end = out->p;

    ber_put_text(out, BER_BYTES, STR_NONE);
    ber_put_text(out, BER_BYTES, STR_NONE);
    ber_put_text(out, BER_BYTES, name);
    ber_put_integer(out, BER_INTEGER, 1000);
    ber_put_integer(out, BER_INTEGER, 7);
    ber_put_text(out, BER_BYTES, engine);
    ber_put_header(out, BER_SEQUENCE, end);
    ber_put_header(out, BER_BYTES, end);
}

static void put_header(struct ber_writer *out, const struct talk *talk) {
    const char *end = out->p;

    ber_put_integer(out, BER_INTEGER, MODEL_USM);
    ber_put_text(out, BER_BYTES, (struct str){"\0", 1});
    ber_put_integer(out, BER_INTEGER, 65507);
    ber_put_integer(out, BER_INTEGER, talk->message_id);
    ber_put_header(out, BER_SEQUENCE, end);
    ber_put_integer(out, BER_INTEGER, 3);
}

static void send_bytes(struct talk *talk, struct str bytes) {
    assert_int_equal(sendto(talk->fd, bytes.p, bytes.n, 0, (struct sockaddr *)&talk->peer, sizeof talk->peer), bytes.n);
    while (has_come(snmp_agent_socket(talk->agent))) {
        assert_int_equal(snmp_agent_receive(talk->agent), 0);
    }
}

/* An unsigned message in answer to the last request. */
static void send_v3(struct talk *talk, unsigned tag, struct str engine, struct str name, struct snmp_oid oid) {
    char room[1024];
    struct ber_writer out = {room, room + sizeof room, room + sizeof room, false};

    put_scoped(&out, talk, tag, engine, oid);
    put_security(&out, engine, name);
    put_header(&out, talk);
    ber_put_header(&out, BER_SEQUENCE, room + sizeof room);
    assert_false(out.failed);
    send_bytes(talk, ber_written(&out));
}

static void send_report(struct talk *talk, struct str engine, enum usm_counter counter) {
    const uint32_t ids[] = {1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0};

    send_v3(talk, BER_REPORT, engine, STR_NONE, (struct snmp_oid){ids, ARRAY_LEN(ids)});
}

/* --- who is it? --- */

static void discover(struct talk *talk) {
    open_talk(talk, CREDENTIAL_SNMP_V3);
    snmp_agent_discover(talk->agent, on_reply, talk);
    take_request(talk);
}

/* An engine's id has 5 to 32 bytes (RFC 3411); shorter ones are met with, and do no harm. */
static void test_lengths_of_engine_ids(void **state) {
    static const char bytes[64] = "\x80\0\x7e\xd9\4an engine that has a long name to tell";
    struct talk talk;

    (void)state;
    for (size_t n = 0; n <= 40; n++) {
        discover(&talk);
        send_report(&talk, (struct str){bytes, n}, UNKNOWN_ENGINE);
        if (n >= 1 && n <= 32) {
            assert_int_equal(talk.replies, 1);
            assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
            assert_true(str_eq(snmp_agent_engine(talk.agent), (struct str){bytes, n}));
            assert_true(snmp_agent_enter(talk.agent));
            ask(&talk);
            take_request(&talk);
            send_v3(&talk, BER_RESPONSE, (struct str){bytes, n}, user, name_oid);
            assert_int_equal(talk.replies, 2);
            assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
        } else {
            assert_true(talk.replies == 0 || talk.kind == SNMP_REPLY_REFUSED);
            assert_int_equal(snmp_agent_engine(talk.agent).n, 0);
        }
        close_talk(&talk);
    }
}

/* Whoever answers what nobody asked has not said who it is. */
static void test_answers_to_discovery(void **state) {
    struct talk talk;

    (void)state;
    discover(&talk);
    send_v3(&talk, BER_RESPONSE, STR_NONE, STR_NONE, name_oid);
    assert_true(talk.replies == 0 || talk.kind == SNMP_REPLY_REFUSED);
    close_talk(&talk);

    discover(&talk);
    for (size_t n = 0; n < 60; n++) {
        send_bytes(&talk, (struct str){talk.request, n});
    }
    assert_int_equal(talk.replies, 0);
    send_report(&talk, STR("engine"), UNKNOWN_ENGINE);
    assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
    close_talk(&talk);
}

/* The library repeats the question who it is when the engine complains of its time; some versions have told us then
 * already. What answers that is unsigned: it must not be taken for the answer to a later request. */
static void test_late_answers_to_discovery(void **state) {
    struct talk talk, late;

    (void)state;
    discover(&talk);
    send_report(&talk, STR("engine"), NOT_IN_TIME_WINDOW);
    late = talk;
    take_request(&late);
    if (talk.replies == 0) {
        send_report(&late, STR("engine"), UNKNOWN_ENGINE);
    }
    assert_int_equal(talk.replies, 1);
    assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
    assert_true(snmp_agent_enter(talk.agent));
    for (unsigned i = 2; i < 2 + SNMP_PENDING_MAX; i++) {
        ask(&talk);
        take_request(&talk);
        send_v3(&talk, BER_RESPONSE, STR("engine"), user, name_oid);
        assert_int_equal(talk.replies, i);
        assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
    }
    for (unsigned i = 0; i < SNMP_PENDING_MAX; i++) {
        ask(&talk);
    }
    send_report(&late, STR("engine"), UNKNOWN_USER);
    assert_int_equal(talk.replies, 1 + SNMP_PENDING_MAX);
    close_talk(&talk);
}

/* An agent may become another one, or lose its time; anybody may claim that it has, as such reports are unsigned. None
 * of that is more than the end of one request. */
static void test_reports_in_a_session(void **state) {
    struct talk talk;
    unsigned reports = 0;

    (void)state;
    discover(&talk);
    send_report(&talk, STR("engine"), UNKNOWN_ENGINE);
    assert_true(snmp_agent_enter(talk.agent));
    ask(&talk);
    take_request(&talk);
    send_report(&talk, STR("another"), UNKNOWN_ENGINE);
    assert_int_equal(talk.replies, 2);
    assert_int_equal(talk.kind, SNMP_REPLY_REFUSED);
    assert_true(str_eq(snmp_agent_engine(talk.agent), STR("engine")));

    ask(&talk);
    for (; talk.replies == 2 && reports < 10; reports++) {
        take_request(&talk);
        send_report(&talk, STR("engine"), NOT_IN_TIME_WINDOW);
    }
    assert_in_range(reports, 2, 4);
    assert_int_equal(talk.replies, 3);
    assert_int_equal(talk.kind, SNMP_REPLY_REFUSED);

    ask(&talk);
    take_request(&talk);
    send_v3(&talk, BER_RESPONSE, STR("another"), user, name_oid);
    assert_int_equal(talk.replies, 3);
    send_v3(&talk, BER_RESPONSE, STR("engine"), STR("nobody"), name_oid);
    assert_int_equal(talk.replies, 3);
    send_v3(&talk, BER_RESPONSE, STR("engine"), user, name_oid);
    assert_int_equal(talk.replies, 4);
    assert_int_equal(talk.kind, SNMP_REPLY_ANSWER);
    close_talk(&talk);
}

/* --- requests --- */

/* An agent that knows what it was asked last must not know what others are asked next. */
static void test_numbers_of_requests(void **state) {
    struct talk talk;
    int64_t before = 0;

    (void)state;
    open_talk(&talk, CREDENTIAL_SNMP_V2C);
    for (unsigned i = 0; i < SNMP_PENDING_MAX; i++) {
        ask(&talk);
        take_request(&talk);
        assert_true(talk.request_id > 0);
        assert_true(talk.request_id < before - 1000 || talk.request_id > before + 1000);
        before = talk.request_id;
    }
    close_talk(&talk);
}

struct eager {
    struct talk talk;
    unsigned failures, depth, deepest;
};

static void on_failure(void *context, struct snmp_reply *reply) {
    struct eager *eager = context;

    eager->failures += reply->kind == SNMP_REPLY_FAILED;
    eager->deepest = ++eager->depth > eager->deepest ? eager->depth : eager->deepest;
    snmp_agent_ask(eager->talk.agent, SNMP_REQUEST_GET, &name_oid, 1, 0, on_failure, eager);
    eager->depth--;
}

/* Whoever asks again at once when nothing can be sent gets nowhere, but not into an endless recursion either. */
static void test_nothing_can_be_sent(void **state) {
    struct eager eager = {0};

    (void)state;
    open_talk(&eager.talk, CREDENTIAL_SNMP_V2C);
    assert_int_equal(shutdown(snmp_agent_socket(eager.talk.agent), SHUT_WR), 0);
    snmp_agent_ask(eager.talk.agent, SNMP_REQUEST_GET, &name_oid, 1, 0, on_failure, &eager);
    assert_int_equal(eager.failures, 0);
    for (unsigned i = 0; i < 100; i++) {
        (void)snmp_agent_tick(eager.talk.agent);
    }
    assert_in_range(eager.failures, 3, 34);
    assert_int_equal(eager.deepest, 1);
    close_talk(&eager.talk);
}

/* Nobody listens any more, for a moment: the error is told once, and the next request goes out nevertheless. */
static void test_errors_of_the_network(void **state) {
    struct talk talk;

    (void)state;
    open_talk(&talk, CREDENTIAL_SNMP_V2C);
    close(talk.fd);
    talk.fd = -1;
    ask(&talk);
    assert_true(has_come(snmp_agent_socket(talk.agent)));
    assert_int_equal(snmp_agent_receive(talk.agent), ECONNREFUSED);
    ask(&talk);
    ask(&talk);
    assert_int_equal(snmp_agent_tick(talk.agent), ECONNREFUSED);
    assert_int_equal(snmp_agent_tick(talk.agent), 0);
    assert_int_equal(talk.replies, 0);
    close_talk(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_of_engine_ids),     cmocka_unit_test(test_answers_to_discovery),
        cmocka_unit_test(test_late_answers_to_discovery), cmocka_unit_test(test_reports_in_a_session),
        cmocka_unit_test(test_numbers_of_requests),       cmocka_unit_test(test_nothing_can_be_sent),
        cmocka_unit_test(test_errors_of_the_network),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
