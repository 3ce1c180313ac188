import Crypto
import CryptoExtras
public import PlanProgress

/// What one guess of a password costs: scrypt's three numbers (RFC 7914).
public struct PasswordCost: Hashable, Sendable {
    /// N is 2 to the power of this.
    let exponent: Int
    let blockSize, lanes: Int

    /// Bounded, since the numbers come out of a file: at most 128 MiB and sixteen lanes.
    init?(exponent: Int, blockSize: Int, lanes: Int) {
        guard (1...20).contains(exponent), (1...32).contains(blockSize), (1...16).contains(lanes),
            (128 * blockSize) << exponent <= 128 << 20
        else { return nil }
        self.init(checked: exponent, blockSize, lanes)
    }

    private init(checked exponent: Int, _ blockSize: Int, _ lanes: Int) {
        (self.exponent, self.blockSize, self.lanes) = (exponent, blockSize, lanes)
    }

    /// 128 · 8 · 2^15 = 32 MiB, three lanes one after another: of the settings that OWASP's password storage cheat sheet holds equal,
    /// the one with the least memory, so that two at once fit beside a server that is to stay small.
    public static let current = PasswordCost(checked: 15, 8, 3)
}

/// What is kept of a password: its scrypt key with salt and cost, in the PHC string format.
///
/// `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, standard base64 without padding. The cost stands in each, so it may be raised for new
/// passwords while old ones go on.
public struct PasswordHash: Hashable, Sendable {
    let cost: PasswordCost
    let salt, key: [UInt8]

    static let saltByteCount = 16
    static let keyByteCount = 32

    /// Hashes a password with sixteen fresh random bytes. Takes a third of a second and 32 MiB.
    public init(of password: Password, salt: [UInt8], cost: PasswordCost = .current) throws(StoreFault) {
        (self.cost, self.salt) = (cost, salt)
        key = try Self.derived(password, salt: salt, cost: cost).withUnsafeBytes { Array($0) }
    }

    /// Nobody's: a name that is not known costs its asker what a wrong password costs.
    init(decoy bytes: [UInt8], cost: PasswordCost) {
        (self.cost, salt, key) = (cost, Array(bytes.prefix(Self.saltByteCount)), Array(bytes.dropFirst(Self.saltByteCount)))
    }

    /// Whether this is the password, at the same time whichever byte differs.
    func isOf(_ password: Password) throws(StoreFault) -> Bool {
        try Self.derived(password, salt: salt, cost: cost) == SymmetricKey(data: key)
    }

    private static func derived(_ password: Password, salt: [UInt8], cost: PasswordCost) throws(StoreFault) -> SymmetricKey {
        do {
            return try KDF.Scrypt.deriveKey(
                from: password.bytes, salt: salt, outputByteCount: keyByteCount, rounds: 1 << cost.exponent, blockSize: cost.blockSize,
                parallelism: cost.lanes)
        } catch {
            // The one thing that can go wrong with numbers in these bounds.
            throw .busy("no memory to check a password")
        }
    }

    // MARK: Text

    public var text: String {
        "$scrypt$ln=\(cost.exponent),r=\(cost.blockSize),p=\(cost.lanes)$\(Self.unpadded(salt))$\(Self.unpadded(key))"
    }

    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let numbers = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count == 3, let exponent = Self.number("ln=", numbers[0]), let blockSize = Self.number("r=", numbers[1]),
            let lanes = Self.number("p=", numbers[2]), let cost = PasswordCost(exponent: exponent, blockSize: blockSize, lanes: lanes),
            let salt = Self.bytes(parts[3]), let key = Self.bytes(parts[4]), salt.count == Self.saltByteCount,
            key.count == Self.keyByteCount
        else { return nil }
        (self.cost, self.salt, self.key) = (cost, salt, key)
    }

    private static func number(_ name: String, _ text: Substring) -> Int? {
        text.hasPrefix(name) ? CountText.read(text.dropFirst(name.count)).flatMap { Int(exactly: $0) } : nil
    }

    private static func unpadded(_ bytes: [UInt8]) -> String { String(Base64.text(bytes).prefix { $0 != "=" }) }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        text.contains("=") ? nil : Base64.bytes(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }
}
