import Foundation
import PlanProgress
import TestSupport
import Testing

/// Users as the person at the server makes them, with the built command.
@Suite struct `The users of a district` {
    private let phrase = "mười hai con giáp"

    @Test func `are added, changed and removed beside a server that runs, and their passwords are nowhere to be read`() async throws {
        let hall = try await Hall(units: [])
        let added = try await hall.district.run("user", "add", "phòng-nội-vụ", "--role", "reviewer", input: phrase + "\nmore\n")
        #expect(added.status == 0 && added.errors == "Đã thêm người dùng phòng-nội-vụ, quyền reviewer.\n", "\(added.errors)")
        let file = hall.scratch.file("quan/users")
        let first = try String(contentsOfFile: file, encoding: .utf8)
        #expect(first.hasPrefix("phòng-nội-vụ reviewer $scrypt$ln=15,r=8,p=3$") && first.filter { $0 == "\n" }.count == 1)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)

        let again = try await hall.district.run("user", "add", "phòng-nội-vụ", "--role", "reader", input: phrase + "\n")
        #expect(again.status == 64 && again.errors.hasPrefix("Đã có người dùng 'phòng-nội-vụ'."))
        let role = try await hall.district.run("user", "role", "phòng-nội-vụ", "administrator")
        #expect(role.status == 0)
        let changed = try await hall.district.run("user", "password", "phòng-nội-vụ", input: "một câu khác hẳn\n")
        #expect(changed.status == 0)
        let second = try String(contentsOfFile: file, encoding: .utf8)
        #expect(second.hasPrefix("phòng-nội-vụ administrator $scrypt$") && second.suffix(80) != first.suffix(80))

        let list = try await hall.district.run("user", "list", "--format", "json")
        #expect(list.output == "[{\"name\":\"phòng-nội-vụ\",\"role\":\"administrator\"}]\n")
        for said in [added, again, changed, list] {
            #expect(!(said.output + said.errors).contains("giáp") && !(said.output + said.errors).contains("scrypt"))
        }
        #expect(try await hall.district.run("user", "remove", "phòng-nội-vụ").status == 0)
        let gone = try await hall.district.run("user", "remove", "phòng-nội-vụ", "--lang", "en")
        #expect(gone.status == 64 && gone.errors.hasPrefix("There is no user 'phòng-nội-vụ'. Nothing was changed."))
        #expect(try await hall.district.run("user", "list", "--format", "json").output == "[]\n")
    }

