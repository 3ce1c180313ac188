/// Every bound that a reader or writer holds others to, in one place, with the reason for its size.
public enum Limits {
    /// RFC 8785 numbers are IEEE doubles: beyond 2^53−1 two readers may read two numbers.
    public static let largestInteger: Int64 = 9_007_199_254_740_991
    /// The deepest event body has five levels; sixteen leaves room and bounds a reader's stack.
    public static let jsonDepth = 16
    /// A reader looks through an object's members for each field it knows; the largest real one has some twenty.
    public static let jsonMembers = 1024
    /// An event longer than this is malformed: a year of a ward is then still a few megabytes.
    public static let eventByteCount = 32 * 1024
    /// A line longer than this is not taken into a log at all; between the two it is kept and counts nothing.
    public static let lineByteCount = 60 * 1024
    /// 10^12: more than any count of a ward, and a thousand wards' sum still fits 2^53.
    public static let largestCount: Int64 = 1_000_000_000_000
    /// A distribution's highest score: days of posting and ages in days fit; the sum score · count is checked.
    public static let largestScore: Int64 = 1_000_000
    /// A meeting of all of a ward's neighbourhoods; Hà Đông's largest ward has fewer than a hundred.
    public static let placesPerEvent = 200
    /// A city's communes and more; Hà Nội had 579.
    public static let unitsPerEvent = 500
    /// An event's code (task, place, organ, role) in bytes of UTF-8.
    public static let codeByteCount = 64
    /// 2^48−1 milliseconds lie in the year 10889; `at` then fits twelve hex digits of an event id.
    public static let largestAt: Int64 = (1 << 48) - 1
    /// Entries of one push; one transaction of the district stays near a tenth of a second.
    public static let pushEntries = 4096
    /// Bytes of entries of one push, inflated.
    public static let pushByteCount = 4 * 1024 * 1024
    /// What header, notes and parts' framing may add to `pushByteCount` before inflating stops.
    public static let pushOverheadByteCount = 64 * 1024
    /// A first batch: what a 64 kbit/s line carries in a minute.
    public static let firstBatchByteCount = 512 * 1024
    /// Attachments larger than this travel by themselves.
    public static let ridingAttachmentByteCount = 64 * 1024
    /// One attachment, one request.
    public static let attachmentByteCount = 20 * 1024 * 1024
    /// The file name inside an attachment: its length is one byte.
    public static let attachmentNameByteCount = 255
    /// How far ahead of the clock an `at` read elsewhere may lie and still be adopted (events.md 2).
    public static let clockLeadMilliseconds: Int64 = 15 * 60 * 1000
    /// Healings of a device a day without a person's code (design 3.4).
    public static let healingsPerDay = 5
    /// A signed note: a checkpoint with its signatures is under one kilobyte.
    public static let noteByteCount = 4 * 1024
    /// A bundle on a stick: FAT32, as sticks are sold, holds no file of 4 GiB; sealing adds 21 bytes to each 64 KiB.
    public static let bundleByteCount = 4_000_000_000
    /// Refused pushes kept a log, for the reviewer (design 3.4).
    public static let refusedPushByteCount = 64 * 1024 * 1024
    /// The same in number: three years of nights. A device could write a hundred thousand small ones into those bytes, and each push of its
    /// log is compared with all of them by the one writer.
    public static let refusedPushes = 1024
    /// Redactions of wards that one push writes into the district's own log, which every ward pulls: a busy day of a ward has a few. Half of
    /// them are the push's own where others wait.
    public static let redactionsPerPush = 64
    /// A plan file or a table that a person hands in: twenty times the largest real one.
    public static let handedInByteCount = 1024 * 1024
    /// Rows of a table that a person hands in: more than the units of a city.
    public static let tableRows = 10_000
    /// Columns of such a table: more than any of ours has.
    public static let tableColumns = 64
    /// A person's password in characters: with the waits after failures, no guessing reaches a phrase of this length.
    public static let passwordCharacters = 12
    /// The same in bytes of UTF-8: a long sentence; more is work for nothing, refused before it is hashed.
    public static let passwordByteCount = 1024
    /// A form of the review pages: a password whose every byte is escaped, a name and an address, and room.
    public static let formByteCount = 16 * 1024

    /// How long the district believes a token, in seconds: ninety days, so that a copied one does not serve for ever. A device that slept
    /// for longer gets another by its key.
    public static let tokenLifeSeconds: Int64 = 90 * 86_400
    /// From this age on, in milliseconds, a device asks for the next one at the end of a sync: two thirds of the life, which leaves a month
    /// of nights for it to succeed.
    public static let tokenRenewalMilliseconds: Int64 = 60 * 86_400_000
}
