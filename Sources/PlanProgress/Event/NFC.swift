import Foundation

/// Normalisation form C, applied where text enters and checked where codes are read.
///
/// "Dương Nội" is 13 bytes in NFC and 17 in NFD: equal on screen and to `==`, different to a hash (field note 17).
public enum NFC {
    public static func normalized(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    public static func holds(_ text: String) -> Bool { normalized(text).utf8.elementsEqual(text.utf8) }
}
