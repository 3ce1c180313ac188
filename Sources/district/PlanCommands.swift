import ArgumentParser
import DistrictServer
import Intake
import PlanProgress

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Nhiệm vụ quận giao.", discussion: "Tasks that the district assigns.", subcommands: [Assign.self])

    struct Assign: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Giao các nhiệm vụ của một tệp kế hoạch cho các phường.", discussion: "Assigns the tasks of a plan file to units.")
        @Argument(help: "Tệp kế hoạch (YAML).") var file: String
        @Option(help: "Các phường, cách nhau bằng dấu phẩy.") var units: String?
        @Flag(help: "Mọi phường của quận.") var all = false
        @OptionGroup var common: CommonOptions
        var filePaths: [String] { [file] }

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            let register = office.register
            let plan: PlanFile
            let bytes = try HandedIn.bytes(file)
            do throws(PlanFaults) {
                plan = try PlanFileReader.read(bytes, against: register.editions[register.editions.count - 1], leadNeeded: false)
            } catch { throw CommandFailure(error.vietnamese, error.description, status: 65) }
            let chosen = try chosenUnits(register, plan: plan)
            let drafts = plan.tasks.map { DistrictLog.Draft(.planAssigned(units: chosen, $0), on: plan.adopted.date) }
            _ = try await office.writing { try await $0.append(drafts) }
            output.advise(Sentences.assigned(drafts.count, chosen.count), in: common.language)
        }

        private func chosenUnits(_ register: DistrictRegister, plan: PlanFile) throws(CommandFailure) -> [String] {
            if all, units == nil { return register.units(on: plan.adopted.date...LocalDay.latest).map(\.unit) }
            guard !all, let units else { throw Sentences.needUnits }
            var chosen: [String] = []
            for unit in units.split(separator: ",").map(String.init) {
                guard register.units[unit] != nil, unit != register.district else {
                    throw Sentences.unknownUnit(unit, among: register.units.keys)
                }
                if !chosen.contains(unit) { chosen.append(unit) }
            }
            return chosen
        }
    }
}
