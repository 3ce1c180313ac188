import Testing

@Suite struct `What a clerk or a leader reads` {
    /// Texts in Vietnamese, wherever they stand in the doors and the pages: literals with a letter that only Vietnamese has.
    private var texts: [(place: String, text: Substring)] {
        let places = ["Sources/ward/", "Sources/district/", "Sources/DistrictServer/", "Sources/Reports/"]
        return Repository.swift.filter { file in places.contains { file.path.hasPrefix($0) } }.flatMap { file in
            file.lines.enumerated().flatMap { number, line in
                literals(Repository.code(line)).filter { text in text.unicodeScalars.contains { (0x1EA0...0x1EF9).contains($0.value) } }
                    .map { (place: "\(file.path):\(number + 1)", text: $0) }
            }
        }
    }

    @Test func `never says checkpoint, fork, root or hash`() {
        let words = ["checkpoint", "fork", "root", "hash", "merkle"]
        let found = texts.filter { text in words.contains { text.text.lowercased().contains($0) } }
        #expect(found.map { "\($0.place): \($0.text)" } == [])
        #expect(texts.count > 100)
    }

    @Test func `is whole and calm, and calls nobody bạn`() {
        let found = texts.filter { text in
            let words = text.text.split { !$0.isLetter }.map { $0.lowercased() }
            return words.contains("bạn") || text.text.contains("!")
        }
        #expect(found.map { "\($0.place): \($0.text)" } == [])
    }

    @Test func `claims no PAPI score of ours`() {
        let found = texts.filter { $0.text.contains("điểm PAPI") && !$0.text.contains("không có điểm PAPI") }
        #expect(found.map { "\($0.place): \($0.text)" } == [])
    }

    /// What stands between quotes, interpolations and all; none of ours spans a line.
    private func literals(_ line: Substring) -> [Substring] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
}
