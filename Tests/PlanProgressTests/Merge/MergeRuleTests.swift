import PlanProgress
import TestSupport
import Testing

// One test a rule of events.md 6: each was seen to fail when the rule was taken out of the code.

@Suite struct `An event of a ward` {
    @Test func `counts once, in however many logs of its unit it lies`() throws {
        var district = WrittenDistrict()
        district.enrol("duong-noi", device: "may-1.k7qf3m")
        let id = district.say(meeting(), on: "2022-02-01")
        let copy = try #require(district.entry(id))
        district.append(copy, device: "may-1.k7qf3m")
        district.append(copy)
        #expect(try district.cell()["activities"] == 1)
    }

    @Test func `in the log of another unit is another event`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(), on: "2022-02-01")
        district.append(try #require(district.entry(id)), unit: "phu-la")
        #expect(try district.value(unit: nil).at("figures/all/activities") == 2)
    }

    @Test func `counts nothing before its log is enrolled, nor from the index that ends its log`() throws {
        var district = WrittenDistrict()
        district.say(meeting(), on: "2022-02-01")
        district.say(meeting(), on: "2022-02-02")
        let origin = district.wardLogs[0].origin
        district.decide(.logSealed(LogEnd(origin: origin, size: 2)), on: "2022-02-03")
        #expect(try district.cell()["activities"] == 1)
        district.decide(.deviceRevoked(LogEnd(origin: origin, size: 1)), on: "2022-02-04")
        #expect(try district.cell()["activities"] == nil)
    }

    @Test func `beyond the end of one log counts by its copy in another`() throws {
        var district = WrittenDistrict()
        district.enrol("duong-noi", device: "may-1.k7qf3m")
        let id = district.say(meeting(), on: "2022-02-01")
        district.decide(.logSealed(LogEnd(origin: district.wardLogs[0].origin, size: 1)), on: "2022-02-03")
        district.append(try #require(district.entry(id)), device: "may-1.k7qf3m")
        #expect(try district.cell()["activities"] == 1)
    }

    @Test func `of a kind that only the district writes counts nothing and is listed, and so the other way round`() throws {
        var district = WrittenDistrict()
        let unit = UnitRegistration(unit: "la", name: "Lạ", unitKind: "phường", validFrom: .earliest)
        let here = district.say(.unitRegistered(unit), on: "2022-02-01")
        let there = district.decide(meeting(), on: "2022-02-01")
        #expect(try district.listed() == ["wrongLog \(short(here))"])
        #expect(try district.listed(unit: nil).contains("wrongLog \(short(there))"))
        #expect(try district.value(unit: nil).at("figures/units/la") == nil)
    }

    @Test func `that opens a log is misplaced anywhere but at its beginning`() throws {
        var district = WrittenDistrict()
        district.enrol("duong-noi", device: "may-2")
        // The opening of the second log lies in the first one too: it has its own place, so nothing is odd.
        district.append(district.wardLogs[2].entries[0])
        #expect(try district.listed("2022-M01") == [])
        let third = try #require(Origin("ha-dong/duong-noi/may-3"))
        let key = try #require(SignerKey(name: third.description, seed: Array(repeating: 3, count: 32))).verifier(.log)
        let id = district.say(.logOpened(LogOpened(origin: third, key: key)), on: "2022-02-01")
        #expect(try district.listed() == ["misplaced \(short(id))"])
    }

    @Test func `that cannot be read is listed in the period of its day, or in every one where it has none`() throws {
        var district = WrittenDistrict()
        let dayless = district.append(Array("no event".utf8))
        var line = district.line(meeting(), on: "2022-02-01")
        line = Array(String(decoding: line, as: UTF8.self).replacing("\"by\":", with: "\"an\":").utf8)
        let nameless = district.append(line)
        let later = district.append(
            Array(String(decoding: district.line(meeting(), on: "2022-02-01"), as: UTF8.self).replacing("\"v\":1", with: "\"v\":2").utf8))
        #expect(
            try district.listed() == ["malformed \(short(dayless))", "malformed \(short(nameless))", "notUnderstood \(short(later))"])
        #expect(try district.listed("2022-Q3") == ["malformed \(short(dayless))"])
        district.say(.eventVoided(of: nameless), on: "2022-02-02")
        #expect(try district.listed() == ["malformed \(short(dayless))", "notUnderstood \(short(later))"])
    }

    @Test func `of an activity or measure that the catalogue does not know, or not so, is listed`() throws {
        var district = WrittenDistrict()
        let unknown = district.say(.activityDone(Activity(activity: "meeting.hold")), on: "2022-02-01")
        let unfit = district.say(meeting(["m.post.count": 1]), on: "2022-02-01")
        let noMeasure = district.say(reading("m.nothing", 1), on: "2022-02-01")
        let computed = district.say(reading("m.task.late", 1), on: "2022-02-01")
        #expect(
            try district.listed() == [
                "activityUnknown \(short(unknown))", "quantityUnfit \(short(unfit))", "measureUnknown \(short(noMeasure))",
                "quantityUnfit \(short(computed))",
            ])
        #expect(try district.cell() == [:])
        #expect(try district.value()["coverage"]?["reporting"] == 0)
    }
}

