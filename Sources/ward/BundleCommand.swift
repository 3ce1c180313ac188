import ArgumentParser
import Glibc
import LogFiles
import LogSync
import PlanProgress

/// `ward bundle`: push and pull for a ward without a network, on a stick.
struct BundleCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "bundle", abstract: say.help.bundle, subcommands: [Export.self, Receive.self])
    }

    struct Export: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "export", abstract: say.help.bundleExport) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.bundleFile, valueName: "file")) var file: String
        @Option(help: ArgumentHelp(say.help.bundleCode, valueName: "code")) var code: String?
        @Option(help: ArgumentHelp(say.help.bundleDistrict, valueName: "file")) var district: String?

        func run() throws {
            let code = try code.map { text throws(Failure) in
                guard let code = InvitationCode(text) else { throw Failure(code: .usage, sentence: say.badCode) }
                return code
            }
            let home = try Workplace(home).home
            try inHome { () throws(HomeFault) in try home.lockSync() }
            defer { home.unlockSync() }
            let courier = Courier(home)
            // What was erased on the way is told here or never, whether or not the bundle is written.
            do throws(Failure) { try export(by: courier, code) } catch { throw error.besides(courier.besides) }
            guard courier.besides.isEmpty else { throw Failure(code: .disk, sentence: String(courier.besides.dropFirst())) }
        }

        private func export(by courier: Courier, _ code: InvitationCode?) throws(Failure) {
            if let district { try courier.pin(file: district, code: code) }
            if let code { try courier.prepare(code) }
            let export = try courier.export(to: Environment.absolute(file))
            Console.say(say.exported(export.summary, to: file, sealed: export.isSealed))
        }
    }

    struct Receive: ParsableCommand {
        static var configuration: CommandConfiguration { CommandConfiguration(commandName: "receive", abstract: say.help.bundleReceive) }
        @OptionGroup var home: HomeOptions
        @Argument(help: ArgumentHelp(say.help.bundleFile, valueName: "file")) var file: String

        func run() throws {
            let home = try Workplace(home).home
            try inHome { () throws(HomeFault) in try home.lockSync() }
            defer { home.unlockSync() }
            let outcome = try Courier(home).receive(Environment.absolute(file))
            if !outcome.divergedLogs.isEmpty { Console.say(say.diverged(outcome.divergedLogs)) }
            guard outcome.exitCode == 0 else {
                throw Failure(code: ExitStatus(rawValue: outcome.exitCode) ?? .failed, sentence: say.notReceived(outcome))
            }
            Console.say(say.received(outcome))
        }
    }
}

/// Between this home and a stick. Whoever makes one holds the home's `sync.lock`.
struct Courier {
    private let home: Home
    private let store: WardFiles

    init(_ home: Home) {
        self.home = home
        store = WardFiles(home)
    }

    /// Pins the district that wrote its identity on the stick, if it is the one that the code names.
    func pin(file: String, code: InvitationCode?) throws(Failure) {
        let bytes = try Files.read(file, limit: 64 * 1024)
        guard let identity = try? DistrictIdentity(reading: bytes) else { throw Failure(code: .damaged, sentence: say.noIdentity(file)) }
        let pinned = try inHome { () throws(HomeFault) in try home.districtIdentity() }
        // One that wrote its file before a handover is the pinned one too, and has nothing new to say.
        if let pinned, pinned.pair != identity.pair, pinned.follows(identity) { return }
        let known = pinned.map { $0.takingKeys(of: identity) } ?? (code?.fits(identity) == true ? identity : nil)
        guard let known, identity.log.name == Origin(ofDistrict: home.origin.district)?.description else {
            throw Failure(code: .refused, sentence: say.strangeBundle)
        }
        try stored { () throws(WardStoreFault) in if pinned?.pair != known.pair { try store.keep(district: known) } }
        if let key = BundleKey(in: bytes, from: known) { try inHome { () throws(HomeFault) in try home.keep(bundleKey: key) } }
    }

    /// Signs the enrolment that the code pays for; who the district must be is remembered for its answer.
    func prepare(_ code: InvitationCode) throws(Failure) {
        try inHome { () throws(HomeFault) in
            if try home.districtIdentity() == nil { try home.keep(expectedCheck: code.check) }
        }
        try stored { () throws(WardStoreFault) in try store.prepareEnrolment(code: code.secret) }
    }

