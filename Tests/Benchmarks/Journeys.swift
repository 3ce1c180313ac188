import Foundation
import LogFiles
import LogSync
import PlanProgress

/// The journeys of whole processes: recording cold, first sync, nightly sync, a sync of nothing.
struct Journeys {
    let folder: String
    let units: [String]
    let events: Int
    let unitTable: String
    let programs: District.Programs
    /// Without TLS.
    var isPlain = false

    /// A district and a git server with nothing in them, and wards whose logs are full.
    private struct Scene {
        let district: District
        let git: GitPeer
        var wards: [(unit: String, home: Home, workload: Workload)] = []

        func stop() {
            district.stop()
            git.stop()
        }
    }

    /// A district over which every ward's first sync breaks at once, and a health check all the while.
    func storm(into report: inout Report) throws {
        let scene = try scene(in: folder + "/storm", isPlain: isPlain)
        defer { scene.stop() }
        let idle = try HealthCheck(of: scene.district, in: folder)
        Thread.sleep(forTimeInterval: 2)
        let quiet = try idle.stop()
        let check = try HealthCheck(of: scene.district, in: folder)
        let syncs = try scene.wards.map { try scene.district.start(ward: $0.home.path, "sync", "--quiet") }
        for sync in syncs where sync.wait().status != 0 { throw Child.Fault.failed("ward sync in the storm", -1, "") }
        let busy = try check.stop()
        report.add(
            "health check in a storm, median", ours: busy.median * 1000, peer: quiet.median * 1000, unit: "ms", against: "idle",
            aim: "≤ 1 ms")
        report.add(
            "health check in a storm, p99", ours: busy.high * 1000, peer: quiet.high * 1000, unit: "ms",
            against: "idle; \(busy.count) checks", aim: "–")
    }

    private func scene(in folder: String, isPlain: Bool) throws -> Scene {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var scene = Scene(
            district: try District(at: folder + "/district", units: unitTable, programs: programs, isPlain: isPlain),
            git: try GitPeer(in: folder + "/git"))
        try scene.district.serve()
        for unit in units {
            let home = try Homes.make(at: folder + "/" + unit, unit: unit, device: "may-1")
            try scene.district.join(home.path, unit: unit)
            var workload = Workload(unit: unit)
            try Homes.fill(home, from: &workload, count: events)
            try scene.git.prepare(unit, lines: lines(of: home, from: 0))
            scene.wards.append((unit, home, workload))
        }
        return scene
    }

    /// With no rounds, the first sync alone, once. Otherwise it is the median of three, each of a district of its own and
    /// beside one without TLS, and the other journeys go on in the last.
    func run(into report: inout Report, rounds: Int) throws {
        var (ours, peer, bare): ([Double], [Double], [Double]) = ([], [], [])
        let repeats = rounds == 0 || events > 10_000 ? 1 : 3
        var last: Scene?
        for round in 1...repeats {
            if let last {
                last.stop()
                try FileManager.default.removeItem(atPath: "\(folder)/\(round - 1)")
            }
            if !isPlain, rounds > 0 { bare.append(try withoutTLS()) }
            let scene = try scene(in: "\(folder)/\(round)", isPlain: isPlain)
            last = scene
            let times = try first(scene)
            ours.append(times.ours)
            peer.append(times.peer)
        }
        report.add(
            "first sync (J1)", ours: ours.median, peer: peer.median, unit: "s", against: "git push + parse of the same lines",
            aim: "≤ 2 ×")
        guard let scene = last else { return }
        defer { scene.stop() }
        guard rounds > 0 else { return }
        if !isPlain { try proof(ours.median, without: bare.median, scene, &report) }
        let (district, git) = (scene.district, scene.git)
        var wards = scene.wards
        try nightly(&wards, district, git, &report, rounds: rounds)
        try nothing(wards[0].home, wards[0].unit, district, git, &report, rounds: rounds * 5)
        try command(district, git, &report, rounds: rounds * 10)
        try read(district, &report, rounds: rounds * 10)
        report.note("district serve, peak", Report.number(district.peakMiB) + " MiB", aim: "< 150 MB")
        let verify = try Child.seconds { try district.command("verify") }
        report.note("district verify", Report.number(verify) + " s for \(units.count * events) events", aim: "–")
    }

    /// The peak of a first sync, in a district of its own: a ward pulls what other devices of its unit wrote.
    func peak(into report: inout Report) throws {
        let district = try District(at: folder + "/peak-district", units: unitTable, programs: programs, isPlain: isPlain)
        try district.serve()
        defer { district.stop() }
        let home = try Homes.make(at: folder + "/peak", unit: units[0], device: "may-1")
        try district.join(home.path, unit: units[0])
        var workload = Workload(unit: units[0])
        try Homes.fill(home, from: &workload, count: events)
        let peak = try district.wardPeak(home.path, "sync", "--quiet")
        report.note("ward sync, peak", Report.number(peak) + " MiB for \(events) events", aim: "< 40 MB")
    }

    /// The first sync of a district of its own, in seconds.
    private func withoutTLS() throws -> Double {
        let scene = try scene(in: folder + "/plain", isPlain: true)
        defer {
            scene.stop()
            try? FileManager.default.removeItem(atPath: folder + "/plain")
        }
        return try sync(scene)
    }

