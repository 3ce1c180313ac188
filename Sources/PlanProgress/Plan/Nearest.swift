/// The known code that a mistyped one most likely meant.
///
/// For sentences only: nothing is ever corrected by itself.
public enum Nearest {
    /// The candidate with the fewest slips from `text`, or `nil` where none is near enough to be of help.
    ///
    /// A slip is one character inserted, left out, changed or swapped with its neighbour (optimal string
    /// alignment); capitals do not count. At most a third of the longer word may be slips. Where none is so
    /// near, a candidate that contains the text, of three characters or more, is offered. Ties go to the first candidate.
    public static func suggestion(for text: String, among candidates: some Sequence<String>) -> String? {
        let word = Array(text.prefix(longest).lowercased())
        guard !word.isEmpty else { return nil }
        var best: (slips: Int, candidate: String)?
        var containing: String?
        for candidate in candidates {
            let other = Array(candidate.prefix(longest).lowercased())
            let slips = slips(word, other)
            if slips <= max(word.count, other.count) / 3, slips < best?.slips ?? .max { best = (slips, candidate) }
            if containing == nil, word.count >= 3, String(other).contains(String(word)) { containing = candidate }
        }
        return best?.candidate ?? containing
    }

    /// Codes have at most 64 bytes; a longer text is compared by its beginning, so that the table stays small.
    private static let longest = 64

    private static func slips(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(above[column + 1] + 1, current[column] + 1, above[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            (before, above) = (above, current)
        }
        return above[right.count]
    }
}
