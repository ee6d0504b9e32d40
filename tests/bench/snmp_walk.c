/* What a client costs that reads tables over SNMP and does nothing with them: net-snmp's own calls, one after the
 * other.
 *
 *   snmp_walk PLACE[,PLACE]… VARIABLES v2c COMMUNITY TABLE…
 *   snmp_walk PLACE[,PLACE]… VARIABLES v3 USER PASSWORD CONTEXT TABLE…     SHA-256 and AES-128, one password for both
 *
 * A TABLE is an entry and its columns as `genkyo scan --dry-run` lists them ("1.3.6.1.2.1.2.2.1.2,3,5"); the columns of
 * one are read side by side by GETBULK, as many rows at a time as make VARIABLES. Prints how many variables of the
 * tables came; exits 1 when an answer is missing or an error. */

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <stdbool.h>

enum { COLUMNS_MAX = 16 };

struct column {
    oid prefix[MAX_OID_LEN], last[MAX_OID_LEN];
    size_t prefix_length, last_length;
    bool has_ended;
};

struct table {
    struct column columns[COLUMNS_MAX];
    size_t n;
};

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "snmp_walk: %s\n", what);
    exit(1);
}

/* --- the session --- */

static void make_key(const char *password, const oid *protocol, size_t length, u_char *key, size_t *key_length) {
    *key_length = USM_AUTH_KU_LEN;
    if (generate_Ku(protocol, (u_int)length, (const u_char *)password, strlen(password), key, key_length) != 0) {
        fail("no key");
    }
}

static char **set_v3(struct snmp_session *session, char **arguments) {
    static oid auth[] = {1, 3, 6, 1, 6, 3, 10, 1, 1, 5}; /* usmHMAC192SHA256AuthProtocol */
    static oid priv[] = {1, 3, 6, 1, 6, 3, 10, 1, 2, 4}; /* usmAesCfb128Protocol */

    session->version = SNMP_VERSION_3;
    session->securityName = arguments[0];
    session->securityNameLen = strlen(arguments[0]);
    session->securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
    session->securityAuthProto = auth;
    session->securityAuthProtoLen = OID_LENGTH(auth);
    session->securityPrivProto = priv;
    session->securityPrivProtoLen = OID_LENGTH(priv);
    make_key(arguments[1], auth, OID_LENGTH(auth), session->securityAuthKey, &session->securityAuthKeyLen);
    make_key(arguments[1], auth, OID_LENGTH(auth), session->securityPrivKey, &session->securityPrivKeyLen);
    session->contextName = arguments[2];
    session->contextNameLen = strlen(arguments[2]);
    return arguments + 3;
}

static char **set_v2c(struct snmp_session *session, char **arguments) {
    session->version = SNMP_VERSION_2c;
    session->community = (u_char *)arguments[0];
    session->community_len = strlen(arguments[0]);
    return arguments + 1;
}

static void *open_session(char *place, char ***arguments) {
    struct snmp_session session;
    bool is_v3 = strcmp(**arguments, "v3") == 0;
    void *handle;

    snmp_sess_init(&session);
    session.peername = place;
    *arguments = (is_v3 ? set_v3 : set_v2c)(&session, *arguments + 1);
    handle = snmp_sess_open(&session);
    if (!handle) {
        fail("no session");
    }
    return handle;
}

/* --- tables --- */

static void read_table(const char *entry, struct table *table) {
    char *text = strdupa(entry), *comma = strchr(text, ','), *rest = comma;

    if (comma) {
        *comma = '\0';
    }
    table->n = 1;
    table->columns[0] = (struct column){.prefix_length = MAX_OID_LEN};
    if (!read_objid(text, table->columns[0].prefix, &table->columns[0].prefix_length)) {
        fail(text);
    }
    while (rest && table->n < COLUMNS_MAX) {
        struct column *column = &table->columns[table->n++];
        *column = table->columns[0];
        column->prefix[column->prefix_length - 1] = strtoul(rest + 1, &rest, 10);
        rest = *rest == ',' ? rest : NULL;
    }
    for (size_t i = 0; i < table->n; i++) {
        memcpy(table->columns[i].last, table->columns[i].prefix, sizeof table->columns[i].last);
        table->columns[i].last_length = table->columns[i].prefix_length;
    }
}

static struct snmp_pdu *make_request(const struct table *table, long variables, size_t *asked, size_t *ret_count) {
    struct snmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
    size_t count = 0;

    for (size_t i = 0; i < table->n; i++) {
        if (!table->columns[i].has_ended) {
            asked[count++] = i;
            snmp_add_null_var(pdu, table->columns[i].last, table->columns[i].last_length);
        }
    }
    pdu->non_repeaters = 0;
    pdu->max_repetitions = count ? variables / (long)count : 0;
    *ret_count = count;
    return pdu;
}

static unsigned long take(struct table *table, const size_t *asked, size_t count,
                          const struct variable_list *variable) {
    unsigned long taken = 0;

    for (size_t i = 0; variable; variable = variable->next_variable, i++) {
        struct column *column = &table->columns[asked[i % count]];
        if (column->has_ended) {
            continue;
        }
        column->has_ended =
            variable->type == SNMP_ENDOFMIBVIEW ||
            netsnmp_oid_is_subtree(column->prefix, column->prefix_length, variable->name, variable->name_length) != 0;
        if (!column->has_ended) {
            memcpy(column->last, variable->name, variable->name_length * sizeof *column->last);
            column->last_length = variable->name_length;
            taken++;
        }
    }
    return taken;
}

static unsigned long walk(void *session, struct table *table, long variables) {
    size_t asked[COLUMNS_MAX], count;
    struct snmp_pdu *pdu, *reply;
    unsigned long taken = 0;

    for (pdu = make_request(table, variables, asked, &count); count > 0;
         pdu = make_request(table, variables, asked, &count)) {
        if (snmp_sess_synch_response(session, pdu, &reply) != STAT_SUCCESS || reply->errstat != SNMP_ERR_NOERROR) {
            fail("no answer, or an error");
        }
        taken += take(table, asked, count, reply->variables);
        snmp_free_pdu(reply);
    }
    snmp_free_pdu(pdu);
    return taken;
}

static unsigned long walk_place(char *place, long variables, char **login) {
    unsigned long taken = 0;
    char **tables = login;
    void *session = open_session(place, &tables);

    for (; *tables; tables++) {
        struct table table;
        read_table(*tables, &table);
        taken += walk(session, &table, variables);
    }
    snmp_sess_close(session);
    return taken;
}

int main(int argument_count, char **arguments) {
    unsigned long taken = 0;

    if (argument_count < 6) {
        fail("usage: snmp_walk PLACE[,PLACE]… VARIABLES v2c COMMUNITY TABLE…");
    }
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    netsnmp_set_mib_directory("");
    init_snmp("snmp_walk");
    for (char *place = strtok(arguments[1], ","); place; place = strtok(NULL, ",")) {
        taken += walk_place(place, strtol(arguments[2], NULL, 10), arguments + 3);
    }
    printf("%lu\n", taken);
    return 0;
}
