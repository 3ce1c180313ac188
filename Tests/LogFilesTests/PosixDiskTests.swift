import Foundation
import LogFiles
import PlanProgress
import TestSupport
import Testing

/// A folder of its own for one test, removed with it.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "wardlog-\(UUID().uuidString)").path
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func home(surroundings: Surroundings = MemoryHome.surroundings(seed: 3)) throws -> Home {
        try Home.create(
            at: path + "/home", guards: path + "/state/guards", config: HomeConfig(origin: .sample), surroundings: surroundings)
    }

    func mode(_ file: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.posixPermissions] as? Int)
    }
}

@Suite struct `A home on this machine's disk` {
    @Test func `is readable by its owner only`() throws {
        let folder = Folder()
        let home = try folder.home()
        _ = try home.deviceLog().append(SampleEvents.progress(1))
        _ = try home.store(name: "a.txt", type: "text/plain", content: [1], role: .note)
        for name in ["home", "home/logs", "home/logs/ha-dong/duong-noi/may-1", "home/attachments", "state/guards"] {
            #expect(try folder.mode(name) == 0o700, "\(name)")
        }
        for name in ["home/config", "home/lock", "home/logs/ha-dong/duong-noi/may-1/key", "home/logs/ha-dong/duong-noi/may-1/entries.log"] {
            #expect(try folder.mode(name) == 0o600, "\(name)")
        }
    }

    @Test func `holds what was recorded for the next process`() throws {
        let folder = Folder()
        let entries = try folder.home().deviceLog().append((0..<300).map { SampleEvents.progress($0) })
        let home = try Home(opening: folder.path + "/home", guards: folder.path + "/state/guards")
        let log = try home.deviceLog()
        #expect(log.image.scan.entries.dropFirst() == entries.map(\.bytes)[...])
        #expect(try log.permission() == .append)
        #expect(try home.verify().map(\.fault) == [nil])
    }

    @Test func `that another process holds is refused, and a second sync at once`() throws {
        let folder = Folder()
        let home = try folder.home()
        let other = PosixDisk(home: folder.path + "/home", guards: folder.path + "/state/guards", lockWaitMilliseconds: 0)
        let second = try Home(opening: other, named: folder.path, surroundings: MemoryHome.surroundings(seed: 4))
        try home.disk.lock(HomeLayout.lock, wait: false)
        #expect(throws: HomeFault.log(.disk(.held(HomeLayout.lock)))) { try second.deviceLog().append(SampleEvents.progress(1)) }
        home.disk.unlock(HomeLayout.lock)
        #expect(try second.deviceLog().append(SampleEvents.progress(1)).index == 1)

        try home.lockSync()
        #expect(throws: HomeFault.log(.disk(.held(HomeLayout.syncLock)))) { try second.lockSync() }
        // Whoever records never waits for a sync.
        #expect(try second.deviceLog().append(SampleEvents.progress(2)).index == 2)
        home.unlockSync()
        #expect(throws: Never.self) { try second.lockSync() }
    }

    @Test func `names a full disk, a wrong folder and a home that is there already`() throws {
        let full = PosixDisk(home: "/dev", guards: "/dev")
        #expect(throws: DiskFault.full(DiskPath("full"))) { try full.append([1], to: DiskPath("full")) }
        let folder = Folder()
        let home = folder.path + "/home"
        #expect(throws: HomeFault.notAHome(home)) { try Home(opening: home, guards: folder.path) }
        _ = try folder.home()
        #expect(throws: HomeFault.exists(home, .sample)) { try folder.home() }
        #expect(throws: DiskFault.failed(HomeLayout.logs, call: "read", errno: 21)) {
            try PosixDisk(home: home, guards: folder.path).read(HomeLayout.logs)
        }
    }

    @Test func `never follows a link in place of a file`() throws {
        let folder = Folder()
        let home = try folder.home()
        let entries = "\(folder.path)/home/logs/ha-dong/duong-noi/may-1/entries.log"
        try FileManager.default.moveItem(atPath: entries, toPath: folder.path + "/elsewhere")
        try FileManager.default.createSymbolicLink(atPath: entries, withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: HomeFault.self) { try home.deviceLog() }
    }

    @Test func `finds its guards where the environment says`() {
        #expect(Home.guardsFolder(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/wardlog/guards")
        #expect(Home.guardsFolder(environment: ["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/wardlog/guards")
        #expect(Home.guardsFolder(environment: ["HOME": "/h"]) == "/h/.local/state/wardlog/guards")
    }
}
