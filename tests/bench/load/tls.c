/* TLS from the system's libssl, opened at run time: no OpenSSL headers are needed to build.
 * Certificates are not checked: the bench has started the server itself a moment ago. */
#include "load.h"

#include <dlfcn.h>

#define WANT_READ 2
#define WANT_WRITE 3
#define MODE_PARTIAL_AND_MOVING 3L /* SSL_MODE_ENABLE_PARTIAL_WRITE | ACCEPT_MOVING_WRITE_BUFFER */
#define CTRL_MODE 33

static void *context;
static void *(*ssl_new)(void *);
static int (*ssl_set_fd)(void *, int);
static int (*ssl_connect)(void *);
static int (*ssl_read)(void *, void *, int);
static int (*ssl_write)(void *, const void *, int);
static int (*ssl_get_error)(void *, int);
static void (*err_clear)(void);

static void *find(void *library, const char *name) {
    void *symbol = dlsym(library, name);
    if (!symbol)
        fail("libssl has no %s", name);
    return symbol;
}

void tls_load(void) {
    const char *names[] = {"libssl.so.3", "libssl.so", "libssl.so.1.1"};
    void *library = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_GLOBAL);
    if (!library)
        fail("no libssl on this machine (Debian: apt-get install libssl3)");
    void *(*client_method)(void) = find(library, "TLS_client_method");
    void *(*context_new)(void *) = find(library, "SSL_CTX_new");
    long (*context_control)(void *, int, long, void *) = find(library, "SSL_CTX_ctrl");
    ssl_new = find(library, "SSL_new");
    ssl_set_fd = find(library, "SSL_set_fd");
    ssl_connect = find(library, "SSL_connect");
    ssl_read = find(library, "SSL_read");
    ssl_write = find(library, "SSL_write");
    ssl_get_error = find(library, "SSL_get_error");
    err_clear = find(library, "ERR_clear_error");
    context = context_new(client_method());
    context_control(context, CTRL_MODE, MODE_PARTIAL_AND_MOVING, NULL);
}

void *tls_open(int fd) {
    void *tls = ssl_new(context);
    ssl_set_fd(tls, fd);
    return tls;
}

int tls_handshake(void *tls) {
    err_clear();
    int result = ssl_connect(tls);
    if (result == 1)
        return 1;
    int error = ssl_get_error(tls, result);
    if (error == WANT_READ)
        return 0;
    if (error == WANT_WRITE)
        return -1;
    fail("the TLS handshake failed (SSL error %d)", error);
}

long tls_read(void *tls, void *bytes, size_t length) {
    err_clear();
    int result = ssl_read(tls, bytes, (int)length);
    if (result > 0)
        return result;
    return ssl_get_error(tls, result) == WANT_READ ? 0 : -1;
}

long tls_write(void *tls, const void *bytes, size_t length) {
    err_clear();
    int result = ssl_write(tls, bytes, (int)length);
    if (result > 0)
        return result;
    return ssl_get_error(tls, result) == WANT_WRITE ? 0 : -1;
}
