import Foundation
import Glibc

/// Somebody who asks a served district whether it is well, every five milliseconds on one open connection.
///
/// A process of its own in Python, whose standard library speaks TLS: it adds some 0.1 ms to each answer.
struct HealthCheck {
    private let asker: Child
    private let output: String

    /// Seconds until the answer.
    struct Times {
        let median, high: Double
        let count: Int
    }

    init(of district: District, in folder: String) throws {
        output = folder + "/health"
        try? FileManager.default.removeItem(atPath: output)
        let script = """
            import http.client, signal, ssl, sys, time, urllib.parse
            place = urllib.parse.urlsplit(sys.argv[1])
            line = (http.client.HTTPSConnection(place.hostname, place.port, context=ssl._create_unverified_context())
                    if place.scheme == 'https' else http.client.HTTPConnection(place.hostname, place.port))
            going = True
            def stop(*_):
                global going
                going = False
            signal.signal(signal.SIGTERM, stop)
            while going:
                began = time.perf_counter()
                line.request('GET', '/healthz')
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, answer.status
                print(time.perf_counter() - began, flush=True)
                time.sleep(0.005)
            """
        asker = try Child.start(["python3", "-c", script, district.address], output: output)
        // Until its first answer it is not there yet.
        for _ in 0..<1000 where ((try? String(contentsOfFile: output, encoding: .utf8)) ?? "").isEmpty { usleep(10_000) }
    }

    func stop() throws -> Times {
        kill(asker.pid, SIGTERM)
        let status = asker.wait().status
        let text = try String(contentsOfFile: output, encoding: .utf8)
        let times = text.split(separator: "\n").compactMap { Double($0) }.dropFirst().sorted()
        guard status == 0, !times.isEmpty else { throw Child.Fault.failed("the health check", status, text) }
        return Times(median: times[times.count / 2], high: times[times.count * 99 / 100], count: times.count)
    }
}
