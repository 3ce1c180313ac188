import PlanProgress
import TestSupport
import Testing

/// The example that Rollups.md walks through: logs, and the value that they give, as files that any program may try itself on.
@Suite struct `The worked example` {
    @Test func `is what its logs give, byte for byte`() throws {
        let value = try Self.district().value("2022-Q1", unit: nil)
        #expect(try Fixture.text("Rollups/example-2022-Q1.json") == value.canonicalText + "\n")
    }

    @Test func `has these logs`() throws {
        #expect(try Fixture.text("Rollups/example-logs.txt") == Self.text(of: Self.district()))
    }

    /// The words of Rollups.md are held to the file: change one, and see what else says it.
    @Test func `says what the page says of it`() throws {
        let value = try JSON(reading: Fixture.bytes("Rollups/example-2022-Q1.json"))
        let ward = try #require(value.at("figures/units/duong-noi/figures"))
        #expect(ward.at("all")?.counted == ["total": 2, "done": 1, "notStarted": 1, "standing": 1, "standingActive": 1, "activities": 2])
        #expect(ward.at("common")?.counted == ["total": 1, "notStarted": 1])
        #expect(ward.at("measures/m.meeting.attendees/value") == 45)
        #expect(ward.at("measures/m.meeting.count/value") == 1)
        #expect(ward.at("measures/m.tdp.covered/value") == 3)
        #expect(value.at("figures/measures/m.social.members")?.counted == ["value": 900, "units": 1])
        #expect(
            value.at("figures/all")?.counted == [
                "total": 3, "done": 1, "inProgress": 1, "notStarted": 1, "standing": 1, "standingActive": 1, "activities": 3, "units": 2,
            ])
        #expect(value["listed"]?.array?.compactMap { $0["reason"]?.string } == ["targetUnknown", "malformed", "taskUnknown"])
    }

    static func district() throws -> WrittenDistrict {
        var district = WrittenDistrict()
        let quarter = try #require(PeriodCode("2022-Q1"))
        let allEight = (1...8).map { "D\($0)" }
        district.decide(
            .planAssigned(units: ["duong-noi", "phu-la"], task("Q.1", .each([.init(period: quarter)]), allEight)), on: "2022-01-10")
        district.say(.taskPlanned(task("III.1-b", .once(due: LocalDay("2022-02-28")))), on: "2022-01-12")
        district.say(.taskPlanned(task("II.2-a", .standing, ["D1", "2.1"])), on: "2022-01-12")
        // Done on 1 March, a day late; the loudspeaker item serves the standing task.
        district.say(progress("III.1-b", .inProgress), on: "2022-02-10")
        district.say(progress("III.1-b", .done), on: "2022-03-01")
        let item = Activity(
            activity: "broadcast.aired", tasks: ["II.2-a"], quantities: ["m.broadcast.minutes": 45], places: ["tdp-1", "tdp-2"])
        let aired = district.say(.activityDone(item), on: "2022-02-14")
        // Forty people were written down, forty-five came; a second meeting was a slip.
        let held = district.say(meeting(["m.meeting.attendees": 40], places: ["tdp-2", "tdp-3"]), on: "2022-02-20")
        district.say(correction(of: held, to: meeting(["m.meeting.attendees": 45], places: ["tdp-2", "tdp-3"])), on: "2022-02-21")
        let slip = district.say(meeting(), on: "2022-02-22")
        district.say(.eventVoided(of: slip), on: "2022-02-22")
        district.say(reading("m.social.members", 800), on: "2022-01-31")
        district.say(reading("m.social.members", 900), on: "2022-03-14")
        // The PC healed: a second log holds the item again, and it counts once.
        district.enrol("duong-noi", device: "may-1.k7qf3m")
        district.append(try #require(district.entry(aired)), device: "may-1.k7qf3m")
        // 15 March is after the quarter, and the day on which its report is due.
        district.say(progress("Q.1", .inProgress, of: "2022-Q1"), on: "2022-03-15", unit: "phu-la")
        district.say(meeting(tasks: ["II.9"]), on: "2022-03-14", unit: "phu-la")
        district.append(Array("{\"at\":1}".utf8), unit: "phu-la")
        let elsewhere = EventReading(of: district.line(meeting(), on: "2022-02-01")).id
        district.say(.eventVoided(of: elsewhere), on: "2022-03-02")
        return district
    }

    /// `# origin`, then the log's entries, a line each.
    static func text(of district: WrittenDistrict) -> String {
        district.allLogs.map { origin, entries in
            "# \(origin)\n" + entries.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        }.joined()
    }
}
