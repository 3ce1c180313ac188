import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

@testable import season

/// Wards of the season in a folder that is removed with this value, and what a district would make of their logs.
final class SeasonFigures {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "season-\(UUID().uuidString)").path
    let wards: [SeasonWard]
    let seed: UInt64

    init(_ units: [String], seed: UInt64 = Season.defaultSeed) {
        self.seed = seed
        wards = units.map { SeasonWard($0, seed: seed) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func allUnits() throws -> [String] {
        try Fixture.text("Units/ha-dong-2022.csv").split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    }

    private func recorder(until: LocalDay?) -> SeasonRecorder {
        SeasonRecorder(homes: folder, district: "ha-dong", seed: seed, until: until, plans: Fixture.path("Plans"))
    }

    /// How many entries were written.
    @discardableResult
    func record(until: LocalDay? = nil, clock: ((SeasonDevice) -> SeasonClock)? = nil) throws -> Int {
        var recorder = recorder(until: until)
        if let clock { recorder.clock = clock }
        return try wards.map { try recorder.record($0).written }.reduce(0, +)
    }

    /// Every entry of every log, with its log.
    func logs() throws -> [LogImage] {
        let recorder = recorder(until: nil)
        return try wards.flatMap { ward in
            try ward.devices.map { device in
                let home = try Home(opening: recorder.home(device, of: ward), guards: recorder.state(device, of: ward))
                return try #require(try home.log(home.origin))
            }
        }
    }

    func rollup(_ code: String, calendar: PeriodCalendar = .administrative) throws -> Rollup {
        let logs = try logs()
        var register = DistrictRegister(district: "ha-dong", shipped: .papi2022)
        for body in bodies(of: logs) {
            register.take(Event(at: 0, on: Season.firstDay, by: "noi-vu", nonce: "AAAAAAAA", body: body).bytes)
        }
        var store = MemoryMergeStore()
        var merge = Merge(register: register)
        for log in logs { store.merge((0..<log.size).map { Array(log.scan.entry($0)) }, of: log.origin, by: &merge) }
        merge.finish(into: &store)
        let name = try #require(PeriodCode(code))
        let period = try #require(Period(name, calendar))
        let rollup = Rollup.read(
            period: period, asOf: period.lastDay.adding(days: 1), cut: logs.map(\.reference), register: register, from: &store)
        return try #require(rollup)
    }

    private func bodies(of logs: [LogImage]) -> [EventBody] {
        let units = wards.map { ward in
            EventBody.unitRegistered(
                UnitRegistration(unit: ward.unit, name: ward.unit, unitKind: "phường", parent: "ha-dong", validFrom: Season.firstDay))
        }
        let devices = logs.compactMap { log in
            log.opened.map { EventBody.deviceEnrolled(DeviceEnrolment(origin: log.origin, key: $0.key)) }
        }
        return units + devices
    }
}
