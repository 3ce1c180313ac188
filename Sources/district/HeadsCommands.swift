import ArgumentParser
import DistrictServer
import LogFiles
import PlanProgress
import StoreSQLite

struct HeadsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads", abstract: "Tệp ghi điều quận đã xác nhận với các phường.",
        discussion: "What the district has confirmed to each device, kept apart from the database.",
        subcommands: [Accept.self, Rebuild.self])

    struct Accept: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chấp nhận phần còn lại của một nhật ký mà không nơi nào còn bản đủ.",
            discussion: "Seals a recovering log at the size at hand, as an event: nobody has the rest. Its device goes on in a new log.")
        @Argument(help: "Tên máy: quận/phường/máy.") var origin: Origin
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            guard office.register.devices[origin] != nil else { throw Sentences.unknownDevice(origin) }
            let recovering = try translating { () throws(StoreFault) in try office.recoveringLogs() }
            guard let head = recovering.first(where: { $0.origin == origin }) else { throw Sentences.notRecovering(origin) }
            let (log, held) = (origin, try await office.writing { try await $0.acceptLoss(of: head.origin) })
            output.advise(Sentences.accepted(log, held: held, of: head.size), in: common.language)
        }
    }

    struct Rebuild: LoneCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lập lại tệp xác nhận từ cơ sở dữ liệu khi tệp đã mất.",
            discussion: "Makes heads anew from the database, where they are lost. Says what that risks and asks for --yes.")
        @Flag(help: "Tôi đã đọc và đồng ý (I have read what it risks).") var yes = false
        @OptionGroup var common: CommonOptions

        /// Holds `writer.lock` itself: a `serve` that runs has its heads.
        func work(_ output: inout CommandOutput) throws(CommandFailure) {
            let folder = common.folder
            guard folder.isSetUp else { throw Sentences.notSetUp(folder.path) }
            let lock = try translating { () throws(StoreFault) in try WriterLock(home: folder.path) }
            defer { withExtendedLifetime(lock) {} }
            let store = try translating { () throws(StoreFault) in try DistrictDatabase.openForWriting(folder.database) }
            let kept = try keptHeads(folder, store: store)
            guard yes else { throw Sentences.rebuildingRisks }
            let identity = try translating { () throws(StoreFault) in
                try store.read { tables throws(StoreFault) in try tables.identity() }
            }
            guard let origin = identity?.origin, try folder.keys(of: origin) != nil else { throw Sentences.keysUnreadable(folder.path) }
            let heads = try translating { () throws(StoreFault) in
                let anew = try store.read { tables throws(StoreFault) in try HeadsRebuilding.heads(in: tables, keeping: kept) }
                // What is left of a damaged file is evidence, and stays beside.
                let former = "\(folder.heads).before-\(Surroundings.machine.now() / 1000)"
                return try HeadsFile.rebuild(folder.heads, with: anew, former: former)
            }
            let office = try Office.open(folder, store: store, heads: heads)
            try translating { () throws(StoreFault) in try office.store.close() }
            output.advise(Sentences.rebuilt(heads.all().count), in: common.language)
        }

        /// The heads that can still be read, without the one of the district's own log that nothing reaches any more.
        private func keptHeads(_ folder: DistrictFolder, store: DistrictDatabase) throws(CommandFailure) -> [Checkpoint] {
            let heads: [Checkpoint]?
            do throws(StoreFault) { heads = try HeadsFile.heads(in: folder.heads) } catch {
                guard case .damaged = error else { throw CommandFailure(error) }
                heads = nil
            }
            guard let heads else { return [] }
            let own = try folder.ownLog(in: store)
            if let head = heads.first(where: { $0.origin == own.origin }), head.size <= own.size {
                throw Sentences.headsThere(folder.heads)
            }
            return heads.filter { $0.origin != own.origin }
        }
    }
}

extension DistrictFolder {
    /// The district's own log as far as its file or the database reaches.
    fileprivate func ownLog(in store: DistrictDatabase) throws(CommandFailure) -> (origin: Origin, size: Int64) {
        try translating { () throws(StoreFault) in
            let own = try store.read { tables throws(StoreFault) in try DistrictLog.own(in: tables) }
            return (own.origin, max(own.size, try OwnLogKeeper(own.origin, on: disk).size))
        }
    }

    /// Whether decisions were confirmed to wards that neither file nor database knows any more.
    func isBehindOwnHead() throws(CommandFailure) -> Bool {
        let store = try translating { () throws(StoreFault) in try DistrictDatabase.openForWriting(database) }
        let own = try ownLog(in: store)
        return try translatingHeads(heads) { () throws(StoreFault) in
            try store.close()
            return try HeadsFile.heads(in: heads)?.contains { $0.origin == own.origin && $0.size > own.size } ?? false
        }
    }
}
