/// What a person typed behind a command's name, with options that stand before the subcommand put where it looks for them.
///
/// `ward --home DIR status` and `ward status --home DIR` say the same; the argument parser knows only the second.
public enum TypedArguments {
    /// The options that every subcommand has, each with one value.
    private static let shared = ["--home", "--lang"]

    /// Moves leading `--home DIR` and `--lang vi` (or `--home=DIR`) behind the rest, in front of a `--` if there is one.
    public static func settled(_ arguments: some Collection<String>) -> [String] {
        var rest = Array(arguments)
        var leading: [String] = []
        while let first = rest.first {
            if shared.contains(first), rest.count > 1 {
                leading += rest.prefix(2)
                rest.removeFirst(2)
            } else if shared.contains(where: { first.hasPrefix("\($0)=") }) {
                leading.append(rest.removeFirst())
            } else {
                break
            }
        }
        // Nothing follows: the parser's own sentence on a missing subcommand is the right one.
        guard !rest.isEmpty else { return leading }
        rest.insert(contentsOf: leading, at: rest.firstIndex(of: "--") ?? rest.endIndex)
        return rest
    }
}
