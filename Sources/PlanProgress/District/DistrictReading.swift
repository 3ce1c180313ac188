/// What is read from a district's tables at one moment: rollups, and the events behind a figure.
public struct DistrictReading {
    let tables: any DistrictTables
    let register: DistrictRegister

    /// `register` is folded anew where the district's log has grown since it was made.
    public init(_ tables: any DistrictTables, register: DistrictRegister, catalogues: [Catalogue] = []) throws(StoreFault) {
        self.tables = tables
        if try DistrictLog.own(in: tables).size == register.size {
            self.register = register
        } else {
            self.register = try DistrictLog.register(
                in: tables, shipped: register.editions[0], catalogues: Array(register.editions.dropFirst()) + catalogues)
        }
    }

    /// Everything held: origin, size and root of every log with an entry.
    public func cut() throws(StoreFault) -> [LogReference] {
        try tables.logs(ofUnit: nil).filter { $0.size > 0 }.map {
            LogReference(origin: $0.origin, size: $0.size, root: $0.range.root)
        }
    }

    /// The figures; `nil` when `unit` is in the tree on no day of the period.
    public func rollup(_ period: Period, asOf: LocalDay, unit: String? = nil) throws(StoreFault) -> Rollup? {
        try check(period)
        guard try tables.mergeBasis() == MergeBasis(register) else { throw .otherRules }
        var store = tables
        return try Rollup.read(period: period, asOf: asOf, unit: unit, cut: try cut(), register: register, from: &store)
    }

    /// Figures of a year whose catalogue is not here would be another year's, and false.
    private func check(_ period: Period) throws(StoreFault) {
        let year = period.code.year
        if let digest = register.missingCatalogue(ofYear: year) { throw .catalogueMissing(year: year, digest: digest) }
    }

    /// The same from the entries alone, as a stranger would compute it: what `district verify` compares with.
    public func recomputed(_ period: Period, asOf: LocalDay, from stores: [String: MemoryMergeStore]) throws(StoreFault) -> Rollup {
        try check(period)
        let figures = register.units(on: period.firstDay...period.lastDay).map { unit in
            var store = stores[unit.unit] ?? MemoryMergeStore()
            return UnitFigures.read(unit: unit, period: period, asOf: asOf, register: register, from: &store)
        }
        return Rollup(period: period, asOf: asOf, figures: figures, cut: try cut(), register: register)
    }

    /// Which events make a figure.
    public func explanation(
        _ figure: FigureName, _ period: Period, asOf: LocalDay, unit: String? = nil
    ) throws(StoreFault) -> Explanation? {
        try check(period)
        let units = register.units(on: period.firstDay...period.lastDay).filter { unit == nil || $0.unit == unit }
        guard unit == nil || !units.isEmpty else { return nil }
        do {
            return try Explanation(figure: figure, period: period, asOf: asOf, register: register, units: units) { unit in
                try merged(unit: unit.unit)
            }
        } catch let fault as StoreFault { throw fault } catch { throw .damaged("\(error)") }
    }

    /// All of a unit's entries, merged in memory.
    public func merged(unit: String) throws(StoreFault) -> MemoryMergeStore {
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        for log in try tables.logs(ofUnit: unit) where !log.origin.isDistrictLog {
            store.merge(try tables.entries(of: log.number, 0..<log.size), of: log.origin, by: &merge)
        }
        merge.finish(into: &store)
        return store
    }

    /// When the district first held an entry, Unix seconds, and the size of that receipt.
    public func receipt(covering place: EntryPlace) throws(StoreFault) -> StoredReceipt? {
        guard let log = try tables.log(place.origin) else { return nil }
        return try tables.receipt(of: log.number, covering: place.index + 1)
    }
}

extension DistrictReading {
    /// An explanation with the receipt that first covered each of its entries.
    public func sourced(
        _ figure: FigureName, _ period: Period, asOf: LocalDay, unit: String? = nil
    ) throws(StoreFault) -> (Explanation, [EntryPlace: StoredReceipt])? {
        guard let explanation = try explanation(figure, period, asOf: asOf, unit: unit) else { return nil }
        var receipts: [EntryPlace: StoredReceipt] = [:]
        for row in explanation.rows where receipts[row.place] == nil { receipts[row.place] = try receipt(covering: row.place) }
        return (explanation, receipts)
    }
}
