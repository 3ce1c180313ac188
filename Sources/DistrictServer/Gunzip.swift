import CZlib
import PlanProgress

/// Inflates a gzip body piece by piece, so that a bomb stops at the limit and not at the end of memory.
///
/// The one file of the room that touches zlib.
enum Gunzip {
    enum Fault: Error, Equatable {
        /// More than the limit comes out.
        case tooLarge
        /// Not gzip, damaged, cut short, or followed by more.
        case damaged
    }

    static func inflate(_ body: [UInt8], limit: Int) throws(Fault) -> [UInt8] {
        var stream = z_stream()
        guard czlib_inflate_init_gzip(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        var body = body
        let status = body.withUnsafeMutableBufferPointer { input -> Int32 in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            var status = Z_OK
            while status == Z_OK, output.count <= limit {
                status = piece.withUnsafeMutableBufferPointer { space in
                    stream.next_out = space.baseAddress
                    stream.avail_out = UInt32(space.count)
                    return CZlib.inflate(&stream, Z_NO_FLUSH)
                }
                output.append(contentsOf: piece[..<(piece.count - Int(stream.avail_out))])
            }
            return status
        }
        if output.count > limit { throw .tooLarge }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .damaged }
        return output
    }
}
