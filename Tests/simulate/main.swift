import Dispatch
import Glibc
import TestSupport

// The simulated district of proving.md, for as many seeds as one likes.
//
//   simulate [SEEDS] [--steps N]                 seeds 1 to SEEDS (1,000), N steps each (1,000), on every core
//            [--no-shortening]                   the trace of a seed that fails as it is
//            [--defect NAME]                     with a disk or a district that does less than it promises
//   simulate --seed N [--steps N | --steps 3,17,21 --of N]     one seed, all its steps or these of a life of so many; prints
//                                               what happened
//
// Ends with 1 and the shortest trace of the first seed that fails.

func say(_ text: String) { print(text) }

func run(_ words: [String]) async -> Int32 {
    var seeds: ClosedRange<UInt64> = 1...1000
    var steps = Array(1...1000)
    var isOne = false
    var shortens = true
    var length: Int?
    var defects = World.Defects()
    var rest = words[...]
    while let word = rest.popFirst() {
        switch word {
        case "--seed":
            guard let seed = rest.popFirst().flatMap({ UInt64($0) }) else { return usage() }
            (seeds, isOne) = (seed...seed, true)
        case "--steps":
            let numbers = rest.popFirst()?.split(separator: ",").map { Int($0) } ?? []
            guard let first = numbers.first, let first, first > 0 else { return usage() }
            steps = numbers.count == 1 ? Array(1...first) : numbers.compactMap(\.self)
        case "--of":
            guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { return usage() }
            length = number
        case "--defect":
            let name = rest.popFirst() ?? ""
            defects.disk = MemoryDisk.Defect.allCases.first { "\($0)" == name }
            defects.district = SimulatedDistrict.Defect.allCases.first { "\($0)" == name }
            guard defects.disk != nil || defects.district != nil else { return usage() }
        case "--no-shortening": shortens = false
        default:
            guard let count = UInt64(word), count > 0 else { return usage() }
            seeds = 1...count
        }
    }
    return isOne ? await one(seeds.lowerBound, steps, of: length, defects, shortens) : await many(seeds, steps, defects, shortens)
}

func usage() -> Int32 {
    say("simulate [SEEDS] [--steps N] | --seed N [--steps N,N,… --of N]: see the head of Tests/simulate/main.swift")
    return 64
}

func one(_ seed: UInt64, _ steps: [Int], of length: Int?, _ defects: World.Defects, _ shortens: Bool) async -> Int32 {
    let run = await Run(seed, steps: steps, of: length, defects: defects)
    if run.isGood {
        say(run.trace.joined(separator: "\n"))
        return 0
    }
    say((shortens ? await run.shortened(defects: defects) : run).report)
    return 1
}

func many(_ seeds: ClosedRange<UInt64>, _ steps: [Int], _ defects: World.Defects, _ shortens: Bool) async -> Int32 {
    let begin = DispatchTime.now()
    guard let bad = await firstBad(in: seeds, steps: steps, defects: defects) else {
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
        say("\(seeds.count) seeds of \(steps.count) steps: nothing lost, nothing counted twice, all at rest. \(Int(seconds.rounded())) s")
        return 0
    }
    say((shortens ? await bad.shortened(defects: defects) : bad).report)
    return 1
}

exit(await run(Array(CommandLine.arguments.dropFirst())))
