#include "notify/transfer.h"

#include "notify/secret_echo.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>

#define ANSWER_BYTES_MAX 65536
#define SAID_BYTES       512

/* One attempt as it goes on. */
struct attempt {
    const struct transfer_route *route;
    CURL *curl;
    struct curl_slist *list; /* recipients or headers */
    struct str unsent;
    char said[SAID_BYTES]; /* an answer's first line */
    size_t said_length;
    bool is_past_first; /* what follows are further lines of the answer */
    size_t received;
    struct sigaction before; /* of SIGPIPE, which a closed connection may raise */
};

/* What libcurl says, in words that people are told, where the server itself has not said why. */
static const struct failure {
    CURLcode result;
    const char *word;
    bool is_temporary;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "unknown-name", true},
    {CURLE_COULDNT_RESOLVE_PROXY, "unknown-proxy", true},
    {CURLE_PROXY, "proxy-refused", true},
    {CURLE_USE_SSL_FAILED, "no-starttls", false},
    {CURLE_PEER_FAILED_VERIFICATION, "untrusted-certificate", false},
    {CURLE_SSL_CACERT_BADFILE, "unusable-ca-file", false},
    {CURLE_SSL_CONNECT_ERROR, "no-encryption", true},
    {CURLE_LOGIN_DENIED, "auth-refused", false},
    {CURLE_SEND_ERROR, "connection-closed", true},
    {CURLE_RECV_ERROR, "connection-closed", true},
    {CURLE_GOT_NOTHING, "connection-closed", true},
    {CURLE_WEIRD_SERVER_REPLY, "strange-answer", true},
};

/* --- what the server says --- */

/* Up to the end of its line, as much as there is room for. */
static void keep_line(struct attempt *attempt, const char *bytes, size_t n) {
    for (size_t i = 0; i < n && bytes[i] != '\r' && bytes[i] != '\n' && attempt->said_length < SAID_BYTES; i++) {
        attempt->said[attempt->said_length++] = bytes[i];
    }
}

/* SMTP: libcurl gives each line of each answer here; of several lines the first says most. With 221 the server says
 * goodbye, after what matters. */
static size_t on_smtp_line(char *bytes, size_t size, size_t count, void *context) {
    struct attempt *attempt = context;
    const size_t n = size * count;

    if (!attempt->is_past_first && !str_starts_with((struct str){bytes, n}, STR("221"))) {
        attempt->said_length = 0;
        keep_line(attempt, bytes, n);
    }
    attempt->is_past_first = n > 3 && bytes[3] == '-';
    return n;
}

/* SMTP has nothing else to give; libcurl would print it. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is libcurl's */
static size_t on_nothing(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    return size * count;
}

/* HTTP: the first line of the body. */
static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    struct attempt *attempt = context;
    const size_t n = size * count;

    if (!attempt->is_past_first) {
        keep_line(attempt, bytes, n);
        attempt->is_past_first = memchr(bytes, '\n', n) != NULL;
    }
    attempt->received += n;
    return attempt->received > ANSWER_BYTES_MAX ? 0 : n;
}

static struct str said_by(const struct attempt *attempt) {
    return str_trim((struct str){attempt->said, attempt->said_length});
}

static bool tells_secret(const struct attempt *attempt, struct str text) {
    for (size_t i = 0; i < attempt->route->secret_count; i++) {
        if (secret_is_echoed(text, attempt->route->secrets[i])) {
            return true;
        }
    }
    return false;
}

/* The status alone where the rest is not to be told. */
static enum err_code refuse(const struct attempt *attempt, const char *status, struct str rest, struct err *err) {
    char text[SAID_BYTES + 32];

    if (rest.n == 0 || tells_secret(attempt, rest)) {
        return err_set(err, ERR_DELIVERY, NULL, attempt->route->server, str_from(status));
    }
    snprintf(text, sizeof text, "%s %.*s", status, STR_FMT(rest));
    return err_set(err, ERR_DELIVERY, NULL, attempt->route->server, str_from(text));
}

/* --- why it failed --- */