@Suite struct `A correction` {
    @Test func `replaces day and body, and its target keeps its place in every order`() throws {
        var district = WrittenDistrict()
        let first = district.say(reading("m.social.members", 10), on: "2022-02-01")
        district.say(reading("m.social.members", 20), on: "2022-02-01")
        district.say(correction(of: first, to: reading("m.social.members", 11)), on: "2022-02-01")
        #expect(try district.value().at("figures/measures/m.social.members/value") == 20)
        district.say(correction(of: first, to: reading("m.social.members", 12)), on: "2022-02-02")
        #expect(try district.value().at("figures/measures/m.social.members/value") == 12)
    }

    @Test func `counts its event once, in the period of the new day`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(["m.meeting.attendees": 30]), on: "2022-03-14")
        district.say(correction(of: id, to: meeting(["m.meeting.attendees": 40])), on: "2022-03-15")
        #expect(try district.cell() == [:])
        #expect(try district.value("2022-Q2").at("figures/measures/m.meeting.attendees/value") == 40)
        #expect(try district.cell("2022-Q2")["activities"] == 1)
    }

    @Test func `of a correction beats it, whatever their clocks said`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(["m.meeting.attendees": 1]), on: "2022-02-01")
        let first = district.say(correction(of: id, to: meeting(["m.meeting.attendees": 2])), on: "2022-02-01")
        district.say(correction(of: first, to: meeting(["m.meeting.attendees": 3])), on: "2022-02-01", at: 1)
        #expect(try district.value().at("figures/measures/m.meeting.attendees/value") == 3)
        #expect(try district.listed() == [])
    }

    @Test func `beside another is a conflict: the greater moment and id stands, and both are listed`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(["m.meeting.attendees": 1]), on: "2022-02-01")
        let late = district.say(correction(of: id, to: meeting(["m.meeting.attendees": 2])), on: "2022-02-01", at: 1_700_000_000_000)
        let early = district.say(correction(of: id, to: meeting(["m.meeting.attendees": 3])), on: "2022-02-01")
        #expect(try district.value().at("figures/measures/m.meeting.attendees/value") == 2)
        #expect(try district.listed() == ["conflict \(short(early))", "conflict \(short(late))"])
    }

    @Test func `waits for its target, and is listed while it does`() throws {
        var district = WrittenDistrict()
        let line = district.line(meeting(["m.meeting.attendees": 1]), on: "2022-02-01")
        let target = EventReading(of: line).id
        let change = district.say(correction(of: target, to: meeting(["m.meeting.attendees": 2])), on: "2022-02-01")
        #expect(try district.listed() == ["targetUnknown \(short(change))"])
        district.append(line)
        #expect(try district.value().at("figures/measures/m.meeting.attendees/value") == 2)
        #expect(try district.listed() == [])
    }

    @Test func `reaches no event of another unit`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(), on: "2022-02-01", unit: "phu-la")
        let change = district.say(.eventVoided(of: id), on: "2022-02-01")
        #expect(try district.value(unit: nil).at("figures/all/activities") == 1)
        #expect(try district.listed() == ["targetUnknown \(short(change))"])
    }

    @Test func `of another shape counts nothing and is listed`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(["m.meeting.attendees": 1]), on: "2022-02-01")
        let change = district.say(correction(of: id, to: reading("m.social.members", 5)), on: "2022-02-01")
        #expect(try district.value().at("figures/measures/m.meeting.attendees/value") == 1)
        #expect(try district.listed() == ["correctionUnfit \(short(change))"])
    }

    @Test func `of what opens a log or lets a device in counts nothing and is listed`() throws {
        var district = WrittenDistrict()
        let opening = EventReading(of: district.wardLogs[0].entries[0]).id
        let change = district.say(.eventVoided(of: opening), on: "2022-02-01")
        let further = district.say(.eventVoided(of: change), on: "2022-02-01")
        #expect(try district.listed() == ["targetFixed \(short(change))", "targetFixed \(short(further))"])
        let enrolment = try #require(district.districtLog.map { EventReading(of: $0).id }.dropFirst(3).first)
        district.say(meeting(), on: "2022-02-01")
        let void = district.decide(.eventVoided(of: enrolment), on: "2022-02-01")
        #expect(try district.cell()["activities"] == 1)
        #expect(try district.listed(unit: nil).contains("targetFixed \(short(void))"))
    }
}

