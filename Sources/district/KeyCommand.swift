import ArgumentParser
import DistrictServer
import LogFiles
import PlanProgress

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Khóa của quận.", discussion: "The keys with which the district signs.",
        subcommands: [Rotate.self])

    struct Rotate: WritingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Thay khóa của quận; các phường tự biết khi gửi lần sau.",
            discussion:
                "Goes on with new keys for receipts, for the district's own log and for bundles, announced by the former ones. Wards "
                + "learn of it with their next sync or bundle. The certificate authority stays.")
        @OptionGroup var common: CommonOptions

        func work(in office: Office, output: inout CommandOutput) async throws(CommandFailure) {
            guard let origin = Origin(ofDistrict: office.register.district) else { throw Sentences.notSetUp(office.folder.path) }
            // Where an earlier one could not put its keys in their places, they lie in the file of the next ones.
            if let identity = office.parts.keys.identity(certificate: nil) { try office.folder.finishHandover(of: identity) }
            let next = try NextKeys.drawn(in: office.folder, of: origin, after: office.register.handovers)
            let keys = next.keys.publishing(next.bundles, of: origin.district, now: office.surroundings.now())
            // Whatever else is still to come, from here on only the new keys are the district's.
            let pending = try await office.writing { try await $0.handOver(to: keys) }
            output.print("\(keys.receipts.verifier(.cosignature))\n\(keys.log.verifier(.log))")
            do throws(CommandFailure) { try next.takePlace(in: office.folder, of: origin) } catch {
                throw Sentences.keysNotInPlace(error.english)
            }
            output.advise(Sentences.keysRotated, in: common.language)
            if let pending { throw CommandFailure(pending) }
        }
    }
}

extension Sentences {
    static func keysNotInPlace(_ reason: String) -> CommandFailure {
        CommandFailure(
            "Quận đã chuyển sang khóa mới, nhưng tệp khóa chưa đặt được vào chỗ (\(reason)). Đừng xóa keys/next. Hãy kiểm tra ổ đĩa rồi "
                + "chạy lại máy chủ: 'district serve' sẽ đặt khóa vào chỗ.",
            "The district goes on with the new keys, but their files could not be put in place (\(reason)). Do not remove keys/next. Check "
                + "the disk and start the server anew: 'district serve' puts them in place.", status: 74)
    }
    static let keysRotated = (
        "Đã thay khóa của quận. Các phường tự nhận khóa mới khi gửi lần sau; xác nhận cũ vẫn có giá trị. "
            + "Hãy in hai dòng trên để lưu giấy, và sao lưu ngay có mật khẩu: khóa mới chỉ có ở máy này. "
            + "Lệnh: district backup THƯ_MỤC --passphrase-file TỆP",
        "The district's keys are changed. Wards learn of it with their next sync; receipts of before stay good. Keep the two lines above on "
            + "paper, and make a sealed backup now, for the new keys lie on this machine alone: district backup DIR --passphrase-file FILE"
    )
}
