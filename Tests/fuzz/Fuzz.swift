import Glibc

// Built with -DFUZZ and the fuzzer's sanitizer this is libFuzzer's target; Scripts/fuzz says how. WARDLOG_FUZZ names the driver.
// Built without, it gives files to a driver: fuzz line FILE…

/// One input. What a driver finds wrong ends the process, as a trap does; libFuzzer then keeps the input.
func drive(_ driver: Driver, _ bytes: [UInt8]) {
    guard let fault = driver.fault(in: bytes) else { return }
    print("\(driver.rawValue): \(fault)")
    // abort(3) drops what is still in the buffer.
    fflush(nil)
    abort()
}

#if FUZZ
    private let chosen = getenv("WARDLOG_FUZZ").flatMap { Driver(rawValue: String(cString: $0)) } ?? .line

    @_cdecl("LLVMFuzzerTestOneInput")
    public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        drive(chosen, Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
#else
    @main
    enum Fuzz {
        static func main() {
            let words = Array(CommandLine.arguments.dropFirst())
            guard let driver = words.first.flatMap({ Driver(rawValue: $0) }) else {
                print("fuzz line|note|push|plan|csv FILE…")
                exit(64)
            }
            for path in words.dropFirst() {
                guard let file = fopen(path, "rb") else {
                    print("\(path) cannot be read")
                    exit(74)
                }
                var bytes: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 65536)
                while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
                fclose(file)
                drive(driver, bytes)
            }
        }
    }
#endif
