import LogFiles
import PlanProgress
import Synchronization

/// A home that is open, and what a command asks of it; the district's words and the unit's plan are read only when asked for.
struct Workplace {
    let home: Home
    let catalogue = Catalogue.papi2022
    /// Our log where this command writes, read once and held.
    private let writing: DeviceLog?

    /// Opens the home to read it.
    init(_ options: HomeOptions) throws(Failure) {
        let guards = Home.guardsFolder(environment: Environment.folders)
        home = try inHome { () throws(HomeFault) in try Home(opening: options.path, guards: guards) }
        writing = nil
    }

    /// Opens the home to write: a log that must not be appended to ends the command before anything else is looked at.
    init(writing options: HomeOptions) throws(Failure) {
        let opened = try Workplace(options).home
        let log = try inHome { () throws(HomeFault) -> DeviceLog in
            let log = try opened.deviceLog()
            if case .never(let refusal) = try log.permission() { throw .log(.neverAppend(log.origin, refusal)) }
            return log
        }
        // Finishing a healing that was cut has changed which log is ours.
        home = log.origin == opened.origin ? opened : try Workplace(options).home
        writing = log
    }

    /// Records in one write; when it returns, all of it survives a power cut.
    func append(_ drafts: [Event]) throws(Failure) -> [LogEntry] {
        try inHome { () throws(HomeFault) -> [LogEntry] in
            if let writing { return try writing.append(drafts) }
            return try home.deviceLog().append(drafts)
        }
    }

    var unit: String { home.origin.unit }

    /// The logs of this unit that lie here, own and pulled.
    func unitLogs() throws(Failure) -> [LogImage] {
        try inHome { () throws(HomeFault) in
            var logs: [LogImage] = []
            for origin in try home.origins() where origin.unit == unit && origin.district == home.origin.district {
                if let log = try writing?.origin == origin ? writing?.image : self.log(origin) { logs.append(log) }
            }
            return logs
        }
    }

    /// A copy that the disk does not give is told once and left out: the clerk goes on without it.
    private func log(_ origin: Origin) throws(HomeFault) -> LogImage? {
        do throws(HomeFault) { return try home.log(origin) } catch {
            guard origin != home.origin, case .log(.disk) = error else { throw error }
            if Self.told.withLock({ $0.insert(origin).inserted }) { Console.say(say.leftOut(origin)) }
            return nil
        }
    }

    private static let told = Mutex<Set<Origin>>([])

    /// Everything that the unit's logs say.
    func records() throws(Failure) -> UnitRecords { Self.records(of: try unitLogs()) { _ in true } }

    /// Only what a plan is made of, so that `record` parses some fifty entries and not all.
    func planRecords() throws(Failure) -> UnitRecords { Self.records(of: try unitLogs(), where: concernsPlan) }

    /// What the district's log has decided, as far as it was pulled.
    func register() throws(Failure) -> DistrictRegister {
        var register = DistrictRegister(district: home.origin.district, shipped: catalogue)
        guard let origin = Origin(ofDistrict: home.origin.district),
            let log = try inHome({ () throws(HomeFault) in try self.log(origin) })
        else { return register }
        for index in 0..<log.size { register.take(log.scan.entry(index)) }
        return register
    }

    private static func records(of logs: [LogImage], where wanted: (ArraySlice<UInt8>) -> Bool) -> UnitRecords {
        var records = UnitRecords()
        for log in logs {
            for index in 0..<log.size {
                let entry = log.scan.entry(index)
                if wanted(entry) { records.add(entry) }
            }
        }
        return records
    }
}

/// Whether an entry may speak of the plan: the word may also stand elsewhere in it, and is then read for nothing.
///
/// Looks at the bytes around each dot, for every kind has one: a thousand entries cost less than parsing five.
private func concernsPlan(_ entry: ArraySlice<UInt8>) -> Bool {
    entry.withUnsafeBufferPointer { bytes in
        for dot in bytes.indices where bytes[dot] == UInt8(ascii: ".") && dot >= 5 {
            switch (bytes[dot - 4], bytes[dot - 3], bytes[dot - 2], bytes[dot - 1]) {
            case (0x70, 0x6C, 0x61, 0x6E), (0x74, 0x61, 0x73, 0x6B), (0x76, 0x65, 0x6E, 0x74): return true  // plan, task, (e)vent
            default: continue
            }
        }
        return false
    }
}

/// Runs work of the room behind, and says its fault in the door's words.
func inHome<T>(_ work: () throws(HomeFault) -> T) throws(Failure) -> T {
    do throws(HomeFault) { return try work() } catch {
        throw Failure(code: ExitStatus(rawValue: error.exitCode) ?? .failed, sentence: say.home(error))
    }
}
