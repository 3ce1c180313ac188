import Foundation
import PlanProgress
import TestSupport
import Testing

@Suite(.serialized) struct `A fact recorded in a ward` {
    /// The README's first claim: a fact becomes a figure, and the figure leads back to the very entry.
    @Test func `becomes a figure at the district, and the figure leads back to it`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        let recorded = try await desk.ward.run(
            "record", "activity", "broadcast.aired", "--task", "II.1-a", "--quantity", "m.broadcast.items=3", "--quantity",
            "m.broadcast.minutes=45", "--on", "2022-08-12", "--by", "dai-truyen-thanh", "--note", "ba tin")
        let id = recorded.output.dropLast()

        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 0, "\(synced.errors)")
        #expect(synced.errors.hasPrefix("Quận đã nhận: gửi 44 mục, 1 tài liệu; nhận về "))

        let rollup = try await hall.rollup()
        #expect(rollup["figures"]?["all"]?["activities"]?.integer == 1)
        let minutes = rollup["figures"]?["measures"]?.array?.first { $0["id"]?.string == "m.broadcast.minutes" }
        #expect(minutes?["value"]?.integer == 45)
        #expect(rollup["coverage"]?["reporting"]?.integer == 1)
        #expect(rollup["coverage"]?["silent"]?.array == [.string("phu-la")])

        let explained = try await hall.district.run(
            "explain", "2022-9M", "--figure", "m.broadcast.minutes", "--unit", "duong-noi", "--format", "json")
        #expect(explained.output.contains(id))
        #expect(explained.output.contains("ha-dong/duong-noi/may-1"))

        for verify in [try await hall.district.run("verify"), try await desk.ward.run("verify")] {
            #expect(verify.status == 0, "\(verify.errors)")
        }
        let status = try await desk.ward.run("status", "--format", "json").output
        let json = try JSON(reading: Array(status.utf8.dropLast()))
        #expect(json["received"]?.integer == json["size"]?.integer)
    }

    @Test func `corrected and voided ends as its last word, whatever was sent before`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        func record(_ items: Int) async throws -> String {
            let ended = try await desk.ward.run(
                "record", "activity", "broadcast.aired", "--quantity", "m.broadcast.items=\(items)", "--on", "2022-08-12")
            return String(ended.output.dropLast())
        }
        let (first, second) = (try await record(3), try await record(50))
        _ = try await desk.ward.run("sync")
        _ = try await desk.ward.run("correct", first, "--quantity", "m.broadcast.items=4")
        _ = try await desk.ward.run("void", second, "--reason", "ghi trùng")
        _ = try await desk.ward.run("sync")
        let measures = try await hall.rollup()["figures"]?["measures"]?.array
        #expect(measures?.first { $0["id"]?.string == "m.broadcast.items" }?["value"]?.integer == 4)
    }

    @Test func `before the ward had joined is sent once it has`() async throws {
        let hall = try await Hall()
        let desk = try await Desk()
        _ = try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
        let alone = try await desk.ward.run("sync")
        #expect(alone.status == 77)
        #expect(alone.errors == "Chưa gửi được lên quận. Máy này chưa nối với quận: ward join ĐỊA-CHỈ MÃ.\n")
        #expect(try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi")).status == 0)
        #expect(try await desk.ward.run("sync").status == 0)
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 1)
    }
}

@Suite(.serialized) struct `A sync` {
    @Test func `with nothing new is one request of less than a kilobyte`() async throws {
        let hall = try await Hall(isPlain: true)
        let desk = try await hall.joinedDesk()
        #expect(try await desk.ward.run("sync").status == 0)
        hall.relay.takeTraffic()
        let again = try await desk.ward.run("sync")
        #expect(again.status == 0)
        #expect(again.errors == "Quận đã nhận đủ, không có gì mới.\n")
        let traffic = hall.relay.takeTraffic()
        #expect(traffic.requestLines.count == 1, "\(traffic.requestLines)")
        #expect(traffic.byteCount < 1000, "\(traffic.byteCount) bytes")
        #expect(try await desk.ward.run("sync", "--quiet").errors == "")
    }

