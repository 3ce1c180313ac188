import Intake
import Testing

@Suite struct `What was typed` {
    @Test func `may name the home before the subcommand`() {
        #expect(TypedArguments.settled(["--home", "d", "--lang=en", "unit", "list"]) == ["unit", "list", "--home", "d", "--lang=en"])
    }

    @Test func `keeps what follows a double dash behind it`() {
        #expect(TypedArguments.settled(["--home", "d", "void", "--", "-x"]) == ["void", "--home", "d", "--", "-x"])
    }

    @Test func `is left alone where the options stand behind`() {
        let typed = ["status", "--home", "d"]
        #expect(TypedArguments.settled(typed) == typed)
        #expect(TypedArguments.settled(["--help"]) == ["--help"])
    }
}
