// zlib: CRC-32 of log lines (PlanProgress) and gzip bodies (LogSync, DistrictServer).
// The shim turns the two init macros, which Swift cannot import, into functions; it decides nothing.
#include <zlib.h>

static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int czlib_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
