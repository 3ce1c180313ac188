import Foundation
import PlanProgress
import TestSupport
import Testing

/// The way to the district: whom a ward believes, what it says before it does, and what a wrong clock is called.
@Suite(.serialized) struct `The line to the district` {
    @Test func `is TLS with the district's own authority, and says so to a browser`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let curl = BuiltCommand("/usr/bin/curl", in: hall.scratch.path)
        let authority = hall.scratch.file("quan/tls/authority.crt")
        let page = try await curl.run("-sS", "-i", "--cacert", authority, "\(hall.url)/v1/identity")
        #expect(page.status == 0, "\(page.errors)")
        #expect(page.output.contains("Strict-Transport-Security: max-age=63072000"))
        #expect(try await curl.run("-sS", "\(hall.url)/v1/identity").status == 60, "nobody else's machine believes it unasked")
        #expect(try await curl.run("-sS", "--cacert", authority, "--tls-max", "1.1", "\(hall.url)/v1/identity").status == 35)
        #expect(try await curl.run("-sS", "--cacert", authority, "--tls-max", "1.2", "\(hall.url)/v1/identity").status == 0)
    }

    @Test func `is shown no secret where somebody else answers, and nothing after it was pinned`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let other = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        let refused = try await desk.ward.run("join", other.url, try await hall.invite("duong-noi"))
        #expect(refused.status == 69)
        #expect(refused.errors.contains("Mã mời là của quận khác, hoặc có máy khác đứng giữa."))

        let joined = try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi"))
        #expect(joined.status == 0, "\(joined.errors)")
        try await desk.recordMeetings(1)
        hall.relay.retarget(other.relay.target)
        let elsewhere = try await desk.ward.run("sync")
        #expect(elsewhere.status == 69)
        #expect(elsewhere.errors.contains("Có máy khác trả lời thay máy chủ quận"))
        #expect(elsewhere.errors.contains("1 mục đã lưu an toàn trên máy này."))
        #expect(try await other.district.run("device", "list", "--format", "json").output == "[]\n")
    }

    @Test func `asked for over plain HTTP by mistake is named`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await Desk(planned: false)
        let plain = hall.url.replacingOccurrences(of: "https://", with: "http://")
        let refused = try await desk.ward.run("join", plain, try await hall.invite("duong-noi"))
        #expect(refused.status == 75 && refused.errors.contains("máy chủ quận thường dùng https://"))
    }

    @Test func `takes the operator's own certificate, of an authority that the ward is told`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let made = try await BuiltCommand("/bin/bash", in: hall.scratch.path).run(
            "-c",
            """
            umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 9 \
                -subj /CN=thanh-pho -addext basicConstraints=critical,CA:TRUE \
            && openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=quan \
            && printf 'subjectAltName=IP:127.0.0.1' >san && openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial \
                -days 9 -extfile san -out server.crt
            """)
        try #require(made.status == 0, "\(made.errors)")
        let serving = try await hall.serving()
        serving.signal(SIGTERM)
        #expect(await serving.end.value == 0)
        try await hall.serve("--tls-cert", hall.scratch.file("server.crt"), "--tls-key", hall.scratch.file("server.key"))
        let desk = try await Desk(planned: false)
        let code = try await hall.invite("duong-noi")
        #expect(try await desk.ward.run("join", hall.url, code).status == 69, "the district's own authority did not sign this one")
        let joined = try await desk.ward.run("join", hall.url, code, "--ca", hall.scratch.file("ca.crt"))
        #expect(joined.status == 0, "\(joined.errors)")
        #expect(try await desk.ward.run("sync").status == 0)
    }

    @Test func `is not taken where the certificate bears another machine's name`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let made = try await BuiltCommand("/bin/bash", in: hall.scratch.path).run(
            "-c",
            """
            umask 077 && openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 9 \
                -subj /CN=thanh-pho -addext basicConstraints=critical,CA:TRUE \
            && openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=quan \
            && printf 'subjectAltName=IP:127.0.0.1' >here && printf 'subjectAltName=DNS:may-khac.example' >elsewhere \
            && for name in here elsewhere; do openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial \
                -days 9 -extfile $name -out $name.crt; done
            """)
        try #require(made.status == 0, "\(made.errors)")
        func serve(_ name: String) async throws {
            let serving = try await hall.serving()
            serving.signal(SIGTERM)
            _ = await serving.end.value
            try await hall.serve("--tls-cert", hall.scratch.file("\(name).crt"), "--tls-key", hall.scratch.file("server.key"))
        }
        try await serve("here")
        let desk = try await Desk(planned: false)
        let joined = try await desk.ward.run("join", hall.url, try await hall.invite("duong-noi"), "--ca", hall.scratch.file("ca.crt"))
        try #require(joined.status == 0, "\(joined.errors)")
        try await desk.recordMeetings(1)
        try await serve("elsewhere")
        let refused = try await desk.ward.run("sync")
        #expect(refused.status == 69 && refused.errors.contains("Có máy khác trả lời thay máy chủ quận"), "\(refused.errors)")
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 0, "nothing was sent over it")
        try await serve("here")
        #expect(try await desk.ward.run("sync").status == 0)
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 1)
    }

    @Test func `with a server's certificate that has ended is told with the day, and nothing goes over it`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        try await desk.recordMeetings(1)
        // 13 months are over; the authority holds for 20 years.
        let ended = try await desk.ward.start(["sync"], clock: "+500d").ended()
        #expect(ended.status == 69 && ended.errors.contains("vào ngày ấy chứng thư của máy chủ quận không có hiệu lực"), "\(ended.errors)")
        #expect(ended.errors.contains("nếu đúng, hãy báo quận"))
        #expect(try await hall.rollup()["figures"]?["all"]?["activities"]?.integer == 0)
        #expect(try await desk.ward.run("sync").status == 0)
    }

    @Test func `is renewed before it ends, and no ward notices`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let before = try await hall.district.run("certificate").output
        let serving = try await hall.serving()
        serving.signal(SIGTERM)
        #expect(await serving.end.value == 0)
        try await hall.serve(clock: "+350d")
        let synced = try await desk.ward.start(["sync"], clock: "+350d").ended()
        #expect(synced.status == 0, "\(synced.errors)")
        #expect(try await hall.district.run("certificate").output != before)
    }

    @Test func `on a clock of 1970 is told as a wrong clock, not as a wrong certificate`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let desk = try await hall.joinedDesk(planned: false)
        let ended = try await desk.ward.start(["sync"], clock: "@1970-01-02 00:00:00").ended()
        #expect(ended.status == 69)
        #expect(
            ended.errors.hasPrefix(
                "Chưa gửi được lên quận. Máy này đang để ngày 02/01/1970. Hãy đặt lại ngày giờ."))
        let later = try await desk.ward.start(["sync"], clock: "@2099-01-02 00:00:00").ended()
        #expect(later.status == 69)
        #expect(later.errors.contains("Máy này đang để ngày 02/01/2099, và vào ngày ấy chứng thư của máy chủ quận không có hiệu lực"))
    }

    @Test func `without TLS is refused on any address that others reach`() async throws {
        let hall = try await Hall(units: ["duong-noi"])
        let refused = try await hall.district.run("serve", "--listen", "10.0.0.1:8443", "--plain-http")
        #expect(refused.status == 64 && refused.errors.contains("10.0.0.1:8443 không phải địa chỉ nội bộ của máy này"))
    }
}
