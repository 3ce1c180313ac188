/// The district's own log as a `LogKeeper` keeps it: the same code and the same file as on a ward's disk.
public struct OwnLogKeeper: OwnLogFile {
    private let origin: Origin
    private let disk: any LogDisk

    public init(_ origin: Origin, on disk: any LogDisk) {
        (self.origin, self.disk) = (origin, disk)
    }

    public var size: Int64 { get throws(StoreFault) { try keeper().image.size } }

    public var receipt: [UInt8]? {
        get throws(StoreFault) {
            do throws(DiskFault) { return try disk.read(HomeLayout.checkpoint(of: origin)) } catch {
                throw StoreFault(LogFault.disk(error))
            }
        }
    }

    public func entries(_ range: Range<Int64>) throws(StoreFault) -> [[UInt8]] {
        let scan = try keeper().image.scan
        return range.clamped(to: 0..<scan.size).map { Array(scan.entry($0)) }
    }

    public func append(_ entries: [[UInt8]], receipt: [UInt8]) throws(StoreFault) {
        guard let note = SignedNote(reading: receipt) else { throw .damaged("the receipt of \(origin) is no note") }
        let keeper = try keeper()
        let adoption: LogKeeper.Adoption
        do throws(LogFault) {
            switch keeper.image.condition {
            // The database holds what is spoiled: the file is made whole from it, and the old one kept in `quarantine/`.
            case .damageHeld, .damageNotHeld: adoption = try keeper.mend(with: EntryBatch(entries), receipt: note)
            case .whole, .tornTail:
                let kept = keeper.image.receipt ?? keeper.image.unprovedReceipt
                let covered = kept.flatMap { Checkpoint(text: $0.text) }?.size ?? 0
                if keeper.image.scan.isWhole, covered < keeper.image.size { try keeper.writeAnew() }
                adoption = try keeper.adopt(EntryBatch(entries), from: keeper.image.size, receipt: note)
            }
        } catch { throw StoreFault(error) }
        guard case .adopted = adoption else { throw .damaged("the file of \(origin) does not lead to its receipt") }
    }

    public func setAside(from size: Int64) throws(StoreFault) {
        let keeper = try keeper()
        do throws(LogFault) { try keeper.setAside(from: size) } catch { throw StoreFault(error) }
    }

    private func keeper() throws(StoreFault) -> LogKeeper {
        do throws(LogFault) { return try LogKeeper(origin, on: disk) } catch { throw StoreFault(error) }
    }
}

extension StoreFault {
    public init(_ fault: LogFault) {
        switch fault {
        case .disk(.held): self = .busy(fault.description)
        case .disk, .stopped: self = .disk(fault.description)
        case .neverAppend, .missing, .tooLong, .unreadable, .key: self = .damaged(fault.description)
        }
    }
}
