import Glibc
public import PlanProgress
import Synchronization

/// Heads in one file of lines, each with a rolling CRC as a log has it: `<8 hex CRC-32> <origin> <size> <root>` LF.
///
/// The last line of an origin is its head. A move is one `write` and one `fdatasync`; the file is written anew when it
/// is opened and has grown. A last line that is torn was never answered for, and is cut; any other damage is refused,
/// for a head that is lost is a fork that nobody sees. Whoever reads heads never waits for the disk.
public final class HeadsFile: HeadsKeeper {
    private let path: String
    /// The heads as they lie on the disk.
    private let snapshot: Mutex<[Origin: Checkpoint]>
    /// Held by whoever moves a head, as long as the disk takes.
    private let state: Mutex<State>
    /// `fdatasync`, but for tests.
    private let sync: @Sendable (Int32) -> Int32

    private struct State {
        var file: Int32
        var crc: UInt32
        var byteCount: Int
        /// A failed write or sync: what lies on the disk is not known, so the next move first writes the file anew.
        var isBroken = false
    }

    /// Opens the heads of a district, or returns `nil` where there is no file.
    public static func open(_ path: String) throws(StoreFault) -> HeadsFile? {
        guard let bytes = try POSIX.contents(of: path) else { return nil }
        let (heads, goodByteCount) = try read(bytes, path: path)
        // A torn line and a thousand old ones go the same way: the file is written anew, then put in place.
        if goodByteCount < bytes.count || bytes.count > 4096 + heads.count * 1024 { return try write(heads, to: path) }
        return try HeadsFile(path: path, heads: heads, crc: lastCRC(bytes), byteCount: bytes.count)
    }

    /// The heads as they lie in the file now, beside whoever moves them; `nil` where there is no file.
    public static func heads(in path: String) throws(StoreFault) -> [Checkpoint]? {
        guard let bytes = try POSIX.contents(of: path) else { return nil }
        return try read(bytes, path: path).0.values.sorted { $0.origin < $1.origin }
    }

    /// Makes the file of a district that has no log yet.
    public static func create(_ path: String) throws(StoreFault) -> HeadsFile {
        guard try POSIX.contents(of: path) == nil else { throw .disk("\(path) is there already") }
        return try write([:], to: path)
    }

    /// Puts a file with these heads in place, after a person has accepted what that risks; one that lies there is kept as `former`.
    ///
    /// It is never away and never half: cut anywhere, this finds again what it was to keep.
    public static func rebuild(_ path: String, with heads: [Checkpoint], former: String) throws(StoreFault) -> HeadsFile {
        try POSIX.makeFolders(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        if POSIX.exists(path) {
            guard link(path, former) == 0 || errno == EEXIST else { throw POSIX.fault(former) }
            try POSIX.syncFolder(of: former)
        }
        var all: [Origin: Checkpoint] = [:]
        for head in heads { all[head.origin] = head }
        return try write(all, to: path)
    }

    init(
        path: String, heads: [Origin: Checkpoint], crc: UInt32, byteCount: Int,
        sync: @escaping @Sendable (Int32) -> Int32 = { fdatasync($0) }
    ) throws(StoreFault) {
        (self.path, self.sync) = (path, sync)
        let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw POSIX.fault(path) }
        snapshot = Mutex(heads)
        state = Mutex(State(file: file, crc: crc, byteCount: byteCount))
    }

    deinit { state.withLock { _ = Glibc.close($0.file) } }

    public func head(of origin: Origin) -> Checkpoint? { snapshot.withLock { $0[origin] } }

    public func all() -> [Checkpoint] { snapshot.withLock { $0 }.values.sorted { $0.origin < $1.origin } }

    public func move(from old: Checkpoint?, to new: Checkpoint) throws(StoreFault) {
        let fault: StoreFault? = state.withLock { state in
            if state.isBroken {
                do throws(StoreFault) { try renew(&state) } catch { return error }
            }
            guard head(of: new.origin) == old else { return .busy("\(path): the head of \(new.origin) is another one") }
            if let old, !new.mayFollow(old) { return .damaged(Self.backwards(from: old, to: new)) }
            let (line, crc) = LogLine.encode(Self.text(of: new), after: state.crc)
            do throws(StoreFault) {
                try POSIX.write(line, to: state.file, path: path)
                guard sync(state.file) == 0 else { throw POSIX.fault(path) }
            } catch {
                state.isBroken = true
                return error
            }
            snapshot.withLock { $0[new.origin] = new }
            state.crc = crc
            state.byteCount += line.count
            return nil
        }
        if let fault { throw fault }
    }

    /// A file in the place of one whose last line may or may not have reached the disk; nobody was answered for that line.
    private func renew(_ state: inout State) throws(StoreFault) {
        let (bytes, crc) = Self.content(of: snapshot.withLock { $0 })
        try POSIX.replace(path, with: bytes)
        let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw POSIX.fault(path) }
        _ = Glibc.close(state.file)
        state = State(file: file, crc: crc, byteCount: bytes.count)
    }

    private static func backwards(from old: Checkpoint, to new: Checkpoint) -> String {
        "log \(new.origin): \(new.size) entries are held, \(old.size) were cosigned"
    }

    // MARK: The file

    private static func text(of head: Checkpoint) -> [UInt8] { Array("\(head.origin) \(head.size) \(head.root.base64)".utf8) }

    private static func write(_ heads: [Origin: Checkpoint], to path: String) throws(StoreFault) -> HeadsFile {
        let (bytes, crc) = content(of: heads)
        try POSIX.replace(path, with: bytes)
        return try HeadsFile(path: path, heads: heads, crc: crc, byteCount: bytes.count)
    }

    private static func content(of heads: [Origin: Checkpoint]) -> (bytes: [UInt8], crc: UInt32) {
        var bytes: [UInt8] = []
        var crc: UInt32 = 0
        for head in heads.values.sorted(by: { $0.origin < $1.origin }) {
            let encoded = LogLine.encode(text(of: head), after: crc)
            bytes += encoded.line
            crc = encoded.crc
        }
        return (bytes, crc)
    }

    private static func read(_ bytes: [UInt8], path: String) throws(StoreFault) -> ([Origin: Checkpoint], Int) {
        var heads: [Origin: Checkpoint] = [:]
        var crc: UInt32 = 0
        var start = 0
        while start < bytes.count {
            guard let end = bytes[start...].firstIndex(of: 10), let head = head(in: bytes[start..<end], crc: &crc) else {
                // Torn is what a cut write leaves: an end without LF, or of zeros alone. Anything else was whole once and is damage.
                let rest = bytes[start...].prefix { $0 != 0 }
                guard !rest.contains(10), bytes[rest.endIndex...].allSatisfy({ $0 == 0 }) else { throw .damaged("\(path), byte \(start)") }
                return (heads, start)
            }
            heads[head.origin] = head
            start = end + 1
        }
        return (heads, start)
    }

    private static func head(in line: ArraySlice<UInt8>, crc: inout UInt32) -> Checkpoint? {
        guard let recorded = LogLine.recordedCRC(line), recorded == LogLine.crc(line.dropFirst(9), after: crc) else { return nil }
        let parts = String(decoding: line.dropFirst(9), as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let origin = Origin(parts[0]), let size = CountText.read(parts[1]), let root = Digest(base64: parts[2])
        else { return nil }
        crc = recorded
        return Checkpoint(origin: origin, size: size, root: root)
    }

    private static func lastCRC(_ bytes: [UInt8]) -> UInt32 {
        guard let last = bytes.dropLast().split(separator: 10).last else { return 0 }
        return LogLine.recordedCRC(last) ?? 0
    }
}
