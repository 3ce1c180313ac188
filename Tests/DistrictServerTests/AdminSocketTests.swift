import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import DistrictServer

@Suite struct `The admin socket` {
    @Test func `carries a command to the server and brings all of its answer back, however long the folder's path`() async throws {
        let scratch = try ScratchFolder()
        let home = scratch.file(String(repeating: "thu-muc-", count: 20))
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        #expect(home.utf8.count > 107)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = try AdminSocket.application(home: home, logger: logger) { arguments in
            AdminResult(status: 64, output: arguments.joined(separator: "|") + "\n", advice: "Không có đơn vị.\n")
        }
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var answer: AdminResult?
            while answer == nil {
                do { answer = try AdminSocket.send(["invite", "dương nội", "\"x\""], to: home) } catch AdminSocketError.absent {
                    await Task.yield()
                }
            }
            #expect(answer == AdminResult(status: 64, output: "invite|dương nội|\"x\"\n", advice: "Không có đơn vị.\n"))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(throws: AdminSocketError.absent) { try AdminSocket.send(["invite"], to: home) }
    }

    @Test func `that nobody listens at is told from one that failed`() throws {
        let folder = try ScratchFolder()
        #expect(throws: AdminSocketError.absent) { try AdminSocket.send([], to: folder.path) }
    }
}

/// Two technicians who type at the same moment.
@Suite struct `The turn among commands` {
    /// What a command reads, and writes after others had the time to read it too.
    private actor Book {
        private(set) var count = 0
        func set(_ number: Int) { count = number }
    }

    @Test func `lets nobody between what a command reads and what it writes`() async {
        let (turn, book) = (OfficeTurn(), Book())
        await withTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    await turn.take {
                        let read = await book.count
                        await Task.yield()
                        await book.set(read + 1)
                    }
                }
            }
        }
        #expect(await book.count == 100)
    }
}
