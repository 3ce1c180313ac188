import CCurl
public import PlanProgress

/// The line to a district: HTTP/1.1 through libcurl, the one file that touches it. No pointer leaves this file.
///
/// One handle serves a whole run, so that the connection and its TLS session are used again. It follows no redirect: a
/// district that moved is joined anew, and a token never goes where it was not meant to. `Expect:` is sent empty, for a
/// server that waits for `100-continue` costs a push a second.
public final class CurlTransport: Transport {
    private let settings: LineSettings
    /// Without libcurl on this machine, why it could not be opened.
    private let handle: Result<OpaquePointer, TransportFailure>

    public init(_ settings: LineSettings) {
        self.settings = settings
        if let fault = ccurl_open() {
            handle = .failure(.misconfigured(String(cString: fault)))
            return
        }
        // Fails only for want of memory, which on this platform does not come back as an error.
        guard let handle = ccurl_init() else { preconditionFailure("libcurl could not be set up") }
        self.handle = .success(OpaquePointer(handle))
    }

    deinit {
        if case .success(let handle) = handle { ccurl_cleanup(UnsafeMutableRawPointer(handle)) }
    }

    public func answer(to request: WireRequest) -> Result<WireAnswer, TransportFailure> {
        handle.flatMap { answer(to: request, by: UnsafeMutableRawPointer($0)) }
    }