    /// What the files came to beside the bundle; begins with a blank where it says something.
    var besides: String { store.notOverwritten > 0 ? " " + say.notOverwritten(store.notOverwritten) : "" }

    func export(to path: String) throws(Failure) -> (summary: BundleExport.Summary, isSealed: Bool) {
        let state = try stored { () throws(WardStoreFault) in try store.state() }
        guard state.token != nil || state.pendingEnrolment != nil else { throw Failure(code: .refused, sentence: say.codeNeeded) }
        let district = try inHome { () throws(HomeFault) in try home.bundleKey() }
        let key = try inHome { () throws(HomeFault) in try home.signingKey(of: state.origin) }
        guard let key else { throw Failure(code: .damaged, sentence: say.bundle(.form(expected: "a key of \(state.origin)"), path)) }
        return try onStick(path) { () throws(BundleFault) in
            let writer = try StickWriter(writing: path)
            do throws(BundleFault) {
                let now = home.surroundings.now()
                let summary = try BundleRun.export(store, key: key, sealedTo: district, into: writer, now: now)
                try writer.close()
                return (summary, district != nil)
            } catch {
                writer.discard()
                throw error
            }
        }
    }

    func receive(_ path: String) throws(Failure) -> SyncOutcome {
        let line = try onStick(path) { () throws(BundleFault) in
            try BundleLine { () throws(BundleFault) in
                let source = try SealedSource(try StickFile(reading: path)) { name, _ throws(BundleFault) in try key(named: name) }
                return try BundleReader(source, title: BundleHeader.answerTitle)
            }
        }
        let isOurs = try inHome { () throws(HomeFault) in try home.signingKey(of: line.header.origin) } != nil
        guard isOurs else { throw Failure(code: .refused, sentence: say.bundle(.otherDevice("\(line.header.origin)"), path)) }
        let pinned = try inHome { () throws(HomeFault) in try home.districtIdentity() }
        let check = try inHome { () throws(HomeFault) in try home.expectedCheck() }
        let verdict = try onStick(path) { () throws(BundleFault) in try BundleRun.judge(line, pinned: pinned, expectedCheck: check) }
        switch verdict {
        case .stranger: throw Failure(code: .refused, sentence: say.strangeBundle)
        case .outdated: throw Failure(code: .refused, sentence: say.outdatedBundle)
        case .nobodyKnown: throw Failure(code: .refused, sentence: say.codeNeeded)
        case .district(let district, let key):
            try stored { () throws(WardStoreFault) in if pinned?.pair != district.pair { try store.keep(district: district) } }
            if let key { try inHome { () throws(HomeFault) in try home.keep(bundleKey: key) } }
        }
        let (outcome, fault) = BundleRun.receive(store, from: line)
        guard let fault else { return outcome }
        // What was taken before stands, and what else it came to is told.
        do throws(Failure) { return try onStick(path) { () throws(BundleFault) in throw fault } } catch {
            throw error.besides(say.continued(outcome))
        }
    }

    /// Answers are sealed to the log that was exported, which a healing may have continued since.
    private func key(named name: String) throws(BundleFault) -> SealingKey? {
        guard let origin = Origin(name) else { return nil }
        do throws(HomeFault) { return try home.signingKey(of: origin).flatMap { SealingKey(ofDevice: $0) } } catch {
            throw .disk("\(error)")
        }
    }

    private func onStick<T>(_ path: String, _ work: () throws(BundleFault) -> T) throws(Failure) -> T {
        do throws(BundleFault) { return try work() } catch {
            let code: ExitStatus =
                switch error {
                case .disk, .store(.disk): .disk
                case .store(.busy): .later
                case .notABundle, .torn, .form, .changed, .store(.damaged): .damaged
                case .signature, .otherDistrict, .otherDevice, .otherKey, .unknownDevice: .refused
                }
            throw Failure(code: code, sentence: say.bundle(error, path))
        }
    }

    private func stored<T>(_ work: () throws(WardStoreFault) -> T) throws(Failure) -> T {
        do throws(WardStoreFault) { return try work() } catch {
            let outcome = SyncOutcome(.store(error))
            throw Failure(code: ExitStatus(rawValue: outcome.exitCode) ?? .failed, sentence: say.notReceived(outcome))
        }
    }
}
