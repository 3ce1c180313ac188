import PlanProgress
import TestSupport
import Testing

@Suite struct `Published PAPI scores of Hà Nội` {
    let reference: JSON

    init() throws { reference = try JSON(reading: try Fixture.bytes("Reference/papi-ha-noi.json")) }

    @Test func `add up to their total, in ten-thousandths of a point`() throws {
        let years = try #require(reference["years"]?.array)
        #expect(years.compactMap { $0["year"]?.integer } == Array(2018...2024))
        for year in years {
            let scores = try DimensionCode.all.map { try #require(year["dimensions"]?[$0.description]?.integer) }
            #expect(scores.allSatisfy { (10_000...100_000).contains($0) })
            let total = try #require(year["total"]?.integer)
            // Each of nine numbers was rounded by itself.
            #expect(abs(scores.reduce(0, +) - total) <= 5)
        }
    }

    @Test func `name their sources, and say whose they are not`() throws {
        let known = Set(try #require(reference["sources"]?.array).compactMap { $0["id"]?.string })
        for year in try #require(reference["years"]?.array) {
            let named = try #require(year["sources"]?.array).compactMap(\.string)
            #expect(!named.isEmpty && known.isSuperset(of: named))
        }
        #expect(reference["note"]?.string?.contains("không có điểm PAPI của quận, phường") == true)
    }
}
