/* server.c: the server of the pages, on libmicrohttpd.                                 Manual: rs_web.h. Map: README.md
 *
 * The only file that includes its header. A thread for each connection: while one waits for a drawing, others are answered.
 * Connections come from the door (door.h): the library reads nothing of who does not know the token.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "door.h"
#include "listen.h"
#include "pages.h"
#include "rs_memory.h"

/* The door bounds how many are inside; the library counts those as well that it has not cleared away yet. */
enum { MOST_CONNECTIONS = 4096, IDLE_SECONDS = 15 };

struct rs__web {
    struct MHD_Daemon *daemon;
    rs__door *door;
    rs__listener listener;
    char token[RS__TOKEN_DIGITS + 1];
    char root[RS__TOKEN_DIGITS + 2]; /* "/<token>" */
    char address[96];
    rs__view view;
};

/* ---- Sending -------------------------------------------------------------------------------------------------------- */

static void add_headers(struct MHD_Response *response, const char *type, const char *nonce) {
    char policy[240];
    snprintf(policy, sizeof policy,
             "default-src 'none'; style-src 'nonce-%s'; form-action 'self'; base-uri 'none'; "
             "frame-ancestors 'none'",
             nonce);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(response, "Content-Security-Policy", policy);
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
}

static enum MHD_Result send_bytes(struct MHD_Connection *connection, unsigned status, const char *type,
                                  const char *nonce, const rs_text *bytes, const char *location) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        bytes->length, (void *)(uintptr_t)rs_text_string(bytes), MHD_RESPMEM_MUST_COPY);
    if (response == NULL) return MHD_NO;
    add_headers(response, type, nonce);
    if (location != NULL) MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, location);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

/* To who does not know the token nothing is told, not even who answers. */
static enum MHD_Result send_refusal(struct MHD_Connection *connection, unsigned status, const char *words) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, words);
    enum MHD_Result queued = send_bytes(connection, status, "text/plain; charset=utf-8", "none", &text, NULL);
    rs_text_release(&text);
    return queued;
}

/* ---- The page ------------------------------------------------------------------------------------------------------- */

static void describe_photograph(rs_text *text, rs__view *view) {
    pthread_mutex_lock(&view->lock);
    if (view->snapshot != NULL) {
        rs_text_add(text, "Photograph");
        if (view->number > 0)
            rs_text_addf(text, " %u, taken at %s in %.3f s", view->number, view->when, view->seconds);
        else if (view->source.where[0] != '\0')
            rs_text_addf(text, " taken %s", view->source.where);
        rs_text_add(text, ": ");
        rs_text_add_count(text, rs_snapshot_object_count(view->snapshot));
        rs_text_add(text, " objects.");
    }
    pthread_mutex_unlock(&view->lock);
}

static enum MHD_Result send_html(struct MHD_Connection *connection, rs__web *web, const rs__page *page) {
    rs_text whole = RS_TEXT_INIT, photograph = RS_TEXT_INIT;
    char nonce[RS__TOKEN_DIGITS + 1] = "";
    enum MHD_Result queued = MHD_NO;
    describe_photograph(&photograph, &web->view);
    rs__page_frame frame = {.subject = web->view.source.title,
                            .photograph = photograph.length > 0 ? rs_text_string(&photograph) : NULL,
                            .nonce = nonce,
                            .can_refresh = web->view.source.take != NULL};
    if (rs__random_digits(nonce, RS__TOKEN_DIGITS, NULL) == RS_OK) {
        rs__page_finish(&whole, page, &frame);
        queued = rs_text_status(&whole, NULL) == RS_OK
                     ? send_bytes(connection, page->status, "text/html; charset=utf-8", nonce, &whole, NULL)
                     : send_refusal(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "out of memory\n");
    }
    rs_text_release(&whole);
    rs_text_release(&photograph);
    return queued;
}

static enum MHD_Result send_page(struct MHD_Connection *connection, rs__web *web, const rs__page *page) {
    if (page->status == MHD_HTTP_SEE_OTHER)
        return send_bytes(connection, page->status, "text/plain; charset=utf-8", "none", &page->html,
                          rs_text_string(&page->location));
    if (page->kind == RS__PAGE_SVG)
        return send_bytes(connection, page->status, "image/svg+xml; charset=utf-8", "none", &page->html,
                          NULL);
    return send_html(connection, web, page);
}

static void tell_failure(rs__page *page, const rs_error *err) {
    rs_text_clear(&page->html);
    page->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    page->kind = RS__PAGE_HTML;
    rs__page_title(page, "This page could not be made");
    rs__page_sentence(page, err->message);
}

static size_t number_of(struct MHD_Connection *connection, const char *name) {
    size_t number = 0;
    const char *text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
    return text != NULL && rs__read_number(text, &number) ? number : 0;
}

static enum MHD_Result answer_page(struct MHD_Connection *connection, rs__web *web, const char *path) {
    rs_error err = RS_ERROR_INIT;
    rs__page page = {.root = web->root, .status = MHD_HTTP_OK};
    rs__request request = {.page = &page, .view = &web->view, .argument = ""};
    const char *words = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "q");
    request.words = words == NULL ? "" : words;
    request.from = number_of(connection, "from");
    request.holders_from = number_of(connection, "by");
    if (rs__route(&request, path, &err) != RS_OK) tell_failure(&page, &err);
    enum MHD_Result queued = send_page(connection, web, &page);
    rs__page_release(&page);
    return queued;
}

