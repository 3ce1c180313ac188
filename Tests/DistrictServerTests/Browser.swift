import Foundation
import Glibc
import TestSupport

/// A real Chromium, driven over its debugging pipe: it fills in forms, follows redirects and keeps cookies as a reviewer's does.
///
/// Calls block a queue of their own, never the pool on which the district answers.
final class Browser: Sendable {
    private let folder: ScratchFolder
    private let process: Process
    private let line: Line
    private let queue = DispatchQueue(label: "browser")

    struct Fault: Error { let words: String }

    init() throws {
        folder = try ScratchFolder()
        let (commands, answers) = (folder.file("commands"), folder.file("answers"))
        for path in [commands, answers] where mkfifo(path, 0o600) != 0 { throw Fault(words: "mkfifo") }
        process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        // Chromium reads commands from descriptor 3 and answers on 4.
        process.arguments = [
            "-c",
            "exec /usr/bin/chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir=\"$1\" "
                + "--hide-scrollbars --no-proxy-server --remote-debugging-pipe about:blank 3<\"$2\" 4>\"$3\"",
            "bash", folder.file("profile"), commands, answers,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // Opened for both, so that neither end waits for the other; the answers' end is only read.
        line = Line(input: Glibc.open(commands, O_RDWR | O_CLOEXEC), output: Glibc.open(answers, O_RDWR | O_CLOEXEC))
        try process.run()
    }

    deinit { process.terminate() }

    /// Opens an address and waits until the page is built.
    func open(_ address: String) async throws { try await run { try $0.page("Page.navigate", ["url": address]) } }

    /// What a script on the page would read; none of ours runs one.
    func value(_ expression: String) async throws -> String { try await run { try $0.value(expression) } }

    /// Does something on the page that leads to another one, and waits for that.
    func follow(_ expression: String) async throws {
        try await run { try $0.page("Runtime.evaluate", ["expression": expression, "userGesture": true]) }
    }

    /// The page as it is painted, in a window of this size.
    func picture(width: Int, height: Int) async throws -> Data { try await run { try $0.picture(width: width, height: height) } }

    /// What the browser complained about so far, such as a breach of the content security policy.
    func complaints() async throws -> [String] { try await run { $0.complaints } }

    private func run<Result: Sendable>(_ work: @escaping @Sendable (Line) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [line] in continuation.resume(with: Swift.Result { try work(line) }) }
        }
    }
}

/// The pipe to the browser and its one page.
// Only the browser's serial queue touches it once it is made.
private final class Line: @unchecked Sendable {
    private let input, output: Int32
    private var number = 0
    private var session: String?
    private var buffer: [UInt8] = []
    private var loadCount = 0
    private(set) var complaints: [String] = []

    init(input: Int32, output: Int32) { (self.input, self.output) = (input, output) }

    deinit {
        close(input)
        close(output)
    }

    /// Sends a command after which a page loads, and waits for that.
    func page(_ method: String, _ parameters: [String: Any]) throws {
        try attach()
        let before = loadCount
        _ = try call(method, parameters)
        while loadCount == before { _ = try message() }
    }

    func value(_ expression: String) throws -> String {
        let answer = try call("Runtime.evaluate", ["expression": expression])
        return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
    }

    func picture(width: Int, height: Int) throws -> Data {
        _ = try call(
            "Emulation.setDeviceMetricsOverride", ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
        let answer = try call("Page.captureScreenshot", ["format": "png"])
        guard let data = (answer["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else { throw Browser.Fault(words: "no picture") }
        return data
    }

    private func attach() throws {
        if session != nil { return }
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Log", "Runtime"] { _ = try call("\(domain).enable", [:]) }
    }

    private func call(_ method: String, _ parameters: [String: Any]) throws -> [String: Any] {
        number += 1
        var command: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { command["sessionId"] = session }
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: command)) + [0]
        guard write(input, bytes, bytes.count) == bytes.count else { throw Browser.Fault(words: "the browser is gone") }
        while true {
            let answer = try message()
            guard answer["id"] as? Int == number else { continue }
            guard let result = answer["result"] as? [String: Any] else { throw Browser.Fault(words: "\(method): \(answer)") }
            return result
        }
    }

    /// The next message, of which events are remembered.
    private func message() throws -> [String: Any] {
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !buffer.contains(0) {
            let count = read(output, &piece, piece.count)
            guard count > 0 else { throw Browser.Fault(words: "the browser is gone") }
            buffer += piece[..<count]
        }
        let end = buffer.firstIndex(of: 0) ?? 0
        let message = try JSONSerialization.jsonObject(with: Data(buffer[..<end])) as? [String: Any] ?? [:]
        buffer.removeFirst(end + 1)
        let parameters = message["params"] as? [String: Any]
        switch message["method"] as? String {
        case "Page.loadEventFired": loadCount += 1
        case "Log.entryAdded": complaints.append("\((parameters?["entry"] as? [String: Any])?["text"] ?? "")")
        case "Runtime.consoleAPICalled", "Runtime.exceptionThrown": complaints.append("\(parameters ?? [:])")
        default: break
        }
        return message
    }
}
