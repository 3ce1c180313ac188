import Glibc
public import PlanProgress
import Synchronization

/// Bytes as a key of dictionaries and sets, compared as a whole and hashed by their length and their ends.
///
/// Entries differ in their time, which begins them, or in their nonce, near their end; what is signed ends with a root. `[UInt8]` itself
/// hashes byte by byte.
public struct HashedBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(24)))
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes.suffix(48)))
        }
    }
    public static func == (left: HashedBytes, right: HashedBytes) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard let one = left.baseAddress, let other = right.baseAddress, one != other else { return true }
                return memcmp(one, other, left.count) == 0
            }
        }
    }
    public static func < (left: HashedBytes, right: HashedBytes) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Every signature, key and verdict of a simulated district, computed once.
public final class SignatureMemory: Ed25519.Memory {
    private let answers = Mutex<[HashedBytes: [UInt8]]>([:])

    public init() {}

    public func answer(to question: [UInt8], computing compute: () -> [UInt8]) -> [UInt8] {
        let question = HashedBytes(question)
        if let known = answers.withLock({ $0[question] }) { return known }
        let answer = compute()
        answers.withLock { $0[question] = answer }
        return answer
    }
}

/// Every entry that a simulated district read, once for each set of kinds that a reader did not know.
public final class ReadingMemory: EventReading.Memory {
    private let readings = Mutex<[Set<String>: [HashedBytes: EventReading]]>([:])

    public init() {}

    public func reading(of bytes: [UInt8], unknownKinds: Set<String>, reading read: () -> EventReading) -> EventReading {
        let key = HashedBytes(bytes)
        if let known = readings.withLock({ $0[unknownKinds]?[key] }) { return known }
        let reading = read()
        readings.withLock { $0[unknownKinds, default: [:]][key] = reading }
        return reading
    }
}