static enum err_code tell_connect(const struct attempt *attempt, struct err *err) {
    const struct transfer_route *route = attempt->route;
    const struct str peer = route->proxy ? str_from(route->proxy) : route->server;
    char server[sizeof err->file];
    long number = 0;

    (void)curl_easy_getinfo(attempt->curl, CURLINFO_OS_ERRNO, &number);
    if (number == 0) {
        return err_set(err, ERR_DELIVERY, NULL, peer, STR("no-answer"));
    }
    snprintf(server, sizeof server, "%.*s", STR_FMT(peer));
    (void)err_set(err, ERR_SYSTEM, server, STR("connect"), STR_NONE);
    if (err) {
        err->os_errno = (int)number;
    }
    return ERR_SYSTEM;
}

static enum err_code tell_failure(const struct attempt *attempt, CURLcode result, bool *ret_is_temporary,
                                  struct err *err) {
    for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
        if (failures[i].result == result) {
            *ret_is_temporary = failures[i].is_temporary;
            return err_set(err, ERR_DELIVERY, NULL, attempt->route->server, str_from(failures[i].word));
        }
    }
    *ret_is_temporary = false;
    return err_set(err, ERR_DELIVERY, NULL, attempt->route->server, str_from(curl_easy_strerror(result)));
}

/* What both kinds of transfer have in common. */
static enum err_code tell_result(const struct attempt *attempt, CURLcode result, bool *ret_is_temporary,
                                 struct err *err) {
    *ret_is_temporary = true;
    switch (result) {
    case CURLE_OUT_OF_MEMORY:
        return err_no_memory(err);
    case CURLE_OPERATION_TIMEDOUT:
        return err_set(err, ERR_TIMEOUT, NULL, attempt->route->server, STR_NONE);
    case CURLE_COULDNT_CONNECT:
        return tell_connect(attempt, err);
    default:
        return tell_failure(attempt, result, ret_is_temporary, err);
    }
}

/* --- what is set --- */

/* Keeps the first failure. */
#define SET(RESULT, CURL_, OPTION, VALUE)                                                                              \
    do {                                                                                                               \
        if ((RESULT) == CURLE_OK) {                                                                                    \
            (RESULT) = curl_easy_setopt((CURL_), (OPTION), (VALUE));                                                   \
        }                                                                                                              \
    } while (0)

