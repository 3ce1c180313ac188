import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A server that is told to end finishes what it has in hand, and answers it.
@Suite(.serialized) struct `A server that is told to end` {
    /// A ward's next push as the ward itself would send it, over a bare line to the server.
    private struct Sender {
        let hall: Hall
        let desk: Desk
        let head: String
        let push: PushRequest

        init(events: Int) async throws {
            hall = try await Hall(units: ["duong-noi"], isPlain: true)
            desk = try await hall.joinedDesk(planned: false)
            let home = try Home(opening: desk.home, guards: "\(desk.scratch.path)/state/wardlog/guards")
            let day = try #require(LocalDay("2022-08-12"))
            let drafts = (0..<events).map { _ in
                Event(
                    at: 0, on: day, by: "van-phong", nonce: home.surroundings.nonce(),
                    body: .activityDone(Activity(activity: "meeting.held")))
            }
            _ = try home.deviceLog().append(drafts)
            let checkpoint = try await desk.ward.run("checkpoint")
            let lines = try await desk.ward.run("log", "--format", "ndjson").output.split(separator: "\n").map { Array($0.utf8) }
            let note = try #require(SignedNote(reading: Array(checkpoint.output.utf8)), "\(checkpoint.output) \(checkpoint.errors)")
            let origin = try #require(Checkpoint(text: note.text)).origin
            push = PushRequest(origin: origin, now: 1_663_200_000_000, from: 0, checkpoint: note, entries: EntryBatch(lines))
            let token = try #require(try home.token())
            head =
                "POST /v1/logs/\(origin)/entries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Length: \(push.bytes.count)\r\n\r\n"
        }

        /// What the district holds of the log once it serves again, and that the repeat is harmless.
        func completed() async throws -> Int64? {
            try await hall.serve()
            let before = try await hall.rollup()["figures"]?["all"]?["activities"]?.integer
            let sync = try await desk.ward.run("sync")
            #expect(sync.status == 0, "\(sync.errors)")
            let verify = try await hall.district.run("verify")
            #expect(verify.status == 0, "\(verify.output) \(verify.errors)")
            let after = try await hall.rollup()["figures"]?["all"]?["activities"]?.integer
            #expect(after == Int64(push.entries.count - 1), "everything is there, and once")
            return before
        }
    }

    @Test func `takes in a push whose second half comes after the signal, and answers it`() async throws {
        let sender = try await Sender(events: 300)
        let server = try await sender.hall.serving()
        let client = try RawClient(port: Int(sender.hall.relay.port))
        let body = sender.push.bytes
        await client.send(Array(sender.head.utf8) + body[..<(body.count / 2)])
        // The answer to another line shows that the first half has long been read.
        let other = try RawClient(port: Int(sender.hall.relay.port))
        await other.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await other.answer()?.status == 200)
        server.signal(SIGTERM)
        await client.send(Array(body[(body.count / 2)...]))
        let received = await client.answer()
        let answer = try #require(received)
        #expect(answer.status == 200)
        #expect(try ReceiptAnswer(reading: answer.body).receipt != nil)
        #expect(await server.end.value == 0)
        #expect(try await sender.completed() == 300, "a receipt was given, so all of it is held")
    }

    @Test func `gives up a push whose second half never comes, and stores nothing of it`() async throws {
        let sender = try await Sender(events: 300)
        let server = try await sender.hall.serving()
        let client = try RawClient(port: Int(sender.hall.relay.port))
        await client.send(Array(sender.head.utf8) + sender.push.bytes.dropLast(5000))
        server.signal(SIGTERM)
        #expect(await server.end.value == 0)
        #expect(await client.answer()?.status != 200)
        #expect(try await sender.completed() == 0)
    }

    @Test func `answers what it stored and stores what it answers, whenever in the transaction the signal comes`() async throws {
        let sender = try await Sender(events: 4000)
        for round in 0..<4 {
            let server = round == 0 ? try await sender.hall.serving() : try await sender.hall.serve()
            let client = try RawClient(port: Int(sender.hall.relay.port))
            await client.send(Array(sender.head.utf8) + sender.push.bytes)
            server.signal(SIGTERM)
            let answer = await client.answer()
            #expect(await server.end.value == 0)
            if let answer { #expect(answer.status == 200, "round \(round)") }
            let held = try await sender.hall.rollup()["figures"]?["all"]?["activities"]?.integer
            #expect(held == 4000 || held == 0 && answer == nil, "round \(round): \(String(describing: held)), \(answer?.status ?? 0)")
        }
        #expect(try await sender.completed() == 4000)
    }
}
