public import PlanProgress

/// Why a district cannot be served. Nothing was changed.
public enum DistrictServerError: Error, Equatable, CustomStringConvertible {
    case store(StoreFault)
    case notSetUp
    /// The private keys in the home are not those that the district's logs were signed with.
    case otherKeys(district: String)
    case headsMissing(path: String)
    case headsDamaged(path: String)
    /// The database holds another root than the one that was cosigned at that size, or the district's own log is shorter.
    case headsContradict(origin: Origin, size: Int64)
    /// The file of the district's own log and the database hold different entries.
    case ownLogContradicts(size: Int64)
    case notLoopback(address: String)
    /// What TLS needs cannot be read, does not belong together, or was never made.
    case certificate(path: String, reason: String)
    case cannotListen(address: String, reason: String)

    public var description: String {
        switch self {
        case .store(let fault): fault.description
        case .notSetUp: "no district is set up here; nothing was changed. Run 'district init' first."
        case .otherKeys(let district):
            "the keys in this home are not those of district \(district); nothing was changed. Put the keys that belong to this database back."
        case .headsMissing(let path):
            "\(path) is missing: without heads an old backup would go unnoticed. Nothing was changed. "
                + "Put the file back from where it was kept. If it is gone for good: 'district heads rebuild' says what that risks, and makes them."
        case .headsDamaged(let path):
            "\(path) is damaged: what was confirmed to the wards cannot be read from it. Nothing was changed. "
                + "Put the file back from where it was kept. If there is none: 'district heads rebuild' says what that risks, and makes them."
        case .headsContradict(let origin, let size):
            "log \(origin): what is held here is not what was cosigned at size \(size), or is less. Nothing was changed. "
                + "Do not go on with this copy; keep it, and restore the database and logs that belong to these heads."
        case .ownLogContradicts(let size):
            "the district's own log in the database and in its file differ below entry \(size). Nothing was changed. "
                + "Keep both; restore the pair that belongs together."
        case .notLoopback(let address):
            "\(address) is not a loopback address: without TLS others could read and change what is sent. Nothing was started. "
                + "Listen on 127.0.0.1, or leave --plain-http out."
        case .certificate(let path, let reason):
            "the certificate in \(path) cannot be used (\(reason)). Nothing was started or changed. "
                + "Put the folder back from its backup, or name the operator's own with --tls-cert and --tls-key."
        case .cannotListen(let address, let reason):
            "cannot listen on \(address) (\(reason)). Nothing was started. Choose another port, or port 0 for a free one."
        }
    }
}
