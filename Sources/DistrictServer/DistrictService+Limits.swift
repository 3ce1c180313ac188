import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTP1Channel.Configuration {
    /// The wire as a district takes it: bounded heads, bounded silence, and a guard in every connection.
    static func guarded(_ limits: ServiceLimits) -> Self {
        let table = ConnectionTable()
        return Self(
            additionalChannelHandlers: [ConnectionGuard(limits, table)],
            idleTimeout: .seconds(limits.idleSeconds),
            httpDecoderConfiguration: DecoderConfiguration(
                maxHeaderFieldSize: limits.fieldByteCount, maxHeaderListSize: limits.headByteCount, maxHeaderFieldCount: limits.fieldCount))
    }
}
