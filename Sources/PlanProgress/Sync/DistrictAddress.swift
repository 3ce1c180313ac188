/// Where a district is reached: `https://host[:port]`, or `http://` on this machine only.
///
/// Nothing else is an address: no path, no name and password, so that joining a path to it is safe and a token never
/// travels in the clear.
public struct DistrictAddress: Hashable, Sendable, CustomStringConvertible {
    public let isEncrypted: Bool
    /// A name, an IPv4 address, or an IPv6 address in brackets; lower case.
    public let host: String
    /// As written; `nil` for the scheme's own.
    public let port: Int?

    /// Reads what somebody typed; a slash at the end is passed over. `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let lower = text.lowercased()
        let isEncrypted = lower.hasPrefix("https://")
        guard isEncrypted || lower.hasPrefix("http://") else { return nil }
        var rest = lower.dropFirst(isEncrypted ? 8 : 7)
        if rest.last == "/" { rest.removeLast() }
        var port: Int?
        let hostEnd = rest.last == "]" ? nil : rest.lastIndex(of: ":")
        if let hostEnd {
            guard let number = CountText.read(rest[rest.index(after: hostEnd)...]), (1...65535).contains(number) else { return nil }
            port = Int(number)
            rest = rest[..<hostEnd]
        }
        guard Self.isHost(rest) else { return nil }
        (self.isEncrypted, host, self.port) = (isEncrypted, String(rest), port)
        guard isEncrypted || isLoopback else { return nil }
    }

    /// Whether the host is this machine by its own address, which no proxy can reach for us.
    public var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber }
    }

    public var description: String { "\(isEncrypted ? "https" : "http")://\(host)\(port.map { ":\($0)" } ?? "")" }

    private static func isHost(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        func isName(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        if bytes.first == UInt8(ascii: "[") {
            return bytes.last == UInt8(ascii: "]") && bytes.count > 3
                && bytes.dropFirst().dropLast().allSatisfy { (97...102).contains($0) || (48...58).contains($0) || $0 == UInt8(ascii: ".") }
        }
        return (1...253).contains(bytes.count) && bytes.allSatisfy { isName($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && bytes.first.map(isName) == true
    }
}
