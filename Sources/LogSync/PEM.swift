import PlanProgress

/// A certificate in the text form that libcurl reads (RFC 7468).
enum PEM {
    static func certificate(_ der: [UInt8]) -> [UInt8] {
        var lines = "-----BEGIN CERTIFICATE-----\n"
        var rest = Base64.text(der)[...]
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return Array((lines + "-----END CERTIFICATE-----\n").utf8)
    }
}
