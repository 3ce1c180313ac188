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

    /// The bytes as stored, salt first; `nil` when it is not here or is spoiled.
    public func attachmentBytes(_ id: String) throws(HomeFault) -> [UInt8]? {
        guard AttachmentReference.isID(id) else { return nil }
        let bytes = try onHomeDisk { () throws(DiskFault) in try disk.read(HomeLayout.attachment(id)) }
        return bytes.flatMap { Attachment.id(of: $0) == id ? $0 : nil }
    }

    public func attachment(_ id: String) throws(HomeFault) -> Attachment? {
        try attachmentBytes(id).flatMap { Attachment(reading: $0) }
    }
}
