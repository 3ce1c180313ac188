import HTTPTypes
import NIOCore
import NIOHTTPTypes
import PlanProgress
import Synchronization

/// Connections at once by address, so that no one address takes them all.
final class ConnectionTable: Sendable {
    private let open = Mutex<[String: Int]>([:])

    /// Counts a connection, or refuses it. Whoever was let in leaves once.
    func enter(_ address: String, limit: Int) -> Bool {
        open.withLock { open in
            guard open[address, default: 0] < limit else { return false }
            open[address, default: 0] += 1
            return true
        }
    }

    func leave(_ address: String) {
        open.withLock { open in
            let left = open[address, default: 1] - 1
            open[address] = left > 0 ? left : nil
        }
    }
}

/// Ends a connection that asks too much of the server: too many from one address, a body or a reader that drips, a body without end.
///
/// It stands behind the HTTP codec, so it sees heads, bodies and ends. Silence is Hummingbird's to end (`idleSeconds`), and
/// a head or a handshake that never finishes is silence. A connection that it closes has stored nothing of its request:
/// a body that is not whole never reaches the writer.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServiceLimits
    private let table: ConnectionTable
    /// The address that was let in, until it leaves.
    private var address: String?
    /// The body on its way in.
    private var reading: Flow?
    /// Heads read for which no answer has ended.
    private var unanswered = 0
    /// The answers on their way out, until the last byte is with the system.
    private var writing: Flow?
    private var unwritten = 0
    private var check: Scheduled<Void>?

    private struct Flow {
        let since: NIODeadline
        var byteCount = 0

        /// Whether so few bytes in so long a time are too few.
        func lags(_ limits: ServiceLimits, at now: NIODeadline) -> Bool {
            let seconds = Int((now - since).nanoseconds / 1_000_000_000)
            return seconds > limits.lagSeconds + byteCount / limits.leastBytesPerSecond
        }
    }

    /// An answer goes out in pieces of this size, so that a slow reader's progress shows.
    private static let pieceByteCount = 16 * 1024
    private static let checkSeconds: Int64 = 5

    init(_ limits: ServiceLimits, _ table: ConnectionTable) { (self.limits, self.table) = (limits, table) }

    // MARK: Coming and going

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { enter(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    private func enter(_ context: ChannelHandlerContext) {
        guard address == nil, let given = context.channel.remoteAddress?.ipAddress, !limits.spares(given) else { return }
        let found = limitedAddress(given)
        if table.enter(found, limit: limits.connectionsPerAddress) { address = found } else { context.close(promise: nil) }
    }

    private func leave() {
        check?.cancel()
        check = nil
        if let address { table.leave(address) }
        address = nil
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            reading = Flow(since: context.eventLoop.now)
        case .body(let bytes):
            reading?.byteCount += bytes.readableBytes
            if let reading, reading.byteCount > limits.bodyByteCount || reading.lags(limits, at: context.eventLoop.now) {
                return context.close(promise: nil)
            }
        case .end: reading = nil
        }
        context.fireChannelRead(data)
    }

    /// What is not HTTP gets a sentence and the end of its connection; within a request, whoever reads its body answers.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard unanswered == 0, context.channel.isActive else { return context.fireErrorCaught(error) }
        let body =
            ProblemDocument(
                .malformed,
                detail: "This is no HTTP/1.1 request, or its head is over \(limits.headByteCount / 1024) KiB. Nothing was stored."
            ).json.canonicalBytes + [10]
        var fields: HTTPFields = [.contentType: ProblemDocument.mediaType, .connection: "close"]
        fields[.contentLength] = String(body.count)
        context.write(wrapOutboundOut(.head(HTTPResponse(status: .badRequest, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    /// The server ends: a body that is not whole is waited for a little longer, everything that is whole is answered.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .seconds(limits.farewellSeconds)) {
                let (this, context) = bound.value
                if this.reading != nil { context.close(promise: nil) }
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Writing

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: context.write(data, promise: promise)
        case .body(var bytes):
            while bytes.readableBytes > Self.pieceByteCount, let piece = bytes.readSlice(length: Self.pieceByteCount) {
                write(piece, context, promise: nil)
            }
            write(bytes, context, promise: promise)
        case .end:
            unanswered -= 1
            context.write(data, promise: promise)
        }
    }

    private func write(_ piece: ByteBuffer, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        let byteCount = piece.readableBytes
        if writing == nil { writing = Flow(since: context.eventLoop.now) }
        unwritten += byteCount
        let done = promise ?? context.eventLoop.makePromise(of: Void.self)
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        done.futureResult.whenComplete { _ in this.value.wrote(byteCount) }
        context.write(wrapOutboundOut(.body(piece)), promise: done)
        watch(context)
    }

    private func wrote(_ byteCount: Int) {
        unwritten -= byteCount
        writing?.byteCount += byteCount
        if unwritten == 0 { writing = nil }
    }

    /// Looks at a reader's progress now and then, as long as something waits for it.
    private func watch(_ context: ChannelHandlerContext) {
        guard check == nil, writing != nil else { return }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleTask(in: .seconds(Self.checkSeconds)) {
            let (this, context) = bound.value
            this.check = nil
            guard let writing = this.writing else { return }
            // A reader that stalls would hold a polite end open too.
            if writing.lags(this.limits, at: context.eventLoop.now) { return context.close(mode: .all, promise: nil) }
            this.watch(context)
        }
    }
}
