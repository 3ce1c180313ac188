/// Where logs lie: the few things that a log needs of a file system, so that tests can make each of them fail.
///
/// Calls block. What each leaves after a power cut is its contract:
/// `append` and `create` may have left any prefix of their bytes, zeros, or nothing, until `synchronize` of
/// that path returns; a name made, renamed or removed may be undone until `synchronizeFolder` of its folder
/// returns. `rename` is atomic: either file is there whole, never a mixture. A call that throws may have done
/// any part of its work. After a failed `synchronize` the bytes since the last good one are in doubt, whatever
/// a later one says: no caller retries it.
public protocol LogDisk: Sendable {
    /// The whole file, or `nil` when there is none.
    func read(_ path: DiskPath) throws(DiskFault) -> [UInt8]?
    /// At most `count` bytes of the end of the file, or `nil` when there is none.
    func readEnd(_ path: DiskPath, count: Int) throws(DiskFault) -> [UInt8]?
    /// The file's length, or `nil` when there is none.
    func byteCount(_ path: DiskPath) throws(DiskFault) -> Int?
    /// Writes at the end of an existing file, in one `write` where the kernel takes it whole.
    func append(_ bytes: [UInt8], to path: DiskPath) throws(DiskFault)
    /// Makes the file with these bytes, or empties and refills one that is there; 0600.
    func create(_ path: DiskPath, _ bytes: [UInt8]) throws(DiskFault)
    /// `fdatasync`.
    func synchronize(_ path: DiskPath) throws(DiskFault)
    /// `fsync` of a folder: its names are durable.
    func synchronizeFolder(_ path: DiskPath) throws(DiskFault)
    /// Replaces `new` if it is there.
    func rename(_ old: DiskPath, to new: DiskPath) throws(DiskFault)
    /// Cuts the file. Called only once what is cut lies durably in `quarantine/`.
    func truncate(_ path: DiskPath, to byteCount: Int) throws(DiskFault)
    /// Writes zeros over every byte of the file, where they lie; no error when it is not there.
    func overwrite(_ path: DiskPath) throws(DiskFault)
    /// Removes a file; no error when it is not there.
    func remove(_ path: DiskPath) throws(DiskFault)
    /// The names in a folder in ascending order of bytes; none when there is no folder.
    func list(_ folder: DiskPath) throws(DiskFault) -> [String]
    /// Makes a folder, 0700, and durably those above it that are missing.
    func makeFolder(_ path: DiskPath) throws(DiskFault)
    /// Takes an exclusive lock that dies with the process. Waits as long as the disk was told to, then throws `held`.
    func lock(_ path: DiskPath, wait: Bool) throws(DiskFault)
    func unlock(_ path: DiskPath)
}

/// A path under one of the two folders that a ward has: its home, and the guards outside of what people back up.
public struct DiskPath: Hashable, Sendable, CustomStringConvertible {
    public enum Root: Hashable, Sendable { case home, guards }
    public let root: Root
    /// Relative, of parts that this program made: never what somebody typed or sent.
    public let path: String

    public init(_ path: String, in root: Root = .home) {
        (self.root, self.path) = (root, path)
    }

    /// The folder it lies in; the root's own folder is the empty path.
    public var folder: DiskPath {
        DiskPath(path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "", in: root)
    }

    /// A neighbour to write to and rename from.
    var new: DiskPath { DiskPath(path + ".new", in: root) }

    /// What a `replace` of this path that was cut may have left behind.
    public var unfinished: DiskPath { new }

    public func appending(_ name: String) -> DiskPath { DiskPath(path.isEmpty ? name : path + "/" + name, in: root) }

    public var description: String { root == .home ? path : "guards/\(path)" }
}

/// What a disk answered instead of doing its work.
public enum DiskFault: Error, Hashable, Sendable {
    /// ENOSPC, EDQUOT.
    case full(DiskPath)
    /// EIO and every other errno that says nothing a person can act on.
    case failed(DiskPath, call: String, errno: Int32)
    /// EACCES, EPERM, EROFS.
    case forbidden(DiskPath)
    /// Another process holds the lock.
    case held(DiskPath)
}

/// What erasing a file came to.
public enum Erasing: Hashable, Sendable {
    case wasNotHere
    case overwritten
    /// Its name is gone and its bytes could not be overwritten: they may lie on the disk until it uses their place again.
    case onlyUnlinked
}

extension LogDisk {
    /// Writes a new file beside the old one, makes it durable and takes its place: either is there, whole.
    public func replace(_ path: DiskPath, with bytes: [UInt8]) throws(DiskFault) {
        try create(path.new, bytes)
        try synchronize(path.new)
        try rename(path.new, to: path)
        try synchronizeFolder(path.folder)
    }

    /// As `replace`, but a power cut may bring the old file back or leave none: for what can be made again.
    public func replaceLoosely(_ path: DiskPath, with bytes: [UInt8]) throws(DiskFault) {
        try create(path.new, bytes)
        try rename(path.new, to: path)
    }

    /// Erases a file: overwritten, then unlinked, each durably. Cut anywhere, it is done again; no error when it is not there.
    ///
    /// `remaining` is called where it comes to `onlyUnlinked`, once the name is gone: what is still to be made durable may fail, and no
    /// later call finds the file. A file system that writes elsewhere instead of in place, and a flash disk's spare blocks, may keep
    /// what was there.
    @discardableResult
    public func erase(_ path: DiskPath, remaining: () -> Void = {}) throws(DiskFault) -> Erasing {
        guard try byteCount(path) != nil else { return .wasNotHere }
        var erasing = Erasing.overwritten
        do throws(DiskFault) {
            try overwrite(path)
            try synchronize(path)
        } catch {
            // A bad sector, or a file that another user owns: its name goes all the same, and nothing here reads it again.
            erasing = .onlyUnlinked
        }
        try remove(path)
        if erasing == .onlyUnlinked { remaining() }
        try synchronizeFolder(path.folder)
        return erasing
    }

    /// Works while no other process writes a log of this home; not to be nested.
    func underHomeLock<T>(_ work: () throws(LogFault) -> T) throws(LogFault) -> T {
        try onDisk { () throws(DiskFault) in try lock(HomeLayout.lock, wait: true) }
        defer { unlock(HomeLayout.lock) }
        return try work()
    }

    /// Keeps bytes in `quarantine/` under a name of their own digest: a second run writes the same file.
    ///
    /// Durable when it returns, for what is cut or replaced next is then nowhere else.
    @discardableResult
    public func quarantine(_ bytes: [UInt8], of origin: Origin, as what: String) throws(DiskFault) -> DiskPath {
        let path = HomeLayout.quarantine(origin: origin, what: what, digest: Digest(of: bytes))
        try makeFolder(path.folder)
        try replace(path, with: bytes)
        return path
    }
}
