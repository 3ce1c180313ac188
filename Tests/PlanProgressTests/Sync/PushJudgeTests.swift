import PlanProgress
import TestSupport
import Testing

/// A log of one device, as the district holds some of it.
private struct Scene {
    let origin: Origin
    let key: SignerKey
    var held: MemoryDistrict.Log

    init(holding entries: [String]) throws {
        origin = try Sample.origin()
        key = try Sample.signer(origin.description)
        held = MemoryDistrict.Log(key: key.verifier(.log))
        held.entries = entries.map { Array($0.utf8) }
        held.leaves = held.entries.map { MerkleTree.leaf($0) }
    }

    func push(_ log: [String], from: Int) -> PushRequest {
        let bytes = log.map { Array($0.utf8) }
        let checkpoint = Checkpoint(origin: origin, size: Int64(log.count), root: Sample.tree(bytes).root)
        return PushRequest(
            origin: origin, now: 0, from: Int64(from), checkpoint: key.signing(checkpoint.note), entries: EntryBatch(bytes.dropFirst(from)))
    }

    func judge(_ push: PushRequest, end: Int64? = nil, head: Checkpoint? = nil) -> PushVerdict {
        let log = HeldLog(origin: origin, key: key.verifier(.log), size: Int64(held.entries.count), end: end, head: head)
        return PushJudge.judge(push, held: log, tree: held)
    }
}

@Suite struct `The judge of a push` {
    @Test func `takes what is new and only that`() throws {
        let scene = try Scene(holding: ["a", "b"])
        guard case .accept(let accepted) = scene.judge(scene.push(["a", "b", "c", "d"], from: 1)) else {
            Issue.record("not accepted")
            return
        }
        #expect(accepted.first == 2 && accepted.positions == 1..<3 && accepted.mayCosign)
        #expect(accepted.leaves == ["c", "d"].map { MerkleTree.leaf(Array($0.utf8)) })
        #expect(accepted.range == Sample.tree(["a", "b", "c", "d"].map { Array($0.utf8) }))
    }

    @Test func `finds nothing new in a repeat`() throws {
        let scene = try Scene(holding: ["a", "b", "c"])
        #expect(scene.judge(scene.push(["a", "b", "c"], from: 0)) == .repeated)
        #expect(scene.judge(scene.push(["a", "b"], from: 1)) == .repeated)
        #expect(scene.judge(scene.push(["a", "b", "c"], from: 3)) == .repeated)
    }

    @Test func `asks for what is missing`() throws {
        let scene = try Scene(holding: ["a"])
        #expect(scene.judge(scene.push(["a", "b", "c"], from: 2)) == .refuse(.gap(size: 1)))
    }

    @Test func `names the first entry that differs`() throws {
        let scene = try Scene(holding: ["a", "b", "c"])
        #expect(scene.judge(scene.push(["a", "x", "c", "d"], from: 0)) == .refuse(.fork(index: 1)))
        #expect(scene.judge(scene.push(["a", "b", "x"], from: 2)) == .refuse(.fork(index: 2)))
    }

    @Test func `takes a line spoiled in the overlap for a wrong root and never for a fork`() throws {
        let scene = try Scene(holding: ["a", "b", "c"])
        var push = scene.push(["a", "b", "c", "d"], from: 0)
        for position in 0..<4 {
            var lines = push.entries.map { Array($0) }
            lines[position] = [UInt8(ascii: "!")]
            push.entries = EntryBatch(lines)
            #expect(scene.judge(push) == .refuse(.rootMismatch), "line \(position)")
        }
    }

    @Test func `takes a fork below what was sent for a wrong root`() throws {
        let scene = try Scene(holding: ["a", "b", "c"])
        #expect(scene.judge(scene.push(["x", "b", "c", "d"], from: 3)) == .refuse(.rootMismatch))
    }

    @Test func `believes only the enrolled key`() throws {
        let scene = try Scene(holding: [])
        var push = scene.push(["a"], from: 0)
        let note = SignedNote(text: push.checkpoint.text)
        push.checkpoint = try Sample.signer(scene.origin.description, seed: 9).signing(note)
        #expect(scene.judge(push) == .refuse(.badSignature))
        push.checkpoint = note
        #expect(scene.judge(push) == .refuse(.badSignature))
    }

    @Test func `refuses a checkpoint of another size or log`() throws {
        let scene = try Scene(holding: [])
        var push = scene.push(["a", "b"], from: 0)
        push.checkpoint = scene.push(["a"], from: 0).checkpoint
        guard case .refuse(.malformed) = scene.judge(push) else {
            Issue.record("another size was taken")
            return
        }
        var other = scene.push(["a"], from: 0)
        other.origin = try Sample.origin("ha-dong/duong-noi/may-2")
        guard case .refuse(.malformed) = scene.judge(other) else {
            Issue.record("another log was taken")
            return
        }
    }