/* ---- Who asks ------------------------------------------------------------------------------------------------------- */

/* What is behind "/<token>/", or NULL. */
static const char *path_behind_token(const rs__web *web, const char *url) {
    if (url[0] != '/') return NULL;
    size_t length = strcspn(url + 1, "/");
    if (!rs__is_token(url + 1, length, web->token)) return NULL;
    return url[1 + length] == '/' ? url + 2 + length : url + 1 + length;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *size,
                              void **seen) {
    static int started;
    rs__web *web = context;
    bool reads = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    if (*seen == NULL) { /* only the headers are there */
        *seen = &started;
        return MHD_YES;
    }
    if (*size >
        0) { /* a body, which nothing here asks for: read to its end, behind which the next request begins */
        *size = 0;
        return MHD_YES;
    }
    if (!reads) return send_refusal(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "this server only shows\n");
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    const char *path = rs__is_own_host(host) ? path_behind_token(web, url) : NULL;
    if (path == NULL) return send_refusal(connection, MHD_HTTP_NOT_FOUND, "not found\n");
    return answer_page(connection, web, path);
}

/* ---- Start and stop ------------------------------------------------------------------------------------------------- */

static void note_connection(void *context, struct MHD_Connection *connection, void **kept,
                            enum MHD_ConnectionNotificationCode what) {
    rs__web *web = context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        rs__door_entered(web->door);
    else
        rs__door_left(web->door);
}

/* The library closes what it cannot take. */
static void admit(void *context, int connection, const struct sockaddr *from, socklen_t size) {
    rs__web *web = context;
    MHD_add_connection(web->daemon, connection, from, size);
}

static size_t decode(void *context, struct MHD_Connection *connection, char *text) {
    return rs__decode_address(text);
}

static rs_status start_daemon(rs__web *web, rs_error *err) {
    web->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                                       MHD_USE_POLL | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET,
                                   0, NULL, NULL, answer, web, MHD_OPTION_NOTIFY_CONNECTION, note_connection,
                                   web, MHD_OPTION_UNESCAPE_CALLBACK, decode, NULL,
                                   MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
                                   MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_END);
    if (web->daemon != NULL) return RS_OK;
    return rs_fail(err, RS_IO, "web: the server could not be started on port %u", web->listener.port);
}

/* Its threads take over this thread's mask: signals are for the program's threads. */
static rs_status start_threads(rs__web *web, rs_error *err) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL,
                                 SIGABRT}; /* they come to the thread at fault */
    sigset_t all, before;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rs_status st = start_daemon(web, err);
    if (st == RS_OK) {
        st = rs__door_open(web->door, err);
        if (st != RS_OK) MHD_stop_daemon(web->daemon);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return st;
}

static rs_status start(rs__web *web, const char *host, unsigned port, rs_error *err) {
    rs_status st = rs__random_digits(web->token, RS__TOKEN_DIGITS, err);
    if (st == RS_OK) st = rs__listen(&web->listener, host, port, err);
    if (st != RS_OK) return st;
    snprintf(web->root, sizeof web->root, "/%s", web->token);
    snprintf(web->address, sizeof web->address, "http://%s:%u%s/", web->listener.host, web->listener.port,
             web->root);
    rs__door_options options = {web->listener.socket, web->token, admit, web};
    st = rs__door_new(&web->door, &options, err);
    if (st == RS_OK) st = start_threads(web, err);
    if (st == RS_OK) return st;
    rs__door_free(web->door);
    close(web->listener.socket);
    return st;
}

rs_status rs__web_start(rs__web **out, const rs__web_source *source, const char *host, unsigned port,
                        rs_error *err) {
    rs__web *web = rs_alloc_cleared(1, sizeof *web);
    if (web == NULL) return rs_fail_memory(err, "web");
    rs_status st = rs__view_init(&web->view, source, err);
    if (st == RS_OK) {
        st = start(web, host, port, err);
        if (st != RS_OK) rs__view_release(&web->view);
    }
    if (st != RS_OK) {
        rs_release(web);
        return st;
    }
    *out = web;
    return RS_OK;
}

const char *rs__web_address(const rs__web *web) {
    return web->address;
}

unsigned rs__web_port(const rs__web *web) {
    return web->listener.port;
}

void rs__web_stop(rs__web *web) {
    if (web == NULL) return;
    rs__door_close(web->door);
    /* A process forked meanwhile may still have a copy of the socket; shut down, it does not keep the port. */
    shutdown(web->listener.socket, SHUT_RDWR);
    MHD_stop_daemon(web->daemon);
    close(web->listener.socket);
    rs__door_free(web->door);
    rs__view_release(&web->view);
    rs_release(web);
}

void rs__web_forget(rs__web *web) {
    if (web == NULL) return;
    close(web->listener.socket);
    rs__door_forget(web->door);
}
