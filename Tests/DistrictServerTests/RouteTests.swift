import PlanProgress
import Testing

@testable import DistrictServer

@Suite struct `An address` {
    private func origin(_ text: String) throws -> Origin { try #require(Origin(text)) }

    @Test func `of a log keeps its slashes as they stand`() throws {
        let found = Route.find("POST", "/v1/logs/ha-dong/duong-noi/may-1.k7qf3m/entries")
        #expect(found == .found(.push(try origin("ha-dong/duong-noi/may-1.k7qf3m"))))
        #expect(
            Route.find("GET", "/v1/logs/ha-dong/duong-noi/may-1/entries?from=3&to=9")
                == .found(.entries(try origin("ha-dong/duong-noi/may-1"), from: 3, to: 9)))
    }

    @Test(arguments: [
        "/v1/logs/ha-dong%2Fduong-noi%2Fmay-1/entries", "/v1/logs/ha-dong/duong-noi%2Fmay-1/entries", "/v1/logs/ha-dong/../may-1/entries",
        "/v1/logs/ha-dong/duong-noi/../../entries", "/v1/logs/ha-dong/duong+noi/may-1/entries",
        "/v1/logs/ha-dong/duong-noi/may-1+x/entries",
        "/v1/logs/HA-DONG/duong-noi/may-1/entries", "/v1/logs/ha-dong/duong-noi/may-1/entries/", "//v1/heads", "/v1/heads/", "/v1", "/nope",
        "",
        "/v1/attachments/short", "/v1/rollups/2022-Q5", "/periods/2022-9M/units/..", "/reports/2022-9M.xlsx",
        "/refused/", "/refused/-1", "/refused/01", "/refused/99999999999999999999", "/refused/1%30", "/refused/1/", "/refused/1/entries",
    ]) func `that leaves the grammar finds nothing`(_ path: String) {
        #expect(Route.find("GET", path) == .none)
        #expect(Route.find("POST", path) == .none)
    }

    @Test func `takes its own methods and says which`() {
        #expect(Route.find("DELETE", "/v1/heads") == .wrongMethod(allow: "GET"))
        #expect(Route.find("PUT", "/v1/logs/ha-dong/duong-noi/may-1/entries") == .wrongMethod(allow: "GET, POST"))
        #expect(Route.find("HEAD", "/healthz") == .found(.health))
    }

    @Test func `has its fields decoded as a form writes them`() {
        let query = Query("figure=m.meeting.count&a=1&a=2&empty=&text=Ph%C3%BA+La&bad=%zz&cut=%E1")
        #expect(query["figure"] == "m.meeting.count" && query["a"] == "2" && query["empty"] == "" && query["text"] == "Phú La")
        #expect(query["bad"] == nil && query["cut"] == nil && query["none"] == nil)
    }
}

@Suite struct `A listen address` {
    @Test(arguments: ["127.0.0.1:8443", "127.9.0.1:0", "localhost:1", "[::1]:80"]) func `of this machine is loopback`(_ text: String) throws
    {
        let address = try #require(ListenAddress(text))
        #expect(address.isLoopback && address.description == text)
    }

    @Test(arguments: ["0.0.0.0:80", "10.0.0.1:80", "[::]:80", "127.0.0.1.example.org:80", "127.1:80", "example.org:80"])
    func `of any other is not`(_ text: String) throws { #expect(try #require(ListenAddress(text)).isLoopback == false) }

    @Test(arguments: ["", "127.0.0.1", ":80", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "127.0.0.1:x"]) func `of another form is none`(
        _ text: String
    ) {
        #expect(ListenAddress(text) == nil)
    }
}
