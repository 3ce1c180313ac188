import CZlib

/// gzip bodies (RFC 1952): the one file of this room that calls zlib.
///
/// Inflating stops at a limit that the caller names, so that a few kilobytes which promise a gigabyte cost only the limit.
public enum Gzip {
    /// Why bytes could not be inflated.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// They are no gzip, or were cut or garbled on the way.
        case damaged
        /// They hold more than the limit.
        case tooLarge(limit: Int)

        public var description: String {
            switch self {
            case .damaged: "the compressed answer is damaged. Nothing was taken from it; try again."
            case .tooLarge(let limit): "the compressed answer holds more than \(limit) bytes. Nothing was taken from it."
            }
        }
    }

    private static let pieceByteCount = 64 * 1024

    /// Level 6: what `gzip` does by itself, and the design's figure for the wire.
    public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        // Fails only for want of memory, which on this platform does not come back as an error.
        guard czlib_deflate_init_gzip(&stream, 6) == Z_OK else { preconditionFailure("zlib could not be set up") }
        defer { deflateEnd(&stream) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 + 64)
        _ = run(&stream, over: bytes, into: &result, limit: .max) { Int(CZlib.deflate(&$0, Z_FINISH)) }
        return result
    }

    /// Inflates one gzip member that fills `bytes`, to at most `limit` bytes.
    public static func inflate(_ bytes: [UInt8], limit: Int) throws(Fault) -> [UInt8] {
        var stream = z_stream()
        guard czlib_inflate_init_gzip(&stream) == Z_OK else { preconditionFailure("zlib could not be set up") }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        let status = run(&stream, over: bytes, into: &result, limit: limit) { Int(CZlib.inflate(&$0, Z_NO_FLUSH)) }
        guard result.count <= limit else { throw .tooLarge(limit: limit) }
        guard status == Int(Z_STREAM_END), stream.avail_in == 0 else { throw .damaged }
        return result
    }

    /// Runs zlib until it ends, fails, wants more than there is, or has given more than `limit`.
    private static func run(
        _ stream: inout z_stream, over bytes: [UInt8], into result: inout [UInt8], limit: Int, step: (inout z_stream) -> Int
    ) -> Int {
        var input = bytes
        var piece = [UInt8](repeating: 0, count: pieceByteCount)
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (status, given) = piece.withUnsafeMutableBufferPointer { output in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    return (step(&stream), output.count - Int(stream.avail_out))
                }
                result.append(contentsOf: piece[..<given])
                if status != Int(Z_OK) || result.count > limit { return status }
                if given < pieceByteCount, stream.avail_in == 0 { return status }
            }
        }
    }
}
