import Foundation

// `benchmarks [--events N] [--smoke]`: see `Scripts/bench`.
let arguments = CommandLine.arguments
let isSmoke = arguments.contains("--smoke")
let folder = FileManager.default.temporaryDirectory.appending(path: "wardlog-bench-\(getpid())").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }

var report = Report()
let core = Core(folder: folder)
try core.append(into: &report, count: isSmoke ? 20 : 400)
core.fold(into: &report, count: isSmoke ? 1000 : 100_000)
print(report.text, terminator: "")
