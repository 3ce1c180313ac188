import ArgumentParser
import LogFiles
import PlanProgress

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Xuất dữ liệu.", discussion: "Writes data out of the district.", subcommands: [Logs.self, Tiles.self])

    struct Logs: ReadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ghi mọi nhật ký ra thư mục.",
            discussion: "DIR/<origin>/entries.log and checkpoint, the very files a ward holds, and DIR/identity.json, the district's keys.")
        @Argument(help: "Thư mục đích.") var folder: String
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            let logs = try reading.exported(to: folder) { export, log throws(ExportFault) in
                try export.writeLog(log)
                return true
            }
            output.advise(Sentences.exported(logs, folder), in: common.language)
        }
    }

    struct Tiles: ReadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ghi mọi nhật ký ra thư mục theo chuẩn C2SP tlog-tiles, cho kiểm toán.",
            discussion: "DIR/<origin>/checkpoint, tile/… and tile/entries/…, as C2SP tlog-tiles says, as far as receipts reach.")
        @Argument(help: "Thư mục đích.") var folder: String
        @OptionGroup var common: CommonOptions

        func work(on reading: ReadingRoom, output: inout CommandOutput) throws(CommandFailure) {
            let logs = try reading.exported(to: folder) { export, log throws(ExportFault) in try export.writeTiles(of: log) != nil }
            output.advise(Sentences.exported(logs, folder), in: common.language)
        }
    }
}

extension ReadingRoom {
    /// Writes the identity and then each log that has an entry; gives how many `write` said it wrote.
    fileprivate func exported(
        to folder: String, _ write: (LogExport, LogRecord) throws(ExportFault) -> Bool
    ) throws(CommandFailure) -> Int {
        let logs = try read { tables throws(StoreFault) in try tables.logs(ofUnit: nil).filter { $0.size > 0 } }
        let export = LogExport(from: store, to: PosixDisk(home: folder, guards: folder))
        do throws(ExportFault) {
            try export.write(identity, handovers: register.handovers)
            var count = 0
            for log in logs where try write(export, log) { count += 1 }
            return count
        } catch { throw CommandFailure(error) }
    }
}

extension CommandFailure {
    init(_ fault: ExportFault) {
        switch fault {
        case .store(let fault): self.init(fault)
        case .folder(.full(let path)):
            self.init(
                "Ổ đĩa đầy: chưa ghi xong \(path). Dữ liệu của quận không thay đổi. Dọn bớt chỗ rồi chạy lại.", fault.description,
                status: 74)
        case .folder(let reason):
            self.init(
                "Không ghi được vào thư mục đích (\(LogFault.disk(reason))). Dữ liệu của quận không thay đổi. Kiểm tra thư mục rồi chạy lại.",
                fault.description, status: 74)
        case .otherDistrict(let name):
            self.init(
                "Thư mục đích đang giữ nhật ký của quận khác (\(name)). Chưa ghi gì. Hãy chọn thư mục khác.", fault.description, status: 64)
        case .longer(let origin, let there, let held):
            self.init(
                "\(origin): thư mục đích có giấy nhận cho \(there) mục, quận chỉ có cho \(held). Đã giữ nguyên thư mục ấy. "
                    + "Hãy giữ lại nó, chọn thư mục khác, và tìm hiểu vì sao quận có ít hơn.", fault.description, status: 65)
        case .unsound(let origin, let size):
            self.init(
                "\(origin): \(size) mục đầu không phải những mục mà giấy nhận nói tới; chưa ghi giấy nhận ấy. Hãy chạy 'district verify'.",
                fault.description, status: 65)
        }
    }
}
