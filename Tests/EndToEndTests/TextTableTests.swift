import Testing

@testable import ward

@Suite struct `A table on a terminal` {
    private let table = TextTable(rows: [
        ["Mục", "Nội dung", "Mã"], ["1", "Tổ chức hội nghị phổ biến, quán triệt về trách nhiệm của mỗi cán bộ", "ab12cd34ef56"],
        ["2", "https://example.invalid/mot-dia-chi-rat-dai-khong-co-dau-cach", "0123456789ab"], ["3", "", "ba9876543210"],
    ])

    @Test(arguments: [36, 40, 60, 80]) func `is no wider than it and loses no word`(width: Int) throws {
        let lines = table.lines(within: width, breaking: 1)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        let words = lines.dropFirst(2).flatMap { $0.split(separator: " ") }.joined()
        for word in table.rows.joined().dropFirst(3).flatMap({ $0.split(separator: " ") }) {
            // A word is broken only where it is longer than a line.
            #expect(word.count > width - 21 || words.contains(word), "\(word)")
        }
        let first = try #require(lines.dropFirst(2).first)
        #expect(first.hasPrefix("1    Tổ chức") && first.hasSuffix("ab12cd34ef56"))
    }

    @Test func `is left as it is where it fits, or where nobody's terminal reads it`() {
        #expect(table.lines(within: nil, breaking: 1) == table.lines)
        #expect(table.lines(within: 200, breaking: 1) == table.lines)
        #expect(TextTable(rows: []).lines(within: 10, breaking: 1) == [])
    }
}
