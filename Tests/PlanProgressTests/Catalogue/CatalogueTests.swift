import Foundation
import PlanProgress
import TestSupport
import Testing

@Suite struct `The catalogue papi-2022` {
    let catalogue = Catalogue.papi2022

    @Test func `is the fixture byte for byte`() throws {
        let file = try Fixture.bytes("Catalogue/papi-2022.json")
        #expect(catalogue.bytes == file)
        #expect(catalogue.digest == Digest(of: file))
        #expect(catalogue.reference == "papi-2022@" + Digest(of: file).hex.prefix(16))
    }

    @Test func `is normalised text`() {
        #expect(NFC.holds(String(decoding: catalogue.bytes, as: UTF8.self)))
    }

    @Test func `has PAPI's eight dimensions and twenty-eight sub-dimensions`() {
        #expect(catalogue.dimensions.map(\.code) == (1...8).map { "D\($0)" })
        #expect(catalogue.dimensions.map(\.subDimensions.count).reduce(0, +) == 28)
        // Source: from 2021 the survey has no 5.2 (construction permits).
        #expect(catalogue.dimension(5)?.subDimensions.map(\.code) == ["5.1", "5.3", "5.4"])
        #expect(DimensionCode("2.2").map(catalogue.contains) == true)
        #expect(DimensionCode("5.2").map(catalogue.contains) == false)
        #expect(catalogue.dimension(9) == nil)
    }

    @Test func `has 69 measures, of which fifteen are computed`() {
        #expect(catalogue.measures.count == 69)
        let computed = catalogue.measures.filter { $0.kind == .computed }.map(\.id)
        #expect(computed.count == 15)
        #expect(computed.allSatisfy { id in ["m.tthc.", "m.finding.", "m.task.", "m.report."].contains { id.hasPrefix($0) } })
        #expect(catalogue.measure("m.bhyt.coverage")?.kind == .stockRatio)
        #expect(catalogue.measure("m.board.members")?.kind == .stock)
        #expect(catalogue.measure("m.inspection.count")?.dimensions == Array(1...8))
        #expect(catalogue.measure("m.meeting") == nil)
    }

    @Test func `says what one happening counts, carries and covers`() throws {
        let meeting = try #require(catalogue.activity("meeting.held"))
        #expect(meeting.counts == "m.meeting.count")
        #expect(meeting.carries == ["m.meeting.attendees"])
        #expect(meeting.places == "m.tdp.covered")
        #expect(meeting.dimensions == [1, 2, 3])
        #expect(meeting.mayCarry("m.meeting.count"))
        #expect(!meeting.mayCarry("m.post.count"))
        #expect(catalogue.activities.count == 22)
        #expect(catalogue.measure("m.tdp.covered")?.fedBy == ["broadcast.aired", "meeting.held"])
    }

    @Test func `has an organ for every official of a ward`() {
        #expect(catalogue.organ("van-phong")?.name == "Văn phòng - Thống kê")
        #expect(catalogue.organ("ubnd") != nil)
        #expect(catalogue.organ("chuyen-mon") == nil)
    }

    @Test func `owes four reports a year, one working day after the cut-off`() {
        #expect(catalogue.reportKinds.map(\.period.description) == ["2022-Q1", "2022-H1", "2022-9M", "2022-Y"])
        #expect(catalogue.reportKinds.map(\.lastQuarter.description) == ["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"])
        #expect(catalogue.dueRule.workingDaysAfterCutOff == 1)
        #expect(catalogue.holidays.isEmpty)
    }
}

@Suite struct `A catalogue that cannot be used` {
    private func reading(_ change: (String) -> String) -> CatalogueFault? {
        let text = change(String(decoding: Catalogue.papi2022.bytes, as: UTF8.self))
        do throws(CatalogueFault) {
            _ = try Catalogue(reading: Array(text.utf8))
            return nil
        } catch { return error }
    }

    @Test func `of another schema is refused by its name`() {
        #expect(reading { $0.replacing("wardlog.catalogue/1", with: "wardlog.catalogue/9") } == .schema("wardlog.catalogue/9"))
    }

    @Test func `with a measure twice is refused`() {
        #expect(
            reading { $0.replacing("\"m.meeting.attendees\", \"name\"", with: "\"m.meeting.count\", \"name\"") }
                == .repeated(part: "measures", id: "m.meeting.count"))
    }

    @Test func `with an activity that counts a measure of another kind is refused`() {
        #expect(
            reading { $0.replacing("\"counts\": \"m.dialogue.count\"", with: "\"counts\": \"m.board.members\"") }
                == .unknownReference(part: "dialogue.held", id: "m.board.members"))
    }

    @Test func `with a source that it does not name is refused`() {
        #expect(
            reading { $0.replacing("1, \"source\": \"due\"", with: "1, \"source\": \"rumour\"") }
                == .unknownReference(part: "source", id: "rumour"))
    }

    @Test func `without a dimension is refused`() {
        #expect(reading { $0.replacing("\"code\": \"D8\"", with: "\"code\": \"D7\"") } != nil)
    }

    @Test func `says what is wrong, what stays and what to do`() {
        let fault = CatalogueFault.form(part: "measures[3]", .missing(field: "unit"))
        #expect(fault.description.hasPrefix("The catalogue cannot be used: measures[3] has another form"))
        #expect(fault.description.hasSuffix("The one in use stays. Mend the file, or ask for one that this version reads."))
    }
}
