/// Why bytes are no catalogue; nothing was taken from them.
public enum CatalogueFault: Error, Hashable, Sendable, CustomStringConvertible {
    case notJSON(JSONFault)
    /// A schema that this program does not read.
    case schema(String)
    /// A part is missing or has another form; `part` says which, such as `measures[3]`.
    case form(part: String, Malformation)
    case repeated(part: String, id: String)
    /// A part names an id that the catalogue does not have, or one of the wrong kind.
    case unknownReference(part: String, id: String)
    /// The dimensions are not D1…D8 in order.
    case dimensions

    public var description: String {
        let what =
            switch self {
            case .notJSON(let fault): "it is not JSON as Wardlog reads it (\(fault))"
            case .schema(let name): "its schema is \(name), and this program reads \(Catalogue.schema)"
            case .form(let part, let malformation): "\(part) has another form (\(malformation))"
            case .repeated(let part, let id): "\(part) repeats \(id)"
            case .unknownReference(let part, let id): "\(part) names \(id), which is not there or of another kind"
            case .dimensions: "its dimensions are not D1 to D8 in order"
            }
        return "The catalogue cannot be used: \(what). The one in use stays. Mend the file, or ask for one that this version reads."
    }
}
