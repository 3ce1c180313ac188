import LogFiles
import PlanProgress
import Testing

@testable import ward

/// What a run met beside its end, said whatever the end is.
@Suite struct `What a sync tells` {
    private let say = Sentences(language: .vietnamese)

    private static let endings: [SyncOutcome.Ending] = [
        .done, .notJoined, .unreachable("x"), .notTheDistrict("x"), .outOfDate("x"), .tryLater("x"), .recovering,
        .refused(ProblemDocument(.forbidden)), .rejected(ProblemDocument(.malformed)), .attachmentsLost([]), .unreadableLogs([]),
        .unproved("x"), .carryAgain, .store(.damaged("x")), .store(.disk("x")), .store(.busy("x")),
    ]

    @Test(arguments: endings) func `names bytes that may remain and what the district does not take, however it ends`(
        _ ending: SyncOutcome.Ending
    ) throws {
        var outcome = SyncOutcome(ending)
        outcome.notOverwritten = 2
        outcome.refusedAttachments = [WaitingAttachment(id: "x", byteCount: 1, index: 7, earlier: Origin("ha-dong/duong-noi/may-0"))]
        let address = try #require(DistrictAddress("https://quan.example:8443"))
        for words in [
            say.notSynced(outcome, scheduled: nil), say.notReceived(outcome), say.notJoined(outcome, at: address), say.joined(outcome),
        ] {
            #expect(words.contains("2 tệp đã bỏ khỏi máy này nhưng đĩa không cho ghi đè"), "\(words)")
            #expect(words.contains("Quận không nhận tài liệu kèm mục 7 (ha-dong/duong-noi/may-0)"), "\(words)")
            #expect(!words.contains("nhận đủ, không có gì mới") && !words.contains("nhận đủ những gì"), "\(words)")
        }
        #expect(outcome.exitCode != 0)
        let status = say.lastSync(LastSync(outcome, at: 0), scheduled: nil)
        #expect(!status.contains("quận đã nhận đủ"), "\(status)")
    }

    @Test func `counts what was recorded, and not what opens a log`() {
        var outcome = SyncOutcome(.unreachable("x"))
        (outcome.waitingEntries, outcome.isOpeningWaiting) = (3, true)
        #expect(say.notSynced(outcome, scheduled: nil).hasPrefix("Chưa gửi được lên quận. 2 mục đã lưu an toàn trên máy này."))
        outcome = SyncOutcome(.done)
        (outcome.sentEntries, outcome.sentOpenings) = (1, 1)
        #expect(say.synced(outcome) == "Quận đã nhận đủ, không có gì mới.")
    }
}
