import Foundation

// `benchmarks [--units FILE] [--wards N] [--events N] [--rounds N] [--core | --first | --storm | --growth N,N,N] [--plain] [--keep]`: see `Scripts/bench`.
// `--plain` leaves TLS out, to see what it costs.
// `--first` is the first sync alone, for a profiler.
func value(of option: String) -> String? {
    guard let place = CommandLine.arguments.firstIndex(of: option), place + 1 < CommandLine.arguments.count else { return nil }
    return CommandLine.arguments[place + 1]
}

func number(of option: String, default standard: Int) -> Int { value(of: option).flatMap { Int($0) } ?? standard }

try PeakMemory.runIfAsked()
let events = number(of: "--events", default: 10_000)
let rounds = number(of: "--rounds", default: 5)
let units = Array(Workload.units.prefix(number(of: "--wards", default: Workload.units.count)))
let folder = FileManager.default.temporaryDirectory.appending(path: "wardlog-bench-\(ProcessInfo.processInfo.processIdentifier)").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
// `--keep` leaves the homes for a profiler.
defer { if !CommandLine.arguments.contains("--keep") { try? FileManager.default.removeItem(atPath: folder) } }

let unitTable = value(of: "--units") ?? "Fixtures/Units/ha-dong-2022.csv"
let journeys = Journeys(
    folder: folder, units: units, events: events, unitTable: unitTable, programs: .beside,
    isPlain: CommandLine.arguments.contains("--plain"))
var report = Report()
if let sizes = value(of: "--growth") {
    let growth = Growth(
        folder: folder, units: units, unitTable: unitTable, plan: "Fixtures/Plans/duong-noi-2022.yaml", programs: .beside)
    try growth.run(into: &report, sizes: sizes.split(separator: ",").compactMap { Int($0) }, rounds: rounds * 10)
} else if CommandLine.arguments.contains("--storm") {
    try journeys.storm(into: &report)
} else if CommandLine.arguments.contains("--first") {
    try journeys.run(into: &report, rounds: 0)
} else {
    let core = Core(folder: folder)
    try core.append(into: &report, count: 40 * rounds)
    core.fold(into: &report, count: min(events * 10, 100_000))
    if !CommandLine.arguments.contains("--core") {
        try journeys.wire(into: &report)
        try journeys.run(into: &report, rounds: rounds)
        try journeys.storm(into: &report)
        try journeys.peak(into: &report)
    }
}
print(report.text, terminator: "")