    @Test func `while the district is away says what is safe, and ends with 69`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        let server = try await hall.serving()
        server.kill()
        _ = try await server.ended()
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 69 || ended.status == 75)
        #expect(ended.errors.hasPrefix("Chưa gửi được lên quận. 43 mục đã lưu an toàn trên máy này. "))
        try await hall.serve()
        #expect(try await desk.ward.run("sync").status == 0)
    }

    @Test func `on a machine without libcurl says so, and recording never missed it`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        // The first file of that name on the way is no library, so it is as if there were none.
        let folder = desk.scratch.file("lib")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: "\(folder)/libcurl.so.4"))
        let ward = BuiltCommand(
            "ward", in: desk.scratch.path, environment: ["WARDLOG_HOME": desk.home, "LD_LIBRARY_PATH": folder])
        #expect(try await ward.run("record", "activity", "meeting.held", "--on", "2022-08-12").status == 0)
        let ended = try await ward.run("sync")
        #expect(ended.status == 69)
        #expect(ended.errors.hasPrefix("Chưa gửi được lên quận. 44 mục đã lưu an toàn trên máy này. "))
        #expect(ended.errors.contains("libcurl.so.4"))
        #expect(try await desk.ward.run("sync").status == 0)
    }

    @Test func `never overlaps another of the same home`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        let lock = try #require(FileHandle(forUpdatingAtPath: "\(desk.home)/sync.lock"))
        try #require(flock(lock.fileDescriptor, LOCK_EX) == 0)
        let ended = try await desk.ward.run("sync")
        #expect(ended.status == 75)
        #expect(ended.errors == "Một lần gửi khác đang chạy. Không làm gì thêm; những mục đã lưu vẫn an toàn. Hãy thử lại sau.\n")
        // And recording waits for no sync.
        #expect(try await desk.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12").status == 0)
        try lock.close()
    }
}

@Suite(.serialized) struct `A device that the district revoked` {
    @Test func `is told so, and with a person's code goes on in a new log that counts everything once`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        try await desk.recordMeetings(2)
        #expect(try await desk.ward.run("sync").status == 0)
        let revoked = try await hall.district.run("device", "revoke", "ha-dong/duong-noi/may-1")
        #expect(revoked.status == 0, "\(revoked.errors)")
        try await desk.recordMeetings(1)
        let refused = try await desk.ward.run("sync")
        #expect(refused.status == 77)
        let parked = try await hall.district.run("device", "refused", "--format", "json").output
        #expect(parked.contains(#""index":46,"number":1,"origin":"ha-dong/duong-noi/may-1","reason":"revoked""#), "\(parked)")
        #expect(
            try await hall.district.run("device", "refused", "--show", "1").output.hasPrefix(
                "wardlog/1 push\norigin ha-dong/duong-noi/may-1\n"))
        #expect(
            refused.errors == "Chưa gửi được lên quận. 1 mục đã lưu an toàn trên máy này. Quận đã ngừng nhận máy này, hoặc không còn "
                + "nhận ra nó. Những gì ghi tiếp vẫn nằm trên máy. Hãy xin Phòng Nội vụ mã mời mới, rồi chạy: ward join ĐỊA-CHỈ MÃ.\n")
        #expect(
            try await desk.ward.run("status").output.hasSuffix(
                "chưa được (quận không nhận máy này). Hãy xin Phòng Nội vụ mã mời mới, rồi chạy: ward join ĐỊA-CHỈ MÃ.\n"))

        // A code for another ward opens nothing, and nothing has changed.
        #expect(try await desk.ward.run("join", hall.url, try await hall.invite("phu-la")).status == 77)
        let code = try await hall.invite("duong-noi")
        let joined = try await desk.ward.run("join", hall.url, code)
        #expect(joined.status == 0, "\(joined.errors)")
        #expect(joined.errors.contains("các mục được ghi tiếp vào sổ ha-dong/duong-noi/may-1."))
        let synced = try await desk.ward.run("sync")
        #expect(synced.status == 0, "\(synced.errors)")
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 3)
        #expect(try await hall.district.run("device", "refused", "--format", "json").output == "[]\n", "its entries have come")
        for verify in [try await hall.district.run("verify"), try await desk.ward.run("verify")] {
            #expect(verify.status == 0, "\(verify.errors)")
        }
        // The code is spent.
        let other = try await Desk(planned: false, device: "may-2")
        #expect(try await other.ward.run("join", hall.url, code).status == 77)
    }

    @Test func `or any that had joined before, leaves a code that it does not need for another`() async throws {
        let hall = try await Hall()
        let desk = try await hall.joinedDesk()
        let code = try await hall.invite("duong-noi")
        let again = try await desk.ward.run("join", hall.url, code)
        #expect(again.status == 0)
        #expect(
            again.errors == "Máy này đã nối với quận từ trước, nay vẫn nối. Gửi ngay bằng: ward sync.\n")
        #expect(try await desk.ward.run("sync").status == 0)
        let other = try await Desk(planned: false, device: "may-2")
        #expect(try await other.ward.run("join", hall.url, code).status == 0)
    }
}

