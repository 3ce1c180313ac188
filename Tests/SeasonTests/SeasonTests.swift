import LogFiles
import PlanProgress
import Testing

@testable import season

private let few = ["duong-noi", "mo-lao", "van-quan", "bien-giang"]

@Suite struct `A season` {
    @Test func `recorded twice gives the same figures, whatever keys and salts`() throws {
        let first = SeasonFigures(few)
        let second = SeasonFigures(few)
        try first.record()
        try second.record()
        let (one, two) = try (first.rollup("2022-9M"), second.rollup("2022-9M"))
        #expect(one.figuresDigest == two.figuresDigest)
        #expect(one.cut != two.cut)
    }

    @Test func `recorded in stages, and once more, is the season recorded at once`() throws {
        let whole = SeasonFigures(few)
        let staged = SeasonFigures(few)
        let count = try whole.record()
        let stages = try [Season.planDay, Season.cutOff, nil].map { try staged.record(until: $0) }
        #expect(stages.reduce(0, +) == count)
        #expect(stages.allSatisfy { $0 > 0 })
        #expect(try staged.record() == 0)
        #expect(try staged.rollup("2022-9M").figuresDigest == whole.rollup("2022-9M").figuresDigest)
    }

    @Test func `has no figure that hangs on a clock`() throws {
        let wrong = SeasonFigures(few)
        let right = SeasonFigures(few)
        try wrong.record()
        try right.record { _ in .drifting(seconds: 0) }
        let clocks = try wrong.logs().flatMap { log in (0..<log.size).compactMap { EventClock.at(of: log.scan.entry($0)) } }
        #expect(clocks.contains { $0 < 100_000_000_000 }, "one clock starts in 1970")
        #expect(clocks.contains { $0 > 4_000_000_000_000 }, "one clock shows 2099")
        for code in ["2022-9M", "2022-Q3", "2022-Y"] {
            #expect(try wrong.rollup(code).figuresDigest == right.rollup(code).figuresDigest, "\(code)")
        }
    }

    @Test func `of another seed is another season`() throws {
        let first = SeasonFigures(["phu-la"])
        let other = SeasonFigures(["phu-la"], seed: 7)
        try first.record()
        try other.record()
        #expect(try first.rollup("2022-9M").figuresDigest != other.rollup("2022-9M").figuresDigest)
    }

    @Test func `of a ward does not move when other wards are added`() {
        let ward = SeasonWard("phu-la", seed: 2022)
        let script = Season.script(of: ward, seed: 2022).map(\.key)
        #expect(Set(script).count == script.count)
        #expect(script == Season.script(of: SeasonWard("phu-la", seed: 2022), seed: 2022).map(\.key))
    }

    @Test func `says of itself that it is made up`() throws {
        let figures = SeasonFigures(["phu-la"])
        try figures.record()
        for log in try figures.logs() {
            for index in 0..<log.size {
                guard case .event(let event, _) = EventReading(of: log.scan.entry(index)).content else {
                    Issue.record("entry \(index) of \(log.origin) is no event")
                    continue
                }
                #expect(event.by.hasPrefix("mo-phong."))
                if case .planAdopted(let plan) = event.body {
                    #expect(plan.title == "Kế hoạch mô phỏng theo kế hoạch của phường Dương Nội")
                }
            }
        }
    }
}

@Suite struct `The season of quận Hà Đông` {
    @Test func `fills the table of nine months`() throws {
        let figures = SeasonFigures(try SeasonFigures.allUnits())
        try figures.record()
        let rollup = try figures.rollup("2022-9M")

        #expect(rollup.coverage.units == 17)
        #expect(rollup.coverage.silent.isEmpty, "who has not synced is the district's to see, not the season's")
        #expect(rollup.all.total == 17 * 6)
        #expect(rollup.all.standing == 17 * 36)
        #expect((17 * 12...17 * 34).contains(Int(rollup.all.standingActive)))
        #expect((17 * 2...17 * 5).contains(Int(rollup.all.done)))
        #expect(rollup.dimensions.allSatisfy { $0.activities > 0 && $0.standingActive > 0 })
        #expect(rollup.listed.isEmpty, "\(rollup.listed)")
        let kinds = Set(rollup.measures.map(\.kind))
        #expect(kinds.isSuperset(of: [.flow, .stock, .ratio, .stockRatio, .distribution, .distinct]))

        // Q4 has begun when the season ends: what happened after the cut-off is not in the nine months.
        // A task that was blocked before and not touched since is blocked there.
        let next = try figures.rollup("2022-Q4").all
        #expect(next.activities > 0)
        #expect(next.standingBlocked > 0)
        let mishaps = try figures.logs().flatMap { log in
            (0..<log.size).compactMap { index -> String? in
                guard case .event(let event, _) = EventReading(of: log.scan.entry(index)).content else { return nil }
                return event.body.kind
            }
        }
        #expect(mishaps.count { $0 == "event.corrected" } > 50)
        #expect(mishaps.count { $0 == "event.voided" } > 20)
    }

    @Test func `has one to three devices a ward, and one ward that never syncs`() throws {
        let wards = try SeasonFigures.allUnits().map { SeasonWard($0, seed: Season.defaultSeed) }
        #expect(wards.allSatisfy { (1...3).contains($0.devices.count) })
        #expect(Set(wards.map(\.devices.count)) == [1, 2, 3])
        #expect(wards.filter { !$0.syncs }.map(\.unit) == ["bien-giang"])
        #expect(wards.filter { $0.planFile == "duong-noi-2022.yaml" }.map(\.unit) == ["duong-noi"])
    }
}

@Suite struct `The numbers of a season` {
    @Test func `draws the numbers of its paper`() {
        // Reference values of splitmix64.c for the seed 1234567, by its authors' own program; the name's hash is taken off here.
        var numbers = SplitMix64(seed: 1_234_567 ^ 0xcbf2_9ce4_8422_2325, "")
        #expect(
            [numbers.next(), numbers.next(), numbers.next()] == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test func `picks some in their order`() {
        var numbers = SplitMix64(seed: 1, "some")
        for count in 0...5 {
            let chosen = numbers.some(count, of: [1, 2, 3, 4])
            #expect(chosen.count == min(count, 4))
            #expect(chosen == chosen.sorted())
        }
    }
}
