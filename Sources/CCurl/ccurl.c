#include "ccurl.h"

// libcurl's header wraps its variadic functions in macros that check types; here their addresses are wanted.
#undef curl_easy_setopt
#undef curl_easy_getinfo

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// Each has the type that libcurl's own header gives the function.
static struct {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) init;
    __typeof__(&curl_easy_cleanup) cleanup;
    __typeof__(&curl_easy_reset) reset;
    __typeof__(&curl_easy_perform) perform;
    __typeof__(&curl_easy_strerror) strerror;
    __typeof__(&curl_slist_append) list_append;
    __typeof__(&curl_slist_free_all) list_free;
    __typeof__(&curl_easy_setopt) setopt;
    __typeof__(&curl_easy_getinfo) getinfo;
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char fault[512];

static void *found(void *library, const char *name) {
    void *function = dlsym(library, name);
    if (!function && !*fault) snprintf(fault, sizeof fault, "libcurl.so.4: %s", dlerror());
    return function;
}

static void open_library(void) {
    // The ABI that libcurl has kept since 2006. Never closed: what it registered with atexit(3) may still run.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(fault, sizeof fault, "%s", dlerror());
        return;
    }
    curl.global_init = found(library, "curl_global_init");
    curl.init = found(library, "curl_easy_init");
    curl.cleanup = found(library, "curl_easy_cleanup");
    curl.reset = found(library, "curl_easy_reset");
    curl.perform = found(library, "curl_easy_perform");
    curl.strerror = found(library, "curl_easy_strerror");
    curl.list_append = found(library, "curl_slist_append");
    curl.list_free = found(library, "curl_slist_free_all");
    curl.setopt = found(library, "curl_easy_setopt");
    curl.getinfo = found(library, "curl_easy_getinfo");
    if (*fault) return;
    CURLcode code = curl.global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) snprintf(fault, sizeof fault, "libcurl.so.4: %s", curl.strerror(code));
}

const char *ccurl_open(void) {
    pthread_once(&once, open_library);
    return *fault ? fault : NULL;
}

CURL *ccurl_init(void) { return curl.init(); }
void ccurl_cleanup(CURL *handle) { curl.cleanup(handle); }
void ccurl_reset(CURL *handle) { curl.reset(handle); }
CURLcode ccurl_perform(CURL *handle) { return curl.perform(handle); }
const char *ccurl_strerror(CURLcode code) { return curl.strerror(code); }
struct curl_slist *ccurl_list_append(struct curl_slist *list, const char *line) { return curl.list_append(list, line); }
void ccurl_list_free(struct curl_slist *list) { curl.list_free(list); }

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return curl.setopt(handle, option, value); }
CURLcode ccurl_set_large(CURL *handle, CURLoption option, curl_off_t value) { return curl.setopt(handle, option, value); }
CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) { return curl.setopt(handle, option, value); }
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) { return curl.setopt(handle, option, value); }
CURLcode ccurl_set_bytes(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl.setopt(handle, option, &blob);
}
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) { return curl.setopt(handle, option, value); }
CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function value) {
    return curl.setopt(handle, option, value);
}
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) { return curl.getinfo(handle, info, value); }