@Suite(.serialized) struct `A device of the district for a ward whose PC is dead` {
    @Test func `counts for the ward, says whose work it is after a healing too, and is void when the ward says so`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let proxy = try await Desk(planned: false, device: "quan-nhap")
        let code = try await hall.district.run("invite", "duong-noi", "--proxy")
        #expect(try await proxy.ward.run("join", hall.url, String(code.output.dropLast())).status == 0)
        try await proxy.recordMeetings(1)
        #expect(try await proxy.ward.run("key", "rotate").status == 0)
        let recorded = try await proxy.ward.run("record", "activity", "meeting.held", "--on", "2022-08-12")
        #expect(try await proxy.ward.run("sync").status == 0)
        let explained = try await hall.district.run("explain", "2022-9M", "--figure", "activities").output
        #expect(explained.split(separator: "\n").filter { $0.contains("Phòng Nội vụ nhập thay (van-phong)") }.count == 2, "\(explained)")

        let desk = try await hall.joinedDesk(planned: false)
        #expect(try await desk.ward.run("sync").status == 0)
        let voided = try await desk.ward.run("void", String(recorded.output.dropLast()), "--reason", "Phường đã nhập lại")
        #expect(voided.status == 0, "\(voided.errors)")
        #expect(try await desk.ward.run("sync").status == 0)
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 1)
    }
}

@Suite(.serialized) struct `An invitation` {
    @Test func `is good for one device, of one unit, of one district`() async throws {
        let hall = try await Hall()
        let code = try await hall.invite("duong-noi")
        let (first, second) = (try await Desk(planned: false), try await Desk(planned: false))
        #expect(try await first.ward.run("join", hall.url, code).status == 0)

        let used = try await second.ward.run("join", hall.url, code)
        #expect(used.status == 77)
        #expect(used.errors.hasPrefix("Chưa nối được với quận. Những gì đã ghi vẫn an toàn trên máy này. Quận không nhận máy này"))

        let foreign = try await second.ward.run("join", hall.url, try await hall.invite("phu-la"))
        #expect(foreign.status == 77)

        let other = try await Hall()
        let elsewhere = try await second.ward.run("join", hall.url, try await other.invite("duong-noi"))
        #expect(elsewhere.status == 69)
        #expect(elsewhere.errors.hasSuffix("Mã mời là của quận khác, hoặc có máy khác đứng giữa. Hãy hỏi lại Phòng Nội vụ.\n"))
    }

    @Test(arguments: [
        (["ftp://quan", "7KQ2F9XH4M3JRTW8QPZ5NBC0VA"], "'ftp://quan' không phải địa chỉ máy chủ."),
        (["http://quan.example", "7KQ2F9XH4M3JRTW8QPZ5NBC0VA"], "'http://quan.example' không phải địa chỉ máy chủ."),
        (["https://quan.example", "7KQ2F"], "Mã mời không đúng dạng: cần 26 chữ và số"),
    ])
    func `that cannot be one is told before anything is sent`(arguments: [String], words: String) async throws {
        let desk = try await Desk(planned: false)
        let ended = try await desk.ward.run(["join"] + arguments)
        #expect(ended.status == 64)
        #expect(ended.errors.hasPrefix(words))
    }
}
