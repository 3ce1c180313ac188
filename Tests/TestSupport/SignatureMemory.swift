public import PlanProgress
import Synchronization

/// Bytes as a key of dictionaries and sets, hashed as a whole: `[UInt8]` itself hashes byte by byte, some ten times as slowly.
public struct HashedBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
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
