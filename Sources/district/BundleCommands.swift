import ArgumentParser
import DistrictServer
import LogFiles
import LogSync
import Logging
import PlanProgress
import Reports

struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Gói số liệu chuyển bằng USB.", discussion: "Bundles that travel on a stick.",
        subcommands: [Import.self])

    /// Who the district is, on a stick: what `GET /v1/identity` tells, for a ward that has no line to ask.
    static func write(_ identity: DistrictIdentity, of office: Office, to path: String) throws(CommandFailure) {
        do throws(BundleFault) {
            let file = try StickWriter(writing: path)
            try file.write(identity.json(bundles: office.parts.keys.bundles, handovers: office.register.handovers).canonicalBytes + [10])
            try file.close()
        } catch { throw Sentences.bundleRefused(path, error) }
    }

    struct Import: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Nhận các gói của phường và ghi gói trả lời cho từng máy.",
            discussion: "Takes in bundles of wards and writes an answer for each device. A bundle that is bad does not stop the others.")
        @Argument(help: "Các tệp gói.") var files: [String]
        @Option(help: "Thư mục ghi các gói trả lời.") var receipts: String
        @OptionGroup var common: CommonOptions
        var filePaths: [String] { files + [receipts] }

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            try translating { () throws(DiskFault) in try PosixDisk(home: receipts, guards: receipts).makeFolder(DiskPath("")) }
            let keys = try office.folder.everyBundleKey()
            let counter = BundleCounter(aggregator: office.aggregator, users: office.users, logger: Logger(label: "district.bundle"))
            var answers: Set<String> = []
            for file in files {
                do throws(BundleFault) {
                    let (header, summary, answer) = try await take(file, at: counter, with: keys, besides: answers)
                    answers.insert(answer)
                    output.print(Sentences.bundleTaken(file, header.origin, summary, answer: "\(receipts)/\(answer)"), in: common.language)
                    if summary.problem != nil, output.status == 0 { output.status = 77 }
                } catch {
                    let failure = Sentences.bundleRefused(file, error)
                    output.advise(failure.text(common.language))
                    if output.status == 0 { output.status = failure.status }
                }
            }
        }

        /// Reads it to its end before anything of it is used, then answers it; the answer is sealed to the device that signed.
        private func take(
            _ file: String, at counter: BundleCounter, with keys: [SealingKey], besides answers: Set<String>
        ) async throws(BundleFault) -> (BundleHeader, BundleVisit.Summary, answer: String) {
            func open() throws(BundleFault) -> SealedSource {
                try SealedSource(try StickFile(reading: file)) { _, name throws(BundleFault) in
                    keys.first { BundleKey.name(of: $0.publicBytes) == name }
                }
            }
            let header = try await counter.check(try open())
            guard case .device(_, let answerKey) = header.sender else { throw .signature }
            let (free, former) = try answerFiles(to: header.origin, answerKey, besides: answers)
            let writer = try StickWriter(writing: "\(receipts)/\(free ?? former)")
            do throws(BundleFault) {
                let sealed = try SealedSink(to: answerKey, named: header.origin.description, into: writer)
                let summary = try await counter.answer(open, checked: header, into: sealed)
                try sealed.close()
                guard let answer = summary.isLogRefused ? free : former else { throw .disk("\(receipts): \(former)") }
                try writer.close(as: answer)
                return (header, summary, answer)
            } catch {
                writer.discard()
                throw error
            }
        }

        /// Where the answer goes that refuses the log, and where one that refuses at most an attachment; an origin's slashes are no file's.
        ///
        /// The latter is one file a device: that of an earlier run to the same key gives way, for a later answer says all that it said. A
        /// refusal is what a clone goes on by, so it has a file of its own and takes nobody's place; and two clones of one run, or somebody
        /// who only names this device, never take each other's answer away.
        private func answerFiles(
            to origin: Origin, _ key: [UInt8], besides answers: Set<String>
        ) throws(BundleFault) -> (free: String?, former: String) {
            let name = "\(origin.district)_\(origin.unit)_\(origin.device)"
            let first = "\(name).wardlog"
            let mayReplace = answers.contains(first) ? false : try isThere(first) ? isAnswer(first, to: origin, key) : true
            for number in 2...Self.answersPerDevice {
                let free = "\(name)_\(number).wardlog"
                if try !isThere(free) { return (free, mayReplace ? first : free) }
            }
            // Whoever fills the folder with refusals keeps no good answer from its place.
            guard mayReplace else { throw .disk("\(receipts): \(first)") }
            return (nil, first)
        }

        /// More files of one name mean that somebody fills the folder.
        private static let answersPerDevice = 1000

        private func isThere(_ file: String) throws(BundleFault) -> Bool {
            do throws(DiskFault) { return try PosixDisk(home: receipts, guards: receipts).byteCount(DiskPath(file)) != nil } catch {
                throw .disk("\(receipts)/\(file)")
            }
        }

        private func isAnswer(_ file: String, to origin: Origin, _ key: [UInt8]) -> Bool {
            var isSame = false
            _ = try? SealedSource(try StickFile(reading: "\(receipts)/\(file)")) { name, keyName throws(BundleFault) in
                isSame = name == origin.description && keyName == BundleKey.name(of: key)
                return nil
            }
            return isSame
        }
    }
}
