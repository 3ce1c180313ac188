import PlanProgress
import TestSupport
import Testing

// Rollups 4, 9, 10 and 11, one test a rule.

@Suite struct `A measure` {
    @Test func `of flow adds happenings, what they carry, and readings`() throws {
        var district = WrittenDistrict()
        district.say(meeting(), on: "2022-02-01")
        district.say(meeting(["m.meeting.count": 3, "m.meeting.attendees": 50]), on: "2022-02-02")
        district.say(reading("m.meeting.count", 10), on: "2022-02-03")
        let measures = try #require(try district.value().at("figures/measures"))
        #expect(measures.at("m.meeting.count/value") == 14)
        #expect(measures.at("m.meeting.attendees/value") == 50)
        #expect(try district.cell()["activities"] == 2)
    }

    @Test func `stands when something feeds it, zero or not, and else is missing`() throws {
        var district = WrittenDistrict()
        district.say(reading("m.case.received", 0), on: "2022-02-03")
        #expect(try district.value().at("figures/measures/m.case.received/value") == 0)
        #expect(try district.value("2022-Q2").at("figures/measures/m.case.received") == nil)
    }

    @Test func `of stock is the newest reading of the period's year`() throws {
        var district = WrittenDistrict()
        district.say(reading("m.social.members", 5), on: "2021-12-14")
        #expect(try district.value().at("figures/measures/m.social.members") == nil)
        district.say(reading("m.social.members", 7), on: "2021-12-15")
        #expect(try district.value("2022-Q2").at("figures/measures/m.social.members/value") == 7)
        #expect(try district.value("2022-Q2", .statistical).at("figures/measures/m.social.members") == nil)
        district.say(reading("m.social.members", 9), on: "2022-02-01")
        #expect(try district.value(asOf: "2022-01-31").at("figures/measures/m.social.members/value") == 7)
        #expect(try district.value(asOf: "2021-12-14").at("figures/measures/m.social.members") == nil)
    }

    @Test func `of ratio adds both parts, of stock ratio keeps the newest`() throws {
        var district = WrittenDistrict()
        for (day, parts) in [("2022-02-01", (1, 2)), ("2022-02-02", (3, 4))] as [(String, (Int64, Int64))] {
            for measure in ["m.tdp.election.turnout", "m.bhyt.coverage"] {
                let amount = Reading.Amount.ratio(numerator: parts.0, denominator: parts.1)
                district.say(.readingTaken(Reading(measure: measure, amount: amount)), on: day)
            }
        }
        let measures = try #require(try district.value().at("figures/measures"))
        #expect(measures.at("m.tdp.election.turnout")?.counted == ["numerator": 4, "denominator": 6])
        #expect(measures.at("m.bhyt.coverage")?.counted == ["numerator": 3, "denominator": 4])
    }

    @Test func `of distribution adds how many gave each score; a score that nobody gave does not stand`() throws {
        var district = WrittenDistrict()
        district.say(.readingTaken(Reading(measure: "m.survey.satisfaction", amount: .counts(["5": 2, "1": 0]))), on: "2022-02-01")
        district.say(.readingTaken(Reading(measure: "m.survey.satisfaction", amount: .counts(["5": 1, "4": 3]))), on: "2022-02-01")
        let measure = try #require(try district.value().at("figures/measures/m.survey.satisfaction"))
        #expect(measure["counts"]?.counted == ["4": 3, "5": 3])
        #expect(measure["counts"]?.members?.count == 2)
        #expect(measure.counted == ["sum": 27, "count": 6])
        let odd = district.say(.readingTaken(Reading(measure: "m.survey.satisfaction", amount: .counts(["05": 2]))), on: "2022-02-01")
        #expect(try district.listed() == ["quantityUnfit \(short(odd))"])
    }

    @Test func `of distinct places counts each once, over all months of the period`() throws {
        var district = WrittenDistrict()
        district.say(meeting(places: ["tdp-1", "tdp-2"]), on: "2022-01-20")
        let id = district.say(meeting(places: ["tdp-2", "tdp-3"]), on: "2022-03-01")
        district.say(meeting(), on: "2022-03-01")
        #expect(try district.value().at("figures/measures/m.tdp.covered/value") == 3)
        #expect(try district.value("2022-M03").at("figures/measures/m.tdp.covered/value") == 2)
        district.say(.eventVoided(of: id), on: "2022-03-02")
        #expect(try district.value().at("figures/measures/m.tdp.covered/value") == 2)
        #expect(try district.value("2022-M03").at("figures/measures/m.tdp.covered") == nil)
    }