    private func answer(to request: WireRequest, by curl: UnsafeMutableRawPointer) -> Result<WireAnswer, TransportFailure> {
        ccurl_reset(curl)
        let exchange = Exchange(byteLimit: request.answerByteLimit)
        let headers = HeaderList(lines(of: request))
        set(settings, on: curl, path: request.path)
        ccurl_set_list(curl, CURLOPT_HTTPHEADER, headers.first)
        // The callbacks borrow `exchange` only while libcurl runs, and it is kept alive until after.
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        ccurl_set_data_function(curl, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Exchange.at(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        ccurl_set_pointer(curl, CURLOPT_WRITEDATA, context)
        ccurl_set_data_function(curl, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Exchange.at(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        ccurl_set_pointer(curl, CURLOPT_HEADERDATA, context)
        let body = request.gzip ? request.body.map(Gzip.deflate) : request.body
        let (code, words) = perform(curl, request.method, body)
        return withExtendedLifetime((exchange, headers)) { result(code, words, exchange, curl) }
    }

    // MARK: Asking

    private func lines(of request: WireRequest) -> [String] {
        var lines = ["Expect:", "Accept-Encoding: gzip", "User-Agent: \(settings.program)"]
        if let token = request.token { lines.append("Authorization: Bearer \(token)") }
        if let entityTag = request.ifNoneMatch { lines.append("If-None-Match: \(entityTag)") }
        if request.body != nil { lines.append("Content-Type: \(request.bodyType ?? "application/octet-stream")") }
        if request.gzip { lines.append("Content-Encoding: gzip") }
        return lines
    }

    private func set(_ settings: LineSettings, on curl: UnsafeMutableRawPointer, path: String) {
        ccurl_set_string(curl, CURLOPT_URL, settings.address.description + path)
        // A path of ours is sent as it stands: libcurl must not tidy dots that a server should see and refuse.
        ccurl_set_long(curl, CURLOPT_PATH_AS_IS, 1)
        ccurl_set_string(curl, CURLOPT_PROTOCOLS_STR, settings.address.isEncrypted ? "https" : "http")
        ccurl_set_long(curl, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        ccurl_set_long(curl, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(curl, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        ccurl_set_long(curl, CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeoutMilliseconds)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_LIMIT, settings.lowSpeedBytesPerSecond)
        ccurl_set_long(curl, CURLOPT_LOW_SPEED_TIME, settings.lowSpeedSeconds)
        ccurl_set_long(curl, CURLOPT_TIMEOUT, settings.totalSeconds)
        // Always set: an empty name keeps libcurl from reading the environment by its own rules.
        ccurl_set_string(curl, CURLOPT_PROXY, settings.proxies.proxy(for: settings.address) ?? "")
        ccurl_set_string(curl, CURLOPT_NOPROXY, settings.proxies.exceptions)
        switch settings.trust {
        case .system: break
        case .file(let path):
            ccurl_set_string(curl, CURLOPT_CAINFO, path)
            ccurl_set_pointer(curl, CURLOPT_CAPATH, nil)
        case .authority(let certificate):
            let pem = PEM.certificate(certificate)
            ccurl_set_bytes(curl, CURLOPT_CAINFO_BLOB, pem, pem.count)
            ccurl_set_pointer(curl, CURLOPT_CAPATH, nil)
        case .nobody:
            ccurl_set_long(curl, CURLOPT_SSL_VERIFYPEER, 0)
            ccurl_set_long(curl, CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    private func perform(_ curl: UnsafeMutableRawPointer, _ method: WireRequest.Method, _ body: [UInt8]?) -> (CURLcode, String) {
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let code = words.withUnsafeMutableBufferPointer { words in
            ccurl_set_pointer(curl, CURLOPT_ERRORBUFFER, words.baseAddress)
            defer { ccurl_set_pointer(curl, CURLOPT_ERRORBUFFER, nil) }
            guard let body, method != .get else { return ccurl_perform(curl) }
            ccurl_set_long(curl, CURLOPT_POST, 1)
            if method == .put { ccurl_set_string(curl, CURLOPT_CUSTOMREQUEST, "PUT") }
            ccurl_set_large(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            // libcurl does not copy: the bytes stay where they are until it has returned.
            return body.withUnsafeBytes { bytes in
                ccurl_set_pointer(curl, CURLOPT_POSTFIELDS, bytes.baseAddress)
                return ccurl_perform(curl)
            }
        }
        let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (code, text.isEmpty ? String(cString: ccurl_strerror(code)) : text)
    }

    // MARK: What came

    private func result(
        _ code: CURLcode, _ words: String, _ exchange: Exchange, _ curl: UnsafeMutableRawPointer
    ) -> Result<WireAnswer, TransportFailure> {
        guard code == CURLE_OK else { return .failure(exchange.isOverLimit ? .answerTooLarge : failure(code, words, curl)) }
        // libcurl takes a header that ends with the connection for whole.
        guard exchange.hasHeader else { return .failure(.interrupted("the answer ended inside its header")) }
        var status = 0
        ccurl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
        var answer = exchange.answer
        answer.status = status
        if exchange.isCompressed {
            do throws(Gzip.Fault) { answer.body = try Gzip.inflate(answer.body, limit: exchange.byteLimit) } catch {
                return .failure(error == .damaged ? .interrupted(error.description) : .answerTooLarge)
            }
        }
        return .success(answer)
    }

    /// X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL's x509_vfy.h.
    private static let outOfDate = [9, 10]

    private func failure(_ code: CURLcode, _ words: String, _ curl: UnsafeMutableRawPointer) -> TransportFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR:
            return .unreachable(words)
        case CURLE_PEER_FAILED_VERIFICATION:
            var verdict = 0
            ccurl_get_long(curl, CURLINFO_SSL_VERIFYRESULT, &verdict)
            return Self.outOfDate.contains(verdict) ? .outOfDate(words) : .untrusted(words)
        case CURLE_SSL_CACERT_BADFILE, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            return .misconfigured(words)
        default:
            // A proxy that refused the tunnel, or nobody who took the connection in time: nothing of ours was sent.
            var proxyStatus = 0
            ccurl_get_long(curl, CURLINFO_HTTP_CONNECTCODE, &proxyStatus)
            var sent = 0
            ccurl_get_long(curl, CURLINFO_REQUEST_SIZE, &sent)
            return proxyStatus >= 300 || (code == CURLE_OPERATION_TIMEDOUT && sent == 0) ? .unreachable(words) : .interrupted(words)
        }
    }
}

/// What libcurl hands over while a transfer runs.
private final class Exchange {
    let byteLimit: Int
    private(set) var answer = WireAnswer(status: 0)
    private(set) var isCompressed = false
    private(set) var isOverLimit = false
    /// Whether the empty line after the header came.
    private(set) var hasHeader = false
    private var headerByteCount = 0

    /// A district's header is some three hundred bytes.
    private static let headerByteLimit = 64 * 1024

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    static func at(_ context: UnsafeMutableRawPointer?) -> Exchange {
        guard let context else { preconditionFailure("libcurl gives back the context that it was given") }
        return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    /// `false` stops the transfer.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard answer.body.count + bytes.count <= byteLimit else {
            isOverLimit = true
            return false
        }
        answer.body.append(contentsOf: bytes)
        return true
    }

    func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerByteCount += bytes.count
        guard headerByteCount <= Self.headerByteLimit else {
            isOverLimit = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        // A status line begins a new header: what a `100 Continue` said before does not count.
        if line.hasPrefix("HTTP/") {
            (answer, isCompressed, hasHeader) = (WireAnswer(status: 0), false, false)
            return true
        }
        if line == "\r\n" || line == "\n" { hasHeader = true }
        guard let colon = line.firstIndex(of: ":") else { return true }
        let value = String(
            decoding: line[line.index(after: colon)...].utf8.drop { $0 <= 32 }.reversed().drop { $0 <= 32 }.reversed(), as: UTF8.self)
        switch line[..<colon].lowercased() {
        case "content-type": answer.contentType = value
        case "etag": answer.entityTag = value
        case "retry-after": answer.retryAfter = value
        case "content-encoding": isCompressed = value.lowercased() == "gzip"
        default: break
        }
        return true
    }
}

/// Header lines in libcurl's own list, freed with it.
private final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init(_ lines: [String]) {
        for line in lines { first = ccurl_list_append(first, line) }
    }

    deinit { ccurl_list_free(first) }
}
