import Crypto
import CryptoExtras
import PlanProgress

/// Small files under a passphrase: keys, authority, users. scrypt (RFC 7914) makes the key, AES-256-GCM seals.
///
/// A line of parameters, which the seal covers too, then nonce, sealed bytes and tag. Inside: for each file a line
/// `<bytes> <name>` and its bytes.
enum SealedFiles {
    /// OWASP's least for an interactive log-in: 128 MiB and about a second for each guess. Whoever finds a backup may guess offline.
    static let rounds = 1 << 17
    private static let blockSize = 8

    static func seal(
        _ files: [(name: String, bytes: [UInt8])], passphrase: [UInt8], salt: [UInt8], rounds: Int = rounds
    ) throws(BackupFault) -> [UInt8] {
        let header = Array("wardlog/1 sealed scrypt \(rounds) \(blockSize) 1 \(Base64.text(salt))\n".utf8)
        let content = files.flatMap { Array("\($0.bytes.count) \($0.name)\n".utf8) + $0.bytes }
        do {
            let key = try key(passphrase, salt: salt, rounds: rounds)
            let box = try AES.GCM.seal(content, using: key, authenticating: header)
            return header + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch { throw .store(.disk("sealing: \(error)")) }
    }

    /// `nil` where the passphrase is another, or a byte was changed: nobody can tell which.
    static func open(_ sealed: [UInt8], passphrase: [UInt8]) -> [(name: String, bytes: [UInt8])]? {
        guard let end = sealed.firstIndex(of: 10), sealed.count >= end + 1 + 28 else { return nil }
        let parts = String(decoding: sealed[..<end], as: UTF8.self).split(separator: " ")
        guard parts.count == 7, parts[0...2] == ["wardlog/1", "sealed", "scrypt"], let rounds = Int(parts[3]), rounds <= Self.rounds,
            rounds > 1, rounds.nonzeroBitCount == 1, let salt = Base64.bytes(parts[6])
        else { return nil }
        let (header, body) = (Array(sealed[...end]), Array(sealed[(end + 1)...]))
        guard let key = try? key(passphrase, salt: salt, rounds: rounds), let nonce = try? AES.GCM.Nonce(data: Array(body[..<12])),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: Array(body[12..<(body.count - 16)]), tag: Array(body[(body.count - 16)...])),
            let content = try? AES.GCM.open(box, using: key, authenticating: header)
        else { return nil }
        return files(in: Array(content))
    }

    /// The sealed part of the backup at `path`, by name; refuses a name that leads out of a home.
    static func read(in path: String, passphrase: [UInt8]) throws(BackupFault) -> [String: [UInt8]] {
        let file = "\(path)/\(BackupName.sealed)"
        let sealed = try stored { () throws(StoreFault) in try POSIX.contents(of: file) ?? [] }
        guard let files = open(sealed, passphrase: passphrase) else { throw .passphraseWrong(path: file) }
        for (name, _) in files where name.hasPrefix("/") || name.split(separator: "/").contains("..") {
            throw .altered(path: path, name: BackupName.sealed)
        }
        return Dictionary(files) { $1 }
    }

    private static func key(_ passphrase: [UInt8], salt: [UInt8], rounds: Int) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: passphrase, salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize, parallelism: 1)
    }

    private static func files(in content: [UInt8]) -> [(name: String, bytes: [UInt8])]? {
        var files: [(name: String, bytes: [UInt8])] = []
        var rest = content[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 10) else { return nil }
            let parts = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ", maxSplits: 1)
            rest = rest[(end + 1)...]
            guard parts.count == 2, let count = Int(parts[0]), count >= 0, count <= rest.count else { return nil }
            files.append((String(parts[1]), Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return files
    }
}