@Suite struct `A void` {
    @Test func `removes its event with every correction of it, and beats those that come after it`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(), on: "2022-02-01")
        let first = district.say(correction(of: id, to: meeting(["m.meeting.attendees": 2])), on: "2022-02-01")
        district.say(.eventVoided(of: id), on: "2022-02-01")
        district.say(correction(of: first, to: meeting(["m.meeting.attendees": 3])), on: "2022-02-01")
        #expect(try district.cell() == [:])
        #expect(try district.listed() == [])
    }

    @Test func `of a correction brings back what stood before`() throws {
        var district = WrittenDistrict()
        let id = district.say(meeting(["m.meeting.attendees": 1]), on: "2022-02-01")
        let first = district.say(correction(of: id, to: meeting(["m.meeting.attendees": 2])), on: "2022-02-01")
        let second = district.say(correction(of: first, to: meeting(["m.meeting.attendees": 3])), on: "2022-02-01")
        func attendees() throws -> JSON? { try district.value().at("figures/measures/m.meeting.attendees/value") }
        #expect(try attendees() == 3)
        district.say(.eventVoided(of: second), on: "2022-02-01")
        #expect(try attendees() == 2)
        district.say(.eventVoided(of: first), on: "2022-02-01")
        #expect(try attendees() == 1)
    }
}

@Suite struct `The district's own log` {
    @Test func `decides by index, not by the clock`() throws {
        var district = WrittenDistrict()
        district.decide(.planAssigned(units: ["duong-noi"], task("A", .standing)), on: "2022-01-10", at: 1_700_000_000_000)
        district.decide(.planAssigned(units: ["duong-noi"], task("A", .once(due: nil))), on: "2022-01-11", at: 1_600_000_000_000)
        #expect(try district.cell() == ["total": 1, "notStarted": 1])
    }

    @Test func `takes a task out of the ward's hands: what the ward plans of it counts nothing and is listed`() throws {
        var district = WrittenDistrict()
        let planned = district.say(.taskPlanned(task("A", .standing)), on: "2022-01-05")
        district.decide(.planAssigned(units: ["duong-noi"], task("A", .once(due: nil))), on: "2022-01-11")
        let withdrawn = district.say(.taskWithdrawn(TaskWithdrawal(year: 2022, task: "A")), on: "2022-01-12")
        #expect(try district.cell() == ["total": 1, "notStarted": 1])
        #expect(try district.listed() == ["assignedByDistrict \(short(planned))", "assignedByDistrict \(short(withdrawn))"])
        #expect(try district.value(unit: "phu-la").at("figures/all")?.counted == [:])
        district.decide(.planWithdrawn(units: ["duong-noi"], TaskWithdrawal(year: 2022, task: "A")), on: "2022-03-01")
        #expect(try district.cell() == [:])
    }

    @Test func `chooses the catalogue of a year: the last published stands, by index`() throws {
        var district = WrittenDistrict()
        district.say(.activityDone(Activity(activity: "village.fair")), on: "2022-02-01")
        #expect(try district.cell() == [:])
        let text = String(decoding: Catalogue.papi2022.bytes, as: UTF8.self)
            .replacing("\"id\": \"training.held\"", with: "\"id\": \"village.fair\"")
        district.publish(try Catalogue(reading: Array(text.utf8)), year: 2022, on: "2022-06-01")
        #expect(try district.cell()["activities"] == 1)
        district.publish(.papi2022, year: 2022, on: "2022-07-01")
        #expect(try district.cell() == [:])
    }
}
