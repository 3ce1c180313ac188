public import PlanProgress

/// Attachments lie by id, each written whole before an entry names it.
extension Home {
    /// Stores a text or file; durable when it returns. The entry that names it is appended afterwards.
    public func store(
        name: String, type: String, content: [UInt8], role: AttachmentReference.Role?
    ) throws(HomeFault) -> AttachmentReference {
        guard let attachment = Attachment(salt: surroundings.random(16), name: name, content: content) else {
            throw .attachment(name: name, byteCount: content.count)
        }
        let path = HomeLayout.attachment(attachment.id)
        try onHomeDisk { () throws(DiskFault) in
            try disk.makeFolder(path.folder)
            try disk.replace(path, with: attachment.bytes)
        }
        return attachment.reference(type: type, role: role)
    }

    /// The bytes as stored, salt first; `nil` when it is not here, is spoiled, or the disk does not give it.
    ///
    /// A bad sector, or a file that another user owns, is told where the attachment is asked for by name; it never stands in the
    /// way of the log, nor of any other attachment.
    public func attachmentBytes(_ id: String) -> [UInt8]? {
        guard AttachmentReference.isID(id) else { return nil }
        let bytes = (try? disk.read(HomeLayout.attachment(id))) ?? nil
        return bytes.flatMap { Attachment.id(of: $0) == id ? $0 : nil }
    }

    public func attachment(_ id: String) -> Attachment? { attachmentBytes(id).flatMap { Attachment(reading: $0) } }

    /// Whether a file lies in its place that is not the attachment, or cannot be read.
    public func isUnreadable(attachment id: String) throws(HomeFault) -> Bool {
        guard AttachmentReference.isID(id), attachmentBytes(id) == nil else { return false }
        return try onHomeDisk { () throws(DiskFault) in try disk.byteCount(HomeLayout.attachment(id)) } != nil
    }
}
