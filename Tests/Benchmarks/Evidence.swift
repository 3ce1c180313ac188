import PlanProgress

/// What proving costs in a first sync: signatures and tree on both sides, alone in one process.
struct Evidence {
    /// The entries of one log, as they are synced.
    let entries: [[UInt8]]

    /// Seconds for one ward: it hashes its entries and signs a checkpoint a push; the district verifies that, hashes the
    /// entries too and cosigns; the ward verifies the receipt.
    func seconds() -> Double {
        guard let ward = SignerKey(name: "ha-dong/duong-noi/may-1", seed: .init(repeating: 7, count: 32)),
            let district = SignerKey(name: KeyName.receipts(ofDistrict: "ha-dong"), seed: .init(repeating: 8, count: 32)),
            let origin = Origin("ha-dong/duong-noi/may-1")
        else { preconditionFailure("the names are well formed") }
        let (log, receipts) = (ward.verifier(.log), district.verifier(.cosignature))
        return Child.seconds {
            var (sent, stored) = (CompactRange(), CompactRange())
            for start in stride(from: 0, to: entries.count, by: Limits.pushEntries) {
                let push = entries[start..<min(start + Limits.pushEntries, entries.count)]
                for entry in push { sent.append(leaf: MerkleTree.leaf(entry)) }
                let note = ward.signing(Checkpoint(origin: origin, size: sent.size, root: sent.root).note)
                precondition(log.verifies(note), "the ward's own signature")
                for entry in push { stored.append(leaf: MerkleTree.leaf(entry)) }
                precondition(stored.root == sent.root, "the same entries have the same root")
                precondition(receipts.cosignedAt(district.cosigning(note, time: 1)) == 1, "the district's own signature")
            }
        }
    }
}
