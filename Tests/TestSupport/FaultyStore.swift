public import PlanProgress
import Synchronization

/// A store of which one call in a transaction throws: the n-th, whatever it is.
///
/// A killed process looks the same from the disk: the transaction was begun and never committed.
public final class FaultyStore: DistrictStore {
    private let inner: any DistrictStore
    private let calls: Mutex<(count: Int, failing: Int)>

    public static let fault = StoreFault.disk("planted")

    public init(_ inner: any DistrictStore) {
        self.inner = inner
        calls = Mutex((0, .max))
    }

    /// From now on the n-th call throws; counting begins anew.
    public func fail(at number: Int) { calls.withLock { $0 = (0, number) } }

    public func write<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        try inner.write { tables throws(StoreFault) in try work(FaultyTables(tables, self)) }
    }

    public func read<Result>(_ work: (any DistrictTables) throws(StoreFault) -> Result) throws(StoreFault) -> Result {
        try inner.read(work)
    }

    public func forgetErased() throws(StoreFault) {
        try step()
        try inner.forgetErased()
    }

    fileprivate func step() throws(StoreFault) {
        let fails = calls.withLock { calls in
            calls.count += 1
            return calls.count == calls.failing
        }
        if fails { throw Self.fault }
    }
}

private final class FaultyTables: DistrictTables {
    private var inner: any DistrictTables
    private let store: FaultyStore

    init(_ inner: any DistrictTables, _ store: FaultyStore) { (self.inner, self.store) = (inner, store) }

    private func step() throws(StoreFault) { try store.step() }

