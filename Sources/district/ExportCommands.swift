import ArgumentParser
import LogFiles
import PlanProgress

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Xuất dữ liệu.", discussion: "Writes data out of the district.", subcommands: [Logs.self])

    struct Logs: ReadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ghi mọi nhật ký ra thư mục.", discussion: "DIR/<origin>/entries.log and checkpoint, the very files a ward holds.")
        @Argument(help: "Thư mục đích.") var folder: String
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            let logs = try reading.read { tables throws(StoreFault) in try tables.logs(ofUnit: nil).filter { $0.size > 0 } }
            let disk = PosixDisk(home: folder, guards: folder)
            for log in logs { try write(log, from: reading, to: disk) }
            output.advise(Sentences.exported(logs.count, folder), in: common.language)
        }

        private func write(_ log: LogRecord, from reading: ReadingRoom, to disk: PosixDisk) throws(CommandFailure) {
            let (lines, receipt) = try reading.read { tables throws(StoreFault) in
                var (lines, crc): ([UInt8], UInt32) = ([], 0)
                for entry in try tables.entries(of: log.number, 0..<log.size) {
                    let encoded = LogLine.encode(entry, after: crc)
                    lines += encoded.line
                    crc = encoded.crc
                }
                return (lines, try tables.newestReceipt(of: log.number))
            }
            let path = DiskPath(log.origin.description)
            try translating { () throws(DiskFault) in
                try disk.makeFolder(path)
                try disk.replace(path.appending("entries.log"), with: lines)
                if let receipt { try disk.replace(path.appending("checkpoint"), with: receipt.bytes) }
            }
        }
    }
}
