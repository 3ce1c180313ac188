// libcurl, opened when a sync begins and not when the process starts.
//
// libcurl brings 30 shared libraries (TLS, LDAP, Kerberos, RTMP): linked, they cost every `ward record` 7 of its
// 17 ms before main(), for a command that never uses the network.
//
// Swift cannot call the variadic curl_easy_setopt(3) and curl_easy_getinfo(3): each function here fixes the type of
// one argument and decides nothing else.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>

typedef size_t (*ccurl_data_function)(char *bytes, size_t size, size_t count, void *context);

/// Opens libcurl.so.4 and initialises it, once a process; from any thread. NULL, or why it could not be opened, in
/// words that live as long as the process. Every other function here may be called only after it gave NULL.
const char *ccurl_open(void);

CURL *ccurl_init(void);
void ccurl_cleanup(CURL *handle);
void ccurl_reset(CURL *handle);
CURLcode ccurl_perform(CURL *handle);
const char *ccurl_strerror(CURLcode code);
struct curl_slist *ccurl_list_append(struct curl_slist *list, const char *line);
void ccurl_list_free(struct curl_slist *list);

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_large(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value);
/// libcurl copies the bytes.
CURLcode ccurl_set_bytes(CURL *handle, CURLoption option, const void *bytes, size_t count);
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function value);
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value);

#endif