    /// What signatures, tree and TLS cost together: the first two alone in one process, the third as what is saved without it.
    private func proof(_ whole: Double, without bare: Double, _ scene: Scene, _ report: inout Report) throws {
        guard let log = try scene.wards.first?.home.deviceLog() else { return }
        let alone = Evidence(entries: (0..<log.image.size).map { Array(log.image.scan.entry($0)) }).seconds() * Double(units.count)
        report.note(
            "signatures, tree and TLS in J1",
            "\(Report.number(alone * 1000)) ms + \(Report.number((whole - bare) * 1000)) ms"
                + " = \(Report.number((alone + whole - bare) / whole * 100)) %", aim: "< 20 %")
    }

    private func sync(_ scene: Scene) throws -> Double {
        try Child.seconds {
            for ward in scene.wards { try scene.district.ward(ward.home.path, "sync", "--quiet") }
        }
    }

    private func first(_ scene: Scene) throws -> (ours: Double, peer: Double) {
        let ours = try sync(scene)
        let push = try Child.seconds { for ward in scene.wards { try scene.git.push(ward.unit) } }
        return (ours, push + (try scene.git.rollup(units)))
    }

    private func nightly(
        _ wards: inout [(unit: String, home: Home, workload: Workload)], _ district: District, _ git: GitPeer, _ report: inout Report,
        rounds: Int
    ) throws {
        var (ours, peer): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            var sizes: [Int64] = []
            for ward in wards { sizes.append(try ward.home.deviceLog().image.size) }
            ours.append(
                try Child.seconds {
                    for index in wards.indices {
                        try Homes.fill(wards[index].home, from: &wards[index].workload, count: 100)
                        try district.ward(wards[index].home.path, "sync", "--quiet")
                    }
                })
            for (ward, size) in zip(wards, sizes) { try git.append(ward.unit, lines: lines(of: ward.home, from: size)) }
            peer.append(
                try Child.seconds {
                    for ward in wards {
                        try git.commit(ward.unit)
                        try git.push(ward.unit)
                    }
                })
        }
        report.add(
            "nightly (J2)", ours: ours.median, peer: peer.median, unit: "s", against: "git commit + push, 100 lines a ward", aim: "≤ 1 ×")
    }

    private func nothing(
        _ home: Home, _ unit: String, _ district: District, _ git: GitPeer, _ report: inout Report, rounds: Int
    ) throws {
        var (ours, peer): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            ours.append(try district.ward(home.path, "sync", "--quiet").seconds)
            peer.append(try git.push(unit).seconds)
        }
        report.add(
            "no-op (J3)", ours: ours.median * 1000, peer: peer.median * 1000, unit: "ms", against: "git push of nothing", aim: "≤ 1 ×")
    }

    /// A cold `ward record` in a small home against a one-line commit in a small repository.
    private func command(_ district: District, _ git: GitPeer, _ report: inout Report, rounds: Int) throws {
        let home = try Homes.make(at: folder + "/small", unit: "duong-noi", device: "may-2")
        try git.prepare("small", lines: Data("first\n".utf8))
        var (ours, peer): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            ours.append(
                try district.ward(home.path, "record", "activity", "broadcast.aired", "--quantity", "m.broadcast.minutes=45").seconds)
            try git.append("small", lines: Data("one line\n".utf8))
            peer.append(try git.commit("small").seconds)
        }
        report.add(
            "command", ours: ours.median * 1000, peer: peer.median * 1000, unit: "ms", against: "git commit, core.fsync=all", aim: "≤ 1.5 ×"
        )
    }

    private func read(_ district: District, _ report: inout Report, rounds: Int) throws {
        var times: [Double] = []
        for _ in 0..<rounds { times.append(try Child.seconds { try district.command("rollup", "2022-9M", "--format", "json") }) }
        report.note("rollup (J4), a cold command", Report.number(times.median * 1000) + " ms", aim: "flat")
    }

    /// Bytes of an event on the wire at batch 256 against `gzip -6` of the same lines.
    func wire(into report: inout Report) throws {
        let home = try Homes.make(at: folder + "/wire", unit: "duong-noi", device: "may-3")
        var workload = Workload(unit: "duong-noi")
        try Homes.fill(home, from: &workload, count: 255)
        let log = try home.deviceLog()
        let note = try log.checkpoint()
        let batch = EntryBatch((0..<log.image.size).map { log.image.scan.entry($0) })
        let push = PushRequest(origin: log.origin, now: 0, from: 0, checkpoint: note, receipt: note, entries: batch)
        let ours = Double(Gzip.deflate(push.bytes).count)
        let peer = Double(Gzip.deflate(batch.bytes).count + 350)
        report.add("wire", ours: ours / 256, peer: peer / 256, unit: "B/event", against: "gzip -6 of the lines + 350 B", aim: "≤ 1.15 ×")
    }

    private func lines(of home: Home, from size: Int64) throws -> Data {
        let image = try home.deviceLog().image
        var data = Data()
        for index in size..<image.size { data += Data(image.scan.entry(index)) + Data([10]) }
        return data
    }
}
