enum LogSyncPlaceholder {}
