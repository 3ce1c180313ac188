@testable import PlanProgress
import TestSupport
import Testing

@Suite struct `A schema` {
    @Test(arguments: UInt64(1)...6) func `of a rollup fits every value of a random district`(_ seed: UInt64) throws {
        let schema = try JSONSchema(named: "rollup.json")
        let naive = RandomDistrict(seed: seed).naive
        let period = try #require(PeriodCode("2022-9M").flatMap { Period($0, .administrative) })
        let value = try #require(naive.rollup(period, asOf: period.lastDay))
        #expect(schema.faults(in: value) == [])
        for unit in value.at("figures/units")?.array ?? [] {
            let own = try #require(naive.rollup(period, asOf: period.lastDay, unit: unit["id"]?.string))
            #expect(schema.faults(in: own) == [])
        }
    }

    @Test func `of an event fits what is written of every kind`() throws {
        let schema = try JSONSchema(named: "event.json")
        var kinds: Set<String> = []
        for seed in UInt64(1)...10 {
            for entry in RandomDistrict(seed: seed).allLogs.flatMap(\.1) {
                let reading = EventReading(of: entry)
                guard case .event(let event, let unknownFields) = reading.content else { continue }
                kinds.insert(event.body.kind)
                #expect(schema.faults(in: try JSON(reading: event.bytes)) == [], "\(event.body.kind)")
                let asWritten = schema.faults(in: try JSON(reading: entry))
                #expect(asWritten.isEmpty == (unknownFields == 0), "\(asWritten)")
            }
        }
        #expect(kinds.count == 19)
    }

    @Test func `of a refusal, an identity and an enrolment fits what travels`() throws {
        let problem = try JSONSchema(named: "problem.json")
        let words: [ProblemType] = ProblemType.allCases
        for type in words { #expect(problem.faults(in: ProblemDocument(type, detail: "Gì đó", size: 4, index: 3).json) == []) }
        let district = try #require(MemoryDistrict(id: "ha-dong"))
        #expect(try JSONSchema(named: "identity.json").faults(in: district.identity.json) == [])
        let told = try SampleKeys.identity(2).json(bundles: nil, handovers: [try SampleKeys.handover(1, 2)])
        #expect(try JSONSchema(named: "identity.json").faults(in: told) == [])
        let unit = EventBody.unitRegistered(
            UnitRegistration(unit: "phu-la", name: "Phường Phú La", unitKind: "phường", validFrom: .earliest))
        let answer = EnrolmentAnswer(
            token: "0123456789abcdef", receipts: district.identity.receipts, log: district.identity.log, roster: [unit.json])
        #expect(try JSONSchema(named: "enrolment.json").faults(in: answer.json) == [])
    }

    @Test func `of units and devices fits a district's lists`() throws {
        let unit = UnitRegistration(
            unit: "phu-la", name: "Phường Phú La", unitKind: "phường", code: "09541", parent: "ha-dong", validFrom: .earliest,
            validTo: .latest)
        #expect(try JSONSchema(named: "unit-list.json").faults(in: .array([EventBody.unitRegistered(unit).json])) == [])
        var district = WrittenDistrict()
        district.say(meeting(), on: "2022-02-01")
        let origin = district.wardLogs[0].origin
        let device = try #require(district.register.devices[origin])
        var log = LogRecord(number: 1, origin: origin, key: device.key)
        for (end, isRevoked) in [(nil, false), (0, false), (0, true)] as [(Int64?, Bool)] {
            (log.end, log.isRevoked) = (end, isRevoked)
            let state = DeviceState(
                log: log, receipt: StoredReceipt(size: 2, time: 1_663_200_000, bytes: []), continues: origin, isProxy: isRevoked)
            #expect(try JSONSchema(named: "device-list.json").faults(in: .array([state.json])) == [])
        }
    }

    @Test func `says what does not fit, and where`() throws {
        let schema = try JSONSchema(named: "problem.json")
        let value = JSON.object(present: [("type", "asleep"), ("status", 200), ("more", 1), ("detail", 5)])
        let faults = schema.faults(in: value)
        #expect(faults.contains(".status: 200 < 400"))
        #expect(faults.contains(": 'title' is missing"))
        #expect(faults.contains(": 'more' is no member"))
        #expect(faults.contains(".detail: integer, not string"))
        #expect(faults.contains(".type: \"asleep\" is none of the words"))
    }
}
