import LogFiles
import PlanProgress
import TestSupport

/// Versions of the program that meet: what one side does not know yet is kept, and counted once it does.
extension World {
    /// What a program of last year does not know; nothing, where it is this year's.
    func lastYear() -> Set<String> {
        let later = ["reading.taken", "activity.done", "task.withdrawn", "event.corrected", "event.voided", "attachment.redacted"]
        return random.oneIn(3) ? Set(later.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))) : []
    }

    /// This year's program takes the place of last year's, at the district or on a PC.
    func upgrade(_ device: SimulatedDevice) {
        guard random.oneIn(2) else {
            device.unknownKinds = []
            device.desk = nil
            return note("\(device.name): upgraded")
        }
        guard !district.unknownKinds.isEmpty else { return }
        do {
            // As long as it did not know them, it listed them.
            try EventReading.$unknownKinds.withValue(district.unknownKinds) { try checkFigures() }
            try district.upgrade()
            note("the district is upgraded")
        } catch {
            fail("the district cannot be upgraded: \(error)")
        }
    }

    /// At the end everybody has this year's.
    func upgradeAll() throws {
        for device in wards.flatMap(\.devices) { device.unknownKinds = [] }
        if !district.unknownKinds.isEmpty { try district.upgrade() }
    }
}
