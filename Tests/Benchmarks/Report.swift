import Foundation

/// The table that `Scripts/bench` prints: every row a ratio of two medians of one run on this machine.
struct Report {
    private var rows: [[String]] = []

    /// - Parameters:
    ///   - ours, peer: the two figures in `unit`.
    ///   - aim: what the ratio is judged by, in words.
    mutating func add(_ figure: String, ours: Double, peer: Double?, unit: String, against: String, aim: String) {
        let ratio = peer.map { Self.number(ours / $0) + " ×" } ?? "–"
        rows.append([figure, Self.number(ours) + " " + unit, peer.map { Self.number($0) + " " + unit } ?? "–", against, ratio, aim])
        FileHandle.standardError.write(Data("\(figure): \(rows[rows.count - 1].dropFirst().joined(separator: " · "))\n".utf8))
    }

    mutating func note(_ figure: String, _ value: String, aim: String) {
        rows.append([figure, value, "–", "–", "–", aim])
        FileHandle.standardError.write(Data("\(figure): \(value)\n".utf8))
    }

    var text: String {
        let head = ["figure", "ours", "peer", "against", "ratio", "aim"]
        let lines = ([head, head.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
        return lines.joined(separator: "\n") + "\n"
    }

    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 100...: String(format: "%.0f", value)
        case 10..<100: String(format: "%.1f", value)
        default: String(format: "%.2f", value)
        }
    }
}