    @Test func `of tasks is computed where a task has an occurrence`() throws {
        var district = WrittenDistrict()
        district.say(.taskPlanned(task("A", .standing)), on: "2022-01-05")
        #expect(try district.value().at("figures/measures") == .array([]))
        district.say(.taskPlanned(task("B", .once(due: LocalDay("2022-02-01")))), on: "2022-01-05")
        let measures = try #require(try district.value().at("figures/measures"))
        #expect(measures.at("m.task.created/value") == 1)
        #expect(measures.at("m.task.done.rate")?.counted == ["denominator": 1])
        #expect(measures.at("m.task.late/value") == 1)
    }

    @Test func `that does not fit is listed and not shown, in the district's figures neither`() throws {
        var district = WrittenDistrict()
        let counts = Reading.Amount.counts(["1000000": 1_000_000_000_000])
        district.say(.readingTaken(Reading(measure: "m.survey.satisfaction", amount: counts)), on: "2022-02-01")
        district.say(
            .readingTaken(Reading(measure: "m.survey.satisfaction", amount: .counts(["4": 1]))), on: "2022-02-01", unit: "phu-la")
        let value = try district.value(unit: nil)
        #expect(value.at("figures/measures/m.survey.satisfaction") == nil)
        #expect(value.at("figures/units/phu-la/figures/measures/m.survey.satisfaction/sum") == 4)
        #expect(try district.listed(unit: nil) == ["overflow m.survey.satisfaction", "overflow m.survey.satisfaction"])
    }
}

@Suite struct `A district's figures` {
    @Test func `say how many units they are of: missing is not zero`() throws {
        var district = WrittenDistrict(units: ["duong-noi", "phu-la", "kien-hung"])
        district.say(reading("m.social.members", 5), on: "2022-02-01")
        district.say(reading("m.social.members", 6), on: "2022-02-01", unit: "phu-la")
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-01-05", unit: "kien-hung")
        let value = try district.value(unit: nil)
        #expect(value.at("figures/measures/m.social.members")?.counted == ["value": 11, "units": 2])
        #expect(value.at("figures/dimensions/D5/tasks")?.counted == ["total": 1, "notStarted": 1, "units": 1])
        #expect(value["coverage"] == .object(present: [("units", 3), ("reporting", 2), ("silent", .array(["kien-hung"]))]))
    }

    @Test func `expect the units that stand on the period's last day, and show those of any day`() throws {
        var district = WrittenDistrict(units: ["duong-noi"])
        district.register("bien-giang", to: "2022-03-13")
        district.register("yen-nghia", from: "2022-03-15")
        let value = try district.value(unit: nil)
        #expect(value.at("figures/units")?.array?.compactMap { $0["id"]?.string } == ["bien-giang", "duong-noi"])
        #expect(value["coverage"]?["silent"] == .array(["duong-noi"]))
    }

    @Test func `of a unit that ended keep what it did, without stock and unfinished tasks`() throws {
        var district = WrittenDistrict(units: ["duong-noi"])
        district.say(.taskPlanned(task("A", .once(due: nil))), on: "2022-01-05")
        district.say(.taskPlanned(task("B", .once(due: nil))), on: "2022-01-05")
        district.say(.taskPlanned(task("C", .standing)), on: "2022-01-05")
        district.say(progress("A", .done), on: "2022-01-20")
        district.say(reading("m.social.members", 5), on: "2022-02-01")
        district.say(meeting(), on: "2022-02-01")
        district.register("duong-noi", to: "2022-03-01")
        #expect(try district.cell() == ["total": 1, "done": 1, "doneOnTime": 1, "activities": 1])
        #expect(try district.value().at("figures/measures/m.social.members") == nil)
        #expect(try district.cell("2022-M02")["total"] == 2)
    }

    @Test func `carry two digests: of the figures, and of the whole value without the second`() throws {
        var district = WrittenDistrict()
        district.say(meeting(), on: "2022-02-01")
        let value = try district.value(unit: nil)
        let figures = try #require(value["figures"])
        #expect(value["figuresDigest"]?.string == Digest(of: figures.canonicalBytes).hex)
        let rest = JSON.object((value.members ?? []).filter { $0.name != "digest" })
        #expect(value["digest"]?.string == Digest(of: rest.canonicalBytes).hex)
    }

    @Test func `are the same from other logs that say the same`() throws {
        var one = WrittenDistrict()
        var other = WrittenDistrict()
        other.enrol("duong-noi", device: "may-2")
        let id = one.say(meeting(), on: "2022-02-01")
        other.append(try #require(one.entry(id)), device: "may-2")
        #expect(try one.value(unit: nil)["figuresDigest"] == other.value(unit: nil)["figuresDigest"])
        #expect(try one.value(unit: nil)["digest"] != other.value(unit: nil)["digest"])
    }
}
