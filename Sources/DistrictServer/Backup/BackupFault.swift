public import PlanProgress

/// Why a backup could not be made or put back.
public enum BackupFault: Error, Equatable, CustomStringConvertible {
    /// The running district is unharmed; what was begun is removed, or keeps its unfinished name where even that failed.
    case store(StoreFault)
    /// What was written, read again, does not hold together; the copy was removed.
    case unsound([String])
    case exists(path: String)
    /// The folder holds no backup; `newest` is one in a folder below it.
    case noBackup(path: String, newest: String?)
    /// The backup is not as it was written.
    case altered(path: String, name: String)
    case passphraseNeeded(path: String)
    case passphraseShort
    case passphraseWrong(path: String)
    /// The file of the district's own log that lies in the home and the backup's hold different entries.
    case otherOwnLog(path: String)

    public static let passphraseByteCount = 12

    public var description: String {
        switch self {
        case .store(let fault): fault.description
        case .unsound(let reasons):
            "the backup was written and does not hold together, so it was removed:\n" + reasons.map { "  \($0)\n" }.joined()
                + "The district goes on. Run 'district verify' and keep the last good backup."
        case .exists(let path): "\(path) is there already; nothing was written. Run it again in a moment."
        case .noBackup(let path, let newest):
            "\(path) holds no backup; nothing was changed. "
                + (newest.map { "The newest one in it is \($0): name that folder." } ?? "Name the folder that holds the file 'manifest'.")
        case .altered(let path, let name):
            "\(path): \(name) is not as the backup was written; nothing was changed. Take another backup."
        case .passphraseNeeded(let path):
            "\(path) holds the keys under a passphrase, and this home has none; nothing was changed. "
                + "Add --passphrase-file, or put the keys in place first."
        case .passphraseShort:
            "the passphrase has fewer than \(Self.passphraseByteCount) characters; nothing was written. Choose a longer one and keep it apart."
        case .passphraseWrong(let path): "the passphrase does not open \(path); nothing was changed."
        case .otherOwnLog(let path):
            "\(path) and the backup's file of the district's own log hold different entries; nothing was changed. "
                + "Keep both; they are not of one district's life."
        }
    }
}
