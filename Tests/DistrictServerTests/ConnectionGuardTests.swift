import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import PlanProgress
import Testing

@testable import DistrictServer

/// The guard alone, in a pipeline without a network and with a clock of its own.
@Suite struct `A guarded connection` {
    private static let address = "192.0.2.7"

    private static func limits() -> ServiceLimits {
        var limits = ServiceLimits()
        (limits.lagSeconds, limits.leastBytesPerSecond, limits.bodyByteCount) = (30, 100, 10_000)
        return limits
    }

    private func connect(_ table: ConnectionTable = ConnectionTable(), limits: ServiceLimits = limits(), from: String = address) throws
        -> EmbeddedChannel
    {
        let channel = EmbeddedChannel(handler: ConnectionGuard(limits, table))
        // An embedded channel takes the address that it connects to for its other end's.
        try channel.connect(to: SocketAddress(ipAddress: from, port: 4000)).wait()
        return channel
    }

    private func head(_ method: HTTPRequest.Method = .post) -> HTTPRequestPart {
        .head(HTTPRequest(method: method, scheme: "http", authority: "x", path: "/"))
    }

    private func body(_ count: Int) -> HTTPRequestPart { .body(ByteBuffer(repeating: 65, count: count)) }

    @Test func `ends a body that drips, and lets one at the least rate pass`() throws {
        for (bytesEach9Seconds, survives) in [(1, false), (899, false), (901, true)] {
            var limits = Self.limits()
            limits.bodyByteCount = .max
            limits.lagSeconds = 0
            let channel = try connect(limits: limits)
            try channel.writeInbound(head())
            var seconds = 0
            while seconds < 1800, channel.isActive {
                channel.embeddedEventLoop.advanceTime(by: .seconds(9))
                seconds += 9
                try channel.writeInbound(body(bytesEach9Seconds))
            }
            #expect(channel.isActive == survives, "\(bytesEach9Seconds) bytes each nine seconds")
        }
    }

    @Test func `waits for a line that was cut and comes back`() throws {
        let channel = try connect()
        try channel.writeInbound(head())
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        try channel.writeInbound(body(1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        try channel.writeInbound(body(1))
        #expect(!channel.isActive)
    }

    @Test func `takes a body of the limit and not one byte more, in however many requests`() throws {
        let channel = try connect()
        for _ in 0..<3 {
            try channel.writeInbound(head())
            for _ in 0..<10 { try channel.writeInbound(body(1000)) }
            try channel.writeInbound(HTTPRequestPart.end(nil))
            #expect(channel.isActive)
        }
        try channel.writeInbound(head())
        for _ in 0..<10 { try channel.writeInbound(body(1000)) }
        try channel.writeInbound(body(1))
        #expect(!channel.isActive)
    }

    @Test func `counts no time between requests`() throws {
        let channel = try connect()
        for _ in 0..<5 {
            try channel.writeInbound(head())
            try channel.writeInbound(HTTPRequestPart.end(nil))
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
            channel.embeddedEventLoop.advanceTime(by: .hours(1))
        }
        #expect(channel.isActive)
    }

    @Test func `is one of so many from an address, and of a network where addresses are plenty`() throws {
        var limits = Self.limits()
        limits.connectionsPerAddress = 2
        let table = ConnectionTable()
        var channels: [EmbeddedChannel] = []
        func isLetIn(_ address: String = Self.address) throws -> Bool {
            channels.append(try connect(table, limits: limits, from: address))
            return channels.last?.isActive == true
        }
        #expect(try isLetIn() && isLetIn())
        #expect(try !isLetIn())
        #expect(try isLetIn("192.0.2.8"))
        for _ in 0..<9 { #expect(try isLetIn("127.0.0.1"), "a proxy on this machine speaks for all") }
        try channels[0].close().wait()
        #expect(try isLetIn(), "one that left made room")
        #expect(try !isLetIn())

        #expect(try isLetIn("2001:db8:0:7::1") && isLetIn("2001:db8:0:7::2"))
        #expect(try !isLetIn("2001:db8:0:7:ffff::3"))
        #expect(try isLetIn("2001:db8:0:8::1"))
    }

    @Test func `is given up when its reader takes nothing, and not while it takes a little`() throws {
        for (piecesEachMinute, survives) in [(0, false), (1, true)] {
            let (channel, socket) = try slowReader()
            channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
            channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(repeating: 66, count: 16 * 1024 * 5 + 1)), promise: nil)
            for _ in 0..<4 {
                channel.embeddedEventLoop.advanceTime(by: .seconds(60))
                socket.take(piecesEachMinute)
            }
            #expect(channel.isActive == survives, "\(piecesEachMinute) pieces a minute")
            socket.take(100)
        }
    }

    /// A socket whose buffer is full: a piece is written when the test says so.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        private var waiting: [EventLoopPromise<Void>] = []
        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if let promise { waiting.append(promise) }
        }
        func take(_ count: Int) {
            for promise in waiting.prefix(count) { promise.succeed(()) }
            waiting.removeFirst(min(count, waiting.count))
        }
    }

    private func slowReader() throws -> (EmbeddedChannel, Socket) {
        let socket = Socket()
        var limits = Self.limits()
        limits.lagSeconds = 60
        let channel = EmbeddedChannel(handlers: [socket, ConnectionGuard(limits, ConnectionTable())])
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 443)).wait()
        return (channel, socket)
    }

    @Test func `with half a body is waited for a little when the server ends, and with a whole one as long as it takes`() throws {
        let half = try connect()
        try half.writeInbound(head())
        half.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        half.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(half.isActive)
        half.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!half.isActive)

        let whole = try connect()
        try whole.writeInbound(head())
        whole.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        try whole.writeInbound(HTTPRequestPart.end(nil))
        whole.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(whole.isActive)
    }
}
