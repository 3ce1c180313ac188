import CZlib

/// One line of `entries.log`: `<8 hex CRC-32> <JSON>\n` (events.md 1).
///
/// The CRC is zlib's over the JSON bytes, seeded with the line before's (0 for the first), so that lost,
/// repeated and swapped lines show. It finds damage; only the tree and its signatures find malice.
public enum LogLine {
    /// The rolling CRC of a line whose JSON is `bytes`, after a line whose CRC was `previous`.
    public static func crc(_ bytes: some Sequence<UInt8>, after previous: UInt32) -> UInt32 {
        let fast = bytes.withContiguousStorageIfAvailable { buffer in
            UInt32(truncatingIfNeeded: crc32_z(UInt(previous), buffer.baseAddress, buffer.count))
        }
        return fast ?? crc(Array(bytes), after: previous)
    }

    /// The whole line, LF included, and the CRC that seeds the next.
    public static func encode(_ entry: some Collection<UInt8>, after previous: UInt32) -> (line: [UInt8], crc: UInt32) {
        let crc = crc(Array(entry), after: previous)
        var line: [UInt8] = []
        line.reserveCapacity(entry.count + 10)
        let digits = Array("0123456789abcdef".utf8)
        for shift in stride(from: 28, through: 0, by: -4) { line.append(digits[Int(crc >> UInt32(shift) & 15)]) }
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: entry)
        line.append(UInt8(ascii: "\n"))
        return (line, crc)
    }

    /// The CRC written in a line without its LF, or `nil` when its first nine bytes have another form.
    public static func recordedCRC(_ line: some Collection<UInt8>) -> UInt32? {
        guard line.count >= 9 else { return nil }
        var crc: UInt32 = 0
        for byte in line.prefix(8) {
            guard let digit = Hex.digit(byte) else { return nil }
            crc = crc << 4 | UInt32(digit)
        }
        return line.dropFirst(8).first == UInt8(ascii: " ") ? crc : nil
    }
}
