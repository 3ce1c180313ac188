import ArgumentParser
import DistrictServer
import LogFiles
import PlanProgress
import StoreSQLite

struct Verify: ReadingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Kiểm tra mọi nhật ký, chữ ký và tính lại mọi bảng tổng hợp.",
        discussion: "Checks every root and signature, and recomputes every rollup from the entries.")
    @OptionGroup var common: CommonOptions

    func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
        let heads = try translatingHeads(reading.folder.heads) { () throws(StoreFault) in try HeadsFile.heads(in: reading.folder.heads) }
        guard let heads else { throw CommandFailure(DistrictServerError.headsMissing(path: reading.folder.heads)) }
        let audit = try reading.audit(heads: heads)
        var faults = audit.faults
        faults += try reading.ownLogFaults()
        faults += try translating { () throws(StoreFault) in try reading.attachments.spoiled() }.map {
            "attachment \($0): the bytes kept are not its own; they are not given out, and whoever has the true ones sends them again"
        }
        guard faults.isEmpty else { throw Sentences.unsound(faults) }
        output.print(Sentences.verified(audit.logCount, audit.entryCount, audit.periodCount), in: common.language)
    }
}

extension ReadingRoom {
    /// Reads everything again, with the register and the keys of the same moment: a district that serves may change its keys meanwhile.
    func audit(heads: [Checkpoint]) throws(CommandFailure) -> DistrictAudit {
        try read { tables throws(StoreFault) in
            guard let (identity, register) = try standing(in: tables) else { throw .damaged("no district is set up in it") }
            return try DistrictAudit.run(tables, register: register, identity: identity, heads: heads, asOf: Surroundings.machine.today)
        }
    }

    /// The file of the district's own log against the database: one may be ahead for a moment while `serve` writes.
    func ownLogFaults() throws(CommandFailure) -> [String] {
        guard let origin = identity.origin else { return [] }
        let file = OwnLogKeeper(origin, on: folder.disk)
        return try read { tables throws(StoreFault) in
            let log = try DistrictLog.own(in: tables)
            let common = min(log.size, try file.size)
            let same = try tables.entries(of: log.number, 0..<common) == file.entries(0..<common)
            return same ? [] : ["\(origin): file and database differ below entry \(common)"]
        }
    }
}
