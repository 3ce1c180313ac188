import DistrictServer
import PlanProgress

/// Faults of the rooms as a person at the terminal reads them, with the exit statuses of design 4.
extension CommandFailure {
    init(_ fault: StoreFault) {
        switch fault {
        case .disk(let reason):
            self.init(
                "Không đọc hoặc ghi được dữ liệu của quận (\(reason)). Chưa có gì thay đổi. Kiểm tra ổ đĩa rồi chạy lại.",
                fault.description, status: 74)
        case .busy(let reason):
            self.init(
                "Một chương trình khác đang dùng dữ liệu của quận (\(reason)). Chưa có gì thay đổi. Thử lại sau ít phút.",
                fault.description, status: 75)
        case .damaged(let reason):
            self.init(
                "Dữ liệu của quận bị hỏng (\(reason)). Chưa có gì thay đổi. Dừng máy chủ và khôi phục bản sao lưu gần nhất.",
                fault.description, status: 65)
        case .unfit(let reason):
            self.init(
                "Không ghi được quyết định này (\(reason)). Chưa có gì thay đổi. Hãy sửa lại phần đã gõ rồi chạy lại.", fault.description,
                status: 64)
        case .decided(let reason):
            self.init(
                "Quyết định đã được ghi và có hiệu lực; việc kèm theo chưa xong (\(reason)), sẽ làm tiếp ở lần ghi sau hoặc khi chạy lại "
                    + "'district serve'. Không chạy lại lệnh này.", fault.description, status: 1)
        case .catalogueMissing(let year, let digest):
            self.init(
                "Danh mục \(digest.hex.prefix(16)) đã công bố cho năm \(year) nhưng không có ở đây, nên chưa tính được số liệu năm ấy. "
                    + "Chưa có gì thay đổi. Hãy đặt lại tệp attachments.sqlite từ nơi đã lưu.", fault.description, status: 65)
        case .otherRules:
            self.init(
                "Số liệu ở đây do phiên bản khác của chương trình tính. Chưa có gì thay đổi. "
                    + "Hãy chạy 'district serve' bằng phiên bản này: số liệu sẽ được tính lại.", fault.description, status: 75)
        }
    }

    init(_ error: DistrictServerError) {
        switch error {
        case .store(let fault): self.init(fault)
        case .notSetUp: self.init("Ở đây chưa có quận nào. Hãy chạy 'district init' trước.", error.description)
        case .otherKeys(let district):
            self.init(
                "Khóa trong thư mục này không phải của \(district). Chưa có gì thay đổi. Hãy đặt lại đúng khóa của cơ sở dữ liệu này.",
                error.description, status: 65)
        case .headsMissing(let path):
            self.init(
                "Thiếu tệp \(path): không có tệp này thì không biết được cơ sở dữ liệu có phải bản cũ hay không. Chưa có gì thay đổi. "
                    + "Hãy đặt lại tệp từ nơi đã lưu. Nếu tệp mất hẳn: 'district heads rebuild' nói rõ rủi ro rồi lập lại.",
                error.description,
                status: 65)
        case .headsDamaged(let path):
            self.init(
                "Tệp \(path) bị hỏng. Chưa có gì thay đổi. Hãy đặt lại tệp từ nơi đã lưu. "
                    + "Nếu không còn: 'district heads rebuild' nói rõ rủi ro rồi lập lại.", error.description, status: 65)
        case .headsContradict(let origin, let size) where origin.isDistrictLog:
            self.init(
                "Nhật ký của quận ở đây khác, hoặc ít hơn, điều quận đã xác nhận ở mục \(size). Chưa có gì thay đổi. Hãy giữ lại bản này "
                    + "và đặt lại bản mới hơn của cơ sở dữ liệu hoặc của thư mục logs. Nếu không còn: 'district heads rebuild' nói rõ rủi ro.",
                error.description, status: 65)
        case .headsContradict(let origin, let size):
            self.init(
                "Nhật ký \(origin): dữ liệu ở đây khác, hoặc ít hơn, điều quận đã xác nhận ở mục \(size). Chưa có gì thay đổi. "
                    + "Đừng dùng tiếp bản này; giữ lại và khôi phục đúng cơ sở dữ liệu và nhật ký.", error.description, status: 65)
        case .ownLogContradicts(let size):
            self.init(
                "Nhật ký của quận trong cơ sở dữ liệu và trong tệp khác nhau trước mục \(size). Chưa có gì thay đổi. Giữ cả hai và khôi phục đúng cặp.",
                error.description, status: 65)
        case .notLoopback(let address):
            self.init(
                "\(address) không phải địa chỉ nội bộ của máy này: không có TLS thì người khác đọc và sửa được dữ liệu trên đường truyền. "
                    + "Chưa chạy gì. Hãy dùng 127.0.0.1, hoặc bỏ --plain-http.", error.description, status: 64)
        case .certificate(let path, let reason):
            self.init(
                "Không dùng được chứng thư số trong \(path) (\(reason)). Chưa chạy gì, chưa có gì thay đổi. "
                    + "Hãy đặt lại thư mục ấy từ bản sao lưu, hoặc dùng chứng thư riêng bằng --tls-cert và --tls-key.", error.description,
                status: 65)
        case .cannotListen(let address, let reason):
            self.init(
                "Không mở được địa chỉ \(address) (\(reason)). Chọn cổng khác, hoặc cổng 0 để máy tự chọn.", error.description, status: 69)
        }
    }

    init(_ fault: DiskFault) { self.init(StoreFault(LogFault.disk(fault))) }
}

/// Damage of the file of heads is not damage of the database, and has another cure.
func translatingHeads<Result>(_ path: String, _ work: () throws(StoreFault) -> Result) throws(CommandFailure) -> Result {
    do throws(StoreFault) { return try work() } catch {
        guard case .damaged = error else { throw CommandFailure(error) }
        throw CommandFailure(DistrictServerError.headsDamaged(path: path))
    }
}

func translating<Result>(_ work: () throws(StoreFault) -> Result) throws(CommandFailure) -> Result {
    do throws(StoreFault) { return try work() } catch { throw CommandFailure(error) }
}

func translating<Result>(_ work: () throws(DiskFault) -> Result) throws(CommandFailure) -> Result {
    do throws(DiskFault) { return try work() } catch { throw CommandFailure(error) }
}

extension Office {
    /// Runs one of the aggregator's methods.
    func writing<Result: Sendable>(_ work: (Aggregator) async throws -> Result) async throws(CommandFailure) -> Result {
        do { return try await work(aggregator) } catch let fault as StoreFault { throw CommandFailure(fault) } catch {
            throw CommandFailure("\(error)", "\(error)")
        }
    }
}

func answering<Result>(_ work: () throws(DistrictServerError) -> Result) throws(CommandFailure) -> Result {
    do throws(DistrictServerError) { return try work() } catch { throw CommandFailure(error) }
}
