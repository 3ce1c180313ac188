import PlanProgress
import Synchronization
import TestSupport
import Testing

@testable import DistrictServer

/// Users of a district's tests, and a desk at which a password costs next to nothing.
enum SampleUsers {
    static let passphrase = "mười hai con giáp"
    static var cost: PasswordCost { get throws { try #require(PasswordCost(exponent: 1, blockSize: 1, lanes: 1)) } }

    static func hash(_ password: String = passphrase, salt: UInt8 = 7) throws -> PasswordHash {
        try PasswordHash(of: try Password(chosen: password), salt: [UInt8](repeating: salt, count: 16), cost: cost)
    }

    static func user(_ name: String, _ role: UserRole, salt: UInt8 = 7) throws -> User {
        try #require(User(name: name, role: role, password: try hash(salt: salt)))
    }

    static func reader() throws -> User { try user("xem-thử", .reader) }
    static func reviewer() throws -> User { try user("xem-xét", .reviewer) }

    static func desk(_ users: MemoryUsers, isSecure: Bool = false, clock: TestClock = TestClock()) throws -> ReviewerDesk {
        let random = Mutex(SeededRandom(seed: 11))
        return ReviewerDesk(
            users: try UserBook(users), isSecure: isSecure, cost: try cost, clock: { clock.now },
            random: { count in random.withLock { $0.bytes(count) } })
    }
}

/// Users in memory; every replacement is kept, and the next one fails where a test says so.
final class MemoryUsers: UserKeeper {
    private let state: Mutex<(users: [User], fault: StoreFault?)>

    init(_ users: [User] = []) { state = Mutex((users, nil)) }

    func users() -> [User] { state.withLock { $0.users } }

    func fail(with fault: StoreFault?) { state.withLock { $0.fault = fault } }

    func replace(with users: [User]) throws(StoreFault) {
        try state.withLock { state throws(StoreFault) in
            if let fault = state.fault { throw fault }
            state.users = users
        }
    }
}

/// A clock that a test moves.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ now: Int64 = SampleDistrict.now) { time = Mutex(now) }

    var now: Int64 { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }
}
