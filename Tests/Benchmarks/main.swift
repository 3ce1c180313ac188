import Foundation

// `benchmarks [--units FILE] [--wards N] [--events N] [--rounds N] [--core | --first] [--keep]`: see `Scripts/bench`.
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

var report = Report()
// `--first` is the first sync alone, for a profiler.
let onlyFirst = CommandLine.arguments.contains("--first")
if !onlyFirst {
    let core = Core(folder: folder)
    try core.append(into: &report, count: 40 * rounds)
    core.fold(into: &report, count: min(events * 10, 100_000))
}
if !CommandLine.arguments.contains("--core") {
    let journeys = Journeys(
        folder: folder, units: units, events: events, unitTable: value(of: "--units") ?? "Fixtures/Units/ha-dong-2022.csv",
        programs: .beside)
    if !onlyFirst { try journeys.wire(into: &report) }
    try journeys.run(into: &report, rounds: onlyFirst ? 0 : rounds)
}
print(report.text, terminator: "")