    @Test func `need a password of twelve characters and a name that an event can hold`() async throws {
        let hall = try await Hall(units: [])
        for (arguments, input, words) in [
            (["user", "add", "an", "--role", "reader"], "ngắn quá\n", "Mật khẩu cần ít nhất 12 ký tự"),
            (["user", "add", "an", "--role", "reader"], "", "Chưa nhận được mật khẩu."),
            (["user", "add", "an", "--role", "reader"], "mười hai\u{7} con giáp\n", "Mật khẩu có ký tự điều khiển"),
            (["user", "add", "an\r\nSet-Cookie: a", "--role", "reader"], phrase, "Tên đăng nhập dài từ 1 đến 64 byte"),
            (["user", "add", "an", "--role", "king"], phrase, "Error"),
            (["user", "password", "an"], phrase, "Không có người dùng 'an'."),
            (["user", "role", "an", "reader"], phrase, "Không có người dùng 'an'."),
        ] {
            let ended = try await hall.district.run(arguments, input: input)
            #expect(ended.status == 64 && ended.errors.hasPrefix(words), "\(arguments): \(ended.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: hall.scratch.file("quan/users")))
    }

    @Test func `log in over TLS, and are out as soon as their password is another`() async throws {
        let hall = try await Hall(units: [])
        #expect(try await hall.district.run("user", "add", "phòng-nội-vụ", "--role", "reader", input: phrase + "\n").status == 0)
        let curl = BuiltCommand("/usr/bin/curl", in: hall.scratch.path)
        func ask(_ path: String, _ options: String...) async throws -> String {
            let always = ["-sS", "-i", "--cacert", hall.scratch.file("quan/tls/authority.crt"), "-b", "jar", "-c", "jar"]
            return try await curl.run(always + options + [hall.url + path]).output
        }
        #expect(try await ask("/").hasPrefix("HTTP/1.1 303 "))
        let form = ["-H", "Origin: \(hall.url)", "--data-urlencode", "name=phòng-nội-vụ", "--data-urlencode", "password=\(phrase)"]
        let entered = try await ask("/login", form[0], form[1], form[2], form[3], form[4], form[5])
        #expect(entered.hasPrefix("HTTP/1.1 303 ") && entered.contains("; Secure; HttpOnly; SameSite=Strict; Path=/"))
        let cookie = try #require(entered.firstMatch(of: /__Host-wardlog=([A-Za-z0-9_-]{43});/)?.1)
        let page = try await ask("/")
        #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("phòng-nội-vụ (Người xem)"))
        #expect(try await hall.district.run("user", "password", "phòng-nội-vụ", input: "một câu khác hẳn\n").status == 0)
        #expect(try await ask("/").hasPrefix("HTTP/1.1 303 "))
        let running = try await hall.serving()
        running.signal(SIGTERM)
        let said = try await running.ended()
        for secret in ["giáp", "khác hẳn", "scrypt", String(cookie)] { #expect(!(said.output + said.errors).contains(secret)) }
    }

    /// The file of users of yesterday's sealed backup, beside the district's log of today.
    @Test func `that were removed, changed or given a password since are not brought back by yesterday's backup`() async throws {
        let hall = try await Hall(units: [])
        func user(_ arguments: String..., input: String = "") async throws {
            let ended = try await hall.district.run(["user"] + arguments, input: input)
            #expect(ended.status == 0, "\(arguments): \(ended.errors)")
        }
        for name in ["an", "binh", "chi", "dung"] { try await user("add", name, "--role", "administrator", input: phrase + "\n") }
        let backup = try await hall.backUp(passphrase: "một câu dài để niêm phong")
        try await user("remove", "an")
        try await user("role", "binh", "reader")
        try await user("password", "chi", input: "một câu khác hẳn\n")
        try await user("add", "em", "--role", "reader", input: phrase + "\n")
        let decided = try await hall.district.run("export", "logs", hall.scratch.file("export"))
        #expect(decided.status == 0)
        let log = try String(contentsOfFile: hall.scratch.file("export/ha-dong/ha-dong/quan/entries.log"), encoding: .utf8)
        let told = log.split(separator: "\n").filter { $0.contains("\"kind\":\"user.changed\"") }
        #expect(told.count == 8 && !log.contains("scrypt") && !log.contains("giáp"))
        #expect(told[5].contains("\"body\":{\"change\":\"role\",\"role\":\"reader\",\"user\":\"binh\"}"), "\(told[5])")
        try await hall.stop()
        try hall.remove("district.sqlite", "district.sqlite-wal", "district.sqlite-shm", "attachments.sqlite", "users")
        try await hall.succeeds("restore", backup, "--passphrase-file", hall.scratch.file("passphrase"))
        try await hall.serve()
        let list = try await hall.district.run("user", "list", "--format", "json")
        #expect(
            list.output == """
                [{"name":"binh","role":"reader"},{"name":"chi","needsPassword":true,"role":"administrator"},\
                {"name":"dung","role":"administrator"}]

                """)
        let curl = BuiltCommand("/usr/bin/curl", in: hall.scratch.path)
        func logIn(_ name: String, _ password: String) async throws -> Bool {
            let options = ["-sS", "-i", "--cacert", hall.scratch.file("quan/tls/authority.crt"), "-H", "Origin: \(hall.url)"]
            let fields = ["--data-urlencode", "name=\(name)", "--data-urlencode", "password=\(password)"]
            return try await curl.run(options + fields + [hall.url + "/login"]).output.hasPrefix("HTTP/1.1 303 ")
        }
        for name in ["an", "chi"] { #expect(try await !logIn(name, phrase), "\(name)") }
        for name in ["binh", "dung"] { #expect(try await logIn(name, phrase), "\(name)") }
        // A role alone makes no old password good; a new password does, and a name that was removed may be given anew.
        try await user("role", "chi", "reviewer")
        #expect(try await !logIn("chi", phrase))
        try await user("password", "chi", input: "một câu khác hẳn\n")
        #expect(try await logIn("chi", "một câu khác hẳn"))
        try await user("add", "an", "--role", "reader", input: phrase + "\n")
        #expect(try await logIn("an", phrase))
    }

    /// Python's own terminal: the command believes that a person sits there.
    @Test func `are asked for their password twice, and the terminal shows nothing of it`() async throws {
        let scratch = try ScratchFolder()
        let district = BuiltCommand("district", in: scratch.path, environment: ["WARDLOG_HOME": scratch.file("quan")])
        #expect(try await district.run("init", "--id", "ha-dong", "--name", "Quận Hà Đông").status == 0)
        let same = try await onTerminal(district, ["user", "add", "an", "--role", "reader"], [phrase, phrase])
        #expect(same.contains("Mật khẩu mới của an (từ 12 ký tự):") && same.contains("Gõ lại mật khẩu:"))
        #expect(same.contains("Đã thêm người dùng an") && !same.contains("giáp"), "\(same)")
        let other = try await onTerminal(district, ["user", "password", "an"], [phrase, phrase + " khác"])
        #expect(other.contains("Hai lần gõ không giống nhau.") && !other.contains("giáp"), "\(other)")
    }

    /// Runs a command on a terminal of its own, types a line at each question, and returns all that the terminal showed.
    private func onTerminal(_ command: BuiltCommand, _ arguments: [String], _ lines: [String]) async throws -> String {
        let script = """
            import os, pty, sys
            lines = sys.argv[1].split("|")
            pid, line = pty.fork()
            if pid == 0: os.execv(sys.argv[2], sys.argv[2:])
            shown = b""
            while True:
                try: piece = os.read(line, 4096)
                except OSError: break
                if not piece: break
                shown += piece
                if lines and shown.endswith(b": "): os.write(line, (lines.pop(0) + "\\n").encode())
            os.waitpid(pid, 0)
            sys.stdout.buffer.write(shown)
            """
        return try await command.run(within: "/usr/bin/python3", ["-c", script, lines.joined(separator: "|")], arguments).output
    }
}
