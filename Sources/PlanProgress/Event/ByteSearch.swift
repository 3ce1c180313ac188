extension ArraySlice<UInt8> {
    /// Whether the bytes of `pattern`, at least two, stand somewhere in these.
    ///
    /// What few entries hold is looked for in the bytes first: reading an entry's JSON costs many times as much. A kind's full stop is
    /// rare in an entry, so it is what is looked for, eight bytes at a time; without one, the first byte of the pattern.
    public func holds(_ pattern: [UInt8]) -> Bool {
        let anchor = pattern.firstIndex(of: UInt8(ascii: ".")) ?? 0
        return withUnsafeBytes { bytes in
            pattern.withUnsafeBytes { pattern in
                guard pattern.count >= 2, bytes.count >= pattern.count else { return false }
                let end = bytes.count - pattern.count + anchor + 1
                var place = anchor
                while let found = bytes.firstPlace(of: pattern[anchor], in: place..<end) {
                    let start = found - anchor
                    if bytes[start] == pattern[0],
                        UnsafeRawBufferPointer(rebasing: bytes[start..<(start + pattern.count)]).elementsEqual(pattern)
                    {
                        return true
                    }
                    place = found + 1
                }
                return false
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Where that byte first stands in the range, eight bytes at a time.
    func firstPlace(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        let repeated = UInt64(byte) &* 0x0101_0101_0101_0101
        while index + 8 <= range.upperBound {
            // A zero byte in `word` is the one looked for: Hacker's Delight, 6-1.
            let word = loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ repeated
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < range.upperBound {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }
}
