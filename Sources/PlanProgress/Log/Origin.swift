/// The name of a log and of its key: `<district>/<unit>/<device>`, such as `ha-dong/duong-noi/may-1`.
///
/// ASCII and closed (events.md 1), for it becomes a path, a key's name and a part of a URL. Nothing that is
/// not an `Origin` ever does.
public struct Origin: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let district, unit, device: String
    /// The whole name. It alone is compared and hashed, and paths are made of it at every step of a sync.
    public let description: String

    /// Reads `district/unit/device`, or `nil` when a part leaves its grammar.
    public init?(_ text: some StringProtocol) {
        self.init(reading: Array(text.utf8)[...])
    }

    /// The same in UTF-8.
    init?(reading text: ArraySlice<UInt8>) {
        let slash = UInt8(ascii: "/")
        guard let first = text.firstIndex(of: slash), let second = text[(first + 1)...].firstIndex(of: slash) else { return nil }
        let (district, unit, device) = (text[..<first], text[(first + 1)..<second], text[(second + 1)...])
        guard Self.isHyphenated(district, atMost: 40), Self.isHyphenated(unit, atMost: 40), Self.isDevice(bytes: device) else { return nil }
        self.district = String(decoding: district, as: UTF8.self)
        self.unit = String(decoding: unit, as: UTF8.self)
        self.device = String(decoding: device, as: UTF8.self)
        description = String(decoding: text, as: UTF8.self)
    }

    public init?(district: String, unit: String, device: String) {
        guard Self.isUnit(district), Self.isUnit(unit), Self.isDevice(device) else { return nil }
        (self.district, self.unit, self.device) = (district, unit, device)
        description = "\(district)/\(unit)/\(device)"
    }

    /// The district's own log, `<id>/<id>/quan`.
    public init?(ofDistrict id: String) { self.init(district: id, unit: id, device: "quan") }

    public var isDistrictLog: Bool { unit == district && device == "quan" }

    /// The device without the six characters of a healing: `may-1` of `may-1.k7qf3m`.
    public var stem: String { String(device.prefix { $0 != "." }) }

    /// The log that continues this one under six fresh characters `[a-z2-7]` (design 3.4).
    public func continuing(as suffix: String) -> Origin? {
        Origin(district: district, unit: unit, device: "\(stem).\(suffix)")
    }

    public static func == (left: Origin, right: Origin) -> Bool { left.description == right.description }
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
    public static func < (left: Origin, right: Origin) -> Bool { left.description < right.description }

    /// `[a-z0-9](-?[a-z0-9]){0,39}`: the grammar of a district's and a unit's id.
    public static func isUnit(_ text: some StringProtocol) -> Bool { isHyphenated(text.utf8, atMost: 40) }

    /// `[a-z0-9](-?[a-z0-9]){0,31}(\.[a-z2-7]{6})?`.
    public static func isDevice(_ text: some StringProtocol) -> Bool { isDevice(bytes: text.utf8) }

    private static func isDevice(bytes: some Collection<UInt8>) -> Bool {
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return isHyphenated(bytes, atMost: 32) }
        return isHyphenated(bytes[..<dot], atMost: 32) && isSuffix(bytes[dot...].dropFirst())
    }

    static func isSuffix(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 6 && bytes.allSatisfy { (97...122).contains($0) || (50...55).contains($0) }
    }

    /// Letters and digits, at most `limit` of them, a single hyphen allowed between two.
    private static func isHyphenated(_ bytes: some Sequence<UInt8>, atMost limit: Int) -> Bool {
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