    @Test func `takes nothing beyond a log's end, and repeats below it`() throws {
        let scene = try Scene(holding: ["a", "b"])
        #expect(scene.judge(scene.push(["a", "b", "c"], from: 1), end: 2) == .refuse(.sealed(index: 2)))
        #expect(scene.judge(scene.push(["a", "b"], from: 0), end: 2) == .repeated)
        #expect(scene.judge(scene.push(["a", "x", "c"], from: 1), end: 2) == .refuse(.fork(index: 1)))
    }

    @Test func `gives no receipt below the head of a recovering log, and at it only for that root`() throws {
        let scene = try Scene(holding: ["a"])
        let log = ["a", "b", "c"]
        let head = Checkpoint(origin: scene.origin, size: 3, root: Sample.tree(log.map { Array($0.utf8) }).root)
        guard case .accept(let below) = scene.judge(scene.push(["a", "b"], from: 1), head: head),
            case .accept(let at) = scene.judge(scene.push(log, from: 1), head: head),
            case .accept(let beyond) = scene.judge(scene.push(log + ["d"], from: 1), head: head)
        else {
            Issue.record("not accepted")
            return
        }
        #expect(!below.mayCosign && at.mayCosign && beyond.mayCosign)
        #expect(scene.judge(scene.push(["a", "x", "y"], from: 1), head: head) == .refuse(.fork(index: 1)))
        #expect(scene.judge(scene.push(["a", "b", "x", "d"], from: 1), head: head) == .refuse(.fork(index: 1)))
    }

    @Test func `takes a part of what was signed with the rest that proves it, and gives no receipt`() throws {
        let scene = try Scene(holding: ["a"])
        let log = ["a", "b", "c", "d", "e"]
        let leaves = log.map { MerkleTree.leaf(Array($0.utf8)) }
        func part(_ lines: [String], rest: TreeRest) -> PushRequest {
            var push = scene.push(log, from: 1)
            push.entries = EntryBatch(lines.map { Array($0.utf8) })
            push.rest = rest
            return push
        }
        let rest = TreeRest(from: 3, to: 5) { Array(leaves[Int($0.lowerBound)..<Int($0.upperBound)]) }
        guard case .accept(let accepted) = scene.judge(part(["b", "c"], rest: rest)) else {
            Issue.record("not accepted")
            return
        }
        #expect(!accepted.mayCosign && accepted.range == Sample.tree(["a", "b", "c"].map { Array($0.utf8) }))
        #expect(scene.judge(part(["b", "x"], rest: rest)) == .refuse(.rootMismatch))
        #expect(scene.judge(part(["b", "c"], rest: TreeRest(hashes: rest.hashes.reversed() + [leaves[0]]))) == .refuse(.rootMismatch))
        #expect(scene.judge(part(["b"], rest: rest)) == .refuse(.rootMismatch))
        #expect(scene.judge(part(["b", "c"], rest: rest), end: 2) == .refuse(.sealed(index: 1)))
        for lines in [["b", "c", "d", "e"], ["b", "c", "d", "e", "f"]] {
            guard case .refuse(.malformed) = scene.judge(part(lines, rest: rest)) else {
                Issue.record("a rest behind all that was signed was taken")
                return
            }
        }
        // Begins behind what was signed: a range of such bounds would end the process.
        var beyond = part([], rest: rest)
        beyond.from = 10
        guard case .refuse(.malformed) = scene.judge(beyond) else {
            Issue.record("a part that begins behind what was signed was taken")
            return
        }
    }

    @Test func `lets ride only what an entry of the push names, whole`() throws {
        let scene = try Scene(holding: [])
        let bytes = Array("sixteen bytes...\u{4}a.txt and words".utf8)
        let id = Base64.urlText(Digest(of: bytes).bytes)
        let entry = #"{"attachments":[{"bytes":\#(bytes.count),"id":"\#(id)","type":"text/plain"}],"kind":"some.day"}"#
        var push = scene.push([entry], from: 0)
        push.attachments = [.init(id: id, bytes: bytes)]
        guard case .accept = scene.judge(push) else {
            Issue.record("not accepted")
            return
        }
        push.attachments = [.init(id: id, bytes: Array(bytes.reversed()))]
        guard case .refuse(.malformed) = scene.judge(push) else {
            Issue.record("other bytes were taken")
            return
        }
        var unnamed = scene.push(["{}"], from: 0)
        unnamed.attachments = [.init(id: id, bytes: bytes)]
        guard case .refuse(.malformed) = scene.judge(unnamed) else {
            Issue.record("an attachment that nothing names was taken")
            return
        }
    }
}
