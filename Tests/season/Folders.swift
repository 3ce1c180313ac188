import Glibc

/// Makes the folders above a path, 0700 each.
func folders(_ path: String) throws {
    let parts = path.split(separator: "/").dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
        folder += "/\(part)"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw SeasonFault("\(folder) cannot be made: \(String(cString: strerror(errno)))")
        }
    }
}
