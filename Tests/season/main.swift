import Glibc
import Intake
import PlanProgress

// The season of the demo and of the end-to-end tests, and the relay that cuts lines.
//
//   season list   --homes DIR --units FILE.csv [--seed N] [--wards a,b]
//       a line a device, tabs between: unit, device, home, XDG_STATE_HOME, plan file (first device only, else -), syncs|never
//   season record --homes DIR --units FILE.csv [--seed N] [--wards a,b] [--district ha-dong] [--until DAY] [--plans FOLDER]
//       makes homes that are not there, records what is not recorded yet
//   season relay  --listen PORT-FILE --to HOST:PORT [--cut-after BYTES] [--times N]
//       forwards a loopback port; cuts the first N connections that send more than so many bytes

let usage = "season list|record|relay: see the head of Tests/season/main.swift"

func wards(_ arguments: Arguments, seed: UInt64) throws -> [SeasonWard] {
    let units = try UnitTableReader.read(try HandedInFile.bytes(at: try arguments.needed("units")), registered: ["ha-dong"])
    let chosen = arguments["wards"].map { Set($0.split(separator: ",").map(String.init)) }
    return units.filter { chosen?.contains($0.unit) ?? true }.map { SeasonWard($0.unit, seed: seed) }
}

func run(_ words: [String]) throws {
    switch words.first {
    case "list", "record":
        let arguments = try Arguments(words.dropFirst(), allowed: ["homes", "units", "seed", "wards", "district", "until", "plans"])
        let seed = UInt64(try arguments.number("seed", or: Int64(Season.defaultSeed)))
        let recorder = SeasonRecorder(
            homes: try arguments.needed("homes"), district: arguments["district"] ?? "ha-dong", seed: seed,
            until: try arguments.day("until"), plans: arguments["plans"])
        for ward in try wards(arguments, seed: seed) {
            if words.first == "record" {
                let count = try recorder.record(ward)
                print("\(ward.unit)\t\(ward.devices.count)\t\(count.written)\t\(count.present)")
                continue
            }
            for device in ward.devices {
                let plan = device.number == 1 ? ward.planFile : "-"
                let fields = [
                    ward.unit, device.name, recorder.home(device, of: ward), recorder.state(device, of: ward), plan,
                    ward.syncs ? "syncs" : "never",
                ]
                print(fields.joined(separator: "\t"))
            }
        }
    case "relay":
        let arguments = try Arguments(words.dropFirst(), allowed: ["listen", "to", "cut-after", "times"])
        var relay = try Relay(
            to: try arguments.needed("to"), cutAfter: Int(try arguments.number("cut-after", or: Limits.largestInteger)),
            times: Int(try arguments.number("times", or: 1)))
        try relay.announce(in: try arguments.needed("listen"))
        // Past the buffer: whoever started the relay waits for this line.
        _ = write(STDOUT_FILENO, "ready\n", 6)
        try relay.run()
    default: throw SeasonFault(usage)
    }
}

do {
    try run(Array(CommandLine.arguments.dropFirst()))
} catch {
    let words = Array("season: \(error)\n".utf8)
    _ = write(STDERR_FILENO, words, words.count)
    exit(1)
}
