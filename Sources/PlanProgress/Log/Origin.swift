/// The name of a log and of its key: `<district>/<unit>/<device>`, such as `ha-dong/duong-noi/may-1`.
///
/// ASCII and closed (events.md 1), for it becomes a path, a key's name and a part of a URL. Nothing that is
/// not an `Origin` ever does.
public struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let district, unit, device: String

    /// Reads `district/unit/device`, or `nil` when a part leaves its grammar.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        self.init(district: String(parts[0]), unit: String(parts[1]), device: String(parts[2]))
    }

    public init?(district: String, unit: String, device: String) {
        guard Self.isUnit(district), Self.isUnit(unit), Self.isDevice(device) else { return nil }
        (self.district, self.unit, self.device) = (district, unit, device)
    }

    /// The district's own log, `<id>/<id>/quan`.
    public init?(ofDistrict id: String) { self.init(district: id, unit: id, device: "quan") }

    public var description: String { "\(district)/\(unit)/\(device)" }

    public var isDistrictLog: Bool { unit == district && device == "quan" }

    /// The device without the six characters of a healing: `may-1` of `may-1.k7qf3m`.
    public var stem: String { String(device.prefix { $0 != "." }) }

    /// The log that continues this one under six fresh characters `[a-z2-7]` (design 3.4).
    public func continuing(as suffix: String) -> Origin? {
        Origin(district: district, unit: unit, device: "\(stem).\(suffix)")
    }

    public static func < (left: Origin, right: Origin) -> Bool {
        // Logs of one unit are compared most, and need no text made of them.
        if left.unit == right.unit, left.district == right.district { return left.device < right.device }
        return left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    /// `[a-z0-9](-?[a-z0-9]){0,39}`: the grammar of a district's and a unit's id.
    public static func isUnit(_ text: some StringProtocol) -> Bool { isHyphenated(Array(text.utf8), atMost: 40) }

    /// `[a-z0-9](-?[a-z0-9]){0,31}(\.[a-z2-7]{6})?`.
    public static func isDevice(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return isHyphenated(bytes, atMost: 32) }
        return isHyphenated(Array(bytes[..<dot]), atMost: 32) && isSuffix(bytes[(dot + 1)...])
    }

    static func isSuffix(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 6 && bytes.allSatisfy { (97...122).contains($0) || (50...55).contains($0) }
    }

    /// Letters and digits, at most `limit` of them, a single hyphen allowed between two.
    private static func isHyphenated(_ bytes: [UInt8], atMost limit: Int) -> Bool {
        var characters = 0
        var hyphenBefore = true
        for byte in bytes {
            switch byte {
            case 97...122, 48...57:
                characters += 1
                hyphenBefore = false
            case UInt8(ascii: "-") where !hyphenBefore: hyphenBefore = true
            default: return false
            }
        }
        return characters > 0 && characters <= limit && !hyphenBefore
    }
}
