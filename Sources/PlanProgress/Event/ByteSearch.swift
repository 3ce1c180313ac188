extension ArraySlice<UInt8> {
    /// Whether the bytes of `pattern`, at least two, stand somewhere in these.
    ///
    /// What few entries hold is looked for in the bytes first: reading an entry's JSON costs many times as much.
    public func holds(_ pattern: [UInt8]) -> Bool {
        withUnsafeBytes { bytes in
            guard pattern.count >= 2, bytes.count >= pattern.count else { return false }
            let (first, second) = (pattern[0], pattern[1])
            return pattern.withUnsafeBytes { pattern in
                for start in 0...(bytes.count - pattern.count) where bytes[start] == first && bytes[start + 1] == second {
                    if UnsafeRawBufferPointer(rebasing: bytes[start..<(start + pattern.count)]).elementsEqual(pattern) { return true }
                }
                return false
            }
        }
    }
}