/* Neither the environment nor another host has a say. */
static CURLcode set_route(struct attempt *attempt, const char *url, const char *protocols) {
    const struct transfer_route *route = attempt->route;
    char path[4096];
    CURLcode result = CURLE_OK;

    SET(result, attempt->curl, CURLOPT_URL, url);
    SET(result, attempt->curl, CURLOPT_PROTOCOLS_STR, protocols);
    SET(result, attempt->curl, CURLOPT_PROXY, route->proxy ? route->proxy : "");
    SET(result, attempt->curl, CURLOPT_NOPROXY, "");
    SET(result, attempt->curl, CURLOPT_FOLLOWLOCATION, 0L);
    SET(result, attempt->curl, CURLOPT_NOSIGNAL, 1L);
    SET(result, attempt->curl, CURLOPT_TIMEOUT_MS, (long)route->timeout_ms);
    SET(result, attempt->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)route->timeout_ms);
    SET(result, attempt->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(result, attempt->curl, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(result, attempt->curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (route->ca_file.n) {
        snprintf(path, sizeof path, "%.*s", STR_FMT(route->ca_file));
        SET(result, attempt->curl, CURLOPT_CAINFO, path);
        SET(result, attempt->curl, CURLOPT_CAPATH, NULL);
    }
    return result;
}

/* Appends to the list, or says that memory is out. */
static CURLcode add_to_list(struct attempt *attempt, const char *text) {
    struct curl_slist *list = curl_slist_append(attempt->list, text);

    attempt->list = list ? list : attempt->list;
    return list ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

static void end_attempt(struct attempt *attempt) {
    curl_easy_cleanup(attempt->curl);
    curl_slist_free_all(attempt->list);
    curl_global_cleanup();
    (void)sigaction(SIGPIPE, &attempt->before, NULL);
}

static CURLcode begin_attempt(struct attempt *attempt, const char *url, const char *protocols) {
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    CURLcode result;

    (void)sigaction(SIGPIPE, &ignore, &attempt->before);
    result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result == CURLE_OK) {
        attempt->curl = curl_easy_init();
        result = attempt->curl ? set_route(attempt, url, protocols) : CURLE_OUT_OF_MEMORY;
    }
    return result;
}

/* --- mail --- */

static size_t read_message(char *to, size_t size, size_t count, void *context) {
    struct attempt *attempt = context;
    const size_t room = size * count;
    const struct str part = str_sub(attempt->unsent, 0, room);

    if (part.n) {
        memcpy(to, part.p, part.n);
    }
    attempt->unsent = str_sub(attempt->unsent, part.n, SIZE_MAX);
    return part.n;
}

static CURLcode set_recipients(struct attempt *attempt, const struct transfer_mail *mail) {
    CURLcode result = CURLE_OK;

    for (size_t i = 0; result == CURLE_OK && i < mail->to_count; i++) {
        result = add_to_list(attempt, mail->to[i]);
    }
    SET(result, attempt->curl, CURLOPT_MAIL_RCPT, attempt->list);
    return result;
}

static CURLcode set_mail(struct attempt *attempt, const struct transfer_mail *mail) {
    CURLcode result = set_recipients(attempt, mail);

    SET(result, attempt->curl, CURLOPT_USE_SSL,
        mail->security == MAIL_STARTTLS ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    SET(result, attempt->curl, CURLOPT_MAIL_FROM, mail->from);
    SET(result, attempt->curl, CURLOPT_UPLOAD, 1L);
    SET(result, attempt->curl, CURLOPT_READFUNCTION, read_message);
    SET(result, attempt->curl, CURLOPT_READDATA, attempt);
    SET(result, attempt->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->message.n);
    SET(result, attempt->curl, CURLOPT_HEADERFUNCTION, on_smtp_line);
    SET(result, attempt->curl, CURLOPT_HEADERDATA, attempt);
    SET(result, attempt->curl, CURLOPT_WRITEFUNCTION, on_nothing);
    if (mail->user) {
        SET(result, attempt->curl, CURLOPT_USERNAME, mail->user);
        SET(result, attempt->curl, CURLOPT_PASSWORD, mail->password);
    }
    return result;
}

/* The status of an SMTP answer, 0 when it has none, and the rest of its line. */
static unsigned smtp_status(struct str said, char ret_status[4], struct str *ret_rest) {
    uint64_t status;

    if (said.n < 3 || !str_to_u64(str_sub(said, 0, 3), &status)) {
        return 0;
    }
    snprintf(ret_status, 4, "%.3s", said.p);
    *ret_rest = str_trim(str_sub(said, 4, SIZE_MAX));
    return (unsigned)status;
}

/* A refusal in the server's own words tells more than libcurl's number; 4xx means "later". */
static enum err_code tell_mail(const struct attempt *attempt, CURLcode result, bool *ret_is_temporary,
                               struct err *err) {
    struct str rest = STR_NONE;
    char text[4];
    const unsigned status = smtp_status(said_by(attempt), text, &rest);

    if (status >= 400 && result != CURLE_OPERATION_TIMEDOUT) {
        *ret_is_temporary = status < 500;
        return refuse(attempt, text, rest, err);
    }
    return tell_result(attempt, result, ret_is_temporary, err);
}

enum err_code transfer_mail(const struct transfer_mail *mail, bool *ret_is_temporary, struct err *err) {
    struct attempt attempt = {.route = &mail->route, .unsent = mail->message};
    CURLcode result = begin_attempt(&attempt, mail->url, "smtp,smtps");
    enum err_code code = ERR_OK;

    if (result == CURLE_OK) {
        result = set_mail(&attempt, mail);
    }
    if (result == CURLE_OK) {
        result = curl_easy_perform(attempt.curl);
    }
    if (result != CURLE_OK) {
        code = tell_mail(&attempt, result, ret_is_temporary, err);
    }
    end_attempt(&attempt);
    return code;
}

/* --- POST --- */

static CURLcode set_headers(struct attempt *attempt, const struct transfer_post *post) {
    char authorization[4096 + 32], key[MESSAGE_ID_MAX + 32];
    CURLcode result = add_to_list(attempt, "Content-Type: application/json; charset=utf-8");

    if (result == CURLE_OK) {
        result = add_to_list(attempt, "Expect:");
    }
    if (result == CURLE_OK && post->message_id.n) {
        snprintf(key, sizeof key, "Idempotency-Key: \"%.*s\"", STR_FMT(post->message_id));
        result = add_to_list(attempt, key);
    }
    if (result == CURLE_OK && post->authorization) {
        snprintf(authorization, sizeof authorization, "Authorization: %s", post->authorization);
        result = add_to_list(attempt, authorization);
        explicit_bzero(authorization, sizeof authorization);
    }
    SET(result, attempt->curl, CURLOPT_HTTPHEADER, attempt->list);
    return result;
}

static CURLcode set_post(struct attempt *attempt, const struct transfer_post *post) {
    CURLcode result = set_headers(attempt, post);

    SET(result, attempt->curl, CURLOPT_USERAGENT, "genkyo");
    SET(result, attempt->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(result, attempt->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.n);
    SET(result, attempt->curl, CURLOPT_POSTFIELDS, post->body.p);
    SET(result, attempt->curl, CURLOPT_WRITEFUNCTION, on_body);
    SET(result, attempt->curl, CURLOPT_WRITEDATA, attempt);
    return result;
}

/* "Later" is what servers mean by 5xx, 408 and 429. */
static enum err_code tell_status(const struct attempt *attempt, long status, bool *ret_is_temporary, struct err *err) {
    char text[32];

    *ret_is_temporary = status >= 500 || status == 408 || status == 429;
    if (status >= 300 && status < 400) {
        return err_set(err, ERR_DELIVERY, NULL, attempt->route->server, STR("redirected"));
    }
    snprintf(text, sizeof text, "HTTP %ld", status);
    return refuse(attempt, text, said_by(attempt), err);
}

/* libcurl takes a proxy's refusal for a broken connection. */
static bool is_refused_by_proxy(const struct attempt *attempt, bool *ret_is_temporary, struct err *err) {
    long status = 0;

    (void)curl_easy_getinfo(attempt->curl, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status < 300) {
        return false;
    }
    *ret_is_temporary = status >= 500;
    (void)err_set(err, ERR_DELIVERY, NULL, attempt->route->server, STR("proxy-refused"));
    return true;
}

/* That an answer was too long to read matters only where it was a refusal. */
static enum err_code tell_post(const struct attempt *attempt, CURLcode result, bool *ret_is_temporary,
                               struct err *err) {
    long status = 0;

    (void)curl_easy_getinfo(attempt->curl, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK && !(result == CURLE_WRITE_ERROR && attempt->received > ANSWER_BYTES_MAX)) {
        return is_refused_by_proxy(attempt, ret_is_temporary, err)
                   ? ERR_DELIVERY
                   : tell_result(attempt, result, ret_is_temporary, err);
    }
    return status >= 200 && status < 300 ? ERR_OK : tell_status(attempt, status, ret_is_temporary, err);
}

enum err_code transfer_post(const struct transfer_post *post, bool *ret_is_temporary, struct err *err) {
    struct attempt attempt = {.route = &post->route};
    CURLcode result = begin_attempt(&attempt, post->url, "http,https");
    enum err_code code;

    if (result == CURLE_OK) {
        result = set_post(&attempt, post);
    }
    if (result == CURLE_OK) {
        result = curl_easy_perform(attempt.curl);
    }
    code = tell_post(&attempt, result, ret_is_temporary, err);
    end_attempt(&attempt);
    return code;
}

struct library_version transfer_library(void) {
    return library_version_of(LIBCURL_VERSION, curl_version_info(CURLVERSION_NOW)->version);
}