    func identity() throws(StoreFault) -> DistrictIdentity? {
        try step()
        return try inner.identity()
    }
    func setIdentity(_ identity: DistrictIdentity) throws(StoreFault) {
        try step()
        try inner.setIdentity(identity)
    }
    func mergeBasis() throws(StoreFault) -> MergeBasis? {
        try step()
        return try inner.mergeBasis()
    }
    func setMergeBasis(_ basis: MergeBasis) throws(StoreFault) {
        try step()
        try inner.setMergeBasis(basis)
    }
    func eraseRefusedPushes(of origin: Origin, where hasCome: ([EventID]) throws(StoreFault) -> Bool) throws(StoreFault) {
        try step()
        try inner.eraseRefusedPushes(of: origin, where: hasCome)
    }
    func log(_ origin: Origin) throws(StoreFault) -> LogRecord? {
        try step()
        return try inner.log(origin)
    }
    func logs(ofUnit unit: String?) throws(StoreFault) -> [LogRecord] {
        try step()
        return try inner.logs(ofUnit: unit)
    }
    func addLog(_ origin: Origin, key: VerifierKey) throws(StoreFault) -> LogRecord {
        try step()
        return try inner.addLog(origin, key: key)
    }
    func update(_ log: LogRecord) throws(StoreFault) {
        try step()
        try inner.update(log)
    }
    func append(_ entries: [ArraySlice<UInt8>], to log: Int64, at index: Int64) throws(StoreFault) {
        try step()
        try inner.append(entries, to: log, at: index)
    }
    func entries(of log: Int64, _ range: Range<Int64>) throws(StoreFault) -> [[UInt8]] {
        try step()
        return try inner.entries(of: log, range)
    }
    func addTile(_ tile: Int64, root: Digest, to log: Int64) throws(StoreFault) {
        try step()
        try inner.addTile(tile, root: root, to: log)
    }
    func tiles(of log: Int64, count: Int64) throws(StoreFault) -> [Digest] {
        try step()
        return try inner.tiles(of: log, count: count)
    }
    func addReceipt(_ receipt: StoredReceipt, of log: Int64) throws(StoreFault) {
        try step()
        try inner.addReceipt(receipt, of: log)
    }
    func receipt(of log: Int64, covering size: Int64) throws(StoreFault) -> StoredReceipt? {
        try step()
        return try inner.receipt(of: log, covering: size)
    }
    func newestReceipt(of log: Int64) throws(StoreFault) -> StoredReceipt? {
        try step()
        return try inner.newestReceipt(of: log)
    }
    func addInvitation(_ invitation: Invitation) throws(StoreFault) {
        try step()
        try inner.addInvitation(invitation)
    }
    func invitation(secret digest: Digest) throws(StoreFault) -> Invitation? {
        try step()
        return try inner.invitation(secret: digest)
    }
    func burnInvitation(secret digest: Digest, for origin: Origin) throws(StoreFault) {
        try step()
        try inner.burnInvitation(secret: digest, for: origin)
    }
    func addRequest(_ digest: Digest, of origin: Origin) throws(StoreFault) {
        try step()
        try inner.addRequest(digest, of: origin)
    }
    func isSpent(request digest: Digest) throws(StoreFault) -> Bool {
        try step()
        return try inner.isSpent(request: digest)
    }
    func spendRequests(of origin: Origin) throws(StoreFault) {
        try step()
        try inner.spendRequests(of: origin)
    }
    func forgetInvitations() throws(StoreFault) {
        try step()
        try inner.forgetInvitations()
    }
    func addToken(_ token: AccessToken) throws(StoreFault) {
        try step()
        try inner.addToken(token)
    }
    func token(digest: Digest) throws(StoreFault) -> AccessToken? {
        try step()
        return try inner.token(digest: digest)
    }
    func tokens(of origin: Origin) throws(StoreFault) -> [AccessToken] {
        try step()
        return try inner.tokens(of: origin)
    }
    func noteUse(ofToken digest: Digest) throws(StoreFault) {
        try step()
        try inner.noteUse(ofToken: digest)
    }
    func removeToken(digest: Digest) throws(StoreFault) {
        try step()
        try inner.removeToken(digest: digest)
    }
    func setScope(_ scope: AccessToken.Scope?, ofTokensOf origin: Origin) throws(StoreFault) {
        try step()
        try inner.setScope(scope, ofTokensOf: origin)
    }
    func addAttachmentName(_ id: String, unit: String, byteCount: Int64) throws(StoreFault) {
        try step()
        try inner.addAttachmentName(id, unit: unit, byteCount: byteCount)
    }
    func attachmentIDs(ofUnit unit: String, after id: String, limit: Int) throws(StoreFault) -> [String] {
        try step()
        return try inner.attachmentIDs(ofUnit: unit, after: id, limit: limit)
    }
    func attachmentNames(_ id: String) throws(StoreFault) -> [AttachmentName] {
        try step()
        return try inner.attachmentNames(id)
    }
    func addRedaction(_ id: String, at place: EntryPlace) throws(StoreFault) {
        try step()
        try inner.addRedaction(id, at: place)
    }
    func redactions(of id: String?) throws(StoreFault) -> [WardRedaction] {
        try step()
        return try inner.redactions(of: id)
    }
    func changeRefusedPushes(carrying ids: Set<String>, _ change: ([UInt8]) -> [UInt8]?) throws(StoreFault) {
        try step()
        try inner.changeRefusedPushes(carrying: ids, change)
    }
    func addRefusedPush(_ push: RefusedPush) throws(StoreFault) {
        try step()
        try inner.addRefusedPush(push)
    }
    func refusedPushes(of origin: Origin?) throws(StoreFault) -> [RefusedPush] {
        try step()
        return try inner.refusedPushes(of: origin)
    }
    func refusedPushes(below number: Int64?, limit: Int) throws(StoreFault) -> [RefusedPush] {
        try step()
        return try inner.refusedPushes(below: number, limit: limit)
    }
    func refusedCounts() throws(StoreFault) -> [RefusedCount] {
        try step()
        return try inner.refusedCounts()
    }
    func refusedPush(_ number: Int64) throws(StoreFault) -> RefusedPush? {
        try step()
        return try inner.refusedPush(number)
    }
    func insertEvent(_ id: EventID, of unit: String, at place: EntryPlace) throws(StoreFault) -> Bool {
        try step()
        return try inner.insertEvent(id, of: unit, at: place)
    }
    func entryBytes(of id: EventID, of unit: String) throws(StoreFault) -> [UInt8]? {
        try step()
        return try inner.entryBytes(of: id, of: unit)
    }
    func insertChange(_ change: ChangeRow, of unit: String) throws(StoreFault) {
        try step()
        try inner.insertChange(change, of: unit)
    }
    func change(_ id: EventID, of unit: String) throws(StoreFault) -> ChangeRow? {
        try step()
        return try inner.change(id, of: unit)
    }
    func changes(ofRoot root: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        try step()
        return try inner.changes(ofRoot: root, of: unit)
    }
    func waitingChanges(for target: EventID, of unit: String) throws(StoreFault) -> [ChangeRow] {
        try step()
        return try inner.waitingChanges(for: target, of: unit)
    }
    func hasWaitingChanges(of unit: String) throws(StoreFault) -> Bool {
        try step()
        return try inner.hasWaitingChanges(of: unit)
    }
    func setRoot(_ root: EventID, ofChange id: EventID, of unit: String) throws(StoreFault) {
        try step()
        try inner.setRoot(root, ofChange: id, of: unit)
    }
    func add(_ amount: Int64, to key: SumKey, of unit: String) throws(StoreFault) {
        try step()
        try inner.add(amount, to: key, of: unit)
    }
    func add(references: Int64, to key: MemberKey, of unit: String) throws(StoreFault) {
        try step()
        try inner.add(references: references, to: key, of: unit)
    }
    func insert(_ row: LedgerRow, of unit: String) throws(StoreFault) {
        try step()
        try inner.insert(row, of: unit)
    }
    func remove(_ row: LedgerRow, of unit: String) throws(StoreFault) {
        try step()
        try inner.remove(row, of: unit)
    }
    func removeAll(of unit: String) throws(StoreFault) {
        try step()
        try inner.removeAll(of: unit)
    }
    func sums(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SumTotal] {
        try step()
        return try inner.sums(edition: edition, halves: halves, of: unit)
    }
    func members(edition: Int, halves: ClosedRange<HalfMonth>, of unit: String) throws(StoreFault) -> [SetMember] {
        try step()
        return try inner.members(edition: edition, halves: halves, of: unit)
    }
    func newestStock(edition: Int, measure: String, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault) -> StockRow? {
        try step()
        return try inner.newestStock(edition: edition, measure: measure, on: days, of: unit)
    }
    func newestProgress(of key: OccurrenceKey, done: Bool, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault)
        -> ProgressRow?
    {
        try step()
        return try inner.newestProgress(of: key, done: done, on: days, of: unit)
    }
    func oldestDone(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, after: ProgressPosition?, of unit: String) throws(StoreFault)
        -> ProgressRow?
    {
        try step()
        return try inner.oldestDone(of: key, on: days, after: after, of: unit)
    }
    func progress(of key: OccurrenceKey, on days: ClosedRange<LocalDay>, of unit: String) throws(StoreFault) -> [ProgressRow] {
        try step()
        return try inner.progress(of: key, on: days, of: unit)
    }
    func planRows(of unit: String) throws(StoreFault) -> [PlanRow] {
        try step()
        return try inner.planRows(of: unit)
    }
    func listedRows(of unit: String) throws(StoreFault) -> [ListedRow] {
        try step()
        return try inner.listedRows(of: unit)
    }
}
